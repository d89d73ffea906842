import { byWeight } from '../../../models/vault/fit.ts'
import { abs, at, max, min, sub, sum, WAD } from '../../../models/vault/table.ts'
import { type MixHolding, type MixSide, worthsOf } from './pool.ts'

/** An order of the mix as orders of its pools, US dollars, minted when positive. */
export interface Split {
  /** Before the locks and the capacity of each pool. */
  readonly wanted: readonly bigint[]
  readonly orders: readonly bigint[]
}

export interface Splitting {
  readonly mix: MixHolding
  readonly side: MixSide
  /** Orders below this worth are not sent. */
  readonly orderMin: bigint
}

/**
 * What each pool shall be worth after the order, less what it is worth now. An order alone is met by the pools that are furthest from their
 * shares, so that none is burnt while another is minted; where that leaves a pool further off than `drift`, all go back to their shares. A pool
 * takes and gives what it has room for, a locked one gives nothing, and no other stands in for it. Mints are no more than what there is to pay them.
 */
export function split(order: bigint, { mix, side, orderMin }: Splitting): Split {
  const { pools, drift } = side
  const worths = worthsOf(mix.units, pools)
  const flow = order + mix.cash
  const total = sum(worths) + flow
  const target = byWeight(
    total,
    pools.map(({ share }) => share),
  )
  const [missing = []] = sub([target], [worths])
  const alike = missing.map((each) => (each > 0n === flow > 0n ? abs(each) : 0n))
  const near = byWeight(flow, alike)
  const isFar = missing.some((each, k) => abs(each - at(near, k)) * WAD > drift * total)
  const wanted = (isFar ? missing : near).map((each) => (abs(each) < orderMin ? 0n : each))
  const mints = wanted.map((each, k) => upTo(max(0n, each), pools[k]?.mintMax))
  const burns = wanted.map((each, k) => {
    const most = at(mix.locked, k) > 0n ? 0n : at(worths, k)
    return min(most, upTo(max(0n, -each), pools[k]?.burnMax))
  })
  const given = scaled(burns, sum(mints) - flow)
  const taken = scaled(mints, flow + sum(given))
  return { wanted, orders: taken.map((each, k) => each - at(given, k)) }
}

const upTo = (amount: bigint, most: bigint | null | undefined): bigint =>
  most === null || most === undefined ? amount : min(amount, most)

/** Amounts that come to no more than `most`, scaled alike. */
const scaled = (amounts: readonly bigint[], most: bigint): readonly bigint[] =>
  sum(amounts) <= most ? amounts : byWeight(max(0n, most), amounts)

export interface Paying {
  /** What the vaults order of the mix, US dollars, minted when positive. */
  readonly order: bigint
  readonly cash: bigint
}

/** Mint orders that can be paid once the burns are filled. */
export const affordable = (mints: readonly bigint[], burnt: bigint, { order, cash }: Paying): readonly bigint[] =>
  scaled(mints, order + cash + burnt)

/** What pools took and gave, `net` in all, as the fill of the mix's order. Cash pays first, and leavers are paid before it stays. */
export const fillOf = (net: bigint, { order, cash }: Paying): bigint =>
  order > 0n ? min(order, max(0n, net - cash)) : max(order, min(0n, net - cash))
