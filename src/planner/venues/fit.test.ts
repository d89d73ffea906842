import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, NOON, policy, TERMS } from '../../../test/arbitraries/venues.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity } from '../../units/estimate.ts'
import { append } from './assemble.ts'
import { delta } from './delta.ts'
import { respond } from './emergency/respond.ts'
import { fitAll, fitStep } from './fit.ts'
import { offset } from './hedge.ts'
import { margin } from './margin.ts'

const order = (
  coins: number,
  place: Exchange = 'BINANCE',
  [contract, side]: readonly [Contract, 'short' | 'long'] = ['ETHUSDT', 'short'],
): VenuesStep => ({ kind: 'venues.openPerp', place, contract, side, quantity: quantity(coins) })

const close = (coins: number, contract: Contract = 'ETHUSDT'): VenuesStep => ({
  kind: 'venues.closePerp',
  place: 'BINANCE',
  contract,
  quantity: quantity(coins),
})

/** A book whose exchanges hold what is given, with 20,000 USDT each. */
function holding(positions: Partial<Record<Exchange, readonly (readonly [Contract, number])[]>>): VenuesState {
  return {
    ...BOOK,
    loans: [],
    flights: [],
    wallet: holdings({ ETH: 2 }),
    exchanges: (['BINANCE', 'BYBIT', 'OKX'] as const).map((place) => ({
      place,
      funding: holdings({}),
      trading: holdings({ USDT: 20_000 }),
      perps: (positions[place] ?? []).map(([contract, coins]) => ({
        contract,
        quantity: quantity(coins),
        entry: MARKET.perps[place][contract].mark,
      })),
    })),
  }
}

const stubborn: VenuesMarket = {
  ...MARKET,
  terms: {
    ...TERMS,
    exchanges: { ...TERMS.exchanges, BINANCE: { ...TERMS.exchanges.BINANCE, closesBelowLeast: false } },
  },
}

describe('an order', () => {
  test('is in lots, and none where its exchange would take none', () => {
    const flat = holding({})
    expect(fitStep(order(7.50706830840447), flat, MARKET)).toMatchObject([{ quantity: 7.507 }])
    expect(fitStep(order(7.50706830840447, 'BYBIT'), flat, MARKET)).toMatchObject([{ quantity: 7.51 }])
    expect(fitStep(order(0.0004), flat, MARKET)).toEqual([])
    expect(fitStep(order(0.009), flat, MARKET)).toEqual([])
    const short = holding({ BINANCE: [['ETHUSDT', -5]] })
    expect(fitStep(close(0.009), short, MARKET)).toHaveLength(1)
    expect(fitStep(close(0.009), short, stubborn)).toEqual([])
  })

  test('takes dust of its exchange with it, and leaves that of others', () => {
    const state = holding({
      BINANCE: [
        ['ETHUSDT', 0.004],
        ['BTCUSDT', -0.001],
      ],
      BYBIT: [['BTCUSDT', -0.0001]],
    })
    expect(fitStep(order(3), state, MARKET)).toEqual([close(0.004), close(0.001, 'BTCUSDT'), order(3)])
    expect(fitStep(order(3, 'BINANCE', ['ETHUSDT', 'long']), state, MARKET)).toHaveLength(2)
    expect(fitStep(order(3), state, stubborn)).toEqual([order(3)])
    expect(fitStep(order(3, 'BYBIT'), state, MARKET)).toHaveLength(1)
    expect(fitStep(close(0.004), state, MARKET)).toEqual([close(0.001, 'BTCUSDT'), close(0.004)])
    expect(append({ state, stages: [[]] }, [order(3)], MARKET).ok).toBe(true)
  })

  test('is fitted to the book that those before it leave', () => {
    const state = holding({ BINANCE: [['ETHUSDT', -5]] })
    expect(fitAll([close(4), close(4)], state, MARKET)).toEqual([close(4), close(1)])
    expect(fitAll([order(1e6), close(1)], state, MARKET)).toHaveLength(2)
  })

  test('that comes to nothing is a reason, and no plan', () => {
    const written = append({ state: holding({}), stages: [[]] }, [order(0.0004)], MARKET)
    expect(written.ok ? '' : written.refusal.code).toBe('ORDER_TOO_SMALL')
    expect(append({ state: holding({}), stages: [[]] }, [], MARKET).ok).toBe(true)
  })
})

describe('a hedge over several exchanges', () => {
  const at = [
    { place: 'BINANCE', share: 0.4 },
    { place: 'BYBIT', share: 0.3 },
    { place: 'OKX', share: 0.3 },
  ] as const
  const sizes = (coins: number, state: VenuesState): readonly number[] =>
    offset(coins, state, { policy: policy(), market: MARKET, at }).map((step) =>
      'quantity' in step ? step.quantity : 0,
    )

  test('is off by half of the finest lot, what the coarse one leaves going on', () => {
    expect(sizes(75.50706830840447, holding({}))).toEqual([30.205, 22.65, 22.652])
  })

  test('leaves out an exchange whose least notional its share does not reach, and gives it to the next', () => {
    // 8 of 20 USD at BINANCE, 6 of 5 at BYBIT in hundredths of an ETH, the rest where a lot will do.
    expect(sizes(0.01, holding({}))).toEqual([0.01])
  })

  test('is bought back in lots, without another order for what rounding leaves', () => {
    const state = holding({ BINANCE: [['ETHUSDT', -10]], BYBIT: [['ETHUSDT', -10]], OKX: [['ETHUSDT', -10]] })
    expect(sizes(-7.50706830840447, state)).toEqual([3.003, 2.25, 2.252])
    expect(sizes(-0.0004, state)).toEqual([])
    expect(sizes(-100, state).reduce((sum, coins) => sum + coins, 0)).toBeCloseTo(30, 9)
  })
})

describe('dust', () => {
  const assessed = (state: VenuesState) => ({
    asOf: NOON,
    state,
    market: MARKET,
    policy: policy(),
    assessment: assess({ asOf: NOON, state, market: MARKET }, policy()),
  })

  test('is never an emergency, however little stands behind it', () => {
    const poor = (coins: number): VenuesState => ({
      ...holding({}),
      wallet: holdings({ ETH: 2, USDT: 50_000 }),
      exchanges: [
        {
          place: 'BINANCE',
          funding: holdings({}),
          trading: holdings({ USDT: Math.abs(coins) * 20 }),
          perps: [{ contract: 'ETHUSDT', quantity: quantity(coins), entry: 2000 }],
        },
      ],
    })
    const events = (coins: number) => {
      const { state, market, policy: wanted, assessment } = assessed(poor(coins))
      return respond({ asOf: NOON, state, market }, assessment, wanted).events.map(({ kind }) => kind)
    }
    expect(events(-0.5)).toContain('EMERGENCY_MARGIN_SUPPORT')
    expect(events(-0.009)).not.toContain('EMERGENCY_MARGIN_SUPPORT')
    expect(margin(assessed(poor(-0.009)))).toEqual([])
    const shown = assessed(poor(-0.009)).assessment.measures()
    expect(shown.filter(({ name, place }) => place === 'BINANCE' && name !== 'allocation')).toEqual([])
  })

  test('of drift is no drift: a book that no order can bring closer is asked for none', () => {
    // 18 USD long of 180 of net assets: a tenth, and less than BINANCE sells.
    const tiny = (coins: number): VenuesState => ({
      ...holding({}),
      wallet: holdings({ ETH: coins, USDT: 160 }),
      exchanges: holding({})
        .exchanges.slice(0, 1)
        .map((account) => ({ ...account, trading: holdings({}) })),
    })
    const { figures } = assessed(tiny(0.009)).assessment
    expect(figures.drift).toBeCloseTo(18, 9)
    expect(figures.driftFraction).toBe(0)
    expect(delta(assessed(tiny(0.009)))).toEqual([])
    expect(assessed(tiny(0.011)).assessment.figures.driftFraction).toBeGreaterThan(0.1)
  })
})
