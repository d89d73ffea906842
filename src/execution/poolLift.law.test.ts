import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NOW } from '../../test/arbitraries/pool.ts'
import { type Wishing, wishings } from '../../test/arbitraries/poolWish.ts'
import { type Advice, forLiquidity, forPrices, without } from '../planner/pool/advice.ts'
import type { Context } from '../planner/pool/trial.ts'
import { apply } from '../portfolio/pool/apply.ts'
import { readyOf } from '../portfolio/pool/risk.ts'
import { decide } from './cycle.ts'
import { POOL_ROOMS } from './pool.ts'

const RUNS = { numRuns: 2000 }
const LIMIT = 180_000

const contextOf = ({ state, market, policy }: Wishing): Context => ({ asOf: NOW, state, market, policy })

/** Whether a plan of this purpose can be written, or waits only for one that the same lift made possible. */
function isOffered({ state, market, policy }: Context, purpose: string): boolean {
  const decision = decide({ asOf: NOW, state, market }, { ...policy, home: null }, POOL_ROOMS)
  return (
    decision.weighed.some(({ proposal }) => proposal.plan.purpose.includes(purpose)) ||
    decision.unavailable.some((one) => one.purpose === purpose && one.refusal.code === 'PLAN_WAITS')
  )
}

/** Every key that is named lifts what it is named for, alone or with the others. */
function lifts({ keys, isTogether }: Advice, context: Context, { purpose, kept }: Wanted): void {
  const ways = isTogether ? [keys] : keys.map((key) => [key])
  for (const way of ways) {
    const lifted = way.reduce((reached, key) => without(key, reached, kept), context)
    expect([way, isOffered(lifted, purpose)]).toEqual([way, true])
  }
}

interface Wanted {
  readonly purpose: string
  readonly kept: Context['policy']['liquidity'][number] | null
}

it(
  'what is named as a lift lifts: keys of the policy, alone or together, and mints to the level',
  () => {
    let [levels, prices, mints] = [0, 0, 0]
    fc.assert(
      fc.property(wishings, (scene) => {
        const context = contextOf(scene)
        const { unavailable } = decide({ asOf: NOW, ...scene }, scene.policy, POOL_ROOMS)
        for (const { refusal } of unavailable) {
          if (refusal.code === 'SYNC_NOWHERE') {
            const advice = forPrices(context)
            prices += advice.keys.length
            lifts(advice, context, {
              purpose: 'Equalise share prices',
              kept: null,
            })
          }
          const wanted = scene.policy.liquidity.find(
            ({ chain, token }) => chain === refusal.facts['chain'] && token === refusal.facts['token'],
          )
          if (refusal.code !== 'LIQUIDITY_NOWHERE' || wanted === undefined) continue
          const advice = forLiquidity(wanted, context)
          levels += advice.keys.length
          lifts(advice, context, {
            purpose: `${wanted.token} on ${wanted.chain}`,
            kept: wanted,
          })
          if (advice.mint === null) continue
          mints += 1
          const { chain, token } = wanted
          const minted = apply(
            scene.state,
            { kind: 'pool.mint', chain, holder: 'new', token, amount: advice.mint },
            scene.market,
          )
          expect(minted.ok && readyOf(minted.state, wanted) >= wanted.level).toBe(true)
        }
      }),
      RUNS,
    )
    expect([levels, prices, mints].every((count) => count > 25)).toBe(true)
  },
  LIMIT,
)
