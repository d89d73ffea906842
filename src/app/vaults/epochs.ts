import { type Epoch, type Filling, type GmxMarket, WHOLE } from '../../backtest/vaults/epoch.ts'
import { at } from '../../models/vault/table.ts'
import type { Quote } from '../../portfolio/vaults/input.ts'
import { lookup } from '../../units/lookup.ts'
import type { Path } from '../config/source.ts'
import type { DraftPerp } from './gmxSchema.ts'
import { depositOf, type PerpHeld, perpAt, perpBreaches } from './perp.ts'
import { productOf, worthOf } from './product.ts'
import { ratio } from './reader.ts'
import type { DraftEpoch } from './schema.ts'
import type { Setup } from './setup.ts'

/** Prices and deltas that hold until they are written again. Null where they never were. */
interface Held {
  readonly prices: readonly (bigint | null)[]
  readonly pool: bigint | null
  /** Seconds since each price was written, as of this epoch; that of the pool last. */
  readonly ages: readonly bigint[]
  readonly deltas: readonly (bigint | null)[]
}

/** Epochs with stated inputs, in order; prices and deltas that one leaves out are those of the one before. */
export function stated(setup: Setup, drafts: readonly DraftEpoch[]): readonly Epoch[] {
  const names = [...setup.config.assets, ...setup.outside]
  const none = names.map(() => null)
  let perps: Perps = { held: setup.config.assets.map(() => null), markets: [], deposits: {} }
  let held: Held = { prices: none, pool: null, deltas: none, ages: [...names, 'pool'].map(() => 0n) }
  return drafts.map((draft, i) => {
    const path = ['data', 'epochs', i]
    held = carried(held, draft, { names, setup, path })
    perps = perpsOf(perps, draft, { names, setup, path })
    return { ...epochOf(draft, held, { names, setup, path }), ...gmxOf(draft, { perps, held, names }) }
  })
}

/** Markets of GMX v2 as they were stated last, one an asset, and what they come to at this epoch. */
interface Perps {
  readonly held: readonly (PerpHeld | null)[]
  readonly markets: readonly (GmxMarket | null)[]
  /** Fee and impact of deposits into the pool, as they were stated last. */
  readonly deposits: Pick<DraftPerp, 'fee' | 'impact'>
}

function perpsOf(before: Perps, { gmx, pool, after = 0 }: DraftEpoch, { setup, path }: Of): Perps {
  const { assets } = setup.config
  setup.read.known(gmx, assets, [...path, 'gmx'])
  const each = assets.map((asset, a) => {
    const written = lookup(gmx, asset)
    const was = before.held[a] ?? null
    if (written !== undefined) setup.read.breaches.push(...perpBreaches(written, [...path, 'gmx', asset]))
    return was === null && written === undefined ? null : perpAt(was, written, after)
  })
  const { fee = before.deposits.fee, impact = before.deposits.impact } = pool?.gm ?? {}
  if (pool?.gm !== undefined) setup.read.breaches.push(...perpBreaches({ impact }, [...path, 'pool', 'gm']))
  return {
    held: each.map((one) => one?.[0] ?? null),
    markets: each.map((one) => one?.[1] ?? null),
    deposits: { fee, impact },
  }
}

interface Known {
  readonly perps: Perps
  readonly held: Held
  readonly names: readonly string[]
}

/** What an epoch says of GMX v2; nothing where it states no market. */
function gmxOf(
  { pool }: DraftEpoch,
  { perps: { markets, deposits }, held, names }: Known,
): Pick<Epoch, 'gmx' | 'deposit'> {
  const deposit = depositOf({ gm: pool?.gm, deposits }, held.prices[names.indexOf(pool?.gm?.asset ?? '')] ?? 0n)
  return {
    ...(markets.every((market) => market === null) ? {} : { gmx: markets }),
    ...(deposit === null ? {} : { deposit }),
  }
}

interface Of {
  readonly names: readonly string[]
  readonly setup: Setup
  readonly path: Path
}

function carried(held: Held, draft: DraftEpoch, { names, setup, path }: Of): Held {
  const { read } = setup
  const written = (draft.prices ?? {}) as Readonly<Record<string, string>>
  const deltas = draft.pool?.deltas ?? {}
  read.known(written, names, [...path, 'prices'])
  read.known(deltas, names, [...path, 'pool', 'deltas'])
  const known = {
    ages: agesOf(held, draft, names),
    prices: names.map((name, a) => {
      const text = lookup(written, name)
      return text === undefined ? (held.prices[a] ?? null) : read.units(text, 'price', [...path, 'prices', name])
    }),
    pool:
      draft.pool?.price === undefined ? held.pool : read.units(draft.pool.price, 'price', [...path, 'pool', 'price']),
    deltas: names.map((name, a) => {
      const text = lookup(deltas, name)
      return text === undefined
        ? (held.deltas[a] ?? null)
        : read.units(text, 'ratio', [...path, 'pool', 'deltas', name])
    }),
  }
  const next = valuedBy(draft, known, { names, setup, path })
  const missing = [
    ...names.filter((_, a) => next.prices[a] === null).map((name) => `price of ${name}`),
    ...(next.pool === null ? ['price of the pool'] : []),
    ...names.filter((_, a) => next.deltas[a] === null).map((name) => `delta of ${name}`),
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

/** A price that is written is as old as is written, or fresh; one that is left out grows older by the time since the epoch before. */
function agesOf({ ages }: Held, { prices, pool, age, after }: DraftEpoch, names: readonly string[]): readonly bigint[] {
  const isNew = (name: string): boolean =>
    name === 'pool' ? pool?.price !== undefined || productOf(pool) !== null : lookup(prices, name) !== undefined
  return [...names, 'pool'].map((name, i) => {
    const written = lookup(age, name)
    if (written !== undefined) return BigInt(Math.round(written))
    return isNew(name) ? 0n : at(ages, i) + BigInt(Math.round(after ?? 0))
  })
}

/** A product whose price and deltas follow from its figures, where one is written; every asset that it uses has a price. */
function valuedBy({ pool }: DraftEpoch, held: Held, { names, setup, path }: Of): Held {
  const product = productOf(pool)
  if (pool === undefined || product === null) return held
  const { kind, uses } = product
  const where = [...path, 'pool', kind]
  const isDollar = (name: string): boolean => kind === 'jlp' && !names.includes(name)
  const strange = uses.find((name) => !isDollar(name) && (held.prices[names.indexOf(name)] ?? 0n) <= 0n)
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
  const found = worthOf(pool, product, { names, prices: held.prices, before: held.deltas })
  if (found === null) {
    const allowed = 'a `supply` above zero, and figures that leave the pool some worth'
    setup.read.breaches.push({
      code: 'VAULTS_MARKET',
      path: where,
      found: `a ${kind} that comes to no price or delta`,
      allowed,
    })
    return { ...held, pool: held.pool ?? 0n, deltas: held.deltas.map((each) => each ?? 0n) }
  }
  return { ...held, pool: found.price, deltas: found.deltas }
}

function epochOf(draft: DraftEpoch, { prices, pool, deltas, ages }: Held, of: Of): Epoch {
  const { setup, path } = of
  const { config, read } = setup
  const { assets, vaults } = config
  const tradables = ['pool', ...assets]
  const index = Number(path.at(-1))
  const quote = quotes(draft, of)
  read.known(draft.fills, tradables, [...path, 'fills'])
  const filling = (name: string): Filling => fill(lookup(draft.fills, name), { setup, path: [...path, 'fills', name] })
  const signed = (key: 'funding' | 'equity') => ({
    names: assets,
    unit: 'usd' as const,
    path: [...path, key],
    otherwise: () => 0n,
  })
  const flows = (key: 'deposits' | 'withdrawals', otherwise: (v: number) => bigint) =>
    read.list(draft[key], { names: vaults, unit: 'token', path: [...path, key], otherwise })
  const ofPool = filling('pool')
  const equity = read.list(draft.equity, signed('equity'))
  return {
    label: draft.label ?? `T${index}`,
    at: null,
    elapsed: BigInt(Math.round(draft.after ?? 0)),
    prices: assets.map((name, a) => quote(name, prices[a] ?? 0n)),
    poolPrice: quote('pool', pool ?? 0n),
    weights: assets.map((_, a) => deltas[a] ?? 0n),
    outside: setup.outside.map((_, i) => ({
      price: prices[assets.length + i] ?? 0n,
      weight: deltas[assets.length + i] ?? 0n,
    })),
    income: draft.income === undefined ? 0n : read.units(draft.income, 'usd', [...path, 'income']),
    funding: read.list(draft.funding, signed('funding')).map((cost) => ({ cost, per: null })),
    settlements: [],
    venue: null,
    between: [],
    stated: assets.map((name, a) => (lookup(draft.equity, name) === undefined ? null : at(equity, a))),
    // What is written for a vault stands for its start.
    start: vaults.map((name, v) =>
      index === 0 && lookup(draft.deposits, name) === undefined ? at(setup.start, v) : 0n,
    ),
    deposits: flows('deposits', () => 0n),
    withdrawals: flows('withdrawals', () => 0n),
    repaid: settling(draft, 'repaid', of),
    waived: settling(draft, 'waived', of),
    fills: { pool: ofPool, hedges: assets.map(filling) },
    ...keeperOf(draft, ofPool),
  }

  /** Bounds and age of a price: the price itself where no bound is written, and the age of when it was. */
  function quotes({ low, high, age }: DraftEpoch, { names: known }: Of): (name: string, price: bigint) => Quote {
    const every = [...known, 'pool']
    read.known(low, every, [...path, 'low'])
    read.known(high, every, [...path, 'high'])
    read.known(age, every, [...path, 'age'])
    const bound = (written: DraftEpoch['low'], key: string, name: string): bigint | null => {
      const text = lookup(written, name)
      return text === undefined ? null : read.units(text, 'price', [...path, key, name])
    }
    return (name, price) => ({
      price,
      low: bound(low, 'low', name) ?? price,
      high: bound(high, 'high', name) ?? price,
      age: at(ages, every.indexOf(name)),
    })
  }
}

/** What is paid in or waived of claims, by vault. */
function settling(
  draft: DraftEpoch,
  key: 'repaid' | 'waived',
  { setup: { config, read }, path }: Of,
): readonly bigint[] {
  const { vaults } = config
  const unit = key === 'repaid' ? 'token' : 'usd'
  const found = read.list(draft[key], { names: vaults, unit, path: [...path, key], otherwise: () => 0n })
  for (const [v, figure] of found.entries())
    if (figure < 0n)
      read.breaches.push({
        code: 'FLOW_NEGATIVE',
        path: [...path, key, vaults[v] ?? ''],
        found: lookup(draft[key], vaults[v] ?? '') ?? '',
        allowed: '0 or more',
      })
  return found
}

/** What an epoch states of the pending request; nothing where it states nothing of the pool. */
function keeperOf({ fills }: DraftEpoch, filling: Filling): Pick<Epoch, 'keeper'> {
  const written = lookup(fills, 'pool')
  return written === undefined ? {} : { keeper: { filling, isCancelled: written.cancelled ?? false } }
}

type DraftFill = NonNullable<DraftEpoch['fills']>[string]

function fill(draft: DraftFill | undefined, { setup: { read, side }, path }: Omit<Of, 'names'>): Filling {
  if (draft === undefined) return WHOLE
  const isRequest = side.byRequest === true && path.at(-1) === 'pool'
  if (draft.cancelled !== undefined && !isRequest)
    read.breaches.push({
      code: 'VAULTS_REQUEST',
      path: [...path, 'cancelled'],
      found: String(draft.cancelled),
      allowed: 'only of the pool, with `pool.settle: request`',
    })
  const fee = draft.fee === undefined ? null : read.units(draft.fee, 'usd', [...path, 'fee'])
  if (draft.filled !== undefined)
    return { kind: 'reported', filled: read.units(draft.filled, 'usd', [...path, 'filled']), fee }
  return { kind: 'part', part: ratio(draft.part ?? 1), fee }
}
