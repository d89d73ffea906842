import { isCloser, isInside } from '../../models/reserve/band.ts'
import { attempt } from '../../models/reserve/fault.ts'
import { add, divDown, mulDown, ONE, scaleFrom, scaleTo, sub } from '../../models/reserve/fixed.ts'
import { check, type Limited } from '../../models/reserve/flow.ts'
import { isBelowPeg, isOnPeg, isPriced } from '../../models/reserve/peg.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import { pricesOf, type Valuation, value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { ReserveMarket, Trade } from './market.ts'
import type { SwapLeg } from './step.ts'

/** What a swap leaves, and by leg what it bought. `fee` and `slippage` are what the outside market kept, in value of 18 places. */
export interface Swapped {
  readonly ok: true
  readonly reserve: Reserve
  readonly bought: readonly Amount[]
  readonly fee: Amount
  readonly slippage: Amount
}

type SwapMarket = Pick<ReserveMarket, 'quotes' | 'rules'>

/**
 * Sells and buys at raw prices on the outside market. Each side of a leg keeps 1 − fee − slippage of its value, floored at each step:
 * `cash = amount · price · kept(from)`, `bought = cash · kept(to) / price`. Coins do not change. The order is held to what a redemption and a
 * mint are held to together: the flow limits of both directions, the least price, and the band by the weights after all legs. A tranche
 * with an asset off its peg is not bought while some asset is below its floor, as no mint could fill it. The first that fails is said, in
 * that order; nothing has changed then.
 */
export const swap = (reserve: Reserve, legs: readonly SwapLeg[], market: SwapMarket): Swapped | Refused =>
  attempt(() => traded(reserve, legs, market))

function traded(reserve: Reserve, legs: readonly SwapLeg[], market: SwapMarket): Swapped | Refused {
  const { rules } = market
  const out = reserve.tranches.map(() => 0n)
  const into = reserve.tranches.map(() => 0n)
  const bought: Amount[] = []
  let fee = 0n
  let slippage = 0n
  for (const leg of legs) {
    const from = sideOf(reserve, leg.from, market)
    const to = sideOf(reserve, leg.to, market)
    if (!('tranche' in from)) return from
    if (!('tranche' in to)) return to
    if (leg.from === leg.to || leg.amount <= 0n) return pointless(leg)
    const got = filled(leg.amount, from, to)
    if (got.amount < leg.least) return short(leg, got.amount)
    bought.push(got.amount)
    out[from.at] = add(out[from.at] ?? 0n, leg.amount)
    into[to.at] = add(into[to.at] ?? 0n, got.amount)
    fee += got.fee
    slippage += got.slippage
  }
  if (legs.length === 0) return nothing()
  const valuation = value(reserve)
  const after = moved(reserve, { out, into }, { ...rules, valuation })
  if (!('tranches' in after)) return after
  const refused = unpriced(reserve, rules) ?? drifted(valuation, after, rules) ?? filling(reserve, into)
  if (refused !== null) return refused
  return { ok: true, reserve: after, bought, fee: amountOf(fee), slippage: amountOf(slippage) }
}

interface Side {
  readonly at: number
  readonly tranche: Tranche
  readonly trade: Trade
}

function sideOf({ tranches }: Reserve, id: string, { quotes }: SwapMarket): Side | Refused {
  const at = tranches.findIndex((tranche) => tranche.id === id)
  const tranche = tranches[at]
  const trade = lookup(quotes, id)?.trade
  if (tranche === undefined || tranche.commitment !== null || trade === undefined || trade === null)
    return refuse('NOT_TRADED', `${id} cannot be sold or bought at an outside market`, {
      facts: { tranche: id },
      lift: `Mint or redeem ${id} instead, or state what a trade of it costs.`,
    })
  return { at, tranche, trade }
}

interface Fill {
  readonly amount: Amount
  readonly fee: bigint
  readonly slippage: bigint
}

/** What a leg buys. Fee and slippage are those of both sides, in value. */
export function filled(amount: Amount, from: Omit<Side, 'at'>, to: Omit<Side, 'at'>): Fill {
  const gross = mulDown(scaleFrom(amount, from.tranche.decimals), pricesOf(from.tranche).raw)
  const cash = mulDown(gross, kept(from.trade))
  const net = mulDown(cash, kept(to.trade))
  return {
    amount: amountOf(scaleTo(divDown(net, pricesOf(to.tranche).raw), to.tranche.decimals)),
    fee: mulDown(gross, from.trade.fee) + mulDown(cash, to.trade.fee),
    slippage: mulDown(gross, from.trade.slippage) + mulDown(cash, to.trade.slippage),
  }
}

const kept = ({ fee, slippage }: Trade): bigint => sub(ONE, add(fee, slippage))

interface Flows {
  readonly out: readonly bigint[]
  readonly into: readonly bigint[]
}

function moved(reserve: Reserve, { out, into }: Flows, rules: Limited): Reserve | Refused {
  const gone = check(reserve, { direction: 'out', amounts: out.map(amountOf) }, rules)
  if (!gone.ok) return gone
  const come = check(reserve, { direction: 'in', amounts: into.map(amountOf) }, rules)
  if (!come.ok) return come
  const lacking = reserve.tranches.find(({ balance }, at) => balance < (out[at] ?? 0n))
  if (lacking !== undefined) return tooMuch(lacking)
  const tranches = reserve.tranches.map((tranche, at) => ({
    ...tranche,
    balance: amountOf(add(sub(tranche.balance, out[at] ?? 0n), into[at] ?? 0n)),
    outflow: gone.flows[at] ?? tranche.outflow,
    inflow: come.flows[at] ?? tranche.inflow,
  }))
  return { ...reserve, tranches }
}

function unpriced({ tranches }: Reserve, { priceMin }: Rules): Refused | null {
  const cheap = tranches.find(({ assets }) => !isPriced(assets, priceMin))
  if (cheap === undefined) return null
  return refuse('SWAP_UNPRICED', `No asset of ${cheap.id} is worth the least price`, {
    facts: { tranche: cheap.id, priceMin: String(priceMin) },
    lift: `Wait for a price of ${cheap.id}, or calibrate the reserve without it.`,
  })
}

function drifted(before: Valuation, after: Reserve, { band, closer }: Rules): Refused | null {
  const resulting = value(after).tranches
  for (const [at, { tranche, weight: from, targetWeight: target }] of before.tranches.entries()) {
    const to = resulting[at]?.weight ?? from
    if (isInside(to, target, band) || isCloser({ from, to, target }, closer)) continue
    return refuse('SWAP_DRIFTS', `${tranche.id} would end outside its band and no nearer its target`, {
      facts: { tranche: tranche.id, weight: String(from), resultingWeight: String(to), targetWeight: String(target) },
      lift: 'Sell what is above its band and buy what is below it, all that is outside of its band in the one order.',
    })
  }
  return null
}

function filling({ tranches }: Reserve, into: readonly bigint[]): Refused | null {
  if (!tranches.some(({ assets }) => isBelowPeg(assets))) return null
  const filledUp = tranches.find(({ assets }, at) => (into[at] ?? 0n) > 0n && !isOnPeg(assets))
  if (filledUp === undefined) return null
  return refuse('SWAP_OFF_PEG', `${filledUp.id} is off its peg and would be bought`, {
    facts: { tranche: filledUp.id },
    lift: `Buy another tranche, or wait until ${filledUp.id} is back on its peg.`,
  })
}

const tooMuch = ({ id, balance }: Tranche): Refused =>
  refuse('SWAP_TOO_MUCH', `More of ${id} would be sold than the reserve holds`, {
    facts: { tranche: id, balance: String(balance) },
    lift: `Sell at most ${balance} of ${id}.`,
  })

const short = ({ from, to, amount, least }: SwapLeg, got: Amount): Refused =>
  refuse('SWAP_SHORT', `${amount} of ${from} buy ${got} of ${to}, less than the ${least} asked for`, {
    facts: { from, to, amount: String(amount), bought: String(got), least: String(least) },
    lift: 'Ask for less, or wait for a better price.',
  })

const pointless = ({ from, to, amount }: SwapLeg): Refused =>
  refuse('SWAP_POINTLESS', `A swap of ${amount} from ${from} to ${to} moves nothing`, {
    facts: { from, to, amount: String(amount) },
    lift: 'Sell more than nothing of one tranche for another.',
  })

const nothing = (): Refused =>
  refuse('SWAP_POINTLESS', 'A swap without legs moves nothing', { facts: { legs: 0 }, lift: 'State at least one leg.' })
