import { type Amount, of as amountOf } from '../../units/amount.ts'
import type { Timestamp } from '../../units/chain.ts'
import type { Price } from '../../units/price.ts'
import { type Ratio, of as ratioOf, ZERO } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { edge, isCloser, isInside } from './band.ts'
import { absSub, add, divDown, mulDown, scaleFrom, sub } from './fixed.ts'
import type { Direction } from './order.ts'
import { isBelowPeg, isOnPeg, isPriced } from './peg.ts'
import type { Rules } from './rules.ts'
import { holding, incoming } from './state.ts'
import type { Tranche } from './tranche.ts'

/** One tranche before the movement, and what moves. `amount` is what the order says, `moved` what the band is held by. */
export interface Line {
  readonly tranche: Pick<Tranche, 'id' | 'decimals' | 'balance' | 'assets' | 'commitment'>
  readonly price: Price
  readonly weight: Ratio
  readonly targetWeight: Ratio
  readonly amount: Amount
  readonly moved: Amount
}

/** How one tranche stands before and after the movement. */
export interface Standing {
  readonly tranche: string
  readonly weight: Ratio
  readonly targetWeight: Ratio
  readonly resultingWeight: Ratio
  readonly isInside: boolean
  /** Every stable asset of it is. */
  readonly isOnPeg: boolean
  /** Some stable asset of it is. */
  readonly isBelowPeg: boolean
  /** At least one asset of it has the least price. */
  readonly isPriced: boolean
}

export interface Safe {
  readonly ok: true
  readonly standings: readonly Standing[]
}

export type Bounds = Pick<Rules, 'band' | 'closer' | 'priceMin'>

/** What the movement is judged in: which way it goes, when, and by which bounds. */
export interface Setting {
  readonly direction: Direction
  readonly time: Timestamp
  readonly bounds: Bounds
}

/** How each tranche would stand (docs/models/reserve.md). Fault where more leaves than is there, or figures leave their range. */
export function standings(lines: readonly Line[], setting: Setting): readonly Standing[] {
  const { band, priceMin } = setting.bounds
  let total = 0n
  const valued = lines.map((line) => {
    const value = resultingValue(line, setting)
    total = add(total, value)
    return { line, value }
  })
  return valued.map(({ line: { tranche, weight, targetWeight }, value }) => {
    const resultingWeight = total === 0n ? ZERO : ratioOf(divDown(value, total))
    return {
      tranche: tranche.id,
      weight,
      targetWeight,
      resultingWeight,
      isInside: isInside(resultingWeight, targetWeight, band),
      isOnPeg: isOnPeg(tranche.assets),
      isBelowPeg: isBelowPeg(tranche.assets),
      isPriced: isPriced(tranche.assets, priceMin),
    }
  })
}

function resultingValue({ tranche, moved, price }: Line, { direction, time }: Setting): bigint {
  const now = holding(tranche, time)
  const after = amountOf(direction === 'in' ? add(now, incoming(tranche, moved, time)) : sub(now, moved))
  return mulDown(scaleFrom(after, tranche.decimals), price)
}

/**
 * Whether the movement is safe: enough is there, prices are large enough, and every tranche, also one that is not touched, ends inside its
 * band or nearer its target. A mint also needs the pegs. The first of these that fails is said (docs/models/reserve.md). Faults as `standings`.
 */
export function judge(lines: readonly Line[], setting: Setting): Safe | Refused {
  const { direction, bounds } = setting
  if (direction === 'out') for (const line of lines) if (line.tranche.balance < line.amount) return short(line)
  const stands = standings(lines, setting)
  for (const standing of stands) if (!standing.isPriced) return tooSmall(standing, bounds)
  if (!stands.every((standing) => isSettled(standing, bounds))) return drifting(stands, lines, setting)
  if (direction === 'out' || isPegged(stands)) return { ok: true, standings: stands }
  return unpegged(stands)
}

const isSettled = ({ isInside: is, weight, resultingWeight, targetWeight }: Standing, { closer }: Bounds): boolean =>
  is || isCloser({ from: weight, to: resultingWeight, target: targetWeight }, closer)

// All on their pegs, or none below, or all that are off shrink (docs/models/reserve.md).
function isPegged(stands: readonly Standing[]): boolean {
  if (stands.every(({ isOnPeg: is }) => is)) return true
  if (!stands.some(({ isBelowPeg: is }) => is)) return true
  return stands.every(({ isOnPeg: is, weight, resultingWeight }) => is || resultingWeight < weight)
}

const short = ({ tranche, amount }: Line): Refused =>
  refuse('TRANCHE_SHORT', `${tranche.id} holds ${tranche.balance}, and ${amount} would leave`, {
    facts: { tranche: tranche.id, balance: String(tranche.balance), amount: String(amount), gyroscope: '56' },
    lift: `Take at most ${tranche.balance} from ${tranche.id}.`,
  })

const tooSmall = ({ tranche }: Standing, { priceMin }: Bounds): Refused =>
  refuse('PRICE_TOO_SMALL', `no asset of ${tranche} is worth ${priceMin} or more`, {
    facts: { tranche, priceMin: String(priceMin), gyroscope: '55' },
    lift: `Wait for a price of an asset of ${tranche} to reach ${priceMin}, or take the tranche off the list.`,
  })

// Says the tranche that would end farthest from its target: the others mostly follow from it.
function drifting(stands: readonly Standing[], lines: readonly Line[], setting: Setting): Refused {
  const { direction, bounds } = setting
  const drift = ({ resultingWeight, targetWeight }: Standing): bigint => absSub(resultingWeight, targetWeight)
  const standing = stands
    .filter((each) => !isSettled(each, bounds))
    .reduce((worst, each) => (drift(each) > drift(worst) ? each : worst))
  const { tranche, targetWeight } = standing
  const facts = {
    tranche,
    why: 'drift',
    weight: String(standing.weight),
    resultingWeight: String(standing.resultingWeight),
    targetWeight: String(targetWeight),
    edge: String(edge(targetWeight, bounds.band)),
  }
  const detail = `${tranche} would go from ${facts.weight} to ${facts.resultingWeight}, outside ±${facts.edge} around ${facts.targetWeight} and no nearer`
  const failing = direction === 'in' && stands.some(({ isBelowPeg: is }) => is)
  const lift =
    lines.flatMap((line) => (line.tranche.id === tranche ? (stuck(line, setting, failing) ?? []) : []))[0] ??
    `Choose amounts that bring ${tranche} within ${facts.edge} of ${facts.targetWeight}, or nearer to it than ${facts.weight}.`
  return direction === 'in'
    ? refuse('MINT_UNSAFE', detail, { facts: { ...facts, gyroscope: '52' }, lift })
    : refuse('REDEEM_UNSAFE', detail, { facts: { ...facts, gyroscope: '53' }, lift })
}

/** What helps where no amounts of such an order do; null where some may. `failing`: some asset is below its floor, so that no mint fills up what is off its peg. */
function stuck(line: Line, { direction, time }: Setting, failing: boolean): string | null {
  const { tranche, weight, targetWeight } = line
  const { id, commitment } = tranche
  const isShort = weight < targetWeight
  const again = `calibrate with another weight for ${id}.`
  if (commitment !== null && weight === 0n)
    return `Nothing promised to ${id} counts now, so no order can bring it nearer: let its target follow its schedule, or calibrate without it.`
  if (direction === 'out')
    return commitment === null || isShort
      ? null
      : `A promise is never paid out, so no redemption can bring ${id} nearer: ${again}`
  if (!isShort) return null
  if (commitment !== null && incoming(tranche, ONE_UNIT, time) === 0n)
    return `What is promised to ${id} now counts later, so no mint can bring it nearer: ${again}`
  return failing && !isOnPeg(tranche.assets)
    ? `Nothing can be minted with ${id} off its peg, so no mint can bring it nearer: wait for its peg to return, or ${again}`
    : null
}

const ONE_UNIT = amountOf(10n ** 18n)

function unpegged(stands: readonly Standing[]): Refused {
  const off = stands.filter(({ isOnPeg: is, weight, resultingWeight }) => !is && resultingWeight >= weight)
  const tranches = off.map(({ tranche }) => tranche).join(' ')
  return refuse('MINT_UNSAFE', `a stable asset is below its floor, and ${tranches} off the peg would not shrink`, {
    facts: { tranches, why: 'peg', gyroscope: '52' },
    lift: `Deposit elsewhere, so that the weight of ${tranches} falls, or wait for the peg to return.`,
  })
}
