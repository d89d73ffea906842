import type { Cut } from '../../planner/cut.ts'
import * as Coins from '../../planner/venues/coins.ts'
import type { Context } from '../../planner/venues/context.ts'
import { deploy } from '../../planner/venues/deploy.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { hours, money, number, percent } from '../report/format.ts'

/** Something about the starting capital that keeps it, or part of it, from being put to work. */
export interface Obstacle {
  readonly code: 'GAS_SHARE_HIGH' | 'CAPITAL_BELOW_TRANSFER_MIN' | 'DEPLOYED_IN_CYCLES'
  /** Whether nothing can be deployed while it lasts. */
  readonly isBlocking: boolean
  readonly detail: string
  readonly lift: string
}

/** Gas money above this share of net assets is worth a word: its price moves the result, and it earns nothing. */
const GAS_SHARE_MAX = 0.02

/** The obstacles of a book whose capital still lies in the wallet, the blocking ones first. */
export function obstacles(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): readonly Obstacle[] {
  return [...gas(state, market, policy), ...size(state, market, policy)].sort(
    (a, b) => Number(b.isBlocking) - Number(a.isBlocking),
  )
}

/** ETH for gas is long ether: where it alone passes the critical delta, an emergency stands before anything is deployed. */
function gas(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): readonly Obstacle[] {
  const { mode, bounds, gasReserve } = policy
  if (mode.shareClass === 'ETH') return []
  const { figures } = assess({ asOf: market.asOf, state, market }, policy)
  const held = state.wallet.ETH
  const worth = held * market.price.ETH
  const share = worth / figures.netAssets
  if (!(share > GAS_SHARE_MAX)) return []
  const holding = `the wallet's ${eth(held)} for gas are ${percent(share, 1)} of net assets`
  const { warning, critical } = bounds.delta
  const most = Math.abs(figures.driftFraction)
  if (mode.coin !== 'ETH' || most <= warning)
    return [
      {
        code: 'GAS_SHARE_HIGH',
        isBlocking: false,
        detail: `${holding}: they earn nothing, and their price moves the result`,
        lift: `Start with less ETH (gasReserve.target is ${eth(gasReserve.target)}) or with more capital.`,
      },
    ]
  const limit = most > critical ? critical : warning
  const name = most > critical ? 'critical' : 'warning'
  const capital = worth / limit - worth
  const least = Math.ceil((limit === critical ? capital * HEADROOM : capital) / 1000) * 1000
  return [
    {
      code: 'GAS_SHARE_HIGH',
      isBlocking: most > critical,
      detail: `${holding} and unhedged, above levels.delta.${name} (${percent(limit, 1)})${most > critical ? ': the book starts in an emergency, and nothing is deployed while it lasts' : ''}`,
      lift: `Start with at least ${money(least, 'USD')} beside ${eth(held)}, or with less ETH: gasReserve.min asks for ${eth(gasReserve.min)}.`,
    },
  ]
}

/** Room for the price of ether to rise by a tenth before the gas money passes its level again. */
const HEADROOM = 1.1

/** Idle capital below `limits.transferMin` is left where it is. */
function size(state: VenuesState, market: VenuesMarket, policy: VenuesPolicy): readonly Obstacle[] {
  const { mode, limits, bounds } = policy
  const context = {
    asOf: market.asOf,
    state,
    market,
    policy,
    assessment: assess({ asOf: market.asOf, state, market }, policy),
  }
  const free = (asset: 'USDT' | 'WETH' | 'ETH'): number => Coins.freeOf(asset, context)
  const idle = mode.shareClass === 'USDT' ? free('USDT') : free('ETH') + free('WETH')
  const lift = `Start with more capital, or lower limits.transferMin (${money(limits.transferMin, 'USD')}).`
  const kept =
    mode.shareClass === 'ETH'
      ? `Start with more ETH, or lower gasReserve.target: ${eth(policy.gasReserve.target)} stay in the wallet for gas.`
      : 'Start with more USDT: ETH pays for gas and is not deployed.'
  if (idle < limits.transferMin)
    return [
      {
        code: 'CAPITAL_BELOW_TRANSFER_MIN',
        isBlocking: true,
        detail: `only ${money(idle, 'USD')} of the capital are free to deploy, below limits.transferMin (${money(limits.transferMin, 'USD')})`,
        lift: idle > 0 ? lift : kept,
      },
    ]
  if (!mode.isHedged) return []
  const ratio = bounds.equityRatio.target
  const margin = mode.long === 'spot' ? idle : (idle * ratio) / (1 + ratio)
  const slow = cycles(context)
  const small = Object.entries(policy.allocation).filter(([, share]) => margin * share < limits.transferMin)
  if (small.length === 0) return slow
  const isAll = small.length === Object.keys(policy.allocation).length
  const named = small.map(([place, share]) => `${place} ${money(margin * share, 'USD')}`).join(', ')
  return [
    {
      code: 'CAPITAL_BELOW_TRANSFER_MIN',
      isBlocking: isAll,
      detail: `the share of ${named} is below limits.transferMin (${money(limits.transferMin, 'USD')}), so it is not sent`,
      lift: `${lift.slice(0, -1)}, or use fewer exchanges.`,
    },
    ...slow,
  ]
}

/** Which limit cuts the first deployment, as its plan says it, and what it leaves for later cycles. */
function cycles(context: Context): readonly Obstacle[] {
  const cut = deploy(context).flatMap((proposal) => (proposal.ok ? proposal.cuts : []))[0]
  if (cut === undefined) return []
  const { limiter, wanted, allowed } = cut
  const { limits, decision } = context.policy
  const limit = LIMITS.find(({ name }) => `limits.${name}` === limiter)
  const named = limit === undefined ? limiter : `${limiter} (${money(limits[limit.name], 'USD')} ${limit.of})`
  const every = hours(Math.max(1, decision.routineEvery / 3600))
  return [
    {
      code: 'DEPLOYED_IN_CYCLES',
      isBlocking: false,
      detail: `${named} allows ${number(allowed)} of the ${money(wanted, 'USD')} in the first cycle; ${rest(cut, every)}`,
      lift: limit === undefined ? 'Nothing to do, or start with less capital.' : `Raise ${limiter} to deploy sooner.`,
    },
  ]
}

function rest({ cycles: all }: Cut, every: string): string {
  if (all === null) return 'no later cycle brings the rest by itself'
  return all <= 2
    ? `the rest follows ${every} later`
    : `the rest follows in ${number(all - 1)} more cycles, at least ${every} apart`
}

const LIMITS = [
  { name: 'transferMax', of: 'a transfer' },
  { name: 'perHour', of: 'an hour' },
  { name: 'perDay', of: 'a day' },
] as const

function eth(quantity: number): string {
  return `${number(quantity, quantity % 1 === 0 ? 0 : 2)}\u00a0ETH`
}
