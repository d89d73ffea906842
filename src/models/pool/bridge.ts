import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import type { Rules } from './rules.ts'
import { BSC } from './whitelist.ts'
import * as Word from './word.ts'

export const BPS = 10_000n

/** 18 decimals on BNB Smart Chain against 6 elsewhere. */
const WIDER = 1_000_000_000_000n
const WIDE: readonly string[] = ['USDC', 'USDT']

export interface Route {
  readonly token: string
  readonly source: number
  readonly destination: number
}

/** A token's units at the destination in those of the source: ⌊out / 10^12⌋ toward BSC, out · 10^12 from it, for USDC and USDT (docs/models/pool.md). */
export function toSource(amount: Amount.Amount, { token, source, destination }: Route): Amount.Amount | Refused {
  if (!WIDE.includes(token)) return amount
  if (destination === BSC) return Amount.of(divide(amount, WIDER, 'down'))
  if (source !== BSC) return amount
  const scaled = amount * WIDER
  return scaled > Word.UINT_MAX ? Word.panic('0x11') : Amount.of(scaled)
}

/** The way back; rounded down where the destination's units are coarser. */
export function toDestination(amount: Amount.Amount, { token, source, destination }: Route): Amount.Amount {
  if (!WIDE.includes(token)) return amount
  if (destination === BSC) return Amount.of(amount * WIDER)
  return source === BSC ? Amount.of(divide(amount, WIDER, 'down')) : amount
}

/**
 * What to ask of a bridge that keeps so many bps of an input, in the destination's units: rounded up wherever no more than the input comes
 * of it, so that a fee at the limit is within it.
 */
export function quote(input: Amount.Amount, feeBps: bigint, route: Route): Amount.Amount {
  const output = Amount.of(mulDiv(input, BPS - feeBps, BPS, 'up'))
  if (route.source !== BSC || !WIDE.includes(route.token)) return toDestination(output, route)
  const coarse = divide(output, WIDER, 'up')
  return Amount.of(coarse * WIDER > input ? coarse - 1n : coarse)
}

/**
 * The output in the source's units may not exceed the input, nor fall short of it by more than the greatest fee; equality passes both
 * (docs/models/pool.md). `OutputAmountTooHigh`, `OutputAmountTooLow`, `Panic`.
 */
export function check(output: Amount.Amount, input: Amount.Amount, { maxBridgeFeeBps }: Rules): Refused | undefined {
  if (output > input)
    return refuse('OutputAmountTooHigh', 'More would arrive than is sent', {
      facts: { input: String(input), output: String(output) },
      lift: 'Ask for no more than is sent.',
    })
  const received = output * BPS
  const wanted = input * (BPS - maxBridgeFeeBps)
  if (received > Word.UINT_MAX || wanted > Word.UINT_MAX) return Word.panic('0x11')
  if (received >= wanted) return undefined
  return refuse('OutputAmountTooLow', 'The bridge would keep more than the greatest fee', {
    facts: { input: String(input), output: String(output), maxBridgeFeeBps: String(maxBridgeFeeBps) },
    lift: 'Wait for a cheaper quote, or send more at once.',
  })
}
