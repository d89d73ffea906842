import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import type { Network } from './networks.ts'
import type { Rules } from './rules.ts'
import * as Word from './word.ts'

export const BPS = 10_000n

/** A token on its way from one chain to another, whose units may be finer or coarser there. */
export interface Route {
  readonly token: string
  readonly source: Pick<Network, 'crossing'>
  readonly destination: Pick<Network, 'crossing'>
}

/** How many decimals more a token has at the destination than at the source; 0 where one of the two does not know it. */
function finer({ token, source, destination }: Route): number {
  const here = lookup(source.crossing, token)
  const there = lookup(destination.crossing, token)
  return here === undefined || there === undefined ? 0 : there - here
}

const power = (decimals: number): bigint => 10n ** BigInt(decimals)

/** A token's units at the destination in those of the source: rounded down where these are coarser (docs/models/pool.md). */
export function toSource(amount: Amount.Amount, route: Route): Amount.Amount | Refused {
  const more = finer(route)
  if (more === 0) return amount
  if (more > 0) return Amount.of(divide(amount, power(more), 'down'))
  const scaled = amount * power(-more)
  return scaled > Word.UINT_MAX ? Word.panic('0x11') : Amount.of(scaled)
}

/** The way back; rounded down where the destination's units are coarser. */
export function toDestination(amount: Amount.Amount, route: Route): Amount.Amount {
  const more = finer(route)
  if (more === 0) return amount
  return more > 0 ? Amount.of(amount * power(more)) : Amount.of(divide(amount, power(-more), 'down'))
}

/**
 * What to ask of a bridge that keeps so many bps of an input, in the destination's units: rounded up wherever no more than the input comes
 * of it, so that a fee at the limit is within it.
 */
export function quote(input: Amount.Amount, feeBps: bigint, route: Route): Amount.Amount {
  const output = Amount.of(mulDiv(input, BPS - feeBps, BPS, 'up'))
  const more = finer(route)
  if (more >= 0) return toDestination(output, route)
  const unit = power(-more)
  const coarse = divide(output, unit, 'up')
  return Amount.of(coarse * unit > input ? coarse - 1n : coarse)
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
