import { type Refused, refuse } from '../../units/refusal.ts'
import { lr } from '../../units/split.ts'
import { abs, at, max, min, sum } from './table.ts'

/** What the vaults want of one instrument, and what goes to the market of it. */
export interface Netted {
  readonly net: bigint
  readonly buys: bigint
  readonly sells: bigint
  /** Changes hands between vaults at the mark. */
  readonly crossed: bigint
}

/** net = Σd; crossed = min(buys, sells); only |net| is traded outside (docs/rules/vaults.md#orders). */
export function net(wishes: readonly bigint[]): Netted {
  let buys = 0n
  let sells = 0n
  for (const wish of wishes) {
    if (wish > 0n) buys += wish
    else sells -= wish
  }
  return { net: buys - sells, buys, sells, crossed: min(buys, sells) }
}

export interface Fill {
  readonly filled: bigint
  readonly fee: bigint
}

export type FeeBasis = 'netSide' | 'gross' | 'netAssets' | 'none'

export interface Assigned extends Netted {
  readonly ok: true
  readonly filled: bigint
  readonly fills: readonly bigint[]
  readonly unfilled: readonly bigint[]
  readonly fees: readonly bigint[]
  readonly basis: FeeBasis
  /** A fee that nobody could be asked for. */
  readonly unassigned: bigint
}

/**
 * Shares out what was filled and what it cost (docs/rules/vaults.md#fills). The side opposite to the net is filled in full among the vaults and pays nothing;
 * the net side shares |filled| + opposite by lr on |d|, and the fee by lr on |d|. A fee without a net goes by |d|, without wishes by
 * net assets above zero, and without those it is unassigned. Refuses a fill of the wrong sign or beyond the net.
 */
export function assign(wishes: readonly bigint[], fill: Fill, netAssets: readonly bigint[]): Assigned | Refused {
  const netted = net(wishes)
  const { filled, fee } = fill
  if (filled !== 0n && (filled > 0n !== netted.net > 0n || abs(filled) > abs(netted.net)))
    return refuse('BAD_FILL', 'A fill has the wrong sign or is larger than the order.', {
      facts: { net: String(netted.net), filled: String(filled) },
      lift: 'Stop, compare with the venue, and report what was filled of this order alone.',
    })
  const fills = filled === netted.net ? [...wishes] : partly(wishes, netted, filled)
  const unfilled = wishes.map((wish, v) => wish - at(fills, v))
  const { weights, basis } = payers(wishes, netted.net, netAssets)
  const total = sum(weights)
  const fees =
    total === 0n
      ? weights
      : lr(
          weights.map((weight) => fee * weight),
          total,
        )
  return { ok: true, ...netted, filled, fills, unfilled, fees, basis, unassigned: fee - sum(fees) }
}

function partly(wishes: readonly bigint[], { net, buys, sells }: Netted, filled: bigint): bigint[] {
  const onNetSide = (wish: bigint): boolean => (net > 0n ? wish > 0n : wish < 0n)
  const opposite = net > 0n ? sells : buys
  const shared = lr(
    wishes.map((wish) => (onNetSide(wish) ? (abs(filled) + opposite) * abs(wish) : 0n)),
    max(buys, sells),
  )
  return wishes.map((wish, v) => (onNetSide(wish) ? (net > 0n ? at(shared, v) : -at(shared, v)) : wish))
}

function payers(
  wishes: readonly bigint[],
  net: bigint,
  netAssets: readonly bigint[],
): { readonly weights: bigint[]; readonly basis: FeeBasis } {
  if (net !== 0n) return { weights: wishes.map((wish) => (wish > 0n === net > 0n ? abs(wish) : 0n)), basis: 'netSide' }
  if (wishes.some((wish) => wish !== 0n)) return { weights: wishes.map(abs), basis: 'gross' }
  const weights = netAssets.map((each) => max(0n, each))
  return { weights, basis: weights.some((weight) => weight > 0n) ? 'netAssets' : 'none' }
}

/**
 * Each one's part of what was filled at the market: lr(filled · |d|, Σ|d|) on the side of the net. The rest of `fills` changed hands inside, and
 * sums to zero.
 */
export function outside(wishes: readonly bigint[], filled: bigint): bigint[] {
  const sizes = wishes.map((wish) => (wish > 0n === filled > 0n ? abs(wish) : 0n))
  if (filled === 0n) return wishes.map(() => 0n)
  return lr(
    sizes.map((size) => filled * size),
    sum(sizes),
  )
}
