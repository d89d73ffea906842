import { at, halfUp, sum, WAD } from '../../models/vault/table.ts'
import { ownPrice } from '../../portfolio/vaults/cycle/holding.ts'
import { dayOf } from './label.ts'
import type { Done, Run } from './simulate.ts'

/**
 * One vault over one day (or one epoch, where epochs have no time) against holding its own asset, US dollars of 1e6. Every part is computed on its
 * own; `unexplained` is the profit that was measured less all of them.
 */
export interface Day {
  readonly label: string
  readonly cycles: number
  /** Net assets at the last close before the day, and at its last close. */
  readonly start: bigint
  readonly end: bigint
  readonly flows: bigint
  readonly profit: bigint
  /** What the same worth would have made as the vault's own asset. */
  readonly holding: bigint
  /** Own asset's return on what had been gained or lost since the start of the day. */
  readonly compounding: bigint
  /** Deltas of the pool that nobody hedges. */
  readonly outside: bigint
  /** The pool against all its deltas: fees earned, traders' luck, and prices of its own. */
  readonly pool: bigint
  readonly income: bigint
  readonly funding: bigint
  readonly residual: bigint
  /** Internal hedges that could not be paid. */
  readonly settlement: bigint
  /** The venue's marks against the pool's prices. */
  readonly venue: bigint
  readonly trading: bigint
  readonly fees: bigint
  readonly unexplained: bigint
  /** Largest |unexplained| that rounding allows. */
  readonly bound: bigint
}

/** Rounding of one cycle and vault: 2 units an asset and 6 for the marks (neutrality), 2 from close to open. */
export const boundOf = (cycles: number, assets: number): bigint => BigInt(cycles) * BigInt(2 * assets + 8) + 1n

/** The days of every vault, in order. A cycle belongs to the day in which its interval began. */
export function days({ scene, turns }: Run): readonly (readonly Day[])[] {
  const done = turns.filter((turn): turn is Done => turn.ok)
  const groups: { readonly label: string; readonly cycles: Cycle[] }[] = []
  for (const [i, turn] of done.entries()) {
    const before = done[i - 1] ?? null
    const label = dayOf(turn.epoch, before?.epoch ?? null)
    const last = groups.at(-1)
    if (last !== undefined && last.label === label) last.cycles.push({ turn, before })
    else groups.push({ label, cycles: [{ turn, before }] })
  }
  return scene.config.vaults.map((_, v) => groups.map(({ label, cycles }) => day(label, cycles, { v, scene })))
}

interface Cycle {
  readonly turn: Done
  readonly before: Done | null
}

interface Of {
  readonly v: number
  readonly scene: Run['scene']
}

function day(label: string, cycles: readonly Cycle[], of: Of): Day {
  const parts = cycles.map((cycle) => part(cycle, of))
  const total = (pick: (each: Part) => bigint): bigint => sum(parts.map(pick))
  const start = parts[0]?.start ?? 0n
  const end = parts.at(-1)?.end ?? 0n
  const flows = total(({ flow }) => flow)
  const profit = end - start - flows
  const holding = held(parts)
  const known = {
    compounding: total(({ own }) => own) - holding,
    outside: total(({ outside }) => outside),
    pool: total(({ pool }) => pool),
    income: total(({ income }) => income),
    funding: total(({ funding }) => -funding),
    residual: total(({ residual }) => residual),
    settlement: total(({ settlement }) => settlement),
    venue: total(({ venue }) => venue),
    trading: -total(({ trading }) => trading),
    fees: -total(({ fees }) => fees),
  }
  return {
    label,
    cycles: cycles.length,
    start,
    end,
    flows,
    profit,
    holding,
    ...known,
    unexplained: profit - holding - sum(Object.values(known)),
    bound: boundOf(cycles.length, of.scene.config.assets.length),
  }
}

/** One cycle of one vault, from the close before it to its own. */
interface Part {
  readonly start: bigint
  readonly end: bigint
  readonly flow: bigint
  /** Price of the own asset then and now. */
  readonly from: bigint
  readonly to: bigint
  readonly own: bigint
  readonly outside: bigint
  readonly pool: bigint
  readonly income: bigint
  readonly funding: bigint
  readonly residual: bigint
  readonly settlement: bigint
  readonly venue: bigint
  readonly trading: bigint
  readonly fees: bigint
}

const STILL = {
  own: 0n,
  outside: 0n,
  pool: 0n,
  income: 0n,
  funding: 0n,
  residual: 0n,
  settlement: 0n,
  venue: 0n,
  fees: 0n,
}

function part({ turn, before }: Cycle, { v, scene: { config } }: Of): Part {
  const { opened, closed } = turn.journal
  const to = ownPrice(config, opened.marks.prices, v)
  const settled = sum((opened.live?.request?.booked ?? []).map(({ cost }) => at(cost, v)))
  const traded = { end: at(closed.netAssets, v), trading: at(closed.tradeFees, v) + settled, to }
  // Money that comes in at the first cycle is where the run starts.
  if (before === null) return { ...STILL, ...traded, start: at(opened.netAssets, v), flow: 0n, from: to }
  const why = opened.marking.neutrality[v]
  const fee = opened.fees[v]
  const outside = unhedged(turn, before, v)
  return {
    ...traded,
    start: at(before.journal.closed.netAssets, v),
    flow: at(opened.netAssets, v) - at(opened.charged, v),
    from: ownPrice(config, before.journal.opened.marks.prices, v),
    own: why?.ownReturn ?? 0n,
    outside,
    pool: (why?.poolReturn ?? 0n) - outside,
    income: why?.income ?? 0n,
    funding: -(why?.funding ?? 0n),
    residual: why?.residual ?? 0n,
    settlement: why?.settlement ?? 0n,
    venue: why?.reconciled ?? 0n,
    fees: (fee?.management ?? 0n) + (fee?.performance ?? 0n),
  }
}

/** Σ g · w · r over assets that nobody hedges. */
function unhedged({ epoch }: Done, before: Done, v: number): bigint {
  const worth = at(before.journal.closed.poolWorth, v)
  return sum(
    before.epoch.outside.map(({ price, weight }, i) => {
      const now = epoch.outside[i]?.price ?? price
      return halfUp(worth * weight * (now - price), price * WAD)
    }),
  )
}

/** What the worth at the start, and every flow from when it came, made in the own asset. */
function held(parts: readonly Part[]): bigint {
  let worth = parts[0]?.start ?? 0n
  let gained = 0n
  for (const { from, to, flow } of parts) {
    const moved = halfUp(worth * (to - from), from)
    gained += moved
    worth += moved + flow
  }
  return gained
}
