import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { total } from '../../portfolio/cost.ts'
import { foresee } from '../../portfolio/foresee.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import { RESERVE } from '../../portfolio/reserve/book.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { toBands } from './bands.ts'
import type { Setting } from './scene.ts'
import { type Found, outsideOf } from './trial.ts'
import { stepOf } from './write.ts'

const THREE: readonly Wanted[] = [
  { id: 'A', balance: 700_000, weight: 0.5 },
  { id: 'B', balance: 200_000, weight: 0.3 },
  { id: 'C', balance: 100_000, weight: 0.2, decimals: 6 },
]
const each = (change: Partial<Wanted>): readonly Wanted[] => THREE.map((wanted) => ({ ...wanted, ...change }))
const only = (way: 'mint' | 'redeem' | 'swap'): ReservePolicy => ({
  ...POLICY,
  ways: { mint: way === 'mint', redeem: way === 'redeem', swap: way === 'swap' },
})

function setting(wanted: readonly Wanted[], policy: Partial<ReservePolicy> = {}, coins?: number): Setting {
  return { state: stateOf(wanted, coins), market: marketOf(wanted), policy: { ...POLICY, ...policy } }
}

function found(asked: Setting): Found {
  const answer = toBands(asked)?.answer
  if (answer?.ok !== true) expect.fail(JSON.stringify(answer))
  return answer
}

function refusal(asked: Setting) {
  const answer = toBands(asked)?.answer
  if (answer === undefined || answer.ok) expect.fail('a plan was found')
  return answer.refusal
}

const kinds = ({ stages }: Found): readonly string[] => stages.flat().map(({ kind }) => kind.slice('reserve.'.length))

/** Every step is accepted, the last leaves everything inside, and gas, fees and slippage are what was said. */
function holds(asked: Setting, plan: Found): void {
  const forecast = foresee(RESERVE, plan.stages, asked)
  expect(forecast.refusal).toBe(null)
  expect(outsideOf(forecast.final, asked)).toBe(null)
  expect(total(forecast.cost) + asked.policy.waitPrice * Number(plan.blocks)).toBeCloseTo(plan.cost, 6)
}

describe('the way into the bands', () => {
  test('a reserve inside its bands needs none', () => {
    const inside = THREE.map((wanted) => ({ ...wanted, balance: wanted.weight * 1e6 }))
    expect(toBands(setting(inside))).toBe(null)
  })

  test('a mint fills up what is short, no further than to the edges of the bands', () => {
    const asked = setting(THREE, only('mint'))
    const plan = found(asked)
    holds(asked, plan)
    expect(kinds(plan)).toEqual(['mint'])
    // A is above its 0.55 until V' = 700,000 / 0.55; what is minted until then is 272,727.27.
    expect(plan.moved).toBeCloseTo(272_727.27, 1)
    expect(plan.cost).toBeCloseTo(5, 9)
  })

  test('a redemption takes from what is over, until what is short has its lower edge', () => {
    const asked = setting(THREE, only('redeem'))
    const plan = found(asked)
    holds(asked, plan)
    expect(kinds(plan)).toEqual(['redeem'])
    // C has its 0.18 when V' = 100,000 / 0.18.
    expect(plan.moved).toBeCloseTo(1e6 - 100_000 / 0.18, 1)
  })

  test('a swap sells what is above its upper edge for what is below its lower edge', () => {
    const asked = setting(each({ trade: 0 }), only('swap'))
    const plan = found(asked)
    holds(asked, plan)
    expect(kinds(plan)).toEqual(['swap'])
    expect(plan.moved).toBeCloseTo(150_000, 1)
    expect(plan.cost).toBeCloseTo(10, 9)
  })

  test('the cheapest kind of order is taken, and why the others were not is said', () => {
    const dear = found(setting(each({ mintFee: 0.01, redeemFee: 0.01 })))
    expect(kinds(dear)).toEqual(['swap'])
    const cheap = toBands(setting(each({ mintFee: 0.0001, redeemFee: 0.01 })))
    expect(cheap?.answer).toMatchObject({ ok: true, way: 'mint' })
    expect(cheap?.considered.map(({ way, why }) => `${way}: ${why}`)).toContain('swap: estimated at no less than mint')
  })

  test('a redemption that drives its own price down is found out when it is tried', () => {
    const asked = setting(each({ trade: 0.0005 }))
    const reserve = { ...asked.state.reserve, supply: sharesOf(wad(1_030_000)) }
    const answer = toBands({
      ...asked,
      state: { ...asked.state, reserve },
      policy: { ...POLICY, ways: { ...POLICY.ways, mint: false } },
    })
    expect(answer?.answer).toMatchObject({ ok: true, way: 'swap' })
    expect(answer?.considered.map(({ way, why }) => `${way}: ${why}`)).toContain('redeem: dearer than swap')
  })

  test('what cannot be moved is left alone: no fees set, nothing kept in a trade, no price, a promise', () => {
    const asked = setting(THREE.map((wanted) => ({ ...wanted, trade: wanted.id === 'A' ? 1 : 0.001 })))
    const commitment = {
      kind: 'staking' as const,
      start: timestamp(0n),
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: null,
      pledges: [],
      target: 'fixed' as const,
    }
    const extra = stateOf([{ id: 'D', balance: 1, weight: 0, price: 0.000001 }]).reserve.tranches.map((tranche) => ({
      ...tranche,
      commitment,
    }))
    const tranches = asked.state.reserve.tranches.map((tranche) =>
      tranche.id === 'A' ? { ...tranche, fees: null } : tranche,
    )
    const state = {
      ...asked.state,
      reserve: { ...asked.state.reserve, tranches: [...tranches, ...extra], supply: sharesOf(0n) },
    }
    expect(refusal({ ...asked, state }).code).toBe('NO_WAY_TO_BANDS')
  })

  test.each([0, 1, 2])('a reserve whose smallest units are large ends inside all the same: %i places', (decimals) => {
    const coarse = [
      { id: 'A', balance: 703, weight: 0.5, decimals },
      { id: 'B', balance: 199, weight: 0.3, decimals },
      { id: 'C', balance: 98, weight: 0.2, decimals },
    ]
    for (const way of ['mint', 'redeem', 'swap'] as const) {
      const asked = setting(coarse, only(way))
      holds(asked, found(asked))
    }
  })

  test('limits of one kind are made up for by another', () => {
    const asked = setting(each({ wallet: 40_000, trade: 0.01 }), {
      ...POLICY,
      ways: { mint: true, redeem: false, swap: true },
    })
    const plan = found(asked)
    holds(asked, plan)
    expect(new Set(kinds(plan))).toEqual(new Set(['mint', 'swap']))
  })

  test('what a flow limit does not let through at once is spread, and every round passes', () => {
    const asked = setting(each({ limit: 60_000 }), only('swap'))
    const plan = found(asked)
    holds(asked, plan)
    expect(kinds(plan)).toEqual(['swap', 'wait', 'swap', 'wait', 'swap'])
  })

  test('where kinds of order cannot take turns over time, one is done before the next begins', () => {
    const wanted = [
      { id: 'A', balance: 42_457, weight: 0.285715 },
      { id: 'B', balance: 27_070, weight: 0.285714 },
      { id: 'C', balance: 78_613, weight: 0.428571 },
    ].map((one) => ({ ...one, limit: 4000, mintFee: 0.01, redeemFee: 0.01, trade: null }))
    const asked = setting(wanted)
    const plan = found(asked)
    holds(asked, plan)
    expect(plan.way).toMatch(/^redeem in \d rounds, then mint in \d rounds over [\d,]+ blocks$/)
    const orders = kinds(plan).filter((kind) => kind !== 'wait')
    expect(orders).toEqual([...orders].sort().reverse())
  })

  test('an order of two that leads away from the bands on its own is not placed: each brings nearer what is outside', () => {
    // Together with its mint a redemption that leaves too much of T3 would do; alone it does not.
    const shares = [0.2, 0.1, 0.1, 0.3, 0.3]
    const wanted = [14_000, 16_000, 9_000, 52_000, 60_000].map((balance, at) => ({
      id: `T${at}`,
      balance,
      weight: shares[at] ?? 0,
      trade: null,
      limit: 6000,
    }))
    const asked = setting(wanted)
    holds(asked, found(asked))
  })

  test('a limit that is a share of the tranche sinks with what leaves it, and every round stays below it', () => {
    const asked = setting(THREE, { ...only('redeem'), ordersMax: 16 })
    const limit = { kind: 'fraction' as const, of: ratioOf(wad(0.2)) }
    const tranches = asked.state.reserve.tranches.map((tranche) => ({
      ...tranche,
      flowRule: { ...tranche.flowRule, limit },
    }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches } }
    const plan = found({ ...asked, state })
    holds({ ...asked, state }, plan)
    expect(kinds(plan).filter((kind) => kind === 'wait').length).toBeGreaterThan(2)
  })

  test.each([
    [100n, 'mint after 100 blocks'],
    [1n, 'mint after 1 block'],
  ])('a direction that is closed for %s is waited for where nothing else leads there', (blocks, way) => {
    const asked = setting(THREE, only('mint'))
    const { tranches } = asked.state.reserve
    const blockedUntil = block(asked.state.reserve.block + blocks - 1n)
    const shut = tranches.map((tranche) => ({ ...tranche, inflow: { ...tranche.inflow, blockedUntil } }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches: shut } }
    const plan = found({ ...asked, state })
    holds({ ...asked, state }, plan)
    expect(plan).toMatchObject({ blocks, way })
    expect(plan.cost).toBeCloseTo(5 + Number(blocks) * POLICY.waitPrice, 9)
  })

  test('targets that move while a plan waits are aimed at where they will be', () => {
    const asked = setting(each({ limit: 60_000 }), only('swap'))
    const tranches = asked.state.reserve.tranches.map((tranche, at) => ({
      ...tranche,
      calibration: {
        ...tranche.calibration,
        weight: ratioOf(wad([0.4, 0.35, 0.25][at] ?? 0)),
        time: timestamp(asked.state.reserve.time - 1000n),
        duration: 100_000n,
      },
    }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches } }
    holds({ ...asked, state }, found({ ...asked, state }))
  })
})

/** Two tranches at their final weights, 0.4 and 0.6, whose schedule begins at other ones and takes 14,400 blocks. */
function scheduled(begins: number, policy: Partial<ReservePolicy> = {}): Setting {
  const asked = setting(
    [
      { id: 'A', balance: 400_000, weight: 0.4 },
      { id: 'B', balance: 600_000, weight: 0.6 },
    ],
    { ...only('swap'), ...policy },
  )
  const tranches = asked.state.reserve.tranches.map((tranche, at) => ({
    ...tranche,
    calibration: {
      ...tranche.calibration,
      previousWeight: ratioOf(wad(at === 0 ? begins : 1 - begins)),
      time: asked.state.reserve.time,
      duration: 14_400n * 12n,
    },
  }))
  return { ...asked, state: { ...asked.state, reserve: { ...asked.state.reserve, tranches } } }
}

describe('targets that a schedule moves', () => {
  test('a reserve that stands where they lead waits, for as long as it takes, and both prices are said', () => {
    const asked = scheduled(0.8, { horizon: 100n })
    const answer = toBands(asked)
    if (answer?.answer.ok !== true) expect.fail('no plan')
    const { stages, blocks, undone, outside } = answer.answer
    holds(asked, answer.answer)
    // B has its 0.6 at the lower edge of the band of 0.6 − 0.4 · left when 1.1 · (1 − target of A) reaches 0.6.
    expect(stages).toEqual([[{ kind: 'reserve.wait', blocks, seconds: blocks * 12n }]])
    expect(Number(blocks)).toBeCloseTo(12_436, -3)
    expect([undone, Math.round(outside)]).toEqual([0, Math.round(Number(blocks) * POLICY.waitPrice)])
    const prompt = answer.considered.find(({ why }) => why.includes('that the schedule undoes'))
    expect(prompt?.way).toBe('swap')
  })

  test('not a block is waited in vain: a block sooner would be too soon', () => {
    const asked = scheduled(0.8)
    const { blocks } = found(asked)
    const early = taken(
      asked.state,
      { kind: 'reserve.wait', blocks: blocks - 2n, seconds: (blocks - 2n) * 12n },
      asked.market,
    )
    expect(early === null ? null : outsideOf(early.state, asked)).not.toBe(null)
  })

  test('where standing outside is dear enough the trades are made, and what the schedule undoes is said', () => {
    const dear = scheduled(0.8, { waitPrice: usd(10) })
    const answer = toBands(dear)?.answer
    expect(answer).toMatchObject({ ok: true, way: 'swap' })
    expect(answer?.ok === true ? answer.undone : 0).toBeGreaterThan(100)
    const byShare = scheduled(0.8, { outsidePrice: 1 })
    const priced = toBands(byShare)?.answer
    expect(priced).toMatchObject({ ok: true, way: 'swap' })
  })

  test('a day outside is priced by the share that stands outside, along the path of the targets', () => {
    const asked = scheduled(0.8, { waitPrice: usd(0), outsidePrice: 0.0001 })
    const plan = found(asked)
    // 0.35 of the reserve stands outside at first and nothing at the end: on average about half of it, for 1.73 days.
    const days = (Number(plan.blocks) * 12) / 86_400
    expect(plan.cost).toBeGreaterThan(1e6 * 0.0001 * days * 0.15)
    expect(plan.cost).toBeLessThan(1e6 * 0.0001 * days * 0.2)
  })

  test('coins that do not reach today are enough when the targets have come nearer', () => {
    const asked = scheduled(0.05, { ...only('redeem'), horizon: 20_000n }).state
    const base = scheduled(0.05, { ...only('redeem'), horizon: 20_000n })
    const limit = { kind: 'fraction' as const, of: ratioOf(wad(0.2)) }
    const tranches = asked.reserve.tranches.map((tranche) => ({
      ...tranche,
      balance: amountOf(tranche.id === 'A' ? wad(540_000) : wad(460_000)),
      flowRule: { ...tranche.flowRule, limit },
    }))
    const state = {
      reserve: { ...asked.reserve, tranches },
      operator: { ...asked.operator, coins: sharesOf(wad(260_000)) },
    }
    const plan = found({ ...base, state })
    holds({ ...base, state }, plan)
    expect(plan.blocks).toBeLessThan(20_000n)
    expect(kinds(plan)).toContain('wait')
  })
})

describe('where no way leads into the bands', () => {
  test.each([
    { limiter: 'wallet', wanted: each({ wallet: 0 }), policy: only('mint') },
    { limiter: 'wallet', wanted: THREE, policy: only('redeem'), coins: 1000 },
    { limiter: 'flow', wanted: each({ limit: 20_000, memory: 1 }), policy: only('mint') },
    { limiter: 'flow', wanted: each({ limit: 60_000 }), policy: { ...only('swap'), horizon: 100n } },
    { limiter: 'ways', wanted: each({ trade: null }), policy: only('swap') },
  ])('the limit that binds is named: $limiter', ({ limiter, wanted, policy, coins }) => {
    const said = refusal(setting(wanted, policy, coins))
    expect(said).toMatchObject({ code: 'NO_WAY_TO_BANDS', facts: { limiter } })
    expect(said.lift).not.toBe('')
  })

  test('a reserve in which nothing can be moved has no way at all', () => {
    const asked = setting(each({ trade: null }))
    const tranches = asked.state.reserve.tranches.map((tranche) => ({ ...tranche, fees: null }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches } }
    expect(refusal({ ...asked, state }).facts).toEqual({ limiter: 'bands' })
  })

  test('a way on paper whose every sequence of orders is refused says which order and why', () => {
    // Minting into B alone dilutes C, which is short; a swap of B for C leaves A where it is, which is too much.
    const wanted = THREE.map((w) => ({ ...w, trade: w.id === 'A' ? null : 0.001, wallet: w.id === 'B' ? 300_000 : 0 }))
    const said = refusal(setting(wanted, { ways: { mint: true, redeem: false, swap: true } }))
    expect(said).toMatchObject({ code: 'NO_WAY_TO_BANDS', facts: { limiter: 'order' } })
    expect(['MINT_UNSAFE', 'SWAP_DRIFTS']).toContain(said.facts['code'])
  })

  test('what would lift a horizon is the number of blocks that are needed, and it does', () => {
    const wanted = each({ limit: 60_000 })
    const { facts } = refusal(setting(wanted, { ...only('swap'), horizon: 100n }))
    const horizon = BigInt(facts['blocks'] ?? 0)
    found(setting(wanted, { ...only('swap'), horizon }))
    expect(refusal(setting(wanted, { ...only('swap'), horizon: horizon - 5n })).facts['limiter']).toBe('flow')
  })

  test('targets that move on while flow limits make a plan wait are met with more orders: how many is said, and they do', () => {
    const weights = [0.266667, 0.2, 0.533333]
    const wanted = [19_428, 53_658, 123_878].map((balance, at) => ({
      id: 'ABC'[at] ?? '',
      balance,
      weight: weights[at] ?? 0,
      mintFee: 0.0005,
      redeemFee: 0.0005,
      trade: 0.002,
      limit: 4000,
      ...(at === 1 ? { wallet: 10_000 } : {}),
    }))
    const asked = setting(wanted)
    const tranches = asked.state.reserve.tranches.map((tranche, at) => ({
      ...tranche,
      calibration: {
        ...tranche.calibration,
        previousWeight: ratioOf(wad([0.2, 0.266667, 0.533333][at] ?? 0)),
        time: timestamp(asked.state.reserve.time - 1000n),
        duration: 200_000n,
      },
    }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches } }
    const { facts } = refusal({ ...asked, state })
    expect(facts).toMatchObject({ limiter: 'flow', blocks: String(POLICY.horizon) })
    const ordersMax = Number(facts['orders'])
    expect(ordersMax).toBeGreaterThan(POLICY.ordersMax)
    holds({ ...asked, state }, found({ ...asked, state, policy: { ...POLICY, ordersMax } }))
  })

  test('never is said where it is proven, and not where only orders or patience ran out', () => {
    const proven = refusal(setting(each({ limit: 20_000, memory: 1 }), only('mint')))
    expect(proven.facts).toMatchObject({ limiter: 'flow', never: 'proven' })
    expect(proven.detail).toContain('never lets enough through')
    const few = refusal(setting(each({ limit: 12_000 }), { ...only('swap'), ordersMax: 3 }))
    expect(few.facts).not.toHaveProperty('never')
    expect(few.lift).toContain('orders')
    found(
      setting(each({ limit: 12_000 }), {
        ...only('swap'),
        ordersMax: Number(few.facts['orders']),
        horizon: BigInt(few.facts['blocks'] ?? 0),
      }),
    )
    const hopeless = refusal(setting(each({ limit: 200, memory: 0.9999 }), { ...only('swap'), ordersMax: 2 }))
    expect(hopeless.facts).not.toHaveProperty('never')
    expect(hopeless.detail).toBe('Flow limits let nothing that was tried through, with up to 64 orders and any wait')
  })

  test('nothing is looked for where nobody reads why, and what binds is named all the same', () => {
    const asked = setting(each({ limit: 60_000 }), { ...only('swap'), horizon: 100n, explains: false })
    const { code, facts } = refusal(asked)
    expect([code, facts['limiter']]).toEqual(['NO_WAY_TO_BANDS', 'flow'])
    expect(facts).not.toHaveProperty('blocks')
  })

  test('a commitment that no order brings back is named, with what helps', () => {
    const asked = setting(THREE)
    const commitment = {
      kind: 'staking' as const,
      start: timestamp(0n),
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: timestamp(1n),
      pledges: [],
      target: 'fixed' as const,
    }
    const promising = (change: object): Setting => {
      const tranches = asked.state.reserve.tranches.map((tranche) =>
        tranche.id === 'C' ? { ...tranche, commitment: { ...commitment, ...change } } : tranche,
      )
      return { ...asked, state: { ...asked.state, reserve: { ...asked.state.reserve, tranches } } }
    }
    const revoked = refusal(promising({}))
    expect(revoked).toMatchObject({ facts: { limiter: 'commitment', tranche: 'C', weight: '0' } })
    expect(revoked.lift).toContain('commitment.target: follows')
    found(promising({ target: 'follows' }))
  })

  test('what is to be brought is enough, with the wait that it takes', () => {
    const poor = setting(each({ wallet: 0, limit: 60_000 }), { ...only('mint'), horizon: 50n })
    const { facts, lift } = refusal(poor)
    expect(facts).toMatchObject({ limiter: 'wallet' })
    const [, horizon = '0'] = /horizon of (\d+) blocks/.exec(lift) ?? []
    const brought = Object.fromEntries(
      String(facts['missing'])
        .split(', ')
        .map((part) => part.replaceAll(',', '').split(' '))
        .map(([amount = '0', id = '']) => [id, amountOf(wad(Number(amount)) / (id === 'C' ? 10n ** 12n : 1n))]),
    )
    found({
      ...poor,
      state: { ...poor.state, operator: { ...poor.state.operator, holdings: brought } },
      policy: { ...poor.policy, horizon: BigInt(horizon) },
    })
  })

  test('the band that is advised is one in which everything stands', () => {
    const asked = setting(each({ trade: null }))
    const tranches = asked.state.reserve.tranches.map((tranche) => ({ ...tranche, fees: null }))
    const state = { ...asked.state, reserve: { ...asked.state.reserve, tranches } }
    const [, percent = ''] = /band to ([\d.]+) %/.exec(refusal({ ...asked, state }).lift) ?? []
    const at = (band: number): Setting => ({
      ...asked,
      state,
      market: { ...asked.market, rules: { ...asked.market.rules, band: ratioOf(wad(band / 100)) } },
    })
    expect(toBands(at(Number(percent)))).toBe(null)
    expect(toBands(at(Number(percent) - 0.01))).not.toBe(null)
    const undue = tranches.map((tranche, index) => ({
      ...tranche,
      calibration: { ...tranche.calibration, weight: ratioOf(wad(index === 0 ? 1 : 0)) },
    }))
    const none = { ...state, reserve: { ...state.reserve, tranches: undue } }
    expect(refusal({ ...asked, state: none }).lift).toBe('Calibrate the reserve with other weights.')
  })

  test('a tranche that is off its peg is not filled up', () => {
    const wanted = THREE.map((w) => ({ ...w, isStable: w.id === 'C', price: w.id === 'C' ? 0.9 : 1 }))
    const said = refusal(setting(wanted, { ...only('mint') }))
    expect(said.facts).toMatchObject({ limiter: 'peg' })
    expect(said.lift).toMatch(/^Wait until the peg is back/)
    found(
      setting(
        wanted.map((w) => ({ ...w, price: 1 })),
        { ...only('mint') },
      ),
    )
    const slow = setting(
      wanted.map((w) => ({ ...w, limit: 10, memory: 1 })),
      { ...only('mint') },
    )
    const hopeless = refusal({ ...slow, policy: { ...slow.policy, horizon: 1n, ordersMax: 1 } })
    expect(hopeless.lift).toMatch(/^Calibrate the reserve toward other tranches: with the peg back no plan/)
  })
})

const WANTED = fc
  .record({
    balances: fc.tuple(
      fc.integer({ min: 5, max: 60 }),
      fc.integer({ min: 5, max: 60 }),
      fc.integer({ min: 5, max: 60 }),
    ),
    weights: fc.constantFrom([0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.34, 0.33, 0.33]),
    fees: fc.tuple(fc.constantFrom(0, 0.0005, 0.01), fc.constantFrom(0, 0.0005, 0.01)),
    trade: fc.constantFrom(0.0002, 0.002, 0.02),
    limit: fc.constantFrom(undefined, 12_000, 30_000),
  })
  .map(({ balances, weights, fees, trade, limit }): readonly Wanted[] =>
    balances.map((balance, at) => ({
      id: 'ABC'[at] ?? '',
      balance: balance * 1000,
      weight: weights[at] ?? 0,
      mintFee: fees[0],
      redeemFee: fees[1],
      trade,
      ...(limit === undefined ? {} : { limit }),
      decimals: at === 2 ? 6 : 18,
    })),
  )

/** The first two of them, so that thousands can be looked at. */
const PAIR = fc
  .tuple(WANTED, fc.constantFrom<'mint' | 'redeem' | 'swap'>('mint', 'redeem', 'swap'))
  .map(([[a, b], way]) => ({
    way,
    wanted: [a, b].flatMap((one, at) => (one === undefined ? [] : [{ ...one, weight: at === 0 ? 0.6 : 0.4 }])),
  }))

describe('laws of the way into the bands', () => {
  test('every horizon and every number of orders that is named gives a plan that is let through', {
    timeout: 60_000,
  }, () => {
    let [named, dear] = [0, 0]
    const asking = fc.record({
      pair: PAIR,
      ordersMax: fc.integer({ min: 1, max: 3 }),
      target: fc.constantFrom(0.0002, 0.001, 0.02),
    })
    fc.assert(
      fc.property(asking, ({ pair: { wanted, way }, ordersMax, target }) => {
        const decision = { ...POLICY.decision, costMax: { safety: fraction(0.05), target: fraction(target) } }
        const asked = setting(
          wanted.map((one) => ({ ...one, limit: 12_000 })),
          { ...only(way), horizon: 400n, ordersMax, decision },
        )
        const answer = toBands(asked)?.answer
        if (answer === undefined || answer.ok) return
        const { facts, lift } = answer.refusal
        expect(lift).not.toBe('')
        if (facts['blocks'] === undefined) return
        named++
        const policy = { ...asked.policy, horizon: BigInt(facts['blocks']), ordersMax: Number(facts['orders']) }
        const plan = found({ ...asked, policy })
        holds({ ...asked, policy }, plan)
        const [, cost] = /a cost of (\d+) bps/.exec(lift) ?? []
        if (cost !== undefined) dear++
        const cap = cost === undefined ? target : Number(cost) / 1e4
        expect(plan.cost - plan.outside).toBeLessThanOrEqual(cap * plan.moved)
      }),
      { seed: 1124, numRuns: 2000 },
    )
    expect(named).toBeGreaterThan(50)
    expect(dear).toBeGreaterThan(10)
  })

  test('a still market comes to rest: nothing is left to plan once a plan is carried out', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(PAIR, ({ wanted, way }) => {
        const asked = setting(wanted, only(way))
        const answer = toBands(asked)?.answer
        if (answer?.ok !== true) return
        expect(toBands({ ...asked, state: answer.final })).toBe(null)
      }),
      { seed: 1123, numRuns: 2000 },
    )
  })

  test('a plan is admissible step by step, ends inside, and costs what it says', () => {
    fc.assert(
      fc.property(WANTED, (wanted) => {
        const asked = setting(wanted)
        const answer = toBands(asked)?.answer
        if (answer?.ok === true) holds(asked, answer)
      }),
    )
  })

  test('so is one whose targets move on while it waits', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(WANTED, fc.integer({ min: 2000, max: 400_000 }), (wanted, duration) => {
        const still = setting(wanted.map((one) => ({ ...one, limit: 8000 })))
        const [a, b, ...rest] = still.state.reserve.tranches
        if (a === undefined || b === undefined) return
        const swapped = [
          { ...a, calibration: { ...a.calibration, previousWeight: b.calibration.weight } },
          { ...b, calibration: { ...b.calibration, previousWeight: a.calibration.weight } },
          ...rest,
        ].map((tranche) => ({
          ...tranche,
          calibration: {
            ...tranche.calibration,
            time: timestamp(still.state.reserve.time - 1000n),
            duration: BigInt(duration),
          },
        }))
        const asked = { ...still, state: { ...still.state, reserve: { ...still.state.reserve, tranches: swapped } } }
        const answer = toBands(asked)?.answer
        if (answer?.ok === true) holds(asked, answer)
      }),
      { numRuns: 40 },
    )
  })

  test('nothing on a grid of up to three orders, waits included, is cheaper', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(WANTED, (wanted) => {
        const asked = setting(wanted, { waitPrice: usd(0.02) })
        const answer = toBands(asked)?.answer
        if (answer?.ok !== true) return
        const rival = cheapest(asked, answer.cost)
        expect(rival).toBeGreaterThanOrEqual(answer.cost * (1 - 1e-6))
      }),
      { numRuns: 15 },
    )
  })
})

/** The least cost below `bound` of any sequence on the grid that ends inside; the bound where there is none. */
function cheapest(asked: Setting, bound: number): number {
  let best = bound
  const grid = gridOf(asked)
  const walk = (state: ReserveState, spent: number, left: number): void => {
    if (outsideOf(state, asked) === null) {
      best = Math.min(best, spent)
      return
    }
    if (left === 0) return
    for (const wait of [0n, 301n, 1000n]) {
      const paid = spent + Number(wait) * asked.policy.waitPrice
      if (paid + 5 >= best) continue
      const pause: ReserveStep = { kind: 'reserve.wait', blocks: wait, seconds: wait * asked.market.blockSeconds }
      const later = taken(state, pause, asked.market)?.state ?? state
      for (const step of grid(later)) {
        const next = taken(later, step, asked.market)
        if (next !== null && paid + next.cost < best) walk(next.state, paid + next.cost, left - 1)
      }
    }
  }
  walk(asked.state, 0, 3)
  return best
}

function taken(
  state: ReserveState,
  step: ReserveStep,
  market: ReserveMarket,
): { state: ReserveState; cost: number } | null {
  const applied = apply(state, step, market)
  return applied.ok ? { state: applied.state, cost: total(applied.cost) } : null
}

/** Amounts of 4,000 USD and their multiples: into or out of one tranche or two, or from one to another. */
function gridOf({ market }: Setting): (state: ReserveState) => readonly ReserveStep[] {
  const sizes = [4, 8, 12, 20, 30].map((thousands) => thousands * 1000)
  const native = (id: string, value: number) => amountOf(wad(value) / (id === 'C' ? 10n ** 12n : 1n))
  const pairs = [['A', 'B'], ['A', 'C'], ['B', 'C'], ['A'], ['B'], ['C']]
  return (state) => [
    ...pairs.flatMap((ids) =>
      sizes.flatMap((size): readonly ReserveStep[] => {
        const amounts = ids.map((tranche) => ({ tranche, amount: native(tranche, size) }))
        const redemption = stepOf({ way: 'redeem', parts: amounts.map((each) => ({ ...each, to: '' })) }, state, market)
        return [
          { kind: 'reserve.mint', by: 'operator', deposits: amounts, least: sharesOf(0n) },
          ...(redemption === null ? [] : [redemption]),
        ]
      }),
    ),
    ...['A', 'B', 'C'].flatMap((from) =>
      ['A', 'B', 'C'].flatMap((to) =>
        from === to
          ? []
          : sizes.map(
              (size): ReserveStep => ({
                kind: 'reserve.swap',
                legs: [{ from, to, amount: native(from, size), least: amountOf(0n) }],
              }),
            ),
      ),
    ),
  ]
}
