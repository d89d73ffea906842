import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/arbitraries/pool.ts'
import { type Wishing, wishings } from '../../test/arbitraries/poolWish.ts'
import { wallet } from '../models/pool/chain.ts'
import type { Plan } from '../portfolio/plan.ts'
import type { PoolState } from '../portfolio/pool/state.ts'
import type { PoolStep } from '../portfolio/pool/step.ts'
import { decide } from './cycle.ts'
import { POOL_ROOMS } from './pool.ts'

const RUNS = { numRuns: 2000 }
const LIMIT = 180_000

interface Planned {
  /** What it is for: the chains and tokens that it supplies, or its purpose. */
  readonly wishes: readonly string[]
  readonly isCut: boolean
  readonly before: PoolState
  readonly after: PoolState
}

/** The plans of a market that stands still, each carried out in full before the next decision. */
function plansOf({ state, market, policy }: Wishing): readonly Planned[] {
  const plans: Planned[] = []
  for (let now = state; plans.length < PLANS_MAX; ) {
    const { chosen } = decide({ asOf: NOW, state: now, market }, policy, POOL_ROOMS)
    if (chosen === null) break
    const { plan, cuts, forecast } = chosen.proposal
    plans.push({ wishes: wishesOf(plan), isCut: cuts.length > 0, before: now, after: forecast.final })
    now = forecast.final
  }
  return plans
}

const PLANS_MAX = 100

function wishesOf({ purpose, stages }: Plan<PoolStep>): readonly string[] {
  if (!purpose.startsWith('Liquidity')) return [purpose]
  return [...new Set(stages.flat().flatMap((step) => ('to' in step ? [`Liquidity ${step.to} ${step.token}`] : [])))]
}

/** How often a wish was planned where no limit cut it. */
function repeats(plans: readonly Planned[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { wishes, isCut } of plans) for (const wish of isCut ? [] : wishes) counts[wish] = (counts[wish] ?? 0) + 1
  return counts
}

const short = ({ policy: { liquidity } }: Wishing, { chains }: PoolState): readonly string[] =>
  liquidity
    .filter(({ chain, token, level }) => {
      const pool = chains[chain]
      return pool !== undefined && wallet(pool, token) < level
    })
    .map(({ chain, token }) => `${chain} ${token}`)

describe('a market that stands still', () => {
  it(
    'comes to rest after one plan a wish, two for share prices past their warning, and no plan takes a chain below its level',
    () => {
      fc.assert(
        fc.property(wishings, (scene) => {
          const plans = plansOf(scene)
          expect(plans.length).toBeLessThan(PLANS_MAX)
          for (const [wish, count] of Object.entries(repeats(plans)))
            expect([wish, count <= (wish === 'Equalise share prices' ? 2 : 1)]).toEqual([wish, true])
          for (const { before, after } of plans) {
            const was = short(scene, before)
            expect(short(scene, after).filter((place) => !was.includes(place))).toEqual([])
          }
        }),
        RUNS,
      )
    },
    LIMIT,
  )
})
