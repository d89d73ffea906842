import { type Epoch, type Filling, type GmxMarket, WHOLE } from '../../backtest/vaults/epoch.ts'
import { at } from '../../models/vault/table.ts'
import { exactly, type Quote } from '../../portfolio/vaults/input.ts'
import { lookup } from '../../units/lookup.ts'
import type { DraftPerp } from './gmxSchema.ts'
import { carried, type Held, nothingHeld, type Of, poolsOf } from './held.ts'
import { depositOf, type PerpHeld, perpAt, perpBreaches } from './perp.ts'
import { ratio } from './reader.ts'
import type { DraftEpoch } from './schema.ts'
import type { Setup } from './setup.ts'

/** Epochs with stated inputs, in order; prices and deltas that one leaves out are those of the one before. */
export function stated(setup: Setup, drafts: readonly DraftEpoch[]): readonly Epoch[] {
  const names = [...setup.config.assets, ...setup.outside]
  let perps: Perps = { held: setup.config.assets.map(() => null), markets: [], deposits: {} }
  let held = nothingHeld(setup, names)
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

function epochOf(draft: DraftEpoch, { prices, pools, ages }: Held, of: Of): Epoch {
  const { setup, path } = of
  const { config, read } = setup
  const { assets, vaults } = config
  const tradables = [...poolsOf(setup), ...assets]
  const index = Number(path.at(-1))
  const quote = quotes(draft, { ...of, ages })
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
  const ofPool = setup.mix === undefined ? filling('pool') : WHOLE
  const { price: poolPrice, deltas } = pools[0] ?? { price: null, deltas: [] }
  const equity = read.list(draft.equity, signed('equity'))
  return {
    label: draft.label ?? `T${index}`,
    at: null,
    elapsed: BigInt(Math.round(draft.after ?? 0)),
    prices: assets.map((name, a) => quote(name, prices[a] ?? 0n)),
    poolPrice: setup.mix === undefined ? quote('pool', poolPrice ?? 0n) : aged(poolPrice ?? 0n, ages, of),
    weights: assets.map((_, a) => deltas[a] ?? 0n),
    ...poolsAt(pools, setup),
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
    fills: {
      pool: ofPool,
      hedges: assets.map(filling),
      ...(setup.mix === undefined ? {} : { pools: poolsOf(setup).map(filling) }),
    },
    ...keeperOf(draft, ofPool),
  }
}

/** Bounds and age of a price: the price itself where no bound is written, and the age of when it was. Pools of a mix have no bounds. */
function quotes({ low, high, age }: DraftEpoch, { names, setup, path, ages }: Of & Pick<Held, 'ages'>): Quoting {
  const { read } = setup
  const every = [...names, ...poolsOf(setup)]
  const bounded = setup.mix === undefined ? every : names
  read.known(low, bounded, [...path, 'low'])
  read.known(high, bounded, [...path, 'high'])
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

type Quoting = (name: string, price: bigint) => Quote

/** A mix is as old as the oldest price of its pools; what it is worth follows from what it holds. */
const aged = (price: bigint, ages: readonly bigint[], { names }: Of): Quote => ({
  ...exactly(price),
  age: ages.slice(names.length).reduce((most, each) => (each > most ? each : most), 0n),
})

/** Prices and deltas of the pools of a mix; nothing where there is one pool. */
const poolsAt = (pools: Held['pools'], { mix }: Setup): Pick<Epoch, 'pools'> =>
  mix === undefined
    ? {}
    : { pools: pools.map(({ price, deltas }) => ({ price: price ?? 0n, weights: deltas.map((each) => each ?? 0n) })) }

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
