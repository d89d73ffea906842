import * as Gmx2 from '../../models/vault/gmx2.ts'
import { ratio } from './reader.ts'
import type { DraftEpoch } from './schema.ts'

export type DraftGm = NonNullable<NonNullable<DraftEpoch['pool']>['gm']>

/** What a market of GMX v2 comes to: the price of one GM, 1e8, and the delta of its asset in one US dollar of it, 1e18. */
export interface Valued {
  readonly price: bigint
  readonly delta: bigint
}

const PRICE = 1e8

/**
 * Values a market whose index is its long token and whose short token is a dollar (docs/rules/vaults.md#gmx-v2), with open interest and capped profits of
 * traders. Estimates, rounded to the nearest unit: the contracts count in fixed point of their own. Null where the figures make no price: no
 * supply, or a pool worth nothing or more than any is.
 */
export function valued(draft: DraftGm, assetPrice: bigint): Valued | null {
  const index = Number(assetPrice) / PRICE
  const { long = 0, short = 0, longInterest = 0, longTokens = 0, shortInterest = 0, shortTokens = 0 } = draft
  const market: Gmx2.Market = {
    long: { tokens: long, price: index, interest: longInterest, interestTokens: longTokens },
    short: { tokens: short, price: 1, interest: shortInterest, interestTokens: shortTokens },
    index,
    pendingBorrow: draft.pendingBorrow ?? 0,
    borrowReceiver: draft.borrowReceiver ?? 0,
    impactPool: draft.impactPool ?? 0,
    impactLent: 0,
    pnlMax: draft.profitMax ?? 1,
  }
  const deltas = Gmx2.deltas(market)
  const price = Gmx2.price(Gmx2.poolValue(market), draft.supply ?? 0)
  const delta = deltas.long + deltas.index
  // The comparisons are false for NaN.
  if (!(price > 0 && price <= PRICE_MAX && Math.abs(delta) <= DELTA_MAX)) return null
  return { price: BigInt(Math.round(price * PRICE)), delta: ratio(delta) }
}

/** US dollars of one GM, and of its asset in one US dollar of it: far more than any market has. */
const PRICE_MAX = 1e12
const DELTA_MAX = 1e6
