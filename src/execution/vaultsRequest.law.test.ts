import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST, marketOf, POLICY, percent, rules } from '../../test/arbitraries/vaults.ts'
import { abs, at, column, row, SCALE, sum, WAD, worth } from '../models/vault/table.ts'
import type { VaultsConfig } from '../portfolio/vaults/config.ts'
import { holding, ownPrice } from '../portfolio/vaults/cycle/holding.ts'
import type { Cycled } from '../portfolio/vaults/cycle.ts'
import { type Arrival, exactly, type OpenInput } from '../portfolio/vaults/input.ts'
import { live, settle } from '../portfolio/vaults/live/live.ts'
import { feeOf } from '../portfolio/vaults/market.ts'
import { filledOf, lockedBy, worthOf } from '../portfolio/vaults/request.ts'
import { empty, type Marks, type Pending, type VaultsState } from '../portfolio/vaults/state.ts'
import { begin, type Underway } from '../portfolio/vaults/underway.ts'
import { divide } from '../units/rounding.ts'
import { decide } from './cycle.ts'
import { VAULTS_ROOMS } from './vaults.ts'

const RUNS = { numRuns: 2000, seed: 11 }
const LIMIT = 120_000

interface Epoch {
  readonly moves: readonly number[]
  readonly pool: number
  readonly deposits: readonly number[]
  readonly withdrawals: readonly number[]
  /** News of the keeper, each a part of what is left in thousandths, its fee in basis points, and whether the rest comes back. */
  readonly news: readonly { readonly part: number; readonly fee: number; readonly isCancelled: boolean }[]
}

interface Story {
  readonly config: VaultsConfig
  readonly weights: readonly bigint[]
  readonly epochs: readonly Epoch[]
}

const some = <T>(of: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count })

const news = fc.array(
  fc.record({
    part: fc.constantFrom(0, 1, 300, 999, 1000, 1000),
    fee: fc.integer({ min: 0, max: 30 }),
    isCancelled: fc.constantFrom(false, false, true),
  }),
  { maxLength: 2 },
)

const epoch = (vaults: number): fc.Arbitrary<Epoch> =>
  fc.record({
    moves: some(fc.integer({ min: -100, max: 100 }), 3),
    pool: fc.integer({ min: -50, max: 50 }),
    deposits: some(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 })), vaults),
    withdrawals: some(fc.oneof(fc.constant(0), fc.constant(100), fc.integer({ min: 0, max: 100 })), vaults),
    news,
  })

const stories: fc.Arbitrary<Story> = fc
  .array(fc.constantFrom(null, 0, 1), { minLength: 1, maxLength: 3 })
  .chain((own) =>
    fc
      .record({
        weights: some(fc.integer({ min: 0, max: 30 }), 3),
        epochs: fc.array(epoch(own.length), { minLength: 3, maxLength: 3 }),
      })
      .map(({ weights, epochs }) => ({
        config: { ...rules(own), hedgeBand: { kind: 'share' as const, share: percent(1n) / 100n } },
        weights: weights.map((weight) => percent(BigInt(weight))),
        epochs,
      })),
  )

const nudged = (price: bigint, by: number): bigint => (price * BigInt(1000 + by)) / 1000n

/** What the keeper reports: each part is of what the one before left; none of a request that is settled. */
function arrivalsOf(
  pending: Pending | undefined,
  each: Epoch,
  about: Parameters<typeof worthOf>[1],
): readonly Arrival[] {
  let left: Pending | null = pending ?? null
  const found: Arrival[] = []
  for (const { part, fee, isCancelled } of each.news) {
    if (left === null) break
    const filled = divide(sum(worthOf(left, about)) * BigInt(part), 1000n, 'zero')
    const arrival = { filled, fee: feeOf(filled, percent(BigInt(fee)) / 100n), isCancelled }
    found.push(arrival)
    const done = filledOf(left, arrival, about)
    if (!done.ok) throw new RangeError(done.refusal.code)
    left = isCancelled ? null : done.left
  }
  return found
}

function inputOf(state: VaultsState, { config, weights }: Story, each: Epoch): OpenInput {
  const before = state.marks ?? { prices: FIRST.prices.map(({ price }) => price), poolPrice: 95_000_000n }
  const prices = before.prices.map((price, a) => nudged(price, each.moves[a] ?? 0))
  const poolPrice = nudged(before.poolPrice, each.pool)
  const tokens = (thousands: number, v: number): bigint =>
    divide(BigInt(thousands) * 10n ** 29n, ownPrice(config, prices, v), 'down')
  const waiting = (v: number): bigint =>
    sum((state.queue ?? []).flatMap(({ vault, shares }) => (vault === v ? [shares] : [])))
  return {
    ...FIRST,
    key: `epoch ${state.epoch}`,
    prices: prices.map(exactly),
    poolPrice: exactly(poolPrice),
    weights,
    deposits: config.vaults.map((_, v) => tokens(state.epoch === 0 ? 500 : (each.deposits[v] ?? 0), v)),
    withdrawals: config.vaults.map(
      (_, v) => ((at(state.shares, v) - waiting(v)) * BigInt(each.withdrawals[v] ?? 0)) / 100n,
    ),
    arrivals: arrivalsOf(state.pending, each, { marks: { prices, poolPrice }, config }),
  }
}

interface Seen {
  readonly before: VaultsState
  readonly under: Underway
  readonly done: Cycled
}

/** Walks a story with every hedge filled in full; a cycle that is refused or blocked by a rule fails. */
function walk(story: Story, see: (seen: Seen) => void): void {
  const { config, epochs } = story
  const market = marketOf(config, { byRequest: true })
  let state = empty(config.vaults.length, 3)
  for (const each of epochs) {
    const under = begin(state, inputOf(state, story, each), market)
    if (!under.ok) throw new RangeError(under.refusal.code)
    const hedges = under.opened.hedges.map(({ order }) => ({ filled: order, fee: feeOf(order, market.costs.hedge) }))
    const execution = { pool: { filled: 0n, fee: 0n }, hedges }
    const done = settle(state, { sized: under.opened, input: { ...under.input, execution } }, config)
    if (!done.ok) throw new RangeError(done.refusal.code)
    see({ before: state, under, done })
    state = done.state
  }
}

const law = (title: string, see: (story: Story) => void): void =>
  it(title, () => fc.assert(fc.property(stories, see), RUNS), LIMIT)

/** US dollars that fill a request go into pool units to the unit, and nothing else moves but its fee. */
function isConserved({ before, done: { state, journal } }: Seen, config: VaultsConfig): void {
  const { opened, closed, input } = journal
  const { booked = [], left = null } = opened.live?.request ?? {}
  const arrivals = input.arrivals ?? []
  expect(booked.map(({ filled, fee }) => [filled, fee])).toEqual(arrivals.map(({ filled, fee }) => [filled, fee]))
  for (const { filled, fills, fee, fees } of booked) expect([sum(fills), sum(fees)]).toEqual([filled, fee])
  // Pool units follow what was filled, rounded once a fill, and nothing else: what vaults cross sums to zero.
  const filled = sum(booked.map((each) => each.filled))
  const units = sum(state.units) - sum(before.units)
  expect(
    abs(units * opened.marks.poolPrice - filled * SCALE) <= BigInt(booked.length + 1) * opened.marks.poolPrice,
  ).toBe(true)
  const flows = sum(opened.flows.map(({ depositWorth, withdrawalWorth }) => depositWorth - withdrawalWorth))
  const fees = sum(booked.map(({ fee }) => fee)) + sum(closed.tradeFees)
  const was =
    sum(holding(before, opened.marks, config).buffer) +
    sum(before.units.map((each) => worth(each, opened.marks.poolPrice)))
  const equity = sum(opened.marking.equity.map(sum))
  const now = holding(state, opened.marks, config).netAssets
  const lost = was + equity + flows - fees - sum(now)
  expect(abs(lost) <= BigInt(6 * config.vaults.length)).toBe(true)
  // What is promised is there: a mint's tokens in the buffers, a burn's units among those of all.
  if (state.pending?.kind === 'burn') expect(sum(state.pending.parts) <= sum(state.units)).toBe(true)
  if (left !== null) expect(state.pending?.parts).toEqual(left.parts)
  for (const each of state.pending?.parts ?? []) expect(each >= 0n).toBe(true)
}

/** Whether some vault has less than 2 % of its net assets left in its buffer, what is promised to the pool not counted. */
function isSpent(
  state: VaultsState,
  marks: Pick<Marks, 'prices' | 'poolPrice' | 'weights'>,
  config: VaultsConfig,
): boolean {
  const { buffer, netAssets } = holding(state, marks, config)
  const promised = lockedBy(state.pending ?? null, { marks, config })
  return buffer.some((float, v) => at(netAssets, v) > 0n && (float - at(promised, v)) * 50n < at(netAssets, v))
}

/** Every cycle of one story with a fill in it. */
function someCycles(): { readonly seen: readonly Seen[]; readonly config: VaultsConfig } {
  const config = rules([null, 0])
  const still = { moves: [0, 0, 0], pool: 0, deposits: [0, 0], withdrawals: [0, 0] }
  const part = { part: 300, fee: 10, isCancelled: false }
  const epochs = [[], [part], [{ ...part, isCancelled: true }]].map((each) => ({ ...still, news: each }))
  const seen: Seen[] = []
  walk({ config, weights: [percent(20n), 0n, 0n], epochs }, (each) => seen.push(each))
  return { seen, config }
}

describe('the checks of these laws', () => {
  const { seen, config } = someCycles()
  const [, filled] = seen
  if (filled === undefined) throw new RangeError('no cycle')
  const tampered = (change: Partial<VaultsState>): Seen => ({
    ...filled,
    done: { ...filled.done, state: { ...filled.done.state, ...change } },
  })
  const { state } = filled.done

  it('hold for a request that is filled in two parts and cancelled', () => {
    expect(seen.map(({ done }) => done.journal.opened.live?.request?.booked.length)).toEqual([0, 1, 1])
    for (const each of seen) isConserved(each, config)
  })

  it.each<[string, Partial<VaultsState>]>([
    ['pool units that a fill did not bring', { units: state.units.map((each, v) => (v === 0 ? each + WAD : each)) }],
    ['money that is counted in the buffer and in the pool', { buffer: state.buffer.map((each) => each + WAD) }],
    ['money under way that is lost', { buffer: state.buffer.map((each) => each - WAD) }],
    ['a promise that is forgotten', { pending: { kind: 'mint', since: 0, age: 0n, parts: [0n, 0n] } }],
  ])('fail for %s', (_, change) => {
    expect(() => isConserved(tampered(change), config)).toThrow()
  })

  it('fail for a fill that is not booked', () => {
    const { journal } = filled.done
    const input = { ...journal.input, arrivals: [] }
    expect(() => isConserved({ ...filled, done: { ...filled.done, journal: { ...journal, input } } }, config)).toThrow()
  })
})

describe('a pool that settles by request', () => {
  law('books what is filled and loses nothing, from a request over its parts to its end', (story) => {
    walk(story, (seen) => isConserved(seen, story.config))
  })

  law('is asked once: while a request waits no other is sent, and hedges follow what is held', (story) => {
    walk(story, ({ done: { state, journal } }) => {
      const { opened, closed } = journal
      if (opened.live?.request?.left != null) expect(opened.pool.order).toBe(0n)
      const worths = sum(opened.netAssets.map((each) => (each > 0n ? each : 0n)))
      // Whoever leaves is paid from the buffers; what these no longer have equity for is open until pool is burnt.
      if (isSpent(state, opened.marks, story.config)) return
      const band = worths / 10_000n + 1n
      const drawn = sum(closed.equity.map((each, v) => abs(sum(each) - sum(row(opened.fit.equity, v)))))
      for (const a of [0, 1, 2]) expect(abs(sum(column(closed.residual, a))) <= band + drawn + 40n).toBe(true)
      for (const [v, units] of state.units.entries())
        if (units === 0n) expect(row(state.external, v).every((x) => x === 0n)).toBe(true)
    })
  })

  law('has plans that no rule blocks, which end where the cycle ends; and a journal leads there again', (story) => {
    const market = marketOf(story.config, { byRequest: true })
    walk(story, ({ before, under, done }) => {
      const { weighed, unavailable } = decide({ asOf: market.asOf, state: under, market }, POLICY, VAULTS_ROOMS)
      const blocks = weighed.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'block'))
      expect([unavailable, blocks]).toEqual([[], []])
      expect(weighed[0]?.proposal.forecast.final.next).toEqual(done.state)
      expect(live(before, done.journal.input, story.config)).toEqual(done)
    })
  })
})
