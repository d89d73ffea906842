import type { Parts } from '../backtest/venues/attribution.ts'
import { markets } from '../backtest/venues/market.ts'
import { recorder, type Totals } from '../backtest/venues/recorder.ts'
import { hours } from '../backtest/venues/replay.ts'
import type { VenuesRooms } from '../execution/venues.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import type { ExchangeAccount, VenuesState } from '../portfolio/venues/state.ts'
import type { Terms } from '../portfolio/venues/terms.ts'
import type { History } from '../ports/history.ts'
import { format, HOUR_MS, type Instant, instant } from '../units/time.ts'
import type { Crash, Crashes, Cushion, Passage, Rival } from './result.ts'
import { literal, THIN, thin } from './rival.ts'
import { deployed, STILL, type Trial } from './run.ts'

interface Through {
  readonly history: History
  readonly terms: Terms
  readonly policy: VenuesPolicy
  readonly start: VenuesState
  readonly flights: 'p50' | 'p95' | 'stress'
  readonly rooms?: VenuesRooms
}

/** Days before and after a crash that are replayed. */
export const DAYS = 10

/** The crash of a date in a history of the days around it. Every policy starts with the book that this one deploys there in calm. */
export function crash(date: Instant, { history, terms, start, trial }: Around): Crash {
  const runs = CUSHIONS.flatMap((cushion) => {
    const policy = cushion === 'thin' ? thin(trial.policy) : trial.policy
    const book = deployed(start, { market: markets(history, terms)(0) }, { ...trial, policy })
    return RIVALS.map((rival) => {
      const through = { history, terms, start: book, flights: trial.flights, ...ruled(rival, policy) }
      return { cushion, rival, ...passage(through) }
    })
  })
  const { low, high, open } = history.spot.ETH
  const before = open[0] ?? Number.NaN
  return {
    date: format(date).slice(0, 10),
    from: format(history.from),
    to: format(instant(history.from + history.hours * HOUR_MS)),
    ether: { low: Math.min(...low) / before - 1, high: Math.max(...high) / before - 1 },
    runs,
    dominates: { normal: dominates(runs, 'normal'), thin: dominates(runs, 'thin') },
    notes: holes(history),
  }
}

const CUSHIONS: readonly Cushion[] = ['normal', 'thin']
const RIVALS: readonly Rival[] = ['policy', 'literal', 'none']

function ruled(rival: Rival, policy: VenuesPolicy): Pick<Through, 'policy'> & { rooms?: VenuesRooms } {
  switch (rival) {
    case 'policy':
      return { policy }
    case 'literal':
      return { policy: literal(policy) }
    case 'none':
      return { policy, rooms: STILL }
  }
}

/** No more liquidations, and no lower health, than under the literal rules; what is not measured is not lower. */
function dominates(runs: Crash['runs'], cushion: Cushion): boolean {
  const of = (rival: Rival) => runs.find((run) => run.cushion === cushion && run.rival === rival)
  const [own, theirs] = [of('policy'), of('literal')]
  if (own === undefined || theirs === undefined) return false
  const health = own.worstHealth ?? Number.POSITIVE_INFINITY
  return (
    own.liquidations <= theirs.liquidations && health >= (theirs.worstHealth ?? Number.POSITIVE_INFINITY) - ROUNDING
  )
}

const ROUNDING = 1e-9

/** Whether the policy got through every crash without a liquidation, and no worse than the literal rules. */
export function dominated({ crashes }: Crashes): boolean {
  return crashes.every(
    ({ dominates: { normal, thin: narrow }, runs }) =>
      normal && narrow && runs.every(({ rival, liquidations }) => rival !== 'policy' || liquidations === 0),
  )
}

/** What the settings of a crash table are, in words. */
export function settings({ bounds }: VenuesPolicy): Crashes['settings'] {
  const say = (health: Levels, equityRatio: Levels): string =>
    `health ${health.target}, warning ${health.warning}, critical ${health.critical}; equity ratio ${equityRatio.target}, warning ${equityRatio.warning}, critical ${equityRatio.critical}`
  return {
    normal: say(bounds.health, bounds.equityRatio),
    thin: say(THIN.health, THIN.equityRatio),
    literal:
      "acts on LTV > 0.90 or margin ratio < 0.12 alone; margin from wallet, Aave, ether.fi, then a smaller position; LTV from wallet, exchange, ether.fi; a year's gain against the cost for all else",
  }
}

interface Levels {
  readonly target: number
  readonly warning: number
  readonly critical: number
}

function holes({ notes }: History): Crash['notes'] {
  const merged = new Map<string, Crash['notes'][number]>()
  for (const { series, done, rows } of notes) {
    const key = `${series} ${done}`
    const one = merged.get(key) ?? { series, holes: 0, rows: 0, done }
    merged.set(key, { ...one, holes: one.holes + 1, rows: one.rows + rows })
  }
  return [...merged.values()]
}

export interface Around {
  readonly history: History
  readonly terms: Terms
  readonly start: VenuesState
  readonly trial: Trial
}

/** Replays the stretch hour by hour with the engine of every backtest; margin is also looked at where an hour was worst. */
function passage(through: Through): Passage {
  const { history, policy } = through
  const book = recorder(history.hours, policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD', through)
  let least = Number.POSITIVE_INFINITY
  const walk = hours(through, {
    ...book,
    hour(row, market, at) {
      book.hour(row, market, at)
      for (const account of at.state.exchanges) least = Math.min(least, lowest(account, { row, market, history }))
    },
  })
  while (walk.next().done !== true);
  const { worstEquityRatio } = book.totals
  return concluded({ ...book.totals, worstEquityRatio: Math.min(worstEquityRatio, least) })
}

/** Equity ratio at the worst marks of the hour that follows a row; the exchange lets none fall below nothing. */
function lowest({ place, trading, perps }: ExchangeAccount, { row, market, history }: Hour): number {
  let equity: number = trading.USDT
  let notional = 0
  for (const { contract, quantity, entry } of perps) {
    const bars = history.perps[place]?.[contract]?.mark
    const mark = (quantity < 0 ? bars?.high[row] : bars?.low[row]) ?? market.perps[place][contract].mark
    equity += quantity * (mark - entry)
    notional += Math.abs(quantity) * mark
  }
  return notional > 0 ? Math.max(0, equity / notional) : Number.POSITIVE_INFINITY
}

interface Hour {
  readonly row: number
  readonly market: VenuesMarket
  readonly history: History
}

function concluded({ parts, start, end, plans, hoursAtLevel, ...totals }: Totals): Passage {
  return {
    liquidations: totals.liquidations,
    worstHealth: finite(totals.worstHealth),
    worstEquityRatio: finite(totals.worstEquityRatio),
    plans: plans.SAFETY + plans.TARGET + plans.OPPORTUNISTIC,
    stopped: totals.stopped,
    cost: totals.gas + totals.fee + totals.slippage,
    income: income(parts),
    kept: end / start - 1,
    hoursCritical: hoursAtLevel.CRITICAL,
  }
}

function income({ supply, staking, borrow, funding }: Parts): number {
  return supply + staking + borrow + funding
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
