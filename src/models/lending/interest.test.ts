import fc from 'fast-check'
import { expect, test } from 'vitest'
import { perYear, quantity } from '../../units/estimate.ts'
import { days, seconds, YEAR } from '../../units/time.ts'
import * as Interest from './interest.ts'

const RAY = 1e27
const relative = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)
const wad = (n: bigint) => Number(n) / 1e18
const ray = (n: bigint) => Number(n) / RAY

test('golden 1: supply grows in a line', () => {
  const rate = perYear(ray(3955085248100000000000n))
  const index = ray(1000997191468211400000000000n)
  expect(relative(Interest.linear(rate, days(1)), ray(1000000010835849994794520547n))).toBeLessThan(1e-12)
  const grown = Interest.project(index, rate, days(1), 'linear')
  expect(relative(grown, ray(1000997202314866811960148186n))).toBeLessThan(1e-12)
})

test('golden 2: debt compounds by the series of the venue', () => {
  const rate = perYear(ray(22700000000000000000000000n))
  expect(relative(Interest.compounded(rate, days(1)), ray(1000062193714770809786376088n))).toBeLessThan(1e-12)
  const grown = Interest.project(1.08, rate, days(1), 'compounded')
  expect(relative(grown, ray(1080067169211952474569286175n))).toBeLessThan(1e-12)
})

test('golden 3: what is stored and what is shown', () => {
  const income = ray(1000997202314866811960148186n)
  const debtIndex = ray(1080067169211952474569286175n)
  expect(relative(Interest.balance(quantity(100), income), wad(100099720231486681196n))).toBeLessThan(1e-12)
  expect(relative(Interest.balance(quantity(88), debtIndex), wad(95045910890651817763n))).toBeLessThan(1e-12)
  expect(relative(Interest.scaled(quantity(wad(95045910890651817763n)), debtIndex), 88)).toBeLessThan(1e-12)
})

const rate = fc.double({ min: 0, max: 0.5, noNaN: true }).map(perYear)
const elapsed = fc.integer({ min: 0, max: YEAR }).map(seconds)

test('no time, no interest; debt never grows slower than supply at the same rate, nor faster than e^x', () => {
  fc.assert(
    fc.property(rate, elapsed, (r, dt) => {
      expect(Interest.linear(r, seconds(0))).toBe(1)
      expect(Interest.compounded(r, seconds(0))).toBe(1)
      const x = (r * dt) / YEAR
      expect(Interest.compounded(r, dt)).toBeGreaterThanOrEqual(Interest.linear(r, dt))
      expect(Interest.compounded(r, dt)).toBeLessThanOrEqual(Math.exp(x) * (1 + 1e-15))
      expect(Math.exp(x) - Interest.compounded(r, dt)).toBeLessThanOrEqual(x ** 4 / 20 + 1e-15)
    }),
  )
})

test('two halves of a wait compound to no less than the whole', () => {
  fc.assert(
    fc.property(rate, elapsed, (r, dt) => {
      const half = seconds(dt / 2)
      const once = Interest.project(1, r, dt, 'compounded')
      const twice = Interest.project(Interest.project(1, r, half, 'compounded'), r, half, 'compounded')
      expect(twice).toBeGreaterThanOrEqual(once * (1 - 1e-14))
    }),
  )
})
