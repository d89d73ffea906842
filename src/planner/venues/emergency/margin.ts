import { transferTimes } from '../../../portfolio/venues/apply/chain.ts'
import { exchangeOf } from '../../../portfolio/venues/balance.ts'
import type { Exchange, Place } from '../../../portfolio/venues/place.ts'
import type { MarginSource } from '../../../portfolio/venues/policy.ts'
import { stressMove } from '../../../portfolio/venues/terms.ts'
import { type Duration, seconds } from '../../../units/time.ts'
import * as Coins from '../coins.ts'
import { type Node, node } from '../leg.ts'
import { offers } from '../source.ts'
import { bring } from './bring.ts'
import { act, type Desk, here, reject } from './desk.ts'
import { known } from './known.ts'
import { reduce } from './reduce.ts'

/** USD below which nothing is short: cents of rounding. */
const DUST = 1

/**
 * Margin back to the ratio that an emergency restores (docs/rules/venues.md#D10, #D19, #D20). What already stands at the exchange first;
 * then, where liquidation may come before any help, what can be done there at once; then the sources in their order, each
 * in parts until the need is met. What is on its way lowers the need, and is no margin.
 */
export function support(place: Exchange, desk: Desk): { readonly isImminent: boolean } {
  sweep(place, desk)
  const isImminent = imminent(place, desk)
  if (isImminent && shortOf(place, desk) > DUST) reduce(place, survival(place, desk), desk)
  for (const source of desk.context.policy.emergency.sourceOrder.margin) {
    if (shortOf(place, desk) <= DUST) break
    const why = closedTo(source, desk)
    if (why !== null) reject(desk, source, why)
    else if (source === 'REDUCE') reduce(place, desk.context.policy.emergency.recoverRatio, desk)
    else raise(source, place, desk)
  }
  return { isImminent }
}

/** USD that an exchange is short of the recovery ratio, what is on its way to it counted. */
export function shortOf(place: Exchange, desk: Desk): number {
  const { market, policy } = desk.context
  const { equity, notional } = Coins.marginOf(desk.draft.state, place, desk.context)
  const missing = (policy.emergency.recoverRatio * notional - equity) * market.price.USDT
  return missing - Coins.pendingTo(desk.draft.state, place, market)
}

/** USDT in the exchange's own funding wing is margin within a second. */
function sweep(place: Exchange, desk: Desk): void {
  const idle = exchangeOf(desk.draft.state, place)?.funding.USDT ?? 0
  if (idle <= DUST || desk.context.market.down.includes(place)) return
  const note = {
    source: 'FUNDING',
    value: idle * desk.context.market.price.USDT,
    detail: `idle in the funding wing of ${place}`,
  }
  act(desk, note, [{ kind: 'venues.internalTransfer', place, asset: 'USDT', from: 'funding', size: 'all' }])
}

/** Whether price may cover the distance to liquidation before the fastest help arrives (docs/rules/venues.md#D9); without help it always may. */
function imminent(place: Exchange, desk: Desk): boolean {
  const { assessment, market } = desk.context
  const { distance } = known(assessment.figures.exchanges, (one) => one.place === place, place)
  return distance < stressMove(market.terms, fastest(place, desk))
}

/** The ratio at which the distance to liquidation is what price may cover until help arrives: r = s·(1 + m) + m (docs/rules/venues.md#D20). */
function survival(place: Exchange, desk: Desk): number {
  const { market, policy } = desk.context
  const { notional, maintenance } = Coins.marginOf(desk.draft.state, place, desk.context)
  const rate = maintenance / notional + market.terms.exchanges[place].clearanceFee
  const move = stressMove(market.terms, fastest(place, desk))
  return Math.min(policy.emergency.recoverRatio, (move * (1 + rate) + rate) * ROOM)
}

/** More than survival asks for, as the moves on record are not the largest there will be. */
const ROOM = 1.05

/** p95 of the fastest source that has anything to give. */
function fastest(place: Exchange, desk: Desk): Duration {
  const { market, policy } = desk.context
  const { times } = market.terms
  const out = transferTimes({ from: 'WALLET', to: place }, market).p95
  let best = Number.POSITIVE_INFINITY
  for (const source of policy.emergency.sourceOrder.margin) {
    if (source === 'REDUCE' || closedTo(source, desk) !== null) continue
    for (const from of placesOf(source, place, desk)) {
      if (
        !offers(from, here(desk)).some(
          (offer) => isFrom(source, offer.node) && offer.value >= policy.limits.emergencyMin,
        )
      )
        continue
      const before: Readonly<Record<Exclude<MarginSource, 'REDUCE'>, number>> = {
        WALLET: out,
        AAVE: times.chain.p95 + out,
        DELEVERAGE: times.atomic.p95 + out + times.spot.p95,
        ETHERFI: times.instantExit.p95 + out + times.spot.p95,
        EXCHANGE: isExchange(from) ? transferTimes({ from, to: place }, market).p95 : out,
      }
      best = Math.min(best, before[source])
    }
  }
  return seconds(best)
}

/** A source's help, in parts; of several exchanges the fullest gives first. */
function raise(source: Exclude<MarginSource, 'REDUCE'>, place: Exchange, desk: Desk): void {
  const { policy } = desk.context
  const hedge = policy.mode.isHedged ? [{ place, share: 1 }] : []
  for (const from of placesOf(source, place, desk)) {
    if (shortOf(place, desk) <= DUST) return
    bring(
      {
        name: source,
        source: from,
        isFrom: (at) => isFrom(source, at),
        target: place,
        to: node(place, 'trading', 'USDT'),
        hedge,
        need: (at) => needFrom(at, place, desk),
      },
      desk,
    )
  }
}

/** USD to take from a node: a sale of coins also lowers the short that the margin must carry, (r·N − E) ÷ (1 + r) (docs/rules/venues.md#D21). */
function needFrom(from: Node, place: Exchange, desk: Desk): number {
  const short = shortOf(place, desk)
  if (short <= DUST) return 0
  return from.asset === 'USDT' ? short : (short * LOSS) / (1 + desk.context.policy.emergency.recoverRatio)
}

/** What a coin brings less than it is worth, by fees and execution. */
const LOSS = 1.01

function placesOf(source: MarginSource, place: Exchange, desk: Desk): readonly Place[] {
  switch (source) {
    case 'WALLET':
      return ['WALLET']
    case 'AAVE':
    case 'DELEVERAGE':
      return ['AAVE']
    case 'ETHERFI':
      return ['ETHERFI']
    case 'EXCHANGE':
      return fullestFirst(desk).filter((other) => other !== place)
    case 'REDUCE':
      return []
  }
}

function fullestFirst(desk: Desk): readonly Exchange[] {
  const most = (place: Exchange) =>
    offers(place, here(desk)).reduce((sum, { node: at, value }) => (at.asset === 'USDT' ? sum + value : sum), 0)
  return desk.draft.state.exchanges
    .map(({ place }) => ({ place, value: most(place) }))
    .sort((a, b) => b.value - a.value)
    .map(({ place }) => place)
}

function isFrom(source: MarginSource, { place, bucket, asset }: Node): boolean {
  switch (source) {
    case 'AAVE':
      return bucket === 'supply' || bucket === 'credit'
    case 'DELEVERAGE':
      return bucket === 'loop'
    case 'EXCHANGE':
      return asset === 'USDT'
    default:
      return place === source
  }
}

/** Why a mode does not ask a source: without transfers between venues only its own wallet and exchange are there (docs/rules/venues.md#D29). */
function closedTo(source: MarginSource, desk: Desk): string | null {
  const { components, name } = desk.context.policy.mode
  if (components.emergency === 'full' || source === 'REDUCE' || source === 'WALLET') return null
  return `${name} has no emergency transfers between venues`
}

function isExchange(place: Place): place is Exchange {
  return place === 'BINANCE' || place === 'BYBIT' || place === 'OKX'
}
