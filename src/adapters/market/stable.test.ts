import { describe, expect, it } from 'vitest'
import { ONE } from '../../units/price.ts'
import { path } from './stable.ts'

const RUN = { seed: 3, index: 0, rows: 500, perDay: 24 }
const calm = { kind: 'stable', noise: 0, depeg: null } as const

describe('simulated prices of what a reserve holds', () => {
  it('keeps a peg without noise, and near it with noise', () => {
    expect(new Set(path(calm, RUN))).toEqual(new Set([ONE]))
    const off = path({ ...calm, noise: 0.001 }, RUN).map((price) => Math.abs(Number(price) / 1e18 - 1))
    expect(Math.max(...off)).toBeGreaterThan(0.0005)
    expect(Math.max(...off)).toBeLessThan(0.02)
  })

  it('falls from its peg in a straight line, and comes back or stays', () => {
    const depeg = { row: 10, low: 0.8, fall: 4, rise: 8 }
    const prices = path({ ...calm, depeg }, RUN).map((price) => Number(price) / 1e18)
    expect([9, 10, 12, 14, 18, 22, 400].map((row) => prices[row])).toEqual([1, 1, 0.9, 0.8, 0.9, 1, 1])
    expect(Number(path({ ...calm, depeg: { ...depeg, rise: 0 } }, RUN).at(-1)) / 1e18).toBe(0.8)
  })

  it('walks from its start, by seed and apart from its neighbours', () => {
    const walk = { kind: 'volatile', start: 2000, daily: 0.03 } as const
    const prices = path(walk, RUN)
    expect(prices[0]).toBe(2000n * ONE)
    expect(path(walk, RUN)).toEqual(prices)
    expect(path(walk, { ...RUN, index: 1 })).not.toEqual(prices)
    expect(path(walk, { ...RUN, seed: 4 })).not.toEqual(prices)
    expect(prices.every((price) => price > 0n)).toBe(true)
  })
})
