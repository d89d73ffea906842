import * as Attribution from '../backtest/venues/attribution.ts'
import type { Listener } from '../backtest/venues/recorder.ts'
import type { Weighed } from '../execution/cycle.ts'
import { paid } from '../portfolio/cost.ts'
import { isAtLeast, type Level, levelOf, type Measure, worst } from '../portfolio/measure.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import { phrase } from '../portfolio/venues/phrase.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { type Assessment, assess } from '../portfolio/venues/risk.ts'
import type { VenuesState } from '../portfolio/venues/state.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import { withheld } from './book.ts'
import { type Found, farthest, pass, timeToSafety } from './levels.ts'
import { type Need, need, partOf, plus } from './need.ts'
import type { Blocked, Planned } from './outcome.ts'
import type { Outcome } from './result.ts'
import * as Tally from './tally.ts'

/** Listens to one walk and says what became of the book. */
export interface Watch extends Listener {
  outcome(): Outcome
  /** The book after the last row heard of. */
  state(): VenuesState | null
  /** Rows since a plan was begun or something was in the air. */
  quiet(): number
}

/**
 * Safe is a book none of whose measures is past its warning. The peg is left out of that: it is a fact of the market that no
 * plan mends; what it does to the book is in every other measure.
 */
export function watch(policy: VenuesPolicy): Watch {
  const currency: Attribution.Currency = policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD'
  const tally = Tally.blank()
  const blocked = new Map<string, Blocked>()
  const plans: Planned[] = []
  const block = ({ code, detail }: Pick<Blocked, 'code' | 'detail'>, hour: number): void => {
    if (!blocked.has(code)) blocked.set(code, { hour, code, detail })
  }
  let last: VenuesState | null = null
  let quiet = 0
  let hour = 0
  // What each account that a venue took over since the last full hour lacked when it did.
  const taken = new Map<string, Need>()
  return {
    hour(row, market, { state, assessment, isSettled }) {
      const settled = isSettled ? assessment : assess({ asOf: market.asOf, state, market }, policy)
      const before = bookLevel(assessment, market.price.USDT, policy)
      const after = isSettled ? before : bookLevel(settled, market.price.USDT, policy)
      pass(tally, row, { before, after })
      if (isAtLeast(before, 'WARNING')) tally.worst = farthest(withoutPeg(assessment), row, tally.worst)
      Tally.extremes(tally, assessment)
      if (!isSettled) Tally.extremes(tally, settled)
      const rest = isAtLeast(before, 'WARNING') ? partOf(assessment, (place) => !taken.has(place)) : null
      const lacking = rest === null ? Tally.NOTHING : need(rest, market, policy)
      Tally.shortage(tally, [...taken.values()].reduce(plus, lacking))
      taken.clear()
      const left = isAtLeast(after, 'WARNING') ? need(settled, market, policy) : Tally.NOTHING
      tally.left = left.margin + left.debt
      const unit = Attribution.unit(market, currency)
      if (row === 0) tally.start = assessment.figures.netAssets / unit
      tally.end = settled.figures.netAssets / unit
      last = state
      quiet = state.flights.length > 0 ? 0 : quiet + 1
      hour = row + 1
    },
    decision(market, decision) {
      if (decision.chosen !== null) {
        const { level } = decision.assessment
        plans.push(planned(decision.chosen, { hour, level, unit: Attribution.unit(market, currency) }))
        quiet = 0
      } else if (isAtLeast(decision.assessment.level, 'WARNING'))
        for (const said of withheld(decision)) block(said, hour)
    },
    stopped(_, { findings }) {
      for (const said of findings) if (said.severity === 'block') block(said, hour)
    },
    liquidation(market, { place, detail, lost, before }) {
      tally.liquidations.push({ hour, place, detail, lost })
      takeOver(tally, taken, { hour, place, market, state: before, policy })
    },
    cost(cost, unit) {
      tally.cost += paid(cost) / unit
    },
    state: () => last,
    quiet: () => quiet,
    outcome: () => outcome(tally, plans, [...blocked.values()]),
  }
}

function outcome(tally: Tally.Tally, plans: readonly Planned[], blocked: readonly Blocked[]): Outcome {
  const { level, endLevel, inDanger, safe, missing, left } = tally
  return {
    level,
    endLevel,
    inDanger,
    safe,
    timeToSafety: timeToSafety(tally),
    worst: tally.worst?.worst ?? null,
    worstHealth: finite(tally.worstHealth),
    worstEquityRatio: finite(tally.worstEquityRatio),
    liquidations: tally.liquidations,
    plans,
    cost: tally.cost,
    lost: tally.start - tally.end,
    missing: { peak: missing.margin + missing.debt, ...missing, end: left },
    blocked,
  }
}

/** The level of an assessment with the peg left out; the table is drawn up only where the peg is what sets it. */
function bookLevel(assessment: Assessment, tether: number, { bounds }: VenuesPolicy): Level {
  if (levelOf(Math.abs(tether - 1), bounds.peg) === 'NORMAL') return assessment.level
  let level: Level = 'NORMAL'
  for (const measure of withoutPeg(assessment)) level = worst(level, measure.level)
  return level
}

interface TakenOver {
  readonly hour: number
  readonly place: string
  readonly market: VenuesMarket
  /** The book before the venue took from it. */
  readonly state: VenuesState
  readonly policy: VenuesPolicy
}

/** An account counts with its figures at its liquidation: by the next full hour the position is gone. */
function takeOver(
  tally: Tally.Tally,
  taken: Map<string, Need>,
  { hour, place, market, state, policy }: TakenOver,
): void {
  const assessment = assess({ asOf: market.asOf, state, market }, policy)
  const own = partOf(assessment, (each) => each === place)
  const measures = assessment.measures().filter((measure) => measure.place === place)
  Tally.extremes(tally, own)
  tally.inDanger ??= hour
  tally.level = 'CRITICAL'
  tally.worst = final(tally.worst, farthest(measures, hour, null))
  const known = taken.get(place) ?? Tally.NOTHING
  const lacked = need(own, market, policy)
  taken.set(place, lacked.margin + lacked.debt > known.margin + known.debt ? lacked : known)
  Tally.shortage(tally, [...taken.values()].reduce(plus, Tally.NOTHING))
}

/** A liquidation is worse than whatever comes of it: the first one stands. */
const final = (known: Found | null, found: Found | null): Found | null =>
  known?.share === LAST || found === null ? known : { ...found, share: LAST }

const LAST = Number.NEGATIVE_INFINITY

const withoutPeg = (assessment: Assessment): readonly Measure[] =>
  assessment.measures().filter(({ name }) => name !== 'peg')

function planned(
  { proposal: { plan, forecast } }: Weighed<VenuesState, VenuesStep>,
  { hour, level, unit }: { hour: number; level: Level; unit: number },
): Planned {
  return {
    hour,
    class: plan.class,
    purpose: plan.purpose,
    level,
    cost: paid(forecast.cost) / unit,
    steps: forecast.steps.map(({ step, before }) => phrase(step, before.flights)),
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
