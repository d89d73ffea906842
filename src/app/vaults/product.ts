import { assets as aumOf, type PoolToken } from '../../models/vault/gmx1.ts'
import { deltasOfBasket, deltasOfPositions, smooth } from '../../models/vault/pool.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import { type DraftGm, valued } from './gm.ts'
import { ratio } from './reader.ts'
import type { DraftEpoch } from './schema.ts'

type DraftPool = NonNullable<DraftEpoch['pool']>

/** What a product is worth a unit, 1e8, and its delta of each name in one US dollar of it, 1e18. */
export interface Worth {
  readonly price: bigint
  readonly deltas: readonly bigint[]
}

/** What is known beside the product: names, their prices, and the deltas of the epoch before. */
export interface Around {
  readonly names: readonly string[]
  readonly prices: readonly (bigint | null)[]
  readonly before: readonly (bigint | null)[]
}

/** Which product of the pool is written, with the names that it uses. Null where price and deltas are stated. */
export function productOf(pool: DraftPool | undefined): Product | null {
  if (pool?.gm !== undefined) return { kind: 'gm', uses: [pool.gm.asset ?? ''] }
  if (pool?.basket !== undefined) return { kind: 'basket', uses: (pool.basket.parts ?? []).flatMap(usesOf) }
  if (pool?.jlp !== undefined) return { kind: 'jlp', uses: Object.keys(pool.jlp.tokens ?? {}) }
  if (pool?.hlp !== undefined) return { kind: 'hlp', uses: Object.keys(pool.hlp.positions ?? {}) }
  return null
}

export interface Product {
  readonly kind: 'gm' | 'basket' | 'jlp' | 'hlp'
  readonly uses: readonly string[]
}

type DraftPart = NonNullable<NonNullable<DraftPool['basket']>['parts']>[number]

const usesOf = ({ gm, deltas }: DraftPart): readonly string[] =>
  gm === undefined ? Object.keys(deltas ?? {}) : [gm.asset ?? '']

/** Null where the figures make no price: no supply, or a pool worth nothing. */
export function worthOf(pool: DraftPool, { kind }: Product, around: Around): Worth | null {
  switch (kind) {
    case 'gm': {
      const found = ofGm(pool.gm ?? {}, around)
      const asset = around.names.indexOf(pool.gm?.asset ?? '')
      // What is stated of other assets stays.
      const deltas = found?.deltas.map((delta, a) => (a === asset ? delta : (around.before[a] ?? 0n)))
      return found === null || deltas === undefined ? null : { ...found, deltas }
    }
    case 'basket':
      return ofBasket(pool.basket ?? {}, around)
    case 'jlp':
      return ofJlp(pool.jlp ?? {}, around)
    case 'hlp':
      return ofHlp(pool.hlp ?? {}, around)
  }
}

function ofGm(draft: DraftGm, { names, prices }: Around): Worth | null {
  const asset = names.indexOf(draft.asset ?? '')
  const found = valued(draft, prices[asset] ?? 0n)
  return found === null ? null : { price: found.price, deltas: names.map((_, a) => (a === asset ? found.delta : 0n)) }
}

/** GLV, and any pools held in one basket: Σ held · price over the supply, and deltas by the worth of the parts (docs/rules/vaults.md#pools). */
function ofBasket({ parts = [], supply }: NonNullable<DraftPool['basket']>, around: Around): Worth | null {
  const each = parts.flatMap((part) => {
    const one = part.gm === undefined ? stated(part, around) : ofGm(part.gm, around)
    return one === null ? [] : [{ ...one, worth: BigInt(Math.round((part.held ?? 0) * Number(one.price))) }]
  })
  const total = each.reduce((all, { worth }) => all + worth, 0n)
  if (each.length < parts.length || total <= 0n) return null
  const price = perUnit(total, supply ?? 0)
  const deltas = deltasOfBasket(
    each.map(({ worth }) => worth),
    each.map((one) => one.deltas),
  )
  return price === null ? null : { price, deltas }
}

function stated({ price = 0, deltas }: DraftPart, { names }: Around): Worth | null {
  const one = BigInt(Math.round(price * PRICE))
  return one <= 0n ? null : { price: one, deltas: names.map((name) => ratio(Number(lookup(deltas, name) ?? 0))) }
}

const PRICE = 1e8

/** JLP counts as GLP v1 does: what is lent to traders is not the pool's, and what they are short it is long. */
function ofJlp({ tokens = {}, supply }: NonNullable<DraftPool['jlp']>, { names, prices }: Around): Worth | null {
  const listed = Object.entries(tokens).map(([name, draft]) => {
    const a = names.indexOf(name)
    return { a, token: tokenOf(draft, a === -1 ? null : (prices[a] ?? 0n)) }
  })
  const { total, deltas } = aumOf(listed.map(({ token }) => token))
  const price = perUnit(divide(total, USD_22, 'down'), supply ?? 0)
  if (price === null) return null
  return {
    price,
    deltas: names.map((_, a) => listed.reduce((all, each, i) => (each.a === a ? all + (deltas[i] ?? 0n) : all), 0n)),
  }
}

const USD_30 = 10n ** 30n
/** Of 1e30 in one of 1e8. */
const USD_22 = 10n ** 22n

type DraftToken = NonNullable<NonNullable<DraftPool['jlp']>['tokens']>[string]

/** A token that is no asset of the config is a dollar. */
function tokenOf({ owned, locked, guaranteed, shorts, shortPrice }: DraftToken, price: bigint | null): PoolToken {
  const tokens = (n: number | undefined): bigint => fine(n) * 1_000_000_000n
  const usd = (n: number | undefined): bigint => fine(n) * 10n ** 21n
  return {
    stable: price === null,
    decimals: 18n,
    price: price === null ? USD_30 : price * 10n ** 22n,
    pool: tokens(owned),
    reserved: tokens(locked),
    guaranteed: usd(guaranteed),
    shortSize: shortPrice === undefined ? 0n : usd(shorts),
    shortPrice: usd(shortPrice),
  }
}

/** With nine places: as far as an estimate goes. */
const fine = (n = 0): bigint => BigInt(Math.round(n * 1e9))

/** HLP: the positions of all child vaults over their equity; `keep` slows deltas that change in seconds. */
function ofHlp(
  { equity = 0, supply, positions = {}, keep = 0 }: NonNullable<DraftPool['hlp']>,
  around: Around,
): Worth | null {
  const { names, prices, before } = around
  const total = BigInt(Math.round(equity * PRICE))
  const price = total <= 0n ? null : perUnit(total, supply ?? 0)
  if (price === null) return null
  const worths = names.map((name, a) =>
    BigInt(Math.round(Number(lookup(positions, name) ?? 0) * Number(prices[a] ?? 0n))),
  )
  const now = deltasOfPositions(worths, total)
  const last = before.map((delta, a) => delta ?? now[a] ?? 0n)
  return { price, deltas: smooth(last, now, ratio(keep)) }
}

/** US dollars of 1e8 over a supply in whole units; null where that is no price. */
function perUnit(total: bigint, supply: number): bigint | null {
  const price = Number(total) / supply
  return price >= 1 && price <= PRICE_MAX * PRICE ? BigInt(Math.round(price)) : null
}

/** US dollars of one unit: far more than any has. */
const PRICE_MAX = 1e12
