import { quoted } from '../../portfolio/reserve/quote.ts'
import { usd } from '../../units/estimate.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Considered } from '../proposal.ts'
import type { Setting } from './scene.ts'
import { type Candidate, candidates } from './search.ts'
import { type Found, outsideOf, tried } from './trial.ts'
import { whyNot } from './why.ts'

/** The cheapest way into the bands, or none and why; and what else was weighed. Null where every weight is inside already. */
export interface Answer {
  readonly answer: Found | Refused
  readonly considered: readonly Considered[]
}

/**
 * The cheapest admissible sequence of mints, redemptions, swaps and waits from today's weights to inside the bands. Candidates come with
 * estimates that bound their cost from below; they are tried out exactly, the cheapest estimate first, until the next estimate is no
 * cheaper than what was found. A straight line of values into the bands is admissible at each of its points: the weight of every tranche
 * moves one way along it, so that what is outside comes nearer and what is inside stays, and a plan may be cut into rounds anywhere.
 */
export function toBands(asked: Setting): Answer | null {
  const setting = { ...asked, state: { ...asked.state, reserve: quoted(asked.state.reserve, asked.market) } }
  if (outsideOf(setting.state, setting) === null) return null
  const listed = candidates(setting)
  const considered: Considered[] = []
  let best: Found | null = null
  let failed: Refused | null = null
  const patience = { left: PATIENCE }
  for (const candidate of listed) {
    if (best !== null && candidate.estimate >= best.cost * (1 + ROUNDING)) {
      considered.push(line(candidate, candidate.estimate, `estimated at no less than ${best.way}`))
      continue
    }
    if (patience.left <= 0) {
      considered.push(line(candidate, candidate.estimate, 'not tried: the search had come to its end'))
      continue
    }
    const answer = tried(setting, candidate, patience)
    if (!answer.ok) {
      failed ??= answer
      considered.push(line(candidate, candidate.estimate, refusedBy(answer)))
    } else if (best === null || answer.cost < best.cost) {
      if (best !== null)
        considered.push({ way: best.way, cost: best.cost, seconds: 0, why: `dearer than ${answer.way}` })
      best = answer
    } else considered.push(line(candidate, answer.cost, `dearer than ${best.way}`))
  }
  return { answer: best ?? whyNot(setting, failed), considered }

  function line({ way, blocks }: Candidate, cost: number, why: string): Considered {
    return { way, cost: usd(cost), seconds: blocks * Number(setting.market.blockSeconds), why }
  }
}

function refusedBy({ refusal: { code, facts } }: Refused): string {
  const { tranche } = facts
  return `refused: ${code}${tranche === undefined ? '' : ` for ${tranche}`}`
}

/** Orders that are tried before the search ends with what it has found: some tens of microseconds each. */
const PATIENCE = 500
/** Relative: what estimates may lose in float64. */
const ROUNDING = 1e-9
