import { expect, test } from 'vitest'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf } from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { cutsOf } from './cuts.ts'

const mint = (amount: bigint): ReserveStep => ({
  kind: 'reserve.mint',
  by: 'operator',
  deposits: [{ tranche: 'A', amount: amountOf(amount) }],
  least: sharesOf(0n),
})
const redeem = (coins: bigint): ReserveStep => ({
  kind: 'reserve.redeem',
  by: 'operator',
  coins: sharesOf(coins),
  withdrawals: [],
})
const swap = (amount: bigint): ReserveStep => ({
  kind: 'reserve.swap',
  legs: [{ from: 'A', to: 'B', amount: amountOf(amount), least: amountOf(0n) }],
})
const WAIT: ReserveStep = { kind: 'reserve.wait', blocks: 9n, seconds: 99n }

test('orders of one round are not cut', () => {
  expect(cutsOf([[mint(5n), redeem(7n)]], usd(100))).toEqual([])
  expect(cutsOf([[WAIT]], usd(100))).toEqual([])
  const bare: ReserveStep = { kind: 'reserve.mint', by: 'operator', deposits: [], least: sharesOf(0n) }
  const nothing: ReserveStep = { kind: 'reserve.swap', legs: [] }
  expect(cutsOf([[bare, WAIT, bare]], usd(100))).toEqual([])
  expect(cutsOf([[nothing, WAIT, nothing]], usd(100))).toEqual([])
})

test.each([
  ['mints', [mint(30n), WAIT, mint(10n)], { allowed: 75, cycles: 2 }],
  ['redemptions', [mint(1n), redeem(20n), WAIT, redeem(10n), WAIT, redeem(10n)], { allowed: 50, cycles: 3 }],
  ['swaps', [swap(40n), WAIT, swap(60n)], { allowed: 40, cycles: 2 }],
] as const)('%s in rounds say what the first moves, and how many there are', (_, stages, { allowed, cycles }) => {
  expect(cutsOf([stages], usd(100))).toMatchObject([
    { limiter: 'the flow limits', wanted: 100, allowed, remaining: 100 - allowed, cycles },
  ])
})
