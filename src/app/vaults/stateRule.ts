import { column, sum, WAD } from '../../models/vault/table.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import type { Breach } from '../config/breach.ts'

/** Breaches where no run of cycles could have come to stand as a state says. */
export function impossible(state: VaultsState, { assets }: Pick<VaultsConfig, 'assets'>): readonly Breach[] {
  const { marks, internal } = state
  const found: Breach[] = []
  const say = (path: Breach['path'], what: string, allowed: string): void => {
    found.push({ code: 'VAULTS_STATE_IMPOSSIBLE', path: ['state', ...path], found: what, allowed })
  }
  for (const key of ['deployed', 'shortfall'] as const)
    for (const [v, figure] of state[key].entries()) if (figure < 0n) say([key, v], `${figure}`, 'no less than 0')
  for (const [v, mark] of state.highWater.entries())
    if (mark < WAD) say(['highWater', v], `${mark}`, `no less than ${WAD}: share prices begin at one`)
  for (const [a, asset] of assets.entries()) {
    const total = sum(column(internal, a))
    if (total !== 0n)
      say(
        ['internal'],
        `${asset} that sums to ${total} over the vaults`,
        'internal deltas that sum to 0 for every asset',
      )
  }
  if (marks === null) {
    const isPlaced = [state.units, ...state.external, ...state.equity, ...internal].some((row) =>
      row.some((n) => n !== 0n),
    )
    if (isPlaced) say(['marks'], 'nothing, beside units, hedges or equity', 'the prices of the last cycle')
    return found
  }
  for (const [a, price] of marks.prices.entries())
    if (price <= 0n) say(['marks', 'prices', a], `${price}`, 'a price above 0')
  if (marks.poolPrice <= 0n) say(['marks', 'poolPrice'], `${marks.poolPrice}`, 'a price above 0')
  return found
}
