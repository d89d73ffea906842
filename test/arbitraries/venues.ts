// Books, markets, policies and steps of the venues book: one fixed world for examples, and generated ones for laws.
import fc from 'fast-check'
import { expect } from 'vitest'
import { load } from '../../src/app/terms/terms.ts'
import type { Route } from '../../src/models/staking/exit.ts'
import type { Bounds } from '../../src/portfolio/measure.ts'
import { apply } from '../../src/portfolio/venues/apply.ts'
import { ASSETS, type Asset, holdings } from '../../src/portfolio/venues/asset.ts'
import { onGrid } from '../../src/portfolio/venues/grid.ts'
import * as Loan from '../../src/portfolio/venues/loan.ts'
import * as Margin from '../../src/portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../src/portfolio/venues/market.ts'
import { find, type Mode } from '../../src/portfolio/venues/mode.ts'
import { CONTRACTS, type Exchange } from '../../src/portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../src/portfolio/venues/policy.ts'
import type { ExchangeAccount, LoanAccount, PerpPosition, VenuesState } from '../../src/portfolio/venues/state.ts'
import type { Size, VenuesStep } from '../../src/portfolio/venues/step.ts'
import type { LendingAsset, Terms } from '../../src/portfolio/venues/terms.ts'
import { fraction, perYear, quantity, quote, usd } from '../../src/units/estimate.ts'
import { hours, instant, parse, plus, seconds } from '../../src/units/time.ts'

export const TERMS: Terms = load()
// A counterexample is read by people: the terms are the same in all of them.
Object.defineProperty(TERMS, fc.toStringMethod, { value: () => 'TERMS' })
export const NOON = parse('2026-01-01T12:00:00Z')

/** ETH 2000, weETH at 1.05 and traded 0.5 % below, gas 10 gwei; indices that are no ones, so that forgetting one shows. */
export const MARKET: VenuesMarket = {
  asOf: NOON,
  terms: TERMS,
  price: {
    USDT: quote(1),
    ETH: quote(2000),
    WETH: quote(2000),
    weETH: quote(2100),
    stETH: quote(2000),
    BTC: quote(40_000),
  },
  weeth: {
    rate: 1.05,
    market: 1.05 * 0.995,
    growth: perYear(0.03),
    exit: {
      paused: false,
      staked: quantity(1_000_000),
      instant: { fill: quantity(1500), liquidity: quantity(12_000) },
      instantStEth: { fill: quantity(5000), liquidity: quantity(3000), usable: true },
      whitelisted: true,
      depth: quantity(700),
    },
  },
  reserves: {
    USDT: reserve([1.25, 1.5], [0.04, 0.06], [5e6, 4e6, 1e6]),
    WETH: reserve([1.125, 1.25], [0.018, 0.025], [1e6, 9e5, 5000]),
    weETH: reserve([1.0625, 1], [0.001, 0.01], [1e6, 0, 1e5]),
  },
  perps: { BINANCE: perps(2000, 40_000), BYBIT: perps(2000, 40_000), OKX: perps(2000, 40_000) },
  gas: 10,
  down: [],
}

/**
 * Long 163.9 ETH, of which 90 WETH are owed, against a short of 20 ETH at BINANCE. `main` owes in eMode 1 at health 1.1776;
 * `cash` supplies 50 000 USDT without eMode. BINANCE has 22 000 USDT of equity on 40 000 of notional. OKX is not in the book.
 */
export const BOOK: VenuesState = {
  wallet: holdings({ USDT: 100_000, ETH: 10, WETH: 50, weETH: 20, stETH: 4 }),
  loans: [
    { id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 72 }) },
    { id: 'cash', eMode: 0, supplied: holdings({ USDT: 40_000 }), borrowed: holdings({}) },
  ],
  exchanges: [
    {
      place: 'BINANCE',
      funding: holdings({ USDT: 5000, ETH: 2 }),
      trading: holdings({ USDT: 20_000, ETH: 1 }),
      perps: [{ contract: 'ETHUSDT', quantity: quantity(-20), entry: 2100 }],
    },
    { place: 'BYBIT', funding: holdings({}), trading: holdings({ USDT: 10_000 }), perps: [] },
  ],
  flights: [
    {
      key: 'old#0',
      asset: 'USDT',
      quantity: quantity(3000),
      from: 'BINANCE',
      to: 'BYBIT',
      departed: NOON,
      eta: { p50: plus(NOON, seconds(465)), p95: plus(NOON, seconds(4260)), stress: plus(NOON, seconds(87_000)) },
    },
  ],
  sent: [],
  alarms: [],
}

export const NEUTRAL = mode('usdt_market_neutral', 'USDT')

/** A policy with the default levels (docs/rules/venues.md#defaults). */
export function policy(change: Partial<VenuesPolicy> = {}): VenuesPolicy {
  const lower = (warning: number, critical: number): Bounds => ({
    worse: 'lower',
    target: Infinity,
    low: -Infinity,
    high: Infinity,
    warning,
    critical,
  })
  const band = (width: number, warning: number, critical: number): Bounds => ({
    worse: 'higher',
    target: 0,
    low: -width,
    high: width,
    warning,
    critical,
  })
  return {
    mode: NEUTRAL,
    allocation: { BINANCE: fraction(0.4), BYBIT: fraction(0.3), OKX: fraction(0.3) },
    bounds: {
      health: { ...lower(1.15, 1.1), target: 1.2, low: 1.17, high: 1.25 },
      ltv: { worse: 'higher', target: 0.79, low: 0, high: 0.85, warning: 0.85, critical: 0.9 },
      equityRatio: { ...lower(0.2, 0.12), target: 0.5, low: 0.4, high: 0.65 },
      marginHealth: lower(-Infinity, 2),
      distance: lower(0.173, -Infinity),
      delta: band(0.01, 0.03, 0.05),
      allocation: band(0.025, Infinity, Infinity),
      buffer: { ...lower(-Infinity, -Infinity), target: 0.05, low: 0.025, high: 0.1 },
      peg: band(0.005, 0.005, Infinity),
    },
    deltaOver: 'netAssets',
    hedgeLean: fraction(0.1),
    emergency: {
      recoverRatio: fraction(0.3),
      sourceOrder: {
        margin: ['WALLET', 'EXCHANGE', 'AAVE', 'DELEVERAGE', 'ETHERFI', 'REDUCE'],
        ltv: ['WALLET_WETH', 'FREE_WEETH', 'WALLET_USDT', 'DELEVERAGE', 'EXCHANGE'],
      },
      deltaBudget: fraction(0.025),
      debtRound: { share: fraction(0.3), min: usd(1000) },
      purposes: { 'main/WETH': 'LEVERAGED_STAKING' },
    },
    buffer: fraction(0.05),
    gasReserve: { min: 1, target: 2 },
    decision: {
      rule: 'horizon',
      horizonDays: 30,
      hurdle: { target: 0.5, opportunistic: 1 },
      costMax: { safety: fraction(0.03), target: fraction(0.005) },
      dailyVolatility: fraction(0.037),
      routineEvery: hours(1),
    },
    limits: {
      transferMin: usd(5000),
      transferMax: usd(100_000),
      emergencyMin: usd(1000),
      dust: usd(10),
      perHour: usd(250_000),
      perDay: usd(1_000_000),
      destinations: ['WALLET', 'AAVE', 'ETHERFI', 'BINANCE', 'BYBIT', 'OKX'],
      exposureMax: fraction(0.4),
      slippageMax: fraction(0.005),
      gasMax: 100,
      ageMax: seconds(60),
      deadline: hours(4),
    },
    ...change,
  }
}

/** A mode that must exist. */
export function mode(...[name, shareClass]: Parameters<typeof find>): Mode {
  const found = find(name, shareClass)
  if (found === undefined) throw new RangeError(`no mode ${name} in the ${shareClass} class`)
  return found
}

/** The terms with other flags or caps for one reserve. */
export function withReserve(asset: LendingAsset, change: Partial<Terms['lending']['reserves']['USDT']>): VenuesMarket {
  const reserves = { ...TERMS.lending.reserves, [asset]: { ...TERMS.lending.reserves[asset], ...change } }
  return { ...MARKET, terms: { ...TERMS, lending: { ...TERMS.lending, reserves } } }
}

/** Every figure of a book under its path, so that what a step changed can be named. */
export function leaves(state: VenuesState): Readonly<Record<string, number>> {
  const all: Record<string, number> = {}
  const put = (path: string, held: LoanAccount['supplied']) => {
    for (const asset of ASSETS) all[`${path}.${asset}`] = held[asset]
  }
  put('wallet', state.wallet)
  for (const loan of state.loans) {
    all[`${loan.id}.eMode`] = loan.eMode
    put(`${loan.id}.supplied`, loan.supplied)
    put(`${loan.id}.borrowed`, loan.borrowed)
  }
  for (const account of state.exchanges) {
    put(`${account.place}.funding`, account.funding)
    put(`${account.place}.trading`, account.trading)
    for (const perp of account.perps) {
      all[`${account.place}.${perp.contract}`] = perp.quantity
      all[`${account.place}.${perp.contract}.entry`] = perp.entry
    }
  }
  for (const flight of state.flights) all[`flight.${flight.key}.${flight.asset}`] = flight.quantity
  for (const [at, { to, value }] of state.sent.entries()) all[`sent.${at}.${to}`] = value
  return all
}

/** What changed between two books, by path. */
export function changes(before: VenuesState, after: VenuesState): Readonly<Record<string, number>> {
  const had = leaves(before)
  const has = leaves(after)
  const found: Record<string, number> = {}
  for (const path of new Set([...Object.keys(had), ...Object.keys(has)])) {
    const change = (has[path] ?? 0) - (had[path] ?? 0)
    if (change !== 0) found[path] = change
  }
  return found
}

/** Frozen to its leaves, so that whoever writes into it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

/** Mostly anywhere in the range: a generator that prefers the ends makes books too poor to do anything. */
const real = (min: number, max: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.double({ min, max, noNaN: true }) },
    {
      weight: 9,
      arbitrary: fc.noBias(fc.integer({ min: 0, max: 1_000_000 })).map((at) => min + ((max - min) * at) / 1_000_000),
    },
  )

/** A market whose derived prices agree as the engine says they do: WETH and stETH at ETH, weETH at ETH times its rate. */
export const markets: fc.Arbitrary<VenuesMarket> = fc
  .record({
    usdt: fc.oneof(fc.constant(1), real(0.98, 1.02)),
    eth: real(500, 10_000),
    btc: real(10_000, 200_000),
    rate: real(1, 1.3),
    discount: real(-0.002, 0.02),
    growth: real(-0.05, 0.1),
    gas: real(0.05, 200),
    usdtReserve: reserves(),
    wethReserve: reserves(),
    weethReserve: reserves(),
    basis: fc.array(real(-0.01, 0.01), { minLength: 6, maxLength: 6 }),
    spread: real(-0.002, 0.002),
    funding: real(-0.5, 0.5),
    whitelisted: fc.boolean(),
    fill: real(0, 2000),
  })
  .map((r): VenuesMarket => {
    const quotes = (at: number): VenuesMarket['perps']['OKX'] => ({
      ETHUSDT: contract((r.eth / r.usdt) * (1 + (r.basis[at] ?? 0)), r),
      BTCUSDT: contract((r.btc / r.usdt) * (1 + (r.basis[at + 1] ?? 0)), r),
    })
    return {
      asOf: NOON,
      terms: TERMS,
      price: {
        USDT: quote(r.usdt),
        ETH: quote(r.eth),
        WETH: quote(r.eth),
        weETH: quote(r.eth * r.rate),
        stETH: quote(r.eth),
        BTC: quote(r.btc),
      },
      weeth: {
        rate: r.rate,
        market: r.rate * (1 - r.discount),
        growth: perYear(r.growth),
        exit: {
          ...MARKET.weeth.exit,
          whitelisted: r.whitelisted,
          instant: { ...MARKET.weeth.exit.instant, fill: quantity(r.fill) },
        },
      },
      reserves: { USDT: r.usdtReserve, WETH: r.wethReserve, weETH: r.weethReserve },
      perps: { BINANCE: quotes(0), BYBIT: quotes(2), OKX: quotes(4) },
      gas: r.gas,
      down: [],
    }
  })

/** A book that stands: accounts that owe less than they may, margin above what is asked for, every place in it. */
export const books: fc.Arbitrary<VenuesState> = fc
  .record({
    wallet: held([200_000, 50, 100, 100, 20, 0]),
    loans: fc.tuple(loan('main', 1), loan('cash', 0)),
    exchanges: fc.tuple(exchange('BINANCE'), exchange('BYBIT'), exchange('OKX')),
    flights: fc.array(
      fc.record({
        asset: fc.constantFrom<Asset>('USDT', 'ETH', 'BTC'),
        size: real(0.01, 10),
        route: fc.constantFrom<['WALLET' | 'ETHERFI' | Exchange, 'WALLET' | Exchange]>(
          ['WALLET', 'BINANCE'],
          ['OKX', 'WALLET'],
          ['BYBIT', 'OKX'],
          ['ETHERFI', 'WALLET'],
        ),
      }),
      { maxLength: 2 },
    ),
    sent: fc.array(fc.record({ hours: real(0, 48), value: real(100, 50_000) }), { maxLength: 3 }),
  })
  .map(({ wallet, loans, exchanges, flights, sent }) => ({
    wallet,
    loans,
    exchanges,
    flights: flights.map(({ asset, size, route: [from, to] }, at) => ({
      key: `old#${at}`,
      asset: from === 'ETHERFI' ? 'ETH' : asset,
      quantity: quantity(asset === 'USDT' && from !== 'ETHERFI' ? size * 1000 : size),
      from,
      to,
      departed: NOON,
      eta: { p50: NOON, p95: NOON, stress: NOON },
    })),
    sent: sent.map(({ hours: ago, value }) => ({
      at: instant(NOON - ago * 3_600_000),
      to: 'WALLET' as const,
      value: usd(value),
    })),
    alarms: [],
  }))

/** What a step is made of before it is known on which book: so that a size can be a part of what is there. */
export interface Recipe {
  readonly kind: VenuesStep['kind']
  readonly picks: readonly [number, number, number]
  readonly part: number
  readonly size: 'part' | 'all' | 'over' | 'none'
  readonly flight: string
}

export const KINDS: readonly VenuesStep['kind'][] = [
  'venues.supply',
  'venues.withdraw',
  'venues.borrow',
  'venues.repay',
  'venues.setEMode',
  'venues.transfer',
  'venues.deposit',
  'venues.internalTransfer',
  'venues.stake',
  'venues.unstake',
  'venues.wrap',
  'venues.swap',
  'venues.openPerp',
  'venues.closePerp',
  'venues.leverage',
  'venues.deleverage',
]

export const recipes = (kinds: readonly VenuesStep['kind'][] = KINDS): fc.Arbitrary<Recipe> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    picks: fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)),
    part: real(1e-3, 1),
    size: fc.oneof(
      { weight: 6, arbitrary: fc.constant('part' as const) },
      { weight: 3, arbitrary: fc.constant('all' as const) },
      { weight: 1, arbitrary: fc.constantFrom('over' as const, 'none' as const) },
    ),
    flight: fc.constantFrom('new#0', 'new#1', 'new#2'),
  })

/** The step that a recipe comes to on a book, in sizes that its venue takes. */
export function cook(recipe: Recipe, state: VenuesState, market: VenuesMarket): VenuesStep {
  return onGrid(cooked(recipe, state, market), state, market)
}

/** The same in sizes as they come: half of 3 ETH at a place that trades in tenths. */
export function cooked(recipe: Recipe, state: VenuesState, market: VenuesMarket): VenuesStep {
  const { kind, picks, part } = recipe
  const [first, second, third] = picks
  const account = pick(state.loans, first)
  const venue = pick(state.exchanges, first)
  const size = (free: number): Size => sized(recipe, free)
  const number = (free: number) => {
    const asked = size(free)
    return asked === 'all' ? quantity(free) : asked
  }
  switch (kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay': {
      const owed = Loan.LENDING_ASSETS.filter((one) => kind === 'venues.repay' && account.borrowed[one] > 0)
      const asset = pick(owed.length > 0 && third % 4 > 0 ? owed : Loan.LENDING_ASSETS, second)
      return { kind, account: account.id, asset, size: size(lendable(kind, account, { asset, state, market })) }
    }
    case 'venues.setEMode':
      return { kind, account: account.id, category: pick([0, 1, 26, 99], second) }
    case 'venues.transfer':
      return transfer(recipe, state, market)
    case 'venues.deposit':
      return { kind, flight: state.flights[first % (state.flights.length + 1)]?.key ?? 'never#0' }
    case 'venues.internalTransfer': {
      const asset = pick(['USDT', 'ETH', 'BTC'] as const, second)
      const from = pick(['funding', 'trading'] as const, third)
      const isMargin = from === 'trading' && asset === 'USDT'
      return {
        kind,
        place: venue.place,
        asset,
        from,
        size: size(isMargin ? Margin.withdrawable(venue, market) : venue[from][asset]),
      }
    }
    case 'venues.stake': {
      const asset = pick(['ETH', 'WETH'] as const, first)
      return { kind, asset, size: size(state.wallet[asset] * (asset === 'ETH' ? 0.5 : 1)) }
    }
    case 'venues.unstake':
      return {
        kind,
        route: pick<Exclude<Route, 'dex'>>(['instant', 'instantStEth', 'queue', 'priority'], first),
        size: size(state.wallet.weETH),
        flight: recipe.flight,
      }
    case 'venues.wrap': {
      const from = pick(['ETH', 'WETH'] as const, first)
      return { kind, from, size: size(state.wallet[from] * (from === 'ETH' ? 0.5 : 1)) }
    }
    case 'venues.swap':
      return swap(recipe, state)
    case 'venues.openPerp': {
      const contract = pick(CONTRACTS, second)
      const held = venue.perps.find((perp) => perp.contract === contract)
      const side = held === undefined ? pick(['short', 'long'] as const, third) : held.quantity < 0 ? 'short' : 'long'
      const data = Margin.of(venue, market)
      const room = (data.equity * 9 - data.notional) / market.perps[venue.place][contract].mark
      return { kind, place: venue.place, contract, side, quantity: number(Math.max(0, room)) }
    }
    case 'venues.closePerp': {
      const contract = venue.perps[second % Math.max(1, venue.perps.length)]?.contract ?? 'ETHUSDT'
      const held = venue.perps.find((perp) => perp.contract === contract)
      return { kind, place: venue.place, contract, quantity: number(Math.abs(held?.quantity ?? 1)) }
    }
    case 'venues.leverage': {
      const equity = size(state.wallet.WETH)
      const put = equity === 'all' ? state.wallet.WETH : equity
      return { kind, account: account.id, equity, borrow: quantity(put * part * 8) }
    }
    case 'venues.deleverage': {
      const sell = number(Loan.supplied(account, 'weETH', market))
      return { kind, account: account.id, sell, repay: quantity(sell * market.weeth.rate * 0.95) }
    }
  }
}

/** What a step's `all` stands for, worked out from the book alone; null for a step that has no size. */
export function freeFor(step: VenuesStep, state: VenuesState, market: VenuesMarket): number | null {
  const account = (id: string) => state.loans.find((loan) => loan.id === id)
  const venue = (place: string) => state.exchanges.find((one) => one.place === place)
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay': {
      const loan = account(step.account)
      return loan === undefined ? null : lendable(step.kind, loan, { asset: step.asset, state, market })
    }
    case 'venues.transfer':
      return step.from === 'WALLET' ? state.wallet[step.asset] : (venue(step.from)?.funding[step.asset] ?? null)
    case 'venues.internalTransfer': {
      const one = venue(step.place)
      if (one === undefined) return null
      const isMargin = step.from === 'trading' && step.asset === 'USDT'
      return isMargin ? marginFree(one, market) : one[step.from][step.asset]
    }
    case 'venues.stake':
      return state.wallet[step.asset]
    case 'venues.unstake':
      return state.wallet.weETH
    case 'venues.wrap':
      return state.wallet[step.from]
    case 'venues.swap': {
      if (step.place === 'WALLET') return state.wallet[step.sell]
      const one = venue(step.place)
      if (one === undefined) return null
      return step.sell === 'USDT' ? marginFree(one, market) : one.trading[step.sell]
    }
    case 'venues.leverage':
      return state.wallet.WETH
    default:
      return null
  }
}

/** USDT that no position holds: all of it, but for a tenth of the notional that unrealised gains do not cover. */
function marginFree({ place, trading, perps: positions }: ExchangeAccount, market: VenuesMarket): number {
  let equity: number = trading.USDT
  let notional = 0
  for (const { contract: name, quantity: size, entry } of positions) {
    const { mark } = market.perps[place][name]
    equity += size * (mark - entry)
    notional += Math.abs(size) * mark
  }
  return Math.max(0, Math.min(trading.USDT, equity - notional / market.terms.exchanges[place].leverage))
}

function lendable(
  kind: 'venues.supply' | 'venues.withdraw' | 'venues.borrow' | 'venues.repay',
  account: LoanAccount,
  { asset, state, market }: { asset: LendingAsset; state: VenuesState; market: VenuesMarket },
): number {
  switch (kind) {
    case 'venues.supply':
      return state.wallet[asset]
    case 'venues.withdraw':
      return Loan.supplied(account, asset, market)
    case 'venues.borrow': {
      const data = Loan.of(account, market)
      const room = (data.borrowPower - data.debt) / market.price[asset]
      return Math.max(0, Math.min(room, market.reserves[asset].available))
    }
    case 'venues.repay':
      return Math.min(Loan.owed(account, asset, market), state.wallet[asset])
  }
}

function transfer(recipe: Recipe, state: VenuesState, market: VenuesMarket): VenuesStep {
  const [first, second, third] = recipe.picks
  const ends = ['WALLET', ...state.exchanges.map(({ place }) => place)] as const
  const from = pick(ends, first)
  const to = pick(ends, first + 1 + (second % (ends.length - 1)))
  const open = market.terms.exchanges[from === 'WALLET' ? (to === 'WALLET' ? 'BINANCE' : to) : from].networks
  const ways = from === 'WALLET' || to === 'WALLET' ? open.filter(({ name }) => name === 'ethereum') : open
  const { name: network, asset } = pick(ways, third)
  const free =
    from === 'WALLET'
      ? state.wallet[asset] * (asset === 'ETH' ? 0.5 : 1)
      : (state.exchanges.find(({ place }) => place === from)?.funding[asset] ?? 0)
  return { kind: 'venues.transfer', from, to, network, asset, size: sized(recipe, free), flight: recipe.flight }
}

function swap(recipe: Recipe, state: VenuesState): VenuesStep {
  const [first, second, third] = recipe.picks
  const venue = first % 2 === 0 ? undefined : pick(state.exchanges, third)
  const place = venue === undefined ? 'WALLET' : venue.place
  const listed: readonly Asset[] =
    venue === undefined ? ['USDT', 'ETH', 'WETH', 'weETH', 'stETH'] : ['USDT', 'ETH', 'BTC']
  const sell = pick(listed, second)
  const buy = venue !== undefined && sell !== 'USDT' ? 'USDT' : pick(listed, second + 1 + (third % (listed.length - 1)))
  const held = venue === undefined ? state.wallet : venue.trading
  return { kind: 'venues.swap', place, sell, buy, size: sized(recipe, held[sell] * (sell === 'ETH' ? 0.5 : 1)) }
}

function sized({ size, part }: Pick<Recipe, 'size' | 'part'>, free: number): Size {
  switch (size) {
    case 'part':
      return quantity(free * part)
    case 'all':
      return 'all'
    case 'over':
      return quantity(free * (1 + part) + 1)
    case 'none':
      return quantity(part > 0.5 ? 0 : -part)
  }
}

function pick<T>(from: readonly T[], at: number): T {
  const found = from[at % from.length]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}

function held(most: readonly number[]) {
  const each = (at: number) =>
    fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: real(0, most[at] ?? 0) })
  return fc
    .tuple(each(0), each(1), each(2), each(3), each(4), each(5))
    .map(([USDT, ETH, WETH, weETH, stETH, BTC]) => holdings({ USDT, ETH, WETH, weETH, stETH, BTC }))
}

/** Supplied first, then owed as a part of it: what is owed in ETH is bounded by what is supplied in ETH, and USDT by USDT. */
function loan(id: string, eMode: number): fc.Arbitrary<LoanAccount> {
  return fc
    .record({
      weETH: real(0, 200),
      WETH: real(0, 20),
      USDT: real(0, 100_000),
      part: fc.oneof(fc.constant(0), real(0, 0.9)),
    })
    .map(({ weETH, WETH, USDT, part }) => ({
      id,
      eMode,
      supplied: holdings({ weETH, WETH, USDT }),
      borrowed: holdings(
        eMode === 0 ? { USDT: USDT * part * 0.5, WETH: weETH * part * 0.4 } : { WETH: weETH * part * 0.75 },
      ),
    }))
}

/** Positions of up to eight times the margin, entered within a twentieth of where an ETH of 3000 would be. */
function exchange(place: Exchange): fc.Arbitrary<ExchangeAccount> {
  return fc
    .record({
      funding: held([50_000, 10, 0, 0, 0, 1]),
      trading: held([100_000, 10, 0, 0, 0, 1]),
      sizes: fc.tuple(fc.oneof(fc.constant(0), real(-20, 20)), fc.oneof(fc.constant(0), real(-1, 1))),
      entries: fc.tuple(real(1500, 6000), real(30_000, 90_000)),
    })
    .map(({ funding, trading, sizes, entries }) => ({
      place,
      funding,
      trading,
      perps: CONTRACTS.flatMap((name, at): PerpPosition[] => {
        const size = sizes[at] ?? 0
        return size === 0 ? [] : [{ contract: name, quantity: quantity(size), entry: entries[at] ?? 0 }]
      }),
    }))
}

/** Books whose accounts stand in a market: nobody is bankrupt there and nothing is open to liquidation. */
export const standing: fc.Arbitrary<{ state: VenuesState; market: VenuesMarket }> = fc
  .record({ state: books, market: markets, gains: fc.tuple(real(-0.05, 0.05), real(-0.05, 0.05)) })
  .map(({ state, market, gains }) => ({ state: settled(state, market, gains), market }))

/** Entries moved to near the mark, positions cut to what the margin bears, and no account below health 1.02. */
function settled(state: VenuesState, market: VenuesMarket, gains: readonly [number, number]): VenuesState {
  return {
    ...state,
    loans: state.loans.map((account) => {
      const { health } = Loan.of(account, market)
      if (health >= 1.02) return account
      const cut = health / 1.05
      return {
        ...account,
        borrowed: holdings({
          USDT: account.borrowed.USDT * cut,
          WETH: account.borrowed.WETH * cut,
          weETH: account.borrowed.weETH * cut,
        }),
      }
    }),
    exchanges: state.exchanges.map((account) => {
      let notional = 0
      const placed = account.perps.map((perp) => {
        const { mark } = market.perps[account.place][perp.contract]
        notional += Math.abs(perp.quantity) * mark
        return { ...perp, entry: mark * (1 + gains[perp.contract === 'ETHUSDT' ? 0 : 1]) }
      })
      const most = account.trading.USDT * 5
      const cut = notional > most ? most / notional : 1
      return {
        ...account,
        perps: placed
          .map((perp) => ({ ...perp, quantity: quantity(perp.quantity * cut) }))
          .filter(({ quantity: size }) => size !== 0),
      }
    }),
  }
}

function reserve(
  [liquidityIndex, borrowIndex]: readonly [number, number],
  [supplyRate, borrowRate]: readonly [number, number],
  [supplied, borrowed, available]: readonly [number, number, number],
) {
  return {
    liquidityIndex,
    borrowIndex,
    supplyRate: perYear(supplyRate),
    borrowRate: perYear(borrowRate),
    supplied,
    borrowed,
    available,
  }
}

function reserves() {
  return fc
    .tuple(real(1, 1.4), real(1, 1.5), real(0, 0.2), real(0, 0.3), fc.oneof(real(0, 100), real(1e5, 1e6)))
    .map(([income, debt, supplyRate, borrowRate, available]) =>
      reserve([income, debt], [supplyRate, borrowRate], [1e6 + available, 1e6, available]),
    )
}

function perps(eth: number, btc: number): VenuesMarket['perps']['OKX'] {
  return {
    ETHUSDT: { mark: eth, last: eth, funding: perYear(0.1) },
    BTCUSDT: { mark: btc, last: btc, funding: perYear(0.08) },
  }
}

function contract(mark: number, { spread, funding }: { spread: number; funding: number }) {
  return { mark, last: mark * (1 + spread), funding: perYear(funding) }
}

/** What a step that must succeed came to. */
export function taken(step: VenuesStep, { state = BOOK, market = MARKET }: World = {}) {
  const applied = apply(state, step, market)
  if (!applied.ok) throw new RangeError(`${step.kind} was refused: ${JSON.stringify(applied.refusal)}`)
  return { ...applied, changes: changes(state, applied.state) }
}

/** The code and the facts with which a step was refused. */
export function refused(step: VenuesStep, { state = BOOK, market = MARKET }: World = {}) {
  const applied = apply(frozen(state), step, market)
  if (applied.ok) throw new RangeError(`${step.kind} was taken`)
  const { code, facts, lift } = applied.refusal
  return { code, facts, lift }
}

/** Numbers near each other, key by key, and no key more. */
export function near(figures: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, expect.closeTo(value, 9)]))
}

export interface World {
  readonly state?: VenuesState
  readonly market?: VenuesMarket
}
