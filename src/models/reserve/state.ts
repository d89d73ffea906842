import { type Amount, of as amountOf } from '../../units/amount.ts'
import type { Timestamp } from '../../units/chain.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { counted } from './commitment.ts'
import { Fault } from './fault.ts'
import { add, divDown, mulDown, scaleFrom } from './fixed.ts'
import type { Reserve } from './reserve.ts'
import { scheduledWeight } from './schedule.ts'
import { drifted, targetWeights } from './target.ts'
import type { Prices, Tranche } from './tranche.ts'

/** What the reserve is worth and how it stands, one entry for each tranche, in their order (reserve.md §6). */
export interface Valuation {
  /** In 18 places of the currency, at raw prices. */
  readonly total: Amount
  readonly values: readonly Amount[]
  /** Floored, so that their sum may fall short of one. In an empty reserve they are the scheduled weights. */
  readonly weights: readonly Ratio[]
  readonly scheduledWeights: readonly Ratio[]
  readonly targetWeights: readonly Ratio[]
}

/** Fault: arithmetic out of its range, a tranche without a price, or one whose price at calibration is zero. */
export function value({ tranches, time }: Reserve): Valuation {
  const values: Amount[] = []
  const scheduled: Ratio[] = []
  const due: Ratio[] = []
  let total = 0n
  for (const tranche of tranches) {
    const worth = worthOf(tranche, time)
    values.push(worth)
    total = add(total, worth)
  }
  for (const tranche of tranches) {
    const { calibration } = tranche
    const weight = scheduledWeight(calibration, time)
    scheduled.push(weight)
    due.push(drifted(weight, pricesOf(tranche).raw, calibration.price))
  }
  const weights = total === 0n ? scheduled : values.map((worth) => ratioOf(divDown(worth, total)))
  return { total: amountOf(total), values, weights, scheduledWeights: scheduled, targetWeights: targetWeights(due) }
}

/** Worth of the commitments that stand beside the weights, in their order. Fault for one without a price. */
export const besides = ({ beside, time }: Reserve): readonly Amount[] => beside.map((tranche) => worthOf(tranche, time))

/** What the tranche counts with if its balance were this: of a commitment, what its schedule lets count. Native units. */
export const holding = ({ commitment }: Tranche, balance: Amount, now: Timestamp): Amount =>
  commitment === null ? balance : counted(balance, commitment, now)

/** Fault where nobody has priced the tranche. */
export function pricesOf({ prices, id }: Tranche): Prices {
  if (prices === null) throw unpriced(id)
  return prices
}

const worthOf = (tranche: Tranche, now: Timestamp): Amount =>
  amountOf(mulDown(pricesOf(tranche).raw, scaleFrom(holding(tranche, tranche.balance, now), tranche.decimals)))

const unpriced = (tranche: string): Fault =>
  new Fault({
    code: 'PRICE_MISSING',
    message: `the tranche ${tranche} has no price`,
    facts: { tranche },
    remedy: `Set a price for ${tranche}, or show it beside the weights.`,
  })
