import { describe, expect, it } from 'vitest'
import { capped, cutOf, cyclesFor, type Sending } from './cut.ts'

const HOUR = 3_600_000
const SENDING: Sending = {
  asOf: 0,
  sent: [],
  perCycle: 749_250,
  perHour: 1_000_000,
  perDay: 100_000_000,
  least: 5_000,
  every: 8 * HOUR,
}

describe('the cycles that an amount takes', () => {
  it('are its parts, where only the size of a transfer binds', () => {
    expect(cyclesFor(5_000_000, 749_250, SENDING)).toBe(7)
    expect(cyclesFor(749_250, 749_250, SENDING)).toBe(1)
    expect(cyclesFor(749_250 * 2, 749_250, SENDING)).toBe(2)
  })

  it('leave out the rest that is less than the least move', () => {
    expect(cyclesFor(753_000, 749_250, SENDING)).toBe(1)
  })

  it('wait for the caps of the hour and of the day, and count what sends alone', () => {
    const hourly = { ...SENDING, every: HOUR, perCycle: 400_000, perHour: 400_000, perDay: 800_000 }
    // 400,000 now and an hour later, then nothing until the first has left the day.
    expect(cyclesFor(1_600_000, 400_000, hourly)).toBe(4)
    const used = { ...hourly, sent: [{ at: -HOUR / 2, value: 300_000 }] }
    expect(cyclesFor(200_000, 100_000, used)).toBe(2)
  })

  it('are the same by the hour and by the day, for as long as it takes', () => {
    const slow = { ...SENDING, perCycle: 200_000, perHour: 150_000, perDay: 200_000 }
    // 150,000 and 50,000 on each of 250 days.
    expect(cyclesFor(50_000_000, 150_000, slow)).toBe(500)
    expect(cyclesFor(50_000_000, 150_000, { ...slow, every: HOUR })).toBe(500)
  })

  it('are not said where they come to no end', () => {
    expect(cyclesFor(1e12, 1, { ...SENDING, perHour: 0 })).toBeNull()
    expect(cyclesFor(1e12, 1e5, { ...SENDING, perCycle: 1e5, perHour: 1e6, perDay: 1e6 })).toBeNull()
  })
})

describe('a cut', () => {
  const about = { limiter: 'limits.perDay', place: 'WALLET', unit: 'USD', cycles: 3 }

  it('is none where all that is wanted may go, and says what remains where not', () => {
    expect(cutOf({ ...about, wanted: 100, allowed: 100 })).toEqual([])
    expect(cutOf({ ...about, wanted: 100, allowed: 100 - 1e-9 })).toEqual([])
    expect(cutOf({ ...about, wanted: 100, allowed: 40 })).toMatchObject([{ remaining: 60, cycles: 3 }])
  })

  it('that leaves nothing is refused with its limit and its cycles', () => {
    const [cut] = cutOf({ ...about, wanted: 100, allowed: 0 })
    expect(cut === undefined ? null : capped(cut, true)).toMatchObject({
      code: 'LIMIT_REACHED',
      detail: 'limits.perDay leaves 0 of 100 USD that should move (WALLET)',
      facts: { cycles: 3 },
      lift: 'Wait until what was sent leaves the window of the cap, or raise limits.perDay.',
    })
    // With nothing sent, no window ends: the cap itself is too small for one transfer.
    const lift =
      'Raise limits.perDay, or lower limits.transferMin: a transfer of what is left would be smaller than that.'
    expect(cut === undefined ? null : capped(cut, false).lift).toBe(lift)
    expect(capped({ ...about, limiter: 'limits.transferMax', wanted: 5, allowed: 0, remaining: 5 }, true).lift).toBe(
      lift.replace('perDay', 'transferMax'),
    )
    expect(capped({ ...about, wanted: 5, allowed: 0, remaining: 5, cycles: null }, true).facts).not.toHaveProperty(
      'cycles',
    )
  })
})
