import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Desk, shaken } from '../../../test/arbitraries/desk.ts'
import { MODES } from '../../portfolio/venues/mode.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import { fraction } from '../../units/estimate.ts'
import { judge } from '../judge.ts'
import { propose } from './propose.ts'

const purposeOf = (one: ReturnType<typeof proposed>[number]) => (one.ok ? one.plan.purpose : one.purpose)

function proposed({ state, market, policy }: Desk) {
  const { asOf } = market
  return propose({ asOf, state, market }, assess({ asOf, state, market }, policy), policy)
}

/** The same policy with a hurdle that everything clears and no cap on what a target may cost: nothing is found vain. */
function ungated({ policy, ...rest }: Desk): Desk {
  const open = { target: -1e12, opportunistic: -1e12 }
  const costMax = { ...policy.decision.costMax, target: fraction(1e12) }
  return { ...rest, policy: { ...policy, decision: { ...policy.decision, rule: 'horizon', hurdle: open, costMax } } }
}

describe.each(
  MODES.filter(({ isHedged }) => isHedged).map((one) => [`${one.name} ${one.shareClass}`, one] as const),
)('what is not even written, %s', (_, mode) => {
  it.each(['horizon', 'literal'] as const)('would have been judged not worth it by the %s rule', (rule) => {
    fc.assert(
      fc.property(shaken(mode), (shook) => {
        const at = { ...shook, policy: { ...shook.policy, decision: { ...shook.policy.decision, rule } } }
        const written = new Set(proposed(at).flatMap((one) => (one.ok ? [one.plan.purpose] : [])))
        const vain = proposed(ungated(at)).filter((one) => !written.has(purposeOf(one)))
        for (const one of vain) {
          if (!one.ok || one.plan.class === 'SAFETY') continue
          const setting = { hasOptimizer: mode.components.optimizer, level: 'DRIFT' as const }
          const verdict = judge(one, at.policy.decision, setting)
          if (verdict.outcome === 'EXECUTE') throw new RangeError(`${one.plan.purpose}: ${verdict.rationale}`)
        }
      }),
    )
  })
})

it('is told with its most and its least', () => {
  const found = new Set<string>()
  for (const mode of MODES.filter(({ components }) => components.optimizer))
    fc.assert(
      fc.property(shaken(mode), (at) => {
        for (const one of proposed(at)) {
          if (one.ok || one.refusal.code !== 'NOT_WORTH_IT') continue
          found.add(one.purpose)
          expect(one.refusal.facts['costLeast']).toBeGreaterThan(0)
        }
      }),
    )
  expect([...found].sort()).toEqual(['Margin support', 'Redeploy margin', 'Venue allocation'])
})
