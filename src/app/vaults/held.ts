import { at } from '../../models/vault/table.ts'
import { lookup } from '../../units/lookup.ts'
import type { Path } from '../config/source.ts'
import { productOf, worthOf } from './product.ts'
import type { DraftEpoch } from './schema.ts'
import type { Setup } from './setup.ts'

/** Prices and deltas that hold until they are written again. Null where they never were. */
export interface Held {
  readonly prices: readonly (bigint | null)[]
  /** One, or those of a mix in the order of the config. */
  readonly pools: readonly HeldPool[]
  /** Seconds since each price was written, as of this epoch: those of assets, then those of pools. */
  readonly ages: readonly bigint[]
}

export interface HeldPool {
  readonly price: bigint | null
  readonly deltas: readonly (bigint | null)[]
}

export interface Of {
  /** Assets, then those that nobody hedges. */
  readonly names: readonly string[]
  readonly setup: Setup
  readonly path: Path
}

/** Names that prices of pools are written under: `pool`, or those of a mix. */
export const poolsOf = ({ mix }: Pick<Setup, 'mix'>): readonly string[] =>
  mix === undefined ? ['pool'] : mix.pools.map(({ name }) => name)

export function nothingHeld(setup: Setup, names: readonly string[]): Held {
  const none = names.map(() => null)
  const pools = poolsOf(setup)
  return {
    prices: none,
    pools: pools.map(() => ({ price: null, deltas: none })),
    ages: [...names, ...pools].map(() => 0n),
  }
}

type DraftPool = NonNullable<DraftEpoch['pool']>

/** What an epoch writes of a pool, and where. */
interface Written {
  readonly name: string
  readonly draft: DraftPool | undefined
  readonly path: Path
}

const writtenOf = (draft: DraftEpoch, { setup, path }: Of): readonly Written[] =>
  setup.mix === undefined
    ? [{ name: 'pool', draft: draft.pool, path: [...path, 'pool'] }]
    : poolsOf(setup).map((name) => ({ name, draft: lookup(draft.pools, name), path: [...path, 'pools', name] }))

export function carried(held: Held, draft: DraftEpoch, of: Of): Held {
  const { names, setup, path } = of
  const { read } = setup
  const written = (draft.prices ?? {}) as Readonly<Record<string, string>>
  read.known(written, names, [...path, 'prices'])
  strangers(draft, of)
  const pools = writtenOf(draft, of)
  const prices = names.map((name, a) => {
    const text = lookup(written, name)
    return text === undefined ? (held.prices[a] ?? null) : read.units(text, 'price', [...path, 'prices', name])
  })
  const next = {
    prices,
    pools: pools.map((each, k) => poolAt(held.pools[k] ?? NEVER, each, { names, setup, prices })),
    ages: agesOf(held, { draft, pools }, names),
  }
  const missing = [
    ...names.filter((_, a) => next.prices[a] === null).map((name) => `price of ${name}`),
    ...pools.flatMap(({ name }, k) => {
      const { price, deltas } = next.pools[k] ?? NEVER
      const of_ = name === 'pool' ? 'the pool' : name
      return [
        ...(price === null ? [`price of ${of_}`] : []),
        ...names
          .filter((_, a) => (deltas[a] ?? null) === null)
          .map((asset) => `delta of ${asset}${name === 'pool' ? '' : ` in ${name}`}`),
      ]
    }),
  ]
  // What the first epoch lacks, no later one is told again.
  if (missing.length > 0 && path.at(-1) === 0)
    read.breaches.push({
      code: 'VAULTS_INCOMPLETE',
      path,
      found: `no ${missing.join(', no ')}`,
      allowed: 'all of them in the first epoch',
    })
  return next
}

const NEVER: HeldPool = { price: null, deltas: [] }

/** One pool is written under `pool`, those of a mix under `pools`, by the names that they have in the config. */
function strangers({ pool, pools }: DraftEpoch, { setup, path }: Of): void {
  const { read, mix } = setup
  if (mix === undefined && pools !== undefined)
    read.breaches.push({
      code: 'VAULTS_MIX',
      path: [...path, 'pools'],
      found: 'pools',
      allowed: '`pool`, without `pool.mix`',
    })
  if (mix === undefined) return
  read.known(pools, poolsOf(setup), [...path, 'pools'])
  if (pool !== undefined)
    read.breaches.push({
      code: 'VAULTS_MIX',
      path: [...path, 'pool'],
      found: 'pool',
      allowed: '`pools`, with `pool.mix`',
    })
  for (const [name, { gm }] of Object.entries(pools ?? {}))
    if (gm?.fee !== undefined || gm?.impact !== undefined)
      read.breaches.push({
        code: 'VAULTS_MIX',
        path: [...path, 'pools', name, 'gm'],
        found: '`fee` or `impact` of a pool of a mix',
        allowed: '`mint` and `burn` under `pool.mix`',
      })
}

interface Around {
  readonly names: readonly string[]
  readonly setup: Setup
  readonly prices: Held['prices']
}

function poolAt(held: HeldPool, written: Written, around: Around): HeldPool {
  const { draft, path } = written
  const { names, setup } = around
  const { read } = setup
  const deltas = draft?.deltas ?? {}
  read.known(deltas, names, [...path, 'deltas'])
  const stated = {
    price: draft?.price === undefined ? held.price : read.units(draft.price, 'price', [...path, 'price']),
    deltas: names.map((name, a) => {
      const text = lookup(deltas, name)
      return text === undefined ? (held.deltas[a] ?? null) : read.units(text, 'ratio', [...path, 'deltas', name])
    }),
  }
  return valuedBy(stated, written, around)
}

/** A price that is written is as old as is written, or fresh; one that is left out grows older by the time since the epoch before. */
function agesOf(
  { ages }: Held,
  { draft: { prices, age, after }, pools }: { readonly draft: DraftEpoch; readonly pools: readonly Written[] },
  names: readonly string[],
): readonly bigint[] {
  const isNew = [
    ...names.map((name) => lookup(prices, name) !== undefined),
    ...pools.map(({ draft }) => draft?.price !== undefined || productOf(draft) !== null),
  ]
  return [...names, ...pools.map(({ name }) => name)].map((name, i) => {
    const written = lookup(age, name)
    if (written !== undefined) return BigInt(Math.round(written))
    return isNew[i] === true ? 0n : at(ages, i) + BigInt(Math.round(after ?? 0))
  })
}

/** A product whose price and deltas follow from its figures, where one is written; every asset that it uses has a price. */
function valuedBy(held: HeldPool, { draft, path }: Written, { names, setup, prices }: Around): HeldPool {
  const product = productOf(draft)
  if (draft === undefined || product === null) return held
  const { kind, uses } = product
  const where = [...path, kind]
  const isDollar = (name: string): boolean => kind === 'jlp' && !names.includes(name)
  const strange = uses.find((name) => !isDollar(name) && (prices[names.indexOf(name)] ?? 0n) <= 0n)
  if (strange !== undefined) {
    const at_ = kind === 'gm' ? [...where, 'asset'] : where
    setup.read.breaches.push({
      code: 'VAULTS_NAME_UNKNOWN',
      path: at_,
      found: strange === '' ? 'nothing' : strange,
      allowed: names.join(', '),
    })
    return held
  }
  const found = worthOf(draft, product, { names, prices, before: held.deltas })
  if (found === null) {
    const allowed = 'a `supply` above zero, and figures that leave the pool some worth'
    setup.read.breaches.push({
      code: 'VAULTS_MARKET',
      path: where,
      found: `a ${kind} that comes to no price or delta`,
      allowed,
    })
    return { price: held.price ?? 0n, deltas: held.deltas.map((each) => each ?? 0n) }
  }
  return { price: found.price, deltas: found.deltas }
}
