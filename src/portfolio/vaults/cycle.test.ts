import { expect, test } from 'vitest'
import { at, column, sum, WAD, zeros } from '../../models/vault/table.ts'
import type { VaultsConfig } from './config.ts'
import { close } from './cycle/close.ts'
import { open } from './cycle/open.ts'
import { type Cycled, cycle, filled } from './cycle.ts'
import { type Execution, exactly, type Fill, type OpenInput } from './input.ts'
import type { Opened } from './journal.ts'
import { empty, type VaultsState } from './state.ts'

const percent = (n: bigint): bigint => (n * WAD) / 100n
const band = { target: percent(10n), min: percent(8n), max: percent(14n) }

const config: VaultsConfig = {
  assets: ['BTC', 'ETH'],
  vaults: ['USDC', 'BTC', 'ETH'],
  own: [null, 0, 1],
  equityRatio: [band, band],
  buffer: { target: percent(5n), min: percent(2n), max: percent(10n), hold: percent(3n) },
  fees: { management: percent(2n), performance: percent(20n), deposit: 0n, withdrawal: 0n },
  hedgeMax: [null, null],
  poolMax: null,
  vaultMax: [null, null, null],
  orderMin: 0n,
  intervalMin: 3600n,
  guard: { ageMax: 600n, jumpMax: percent(50n), differenceMax: 1_000_000n, residualMax: null, equityRatioMin: null },
}

const quiet: OpenInput = {
  key: 'first',
  elapsed: 28_800n,
  prices: [exactly(2_750_000_000_000n), exactly(185_000_000_000n)],
  poolPrice: exactly(95_000_000n),
  weights: [percent(26n), percent(33n)],
  income: 0n,
  funding: [0n, 0n],
  venueEquity: [null, null],
  deposits: [0n, 0n, 0n],
  withdrawals: [0n, 0n, 0n],
}
const deposits = [1_000_000n * WAD, 20n * WAD, 300n * WAD]
const NO_FILL: Fill = { filled: 0n, fee: 0n }
const NOTHING: Execution = { pool: NO_FILL, hedges: [NO_FILL, NO_FILL] }

function opened(state: VaultsState, input: OpenInput, rules: VaultsConfig = config): Opened {
  const found = open(state, input, rules)
  if (!found.ok) throw new Error(found.refusal.code)
  return found
}

function run(state: VaultsState, input: OpenInput, rules: VaultsConfig = config): Cycled {
  const execution = filled(opened(state, input, rules))
  const found = cycle(state, { ...input, execution }, rules)
  if (!found.ok) throw new Error(found.refusal.code)
  return found
}

const first = run(empty(3, 2), { ...quiet, deposits }).state
const next: OpenInput = { ...quiet, key: 'second' }
const code = (found: ReturnType<typeof open>): string | null => (found.ok ? null : found.refusal.code)

test('three vaults deploy 95 % and hedge each other first: less than a tenth of the exposure goes outside', () => {
  const { journal } = run(empty(3, 2), { ...quiet, deposits })
  const { fit } = journal.opened
  expect(fit.deployed).toEqual([950_000_000_000n, 522_500_000_000n, 527_250_000_000n])
  const outside = sum(fit.net.map((x) => (x < 0n ? -x : x)))
  expect(outside * 10n).toBeLessThan(fit.poolTotal)
  expect(journal.closed.residual.flat().every((left) => left >= -2n && left <= 2n)).toBe(true)
})

test('a second cycle at the same prices trades nothing', () => {
  const { pool, hedges } = opened(
    first,
    { ...next, elapsed: 3600n },
    { ...config, fees: { ...config.fees, management: 0n } },
  )
  for (const { net } of [pool, ...hedges]) expect(net >= -3n && net <= 3n).toBe(true)
})

test('a journal leads to the same state again', () => {
  const moved = { ...next, prices: [exactly(2_805_000_000_000n), exactly(179_450_000_000n)], income: 620_000_000n }
  const { state, journal } = run(first, moved)
  expect(cycle(first, journal.input, config)).toMatchObject({ state })
  expect(state).toMatchObject({ epoch: 2, key: 'second' })
})

const [btc, eth] = quiet.prices
if (btc === undefined || eth === undefined) throw new Error('two prices')

test.each<readonly [string, Partial<OpenInput>]>([
  ['INPUT_INCOMPLETE', { prices: [btc] }],
  ['INPUT_INCOMPLETE', { weights: [0n, 0n, 0n] }],
  ['INPUT_INCOMPLETE', { withdrawals: [0n] }],
  ['PRICE_NOT_POSITIVE', { prices: [exactly(0n), eth] }],
  ['PRICE_NOT_POSITIVE', { prices: [exactly(-1n), eth] }],
  ['PRICE_NOT_POSITIVE', { poolPrice: exactly(0n) }],
  ['PRICE_CROSSED', { prices: [{ ...btc, low: btc.price + 2n, high: btc.price + 1n }, eth] }],
  ['PRICE_CROSSED', { prices: [{ ...btc, low: btc.price + 1n, high: btc.price + 2n }, eth] }],
  ['PRICE_CROSSED', { prices: [{ ...btc, low: btc.price - 2n, high: btc.price - 1n }, eth] }],
  ['PRICE_STALE', { prices: [btc, { ...eth, age: 601n }] }],
  ['PRICE_JUMPED', { prices: [btc, exactly(eth.price * 2n)] }],
  ['PRICE_JUMPED', { poolPrice: exactly(40_000_000n) }],
  ['CYCLE_TWICE', { key: 'first' }],
  ['CYCLE_TOO_SOON', { elapsed: 3599n }],
  ['FLOW_NEGATIVE', { deposits: [-1n, 0n, 0n] }],
  ['FLOW_NEGATIVE', { withdrawals: [0n, -1n, 0n] }],
  ['SHARES_SHORT', { withdrawals: [0n, 0n, 300n * WAD + 1n] }],
])('%s stops the cycle before anything is marked', (expected, wrong) => {
  expect(code(open(first, { ...next, ...wrong }, config))).toBe(expected)
})

test('guards that are off do not stop it, and the first cycle has no last price to jump from', () => {
  const off = { ...config, guard: { ...config.guard, ageMax: null, jumpMax: null } }
  const wild = { ...next, prices: [{ ...btc, age: 10_000n }, exactly(eth.price * 2n)] }
  expect(code(open(first, wild, off))).toBe(null)
  expect(code(open(empty(3, 2), { ...quiet, elapsed: 0n }, config))).toBe(null)
})

test('a fill that cannot be stops it, and so does one of an order that was not sent', () => {
  const moved = { ...next, prices: [exactly(2_805_000_000_000n), eth] }
  const plan = opened(first, moved)
  const good = filled(plan)
  const finish = (execution: Execution, rules = config) => cycle(first, { ...moved, execution }, rules)
  const over = { ...good, pool: { filled: good.pool.filled * 2n, fee: 0n } }
  expect(finish(over)).toMatchObject({ refusal: { code: 'BAD_FILL' } })
  const [one = NO_FILL] = good.hedges
  expect(finish({ ...good, hedges: [{ ...one, filled: -one.filled }] })).toMatchObject({
    refusal: { code: 'BAD_FILL' },
  })
  const small = { ...config, orderMin: 10n ** 15n }
  expect(finish(good, small)).toMatchObject({ refusal: { code: 'BAD_FILL' } })
  expect(finish(NOTHING, small)).toMatchObject({ ok: true })
  expect(finish({ ...NOTHING, hedges: [NO_FILL] }, small)).toMatchObject({ refusal: { code: 'INPUT_INCOMPLETE' } })
  expect(cycle(first, { ...next, key: 'first', execution: good }, config)).toMatchObject({ ok: false })
})

test('orders below the smallest stay as residual delta, and crossing goes on', () => {
  const moved = { ...next, prices: [exactly(2_805_000_000_000n), exactly(179_450_000_000n)] }
  const found = cycle(first, { ...moved, execution: NOTHING }, { ...config, orderMin: 10n ** 15n })
  if (!found.ok) throw new Error(found.refusal.code)
  const { closed, opened: plan } = found.journal
  expect([plan.pool.order, ...plan.hedges.map(({ order }) => order)]).toEqual([0n, 0n, 0n])
  expect([closed.pool.crossed, sum(closed.pool.fills)]).toEqual([plan.pool.crossed, 0n])
  expect(closed.pool.crossed).toBeGreaterThan(0n)
  const kept = sum(column(run(first, moved).journal.closed.residual, 1)) - sum(column(closed.residual, 1))
  expect(kept).not.toBe(0n)
})

test('what was not filled is residual delta, and the next cycle orders it again', () => {
  const free = { ...config, fees: { ...config.fees, management: 0n } }
  const moved = { ...next, prices: [exactly(2_900_000_000_000n), eth] }
  const plan = opened(first, moved, free)
  const [btcFill = NO_FILL, ethFill = NO_FILL] = filled(plan).hedges
  const half = btcFill.filled / 2n
  const execution = { pool: filled(plan).pool, hedges: [{ filled: half, fee: 0n }, ethFill] }
  const found = cycle(first, { ...moved, execution }, free)
  if (!found.ok) throw new Error(found.refusal.code)
  const whole = run(first, moved, free).journal.closed.residual
  const missing = btcFill.filled - half
  expect(missing).not.toBe(0n)
  expect(sum(column(whole, 0)) - sum(column(found.journal.closed.residual, 0))).toBe(
    missing + sum(column(found.journal.closed.equity, 0)) - sum(column(run(first, moved, free).state.equity, 0)),
  )
  const again = opened(found.state, { ...moved, key: 'third', elapsed: 3600n }, free)
  const [order] = again.hedges
  expect((order?.net ?? 0n) - missing).toBeLessThan(3n)
  expect(missing - (order?.net ?? 0n)).toBeLessThan(3n)
})

test('empty vaults stay empty, at a share price of one', () => {
  const { state, journal } = run(empty(3, 2), quiet)
  expect(journal.opened.sharePrice).toEqual([WAD, WAD, WAD])
  expect(journal.opened.action).toEqual(['zero', 'zero', 'zero'])
  expect(state.units).toEqual([0n, 0n, 0n])
})

test('income without pool units and funding without hedges are shown as nobody’s', () => {
  const { journal } = run(empty(3, 2), { ...quiet, income: 5n, funding: [7n, 0n] })
  expect(journal.opened.marking.incomeUnassigned).toBe(5n)
  expect(journal.opened.marking.funding[0]).toMatchObject({ unassigned: 7n, mode: 'none' })
})

test('shares with nothing behind them: deposits stay out, withdrawals are paid nothing, the cycle goes on', () => {
  const gone: VaultsState = { ...first, buffer: [0n, 0n, 0n], units: [0n, 0n, 0n], equity: zeros(3, 2) }
  const bare = { ...gone, external: zeros(3, 2), internal: zeros(3, 2) }
  const { journal, state } = run(bare, { ...next, deposits, withdrawals: [WAD, 0n, 0n] })
  expect(journal.opened.flows.map(({ refused }) => refused?.code)).toEqual(Array(3).fill('WORTHLESS_SHARES'))
  expect(journal.opened.flows[0]).toMatchObject({ paid: 0n, minted: 0n })
  expect(at(state.shares, 0)).toBe(at(first.shares, 0) - WAD)
})

test('without units the buffer settles an internal loss, winners bear the rest, and the loser takes no deposits', () => {
  const bare: VaultsState = {
    ...first,
    units: [0n, 0n, 0n],
    buffer: [0n, WAD / 100n, 100n * WAD],
    external: zeros(3, 2),
  }
  const moved = { ...next, prices: [exactly(3_025_000_000_000n), eth], deposits: [WAD, 0n, 0n] }
  const plan = opened({ ...bare, equity: zeros(3, 2) }, moved)
  const { settled, settlement, shortfall, buffer } = plan.marking
  expect(at(settled.shortfall, 0)).toBeGreaterThan(0n)
  expect(at(settled.paidBuffer, 2)).toBeGreaterThan(0n)
  expect(settlement.pool).toEqual([0n, 0n, 0n])
  expect(sum(settlement.buffer)).toBe(0n)
  expect(sum(settled.received)).toBe(sum(settled.paidBuffer))
  expect(shortfall).toEqual(settled.shortfall)
  expect(buffer.every((float) => float >= 0n)).toBe(true)
  expect(plan.flows[0]?.refused?.code).toBe('WORTHLESS_SHARES')
  const owing = opened({ ...first, shortfall: [1n, 0n, 0n] }, { ...next, deposits: [WAD, 0n, 0n] })
  expect(owing.flows[0]?.refused?.code).toBe('VAULT_INSOLVENT')
})

test('a deposit above the cap stays out and the cycle goes on', () => {
  const capped = { ...config, vaultMax: [1_000_000_000_000n, null, null] }
  const plan = opened(first, { ...next, deposits: [100n * WAD, WAD, 0n] }, capped)
  expect(plan.flows.map(({ refused }) => refused?.code)).toEqual(['VAULT_FULL', undefined, undefined])
  expect(plan.flows.map(({ minted }) => minted > 0n)).toEqual([false, true, false])
})

test('a withdrawal beyond the buffer waits for the buffer after trades', () => {
  const { journal, state } = run(first, { ...next, withdrawals: [500_000n * WAD, 0n, 0n] })
  const [flow] = journal.opened.flows
  expect(flow?.now).toBeGreaterThan(0n)
  expect((flow?.now ?? 0n) + (flow?.queued ?? 0n)).toBe(flow?.withdrawalWorth)
  expect(at(journal.opened.buffer, 0)).toBeLessThan(0n)
  expect(at(state.buffer, 0)).toBeGreaterThan(0n)
})

test('a buffer that trades cannot fill stops the cycle', () => {
  const input = { ...next, withdrawals: [500_000n * WAD, 0n, 0n] }
  expect(cycle(first, { ...input, execution: NOTHING }, config)).toMatchObject({
    refusal: { code: 'NEGATIVE_BUFFER', facts: { vault: 'USDC' } },
  })
})

test('a vault whose hedges keep more equity than planned burns more of its pool first', () => {
  const tight = { ...config, buffer: { target: 0n, min: 0n, max: percent(10n), hold: 0n } }
  const start = run(empty(3, 2), { ...quiet, deposits }, tight).state
  const input = { ...next, prices: [btc, exactly(178_000_000_000n)], elapsed: 3600n }
  const plan = opened(start, input, tight)
  expect(sum(plan.raised)).toBeGreaterThan(0n)
  expect(run(start, input, tight).state.buffer.every((float) => float >= 0n)).toBe(true)
})

test('an asset that the pool lacks is hedged outside; without a venue its vault is left out and the others go on', () => {
  const weights = [0n, percent(33n)]
  const long = opened(first, { ...next, weights })
  expect(column(long.fit.external, 0).map((x) => x > 0n)).toEqual([false, true, false])
  const shut = opened(first, { ...next, weights }, { ...config, hedgeMax: [0n, null] })
  expect(shut.action[1]).toBe('excluded')
  expect(at(shut.fit.pool, 0)).toBeGreaterThan(0n)
  expect(shut.fit.scale).toEqual({ num: 1n, den: 1n })
})

test('when the outside hedge changes sign, old holders close and new ones open', () => {
  expect(sum(column(first.external, 0))).toBeGreaterThan(0n)
  const flipped = opened(first, { ...next, weights: [percent(40n), percent(33n)] })
  const [order] = flipped.hedges
  expect(at(order?.wishes ?? [], 1)).toBe(-at(column(first.external, 0), 1))
  expect(column(flipped.fit.external, 0).map((x) => x < 0n)).toEqual([true, false, true])
  expect(order?.net).toBe(at(flipped.fit.net, 0) - sum(column(first.external, 0)))
})

test('deltas that the closed form cannot take refuse the whole cycle', () => {
  expect(code(open(first, { ...next, weights: [9n * WAD, WAD] }, config))).toBe('FIT_NOT_MONOTONE')
})

test('a venue that disagrees is believed, spread by size, and rings above the tolerance', () => {
  const booked = sum(column(first.equity, 1))
  const plan = opened(first, { ...next, venueEquity: [null, booked - 2_000_000n] })
  expect(sum(column(plan.marking.equity, 1))).toBe(booked - 2_000_000n)
  expect(plan.alarms).toEqual([{ asset: 1, difference: -2_000_000n }])
  expect(plan.marking.neutrality.map(({ reconciled }) => reconciled).reduce((a, b) => a + b, 0n)).toBe(-2_000_000n)
  const deaf = { ...config, guard: { ...config.guard, differenceMax: null } }
  expect(opened(first, { ...next, venueEquity: [null, 0n] }, deaf).alarms).toEqual([])
})

test('too much residual delta or too little equity refits what would be held', () => {
  const drifted = { ...next, weights: [percent(28n), percent(33n)] }
  expect(opened(first, drifted).action).toEqual(['hold', 'hold', 'hold'])
  const strict = { ...config, guard: { ...config.guard, residualMax: percent(1n) } }
  expect(opened(first, drifted, strict).action).toEqual(['refit', 'refit', 'refit'])
  expect(opened(first, next, strict).action).toEqual(['hold', 'hold', 'hold'])
  const thin = { ...config, guard: { ...config.guard, equityRatioMin: percent(11n) } }
  expect(opened(first, next, thin).action).toEqual(['refit', 'refit', 'refit'])
})

test('opening twice and closing once changes nothing that was handed in', () => {
  const before = structuredClone(first)
  const plan = opened(first, next)
  close({ state: first, opened: plan, execution: filled(plan), key: 'second' }, config)
  expect(first).toEqual(before)
})

test('what tier 2 leaves idle stays in buffers, the journal says so, and D is remembered as it was', () => {
  const deploy = [500_000_000_000n, 522_500_000_000n, 10n ** 15n]
  const { journal, state } = run(empty(3, 2), { ...quiet, deposits, deploy })
  expect(journal.opened.fit.deployed).toEqual([500_000_000_000n, 522_500_000_000n, 527_250_000_000n])
  expect(state.deployed).toEqual([950_000_000_000n, 522_500_000_000n, 527_250_000_000n])
  expect(cycle(empty(3, 2), journal.input, config)).toEqual({ ok: true, state, journal })
  expect(code(open(empty(3, 2), { ...quiet, deploy: [1n] }, config))).toBe('INPUT_INCOMPLETE')
})

test('vaults that were crossed bear a share of the fee where the config says so', () => {
  const facts = { ...next, elapsed: 3600n, deposits: [100_000n * WAD, 0n, 0n], withdrawals: [0n, 10n * WAD, 0n] }
  const { pool, hedges } = opened(first, facts)
  expect(pool.crossed).toBeGreaterThan(0n)
  const execution: Execution = {
    pool: { filled: pool.order, fee: 1_000_001n },
    hedges: hedges.map(({ order }) => ({ filled: order, fee: 0n })),
  }
  const fees = (bps: bigint): readonly bigint[] => {
    const found = cycle(first, { ...facts, execution }, { ...config, crossingShareBps: bps })
    return found.ok ? found.journal.closed.pool.fees : []
  }
  const opposite = pool.wishes.map((wish) => wish > 0n !== pool.net > 0n)
  const borne = (bps: bigint): bigint => sum(fees(bps).filter((_, v) => opposite[v]))
  expect([borne(0n), borne(2_500n), borne(10_000n)]).toEqual([0n, 250_000n, 1_000_001n])
  expect(sum(fees(2_500n))).toBe(1_000_001n)
})
