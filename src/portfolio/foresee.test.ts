import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOOK, cook, MARKET, recipes, standing } from '../../test/arbitraries/venues.ts'
import { quantity } from '../units/estimate.ts'
import { paid } from './cost.ts'
import { foresee } from './foresee.ts'
import { VENUES } from './venues/book.ts'
import type { VenuesStep } from './venues/step.ts'

const world = { state: BOOK, market: MARKET }
const wrap: VenuesStep = { kind: 'venues.wrap', from: 'ETH', size: quantity(1) }
const send: VenuesStep = {
  kind: 'venues.transfer',
  from: 'WALLET',
  to: 'BYBIT',
  network: 'ethereum',
  asset: 'USDT',
  size: quantity(10_000),
  flight: 'plan#0',
}
const land: VenuesStep = { kind: 'venues.deposit', flight: 'plan#0' }
const never: VenuesStep = { kind: 'venues.deposit', flight: 'never#0' }

test('a plan of nothing leaves everything', () => {
  expect(foresee(VENUES, [], world)).toEqual({
    steps: [],
    final: BOOK,
    cost: { gas: 0, fee: 0, slippage: 0, carry: 0 },
    times: { p50: 0, p95: 0, stress: 0 },
    refusal: null,
  })
})

test('every step starts where the one before ended; the last of a stage ends it', () => {
  const { steps, final, refusal } = foresee(VENUES, [[wrap, send], [land]], world)
  expect(refusal).toBeNull()
  expect(steps.map(({ stage, endsStage, step }) => [stage, endsStage, step.kind])).toEqual([
    [0, false, 'venues.wrap'],
    [0, true, 'venues.transfer'],
    [1, true, 'venues.deposit'],
  ])
  expect(steps[0]?.before).toBe(BOOK)
  expect(steps[1]?.before).toBe(steps[0]?.after)
  expect(steps[2]?.after).toBe(final)
  expect(final.exchanges[1]?.funding.USDT).toBe(10_000)
})

test('stages follow one another, their steps stand side by side', () => {
  // Wrapping takes 15 s, sending 165 s: beside each other 165, after each other 180.
  expect(foresee(VENUES, [[wrap, send]], world).times.p50).toBe(165)
  expect(foresee(VENUES, [[wrap], [send]], world).times).toEqual({ p50: 180, p95: 720, stress: 44_400 })
  expect(foresee(VENUES, [[wrap, send]], world).cost.gas).toBeCloseTo(0.9 + 1.3, 9)
})

test('a refusal ends the forecast where it stands, with what it cost up to there', () => {
  const { steps, final, cost, times, refusal } = foresee(VENUES, [[wrap], [send, never, land]], world)
  expect(refusal?.code).toBe('FLIGHT_UNKNOWN')
  expect(steps).toHaveLength(2)
  expect([steps[1]?.endsStage, steps[1]?.after === final]).toEqual([false, true])
  expect(cost.gas).toBeCloseTo(2.2, 9)
  expect(times.p50).toBe(180)
})

test('a plan costs what its steps cost, and the book loses what was paid', () => {
  fc.assert(
    fc.property(standing, fc.array(recipes(), { minLength: 1, maxLength: 6 }), ({ state, market }, made) => {
      const stages = made.map((recipe) => [cook(recipe, state, market)])
      const forecast = foresee(VENUES, stages, { state, market })
      const lost = VENUES.netAssets(state, market) - VENUES.netAssets(forecast.final, market)
      expect(Math.abs(lost - paid(forecast.cost))).toBeLessThan(1e-9 * 1e7)
      expect(forecast.steps.length === stages.length).toBe(forecast.refusal === null)
    }),
  )
})

test('a hole in a stage is passed over', () => {
  const holed = new Array<VenuesStep>(2)
  holed[1] = wrap
  expect(foresee(VENUES, [holed], world).steps.map(({ endsStage }) => endsStage)).toEqual([true])
  expect(foresee(VENUES, new Array<VenuesStep[]>(1), world).steps).toEqual([])
})
