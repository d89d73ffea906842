import { expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../test/arbitraries/reserve.ts'
import { excess } from '../planner/reserve/trial.ts'
import { apply } from '../portfolio/reserve/apply.ts'
import { decide } from './cycle.ts'
import { RESERVE_ROOMS } from './reserve.ts'

/** Coins run out of what they can buy on the way: six rounds of redemptions are found on paper, and the last cannot be written. */
const WANTED: readonly Wanted[] = [
  {
    id: 'A',
    balance: 96_639,
    weight: 0.2,
    decimals: 6,
    price: 0.93,
    isStable: true,
    limit: 20_000,
    trade: 0.004,
    wallet: 0,
  },
  { id: 'B', balance: 1012, weight: 0.8, decimals: 6, price: 0.93, limit: 20_000, trade: null, wallet: 0 },
]

test('a way that is refused before its end is said to be, and the part that holds is a plan of its own', () => {
  const state = stateOf(WANTED, 1e9)
  const market = marketOf(WANTED)
  const policy = {
    ...POLICY,
    mayPause: false,
    decision: { ...POLICY.decision, costMax: { ...POLICY.decision.costMax, target: POLICY.decision.costMax.safety } },
  }
  const { chosen, unavailable, weighed } = decide({ asOf: market.asOf, state, market }, policy, RESERVE_ROOMS)
  const [offered] = weighed
  expect(unavailable[0]?.refusal).toMatchObject({
    code: 'NO_WAY_TO_BANDS',
    facts: { limiter: 'order', holds: expect.any(Number) },
  })
  expect(unavailable[0]?.refusal.detail).toMatch(
    /Of .+ orders hold, up to [A-Z_]+\. It leaves \d\d\.\d\d % of the reserve outside its bands instead of 73\.96 %: A, B$/,
  )
  expect(offered?.proposal.plan.description).toMatch(/^Bring A and B nearer: as much of .+ as passes, up to [A-Z_]+$/)
  expect(chosen ?? offered).toBe(offered)
  let at = state
  for (const step of offered?.proposal.plan.stages.flat() ?? []) {
    const applied = apply(at, step, market)
    if (!applied.ok) expect.fail(applied.refusal.detail)
    at = applied.state
  }
  expect(offered?.proposal.moved).toBeGreaterThan(0)
  expect(excess(at, { market })).toBeLessThan(excess(state, { market }))
})
