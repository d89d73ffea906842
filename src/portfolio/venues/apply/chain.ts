import * as Exit from '../../../models/staking/exit.ts'
import * as Weeth from '../../../models/staking/rate.ts'
import { quantity, usd } from '../../../units/estimate.ts'
import { refuse } from '../../../units/refusal.ts'
import { sized } from '../../../units/text.ts'
import { HOUR_MS, plus as later } from '../../../units/time.ts'
import type { Times } from '../../applied.ts'
import { AT_ONCE, after, FREE } from '../../cost.ts'
import { exchangeOf, resolve, resolveLots, withExchange, withWallet, withWing } from '../balance.ts'
import type { VenuesMarket } from '../market.ts'
import type { VenuesFlight, VenuesState } from '../state.ts'
import { isSending, type VenuesStepOf } from '../step.ts'
import type { Network } from '../terms.ts'
import { at, type Done, done, move, onChain, unknown } from './done.ts'

const DAY_MS = 24 * HOUR_MS

/** The chain that the wallet is on; exchanges send to each other on any that both have open. */
/** The chain that the wallet, the lending market and ether.fi are on. */
export const MAIN_CHAIN = 'ethereum'

/** From the wallet to an exchange, or out of an exchange's funding wing. The capital is in flight until its deposit. */
export function transfer(state: VenuesState, step: VenuesStepOf<'venues.transfer'>, market: VenuesMarket): Done {
  const isAtWallet = step.from === 'WALLET' || step.to === 'WALLET'
  if (step.from === step.to || (isAtWallet && step.network !== MAIN_CHAIN)) return noRoute(step)
  if (step.to !== 'WALLET' && exchangeOf(state, step.to) === undefined) return unknown('exchange account', step.to)
  if (isFlying(state, step.flight)) return twice(step.flight)
  const times = transferTimes(step, market)
  if (step.from === 'WALLET') {
    if (networkOf(market, step.to, step)?.deposit !== true) return noRoute(step)
    const size = resolve(step.size, state.wallet[step.asset], at('WALLET', step.asset, market))
    if (!size.ok) return size
    const flying = launch(withWallet(state, step.asset, -size.quantity), {
      ...step,
      quantity: size.quantity,
      times,
      market,
    })
    return onChain(flying, market, {
      actions: [step.asset === 'ETH' ? 'ethTransfer' : 'erc20Transfer'],
      times,
      postings: move(step.asset, size.quantity, { from: 'WALLET', to: 'FLIGHT' }),
    })
  }
  const account = exchangeOf(state, step.from)
  if (account === undefined) return unknown('exchange account', step.from)
  const network = networkOf(market, step.from, step)
  if (network?.withdraw !== true || (step.to !== 'WALLET' && networkOf(market, step.to, step)?.deposit !== true))
    return noRoute(step)
  const size = resolveLots(step.size, account.funding[step.asset], {
    where: `${step.from} funding ${step.asset}`,
    lot: network.withdrawTick,
  })
  if (!size.ok) return size
  if (size.quantity < network.withdrawMin || size.quantity <= network.withdrawFee) {
    return refuse('WITHDRAWAL_TOO_SMALL', `${step.from} does not send so little ${step.asset} on ${network.name}`, {
      facts: { wanted: size.quantity, least: network.withdrawMin, fee: network.withdrawFee },
      lift: `Send at least ${Math.max(network.withdrawMin, network.withdrawFee)}.`,
    })
  }
  const arriving = quantity(size.quantity - network.withdrawFee)
  const left = withExchange(state, withWing(account, 'funding', { asset: step.asset, change: -size.quantity }))
  return done(launch(left, { ...step, quantity: arriving, times, market }), times, {
    cost: { ...FREE, fee: usd(network.withdrawFee * market.price[step.asset]) },
    postings: [
      ...move(step.asset, arriving, { from: `${step.from}:funding`, to: 'FLIGHT' }),
      ...move(step.asset, network.withdrawFee, { from: `${step.from}:funding`, to: 'COST:fee' }),
    ],
  })
}

/** A flight that landed is credited: at an exchange to the funding wing, elsewhere to the wallet. A claim from the exit queue pays gas. */
export function deposit(state: VenuesState, step: VenuesStepOf<'venues.deposit'>, market: VenuesMarket): Done {
  const flight = state.flights.find(({ key }) => key === step.flight)
  if (flight === undefined) {
    return refuse('FLIGHT_UNKNOWN', 'No flight of this key is in flight: it never left, or it was credited before', {
      facts: { flight: step.flight },
      lift: 'Reconcile the flights with the venues before going on.',
    })
  }
  const landed = { ...state, flights: state.flights.filter((other) => other !== flight) }
  const { asset, quantity: landing, to } = flight
  if (to === 'BINANCE' || to === 'BYBIT' || to === 'OKX') {
    const account = exchangeOf(landed, to)
    if (account === undefined) return unknown('exchange account', to)
    return done(withExchange(landed, withWing(account, 'funding', { asset, change: landing })), AT_ONCE, {
      postings: move(asset, landing, { from: 'FLIGHT', to: `${to}:funding` }),
    })
  }
  const credited = withWallet(landed, asset, landing)
  const postings = move(asset, landing, { from: 'FLIGHT', to: 'WALLET' })
  return flight.from === 'ETHERFI'
    ? onChain(credited, market, { actions: ['queueClaim'], times: market.terms.times.chain, postings })
    : done(credited, AT_ONCE, { postings })
}

/** ETH or WETH to weETH, one for one in ETH; WETH needs an approval. */
export function stake(state: VenuesState, step: VenuesStepOf<'venues.stake'>, market: VenuesMarket): Done {
  const size = resolve(step.size, state.wallet[step.asset], at('WALLET', step.asset, market))
  if (!size.ok) return size
  const weeth = Weeth.fromEth(size.quantity, market.weeth.rate)
  return onChain(withWallet(withWallet(state, step.asset, -size.quantity), 'weETH', weeth), market, {
    actions: step.asset === 'ETH' ? ['stake'] : ['approve', 'stake'],
    times: market.terms.times.chain,
    postings: [
      ...move(step.asset, size.quantity, { from: 'WALLET', to: 'MARKET:etherfi' }),
      ...move('weETH', weeth, { from: 'MARKET:etherfi', to: 'WALLET' }),
    ],
  })
}

/** weETH out by one of the routes of `models/staking/exit`; the queue puts its ETH in flight, where it earns nothing. */
export function unstake(state: VenuesState, step: VenuesStepOf<'venues.unstake'>, market: VenuesMarket): Done {
  const size = resolve(step.size, state.wallet.weETH, at('ETHERFI', 'weETH', market))
  if (!size.ok) return size
  const ether = Weeth.toEth(size.quantity, market.weeth.rate)
  const room = Exit.capacity(step.route, market.terms.exit, market.weeth.exit)
  const least = Exit.minimum(step.route, market.terms.exit)
  if (ether > room.value || ether < least) {
    return refuse('EXIT_FULL', `The ${step.route} exit does not take this much`, {
      facts: { wanted: ether, least, most: room.value, limiter: room.limiter },
      lift: `Take ${between(least, room.value)} ETH, wait, or use another route.`,
    })
  }
  if (isSending(step) && isFlying(state, step.flight)) return twice(step.flight)
  const quote = Exit.quoteExit(step.route, ether, market.terms.exit)
  const cost = { ...FREE, fee: usd(quote.fee * market.price.ETH) }
  const gone = withWallet(state, 'weETH', -size.quantity)
  const burnt = move('weETH', size.quantity, { from: 'WALLET', to: 'MARKET:etherfi' })
  if (isSending(step)) {
    const times = step.route === 'queue' ? market.terms.times.queueExit : quote.times
    const flying = launch(gone, {
      flight: step.flight,
      asset: 'ETH',
      quantity: quote.received,
      from: 'ETHERFI',
      to: 'WALLET',
      times,
      market,
    })
    return onChain(flying, market, {
      actions: ['queueRequest'],
      times,
      cost,
      postings: [...burnt, ...move('ETH', quote.received, { from: 'MARKET:etherfi', to: 'FLIGHT' })],
    })
  }
  return onChain(withWallet(gone, quote.asset, quote.received), market, {
    actions: ['unstakeInstant'],
    times: market.terms.times.instantExit,
    cost,
    postings: [...burnt, ...move(quote.asset, quote.received, { from: 'MARKET:etherfi', to: 'WALLET' })],
  })
}

/** ETH to WETH or back, one for one. */
export function wrap(state: VenuesState, step: VenuesStepOf<'venues.wrap'>, market: VenuesMarket): Done {
  const size = resolve(step.size, state.wallet[step.from], at('WALLET', step.from, market))
  if (!size.ok) return size
  const to = step.from === 'ETH' ? 'WETH' : 'ETH'
  return onChain(withWallet(withWallet(state, step.from, -size.quantity), to, size.quantity), market, {
    actions: ['wethWrap'],
    times: market.terms.times.chain,
    postings: [
      ...move(step.from, size.quantity, { from: 'WALLET', to: 'MARKET:weth' }),
      ...move(to, size.quantity, { from: 'MARKET:weth', to: 'WALLET' }),
    ],
  })
}

/** How long a transfer is in flight: review and broadcast at an exchange, inclusion, confirmations at the other end. */
export function transferTimes(
  { from, to }: Pick<VenuesStepOf<'venues.transfer'>, 'from' | 'to'>,
  market: VenuesMarket,
): Times {
  const { exchanges, times } = market.terms
  const out = from === 'WALLET' ? times.chain : after(exchanges[from].withdrawal, times.chain)
  return to === 'WALLET' ? out : after(out, exchanges[to].credit)
}

/** The network of an exchange by name and asset. */
export function networkOf(
  market: VenuesMarket,
  place: 'WALLET' | keyof VenuesMarket['perps'],
  { network, asset }: { network: string; asset: string },
): Network | undefined {
  if (place === 'WALLET') return undefined
  return market.terms.exchanges[place].networks.find((n) => n.name === network && n.asset === asset)
}

function launch(state: VenuesState, { flight, asset, quantity: flying, from, to, times, market }: Launch): VenuesState {
  const eta = {
    p50: later(market.asOf, times.p50),
    p95: later(market.asOf, times.p95),
    stress: later(market.asOf, times.stress),
  }
  const flights = [...state.flights, { key: flight, asset, quantity: flying, from, to, departed: market.asOf, eta }]
  // An exit of one's own stake goes nowhere that a cap would guard.
  if (from === 'ETHERFI') return { ...state, flights }
  const recent = state.sent.filter(({ at }) => at > market.asOf - DAY_MS)
  return { ...state, flights, sent: [...recent, { at: market.asOf, to, value: usd(flying * market.price[asset]) }] }
}

function isFlying(state: VenuesState, key: string): boolean {
  return state.flights.some((flight) => flight.key === key)
}

function twice(flight: string): Done {
  return refuse('FLIGHT_TWICE', 'A flight of this key is in flight: the same movement would be sent twice', {
    facts: { flight },
    lift: 'Await its credit, or give a new movement a key of its own.',
  })
}

function noRoute(step: VenuesStepOf<'venues.transfer'>): Done {
  return refuse('UNSUPPORTED_ROUTE', `${step.asset} does not go from ${step.from} to ${step.to} on ${step.network}`, {
    facts: { from: step.from, to: step.to, asset: step.asset, network: step.network },
    lift: 'Choose an asset and a network that both ends have open.',
  })
}

type Launch = Omit<VenuesFlight, 'key' | 'departed' | 'eta'> & {
  readonly flight: string
  readonly times: Times
  readonly market: VenuesMarket
}

const between = (least: number, most: number): string =>
  Number.isFinite(most) ? `between ${sized(least, 'up')} and ${sized(most, 'down')}` : `at least ${sized(least, 'up')}`
