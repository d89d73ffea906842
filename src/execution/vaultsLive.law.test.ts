import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST, marketOf, POLICY, percent, rules } from '../../test/arbitraries/vaults.ts'
import { abs, at, column, max, row, sum, WAD } from '../models/vault/table.ts'
import type { HedgeBand, VaultsConfig } from '../portfolio/vaults/config.ts'
import { ownPrice } from '../portfolio/vaults/cycle/holding.ts'
import type { Cycled } from '../portfolio/vaults/cycle.ts'
import { type Execution, exactly, type OpenInput } from '../portfolio/vaults/input.ts'
import type { Opened } from '../portfolio/vaults/journal.ts'
import { live, planned, settle } from '../portfolio/vaults/live/live.ts'
import { feeOf, type PoolSide, type VaultsMarket } from '../portfolio/vaults/market.ts'
import { empty, type VaultsState } from '../portfolio/vaults/state.ts'
import { begin, type Underway } from '../portfolio/vaults/underway.ts'
import { divide } from '../units/rounding.ts'
import { decide } from './cycle.ts'
import { VAULTS_ROOMS } from './vaults.ts'

const RUNS = { numRuns: 2000 }
const LIMIT = 120_000

interface Epoch {
  readonly moves: readonly number[]
  readonly pool: number
  readonly deposits: readonly number[]
  readonly withdrawals: readonly number[]
  readonly filled: readonly number[]
  readonly fee: number
}

interface Story {
  readonly config: VaultsConfig
  readonly side: Partial<PoolSide>
  readonly weights: readonly bigint[]
  readonly epochs: readonly Epoch[]
}

const some = <T>(of: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count })

const epoch = (vaults: number, part: fc.Arbitrary<number>): fc.Arbitrary<Epoch> =>
  fc.record({
    moves: some(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -300, max: 300 })), 3),
    pool: fc.integer({ min: -150, max: 150 }),
    deposits: some(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 })), vaults),
    withdrawals: some(fc.oneof(fc.constant(0), fc.constant(100), fc.integer({ min: 0, max: 100 })), vaults),
    filled: some(part, 4),
    fee: fc.integer({ min: 0, max: 30 }),
  })

const ALL = fc.constant(1000)
const PART = fc.constantFrom(1000, 1000, 600, 10, 0)

function stories(part: fc.Arbitrary<number>): fc.Arbitrary<Story> {
  return fc.array(fc.constantFrom(null, 0, 1, 2), { minLength: 1, maxLength: 3 }).chain((own) =>
    fc
      .record({
        orderMin: fc.constantFrom(0n, 1_000_000n),
        hedgeBand: fc.constantFrom<HedgeBand>(share(0n), share(percent(1n) / 100n), share(percent(1n)), {
          kind: 'weighed',
          orderCost: 2_000_000n,
        }),
        withdrawal: fc.constantFrom(0n, percent(1n) / 2n),
        poolMax: fc.constantFrom(null, null, 900_000_000_000n),
        room: fc.constantFrom(null, null, 150_000_000_000n),
        weights: some(fc.integer({ min: 0, max: 30 }), 3),
        epochs: fc.array(epoch(own.length, part), { minLength: 2, maxLength: 2 }),
      })
      .map(({ withdrawal, room, weights, epochs, ...terms }) => {
        const base = rules(own)
        return {
          config: { ...base, ...terms, fees: { ...base.fees, withdrawal } },
          side: { mintMax: room, burnMax: room },
          weights: weights.map((weight) => percent(BigInt(weight))),
          epochs,
        }
      }),
  )
}

const nudged = (price: bigint, by: number): bigint => (price * BigInt(1000 + by)) / 1000n

/** The input of an epoch; the first brings half a million US dollars for each vault. */
function inputOf(state: VaultsState, { config, weights }: Story, each: Epoch): OpenInput {
  const marks = state.marks ?? { prices: FIRST.prices.map(({ price }) => price), poolPrice: 95_000_000n }
  const prices = marks.prices.map((price, a) => nudged(price, each.moves[a] ?? 0))
  const tokens = (thousands: number, v: number): bigint =>
    divide(BigInt(thousands) * 10n ** 29n, ownPrice(config, prices, v), 'down')
  const waiting = (v: number): bigint =>
    sum((state.queue ?? []).flatMap(({ vault, shares }) => (vault === v ? [shares] : [])))
  return {
    ...FIRST,
    key: `epoch ${state.epoch}`,
    prices: prices.map(exactly),
    poolPrice: exactly(nudged(marks.poolPrice, each.pool)),
    weights,
    deposits: config.vaults.map((_, v) => tokens(state.epoch === 0 ? 500 : (each.deposits[v] ?? 0), v)),
    withdrawals: config.vaults.map(
      (_, v) => ((at(state.shares, v) - waiting(v)) * BigInt(each.withdrawals[v] ?? 0)) / 100n,
    ),
  }
}

interface Filled {
  readonly execution: Execution
  readonly sized: Opened
}

/** Parts of the orders filled, the hedges' sized by what the pool filled, each at so many basis points. */
function fillsOf(under: Underway, { filled, fee }: Epoch, config: VaultsConfig): Filled {
  const part = (order: bigint, k: number) => {
    const done = divide(order * BigInt(filled[k] ?? 0), 1000n, 'zero')
    return { filled: done, fee: feeOf(done, (WAD * BigInt(fee)) / 10_000n) }
  }
  const pool = part(under.prepared.opened.pool.order, 0)
  const sized = planned(under.prepared, { pool }, config)
  if (!sized.ok) throw new RangeError(sized.refusal.code)
  return { execution: { pool, hedges: sized.hedges.map(({ order }, a) => part(order, a + 1)) }, sized }
}

interface Seen {
  readonly before: VaultsState
  readonly under: Underway
  readonly market: VaultsMarket
  readonly execution: Execution
  readonly done: Cycled
}

/** Walks a story and shows each cycle. One that cannot be opened or closed fails. */
function walk(story: Story, see: (seen: Seen) => void): VaultsState {
  const { config, side, epochs } = story
  const market = marketOf(config, side)
  let state = empty(config.vaults.length, 3)
  for (const each of epochs) {
    const under = begin(state, inputOf(state, story, each), market)
    if (!under.ok) throw new RangeError(under.refusal.code)
    const { execution, sized } = fillsOf(under, each, config)
    const done = settle(state, { sized, input: { ...under.input, execution } }, config)
    if (!done.ok) throw new RangeError(done.refusal.code)
    see({ before: state, under, market, execution, done })
    state = done.state
  }
  return state
}

/** Fills and fees are shared out to the unit, and net assets change by fees and flows alone. */
function isBooked({ execution: { pool, hedges }, done: { journal, state } }: Seen): void {
  const { closed, opened } = journal
  for (const [k, fill] of [pool, ...hedges].entries()) {
    const booked = [closed.pool, ...closed.hedges][k]
    const fees = sum(booked?.fees ?? []) + (booked?.unassigned ?? 0n)
    expect([sum(booked?.fills ?? []), fees]).toEqual([fill.filled, fill.fee])
  }
  for (const a of [0, 1, 2]) expect(sum(column(state.internal, a))).toBe(0n)
  const flows = opened.flows.map(({ depositWorth, withdrawalWorth }) => depositWorth - withdrawalWorth)
  expect(sum(closed.netAssets)).toBe(sum(opened.marking.netAssets) + sum(flows) - sum(closed.tradeFees))
}

/** Shares that are not paid exist and wait, in the order in which they asked. */
function isQueued({ before, done: { state, journal } }: Seen, { vaults }: VaultsConfig): void {
  const { asked = [], leaving = [] } = journal.opened.live ?? {}
  for (const v of vaults.keys()) {
    const waits = (state.queue ?? []).filter(({ vault }) => vault === v)
    const left = at(asked, v) - at(leaving, v)
    expect(sum(waits.map(({ shares }) => shares))).toBe(left)
    const minted = journal.opened.flows[v]?.minted ?? 0n
    expect(at(state.shares, v)).toBe(at(before.shares, v) + minted - at(leaving, v))
    expect(left <= at(state.shares, v)).toBe(true)
    const times = waits.map(({ since }) => since)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  }
}

/** Where hedges were filled in full, only the band, small orders and equity that came back for a dearer fee leave delta open. */
function isHedged(seen: Seen, config: VaultsConfig): void {
  const {
    execution: { hedges },
    done: { journal },
  } = seen
  const { closed, opened } = journal
  if (opened.hedges.some(({ order }, a) => order !== hedges[a]?.filled)) return
  const worth = sum(opened.netAssets.map((each) => (each > 0n ? each : 0n)))
  const drawn = sum(closed.equity.map((each, v) => abs(sum(each) - sum(row(opened.fit.equity, v)))))
  for (const a of [0, 1, 2]) {
    const hedged = sum(column(opened.marking.external, a))
    const band = widest(config.hedgeBand, { worth, delta: max(abs(exposed(seen, a)), abs(hedged)) })
    expect(abs(sum(column(closed.residual, a))) <= band + config.orderMin + drawn + ROUNDING).toBe(true)
  }
}

const exposed = ({ done }: Seen, a: number): bigint =>
  divide(sum(done.journal.closed.poolWorth) * at(done.journal.opened.marks.weights, a), WAD, 'down')

/** Most that the band leaves open: the fee on what drifts over 3 · √2, and the order y that saves 3 · y² / (√2 · E) of what an order costs. */
function widest(band: HedgeBand | undefined, { worth, delta }: { worth: bigint; delta: bigint }): bigint {
  if (band === undefined) return 0n
  if (band.kind === 'share') return divide(band.share * worth, WAD, 'up')
  const usd = Number(delta) / 1e6
  return BigInt(Math.ceil(1e6 * ((usd * FEE) / (3 * Math.SQRT2) + Math.sqrt((usd * 2 * Math.SQRT2) / 3))))
}

const share = (of: bigint): HedgeBand => ({ kind: 'share', share: of })

const law = (title: string, of: fc.Arbitrary<Story>, see: (story: Story) => void): void =>
  it(title, () => fc.assert(fc.property(of, see), RUNS), LIMIT)

describe('cycles in use', () => {
  law('book what was filled, keep every share that is not paid, and hedge what is held', stories(PART), (story) => {
    walk(story, (seen) => {
      isBooked(seen)
      isQueued(seen, story.config)
      isHedged(seen, story.config)
    })
  })

  law('lead from a journal to the same state again', stories(PART), (story) => {
    const seen: Seen[] = []
    walk(story, (each) => seen.push(each))
    const last = seen.at(-1)
    if (last === undefined) return
    const { before, done } = last
    expect(live(before, done.journal.input, story.config)).toEqual(done)
  })

  law('are blocked by no rule, whoever leaves and whatever was filled before', stories(PART), (story) => {
    walk(story, ({ before, under, market }) => {
      if (before.epoch === 0) return
      const { weighed, unavailable } = decide({ asOf: market.asOf, state: under, market }, POLICY, VAULTS_ROOMS)
      const said = weighed.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'block'))
      expect([unavailable, said]).toEqual([[], []])
    })
  })

  law('end where the plan of the cycle ends, if all is filled at its cost', stories(ALL), (story) => {
    walk(story, ({ before, under, market }) => {
      const { costs } = market
      const sized = under.opened
      const cost = (order: bigint, rate: bigint) => ({ filled: order, fee: feeOf(order, rate) })
      const whole = {
        pool: cost(sized.pool.order, costs.pool),
        hedges: sized.hedges.map(({ order }) => cost(order, costs.hedge)),
      }
      const done = settle(before, { sized, input: { ...under.input, execution: whole } }, story.config)
      const { weighed } = decide({ asOf: market.asOf, state: under, market }, POLICY, VAULTS_ROOMS)
      expect(done.ok && done.state).toEqual(weighed[0]?.proposal.forecast.final.next)
    })
  })

  law('leave a flow that cannot be with its owner, and change nothing for the others', stories(ALL), (story) => {
    const { config, side } = story
    const state = walk(story, () => {})
    const market = marketOf(config, side)
    const still = { moves: [5, -5, 0], pool: 3, deposits: [], withdrawals: [], filled: [], fee: 0 }
    const input = inputOf(state, story, still)
    const wrong = { ...input, withdrawals: input.withdrawals.with(0, at(state.shares, 0) + 1n) }
    const [good, bad] = [begin(state, input, market), begin(state, wrong, market)]
    if (!good.ok || !bad.ok) throw new RangeError('refused')
    expect(bad.opened.flows[0]?.refused?.code).toBe('SHARES_SHORT')
    expect([bad.opened.pool, bad.opened.hedges, bad.opened.shares]).toEqual([
      good.opened.pool,
      good.opened.hedges,
      good.opened.shares,
    ])
  })
})

describe('a market that stands still', () => {
  law('comes to rest, and no order goes back on one before', stories(ALL), (story) => {
    let state = walk(story, () => {})
    const market = marketOf(story.config, story.side)
    const still = { moves: [0, 0, 0], pool: 0, deposits: [], withdrawals: [], filled: [1000, 1000, 1000, 1000], fee: 0 }
    const orders: bigint[] = []
    for (let cycles = 0; cycles < CYCLES_MAX; cycles += 1) {
      const under = begin(state, inputOf(state, story, still), market)
      if (!under.ok) throw new RangeError(under.refusal.code)
      const { costs } = market
      const { pool, hedges } = under.opened
      if ([pool, ...hedges].every(({ order }) => abs(order) <= ROUNDING)) return
      orders.push(pool.order)
      const execution = {
        pool: { filled: pool.order, fee: feeOf(pool.order, costs.pool) },
        hedges: hedges.map(({ order }) => ({ filled: order, fee: feeOf(order, costs.hedge) })),
      }
      const done = settle(state, { sized: under.opened, input: { ...under.input, execution } }, story.config)
      if (!done.ok) throw new RangeError(done.refusal.code)
      state = done.state
    }
    expect(orders.map(String)).toBe('at rest')
  })
})

const CYCLES_MAX = 40
const ROUNDING = 40n
const FEE = 0.0006
