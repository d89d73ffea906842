import { deltasOfBasket } from '../../../models/vault/pool.ts'
import { at, halfUp, max, SCALE, sum, WAD, worth } from '../../../models/vault/table.ts'
import { divide } from '../../../units/rounding.ts'

/**
 * Several pools in one position (docs/models/vault.md, "Several pools"): vaults hold units of the mix, the mix holds units of each pool and cash
 * between a burn and a mint. US dollars are 1e6, prices 1e8, units, shares and deltas 1e18.
 */
export interface MixTerms {
  /** How far a pool may be from its share, as a part of the mix, before pools are traded back. */
  readonly drift: bigint
  readonly pools: readonly PoolTerms[]
}

/** What the config says of one pool. */
export interface PoolTerms {
  readonly name: string
  /** Of the mix; shares sum to one. */
  readonly share: bigint
  readonly fee: { readonly mint: bigint; readonly burn: bigint }
  /** Most that can go in and out in one cycle; null where there is no limit. */
  readonly mintMax: bigint | null
  readonly burnMax: bigint | null
  /** Seconds from the last mint until units may be burnt. */
  readonly lock: bigint
}

/** A pool at the marks of a cycle. */
export interface MixPool extends PoolTerms {
  readonly price: bigint
  /** Delta of each asset in one US dollar of it. */
  readonly weights: readonly bigint[]
}

export interface MixSide extends MixTerms {
  readonly pools: readonly MixPool[]
}

/** What the mix holds at the close of a cycle, pools in the order of the config. */
export interface MixHolding {
  /** What burns brought and no mint took. It has no delta. */
  readonly cash: bigint
  readonly units: readonly bigint[]
  /** Seconds until units may be burnt. */
  readonly locked: readonly bigint[]
}

export const emptyMix = (pools: readonly unknown[]): MixHolding => ({
  cash: 0n,
  units: pools.map(() => 0n),
  locked: pools.map(() => 0n),
})

type Marked = Pick<MixPool, 'share' | 'price' | 'weights'>

/** Units below this are what rounding left of a mix that was burnt: it is priced as a new one. */
const DUST = 100_000_000_000_000n

/** Whether so many units are nothing but rounding. */
export const isDust = (supply: bigint): boolean => supply < DUST

/**
 * Price of one unit: Σ units · price and cash over the supply, rounded down; Σ share · price where there is no supply. With one pool and no cash
 * it is the price of that pool.
 */
export function priceOf({ units, cash }: MixHolding, supply: bigint, pools: readonly Marked[]): bigint {
  if (isDust(supply)) return divide(sum(pools.map(({ share, price }) => share * price)), WAD, 'down')
  return divide(sum(pools.map(({ price }, k) => at(units, k) * price)) + cash * SCALE, supply, 'down')
}

/** Deltas of one US dollar of the mix, rounded half up: by the worth of what it holds, and by shares where it holds nothing. */
export function weightsOf({ units, cash }: MixHolding, pools: readonly Marked[]): readonly bigint[] {
  const deltas = pools.map(({ weights }) => weights)
  const worths = worthsOf(units, pools)
  if (sum(worths) + cash > 0n) {
    const none = (deltas[0] ?? []).map(() => 0n)
    return deltasOfBasket([...worths, cash], [...deltas, none])
  }
  return (deltas[0] ?? []).map((_, a) => halfUp(sum(pools.map(({ share }, k) => share * at(deltas[k] ?? [], a))), WAD))
}

/** US dollars of the units of each pool, rounded down. */
export const worthsOf = (units: readonly bigint[], pools: readonly Pick<MixPool, 'price'>[]): readonly bigint[] =>
  pools.map(({ price }, k) => worth(at(units, k), price))

/** Locks run down with time. */
export const aged = (mix: MixHolding, elapsed: bigint): MixHolding => ({
  ...mix,
  locked: mix.locked.map((left) => max(0n, left - elapsed)),
})

/** Part of a mix, as so many of its units stand for. */
export const partOf = (mix: MixHolding, own: bigint, supply: bigint): MixHolding => {
  const part = (whole: bigint): bigint => (supply === 0n ? 0n : divide(whole * own, supply, 'down'))
  return { cash: part(mix.cash), units: mix.units.map(part), locked: mix.locked }
}
