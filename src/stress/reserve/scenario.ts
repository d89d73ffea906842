import { type Tried, together } from '../outcome.ts'
import type { ReserveShock } from './shock.ts'

export type ReserveScenario = Tried<ReserveShock>

/** How large the shocks are. Fractions are plain, times are hours. */
export interface ReserveSizes {
  /** Hours that a scenario is watched for, and within which prices move. */
  readonly hours: number
  readonly within: number
  /** Moves of what has no peg, up and down. */
  readonly prices: readonly number[]
  /** A peg that breaks and heals, and one that dies. */
  readonly breaks: { readonly fall: number; readonly within: number; readonly back: number }
  readonly dies: { readonly fall: number; readonly within: number }
  readonly run: { readonly share: number; readonly within: number }
  /** `order` is what arbitrageurs trade in an hour, of net assets. */
  readonly oracle: { readonly late: number; readonly wrong: number; readonly order: number }
  /** Below one less this a coin is paid less than it should be. */
  readonly band: number
}

interface Asset {
  readonly id: string
  readonly isPegged: boolean
}

/** What a reserve is tried by: nothing at all, every shock alone, then pairs of those that make one another worse. */
export function reserveScenarios(assets: readonly Asset[], sizes: ReserveSizes): readonly ReserveScenario[] {
  const { prices, breaks, dies, run, oracle, within } = sizes
  const falls: ReserveScenario[] = []
  const alone: ReserveScenario[] = []
  for (const { id, isPegged } of assets) {
    if (isPegged) {
      const broken = one(`breaks-${id}`, `${id} −${percent(breaks.fall)}, heals in ${hours(breaks.back)}`, {
        kind: 'peg',
        asset: id,
        ...breaks,
      })
      const dead = one(`dies-${id}`, `${id} −${percent(dies.fall)} in ${hours(dies.within)}, for good`, {
        kind: 'peg',
        asset: id,
        ...dies,
        back: null,
      })
      alone.push(broken, dead)
      falls.push(dead)
      continue
    }
    const sized = prices.flatMap((size) => (size === 0 ? [0] : [-size, size]))
    const moves = sized.map((move) =>
      one(
        `price-${id}${move < 0 ? '-' : '+'}${percent(Math.abs(move)).replace(/\W/g, '')}`,
        `${id} ${move < 0 ? '−' : '+'}${percent(Math.abs(move))} in ${hours(within)}`,
        { kind: 'price', asset: id, move, within },
      ),
    )
    alone.push(...moves)
    const deepest = moves[sized.indexOf(Math.min(...sized))]
    if (deepest !== undefined) falls.push(deepest)
  }
  const leaving = one('run', `Run on ${percent(run.share)} in ${hours(run.within)}`, { kind: 'run', ...run })
  const late = one('late', `Oracle ${hours(oracle.late)} late`, { kind: 'late', hours: oracle.late })
  const wrong = assets.flatMap(({ id }) =>
    [oracle.wrong, -oracle.wrong].map((by) =>
      one(`wrong-${id}${by < 0 ? '-' : '+'}`, `Oracle of ${id} ${by < 0 ? '−' : '+'}${percent(Math.abs(by))}`, {
        kind: 'wrong',
        asset: id,
        by,
      }),
    ),
  )
  const pairs = falls.flatMap((fall) => [together(leaving, fall), together(late, fall)])
  return [
    { id: 'nothing', title: 'Nothing happens', within: 0, shocks: [] },
    ...alone,
    leaving,
    late,
    ...wrong,
    ...pairs,
  ]
}

function one(id: string, title: string, shock: ReserveShock): ReserveScenario {
  return { id, title, within: 'within' in shock ? Math.max(1, shock.within) : 1, shocks: [shock] }
}

const hours = (count: number): string => `${Number(count.toFixed(2))} h`
const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`
