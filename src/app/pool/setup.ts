import { basename, dirname, resolve } from 'node:path'
import { FILE_MAX } from '../../adapters/history/client.ts'
import { NOTED } from '../../adapters/history/policy.ts'
import type { Digits } from '../../backtest/pool/word.ts'
import type { Chain } from '../../models/pool/chain.ts'
import type { Rules } from '../../models/pool/rules.ts'
import type { Gas, Routes } from '../../portfolio/pool/market.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { PoolSizes } from '../../stress/pool/scenario.ts'
import * as Decimal from '../../units/decimal.ts'
import { usd } from '../../units/estimate.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { type Instant, instant, parse } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import type { Breach } from '../config/breach.ts'
import type { Data } from '../config/config.ts'
import { expectConfig } from '../config/kind.ts'
import { shaped } from '../config/shape.ts'
import { describedBy, namedConfig } from './alias.ts'
import type { Aloft } from './aloft.ts'
import { flightsOf } from './book.ts'
import { routesOf } from './bridge.ts'
import { chainsOf } from './chain.ts'
import { unlike } from './coin.ts'
import { book, config as schema, type Written } from './config.ts'
import { digitsOf, titlesOf } from './network.ts'
import { policyOf } from './policy.ts'
import { impossible, unsent } from './possible.ts'
import { type Reader, reader } from './reader.ts'
import { rulesOf } from './rule.ts'
import { sizesOf } from './sizes.ts'

/** What gives a token its price in USD: a figure that stands still, or a series of the market. */
export type Quoted =
  | { readonly kind: 'fixed'; readonly usd: bigint }
  | { readonly kind: 'ETH' }
  | { readonly kind: 'BTC' }

/** What trading makes on a chain: once, or about so much a day. */
export type Gain =
  | {
      readonly kind: 'once'
      readonly chain: string
      readonly token: string
      readonly at: Instant
      readonly amount: bigint
    }
  | {
      readonly kind: 'daily'
      readonly chain: string
      readonly token: string
      readonly perDay: bigint
      readonly spread: bigint
    }

/** A config with every default, as the engine takes it. */
export interface PoolSetup {
  readonly title: string
  readonly file: string
  readonly base: string
  readonly rules: Rules
  readonly decimals: Digits
  readonly quotes: Readonly<Record<string, Quoted>>
  /** Without a share price where the file has none. */
  readonly chains: Readonly<Record<string, Chain>>
  readonly flights: readonly Aloft[]
  readonly routes: Routes
  /** What each known chain, or one that the config gives a title, is called in full. */
  readonly titles: Readonly<Record<string, string>>
  /** What calls cost on each chain. */
  readonly gas: Readonly<Record<string, Gas>>
  readonly expired: number
  readonly policy: PoolPolicy
  readonly gains: readonly Gain[]
  /** How large the shocks of a stress test are. */
  readonly stress: PoolSizes
  readonly data: Data
  /** ConfigError, of the file that the breach stands in; nothing without one. */
  readonly refuse: (breaches: readonly Breach[]) => void
}

/** Reads a config of the pool book, and the file of `--state` where the book stands in one of its own. ConfigError with every problem there is. */
export function setupOf(opened: Opened, standing: StateText | null = null): PoolSetup {
  expectConfig('pool', opened)
  const { file } = opened
  const { written: content, refuse } = writtenOf(opened, standing)
  const decimals = digitsOf(content)
  const read = reader(decimals)
  const priced = Object.fromEntries(
    Object.entries(content.tokens).map(([token, { decimals: places }]) => [token, { decimals: places, price: '1' }]),
  )
  const chains = chainsOf({ base: content.base, tokens: priced, chains: content.chains }, read)
  const quotes = quotesOf(content, read)
  unlike(content.chains, (token) => worthOf(lookup(quotes, token)), read)
  const rules = rulesOf(content.rules, content.model, read)
  const [names, tokens] = [Object.keys(chains), Object.keys(quotes)]
  const policy = policyOf(content, { rules, names, read })
  const gains = gainsOf(content, names, read)
  const { routes: own, expired = 0, ...terms } = content.bridge ?? {}
  const routes = routesOf({ ...terms, routes: own }, { names, tokens, fee: FEE, read, bridges: content.bridges ?? {} })
  const flights = flightsOf(content.flights ?? [], { chains, tokens, routes, read })
  const gas = gasOf(content, names, read)
  const sizes = sizesOf(content.stress, read.breaches)
  if (read.breaches.length === 0) read.breaches.push(...impossible(chains, rules), ...unsent(flights, rules))
  refuse(read.breaches)
  return {
    title: content.title ?? basename(file),
    file: basename(file),
    base: content.base,
    rules,
    decimals,
    quotes,
    chains,
    flights,
    routes,
    titles: titlesOf(content.chains),
    gas,
    expired,
    policy,
    gains,
    stress: sizes,
    data: dataOf(content, file),
    refuse,
  }
}

function gasOf({ gas = {} }: Written, names: readonly string[], read: Reader): PoolSetup['gas'] {
  const { chains = {}, ...all } = gas
  for (const name of Object.keys(chains)) read.knows(name, names, ['gas', 'chains', name])
  return Object.fromEntries(
    names.map((name) => {
      const { deposit = 0.5, refund = 0.5, update = 0.2 } = { ...all, ...lookup(chains, name) }
      return [name, { deposit: usd(deposit), refund: usd(refund), update: usd(update) }]
    }),
  )
}

/** What a bridge keeps where nothing is written. */
const FEE = 0.0005

/** The text of a file named with `--state`, and where everything in it stands. */
type StateText = Pick<Opened, 'source' | 'file'>

interface Read {
  readonly written: Written
  readonly refuse: (breaches: readonly Breach[]) => void
}

/** The config with the chains and flights of the state's file, where there is one; what is wrong is said of the file it stands in. */
function writtenOf({ source, file }: Opened, standing: StateText | null): Read {
  const config = shaped(schema, source, file)
  if (standing === null) return { written: namedConfig(config.content), refuse: config.refuse }
  const state = shaped(book, standing.source, { state: standing.file })
  const isOfState = ({ path }: Breach): boolean => path[0] === 'chains' || path[0] === 'flights'
  const { chains, flights = [] } = state.content
  return {
    written: namedConfig({ ...config.content, chains: describedBy(config.content.chains, chains), flights }),
    refuse(breaches) {
      // The state first: where its chains are others than the config's, that is what the config then seems to lack.
      state.refuse(breaches.filter(isOfState))
      config.refuse(breaches.filter((breach) => !isOfState(breach)))
    },
  }
}

function quotesOf({ tokens }: Written, read: Reader): Readonly<Record<string, Quoted>> {
  const quotes: Record<string, Quoted> = {}
  for (const [token, { price, follows }] of Object.entries(tokens)) {
    const path = ['tokens', token]
    if ((price === undefined) === (follows === undefined)) {
      const found = price === undefined ? 'neither `price` nor `follows`' : 'both `price` and `follows`'
      read.breaches.push({ code: 'POOL_QUOTE', path, found, allowed: 'one of the two' })
    }
    const fixed = read.units(price ?? '1', 18, [...path, 'price'])
    keep(quotes, token, follows === undefined ? { kind: 'fixed', usd: fixed } : { kind: follows })
    if (fixed <= 0n) read.breaches.push({ code: 'POOL_PRICE', path, found: price ?? '', allowed: 'a price above zero' })
  }
  return 'ETH' in quotes && !('WETH' in quotes) ? { ...quotes, WETH: quotes['ETH'] ?? { kind: 'ETH' } } : quotes
}

const worthOf = (of: Quoted | undefined): string | undefined =>
  of === undefined ? undefined : of.kind === 'fixed' ? Decimal.format(of.usd, 18) : `as ${of.kind}`

function gainsOf({ gains = [], tokens, chains }: Written, names: readonly string[], read: Reader): readonly Gain[] {
  return gains.flatMap((draft, at): readonly Gain[] => {
    const path = ['gains', at]
    const { chain, token } = draft
    if (!read.knows(chain, names, [...path, 'chain']) || !read.knows(token, Object.keys(tokens), [...path, 'token']))
      return []
    if (lookup(chains, chain) === undefined) return []
    const units = (key: 'amount' | 'perDay' | 'spread'): bigint =>
      read.amount(draft[key] ?? '0', { token, chain }, [...path, key])
    const once = draft.at !== undefined && draft.amount !== undefined
    const daily = draft.perDay !== undefined || draft.spread !== undefined
    if (once === daily) {
      const allowed = '`at` with `amount`, or `perDay` and `spread`'
      read.breaches.push({ code: 'POOL_GAIN', path, found: 'a gain that is not one of the two', allowed })
    }
    if (draft.at !== undefined && once) return [{ kind: 'once', chain, token, at: draft.at, amount: units('amount') }]
    return [{ kind: 'daily', chain, token, perDay: units('perDay'), spread: units('spread') }]
  })
}

/** What a simulated market starts at when nothing else is said: a date that means nothing. */
const DAWN = parse('2024-01-01')

function dataOf({ data = {} }: Written, file: string): Data {
  if (data.folder === undefined && (data.simulated !== undefined || data.to === undefined)) {
    const { seed = 7, hours: length = 90 * 24 } = data.simulated ?? {}
    return { kind: 'simulated', seed, hours: length, from: data.from ?? DAWN }
  }
  return {
    kind: 'files',
    folder: data.folder === undefined ? null : resolve(dirname(file), data.folder),
    from: data.from ?? instant(Number.NaN),
    to: data.to ?? instant(Number.NaN),
    fileMax: data.fileMax ?? FILE_MAX,
    gaps: NOTED,
  }
}
