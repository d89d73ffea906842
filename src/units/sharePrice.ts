import type { Branded } from './brand.ts'

/** Base-token units for one whole share: the scale is that of the share token (docs/models/pool.md). 0 is "never set". */
export type SharePrice = Branded<bigint, 'SharePrice'>

/** Names the unit; checks nothing. */
export const of = (n: bigint): SharePrice => n as SharePrice

export const ZERO: SharePrice = of(0n)
