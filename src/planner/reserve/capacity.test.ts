import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketOf, stateOf, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { of as amountOf } from '../../units/amount.ts'
import { ONE } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { type Capacity, largestMint, largestRedemption, largestSwap } from './capacity.ts'

const NO = amountOf(0n)
const mint = (tranche: string, amount: bigint): ReserveStep => ({
  kind: 'reserve.mint',
  by: 'user',
  deposits: [{ tranche, amount: amountOf(amount) }],
  least: sharesOf(0n),
})
const redemption = (tranche: string, coins: bigint): ReserveStep => ({
  kind: 'reserve.redeem',
  by: 'user',
  coins: sharesOf(coins),
  withdrawals: [{ tranche, ratio: ONE, least: NO }],
})
const swap = (from: string, to: string, amount: bigint): ReserveStep => ({
  kind: 'reserve.swap',
  legs: [{ from, to, amount: amountOf(amount), least: NO }],
})

const EVEN: readonly Wanted[] = [
  { id: 'A', balance: 500, weight: 0.5 },
  { id: 'B', balance: 500, weight: 0.5 },
]

describe('the most that passes now', () => {
  test('a mint into a tranche on its target ends at the edge of the band', () => {
    const { value, limiter } = largestMint({ state: stateOf(EVEN), market: marketOf(EVEN), tranche: 'A', by: 'user' })
    // (500 + x) / (1000 + x) ≤ 0.55, so x ≤ 111.11…
    expect(value).toBeGreaterThanOrEqual(111_111_111_111_111_111_111n)
    expect(value).toBeLessThan(111_111_111_111_111_111_200n)
    expect(limiter?.code).toBe('MINT_UNSAFE')
  })

  test('a flow limit, a wallet and a closed direction say what they are', () => {
    const tight = EVEN.map((wanted) => ({ ...wanted, limit: 30, wallet: 20 }))
    const asked = { state: stateOf(tight), market: marketOf(tight), tranche: 'A' }
    expect(largestMint({ ...asked, by: 'user' })).toMatchObject({ value: wad(30), limiter: { code: 'FLOW_TOO_HIGH' } })
    expect(largestMint({ ...asked, by: 'operator' })).toMatchObject({
      value: wad(20),
      limiter: { code: 'WALLET_SHORT' },
    })
    const shut = apply(asked.state, { kind: 'reserve.pause', tranche: 'A', direction: 'in', blocks: 9n }, asked.market)
    if (!shut.ok) expect.fail()
    const closed = largestMint({ ...asked, state: shut.state, by: 'user' })
    expect(closed).toMatchObject({ value: 0n, limiter: { code: 'SAFETY_MODE' } })
  })

  test('a tranche that is not there takes nothing', () => {
    const asked = { state: stateOf(EVEN), market: marketOf(EVEN), tranche: 'X', by: 'user' as const }
    expect(largestMint(asked)).toMatchObject({ value: 0n, limiter: { code: 'TRANCHE_UNKNOWN' } })
    expect(largestSwap(asked, 'A')).toMatchObject({ value: 0n, limiter: { code: 'NOT_TRADED' } })
  })

  test('coins that can never be redeemed leave nothing to redeem', () => {
    const market = marketOf(EVEN)
    const rules = { ...market.rules, bootstrapped: sharesOf(wad(2000)) }
    const asked = { state: stateOf(EVEN), market: { ...market, rules }, tranche: 'A', by: 'user' as const }
    expect(largestRedemption(asked).value).toBe(0n)
  })

  test('where the bound itself passes there is no limiter', () => {
    const lone: readonly Wanted[] = [{ id: 'A', balance: 500, weight: 1, limit: 400 }]
    const asked = { state: stateOf(lone), market: marketOf(lone), tranche: 'A', by: 'user' as const }
    expect(largestMint(asked)).toMatchObject({ value: wad(400), limiter: { code: 'FLOW_TOO_HIGH' } })
  })
})

const WANTED = fc
  .record({
    balances: fc.array(fc.integer({ min: 10, max: 90 }), { minLength: 3, maxLength: 3 }),
    limit: fc.constantFrom(undefined, 5, 20),
    fee: fc.constantFrom(0, 0.01),
    price: fc.constantFrom(1, 0.97, 0.9, 1.1),
    decimals: fc.constantFrom(6, 18),
  })
  .map(({ balances, limit, fee, price, decimals }): readonly Wanted[] =>
    balances.map((balance, at) => ({
      id: 'ABC'[at] ?? '',
      balance,
      weight: [0.4, 0.35, 0.25][at] ?? 0,
      price: at === 0 ? price : 1,
      isStable: true,
      mintFee: fee,
      redeemFee: fee,
      decimals: at === 1 ? decimals : 18,
      ...(limit === undefined ? {} : { limit }),
    })),
  )

test('law: the value passes and one unit more is refused, by the code that is said', () => {
  fc.assert(
    fc.property(WANTED, fc.constantFrom('A', 'B', 'C'), (wanted, tranche) => {
      const state = stateOf(wanted)
      const market = marketOf(wanted)
      const holds = ({ value, limiter }: Capacity, step: (amount: bigint) => ReserveStep): void => {
        if (value > 0n) expect(apply(state, step(value), market).ok).toBe(true)
        const more = apply(state, step(value + 1n), market)
        expect(more).toMatchObject({ ok: false, refusal: { code: limiter?.code } })
      }
      const asked = { state, market, tranche, by: 'user' as const }
      holds(largestMint(asked), (amount) => mint(tranche, amount))
      holds(largestRedemption(asked), (coins) => redemption(tranche, coins))
      const to = tranche === 'A' ? 'B' : 'A'
      holds(largestSwap(asked, to), (amount) => swap(tranche, to, amount))
    }),
  )
})
