import { row, sum } from '../../models/vault/table.ts'
import { held, type Underway } from './underway.ts'

/** US dollars of all vaults at the marks of the cycle: buffers, pool and equity. Withdrawals that wait for trades are out already. */
export function netAssets(state: Underway): number {
  const { pool, buffer } = held(state)
  const equity = state.equity.map((_, v) => sum(row(state.equity, v)))
  return Number(sum(buffer) + sum(pool) + sum(equity)) / 1e6
}
