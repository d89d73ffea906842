import type * as z from 'zod'
import { toDestination } from '../../models/pool/bridge.ts'
import * as Chain from '../../models/pool/chain.ts'
import { of as amount } from '../../units/amount.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { DECIMALS } from '../../units/price.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import type { Path } from '../config/source.ts'
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

const UNIT = amount(1n)

/** Fewest decimals of a base token. */
const DECIMALS_MIN = 6

/** Networks by their usual names, so that `arbitrum` is Arbitrum. */
const NETWORKS: Readonly<Record<string, number>> = {
  ethereum: 1,
  optimism: 10,
  unichain: 130,
  polygon: 137,
  base: 8453,
  arbitrum: 42_161,
  bnb: 56,
}

/** For chains that are given a name only: networks with every token that may cross come first. */
const ORDER = [42_161, 10, 1, 137, 8453, 130]

/** The pools as the models keep them, without a share price where the file has none. */
export function chainsOf(written: Written, read: Reader): Readonly<Record<string, Chain.Chain>> {
  const names = Object.keys(written.chains)
  const isKnown = read.knows(written.base, Object.keys(written.tokens), ['base'])
  if (isKnown && read.decimalsOf(written.base) < DECIMALS_MIN)
    read.breaches.push({
      code: 'POOL_DECIMALS',
      path: ['tokens', written.base, 'decimals'],
      found: `${read.decimalsOf(written.base)} decimals of the base token`,
      allowed: `${DECIMALS_MIN} or more: the contract opens no pool in a token with fewer`,
    })
  const taken = new Set(names.map((name) => idOf(name, lookup(written.chains, name))).filter((id) => id !== null))
  const free = ORDER.filter((id) => !taken.has(id))
  const chains: Record<string, Chain.Chain> = {}
  const ids = new Set<number>()
  if (names.length === 0)
    read.breaches.push({ code: 'POOL_CHAIN_NONE', path: ['chains'], found: 'no chain', allowed: 'at least one chain' })
  for (const name of names) {
    const draft = lookup(written.chains, name) ?? {}
    const id = idOf(name, draft) ?? free.shift() ?? 0
    if (id === 0 || ids.has(id))
      read.breaches.push({
        code: 'POOL_CHAIN_ID',
        path: ['chains', name],
        found: id === 0 ? 'more chains than there are networks' : `a second chain ${id}`,
        allowed: `one chain for each network: ${Object.keys(NETWORKS).join(', ')}`,
      })
    ids.add(id)
    for (const token of names.length > 1 ? Object.keys(written.tokens) : [])
      if (toDestination(UNIT, { token, source: 0, destination: id }) !== UNIT)
        read.breaches.push({
          code: 'POOL_DECIMALS',
          path: ['chains', name],
          found: `${token} with other decimals than on the other chains`,
          allowed: 'chains on which a token has the same decimals; the base token and the shares count in them',
        })
    keep(chains, name, chainOf(draft, { written, read, id, path: ['chains', name] }))
  }
  return chains
}

function idOf(name: string, draft: Draft | undefined): number | null {
  return draft?.id ?? lookup(NETWORKS, name) ?? null
}

interface At {
  readonly written: Written
  readonly read: Reader
  readonly id: number
  readonly path: Path
}

function chainOf(draft: Draft, at: At): Chain.Chain {
  const { written, read, id, path } = at
  const { base } = written
  const decimals = read.decimalsOf(base)
  const empty = Chain.empty({
    id,
    decimals,
    base,
    native: draft.native ?? 'ETH',
    wrapped: draft.wrapped ?? 'WETH',
  })
  const accounts = accountsOf(draft, decimals, at)
  const tokens = Object.keys(written.tokens)
  const held: string[] = []
  let chain: Chain.Chain = empty
  for (const [token, text] of Object.entries(draft.balances ?? {})) {
    if (!read.knows(token, tokens, [...path, 'balances', token])) continue
    chain = Chain.credit(chain, token, amount(read.amount(text, token, [...path, 'balances', token])))
    held.push(token)
  }
  for (const [token, text] of Object.entries(draft.apps ?? {})) {
    if (!read.knows(token, tokens, [...path, 'apps', token])) continue
    const balance = amount(read.amount(text, token, [...path, 'apps', token]))
    if (balance !== 0n) chain = Chain.withHolding(chain, { ...Chain.holding(chain, token), apps: [balance] })
    if (!held.includes(token)) held.push(token)
  }
  for (const [token, text] of Object.entries(draft.claims ?? {})) {
    if (!read.knows(token, tokens, [...path, 'claims', token])) continue
    const virtualBalance = amount(read.amount(text, token, [...path, 'claims', token]))
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
