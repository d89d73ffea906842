import type { Branded } from './brand.ts'
import * as Decimal from './decimal.ts'
import { type Fraction, fraction } from './estimate.ts'

/** Exact share of one: 1e18 is 1. */
export type Ratio = Branded<bigint, 'Ratio'>

export const DECIMALS = 18

/** Names the unit; checks nothing. */
export const of = (n: bigint): Ratio => n as Ratio

export const ZERO: Ratio = of(0n)
export const ONE: Ratio = of(1_000_000_000_000_000_000n)

export const add = (a: Ratio, b: Ratio): Ratio => of(a + b)
export const sub = (a: Ratio, b: Ratio): Ratio => of(a - b)
export const min = (a: Ratio, b: Ratio): Ratio => (a < b ? a : b)
export const max = (a: Ratio, b: Ratio): Ratio => (a > b ? a : b)

/** −1, 0 or 1, as `sort` wants it. */
export const compare = (a: Ratio, b: Ratio): number => (a < b ? -1 : a > b ? 1 : 0)

/** '0.05' is 5 %. InvalidDecimal beyond 18 places. */
export const parse = (text: string): Ratio => of(Decimal.parse(text, DECIMALS))

export const format = (ratio: Ratio): string => Decimal.format(ratio, DECIMALS)

/** From exact to estimate. There is no way back but through decimal text or an amount. */
export const toFraction = (ratio: Ratio): Fraction => fraction(Number(ratio) / 1e18)
