import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantity } from '../../units/estimate.ts'
import { days, seconds, YEAR } from '../../units/time.ts'
import * as Rate from './rate.ts'

test('weETH is not ETH', () => {
  expect(Rate.toEth(quantity(100), 1.0779)).toBeCloseTo(107.79, 10)
  expect(Rate.fromEth(quantity(107.79), 1.0779)).toBeCloseTo(100, 10)
})

test('there and back is where it was', () => {
  const amount = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(amount, fc.double({ min: 0.5, max: 2, noNaN: true }), (weeth, rate) => {
      const back = Rate.fromEth(Rate.toEth(quantity(weeth), rate), rate)
      expect(Math.abs(back / weeth - 1)).toBeLessThan(1e-15)
    }),
  )
})

test('growth is simple, per year, and may be negative', () => {
  expect(Rate.growthPerYear(1, 1.0264, YEAR)).toBeCloseTo(0.0264, 12)
  expect(Rate.growthPerYear(1.05, 1.05 * 1.0001, days(1))).toBeCloseTo(0.0365, 10)
  expect(Rate.growthPerYear(1.05, 1.04, days(30))).toBeLessThan(0)
})

test.each([0, -1, Number.NaN])('no growth over %d seconds', (elapsed) => {
  expect(() => Rate.growthPerYear(1, 1.1, seconds(elapsed))).toThrow(Rate.NoElapsedTime)
})

test('the forecast is the median growth, simple, per year', () => {
  expect(Rate.forecast([1, 1.0001], days(1))).toBeCloseTo(0.0365, 10)
  expect(Rate.forecast([1, 1.01, 1.01 * 1.03], YEAR)).toBeCloseTo(0.02, 12)
  expect(Rate.forecast(Float64Array.of(1, 1.01, 1.01 * 1.5, 1.01 * 1.5 * 1.02), YEAR)).toBeCloseTo(0.02, 12)
})

test('a slash or a rebase in a month is not a year of them', () => {
  const month = grown(29, () => 1.000075)
  expect(Rate.forecast(month, days(1))).toBeCloseTo(0.027375, 10)
  const slashed = month.map((rate, i) => (i < 12 ? rate : rate * 0.985))
  expect(Rate.forecast(slashed, days(1))).toBeCloseTo(0.027375, 10)
  const rebased = month.map((rate, i) => (i < 12 ? rate : rate * 1.0025))
  expect(Rate.forecast(rebased, days(1))).toBeCloseTo(0.027375, 10)
})

test('fewer than two rates say nothing', () => {
  expect(Rate.forecast([], days(1))).toBeNaN()
  expect(Rate.forecast([1.05], days(1))).toBeNaN()
})

test.each([0, -1, Number.NaN])('no forecast from rates %d seconds apart', (between) => {
  expect(() => Rate.forecast([1, 1.1], seconds(between))).toThrow(Rate.NoElapsedTime)
})

test('14 of 29 growths may lie without moving the forecast out of the honest range', () => {
  const honest = fc.array(fc.double({ min: 0.999, max: 1.001, noNaN: true }), { minLength: 15, maxLength: 15 })
  const wild = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 14, maxLength: 14 })
  const order = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 29, maxLength: 29 })
  fc.assert(
    fc.property(honest, wild, order, (good, bad, keys) => {
      const factors = [...good, ...bad].map((one, i) => [keys[i] ?? 0, one] as const).sort(([a], [b]) => a - b)
      const rates = grown(29, (i) => factors[i]?.[1] ?? 1)
      const before = [...rates]
      const growth = Rate.forecast(rates, YEAR)
      expect(growth).toBeGreaterThan(Math.min(...good) - 1 - 1e-14)
      expect(growth).toBeLessThan(Math.max(...good) - 1 + 1e-14)
      expect(rates).toEqual(before)
    }),
  )
})

test('the forecast knows neither the unit of the rates nor that of the spacing', () => {
  const rates = fc.array(fc.double({ min: 0.9, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(rates, fc.double({ min: 0.01, max: 100, noNaN: true }), (daily, unit) => {
      const growth = Rate.forecast(daily, YEAR)
      const scaled = daily.map((rate) => rate * unit)
      expect(Math.abs(Rate.forecast(scaled, YEAR) - growth)).toBeLessThan(1e-14)
      expect(Math.abs(Rate.forecast(daily, days(1)) / 365 - growth)).toBeLessThan(1e-14)
    }),
  )
})

function grown(count: number, factor: (i: number) => number): readonly number[] {
  const rates = [1.05]
  for (let i = 0; i < count; i += 1) rates.push((rates[i] ?? 1) * factor(i))
  return rates
}
