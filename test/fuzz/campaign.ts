import type { Answer, Example } from './child.ts'
import { crew, type Setting } from './crew.ts'
import type { Failure } from './oracle.ts'
import { spawned } from './spawned.ts'

/** One kind of failure: how often it was met, where, and the smallest case of it. */
export interface Found {
  readonly rule: string
  readonly detail: string
  readonly count: number
  readonly numbers: readonly number[]
  readonly example: Example | null
}

export interface Campaign {
  readonly setting: Setting
  readonly range: { readonly first: number; readonly cases: number; readonly until: number | null }
  /** Rules that do not count. */
  readonly allow: readonly string[]
  /** Answers the case itself: for a run of one. */
  readonly shows: boolean
  readonly stopsAtFirst?: boolean
  /** So many of the cases, from the first on, are run as processes of their own too. */
  readonly processes?: number
  readonly progress: (done: number) => void
}

export interface Result {
  readonly cases: number
  readonly found: readonly Found[]
  readonly table: string
  readonly example: Example | null
}

const NUMBERS_MAX = 5
const EXAMPLES_MAX = 60

/** Runs cases in order on all processes, and makes the first of each kind of failure small. */
export async function campaign({
  setting,
  range,
  allow,
  shows,
  stopsAtFirst = false,
  processes = 0,
  progress,
}: Campaign): Promise<Result> {
  const { run, end } = crew(setting)
  const tally = new Map<string, Map<string, number>>()
  const kinds = new Map<string, { failure: Failure; count: number; numbers: number[] }>()
  const slowest: Answer[] = []
  let next = range.first
  let done = 0
  let example: Example | null = null
  const isOver = (): boolean =>
    next >= range.first + range.cases ||
    (range.until !== null && performance.now() > range.until) ||
    (stopsAtFirst && kinds.size > 0)
  const work = async (): Promise<void> => {
    while (!isOver()) {
      const number = next
      next += 1
      const answer = await run(number)
      if (shows) example = (await run(number, answer.verdict === 'hang' ? 'hang' : 'nothing')).example
      done += 1
      count(tally, answer, allow)
      slowest.push(answer)
      if (slowest.length > 200) slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(10)
      const inside = done <= processes && answer.failures.length === 0 ? (await run(number, 'nothing')).example : null
      const outside = inside === null ? [] : await spawned(inside)
      for (const failure of [...answer.failures, ...outside])
        if (!allow.includes(failure.rule)) keep(kinds, failure, { answer })
      progress(done)
    }
  }
  try {
    await Promise.all(Array.from({ length: setting.workers }, work))
    const found: Found[] = []
    for (const { failure, count: many, numbers } of [...kinds.values()].sort((a, b) => b.count - a.count)) {
      const small = stopsAtFirst || found.length >= EXAMPLES_MAX ? null : await run(numbers[0] ?? 0, failure.rule)
      found.push({ ...failure, count: many, numbers, example: small?.example ?? null })
    }
    slowest.sort((a, b) => b.milliseconds - a.milliseconds)
    return { cases: done, found, table: `${show(tally)}\n\n${slow(slowest.slice(0, 5))}\n`, example }
  } finally {
    end()
  }
}

type Kinds = Map<string, { failure: Failure; count: number; numbers: number[] }>

/** Figures and names differ from case to case: what is left of a detail without them says which kind it is. */
function keep(kinds: Kinds, failure: Failure, { answer }: { answer: Answer }): void {
  const kind = (/\[[A-Z_]+\]|[A-Z]+_[A-Z_]+/.exec(failure.detail)?.[0] ?? failure.detail)
    .replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[\d.,−-]+|[a-z0-9_./-]+\.(?:ya?ml|json|csv)\S*/gi, '·')
    .slice(0, 70)
  const key = `${answer.command} ${failure.rule} ${kind}`
  const known = kinds.get(key)
  if (known === undefined) {
    kinds.set(key, {
      failure: { ...failure, detail: `${answer.scene}: ${failure.detail}` },
      count: 1,
      numbers: [answer.number],
    })
    return
  }
  known.count += 1
  if (known.numbers.length < NUMBERS_MAX) known.numbers.push(answer.number)
}

function count(
  tally: Map<string, Map<string, number>>,
  { command, verdict, code, failures, milliseconds }: Answer,
  allow: readonly string[],
): void {
  const row = tally.get(command) ?? new Map<string, number>()
  tally.set(command, row)
  const column = failures.some(({ rule }) => !allow.includes(rule))
    ? 'failed'
    : verdict === 'ran'
      ? code === 0
        ? 'ran'
        : 'ran, exit 1'
      : 'refused'
  row.set(column, (row.get(column) ?? 0) + 1)
  row.set('cases', (row.get('cases') ?? 0) + 1)
  row.set('ms', (row.get('ms') ?? 0) + milliseconds)
}

const COLUMNS = ['cases', 'ran', 'ran, exit 1', 'refused', 'failed', 'ms'] as const

function show(tally: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const rows = [...tally]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, row]) => [name, ...COLUMNS.map((column) => String(Math.round(row.get(column) ?? 0)))])
  const sum = COLUMNS.map((column) =>
    String(Math.round([...tally.values()].reduce((all, row) => all + (row.get(column) ?? 0), 0))),
  )
  return [['command', ...COLUMNS], ...rows, ['all', ...sum]]
    .map(([name = '', ...cells]) => `${name.padEnd(10)}${cells.map((cell) => cell.padStart(13)).join('')}`)
    .join('\n')
}

function slow(answers: readonly Answer[]): string {
  return `slowest: ${answers.map(({ number, scene, milliseconds }) => `case ${number} (${scene}) ${Math.round(milliseconds)} ms`).join('; ')}`
}
