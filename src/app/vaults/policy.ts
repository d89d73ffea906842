import { load } from '../../adapters/solver/highs.ts'
import { WAD } from '../../models/vault/table.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import { fraction } from '../../units/estimate.ts'
import { seconds } from '../../units/time.ts'
import type { Setup } from './setup.ts'

/** Of net assets, where `guard.residual` says nothing. */
const RESIDUAL = 0.02
/** Of the bottom of the equity band. */
const WARNING = 0.75
const CRITICAL = 0.4
/** Most that a plan may cost of what it moves: all of it, for a cycle has to close, and its orders have their own least size. */
const COST_MAX = 1

/** How decisions are made, from the config's guards. The solver is loaded only where tier 2 is asked. */
export async function policyOf({ config, carry, horizonDays }: Setup): Promise<VaultsPolicy> {
  const share = (ratio: bigint): number => Number(ratio) / Number(WAD)
  const { residualMax, ageMax } = config.guard
  const band = residualMax === null ? RESIDUAL : share(residualMax)
  const least = Math.min(1, ...config.equityRatio.map(({ min }) => share(min)))
  const solver = carry === null ? null : await load()
  return {
    decision: {
      rule: 'horizon',
      horizonDays,
      routineEvery: seconds(0),
      hurdle: { target: 0, opportunistic: 1 },
      costMax: { safety: fraction(COST_MAX), target: fraction(COST_MAX) },
      dailyVolatility: fraction(0),
    },
    program: carry === null || solver === null ? null : { rates: carry, solve: solver.solve },
    isCompared: false,
    orderMax: null,
    ageMax: ageMax === null ? seconds(Number.MAX_SAFE_INTEGER) : seconds(Number(ageMax)),
    levels: {
      delta: { band, warning: Math.max(0.05, 2 * band), critical: Math.max(0.1, 4 * band) },
      equity: { warning: least * WARNING, critical: least * CRITICAL },
      buffer: { warning: 0, critical: -0.1 },
      shortfall: { warning: 0, critical: 0.01 },
    },
  }
}
