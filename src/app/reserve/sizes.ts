import type { ReserveSizes } from '../../stress/reserve/scenario.ts'
import type { Breach } from '../config/breach.ts'
import { inHours, sized } from '../config/sizes.ts'
import type { ConfigDraft } from './configSchema.ts'

/** How large the shocks are, with every default; a breach for one that leaves no price, or takes more than there is. */
export function sizesOf(written: ConfigDraft['stress'] = {}, breaches: Breach[]): ReserveSizes {
  const { hours = 168, within, prices = [0.3], breaks = {}, dies = {}, run = {}, oracle = {}, band = 0.01 } = written
  const fall = (share: number, ...path: readonly (string | number)[]): number => {
    sized(share, { isFall: true, path: ['stress', ...path] }, breaches)
    return share
  }
  const part = (share: number, ...path: readonly string[]): number => {
    sized(share, { isFall: false, path: ['stress', ...path] }, breaches)
    return share
  }
  return {
    hours,
    within: inHours(within, 1),
    prices: [...new Set(prices)].map((move, at) => fall(move, 'prices', at)),
    breaks: {
      fall: fall(breaks.fall ?? 0.1, 'breaks', 'fall'),
      within: inHours(breaks.within, 4),
      back: inHours(breaks.back, 48),
    },
    dies: { fall: fall(dies.fall ?? 0.6, 'dies', 'fall'), within: inHours(dies.within, 24) },
    run: { share: part(run.share ?? 0.5, 'run', 'share'), within: inHours(run.within, 24) },
    oracle: {
      late: inHours(oracle.late, 1),
      wrong: fall(oracle.wrong ?? 0.03, 'oracle', 'wrong'),
      order: part(oracle.order ?? 0.01, 'oracle', 'order'),
    },
    band: part(band, 'band'),
  }
}
