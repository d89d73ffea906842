import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyReserve, E18, reserve, STILL, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { ONE, of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Commitment } from './commitment.ts'
import { mint } from './mint.ts'
import { DEFAULT } from './profile.ts'
import { recover } from './recovery.ts'
import { redeem } from './redeem.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { value } from './state.ts'

const ratio = (n: number) => ratioOf(units(n))
const rules: Rules = {
  ...DEFAULT,
  recovery: { trigger: ratio(0.95), triggerMax: ratio(0.95), target: ratioOf(E18) },
}
/** Two thousand of assets behind so many coins, of which some are staked. */
const short = (coins: number, staked: number): Reserve =>
  reserve([tranche('a'), tranche('b')], { supply: sharesOf(units(coins)), staked: sharesOf(units(staked)) })
const burnt = (of: Reserve, by: Rules = rules) => recover(of, value(of), by).burnt

describe('stakers', () => {
  test('stand in below the trigger, up to the target, and not at it', () => {
    expect(burnt(short(2200, 500))).toBe(200n * E18)
    expect(burnt(short(2100, 500))).toBe(0n)
    const quarter = { trigger: ratio(1.25), triggerMax: ratio(1.25), target: ratio(1.25) }
    expect(burnt(short(1600, 500), { ...rules, recovery: quarter })).toBe(0n)
    expect(burnt(short(1600.000001, 500), { ...rules, recovery: quarter })).toBe(units(0.000001))
    const { reserve: after } = recover(short(2200, 500), value(short(2200, 500)), rules)
    expect([after.supply, after.staked]).toEqual([2000n * E18, 300n * E18])
  })

  test('stand in below the lower of the two triggers', () => {
    const lower = { trigger: ratio(0.9), triggerMax: ratio(0.95), target: ratioOf(E18) }
    expect(burnt(short(2200, 500), { ...rules, recovery: lower })).toBe(0n)
    expect(burnt(short(2300, 500), { ...rules, recovery: lower })).toBe(300n * E18)
  })

  test('stand in for what a commitment only promises', () => {
    const commitment: Commitment = {
      kind: 'labour',
      start: timestamp(0n),
      pledges: [],
      target: 'fixed',
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: null,
    }
    const promised = reserve([tranche('a'), tranche('b', { commitment })], {
      supply: sharesOf(units(2000)),
      staked: sharesOf(units(1500)),
    })
    expect(burnt(promised)).toBe(1000n * E18)
  })

  test('lose all from 99 % of it on, and no more than they have', () => {
    expect(burnt(short(2200, 202))).toBe(202n * E18)
    expect(burnt(short(2200, 203))).toBe(200n * E18)
    expect(burnt(short(2200, 50))).toBe(50n * E18)
  })

  test('are left alone where none is staked, nothing is said, or no coin can be redeemed', () => {
    expect(burnt(short(2200, 0))).toBe(0n)
    expect(burnt(reserve([tranche('a')], { supply: sharesOf(units(2000)) }))).toBe(0n)
    expect(burnt(short(2200, 500), DEFAULT)).toBe(0n)
    expect(burnt(short(2200, 500), { ...rules, bootstrapped: sharesOf(units(2200)) })).toBe(0n)
  })

  test('count by the lower of two triggers; a target that is met already burns nothing', () => {
    const recovery = { trigger: ratio(0.95), triggerMax: ratio(0.9), target: ratioOf(E18) }
    expect(burnt(short(2200, 500), { ...rules, recovery })).toBe(0n)
    expect(burnt(short(2300, 500), { ...rules, recovery })).toBe(300n * E18)
    const low = { trigger: ratio(0.95), triggerMax: ratio(0.95), target: ratio(0.8) }
    expect(burnt(short(2200, 500), { ...rules, recovery: low })).toBe(0n)
  })
})

describe('orders', () => {
  const withdrawals = [
    { tranche: 'a', ratio: ratioOf(ONE / 2n), least: amountOf(0n) },
    { tranche: 'b', ratio: ratioOf(ONE / 2n), least: amountOf(0n) },
  ]
  const redeeming = (coins: number, of: Reserve = short(2200, 500)) =>
    redeem(of, { kind: 'redeem', coins: sharesOf(units(coins)), withdrawals }, rules)

  test('are priced after it: what would have been paid 0.9 is paid at par', () => {
    const whole = redeeming(1000)
    expect(whole).toMatchObject({ ok: true, value: 1000n * E18, reserve: { supply: 1000n * E18, staked: 300n * E18 } })
    const without = redeem(short(2200, 0), { kind: 'redeem', coins: sharesOf(units(1000)), withdrawals }, rules)
    expect(without.ok && without.value < 1000n * E18).toBe(true)
  })

  test('burn for a mint too', () => {
    const deposits = ['a', 'b'].map((id) => ({ tranche: id, amount: amountOf(10n * E18) }))
    expect(mint(short(2200, 500), { kind: 'mint', deposits, least: sharesOf(0n) }, rules)).toMatchObject({
      ok: true,
      minted: 20n * E18,
      reserve: { supply: 2020n * E18, staked: 300n * E18 },
    })
  })

  test('that are refused burn nothing, and coins that were burnt cannot be redeemed', () => {
    const of = short(2200, 500)
    expect(redeeming(2100, of)).toMatchObject({ ok: false, refusal: { code: 'REDEEM_ABOVE_SUPPLY' } })
    expect(redeeming(2201, of)).toMatchObject({ ok: false, refusal: { code: 'REDEEM_ABOVE_SUPPLY' } })
    expect(of.supply).toBe(2200n * E18)
  })
})

test('law: burning leads to the target or spends the pool, burns no more than there is, and not again', () => {
  fc.assert(
    fc.property(
      anyReserve,
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 500, max: 1500 }),
      (drawn, share, trigger) => {
        const staked = sharesOf((drawn.supply * BigInt(share)) / 1000n)
        const recovery = {
          trigger: ratio(trigger / 1000),
          triggerMax: ratio(trigger / 1000),
          target: ratio(trigger / 1000),
        }
        const of = { ...drawn, staked, tranches: drawn.tranches.map((each) => ({ ...each, inflow: STILL })) }
        const answer = recover(of, value(of), { ...rules, recovery })
        const left = answer.reserve.staked ?? 0n
        expect(answer.burnt >= 0n && answer.burnt <= staked).toBe(true)
        expect([of.supply - answer.reserve.supply, staked - left]).toEqual([answer.burnt, answer.burnt])
        if (left > 0n) expect(recover(answer.reserve, value(answer.reserve), { ...rules, recovery }).burnt).toBe(0n)
      },
    ),
    { seed: 1121, numRuns: 2000 },
  )
}, 30_000)
