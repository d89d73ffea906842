import { dollars } from '../../units/dollars.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { at, cell, halfUp, row, SCALE, sum, type Table, WAD, worth } from './table.ts'

/**
 * Any pool that vaults can share, as data (docs/rules/vaults.md#pools). What differs between products is where the deltas come from and how long the way
 * out is: GLP and JLP have `gmx1.assets`, GM `gmx2.deltas` and GLV `deltasOfBasket`, GM and GLV settled by request; HLP has
 * `deltasOfPositions` with `smooth` and four days of lockup; OLP and gTokens have `deltasOfCover` and leave by epochs.
 */
export interface Pool {
  readonly name: string
  /** Of one unit at 1e8: what a mint pays, and what a burn is paid. */
  readonly price: { readonly mint: bigint; readonly burn: bigint }
  /** Delta of each asset in one US dollar of the pool, 1e18: may be negative, and above 1 where the pool is levered. */
  readonly deltas: readonly bigint[]
  /** Share of the worth, 1e18. */
  readonly fee: { readonly mint: bigint; readonly burn: bigint }
  /** Most that can go in and out now, US dollars; null where there is no limit. */
  readonly capacity: { readonly mint: bigint | null; readonly burn: bigint | null }
  /** Seconds from the last mint until units may be burnt. */
  readonly lockup: bigint
  /** In the same transaction, or asked for now and settled by a keeper. */
  readonly settle: 'atomic' | 'request'
}

export interface Quoted {
  readonly ok: true
  /** Pool units, 1e18. */
  readonly units: bigint
  /** US dollars that go in or come out, the fee taken. */
  readonly worth: bigint
  readonly fee: bigint
}

/** Units for US dollars: the fee is rounded up, the units down. */
export function quoteMint(usd: bigint, pool: Pool): Quoted | Refused {
  const most = pool.capacity.mint
  if (most !== null && usd > most) return full(pool, usd, most)
  const fee = divide(usd * pool.fee.mint, WAD, 'up')
  return { ok: true, units: divide((usd - fee) * SCALE, pool.price.mint, 'down'), worth: usd, fee }
}

/** US dollars for units: worth rounded down, fee up. `age` is the time since the last mint in seconds. */
export function quoteBurn(units: bigint, age: bigint, pool: Pool): Quoted | Refused {
  const gross = worth(units, pool.price.burn)
  const most = pool.capacity.burn
  if (age < pool.lockup)
    return refuse('POOL_LOCKED', `Units of ${pool.name} may not be burnt so soon after a mint.`, {
      facts: { age: String(age), lockup: String(pool.lockup) },
      lift: 'Cross among the vaults, burn before minting, or wait.',
    })
  if (most !== null && gross > most) return full(pool, gross, most)
  const fee = divide(gross * pool.fee.burn, WAD, 'up')
  return { ok: true, units, worth: gross - fee, fee }
}

const full = ({ name }: Pool, usd: bigint, most: bigint): Refused =>
  refuse('POOL_CAPACITY', `The order is ${dollars(usd)}, and ${name} has room for ${dollars(most)} now.`, {
    facts: { asked: String(usd), capacity: String(most) },
    lift: 'Do it in parts, or wait for capacity.',
  })

/** Deltas that were estimated, at 1e18, with no more than the 12 decimals that an estimate can speak for. */
export const deltasOfEstimate = (deltas: readonly number[]): bigint[] =>
  deltas.map((delta) => BigInt(Math.round(delta * 1e12)) * 1_000_000n)

/** GLV and any basket: Σ share · delta, where shares are the worths of the parts (docs/rules/vaults.md#pools). */
export function deltasOfBasket(worths: readonly bigint[], deltas: Table): bigint[] {
  const total = sum(worths)
  if (total === 0n) return row(deltas, 0).map(() => 0n)
  return row(deltas, 0).map((_, a) => halfUp(sum(worths.map((part, k) => part * cell(deltas, k, a))), total))
}

/** HLP: the public positions of all child vaults, worth at the mark and signed, over equity. Levered pools exceed 1. */
export const deltasOfPositions = (worths: readonly bigint[], equity: bigint): bigint[] =>
  worths.map((each) => (equity <= 0n ? 0n : halfUp(each * WAD, equity)))

/**
 * OLP and gTokens: −(net open interest of traders · share that the pool covers) / its worth. `covered` is 0 as long as a buffer stands before
 * the pool (docs/rules/vaults.md#pools).
 */
export const deltasOfCover = (openInterest: readonly bigint[], covered: bigint, total: bigint): bigint[] =>
  openInterest.map((each) => (total <= 0n ? 0n : -halfUp(each * covered, total)))

/** Deltas that change in seconds, made slow: keep · before + (1 − keep) · now, `keep` at 1e18 (docs/rules/vaults.md#pools). */
export const smooth = (before: readonly bigint[], now: readonly bigint[], keep: bigint): bigint[] =>
  now.map((delta, a) => halfUp(at(before, a) * keep + delta * (WAD - keep), WAD))
