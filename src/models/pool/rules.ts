import { type Amount, of as amount } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'

/** Whose behaviour is followed: the newest contract, the one deployed before it, and two older ones (docs/models/pool.md#floors-and-versions). */
export type Profile = 'new' | 'head' | 'vs10' | 'vbvs'

/** How a Transfer is booked: shares only, a claim in the base token, or a claim in the token itself. */
export type Model = 'vs-only' | 'vb-vs' | 'token-vb'

/** Least share of the issued supply that must stay effective, as an exact ratio. */
export interface SupplyFloor {
  readonly numerator: bigint
  readonly denominator: bigint
}

export interface Rules {
  readonly profile: Profile
  readonly model: Model
  readonly supplyFloor: SupplyFloor
  readonly maxBridgeFeeBps: bigint
  /** Base units by which the worth found after an arrival may miss the worth expected. */
  readonly integrityTolerance: Amount
  /** Whether an arrival that lowers the share price is refused. */
  readonly rejectDecrease: boolean
  /** Taken from every mint and burn, and paid out of the pool. */
  readonly spreadBps: bigint
  /** Shares of every mint and burn that the collector keeps. */
  readonly transactionFeeBps: bigint
  /** Who receives the transaction fee; '' is nobody, and then there is no fee. */
  readonly collector: string
  /** The smallest mint is one whole token divided by this. */
  readonly minimumOrderDivisor: bigint
  /** Seconds between a mint and the first burn. */
  readonly minimumPeriod: number
}

const DAY = 86_400

export const FLOORS = {
  documents: { numerator: 1n, denominator: 10n },
  rigoblock: { numerator: 1n, denominator: 20n },
} as const satisfies Readonly<Record<string, SupplyFloor>>

const NEWEST: Rules = {
  profile: 'new',
  model: 'vs-only',
  supplyFloor: FLOORS.rigoblock,
  maxBridgeFeeBps: 200n,
  integrityTolerance: amount(1n),
  rejectDecrease: true,
  spreadBps: 10n,
  transactionFeeBps: 0n,
  collector: '',
  minimumOrderDivisor: 1000n,
  minimumPeriod: 30 * DAY,
}

/** Each contract as it was built (docs/models/pool.md). In `vs10` and `vbvs` the checks of later versions do not exist and are not read. */
export const PROFILES: Readonly<Record<Profile, Rules>> = {
  new: NEWEST,
  head: { ...NEWEST, profile: 'head', integrityTolerance: amount(0n), rejectDecrease: false },
  vs10: {
    ...NEWEST,
    profile: 'vs10',
    supplyFloor: FLOORS.documents,
    integrityTolerance: amount(0n),
    rejectDecrease: false,
  },
  vbvs: { ...NEWEST, profile: 'vbvs', model: 'vb-vs', integrityTolerance: amount(0n), rejectDecrease: false },
}

/** The newest contract with a floor of a tenth (docs/models/pool.md#floors-and-versions). */
export const DEFAULT: Rules = { ...NEWEST, supplyFloor: FLOORS.documents }

const MODELS: Readonly<Record<Profile, readonly Model[]>> = {
  new: ['vs-only', 'vb-vs', 'token-vb'],
  head: ['vs-only', 'vb-vs', 'token-vb'],
  vs10: ['vs-only'],
  vbvs: ['vb-vs'],
}

/** What is out of bounds, or nothing: floor in [0, 1), spread 1 to 500, fees and periods as docs/models/pool.md has them. */
export function check(rules: Rules): Refused | undefined {
  const broken = BOUNDS.find(({ holds }) => !holds(rules))
  if (broken === undefined) return undefined
  return refuse('POOL_RULES_INVALID', `The rules of the pool break a bound: ${broken.bound}`, {
    facts: { bound: broken.bound, profile: rules.profile },
    lift: `Keep to the bound: ${broken.bound}.`,
  })
}

interface Bound {
  readonly bound: string
  readonly holds: (rules: Rules) => boolean
}

const BOUNDS: readonly Bound[] = [
  {
    bound: 'the supply floor is at least 0 and below 1',
    holds: ({ supplyFloor: { numerator, denominator } }) => numerator >= 0n && denominator > numerator,
  },
  { bound: 'the spread is 1 to 500 bps', holds: ({ spreadBps }) => spreadBps >= 1n && spreadBps <= 500n },
  {
    bound: 'the transaction fee is 0 to 100 bps',
    holds: ({ transactionFeeBps }) => transactionFeeBps >= 0n && transactionFeeBps <= 100n,
  },
  {
    bound: 'the bridge fee is 0 to 10000 bps',
    holds: ({ maxBridgeFeeBps }) => maxBridgeFeeBps >= 0n && maxBridgeFeeBps <= 10_000n,
  },
  {
    bound: 'the divisor of the smallest order is positive',
    holds: ({ minimumOrderDivisor }) => minimumOrderDivisor > 0n,
  },
  { bound: 'the integrity tolerance is not negative', holds: ({ integrityTolerance }) => integrityTolerance >= 0n },
  {
    bound: 'the holding period is 1 to 30 days',
    holds: ({ minimumPeriod }) => minimumPeriod >= DAY && minimumPeriod <= 30 * DAY,
  },
  { bound: 'the profile has the accounting model', holds: ({ profile, model }) => MODELS[profile].includes(model) },
]
