import { describe, expect, test } from 'vitest'
import { BLOCK, marketOf, POLICY, stateOf, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveState, Wallet } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { usd } from '../../units/estimate.ts'
import { of as priceOf } from '../../units/price.ts'
import { ONE, of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { plus, seconds } from '../../units/time.ts'
import { conservation } from './conservation.ts'
import type { ReserveExamined } from './examined.ts'
import { flowLimit } from './flowLimit.ts'
import { freshness } from './freshness.ts'
import { guard } from './guard.ts'
import { peg } from './peg.ts'
import { price } from './price.ts'
import { RULES } from './rules.ts'
import { size } from './size.ts'
import { weightBand } from './weightBand.ts'

const TWO: readonly Wanted[] = [
  { id: 'A', balance: 500, weight: 0.5, isStable: true, wallet: 1000, mintFee: 0.01, redeemFee: 0.01 },
  { id: 'B', balance: 500, weight: 0.5, isStable: true, wallet: 1000, decimals: 6 },
]
const STATE = stateOf(TWO)
const MARKET = marketOf(TWO)
const NONE = amountOf(0n)

const mint = (amount: bigint, by: 'operator' | 'user' = 'operator'): ReserveStep => ({
  kind: 'reserve.mint',
  by,
  deposits: [{ tranche: 'A', amount: amountOf(amount) }],
  least: sharesOf(0n),
})
const redeem = (coins: bigint, by: 'operator' | 'user' = 'operator'): ReserveStep => ({
  kind: 'reserve.redeem',
  by,
  coins: sharesOf(coins),
  withdrawals: [{ tranche: 'A', ratio: ONE, least: NONE }],
})
const SWAP: ReserveStep = {
  kind: 'reserve.swap',
  legs: [{ from: 'A', to: 'B', amount: amountOf(wad(20)), least: NONE }],
}
const WAIT: ReserveStep = { kind: 'reserve.wait', blocks: 5n, seconds: 60n }
const PAUSE: ReserveStep = { kind: 'reserve.pause', tranche: 'A', direction: 'in', blocks: 5n }
const CALIBRATE: ReserveStep = { kind: 'reserve.calibrate', list: STATE.reserve.tranches }
const STEPS = [
  mint(wad(20)),
  mint(wad(20), 'user'),
  redeem(wad(20)),
  redeem(wad(20), 'user'),
  SWAP,
  WAIT,
  PAUSE,
  CALIBRATE,
]

/** A step as safety sees it: what it does to a reserve, in a plan that nothing presses for. */
function examined(step: ReserveStep, change: Partial<ReserveExamined> = {}): ReserveExamined {
  const before = change.before ?? STATE
  const applied = apply(before, step, MARKET)
  if (!applied.ok) expect.fail(applied.refusal.detail)
  const { state: after, cost } = applied
  const { asOf: now } = MARKET
  return {
    before,
    after,
    step,
    cost,
    endsStage: true,
    now,
    market: MARKET,
    policy: POLICY,
    class: 'TARGET',
    start: before,
    ...change,
  }
}

const codes = (findings: readonly { readonly code: string; readonly severity: string }[]): readonly string[] =>
  findings.map(({ code, severity }) => `${severity} ${code}`)

/** The state with one tranche's fields set to what no step would make of them. */
function forged(state: ReserveState, id: string, change: Partial<Tranche>): ReserveState {
  const tranches = state.reserve.tranches.map((tranche) => (tranche.id === id ? { ...tranche, ...change } : tranche))
  return { ...state, reserve: { ...state.reserve, tranches } }
}

const purse = (state: ReserveState, change: Partial<Wallet>): ReserveState => ({
  ...state,
  operator: { ...state.operator, ...change },
})

test('nothing is said of steps that are as they should be', () => {
  for (const step of STEPS) expect(RULES.flatMap((rule) => rule(examined(step)))).toEqual([])
})

describe('the guard on prices', () => {
  const narrow = { pairs: ratioOf(wad(0.02)), level: ratioOf(wad(0.02)) }
  const market = {
    ...MARKET,
    rules: { ...MARKET.rules, guard: narrow },
    oracle: {
      pairs: [{ of: 'A', in: 'B', price: priceOf(wad(1.1)) }],
      sources: { B: { one: priceOf(wad(0.9)) } },
    },
  }

  test('blocks an order by prices that a pair or a source contradicts, and nothing else', () => {
    const it = examined(mint(wad(20)), { market })
    expect(codes(guard(it))).toEqual(['block PRICE_PAIR_OFF', 'block PRICE_LEVEL_OFF'])
    expect(guard(examined(WAIT, { market }))).toEqual([])
    expect(guard({ ...it, market: { ...market, rules: MARKET.rules } })).toEqual([])
    expect(guard(examined(mint(wad(20))))).toEqual([])
  })

  test('goes by the prices of now, also of what stands beside the weights; by those kept where there are none', () => {
    const it = examined(mint(wad(20)), { market })
    const [first, second] = STATE.reserve.tranches
    if (first === undefined || second === undefined) expect.fail('two tranches')
    const before = { ...STATE, reserve: { ...STATE.reserve, tranches: [first], beside: [second] } }
    expect(codes(guard({ ...it, before }))).toEqual(['block PRICE_PAIR_OFF', 'block PRICE_LEVEL_OFF'])
    expect(codes(guard({ ...it, before, market: { ...market, quotes: {} } }))).toHaveLength(2)
    expect(codes(guard({ ...it, market: { ...market, quotes: {} } }))).toHaveLength(2)
  })
})

describe('the weights', () => {
  test('an order may not take a tranche out of its band', () => {
    const it = examined(mint(wad(100)))
    const after = forged(it.after, 'A', { balance: amountOf(wad(700)) })
    expect(codes(weightBand({ ...it, after }))).toEqual(['block WEIGHT_OUT_OF_BAND', 'block WEIGHT_OUT_OF_BAND'])
  })

  test('what is outside may come nearer', () => {
    const before = forged(STATE, 'A', { balance: amountOf(wad(800)) })
    const after = forged(STATE, 'A', { balance: amountOf(wad(790)) })
    expect(weightBand({ ...examined(redeem(wad(1))), before, after })).toEqual([])
    expect(weightBand({ ...examined(redeem(wad(1))), before: after, after: before })).toHaveLength(2)
  })

  test('targets are on their way, drift with prices, and are none where nothing is due', () => {
    const [a] = STATE.reserve.tranches
    if (a === undefined) expect.fail()
    const calibration = {
      ...a.calibration,
      previousWeight: ratioOf(0n),
      time: timestamp(STATE.reserve.time - 50n),
      duration: 100n,
    }
    // Due are 0.25 and 0.5: targets of a third and two thirds.
    const moving = forged(STATE, 'A', { calibration })
    const it = {
      ...examined(mint(wad(1))),
      before: moving,
      after: forged(moving, 'A', { balance: amountOf(wad(520)) }),
    }
    expect(weightBand(it)[0]?.facts).toMatchObject({ tranche: 'A', targetWeight: '333333333333333333' })
    const undue = { ...a.calibration, price: priceOf(0n) }
    const nothing = forged(forged(STATE, 'A', { calibration: undue }), 'B', { calibration: undue })
    expect(weightBand({ ...it, before: nothing, after: nothing })).toEqual([])
    const empty = forged(forged(STATE, 'A', { balance: NONE }), 'B', { balance: NONE })
    expect(weightBand({ ...it, before: empty, after: empty })).toEqual([])
  })
})

describe('the flows', () => {
  const limit = { kind: 'amount' as const, amount: amountOf(wad(10)) }

  test('more than the limit, a closed direction, and a flow that was not counted are blocked', () => {
    const it = examined(mint(wad(20)))
    const tight = { flowRule: { memory: ONE, limit } }
    expect(codes(flowLimit({ ...it, before: forged(it.before, 'A', tight) }))).toEqual(['block FLOW_ABOVE_LIMIT'])
    const closed = { inflow: { amount: NONE, seen: block(0n), blockedUntil: block(BLOCK) } }
    expect(flowLimit({ ...it, before: forged(it.before, 'A', closed) })).toHaveLength(1)
    const uncounted = { inflow: { amount: amountOf(1n), seen: block(BLOCK), blockedUntil: block(0n) } }
    expect(flowLimit({ ...it, after: forged(it.after, 'A', uncounted) })).toHaveLength(1)
  })

  test('a share of the balance is a limit too, and what goes out is no part of what comes in', () => {
    const it = examined(redeem(wad(20)))
    const share = (of: bigint) =>
      forged(it.before, 'A', { flowRule: { memory: ONE, limit: { kind: 'fraction', of: ratioOf(of) } } })
    expect(flowLimit({ ...it, before: share(wad(0.04)) })).toEqual([])
    expect(flowLimit({ ...it, before: share(wad(0.039)) })[0]?.facts).toMatchObject({ direction: 'out', tranche: 'A' })
  })
})

test('what comes in has a share of half of the target, and not a unit more', () => {
  const share = { memory: ONE, limit: { kind: 'fraction' as const, of: ratioOf(wad(0.2)) } }
  const before = forged(STATE, 'A', { balance: amountOf(wad(100)), flowRule: share })
  const [most] = [wad(30)]
  const it = examined(mint(most), { before })
  expect(flowLimit(it)).toEqual([])
  const inflow = { amount: amountOf(most + wad(1)), seen: block(BLOCK), blockedUntil: block(0n) }
  const over = { ...it, after: forged(it.after, 'A', { balance: amountOf(wad(131)), inflow }) }
  expect(codes(flowLimit(over))).toEqual(['block FLOW_ABOVE_LIMIT'])
  const none = { ...MARKET, quotes: {} }
  const unpriced = forged(before, 'A', { prices: null })
  expect(codes(flowLimit({ ...it, before: unpriced, market: none }))).toEqual(['block FLOW_ABOVE_LIMIT'])
})

describe('pegs, prices and sizes', () => {
  test('a tranche whose asset is below its floor is not filled up, whatever else holds', () => {
    const fallen = marketOf(TWO.map((wanted) => ({ ...wanted, price: wanted.id === 'A' ? 0.94 : 1 })))
    expect(codes(peg({ ...examined(mint(wad(20))), market: fallen }))).toEqual(['block FILLS_OFF_PEG'])
    expect(peg({ ...examined(redeem(wad(20))), market: fallen })).toEqual([])
    expect(peg({ ...examined(WAIT), market: fallen })).toEqual([])
    const unquoted = { ...MARKET, quotes: {} }
    expect(peg({ ...examined(mint(wad(20))), market: unquoted })).toEqual([])
    const free = marketOf(TWO.map((wanted) => ({ ...wanted, isStable: false, price: 0.5 })))
    expect(peg({ ...examined(mint(wad(20))), market: free })).toEqual([])
  })

  test('what moves has a price, and not too small a one', () => {
    const it = examined(mint(wad(20)))
    expect(price(it)).toEqual([])
    expect(price({ ...examined(WAIT), market: { ...MARKET, quotes: {} } })).toEqual([])
    const rules = { ...MARKET.rules, priceMin: priceOf(wad(2)) }
    expect(codes(price({ ...it, market: { ...MARKET, rules } }))).toEqual(['block PRICE_NOT_USABLE'])
    const before = forged(it.before, 'A', { prices: null })
    expect(price({ ...it, before, market: { ...MARKET, quotes: {} } })[0]?.facts).toMatchObject({ price: '0' })
  })

  test('no order is larger than one mistake may be', () => {
    const policy = { ...POLICY, orderMax: usd(20) }
    expect(size({ ...examined(mint(wad(20))), policy })).toEqual([])
    expect(codes(size({ ...examined(mint(wad(20.01))), policy }))).toEqual(['block ORDER_TOO_LARGE'])
    expect(size({ ...examined(SWAP), policy: { ...POLICY, orderMax: usd(39) } })).toHaveLength(1)
    expect(size({ ...examined(WAIT), policy: { ...POLICY, orderMax: usd(-1) } })).toEqual([])
  })

  test('old data blocks orders, warns where safety asks for them, and lets time pass', () => {
    const now = plus(MARKET.asOf, seconds(601))
    expect(codes(freshness(examined(mint(wad(1)), { now })))).toEqual(['block DATA_STALE'])
    expect(codes(freshness(examined(PAUSE, { now, class: 'SAFETY' })))).toEqual(['warn DATA_STALE'])
    expect(freshness(examined(WAIT, { now }))).toEqual([])
  })
})

describe('conservation', () => {
  const what = (it: ReserveExamined): unknown => conservation(it)[0]?.facts['what']
  const coins = (state: ReserveState, more: bigint): ReserveState => ({
    ...state,
    reserve: { ...state.reserve, supply: sharesOf(state.reserve.supply + more) },
  })
  const fuller = (state: ReserveState, by: bigint): ReserveState => {
    const balance = state.reserve.tranches[0]?.balance ?? NONE
    return forged(state, 'A', { balance: amountOf(balance + by) })
  }
  const more = (it: ReserveExamined, by: bigint): ReserveExamined => ({ ...it, after: coins(it.after, by) })
  const other = (it: ReserveExamined, by: bigint): ReserveExamined => ({ ...it, after: fuller(it.after, by) })
  const robbed = (it: ReserveExamined): ReserveExamined => ({ ...it, after: purse(it.after, { holdings: {} }) })
  const gifted = (it: ReserveExamined): ReserveExamined => ({
    ...it,
    after: purse(it.after, { coins: sharesOf(it.after.operator.coins + 1n) }),
  })

  test('a mint brings what was deposited, for no more coins than it is worth', () => {
    const it = examined(mint(wad(20)))
    expect(what(other(it, 1n))).toBe('deposits and balances')
    expect(what(other(it, -wad(30)))).toBe('deposits and balances')
    expect(what(more(it, wad(1)))).toBe('coins and what was paid in')
    expect(what(more(it, -wad(30)))).toBe('coins and what was paid in')
    expect([what(robbed(it)), what(gifted(it))]).toEqual(['the wallet', 'the wallet'])
    expect(what(robbed(examined(mint(wad(20), 'user'))))).toBe('the wallet')
  })

  test('a redemption burns its coins and pays no more than they are worth', () => {
    const it = examined(redeem(wad(20)))
    expect(what(more(it, 1n))).toBe('coins and balances')
    expect(what(other(it, wad(30)))).toBe('coins and balances')
    expect(what(other(it, -wad(1)))).toBe('coins and what was paid out')
    expect([what(robbed(it)), what(gifted(it))]).toEqual(['the wallet', 'the wallet'])
    expect(what(gifted(examined(redeem(wad(20), 'user'))))).toBe('the wallet')
  })

  test('a swap buys no more than it sells, and no coins', () => {
    const it = examined(SWAP)
    expect(what(more(it, 1n))).toBe('what was sold and bought')
    expect(what({ ...it, after: forged(it.after, 'B', { balance: amountOf(520_000_001n) }) })).toBe(
      'what was sold and bought',
    )
    expect(what(robbed(it))).toBe('the wallet')
  })

  test('a pledge brings what was promised, and no coins', () => {
    const commitment: Tranche['commitment'] = {
      kind: 'labour',
      start: timestamp(0n),
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: null,
      pledges: [],
      target: 'follows',
    }
    const before = forged(STATE, 'A', { commitment })
    const step: ReserveStep = { kind: 'reserve.pledge', pledges: [{ tranche: 'A', amount: amountOf(wad(20)) }] }
    const it = examined(step, { before })
    expect(RULES.flatMap((rule) => rule(it))).toEqual([])
    expect([what(other(it, 1n)), what(other(it, -wad(30))), what(more(it, 1n))]).toEqual(
      Array(3).fill('pledges and balances'),
    )
    expect(what(gifted(it))).toBe('the wallet')
    expect(codes(weightBand(other(it, wad(200))))).toHaveLength(2)
  })

  test('only a mint or a redemption burns coins of stakers, and as many coins go as are burnt', () => {
    const pool = (state: ReserveState, staked: bigint): ReserveState => ({
      ...state,
      reserve: { ...state.reserve, staked: sharesOf(staked) },
    })
    for (const step of [mint(wad(20)), redeem(wad(20))]) {
      const it = examined(step)
      const burnt = { ...it, before: pool(it.before, 9n), after: pool(coins(it.after, -5n), 4n) }
      expect(conservation(burnt)).toEqual([])
      expect(what({ ...burnt, after: pool(it.after, 4n) })).not.toBe(undefined)
      expect(what({ ...it, after: pool(it.after, 1n) })).toBe('coins of stakers')
    }
    expect(what({ ...examined(WAIT), before: pool(STATE, 9n), after: pool(STATE, 4n) })).toBe('coins of stakers')
  })

  test('time, guardians and goals move nothing', () => {
    for (const step of [WAIT, PAUSE]) {
      expect(what(more(examined(step), 1n))).toBe('a balance that no order moved')
      expect(what(other(examined(step), 1n))).toBe('a balance that no order moved')
      expect(what(other(examined(step), -1n))).toBe('a balance that no order moved')
      expect(what(gifted(examined(step)))).toBe('the wallet')
    }
    expect(what(more(examined(CALIBRATE), 1n))).toBe('coins')
    expect(what(gifted(examined(CALIBRATE)))).toBe('the wallet')
    const dropped = { ...STATE, reserve: { ...STATE.reserve, tranches: STATE.reserve.tranches.slice(1) } }
    expect(what({ ...examined(CALIBRATE), after: dropped })).toBe(undefined)
  })
})
