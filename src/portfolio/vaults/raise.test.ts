import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIRST, marketOf, percent, rules, SECOND } from '../../../test/arbitraries/vaults.ts'
import { at, column, sum } from '../../models/vault/table.ts'
import { open } from './cycle/open.ts'
import { cycle } from './cycle.ts'
import { exactly, type OpenInput } from './input.ts'
import type { Opened } from './journal.ts'
import { feeOf, type VaultsMarket } from './market.ts'
import { empty, type VaultsState } from './state.ts'

/** Every order filled, at the costs of the market. */
const paid = ({ pool, hedges }: Opened, { costs }: VaultsMarket) => ({
  pool: { filled: pool.order, fee: feeOf(pool.order, costs.pool) },
  hedges: hedges.map(({ order }) => ({ filled: order, fee: feeOf(order, costs.hedge) })),
})

function closed(input: OpenInput, market: VaultsMarket, state: VaultsState) {
  const priced = { ...input, costs: market.costs }
  const opened = open(state, priced, market.config)
  if (!opened.ok) throw new RangeError(opened.refusal.code)
  return { opened, found: cycle(state, { ...priced, execution: paid(opened, market) }, market.config) }
}

function next(input: OpenInput, market: VaultsMarket, state: VaultsState) {
  const { opened, found } = closed(input, market, state)
  if (!found.ok) throw new RangeError(found.refusal.code)
  return { opened, ...found }
}

const wide = { target: percent(20n), min: percent(12n), max: percent(30n) }
const NOTHING = empty(1, 3)
const alone = marketOf({ ...rules([1]), equityRatio: [wide, wide, wide] })
const OPEN: OpenInput = {
  ...FIRST,
  deposits: [300n * 10n ** 18n],
  withdrawals: [0n],
  weights: [percent(2n), percent(9n), 0n],
}

/** Ether rises by 10 %: its vault has gained on a long hedge, and the band lets all of that stay at the venue. */
const RISEN: OpenInput = {
  ...OPEN,
  key: 'second',
  deposits: [0n],
  prices: FIRST.prices.map((quote, a) => (a === 1 ? exactly((quote.price * 110n) / 100n) : quote)),
}

test('equity beyond its target comes back before a vault burns for its buffer', () => {
  const first = next(OPEN, alone, NOTHING).state
  const { opened, journal, state } = next(RISEN, alone, first)
  const kept = sum(column(opened.marking.equity, 1)) - at(opened.marking.netAssets, 0) / 20n
  expect(kept).toBeGreaterThan(0n)
  expect(opened.equityBands.map(({ max }) => max)).toEqual(Array(3).fill(wide.target))
  expect(at(journal.closed.transfers, 1)).toBeLessThan(0n)
  expect(opened.raised).toEqual([0n])
  expect(at(state.buffer, 0)).toBeGreaterThan(0n)
  for (const left of journal.closed.residual.flat()) expect(left >= -200_000_000n && left <= 200_000_000n).toBe(true)
})

test('a vault without a buffer mints less by what its trades cost', () => {
  const bare = { ...alone, config: { ...alone.config, buffer: { target: 0n, min: 0n, max: percent(10n), hold: 0n } } }
  const { opened, journal } = next(OPEN, bare, NOTHING)
  expect(at(opened.raised, 0)).toBeGreaterThan(0n)
  const left = at(journal.closed.buffer, 0)
  expect(left >= 0n && left < 10_000_000n).toBe(true)
  // Where nobody says what trades cost, they take the buffer below zero.
  const whole = open(NOTHING, OPEN, bare.config)
  if (!whole.ok) throw new RangeError(whole.refusal.code)
  expect(cycle(NOTHING, { ...OPEN, execution: paid(whole, bare) }, bare.config)).toMatchObject({ ok: false })
})

test('fees that nothing can pay are refused at the close', () => {
  const dear = { ...alone, costs: { pool: percent(1n), hedge: percent(900n) } }
  const { opened, found } = closed(OPEN, dear, NOTHING)
  expect(opened.raised).toEqual(opened.fit.pool)
  expect(found).toMatchObject({ ok: false, refusal: { code: 'NEGATIVE_BUFFER' } })
})

const move = fc.integer({ min: -12, max: 12 })

test('fees that are expected never leave a buffer below zero, whoever pays them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(null, 0, 1, 2), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(0n, 2_500n, 10_000n),
      fc.array(fc.tuple(move, move, move), { minLength: 1, maxLength: 4 }),
      (own, crossingShareBps, moves) => {
        const buffer = { target: 0n, min: 0n, max: percent(10n), hold: 0n }
        const base = rules(own)
        const market = marketOf({ ...base, equityRatio: [wide, wide, wide], buffer, crossingShareBps })
        const deposits = own.map(
          (asset) => (asset === null ? 500_000n : ([18n, 270n, 80_000n][asset] ?? 0n)) * 10n ** 18n,
        )
        const none = own.map(() => 0n)
        let { prices } = FIRST
        let { state } = next({ ...FIRST, deposits, withdrawals: none }, market, empty(own.length, 3))
        for (const [i, by] of moves.entries()) {
          prices = prices.map(({ price }, a) => exactly((price * BigInt(100 + (by[a] ?? 0))) / 100n))
          const input = { ...SECOND, key: `${i}`, prices, deposits: none, withdrawals: none }
          const { found } = closed(input, market, state)
          if (!found.ok) throw new RangeError(found.refusal.code)
          state = found.state
        }
        expect(state.buffer.every((float) => float >= 0n)).toBe(true)
      },
    ),
  )
})
