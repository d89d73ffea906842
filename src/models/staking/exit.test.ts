import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, quantity } from '../../units/estimate.ts'
import { days, hours, seconds } from '../../units/time.ts'
import * as Exit from './exit.ts'

const soon = { p50: seconds(15), p95: seconds(60), stress: days(1) }
const late = { p50: days(5), p95: days(10), stress: days(17) }

// venue-parameters.json, etherfi.
const terms: Exit.Terms = {
  instant: {
    fee: fraction(0.003),
    bucket: { capacity: quantity(2000), refillPerDay: quantity(2000) },
    watermark: fraction(0.01),
    times: soon,
  },
  instantStEth: {
    fee: fraction(0),
    bucket: { capacity: quantity(5000), refillPerDay: quantity(5000) },
    watermark: fraction(0),
    times: soon,
  },
  queue: {
    fee: fraction(0),
    min: quantity(0.001),
    max: quantity(1000),
    finalisedPerDay: quantity(80_000),
    times: late,
  },
  priority: { fee: fraction(0.001), min: quantity(0.01), max: quantity(1000), times: { ...soon, p50: hours(1) } },
  dex: { discount: fraction(0.0038), cost: fraction(0.0024), times: soon },
}

const state: Exit.State = {
  paused: false,
  staked: quantity(2_000_000),
  instant: { fill: quantity(1500), liquidity: quantity(40_000) },
  instantStEth: { fill: quantity(5000), liquidity: quantity(3000), usable: true },
  whitelisted: false,
  depth: quantity(700),
}

test.each([
  ['instant', {}, 1500, 'bucket'],
  ['instant', { instant: { fill: quantity(1500), liquidity: quantity(20_900) } }, 900, 'liquidity'],
  ['instant', { instant: { fill: quantity(1500), liquidity: quantity(19_000) } }, 0, 'liquidity'],
  ['instantStEth', {}, 3000, 'liquidity'],
  ['instantStEth', { instantStEth: { ...state.instantStEth, usable: false } }, 0, 'feed'],
  ['queue', {}, 1000, 'request'],
  ['priority', {}, 0, 'whitelist'],
  ['priority', { whitelisted: true }, 1000, 'request'],
  ['dex', {}, 700, 'depth'],
  ['queue', { paused: true }, 0, 'paused'],
  ['instant', { paused: true }, 0, 'paused'],
  ['dex', { paused: true }, 700, 'depth'],
] as const)('%s with %o', (...row) => {
  const [route, change, value, limiter] = row
  const capacity = Exit.capacity(route, terms, { ...state, ...change })
  expect(capacity.limiter).toBe(limiter)
  expect(capacity.value).toBeCloseTo(value, 9)
})

test('a day that finalises less than a request stops it', () => {
  const slow = { ...terms, queue: { ...terms.queue, finalisedPerDay: quantity(400) } }
  expect(Exit.capacity('queue', slow, state)).toEqual({ value: 400, limiter: 'finalisation' })
})

test('requests have a floor, redemptions none', () => {
  const routes: readonly Exit.Route[] = ['instant', 'instantStEth', 'queue', 'priority', 'dex']
  expect(routes.map((route) => Exit.minimum(route, terms))).toEqual([0, 0, 0.001, 0.01, 0])
})

test.each([
  ['instant', 99.7, 'ETH', 15],
  ['instantStEth', 100, 'stETH', 15],
  ['queue', 100, 'ETH', 432_000],
  ['priority', 99.9, 'ETH', 3600],
  ['dex', 100 * 0.9962 * 0.9976, 'ETH', 15],
] as const)('%s brings %d of 100', (...row) => {
  const [route, received, asset, p50] = row
  const quoted = Exit.quoteExit(route, quantity(100), terms)
  expect(quoted.received).toBeCloseTo(received, 10)
  expect(quoted.received + quoted.fee).toBeCloseTo(100, 10)
  expect([quoted.asset, quoted.times.p50]).toEqual([asset, p50])
})

test('the bucket fills by the day and never over', () => {
  const { bucket } = terms.instant
  expect(Exit.refill(quantity(0), hours(6), bucket)).toBeCloseTo(500, 10)
  expect(Exit.refill(quantity(1900), hours(6), bucket)).toBe(2000)
  const fill = fc.double({ min: 0, max: 2000, noNaN: true }).map(quantity)
  const wait = fc.integer({ min: 0, max: 1e6 }).map(seconds)
  fc.assert(
    fc.property(fill, wait, wait, (f, a, b) => {
      const once = Exit.refill(f, seconds(a + b), bucket)
      const twice = Exit.refill(Exit.refill(f, a, bucket), b, bucket)
      expect(Math.abs(once - twice)).toBeLessThan(1e-9)
      expect(once >= f && once <= bucket.capacity).toBe(true)
    }),
  )
})

test('a queued claim keeps the downside and none of the yield', () => {
  expect(Exit.claim(quantity(100), quantity(95), 1.06)).toBe(100)
  expect(Exit.claim(quantity(100), quantity(95), 1.04)).toBeCloseTo(98.8, 10)
  const any = fc.double({ min: 0, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(
      any,
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (...row) => {
        const [shares, asked, frozen] = row
        const requested = shares * asked
        const paid = Exit.claim(quantity(requested), quantity(shares), frozen)
        expect(paid).toBe(frozen >= asked ? requested : shares * frozen)
      },
    ),
  )
})
