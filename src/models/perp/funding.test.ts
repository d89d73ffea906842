import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, quantity, quote } from '../../units/estimate.ts'
import * as Funding from './funding.ts'

const pay = (q: number, rate: number) => Funding.payment({ quantity: quantity(q), mark: quote(3000), rate })

test('longs pay shorts while the rate is positive', () => {
  expect(pay(-10, 0.0001)).toBeCloseTo(3, 12)
  expect(pay(10, 0.0001)).toBeCloseTo(-3, 12)
  expect(pay(-10, -0.0005)).toBeCloseTo(-15, 12)
  expect(pay(0, 0.0001)).toBe(0)
})

test('what one side pays the other receives', () => {
  const any = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(any, any, (q, rate) => {
      expect(pay(q, rate) + pay(-q, rate)).toBe(0)
    }),
  )
})

test('a rate per year counts the intervals', () => {
  expect(Funding.annualise(0.000088, 8)).toBeCloseTo(0.09636, 12)
  expect(Funding.annualise(0.000011, 1)).toBeCloseTo(Funding.annualise(0.000088, 8), 12)
  expect(Funding.annualise(0.000044, 4)).toBeCloseTo(0.09636, 12)
})

test('the forecast is the median of the last 21, blended with the prediction', () => {
  const calm = Array.from({ length: 20 }, () => 0.0001)
  expect(Funding.forecast([...calm, 0.01], 8)).toBeCloseTo(0.1095, 12)
  expect(Funding.forecast([1, 1, 1, 0.0001, 0.0003], 8)).toBeCloseTo(1095, 9)
  expect(Funding.forecast([0.0001, 0.0003], 8)).toBeCloseTo(0.219, 12)
  const settled = Array.from({ length: 21 }, () => 0.0002)
  expect(Funding.forecast([-1, -1, ...settled], 8)).toBeCloseTo(0.219, 12)
  const prediction = { rate: -0.0002, weight: fraction(0.5) }
  expect(Funding.forecast(settled, 8, prediction)).toBeCloseTo(0, 12)
})

test('the unknown earns nothing', () => {
  expect(Funding.forecast([], 8)).toBe(0)
  expect(Funding.forecast([], 8, { rate: 0.0002, weight: fraction(0.25) })).toBeCloseTo(0.05475, 12)
})

test('ten of 21 prints may lie without moving the forecast out of the honest range', () => {
  const honest = fc.array(fc.double({ min: -0.001, max: 0.001, noNaN: true }), { minLength: 11, maxLength: 11 })
  const wild = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 })
  fc.assert(
    fc.property(honest, wild, (good, bad) => {
      const recent = [...bad, ...good]
      const before = [...recent]
      const rate = Funding.forecast(recent, 8760)
      expect(rate >= Math.min(...good) && rate <= Math.max(...good)).toBe(true)
      expect(recent).toEqual(before)
    }),
  )
})
