import { edge } from '../../models/reserve/band.ts'
import { decayed, limitFor } from '../../models/reserve/flow.ts'
import type { Direction } from '../../models/reserve/order.ts'
import { isBelowPeg, isOnPeg } from '../../models/reserve/peg.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { type Valuation, type Valued, value } from '../../models/reserve/state.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReservePolicy, Way } from '../../portfolio/reserve/policy.ts'
import { redemptionPrice } from '../../portfolio/reserve/risk.ts'
import { held, type ReserveState } from '../../portfolio/reserve/state.ts'
import { later } from '../../portfolio/reserve/wait.ts'
import { worth } from '../../portfolio/reserve/worth.ts'
import { lookup } from '../../units/lookup.ts'
import type { Act, Lane, Line, Scene } from './least.ts'

/** What is planned for: the state at the prices of the market. */
export interface Setting {
  readonly state: ReserveState
  readonly market: ReserveMarket
  readonly policy: ReservePolicy
}

/** How a scene is drawn. What is left out of `limits` is taken to be boundless, to see what binds. */
export interface Drawn {
  readonly ways: readonly Way[]
  /** Blocks from now at which it is looked at. */
  readonly blocks: bigint
  readonly limits: ReadonlySet<Limit>
  readonly isSeparate: boolean
  /** How many times the rounding that is kept clear of the edges of the bands. */
  readonly slack: number
  /** Whether a weight may stay outside its band, where it comes nearer. */
  readonly isPart?: boolean
}

export type Limit = 'flows' | 'wallet' | 'coins' | 'pegs'

export const LIMITS: ReadonlySet<Limit> = new Set(['flows', 'wallet', 'coins', 'pegs'])

/** The reserve as the linear programme sees it: values as shares of `total`, which is in value of 18 places. */
export interface Sketch {
  readonly scene: Scene
  readonly total: number
}

export function sketch({ state, market, policy }: Setting, drawn: Drawn): Sketch {
  const reserve = later(state.reserve, drawn.blocks, drawn.blocks * market.blockSeconds)
  const { total, tranches } = value(reserve)
  const whole = Number(total)
  const price = Number(redemptionPrice(reserve, worth(reserve, market.rules), market.rules) ?? 0n) / 1e18
  const isFailing = drawn.limits.has('pegs') && reserve.tranches.some(({ assets }) => isBelowPeg(assets))
  const unit = tranches.reduce((most, valued) => Math.max(most, unitOf(valued)), 0) / whole
  const lines = tranches.map((valued): Line => {
    const { tranche, targetWeight } = valued
    const target = Number(targetWeight) / 1e18
    const half = Number(edge(targetWeight, market.rules.band)) / 1e18
    const slack = Math.min(half / 2, drawn.slack * (1e-9 * target + 4 * unit))
    const share = (amount: bigint): number => (Number(amount) * unitOf(valued) * CLEAR) / whole
    const room = (direction: Direction): number =>
      drawn.limits.has('flows') ? share(roomOf(valued, direction, { block: reserve.block, total })) : Infinity
    return {
      tranche: tranche.id,
      units: whole / unitOf(valued),
      value: Number(valued.value) / whole,
      low: target - half + slack,
      high: target + half - slack,
      lanes: lanesOf(valued, { market, policy, drawn, price, isFailing }),
      inMax: room('in'),
      outMax: Math.min(room('out'), Number(valued.value) / whole),
      walletMax: drawn.limits.has('wallet') ? share(held(state.operator, tranche.id)) : Infinity,
    }
  })
  const coins = (Number(state.operator.coins) * CLEAR) / whole
  return {
    scene: {
      lines,
      coinsMax: drawn.limits.has('coins') ? coins : Infinity,
      isSeparate: drawn.isSeparate,
      isPart: drawn.isPart === true,
    },
    total: whole,
  }
}

/** What float64 may add to a limit is kept clear of it. */
const CLEAR = 1 - 1e-12

/** What may still flow at the block, before the limit and not counting what closes a direction. */
export function roomOf(valued: Valued, direction: Direction, { block, total }: Moment): bigint {
  const { inflow, outflow, flowRule } = valued.tranche
  const flow = direction === 'in' ? inflow : outflow
  if (block <= flow.blockedUntil) return 0n
  const room = limitFor(valued, direction, { total }) - decayed(flow, flowRule.memory, block)
  return room > 0n ? room : 0n
}

type Moment = Pick<Reserve, 'block'> & Pick<Valuation, 'total'>

/** Value of one native unit, in value of 18 places. */
export const unitOf = ({ tranche: { decimals }, prices: { raw } }: Valued): number => Number(raw) / TENS(decimals)

const TENS = (places: number): number => Number(10n ** BigInt(places))

interface Given {
  readonly market: ReserveMarket
  readonly policy: ReservePolicy
  readonly drawn: Drawn
  /** Paid for the next coin. */
  readonly price: number
  readonly isFailing: boolean
}

/** What can be done to a tranche. A promise is neither bought nor sold, and it is not the operator's to give. */
function lanesOf({ tranche, prices }: Valued, { market, drawn, price, isFailing }: Given): readonly Lane[] {
  const { fees, commitment, assets, id } = tranche
  const raw = Number(prices.raw)
  if (commitment !== null || raw === 0) return []
  const mayFill = !(isFailing && !isOnPeg(assets))
  const lanes: Lane[] = []
  const lane = (act: Act, cost: number, { net = 1, cash = 0 }: Partial<Lane>): void => {
    lanes.push({ act, cost: Math.max(0, cost), net, cash })
  }
  if (fees !== null && drawn.ways.includes('mint') && mayFill) {
    const cash = (Number(prices.lower) / raw) * (1 - Number(fees.mint) / 1e18)
    lane('mint', 1 - cash, { cash })
  }
  if (fees !== null && drawn.ways.includes('redeem') && price > 0) {
    const net = 1 - Number(fees.redeem) / 1e18
    const coins = Number(prices.upper) / raw / price
    lane('redeem', coins - net, { net, cash: coins })
  }
  const trade = lookup(market.quotes, id)?.trade
  if (trade === undefined || trade === null || !drawn.ways.includes('swap')) return lanes
  const kept = 1 - Number(trade.fee + trade.slippage) / 1e18
  if (kept <= 0) return lanes
  lane('sell', 1 - kept, { cash: kept })
  if (mayFill) lane('buy', 1 / kept - 1, { cash: 1 / kept })
  return lanes
}
