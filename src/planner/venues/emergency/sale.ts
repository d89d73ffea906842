import { apply } from '../../../portfolio/venues/apply.ts'
import type { Asset } from '../../../portfolio/venues/asset.ts'
import { exchangeOf } from '../../../portfolio/venues/balance.ts'
import { onGrid } from '../../../portfolio/venues/grid.ts'
import type { Exchange } from '../../../portfolio/venues/place.ts'
import type { VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import * as Worth from '../../../portfolio/venues/worth.ts'
import { quantity } from '../../../units/estimate.ts'
import type { Context } from '../context.ts'
import * as Loop from '../loop.ts'

/** Coins of the long leg sold for USDT at once: the steps, and by how many coins delta falls. */
export type Sale =
  | { readonly ok: true; readonly steps: readonly VenuesStep[]; readonly coins: number; readonly what: string }
  | { readonly ok: false; readonly why: string }

type Sell = (coins: number, state: VenuesState) => Sale

/** Where the long leg can be sold without waiting, the cheapest first: at the exchange itself, from the wallet, out of the loop. */
export function sales(place: Exchange, context: Context): readonly Sell[] {
  if (context.policy.mode.coin === 'BTC') return [atExchange(place, 'BTC', context)]
  const here = atExchange(place, 'ETH', context)
  if (context.policy.mode.long === 'spot') return [here, ...loose(context)]
  const loops = context.state.loans.map(({ id }) => outOfLoop(id, context))
  return [here, ...loose(context), staked(context), ...loops]
}

function atExchange(place: Exchange, coin: 'ETH' | 'BTC', context: Context): Sell {
  return (coins, state) => {
    const held = exchangeOf(state, place)?.trading[coin] ?? 0
    return tried(coins, state, {
      context,
      what: `${coin} at ${place}`,
      steps: swapped(place, coin, Math.min(coins, held)),
    })
  }
}

/** WETH and ETH of the wallet, but for the gas reserve. */
function loose(context: Context): readonly Sell[] {
  const from = (coin: 'WETH' | 'ETH'): Sell => {
    const kept = coin === 'ETH' ? context.policy.gasReserve.target : 0
    return (coins, state) => {
      const size = Math.min(coins, state.wallet[coin] - kept)
      return tried(coins, state, { context, what: `${coin} of the wallet`, steps: swapped('WALLET', coin, size) })
    }
  }
  return [from('WETH'), from('ETH')]
}

/** Free weETH by the instant exit, at the protocol's rate less its fee. */
function staked(context: Context): Sell {
  return (coins, state) => {
    const size = Math.min(coins / context.market.weeth.rate, state.wallet.weETH)
    if (!(size > 0)) return nothing('free weETH')
    const wanted: VenuesStep = { kind: 'venues.unstake', route: 'instant', size: quantity(size), flight: '' }
    const exit = onGrid(wanted, state, context.market)
    const applied = apply(state, exit, context.market)
    if (!applied.ok) return { ok: false, why: `${applied.refusal.code}: ${applied.refusal.detail}` }
    const got = applied.state.wallet.ETH - state.wallet.ETH
    return tried(coins, state, { context, what: 'free weETH', steps: [exit, ...swapped('WALLET', 'ETH', got)] })
  }
}

/** Equity out of the loop at unchanged health, in one transaction, and the WETH it leaves sold. */
function outOfLoop(account: string, context: Context): Sell {
  const { market, policy } = context
  return (coins, state) => {
    const whole = Loop.equityOf(state, { account, market, policy })
    const value = Math.min(coins * market.price.ETH, whole)
    if (!(value > 0)) return nothing(`equity in loan ${account}`)
    const unwind = Loop.unwind(state, value, { account, market, policy })
    const applied = apply(state, unwind, market)
    if (!applied.ok) return { ok: false, why: `${applied.refusal.code}: ${applied.refusal.detail}` }
    const got = applied.state.wallet.WETH - state.wallet.WETH
    return tried(coins, state, {
      context,
      what: `the loop of loan ${account}`,
      steps: [unwind, ...swapped('WALLET', 'WETH', got)],
    })
  }
}

function swapped(place: 'WALLET' | Exchange, sell: Asset, size: number): readonly VenuesStep[] {
  return size > DUST ? [{ kind: 'venues.swap', place, sell, buy: 'USDT', size: quantity(size) }] : []
}

/** What the steps do to delta, found by taking them. */
function tried(coins: number, state: VenuesState, { context, what, steps }: Trial): Sale {
  if (steps.length === 0) return nothing(what)
  const fitted: VenuesStep[] = []
  let now = state
  for (const step of steps) {
    const sent = onGrid(step, now, context.market)
    const applied = apply(now, sent, context.market)
    if (!applied.ok) return { ok: false, why: `${applied.refusal.code}: ${applied.refusal.detail}` }
    fitted.push(sent)
    now = applied.state
  }
  const before = Worth.delta(state, context.market)
  const after = Worth.delta(now, context.market)
  const sold = context.policy.mode.coin === 'BTC' ? before.BTC - after.BTC : before.ETH - after.ETH
  return { ok: true, steps: fitted, coins: Math.min(sold, coins * MORE), what }
}

/** Coins below this are not worth an order, let alone its gas. */
const DUST = 1e-3

/** What a sale may sell beyond what it was asked for, by slippage and gas. */
const MORE = 1.02

function nothing(what: string): Sale {
  return { ok: false, why: `no ${what}` }
}

interface Trial {
  readonly context: Context
  readonly what: string
  readonly steps: readonly VenuesStep[]
}
