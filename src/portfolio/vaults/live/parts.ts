import { abs, at, halfUp, max, WAD } from '../../../models/vault/table.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { divide } from '../../../units/rounding.ts'
import type { OpenInput } from '../input.ts'
import type { VaultsState } from '../state.ts'

export type Priced = Pick<OpenInput, 'prices' | 'poolPrice' | 'unhedged'>

/**
 * How far the pool's price has moved from the sum of its parts since the last cycle, 1e18: |P/P0 − 1 − Σ w · (p/p0 − 1)|, less what deltas that
 * are not among the assets could account for if these doubled or went to nothing. 0 before the first cycle.
 */
export function apart({ marks }: Pick<VaultsState, 'marks'>, { prices, poolPrice, unhedged = 0n }: Priced): bigint {
  if (marks === null || marks.poolPrice <= 0n) return 0n
  const moved = (now: bigint, then: bigint): bigint => divide((now - then) * WAD, then, 'down')
  const parts = prices.map(({ price }, a) => halfUp(at(marks.weights, a) * moved(price, at(marks.prices, a)), WAD))
  const gap = moved(poolPrice.price, marks.poolPrice) - parts.reduce((all, each) => all + each, 0n)
  return max(0n, abs(gap) - abs(unhedged))
}

/** Refuses a pool price that left its parts: it is old, or wrong, and shares would be paid at it. */
export function together(state: VaultsState, input: OpenInput, most: bigint | null | undefined): Refused | null {
  const gap = most === null || most === undefined ? 0n : apart(state, input)
  if (most === null || most === undefined || gap <= most) return null
  return refuse('POOL_PRICE_OFF', 'The price of the pool moved otherwise than the sum of its parts.', {
    facts: {
      price: String(input.poolPrice.price),
      before: String(state.marks?.poolPrice),
      gap: String(gap),
      gapMax: String(most),
    },
    lift: 'Read the price of the pool again, and its deltas; raise `guard.parts` if the move is true.',
  })
}
