import { expect, test } from 'vitest'
import { begun, marketOf, NOW, POLICY, THREE } from '../../../test/arbitraries/vaults.ts'
import { propose } from '../../planner/vaults/propose.ts'
import { FREE } from '../../portfolio/cost.ts'
import type { Foreseen } from '../../portfolio/foresee.ts'
import type { LiveRequest } from '../../portfolio/vaults/journal.ts'
import { assess } from '../../portfolio/vaults/risk.ts'
import type { VaultsStep } from '../../portfolio/vaults/step.ts'
import { plus, type Underway } from '../../portfolio/vaults/underway.ts'
import { plus as later, seconds } from '../../units/time.ts'
import type { VaultsExamined } from './examined.ts'
import { RULES } from './rules.ts'

const market = marketOf(THREE)
const start = begun()
const steps = ((): readonly Foreseen<Underway, VaultsStep>[] => {
  const snapshot = { asOf: NOW, state: start, market }
  const [proposal] = propose(snapshot, assess(snapshot, POLICY), POLICY)
  if (proposal?.ok !== true) throw new RangeError('There is no plan to examine')
  return proposal.forecast.steps
})()

/** A step of the first plan, with what is told otherwise. */
function examined(kind: VaultsStep['kind'], other: Partial<VaultsExamined> = {}): VaultsExamined {
  const found = steps.find(({ step }) => step.kind === kind)
  if (found === undefined) throw new RangeError(`The plan has no ${kind}`)
  const { before, after, step } = found
  return {
    before,
    after,
    step,
    cost: FREE,
    endsStage: true,
    now: NOW,
    market,
    policy: POLICY,
    class: 'TARGET',
    start,
    ...other,
  }
}

const said = (of: VaultsExamined): readonly string[] =>
  RULES.flatMap((rule) => rule(of)).map(({ code, severity }) => (severity === 'warn' ? `${code}?` : code))

/** The same with the book after the step changed. */
const after = (
  kind: VaultsStep['kind'],
  change: (is: Underway) => Partial<Underway>,
  other: Partial<VaultsExamined> = {},
): VaultsExamined => {
  const of = examined(kind, other)
  return { ...of, after: { ...of.after, ...change(of.after) } }
}

const kinds = ['vaults.mint', 'vaults.book', 'vaults.hedge', 'vaults.margin', 'vaults.close'] as const

test.each(kinds)('%s of the first plan passes every rule', (kind) => {
  expect(said(examined(kind))).toEqual([])
})

test.each(kinds)('%s waits for fresh and sane marks', (kind) => {
  expect(said(examined(kind, { now: later(NOW, seconds(60)) }))).toEqual([])
  expect(said(examined(kind, { now: later(NOW, seconds(61)), class: 'SAFETY' }))).toEqual(['DATA_STALE'])
  const { opened } = start
  for (const marks of [
    { ...opened.marks, poolPrice: 0n },
    { ...opened.marks, prices: [1n, -1n, 1n] },
    { ...opened.marks, prices: [] },
  ]) {
    const rule = RULES[0]
    const of = after(kind, (is) => ({ opened: { ...is.opened, marks } }))
    expect(rule?.(of).map(({ code }) => code)).toEqual(['PRICE_NOT_USABLE'])
  }
})

test('no order is larger than a mistake may be', () => {
  const small = { ...POLICY, orderMax: 1_000_000n }
  for (const kind of ['vaults.mint', 'vaults.hedge'] as const)
    expect(said(examined(kind, { policy: small }))).toEqual(['ORDER_TOO_LARGE'])
  expect(said(examined('vaults.margin', { policy: small }))).toEqual([])
  expect(said(examined('vaults.mint', { policy: { ...POLICY, orderMax: 10n ** 15n } }))).toEqual([])
})

test('a hedge is of whole lots, by what is sent', () => {
  const lots = (lot: bigint | null) => ({ ...market, config: { ...THREE, lot: [lot, lot, lot] } })
  expect(said(examined('vaults.hedge', { market: lots(10n ** 18n) }))).toEqual(['OFF_LOT'])
  expect(said(examined('vaults.hedge', { market: lots(null) }))).toEqual([])
  expect(said(examined('vaults.mint', { market: lots(10n ** 18n) }))).toEqual([])
})

test('no position grows beyond its cap, but it may shrink toward it', () => {
  const capped = { ...market, config: { ...THREE, poolMax: 1_000_000n, hedgeMax: [1_000_000n, 1_000_000n, null] } }
  expect(said(examined('vaults.mint', { market: capped }))).toEqual(['ABOVE_CAP'])
  expect(said(examined('vaults.hedge', { market: capped }))).toEqual(['ABOVE_CAP'])
  const hedge = examined('vaults.hedge', { market: capped })
  const shrunk = {
    ...hedge,
    before: { ...hedge.before, external: plus(hedge.after.external, 0, [0n, 10n ** 12n, 0n]) },
  }
  expect(said(shrunk)).toEqual([])
  const none = examined('vaults.hedge', { market: { ...market, config: { ...THREE, hedgeMax: [] } } })
  expect(said(none)).toEqual([])
})

test('the pool takes and gives what it has room for, and nothing while it is locked', () => {
  expect(said(examined('vaults.mint', { market: marketOf(THREE, { mintMax: 1n, locked: 9n }) }))).toEqual([
    'POOL_CAPACITY',
  ])
  const step: VaultsStep = { kind: 'vaults.burn', amount: 5n, parts: [5n, 0n, 0n], fees: [0n, 0n, 0n] }
  const burnt = (side: Parameters<typeof marketOf>[1]) =>
    said({ ...examined('vaults.book'), step, market: marketOf(THREE, side) })
  expect(burnt({ locked: 9n })).toEqual(['POOL_LOCKED'])
  expect(burnt({ burnMax: 4n })).toEqual(['POOL_CAPACITY'])
  expect(burnt({ burnMax: 5n })).toEqual([])
})

test('what a pool is asked for is an order: no larger than a mistake may be, and than the pool has room for', () => {
  const asked = (amount: bigint, other: Partial<VaultsExamined>): readonly string[] =>
    said({ ...examined('vaults.book'), step: { kind: 'vaults.request', amount, parts: [amount, 0n, 0n] }, ...other })
  expect(asked(-5n, { policy: { ...POLICY, orderMax: 4n } })).toEqual(['ORDER_TOO_LARGE'])
  expect(asked(5n, { market: marketOf(THREE, { mintMax: 4n, burnMax: 9n, locked: 9n }) })).toEqual(['POOL_CAPACITY'])
  expect(asked(-5n, { market: marketOf(THREE, { mintMax: 9n, burnMax: 4n }) })).toEqual(['POOL_CAPACITY'])
  expect(asked(-5n, { market: marketOf(THREE, { locked: 9n }) })).toEqual(['POOL_LOCKED'])
  expect(asked(-5n, {})).toEqual([])
})

test('residual delta past its warning is told and no longer blocks while the pool has yet to answer a request', () => {
  const long = (is: Underway): Partial<Underway> => ({ external: plus(is.external, 0, [10n ** 12n, 0n, 0n]) })
  const residuals = (change: (is: Underway) => Partial<Underway>): readonly string[] =>
    said(after('vaults.close', (is) => ({ ...long(is), ...change(is) }))).filter((code) => code.startsWith('RESIDUAL'))
  expect(residuals(() => ({}))).toEqual(['RESIDUAL_WORSE'])
  expect(residuals(() => ({ asked: [-1n, 0n, 0n] }))).toEqual(['RESIDUAL_WORSE?'])
  const waiting =
    (left: LiveRequest['left']) =>
    ({ opened }: Underway): Partial<Underway> =>
      opened.live === undefined
        ? {}
        : { opened: { ...opened, live: { ...opened.live, request: { booked: [], left, backing: [], isAsked: true } } } }
  expect(residuals(waiting(null))).toEqual(['RESIDUAL_WORSE'])
  expect(residuals(waiting({ kind: 'mint', since: 0, age: 0n, parts: [1n] }))).toEqual(['RESIDUAL_WORSE?'])
})

test('equity stands at its floor once it is moved, and orders open no more than there is to stand behind', () => {
  const bare = (is: Underway) => ({
    equity: is.equity.map((row) => row.map(() => 0n)),
    buffer: is.equity.map((row, v) => (is.buffer[v] ?? 0n) + row.reduce((a, b) => a + b, 0n)),
  })
  expect(said(after('vaults.margin', bare))).toEqual(['EQUITY_BELOW_FLOOR'])
  const codes = said(after('vaults.close', bare))
  expect(codes.filter((code) => code !== 'RESIDUAL_WORSE?')).toEqual(THREE.assets.map(() => 'EQUITY_BELOW_FLOOR'))
  const poor = after('vaults.hedge', (is) => ({
    buffer: is.buffer.map(() => 0n),
    pooled: is.pooled.map((part, v) => part + (is.buffer[v] ?? 0n)),
  }))
  expect(said(poor)).toEqual(['EQUITY_BELOW_FLOOR'])
  const free = { ...market, config: { ...THREE, equityRatio: [] } }
  expect(said({ ...poor, market: free })).toEqual([])
  expect(said(examined('vaults.margin', { market: free }))).toEqual([])
})

test('an order that makes a hedge smaller may be sent, however little stands behind it', () => {
  const poor = after('vaults.hedge', (is) => ({
    buffer: is.buffer.map(() => 0n),
    pooled: is.pooled.map((part, v) => part + (is.buffer[v] ?? 0n)),
  }))
  const asset = poor.step.kind === 'vaults.hedge' ? THREE.assets.indexOf(poor.step.asset) : -1
  const larger = poor.after.external.map((row) => row.map((x, a) => (a === asset ? 2n * x : x)))
  const closing = { ...poor, before: { ...poor.before, buffer: poor.before.buffer, external: larger } }
  expect(said(closing)).toEqual([])
})

test('a close with a buffer below zero is told of, and goes on', () => {
  const lent = (is: Underway) => {
    const less = (is.buffer[0] ?? 0n) + 5n
    return { buffer: is.buffer.with(0, -5n), pooled: is.pooled.with(0, (is.pooled[0] ?? 0n) + less) }
  }
  const codes = said(after('vaults.close', lent)).filter((code) => !code.startsWith('RESIDUAL_WORSE'))
  expect(codes.filter((code) => code !== 'NOT_CONSERVED')).toEqual(['BUFFER_OVERDRAWN?'])
})

test('internal hedges sum to zero', () => {
  const uneven = (is: Underway) => ({ internal: plus(is.internal, 1, [1n, 0n, 0n]) })
  expect(said(after('vaults.book', uneven))).toEqual(['INTERNAL_UNBALANCED'])
  expect(said(after('vaults.close', uneven))).toEqual(['INTERNAL_UNBALANCED'])
})

test('a vault closes with no more risk than it opened with, but for what is within the band or too small to send', () => {
  const left = (usd: bigint) => (is: Underway) => ({ external: plus(is.external, 1, [usd, 0n, 0n]), equity: is.equity })
  const roomy = { market: { ...market, config: { ...THREE, equityRatio: [] } } }
  expect(said(after('vaults.close', left(9_000_000_000n), roomy))).toEqual([])
  expect(said(after('vaults.close', left(20_000_000_000n), roomy))).toEqual(['RESIDUAL_WORSE?'])
  expect(said(after('vaults.close', left(60_000_000_000n), roomy))).toEqual(['RESIDUAL_WORSE'])
  const patient = { ...roomy.market, config: { ...roomy.market.config, orderMin: 60_000_000_000n } }
  expect(said(after('vaults.close', left(60_000_000_000n), { market: patient }))).toEqual([])
  const open = { ...start, external: plus(start.external, 1, [70_000_000_000n, 0n, 0n]) }
  expect(said(after('vaults.close', left(60_000_000_000n), { ...roomy, start: open }))).toEqual([])
})

test('nothing appears or vanishes but fees', () => {
  const richer = (is: Underway) => ({ buffer: is.buffer.map((each) => each + 1n) })
  for (const kind of kinds) expect(said(after(kind, richer))).toEqual(['NOT_CONSERVED'])
  const [finding] = RULES.flatMap((rule) => rule(after('vaults.mint', richer)))
  expect(finding?.facts).toEqual({ step: 'vaults.mint', what: 'vault 0' })
})

test('a close settles what the steps have moved', () => {
  const next = (change: (is: NonNullable<Underway['next']>) => object) => (is: Underway) =>
    is.next === null ? {} : { next: { ...is.next, ...change(is.next) } }
  const what = (of: VaultsExamined) => RULES.flatMap((rule) => rule(of)).map(({ facts }) => facts['what'])
  expect(
    what(
      after(
        'vaults.close',
        next(({ shares }) => ({ shares: shares.map((each) => each + 1n) })),
      ),
    ),
  ).toEqual(['shares'])
  expect(
    what(
      after(
        'vaults.close',
        next(({ units }) => ({ units: units.map((each) => each + 10n ** 13n) })),
      ),
    ),
  ).toEqual(['vault 0 at the close'])
})
