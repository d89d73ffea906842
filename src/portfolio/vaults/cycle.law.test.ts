import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abs, at, cell, column, max, min, row, sum, WAD, worth } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'
import type { VaultsConfig } from './config.ts'
import { ownPrice } from './cycle/holding.ts'
import { open } from './cycle/open.ts'
import { type Cycled, cycle, filled } from './cycle.ts'
import { type Execution, exactly, type OpenInput } from './input.ts'
import type { Opened } from './journal.ts'
import { empty, type VaultsState } from './state.ts'

const ASSETS = [0, 1, 2]
const percent = (n: bigint): bigint => (n * WAD) / 100n
const band = { target: percent(10n), min: percent(8n), max: percent(14n) }
const FIRST_PRICES = [2_750_000_000_000n, 185_000_000_000n, 600_000_000n]

interface Epoch {
  readonly moves: readonly number[]
  readonly pool: number
  readonly weights: readonly number[]
  readonly income: bigint
  readonly funding: readonly bigint[]
  readonly deposits: readonly number[]
  readonly withdrawals: readonly number[]
  readonly filled: number
  readonly fee: bigint
}

interface Story {
  readonly config: VaultsConfig
  readonly epochs: readonly Epoch[]
}

const share = (most: number) => fc.integer({ min: 0, max: most })
const epoch = (vaults: number): fc.Arbitrary<Epoch> =>
  fc.record({
    moves: fc.tuple(
      ...ASSETS.map(() => fc.oneof(fc.integer({ min: -15, max: 15 }), fc.integer({ min: -250, max: 250 }))),
    ),
    pool: fc.integer({ min: -100, max: 100 }),
    weights: fc.tuple(...ASSETS.map(() => share(30))),
    income: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    funding: fc.tuple(...ASSETS.map(() => fc.bigInt({ min: -(10n ** 8n), max: 10n ** 8n }))),
    deposits: fc.array(fc.oneof(fc.constant(0), share(1000)), { minLength: vaults, maxLength: vaults }),
    withdrawals: fc.array(fc.oneof(fc.constant(0), share(30)), { minLength: vaults, maxLength: vaults }),
    filled: fc.constantFrom(1000, 1000, 1000, 600, 0),
    fee: fc.bigInt({ min: 0n, max: 10n ** 8n }),
  })

const rules = (own: readonly (number | null)[]): VaultsConfig => ({
  assets: ['BTC', 'ETH', 'LINK'],
  vaults: own.map((_, v) => `vault ${v}`),
  own,
  equityRatio: ASSETS.map(() => band),
  buffer: { target: percent(5n), min: percent(2n), max: percent(10n), hold: percent(3n) },
  fees: {
    management: percent(2n),
    performance: percent(20n),
    deposit: percent(1n) / 10n,
    withdrawal: percent(1n) / 5n,
  },
  hedgeMax: ASSETS.map(() => null),
  poolMax: null,
  vaultMax: own.map(() => null),
  orderMin: 0n,
  intervalMin: 0n,
  guard: { ageMax: null, jumpMax: null, differenceMax: null, residualMax: null, equityRatioMin: null },
})

const stories: fc.Arbitrary<Story> = fc
  .array(fc.constantFrom(null, 0, 1, 2), { minLength: 1, maxLength: 5 })
  .chain((own) =>
    fc.record({
      config: fc.constant(rules(own)),
      epochs: fc.array(epoch(own.length), { minLength: 1, maxLength: 5 }),
    }),
  )

const nudge = (price: bigint, move: number): bigint => max(1n, (price * BigInt(1000 + move)) / 1000n)

function input(state: VaultsState, epoch_: Epoch, config: VaultsConfig): OpenInput {
  const prices = (state.marks?.prices ?? FIRST_PRICES).map((price, a) => nudge(price, epoch_.moves[a] ?? 0))
  // A deposit of so many thousand US dollars, whatever the asset.
  const tokens = (usd: number, v: number): bigint =>
    divide(BigInt(usd) * 1_000_000_000n * 10n ** 20n, ownPrice(config, prices, v), 'down')
  return {
    key: `epoch ${state.epoch}`,
    elapsed: 28_800n,
    prices: prices.map(exactly),
    poolPrice: exactly(nudge(state.marks?.poolPrice ?? 95_000_000n, epoch_.pool)),
    weights: epoch_.weights.map((weight) => percent(BigInt(weight))),
    income: epoch_.income,
    funding: epoch_.funding,
    venueEquity: ASSETS.map(() => null),
    deposits: epoch_.deposits.map(tokens),
    withdrawals: epoch_.withdrawals.map((part, v) => (at(state.shares, v) * BigInt(part)) / 100n),
  }
}

function executed(opened: Opened, { filled: part, fee }: Epoch): Execution {
  const all = filled(opened)
  const scaled = (amount: bigint): bigint => (amount * BigInt(part)) / 1000n
  return {
    pool: { filled: all.pool.filled, fee },
    hedges: all.hedges.map((fill) => ({ filled: scaled(fill.filled), fee })),
  }
}

/** Walks a story and shows each cycle; one that is refused leaves the state as it is. */
function walk({ config, epochs }: Story, see: (before: VaultsState, found: Cycled) => void): VaultsState {
  let state = empty(config.own.length, ASSETS.length)
  for (const each of epochs) {
    const facts = input(state, each, config)
    const opened = open(state, facts, config)
    if (!opened.ok) continue
    const found = cycle(state, { ...facts, execution: executed(opened, each) }, config)
    if (!found.ok) continue
    see(state, found)
    state = found.state
  }
  return state
}

const law = (title: string, see: (before: VaultsState, found: Cycled, config: VaultsConfig) => void): void =>
  test(title, () => {
    fc.assert(fc.property(stories, (story) => void walk(story, (before, found) => see(before, found, story.config))))
  })

law('internal hedges and their profit sum to zero for every asset', (_, { state, journal }) => {
  for (const a of ASSETS) {
    expect(sum(column(state.internal, a))).toBe(0n)
    expect(sum(column(journal.opened.marking.legs, a))).toBe(0n)
    expect(sum(column(journal.opened.marking.internal, a))).toBe(0n)
  }
  expect(sum(journal.opened.marking.internalPnl)).toBe(0n)
})

law('fees, fills, funding and income are shared out to the unit', (_, { journal }) => {
  const { input: facts, closed, opened } = journal
  const orders = [closed.pool, ...closed.hedges]
  const fills = [facts.execution.pool, ...facts.execution.hedges]
  for (const [k, each] of orders.entries()) {
    expect(sum(each.fees) + each.unassigned).toBe(fills[k]?.fee)
    expect(sum(each.fills)).toBe(fills[k]?.filled)
  }
  for (const a of ASSETS)
    expect(sum(column(opened.marking.cost, a)) + (opened.marking.funding[a]?.unassigned ?? 0n)).toBe(
      at(facts.funding, a),
    )
  expect(sum(opened.marking.income) + opened.marking.incomeUnassigned).toBe(facts.income)
})

law('a fit deploys what it was given and leaves no exposure', (_, { journal }, config) => {
  const { fit } = journal.opened
  for (const [v, d] of fit.deployed.entries()) {
    expect(at(fit.pool, v) + sum(row(fit.equity, v)) + at(fit.dust, v)).toBe(d)
    for (const a of ASSETS) {
      const left = cell(fit.exposure, v, a) + cell(fit.internal, v, a) + cell(fit.external, v, a)
      expect(left).toBe(config.own[v] === a ? d : 0n)
    }
  }
})

law(
  'net assets change by fees, flows and trade fees and by nothing else; the parts come to them',
  (_, found, config) => {
    const { opened, closed } = found.journal
    const count = config.own.length
    const flows = opened.flows.map(({ depositWorth, withdrawalWorth }) => depositWorth - withdrawalWorth)
    const fees = opened.fees.map(({ management, performance }) => management + performance)
    expect(sum(closed.netAssets)).toBe(sum(opened.marking.netAssets) - sum(fees) + sum(flows) - sum(closed.tradeFees))
    for (let v = 0; v < count; v++) {
      const { state } = found
      const price = ownPrice(config, state.marks?.prices ?? [], v)
      const parts =
        worth(at(state.buffer, v), price) +
        worth(at(state.units, v), state.marks?.poolPrice ?? 0n) +
        sum(row(state.equity, v))
      expect(abs(parts - at(closed.netAssets, v)) <= 2n).toBe(true)
      expect(worth(at(state.buffer, v), price)).toBe(at(closed.buffer, v))
    }
  },
)

/** 3 units an asset and 4 more, and what the last unit of buffer and pool is worth at the new prices. */
law('the profit of every vault is explained to a few units', (before, { journal, state }, config) => {
  const marks = before.marks ?? state.marks
  const now = state.marks
  if (marks === null || now === null) throw new Error('a cycle without marks')
  const grown = (a: number | null): bigint => (a === null ? 1n : divide(at(now.prices, a), at(marks.prices, a), 'up'))
  const pool = divide(now.poolPrice, marks.poolPrice, 'up')
  for (const [v, terms] of journal.opened.marking.neutrality.entries()) {
    const bound = 3n * BigInt(ASSETS.length) + 4n + grown(config.own[v] ?? null) + pool
    expect(abs(terms.rest) <= bound).toBe(true)
    const known = terms.before + terms.ownReturn + terms.poolReturn + terms.income + terms.funding + terms.residual
    expect(known + terms.settlement + terms.reconciled + terms.rest).toBe(terms.after)
  }
})

law('filled in full and within the band, a vault carries no residual delta but what equity kept', (_, { journal }) => {
  const { closed, opened } = journal
  const orders = [closed.pool, ...closed.hedges]
  if (orders.some(({ unfilled }) => unfilled.some((left) => left !== 0n))) return
  const planned = opened.fit.equity
  for (const [v, left] of closed.residual.entries()) {
    const kept = abs(sum(row(closed.equity, v)) - sum(row(planned, v)))
    for (const each of left) expect(abs(each) <= kept + at(closed.tradeFees, v) + at(opened.raised, v) + 8n).toBe(true)
  }
})

test('the same prices again, all filled and no flows: no order above a few units', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const free = { management: 0n, performance: 0n, deposit: 0n, withdrawal: 0n }
      const config = { ...story.config, fees: free }
      const state = walk({ config, epochs: story.epochs.map((each) => ({ ...each, filled: 1000, fee: 0n })) }, () => {})
      if (state.marks === null) return
      const quiet: OpenInput = {
        key: 'again',
        elapsed: 0n,
        prices: state.marks.prices.map(exactly),
        poolPrice: exactly(state.marks.poolPrice),
        weights: state.marks.weights,
        income: 0n,
        funding: ASSETS.map(() => 0n),
        venueEquity: ASSETS.map(() => null),
        deposits: config.own.map(() => 0n),
        withdrawals: config.own.map(() => 0n),
      }
      const again = open(state, quiet, config)
      if (!again.ok) throw new Error(again.refusal.code)
      if (again.raised.some((more) => more > 0n)) return
      for (const { net } of [again.pool, ...again.hedges]) expect(abs(net) <= 10n).toBe(true)
    }),
  )
})

law('a journal leads to the same state, and a key is used once', (before, { state, journal }, config) => {
  const again = cycle(before, journal.input, config)
  expect(again).toEqual({ ok: true, state, journal })
  expect(cycle(state, journal.input, config)).toMatchObject({ refusal: { code: 'CYCLE_TWICE' } })
})

const spread = (a: readonly bigint[], b: readonly bigint[]): bigint =>
  a.reduce((most, each, k) => max(most, abs(each - at(b, k))), 0n)

test('vaults in another order end the same, up to who gets the last units', () => {
  fc.assert(
    fc.property(stories, ({ config, epochs }) => {
      const turned = rules(config.own.toReversed())
      const flip = (each: Epoch): Epoch => ({
        ...each,
        filled: 1000,
        deposits: each.deposits.toReversed(),
        withdrawals: each.withdrawals.toReversed(),
      })
      // Two epochs: later, a unit may tip a vault from holding to fitting again.
      const some = epochs.slice(0, 2).map((each) => ({ ...each, filled: 1000 }))
      const one = walk({ config, epochs: some }, () => {})
      const other = walk({ config: turned, epochs: some.map(flip) }, () => {})
      expect(other.epoch).toBe(one.epoch)
      const bound = 40n * BigInt(config.own.length)
      expect(spread(other.deployed.toReversed(), one.deployed) <= bound).toBe(true)
      for (const a of ASSETS)
        expect(spread(column(other.external, a).toReversed(), column(one.external, a)) <= bound).toBe(true)
    }),
  )
})

test('a thousand times the amounts, a thousand times the result', () => {
  const K = 1000n
  fc.assert(
    fc.property(stories, ({ config, epochs: [each] }) => {
      if (each === undefined) return
      const start = empty(config.own.length, ASSETS.length)
      const facts = input(start, each, config)
      const large = { ...facts, deposits: facts.deposits.map((tokens) => tokens * K) }
      const [one, other] = [open(start, facts, config), open(start, large, config)]
      expect(one.ok).toBe(other.ok)
      if (!one.ok || !other.ok) return
      expect(abs(other.fit.poolTotal - K * one.fit.poolTotal) <= 8n * K).toBe(true)
      expect(
        spread(
          other.fit.net,
          one.fit.net.map((x) => x * K),
        ) <=
          8n * K,
      ).toBe(true)
      expect(
        spread(
          other.shares,
          one.shares.map((n) => n * K),
        ) <= K,
      ).toBe(true)
      expect(min(0n, at(other.netAssets, 0))).toBe(0n)
    }),
  )
})
