import { describe, expect, it } from 'vitest'
import { type Measure, of } from '../portfolio/measure.ts'
import { relief } from './relief.ts'

const bounds = { worse: 'lower', low: 1.17, high: 1.25, warning: 1.15, critical: 1.1 } as const
const health = (value: number, target = 1.2): readonly Measure[] => [
  of('health', 'AAVE:main', { value, bounds: { ...bounds, target } }),
]

describe('relief', () => {
  it('counts alarms ended, and how far the rest goes towards its target', () => {
    expect(relief(health(1.05), health(1.2))).toEqual({ ended: 1000, moved: 1 })
    expect(relief(health(1.12), health(1.16)).moved).toBeCloseTo(0.5, 12)
  })

  it('goes by the warning where a measure has no target', () => {
    expect(relief(health(1.1, Number.POSITIVE_INFINITY), health(1.125, Number.POSITIVE_INFINITY)).moved).toBeCloseTo(
      0.5,
    )
  })

  it('is none where the distance cannot be told', () => {
    expect(relief(health(Number.NEGATIVE_INFINITY), health(1.05)).moved).toBe(0)
    expect(relief(health(1.05), health(Number.NEGATIVE_INFINITY)).moved).toBe(0)
  })
})
