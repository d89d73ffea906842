import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideOn, type Moment, troubled } from '../../../../test/arbitraries/emergency.ts'
import { paid } from '../../../portfolio/cost.ts'
import { foresee } from '../../../portfolio/foresee.ts'
import { ASSETS } from '../../../portfolio/venues/asset.ts'
import { VENUES } from '../../../portfolio/venues/book.ts'
import { figuresOf } from '../../../portfolio/venues/figures.ts'
import * as Worth from '../../../portfolio/venues/worth.ts'
import { isBlocked } from '../../../safety/check.ts'

const RUNS = { numRuns: 1000 }
/** Each law takes a second or two alone; a machine with other work on it needs longer. */
const LONG = 30_000

/** Every emergency plan that was written for a book, chosen or not. */
function plans(moment: Moment) {
  return decideOn(moment).weighed.filter(({ proposal }) => proposal.plan.purpose.startsWith('EMERGENCY'))
}

test(
  'a dollar is used once: the plan can be taken step by step, and leaves no balance below zero',
  () => {
    fc.assert(
      fc.property(troubled, (moment) => {
        for (const { proposal } of plans(moment)) {
          const { refusal, final } = foresee(VENUES, proposal.plan.stages, moment)
          expect(refusal).toBe(null)
          for (const asset of ASSETS) expect(final.wallet[asset]).toBeGreaterThanOrEqual(-1e-9)
          for (const { funding } of final.exchanges)
            for (const asset of ASSETS) expect(funding[asset]).toBeGreaterThanOrEqual(-1e-9)
        }
      }),
      RUNS,
    )
  },
  LONG,
)

test(
  'no intermediate state breaks a blocking rule',
  () => {
    fc.assert(
      fc.property(troubled, (moment) => {
        for (const { findings } of plans(moment)) {
          expect(findings.filter(({ severity }) => severity === 'block')).toEqual([])
          expect(isBlocked(findings)).toBe(false)
        }
      }),
      RUNS,
    )
  },
  LONG,
)

test(
  'worth changes by the stated cost and by nothing else',
  () => {
    fc.assert(
      fc.property(troubled, (moment) => {
        const had = Worth.netAssets(moment.state, moment.market)
        for (const { proposal } of plans(moment)) {
          const has = Worth.netAssets(proposal.forecast.final, moment.market)
          expect(Math.abs(had - has - paid(proposal.forecast.cost))).toBeLessThan(1e-8 * Math.max(1, had))
        }
      }),
      RUNS,
    )
  },
  LONG,
)

test(
  'delta is in tolerance at the end of every stage, or no further off than when the plan began',
  () => {
    fc.assert(
      fc.property(troubled, ({ state, market, policy }) => {
        const begun = Math.abs(figuresOf(state, market, policy).drift)
        for (const { proposal } of plans({ state, market, policy }))
          for (const { endsStage, after } of proposal.forecast.steps) {
            if (!endsStage) continue
            const { drift, driftFraction, netAssets } = figuresOf(after, market, policy)
            const isIn = Math.abs(driftFraction) <= policy.bounds.delta.warning
            expect(isIn || Math.abs(drift) <= begun + 1e-4 * netAssets).toBe(true)
          }
      }),
      RUNS,
    )
  },
  LONG,
)

test(
  'a plan ends in the recovery that it set out for, or says what is missing and how much',
  () => {
    fc.assert(
      fc.property(troubled, (moment) => {
        const { events, outcome, chosen } = decideOn(moment)
        for (const { kind, post, missing, needed, raised } of events) {
          if (kind === 'RISK_ALERT') continue
          expect(post).not.toBe(null)
          expect(post?.isReached === true || missing > 0).toBe(true)
          expect(raised + missing).toBeGreaterThanOrEqual(needed - 1e-6)
        }
        const stands = events.some(({ kind }) => kind !== 'RISK_ALERT')
        if (stands && chosen === null) expect(outcome).toBe('DEFER')
      }),
      RUNS,
    )
  },
  LONG,
)
