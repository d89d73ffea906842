import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'

// The contracts count in words of 256 bits and stop where a result does not fit; figures of any size are exact here, so the same limits are said aloud.

export const UINT_MAX = (1n << 256n) - 1n
export const INT_MAX = (1n << 255n) - 1n
export const INT_MIN = -(1n << 255n)

/** Why Solidity stops: 0x1 a broken assertion, 0x11 a figure that does not fit its word. */
export function panic(code: '0x1' | '0x11'): Refused {
  const detail =
    code === '0x1'
      ? 'A share price of nothing was about to be stored'
      : 'A figure is too large or too small for its word'
  return refuse('Panic', detail, {
    facts: { code },
    lift: code === '0x1' ? 'Bring worth to the pool before its share price is asked for.' : 'Ask for a smaller amount.',
  })
}

/** ⌊a · b / d⌋ for figures of no sign; Panic where the product does not fit a word, even if the result would. */
export function mulDiv(a: bigint, b: bigint, d: bigint): bigint | Refused {
  const product = a * b
  return product > UINT_MAX ? panic('0x11') : divide(product, d, 'down')
}

/** A signed sum that must fit a word. */
export function sum(a: bigint, b: bigint): bigint | Refused {
  const total = a + b
  return total > INT_MAX || total < INT_MIN ? panic('0x11') : total
}

/** What an unchecked cast to a signed word leaves. */
export const signed = (n: bigint): bigint => (n > INT_MAX ? BigInt.asIntN(256, n) : n)

/** What an unchecked cast to an unsigned word leaves. */
export const unsigned = (n: bigint): bigint => (n < 0n ? BigInt.asUintN(256, n) : n)

/** Refuses what a checked cast to a signed word refuses. */
export function overInt(n: bigint): Refused | undefined {
  if (n <= INT_MAX) return undefined
  return refuse('SafeCastOverflowedUintToInt', 'An amount is too large to be counted with a sign', {
    facts: { value: String(n) },
    lift: 'Ask for an amount below 2^255.',
  })
}
