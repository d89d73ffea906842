import { describe, expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted, wad } from '../../test/arbitraries/reserve.ts'
import type { Tranche } from '../models/reserve/tranche.ts'
import type { OrderGas, ReserveMarket, TrancheQuote } from '../portfolio/reserve/market.ts'
import type { ReserveState } from '../portfolio/reserve/state.ts'
import { usd } from '../units/estimate.ts'
import { lookup } from '../units/lookup.ts'
import * as Price from '../units/price.ts'
import * as Ratio from '../units/ratio.ts'
import { decide } from './cycle.ts'
import { RESERVE_ROOMS } from './reserve.ts'

/** A is far above its band, B is a stable asset on its peg. Each fault below is planted in the market of this book. */
const WANTED: readonly Wanted[] = [
  { id: 'A', balance: 700_000, weight: 0.5 },
  { id: 'B', balance: 200_000, weight: 0.3, isStable: true },
  { id: 'C', balance: 100_000, weight: 0.2 },
]
const BOOK = stateOf(WANTED)
const MARKET = marketOf(WANTED)

const decided = (market: ReserveMarket, state: ReserveState = BOOK) =>
  decide({ asOf: market.asOf, state, market }, POLICY, RESERVE_ROOMS)

function quoted(id: string, change: (quote: TrancheQuote) => TrancheQuote): ReserveMarket {
  const quote = lookup(MARKET.quotes, id)
  return quote === undefined ? MARKET : { ...MARKET, quotes: { ...MARKET.quotes, [id]: change(quote) } }
}

const at = (raw: bigint) => ({ raw: Price.of(raw), lower: Price.of(raw), upper: Price.of(raw) })
const figures = ({ findings }: ReturnType<typeof decided>) =>
  findings.map(({ code, facts }) => [code, facts['figure'], facts['found']])
const steps = ({ chosen }: ReturnType<typeof decided>) => chosen?.proposal.plan.stages.flat() ?? []
const names = ({ assessment }: ReturnType<typeof decided>) => new Set(assessment.measures().map(({ name }) => name))

describe('a decision of the reserve beside a fault of data', () => {
  test('finds nothing where all is known, and mends the weights', () => {
    const decision = decided(MARKET)
    expect(decision.findings).toEqual([])
    expect([decision.assessment.level, steps(decision).length > 0]).toEqual(['WARNING', true])
  })

  test.each([0n, -1n])('a price of %s is told once, and measures nothing that rests on it', (raw) => {
    const decision = decided(quoted('C', (quote) => ({ ...quote, prices: at(raw) })))
    expect(figures(decision)).toEqual([['DATA_FAULT', 'price of C', String(raw)]])
    expect([decision.assessment.level, decision.chosen, decision.weighed]).toEqual(['NORMAL', null, []])
    expect(names(decision)).toEqual(new Set(['flow', 'peg']))
  })

  test('a price that was never quoted is told, where it threw; worth has the price of the calibration', () => {
    const without = (tranche: Tranche): Tranche => (tranche.id === 'C' ? { ...tranche, prices: null } : tranche)
    const state = { ...BOOK, reserve: { ...BOOK.reserve, tranches: BOOK.reserve.tranches.map(without) } }
    const { C: _, ...quotes } = MARKET.quotes
    const decision = decided({ ...MARKET, quotes }, state)
    expect(figures(decision)).toEqual([['DATA_FAULT', 'price of C', 'missing']])
    expect(decision.assessment.worth.total).toBe(decided(MARKET).assessment.worth.total)
    const worthless = ({ calibration, ...rest }: Tranche): Tranche => ({
      ...without({ calibration, ...rest }),
      calibration: rest.id === 'C' ? { ...calibration, price: Price.of(0n) } : calibration,
    })
    const bare = { ...BOOK.reserve, tranches: [], beside: BOOK.reserve.tranches.map(worthless) }
    expect(figures(decided({ ...MARKET, quotes }, { ...BOOK, reserve: bare }))).toEqual(figures(decision))
  })

  test('an asset without a price fails no peg, while another that fails is closed', () => {
    const off = lookup(MARKET.quotes, 'B')?.assets.map((asset) => ({ ...asset, price: Price.of(wad(0.9)) })) ?? []
    const market = quoted('A', (quote) => ({
      ...quote,
      assets: quote.assets.map((asset) => ({ ...asset, price: Price.of(0n), peg: off[0]?.peg ?? null })),
    }))
    expect(figures(decided(market))).toEqual([['DATA_FAULT', 'price of A in A', '0']])
    expect(steps(decided(market))).toEqual([])
    const both = { ...market, quotes: { ...market.quotes, B: { prices: at(wad(0.9)), assets: off, trade: null } } }
    expect(steps(decided(both))).toMatchObject([{ kind: 'reserve.pause', tranche: 'B' }])
    expect(decided(both).chosen?.findings).toEqual([])
  })

  test.each([
    { fee: Ratio.of(-1n), slippage: Ratio.ZERO },
    { fee: Ratio.ZERO, slippage: Ratio.of(-1n) },
    { fee: Ratio.ONE, slippage: Ratio.of(1n) },
  ])('a trading cost that is none is traded by no plan: %o', (trade) => {
    const decision = decided(quoted('A', (quote) => ({ ...quote, trade })))
    expect(figures(decision)).toEqual([['DATA_FAULT', 'trading cost of A', `${trade.fee} and ${trade.slippage}`]])
    expect(decision.assessment.level).toBe('WARNING')
    const swaps = steps(decision).flatMap((step) => (step.kind === 'reserve.swap' ? step.legs : []))
    expect(swaps.filter(({ from, to }) => from === 'A' || to === 'A')).toEqual([])
  })

  test.each(['mint', 'redeem', 'swap', 'pause'] as const)('gas of a %s that is no number stops that call', (call) => {
    const gas: OrderGas = { ...MARKET.gas, [call]: usd(Number.NaN) }
    const decision = decided({ ...MARKET, gas })
    expect(figures(decision)).toEqual([['DATA_FAULT', `gas of a ${call}`, 'NaN']])
    expect(steps(decision).map(({ kind }) => kind)).not.toContain(`reserve.${call}`)
    expect(steps(decision).length).toBeGreaterThan(0)
    for (const { proposal } of decision.weighed) expect(proposal.forecast.cost.gas).not.toBeNaN()
    expect(decision.assessment.level).toBe('WARNING')
  })
})
