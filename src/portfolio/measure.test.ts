import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../units/time.ts'
import { type Bounds, isAtLeast, type Level, levelOf, of, toReport, worst } from './measure.ts'

const LEVELS: readonly Level[] = ['NORMAL', 'DRIFT', 'WARNING', 'CRITICAL']
const ratio: Bounds = { worse: 'lower', target: 0.5, low: 0.4, high: 0.65, warning: 0.2, critical: 0.12 }
const ltv: Bounds = { worse: 'higher', target: 0.79, low: 0, high: 0.82, warning: 0.85, critical: 0.9 }

test.each([
  [0.5, 'NORMAL'],
  [0.4, 'NORMAL'],
  [0.65, 'NORMAL'],
  [0.66, 'DRIFT'],
  [0.39, 'DRIFT'],
  [0.2, 'DRIFT'],
  [0.1999, 'WARNING'],
  [0.12, 'WARNING'],
  [0.1199, 'CRITICAL'],
  [-1, 'CRITICAL'],
  [Infinity, 'DRIFT'],
  [Number.NaN, 'CRITICAL'],
] as const)('an equity ratio of %d is %s', (value, level) => {
  expect(levelOf(value, ratio)).toBe(level)
})

test.each([
  [0.79, 'NORMAL'],
  [0.82, 'NORMAL'],
  [0.83, 'DRIFT'],
  [0.85, 'DRIFT'],
  [0.86, 'WARNING'],
  [0.9, 'WARNING'],
  [0.91, 'CRITICAL'],
  [Infinity, 'CRITICAL'],
  [Number.NaN, 'CRITICAL'],
] as const)('an LTV of %d is %s', (value, level) => {
  expect(levelOf(value, ltv)).toBe(level)
})

test('levels that do not apply are never passed', () => {
  const open: Bounds = {
    worse: 'lower',
    target: 0,
    low: -Infinity,
    high: Infinity,
    warning: -Infinity,
    critical: -Infinity,
  }
  for (const value of [-1e9, 0, Infinity]) expect(levelOf(value, open)).toBe('NORMAL')
  expect(levelOf(Number.NaN, open)).toBe('CRITICAL')
})

test('a measure says how far it is from critical, and when it gets there if that is known', () => {
  expect(of('equityRatio', 'OKX', { value: 0.15, bounds: ratio })).toEqual({
    name: 'equityRatio',
    place: 'OKX',
    value: 0.15,
    bounds: ratio,
    level: 'WARNING',
    room: expect.closeTo(0.03, 12),
    timeToCritical: null,
  })
  expect(of('ltv', 'AAVE:main', { value: 0.95, bounds: ltv, timeToCritical: seconds(0) })).toMatchObject({
    room: expect.closeTo(-0.05, 12),
    timeToCritical: 0,
  })
})

test('the further the wrong way, the higher the level', () => {
  const value = fc.double({ min: -1, max: 0.65, noNaN: true })
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(isAtLeast(levelOf(Math.min(a, b), ratio), levelOf(Math.max(a, b), ratio))).toBe(true)
    }),
  )
})

test('levels are ordered, and the worst of two is the later', () => {
  for (const [i, a] of LEVELS.entries()) {
    for (const [j, b] of LEVELS.entries()) {
      expect(worst(a, b)).toBe(LEVELS[Math.max(i, j)])
      expect(isAtLeast(a, b)).toBe(i >= j)
    }
  }
})

test('a report says null for a level that does not apply and for what has no limit, and that a value is not known', () => {
  const bounds: Bounds = { ...ratio, warning: -Infinity, critical: -Infinity }
  const measure = of('health', 'main', { value: 0.5, bounds })
  expect(toReport(measure)).toEqual({
    name: 'health',
    place: 'main',
    value: 0.5,
    bounds: { ...ratio, warning: null, critical: null },
    level: 'NORMAL',
    room: null,
    timeToCritical: null,
    isKnown: true,
  })
  expect(toReport(of('health', 'main', { value: Infinity, bounds: ratio }))).toMatchObject({
    value: null,
    isKnown: true,
  })
  const unknown = toReport(of('health', 'main', { value: Number.NaN, bounds: ratio }))
  expect(unknown).toMatchObject({ value: null, room: null, level: 'CRITICAL', isKnown: false })
})
