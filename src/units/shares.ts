import type { Branded } from './brand.ts'
import * as Decimal from './decimal.ts'

/** Exact base units of a share token, signed (a virtual supply may be negative). */
export type Shares = Branded<bigint, 'Shares'>

/** Names the unit; checks nothing. */
export const of = (n: bigint): Shares => n as Shares

export const ZERO: Shares = of(0n)

export const add = (a: Shares, b: Shares): Shares => of(a + b)
export const sub = (a: Shares, b: Shares): Shares => of(a - b)
export const min = (a: Shares, b: Shares): Shares => (a < b ? a : b)
export const max = (a: Shares, b: Shares): Shares => (a > b ? a : b)

/** −1, 0 or 1, as `sort` wants it. */
export const compare = (a: Shares, b: Shares): number => (a < b ? -1 : a > b ? 1 : 0)

/** Exactly; `decimals` are those of the share token. InvalidDecimal for more places than it has. */
export const parse = (text: string, decimals: number): Shares => of(Decimal.parse(text, decimals))

export const format = (shares: Shares, decimals: number): string => Decimal.format(shares, decimals)
