import { expect, test } from 'vitest'
import { usd } from '../units/estimate.ts'
import { seconds } from '../units/time.ts'
import { AT_ONCE, add, after, beside, FREE, paid, total } from './cost.ts'

const cost = { gas: usd(1), fee: usd(2), slippage: usd(4), carry: usd(8) }
const quick = { p50: seconds(1), p95: seconds(20), stress: seconds(30) }
const slow = { p50: seconds(5), p95: seconds(10), stress: seconds(600) }

test('income foregone is part of the cost and is not paid', () => {
  expect([total(cost), paid(cost)]).toEqual([15, 7])
  expect([total(FREE), paid(FREE)]).toEqual([0, 0])
})

test('costs add kind by kind', () => {
  expect(add(cost, cost)).toEqual({ gas: 2, fee: 4, slippage: 8, carry: 16 })
  expect(add(cost, FREE)).toEqual(cost)
})

test('one after the other adds, side by side takes the slowest of each', () => {
  expect(after(quick, slow)).toEqual({ p50: 6, p95: 30, stress: 630 })
  expect(beside(quick, slow)).toEqual({ p50: 5, p95: 20, stress: 600 })
  expect([after(quick, AT_ONCE), beside(quick, AT_ONCE)]).toEqual([quick, quick])
})
