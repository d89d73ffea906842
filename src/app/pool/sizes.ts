import type { PoolSizes } from '../../stress/pool/scenario.ts'
import type { Breach } from '../config/breach.ts'
import { inHours, sized } from '../config/sizes.ts'
import type { Written } from './config.ts'

/** How large the shocks are, with every default; a breach for one that leaves no price, or takes more than there is. */
export function sizesOf(written: Written['stress'] = {}, breaches: Breach[]): PoolSizes {
  const { hours = 168, within, prices = [0.1, 0.3], pegs = [0.1], halt, burns = {} } = written
  const share = burns.share ?? 0.3
  for (const [key, falls] of Object.entries({ prices, pegs }))
    for (const [at, fall] of falls.entries()) sized(fall, { isFall: true, path: ['stress', key, at] }, breaches)
  sized(share, { isFall: false, path: ['stress', 'burns', 'share'] }, breaches)
  return {
    hours,
    within: inHours(within, 1),
    prices: [...new Set(prices)],
    pegs: [...new Set(pegs)],
    halt: inHours(halt, 48),
    burns: { share, within: inHours(burns.within, 24) },
  }
}
