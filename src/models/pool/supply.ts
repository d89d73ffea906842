import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import type { SupplyFloor } from './rules.ts'
import * as Word from './word.ts'

/**
 * totalSupply + virtualSupply, signed (docs/models/pool.md). As the contracts do, the issued supply is cast without a check, so that one of 2^255
 * or more counts as negative; `Panic` where the sum does not fit.
 */
export function effective(totalSupply: Shares.Shares, virtualSupply: Shares.Shares): Shares.Shares | Refused {
  const total = Word.sum(Word.signed(totalSupply), virtualSupply)
  return typeof total === 'bigint' ? Shares.of(total) : total
}

/**
 * The effective-supply rule (docs/models/pool.md): |virtualSupply| · den ≤ totalSupply · (den − num) where the virtual supply is negative, which is
 * effectiveSupply · den ≥ totalSupply · num without any rounding. Equality passes; a positive virtual supply is never looked at.
 * `EffectiveSupplyTooLow`; `Panic` where a product does not fit a word.
 */
export function check({ totalSupply, virtualSupply, floor }: Standing): Refused | undefined {
  if (virtualSupply >= 0n) return undefined
  const gone = -virtualSupply * floor.denominator
  const allowed = totalSupply * (floor.denominator - floor.numerator)
  if (-virtualSupply > Word.INT_MAX || gone > Word.UINT_MAX || allowed > Word.UINT_MAX) return Word.panic('0x11')
  return gone > allowed ? tooLow({ totalSupply, virtualSupply, floor }) : undefined
}

export interface Standing {
  readonly totalSupply: Shares.Shares
  readonly virtualSupply: Shares.Shares
  readonly floor: SupplyFloor
}

/** ⌊totalSupply · (den − num) / den⌋: the deepest that the virtual supply may stand below zero. */
export const depth = (totalSupply: Shares.Shares, { numerator, denominator }: SupplyFloor): Shares.Shares =>
  Shares.of(divide(totalSupply * (denominator - numerator), denominator, 'down'))

/** The same of a chain as it stands: its share price cannot be renewed, and so nothing can be minted, burnt, sent or received on it. */
export function stuck(standing: Standing): Refused | undefined {
  const broken = check(standing)
  if (broken?.refusal.code !== 'EffectiveSupplyTooLow') return broken
  const detail = 'This chain is below its supply floor as it stands: the contract refuses every mint, burn and arrival'
  return {
    ok: false,
    refusal: {
      ...broken.refusal,
      detail,
      lift: 'Nothing on this chain lifts it; a contract with a lower supplyFloor would.',
    },
  }
}

export const tooLow = ({ totalSupply, virtualSupply, floor }: Standing, code = 'EffectiveSupplyTooLow'): Refused =>
  refuse(code, 'Too small a share of the issued supply would stay effective on this chain', {
    facts: {
      totalSupply: String(totalSupply),
      virtualSupply: String(virtualSupply),
      supplyFloor: `${floor.numerator}/${floor.denominator}`,
    },
    lift: 'Send or burn less, or first mint on this chain or transfer to it.',
  })
