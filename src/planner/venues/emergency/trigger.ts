import * as Emode from '../../../models/lending/emode.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import type { Alarm, AlarmKind } from '../../../portfolio/venues/state.ts'
import type { Terms } from '../../../portfolio/venues/terms.ts'
import { YEAR } from '../../../units/time.ts'
import type { Context } from '../context.ts'
import { known } from './known.ts'

/** An alarm, and the seconds until a venue would close the position; infinite where none is in sight. */
export interface Trigger {
  readonly alarm: Alarm
  readonly timeToLiquidation: number
}

const TIES: readonly AlarmKind[] = ['MARGIN', 'LTV', 'DELTA', 'CROSS_VENUE']

/** The alarms by time to liquidation; ties go to MARGIN, LTV, DELTA, CROSS_VENUE, then to the earlier place (docs/rules/venues.md#D25). */
export function triggers(alarms: readonly Alarm[], context: Context): readonly Trigger[] {
  return alarms
    .map((alarm) => ({ alarm, timeToLiquidation: timeOf(alarm, context) }))
    .sort((a, b) => {
      if (a.timeToLiquidation !== b.timeToLiquidation) return a.timeToLiquidation < b.timeToLiquidation ? -1 : 1
      return TIES.indexOf(a.alarm.kind) - TIES.indexOf(b.alarm.kind)
    })
}

/** The shortest time within which price has moved further than this; infinite where it never has. */
export function timeToMove(distance: number, { stressMove }: Pick<Terms, 'stressMove'>): number {
  if (distance <= 0) return 0
  for (const { within, move } of stressMove) if (move > distance) return within
  return Number.POSITIVE_INFINITY
}

function timeOf({ kind, place }: Alarm, context: Context): number {
  const { exchanges, loans } = context.assessment.figures
  if (kind === 'MARGIN')
    return timeToMove(known(exchanges, (one) => one.place === place, place).distance, context.market.terms)
  if (kind === 'LTV')
    return timeOfLoan(
      known(loans, ({ id }) => `AAVE:${id}` === place, place),
      context,
    )
  return Number.POSITIVE_INFINITY
}

/** A loan falls by its rates, (h − 1) ÷ h ÷ (b − y) to first order, or by price where what it holds and owes is not the same coin. */
function timeOfLoan(data: Loan.LoanData, { state, market }: Context): number {
  if (data.health <= 1) return 0
  const loan = known(state.loans, ({ id }) => id === data.id, data.id)
  const category = Loan.categoryOf(loan, market)
  let decay = 0
  let exposed = 0
  for (const asset of Loan.LENDING_ASSETS) {
    const { supplyRate, borrowRate } = market.reserves[asset]
    const price = market.price[asset]
    const owed = Loan.owed(loan, asset, market) * price
    const held = Loan.supplied(loan, asset, market) * price
    const staking = asset === 'weETH' ? market.weeth.growth : 0
    decay += (owed / data.debt) * borrowRate
    decay -= (held / data.collateral) * (supplyRate + staking)
    if (asset !== 'USDT')
      exposed += held * Emode.riskOf(market.terms.lending.reserves[asset], category).liquidationLtv - owed
  }
  const byRates = decay > 0 ? ((1 - 1 / data.health) / decay) * YEAR : Number.POSITIVE_INFINITY
  // A − D moves with price by `exposed`: liquidation where exposed·x = D − A, whichever way that is.
  const room = (data.weighted - data.debt) / Math.abs(exposed)
  const isMixed = loan.borrowed.USDT > 0 || loan.supplied.USDT > 0
  return Math.min(byRates, isMixed ? timeToMove(room, market.terms) : Number.POSITIVE_INFINITY)
}
