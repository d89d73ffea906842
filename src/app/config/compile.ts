import { EXCHANGES, type Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type * as Venues from '../../portfolio/venues/terms.ts'
import { load } from '../terms/terms.ts'
import type { Config, Data } from './config.ts'

/** What the engine needs of a config. */
export interface Compiled {
  readonly policy: VenuesPolicy
  readonly start: Config['start']
  readonly exchanges: readonly Exchange[]
  readonly loans: readonly { readonly id: string; readonly eMode: number }[]
  readonly terms: Venues.Terms
  readonly data: Data
  readonly flightTimes: Config['flights']
}

export function compile(config: Config): Compiled {
  return {
    policy: {
      mode: config.mode,
      allocation: config.exchanges,
      bounds: config.bounds,
      deltaOver: config.deltaOver,
      hedgeLean: config.hedgeLean,
      buffer: config.buffer,
      gasReserve: config.gasReserve,
      decision: config.decision,
      limits: config.limits,
      emergency: config.emergency,
    },
    start: config.start,
    exchanges: EXCHANGES.filter((place) => config.exchanges[place] !== undefined),
    loans: config.loans.map(({ id, eMode }) => ({ id, eMode })),
    terms: load(config.overrides),
    data: config.data,
    flightTimes: config.flights,
  }
}
