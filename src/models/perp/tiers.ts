import { TrimtabError } from '../../units/error.ts'
import { type Fraction, type Usd, usd } from '../../units/estimate.ts'

/** A bracket of position size, up to and including `upTo`; `deduction` makes the maintenance continuous at its floor. */
export interface Tier {
  readonly upTo: Usd
  readonly mmr: Fraction
  readonly deduction: Usd
  readonly maxLeverage: number
}

/** From small to large. A notional beyond the last belongs to the last. */
export type Tiers = readonly Tier[]

/** N · mmr − deduction of the tier N falls in (docs/models/perp.md#tiers). InvalidTiers when there is none. */
export function maintenance(notional: Usd, tiers: Tiers): Usd {
  const { mmr, deduction } = at(indexOf(notional, tiers), tiers)
  return usd(notional * mmr - deduction)
}

/** 0 for the smallest tier. */
export function indexOf(notional: Usd, tiers: Tiers): number {
  let k = 0
  for (const tier of tiers) {
    if (notional <= tier.upTo) return k
    k += 1
  }
  return k - 1
}

/** InvalidTiers where the list ends before. */
export function at(index: number, tiers: Tiers): Tier {
  const tier = tiers[index]
  if (tier === undefined) throw new InvalidTiers('there is no such tier', index)
  return tier
}

/**
 * For tables that come from outside: sizes and rates rise, leverage does not, and
 * deduction_k = deduction_{k−1} + floor_k·(mmr_k − mmr_{k−1}) to a cent in a million (docs/models/perp.md#tiers). Returns the table. InvalidTiers.
 */
export function check(tiers: Tiers): Tiers {
  const first = at(0, tiers)
  if (first.deduction !== 0) throw new InvalidTiers('the first deduction is not zero', 0)
  if (!(first.upTo > 0 && first.mmr > 0)) throw new InvalidTiers('size or rate is not positive', 0)
  let below = first
  for (const [index, tier] of tiers.entries()) {
    if (index > 0) checkPair(below, tier, index)
    below = tier
  }
  return tiers
}

function checkPair(below: Tier, tier: Tier, index: number): void {
  if (!(tier.upTo > below.upTo)) throw new InvalidTiers('sizes do not rise', index)
  if (!(tier.mmr >= below.mmr)) throw new InvalidTiers('rates fall', index)
  if (!(tier.maxLeverage <= below.maxLeverage)) throw new InvalidTiers('leverage rises', index)
  const expected = below.deduction + below.upTo * (tier.mmr - below.mmr)
  const tolerance = 1e-8 * Math.max(1, expected)
  if (!(Math.abs(tier.deduction - expected) <= tolerance)) {
    throw new InvalidTiers(`the deduction is ${tier.deduction} instead of ${expected}`, index)
  }
}

export class InvalidTiers extends TrimtabError {
  constructor(reason: string, index: number) {
    super({
      code: 'INVALID_TIERS',
      message: `Tier ${index}: ${reason}`,
      facts: { reason, index },
      remedy: 'Read the tiers again from the venue; a table with holes would give a wrong liquidation price.',
    })
  }
}
