import type { Amount } from '../../units/amount.ts'
import type { Price } from '../../units/price.ts'
import type { Ratio } from '../../units/ratio.ts'
import type { Shares } from '../../units/shares.ts'
import type { Params } from './pamm/params.ts'

/** Everything that the operations of a reserve can be set to. Two presets stand in `profile.ts`. */
export interface Rules {
  /** Widest drift that needs no move, relative to the target weight: 0.1 of a target of 0.2 is ±0.02. */
  readonly band: Ratio
  /** What is outside its band must end nearer its target (`strict`), or not farther (`document`); docs/models/reserve.md. */
  readonly closer: 'strict' | 'document'
  /** At least one asset of each tranche must be worth this much. */
  readonly priceMin: Price
  /** Blocks for which a direction is closed once its flow passed four fifths of its limit. */
  readonly cooldown: bigint
  /** The most blocks for which a guardian may close a direction. */
  readonly guardianMax: bigint
  /** Coins that may exist. */
  readonly supplyMax: Shares
  /** Coins that were issued without a deposit and can never be redeemed. */
  readonly bootstrapped: Shares
  /** A tranche may be taken off the list below this value. */
  readonly dust: Amount
  readonly redemption: Params
  /** When coins of stakers are burnt; never where left out. */
  readonly recovery?: Recovery
  /** How far prices may be from what others say; unguarded where left out. */
  readonly guard?: Guard
  /** Below which value for each coin days are counted; none where left out. */
  readonly stewardship?: Stewardship
  readonly quirks: Quirks
}

/** How far the reserve's own prices may be from what others say, as shares of what those say (docs/models/reserve.md). */
export interface Guard {
  /** Of the price of one asset in another. */
  readonly pairs: Ratio
  /** Of a price from the median of its sources. */
  readonly level: Ratio
}

/** Below which value for each redeemable coin a day is counted. */
export interface Stewardship {
  readonly floor: Ratio
}

/** When stakers stand in: below the lower of two ratios of reserve to coins, up to the third. */
export interface Recovery {
  readonly trigger: Ratio
  readonly triggerMax: Ratio
  readonly target: Ratio
}

/** Where the contracts do what one would not expect, and what to do instead (docs/models/reserve.md). */
export interface Quirks {
  /** Where the way to a new goal begins: at the old goal, or at the weight of that moment. */
  readonly startsFrom: 'goal' | 'scheduled'
  /** Whether a guardian may also shorten what is closed already. */
  readonly guardian: 'assign' | 'extend'
  /** Whether a flow that an order does not touch closes its direction anew. */
  readonly cooldownBy: 'any' | 'own'
  /** Whether a flow of 2^128 or more wraps around when it is kept. */
  readonly flowWord: 'wraps' | 'exact'
  /** Whether dust is measured in native units as if they had 18 places, or in value. */
  readonly dustIn: 'units' | 'value'
  /** What happens to a deposit into a tranche that is not registered, and to a tranche that is named twice in a mint. */
  readonly deposits: 'lenient' | 'exact'
  /** Whether prices, memories and pegs that cannot be meant are taken at calibration. */
  readonly calibration: 'lenient' | 'validated'
  /** Whether the band is held by amounts before fees, or by what really leaves the reserve. */
  readonly bandOn: 'gross' | 'net'
  /** How a root is taken, and whether the strip just above the floor of the price is paid pro rata (docs/models/reserve.md). */
  readonly root: 'logarithmic' | 'exact'
}
