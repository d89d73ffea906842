import { of as amountOf } from '../../units/amount.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Quirks, Rules } from './rules.ts'

const CONTRACTS: Quirks = {
  startsFrom: 'goal',
  guardian: 'assign',
  cooldownBy: 'any',
  flowWord: 'wraps',
  dustIn: 'units',
  deposits: 'lenient',
  calibration: 'lenient',
  bandOn: 'gross',
  root: 'logarithmic',
}

/** The deployed contracts, with everything in them that one would not expect, at the figures they were deployed with (docs/models/reserve.md). */
export const GYROSCOPE: Rules = {
  band: ratioOf(100_000_000_000_000_000n),
  closer: 'strict',
  priceMin: priceOf(10_000_000_000_000n),
  cooldown: 300n,
  guardianMax: 7200n,
  supplyMax: sharesOf((1n << 256n) - 1n),
  bootstrapped: sharesOf(0n),
  dust: amountOf(500_000_000_000_000_000_000n),
  redemption: {
    slopeMin: ratioOf(1_000_000_000_000_000_000n),
    parMax: ratioOf(300_000_000_000_000_000n),
    priceFloor: ratioOf(600_000_000_000_000_000n),
    memory: ratioOf(999_948_427_878_953_216n),
    discount: ratioOf(0n),
  },
  quirks: CONTRACTS,
}

/** The same formulas and figures, without the quirks (docs/models/reserve.md). */
export const DEFAULT: Rules = {
  ...GYROSCOPE,
  quirks: {
    startsFrom: 'scheduled',
    guardian: 'extend',
    cooldownBy: 'own',
    flowWord: 'exact',
    dustIn: 'value',
    deposits: 'exact',
    calibration: 'validated',
    bandOn: 'net',
    root: 'exact',
  },
}

export type Profile = 'default' | 'gyroscope'

/** The preset of that name. */
export const rulesOf = (profile: Profile): Rules => (profile === 'gyroscope' ? GYROSCOPE : DEFAULT)
