import { describe, expect, test } from 'vitest'
import { bookOf, decideOn, marketAt, NEUTRAL, shortAt } from '../../test/arbitraries/emergency.ts'
import { holdings } from '../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { Exchange } from '../portfolio/venues/place.ts'
import { placesOf } from '../portfolio/venues/step.ts'
import { quote } from '../units/estimate.ts'
import { hours } from '../units/time.ts'

/** A loop of 100 weETH at health 1.2 that three exchanges hedge at 50 %. */
const BOOK = bookOf({
  wallet: holdings({ ETH: 2, USDT: 20_000 }),
  loans: [{ id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 83 }) }],
  exchanges: [
    shortAt('BINANCE', 10, { equity: 15_000 }),
    shortAt('BYBIT', 7, { equity: 10_500 }),
    shortAt('OKX', 7, { equity: 10_500 }),
  ],
})
const POLICY = { ...NEUTRAL, decision: { ...NEUTRAL.decision, routineEvery: hours(24) } }

function without(place: Exchange, mark: number): VenuesMarket {
  const market = marketAt()
  const quotes = { ...market.perps[place], ETHUSDT: { ...market.perps[place].ETHUSDT, mark } }
  return { ...market, perps: { ...market.perps, [place]: quotes } }
}

describe('a decision beside a fault of data', () => {
  test('finds nothing where all is known', () => {
    const { findings, events, chosen, assessment } = decideOn({ state: BOOK, market: marketAt(), policy: POLICY })
    expect([findings, events, chosen]).toEqual([[], [], null])
    expect(assessment.level).not.toBe('CRITICAL')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('tells of a mark of %d, and of nothing else', (mark) => {
    const { findings, events, chosen, assessment } = decideOn({
      state: BOOK,
      market: without('OKX', mark),
      policy: POLICY,
    })
    expect(findings).toMatchObject([
      { code: 'DATA_FAULT', facts: { figure: 'mark of ETHUSDT at OKX', found: String(mark) } },
    ])
    expect([events, chosen]).toEqual([[], null])
    expect(assessment.level).toBe(decideOn({ state: BOOK, market: marketAt(), policy: POLICY }).assessment.level)
    expect(assessment.figures.netAssets).toBeCloseTo(
      decideOn({ state: BOOK, market: marketAt(), policy: POLICY }).assessment.figures.netAssets,
      6,
    )
  })

  test('helps an exchange that is critical, and touches nothing that is unknown', () => {
    const exchanges = [
      shortAt('BINANCE', 10, { equity: 15_000 }),
      shortAt('BYBIT', 7, { equity: 1500 }),
      shortAt('OKX', 7, { equity: 10_500 }),
    ]
    const { events, chosen } = decideOn({
      state: { ...BOOK, exchanges },
      market: without('OKX', Number.NaN),
      policy: POLICY,
    })
    expect(events.map(({ kind, place }) => `${kind} ${place}`)).toEqual(['EMERGENCY_MARGIN_SUPPORT BYBIT'])
    const steps = chosen?.proposal.plan.stages.flat() ?? []
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.flatMap((step) => placesOf(step, 'WALLET'))).not.toContain('OKX')
  })

  test.each(['USDT', 'ETH', 'WETH', 'weETH'] as const)('a price of %s that is no number raises no alarm', (asset) => {
    const market = marketAt()
    const gone = { ...market, price: { ...market.price, [asset]: quote(Number.NaN) } }
    const { findings, events, chosen } = decideOn({
      state: BOOK,
      market: gone,
      policy: { ...POLICY, decision: NEUTRAL.decision },
    })
    expect(findings.map(({ facts }) => facts['figure'])).toEqual([`price of ${asset}`])
    expect([events, chosen]).toEqual([[], null])
  })

  test('gas that is no number stops what goes on chain and nothing else', () => {
    const exchanges = [
      shortAt('BINANCE', 10, { equity: 40_000 }),
      shortAt('BYBIT', 7, { equity: 1500 }),
      shortAt('OKX', 7, { equity: 10_500 }),
    ]
    const market = { ...marketAt(), gas: Number.NaN }
    const { findings, chosen } = decideOn({ state: { ...BOOK, exchanges }, market, policy: POLICY })
    expect(findings).toMatchObject([{ code: 'DATA_FAULT', facts: { figure: 'gas' } }])
    const steps = chosen?.proposal.plan.stages.flat() ?? []
    expect(steps.length).toBeGreaterThan(0)
    const kinds = steps.map((step) => (step.kind === 'venues.transfer' ? `from ${step.from}` : step.kind))
    expect(kinds).not.toContain('from WALLET')
    expect(kinds).not.toContain('venues.withdraw')
  })
})
