import { type Quantity, quantity } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { sized } from '../../units/text.ts'
import type { Asset, Holdings } from './asset.ts'
import type { Exchange, Wing } from './place.ts'
import type { ExchangeAccount, LoanAccount, VenuesState } from './state.ts'
import type { Size } from './step.ts'

/** Dust of float64 that a size may exceed a balance by, relative. */
const DUST = 1e-9

/**
 * A size as a quantity that is there: exact for a number (but for dust, which is cut off), for `all` the balance, as if it
 * had been written. Part of a balance is a multiple of the tick; the whole of it is what the venue keeps, whatever a float64
 * makes of it.
 */
export function resolve(asked: Size, free: Quantity, { where, tick }: { where: string; tick: number }): Sized {
  const size = available(asked, free, where)
  return !size.ok || size.quantity === free || Grid.isOn(size.quantity, tick)
    ? size
    : offGrid(size.quantity, where, tick)
}

/** The same where even a whole balance goes in lots: `all` is rounded down to them, and what is over stays. */
export function resolveLots(asked: Size, free: Quantity, { where, lot }: { where: string; lot: number }): Sized {
  const size = available(asked === 'all' ? quantity(Grid.round(free, lot, 'down')) : asked, free, where)
  return !size.ok || Grid.isOn(size.quantity, lot) ? size : offGrid(size.quantity, where, lot)
}

/** The refusal of a size that no venue takes, with its neighbours that one does. */
export function offGrid(size: number, where: string, lot: number): Refused {
  const [below, above] = [Grid.round(size, lot, 'down'), Grid.round(size, lot, 'up')]
  return refuse('ORDER_OFF_GRID', `${where}: ${size} is not a multiple of ${lot}`, {
    facts: { size, lot, below, above },
    lift: below > 0 ? `Send ${below} or ${above}.` : `Send ${above}, or nothing.`,
  })
}

function available(asked: Size, free: Quantity, where: string): Sized {
  const size = asked === 'all' ? free : asked
  if (!(size > 0))
    return refuse('SIZE_NOT_POSITIVE', `${where}: a size must be a positive number`, {
      facts: { size },
      lift: asked === 'all' ? 'Bring something there first.' : 'Ask for more than nothing.',
    })
  if (size <= free) return { ok: true, quantity: size }
  if (size <= free * (1 + DUST) + DUST && free > 0) return { ok: true, quantity: free }
  return refuse('BALANCE_SHORT', `${where} holds less than the step takes`, {
    facts: { wanted: size, free },
    lift: `Take at most ${sized(free, 'down')}, or bring ${sized(size - free, 'up')} there first.`,
  })
}

/** The holdings with some of one asset put in, or taken out when negative; written out as in `priceOf`. */
export function plus(all: Holdings, asset: Asset, change: number): Holdings {
  return {
    USDT: asset === 'USDT' ? quantity(all.USDT + change) : all.USDT,
    ETH: asset === 'ETH' ? quantity(all.ETH + change) : all.ETH,
    WETH: asset === 'WETH' ? quantity(all.WETH + change) : all.WETH,
    weETH: asset === 'weETH' ? quantity(all.weETH + change) : all.weETH,
    stETH: asset === 'stETH' ? quantity(all.stETH + change) : all.stETH,
    BTC: asset === 'BTC' ? quantity(all.BTC + change) : all.BTC,
  }
}

export function loanOf(state: VenuesState, id: string): LoanAccount | undefined {
  for (const loan of state.loans) if (loan.id === id) return loan
  return undefined
}

export function exchangeOf(state: VenuesState, place: Exchange): ExchangeAccount | undefined {
  for (const account of state.exchanges) if (account.place === place) return account
  return undefined
}

export function withWallet(state: VenuesState, asset: Asset, change: number): VenuesState {
  return { ...state, wallet: plus(state.wallet, asset, change) }
}

export function withLoan(state: VenuesState, loan: LoanAccount): VenuesState {
  return { ...state, loans: state.loans.map((l) => (l.id === loan.id ? loan : l)) }
}

export function withExchange(state: VenuesState, account: ExchangeAccount): VenuesState {
  return { ...state, exchanges: state.exchanges.map((e) => (e.place === account.place ? account : e)) }
}

export function withWing(
  account: ExchangeAccount,
  wing: Wing,
  { asset, change }: { asset: Asset; change: number },
): ExchangeAccount {
  return wing === 'funding'
    ? { ...account, funding: plus(account.funding, asset, change) }
    : { ...account, trading: plus(account.trading, asset, change) }
}

type Sized = { readonly ok: true; readonly quantity: Quantity } | Refused
