/** Several rounds of one figure. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
}

/** Where measured work leaves what it found, so that no engine may leave the work out. */
const sink = new Float64Array(1)

export function keep(found: number): void {
  sink[0] = (sink[0] ?? 0) + found
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return {
    median: (lower + upper) / 2,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    rounds: sorted.length,
  }
}

/** The engine compiles while the first rounds run: so many of them, and so many milliseconds, are not counted. */
const WARM_UP = { rounds: 10, ms: 400 }

/** Milliseconds of each round, after the warm-up. What `work` answers is kept. */
export function rounds(count: number, work: () => number): Spread {
  const start = performance.now()
  for (let round = 0; round < WARM_UP.rounds || performance.now() - start < WARM_UP.ms; round++) keep(work())
  const times: number[] = []
  while (times.length < count) {
    const began = performance.now()
    const found = work()
    times.push(performance.now() - began)
    keep(found)
  }
  return spread(times)
}

const CALLS_ROUNDS = 31

/** Microseconds of one call, `calls` of them to a round; `work` is told the number of the call. */
export function perCall(calls: number, work: (call: number) => number): Spread {
  const round = (): number => {
    let sum = 0
    for (let call = 0; call < calls; call++) sum += work(call)
    return sum
  }
  return scale(rounds(CALLS_ROUNDS, round), (ms) => (ms * 1000) / calls)
}

/** The same rounds in another unit; where that runs the other way, the least becomes the most. */
export function scale({ median, min, max, rounds: count }: Spread, to: (value: number) => number): Spread {
  const [a, b] = [to(min), to(max)]
  return { median: to(median), min: Math.min(a, b), max: Math.max(a, b), rounds: count }
}
