import { holdings } from '../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import { EXCHANGES, type Exchange } from '../portfolio/venues/place.ts'
import type { ExchangeAccount, LoanAccount, VenuesFlight, VenuesState } from '../portfolio/venues/state.ts'
import { netAssets } from '../portfolio/venues/worth.ts'
import { TrimtabError } from '../units/error.ts'
import { quantity } from '../units/estimate.ts'
import type { Config } from './config/config.ts'
import { ofKind, problemsOf } from './config/issue.ts'
import { nearest } from './config/near.ts'
import { type Problem, StateError } from './config/problem.ts'
import { type Path, read, type Source } from './config/source.ts'
import { textOf, type Unread } from './input.ts'
import type { Shown } from './ratio.ts'
import { type Draft, draft, keysAt } from './sheet.ts'
import { impossible } from './stateRule.ts'

/** A book from a file, and the margin ratios that stand beside it: those are looked at and are no part of the book. */
export interface Opened {
  readonly state: VenuesState
  readonly ratios: Shown
}

/** Reads a book from a file. StateMissing where there is none, StateError with every problem there is. */
export async function openState(file: string, config: Config, market: VenuesMarket): Promise<Opened> {
  return parseState(await stateText(file), { file, config, market })
}

/** The text of a file named with `--state`. StateMissing. */
export async function stateText(path: string): Promise<string> {
  const input = await textOf(path)
  if (!input.ok) throw new StateMissing(path, input)
  return input.text
}

/** A book in tokens at today's indices, YAML or JSON, as the engine keeps it: lending positions divided by their index. */
export function parseState(
  text: string,
  { file, config, market }: { file: string; config: Config; market: VenuesMarket },
): Opened {
  const source = read(text)
  if (source.problems.length > 0) throw new StateError(file, source.problems)
  const checked = draft().safeParse(source.data)
  if (!checked.success)
    throw new StateError(
      file,
      ofKind(
        checked.error.issues.flatMap((issue) => problemsOf(issue, { source, keysAt })),
        source,
      ),
    )
  const written = checked.data
  const strange = strangers(written, config, source)
  if (strange.length > 0) throw new StateError(file, strange)
  const state: VenuesState = {
    wallet: holdings(tokens(written.wallet)),
    loans: config.loans.map((loan) => loanOf(loan, written, market)),
    exchanges: placesOf(config).map((place) => exchangeOf(place, written)),
    flights: (written.flights ?? []).map(flightOf),
    sent: [],
    alarms: [],
  }
  const wrong = impossible({ written, state, config, market, source })
  if (wrong.length > 0) throw new StateError(file, wrong)
  // Every measure is a share of net assets, and nothing has no share.
  if (netAssets(state, market) !== 0) return { state, ratios: ratiosOf(written) }
  const said = {
    found: 'a book that holds nothing',
    allowed: 'wallet, loans, exchanges or flights with tokens in them',
  }
  throw new StateError(file, [{ code: 'BOOK_EMPTY', kind: 'bad', ...source.at([]), path: '', meant: null, ...said }])
}

/** What the file names and the config does not know: the planner would pass over it, so it is refused. */
function strangers(written: Draft, config: Config, source: Source): readonly Problem[] {
  const ids = config.loans.map(({ id }) => id)
  const places = placesOf(config)
  const problems: Problem[] = []
  const refuse = (path: Path, code: string, said: { found: string; allowed: string; meant?: string | null }): void => {
    problems.push({ code, kind: 'bad', ...source.at(path), path: path.join('.'), meant: null, ...said })
  }
  const known = (names: readonly string[]): string =>
    names.length === 0 ? 'none: the config has none' : `${names.join(', ')} (the config's)`
  const loans = written.loans ?? []
  loans.forEach(({ id, eMode }, at) => {
    const loan = config.loans.find((one) => one.id === id)
    if (loan === undefined)
      refuse(['loans', at, 'id'], 'VALUE_UNKNOWN', {
        found: `'${id}'`,
        allowed: known(ids),
        meant: nearest(id, ids),
      })
    else if (loans.findIndex((one) => one.id === id) < at)
      refuse(['loans', at, 'id'], 'ACCOUNT_TWICE', { found: `'${id}'`, allowed: 'each account once' })
    else if (eMode !== undefined && eMode !== loan.eMode)
      refuse(['loans', at, 'eMode'], 'VALUE_UNKNOWN', { found: `${eMode}`, allowed: `${loan.eMode} (the config's)` })
  })
  for (const place of EXCHANGES) {
    const account = written.exchanges?.[place]
    if (account === undefined) continue
    if (!places.includes(place)) refuse(['exchanges', place], 'VALUE_UNKNOWN', { found: place, allowed: known(places) })
    const perps = account.perps ?? []
    perps.forEach(({ contract }, at) => {
      if (perps.findIndex((one) => one.contract === contract) < at)
        refuse(['exchanges', place, 'perps', at], 'PERP_TWICE', { found: contract, allowed: 'one net position' })
    })
  }
  for (const [at, { from, to }] of (written.flights ?? []).entries())
    for (const [key, place] of Object.entries({ from, to }))
      if (isExchange(place) && !places.includes(place))
        refuse(['flights', at, key], 'VALUE_UNKNOWN', { found: place, allowed: `WALLET, ${known(places)}` })
  return problems
}

function loanOf({ id, eMode }: { id: string; eMode: number }, written: Draft, market: VenuesMarket): LoanAccount {
  const loan = written.loans?.find((one) => one.id === id)
  const { USDT, WETH, weETH } = market.reserves
  const supplied = tokens(loan?.supplied)
  const borrowed = tokens(loan?.borrowed)
  return {
    id,
    eMode,
    supplied: holdings({
      USDT: (supplied.USDT ?? 0) / USDT.liquidityIndex,
      WETH: (supplied.WETH ?? 0) / WETH.liquidityIndex,
      weETH: (supplied.weETH ?? 0) / weETH.liquidityIndex,
    }),
    borrowed: holdings({
      USDT: (borrowed.USDT ?? 0) / USDT.borrowIndex,
      WETH: (borrowed.WETH ?? 0) / WETH.borrowIndex,
      weETH: (borrowed.weETH ?? 0) / weETH.borrowIndex,
    }),
  }
}

function exchangeOf(place: Exchange, { exchanges }: Draft): ExchangeAccount {
  const { funding, trading, perps } = exchanges?.[place] ?? {}
  return {
    place,
    funding: holdings(tokens(funding)),
    trading: holdings(tokens(trading)),
    perps: (perps ?? []).map(({ contract, quantity: size, entry }) => ({ contract, quantity: quantity(size), entry })),
  }
}

function ratiosOf({ exchanges }: Draft): Shown {
  const ratios: Shown = {}
  for (const place of EXCHANGES) {
    const ratio = exchanges?.[place]?.ratio
    if (ratio !== undefined) ratios[place] = ratio
  }
  return ratios
}

function flightOf(
  { asset, quantity: size, from, to, departed, arrives }: NonNullable<Draft['flights']>[number],
  at: number,
): VenuesFlight {
  const eta = { p50: arrives, p95: arrives, stress: arrives }
  return { key: `state#${at}`, asset, quantity: quantity(size), from, to, departed, eta }
}

function placesOf({ exchanges }: Config): readonly Exchange[] {
  return EXCHANGES.filter((place) => exchanges[place] !== undefined)
}

function isExchange(place: string): place is Exchange {
  return EXCHANGES.some((one) => one === place)
}

type Some = Partial<Record<'USDT' | 'ETH' | 'WETH' | 'weETH' | 'stETH' | 'BTC', number>>

/** Without the keys that are not there. */
function tokens(some: { readonly [key in keyof Some]?: number | undefined } | undefined): Some {
  return Object.fromEntries(Object.entries(some ?? {}).filter(([, held]) => held !== undefined))
}

export class StateMissing extends TrimtabError {
  constructor(path: string, { reason, said }: Unread) {
    super({
      code: 'STATE_MISSING',
      message: `${path === '' ? "''" : path} cannot be read: ${said}`,
      facts: { path, reason },
      remedy: 'Name a file of a book such as examples/state.yaml, or leave --state out.',
    })
  }
}
