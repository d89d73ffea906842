import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import type { Refused } from '../../units/refusal.ts'
import { divide, mulDiv, sqrt } from '../../units/rounding.ts'
import type { Convert } from './chain.ts'
import * as Word from './word.ts'

/** Greatest tick, either way: 1.0001^887272 is just below 2^128. */
const TICK_MAX = 887_272

/** Bits of the working figures; the published ones have 128. */
const WIDE = 512n

/**
 * 2^128 · 1.0001^(−2^i / 2) for i from 0 to 19, each rounded to the nearest: by squaring, from √(10000 / 10001), in figures wide enough
 * that no error reaches the last place.
 */
const POWERS: readonly bigint[] = powers()

function powers(): readonly bigint[] {
  const found: bigint[] = []
  let power = sqrt(divide(10_000n << (2n * WIDE), 10_001n, 'down'), 'down')
  for (let i = 0; i < 20; i++) {
    found.push(divide(power, 1n << (WIDE - 128n), 'half'))
    power = (power * power) >> WIDE
  }
  return found
}

/** √(1.0001^tick) · 2^96, rounded up, as Uniswap v4 has it: a product of the powers in 128 bits, each cut down; the inverse where tick > 0. */
export function sqrtPriceAt(tick: number): bigint {
  const distance = Math.abs(tick)
  let ratio = 1n << 128n
  for (const [i, power] of POWERS.entries()) if ((distance & (1 << i)) !== 0) ratio = (ratio * power) >> 128n
  return divide(tick > 0 ? divide(Word.UINT_MAX, ratio, 'down') : ratio, 1n << 32n, 'up')
}

/** `once`: ⌊a · √P² / 2^192⌋, as long as √P² fits a word. `twice`: the price is cut to 96 bits first, as the newest oracle does. */
export type Cut = 'once' | 'twice'

export interface Ticks {
  /** Of the mean price of each token against the native one: 1.0001^tick units for one unit of native. */
  readonly ticks: Readonly<Record<string, number>>
  readonly native: string
  readonly wrapped: string
  readonly cut: Cut
}

/**
 * Conversion by mean ticks (docs/models/pool.md): the tick from one token to another is tick(to) − tick(from), native and wrapped stand at 0, and
 * the sign is put back after rounding down. Beyond the greatest tick a token is worth nothing. Nothing and the same token stay as they
 * are. `Panic` where `cut` is `once` and the price does not fit.
 */
export function byTicks({ ticks, native, wrapped, cut }: Ticks): Convert {
  const tickOf = (token: string): number =>
    token === native || token === wrapped ? 0 : (lookup(ticks, token) ?? Number.NaN)
  const prices = new Map<number, bigint>()
  const priceAt = (tick: number): bigint => {
    const known = prices.get(tick)
    if (known !== undefined) return known
    const root = sqrtPriceAt(tick)
    prices.set(tick, root * root)
    return root * root
  }
  return (amount, from, to) => {
    const tick = tickOf(to) - tickOf(from)
    if (amount === 0n || from === to || tick === 0) return amount
    if (!(Math.abs(tick) <= TICK_MAX)) return Amount.ZERO
    const square = priceAt(tick)
    const size = amount < 0n ? -amount : amount
    const value = cut === 'once' ? once(size, square) : mulDiv(size, square >> 96n, 1n << 96n, 'down')
    if (typeof value !== 'bigint') return value
    return Amount.of(amount < 0n ? -value : value)
  }
}

const once = (size: bigint, square: bigint): bigint | Refused =>
  square > Word.UINT_MAX ? Word.panic('0x11') : mulDiv(size, square, 1n << 192n, 'down')
