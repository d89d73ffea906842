import { admits } from '../../models/lending/emode.ts'
import type { LendingAsset, Terms } from '../../portfolio/venues/terms.ts'
import type { Breach, Subject } from './breach.ts'
import type { Config } from './config.ts'
import { liquidationLtv } from './settle.ts'
import * as Unit from './unit.ts'

/** What the lending market's own rules make impossible. */
export function breaches({ config, draft, terms }: Subject): readonly Breach[] {
  const { categories } = terms.lending
  const found: Breach[] = []
  const seen = new Set<string>()
  for (const [index, { id, eMode, debt }] of config.loans.entries()) {
    const path = ['lending', index]
    const category = categories.find((each) => each.id === eMode)
    if (seen.has(id))
      found.push({
        code: 'ACCOUNT_TWICE',
        path: [...path, 'account'],
        found: `'${id}'`,
        allowed: 'a name of its own for each account',
      })
    seen.add(id)
    if (eMode !== 0 && category === undefined) {
      found.push({
        code: 'EMODE_UNKNOWN',
        path: [...path, 'eMode'],
        found: String(eMode),
        allowed: `0, ${categories.map((each) => each.id).join(', ')}`,
      })
      continue
    }
    for (const asset of debt) {
      if (category === undefined || admits(asset, category)) continue
      const may = category.borrowable.join(', ')
      found.push({
        code: 'NOT_BORROWABLE_IN_EMODE',
        path: [...path, 'debt'],
        found: asset,
        allowed: `in eMode ${eMode} only ${may} may be owed; for ${asset} use a second account with \`eMode: 0\``,
      })
    }
  }
  return config.mode.long === 'loop' ? [...found, ...loop({ config, draft, terms })] : found
}

/**
 * What the market's flags keep from the assets that the accounts use. They limit steps and not configs: a frozen reserve still takes
 * repayments and pays out, and margin at the exchanges has nothing to do with it.
 */
export function notices({ mode, loans }: Config, { lending }: Terms): readonly string[] {
  const lent: LendingAsset = mode.coin === 'USDT' ? 'USDT' : 'WETH'
  const collateral: readonly LendingAsset[] = mode.long === 'loop' ? ['weETH'] : mode.long === 'supply' ? [lent] : []
  const owed = new Set<LendingAsset>(loans.flatMap(({ debt }) => debt))
  return [...new Set([...collateral, ...owed])].flatMap((asset) => {
    const { paused, frozen, borrowingEnabled } = lending.reserves[asset]
    const lends = loans.some(({ eMode, debt }) => eMode === 0 && debt.some((one) => one === asset))
    if (paused) return [`${asset} is paused at Aave: nothing moves there, repay and withdraw included`]
    if (frozen) return [`${asset} is frozen at Aave: repay and withdraw work, supply and borrow are refused`]
    return lends && !borrowingEnabled ? [`${asset} cannot be borrowed at Aave without eMode: only repay works`] : []
  })
}

/** A loop borrows up to its target: the market must let it, and liquidate only beyond the levels. */
function loop({ config, draft, terms }: Pick<Subject, 'config' | 'draft' | 'terms'>): readonly Breach[] {
  const { categories, reserves } = terms.lending
  const found: Breach[] = []
  for (const { eMode } of config.loans) {
    const risk = categories.find((each) => each.id === eMode) ?? reserves.weETH
    const target = config.bounds.health.target
    // An LTV of 0 is how the market takes an asset's borrowing power away: a step is refused for it, not the config.
    if (risk.ltv === 0) continue
    const least = risk.liquidationLtv / risk.ltv
    if (target >= least) continue
    found.push({
      code: 'HEALTH_UNREACHABLE',
      path: ['levels', 'health', 'target'],
      found: String(target),
      allowed: `at least ${least.toFixed(4)}: eMode ${eMode} lends up to ${Unit.show('fraction', risk.ltv)} and liquidates at ${Unit.show('fraction', risk.liquidationLtv)}`,
    })
  }
  const limit = liquidationLtv(config.loans, terms)
  const critical = draft.levels?.ltv?.critical ?? 0
  if (critical >= limit) {
    found.push({
      code: 'LTV_PAST_LIQUIDATION',
      path: ['levels', 'ltv', 'critical'],
      found: Unit.show('fraction', critical),
      allowed: `below ${Unit.show('fraction', limit)}, where the account is liquidated`,
    })
  }
  return found
}
