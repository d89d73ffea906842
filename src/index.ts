// The front door: everything that may be relied on from outside, and nothing else. A name that is not here may change.

import { POOL_ROOMS } from './execution/pool.ts'
import { RESERVE_ROOMS } from './execution/reserve.ts'
import { VAULTS_ROOMS } from './execution/vaults.ts'
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
import * as PoolArrival from './models/pool/arrival.ts'
import * as PoolBridge from './models/pool/bridge.ts'
import * as PoolBurn from './models/pool/burn.ts'
import * as PoolCapacity from './models/pool/capacity.ts'
import * as PoolChain from './models/pool/chain.ts'
import * as PoolCost from './models/pool/cost.ts'
import * as PoolMint from './models/pool/mint.ts'
import * as PoolOracle from './models/pool/oracle.ts'
import * as PoolRefund from './models/pool/refund.ts'
import * as PoolRules from './models/pool/rules.ts'
import * as PoolSource from './models/pool/source.ts'
import * as PoolSupply from './models/pool/supply.ts'
import * as PoolVersions from './models/pool/versions.ts'
import * as ReserveCheck from './models/reserve/check.ts'
import * as ReserveCommitment from './models/reserve/commitment.ts'
import * as ReserveFlow from './models/reserve/flow.ts'
import * as ReserveGuardian from './models/reserve/guardian.ts'
import * as ReserveMint from './models/reserve/mint.ts'
import * as ReserveProfile from './models/reserve/profile.ts'
import * as ReserveRedeem from './models/reserve/redeem.ts'
import * as ReserveRegistry from './models/reserve/registry.ts'
import * as ReserveSchedule from './models/reserve/schedule.ts'
import * as ReserveValue from './models/reserve/state.ts'
import * as StakingExit from './models/staking/exit.ts'
import * as StakingRate from './models/staking/rate.ts'
import * as VaultBilateral from './models/vault/bilateral.ts'
import * as VaultBuffer from './models/vault/buffer.ts'
import * as VaultCounterparty from './models/vault/counterparty.ts'
import * as VaultFee from './models/vault/fee.ts'
import * as VaultFit from './models/vault/fit.ts'
import * as VaultFlow from './models/vault/flow.ts'
import * as VaultFunding from './models/vault/funding.ts'
import * as VaultGmx1 from './models/vault/gmx1.ts'
import * as VaultGmx2 from './models/vault/gmx2.ts'
import * as VaultMargin from './models/vault/margin.ts'
import * as VaultMark from './models/vault/mark.ts'
import * as VaultNetting from './models/vault/netting.ts'
import * as VaultPool from './models/vault/pool.ts'
import * as VaultProgram from './models/vault/program.ts'
import * as VaultSettle from './models/vault/settle.ts'
import * as VaultSharePrice from './models/vault/sharePrice.ts'
import * as Breakeven from './models/yield/breakeven.ts'
import * as Carry from './models/yield/carry.ts'
import * as PoolPlanCapacity from './planner/pool/capacity.ts'
import { consolidate } from './planner/pool/consolidate.ts'
import { equalise } from './planner/pool/equalise.ts'
import { supply as bringLiquidity } from './planner/pool/liquidity.ts'
import { search } from './planner/pool/search.ts'
import { unblock } from './planner/pool/unblock.ts'
import { toBands } from './planner/reserve/bands.ts'
import { largestMint, largestRedemption, largestSwap } from './planner/reserve/capacity.ts'
import { POOL } from './portfolio/pool/book.ts'
import { routesBySource } from './portfolio/pool/market.ts'
import { phrase as poolPhrase } from './portfolio/pool/phrase.ts'
import { start as poolStart } from './portfolio/pool/state.ts'
import { value as poolValue } from './portfolio/pool/worth.ts'
import { RESERVE } from './portfolio/reserve/book.ts'
import { phrase as reservePhrase } from './portfolio/reserve/phrase.ts'
import { worth as reserveWorth } from './portfolio/reserve/worth.ts'
import { VAULTS } from './portfolio/vaults/book.ts'
import { close as closeCycle } from './portfolio/vaults/cycle/close.ts'
import { open as openCycle } from './portfolio/vaults/cycle/open.ts'
import { cycle, filled } from './portfolio/vaults/cycle.ts'
import { phrase as vaultsPhrase } from './portfolio/vaults/phrase.ts'
import { empty as noVaults } from './portfolio/vaults/state.ts'
import { holdings } from './portfolio/venues/asset.ts'
import { VENUES } from './portfolio/venues/book.ts'
import { figuresOf } from './portfolio/venues/figures.ts'
import { income } from './portfolio/venues/income.ts'
import { MODES } from './portfolio/venues/mode.ts'
import { phrase } from './portfolio/venues/phrase.ts'
import { empty } from './portfolio/venues/state.ts'
import { delta, value } from './portfolio/venues/worth.ts'
import * as Amount from './units/amount.ts'
import * as BlockTime from './units/chain.ts'
import * as Estimate from './units/estimate.ts'
import * as Price from './units/price.ts'
import * as Ratio from './units/ratio.ts'
import * as Rounding from './units/rounding.ts'
import * as SharePrice from './units/sharePrice.ts'
import * as Shares from './units/shares.ts'
import * as Time from './units/time.ts'

export { type Details, type Facts, TrimtabError } from './units/error.ts'
// Units: exact money as bigint, estimates as float64, both branded.
export { split } from './units/split.ts'
export { TOKENS, type Token } from './units/token.ts'
// Models: the sciences, each a file of pure functions.
export {
  Amount,
  BlockTime,
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
  PoolArrival,
  PoolBridge,
  PoolBurn,
  PoolCapacity,
  PoolChain,
  PoolCost,
  PoolMint,
  PoolOracle,
  PoolRefund,
  PoolRules,
  PoolSource,
  PoolSupply,
  PoolVersions,
  Price,
  Ratio,
  ReserveCheck,
  ReserveCommitment,
  ReserveFlow,
  ReserveGuardian,
  ReserveMint,
  ReserveProfile,
  ReserveRedeem,
  ReserveRegistry,
  ReserveSchedule,
  ReserveValue,
  Rounding,
  SharePrice,
  Shares,
  StakingExit,
  StakingRate,
  Time,
  VaultBilateral,
  VaultBuffer,
  VaultCounterparty,
  VaultFee,
  VaultFit,
  VaultFlow,
  VaultFunding,
  VaultGmx1,
  VaultGmx2,
  VaultMargin,
  VaultMark,
  VaultNetting,
  VaultPool,
  VaultProgram,
  VaultSettle,
  VaultSharePrice,
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

/**
 * The pool book, exact: `value` says what it is worth, `apply` what a step does, `equalise`, `liquidity`, `consolidate` and
 * `search` what would be done, `capacity` how much may be. It is a `Book` for `foresee` and the `Rooms` of `decide`.
 */
export const pool = {
  ...POOL,
  ...POOL_ROOMS,
  value: poolValue,
  start: poolStart,
  routes: routesBySource,
  phrase: poolPhrase,
  equalise,
  liquidity: bringLiquidity,
  consolidate,
  unblock,
  search,
  capacity: PoolPlanCapacity,
} as const

/** The reserve book, exact: `worth`, `apply`, the way `toBands`, and the largest mint, redemption and swap of now. */
export const reserve = {
  ...RESERVE,
  ...RESERVE_ROOMS,
  worth: reserveWorth,
  phrase: reservePhrase,
  toBands,
  largestMint,
  largestRedemption,
  largestSwap,
} as const

/** The vaults book, exact: `cycle` whole, or `open` and `close` with what became of its orders between them. */
export const vaults = {
  ...VAULTS,
  ...VAULTS_ROOMS,
  cycle,
  filled,
  open: openCycle,
  close: closeCycle,
  empty: noVaults,
  phrase: vaultsPhrase,
} as const

// Markets: made from a seed, or read from files; and one hour of either as a market to decide on.
export { load as loadHistory } from './adapters/history/load.ts'
export { simulate } from './adapters/market/simulate.ts'
// Configs and what the commands do with them.
export { reportJson, runBacktest } from './app/backtest.ts'
export { type Compiled, compile } from './app/config/compile.ts'
export type { Config } from './app/config/config.ts'
export { open as openConfig, openBook } from './app/config/file.ts'
export { parse as parseConfig } from './app/config/parse.ts'
export { deskOf } from './app/desks.ts'
export type { Choice } from './app/market.ts'
export { planOf, type Report } from './app/plan.ts'
export { type Route, routeOf } from './app/route.ts'
export { load as loadTerms } from './app/terms/terms.ts'
export { type Document, render as renderDocument } from './backtest/report/document.ts'
export { render as renderReport } from './backtest/report/page.ts'
export { backtest } from './backtest/venues/backtest.ts'
export { markets } from './backtest/venues/market.ts'
export type { Result } from './backtest/venues/result.ts'
export type { Setup } from './backtest/venues/run.ts'
// What all books share: the shapes of a moment, and the walk from a snapshot to a checked plan.
export { type Decision, decide, type Rooms, rationale, type Weighed } from './execution/cycle.ts'
export type { Verdict } from './planner/judge.ts'
export type { Proposal } from './planner/proposal.ts'
export type { Applied, Cost, Posting, Times } from './portfolio/applied.ts'
export type { Book } from './portfolio/book.ts'
export { type Forecast, foresee } from './portfolio/foresee.ts'
export type { Level, Measure, MeasureReport } from './portfolio/measure.ts'
export type { Plan, PlanClass } from './portfolio/plan.ts'
export type { PoolMarket } from './portfolio/pool/market.ts'
export type { PoolPolicy } from './portfolio/pool/policy.ts'
export type { PoolFlight, PoolState } from './portfolio/pool/state.ts'
export type { PoolStep } from './portfolio/pool/step.ts'
export type { ReserveMarket } from './portfolio/reserve/market.ts'
export type { ReservePolicy } from './portfolio/reserve/policy.ts'
export type { ReserveState } from './portfolio/reserve/state.ts'
export type { ReserveStep } from './portfolio/reserve/step.ts'
export type { Snapshot } from './portfolio/snapshot.ts'
export type { Step } from './portfolio/step.ts'
export type { VaultsConfig } from './portfolio/vaults/config.ts'
export type { CycleInput } from './portfolio/vaults/input.ts'
export type { VaultsState } from './portfolio/vaults/state.ts'
export type { VaultsStep } from './portfolio/vaults/step.ts'
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
