import { column, sum, WAD } from '../../models/vault/table.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import type { Breach } from '../config/breach.ts'

/** Breaches where no run of cycles could have come to stand as a state says. */
export function impossible(
  state: VaultsState,
  { assets }: Pick<VaultsConfig, 'assets'>,
  isMix = false,
): readonly Breach[] {
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
  for (const path of unowed(state))
    say(path, 'claims that are not what is owed', 'rows that sum to `shortfall`, no less than 0')
  for (const [v, left] of unshared(state).entries())
    if (left !== null)
      say(['queue'], `${left} shares of vault ${v} that wait`, 'shares above 0 of a vault, and no more than there are')
  const unpromised = unheld(state)
  if (unpromised !== null)
    say(['pending', 'parts'], unpromised, 'parts above 0, of units or tokens that the vaults have')
  const strange = unmixed(state, isMix)
  if (strange !== null) say(['mix'], ...strange)
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

/** Claims have a row for each vault that sums to its shortfall. */
function unowed({ claims, shortfall }: VaultsState): readonly Breach['path'][] {
  if (claims === undefined) return []
  const isWrong = (row: readonly bigint[], v: number): boolean =>
    row.some((claim) => claim < 0n) || sum(row) !== (shortfall[v] ?? 0n)
  if (claims.length !== shortfall.length) return [['claims']]
  return claims.flatMap((row, v) => (isWrong(row, v) ? [['claims', v]] : []))
}

/** What is wrong with the request that is pending; null where it can be. Units may have changed hands since: they are counted together. */
function unheld({ pending, units }: VaultsState): string | null {
  if (pending === undefined) return null
  const { kind, parts, age } = pending
  if (age < 0n) return `a request ${age} seconds old`
  if (parts.some((part) => part < 0n) || sum(parts) === 0n) return 'a request for nothing, or less'
  return kind === 'burn' && sum(parts) > sum(units) ? `${sum(parts)} of ${sum(units)} units` : null
}

/** What is wrong with what the mix holds, and what it should be; null where it can be. */
function unmixed({ mix, units }: VaultsState, isMix: boolean): readonly [string, string] | null {
  if (!isMix) return mix === undefined ? null : ['a mix', 'none: the config has one pool']
  if (mix === undefined) return sum(units) === 0n ? null : ['nothing, beside units of a mix', 'what the mix holds']
  const isBelow = [mix.cash, ...mix.units, ...mix.locked].some((each) => each < 0n)
  return isBelow ? ['a figure below 0', 'cash, units and locks of no less than 0'] : null
}

/** By vault, what waits to be paid where that cannot be; null where it can. */
function unshared({ queue = [], shares }: VaultsState): readonly (bigint | null)[] {
  const vaults = Math.max(shares.length, ...queue.map(({ vault }) => vault + 1))
  return Array.from({ length: vaults }, (_, v) => {
    const waits = queue.filter(({ vault }) => vault === v).map((each) => each.shares)
    return waits.some((each) => each <= 0n) || sum(waits) > (shares[v] ?? 0n) ? sum(waits) : null
  })
}
