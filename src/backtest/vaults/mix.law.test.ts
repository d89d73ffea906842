// Several pools in one position (docs/models/vault.md, "Several pools"), over stories of prices, flows and partial fills.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abs, at, sum } from '../../models/vault/table.ts'
import { poolFee } from '../../portfolio/vaults/cost.ts'
import type { Cycled } from '../../portfolio/vaults/cycle.ts'
import { exactly } from '../../portfolio/vaults/input.ts'
import { live, planned, settle } from '../../portfolio/vaults/live/live.ts'
import { OPEN_POOL, type PoolSide } from '../../portfolio/vaults/market.ts'
import { emptyMix, type MixTerms } from '../../portfolio/vaults/mix/pool.ts'
import { empty, type VaultsState } from '../../portfolio/vaults/state.ts'
import { begin as beginUnder } from '../../portfolio/vaults/underway.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Epoch, Filling, Scene } from './epoch.ts'
import { fillOf } from './fill.ts'
import { bought, type MixTurn, marketOf, withMix } from './mix.ts'
import { begin, inputOf } from './standing.ts'

const WAD = 10n ** 18n
const permille = (n: number): bigint => (BigInt(n) * WAD) / 1000n
const band = { target: permille(20), min: permille(20), max: permille(20) }
const RATE = permille(1)

const CONFIG: Scene['config'] = {
  assets: ['BTC', 'ETH'],
  vaults: ['USDC', 'ETH'],
  own: [null, 1],
  equityRatio: [band, band],
  buffer: { target: permille(50), min: permille(20), max: permille(100), hold: permille(30) },
  fees: { management: 0n, performance: 0n, deposit: 0n, withdrawal: 0n },
  hedgeMax: [null, null],
  poolMax: null,
  vaultMax: [null, null],
  orderMin: 1_000_000n,
  intervalMin: 0n,
  guard: { ageMax: null, jumpMax: null, differenceMax: null, residualMax: null, equityRatioMin: null },
}

interface Beat {
  readonly moves: readonly [number, number]
  readonly pools: readonly [number, number, number]
  readonly parts: readonly [number, number, number]
  readonly deposit: number
  readonly withdrawal: number
}

interface Story {
  readonly shares: readonly bigint[]
  readonly mintMax: bigint | null
  readonly burnMax: bigint | null
  readonly lock: bigint
  readonly drift: bigint
  readonly beats: readonly Beat[]
}

const move = fc.integer({ min: -150, max: 150 })
const part = fc.constantFrom(1000, 1000, 600, 250, 0)
const beat: fc.Arbitrary<Beat> = fc.record({
  moves: fc.tuple(move, move),
  pools: fc.tuple(move, move, move),
  parts: fc.tuple(part, part, part),
  deposit: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })),
  withdrawal: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300_000 })),
})

const sharesOf = (first: number, second: number): readonly bigint[] =>
  second === 0
    ? [permille(first), WAD - permille(first)]
    : [permille(first), permille(second), WAD - permille(first + second)]

const story: fc.Arbitrary<Story> = fc.record({
  shares: fc
    .tuple(fc.integer({ min: 50, max: 600 }), fc.oneof(fc.constant(0), fc.integer({ min: 50, max: 300 })))
    .map(([first, second]) => sharesOf(first, second)),
  mintMax: fc.constantFrom(null, null, 250_000_000_000n),
  burnMax: fc.constantFrom(null, null, 40_000_000_000n),
  lock: fc.constantFrom(0n, 0n, 50_000n),
  drift: fc.constantFrom(permille(50), permille(5), 0n),
  beats: fc.array(beat, { maxLength: 1 }),
})

/** Price and deltas of each pool before the first move; the last delta is of an asset that nobody hedges. */
const POOLS = [
  { price: 95_000_000, weights: [permille(260), permille(330), permille(50)] },
  { price: 131_415_926, weights: [0n, permille(500), 0n] },
  { price: 7_777_777, weights: [permille(480), -permille(20), 0n] },
] as const

const moved = (from: number, permilles: readonly number[]): bigint =>
  BigInt(Math.round(permilles.reduce((price, by) => price * (1 + by / 1000), from)))

function epochs({ beats, shares }: Pick<Story, 'beats' | 'shares'>, isMix: boolean): readonly Epoch[] {
  return [{ ...CALM, parts: beats[0]?.parts ?? CALM.parts }, ...beats].map((each, i) => {
    const passed = beats.slice(0, i)
    const price = (from: number, of: (beat_: Beat) => number) => moved(from, passed.map(of))
    const filling = (k: number): Filling => ({ kind: 'part', part: permille(each.parts[k] ?? 0), fee: null })
    const marks = POOLS.slice(0, shares.length).map(({ price: from, weights }, k) => ({
      price: price(from, ({ pools }) => pools[k] ?? 0),
      weights,
    }))
    const first = marks[0] ?? { price: 0n, weights: [] }
    return {
      label: `T${i}`,
      at: null,
      elapsed: i === 0 ? 0n : 28_800n,
      prices: [
        exactly(price(2_750_000_000_000, ({ moves }) => moves[0])),
        exactly(price(185_000_000_000, ({ moves }) => moves[1])),
      ],
      poolPrice: exactly(first.price),
      weights: first.weights.slice(0, 2),
      ...(isMix ? { pools: marks } : {}),
      outside: [{ price: 2_000_000_000n, weight: at(first.weights, 2) }],
      income: 0n,
      funding: [0n, 0n].map((cost) => ({ cost, per: null })),
      settlements: [],
      venue: null,
      between: [],
      stated: [null, null],
      start: i === 0 ? [1_000_000n * WAD, 300n * WAD] : [0n, 0n],
      deposits: [BigInt(each.deposit) * WAD, 0n],
      withdrawals: [BigInt(each.withdrawal) * WAD, 0n],
      fills: {
        pool: filling(0),
        ...(isMix ? { pools: marks.map((_, k) => filling(k)) } : {}),
        hedges: [0, 1].map((): Filling => ({ kind: 'part', part: WAD, fee: null })),
      },
    }
  })
}

const CALM: Beat = { moves: [0, 0], pools: [0, 0, 0], parts: [1000, 1000, 1000], deposit: 0, withdrawal: 0 }

const termsOf = ({ shares, drift, mintMax, burnMax, lock }: Story): MixTerms => ({
  drift,
  pools: shares.map((share, k) => ({
    name: `pool ${k}`,
    share,
    fee: { mint: RATE, burn: RATE },
    mintMax: k === 0 ? mintMax : null,
    burnMax: k === 0 ? burnMax : null,
    lock: k === 0 ? lock : 0n,
  })),
})

interface World {
  readonly told: readonly Epoch[]
  readonly mix: MixTerms | undefined
  readonly pool: PoolSide
}

const COSTS = { pool: RATE, hedge: permille(1) }

interface Turn extends Cycled {
  readonly before: VaultsState
  readonly epoch: Epoch
  readonly mix: MixTurn | null
}

/** Cycles one after the other as `settled` runs them, without the decision: hedges are filled whole. */
function turns({ told, mix, pool }: World): readonly Turn[] {
  let state = empty(2, 2)
  return told.map((epoch, index) => {
    const before = state
    const about = { config: CONFIG, ...(mix === undefined ? {} : { mix }) }
    const standing = begin({ config: CONFIG, start: before })
    const input = inputOf(standing, { scene: { ...about, costs: COSTS, pool }, epoch, index })
    const side = marketOf(about, epoch)
    const market = { config: CONFIG, costs: COSTS, pool: { ...pool, ...(side === undefined ? {} : { mix: side }) } }
    const under = right(beginUnder(before, input, market))
    const { order } = under.prepared.opened.pool
    const single = { ok: true, prepared: under.prepared, turn: null, pool: ofSingle(order, epoch) } as const
    const {
      prepared,
      turn,
      pool: fill,
    } = under.mix === undefined || side === undefined
      ? single
      : right(bought({ prepared: under.prepared, mix: under.mix }, epoch.fills.pools, side))
    const sized = right(planned(prepared, { pool: fill }, CONFIG))
    const hedges = sized.hedges.map((each) => ({ filled: each.order, fee: abs(each.order) / 1000n }))
    const closing = { ...prepared.input, execution: { pool: fill, hedges } }
    const done = right(settle(before, { sized, input: closing }, CONFIG))
    state = turn === null || side === undefined ? done.state : withMix(done.state, turn, side)
    return { ...done, state, before, epoch, mix: turn }
  })
}

const ofSingle = (order: bigint, { fills }: Epoch) =>
  fillOf(order, fills.pool, { size: order, feeOf: (sent) => poolFee(COSTS, sent) })

function right<T extends { readonly ok: true }>(answer: T | Refused): T {
  if (!answer.ok) throw new Error(answer.refusal.code)
  return answer
}

const CENT = 10_000n
const RUNS = { numRuns: 2000, seed: 20_261_128 }
const LONG = 180_000

const plain = ({ key: _, mix: __, ...state }: VaultsState): Omit<VaultsState, 'key' | 'mix'> => state

test('a mix of one pool is that pool, to the last unit', { timeout: LONG }, () => {
  fc.assert(
    fc.property(story, (one) => {
      const only: Story = { ...one, shares: [WAD], lock: 0n }
      const { mintMax, burnMax } = only
      const single = turns({ told: epochs(only, false), mix: undefined, pool: { ...OPEN_POOL, mintMax, burnMax } })
      for (const [i, turn] of turns({ told: epochs(only, true), mix: termsOf(only), pool: OPEN_POOL }).entries()) {
        const other = single[i]
        const units = sum(turn.state.units)
        const expected = { ...plain(other?.state ?? turn.before), mix: { cash: 0n, units: [units], locked: [0n] } }
        expect({ ...plain(turn.state), mix: turn.state.mix }).toEqual(expected)
        expect(turn.journal.closed).toEqual(other?.journal.closed)
      }
    }),
    RUNS,
  )
})

const run = (told: Story): readonly Turn[] => turns({ told: epochs(told, true), mix: termsOf(told), pool: OPEN_POOL })

test('units of every pool and dollars are conserved, whatever is filled', { timeout: LONG }, () => {
  fc.assert(
    fc.property(story, (told) => {
      const terms = termsOf(told)
      for (const { before, state, epoch, journal, mix } of run(told)) {
        const { opened, closed } = journal
        const was = before.mix ?? emptyMix(terms.pools)
        const is = state.mix ?? emptyMix(terms.pools)
        const trades = mix?.trades ?? []
        const wrong = trades.filter(({ order, filled }, k) => {
          const price = epoch.pools?.[k]?.price ?? 1n
          const gained = at(is.units, k) - at(was.units, k)
          const { mintMax, burnMax, lock } = terms.pools[k] ?? { mintMax: null, burnMax: null, lock: 0n }
          // Within half a unit of what the dollars buy.
          const isBooked = 2n * abs(gained * price - filled * 10n ** 20n) <= price && at(is.units, k) >= 0n
          const isWithin = (mintMax === null || order <= mintMax) && (burnMax === null || -order <= burnMax)
          const isFree = at(was.locked, k) <= epoch.elapsed || filled >= 0n
          return !isBooked || !isWithin || !isFree || (filled > 0n && at(is.locked, k) !== lock)
        })
        expect(wrong).toEqual([])
        const net = sum(trades.map(({ filled }) => filled))
        expect(is.cash >= 0n).toBe(true)
        const spent = sum(opened.buffer) - sum(closed.buffer)
        const { hedges } = journal.input.execution
        const fees = sum([...trades, ...hedges].map(({ fee }) => fee))
        expect([spent, sum(closed.tradeFees)]).toEqual([net + is.cash - was.cash + sum(closed.transfers) + fees, fees])
        // What the vaults' units are worth is what the mix holds, but for the rounding of its price: 1e-8 of a dollar a unit.
        const holds = sum(trades.map(({ worth }) => worth)) + is.cash
        const most = sum(state.units) / 10n ** 18n / 50n + 10n
        expect(abs(sum(closed.poolWorth) - holds) <= most).toBe(true)
      }
    }),
    RUNS,
  )
})

const LAST = 'hedges follow the deltas of what is held after the fills, and the journal leads to the same state'
test(LAST, { timeout: LONG }, () => {
  fc.assert(
    fc.property(story, (told) => {
      const all = run(told)
      for (const { state, epoch, journal } of all) {
        const worths = (epoch.pools ?? []).map(({ price }, k) => Number(state.mix?.units[k] ?? 0n) * Number(price))
        const total = worths.reduce((all, each) => all + each, 0) + Number(state.mix?.cash ?? 0n) * 1e20
        for (const [a, weight] of (state.marks?.weights ?? []).entries()) {
          const exact = worths.reduce((all, each, k) => all + each * Number(epoch.pools?.[k]?.weights[a] ?? 0n), 0)
          if (total > 1e26) expect(Math.abs(Number(weight) - exact / total)).toBeLessThan(1e9)
        }
        const isOpen = journal.closed.residual.flat().some((open) => abs(open) > CENT)
        expect(isOpen).toBe(false)
      }
      const last = all.at(-1)
      const again = last === undefined ? last : live(last.before, last.journal.input, CONFIG)
      expect(again?.ok === true && plain(again.state)).toEqual(last && plain(last.state))
    }),
    RUNS,
  )
})
