import { abs, at, cell, column, sum } from '../../models/vault/table.ts'
import { type Bounds, isAtLeast, type Level, type Measure, of, worst } from '../measure.ts'
import type { Snapshot } from '../snapshot.ts'
import { residual } from './cycle/holding.ts'
import type { VaultsMarket } from './market.ts'
import type { VaultsLevels, VaultsPolicy } from './policy.ts'
import { held, type Underway } from './underway.ts'

/** How the vaults stand at the marks of the cycle, with flows taken in and nothing traded yet. */
export interface Assessment {
  readonly level: Level
  readonly measures: () => readonly Measure[]
  /** Residual delta of each vault and asset in US dollars of 1e6. */
  readonly residual: readonly (readonly bigint[])[]
  /** Places whose delta or equity is at its warning or past it. */
  readonly emergencies: readonly string[]
}

/** Nothing is measured at marks that are none (`sound`): that is a fault of data, and no alarm. */
export function assess(
  { state, market: { config, unusable } }: Snapshot<Underway, VaultsMarket>,
  { levels }: Pick<VaultsPolicy, 'levels'>,
): Assessment {
  if (unusable !== undefined && unusable.length > 0)
    return { level: 'NORMAL', measures: () => [], residual: [], emergencies: [] }
  const holding = held(state)
  const left = residual(holding, config)
  const measured = [
    ...config.vaults.flatMap((vault, v) =>
      config.assets.map((asset, a) =>
        delta(`${vault}/${asset}`, ratio(abs(cell(left, v, a)), at(holding.netAssets, v)), levels),
      ),
    ),
    ...config.assets.flatMap((asset, a) => equity(asset, a, { state, config, levels })),
    ...config.vaults.flatMap((vault, v) => [
      buffer(vault, ratio(at(holding.buffer, v), at(holding.netAssets, v)), { config, levels }),
      shortfall(vault, ratio(at(state.opened.marking.shortfall, v), at(holding.netAssets, v)), levels),
    ]),
  ]
  return {
    level: measured.reduce<Level>((level, measure) => worst(level, measure.level), 'NORMAL'),
    measures: () => measured,
    residual: left,
    emergencies: measured
      .filter(({ name, level }) => (name === 'delta' || name === 'equityRatio') && isAtLeast(level, 'WARNING'))
      .map(({ place }) => place),
  }
}

/** Of a vault without net assets, nothing is no part of them, and anything is more than all. */
function ratio(part: bigint, whole: bigint): number {
  if (part === 0n) return 0
  return whole > 0n ? Number(part) / Number(whole) : part > 0n ? Infinity : -Infinity
}

function delta(place: string, value: number, { delta: { band, ...levels } }: VaultsLevels): Measure {
  return of('delta', place, { value, bounds: { worse: 'higher', target: 0, low: 0, high: band, ...levels } })
}

interface About {
  readonly state: Underway
  readonly config: VaultsMarket['config']
  readonly levels: VaultsLevels
}

/** None where nothing is hedged: equity that is left there is moved back with the next margin. */
function equity(asset: string, a: number, { state, config, levels }: About): readonly Measure[] {
  const size = abs(sum(column(state.external, a)))
  const band = config.equityRatio[a]
  if (size === 0n || band === undefined) return []
  const bounds: Bounds = {
    worse: 'lower',
    target: share(band.target),
    low: share(band.min),
    high: share(band.max),
    ...levels.equity,
  }
  return [of('equityRatio', asset, { value: Number(sum(column(state.equity, a))) / Number(size), bounds })]
}

function buffer(vault: string, value: number, { config, levels }: Pick<About, 'config' | 'levels'>): Measure {
  const { target, min, max } = config.buffer
  const bounds: Bounds = { worse: 'lower', target: share(target), low: share(min), high: share(max), ...levels.buffer }
  return of('buffer', vault, { value, bounds })
}

function shortfall(vault: string, value: number, { shortfall: levels }: VaultsLevels): Measure {
  return of('shortfall', vault, { value, bounds: { worse: 'higher', target: 0, low: 0, high: 0, ...levels } })
}

const share = (of18: bigint): number => Number(of18) / 1e18
