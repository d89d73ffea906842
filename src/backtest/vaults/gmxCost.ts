import { abs, column, halfUp, sum, WAD } from '../../models/vault/table.ts'
import type { TradeCosts } from '../../portfolio/vaults/market.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import type { Epoch, Paid } from './epoch.ts'

/** The costs of a run at one epoch: by the balance of markets of GMX v2 where it states them. */
export function costsOf(costs: TradeCosts, { gmx, deposit }: Pick<Epoch, 'gmx' | 'deposit'>): TradeCosts {
  if (gmx === undefined && deposit === undefined) return costs
  return { ...costs, gmx: { pool: deposit ?? null, hedges: (gmx ?? []).map((market) => market?.toll ?? null) } }
}

/** Funding and borrowing of the net hedge that was held since the epoch before, US dollars of 1e6, a cost when positive. */
export function paidBy({ external }: Pick<VaultsState, 'external'>, { gmx }: Pick<Epoch, 'gmx'>, asset: number): Paid {
  const market = gmx?.[asset] ?? null
  const held = sum(column(external, asset))
  if (market === null || held === 0n) return { funding: 0n, borrowing: 0n }
  const { funding, borrowing } = market.paid[sideOf(held)]
  return { funding: halfUp(abs(held) * funding, WAD), borrowing: halfUp(abs(held) * borrowing, WAD) }
}

/** The side that a net hedge is on; none is short. */
export const sideOf = (held: bigint): 'long' | 'short' => (held > 0n ? 'long' : 'short')
