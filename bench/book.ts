import { markets } from '../src/backtest/venues/market.ts'
import { recorder } from '../src/backtest/venues/recorder.ts'
import { hours } from '../src/backtest/venues/replay.ts'
import type { Snapshot } from '../src/portfolio/snapshot.ts'
import { ASSETS, type Holdings, holdings } from '../src/portfolio/venues/asset.ts'
import type { VenuesMarket } from '../src/portfolio/venues/market.ts'
import { type Contract, EXCHANGES, type Exchange } from '../src/portfolio/venues/place.ts'
import type { LoanAccount, VenuesState } from '../src/portfolio/venues/state.ts'
import type { Bars, History, PerpHistory } from '../src/ports/history.ts'
import { HOUR_MS } from '../src/units/time.ts'
import type { Loaded } from './market.ts'

export type Moment = Snapshot<VenuesState, VenuesMarket>

/** The book as a replay of the first hours leaves it. */
export function deployed({ setup }: Loaded, until: number): VenuesState {
  const past = { ...setup.history, hours: until }
  const replay = hours({ ...setup, history: past }, recorder(until, 'USD'))
  for (;;) {
    const next = replay.next()
    if (next.done === true) return next.value
  }
}

/** The same book with its loan in so many accounts: the first keeps half, the others share the rest. */
export function split(state: VenuesState, accounts: number): VenuesState {
  const [loan] = state.loans
  if (loan === undefined) return state
  const rest = Array.from({ length: accounts - 1 }, (_, at) => part(loan, `${loan.id}-${at + 2}`, 0.5 / (accounts - 1)))
  return { ...state, loans: [part(loan, loan.id, 0.5), ...rest] }
}

/** The wallet, the lending accounts and the exchanges. */
export function accountsOf({ loans, exchanges }: VenuesState): number {
  return 1 + loans.length + exchanges.length
}

/** The book at a row. */
export function moment({ setup }: Loaded, state: VenuesState, { row, past = setup.history }: At): Moment {
  const market = markets(past, setup.terms)(row)
  return { asOf: market.asOf, state, market }
}

/** The next row from `row` on that falls on the policy's routine clock, or that does not. */
export function rowOn({ setup }: Loaded, row: number, isRoutine: boolean): number {
  const every = setup.policy.decision.routineEvery * 1000
  const isOn = (at: number): boolean => every === 0 || (setup.history.from + at * HOUR_MS) % every === 0
  let at = row
  while (isOn(at) !== isRoutine) at++
  return at
}

/** A history in which ether costs so many times as much. */
export function risen(past: History, times: number): History {
  const column = (values: Float64Array): Float64Array => values.map((value) => value * times)
  const bars = ({ open, high, low }: Bars): Bars => ({ open: column(open), high: column(high), low: column(low) })
  const perp = (one: PerpHistory): PerpHistory => ({ ...one, mark: bars(one.mark), last: column(one.last) })
  const perps: Partial<Record<Exchange, Partial<Record<Contract, PerpHistory>>>> = { ...past.perps }
  for (const place of EXCHANGES) {
    const ether = past.perps[place]?.ETHUSDT
    if (ether !== undefined) perps[place] = { ...past.perps[place], ETHUSDT: perp(ether) }
  }
  return { ...past, spot: { ...past.spot, ETH: bars(past.spot.ETH) }, perps }
}

/** Every number that a snapshot holds of its book and its market; the venues' terms, which do not change, are not counted. */
export function figuresOf({ state, market }: Moment): Float64Array {
  const { terms: _, ...quotes } = market
  const found: number[] = []
  const visit = (value: unknown): void => {
    if (typeof value === 'number') found.push(value)
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) visit(child)
  }
  visit(state)
  visit(quotes)
  return Float64Array.from(found)
}

function part(loan: LoanAccount, id: string, share: number): LoanAccount {
  return { id, eMode: loan.eMode, supplied: times(loan.supplied, share), borrowed: times(loan.borrowed, share) }
}

function times(held: Holdings, share: number): Holdings {
  return holdings(Object.fromEntries(ASSETS.map((asset) => [asset, held[asset] * share])))
}

interface At {
  readonly row: number
  readonly past?: History
}
