import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import { block } from '../finding.ts'
import { type PoolRule, worthAt } from './examined.ts'

/**
 * A Sync may bring share prices together and not turn them round: with it and every other Sync on its way landed, the receiver's price is not above
 * the giver's. Both are rounded down as the contracts do, where decimals differ to the fewer of the two, and counted here anew.
 */
export const overshoot: PoolRule = ({ after, step, market }) => {
  if (step.kind !== 'pool.sync') return []
  const unit = coarser(lookup(after.chains, step.from)?.unit, lookup(after.chains, step.to)?.unit)
  const giver = priceOf(step.from, { ...after, unit }, market)
  const receiver = priceOf(step.to, { ...after, unit }, market)
  if (giver !== null && (receiver === null || receiver <= giver)) return []
  return [
    block('SYNC_OVERSHOOTS', `After this Sync the share price of ${step.to} would be above that of ${step.from}`, {
      facts: { from: String(giver ?? 'unknown'), to: String(receiver ?? 'unknown') },
      lift: 'Sync less, or the other way.',
    }),
  ]
}

/** ⌊Σ worth · unit / effective supply⌋, null where no shares or no chain are there. */
function priceOf(name: string, { chains, flights, unit }: Counted, { sites }: PoolMarket): bigint | null {
  const chain = lookup(chains, name)
  const site = lookup(sites, name)
  if (chain === undefined || site === undefined) return null
  const supply = chain.totalSupply + chain.virtualSupply
  if (supply <= 0n) return null
  let net = 0n
  for (const { token, wallet, apps, virtualBalance, booked } of chain.holdings) {
    if (token !== chain.base && !isCounted(token, name, { chains, flights })) continue
    const held =
      apps.reduce((sum: bigint, app) => sum + app, wallet) + virtualBalance + arrivingAs(token, name, flights)
    net += worthAt(held, token, { chain, site }) + booked
  }
  return divide(net * unit, supply, 'down')
}

interface Counted extends Pick<PoolState, 'chains' | 'flights'> {
  readonly unit: bigint
}

const coarser = (a = 1n, b = 1n): bigint => (a < b ? a : b)

type Flights = PoolState['flights']

/** A token counts once it is active, or once a Sync brings it. */
const isCounted = (token: string, name: string, { chains, flights }: Pick<PoolState, 'chains' | 'flights'>): boolean =>
  lookup(chains, name)?.active.includes(token) === true || arrivingAs(token, name, flights) > 0n

function arrivingAs(token: string, name: string, flights: Flights): bigint {
  let sum = 0n
  for (const flight of flights)
    if (flight.kind === 'sync' && flight.at === 'bridge' && flight.to === name && flight.token === token)
      sum += flight.output
  return sum
}
