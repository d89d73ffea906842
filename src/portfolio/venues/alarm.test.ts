import { describe, expect, test } from 'vitest'
import { bookOf, marketAt, NEUTRAL, policyOf, shortAt } from '../../../test/arbitraries/emergency.ts'
import { fraction, quote } from '../../units/estimate.ts'
import { nextAlarms, withAlarms } from './alarm.ts'
import { holdings } from './asset.ts'
import type { VenuesPolicy } from './policy.ts'
import { assess } from './risk.ts'
import { sound } from './sound.ts'
import type { Alarm, VenuesState } from './state.ts'

/** The alarms of a book; delta is left out where it is not what is looked at. */
function alarmsOf(state: VenuesState, policy: VenuesPolicy = NEUTRAL): readonly Alarm[] {
  const snapshot = { asOf: marketAt().asOf, state, market: marketAt() }
  return nextAlarms(assess(snapshot, policy), snapshot, policy)
}

const kinds = (state: VenuesState, policy = NEUTRAL): readonly string[] =>
  alarmsOf(state, policy).map(({ kind, place }) => `${kind} ${place}`)

/** 10 ETH in the wallet against 10 short at BYBIT at a ratio, so that delta is 0. */
const margined = (ratio: number, alarms: readonly Alarm[] = []): VenuesState =>
  bookOf({
    wallet: holdings({ ETH: 10 }),
    exchanges: [shortAt('BYBIT', 10, { equity: ratio * 30_000 })],
    alarms,
  })

/** A loop at a health, hedged. */
const owing = (health: number, alarms: readonly Alarm[] = []): VenuesState => {
  const borrowed = (100 * 1.05 * 0.95) / health
  return bookOf({
    wallet: holdings({ ETH: 2 }),
    loans: [{ id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: borrowed }) }],
    exchanges: [shortAt('BYBIT', 107 - borrowed, { equity: 60_000 })],
    alarms,
  })
}

const standing = (kind: Alarm['kind'], place: string): readonly Alarm[] => [
  { kind, place, since: marketAt().asOf, cause: 'LEVEL' },
]

describe('an alarm', () => {
  test('is raised below critical, and not at it', () => {
    expect(kinds(margined(0.12))).toEqual([])
    expect(kinds(margined(0.1199999))).toEqual(['MARGIN BYBIT'])
    expect(kinds(owing(1.1 + 1e-9))).toEqual([])
    expect(kinds(owing(1.0999))).toEqual(['LTV AAVE:main'])
  })

  test('stays until margin is within 10 % of the ratio that is restored', () => {
    const raised = standing('MARGIN', 'BYBIT')
    expect(kinds(margined(0.2, raised))).toEqual(['MARGIN BYBIT'])
    expect(kinds(margined(0.2699, raised))).toEqual(['MARGIN BYBIT'])
    expect(kinds(margined(0.2701, raised))).toEqual([])
  })

  test('stays until health is within 10 % of the way to its target', () => {
    const raised = standing('LTV', 'AAVE:main')
    expect(kinds(owing(1.1799, raised))).toEqual(['LTV AAVE:main'])
    expect(kinds(owing(1.1801, raised))).toEqual([])
  })

  test('of delta stays until it is in its band, whoever took the hedge away', () => {
    const drifting = (coins: number, alarms: readonly Alarm[] = []): VenuesState =>
      bookOf({ wallet: holdings({ ETH: 10 }), exchanges: [shortAt('BYBIT', coins, { equity: 20_000 })], alarms })
    expect(kinds(drifting(9))).toEqual(['DELTA BOOK'])
    expect(kinds(drifting(9.5))).toEqual([])
    expect(kinds(drifting(9.5, standing('DELTA', 'BOOK')))).toEqual(['DELTA BOOK'])
    expect(kinds(drifting(9.9, standing('DELTA', 'BOOK')))).toEqual([])
    const [adl] = alarmsOf(drifting(9.5, [{ kind: 'DELTA', place: 'BOOK', since: marketAt().asOf, cause: 'ADL' }]))
    expect(adl?.cause).toBe('ADL')
  })

  test('of allocation is raised where the policy has a level for it', () => {
    const bounds = { ...NEUTRAL.bounds, allocation: { ...NEUTRAL.bounds.allocation, critical: 0.2 } }
    const state = bookOf({
      exchanges: [shortAt('BINANCE', 0, { equity: 100_000 }), shortAt('BYBIT', 0), shortAt('OKX', 0)],
    })
    expect(kinds(state, NEUTRAL)).not.toContain('CROSS_VENUE BINANCE')
    expect(kinds(state, { ...NEUTRAL, bounds })).toContain('CROSS_VENUE BINANCE')
  })

  test('is never of delta in a mode that does not hedge, nor in a book of nothing', () => {
    expect(kinds(bookOf({ wallet: holdings({ ETH: 3 }) }), policyOf('eth_staking_only', 'ETH'))).toEqual([])
    expect(kinds(bookOf({ wallet: holdings({}) }))).toEqual([])
  })

  test('is neither raised nor ended by what nobody knows', () => {
    const at = marketAt()
    const mark = (value: number) => ({ ...at.perps.BYBIT.ETHUSDT, mark: value })
    const noMark = { ...at, perps: { ...at.perps, BYBIT: { ...at.perps.BYBIT, ETHUSDT: mark(Number.NaN) } } }
    const noPrice = { ...at, price: { ...at.price, weETH: quote(Number.NaN) } }
    const bounds = { ...NEUTRAL.bounds, allocation: { ...NEUTRAL.bounds.allocation, critical: 0.01 } }
    const on = (state: VenuesState, market: typeof at) => {
      const snapshot = sound({ asOf: at.asOf, state, market }, { ...NEUTRAL, bounds })
      return nextAlarms({ ...assess(snapshot, NEUTRAL), level: 'CRITICAL' }, snapshot, { ...NEUTRAL, bounds }).map(
        ({ kind }) => kind,
      )
    }
    expect(on(margined(0.1), at)).toContain('MARGIN')
    expect(on(margined(0.1), noMark)).not.toContain('MARGIN')
    expect(on(margined(0.5, standing('MARGIN', 'BYBIT')), at)).not.toContain('MARGIN')
    expect(on(margined(0.5, standing('MARGIN', 'BYBIT')), noMark)).toContain('MARGIN')
    const off = { ...owing(1.05), wallet: holdings({ ETH: 20 }) }
    expect(on(off, at)).toEqual(['LTV', 'DELTA', 'CROSS_VENUE'])
    expect(on(off, noPrice)).toEqual([])
    const stood = [...standing('LTV', 'AAVE:main'), ...standing('DELTA', 'BOOK'), ...standing('CROSS_VENUE', 'BYBIT')]
    expect(on({ ...off, alarms: stood }, noPrice)).toEqual(['LTV', 'DELTA', 'CROSS_VENUE'])
  })

  test('keeps the very list, and the state with it, where nothing changed', () => {
    const raised = standing('MARGIN', 'BYBIT')
    const state = margined(0.2, raised)
    expect(alarmsOf(state)).toBe(raised)
    expect(withAlarms(state, raised)).toBe(state)
    expect(withAlarms(state, []).alarms).toEqual([])
    const calm = margined(0.5)
    expect(alarmsOf(calm)).toBe(calm.alarms)
    expect(alarmsOf(margined(0.5, raised), { ...NEUTRAL, buffer: fraction(0) })).toEqual([])
  })
})
