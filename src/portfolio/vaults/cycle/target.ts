import * as Buffer from '../../../models/vault/buffer.ts'
import * as Fit from '../../../models/vault/fit.ts'
import { abs, at, column, max, min, sum, WAD } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import type { OpenInput } from '../input.ts'
import type { BufferAction, Marking, Opened } from '../journal.ts'
import type { VaultsState } from '../state.ts'
import type { Flowed } from './flow.ts'
import { residual } from './holding.ts'

export interface Before {
  readonly state: VaultsState
  readonly marking: Marking
  readonly flowed: Flowed
}

export type Target = { readonly ok: true } & Pick<Opened, 'wanted' | 'action' | 'fit'>

/** What each vault deploys, and the fit of that (docs/rules/vaults.md#buffer-policy, #fit). */
export function target(before: Before, input: OpenInput, config: VaultsConfig): Target | Refused {
  const urgent = urgencies(before, input, config)
  const choices = before.flowed.netAssets.map((netAssets, v) => {
    if (isExcluded(v, input, config)) return { deployed: 0n, action: 'excluded' } as const
    return Buffer.choose({ netAssets, before: at(before.state.deployed, v), urgent: urgent[v] === true }, config.buffer)
  })
  const wanted = choices.map(({ deployed }) => deployed)
  const action: readonly BufferAction[] = choices.map((choice) => choice.action)
  const found = Fit.fit({
    deployed: limited(wanted, input),
    own: config.own,
    weights: input.weights,
    ratios: config.equityRatio.map((band) => band.target),
    caps: { pool: config.poolMax, hedge: config.hedgeMax },
  })
  return found.ok ? { ok: true, wanted, action, fit: found } : found
}

/** What the fit deploys at most: everything wanted, or less where the input says so. */
export const limited = (wanted: readonly bigint[], { deploy }: Pick<OpenInput, 'deploy'>): readonly bigint[] =>
  deploy === undefined ? wanted : wanted.map((most, v) => max(0n, min(most, at(deploy, v))))

/** A vault whose asset the pool does not hold and no venue hedges would scale every other to nothing: it stays out of the fit. */
function isExcluded(vault: number, { weights }: OpenInput, { own, hedgeMax }: VaultsConfig): boolean {
  const asset = own[vault] ?? null
  return asset !== null && at(weights, asset) === 0n && hedgeMax[asset] === 0n
}

/** Vaults that are refitted whatever the band says (docs/rules/vaults.md#buffer-policy): too much risk left, or too little equity behind a hedge. */
function urgencies({ marking, flowed }: Before, { weights }: OpenInput, config: VaultsConfig): boolean[] {
  const { residualMax, equityRatioMin } = config.guard
  const { pool, buffer, netAssets, internal, external } = marking
  const isThin =
    equityRatioMin !== null &&
    weights.some((_, a) => {
      const size = abs(sum(column(external, a)))
      return sum(column(marking.equity, a)) * WAD < equityRatioMin * size
    })
  if (residualMax === null) return flowed.netAssets.map(() => isThin)
  const open = residual({ pool, buffer, netAssets, internal, external, weights }, config)
  return open.map((row, v) => isThin || row.some((each) => abs(each) * WAD > residualMax * at(netAssets, v)))
}
