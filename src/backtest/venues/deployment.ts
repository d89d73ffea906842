import { type Asset, heldOf } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import * as Worth from '../../portfolio/venues/worth.ts'
import { encode } from '../../units/json.ts'
import { format, HOUR_MS, type Instant, instant } from '../../units/time.ts'
import type { Reason } from '../reason.ts'
import type { Deployment, Event } from './result.ts'

/** What a replay adds up hour by hour to say how much of the capital was at work. Shares are of net assets. */
export interface Tally {
  target: number
  hours: number
  hoursAtWork: number
  sumShare: number
  /** Sum over the hours of what was at work, in the book's currency. */
  sumAtWork: number
  highest: number
  firstRow: number | null
  targetRow: number | null
  /** Decisions in which no move was proposed at all. */
  quiet: number
}

export function blank(): Tally {
  return {
    target: 0,
    hours: 0,
    hoursAtWork: 0,
    sumShare: 0,
    sumAtWork: 0,
    highest: 0,
    firstRow: null,
    targetRow: null,
    quiet: 0,
  }
}

/** Shares of net assets below this are dust, not a position. */
export const DUST = 0.005

/** The target counts as reached at nine tenths of it: bands, fees and prices move the rest. */
const REACHED = 0.9

/** Below this fraction of the target on average, a book that did reach it is reported as deployed late or only for a while. */
const MOSTLY = 0.75

/** A target reached after this fraction of the run is late. */
const LATE = 0.1

/** One more hour: `atWork` and `worth` in the book's currency. */
export function add(tally: Tally, row: number, { atWork, worth }: { atWork: number; worth: number }): void {
  const share = atWork / worth
  tally.hours += 1
  tally.sumShare += share
  tally.sumAtWork += atWork
  if (share > tally.highest) tally.highest = share
  if (share < DUST) return
  tally.hoursAtWork += 1
  tally.firstRow ??= row
  if (share >= tally.target * REACHED) tally.targetRow ??= row
}

/** Share of net assets that the policy puts to work: all but the buffer and the ETH that it keeps for gas. */
export function targetOf(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): number {
  const kept = Math.min(state.wallet.ETH, policy.gasReserve.target) * market.price.ETH
  return Math.max(0, 1 - policy.buffer - kept / Worth.netAssets(state, market))
}

/**
 * USD that is not at work: the wallet but for its staked ether, capital in flight, and exchange accounts without a position.
 * Written out, not looped: it is asked in every hour of a replay.
 */
export function idleWorth(state: VenuesState, { price }: VenuesMarket): number {
  const { wallet } = state
  let idle =
    wallet.USDT * price.USDT +
    (wallet.ETH + wallet.WETH) * price.ETH +
    wallet.stETH * price.stETH +
    wallet.BTC * price.BTC
  for (const flight of state.flights) idle += flight.quantity * price[flight.asset]
  for (const { perps, funding, trading } of state.exchanges) {
    if (perps.length > 0) continue
    const held = (asset: Asset): number => (heldOf(funding, asset) + heldOf(trading, asset)) * price[asset]
    idle += held('USDT') + held('ETH') + held('WETH') + held('weETH') + held('stETH') + held('BTC')
  }
  return idle
}

/** Whole tokens of an asset that are not at work, as `idleWorth` counts them. */
export function idleOf(state: VenuesState, asset: Asset): number {
  let total: number = asset === 'weETH' ? 0 : heldOf(state.wallet, asset)
  for (const flight of state.flights) if (flight.asset === asset) total += flight.quantity
  for (const { perps, funding, trading } of state.exchanges)
    if (perps.length === 0) total += heldOf(funding, asset) + heldOf(trading, asset)
  return total
}

/** What the tally, the profit and the events come to. */
export function conclude(tally: Tally, { from, hours, profit, idleProfit, events, causes }: Conclusion): Deployment {
  const average = tally.hours === 0 ? 0 : tally.sumShare / tally.hours
  const at = (row: number | null): string | null => (row === null ? null : format(instant(from + row * HOUR_MS)))
  const verdict = verdictOf(tally, average)
  // What float64 leaves of two sums of the same moves is nothing earned.
  const rest = profit - idleProfit
  const strategyProfit = Math.abs(rest) <= Math.abs(profit) * 1e-9 ? 0 : rest
  const base = tally.hours === 0 ? 0 : tally.sumAtWork / tally.hours
  const isEarning = tally.hoursAtWork > 0 && base > 0
  return {
    verdict,
    targetShare: tally.target,
    averageShare: average,
    highestShare: tally.highest,
    hoursAtWork: tally.hoursAtWork,
    firstAt: at(tally.firstRow),
    targetAt: at(tally.targetRow),
    hoursToTarget: tally.targetRow,
    idleProfit,
    strategyProfit,
    strategyReturnPerYear: isEarning ? strategyProfit / base / (hours / HOURS_PER_YEAR) : null,
    reasons: verdict === 'full' ? [] : reasons(events, tally.quiet),
    causes: verdict === 'full' ? [] : causes.map(({ code, detail, lift }) => ({ code, detail, lift })),
  }
}

const HOURS_PER_YEAR = 8760

function verdictOf({ highest, target, targetRow, hours }: Tally, average: number): Deployment['verdict'] {
  if (highest < DUST) return 'none'
  if (targetRow === null) return 'partial'
  if (average >= target * MOSTLY) return 'full'
  return targetRow > hours * LATE ? 'late' : 'interrupted'
}

/** Why decisions ended without a plan, the most frequent first. */
function reasons(events: readonly Event[], quiet: number): readonly Reason[] {
  const found = new Map<string, Reason>()
  for (const event of events) {
    if (event.kind !== 'defer' && event.kind !== 'error' && event.kind !== 'stopped') continue
    const finding = event.findings.find(({ severity }) => severity === 'block')
    const { code, detail, lift } = finding ?? { code: null, detail: event.rationale, lift: null }
    const key = encode([event.purpose, code ?? ''])
    const times = 1 + event.repeats + (found.get(key)?.times ?? 0)
    found.set(key, { purpose: event.purpose, code, detail, lift, times })
  }
  const unproposed: Reason = {
    purpose: 'No move proposed',
    code: null,
    detail: 'no measure pressed, and no move was due or large enough to be made',
    lift: null,
    times: quiet,
  }
  return [...found.values(), ...(quiet > 0 ? [unproposed] : [])].sort((a, b) => b.times - a.times)
}

interface Conclusion {
  readonly from: Instant
  readonly hours: number
  readonly profit: number
  readonly idleProfit: number
  readonly events: readonly Event[]
  readonly causes: Deployment['causes']
}
