import { describe, expect, test } from 'vitest'
import { E18, free, NOW, reserve, stable, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import { calibrate } from './registry.ts'
import type { Reserve } from './reserve.ts'
import { value } from './state.ts'
import type { Tranche } from './tranche.ts'

const pair = reserve([tranche('a'), tranche('b')])
const weighing = (id: string, weight: number, change: Partial<Tranche> = {}) => {
  const base = tranche(id, change)
  return { ...base, calibration: { ...base.calibration, weight: ratioOf(units(weight)), duration: 100n } }
}
const later = (of: Reserve, seconds: bigint): Reserve => ({ ...of, time: timestamp(of.time + seconds) })
const codeOf = (answer: ReturnType<typeof calibrate>) => (answer.ok ? 'ok' : answer.refusal.code)
const calibrated = (answer: ReturnType<typeof calibrate>): Reserve => {
  if (!answer.ok) expect.unreachable(answer.refusal.code)
  return answer.reserve
}

test('a goal is taken over with the way to it; balances, prices and flows of what is registered stay', () => {
  const flowing = reserve([
    tranche('a', { inflow: { amount: amountOf(7n), blockedUntil: block(9n), seen: block(8n) } }),
    tranche('b'),
  ])
  const flowRule = { memory: ratioOf(units(0.3)), limit: { kind: 'amount', amount: amountOf(5n) } } as const
  const wanted = [weighing('a', 0.8, { flowRule, balance: amountOf(1n) }), weighing('b', 0.2)]
  const [a] = calibrated(calibrate(flowing, wanted, DEFAULT)).tranches
  expect(a).toEqual({
    ...flowing.tranches[0],
    flowRule,
    calibration: { price: E18, weight: units(0.8), previousWeight: E18 / 2n, time: NOW, duration: 100n },
  })
})

test('the caller cannot say where the way begins, nor when', () => {
  const lying = weighing('a', 1)
  const calibration = { ...lying.calibration, previousWeight: ratioOf(12_345n), time: timestamp(1n) }
  const found = calibrated(calibrate(reserve([]), [{ ...lying, calibration }], DEFAULT))
  expect(found.tranches[0]?.calibration).toMatchObject({ previousWeight: 0n, time: NOW })
})

test('in the middle of the way the contracts jump to the old goal; ours goes on from where it is', () => {
  const moving = calibrated(calibrate(pair, [weighing('a', 0.9), weighing('b', 0.1)], GYROSCOPE))
  const half = later(moving, 50n)
  const scheduled = (of: Reserve) => value(of).tranches.map(({ scheduledWeight }) => scheduledWeight)
  expect(scheduled(half)).toEqual([units(0.7), units(0.3)])
  const back = [weighing('a', 0.5), weighing('b', 0.5)]
  expect(scheduled(calibrated(calibrate(half, back, GYROSCOPE)))).toEqual([units(0.9), units(0.1)])
  expect(scheduled(calibrated(calibrate(half, back, DEFAULT)))).toEqual([units(0.7), units(0.3)])
})

describe('leaving the list', () => {
  const six = (balance: bigint) => reserve([tranche('a'), tranche('b', { decimals: 6, balance: amountOf(balance) })])
  const only = [weighing('a', 1)]

  test('is for less than dust', () => {
    expect(codeOf(calibrate(six(499_999_999n), only, DEFAULT))).toBe('ok')
    expect(calibrate(six(500_000_000n), only, DEFAULT)).toMatchObject({
      refusal: { code: 'TRANCHE_NOT_EMPTY', facts: { gyroscope: '59', tranche: 'b' } },
    })
  })

  test('the contracts forget decimals, and let a million leave', () => {
    expect(codeOf(calibrate(six(10n ** 12n), only, GYROSCOPE))).toBe('ok')
    expect(codeOf(calibrate(pair, only, GYROSCOPE))).toBe('TRANCHE_NOT_EMPTY')
  })
})

describe('a list that is refused changes nothing', () => {
  const both = (change: Partial<Tranche>, rules = DEFAULT) =>
    calibrate(pair, [weighing('a', 0.5), weighing('b', 0.5, change)], rules)
  const assets = [stable(1), stable(1)]

  test.each([
    ['WEIGHTS_NOT_ONE', '31', [weighing('a', 0.5), weighing('b', 0.4)]],
    ['WEIGHTS_NOT_ONE', '31', [weighing('a', 0.6), weighing('b', 0.5)]],
    ['TRANCHE_TWICE', '31', [weighing('a', 0.5), weighing('a', 0.25), weighing('b', 0.25)]],
    ['FEES_UNSET', '7', [weighing('a', 0.5, { fees: null }), weighing('b', 0.5)]],
    ['ASSETS_UNSORTED', '102', [weighing('a', 0.5, { assets }), weighing('b', 0.5)]],
  ])('%s', (code, gyroscope, list) => {
    for (const rules of [DEFAULT, GYROSCOPE]) {
      expect(calibrate(pair, list, rules)).toMatchObject({ ok: false, refusal: { code, facts: { gyroscope } } })
    }
  })

  test('weights are summed after every entry was looked at, so that what is wrong with an entry is told first', () => {
    const immense = {
      ...weighing('a', 1),
      calibration: { ...weighing('a', 1).calibration, weight: ratioOf(2n ** 256n - 1n) },
    }
    expect(codeOf(calibrate(pair, [immense, weighing('b', 1, { fees: null })], DEFAULT))).toBe('FEES_UNSET')
    expect(calibrate(pair, [immense, weighing('b', 1)], DEFAULT)).toMatchObject({
      refusal: { facts: { gyroscope: '0x11' } },
    })
  })

  test('the empty list has no weights', () => {
    expect(codeOf(calibrate(reserve([]), [], DEFAULT))).toBe('WEIGHTS_NOT_ONE')
  })

  test('what cannot be meant, which the contracts take', () => {
    const calibration = { ...weighing('b', 0.5).calibration, price: priceOf(0n) }
    const unpriced = [weighing('a', 0.5), { ...weighing('b', 0.5), calibration }]
    expect(codeOf(calibrate(pair, unpriced, DEFAULT))).toBe('CALIBRATION_PRICE_ZERO')
    const bricked = calibrated(calibrate(pair, unpriced, GYROSCOPE))
    expect(calibrate(bricked, [weighing('a', 1)], GYROSCOPE)).toMatchObject({ refusal: { code: 'ZERO_DIVISOR' } })
    const limit = { kind: 'amount', amount: amountOf(1n) } as const
    const growing = { flowRule: { memory: ratioOf(E18 + 1n), limit } }
    expect([both(growing), both(growing, GYROSCOPE)].map(codeOf)).toEqual(['MEMORY_ABOVE_ONE', 'ok'])
    expect(codeOf(both({ flowRule: { memory: ratioOf(E18), limit } }))).toBe('ok')
  })

  test('a peg that one is not within', () => {
    const pegged = (floor: number, ceiling: number) => codeOf(both({ assets: [free(1), stable(1, floor, ceiling)] }))
    expect(pegged(0.95, 1)).toBe('ok')
    expect(pegged(1, 1.05)).toBe('PEG_RANGE_INVALID')
    expect(pegged(0.9, 0.99)).toBe('PEG_RANGE_INVALID')
  })

  test('a commitment that cannot be', () => {
    const terms = { kind: 'labour', cliff: 0n, vesting: 0n, decay: null, revoked: null } as const
    const sound = { ...terms, start: timestamp(0n), pledges: [], target: 'fixed' } as const
    const promised = (change: object) => codeOf(both({ commitment: { ...sound, ...change } }))
    const decay = { perPeriod: ratioOf(E18), period: 1n }
    expect([promised({}), promised({ decay })]).toEqual(['ok', 'ok'])
    const invalid = [
      { cliff: -1n },
      { vesting: -1n },
      { decay: { ...decay, period: 0n } },
      { decay: { ...decay, perPeriod: ratioOf(E18 + 1n) } },
      { pledges: [{ amount: amountOf(1000n * E18 + 1n), start: timestamp(0n) }] },
      { pledges: [{ amount: amountOf(-1n), start: timestamp(0n) }] },
    ]
    expect(invalid.map(promised)).toEqual(invalid.map(() => 'COMMITMENT_INVALID'))
  })
})
