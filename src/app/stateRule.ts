import type { VenuesMarket } from '../portfolio/venues/market.ts'
import { underlying } from '../portfolio/venues/market.ts'
import { EXCHANGES, type Exchange, type Place } from '../portfolio/venues/place.ts'
import type { VenuesState } from '../portfolio/venues/state.ts'
import * as Worth from '../portfolio/venues/worth.ts'
import { format, HOUR_MS } from '../units/time.ts'
import type { Config } from './config/config.ts'
import type { Problem } from './config/problem.ts'
import type { Path, Source } from './config/source.ts'
import type { Draft } from './sheet.ts'

/** A book as written, and what it came to at the prices of its hour. */
export interface Stated {
  readonly written: Draft
  readonly state: VenuesState
  readonly config: Config
  readonly market: VenuesMarket
  readonly source: Source
}

/** What no venue could have let happen: a figure that is wrong, and not a book in trouble. What may be left from the past is a finding. */
export function impossible(stated: Stated): readonly Problem[] {
  return [...flights(stated), ...perps(stated), ...loans(stated), ...unpriced(stated)]
}

type Refuse = (path: Path, code: string, said: { found: string; allowed: string; meant?: string }) => Problem

function refuser({ source }: Stated): Refuse {
  return (path, code, said) => ({ code, kind: 'bad', ...source.at(path), path: path.join('.'), meant: null, ...said })
}

/** Times that run backwards, and ways that do not exist. */
function flights(stated: Stated): readonly Problem[] {
  const { market, written } = stated
  const refuse = refuser(stated)
  return (written.flights ?? []).flatMap(({ asset, from, to, departed, arrives }, at): readonly Problem[] => {
    const found: Problem[] = []
    if (arrives < departed)
      found.push(
        refuse(['flights', at, 'arrives'], 'FLIGHT_BACKWARDS', {
          found: format(arrives),
          allowed: `no earlier than departed, ${format(departed)}`,
        }),
      )
    // A plan is made for the full hour before the time that was asked for.
    if (departed >= market.asOf + HOUR_MS)
      found.push(
        refuse(['flights', at, 'departed'], 'FLIGHT_NOT_DEPARTED', {
          found: format(departed),
          allowed: `no later than the book itself, ${format(market.asOf)}; leave out what has not been sent`,
        }),
      )
    const why = closed(from, to, asset)
    if (why !== null) found.push(refuse(['flights', at, why.key], 'FLIGHT_NO_ROUTE', why))
    return found
  })
}

/** Why nothing flies this way. Moves between the wallet, Aave and ether.fi are one transaction and never in flight, but for the exit queue. */
function closed(from: Place, to: Place, asset: string): { key: string; found: string; allowed: string } | null {
  const found = `${asset} from ${from} to ${to}`
  if (from === to) return { key: 'to', found, allowed: 'two different places' }
  if (from === 'ETHERFI' && to === 'WALLET')
    return asset === 'ETH' ? null : { key: 'asset', found, allowed: 'ETH, which is what the exit queue pays' }
  if (!isEnd(from)) return { key: 'from', found, allowed: ENDS }
  if (!isEnd(to)) return { key: 'to', found, allowed: ENDS }
  if (asset === 'USDT' || asset === 'ETH' || asset === 'BTC') return null
  return { key: 'asset', found, allowed: 'USDT, ETH or BTC: exchanges take no other asset of a book' }
}

const ENDS = 'WALLET or an exchange at both ends, or ETHERFI to WALLET (the exit queue); all else lands at once'

function isEnd(place: Place): boolean {
  return place === 'WALLET' || EXCHANGES.some((one) => one === place)
}

/** Contracts that this market does not quote, and longs that would be shorts but for their sign. */
function perps(stated: Stated): readonly Problem[] {
  const { config, market, state } = stated
  const refuse = refuser(stated)
  const { coin, isHedged, name } = config.mode
  const delta = coin === 'BTC' ? Worth.delta(state, market).BTC : Worth.delta(state, market).ETH
  let long = 0
  for (const { perps: held } of state.exchanges)
    for (const { contract, quantity } of held) if (underlying(contract) === coin) long += Math.max(0, quantity)
  const wouldHedge = isHedged && Math.abs(delta - 2 * long) < Math.abs(delta)
  return each(stated, (place, { contract, quantity }, at) => {
    const path = ['exchanges', place, 'perps', at]
    if (underlying(contract) !== coin)
      return refuse([...path, 'contract'], 'CONTRACT_NOT_TRADED', {
        found: contract,
        allowed: `${coin}USDT: ${name} trades no other contract, and this market has no mark for it`,
      })
    if (quantity <= 0 || !wouldHedge) return null
    return refuse([...path, 'quantity'], 'SHORT_POSITIVE', {
      found: `${quantity}, a long position`,
      allowed: `a negative number: ${name} holds shorts, and as a long it adds to the exposure of ${delta.toFixed(4)} ${coin}`,
      meant: `${-quantity}`,
    })
  })
}

function each(
  { written }: Stated,
  look: (place: Exchange, perp: Perp, at: number) => Problem | null,
): readonly Problem[] {
  return EXCHANGES.flatMap((place) =>
    (written.exchanges?.[place]?.perps ?? []).flatMap((perp, at) => look(place, perp, at) ?? []),
  )
}

type Perp = { readonly contract: 'ETHUSDT' | 'BTCUSDT'; readonly quantity: number }

/** More than everybody together has supplied or owes. Where the market's totals are unknown nothing is said. */
function loans(stated: Stated): readonly Problem[] {
  const { market, written } = stated
  const refuse = refuser(stated)
  return (written.loans ?? []).flatMap((loan, at) =>
    (['supplied', 'borrowed'] as const).flatMap((side) =>
      (['USDT', 'WETH', 'weETH'] as const).flatMap((asset): readonly Problem[] => {
        const held = loan[side]?.[asset] ?? 0
        const { supplied, [side]: all } = market.reserves[asset]
        if (!(supplied > 0) || held <= all) return []
        const what = side === 'supplied' ? 'supplied to' : 'owed to'
        return [
          refuse(['loans', at, side, asset], 'ABOVE_MARKET', {
            found: `${held}`,
            allowed: `at most ${all.toFixed(4)}, all that is ${what} this market by everybody`,
          }),
        ]
      }),
    ),
  )
}

/** Coins that the market of this mode has no price for: they would count as nothing. */
function unpriced(stated: Stated): readonly Problem[] {
  const { config, market, written } = stated
  if (market.price.BTC > 0) return []
  const refuse = refuser(stated)
  const paths: Path[] = []
  if ((written.wallet?.BTC ?? 0) > 0) paths.push(['wallet', 'BTC'])
  for (const place of EXCHANGES)
    for (const wing of ['funding', 'trading'] as const)
      if ((written.exchanges?.[place]?.[wing]?.BTC ?? 0) > 0) paths.push(['exchanges', place, wing, 'BTC'])
  for (const [at, { asset }] of (written.flights ?? []).entries())
    if (asset === 'BTC') paths.push(['flights', at, 'asset'])
  return paths.map((path) =>
    refuse(path, 'ASSET_NOT_PRICED', {
      found: 'BTC',
      allowed: `no BTC: ${config.mode.name} reads no price of it, so it would count as nothing. Plan it with btc_basis`,
    }),
  )
}
