import type { Branded } from './brand.ts'
import * as Decimal from './decimal.ts'
import { TrimtabError } from './error.ts'
import { type Quantity, quantity } from './estimate.ts'
import { divide, type Rounding } from './rounding.ts'
import type { Token } from './token.ts'

/** Exact base units of one token, signed; which token is said beside it. */
export type Amount = Branded<bigint, 'Amount'>

/** How an estimate becomes exact: whole multiples of `tick`, `down` for what we send, `up` for what we need (docs/rules/venues.md#numbers). */
export interface Grid {
  readonly tick: Amount
  readonly rounding: Rounding
}

const LIMIT = 1n << 256n

/** Names the unit; checks nothing. */
export const of = (n: bigint): Amount => n as Amount

export const ZERO: Amount = of(0n)

export const add = (a: Amount, b: Amount): Amount => of(a + b)
export const sub = (a: Amount, b: Amount): Amount => of(a - b)
export const min = (a: Amount, b: Amount): Amount => (a < b ? a : b)
export const max = (a: Amount, b: Amount): Amount => (a > b ? a : b)

/** −1, 0 or 1, as `sort` wants it. */
export const compare = (a: Amount, b: Amount): number => (a < b ? -1 : a > b ? 1 : 0)

/** Exactly; InvalidDecimal for more places than the token has. */
export const parse = (text: string, token: Token): Amount => of(Decimal.parse(text, token.decimals))

export const format = (amount: Amount, token: Token): string => Decimal.format(amount, token.decimals)

/**
 * THE door from estimate to exact. The float is read as the shortest decimal that names it (what `String` prints), so
 * 0.3 USDT is 300 000 units in both directions and no binary dust reaches a chain; then one division, rounded as named,
 * onto multiples of the tick. UnusableQuantity for NaN, infinities, negatives and 2^256 or more; InvalidTick.
 */
export function fromQuantity(estimate: Quantity, token: Token, { tick, rounding }: Grid): Amount {
  if (tick <= 0n) throw new InvalidTick(tick, token)
  if (!(estimate >= 0 && estimate < Infinity)) throw new UnusableQuantity(estimate, token)
  const [mantissa = '', exponent = '0'] = String(estimate).split('e')
  const [whole = '', part = ''] = mantissa.split('.')
  const power = Number(exponent) - part.length + token.decimals
  const digits = BigInt(whole + part)
  const scale = 10n ** BigInt(Math.abs(power))
  const ticks = power < 0 ? divide(digits, tick * scale, rounding) : divide(digits * scale, tick, rounding)
  const amount = of(ticks * tick)
  if (amount >= LIMIT) throw new UnusableQuantity(estimate, token)
  return amount
}

/** From exact to estimate: whole tokens, correctly rounded up to 2^53 base units, within two roundings above. */
export const toQuantity = (amount: Amount, token: Token): Quantity =>
  quantity(Number(amount) / Number(10n ** BigInt(token.decimals)))

export class UnusableQuantity extends TrimtabError {
  constructor(estimate: number, token: Token) {
    super({
      code: 'UNUSABLE_QUANTITY',
      message: `${estimate} ${token.symbol} cannot become an exact amount`,
      facts: { quantity: String(estimate), token: token.symbol },
      remedy:
        'Only finite quantities from 0 to below 2^256 base units can be moved; look at the step that asked for it.',
    })
  }
}

export class InvalidTick extends TrimtabError {
  constructor(tick: Amount, token: Token) {
    super({
      code: 'INVALID_TICK',
      message: `A tick of ${tick} base units of ${token.symbol} is not positive`,
      facts: { tick: String(tick), token: token.symbol },
      remedy: 'Read the tick from the venue; where it has none, one base unit is the tick.',
    })
  }
}
