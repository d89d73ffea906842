import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, parse } from '../../units/time.ts'
import * as Funding from './funding.ts'

const START = parse('2024-06-01')
const HOURS = 240
const RANGE = { from: START + 48 * HOUR_MS, to: START + 144 * HOUR_MS }

/** Settlements every `before` hours up to hour 96, every `after` hours from there on, without those named (hours). */
function series(before: number, after: number, lost: readonly number[] = []): Funding.FundingSeries {
  const time: number[] = []
  for (let hour = 0; hour < HOURS; hour += hour < 96 ? before : after)
    if (!lost.includes(hour)) time.push(START + hour * HOUR_MS)
  return { file: 'x.csv', lines: time.map((_, i) => i + 2), time, rate: new Float64Array(time.length).fill(0.0001) }
}

const hours = (holes: readonly Funding.Hole[]) => holes.map((hole) => hole.map((at) => (at - START) / HOUR_MS))
const range = (first: number, last: number, by: number) =>
  Array.from({ length: (last - first) / by + 1 }, (_, i) => first + i * by)

describe('settlements that are missing', () => {
  it.each([
    [8, 1],
    [1, 8],
    [8, 4],
    [4, 8],
    [4, 1],
    [2, 4],
  ])('are none where the interval changes from %i h to %i h', (before, after) => {
    expect(Funding.missing(series(before, after), RANGE)).toEqual([])
  })

  it.each([
    ['the first hourly ones', 8, 1, range(97, 100, 1)],
    ['more of them than an old interval is long', 8, 1, range(97, 107, 1)],
    ['some hours on', 8, 1, range(100, 101, 1)],
    ['one of the old interval, right before the change', 8, 1, [88]],
    ['the last hourly ones', 1, 8, range(90, 95, 1)],
    ['the last hourly ones and that of the change', 1, 8, range(94, 96, 1)],
    ['the first of the longer interval', 1, 8, [104]],
    ['one of eight hours and the second of four', 8, 4, [88, 104]],
    ['holes in a row of holes', 8, 8, [56, 72, 80, 96, 112]],
    ['every other one, between hours that no longer interval settles at', 4, 4, [56, 64, 72, 80]],
    ['every other one of two hours', 2, 2, [52, 56, 60, 64]],
  ])('are found: %s', (...[, before, after, lost]) => {
    expect(hours(Funding.missing(series(before, after, lost), RANGE)).flat()).toEqual(lost)
  })

  it('are as few as can be where a change at the next settlement explains the rest', () => {
    for (const [before, after, lost] of [
      [8, 4, [96, 100]],
      [4, 8, [92, 96]],
    ] as const)
      expect(hours(Funding.missing(series(before, after, lost), RANGE))).toEqual([[96]])
    expect(Funding.missing(series(8, 4, [100]), RANGE)).toEqual([])
  })

  it('are found beside several changes', () => {
    const stamps = [...range(0, 64, 8), ...range(68, 80, 1), ...range(88, 104, 8), ...range(116, 160, 4)]
    const time = stamps.map((hour) => START + hour * HOUR_MS)
    const some = { ...series(8, 8), time, rate: new Float64Array(time.length) }
    expect(hours(Funding.missing(some, RANGE))).toEqual([
      [65, 66, 67],
      [108, 112],
    ])
  })

  it.each([
    ['starts after its first settlement was due', 1, 8, range(0, 48, 1)],
    ['ends before its last settlement was due', 8, 1, range(143, HOURS, 1)],
    ['ends an interval early', 1, 8, range(136, HOURS, 8)],
  ])('refuses a file that %s', (...[, before, after, lost]) => {
    expect(() => Funding.missing(series(before, after, lost), RANGE)).toThrow(
      expect.objectContaining({ code: 'RANGE_UNCOVERED' }),
    )
  })

  it('takes a file that ends right after its last settlement in the range', () => {
    expect(Funding.missing(series(1, 8, range(144, HOURS, 8)), RANGE)).toEqual([])
  })

  it('are refused with the first hole and how many there are', () => {
    const settle = () => Funding.settle(series(8, 1, [97, 98, 120]), RANGE, { policy: 'refuse', peers: [] })
    expect(settle).toThrow(
      expect.objectContaining({
        code: 'GAP_TOO_LONG',
        message: 'x.csv lacks 2 settlements, 2024-06-05T01:00:00Z to 2024-06-05T02:00:00Z, and 1 more in the range.',
      }),
    )
  })

  it('are booked from peers where those have a settlement, and not booked elsewhere', () => {
    const settled = Funding.settle(series(8, 1, range(97, 99, 1)), RANGE, {
      policy: 'peers',
      peers: [series(8, 1, [98])],
    })
    expect([hours(settled.fromPeers), hours(settled.unbooked)]).toEqual([[[97, 99]], [[98]]])
    expect(settled.rates[97 - 48]).toBe(0.0001)
    expect(settled.rates[98 - 48]).toBeNaN()
  })

  it('law: a settlement lost anywhere shows, but for one whose lack a change at the next one explains as well', () => {
    const interval = fc.constantFrom(1, 2, 4, 8)
    fc.assert(
      fc.property(interval, interval, fc.nat(), (before, after, at) => {
        const due = series(before, after).time.filter((time) => time >= RANGE.from && time < RANGE.to)
        const lost = ((due[at % due.length] ?? 0) - START) / HOUR_MS
        const found = hours(Funding.missing(series(before, after, [lost]), RANGE)).flat()
        const isExplained =
          (before === 2 * after && lost === 96 + after) || (after === 2 * before && lost === 96 - before)
        if (isExplained) expect(found).toEqual([])
        else if (lost === 96 && before > after) expect(found).toContain(lost)
        else expect(found).toEqual([lost])
      }),
    )
  })
})

describe('the forecast of funding', () => {
  const at = (some: Funding.FundingSeries, hour: number): number | undefined => {
    const from = START + hour * HOUR_MS
    return Funding.forecast(some, { from, to: from + HOUR_MS })[0]
  }
  /** Rates that come to the same a year at any interval. */
  const level = (before: number, after: number): Funding.FundingSeries => {
    const some = series(before, after)
    return {
      ...some,
      rate: Float64Array.from(some.time, (time) => (time > START + 96 * HOUR_MS ? after : before) * 1e-5),
    }
  }

  it.each([
    [8, 4],
    [4, 8],
    [8, 1],
    [1, 8],
    [4, 2],
  ])('does not leap where the interval changes from %i h to %i h and rates a year stay', (before, after) => {
    const some = level(before, after)
    for (let hour = 48; hour < 200; hour += 1) expect(at(some, hour)).toBeCloseTo(1e-5 * 8760, 12)
  })

  it('knows the new interval from its first settlement on', () => {
    expect(at(series(8, 4), 99)).toBeCloseTo(0.0001 * 1095, 12)
    // Twenty at 8 h and one at 4 h: the middle one is of 8 h.
    expect(at(series(8, 4), 100)).toBeCloseTo(0.0001 * 1095, 12)
    expect(at(series(8, 4), 96 + 11 * 4)).toBeCloseTo(0.0001 * 2190, 12)
  })

  it('does not take a hole for a longer interval', () => {
    expect(at(series(8, 8, [64, 72, 88]), 96)).toBeCloseTo(0.0001 * 1095, 12)
  })

  it('reads nothing that comes later', () => {
    const [whole, cut] = [series(8, 1), series(8, 8)]
    for (let hour = 0; hour <= 96; hour += 8) expect(at(whole, hour)).toBe(at(cut, hour))
  })
})
