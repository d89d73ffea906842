import { type Chain, type Holding, worth } from '../../models/pool/chain.ts'
import * as NetAssets from '../../models/pool/netAssets.ts'
import * as Amount from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { keep } from '../../units/lookup.ts'
import type { Refused } from '../../units/refusal.ts'
import { standAt } from './apply/done.ts'
import type { PoolMarket } from './market.ts'
import { toUsd } from './price.ts'
import { decimalsOf, scaleOf } from './scale.ts'
import type { PoolFlight, PoolState } from './state.ts'

/** In the whole pool's units of the base token (`scale.ts`): what really lies where, without the claims of chains on one another. */
export interface Worth {
  readonly ok: true
  readonly chains: Readonly<Record<string, Amount.Amount>>
  readonly flights: Amount.Amount
  readonly total: Amount.Amount
}

/**
 * Exact worth of the whole pool. What is on its way counts as what lands: the output at the prices of the destination while the bridge has it, the whole
 * input at those of the source once the escrow does. Claims (`virtualBalance`, `booked`) are one chain's on another and no assets of the whole.
 * What an oracle refuses.
 */
export function value(state: PoolState, market: PoolMarket): Worth | Refused {
  const chains: Record<string, Amount.Amount> = {}
  let total = Amount.ZERO
  for (const name of Object.keys(state.chains)) {
    const stand = standAt(state, name, market)
    if (!stand.ok) return stand
    const net = NetAssets.of(withoutClaims(stand.chain), stand.setting)
    if (typeof net !== 'bigint') return net
    const worth = Amount.of(net * scaleOf(state, stand.chain))
    keep(chains, name, worth)
    total = Amount.add(total, worth)
  }
  let flights = Amount.ZERO
  for (const flight of state.flights) {
    const flying = ofFlight(state, flight, market)
    if (typeof flying !== 'bigint') return flying
    flights = Amount.add(flights, flying)
  }
  return { ok: true, chains, flights, total: Amount.add(total, flights) }
}

/** What a deposit counts as, in the whole pool's units; what an oracle refuses. */
export function ofFlight(state: PoolState, flight: PoolFlight, market: PoolMarket): Amount.Amount | Refused {
  const isReturning = flight.at === 'escrow'
  const stand = standAt(state, isReturning ? flight.from : flight.to, market)
  if (!stand.ok) return stand
  const { chain, setting } = stand
  const found = worth(isReturning ? flight.input : flight.output, flight.token, { chain, convert: setting.convert })
  return typeof found === 'bigint' ? Amount.of(found * scaleOf(state, chain)) : found
}

/** An estimate in USD, for judging and for what every book shows; not a number where an oracle refuses. */
export function netAssets(state: PoolState, market: PoolMarket): Usd {
  const worth = value(state, market)
  if (!worth.ok) return usd(Number.NaN)
  return toUsd(worth.total, market, decimalsOf(state))
}

function withoutClaims(chain: Chain): Chain {
  return chain.holdings.some(hasClaim) ? { ...chain, holdings: chain.holdings.map(unclaimed) } : chain
}

const hasClaim = ({ virtualBalance, booked }: Holding): boolean => virtualBalance !== 0n || booked !== 0n

const unclaimed = (held: Holding): Holding => ({ ...held, virtualBalance: Amount.ZERO, booked: Amount.ZERO })
