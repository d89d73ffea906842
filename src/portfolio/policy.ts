import type { Fraction, Usd } from '../units/estimate.ts'
import type { Duration } from '../units/time.ts'

/** How a proposal is judged (docs/rules/venues.md#D1, #D3, #D7). */
export interface DecisionPolicy {
  /** `horizon` weighs the gain over a holding period; `literal` sets a year's gain against the cost. */
  readonly rule: 'horizon' | 'literal'
  readonly horizonDays: number
  /** How often, by the clock, moves that nothing presses for are considered; 0 is every cycle. Safety is considered at each. */
  readonly routineEvery: Duration
  /** Net benefit must exceed this multiple of the cost. */
  readonly hurdle: { readonly target: number; readonly opportunistic: number }
  /** Most that a move may cost, as a fraction of what it moves. */
  readonly costMax: { readonly safety: Fraction; readonly target: Fraction }
  /** Standard deviation of a day's price move, used for the expected time to the next opposite move; 0 leaves the horizon alone. */
  readonly dailyVolatility: Fraction
}

/** What may be sent, where, and how much of it (docs/rules/venues.md#D22, #D23). Bounds are inclusive. */
export interface LimitPolicy {
  readonly transferMin: Usd
  readonly transferMax: Usd
  readonly emergencyMin: Usd
  /** A debt below this is dust: no emergency, and repaid with the next plan that goes on chain. */
  readonly dust: Usd
  readonly perHour: Usd
  readonly perDay: Usd
  readonly destinations: readonly string[]
  /** Largest share of net assets at one exchange, unrealised gains and capital on its way there included. */
  readonly exposureMax: Fraction
  readonly slippageMax: Fraction
  /** Above this gas price only SAFETY plans go on chain. */
  readonly gasMax: number
  /** Market data older than this blocks what adds risk. */
  readonly ageMax: Duration
  /** How long a routine move may take, at p95. */
  readonly deadline: Duration
}
