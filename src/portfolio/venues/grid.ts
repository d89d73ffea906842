import { quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'
import { exchangeOf } from './balance.ts'
import { perpOf, type VenuesMarket } from './market.ts'
import type { Contract, Exchange } from './place.ts'
import type { ExchangeAccount, VenuesState } from './state.ts'
import type { Size, VenuesStep, VenuesStepOf } from './step.ts'
import { perpGrid, spotGrid, termsOf } from './terms.ts'

/**
 * The step in sizes that its venue takes. Amounts that leave a place are rounded down; a hedge goes to the nearest lot, and
 * what closes a position to no more than is held. `all` stays `all`: `apply` knows what that comes to.
 */
export function onGrid<S extends VenuesStep>(step: S, state: VenuesState, market: VenuesMarket): S
export function onGrid(step: VenuesStep, state: VenuesState, market: VenuesMarket): VenuesStep {
  const { ticks } = market.terms
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
      return { ...step, size: floor(step.size, ticks[step.asset]) }
    case 'venues.repay':
      return { ...step, size: repaid(step.size, state.wallet[step.asset], ticks[step.asset]) }
    case 'venues.transfer':
      return { ...step, size: floor(step.size, sendTick(step, market)) }
    case 'venues.internalTransfer':
      return { ...step, size: floor(step.size, ticks[step.asset]) }
    case 'venues.stake':
      return { ...step, size: floor(step.size, ticks[step.asset]) }
    case 'venues.unstake':
      return { ...step, size: floor(step.size, ticks.weETH) }
    case 'venues.wrap':
      return { ...step, size: floor(step.size, ticks[step.from]) }
    case 'venues.swap':
      return { ...step, size: floor(step.size, sellLot(step, market)) }
    case 'venues.openPerp':
      return {
        ...step,
        quantity: quantity(Grid.round(step.quantity, perpGrid(market.terms, step.place, step.contract).lot, 'nearest')),
      }
    case 'venues.closePerp':
      return { ...step, quantity: quantity(closable(step.quantity, step, { state, market })) }
    case 'venues.leverage':
      return {
        ...step,
        equity: floor(step.equity, ticks.WETH),
        borrow: quantity(Grid.round(step.borrow, ticks.WETH, 'down')),
      }
    case 'venues.deleverage':
      return {
        ...step,
        sell: quantity(Grid.round(step.sell, ticks.weETH, 'down')),
        repay: quantity(Grid.round(step.repay, ticks.WETH, 'down')),
      }
    case 'venues.setEMode':
    case 'venues.deposit':
      return step
  }
}

/** A position after an order: in lots again where float64 has left it beside them, and off them where it was off them before. */
export function position(held: number, signed: number, lot: number): number {
  const size = held + signed
  const inLots = Grid.round(size, lot, 'nearest')
  return Math.abs(size - inLots) <= 1e-12 * Math.abs(held) ? inLots : size
}

/** USDT above which nothing is dust, whatever an exchange takes: what is worth more than this is looked after, or alarms. */
const DUST_MAX = 1000

/** Whether a position is too small to be an order of its own: below a lot, or below the least notional at mark. */
export function isDust(
  { contract, quantity: size }: { contract: Contract; quantity: number },
  place: Exchange,
  market: VenuesMarket,
): boolean {
  const { lot, leastNotional } = perpGrid(market.terms, place, contract)
  const coins = Math.abs(size)
  const notional = coins * perpOf(market, place, contract).mark
  return size !== 0 && notional < DUST_MAX && (coins < lot || notional < leastNotional)
}

/** Whether all that an exchange account has open is dust, so that its margin measures nothing. */
export function isDustAccount(account: ExchangeAccount, market: VenuesMarket): boolean {
  for (const perp of account.perps) if (!isDust(perp, account.place, market)) return false
  return account.perps.length > 0
}

/**
 * USD of drift that no order of the contract could lower at any of the accounts: half a lot, or the least notional, and no
 * more than dust may be; 0 where there is no exchange to trade at.
 */
export function grain({ exchanges }: VenuesState, contract: Contract, market: VenuesMarket): number {
  let least = Number.POSITIVE_INFINITY
  for (const { place } of exchanges) {
    const { lot, leastNotional } = perpGrid(market.terms, place, contract)
    least = Math.min(least, Math.max((lot / 2) * perpOf(market, place, contract).mark, leastNotional))
  }
  return Number.isFinite(least) ? Math.min(DUST_MAX, least) * market.price.USDT : 0
}

function floor(size: Size, lot: number): Size {
  return size === 'all' ? size : quantity(Grid.round(size, lot, 'down'))
}

/** A debt is paid to its last unit: the market takes no more than is owed, so a repayment is rounded up where the wallet has it. */
function repaid(size: Size, held: number, tick: number): Size {
  if (size === 'all') return size
  const above = Grid.round(size, tick, 'up')
  return quantity(above <= held ? above : Grid.round(size, tick, 'down'))
}

/** What a place sends in: a token's tick on chain, an exchange's own for a withdrawal. */
function sendTick({ from, network, asset }: VenuesStepOf<'venues.transfer'>, { terms }: VenuesMarket): number {
  const ways = from === 'WALLET' ? [] : termsOf(terms, from).networks
  return ways.find((way) => way.name === network && way.asset === asset)?.withdrawTick ?? terms.ticks[asset]
}

/** What a swap sells in: lots of the coin at an exchange, else the token's tick. */
function sellLot({ place, sell }: VenuesStepOf<'venues.swap'>, { terms }: VenuesMarket): number {
  return place === 'WALLET' || sell === 'USDT' ? terms.ticks[sell] : spotGrid(terms, place, sell).lot
}

/** Lots to close: the nearest to what is asked, no more than is held, and all of it where only dust would be left. */
function closable(
  asked: number,
  { place, contract }: VenuesStepOf<'venues.closePerp'>,
  { state, market }: { state: VenuesState; market: VenuesMarket },
): number {
  const { lot } = perpGrid(market.terms, place, contract)
  const held = Math.abs(exchangeOf(state, place)?.perps.find((perp) => perp.contract === contract)?.quantity ?? 0)
  const most = Grid.round(held, lot, 'down')
  const wanted = Math.min(Grid.round(asked, lot, 'nearest'), most)
  const isRest = wanted > 0 && isDust({ contract, quantity: held - wanted }, place, market)
  return isRest && termsOf(market.terms, place).closesBelowLeast ? most : wanted
}
