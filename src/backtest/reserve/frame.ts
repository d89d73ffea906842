import { edge } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { decayed, flowOf, limitFor } from '../../models/reserve/flow.ts'
import type { Direction } from '../../models/reserve/order.ts'
import { shapeOf } from '../../models/reserve/pamm/params.ts'
import { payout } from '../../models/reserve/pamm/redemption.ts'
import { levelAt } from '../../models/reserve/redeem.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { besides, type Valuation, type Valued, value } from '../../models/reserve/state.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import { toUsd, type Worth, worth } from '../../portfolio/reserve/worth.ts'
import { type GuardFrame, guardFrame } from './guardFrame.ts'

/** How a reserve stands at one moment, as a reader is shown it: estimates of exact figures, so that they can be drawn. */
export interface Frame {
  /** Epoch seconds. */
  readonly time: number
  readonly block: number
  /** USD at raw prices of all that counts in weights. */
  readonly netAssets: number
  readonly supply: number
  /** USD of the promises among them, which are never paid out. */
  readonly committed: number
  /** Redeemable value for each coin that may be redeemed; null where there is none. */
  readonly collateral: number | null
  /** USD paid for the next coin, before fees; null where nothing can be redeemed. */
  readonly redemption: number | null
  readonly tranches: readonly TrancheFrame[]
  /** USD by stable asset. */
  readonly stable: Readonly<Record<string, number>>
  /** USD of the commitments that stand beside the weights. */
  readonly beside: readonly number[]
  /** The guard on prices; null without one. */
  readonly guard: GuardFrame | null
  /** Days below the floor so far; null without a floor. */
  readonly violations: number | null
}

export interface TrancheFrame {
  readonly id: string
  readonly value: number
  readonly price: number
  readonly weight: number
  readonly target: number
  readonly low: number
  readonly high: number
  readonly inflow: FlowFrame
  readonly outflow: FlowFrame
}

/** `used` is the share of the limit that has flowed of late: above one where the limit sank, null where it sank to nothing. */
export interface FlowFrame {
  readonly used: number | null
  readonly isClosed: boolean
}

/** Fault for a tranche without a price. */
export function frame(state: ReserveState, market: ReserveMarket): Frame {
  const reserve = quoted(state.reserve, market)
  const { total, tranches } = value(reserve)
  const held = worth(reserve, market.rules)
  return {
    time: Number(reserve.time),
    block: Number(reserve.block),
    netAssets: toUsd(total),
    supply: toUsd(reserve.supply),
    committed: toUsd(held.committed),
    collateral: held.collateral === null ? null : toUsd(held.collateral),
    redemption: redemptionPrice(reserve, held, market),
    tranches: tranches.map((valued) => standing({ ...valued, total }, reserve, market)),
    stable: Object.fromEntries(
      reserve.tranches.flatMap(({ assets }) =>
        assets.filter(({ peg }) => peg !== null).map(({ id, price }) => [id, toUsd(price)] as const),
      ),
    ),
    beside: besides(reserve).map((amount) => toUsd(amount)),
    guard: guardFrame(reserve, market),
    violations: market.rules.stewardship === undefined ? null : Number(reserve.violations?.days ?? 0n),
  }
}

type Whole = Valued & Pick<Valuation, 'total'>

function standing(valued: Whole, reserve: Reserve, { rules }: ReserveMarket): TrancheFrame {
  const { tranche, prices, targetWeight } = valued
  const slack = edge(targetWeight, rules.band)
  return {
    id: tranche.id,
    value: toUsd(valued.value),
    price: toUsd(prices.raw),
    weight: toUsd(valued.weight),
    target: toUsd(targetWeight),
    low: toUsd(slack > targetWeight ? 0n : targetWeight - slack),
    high: toUsd(targetWeight + slack),
    inflow: flow(reserve, valued, 'in'),
    outflow: flow(reserve, valued, 'out'),
  }
}

function flow({ block }: Reserve, valued: Whole, direction: Direction): FlowFrame {
  const { tranche } = valued
  const one = flowOf(tranche, direction)
  const limit = limitFor(valued, direction, valued)
  const amount = decayed(one, tranche.flowRule.memory, block)
  const used = amount === 0n ? 0 : limit === 0n ? null : Number(amount) / Number(limit)
  return { used, isClosed: block <= one.blockedUntil }
}

/** One whole coin. */
const COIN = 10n ** 18n

/** What the next coin would be paid, out of the value that can be paid out; null without coins, or beyond the curve's range. */
function redemptionPrice(reserve: Reserve, { redeemable }: Worth, { rules }: ReserveMarket): number | null {
  const supply = reserve.supply - rules.bootstrapped
  if (supply < COIN) return null
  const paid = attempt(() =>
    payout(COIN, { redeemed: levelAt(reserve, rules), value: redeemable, supply }, shapeOf(rules)),
  )
  return typeof paid === 'bigint' ? toUsd(paid) : null
}
