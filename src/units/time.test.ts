import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Time from './time.ts'

test.each([
  ['2024-05-12', '2024-05-12T00:00:00Z'],
  ['2024-05-12T08:30Z', '2024-05-12T08:30:00Z'],
  ['2024-05-12T08:30:59.999999Z', '2024-05-12T08:30:59Z'],
  ['2024-05-12 00:00:00+00:00', '2024-05-12T00:00:00Z'],
  ['2024-05-12T01:00:00+02:30', '2024-05-11T22:30:00Z'],
  ['2024-02-29T23:00:00-01:00', '2024-03-01T00:00:00Z'],
  ['2000-02-29', '2000-02-29T00:00:00Z'],
  ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z'],
  ['0000-01-01', '0000-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('%s is %s', (text, iso) => {
  expect(Time.format(Time.parse(text))).toBe(iso)
})

test('milliseconds are kept', () => {
  expect(Time.parse('1970-01-01T00:00:00.25Z')).toBe(250)
  expect(Time.parse('1970-01-01T00:00:01.0019Z')).toBe(1001)
})

test.each([
  '',
  'today',
  '2024-05-12T08:00:00',
  '2024-5-1',
  '2024-05-12Z',
  '2024-00-10',
  '2024-13-01',
  '2024-05-00',
  '2024-04-31',
  '2024-02-30',
  '2023-02-29',
  '1900-02-29',
  '2024-05-12T24:00:00Z',
  '2024-05-12T10:60:00Z',
  '2024-05-12T10:00:60Z',
  '2024-05-12T10:00:00+24:00',
  '2024-05-12T10:00:00+01:60',
])('%j is no instant', (text) => {
  expect(() => Time.parse(text)).toThrow(Time.InvalidInstant)
})

test('agrees with the calendar of the platform, there and back', () => {
  const date = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (d) => {
      const iso = d.toISOString()
      expect(Time.parse(iso)).toBe(d.getTime())
      expect(Time.format(Time.instant(d.getTime()))).toBe(`${iso.slice(0, 19)}Z`)
    }),
  )
})

test('every day of eight centuries is found', () => {
  const lost: number[] = []
  for (let day = -146_097; day < 146_097; day += 1) {
    const at = Time.instant(day * 86_400_000)
    if (Time.parse(Time.format(at)) !== at) lost.push(day)
  }
  expect(lost).toEqual([])
})

test.each([Number.NaN, Infinity, 253_402_300_800_000, -62_167_219_200_001])('%d has no form', (n) => {
  expect(() => Time.format(Time.instant(n))).toThrow(Time.InvalidInstant)
})

test('durations are seconds', () => {
  expect([Time.hours(2), Time.days(365)]).toEqual([7200, Time.YEAR])
  expect(Time.hours(1) * 1000).toBe(Time.HOUR_MS)
  const moment = fc.integer({ min: -1e13, max: 1e13 }).map(Time.instant)
  fc.assert(
    fc.property(moment, fc.integer({ min: -1e9, max: 1e9 }).map(Time.seconds), (from, d) => {
      expect(Time.since(from, Time.plus(from, d))).toBe(d)
    }),
  )
})
