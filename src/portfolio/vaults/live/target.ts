import { abs, at, halfUp, max, row, sum, WAD } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import { type Before, type Target, target } from '../cycle/target.ts'
import type { OpenInput } from '../input.ts'

export type Aimed = Target & {
  /** Pool that each vault is to hold, US dollars. */
  readonly pool: readonly bigint[]
}

/**
 * What each vault is to hold of the pool. The buffer policy goes by what is deployed now, and a vault that it holds keeps its units, whatever they are
 * worth: prices alone trade no pool, and drift is left to hedges. A vault that no share is left of, or that owes others, deploys nothing.
 */
export function aimed(before: Before, input: OpenInput, config: VaultsConfig): Aimed | Refused {
  const { state, marking, flowed } = before
  const deployed = marking.pool.map((g, v) => g + sum(row(marking.equity, v)))
  const isOut = deployed.map((_, v) => at(flowed.shares, v) === 0n || at(marking.shortfall, v) > 0n)
  const standing = { ...before, state: { ...state, deployed }, flowed: { ...flowed, netAssets: worked(before, isOut) } }
  const calm = { ...config, guard: { ...config.guard, residualMax: null } }
  const found = target(standing, input, calm)
  if (!found.ok) return found
  const isCapped = input.deploy !== undefined || found.fit.scale.num !== found.fit.scale.den
  const near = found.action.map((action, v) => {
    const now = at(deployed, v)
    const isNear = abs(now - at(found.fit.deployed, v)) * WAD <= config.buffer.hold * now
    return now > 0n && (action === 'hold' || (isCapped && action === 'refit')) && isNear
  })
  const kept = found.fit.pool.map((g, v) => (near[v] === true ? at(marking.pool, v) : g))
  const holds = isWithin(kept, { before, input, config }) ? near : near.map(() => false)
  return {
    ...found,
    action: found.action.map((each, v) => (holds[v] === true ? 'hold' : each === 'hold' ? 'refit' : each)),
    pool: found.fit.pool.map((g, v) => (holds[v] === true ? at(kept, v) : g)),
  }
}

interface Limits {
  readonly before: Before
  readonly input: OpenInput
  readonly config: VaultsConfig
}

/** Whether a position grows past no cap, and can be hedged within the caps of hedges: else it is fitted again. */
function isWithin(pool: readonly bigint[], { before: { marking }, input: { weights }, config }: Limits): boolean {
  const { poolMax, hedgeMax, own } = config
  if (poolMax !== null && sum(pool) > max(poolMax, sum(marking.pool))) return false
  return hedgeMax.every((cap, a) => {
    if (cap === null) return true
    const owned = pool.map((g, v) => (own[v] === a ? g + sum(row(marking.equity, v)) : 0n))
    return abs(sum(owned) - halfUp(at(weights, a) * sum(pool), WAD)) <= cap
  })
}

/**
 * The other way to lead drift back: what was deployed in US dollars before, so that the pool is traded and hedges stay. Null where the pool costs
 * more than hedges for all the delta that a dollar of it can have, as it nearly always does.
 */
export function byPool(before: Before, input: OpenInput, config: VaultsConfig): readonly bigint[] | null {
  const { costs, weights } = input
  if (costs === undefined || costs.pool * WAD >= costs.hedge * (sum(weights.map(abs)) + WAD)) return null
  const found = target(before, input, config)
  return found.ok ? found.fit.pool : null
}

const worked = ({ flowed }: Before, isOut: readonly boolean[]): readonly bigint[] =>
  flowed.netAssets.map((each, v) => (isOut[v] === true ? 0n : each))
