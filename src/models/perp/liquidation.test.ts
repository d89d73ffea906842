import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fraction, fraction, quantity, quote, type Usd, usd } from '../../units/estimate.ts'
import * as Liquidation from './liquidation.ts'
import * as Tiers from './tiers.ts'

const tier = (upTo: number, mmr: number, deduction: number): Tiers.Tier => ({
  upTo: usd(upTo),
  mmr: fraction(mmr),
  deduction: usd(deduction),
  maxLeverage: 50,
})
const flat: Tiers.Tiers = [tier(Infinity, 0.01, 0)]
const steep: Tiers.Tiers = [
  tier(1e5, 0.01, 0),
  tier(2e5, 0.02, 1000),
  tier(4e5, 0.05, 7000),
  tier(8e5, 0.1, 27_000),
  tier(1.6e6, 0.2, 107_000),
]
const none = fraction(0)

test('the steep table is sound', () => {
  expect(Tiers.check(steep)).toBe(steep)
})

test.each([
  [1, 0.98],
  [0.5, 0.485],
  [0.425, 0.41],
  [0.275, 0.26],
  [0.2, 0.188],
  [0.15, 0.139],
  [0.12, 0.109],
])('a short at %d falls at a rise of %d', (ratio, rise) => {
  const exposure = { equity: usd(ratio * 1e6), notional: usd(1e6), tiers: flat, fee: none }
  const move = Liquidation.distance({ ...exposure, side: 'short' })
  expect(move).toBeCloseTo((ratio - 0.01) / 1.01, 12)
  expect(Math.abs(move - rise)).toBeLessThan(0.003)
})

test('no position is infinitely far, a lost one not at all, a paid one beyond zero', () => {
  const exposure = { equity: usd(100), notional: usd(0), tiers: flat, fee: none }
  expect(Liquidation.distance({ ...exposure, side: 'short' })).toBe(Infinity)
  expect(Liquidation.distance({ ...exposure, notional: usd(1e5), side: 'short' })).toBe(0)
  expect(Liquidation.distance({ ...exposure, notional: usd(1e5), side: 'long' })).toBe(0)
  expect(Liquidation.distance({ ...exposure, notional: usd(99), side: 'long' })).toBe(Infinity)
  expect(Liquidation.distance({ ...exposure, notional: usd(100), side: 'long' })).toBeCloseTo(1, 12)
})

test('a short grows into dearer tiers, beyond the last if it must', () => {
  const exposure = { equity: usd(9e4), notional: usd(9e4), tiers: steep, fee: none }
  const move = Liquidation.distance({ ...exposure, side: 'short' })
  expect(move).toBeCloseTo((9e4 + 1000 - 1800) / (9e4 * 1.02), 12)
  expect(Liquidation.distance({ ...exposure, equity: usd(1e7), side: 'short' })).toBeCloseTo(
    (1e7 + 107_000 - 18_000) / (9e4 * 1.2),
    9,
  )
})

const sizes = fc.record({
  notional: fc.double({ min: 100, max: 3e6, noNaN: true }),
  ratio: fc.double({ min: 0.001, max: 5, noNaN: true }),
  side: fc.constantFrom<'short' | 'long'>('short', 'long'),
  fee: fc.constantFrom<Fraction>(none, fraction(0.005)),
})

test('at the distance equity is exactly what must be maintained, and before it is more', () => {
  fc.assert(
    fc.property(sizes, ({ notional, ratio, side, fee }) => {
      const equity = ratio * notional
      const move = Liquidation.distance({ equity: usd(equity), notional: usd(notional), side, tiers: steep, fee })
      fc.pre(Number.isFinite(move))
      const spare = (x: number) => {
        const size = notional * (side === 'short' ? 1 + x : 1 - x)
        return equity - notional * x - Tiers.maintenance(usd(size), steep) - fee * size
      }
      if (move === 0) expect(spare(0)).toBeLessThanOrEqual(1e-9 * notional)
      else {
        expect(Math.abs(spare(move))).toBeLessThan(1e-8 * notional * (1 + ratio))
        expect(spare(move * 0.99)).toBeGreaterThan(0)
      }
    }),
  )
})

const stand = (equity: number, notional: number, rule: Liquidation.Rule): Liquidation.Input => ({
  equity: usd(equity),
  quantity: quantity(-notional / 2000),
  mark: quote(2000),
  tiers: steep,
  clearanceFee: fraction(0.005),
  ...rule,
})
const OKX: Liquidation.Rule = { rule: 'tiers', tiersPerStep: 2 }

test('a safe account is left alone', () => {
  const outcome = Liquidation.liquidate(stand(1e6, 5e5, { rule: 'full' }))
  expect(outcome).toEqual({ closed: 0, loss: 0, equity: 1e6, remaining: -250 })
  const empty = Liquidation.liquidate(stand(-5, 0, OKX))
  expect(empty.loss).toBe(0)
  expect(Math.abs(empty.remaining)).toBe(0)
})

test('all at once: what was left of the maintenance is lost, and delta jumps by the whole', () => {
  // 500,000 maintains 23,000, and 2,500 of fee: at 25,000 it is due.
  const outcome = Liquidation.liquidate(stand(25_000, 5e5, { rule: 'full' }))
  expect(outcome).toEqual({ closed: -250, loss: 25_000, equity: 0, remaining: 0 })
})

test('in parts: two tiers down, and the rest lives on', () => {
  const outcome = Liquidation.liquidate(stand(25_000, 5e5, OKX))
  expect(outcome.remaining).toBeCloseTo(-100, 9)
  expect(outcome.closed).toBeCloseTo(-150, 9)
  // Three fifths of 23,000 and a fee of 0.5 % on 300,000.
  expect(outcome.loss).toBeCloseTo(15_300, 6)
  expect(outcome.equity).toBeCloseTo(9700, 6)
})

test('in the two lowest tiers the rest goes whole, and one tier a step is the least', () => {
  const small = Liquidation.liquidate(stand(2500, 1.5e5, OKX))
  expect(small).toMatchObject({ remaining: 0, equity: 0, loss: 2500 })
  const slow = Liquidation.liquidate(stand(25_000, 5e5, { rule: 'tiers', tiersPerStep: 0 }))
  expect(slow.remaining).toBeCloseTo(-200, 9)
  const far = Liquidation.liquidate(stand(15_000, 4e5, { rule: 'tiers', tiersPerStep: 9 }))
  expect(far.remaining).toBeCloseTo(-50, 9)
})

test('what is owed beyond equity is not the account’s to lose', () => {
  const outcome = Liquidation.liquidate(stand(-10_000, 5e5, OKX))
  expect(outcome).toMatchObject({ loss: 0, equity: 0, remaining: 0 })
})

const anyRule = fc.constantFrom<Liquidation.Rule>({ rule: 'full' }, OKX, { rule: 'tiers', tiersPerStep: 1 })

test('parts add up, losses are real and no larger than equity, and what remains is safe or nothing', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 100, max: 3e6, noNaN: true }),
      fc.double({ min: 0, max: 0.4, noNaN: true }),
      anyRule,
      (...row) => {
        const [notional, ratio, rule] = row
        const input = stand(notional * ratio, notional, rule)
        const { closed, loss, equity, remaining } = Liquidation.liquidate(input)
        expect(closed + remaining).toBeCloseTo(input.quantity, 9)
        expect(loss >= 0 && loss <= input.equity).toBe(true)
        expect(equity).toBeCloseTo(input.equity - loss, 6)
        if (remaining !== 0) expect(equity).toBeGreaterThan(need(usd(Math.abs(remaining) * 2000)) * (1 - 1e-9))
      },
    ),
  )
})

test('the distance is where the liquidation begins', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 100, max: 1e6, noNaN: true }),
      fc.double({ min: 0.3, max: 2, noNaN: true }),
      (notional, ratio) => {
        const equity = notional * ratio
        const exposure = { equity: usd(equity), notional: usd(notional), tiers: steep, fee: fraction(0.005) }
        const move = Liquidation.distance({ ...exposure, side: 'short' })
        const at = (x: number) =>
          Liquidation.liquidate({
            ...stand(equity - notional * x, notional, { rule: 'full' }),
            mark: quote(2000 * (1 + x)),
          })
        expect(at(move * 0.999).closed).toBe(0)
        expect(at(move * 1.001).remaining).toBe(0)
      },
    ),
  )
})

const need = (notional: Usd) => Tiers.maintenance(notional, steep) + 0.005 * notional
