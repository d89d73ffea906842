// What holds for every order on every reserve.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyReserve, E18, parts } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { isCloser, isInside } from './band.ts'
import { check } from './check.ts'
import { type Minted, mint } from './mint.ts'
import type { MintOrder, RedeemOrder } from './order.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import { type Redeemed, redeem } from './redeem.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { value } from './state.ts'

interface Case {
  readonly reserve: Reserve
  readonly order: MintOrder | RedeemOrder
}

const share = fc.integer({ min: 0, max: 400 })

// A mint of up to 40 % of each tranche, or a redemption of up to 40 % of the coins by any ratios.
const anyCase: fc.Arbitrary<Case> = anyReserve.chain((reserve) => {
  const ids = reserve.tranches.map(({ id }) => id)
  const shares = fc.array(share, { minLength: ids.length, maxLength: ids.length })
  return fc.tuple(fc.boolean(), shares, share).map(([isMint, drawn, coins]): Case => {
    if (isMint) {
      const deposits = reserve.tranches.map(({ id, balance }, at) => ({
        tranche: id,
        amount: amountOf((balance * BigInt(drawn[at] ?? 0)) / 1000n),
      }))
      return { reserve, order: { kind: 'mint', deposits, least: sharesOf(0n) } }
    }
    const ratios = parts(drawn.map((each) => each + 1))
    const withdrawals = ids.map((id, at) => ({ tranche: id, ratio: ratioOf(ratios[at] ?? 0n), least: amountOf(0n) }))
    const order = { kind: 'redeem', coins: sharesOf((reserve.supply * BigInt(coins)) / 1000n), withdrawals } as const
    return { reserve, order }
  })
})

const run = ({ reserve, order }: Case, rules: Rules) =>
  order.kind === 'mint' ? mint(reserve, order, rules) : redeem(reserve, order, rules)

const frozen = <T>(data: T): T => {
  if (typeof data === 'object' && data !== null) for (const each of Object.values(Object.freeze(data))) frozen(each)
  return data
}

const weights = (of: Reserve) => value(of).tranches

test('an order changes nothing of what it is given, and asked twice answers twice the same', () => {
  fc.assert(
    fc.property(anyCase, (drawn) => {
      frozen(drawn)
      for (const rules of [DEFAULT, GYROSCOPE]) expect(run(drawn, rules)).toEqual(run(drawn, rules))
    }),
  )
})

test('after an accepted order every tranche is inside its band or nearer its target than before', () => {
  let accepted = 0
  for (const closer of ['strict', 'document'] as const) {
    fc.assert(
      fc.property(anyCase, (drawn) => {
        const rules = { ...DEFAULT, closer, band: ratioOf(E18 / 3n) }
        const answer = run(drawn, rules)
        if (!answer.ok) return
        accepted++
        const before = new Map(weights(drawn.reserve).map((each) => [each.tranche.id, each.weight]))
        for (const { tranche, weight, targetWeight: target } of weights(answer.reserve)) {
          const from = before.get(tranche.id) ?? ratioOf(0n)
          expect(isInside(weight, target, rules.band) || isCloser({ from, to: weight, target }, closer)).toBe(true)
        }
      }),
    )
  }
  expect(accepted).toBeGreaterThan(5)
})

test('no redemption is worth more than its coins, and coins are issued for no more than was brought', () => {
  const open = { ...DEFAULT, band: ratioOf(10n * E18) }
  fc.assert(
    fc.property(anyCase, (drawn) => {
      const answer: Minted | Redeemed | { readonly ok: false } = run(drawn, open)
      if (!answer.ok) return
      const moved = value(answer.reserve).total - value(drawn.reserve).total
      const coins = answer.reserve.supply - drawn.reserve.supply
      if (drawn.order.kind === 'mint') expect(coins <= moved + 10n ** 13n).toBe(true)
      else expect(-moved <= drawn.order.coins + 10n ** 13n).toBe(true)
    }),
  )
})

const verdict = (drawn: Case, rules: Rules) => {
  const answer = run(drawn, rules)
  return answer.ok ? 'ok' : answer.refusal.code
}

/** Whether some tranche stands within a billionth of an edge, where a unit may decide. */
function isNearEdge({ reserve, order }: Case, rules: Rules): boolean {
  const moved = run({ reserve, order }, { ...rules, band: ratioOf(100n * E18) })
  if (!moved.ok) return false
  const before = new Map(weights(reserve).map((each) => [each.tranche.id, each.weight]))
  const gap = (a: bigint, b: bigint) => (a > b ? a - b : b - a)
  return weights(moved.reserve).some(({ tranche, weight, targetWeight }) => {
    const drift = gap(weight, targetWeight)
    const edge = (targetWeight * rules.band) / E18
    const standing = gap(before.get(tranche.id) ?? 0n, targetWeight)
    return gap(drift, edge) < 10n ** 9n || gap(drift, standing) < 10n ** 9n
  })
}

test('another order of the tranches, or a thousand times of everything, changes no verdict away from the edges', () => {
  const rules = { ...DEFAULT, band: ratioOf(E18 / 3n) }
  fc.assert(
    fc.property(anyCase, (drawn) => {
      fc.pre(!isNearEdge(drawn, rules))
      const { reserve, order } = drawn
      const turned = { ...reserve, tranches: reserve.tranches.toReversed() }
      expect(verdict({ reserve: turned, order }, rules)).toBe(verdict(drawn, rules))
      fc.pre(order.kind === 'mint')
      const grown = {
        ...reserve,
        supply: sharesOf(1000n * reserve.supply),
        tranches: reserve.tranches.map((each) => ({ ...each, balance: amountOf(1000n * each.balance) })),
      }
      const deposits = order.deposits.map(({ tranche, amount }) => ({ tranche, amount: amountOf(1000n * amount) }))
      expect(verdict({ reserve: grown, order: { ...order, deposits } }, rules)).toBe(verdict(drawn, rules))
    }),
  )
})

test('deposits that lead to the targets in four steps are all accepted, and end inside every band', () => {
  fc.assert(
    fc.property(anyReserve, (drawn) => {
      const stand = value(drawn).tranches
      // The least total at which no tranche is above its target.
      const total = stand.reduce((most, { value: held, targetWeight }) => {
        const fits = (held * E18) / targetWeight + 1n
        return fits > most ? fits : most
      }, 0n)
      const deposits = stand.map(({ tranche, prices, value: held, targetWeight }) => {
        const missing = (total * targetWeight) / E18 - held
        const step = missing > 0n ? (missing * 10n ** BigInt(tranche.decimals)) / prices.raw / 4n : 0n
        return { tranche: tranche.id, amount: amountOf(step) }
      })
      let reserve = drawn
      for (let step = 0; step < 4; step++) {
        const answer = mint(reserve, { kind: 'mint', deposits, least: sharesOf(0n) }, DEFAULT)
        if (!answer.ok) expect.unreachable(answer.refusal.detail)
        reserve = { ...answer.reserve, block: block(reserve.block + 1n) }
      }
      for (const { weight, targetWeight } of value(reserve).tranches)
        expect(isInside(weight, targetWeight, DEFAULT.band)).toBe(true)
    }),
  )
})

test('what a check passes, a mint of the same amounts passes, and the other way round', () => {
  fc.assert(
    fc.property(anyCase, ({ reserve, order }) => {
      fc.pre(order.kind === 'mint')
      const movement = { direction: 'in', amounts: order.deposits.map(({ amount }) => amount) } as const
      const checked = check(reserve, { purpose: 'mint', movement }, DEFAULT)
      const minted = mint(reserve, order, DEFAULT)
      expect(checked.ok).toBe(minted.ok)
      if (checked.ok && minted.ok) expect(minted.reserve.tranches.map(({ inflow }) => inflow)).toEqual(checked.flows)
      if (!checked.ok && !minted.ok) expect(minted.refusal).toEqual(checked.refusal)
    }),
  )
})
