import type { Cost } from '../../models/vault/gmx2Position.ts'
import { abs, at, column, sum } from '../../models/vault/table.ts'
import { hedgeCost, poolCost } from '../../portfolio/vaults/cost.ts'
import type { TradeCosts } from '../../portfolio/vaults/market.ts'
import type { Block, Section } from '../report/document.ts'
import type { Epoch, GmxMarket, Paid } from './epoch.ts'
import { type Moment, table } from './exposure.ts'
import { paidBy, sideOf } from './gmxCost.ts'
import { poolFill } from './pooled.ts'
import type { Run, Turn } from './simulate.ts'
import { percent, signed, usd } from './word.ts'

/** What the markets of GMX v2 did to the hedge of one asset at one epoch, or to the pool: paid since the epoch before, and for its order. */
export interface GmxFlow {
  readonly instrument: string
  readonly funding: bigint
  readonly borrowing: bigint
  /** Of the order: its fee before price impact, and the impact, gained when positive. US dollars. */
  readonly fee: number
  readonly impact: number
}

/** One a market that the epoch states; the pool first. */
export function gmxOf(turn: Turn, { config }: Run['scene']): readonly GmxFlow[] {
  const { gmx, deposit } = turn.epoch
  const moment = turn.ok ? turn.journal : null
  const costs = moment?.input.costs
  const pool =
    deposit === undefined ? [] : [flow('pool', NOTHING, poolOf(moment === null ? 0n : poolFill(moment).filled, costs))]
  const hedges = config.assets.flatMap((asset, a) => {
    if ((gmx?.[a] ?? null) === null) return []
    const held = sum(column(moment?.opened.marking.external ?? [], a))
    const order = moment?.closed.hedges[a]?.filled ?? 0n
    const cost = costs === undefined || order === 0n ? null : hedgeCost(costs, { asset: a, held, order })
    return [flow(asset, paidBy(turn.before, turn.epoch, a), cost)]
  })
  return [...pool, ...hedges]
}

const NOTHING: Paid = { funding: 0n, borrowing: 0n }

const poolOf = (filled: bigint, costs: TradeCosts | undefined): Cost | null =>
  costs === undefined || filled === 0n ? null : poolCost(costs, filled)

const flow = (instrument: string, paid: Paid, cost: Cost | null): GmxFlow => ({
  instrument,
  ...paid,
  fee: cost?.fee ?? 0,
  impact: cost?.impact ?? 0,
})

/** What positions and orders at GMX v2 came to over a run; nothing where no epoch states a market. */
export function gmxSection(run: Run): readonly Section[] {
  const flows = run.turns.flatMap((turn) => gmxOf(turn, run.scene))
  const names = [...new Set(flows.map(({ instrument }) => instrument))]
  if (names.length === 0) return []
  const rows = names.map((name) => {
    const own = flows.filter(({ instrument }) => instrument === name)
    const total = (pick: (each: GmxFlow) => number): string =>
      signed(micros(own.reduce((all, each) => all + pick(each), 0)))
    return [
      name,
      signed(-sum(own.map(({ funding }) => funding))),
      signed(-sum(own.map(({ borrowing }) => borrowing))),
      total(({ fee }) => -fee),
      total(({ impact }) => impact),
    ]
  })
  return [
    {
      id: 'gmx',
      title: 'GMX v2',
      lead: 'Funding and borrowing of hedges, and what orders paid in fees and price impact; earned when positive. Impact that an order would earn beyond its fee is not counted on.',
      blocks: [table('Earned and paid, US dollars', ['Instrument', 'Funding', 'Borrowing', 'Fees', 'Impact'], rows)],
    },
  ]
}

const micros = (usd: number): bigint => BigInt(Math.round(usd * 1e6))

export interface Planned {
  readonly epoch: Epoch
  readonly costs: TradeCosts
  readonly assets: readonly string[]
}

/** What the hedges of a plan pay a day at GMX v2, and what its orders cost there; nothing where the epoch states no market. */
export function gmxPlan({ opened, closed }: Moment, { epoch, costs, assets }: Planned): readonly Section[] {
  const rows = hedgesAhead({ opened, closed }, { epoch, costs, assets })
  const pool = epoch.deposit === undefined ? null : poolCost(costs, opened.pool.order)
  const blocks: Block[] = [
    table(
      'Hedges after the plan, US dollars',
      ['Asset', 'Hedge', 'Funding, year', 'Borrowing, year', 'Earns a day', 'Order costs', 'Impact'],
      rows.map(({ asset, hedge, funding, borrowing, daily, cost }) => [
        asset,
        signed(hedge, 0),
        percent(funding),
        percent(borrowing),
        signed(micros(daily)),
        usd(micros(cost?.total ?? 0)),
        signed(micros(cost?.impact ?? 0)),
      ]),
    ),
  ]
  if (pool !== null)
    blocks.push(
      table(
        'Pool order, US dollars',
        ['Order', 'Costs', 'Impact'],
        [[signed(opened.pool.order, 0), usd(micros(pool.total)), signed(micros(pool.impact))]],
      ),
    )
  if (rows.length === 0 && pool === null) return []
  return [
    {
      id: 'gmx',
      title: 'GMX v2',
      lead: 'Rates are what the position pays a year at the open interest of this epoch, earned when negative.',
      blocks: rows.length === 0 ? blocks.slice(1) : blocks,
    },
  ]
}

export interface Ahead {
  readonly asset: string
  /** After the plan, US dollars of 1e6. */
  readonly hedge: bigint
  /** Of a year, 1e18, a cost when positive. */
  readonly funding: bigint
  readonly borrowing: bigint
  /** US dollars that it earns a day. */
  readonly daily: number
  readonly cost: Cost | null
}

/** One an asset whose hedge is held at GMX v2. */
export function hedgesAhead(
  { opened, closed }: Pick<Moment, 'opened' | 'closed'>,
  { epoch, costs, assets }: Planned,
): readonly Ahead[] {
  return assets.flatMap((asset, a) => {
    const market: GmxMarket | null = epoch.gmx?.[a] ?? null
    if (market === null) return []
    const held = sum(column(opened.marking.external, a))
    const hedge = sum(column(closed.external, a))
    const { funding, borrowing } = market.ahead[sideOf(hedge)]
    const order = at(
      opened.hedges.map((each) => each.order),
      a,
    )
    const daily = -(Number(abs(hedge)) / 1e6) * (funding + borrowing) * DAY
    return [
      {
        asset,
        hedge,
        funding: yearly(funding),
        borrowing: yearly(borrowing),
        daily,
        cost: hedgeCost(costs, { asset: a, held, order }),
      },
    ]
  })
}

const DAY = 86_400
const yearly = (second: number): bigint => BigInt(Math.round(second * DAY * 365 * 1e12)) * 1_000_000n
