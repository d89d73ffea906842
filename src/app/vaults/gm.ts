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
 * Values a market whose index is its long token and whose short token is a dollar (vaults.md §2.2), with open interest and capped profits of
 * traders. Estimates, rounded to the nearest unit: the contracts count in fixed point of their own.
 */
export function valued(draft: DraftGm, assetPrice: bigint): Valued {
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
  return {
    price: BigInt(Math.round(Gmx2.price(Gmx2.poolValue(market), draft.supply ?? 0) * PRICE)),
    delta: ratio(deltas.long + deltas.index),
  }
}
