import fc from 'fast-check'
import { expect, test } from 'vitest'
import { E18 } from '../../../test/arbitraries/reserveModel.ts'
import { timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { Fault } from './fault.ts'
import { scheduledWeight } from './schedule.ts'

const DAY = 86_400n
const way = (from: bigint, to: bigint, duration: bigint) => ({
  price: priceOf(E18),
  weight: ratioOf(to),
  previousWeight: ratioOf(from),
  time: timestamp(0n),
  duration,
})

test('day 1 of 7 from .3/.2/.5 to .6/.2/.2: floored toward the old weight both ways', () => {
  const at = (from: bigint, to: bigint) => scheduledWeight(way(from, to, 7n * DAY), timestamp(DAY))
  expect(at((3n * E18) / 10n, (6n * E18) / 10n)).toBe(342_857_142_857_142_857n)
  expect(at((2n * E18) / 10n, (2n * E18) / 10n)).toBe(200_000_000_000_000_000n)
  expect(at((5n * E18) / 10n, (2n * E18) / 10n)).toBe(457_142_857_142_857_143n)
})

test('a duration of nothing is at once, and the end is the goal exactly', () => {
  expect(scheduledWeight(way(1n, 2n, 0n), timestamp(0n))).toBe(2n)
  expect(scheduledWeight(way(1n, E18, 7n), timestamp(7n))).toBe(E18)
})

test('before its calibration there is no weight', () => {
  expect(() => scheduledWeight({ ...way(1n, 2n, 3n), time: timestamp(9n) }, timestamp(8n))).toThrow(Fault)
})

test('it stays between the old weight and the goal, and never turns', () => {
  const weight = fc.bigInt({ min: 0n, max: E18 })
  const time = fc.bigInt({ min: 0n, max: 1000n * DAY })
  fc.assert(
    fc.property(weight, weight, fc.tuple(time, time, time), (from, to, [duration, one, other]) => {
      const [early, late] = one < other ? [one, other] : [other, one]
      const first = scheduledWeight(way(from, to, duration), timestamp(early))
      const second = scheduledWeight(way(from, to, duration), timestamp(late))
      const steps = [from, first, second, to]
      const rising = steps.every((each, at) => at === 0 || each >= (steps[at - 1] ?? 0n))
      const falling = steps.every((each, at) => at === 0 || each <= (steps[at - 1] ?? 0n))
      expect(rising || falling).toBe(true)
    }),
  )
})
