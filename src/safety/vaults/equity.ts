import { abs, column, sum, WAD } from '../../models/vault/table.ts'
import type { Underway } from '../../portfolio/vaults/underway.ts'
import { dollars } from '../../units/dollars.ts'
import { divide } from '../../units/rounding.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/**
 * Equity behind every hedge stands at its floor once it has been moved, and at the close. Before that, equity is moved last (docs/rules/vaults.md#equity): an
 * order may open no more than equity and buffers together can stand behind. An order that makes a hedge smaller always may.
 */
export function equity(examined: VaultsExamined): readonly Finding[] {
  const { step, before, after, market } = examined
  const { assets, equityRatio } = market.config
  switch (step.kind) {
    case 'vaults.close':
    case 'vaults.margin':
      return assets.flatMap((asset, a) => {
        if (step.kind === 'vaults.margin' && step.asset !== asset) return []
        const held = sum(column(after.equity, a))
        const floor = least(after, a, equityRatio[a]?.min ?? 0n)
        if ((held + ROUNDING) * WAD >= floor) return []
        return [below(asset, held, floor)]
      })
    case 'vaults.hedge': {
      const a = assets.indexOf(step.asset)
      if (abs(sum(column(after.external, a))) <= abs(sum(column(before.external, a)))) return []
      const floors = sum(assets.map((_, a) => least(after, a, equityRatio[a]?.min ?? 0n)))
      const means = sum(after.equity.map(sum)) + sum(after.buffer)
      return (means + ROUNDING) * WAD >= floors ? [] : [below(step.asset, means, floors)]
    }
    default:
      return []
  }
}

/** Scaled by 1e18. */
const least = ({ external }: Underway, a: number, ratio: bigint): bigint => abs(sum(column(external, a))) * ratio

function below(asset: string, held: bigint, scaled: bigint): Finding {
  const floor = divide(scaled, WAD, 'up')
  const detail = `${dollars(held)} of equity would stand behind hedges of ${asset}, less than their floor of ${dollars(floor)}`
  return block('EQUITY_BELOW_FLOOR', detail, {
    facts: { asset, equity: String(held), floor: String(floor) },
    lift: 'Move equity to the venue first, or hedge less.',
  })
}

/** A target is rounded to the nearest unit. */
const ROUNDING = 1n
