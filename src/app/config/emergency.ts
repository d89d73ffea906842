import type { Mode } from '../../portfolio/venues/mode.ts'
import type { DebtPurpose, EmergencyPolicy } from '../../portfolio/venues/policy.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { keep } from '../../units/lookup.ts'
import type { Breach, Subject } from './breach.ts'
import type { Draft } from './schema.ts'
import * as Unit from './unit.ts'

/** How a config answers emergencies. What a loop owes WETH for is known; any other debt's purpose is for the operator to say. */
export function emergency({ emergency: given, lending }: Draft, { long }: Mode): EmergencyPolicy {
  const purposes: Record<string, DebtPurpose> = {}
  for (const { account, debt, purposes: stated } of lending ?? []) {
    if (long === 'loop' && debt?.includes('WETH')) keep(purposes, `${account}/WETH`, 'LEVERAGED_STAKING')
    for (const asset of ['WETH', 'USDT'] as const) {
      const purpose = stated?.[asset]
      if (purpose !== undefined) keep(purposes, `${account}/${asset}`, purpose)
    }
  }
  return {
    recoverRatio: fraction(given?.recoverRatio ?? Number.NaN),
    sourceOrder: { margin: given?.sourceOrder?.margin ?? [], ltv: given?.sourceOrder?.ltv ?? [] },
    deltaBudget: fraction(given?.deltaBudget ?? Number.NaN),
    debtRound: {
      share: fraction(given?.debtRound?.share ?? Number.NaN),
      min: usd(given?.debtRound?.min ?? Number.NaN),
    },
    purposes,
  }
}

/** What an emergency restores lies between warning and target, or it would raise the next alarm itself. */
export function breaches({ config }: Subject): readonly Breach[] {
  const { bounds, mode } = config
  if (!mode.isHedged) return []
  const { recoverRatio, deltaBudget } = config.emergency
  const found: Breach[] = []
  const say = (key: string, value: number, allowed: string): void => {
    found.push({ code: 'LEVEL_ORDER', path: ['emergency', key], found: Unit.show('fraction', value), allowed })
  }
  const { target, warning } = bounds.equityRatio
  if (recoverRatio > target || recoverRatio <= warning)
    say('recoverRatio', recoverRatio, 'above levels.equityRatio.warning, at most levels.equityRatio.target')
  if (deltaBudget > bounds.delta.warning) say('deltaBudget', deltaBudget, 'at most levels.delta.warning')
  return found
}
