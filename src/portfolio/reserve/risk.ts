import { edge } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { divDown, quotient } from '../../models/reserve/fixed.ts'
import { decayed, limitFor } from '../../models/reserve/flow.ts'
import { compared, pricesOf } from '../../models/reserve/guard.ts'
import type { Direction } from '../../models/reserve/order.ts'
import { shapeOf } from '../../models/reserve/pamm/params.ts'
import { payout } from '../../models/reserve/pamm/redemption.ts'
import { levelAt } from '../../models/reserve/redeem.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import { type Valuation, type Valued, value } from '../../models/reserve/state.ts'
import type { Flow, Tranche } from '../../models/reserve/tranche.ts'
import { seconds } from '../../units/time.ts'
import { type Bounds, type Level, type Measure, of, worst } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ReserveMarket } from './market.ts'
import type { ReserveLevels, ReservePolicy } from './policy.ts'
import { quoted } from './quote.ts'
import type { ReserveState } from './state.ts'
import { isWorthUnknown } from './unusable.ts'
import { type Worth, worth } from './worth.ts'

/** How the reserve stands. `measures` draws up the table of figures when it is asked for. */
export interface Assessment {
  readonly level: Level
  readonly measures: () => readonly Measure[]
  /** The reserve at the prices of the market, and its valuation. */
  readonly reserve: Reserve
  readonly valuation: Valuation
  readonly worth: Worth
  /** Paid for the next coin, in 18 places; null where no coin can be redeemed. */
  readonly price: bigint | null
  /** Tranches outside of their bands, and those that hold an asset below its floor. */
  readonly outside: readonly string[]
  readonly failing: readonly string[]
}

/**
 * Fault for a tranche without a price. Where `sound` took a stand-in for one, what rests on the worth of the whole is not measured, and no
 * tranche counts as outside of its band: that is a fault of data, and no alarm.
 */
export function assess({ state, market }: Snapshot<ReserveState, ReserveMarket>, policy: ReservePolicy): Assessment {
  const { rules } = market
  const reserve = quoted(state.reserve, market)
  const valuation = value(reserve)
  const valued = worth(reserve, rules)
  const price = redemptionPrice(reserve, valued, rules)
  const isWorthKnown = !isWorthUnknown(market)
  const table = (): readonly Measure[] => [
    ...(isWorthKnown ? valuation.tranches.map((each) => weight(each, rules, policy.levels)) : []),
    ...valuation.tranches.flatMap((valued) =>
      (['in', 'out'] as const).map((direction) => flow(valued, direction, { reserve, valuation, market, policy })),
    ),
    ...reserve.tranches.flatMap(pegs),
    ...guards(reserve, market),
    ...(isWorthKnown ? ratios(valued, { price, isAsked: sampleOf(reserve, rules) > 0n }, policy.levels) : []),
  ]
  const isOut = ({ weight: is, targetWeight }: Valued): boolean =>
    isWorthKnown && distance(is, targetWeight) > edge(targetWeight, rules.band)
  const measured = table()
  return {
    level: measured.reduce<Level>((level, measure) => worst(level, measure.level), 'NORMAL'),
    measures: () => measured,
    reserve,
    valuation,
    worth: valued,
    price,
    outside: valuation.tranches.filter(isOut).map(({ tranche }) => tranche.id),
    failing: reserve.tranches.filter(isFailing).map(({ id }) => id),
  }
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)

const isFailing = ({ assets }: Tranche): boolean => assets.some(({ peg, price }) => peg !== null && price < peg.floor)

/**
 * What the next coin is paid with: the payout of a millionth of the supply, so that rounding does not show. Null where no coin can be
 * redeemed, and where the curve has no price for one.
 */
export function redemptionPrice(reserve: Reserve, { redeemable }: Worth, rules: Rules): bigint | null {
  const supply = reserve.supply - rules.bootstrapped
  const coins = sampleOf(reserve, rules)
  if (coins <= 0n) return null
  const level = { redeemed: levelAt(reserve, rules), value: redeemable, supply }
  const paid = attempt(() => ({ ok: true as const, price: divDown(payout(coins, level, shapeOf(rules)), coins) }))
  return paid.ok ? paid.price : null
}

/** A millionth of the coins that can be redeemed. */
const sampleOf = ({ supply }: Reserve, { bootstrapped }: Rules): bigint => quotient(supply - bootstrapped, MILLION)

const MILLION = 1_000_000n

// Levels count in bands from the target, on the side on which the weight stands.
function weight({ tranche, weight: is, targetWeight }: Valued, { band }: Rules, { drift }: ReserveLevels): Measure {
  const target = Number(targetWeight) / 1e18
  const half = Number(edge(targetWeight, band)) / 1e18
  const side = is < targetWeight ? -1 : 1
  const bounds: Bounds = {
    worse: side < 0 ? 'lower' : 'higher',
    target,
    low: target - half,
    high: target + half,
    warning: target + side * half * drift.warning,
    critical: target + side * half * drift.critical,
  }
  return of('weight', tranche.id, { value: Number(is) / 1e18, bounds })
}

/** The flow of one direction as a share of its limit, decayed to now. A direction that is closed is at its warning at least. */
function flow(valued: Valued, direction: Direction, { reserve, valuation, market, policy }: Setting): Measure {
  const { tranche } = valued
  const { flowRule, inflow, outflow } = tranche
  const moved: Flow = direction === 'in' ? inflow : outflow
  const limit = limitFor(valued, direction, valuation)
  const kept = decayed(moved, flowRule.memory, reserve.block)
  const share = limit > 0n ? Number(kept) / Number(limit) : 0
  const bounds: Bounds = { worse: 'higher', target: 0, low: 0, high: Infinity, ...policy.levels.flow }
  const measure = of('flow', `${tranche.id}/${direction}`, { value: share, bounds })
  if (moved.blockedUntil < reserve.block) return measure
  const opensIn = Number((moved.blockedUntil + 1n - reserve.block) * market.blockSeconds)
  return { ...measure, level: worst(measure.level, 'WARNING'), timeToCritical: seconds(opensIn) }
}

function pegs({ assets }: Tranche): readonly Measure[] {
  return assets.flatMap(({ id, price, peg }) => {
    if (peg === null) return []
    const low = Number(peg.floor) / 1e18
    const high = Number(peg.ceiling) / 1e18
    const bounds: Bounds = { worse: 'lower', target: 1, low, high, warning: low, critical: -Infinity }
    return [of('peg', id, { value: Number(price) / 1e18, bounds })]
  })
}

/** How far prices are from what others say: beyond its bound each stops every order. */
function guards(reserve: Reserve, { oracle, rules: { guard } }: ReserveMarket): readonly Measure[] {
  if (oracle === undefined || guard === undefined) return []
  return compared(pricesOf(reserve), oracle, guard).map(({ place, off, most, isOff }) => {
    const bound = Number(most) / 1e18
    const bounds: Bounds = { worse: 'higher', target: 0, low: 0, high: bound, warning: bound, critical: Infinity }
    const measure = of('guard', place, { value: Number(off) / 1e18, bounds })
    return isOff ? { ...measure, level: worst(measure.level, 'WARNING') } : measure
  })
}

interface Priced {
  readonly price: bigint | null
  /** Whether there are coins that could be redeemed: a price that is not known then is no good sign. */
  readonly isAsked: boolean
}

function ratios({ collateral }: Worth, { price, isAsked }: Priced, levels: ReserveLevels): readonly Measure[] {
  const shared = { worse: 'lower', target: 1, high: Infinity } as const
  const measures: Measure[] = []
  if (collateral !== null) {
    const bounds: Bounds = { ...shared, low: levels.collateral.warning, ...levels.collateral }
    measures.push(of('collateral', 'reserve', { value: Number(collateral) / 1e18, bounds }))
  }
  if (price !== null || isAsked) {
    const bounds: Bounds = { ...shared, low: levels.redemption.warning, ...levels.redemption }
    measures.push(of('redemption', 'reserve', { value: price === null ? Number.NaN : Number(price) / 1e18, bounds }))
  }
  return measures
}

interface Setting {
  readonly reserve: Reserve
  readonly valuation: Valuation
  readonly market: ReserveMarket
  readonly policy: ReservePolicy
}
