import { value } from '../../models/reserve/state.ts'
import { later } from '../../portfolio/reserve/wait.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Considered } from '../proposal.ts'
import { least } from './least.ts'
import { scheduleEnd } from './moments.ts'
import { parted } from './part.ts'
import { type Candidate, mixes } from './phase.ts'
import { type Setting, sketch } from './scene.ts'
import { candidates } from './search.ts'
import { type Found, type Held, outsideOf, type Patience, tried } from './trial.ts'
import { movesOf } from './write.ts'

/** What a search ends with: the cheapest way, or why the first that exists on paper fails, and as much of one as holds. */
export interface Search {
  readonly best: Best | null
  readonly failed: Refused | null
  readonly held: Held | null
  readonly considered: readonly Considered[]
}

/** `undone`: USD of the trades by which the schedule, once it has ended, would lead out of what the way leads into. */
export interface Best extends Found {
  readonly undone: Usd
}

/** The cheapest way; or, where those that take no account of flow limits fail, one that does, or as much of one as holds, unless time does not press. */
export function search(setting: Setting, orders = PATIENCE, isPressed = true): Search {
  const first = cheapest(setting, { left: orders, held: null })
  if (first.best !== null || !isPressed) return first
  const patience: Patience = { left: orders, held: first.held }
  const found = parted(setting, patience)
  const best = found === null ? null : { ...found, undone: undoneBy(setting, found) }
  return { ...first, best, held: patience.held }
}

/**
 * Candidates come with estimates that bound their cost from below; they are tried out exactly, the cheapest estimate first, until the next
 * estimate is no cheaper than what was found. Where the schedule will move the targets on, the trades that it undoes count too.
 */
function cheapest(setting: Setting, patience: Patience): Search {
  const compared: Considered[] = []
  const considered: Considered[] = []
  let best: Best | null = null
  let failed: Refused | null = null
  // Where waiting is best, the cheapest of what is done at once instead is tried out too, so that both can be said.
  let hasRival = false
  for (const candidate of candidates(setting)) {
    const isRival: boolean = best !== null && best.moved === 0 && isPrompt(candidate) && !hasRival
    if (best !== null && !isRival && candidate.estimate >= whole(best) * (1 + ROUNDING)) {
      considered.push(line(candidate, candidate.estimate, `estimated at no less than ${best.way}`))
      continue
    }
    if (patience.left <= 0) {
      considered.push(line(candidate, candidate.estimate, 'not tried: the search had come to its end'))
      continue
    }
    hasRival ||= isRival
    const answer = tried(setting, candidate, patience)
    if (!answer.ok) {
      failed ??= answer
      considered.push(line(candidate, candidate.estimate, refusedBy(answer)))
      continue
    }
    const found: Best = { ...answer, undone: undoneBy(setting, answer) }
    if (best === null || whole(found) < whole(best)) {
      if (best !== null) compared.push(dearer(best, found.way))
      best = found
    } else compared.push(dearer(found, best.way))
  }
  return { best, failed, held: patience.held, considered: [...compared, ...considered] }

  function line({ way, blocks }: Candidate, cost: number, why: string): Considered {
    return { way, cost: usd(cost), seconds: blocks * Number(setting.market.blockSeconds), why }
  }

  function dearer({ way, cost, blocks, undone }: Best, than: string): Considered {
    const more = undone > 0 ? `, with ${Math.round(undone)} USD of trades that the schedule undoes` : ''
    return { way, cost, seconds: Number(blocks * setting.market.blockSeconds), why: `dearer than ${than}${more}` }
  }
}

const isPrompt = ({ phases, turnover }: Candidate): boolean =>
  phases[0]?.timing.waits[0] === 0 && movesOf(turnover).length > 0

const whole = ({ cost, undone }: Best): number => cost + undone

/** The least cost of the trades that the end of the schedule asks for, from the state that a way ends in, whatever limits there are. */
function undoneBy({ state: _, ...setting }: Setting, { final }: Found): Usd {
  const { market } = setting
  const blocks = scheduleEnd(final.reserve, market.blockSeconds)
  if (blocks === 0n) return usd(0)
  const at = later(final.reserve, blocks, blocks * market.blockSeconds)
  if (outsideOf({ ...final, reserve: at }, { market }) === null) return usd(0)
  const ways = mixes(setting).at(-1) ?? []
  const drawn = { ways, blocks, limits: new Set(['pegs'] as const), isSeparate: false, slack: 1 }
  const solved = least(sketch({ ...setting, state: final }, drawn).scene)
  return usd(solved.ok ? (solved.cost * Number(value(at).total)) / 1e18 : 0)
}

function refusedBy({ refusal: { code, facts } }: Refused): string {
  const { tranche } = facts
  return `refused: ${code}${tranche === undefined ? '' : ` for ${tranche}`}`
}

/** Orders that are tried before the search ends with what it has found: some tens of microseconds each. */
const PATIENCE = 500
/** Relative: what estimates may lose in float64. */
const ROUNDING = 1e-9
