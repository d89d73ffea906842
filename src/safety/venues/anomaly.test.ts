import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, mode, NOON, policy, TERMS, withReserve } from '../../../test/arbitraries/venues.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { LoanAccount, VenuesFlight, VenuesState } from '../../portfolio/venues/state.ts'
import { fraction, quantity } from '../../units/estimate.ts'
import { plus, seconds } from '../../units/time.ts'
import { anomalies } from './anomaly.ts'

const found = (state: VenuesState, market: VenuesMarket = MARKET, wanted = policy()) =>
  anomalies({ asOf: market.asOf, state, market }, wanted)
const codes = (...args: Parameters<typeof found>) => found(...args).map(({ code }) => code)

const loan = (change: Partial<LoanAccount>): VenuesState => ({
  ...BOOK,
  loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({}), ...change }],
})

const margin = (usdt: number, size = -20): VenuesState => ({
  ...BOOK,
  exchanges: [
    {
      place: 'BINANCE',
      funding: holdings({}),
      trading: holdings({ USDT: usdt }),
      perps: [{ contract: 'ETHUSDT', quantity: quantity(size), entry: 2000 }],
    },
  ],
})

test('a book in order has nothing to tell', () => {
  expect(found(BOOK)).toEqual([])
})

describe('an exchange account', () => {
  test('is past liquidation from the maintenance margin down', () => {
    // 40,000 USDT of notional in the first tier: 0.4 % of it must be maintained.
    expect(codes(margin(161))).toEqual([])
    expect(found(margin(160))).toMatchObject([
      { code: 'EXCHANGE_LIQUIDATED', severity: 'block', facts: { exchange: 'BINANCE', equity: 160, maintenance: 160 } },
    ])
    expect(codes(margin(-5000))).toEqual(['EXCHANGE_LIQUIDATED'])
  })

  test('without a position is never past it', () => {
    expect(
      codes({ ...BOOK, exchanges: [{ place: 'OKX', funding: holdings({}), trading: holdings({}), perps: [] }] }),
    ).toEqual([])
  })

  test('that is long is told of where the mode holds shorts', () => {
    expect(found(margin(50_000, 20))).toMatchObject([{ code: 'PERP_LONG', facts: { quantity: 20 } }])
    expect(codes(margin(50_000, 20), MARKET, policy({ mode: mode('eth_leveraged', 'ETH') }))).toEqual([])
  })

  test('cannot have more than the largest tier', () => {
    const most = TERMS.exchanges.BINANCE.tiers.ETHUSDT.at(-1)?.upTo ?? 0
    expect(codes(margin(2e9, -most / 2000))).toEqual([])
    expect(codes(margin(2e9, -most / 2000 - 1))).toEqual(['POSITION_ABOVE_TIERS'])
    const tiers = { ...TERMS.exchanges.BINANCE.tiers, ETHUSDT: [] }
    const exchanges = { ...TERMS.exchanges, BINANCE: { ...TERMS.exchanges.BINANCE, tiers } }
    const bare = { ...MARKET, terms: { ...TERMS, exchanges } }
    expect(() => found(margin(1), bare)).toThrow(/tier/)
  })
})

describe('a lending account', () => {
  test('is past liquidation below a health of 1, with or without collateral', () => {
    const owing = holdings({ WETH: 80 })
    expect(codes(loan({ supplied: holdings({ weETH: 95 }), borrowed: owing }))).toEqual([])
    expect(codes(loan({ supplied: holdings({ weETH: 90 }), borrowed: owing }))).toEqual(['LOAN_LIQUIDATABLE'])
    expect(found(loan({ borrowed: owing }))).toMatchObject([{ code: 'LOAN_LIQUIDATABLE', facts: { collateral: 0 } }])
  })

  test('owes what its eMode does not allow', () => {
    const supplied = holdings({ weETH: 95 })
    expect(found(loan({ supplied, borrowed: holdings({ USDT: 10_000 }) }))).toMatchObject([
      { code: 'DEBT_OUTSIDE_EMODE', facts: { account: 'main', asset: 'USDT', eMode: 1, borrowable: 'WETH' } },
    ])
    expect(codes(loan({ eMode: 0, supplied, borrowed: holdings({ USDT: 10_000 }) }))).toEqual([])
    // An eMode that the terms do not know is none.
    expect(codes(loan({ eMode: 99, supplied, borrowed: holdings({ USDT: 10_000 }) }))).toEqual([])
  })

  test('owes what the market does not lend; a frozen reserve is no such thing', () => {
    const state = loan({ eMode: 0, supplied: holdings({ weETH: 95 }), borrowed: holdings({ WETH: 10 }) })
    expect(codes(state, withReserve('WETH', { borrowingEnabled: false }))).toEqual(['DEBT_NOT_LENT'])
    expect(codes(state, withReserve('WETH', { frozen: true, borrowingEnabled: true }))).toEqual([])
  })

  test('supplies what backs nothing', () => {
    const state = loan({ eMode: 0, supplied: holdings({ weETH: 95, USDT: 10 }), borrowed: holdings({ WETH: 10 }) })
    const market = withReserve('USDT', { liquidationLtv: fraction(0) })
    expect(codes(state, market)).toEqual(['SUPPLY_NO_COLLATERAL'])
    expect(codes(loan({ eMode: 0, supplied: holdings({ USDT: 10 }) }), market)).toEqual([])
  })

  test('owes dust below the floor, and nothing else is said of it', () => {
    // 10 USD at 2000 and an index of 1.25 are 0.004 scaled WETH.
    expect(codes(loan({ borrowed: holdings({ WETH: 0.00399 }) }))).toEqual(['DEBT_DUST'])
    expect(codes(loan({ borrowed: holdings({ WETH: 0.00401 }) }))).toEqual(['LOAN_LIQUIDATABLE'])
    expect(found(loan({ borrowed: holdings({ USDT: 1e-18 }) }))).toMatchObject([
      { code: 'DEBT_DUST', facts: { dust: 10 } },
    ])
  })
})

describe('a flight', () => {
  const [sent] = BOOK.flights
  const fly = (...flights: readonly VenuesFlight[]): VenuesState => ({ ...BOOK, flights })

  test('is overdue once its last time of arrival has passed', () => {
    if (sent === undefined) throw new RangeError('BOOK has a flight')
    const on = (stress: typeof NOON) => ({ ...sent, eta: { ...sent.eta, stress } })
    expect(codes(fly(on(NOON)))).toEqual([])
    expect(codes(fly(on(plus(NOON, seconds(-1)))))).toEqual(['FLIGHT_OVERDUE'])
  })

  test('that stands there twice is told of once', () => {
    if (sent === undefined) throw new RangeError('BOOK has a flight')
    const again = { ...sent, key: 'again' }
    expect(codes(fly(sent, again))).toEqual(['FLIGHT_REPEATED'])
    const other: readonly Partial<VenuesFlight>[] = [
      { from: 'OKX' },
      { to: 'WALLET' },
      { asset: 'ETH' },
      { quantity: quantity(2999) },
      { departed: plus(NOON, seconds(-60)) },
      { eta: { ...sent.eta, p50: plus(NOON, seconds(60)) } },
    ]
    for (const change of other) expect(codes(fly(sent, { ...again, ...change }))).toEqual([])
  })
})
