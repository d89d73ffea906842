import type { Branded } from './brand.ts'

/** Number of a block. */
export type Block = Branded<bigint, 'Block'>
/** Whole seconds since 1970, as a block is stamped. */
export type Timestamp = Branded<bigint, 'Timestamp'>

/** Names the unit; checks nothing. */
export const block = (n: bigint): Block => n as Block
/** Names the unit; checks nothing. */
export const timestamp = (n: bigint): Timestamp => n as Timestamp
