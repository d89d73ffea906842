import { abs, sum } from '../../models/vault/table.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import { feeOf, type VaultsMarket } from '../../portfolio/vaults/market.ts'
import { pairwise } from '../../portfolio/vaults/pairwise.ts'
import { bound } from '../../portfolio/vaults/phrase.ts'
import { usd } from '../../units/estimate.ts'
import type { Considered } from '../proposal.ts'
import type { Found } from './program.ts'

/** US dollars of a reader: whole ones, to the nearest. */
const whole = (usd6: bigint): string => Math.round(Number(usd6) / 1e6).toLocaleString('en-US')
const cost = (usd6: bigint): Considered['cost'] => usd(Number(usd6) / 1e6)

/**
 * Netting pair by pair beside the plan (docs/rules/vaults.md#fit). Its cost is that of opening its shorts from nothing; it aims at US dollars, which the
 * reason states. Empty where vaults share an asset.
 */
export function bilaterally({ fit, marks }: Opened, { config, costs, pool }: VaultsMarket): readonly Considered[] {
  const short = pairwise({ pool: fit.pool, weights: marks.weights, unhedged: pool.unhedged }, config)
  if (short === null) return []
  const all = sum(fit.net.map(abs))
  const shorts = sum(fit.net.map((x) => (x < 0n ? -x : 0n)))
  return [
    {
      way: 'netting pair by pair',
      cost: cost(feeOf(short, costs.hedge)),
      seconds: 0,
      why: `would hold ${whole(short)} USD short on the market; this plan holds ${whole(shorts)} USD short of ${whole(all)} USD hedged. It aims at US dollars, not at each vault's own asset, so do not compare the two`,
    },
  ]
}

/** The tier that was not taken. */
export function tiers(found: Found, isTaken: boolean, config: VaultsMarket['config']): Considered {
  const binding = found.limiters.length === 0 ? 'nothing binds' : `bound by ${bound(found.limiters, config)}`
  const loss = found.carryAll <= 0n ? ', a position that costs more than it earns' : ''
  if (isTaken)
    return {
      way: 'tier 1, everything deployed',
      cost: cost(0n),
      seconds: 0,
      why: `would earn ${whole(found.earnsAll)} USD over the horizon against ${whole(found.earns)}${loss}; the program is ${binding}`,
    }
  return {
    way: 'tier 2, the linear program',
    cost: cost(0n),
    seconds: 0,
    why: `would earn ${whole(found.earns)} USD over the horizon, no more than the ${whole(found.earnsAll)} of deploying everything; ${binding}${loss}`,
  }
}
