import { abs, at, cell, max } from '../../models/vault/table.ts'
import { residual as left } from '../../portfolio/vaults/cycle/holding.ts'
import { held } from '../../portfolio/vaults/underway.ts'
import { dollars } from '../../units/dollars.ts'
import { block, type Finding, warn } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/**
 * No vault closes with more residual delta of an asset than it opened with, but for what lies within the band or is too small to be sent. More than
 * that is told, and blocked once it is past its warning; not while a pool that settles by request
 * has yet to answer, for what the residual lacks is on its way, and a blocked cycle would neither ask for it nor book it.
 */
export function residual({ step, start, after, market, policy }: VaultsExamined): readonly Finding[] {
  if (step.kind !== 'vaults.close') return []
  const { config } = market
  const { band, warning } = policy.levels.delta
  const was = left(held(start), config)
  const now = held(after)
  const is = left(now, config)
  return config.vaults.flatMap((vault, v) =>
    config.assets.flatMap((asset, a): readonly Finding[] => {
      const size = abs(cell(is, v, a))
      const share = Number(size) / Number(max(1n, at(now.netAssets, v)))
      const opened = abs(cell(was, v, a))
      if (share <= band || size <= max(opened, config.orderMin) + ROUNDING) return []
      const say = share > warning && !isWaiting(after) ? block : warn
      return [
        say(
          'RESIDUAL_WORSE',
          `${vault} would close with ${dollars(size)} of ${asset} open, and opened with ${dollars(opened)}`,
          {
            facts: { vault, asset, residual: String(cell(is, v, a)), before: String(cell(was, v, a)), share },
            lift: 'Hedge what is left, or deploy less.',
          },
        ),
      ]
    }),
  )
}

/** Whether a pool that settles by request is asked to burn, or has not settled what it was asked for before. */
const isWaiting = ({ asked, opened }: VaultsExamined['after']): boolean =>
  asked.some((part) => part < 0n) || (opened.live?.request?.left ?? null) !== null

/** Units that exposures and splits are rounded by. */
const ROUNDING = 8n
