import type * as z from 'zod'
import * as Chain from '../../models/pool/chain.ts'
import { NETWORKS } from '../../models/pool/networks.ts'
import { of as amount } from '../../units/amount.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { DECIMALS } from '../../units/price.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import type { Path } from '../config/source.ts'
import { coinOf } from './coin.ts'
import { crossingAt, knownOf } from './network.ts'
import type { Reader } from './reader.ts'
import type { chain as schema, tokens } from './schema.ts'

type Draft = z.output<typeof schema>

export interface Written {
  readonly base: string
  readonly tokens: z.output<typeof tokens>
  readonly chains: Readonly<Record<string, Draft>>
}

/** Who has the shares of a chain where nobody is named. */
export const HOLDERS = 'holders'

/** Fewest decimals of a base token. */
const DECIMALS_MIN = 6

/** Networks that a chain with a name of the reader's own takes, in order: none has decimals of its own. */
const SPARE = NETWORKS.filter(({ decimals }) => Object.keys(decimals).length === 0).map(({ id }) => id)

/** The pools as the models keep them, without a share price where the file has none. */
export function chainsOf(written: Written, read: Reader): Readonly<Record<string, Chain.Chain>> {
  const { base } = written
  const drafts = Object.entries(written.chains)
  read.knows(base, Object.keys(written.tokens), ['base'])
  const taken = new Set(drafts.flatMap(([name, draft]) => idOf(name, draft) ?? []))
  const free = SPARE.filter((id) => !taken.has(id))
  const chains: Record<string, Chain.Chain> = {}
  if (drafts.length === 0)
    read.breaches.push({ code: 'POOL_CHAIN_NONE', path: ['chains'], found: 'no chain', allowed: 'at least one chain' })
  twice(written.chains, read)
  coarse(written, read)
  for (const [name, draft] of drafts) {
    const path = ['chains', name]
    const id = idOf(name, draft) ?? free.shift() ?? 0
    if (id === 0)
      read.breaches.push({
        code: 'POOL_CHAIN_ID',
        path,
        found: 'more chains than there are networks',
        allowed: `one chain for each network: ${NETWORKS.map((known) => known.name).join(', ')}; or another with its id and the tokens that cross there`,
      })
    for (const token of Object.keys(draft.tokens ?? {}))
      read.knows(token, [...Object.keys(written.tokens), 'WETH'], [...path, 'tokens', token])
    keep(chains, name, chainOf(draft, { written, read, id, name, path }))
  }
  return chains
}

const idOf = (name: string, draft: Draft): number | null => draft.id ?? knownOf(name, draft)?.id ?? null

/** Refuses a base token with too few decimals, once for the token and once for each chain that says so itself. */
function coarse({ base, tokens, chains }: Written, { breaches, decimalsOf }: Reader): void {
  if (lookup(tokens, base) === undefined) return
  const found = new Map<string, { readonly path: Path; readonly decimals: number }>()
  for (const [name, draft] of Object.entries(chains)) {
    const isOwn = lookup(draft.tokens, base) !== undefined
    const path = isOwn ? ['chains', name, 'tokens', base] : ['tokens', base, 'decimals']
    const decimals = decimalsOf(base, name)
    if (decimals < DECIMALS_MIN) found.set(path.join('.'), { path, decimals })
  }
  for (const { path, decimals } of found.values())
    breaches.push({
      code: 'POOL_DECIMALS',
      path,
      found: `${decimals} decimals of the base token`,
      allowed: `${DECIMALS_MIN} or more: the contract opens no pool in a token with fewer`,
    })
}

/** Refuses a chain that stands there already: under other capitals, an alias or a number. */
function twice(drafts: Written['chains'], { breaches }: Reader): void {
  const seen = new Map<string, string>()
  for (const [name, draft] of Object.entries(drafts)) {
    const id = idOf(name, draft)
    const calls = [name, ...(draft.aliases ?? []), ...(id === null ? [] : [`#${id}`])].map((call) => call.toLowerCase())
    const other = calls.map((call) => seen.get(call)).find((found) => found !== undefined)
    if (other !== undefined)
      breaches.push({
        code: 'POOL_CHAIN_ID',
        path: ['chains', name],
        found: id === null ? `${name}, which is ${other}` : `${name}, which is chain ${id} like ${other}`,
        allowed: 'each chain once, whatever it is called: names, numbers and aliases are the same in capitals',
      })
    for (const call of calls) if (!seen.has(call)) seen.set(call, name)
  }
}

interface At {
  readonly written: Written
  readonly read: Reader
  readonly id: number
  readonly name: string
  readonly path: Path
}

function chainOf(draft: Draft, at: At): Chain.Chain {
  const { written, read, id, name, path } = at
  const { base } = written
  const decimals = read.decimalsOf(base, name)
  const tokens = Object.keys(written.tokens)
  const empty = Chain.empty({
    id,
    decimals,
    base,
    ...coinOf(draft, { tokens, read, path }),
    crossing: crossingAt({ name, id }, draft, read),
  })
  const accounts = accountsOf(draft, decimals, at)
  const held: string[] = []
  let chain: Chain.Chain = empty
  for (const [token, text] of Object.entries(draft.balances ?? {})) {
    if (!read.knows(token, tokens, [...path, 'balances', token])) continue
    chain = Chain.credit(chain, token, amount(read.amount(text, { token, chain: name }, [...path, 'balances', token])))
    held.push(token)
  }
  for (const [token, text] of Object.entries(draft.apps ?? {})) {
    if (!read.knows(token, tokens, [...path, 'apps', token])) continue
    const balance = amount(read.amount(text, { token, chain: name }, [...path, 'apps', token]))
    if (balance !== 0n) chain = Chain.withHolding(chain, { ...Chain.holding(chain, token), apps: [balance] })
    if (!held.includes(token)) held.push(token)
  }
  for (const [token, text] of Object.entries(draft.claims ?? {})) {
    if (!read.knows(token, tokens, [...path, 'claims', token])) continue
    const virtualBalance = amount(read.amount(text, { token, chain: name }, [...path, 'claims', token]))
    chain = Chain.withHolding(chain, { ...Chain.holding(chain, token), virtualBalance })
    if (!held.includes(token)) held.push(token)
  }
  const stored = draft.sharePrice === undefined ? 0n : read.units(draft.sharePrice, decimals, [...path, 'sharePrice'])
  return {
    ...chain,
    accounts,
    totalSupply: accounts.reduce((sum, { shares }) => Shares.add(sum, shares), Shares.ZERO),
    virtualSupply: Shares.of(read.units(draft.virtualSupply ?? '0', decimals, [...path, 'virtualSupply'])),
    sharePrice: SharePrice.of(stored),
    active: held.filter((token) => token !== base),
    accepted: tokens.filter((token) => token !== base),
  }
}

/** Holders named, and the rest of the supply under one name. */
function accountsOf(draft: Draft, decimals: number, { read, path }: At): readonly Chain.Account[] {
  const named = Object.entries(draft.holders ?? {}).map(([holder, text]) => ({
    holder,
    shares: Shares.of(read.units(text, decimals, [...path, 'holders', holder])),
    activation: 0,
  }))
  const sum = named.reduce((all, { shares }) => Shares.add(all, shares), Shares.ZERO)
  const supply = draft.supply === undefined ? sum : read.units(draft.supply, decimals, [...path, 'supply'])
  if (supply < sum)
    read.breaches.push({
      code: 'POOL_HOLDERS',
      path: [...path, 'holders'],
      found: 'holders with more shares than the supply',
      allowed: 'holders whose shares sum to the supply, or to less',
    })
  const rest = Shares.of(supply - sum)
  return rest > 0n ? [...named, { holder: HOLDERS, shares: rest, activation: 0 }] : named
}

/** Exact prices: units of the currency for one whole token, at 1e18. */
export function pricesOf(written: Written, read: Reader): Readonly<Record<string, bigint>> {
  const prices: Record<string, bigint> = Object.fromEntries(
    Object.entries(written.tokens).map(([token, { price }]) => {
      const path = ['tokens', token, 'price']
      const found = read.units(price, DECIMALS, path)
      if (found <= 0n) read.breaches.push({ code: 'POOL_PRICE', path, found: price, allowed: 'a price above zero' })
      return [token, found]
    }),
  )
  return withWrapped(prices)
}

/** Ether crosses wrapped, at its own price, whether or not the file lists WETH. */
export function withWrapped(prices: Readonly<Record<string, bigint>>): Record<string, bigint> {
  const ether = prices['ETH']
  return ether === undefined || 'WETH' in prices ? { ...prices } : { ...prices, WETH: ether }
}
