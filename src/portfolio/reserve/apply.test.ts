import { describe, expect, test } from 'vitest'
import { BLOCK, marketOf, stateOf, TIME, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { usd } from '../../units/estimate.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Posting } from '../applied.ts'
import { apply, type ReserveApplied } from './apply.ts'
import type { ReserveMarket } from './market.ts'
import { phrase } from './phrase.ts'
import { held, type ReserveState } from './state.ts'
import type { ReserveStep, SwapLeg } from './step.ts'
import { netAssets, worth } from './worth.ts'

const TWO: readonly Wanted[] = [
  { id: 'A', balance: 500, weight: 0.5, mintFee: 0.01, redeemFee: 0.02, isStable: true, wallet: 100 },
  { id: 'B', balance: 500, weight: 0.5, decimals: 6, isStable: true, wallet: 100 },
]
const STATE = stateOf(TWO, 50)
const MARKET = marketOf(TWO)
const NONE = amountOf(0n)

const mint = (deposits: Readonly<Record<string, bigint>>, by: 'operator' | 'user' = 'operator'): ReserveStep => ({
  kind: 'reserve.mint',
  by,
  deposits: Object.entries(deposits).map(([tranche, amount]) => ({ tranche, amount: amountOf(amount) })),
  least: sharesOf(0n),
})
const redeem = (coins: bigint, by: 'operator' | 'user' = 'operator'): ReserveStep => ({
  kind: 'reserve.redeem',
  by,
  coins: sharesOf(coins),
  withdrawals: [
    { tranche: 'A', ratio: ratioOf(wad(0.5)), least: NONE },
    { tranche: 'B', ratio: ratioOf(wad(0.5)), least: NONE },
  ],
})
const leg = (change: Partial<SwapLeg> = {}): SwapLeg => ({
  from: 'A',
  to: 'B',
  amount: amountOf(wad(20)),
  least: NONE,
  ...change,
})
const swap = (...legs: readonly SwapLeg[]): ReserveStep => ({ kind: 'reserve.swap', legs })

function taken(
  step: ReserveStep,
  state: ReserveState = STATE,
  market: ReserveMarket = MARKET,
): Extract<ReserveApplied, { ok: true }> {
  const applied = apply(state, step, market)
  if (!applied.ok) expect.fail(applied.refusal.detail)
  return applied
}

const refused = (step: ReserveStep, state: ReserveState = STATE, market: ReserveMarket = MARKET): string => {
  const applied = apply(state, step, market)
  if (applied.ok) expect.fail('accepted')
  return applied.refusal.code
}

const balances = ({ reserve }: ReserveState): readonly bigint[] => reserve.tranches.map(({ balance }) => balance)

function sums(postings: readonly Posting[]): ReadonlyMap<string, bigint> {
  const all = new Map<string, bigint>()
  for (const line of postings) if ('amount' in line) all.set(line.asset, (all.get(line.asset) ?? 0n) + line.amount)
  return all
}

describe('a mint', () => {
  const { state, cost, postings } = taken(mint({ A: wad(10), B: 10_000_000n }))

  test('brings the whole amounts, and coins for what is left after fees', () => {
    expect(balances(state)).toEqual([wad(510), 510_000_000n])
    expect(state.reserve.supply - STATE.reserve.supply).toBe(wad(19.9))
    expect(state.operator.coins - STATE.operator.coins).toBe(wad(19.9))
    expect([held(state.operator, 'A'), held(state.operator, 'B')]).toEqual([wad(90), 90_000_000n])
    expect(cost).toMatchObject({ gas: 5, fee: 0.1, slippage: 0 })
    expect([...sums(postings).values()]).toEqual([0n, 0n, 0n])
  })

  test('credits a stable asset above one at one, which is slippage to who mints', () => {
    const dear = { ...MARKET.quotes }
    const rich = TWO.map((wanted) => ({ ...wanted, price: 1.02, mintFee: 0 }))
    const market = { ...MARKET, quotes: { ...dear, ...marketOf(rich).quotes } }
    const start = { ...STATE, reserve: stateOf(rich).reserve }
    expect(taken(mint({ A: wad(10) }, 'user'), start, market).cost.slippage).toBeCloseTo(0.2, 12)
  })

  test('of a user leaves the wallet alone, and one of more than the wallet is refused', () => {
    expect(taken(mint({ A: wad(20) }, 'user')).state.operator).toEqual(STATE.operator)
    expect(refused(mint({ A: wad(101) }))).toBe('WALLET_SHORT')
    const twice: ReserveStep = {
      ...mint({}),
      kind: 'reserve.mint',
      by: 'operator',
      least: sharesOf(0n),
      deposits: [1, 2].map(() => ({ tranche: 'A', amount: amountOf(wad(60)) })),
    }
    expect(refused(twice)).toBe('WALLET_SHORT')
    expect(refused(mint({ X: 1n }, 'user'))).toBe('TRANCHE_UNKNOWN')
  })

  test('into a tranche that is not registered brings nothing where the rules look away', () => {
    const quirks = { ...MARKET.rules.quirks, deposits: 'lenient' as const }
    const market = { ...MARKET, rules: { ...MARKET.rules, quirks } }
    expect(taken(mint({ X: 1n, A: wad(1) }, 'user'), STATE, market).postings).toHaveLength(4)
  })
})

describe('a redemption', () => {
  test('burns coins and pays after fees', () => {
    const { state, cost, postings } = taken(redeem(wad(20)))
    expect(balances(state)).toEqual([wad(490.2), 490_000_000n])
    expect(state.operator.coins).toBe(wad(30))
    expect(held(state.operator, 'A')).toBe(wad(109.8))
    expect(cost.fee).toBeCloseTo(0.2, 12)
    expect(cost.slippage).toBeCloseTo(0, 12)
    expect([...sums(postings).values()]).toEqual([0n, 0n, 0n])
  })

  test('of more coins than the wallet has is refused, of a user it is not', () => {
    expect(refused(redeem(wad(51)))).toBe('WALLET_SHORT')
    expect(taken(redeem(wad(51), 'user')).state.operator).toEqual(STATE.operator)
    expect(refused(redeem(wad(5000), 'user'))).toBe('REDEEM_ABOVE_SUPPLY')
  })
})

describe('a swap', () => {
  test('keeps fee and slippage of both sides outside, and counts in both flows', () => {
    const { state, cost, postings } = taken(swap(leg()))
    // 20 · 0.999 · 0.999 = 19.96002
    expect(balances(state)).toEqual([wad(480), 519_960_020n])
    expect(state.reserve.supply).toBe(STATE.reserve.supply)
    expect(state.reserve.tranches.map(({ inflow, outflow }) => [inflow.amount, outflow.amount])).toEqual([
      [0n, wad(20)],
      [19_960_020n, 0n],
    ])
    expect(cost.fee).toBeCloseTo(0.01999, 9)
    expect(cost.slippage).toBeCloseTo(0.01999, 9)
    expect([...sums(postings).values()]).toEqual([0n, 0n])
  })

  test('is refused where it cannot be traded, brings too little, moves nothing or too much', () => {
    const untraded = marketOf(TWO.map((wanted) => ({ ...wanted, trade: wanted.id === 'B' ? null : 0 })))
    expect(refused(swap(leg()), STATE, untraded)).toBe('NOT_TRADED')
    expect(refused(swap(leg({ from: 'B', to: 'A' })), STATE, untraded)).toBe('NOT_TRADED')
    expect(refused(swap(leg({ to: 'X' })))).toBe('NOT_TRADED')
    expect(refused(swap(leg({ least: amountOf(20_000_000n) })))).toBe('SWAP_SHORT')
    expect(refused(swap(leg({ to: 'A' })))).toBe('SWAP_POINTLESS')
    expect(refused(swap(leg({ amount: NONE })))).toBe('SWAP_POINTLESS')
    expect(refused(swap())).toBe('SWAP_POINTLESS')
    expect(refused(swap(leg({ amount: amountOf(wad(501)) })))).toBe('SWAP_TOO_MUCH')
    expect(refused(swap(leg({ amount: amountOf(wad(100)) })))).toBe('SWAP_DRIFTS')
  })

  test('is held to the flow limits of both directions', () => {
    const tight = stateOf(TWO.map((wanted) => ({ ...wanted, limit: 10 })))
    expect(refused(swap(leg()), tight)).toBe('FLOW_TOO_HIGH')
    const half = stateOf(TWO.map((wanted) => (wanted.id === 'B' ? { ...wanted, limit: 10 } : wanted)))
    expect(refused(swap(leg()), half)).toBe('FLOW_TOO_HIGH')
  })

  test('may sell what is off its peg and not buy it', () => {
    const fallen = TWO.map((wanted) => ({ ...wanted, price: wanted.id === 'A' ? 0.9 : 1 }))
    const market = marketOf(fallen)
    expect(taken(swap(leg({ amount: amountOf(wad(10)) })), STATE, market).state.reserve.tranches[0]?.balance).toBe(
      wad(490),
    )
    expect(refused(swap(leg({ from: 'B', to: 'A', amount: amountOf(10_000_000n) })), STATE, market)).toBe(
      'SWAP_OFF_PEG',
    )
    const nothing = { ...market, rules: { ...market.rules, priceMin: priceOf(wad(2)) } }
    expect(refused(swap(leg()), STATE, nothing)).toBe('SWAP_UNPRICED')
  })
})

describe('time, guardians and governance', () => {
  test('a wait moves block and time, and never back', () => {
    const { state, times } = taken({ kind: 'reserve.wait', blocks: 10n, seconds: 120n })
    expect([state.reserve.block, state.reserve.time]).toEqual([BLOCK + 10n, TIME + 120n])
    expect(times.p95).toBe(120)
    expect(refused({ kind: 'reserve.wait', blocks: -1n, seconds: 0n })).toBe('TIME_BACKWARDS')
    expect(refused({ kind: 'reserve.wait', blocks: 0n, seconds: -1n })).toBe('TIME_BACKWARDS')
    expect(refused({ kind: 'reserve.wait', blocks: 0n, seconds: -TIME - 1n })).toBe('TIME_BACKWARDS')
  })

  test('a pledge adds to a commitment, and nobody gets coins for it', () => {
    const [a, b] = STATE.reserve.tranches
    if (a === undefined || b === undefined) expect.fail()
    const terms = { kind: 'labour', cliff: 0n, vesting: 100n, decay: null, revoked: null } as const
    const commitment = { ...terms, start: a.calibration.time, pledges: [], target: 'fixed' } as const
    const state = { ...STATE, reserve: { ...STATE.reserve, tranches: [a, { ...b, commitment }] } }
    const pledge = (tranche: string): ReserveStep => ({
      kind: 'reserve.pledge',
      pledges: [{ tranche, amount: amountOf(7n) }],
    })
    const done = taken(pledge('B'), state)
    expect(done.state.reserve.tranches[1]).toMatchObject({ balance: 500_000_007n })
    expect([done.state.operator, done.state.reserve.supply, done.cost.gas]).toEqual([
      state.operator,
      state.reserve.supply,
      0,
    ])
    expect(done.postings).toEqual([
      { account: 'pledged', asset: 'B', amount: -7n },
      { account: 'reserve', asset: 'B', amount: 7n },
    ])
    expect(refused(pledge('A'), state)).toBe('PLEDGE_OF_ASSET')
  })

  test('a guardian closes one tranche or all of them, and not for too long', () => {
    const { state, cost } = taken({ kind: 'reserve.pause', tranche: 'A', direction: 'in', blocks: 5n })
    expect(state.reserve.tranches.map(({ inflow }) => inflow.blockedUntil)).toEqual([block(BLOCK + 5n), 0n])
    expect(cost.gas).toBe(usd(2))
    expect(refused(mint({ A: wad(1) }), state)).toBe('SAFETY_MODE')
    const all = taken({ kind: 'reserve.pause', tranche: null, direction: 'both', blocks: 5n }).state
    expect(all.reserve.tranches.every(({ outflow }) => outflow.blockedUntil === block(BLOCK + 5n))).toBe(true)
    expect(refused({ kind: 'reserve.pause', tranche: 'A', direction: 'out', blocks: 10_000n })).toBe(
      'GUARDIAN_TOO_LONG',
    )
  })

  test('a calibration sets new goals, and what is left of a dropped tranche leaves', () => {
    const [a, b] = STATE.reserve.tranches
    if (a === undefined || b === undefined) expect.fail()
    const whole = { ...a, calibration: { ...a.calibration, weight: ratioOf(wad(1)) } }
    expect(refused({ kind: 'reserve.calibrate', list: [a, whole] })).toBe('TRANCHE_NOT_EMPTY')
    const dusty = { ...STATE, reserve: { ...STATE.reserve, tranches: [a, { ...b, balance: amountOf(7n) }] } }
    const { state, postings } = taken({ kind: 'reserve.calibrate', list: [whole] }, dusty)
    expect(state.reserve.tranches.map(({ id }) => id)).toEqual(['A'])
    expect(postings).toEqual([
      { account: 'reserve', asset: 'B', amount: -7n },
      { account: 'unlisted', asset: 'B', amount: 7n },
    ])
  })
})

describe('what it is worth', () => {
  test('all that counts at the prices of the market', () => {
    expect(netAssets(STATE, MARKET)).toBe(1000)
    const half = marketOf(TWO.map((wanted) => ({ ...wanted, price: 0.5 })))
    expect(netAssets(STATE, half)).toBe(500)
  })

  test('promises count in the whole and back no coin', () => {
    const [a, b] = STATE.reserve.tranches
    if (a === undefined || b === undefined) expect.fail()
    const commitment = {
      kind: 'labour' as const,
      start: a.calibration.time,
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: null,
      pledges: [],
      target: 'fixed' as const,
    }
    const promised = { ...STATE.reserve, tranches: [a, { ...b, commitment }], beside: [{ ...b, commitment }] }
    expect(worth(promised, MARKET.rules)).toEqual({
      total: wad(1000),
      redeemable: wad(500),
      committed: wad(500),
      beside: wad(500),
      collateral: wad(0.5),
    })
    expect(worth({ ...promised, supply: sharesOf(0n) }, MARKET.rules).collateral).toBe(null)
  })
})

test('every step can be said in words', () => {
  const { tranches } = STATE.reserve
  const said = (step: ReserveStep): string => phrase(step, tranches)
  expect(said(mint({ A: wad(1.5), B: 2_000_000n, X: 3n }))).toBe('Mint with 1.5 A, 2 B, 3 X')
  expect(said({ kind: 'reserve.pledge', pledges: [{ tranche: 'A', amount: amountOf(wad(2)) }] })).toBe('Pledge 2 A')
  expect(said(redeem(wad(20)))).toBe('Redeem 20 coins for A (0.5 of it), B (0.5 of it)')
  expect(said(swap(leg()))).toBe('Swap 20 A for B')
  expect(said({ kind: 'reserve.wait', blocks: 5n, seconds: 60n })).toBe('Wait 5 blocks')
  expect(said({ kind: 'reserve.pause', tranche: null, direction: 'in', blocks: 5n })).toBe(
    'Close every tranche to what comes in for 5 blocks',
  )
  expect(said({ kind: 'reserve.pause', tranche: 'A', direction: 'both', blocks: 5n })).toBe(
    'Close A both ways for 5 blocks',
  )
  expect(said({ kind: 'reserve.calibrate', list: tranches })).toBe('Calibrate A 0.5, B 0.5')
})
