import type { Refused } from '../../units/refusal.ts'
import { split } from '../../units/split.ts'
import * as Fit from './fit.ts'
import type { Plan } from './program.ts'
import { at, halfUp, sum, type Table, WAD } from './table.ts'

export interface Canon {
  /** Caps, equity ratios and D in US dollars of 1e6; weights come from the mix. */
  readonly terms: Omit<Fit.FitInput, 'weights'>
  /** US dollars of 1e6 in one unit of the plan. */
  readonly unit: bigint
  /** Deltas of each pool, 1e18. */
  readonly deltas: Table
  /** Of each pool and of hedges over the horizon, 1e18. */
  readonly incomes: readonly bigint[]
  readonly costs: Omit<Fit.CarryRates, 'income'>
}

export interface Chosen {
  readonly ok: true
  readonly fit: Fit.Fit
  /** Share of each pool in `fit.poolTotal`; they sum to 1e18. */
  readonly thetas: readonly bigint[]
  /** Deltas of the mix. */
  readonly weights: readonly bigint[]
  /** What the fit earns over the horizon; not above zero means that it should not be deployed. */
  readonly carry: bigint
}

/**
 * One exact answer for all points that are equally good (docs/rules/vaults.md#fit): d* of the plan goes through tier 1, with the pools mixed as the plan
 * mixes them. This is where tier 2 crosses from estimate to exact: floored to 1e-6 US dollars, D itself where the plan comes
 * within 1e-9 units of it. Without any pool in the plan the first stands for all.
 */
export function canonical(plan: Plan, { terms, unit, deltas, incomes, costs }: Canon): Chosen | Refused {
  const deployed = terms.deployed.map((most, v) => exact(plan.deployed[v] ?? 0, unit, most))
  const parts = plan.total.map((each) => exact(each, WAD, null))
  const thetas = split(WAD, sum(parts) === 0n ? parts.map((_, k) => (k === 0 ? 1n : 0n)) : parts)
  const weights = Fit.mix(thetas, deltas)
  const fit = Fit.fit({ ...terms, deployed, weights })
  if (!fit.ok) return fit
  const income = halfUp(sum(thetas.map((theta, k) => theta * at(incomes, k))), WAD)
  return { ok: true, fit, thetas, weights, carry: Fit.carry(fit, { ...costs, income }) }
}

const SNAP = 1e-9

function exact(figure: number, unit: bigint, most: bigint | null): bigint {
  const size = Number(unit)
  if (most !== null && (figure + SNAP) * size >= Number(most)) return most
  return BigInt(Math.max(0, Math.floor(figure * size)))
}
