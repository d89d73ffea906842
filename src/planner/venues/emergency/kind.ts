import { isLoanWell, isMarginWell } from '../../../portfolio/venues/alarm.ts'
import type { ExchangeFigures, Figures } from '../../../portfolio/venues/figures.ts'
import type { LoanData } from '../../../portfolio/venues/loan.ts'
import { EXCHANGES, type Exchange } from '../../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../../portfolio/venues/policy.ts'
import { offShare } from '../../../portfolio/venues/risk.ts'
import type { AlarmKind } from '../../../portfolio/venues/state.ts'
import { stated } from '../../../units/json.ts'
import type { EmergencyEvent, EmergencyKind, PostCondition } from '../../emergency.ts'
import type { Context } from '../context.ts'
import { isComplex, relieveComplex } from './complex.ts'
import * as Cross from './cross.ts'
import type { Desk } from './desk.ts'
import { reject } from './desk.ts'
import * as Hedge from './hedge.ts'
import { known } from './known.ts'
import * as Ltv from './ltv.ts'
import * as Margin from './margin.ts'

/** How one kind of emergency is answered and measured. `missing` is in USD, of the draft as it stands. */
interface Kind {
  readonly purpose: string
  readonly event: EmergencyKind
  readonly run: (place: string, desk: Desk) => { readonly isImminent: boolean }
  readonly missing: (place: string, desk: Desk) => number
  readonly before: (place: string, context: Context) => Readonly<Record<string, number>>
}

const LATER = { isImminent: false }

export const KINDS: Readonly<Record<AlarmKind, Kind>> = {
  MARGIN: {
    purpose: 'EMERGENCY: Margin support',
    event: 'EMERGENCY_MARGIN_SUPPORT',
    run: (place, desk) =>
      desk.context.policy.mode.components.emergency === 'ltv'
        ? without('MARGIN', desk)
        : Margin.support(exchange(place), desk),
    missing: (place, desk) => Margin.shortOf(exchange(place), desk),
    before: (place, { assessment: { figures } }) => {
      const { equityRatio, equity, notional, distance } = exchangeAt(place, figures)
      return { equityRatio, equity, notional, distance }
    },
  },
  LTV: {
    purpose: 'EMERGENCY: LTV reduction',
    event: 'EMERGENCY_LTV_REDUCTION',
    run: (place, desk) => {
      const account = accountOf(place)
      const { context } = desk
      const isMany = context.policy.mode.components.complex && isComplex(context.state, context)
      // Rounds by carry are for a loan that has something to sell: one without collateral is repaid or backed whole.
      if (isMany && loanAt(place, context.assessment.figures).collateral > 0) relieveComplex(account, desk)
      else Ltv.relieve(account, desk)
      return LATER
    },
    missing: (place, desk) => Ltv.shortOf(accountOf(place), desk),
    before: (place, { assessment: { figures } }) => {
      const { health, ltv, collateral, debt } = loanAt(place, figures)
      return { health, ltv, collateral, debt }
    },
  },
  DELTA: {
    purpose: 'EMERGENCY: Delta hedge',
    event: 'EMERGENCY_DELTA_HEDGE',
    run: (_, desk) => {
      Hedge.hedge(desk)
      return LATER
    },
    missing: (_, desk) => Hedge.missing(desk),
    before: (_, { assessment: { figures } }) => ({ drift: figures.drift, driftFraction: figures.driftFraction }),
  },
  CROSS_VENUE: {
    purpose: 'EMERGENCY: Venue allocation',
    event: 'EMERGENCY_VENUE_ALLOCATION',
    run: (_, desk) => {
      Cross.level(desk)
      return LATER
    },
    missing: (_, desk) => Cross.missing(desk),
    before: (place, { assessment: { figures }, policy }) => {
      const account = exchangeAt(place, figures)
      return { worth: account.worth, offShare: offShare(account, figures, policy) }
    },
  },
}

/** What the emergency shall end in, and what the plan is foreseen to end in: reached within 10 % of the way, as the alarm ends there. */
export function postOf({ kind, place }: EmergencyEvent, figures: Figures, policy: VenuesPolicy): PostCondition | null {
  const { bounds, emergency } = policy
  switch (kind) {
    case 'EMERGENCY_MARGIN_SUPPORT': {
      const account = exchangeAt(place, figures)
      return post('equityRatio', [emergency.recoverRatio, account.equityRatio], isMarginWell(account, policy))
    }
    case 'EMERGENCY_LTV_REDUCTION': {
      const { health } = loanAt(place, figures)
      return post('health', [bounds.health.target, health], isLoanWell(health, policy))
    }
    case 'EMERGENCY_DELTA_HEDGE': {
      const off = Math.abs(figures.driftFraction)
      return post('delta', [bounds.delta.high, off], off <= bounds.delta.high)
    }
    case 'EMERGENCY_VENUE_ALLOCATION': {
      const off = offShare(exchangeAt(place, figures), figures, policy)
      return post('allocation', [bounds.allocation.high, off], off <= bounds.allocation.high)
    }
    case 'RISK_ALERT':
      return null
  }
}

function post(metric: string, [wanted, foreseen]: readonly [number, number], isReached: boolean): PostCondition {
  return { metric, wanted, foreseen: stated(foreseen), isReached }
}

function without(what: string, desk: Desk) {
  reject(desk, what, `the emergency protocols of ${desk.context.policy.mode.name} are for loans alone`)
  return LATER
}

function exchange(place: string): Exchange {
  return known(EXCHANGES, (one) => one === place, place)
}

function exchangeAt(place: string, { exchanges }: Figures): ExchangeFigures {
  return known(exchanges, (one) => one.place === place, place)
}

function loanAt(place: string, { loans }: Figures): LoanData {
  return known(loans, ({ id }) => id === accountOf(place), place)
}

function accountOf(place: string): string {
  return place.slice('AAVE:'.length)
}
