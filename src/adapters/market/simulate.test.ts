import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars, History } from '../../ports/history.ts'
import { HOUR_MS, instant, parse } from '../../units/time.ts'
import * as Draw from './draw.ts'
import { type Phase, timetable, YEARS } from './regime.ts'
import { type Setup, simulate } from './simulate.ts'

const HOURS = 2 * 365 * 24
const setup: Setup = {
  seed: 7,
  from: parse('2024-01-01'),
  hours: HOURS,
  exchanges: ['BINANCE', 'BYBIT', 'OKX'],
  contracts: ['ETHUSDT', 'BTCUSDT'],
}
const years = simulate(setup)
const rows = timetable(YEARS, HOURS)
const crashes = starts('crash')

describe('the default run', () => {
  it('has every regime, in the two years the timetable adds up to', () => {
    expect(YEARS.reduce((sum, phase) => sum + phase.hours, 0)).toBe(HOURS)
    const names = ['aftermath', 'calm', 'crash', 'dip', 'sideways', 'squeeze', 'trend']
    expect([...new Set(rows.map((regime) => regime.name))].sort()).toEqual(names)
    expect(crashes).toHaveLength(3)
  })

  it('falls by a fifth or a quarter in five hours and is squeezed up again', () => {
    const { open } = years.spot.ETH
    for (const at of crashes) {
      const [before, bottom, after] = [open[at] ?? 0, open[at + 5] ?? 0, open[at + 9] ?? 0]
      expect(bottom / before - 1).toBeLessThan(-0.19)
      expect(bottom / before - 1).toBeGreaterThan(-0.26)
      expect(after / bottom - 1).toBeGreaterThan(0.11)
      expect(after / bottom - 1).toBeLessThan(0.2)
    }
  })

  it('flips funding, burns gas, drains WETH and widens the discount of weETH in each crash', () => {
    for (const at of crashes) {
      const day = [at, at + 24] as const
      for (const perps of Object.values(years.perps)) {
        for (const { settled } of Object.values(perps)) {
          expect(least(settled.slice(...day))).toBe(-0.00375)
          expect(least(settled.slice(at - 240, at))).toBeGreaterThan(0)
        }
      }
      expect(most(years.gas.slice(...day))).toBeGreaterThan(300)
      expect(most(years.reserves.WETH.borrowRate.slice(...day))).toBeGreaterThan(0.12)
      expect(most(discount(years).slice(...day))).toBeGreaterThan(0.005)
    }
  })

  it('slashes weETH once by 1.5 %, healed by growth alone', () => {
    const { rate } = years.weeth
    const falls = Array.from(rate.keys()).filter((i) => i > 0 && (rate[i] ?? 0) < (rate[i - 1] ?? 0))
    expect(falls).toEqual(starts('dip'))
    const at = falls[0] ?? 0
    expect((rate[at] ?? 0) / (rate[at - 1] ?? 1)).toBeCloseTo(0.985, 5)
    expect(rate.findIndex((one, i) => i > at && one >= (rate[at - 1] ?? 0)) - at).toBeGreaterThan(150 * 24)
  })

  it('does not take the slash for a year of losses', () => {
    for (const growth of [least(years.weeth.growth), most(years.weeth.growth)]) expect(growth).toBeCloseTo(0.0275, 5)
  })

  it('keeps to the levels of the real market', () => {
    const rates = Array.from(years.perps.BINANCE?.ETHUSDT?.settled ?? []).filter((rate) => !Number.isNaN(rate))
    const yearly = (rates.reduce((sum, rate) => sum + rate, 0) / rates.length) * 1095
    expect(yearly).toBeGreaterThan(0.04)
    expect(yearly).toBeLessThan(0.25)
    expect(median(years.gas)).toBeGreaterThan(3)
    expect(median(years.gas)).toBeLessThan(15)
    expect(median(years.reserves.WETH.borrowRate)).toBeCloseTo(0.026, 2)
    expect(median(years.reserves.USDT.borrowRate)).toBeGreaterThan(0.03)
    expect(median(discount(years))).toBeCloseTo(0.0004, 3)
    expect(correlation(moves(years.spot.ETH), moves(years.spot.BTC))).toBeGreaterThan(0.7)
  })

  it('lets exchanges differ a little', () => {
    const [a, b] = [years.perps.BINANCE?.ETHUSDT?.mark.open, years.perps.OKX?.ETHUSDT?.mark.open]
    const apart = Array.from(a ?? [], (price, i) => Math.abs(price / (b?.[i] ?? 0) - 1))
    expect(Math.max(...apart)).toBeLessThan(0.02)
    expect(median(Float64Array.from(apart))).toBeGreaterThan(0)
  })
})

describe('chance', () => {
  it('is the same for the same seed, here and on every engine', () => {
    expect(digest(simulate(setup))).toBe(digest(years))
    expect(digest(simulate({ ...setup, hours: 2600 }))).toBe('3f00645c224973c4')
  })

  it('differs for another seed', () => {
    expect(digest(simulate({ ...setup, seed: 8 }))).not.toBe(digest(years))
  })

  it('of one series does not move another', () => {
    const one = simulate({ ...setup, exchanges: ['OKX'], contracts: ['ETHUSDT'] })
    expect(one.perps.OKX?.ETHUSDT).toEqual(years.perps.OKX?.ETHUSDT)
    expect({ ...one, perps: {} }).toEqual({ ...years, perps: {} })
  })

  it('is of mean 0 and variance 1', () => {
    const { normal } = Draw.stream(1, 3)
    const draws = Array.from({ length: 20_000 }, normal)
    const mean = draws.reduce((sum, z) => sum + z, 0) / draws.length
    expect(mean).toBeCloseTo(0, 1)
    expect(draws.reduce((sum, z) => sum + z * z, 0) / draws.length).toBeCloseTo(1, 1)
  })
})

describe('any market', () => {
  const regime = fc.constantFrom(...YEARS.map((phase) => phase.regime))
  const phase = fc.record({ regime, hours: fc.integer({ min: 1, max: 60 }) })
  const any = fc
    .record({
      seed: fc.integer(),
      hours: fc.integer({ min: 1, max: 300 }),
      start: fc.integer({ min: 0, max: 30 }),
      regimes: fc.array<Phase>(phase, { minLength: 1, maxLength: 6 }),
    })
    .map(({ seed, hours, start, regimes }) =>
      simulate({ ...setup, seed, hours, regimes, from: instant(setup.from + start * HOUR_MS) }),
    )

  it('has whole columns of positive finite prices, with each open inside its bar and the bar before', () => {
    fc.assert(
      fc.property(any, (history) => {
        const perps = Object.values(history.perps).flatMap((one) => Object.values(one))
        const sets = [history.spot.ETH, history.spot.BTC, ...perps.map((one) => one.mark)]
        for (const one of sets) {
          expect(one.open).toHaveLength(history.hours)
          expect(sound(one)).toBe(true)
        }
        const { weeth, gas, usdtUsd } = history
        for (const column of [weeth.rate, weeth.market, gas, usdtUsd, ...perps.map((one) => one.last)]) {
          expect(column).toHaveLength(history.hours)
          expect(column.every((value) => value > 0 && value < 1e9)).toBe(true)
        }
      }),
    )
  })

  it('settles funding at 00, 08 and 16 h only, and within the caps', () => {
    fc.assert(
      fc.property(any, (history) => {
        for (const { settled, forecast } of Object.values(history.perps).flatMap((one) => Object.values(one))) {
          for (const [i, rate] of settled.entries()) {
            const due = (history.from / HOUR_MS + i) % 8 === 0
            expect(Number.isNaN(rate)).toBe(!due)
            if (due) expect(Math.abs(rate)).toBeLessThanOrEqual(0.00375)
          }
          expect(forecast.every(Number.isFinite)).toBe(true)
        }
      }),
    )
  })

  it('has indices from 1 that never fall, grown at the rates shown', () => {
    fc.assert(
      fc.property(any, (history) => {
        for (const one of Object.values(history.reserves)) {
          expect([one.liquidityIndex[0], one.borrowIndex[0]]).toEqual([1, 1])
          for (let i = 1; i < history.hours; i += 1) {
            const [supply, borrow] = [(one.supplyRate[i - 1] ?? 0) / 8760, (one.borrowRate[i - 1] ?? 0) / 8760]
            expect((one.liquidityIndex[i] ?? 0) / (one.liquidityIndex[i - 1] ?? 1)).toBeCloseTo(1 + supply, 14)
            expect((one.borrowIndex[i] ?? 0) / (one.borrowIndex[i - 1] ?? 1)).toBeCloseTo(Math.exp(borrow), 12)
            expect(one.borrowIndex[i]).toBeGreaterThanOrEqual(one.borrowIndex[i - 1] ?? 0)
          }
          expect(one.borrowed.every((owed, i) => owed > 0 && owed < (one.supplied[i] ?? 0))).toBe(true)
        }
      }),
    )
  })
})

it.each([
  ['a seed that is no integer', { seed: 0.5 }],
  ['a seed beyond 32 bits', { seed: 2 ** 31 }],
  ['no hours', { hours: 0 }],
  ['half hours', { hours: 1.5 }],
  ['a start between hours', { from: instant(1) }],
  ['no phases', { regimes: [] }],
])('refuses %s', (_, wrong) => {
  expect(() => simulate({ ...setup, ...wrong })).toThrow(expect.objectContaining({ code: 'SETUP_INVALID' }))
})

function starts(name: string): number[] {
  return Array.from(rows.keys()).filter((i) => rows[i]?.name === name && rows[i - 1]?.name !== name)
}

function digest(history: History): string {
  return createHash('sha256')
    .update(JSON.stringify(history, (_, value) => (value instanceof Float64Array ? Array.from(value) : value)))
    .digest('hex')
    .slice(0, 16)
}

function discount({ weeth }: History): Float64Array {
  return weeth.market.map((price, i) => 1 - price / (weeth.rate[i] ?? 1))
}

function sound({ open, high, low }: Bars): boolean {
  return open.every((price, i) => {
    const next = open[i + 1] ?? price
    const [top, bottom] = [high[i] ?? 0, low[i] ?? 0]
    return bottom > 0 && top < 1e9 && bottom <= Math.min(price, next) && top >= Math.max(price, next)
  })
}

function least(column: Float64Array): number {
  return column.reduce((min, value) => (value < min ? value : min), Number.POSITIVE_INFINITY)
}

function most(column: Float64Array): number {
  return -least(column.map((value) => -value))
}

function median(column: Float64Array): number {
  return column.slice().sort()[column.length >> 1] ?? 0
}

function moves({ open }: Bars): readonly number[] {
  return Array.from(open.subarray(1), (price, i) => price / (open[i] ?? 1) - 1)
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length
  const [ma, mb] = [mean(a), mean(b)]
  const spread = (xs: readonly number[], m: number): number => Math.sqrt(mean(xs.map((x) => (x - m) * (x - m))))
  return mean(a.map((x, i) => (x - ma) * ((b[i] ?? 0) - mb))) / (spread(a, ma) * spread(b, mb))
}
