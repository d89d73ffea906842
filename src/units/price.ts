import { type Amount, of as amountOf } from './amount.ts'
import type { Branded } from './brand.ts'
import * as Decimal from './decimal.ts'
import { type Quote, quote } from './estimate.ts'
import { mulDiv, type Rounding } from './rounding.ts'
import type { Token } from './token.ts'

/** Exact currency units for one WHOLE token, whatever the token's decimals: 1e18 is 1 (docs/models/reserve.md "Units"). */
export type Price = Branded<bigint, 'Price'>

export interface Terms {
  readonly token: Token
  readonly rounding: Rounding
}

export const DECIMALS = 18

/** Names the unit; checks nothing. */
export const of = (n: bigint): Price => n as Price

export const ONE: Price = of(1_000_000_000_000_000_000n)

export const add = (a: Price, b: Price): Price => of(a + b)
export const sub = (a: Price, b: Price): Price => of(a - b)
export const min = (a: Price, b: Price): Price => (a < b ? a : b)
export const max = (a: Price, b: Price): Price => (a > b ? a : b)

/** −1, 0 or 1, as `sort` wants it. */
export const compare = (a: Price, b: Price): number => (a < b ? -1 : a > b ? 1 : 0)

/** '3000.5' currency units for one whole token. InvalidDecimal beyond 18 places. */
export const parse = (text: string): Price => of(Decimal.parse(text, DECIMALS))

export const format = (price: Price): string => Decimal.format(price, DECIMALS)

/** amount · price / 10^decimals: what an amount of the token is worth in 1e18 units of the currency, rounded once. */
export const worth = (amount: Amount, price: Price, { token, rounding }: Terms): Amount =>
  amountOf(mulDiv(amount, price, 10n ** BigInt(token.decimals), rounding))

/** From exact to estimate, for a price in US dollars. */
export const toQuote = (price: Price): Quote => quote(Number(price) / 1e18)
