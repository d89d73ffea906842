import { levelOf } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ExchangeFigures, Figures } from './figures.ts'
import type { LoanData } from './loan.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesPolicy } from './policy.ts'
import { type Assessment, deltaLevel, loanLevel, marginLevel, offShare } from './risk.ts'
import { sound } from './sound.ts'
import type { Alarm, AlarmKind, VenuesState } from './state.ts'
import { isLoanUnknown, isMarginUnknown, isWorthUnknown, unknownOf } from './unknown.ts'

/** An emergency is over within this part of the way to its target, and not as soon as it is no longer critical (docs/rules/venues.md#D25). */
export const NEAR = 0.9

/**
 * The emergencies of a book: raised where a measure is critical, which is strict, and kept until it is within 10 % of what
 * restores it. The very same list comes back when nothing changed. Pure: whoever runs the cycle keeps it in the state.
 */
export function nextAlarms(
  { level, figures }: Pick<Assessment, 'level' | 'figures'>,
  snapshot: Snapshot<VenuesState, VenuesMarket>,
  policy: VenuesPolicy,
): readonly Alarm[] {
  const { alarms } = snapshot.state
  return alarms.length === 0 && level !== 'CRITICAL' ? alarms : lookedAt(figures, sound(snapshot, policy), policy)
}

function lookedAt(
  figures: Figures,
  { asOf, state, market }: Snapshot<VenuesState, VenuesMarket>,
  policy: VenuesPolicy,
): readonly Alarm[] {
  const found: Alarm[] = []
  const unknown = unknownOf(market)
  // What rests on a figure that nobody knows raises nothing, and ends nothing that stood.
  const look = (kind: AlarmKind, place: string, { isRaised, isWell, isUnknown = false }: Finding): void => {
    const before = state.alarms.find((alarm) => alarm.kind === kind && alarm.place === place)
    if (isUnknown) {
      if (before !== undefined) found.push(before)
    } else if (isRaised || (before !== undefined && !isWell))
      found.push(before ?? { kind, place, since: asOf, cause: 'LEVEL' })
  }
  for (const account of figures.exchanges)
    look('MARGIN', account.place, {
      ...margin(account, policy),
      isUnknown: isMarginUnknown(account.place, unknown),
    })
  for (const [at, loan] of figures.loans.entries()) {
    const account = state.loans[at]
    const isUnknown = account !== undefined && isLoanUnknown(account, unknown)
    look('LTV', `AAVE:${loan.id}`, { ...owing(loan, policy), isUnknown })
  }
  if (policy.mode.isHedged) {
    look('DELTA', 'BOOK', {
      isRaised: figures.drift !== 0 && deltaLevel(figures, policy) === 'CRITICAL',
      isWell: Math.abs(figures.driftFraction) <= policy.bounds.delta.high,
      isUnknown: isWorthUnknown(unknown),
    })
  }
  for (const account of figures.netAssets === 0 ? [] : figures.exchanges) {
    const off = offShare(account, figures, policy)
    look('CROSS_VENUE', account.place, {
      isRaised: levelOf(off, policy.bounds.allocation) === 'CRITICAL',
      isWell: off <= policy.bounds.allocation.high,
      isUnknown: isWorthUnknown(unknown),
    })
  }
  return isSame(found, state.alarms) ? state.alarms : found
}

/** The state with its alarms; the very same state where they are the same. */
export function withAlarms(state: VenuesState, alarms: readonly Alarm[]): VenuesState {
  return alarms === state.alarms ? state : { ...state, alarms }
}

/** Whether an exchange stands close enough to the ratio that an emergency restores. */
export function isMarginWell({ equity, notional }: Pick<ExchangeFigures, 'equity' | 'notional'>, policy: VenuesPolicy) {
  return equity >= NEAR * policy.emergency.recoverRatio * notional
}

/** Whether a loan stands close enough to its target: (h − 1) ≥ 0.9 · (target − 1). */
export function isLoanWell(health: number, { bounds }: VenuesPolicy): boolean {
  return health - 1 >= NEAR * (bounds.health.target - 1)
}

function margin(account: ExchangeFigures, policy: VenuesPolicy): Finding {
  const isRaised = account.notional > 0 && !account.isDust && marginLevel(account, policy) === 'CRITICAL'
  return { isRaised, isWell: account.isDust || isMarginWell(account, policy) }
}

function owing(loan: LoanData, policy: VenuesPolicy): Finding {
  const isRaised = loan.debt > 0 && loanLevel(loan, policy) === 'CRITICAL'
  return { isRaised, isWell: loan.debt < policy.limits.dust || isLoanWell(loan.health, policy) }
}

function isSame(a: readonly Alarm[], b: readonly Alarm[]): boolean {
  return a.length === b.length && a.every((alarm, i) => alarm === b[i])
}

interface Finding {
  readonly isUnknown?: boolean
  readonly isRaised: boolean
  readonly isWell: boolean
}
