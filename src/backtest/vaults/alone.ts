import { abs, at, column, max, sum, type Table } from '../../models/vault/table.ts'
import { partOf } from '../../portfolio/vaults/mix/pool.ts'
import { pairwise } from '../../portfolio/vaults/pairwise.ts'
import { divide } from '../../units/rounding.ts'
import type { Epoch, Scene } from './epoch.ts'
import { poolFills } from './pooled.ts'
import { type Run, simulate, type Turn } from './simulate.ts'

/** What hedging and pool trading took in one run, US dollars. */
export interface Spent {
  /** Hedge orders sent, and fees on them. */
  readonly hedged: bigint
  readonly hedgeFees: bigint
  /** Paid when positive. */
  readonly funding: bigint
  readonly pooled: bigint
  readonly poolFees: bigint
  /** Largest equity that stood behind hedges. */
  readonly equityMax: bigint
  /** Mean over epochs of the hedges held outside: |net| an asset for vaults that net, |X| for each that does not. */
  readonly held: bigint
}

/** Netting against each vault for itself over the same epochs, and what netting pair by pair would hold short outside. */
export interface Netting {
  readonly together: Spent
  readonly alone: Spent
  /** Mean short notional of pair-by-pair netting; null where vaults do not own one asset each. */
  readonly bilateral: bigint | null
  /** Hedge fees, funding and pool fees, all vaults: alone − together. */
  readonly saved: bigint
}

/** Runs every vault by itself over the same epochs, flows, fills and costs, and sets what it took beside what it took together. */
export function netting(run: Run): Netting {
  return netted(
    run,
    run.scene.config.vaults.map((_, v) => spent(simulate(single(run, v)))),
  )
}

/** The same, from what each vault took alone. */
export function netted(run: Run, each: readonly Spent[]): Netting {
  const alone = each.reduce(plus, NOTHING)
  const together = spent(run)
  return { together, alone, bilateral: pairs(run), saved: cost(alone) - cost(together) }
}

export const cost = ({ hedgeFees, funding, poolFees }: Spent): bigint => hedgeFees + funding + poolFees

const NOTHING: Spent = {
  hedged: 0n,
  hedgeFees: 0n,
  funding: 0n,
  pooled: 0n,
  poolFees: 0n,
  equityMax: 0n,
  held: 0n,
}

const plus = (a: Spent, b: Spent): Spent => ({
  hedged: a.hedged + b.hedged,
  hedgeFees: a.hedgeFees + b.hedgeFees,
  funding: a.funding + b.funding,
  pooled: a.pooled + b.pooled,
  poolFees: a.poolFees + b.poolFees,
  equityMax: a.equityMax + b.equityMax,
  held: a.held + b.held,
})

export const spent = ({ turns }: Pick<Run, 'turns'>): Spent => meaning(turns.reduce(counted, UNCOUNTED))

/** What a run took so far, `held` added up over the epochs: a run that is only counted keeps nothing else of them. */
export interface Tally extends Spent {
  readonly epochs: bigint
}

export const UNCOUNTED: Tally = { ...NOTHING, epochs: 0n }

export function counted(so: Tally, turn: Turn): Tally {
  if (!turn.ok) return so
  const { closed, opened, input } = turn.journal
  const equity = sum(closed.equity.map(sum))
  const pool = poolFills(turn.journal)
  return {
    epochs: so.epochs + 1n,
    hedged: so.hedged + sum(closed.hedges.map(({ filled }) => abs(filled))),
    hedgeFees: so.hedgeFees + sum(input.execution.hedges.map(({ fee }) => fee)),
    funding: so.funding + sum(input.funding),
    pooled: so.pooled + sum(pool.map(({ filled }) => abs(filled))),
    poolFees: so.poolFees + sum(pool.map(({ fee }) => fee)),
    equityMax: max(equity, so.equityMax),
    held: so.held + sum(opened.marks.prices.map((_, a) => abs(sum(column(closed.external, a))))),
  }
}

export const meaning = ({ epochs, ...total }: Tally): Spent => ({
  ...total,
  held: divide(total.held, max(1n, epochs), 'half'),
})

/** The scene of one vault: its flows, its caps, its part of the income that it had in the run of all. */
export function single(run: Run, v: number): Scene {
  const { scene } = run
  const { config, start } = scene
  const only = <T>(list: readonly T[]): T[] => list.slice(v, v + 1)
  const { claims: _, queue = [], pending, mix, ...held } = start
  const waits =
    pending !== undefined && at(pending.parts, v) > 0n ? { pending: { ...pending, parts: only(pending.parts) } } : {}
  return {
    ...scene,
    config: { ...config, vaults: only(config.vaults), own: only(config.own), vaultMax: only(config.vaultMax) },
    start: {
      ...held,
      ...waits,
      ...(mix === undefined ? {} : { mix: partOf(mix, at(start.units, v), sum(start.units)) }),
      queue: queue.filter(({ vault }) => vault === v).map((each) => ({ ...each, vault: 0 })),
      buffer: only(start.buffer),
      units: only(start.units),
      external: only(start.external),
      equity: only(start.equity),
      internal: only(start.internal).map((row) => row.map(() => 0n)),
      shares: only(start.shares),
      highWater: only(start.highWater),
      deployed: only(start.deployed),
      shortfall: only(start.shortfall),
    },
    epochs: run.turns.map((turn): Epoch => {
      const { repaid: __, waived: ___, ...epoch } = turn.epoch
      const income = turn.ok ? at(turn.journal.opened.marking.income, v) : 0n
      return {
        ...epoch,
        income,
        funding: epoch.funding.map(({ cost: stated }, a) => ({ cost: stated, per: net(turn.before.external, a) })),
        // What a venue stated was of the position of all.
        stated: epoch.stated.map(() => null),
        start: only(epoch.start),
        deposits: only(epoch.deposits),
        withdrawals: only(epoch.withdrawals),
      }
    }),
  }
}

const net = (external: Table, a: number): bigint => sum(column(external, a))

/** Mean over epochs of what netting pair by pair would hold short outside. */
function pairs({ scene, turns }: Run): bigint | null {
  const shorts = turns.flatMap((turn) => {
    if (!turn.ok) return []
    const { closed, opened } = turn.journal
    const unhedged = sum(turn.epoch.outside.map(({ weight }) => weight))
    const short = pairwise({ pool: closed.poolWorth, weights: opened.marks.weights, unhedged }, scene.config)
    return short === null ? [] : [short]
  })
  return shorts.length === 0 ? null : divide(sum(shorts), BigInt(shorts.length), 'half')
}
