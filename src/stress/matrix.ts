import { DUST, idleWorth } from '../backtest/venues/deployment.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import { netAssets } from '../portfolio/venues/worth.ts'
import { format } from '../units/time.ts'
import type { Matrix, Row } from './result.ts'
import { row, type Trial } from './run.ts'
import { catalogue, type Scenario } from './scenario.ts'
import type { Scene } from './shock.ts'

/** Every scenario that a book of this policy is tried by, in the order of the matrix. */
export function scenarios(policy: VenuesPolicy): readonly Scenario[] {
  const { single, pairs } = catalogue(policy)
  return [...single, ...pairs]
}

/** Runs them one after the other; yields each row when it is done. */
export function* rows(scene: Scene, trial: Trial): Generator<Row> {
  for (const scenario of scenarios(trial.policy)) yield row(scene, scenario, trial)
}

/** The matrix of rows that were run. */
export function matrix(found: readonly Row[], { scene, policy, ...about }: About): Matrix {
  const { mode, bounds } = policy
  const currency = mode.shareClass === 'ETH' ? 'ETH' : 'USD'
  const most = neediest(found)
  const two = ({ warning, critical }: { warning: number; critical: number }) => ({ warning, critical })
  return {
    schema: 1,
    title: about.title,
    kind: 'stress',
    of: 'venues',
    mode: mode.name,
    currency,
    policy: about.policyHash,
    market: about.market,
    asOf: format(scene.market.asOf),
    book: about.book,
    netAssets: netAssets(scene.state, scene.market) / (currency === 'ETH' ? scene.market.price.ETH : 1),
    shareAtWork: atWork(scene),
    levels: {
      health: mode.long === 'loop' ? two(bounds.health) : null,
      equityRatio: mode.isHedged ? two(bounds.equityRatio) : null,
    },
    summary: {
      scenarios: found.length,
      liquidated: found.filter(({ liquidations }) => liquidations.length > 0).length,
      neverSafe: found.filter(({ timeToSafety }) => timeToSafety === null).length,
      missing: most?.missing.peak ?? 0,
      missingIn: most?.id ?? null,
    },
    rows: found,
  }
}

/** The scenario in which most is missing; null where nothing is in any. */
function neediest(rows: readonly Row[]): Row | null {
  let found: Row | null = null
  for (const one of rows) if (one.missing.peak > (found?.missing.peak ?? 0)) found = one
  return found
}

function atWork({ state, market }: Scene): number {
  const worth = netAssets(state, market)
  return worth > 0 ? Math.max(0, 1 - idleWorth(state, market) / worth) : 0
}

/** Whether anything of the book is at work; shares of net assets below this are dust. */
export function isDeployed({ shareAtWork }: Pick<Matrix, 'shareAtWork'>): boolean {
  return shareAtWork >= DUST
}

/** Whether every scenario ends without a liquidation and with the book safe. */
export function holds({ summary }: Matrix): boolean {
  return summary.liquidated === 0 && summary.neverSafe === 0
}

interface About {
  readonly scene: Scene
  readonly policy: VenuesPolicy
  readonly title: string
  readonly policyHash: string
  readonly market: Matrix['market']
  readonly book: string | null
}
