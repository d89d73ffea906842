import { expect, test } from 'vitest'
import { begun, FIRST, marketOf, NOW, POLICY, percent, rules, SECOND, THREE } from '../../../test/arbitraries/vaults.ts'
import { load } from '../../adapters/solver/highs.ts'
import { at, sum, WAD } from '../../models/vault/table.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { ProgramPolicy, VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import { assess } from '../../portfolio/vaults/risk.ts'
import { plus, type Underway } from '../../portfolio/vaults/underway.ts'
import { refuse } from '../../units/refusal.ts'
import { solved } from './program.ts'
import { propose } from './propose.ts'
import { write } from './write.ts'

const market = marketOf(THREE)
const solver = await load()

function proposed(state: Underway, policy: VaultsPolicy = POLICY, where: VaultsMarket = market) {
  const snapshot = { asOf: NOW, state, market: where }
  const [found] = propose(snapshot, assess(snapshot, policy), policy)
  return found
}

function offered(state: Underway, policy: VaultsPolicy = POLICY, where: VaultsMarket = market) {
  const found = proposed(state, policy, where)
  if (found?.ok !== true) throw new RangeError('Nothing is offered')
  return found
}

const program = (income: bigint, short: bigint): VaultsPolicy => ({
  ...POLICY,
  isCompared: false,
  program: {
    rates: { income, long: [percent(9n), percent(9n), percent(9n)], short: [short, short, short] },
    solve: solver.solve,
  },
})

test('a second cycle closes before it opens, and burns before it mints', () => {
  const first = offered(begun()).forecast.final.next
  if (first === null) throw new RangeError('The first cycle is not closed')
  const input = { ...SECOND, withdrawals: first.shares.map((shares, v) => (v === 0 ? shares / 4n : 0n)) }
  const { plan, forecast } = offered(begun(input, market, first))
  const kinds = plan.stages.map((stage) => stage.map(({ kind }) => kind))
  expect(kinds[0]).toEqual(['vaults.burn'])
  const nets = forecast.steps.flatMap(({ step, before }) => {
    if (step.kind !== 'vaults.hedge') return []
    const a = THREE.assets.indexOf(step.asset)
    const net = sum(before.external.map((row) => at(row, a)))
    const after = net + step.amount
    return [(after < 0n ? -after : after) < (net < 0n ? -net : net)]
  })
  expect(nets).toEqual([...nets].sort((a, b) => Number(b) - Number(a)))
  expect(nets).toContain(true)
})

test('SAFETY once residual delta or equity is past its warning', () => {
  const state = begun()
  expect(offered(state).plan.class).toBe('TARGET')
  const bare = { ...state, external: plus(state.external, 1, [-200_000_000_000n, 0n, 0n]) }
  const { plan } = offered(bare)
  expect([plan.class, plan.description]).toEqual(['SAFETY', expect.stringContaining('vault 0/ETH, ETH past warning')])
})

test('nothing is proposed for a cycle that is closed', () => {
  expect(proposed(offered(begun()).forecast.final)).toBeUndefined()
})

test('pairs are compared where every vault has an asset of its own, and the target is named', () => {
  const [line] = offered(begun()).considered
  expect(line?.way).toBe('netting pair by pair')
  expect(line?.why).toMatch(
    /^would hold [\d,]+ USD short on the market; this plan holds [\d,]+ USD short of [\d,]+ USD hedged[.] It aims/,
  )
  const shared = marketOf(rules([null, 0, 0]))
  expect(offered(begun(FIRST, shared), POLICY, shared).considered).toEqual([])
})

test('tier 2 deploys everything where that pays, and says what it would have done', () => {
  const { considered, forecast } = offered(begun(), program(percent(40n), 0n))
  expect(considered.map(({ way }) => way)).toEqual(['tier 2, the linear program'])
  expect(considered[0]?.why).toMatch(/no more than the [\d,]+ of deploying everything; bound by what vault 0/)
  expect(forecast.final.input.deploy).toBeUndefined()
})

test('where hedges cost more than the pool earns, tier 2 leaves capital idle, and says that tier 1 would lose', () => {
  const { considered, forecast } = offered(begun(), program(percent(1n), percent(30n)))
  expect(considered[0]?.why).toMatch(/would earn -[\d,]+ USD over the horizon against .*costs more than it earns/)
  const deployed = forecast.final.input.deploy ?? []
  expect(sum(deployed)).toBeLessThan(sum(begun().opened.wanted))
  expect(forecast.final.next?.deployed).toEqual(forecast.final.opened.fit.deployed)
  expect(sum(forecast.final.next?.deployed ?? []) <= sum(deployed)).toBe(true)
})

test('what a cap keeps out of the pool is named, and no cycle is promised for it', () => {
  expect(offered(begun()).cuts).toEqual([])
  const pool = { ...market, config: { ...THREE, poolMax: 500_000_000_000n } }
  const { cuts } = offered(begun(FIRST, pool), POLICY, pool)
  expect(cuts.map(({ limiter, place, cycles }) => [limiter, place, cycles])).toEqual(
    THREE.vaults.map((vault) => ['pool.max', vault, null]),
  )
  for (const { wanted, allowed, remaining } of cuts) expect(remaining).toBeCloseTo(wanted - allowed, 6)
  const hedge = { ...market, config: { ...THREE, hedgeMax: [null, 1_000_000n, null] } }
  expect(new Set(offered(begun(FIRST, hedge), POLICY, hedge).cuts.map(({ limiter }) => limiter))).toEqual(
    new Set([`assets.${THREE.assets[1]}.hedgeMax`]),
  )
  const none = { ...market, config: { ...THREE, poolMax: 0n } }
  expect(offered(begun(FIRST, none), POLICY, none).cuts[0]).toMatchObject({ limiter: 'pool.max', allowed: 0 })
})

test('what the pool has no room for is cut from the order, with the cycles that it takes', () => {
  const narrow = marketOf(THREE, { mintMax: 500_000_000_000n })
  const { cuts, plan } = offered(begun(FIRST, narrow), POLICY, narrow)
  expect(cuts).toMatchObject([{ limiter: 'pool.mintMax', place: 'pool', unit: 'USD', allowed: 500_000, cycles: 4 }])
  const mint = plan.stages.flat().find(({ kind }) => kind === 'vaults.mint')
  expect(mint).toMatchObject({ amount: 500_000_000_000n })
  const first = offered(begun()).forecast.final.next
  if (first === null) throw new RangeError('The first cycle is not closed')
  const input = { ...SECOND, withdrawals: first.shares.map((shares, v) => (v === 0 ? shares / 2n : 0n)) }
  const locked = marketOf(THREE, { locked: 60n })
  expect(offered(begun(input, locked, first), POLICY, locked).cuts).toMatchObject([
    { limiter: 'pool.burnMax', allowed: 0, cycles: null },
  ])
})

test('what tier 2 leaves out for the sake of income says so', () => {
  const { cuts } = offered(begun(), program(percent(1n), percent(30n)))
  expect(cuts.length).toBeGreaterThan(0)
  for (const { limiter } of cuts) expect(limiter).toMatch(/^tier 2/)
})

test('tier 2 is worth at least what tier 1 is, and its limits are named', () => {
  for (const [income, short] of [
    [percent(5n), percent(2n)],
    [percent(12n), percent(20n)],
    [percent(3n), percent(60n)],
  ] as const) {
    const capped = {
      ...market,
      config: { ...THREE, poolMax: 500_000_000_000n, hedgeMax: [null, 50_000_000_000n, null] },
    }
    const state = begun(FIRST, capped)
    const found = solved(state.opened, capped, program(income, short))
    if (found?.ok !== true) throw new RangeError('Nothing is found')
    // Tier 1 deploys what the caps let through; the program may do better, and no worse than the digits of a solver.
    expect(found.earns + 1_000_000n).toBeGreaterThan(found.earnsAll)
    // Where nothing is worth deploying nothing holds it back.
    expect(found.limiters.length > 0).toBe(sum(found.deploy) > 0n)
  }
})

test.each([
  [
    'a solver that fails',
    (): ReturnType<ProgramPolicy['solve']> => refuse('PROGRAM_NOT_SOLVED', 'No.', { facts: {}, lift: 'Wait.' }),
    'PROGRAM_NOT_SOLVED: No.',
  ],
  [
    'a solver that answers nothing',
    (): ReturnType<ProgramPolicy['solve']> => ({ ok: true, values: {} }),
    'would earn 0 USD',
  ],
])('%s leaves tier 1 where that earns', (_, solve, why) => {
  const policy = { ...program(percent(40n), 0n) }
  const said = { ...policy, program: policy.program && { ...policy.program, solve } }
  const { considered, plan } = offered(begun(), said)
  expect(considered[0]?.why).toContain(why)
  expect(plan.stages.flat().map(({ kind }) => kind)).toContain('vaults.mint')
})

test('vaults that are the whole pool cannot hedge against it', () => {
  const alone = marketOf(THREE, { total: 1n, isCounterparty: true })
  const state = begun(FIRST, marketOf(THREE))
  expect(proposed({ ...state }, POLICY, { ...alone, pool: { ...alone.pool, total: 0n } })).toMatchObject({
    ok: false,
    refusal: { code: 'OWN_COUNTERPARTY' },
  })
})

test('a pool without room makes the plan unavailable, with what it lacks', () => {
  const narrow = marketOf(THREE, { mintMax: 5n })
  expect(proposed(begun(), POLICY, narrow)).toMatchObject({
    ok: false,
    class: 'TARGET',
    refusal: { code: 'POOL_CAPACITY' },
  })
})

test('orders below the least are not sent, and vaults cross among themselves all the same', () => {
  const first = offered(begun()).forecast.final.next
  if (first === null) throw new RangeError('The first cycle is not closed')
  const patient = marketOf({ ...THREE, orderMin: 10n ** 15n })
  const input = { ...SECOND, deposits: [0n, 2n * WAD, 0n], withdrawals: [0n, 0n, at(first.shares, 2) / 10n] }
  const { plan } = offered(begun(input, patient, first), POLICY, patient)
  const kinds = new Set(plan.stages.flat().map(({ kind }) => kind))
  expect([kinds.has('vaults.cross'), kinds.has('vaults.mint'), kinds.has('vaults.hedge')]).toEqual([true, false, false])
})

test('orders that are not the net of their wishes are refused', () => {
  const { opened } = begun()
  const doubled = (order: Opened['pool']): Opened['pool'] => ({ ...order, order: 2n * order.net })
  for (const wrong of [
    { ...opened, pool: doubled(opened.pool) },
    { ...opened, hedges: opened.hedges.map(doubled) },
  ])
    expect(write(wrong, null, market)).toMatchObject({ ok: false, refusal: { code: 'BAD_FILL' } })
})

test('an asset of which nothing is known is left as it is', () => {
  const { opened } = begun()
  const written = write({ ...opened, hedges: [], equityBands: [] }, null, market)
  const kinds = written.ok ? written.stages.flat().map(({ kind }) => kind) : []
  expect(kinds).toEqual(['vaults.book', 'vaults.book', 'vaults.book', 'vaults.mint', 'vaults.close'])
})

test('what the closed form cannot make exact leaves tier 1', () => {
  // Nearly all of a dollar of hedge stands behind it: without the ether vault the bitcoin vault has too little for its part of the shorts.
  const band = { target: percent(98n), min: percent(98n), max: percent(98n) }
  const steep = marketOf({ ...THREE, equityRatio: [band, band, band] })
  const deposits = [500_000n * WAD, (400n * WAD) / 11n, (93_600n * WAD) / 37n]
  const state = begun({ ...FIRST, weights: [0n, percent(90n), 0n], deposits }, steep)
  const policy = program(percent(10n), 0n)
  const values = { g_0_0: 0.475, g_1_0: 0.95 }
  const said = {
    ...policy,
    program: policy.program && { ...policy.program, solve: () => ({ ok: true, values }) as const },
  }
  expect(offered(state, said, steep).considered[0]?.why).toMatch(/^MARGIN_EXCEEDS_CAPITAL/)
})

test('a cycle that cannot be opened with what the program found stays with tier 1', () => {
  const first = offered(begun()).forecast.final.next
  if (first === null) throw new RangeError('The first cycle is not closed')
  const state = begun(SECOND, market, first)
  const again = { ...state, input: { ...state.input, key: 'first' } }
  const { considered, forecast } = offered(again, program(percent(1n), percent(90n)))
  expect(considered[0]?.why).toMatch(/^CYCLE_TWICE/)
  expect(forecast.final.input.deploy).toBeUndefined()
})
