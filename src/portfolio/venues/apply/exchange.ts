import { quantity, usd } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { grouped, sized } from '../../../units/text.ts'
import { FREE } from '../../cost.ts'
import type { Asset } from '../asset.ts'
import { exchangeOf, offGrid, resolve, resolveLots, withExchange, withWallet, withWing } from '../balance.ts'
import { position } from '../grid.ts'
import * as Margin from '../margin.ts'
import { underlying, type VenuesMarket } from '../market.ts'
import type { Wing } from '../place.ts'
import type { ExchangeAccount, PerpPosition, VenuesState } from '../state.ts'
import type { Size, VenuesStepOf } from '../step.ts'
import { executionCost, perpGrid, spotGrid } from '../terms.ts'
import { hasMarket, quoteSwap } from '../trade.ts'
import { at, type Done, done, move, onChain, unknown } from './done.ts'

/** Between the funding and the trading wing of one exchange. Margin leaves only as far as initial margin allows (docs/models/perp.md#margin). */
export function internalTransfer(
  state: VenuesState,
  step: VenuesStepOf<'venues.internalTransfer'>,
  market: VenuesMarket,
): Done {
  const account = exchangeOf(state, step.place)
  if (account === undefined) return unknown('exchange account', step.place)
  const size = takeable(account, step, { wing: step.from, asset: step.asset, market })
  if (!size.ok) return size
  const to = step.from === 'funding' ? 'trading' : 'funding'
  const left = withWing(account, step.from, { asset: step.asset, change: -size.quantity })
  return done(
    withExchange(state, withWing(left, to, { asset: step.asset, change: size.quantity })),
    market.terms.times.internal,
    {
      postings: move(step.asset, size.quantity, { from: `${step.place}:${step.from}`, to: `${step.place}:${to}` }),
    },
  )
}

/** What a step takes out of a wing. USDT of the trading wing is margin: what open positions hold of it does not leave, nor is it sold. */
function takeable(
  account: ExchangeAccount,
  { size: asked }: { readonly size: Size },
  { wing, asset, market, lot = 0 }: { wing: Wing; asset: Asset; market: VenuesMarket; lot?: number },
) {
  const balance = account[wing][asset]
  const isMargin = wing === 'trading' && asset === 'USDT'
  const free = isMargin ? quantity(Margin.withdrawable(account, market)) : balance
  const where = `${account.place} ${wing} ${asset}`
  const size =
    lot > 0
      ? resolveLots(asked, free, { where, lot })
      : resolve(asked, free, { where, tick: market.terms.ticks[asset] })
  const wanted = asked === 'all' ? balance : asked
  if (size.ok || !isMargin || !(wanted > free && wanted <= balance)) return size
  return refuse('INITIAL_MARGIN', `${account.place} holds this margin against open positions`, {
    facts: { wanted, free },
    lift: `Take at most ${free}, or close part of the position first.`,
  })
}

/** A spot trade: on chain from the wallet, on an exchange in the trading wing. */
export function swap(state: VenuesState, step: VenuesStepOf<'venues.swap'>, market: VenuesMarket): Done {
  const isPriced = market.price[step.sell] > 0 && market.price[step.buy] > 0
  if (!isPriced || !hasMarket(step.place, step.sell, step.buy)) {
    return refuse('NO_MARKET', `${step.place} does not trade ${step.sell} for ${step.buy}`, {
      facts: { place: step.place, sell: step.sell, buy: step.buy },
      lift: 'Trade through USDT, or at another place.',
    })
  }
  const where = step.place
  if (where === 'WALLET') {
    const size = resolve(step.size, state.wallet[step.sell], at('WALLET', step.sell, market))
    if (!size.ok) return size
    const quote = quoteSwap(market, where, { sell: step.sell, buy: step.buy, quantity: size.quantity })
    const swapped = withWallet(withWallet(state, step.sell, -size.quantity), step.buy, quote.bought)
    return onChain(swapped, market, {
      actions: ['approve', 'swap'],
      times: market.terms.times.chain,
      cost: { ...FREE, slippage: quote.slippage, fee: quote.fee },
      postings: [
        ...move(step.sell, size.quantity, { from: 'WALLET', to: 'MARKET:dex' }),
        ...move(step.buy, quote.bought, { from: 'MARKET:dex', to: 'WALLET' }),
      ],
    })
  }
  const account = exchangeOf(state, where)
  if (account === undefined) return unknown('exchange account', where)
  const coin = step.sell === 'USDT' ? step.buy : step.sell
  const grid = spotGrid(market.terms, where, coin)
  const size = takeable(account, step, {
    wing: 'trading',
    asset: step.sell,
    market,
    lot: step.sell === 'USDT' ? 0 : grid.lot,
  })
  if (!size.ok) return size
  const value = (size.quantity * market.price[step.sell]) / market.price.USDT
  if (value < grid.leastNotional) return tooSmall(`${where} ${coin}`, value, grid)
  const quote = quoteSwap(market, where, { sell: step.sell, buy: step.buy, quantity: size.quantity })
  const sold = withWing(account, 'trading', { asset: step.sell, change: -size.quantity })
  return done(
    withExchange(state, withWing(sold, 'trading', { asset: step.buy, change: quote.bought })),
    market.terms.times.spot,
    {
      cost: { ...FREE, slippage: quote.slippage, fee: quote.fee },
      postings: [
        ...move(step.sell, size.quantity, { from: `${where}:trading`, to: `MARKET:${where}` }),
        ...move(step.buy, quote.bought, { from: `MARKET:${where}`, to: `${where}:trading` }),
      ],
    },
  )
}

/** More of a perp at the last price, execution cost and taker fee paid in USDT; refused where the initial margin is not there. */
export function openPerp(state: VenuesState, step: VenuesStepOf<'venues.openPerp'>, market: VenuesMarket): Done {
  const account = exchangeOf(state, step.place)
  if (account === undefined) return unknown('exchange account', step.place)
  const fill = fillOf(step, market)
  if (!(step.quantity > 0) || !(fill.price > 0)) return badFill(step.quantity, fill.price)
  const grid = perpGrid(market.terms, step.place, step.contract)
  const where = `${step.place} ${step.contract}`
  if (!Grid.isOn(step.quantity, grid.lot)) return offGrid(step.quantity, where, grid.lot)
  const value = step.quantity * market.perps[step.place][step.contract].mark
  if (value < grid.leastNotional) return tooSmall(where, value, grid)
  const signed = step.side === 'short' ? -step.quantity : step.quantity
  const held = account.perps.find(({ contract }) => contract === step.contract)
  if (held !== undefined && held.quantity * signed < 0) {
    return refuse('PERP_OPPOSITE', `${step.place} holds the other side of ${step.contract}`, {
      facts: { held: held.quantity, wanted: signed },
      lift: 'Close the other side first.',
    })
  }
  const price = step.side === 'short' ? fill.price * (1 - fill.cost) : fill.price * (1 + fill.cost)
  const size = position(held?.quantity ?? 0, signed, grid.lot)
  const entry = ((held?.quantity ?? 0) * (held?.entry ?? 0) + signed * price) / size
  const perps = put(account.perps, { contract: step.contract, quantity: quantity(size), entry })
  const fee = step.quantity * price * market.terms.exchanges[step.place].perpFee
  const changed = withWing({ ...account, perps }, 'trading', { asset: 'USDT', change: -fee })
  const data = Margin.of(changed, market)
  const needed = data.notional / market.terms.exchanges[step.place].leverage
  if (!(data.equity >= needed)) {
    return refuse('INITIAL_MARGIN', `${step.place} has too little margin to open this`, {
      facts: { equity: data.equity, needed },
      lift: `Bring ${sized(needed - data.equity, 'up')} USDT, or open less.`,
    })
  }
  return filled(withExchange(state, changed), market, { step, price, fee, signed, realised: 0 })
}

/** Less of a perp at the last price; the gain or loss on what is closed goes to the USDT of the trading wing. */
export function closePerp(state: VenuesState, step: VenuesStepOf<'venues.closePerp'>, market: VenuesMarket): Done {
  const account = exchangeOf(state, step.place)
  if (account === undefined) return unknown('exchange account', step.place)
  const held = account.perps.find(({ contract }) => contract === step.contract)
  if (held === undefined) return unknown('position', `${step.place} ${step.contract}`)
  const fill = fillOf(step, market)
  if (!(fill.price > 0)) return badFill(step.quantity, fill.price)
  const grid = perpGrid(market.terms, step.place, step.contract)
  const where = `${step.place} ${step.contract}`
  const size = resolveLots(step.quantity, quantity(Math.abs(held.quantity)), { where, lot: grid.lot })
  if (!size.ok) return size
  const value = size.quantity * market.perps[step.place][step.contract].mark
  if (value < grid.leastNotional && !market.terms.exchanges[step.place].closesBelowLeast)
    return tooSmall(where, value, grid)
  const signed = held.quantity < 0 ? size.quantity : -size.quantity
  const price = signed > 0 ? fill.price * (1 + fill.cost) : fill.price * (1 - fill.cost)
  const left = position(held.quantity, signed, grid.lot)
  const realised = -signed * (price - held.entry)
  const others = account.perps.filter((perp) => perp !== held)
  const perps = left === 0 ? others : put(account.perps, { ...held, quantity: quantity(left) })
  const fee = size.quantity * price * market.terms.exchanges[step.place].perpFee
  const changed = withWing({ ...account, perps }, 'trading', { asset: 'USDT', change: realised - fee })
  return filled(withExchange(state, changed), market, { step, price, fee, signed, realised })
}

function filled(state: VenuesState, market: VenuesMarket, { step, price, fee, signed, realised }: Fill): Done {
  const { mark } = market.perps[step.place][step.contract]
  const postings = move('USDT', fee, { from: `${step.place}:trading`, to: 'COST:fee' })
  const gain =
    realised === 0 ? [] : move('USDT', realised, { from: `MARKET:${step.place}`, to: `${step.place}:trading` })
  return done(state, market.terms.times.perp, {
    cost: { ...FREE, fee: usd(fee * market.price.USDT), slippage: usd(signed * (price - mark) * market.price.USDT) },
    postings: [
      ...postings,
      ...gain,
      ...move(underlying(step.contract), signed, { from: `MARKET:${step.place}`, to: `${step.place}:perp` }),
    ],
  })
}

function fillOf(
  step: { place: ExchangeAccount['place']; contract: PerpPosition['contract']; quantity: number },
  market: VenuesMarket,
) {
  const price = market.perps[step.place][step.contract].last
  return { price, cost: executionCost(market.terms.depth.perp, step.quantity * price * market.price.USDT) }
}

/** The refusal of an order that is worth less than the exchange takes. */
function tooSmall(where: string, value: number, { leastNotional }: { leastNotional: number }): Refused {
  return refuse('ORDER_TOO_SMALL', `${where}: an order worth ${grouped(value)} USDT is below the least notional`, {
    facts: { value, leastNotional },
    lift: `Order at least ${leastNotional} USDT, or wait until there is more to trade.`,
  })
}

function put(perps: readonly PerpPosition[], perp: PerpPosition): readonly PerpPosition[] {
  const isNew = !perps.some(({ contract }) => contract === perp.contract)
  return isNew ? [...perps, perp] : perps.map((other) => (other.contract === perp.contract ? perp : other))
}

function badFill(size: number, price: number): Done {
  return refuse('PERP_NOT_TRADED', 'A perp trades in positive sizes at a known price', {
    facts: { size, price },
    lift: 'Check the size, and that the exchange quotes this contract.',
  })
}

interface Fill {
  readonly step: VenuesStepOf<'venues.openPerp' | 'venues.closePerp'>
  readonly price: number
  readonly fee: number
  /** Coins gained, negative for a sale. */
  readonly signed: number
  readonly realised: number
}
