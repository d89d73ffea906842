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

const PRICES = 'Equalise share prices'

/** How often a wish was planned where no limit cut it; for share prices, since capital last went home, which moves them. */
function repeats(plans: readonly Planned[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  const most = new Map<string, number>()
  for (const { wishes, isCut } of plans)
    for (const wish of wishes) {
      if (wish.startsWith('Consolidate')) counts.delete(PRICES)
      if (isCut) continue
      const count = (counts.get(wish) ?? 0) + 1
      counts.set(wish, count)
      most.set(wish, Math.max(count, most.get(wish) ?? 0))
    }
  return [...most]
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
    'comes to rest after one plan a wish, another for share prices where capital went home after the first, and no plan takes a chain below its level',
    () => {
      fc.assert(
        fc.property(wishings, (scene) => {
          const plans = plansOf(scene)
          expect(plans.length).toBeLessThan(PLANS_MAX)
          for (const [wish, count] of repeats(plans)) expect([wish, count]).toEqual([wish, 1])
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
