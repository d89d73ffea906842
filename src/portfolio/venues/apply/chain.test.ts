import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, NOON, near, refused, TERMS, taken } from '../../../../test/arbitraries/venues.ts'
import { quantity, usd } from '../../../units/estimate.ts'
import { hours, plus, seconds } from '../../../units/time.ts'
import { apply } from '../apply.ts'
import { holdings } from '../asset.ts'
import type { VenuesMarket } from '../market.ts'
import type { VenuesFlight, VenuesState } from '../state.ts'
import type { VenuesStep, VenuesStepOf } from '../step.ts'
import type { Network } from '../terms.ts'

type Transfer = VenuesStepOf<'venues.transfer'>

const transfer = (change: Partial<Transfer> = {}): VenuesStep => ({
  kind: 'venues.transfer',
  from: 'WALLET',
  to: 'BINANCE',
  network: 'ethereum',
  asset: 'USDT',
  size: quantity(10_000),
  flight: 'plan#0',
  ...change,
})

const unstake = (route: VenuesStepOf<'venues.unstake'>['route'], size: number | 'all'): VenuesStep => ({
  kind: 'venues.unstake',
  route,
  size: size === 'all' ? 'all' : quantity(size),
  flight: 'exit#0',
})

/** The market with other networks at BYBIT. */
function withNetworks(change: Partial<Network>): VenuesMarket {
  const { BYBIT } = TERMS.exchanges
  const networks = BYBIT.networks.map((network) => ({ ...network, ...change }))
  return { ...MARKET, terms: { ...TERMS, exchanges: { ...TERMS.exchanges, BYBIT: { ...BYBIT, networks } } } }
}

describe('transfer', () => {
  test('out of the wallet: gas now, in the air until it is credited', () => {
    const { changes, cost, times, state } = taken(transfer())
    expect(changes).toEqual(
      near({ 'wallet.USDT': -10_000, 'wallet.ETH': -0.00065, 'flight.plan#0.USDT': 10_000, 'sent.0.BINANCE': 10_000 }),
    )
    expect(cost).toEqual({ gas: expect.closeTo(1.3, 9), fee: 0, slippage: 0, carry: 0 })
    // Inclusion 15 / 60 / 600 s, credit 150 / 600 / 43 200 s.
    expect(times).toEqual({ p50: 165, p95: 660, stress: 43_800 })
    expect(state.flights.at(-1)).toEqual({
      key: 'plan#0',
      asset: 'USDT',
      quantity: 10_000,
      from: 'WALLET',
      to: 'BINANCE',
      departed: NOON,
      eta: { p50: plus(NOON, seconds(165)), p95: plus(NOON, seconds(660)), stress: plus(NOON, seconds(43_800)) },
    })
    expect(state.sent).toEqual([{ at: NOON, to: 'BINANCE', value: 10_000 }])
  })

  test('ETH out of the wallet costs the gas of a plain transfer', () => {
    const { changes, cost } = taken(transfer({ asset: 'ETH', size: quantity(4) }))
    expect(changes).toEqual(near({ 'wallet.ETH': -4.00021, 'flight.plan#0.ETH': 4, 'sent.0.BINANCE': 8000 }))
    expect(cost.gas).toBeCloseTo(0.42, 9)
  })

  test('out of an exchange: its fee is kept, what flies is the rest', () => {
    const { changes, cost, times, postings } = taken(transfer({ from: 'BINANCE', to: 'WALLET', size: 'all' }))
    expect(changes).toEqual({ 'BINANCE.funding.USDT': -5000, 'flight.plan#0.USDT': 4997, 'sent.0.WALLET': 4997 })
    expect(cost).toEqual({ gas: 0, fee: 3, slippage: 0, carry: 0 })
    // Review 300 / 3600 / 43 200 s and inclusion.
    expect(times).toEqual({ p50: 315, p95: 3660, stress: 43_800 })
    expect(postings).toEqual([
      { account: 'BINANCE:funding', asset: 'USDT', quantity: -4997 },
      { account: 'FLIGHT', asset: 'USDT', quantity: 4997 },
      { account: 'BINANCE:funding', asset: 'USDT', quantity: -3 },
      { account: 'COST:fee', asset: 'USDT', quantity: 3 },
    ])
  })

  test('from exchange to exchange on any network that both have open', () => {
    const { changes, times } = taken(
      transfer({ from: 'BINANCE', to: 'BYBIT', network: 'arbitrum', size: quantity(1000) }),
    )
    expect(changes).toEqual(near({ 'BINANCE.funding.USDT': -1000, 'flight.plan#0.USDT': 999.9, 'sent.0.BYBIT': 999.9 }))
    expect(times).toEqual({ p50: 465, p95: 4260, stress: 87_000 })
  })

  test('a fee in ETH is counted at its price', () => {
    const { cost, changes } = taken(transfer({ from: 'BINANCE', to: 'WALLET', asset: 'ETH', size: quantity(1) }))
    expect(cost.fee).toBeCloseTo(2, 9)
    expect(changes['flight.plan#0.ETH']).toBeCloseTo(0.999, 12)
  })

  test.each([
    [transfer({ from: 'BINANCE', to: 'BINANCE' }), 'UNSUPPORTED_ROUTE'],
    [transfer({ network: 'tron' }), 'UNSUPPORTED_ROUTE'],
    [transfer({ from: 'BINANCE', to: 'WALLET', network: 'arbitrum' }), 'UNSUPPORTED_ROUTE'],
    [transfer({ asset: 'WETH' }), 'UNSUPPORTED_ROUTE'],
    [transfer({ from: 'BINANCE', to: 'BYBIT', network: 'solana' }), 'UNSUPPORTED_ROUTE'],
    [transfer({ to: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [transfer({ from: 'BINANCE', to: 'OKX' }), 'ACCOUNT_UNKNOWN'],
    [transfer({ from: 'OKX', to: 'WALLET' }), 'ACCOUNT_UNKNOWN'],
    [transfer({ size: quantity(100_001) }), 'BALANCE_SHORT'],
    [transfer({ size: quantity(-1) }), 'SIZE_NOT_POSITIVE'],
    [transfer({ from: 'BYBIT', to: 'WALLET', size: 'all' }), 'SIZE_NOT_POSITIVE'],
    [transfer({ from: 'BINANCE', to: 'WALLET', size: quantity(5001) }), 'BALANCE_SHORT'],
    [transfer({ from: 'BINANCE', to: 'WALLET', size: quantity(9.99) }), 'WITHDRAWAL_TOO_SMALL'],
    [transfer({ asset: 'ETH', size: 'all' }), 'GAS_SHORT'],
  ] as const)('%o: %s', (step, code) => {
    expect(refused(step).code).toBe(code)
  })

  test('the least withdrawal is inclusive, and must bring more than its fee', () => {
    const least = transfer({ from: 'BINANCE', to: 'WALLET', size: quantity(10) })
    expect(taken(least).changes['flight.plan#0.USDT']).toBe(7)
    const state: VenuesState = {
      ...BOOK,
      exchanges: BOOK.exchanges.map((account) => ({ ...account, funding: holdings({ USDT: 5000 }) })),
    }
    const market = withNetworks({ withdrawFee: 20 })
    const step = transfer({ from: 'BYBIT', to: 'WALLET', size: quantity(20) })
    expect(refused(step, { state, market })).toMatchObject({
      code: 'WITHDRAWAL_TOO_SMALL',
      facts: { wanted: 20, least: 10, fee: 20 },
      lift: 'Send at least 20.',
    })
  })

  test('a network that an end has closed is no route', () => {
    expect(refused(transfer({ to: 'BYBIT' }), { market: withNetworks({ deposit: false }) }).code).toBe(
      'UNSUPPORTED_ROUTE',
    )
    const out = transfer({ from: 'BYBIT', to: 'WALLET' })
    expect(refused(out, { market: withNetworks({ withdraw: false }) }).code).toBe('UNSUPPORTED_ROUTE')
    const across = transfer({ from: 'BINANCE', to: 'BYBIT', size: quantity(100) })
    expect(refused(across, { market: withNetworks({ deposit: false }) }).code).toBe('UNSUPPORTED_ROUTE')
  })

  test('a key that is in the air is not sent again', () => {
    const once = taken(transfer()).state
    const again = apply(once, transfer(), MARKET)
    expect(again).toMatchObject({ ok: false, refusal: { code: 'FLIGHT_TWICE' } })
  })

  test('what was sent a day ago is forgotten, what was sent since is not', () => {
    const at = (ago: number) => ({ at: plus(NOON, seconds(-ago)), to: 'OKX' as const, value: usd(ago) })
    const state = { ...BOOK, sent: [at(hours(24)), at(hours(24) - 1), at(60)] }
    expect(taken(transfer(), { state }).state.sent.map(({ value }) => value)).toEqual([86_399, 60, 10_000])
  })
})

describe('deposit', () => {
  const landing = (change: Partial<VenuesFlight>): VenuesState => ({
    ...BOOK,
    flights: BOOK.flights.map((flight) => ({ ...flight, ...change })),
  })
  const step: VenuesStep = { kind: 'venues.deposit', flight: 'old#0' }

  test('at an exchange it is credited to the funding wing, for nothing', () => {
    const { changes, cost, times, postings, state } = taken(step)
    expect(changes).toEqual({ 'BYBIT.funding.USDT': 3000, 'flight.old#0.USDT': -3000 })
    expect([cost, times, state.flights]).toEqual([
      { gas: 0, fee: 0, slippage: 0, carry: 0 },
      { p50: 0, p95: 0, stress: 0 },
      [],
    ])
    expect(postings).toEqual([
      { account: 'FLIGHT', asset: 'USDT', quantity: -3000 },
      { account: 'BYBIT:funding', asset: 'USDT', quantity: 3000 },
    ])
  })

  test('in the wallet it costs nothing, but a claim from the exit queue is a transaction', () => {
    expect(taken(step, { state: landing({ to: 'WALLET' }) }).changes).toEqual({
      'wallet.USDT': 3000,
      'flight.old#0.USDT': -3000,
    })
    const claim = landing({ from: 'ETHERFI', to: 'WALLET', asset: 'ETH', quantity: quantity(5) })
    const { changes, cost } = taken(step, { state: { ...claim, wallet: holdings({}) } })
    expect(changes).toEqual(near({ 'wallet.ETH': 4.998, 'flight.old#0.ETH': -5 }))
    expect(cost.gas).toBeCloseTo(4, 9)
  })

  test('a flight is credited once', () => {
    const { state } = taken(step)
    expect(refused(step, { state })).toMatchObject({ code: 'FLIGHT_UNKNOWN', facts: { flight: 'old#0' } })
    expect(refused(step, { state: landing({ to: 'OKX' }) }).code).toBe('ACCOUNT_UNKNOWN')
  })

  test('of two flights one is credited and the other flies on', () => {
    const [first] = BOOK.flights
    const both = { ...BOOK, flights: first === undefined ? [] : [first, { ...first, key: 'old#1' }] }
    expect(taken(step, { state: both }).state.flights.map(({ key }) => key)).toEqual(['old#1'])
  })
})

describe('stake, unstake and wrap', () => {
  test('ETH and WETH become weETH at the rate; WETH is approved first', () => {
    expect(taken({ kind: 'venues.stake', asset: 'ETH', size: quantity(2.1) }).changes).toEqual(
      near({ 'wallet.ETH': -2.102, 'wallet.weETH': 2 }),
    )
    expect(taken({ kind: 'venues.stake', asset: 'WETH', size: 'all' }).changes).toEqual(
      near({ 'wallet.WETH': -50, 'wallet.weETH': 50 / 1.05, 'wallet.ETH': -0.0025 }),
    )
    expect(refused({ kind: 'venues.stake', asset: 'WETH', size: quantity(51) }).code).toBe('BALANCE_SHORT')
  })

  test.each([
    ['ETH', 'WETH', { 'wallet.ETH': -3.00045, 'wallet.WETH': 3 }],
    ['WETH', 'ETH', { 'wallet.ETH': 2.99955, 'wallet.WETH': -3 }],
  ] as const)('%s becomes %s one for one', (from, to, expected) => {
    const { changes, postings } = taken({ kind: 'venues.wrap', from, size: quantity(3) })
    expect(changes).toEqual(near(expected))
    expect(postings).toContainEqual({ account: 'WALLET', asset: to, quantity: 3 })
    expect(refused({ kind: 'venues.wrap', from, size: quantity(60) }).code).toBe('BALANCE_SHORT')
  })

  // 10 weETH are 10.5 ETH; 30 bps of them are 0.0315 ETH, or 63 USD.
  test.each([
    ['instant', { 'wallet.weETH': -10, 'wallet.ETH': 10.5 - 0.0315 - 0.004 }, 63, TERMS.times.instantExit],
    ['instantStEth', { 'wallet.weETH': -10, 'wallet.stETH': 10.5, 'wallet.ETH': -0.004 }, 0, TERMS.times.instantExit],
    ['queue', { 'wallet.weETH': -10, 'wallet.ETH': -0.003, 'flight.exit#0.ETH': 10.5 }, 0, TERMS.times.queueExit],
    [
      'priority',
      { 'wallet.weETH': -10, 'wallet.ETH': -0.003, 'flight.exit#0.ETH': 10.4895 },
      21,
      TERMS.exit.priority.times,
    ],
  ] as const)('%s', (...row) => {
    const [route, expected, fee, times] = row
    const done = taken(unstake(route, 10))
    expect(done.changes).toEqual(near(expected))
    expect(done.cost.fee).toBeCloseTo(fee, 8)
    expect(done.times).toEqual(times)
  })

  test('a queued exit flies from ETHERFI to the wallet', () => {
    expect(taken(unstake('queue', 'all')).state.flights.at(-1)).toMatchObject({
      from: 'ETHERFI',
      to: 'WALLET',
      asset: 'ETH',
      quantity: 21,
    })
  })

  test('an exit takes as much as stands behind it, and no less than its least', () => {
    const fill = (eth: number): VenuesMarket => ({
      ...MARKET,
      weeth: {
        ...MARKET.weeth,
        exit: { ...MARKET.weeth.exit, instant: { ...MARKET.weeth.exit.instant, fill: quantity(eth) } },
      },
    })
    expect(taken(unstake('instant', 10), { market: fill(10.5) }).changes['wallet.weETH']).toBe(-10)
    expect(refused(unstake('instant', 10), { market: fill(10.4) })).toMatchObject({
      code: 'EXIT_FULL',
      facts: { wanted: 10.5, least: 0, most: 10.4, limiter: 'bucket' },
    })
    expect(refused(unstake('queue', 0.0009))).toMatchObject({ code: 'EXIT_FULL', facts: { least: 0.001 } })
    expect(refused(unstake('queue', 21)).code).toBe('BALANCE_SHORT')
  })
})
