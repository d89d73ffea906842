import { expect, test } from 'vitest'
import { BOOK, MARKET } from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import { hours, type Instant, instant } from '../../units/time.ts'
import { settle } from './settle.ts'
import type { VenuesFlight } from './state.ts'

const asOf = MARKET.asOf
const flight = (p95: Instant, change: Partial<VenuesFlight> = {}): VenuesFlight => ({
  key: 'x#0',
  asset: 'USDT',
  quantity: quantity(1000),
  from: 'WALLET',
  to: 'BINANCE',
  departed: instant(asOf - 60_000),
  eta: { p50: p95, p95, stress: p95 },
  ...change,
})
const settled = (one: VenuesFlight, market = MARKET) =>
  settle({ asOf, state: { ...BOOK, flights: [one] }, market }, hours(4))
const margin = (state: typeof BOOK) => state.exchanges.find(({ place }) => place === 'BINANCE')?.trading.USDT

test('what is on time lands, and USDT at an exchange becomes margin', () => {
  const end = settled(flight(instant(asOf + 600_000)))
  expect(end.flights).toEqual([])
  expect(margin(end)).toBe((margin(BOOK) ?? 0) + 1000)
  const home = settled(flight(instant(asOf + 600_000), { to: 'WALLET', from: 'BINANCE' }))
  expect(home.wallet.USDT).toBe(BOOK.wallet.USDT + 1000)
})

test('what is overdue, or comes later than it may take, is not counted on', () => {
  expect(settled(flight(instant(asOf - 1))).flights).toHaveLength(1)
  expect(settled(flight(instant(asOf + 5 * 3_600_000))).flights).toHaveLength(1)
})

test('what cannot be credited stays in the air', () => {
  const down = { ...MARKET, down: ['BINANCE' as const] }
  expect(settled(flight(instant(asOf + 600_000)), down).flights).toHaveLength(1)
})
