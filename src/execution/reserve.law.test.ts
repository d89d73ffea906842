import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../test/arbitraries/reserve.ts'
import { DEFAULT, GYROSCOPE } from '../models/reserve/profile.ts'
import { toBands } from '../planner/reserve/bands.ts'
import { outsideOf } from '../planner/reserve/trial.ts'
import { foresee } from '../portfolio/foresee.ts'
import { RESERVE } from '../portfolio/reserve/book.ts'
import { check } from '../safety/check.ts'
import { RULES } from '../safety/reserve/rules.ts'

const TRANCHE = fc.record({
  balance: fc.integer({ min: 1000, max: 100_000 }),
  part: fc.integer({ min: 1, max: 9 }),
  decimals: fc.constantFrom(6, 8, 18, 24),
  price: fc.constantFrom(1, 0.97, 1.02, 0.93, 1800),
  isStable: fc.boolean(),
  limit: fc.constantFrom(undefined, 20_000, 200_000),
  mintFee: fc.constantFrom(0, 0.001),
  redeemFee: fc.constantFrom(0, 0.002),
  trade: fc.constantFrom(null, 0.0001, 0.001, 0.004),
  wallet: fc.constantFrom(0, 50_000),
})

const RESERVES = fc.array(TRANCHE, { minLength: 2, maxLength: 6 }).map((tranches): readonly Wanted[] => {
  const parts = tranches.reduce((sum, { part }) => sum + part, 0)
  let left = 10_000
  return tranches.map(({ part, limit, ...tranche }, at) => {
    const share = at === tranches.length - 1 ? left : Math.floor((part * 10_000) / parts)
    left -= share
    return { ...tranche, id: `T${at}`, weight: share / 10_000, ...(limit === undefined ? {} : { limit }) }
  })
})

test('law: every plan passes every step of the model and every rule of safety, and ends inside; or what binds is named', () => {
  fc.assert(
    fc.property(RESERVES, fc.constantFrom(DEFAULT, GYROSCOPE), fc.boolean(), (wanted, rules, hasCoins) => {
      const state = stateOf(wanted, hasCoins ? 1e9 : 0)
      const market = { ...marketOf(wanted), rules }
      const answer = toBands({ state, market, policy: POLICY })?.answer
      if (answer === undefined) return
      if (!answer.ok) {
        expect(answer.refusal.facts['limiter']).toEqual(expect.stringMatching(/^(order|flow|wallet|peg|ways|bands)$/))
        return
      }
      const { stages } = answer
      const forecast = foresee(RESERVE, stages, { state, market })
      expect(forecast.refusal).toBe(null)
      expect(outsideOf(forecast.final, { market })).toBe(null)
      const plan = {
        id: 'bands',
        purpose: 'bands',
        description: '',
        class: 'TARGET' as const,
        urgency: 'routine' as const,
        stages,
      }
      expect(check(forecast, plan, { rules: RULES, now: market.asOf, market, policy: POLICY })).toEqual([])
    }),
  )
})
