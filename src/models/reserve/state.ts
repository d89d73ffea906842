import { type Amount, of as amountOf, ZERO } from '../../units/amount.ts'
import type { Timestamp } from '../../units/chain.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { counted, countingAtOnce, shareCounting } from './commitment.ts'
import { Fault } from './fault.ts'
import { add, divDown, mulDown, scaleFrom, scaleTo } from './fixed.ts'
import type { Reserve } from './reserve.ts'
import { scheduledWeight } from './schedule.ts'
import { drifted, sharesOf } from './target.ts'
import type { Prices, Tranche } from './tranche.ts'
import { zip } from './zip.ts'

/** What the reserve is worth and how it stands (docs/models/reserve.md). */
export interface Valuation {
  /** In 18 places of the currency, at raw prices. */
  readonly total: Amount
  /** One entry for each tranche that counts, in their order. */
  readonly tranches: readonly Valued[]
}

export interface Valued {
  readonly tranche: Tranche
  readonly prices: Prices
  readonly value: Amount
  /** Floored, so that their sum may fall short of one. In an empty reserve the scheduled weight. */
  readonly weight: Ratio
  readonly scheduledWeight: Ratio
  /** They sum to one, or are all zero. */
  readonly targetWeight: Ratio
}

/**
 * Every tranche is worth something before any has a weight, and has one before any target is drawn: where several faults meet, the
 * first of that order is told. Fault: arithmetic out of its range, a tranche without a price, or one whose price at calibration is zero.
 */
export function value({ tranches, time }: Reserve): Valuation {
  const priced = tranches.map((tranche) => {
    const prices = pricesOf(tranche)
    return { tranche, prices, value: worthOf(tranche, prices, time) }
  })
  const total = priced.reduce((sum, { value: worth }) => add(sum, worth), 0n)
  const weighed = priced.map((each) => {
    const scheduled = scheduledWeight(each.tranche.calibration, time)
    const weight = total === 0n ? scheduled : ratioOf(divDown(each.value, total))
    return { ...each, weight, scheduledWeight: scheduled }
  })
  const due = weighed.map((each) => {
    const { commitment, calibration } = each.tranche
    const drift = drifted(each.scheduledWeight, each.prices.raw, calibration.price)
    return commitment?.target === 'follows' ? ratioOf(mulDown(drift, shareCounting(commitment, time))) : drift
  })
  const share = sharesOf(due.reduce(add, 0n))
  return {
    total: amountOf(total),
    tranches: zip(weighed, due).map(([each, part]) => ({ ...each, targetWeight: share(part) })),
  }
}

/** Worth of the commitments that stand beside the weights, in their order. Fault for one without a price. */
export const besides = ({ beside, time }: Reserve): readonly Amount[] =>
  beside.map((tranche) => worthOf(tranche, pricesOf(tranche), time))

/** What the tranche counts with: of a commitment, what its schedule lets count. Native units. */
export const holding = ({ commitment, balance }: Held, now: Timestamp): Amount =>
  commitment === null ? balance : counted(balance, commitment, now)

/** What an amount that comes in counts for at once: of a commitment it is a pledge of now, whose schedule begins with it. */
export const incoming = ({ commitment }: Pick<Held, 'commitment'>, amount: Amount, now: Timestamp): Amount =>
  commitment === null ? amount : countingAtOnce(amount, commitment, now)

type Held = Pick<Tranche, 'commitment' | 'balance'>

/** What the tranche would hold at its target: native units, floored; nothing where a unit is worth nothing. */
export const wanted = ({ tranche, prices, targetWeight }: Valued, { total }: Pick<Valuation, 'total'>): Amount =>
  prices.raw === 0n ? ZERO : amountOf(scaleTo(divDown(mulDown(total, targetWeight), prices.raw), tranche.decimals))

/** Fault where nobody has priced the tranche. */
export function pricesOf({ prices, id }: Tranche): Prices {
  if (prices === null) throw unpriced(id)
  return prices
}

const worthOf = (tranche: Tranche, { raw }: Prices, now: Timestamp): Amount =>
  amountOf(mulDown(raw, scaleFrom(holding(tranche, now), tranche.decimals)))

const unpriced = (tranche: string): Fault =>
  new Fault({
    code: 'PRICE_MISSING',
    message: `the tranche ${tranche} has no price`,
    facts: { tranche },
    remedy: `Set a price for ${tranche}, or show it beside the weights.`,
  })
