// Figures of the reserve book: a checked order, and a plan into the bands, over eight tranches.
import { DEFAULT } from '../src/models/reserve/profile.ts'
import type { Tranche } from '../src/models/reserve/tranche.ts'
import { toBands } from '../src/planner/reserve/bands.ts'
import { apply } from '../src/portfolio/reserve/apply.ts'
import type { ReserveMarket, TrancheQuote } from '../src/portfolio/reserve/market.ts'
import type { ReservePolicy } from '../src/portfolio/reserve/policy.ts'
import type { ReserveState } from '../src/portfolio/reserve/state.ts'
import type { ReserveStep } from '../src/portfolio/reserve/step.ts'
import { type Amount, of as amountOf } from '../src/units/amount.ts'
import { block, timestamp } from '../src/units/chain.ts'
import { usd } from '../src/units/estimate.ts'
import { of as priceOf } from '../src/units/price.ts'
import { of as ratioOf } from '../src/units/ratio.ts'
import { of as sharesOf } from '../src/units/shares.ts'
import { instant } from '../src/units/time.ts'
import { POLICY } from '../test/arbitraries/reserve.ts'
import { type Figure, microseconds, milliseconds, over } from './figure.ts'
import { perCall, rounds } from './measure.ts'

const WAD = 10n ** 18n
const COUNT = 8
const ORDERS = 64
const NOW = 1_700_000_000n

export function reserve(): readonly Figure[] {
  return [checkedOrder(), planToBands()]
}

function checkedOrder(): Figure {
  const even = Array.from({ length: COUNT }, () => 1_000_000n)
  const state = stateOf(even)
  const market = marketOf(state)
  const orders = Array.from({ length: ORDERS }, (_, at) => orderOf(state, at))
  const measured = perCall(1000, (call) => {
    const applied = apply(state, orders[call % ORDERS] ?? orderOf(state, 0), market)
    if (!applied.ok) throw new Error(`The order to be measured is refused: ${applied.refusal.code}`)
    return Number(applied.state.reserve.supply & 1n)
  })
  const { tranches } = state.reserve
  const floor = perCall(1000, (call) => {
    let total = 0n
    const values = tranches.map(({ balance, prices }) => (balance * ((prices?.raw ?? 0n) + BigInt(call))) / WAD)
    for (const value of values) total += value
    let sum = 0n
    for (const value of values) sum += (value * WAD) / total
    return Number(sum & 1n)
  })
  return {
    name: `checked order, ${COUNT} tranches`,
    measured,
    show: microseconds,
    target: { bound: 'at most', value: 50 },
    floor: over(measured, floor),
    note: `A mint or a redemption of the \`default\` profile through \`apply\`: flow limits in both directions' memory, targets, weights, band, pegs, fees and the price of redemption, the state after it made, ${ORDERS} different orders in turn. Floor: the exact value and weight of each tranche once, and nothing else.`,
  }
}

function planToBands(): Figure {
  const state = stateOf([3_000_000n, 1_000_000n, 2_000_000n, 1_000_000n, 500_000n, 800_000n, 1_200_000n, 600_000n])
  const market = marketOf(state)
  const policy = PATIENT
  let steps = 0
  const measured = rounds(31, () => {
    const plan = toBands({ state, market, policy })
    if (plan?.answer.ok !== true) throw new Error('The plan to be measured does not exist.')
    steps = plan.answer.stages.flat().length
    return plan.answer.cost
  })
  const plan = toBands({ state, market, policy })
  const stages = plan?.answer.ok === true ? plan.answer.stages.flat() : []
  const floor = rounds(31, () => {
    let now = state
    for (const step of stages) {
      const applied = apply(now, step, market)
      if (applied.ok) now = applied.state
    }
    return Number(now.reserve.supply & 1n)
  })
  return {
    name: `plan into the bands, ${COUNT} tranches`,
    measured,
    show: milliseconds,
    target: { bound: 'at most', value: 20 },
    floor: over(measured, floor),
    note: `\`toBands\` with mints, redemptions and swaps allowed, limited flows and a price of waiting: all mixes drawn up, the cheapest tried out exactly; ${steps} steps. Floor: applying the steps of the plan that was found.`,
  }
}

function trancheOf(at: number, whole: bigint): Tranche {
  const decimals = at % 2 === 0 ? 18 : 6
  const units = 10n ** BigInt(decimals)
  const still = { amount: amountOf(units), blockedUntil: block(0n), seen: block(999_000n) }
  const price = priceOf(WAD)
  return {
    id: `T${at}`,
    decimals,
    balance: amountOf(whole * units),
    prices: { raw: price, lower: price, upper: price },
    assets: [
      {
        id: `T${at}`,
        price,
        per: ratioOf(WAD),
        peg: { floor: priceOf((WAD * 95n) / 100n), ceiling: priceOf((WAD * 105n) / 100n) },
      },
    ],
    calibration: {
      price,
      weight: ratioOf(WAD / BigInt(COUNT)),
      previousWeight: ratioOf(WAD / BigInt(COUNT)),
      time: timestamp(NOW - 100n),
      duration: 0n,
    },
    flowRule: {
      memory: ratioOf(999_561_094_198_769_664n),
      limit: { kind: 'amount', amount: amountOf(2_000_000n * units) },
    },
    inflow: still,
    outflow: still,
    fees: { mint: ratioOf(WAD / 2000n), redeem: ratioOf(WAD / 2000n) },
    commitment: null,
  }
}

function stateOf(balances: readonly bigint[]): ReserveState {
  const tranches = balances.map((whole, at) => trancheOf(at, whole))
  const total = balances.reduce((sum, whole) => sum + whole, 0n)
  const holdings: Record<string, Amount> = {}
  for (const { id, balance } of tranches) holdings[id] = balance
  return {
    reserve: {
      tranches,
      beside: [],
      supply: sharesOf(total * WAD),
      redemption: { level: sharesOf(WAD), lastBlock: block(999_000n) },
      block: block(1_000_000n),
      time: timestamp(NOW),
    },
    operator: { coins: sharesOf(total * WAD), holdings },
  }
}

function marketOf({ reserve: { tranches } }: ReserveState): ReserveMarket {
  const quotes: Record<string, TrancheQuote> = {}
  for (const { id, prices, assets } of tranches)
    if (prices !== null)
      quotes[id] = { prices, assets, trade: { fee: ratioOf(WAD / 2000n), slippage: ratioOf(WAD / 2000n) } }
  return {
    asOf: instant(Number(NOW) * 1000),
    quotes,
    rules: DEFAULT,
    blockSeconds: 12n,
    gas: { mint: usd(5), redeem: usd(5), swap: usd(5), pause: usd(2) },
  }
}

const PATIENT: ReservePolicy = { ...POLICY, waitPrice: usd(0.1), horizon: 50_000n }

// Every other order takes out what the one before it put in: a tenth of a per cent of one tranche.
function orderOf({ reserve: { tranches } }: ReserveState, at: number): ReserveStep {
  const { id, balance } = tranches[at % COUNT] ?? trancheOf(0, 1n)
  if (at % 16 < COUNT)
    return {
      kind: 'reserve.mint',
      by: 'user',
      deposits: [{ tranche: id, amount: amountOf(balance / 1000n + BigInt(at)) }],
      least: sharesOf(0n),
    }
  return {
    kind: 'reserve.redeem',
    by: 'user',
    coins: sharesOf(1000n * WAD + BigInt(at)),
    withdrawals: [{ tranche: id, ratio: ratioOf(WAD), least: amountOf(0n) }],
  }
}
