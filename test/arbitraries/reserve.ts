// Reserves for tests: tranches at one dollar with roomy limits, to be changed where a test needs it.

import { DEFAULT } from '../../src/models/reserve/profile.ts'
import type { Reserve } from '../../src/models/reserve/reserve.ts'
import type { Tranche } from '../../src/models/reserve/tranche.ts'
import type { ReserveMarket, TrancheQuote } from '../../src/portfolio/reserve/market.ts'
import type { ReservePolicy } from '../../src/portfolio/reserve/policy.ts'
import type { ReserveState } from '../../src/portfolio/reserve/state.ts'
import * as Amount from '../../src/units/amount.ts'
import { block, timestamp } from '../../src/units/chain.ts'
import { fraction, usd } from '../../src/units/estimate.ts'
import * as Price from '../../src/units/price.ts'
import * as Ratio from '../../src/units/ratio.ts'
import * as Shares from '../../src/units/shares.ts'
import { instant, seconds } from '../../src/units/time.ts'

export interface Wanted {
  readonly id: string
  /** Whole tokens. */
  readonly balance: number
  readonly weight: number
  readonly price?: number
  readonly decimals?: number
  /** Off unless stated: a peg from 0.95 to 1.05. */
  readonly isStable?: boolean
  /** Whole tokens; boundless unless stated. */
  readonly limit?: number
  readonly memory?: number
  readonly mintFee?: number
  readonly redeemFee?: number
  /** Share of the value that a trade of it loses; null is not traded. */
  readonly trade?: number | null
  /** Whole tokens in the operator's wallet; a thousand times the balance unless stated. */
  readonly wallet?: number
}

export const wad = (n: number): bigint => BigInt(Math.round(n * 1e9)) * 10n ** 9n
const units = (n: number, decimals: number): bigint => (wad(n) * 10n ** BigInt(decimals)) / 10n ** 18n

export function trancheOf(wanted: Wanted): Tranche {
  const { id, balance, weight, price = 1, decimals = 18, isStable = false, memory = 0.999 } = wanted
  const raw = Price.of(wad(price))
  const still = { amount: Amount.of(0n), blockedUntil: block(0n), seen: block(0n) }
  const limit = wanted.limit === undefined ? 10n ** 40n : units(wanted.limit, decimals)
  return {
    id,
    decimals,
    balance: Amount.of(units(balance, decimals)),
    prices: {
      raw,
      lower: isStable ? Price.min(raw, Price.ONE) : raw,
      upper: isStable ? Price.max(raw, Price.ONE) : raw,
    },
    assets: [
      {
        id,
        price: raw,
        per: Ratio.ONE,
        peg: isStable ? { floor: Price.of(wad(0.95)), ceiling: Price.of(wad(1.05)) } : null,
      },
    ],
    calibration: {
      price: raw,
      weight: Ratio.of(wad(weight)),
      previousWeight: Ratio.of(wad(weight)),
      time: timestamp(0n),
      duration: 0n,
    },
    flowRule: { memory: Ratio.of(wad(memory)), limit: { kind: 'amount', amount: Amount.of(limit) } },
    inflow: still,
    outflow: still,
    fees: { mint: Ratio.of(wad(wanted.mintFee ?? 0)), redeem: Ratio.of(wad(wanted.redeemFee ?? 0)) },
    commitment: null,
  }
}

export const TIME = 1_700_000_000n
export const BLOCK = 1_000_000n

export function reserveOf(wanted: readonly Wanted[]): Reserve {
  const tranches = wanted.map(trancheOf)
  const worth = wanted.reduce((sum, { balance, price = 1 }) => sum + balance * price, 0)
  return {
    tranches,
    beside: [],
    supply: Shares.of(wad(worth)),
    redemption: { level: Shares.of(0n), lastBlock: block(0n) },
    block: block(BLOCK),
    time: timestamp(TIME),
  }
}

export function stateOf(wanted: readonly Wanted[], coins?: number): ReserveState {
  const reserve = reserveOf(wanted)
  const holdings = wanted.map(({ id, wallet, balance, decimals = 18 }) => [
    id,
    Amount.of(units(wallet ?? balance * 1000, decimals)),
  ])
  return {
    reserve,
    operator: {
      coins: coins === undefined ? reserve.supply : Shares.of(wad(coins)),
      holdings: Object.fromEntries(holdings),
    },
  }
}

export function marketOf(wanted: readonly Wanted[]): ReserveMarket {
  const quotes: Record<string, TrancheQuote> = {}
  for (const each of wanted) {
    const { prices, assets } = trancheOf(each)
    const lost = each.trade === undefined ? 0.001 : each.trade
    const trade = lost === null ? null : { fee: Ratio.of(wad(lost / 2)), slippage: Ratio.of(wad(lost / 2)) }
    if (prices !== null) quotes[each.id] = { prices, assets, trade }
  }
  return {
    asOf: instant(Number(TIME) * 1000),
    quotes,
    rules: DEFAULT,
    blockSeconds: 12n,
    gas: { mint: usd(5), redeem: usd(5), swap: usd(5), pause: usd(2) },
  }
}

export const POLICY: ReservePolicy = {
  decision: {
    rule: 'horizon',
    horizonDays: 30,
    routineEvery: seconds(0),
    hurdle: { target: 0, opportunistic: 1 },
    costMax: { safety: fraction(0.05), target: fraction(0.02) },
    dailyVolatility: fraction(0),
  },
  ways: { mint: true, redeem: true, swap: true },
  waitPrice: usd(0.01),
  horizon: 100_000n,
  ordersMax: 6,
  mayPause: true,
  orderMax: usd(1e12),
  ageMax: seconds(600),
  levels: {
    drift: { warning: 3, critical: Infinity },
    flow: { warning: 0.8, critical: 1 },
    collateral: { warning: 1, critical: 0.8 },
    redemption: { warning: 0.99, critical: 0.7 },
  },
}
