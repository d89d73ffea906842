// Figure 3: the backtest in decided hourly steps per second.
import type { History } from '../src/ports/history.ts'
import { type Figure, milliseconds, stepsPerSecond, type Target } from './figure.ts'
import { columns, type Example, type Loaded, load } from './market.ts'
import { rounds, type Spread, scale, spread } from './measure.ts'
import { first } from './process.ts'

const STEPS_MIN: Target = { bound: 'at least', value: 500_000 }
const WARM_ROUNDS = 25
const COLD_ROUNDS = 5

/** Fresh processes first, so that this one's heat and size do not matter to them. */
export async function steps(example: Example): Promise<readonly Figure[]> {
  const { name, config, folder } = example
  const starts: Awaited<ReturnType<typeof first>>[] = []
  for (let round = 0; round < COLD_ROUNDS; round++) starts.push(await first(example))
  const loaded = await load(example)
  const { history } = loaded.setup
  const floor = reading(history)
  const { warm, decided, cores } = running(loaded)
  const hours = history.hours.toLocaleString('en-US')
  const what = `${hours} hours of ${config}, ${decided.toLocaleString('en-US')} of them with a decision, and those are counted; from the first hour to the finished result, loading left out`
  const noted = `Floor: one pass over the history's ${columns(history).length} columns that reads and sums all of them at each hour.`
  const used = `One thread, whose engine compiles and collects beside it: ${cores.toFixed(2)} cores in all.`
  return [
    line(`backtest, ${name}, warm`, warm, { floor, decided, note: `${what}. ${used} ${noted}` }),
    line(`backtest, ${name}, cold`, spread(starts.map(({ run }) => run)), {
      floor,
      decided,
      note: `The same as the first run of a fresh process, nothing compiled yet. ${noted}`,
    }),
    {
      name: `loading, ${name}`,
      measured: spread(starts.map(({ load: took }) => took)),
      show: milliseconds,
      target: null,
      floor: null,
      note: `What the two lines above leave out: the config, and ${folder === null ? 'the simulation of the market' : 'the market files, unpacked, checked and laid on the hourly grid'}, in a fresh process.`,
    },
  ]
}

function running({ run }: Loaded): { warm: Spread; decided: number; cores: number } {
  let decided = 0
  const before = process.cpuUsage()
  const began = performance.now()
  const warm = rounds(WARM_ROUNDS, () => {
    const { summary } = run()
    decided = Object.values(summary.decisions).reduce((sum, count) => sum + count, 0)
    return summary.endNetAssets
  })
  const { user, system } = process.cpuUsage(before)
  return { warm, decided, cores: (user + system) / 1000 / (performance.now() - began) }
}

function line(name: string, took: Spread, { floor, decided, note }: Line): Figure {
  const rate = (ms: number): number => (decided * 1000) / ms
  return {
    name,
    measured: scale(took, rate),
    show: stepsPerSecond,
    target: STEPS_MIN,
    floor: { value: rate(floor.median), ratio: took.median / floor.median },
    note,
  }
}

/** One pass over the same arrays that only reads and sums. */
function reading(past: History): Spread {
  const all = columns(past)
  return rounds(WARM_ROUNDS, () => {
    let sum = 0
    for (let row = 0; row < past.hours; row++) for (const column of all) sum += column[row] ?? 0
    return sum
  })
}

interface Line {
  readonly floor: Spread
  readonly decided: number
  readonly note: string
}
