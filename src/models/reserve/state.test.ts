import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyReserve, E18, NOW, prices, reserve, tranche } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { attempt, Fault } from './fault.ts'
import type { Reserve } from './reserve.ts'
import { besides, value } from './state.ts'
import type { Tranche } from './tranche.ts'

const weights = (of: Reserve) => value(of).tranches.map(({ weight }) => weight)
const targets = (of: Reserve) => value(of).tranches.map(({ targetWeight }) => targetWeight)
const sum = (all: readonly bigint[]) => all.reduce((total, each) => total + each, 0n)

test('values add up whatever the decimals, and weights are floored', () => {
  const six = tranche('six', { decimals: 6, balance: amountOf(1_000_000_000n) })
  const more = tranche('more', { decimals: 24, balance: amountOf(1000n * 10n ** 24n) })
  const found = value(reserve([six, tranche('eighteen'), more]))
  expect(found.total).toBe(3000n * E18)
  expect(found.tranches.map(({ weight }) => weight)).toEqual([E18 / 3n, E18 / 3n, E18 / 3n])
})

test('a tranche whose price doubles is due more: 2 to 1, rounded up, and the last bears it', () => {
  const doubled = tranche('doubled', { prices: prices(2, false) })
  const found = reserve([doubled, tranche('still')])
  expect(targets(found)).toEqual([666_666_666_666_666_667n, 333_333_333_333_333_333n])
})

test('the first calibration with a way to go: at its instant every target is zero', () => {
  const calibration = { ...tranche('a').calibration, previousWeight: ratioOf(0n), duration: 10n }
  const ramping = reserve([tranche('a', { calibration }), tranche('b', { calibration })])
  expect(targets(ramping)).toEqual([0n, 0n])
  expect(targets({ ...ramping, time: timestamp(NOW + 1n) })).toEqual([E18 / 2n, E18 / 2n])
})

test('an empty reserve stands at its scheduled weights, and no reserve at nothing', () => {
  const empty = tranche('a', { balance: amountOf(0n) })
  expect(weights(reserve([empty, { ...empty, id: 'b' }]))).toEqual([E18 / 2n, E18 / 2n])
  expect(value(reserve([]))).toEqual({ total: 0n, tranches: [] })
})

test('a price of zero at calibration refuses the whole state', () => {
  const calibration = { ...tranche('a').calibration, price: priceOf(0n) }
  expect(() => value(reserve([tranche('a', { calibration })]))).toThrow(Fault)
})

test('of two faults the one is told that the contracts meet first: every tranche is valued before any target is drawn', () => {
  const calibration = { ...tranche('a').calibration, price: priceOf(0n) }
  const immense = tranche('immense', { balance: amountOf(2n ** 255n) })
  expect(attempt(() => value(reserve([tranche('a', { calibration }), immense])))).toMatchObject({
    refusal: { facts: { gyroscope: '0x11' } },
  })
})

test('a tranche that nobody priced is refused by name, never counted as zero', () => {
  const promised = tranche('work', { prices: null })
  expect(attempt(() => value(reserve([promised])))).toMatchObject({
    ok: false,
    refusal: { code: 'PRICE_MISSING', facts: { tranche: 'work' } },
  })
  expect(() => attempt(() => JSON.parse('{'))).toThrow(SyntaxError)
})

test('a commitment counts by its schedule, in the weights or beside them', () => {
  const commitment = {
    kind: 'subscription',
    start: timestamp(NOW - 50n),
    cliff: 0n,
    vesting: 100n,
    decay: null,
    revoked: null,
    pledges: [],
    target: 'fixed',
  } as const
  const promised = tranche('promised', { commitment })
  expect(weights(reserve([tranche('held'), promised]))).toEqual([666_666_666_666_666_666n, 333_333_333_333_333_333n])
  const shown = reserve([tranche('held')], { beside: [promised] })
  expect(weights(shown)).toEqual([E18])
  expect(besides(shown)).toEqual([500n * E18])
})

test('the target of a commitment is that of the whole promise, or follows what counts of it', () => {
  const terms = { kind: 'labour', cliff: 0n, vesting: 100n, decay: null, revoked: null, pledges: [] } as const
  const start = timestamp(NOW - 50n)
  const of = (target: 'fixed' | 'follows', since = start) =>
    reserve([tranche('held'), tranche('promised', { commitment: { ...terms, start: since, target } })])
  expect(targets(of('fixed'))).toEqual([E18 / 2n, E18 / 2n])
  expect(targets(of('follows'))).toEqual([666_666_666_666_666_667n, 333_333_333_333_333_333n])
  expect(weights(of('follows'))).toEqual([666_666_666_666_666_666n, 333_333_333_333_333_333n])
  expect(targets(of('follows', timestamp(NOW)))).toEqual([E18, 0n])
})

test('targets sum to one or to nothing; weights to no more than one, short of it by less than a unit each', () => {
  fc.assert(
    fc.property(anyReserve, (drawn) => {
      expect([0n, E18]).toContain(sum(targets(drawn)))
      const rest = E18 - sum(weights(drawn))
      expect(rest >= 0n && rest < BigInt(drawn.tranches.length)).toBe(true)
    }),
  )
})

test('another order of the tranches changes no target by more than a unit for each', () => {
  fc.assert(
    fc.property(anyReserve, (drawn) => {
      const of = (each: Reserve) => new Map(value(each).tranches.map((at) => [at.tranche.id, at.targetWeight]))
      const turned = of({ ...drawn, tranches: drawn.tranches.toReversed() })
      for (const [id, target] of of(drawn)) {
        const moved = target - (turned.get(id) ?? 0n)
        expect(moved <= BigInt(drawn.tranches.length) && -moved <= BigInt(drawn.tranches.length)).toBe(true)
      }
    }),
  )
})

test('scaling every balance changes no target, and no weight but by rounding', () => {
  fc.assert(
    fc.property(anyReserve, fc.bigInt({ min: 2n, max: 1000n }), (drawn, by) => {
      const scaled = (each: Tranche): Tranche => ({ ...each, balance: amountOf(each.balance * by) })
      const larger = { ...drawn, tranches: drawn.tranches.map(scaled) }
      expect(targets(larger)).toEqual(targets(drawn))
      for (const [at, weight] of weights(larger).entries()) {
        const moved = weight - (weights(drawn)[at] ?? 0n)
        expect(moved * moved <= 10n ** 20n).toBe(true)
      }
    }),
  )
})
