import { unguarded } from '../../models/reserve/guard.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { Considered } from '../proposal.ts'
import { type Best, search } from './best.ts'
import type { Setting } from './scene.ts'
import { type Held, outsideOf } from './trial.ts'
import { whyNot } from './why.ts'

/** The cheapest way into the bands, or none and why; and what else was weighed. */
export interface Answer {
  readonly answer: Best | Refused
  /** Where no way leads inside: the orders that lead farthest. */
  readonly held: Held | null
  readonly considered: readonly Considered[]
}

/**
 * The cheapest admissible sequence of mints, redemptions, swaps and waits from today's weights to inside the bands; null where every weight
 * is inside already. A straight line of values into the bands is admissible at each of its points: the weight of every tranche moves one way
 * along it, so that what is outside comes nearer and what is inside stays, and a plan may be cut into rounds anywhere. Waiting alone is a way
 * too where the schedule leads there, however long it takes: nobody is asked to do anything.
 */
export function toBands(asked: Setting): Answer | null {
  const setting = { ...asked, state: { ...asked.state, reserve: quoted(asked.state.reserve, asked.market) } }
  if (outsideOf(setting.state, setting) === null) return null
  const off = unguarded(setting.state.reserve, setting.market.oracle, setting.market.rules.guard)
  if (off !== null) return { answer: halted(setting, off), held: null, considered: [] }
  const { best, failed, held, considered } = search(setting)
  if (best !== null) return { answer: best, held: null, considered }
  return { answer: whyNot(setting, failed), held, considered }
}

/** Orders wait until prices agree: what helps besides is what helps where nobody contradicts them. */
function halted(setting: Setting, { refusal: { code, detail, facts, lift } }: Refused): Refused {
  const { guard: _, ...rules } = setting.market.rules
  const then = setting.policy.explains === false ? null : toBands({ ...setting, market: { ...setting.market, rules } })
  const more = then === null || then.answer.ok ? '' : ` ${then.answer.refusal.lift}`
  return refuse('NO_WAY_TO_BANDS', `The guard on prices stops every order: ${detail}`, {
    facts: { ...facts, limiter: 'guard', code },
    lift: `${lift}${more}`,
  })
}
