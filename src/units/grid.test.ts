import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Grid from './grid.ts'

const LOTS = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001, 1e-8, 1e-9, 0.025, 5, 10] as const

describe('sizes on a grid', () => {
  it('go to the neighbour that is asked for', () => {
    expect(Grid.round(75.50706830840447, 0.001, 'down')).toBe(75.507)
    expect(Grid.round(75.50706830840447, 0.001, 'up')).toBe(75.508)
    expect(Grid.round(75.50706830840447, 0.01, 'nearest')).toBe(75.51)
    expect(Grid.round(-75.50706830840447, 0.01, 'nearest')).toBe(-75.51)
    expect(Grid.round(0.0004, 0.001, 'nearest')).toBe(0)
    expect(Grid.round(37, 25, 'down')).toBe(25)
  })

  it('are counted, so that sums and products of float64 do not drift', () => {
    expect(Grid.round(0.1 + 0.2, 0.1, 'down')).toBe(0.3)
    expect(Grid.round(0.7 + 0.1, 0.1, 'down')).toBe(0.8)
    expect(Grid.round(75507 * 0.001, 0.001, 'up')).toBe(75.507)
    expect(String(Grid.round(173_250.12345678, 0.000001, 'down'))).toBe('173250.123456')
  })

  it('are left alone where there is no grid, or no size', () => {
    for (const lot of [0, -1, Number.NaN, 1e-30]) expect(Grid.round(1.23, lot, 'down')).toBe(1.23)
    expect(Grid.round(Number.POSITIVE_INFINITY, 0.1, 'down')).toBe(Number.POSITIVE_INFINITY)
    expect(Grid.round(Number.NaN, 0.1, 'down')).toBeNaN()
  })

  it('are on it to the last bit or not at all', () => {
    expect(Grid.isOn(75.507, 0.001)).toBe(true)
    expect(Grid.isOn(75.50700000000002, 0.001)).toBe(false)
    expect(Grid.isOn(75.507, 0.01)).toBe(false)
    expect(Grid.isOn(0.1, 1 / 3)).toBe(false)
  })

  it('print with no more decimals than their lot, stay where they are, and move by less than a lot', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.constantFrom(...LOTS),
        fc.constantFrom('down', 'up', 'nearest'),
        (size, lot, side) => {
          const on = Grid.round(size, lot, side)
          expect(Grid.isOn(on, lot)).toBe(true)
          expect(Grid.round(on, lot, side)).toBe(on)
          const decimals = (value: number) => value.toFixed(12).replace(/0+$/, '').split('.')[1]?.length ?? 0
          if (size < 1e3) expect(decimals(on)).toBeLessThanOrEqual(decimals(lot))
          const slack = 1e-9 * lot + 1e-14 * size
          if (side === 'down') expect(on).toBeLessThanOrEqual(size + slack)
          if (side === 'up') expect(on).toBeGreaterThanOrEqual(size - slack)
          expect(Math.abs(on - size)).toBeLessThanOrEqual((side === 'nearest' ? lot / 2 : lot) + slack)
        },
      ),
    )
  })
})
