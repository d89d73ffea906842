// The front door: everything that may be relied on from outside, and nothing else. A name that is not here may change.

import { VENUES_ROOMS } from './execution/venues.ts'
import * as LendingAccount from './models/lending/account.ts'
import * as LendingCapacity from './models/lending/capacity.ts'
import * as LendingEmode from './models/lending/emode.ts'
import * as LendingInterest from './models/lending/interest.ts'
import * as LendingLiquidation from './models/lending/liquidation.ts'
import * as LendingRate from './models/lending/rate.ts'
import * as PerpFunding from './models/perp/funding.ts'
import * as PerpLiquidation from './models/perp/liquidation.ts'
import * as PerpMargin from './models/perp/margin.ts'
import * as PerpTiers from './models/perp/tiers.ts'
import * as StakingExit from './models/staking/exit.ts'
import * as StakingRate from './models/staking/rate.ts'
import * as Breakeven from './models/yield/breakeven.ts'
import * as Carry from './models/yield/carry.ts'
import { holdings } from './portfolio/venues/asset.ts'
import { VENUES } from './portfolio/venues/book.ts'
import { figuresOf } from './portfolio/venues/figures.ts'
import { income } from './portfolio/venues/income.ts'
import { MODES } from './portfolio/venues/mode.ts'
import { phrase } from './portfolio/venues/phrase.ts'
import { empty } from './portfolio/venues/state.ts'
import { delta, value } from './portfolio/venues/worth.ts'
import * as Amount from './units/amount.ts'
import * as Estimate from './units/estimate.ts'
import * as Price from './units/price.ts'
import * as Ratio from './units/ratio.ts'
import * as Rounding from './units/rounding.ts'
import * as Shares from './units/shares.ts'
import * as Time from './units/time.ts'

export { type Details, type Facts, TrimtabError } from './units/error.ts'
// Units: exact money as bigint, estimates as float64, both branded.
export { split } from './units/split.ts'
export { TOKENS, type Token } from './units/token.ts'
// Models: the sciences, each a file of pure functions.
export {
  Amount,
  Breakeven,
  Carry,
  Estimate,
  LendingAccount,
  LendingCapacity,
  LendingEmode,
  LendingInterest,
  LendingLiquidation,
  LendingRate,
  PerpFunding,
  PerpLiquidation,
  PerpMargin,
  PerpTiers,
  Price,
  Ratio,
  Rounding,
  Shares,
  StakingExit,
  StakingRate,
  Time,
}

/**
 * The venues book, floor by floor: `value`, `delta`, `income`, `figures` and `assess` say how a book stands, `apply` and
 * `netAssets` what a step does, `propose` and `rules` what may be done. It is a `Book` for `foresee` and the `Rooms` of `decide`.
 */
export const venues = {
  ...VENUES,
  ...VENUES_ROOMS,
  value,
  delta,
  income,
  figures: figuresOf,
  modes: MODES,
  empty,
  holdings,
  phrase,
} as const

// Markets: made from a seed, or read from files; and one hour of either as a market to decide on.
export { load as loadHistory } from './adapters/history/load.ts'
export { simulate } from './adapters/market/simulate.ts'
// Configs and what the commands do with them.
export { reportJson, runBacktest } from './app/backtest.ts'
export { type Compiled, compile } from './app/config/compile.ts'
export type { Config } from './app/config/config.ts'
export { open as openConfig } from './app/config/file.ts'
export { parse as parseConfig } from './app/config/parse.ts'
export type { Choice } from './app/market.ts'
export { planOf, type Report } from './app/plan.ts'
export { type Route, routeOf } from './app/route.ts'
export { load as loadTerms } from './app/terms/terms.ts'
export { backtest } from './backtest/backtest.ts'
export { page } from './backtest/market.ts'
export { render as renderReport } from './backtest/report/page.ts'
export type { Result } from './backtest/result.ts'
export type { Setup } from './backtest/run.ts'
// What all books share: the shapes of a moment, and the walk from a snapshot to a checked plan.
export { type Decision, decide, type Rooms, rationale, type Weighed } from './execution/cycle.ts'
export type { Verdict } from './planner/judge.ts'
export type { Proposal } from './planner/proposal.ts'
export type { Applied, Cost, Posting, Times } from './portfolio/applied.ts'
export type { Book } from './portfolio/book.ts'
export { type Forecast, foresee } from './portfolio/foresee.ts'
export type { Level, Measure } from './portfolio/measure.ts'
export type { Plan, PlanClass } from './portfolio/plan.ts'
export type { Snapshot } from './portfolio/snapshot.ts'
export type { Step } from './portfolio/step.ts'
export type { Holdings } from './portfolio/venues/asset.ts'
export type { VenuesMarket } from './portfolio/venues/market.ts'
export type { Mode } from './portfolio/venues/mode.ts'
export type { Contract, Exchange, Place } from './portfolio/venues/place.ts'
export type { VenuesBounds, VenuesPolicy } from './portfolio/venues/policy.ts'
export type { Assessment } from './portfolio/venues/risk.ts'
export type { VenuesFlight, VenuesState } from './portfolio/venues/state.ts'
export type { VenuesStep } from './portfolio/venues/step.ts'
export type { Terms } from './portfolio/venues/terms.ts'
export type { Worth } from './portfolio/venues/worth.ts'
export type { History } from './ports/history.ts'
export { check, type Located, type Rule } from './safety/check.ts'
export type { Finding } from './safety/finding.ts'
export type { Refusal } from './units/refusal.ts'
