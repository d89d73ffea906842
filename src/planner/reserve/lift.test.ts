import { describe, expect, it } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../../test/arbitraries/reserve.ts'
import { toBands } from './bands.ts'
import type { Setting } from './scene.ts'

const THREE: readonly Wanted[] = [
  { id: 'A', balance: 700_000, weight: 0.5 },
  { id: 'B', balance: 200_000, weight: 0.3 },
  { id: 'C', balance: 100_000, weight: 0.2, decimals: 6 },
]
const each = (change: Partial<Wanted>): readonly Wanted[] => THREE.map((wanted) => ({ ...wanted, ...change }))
const ways = (...of: readonly ('mint' | 'redeem' | 'swap')[]) => ({
  ways: { mint: of.includes('mint'), redeem: of.includes('redeem'), swap: of.includes('swap') },
})

const setting = (wanted: readonly Wanted[], policy: Partial<Setting['policy']>, coins?: number): Setting => ({
  state: stateOf(wanted, coins),
  market: marketOf(wanted),
  policy: { ...POLICY, ...policy },
})

function refusal(asked: Setting) {
  const answer = toBands(asked)?.answer
  if (answer === undefined || answer.ok) expect.fail('a plan was found')
  return answer.refusal
}

describe('what lets a plan through', () => {
  it('is the kind of order that does, where it is not allowed', () => {
    const said = refusal(setting(each({ trade: null, wallet: 0 }), ways('swap')))
    expect(said).toMatchObject({ facts: { limiter: 'ways', allowed: 'swap' }, lift: 'Allow redemptions.' })
    expect(toBands(setting(each({ trade: null, wallet: 0 }), ways('swap', 'redeem')))?.answer.ok).toBe(true)
  })

  it('is every kind of order, and what is needed besides, where no single kind is enough', () => {
    const said = refusal(setting(each({ trade: null, wallet: 0 }), ways('swap'), 0))
    expect(said.lift).toMatch(/^Allow every kind of order\. Bring [\d,.]+ (?:B and [\d,.]+ C|coins)\.$/)
  })

  it('is another kind of order beside what is to be brought, and only where that was tried', () => {
    const poor = each({ wallet: 0 })
    expect(refusal(setting(poor, ways('mint'))).lift).toMatch(/^Bring .* B and .* C, or allow redemptions\.$/)
    expect(refusal(setting(each({ wallet: 0, trade: null }), ways('mint'), 0)).lift).toMatch(/^Bring .* B and .* C\.$/)
  })

  it('is said with the orders that it takes', () => {
    const asked = setting(each({ wallet: 0, limit: 60_000 }), { ...ways('mint'), ordersMax: 1 })
    expect(refusal(asked).lift).toMatch(/and allow (?:a horizon of \d+ blocks and )?\d+ orders/)
  })
})

describe('coins that a mint brings', () => {
  // Mints of 100,000 into B and C leave A at 58 %; 100,000 coins of them, redeemed for A, bring it to 54.5 %.
  const asked = setting(each({ limit: 101_000, memory: 1 }), ways('mint', 'redeem'), 0)

  it('are redeemed in the same plan', () => {
    const answer = toBands(asked)?.answer
    expect(answer?.ok).toBe(true)
    if (answer?.ok !== true) return
    expect(answer.stages.flat().map(({ kind }) => kind)).toEqual(['reserve.mint', 'reserve.redeem'])
  })

  it('count before it is said that nothing ever leads there', () => {
    const one = { ...asked, policy: { ...asked.policy, ...ways('mint') } }
    expect(refusal(one).facts).toMatchObject({ never: 'proven' })
  })
})
