import type { Section } from '../../backtest/report/document.ts'
import { table } from '../../backtest/vaults/exposure.ts'
import { usd } from '../../backtest/vaults/word.ts'
import { sum } from '../../models/vault/table.ts'
import { type Found, solved } from '../../planner/vaults/program.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import type { Refused } from '../../units/refusal.ts'
import type { Setup } from './setup.ts'

export type Weighed = Found | Refused

/** What a linear program finds worth deploying, as the planner asks it; null where the config has none. */
export const weigh = (opened: Opened, market: VaultsMarket, policy: VaultsPolicy): Weighed | null =>
  solved(opened, market, policy)

/** The two tiers side by side. */
export function tiers(weighed: Weighed, opened: Opened, { config, horizonDays }: Setup): Section {
  const head = { id: 'tiers', title: 'What is worth deploying' }
  if (!weighed.ok) return { ...head, lead: `${weighed.refusal.detail} Tier 1 stands.`, blocks: [] }
  const { earns, earnsAll, carryAll, fit, limiters } = weighed
  const named = limiters.map((name) => worded(name, config))
  const said =
    earns > earnsAll
      ? 'Deploying less earns more at these rates, and is planned.'
      : 'Deploying everything is best at these rates.'
  const loss = carryAll <= 0n ? ' All of it would lose money.' : ''
  const held = named.length === 0 ? '' : ` It is held back by ${named.join(', ')}.`
  return {
    ...head,
    lead: `${said}${loss} Tier 2 is a linear program; tier 1 makes it exact.${held}`,
    blocks: [
      table(
        'Tiers, US dollars',
        ['', 'Tier 1', 'Tier 2'],
        [
          ...config.vaults.map((vault, v) => [
            `${vault} deploys`,
            usd(opened.wanted[v] ?? 0n),
            usd(fit.deployed[v] ?? 0n),
          ]),
          ['All deploy', usd(sum(opened.wanted)), usd(sum(fit.deployed))],
          [`Earned in ${horizonDays} days, less trades`, usd(earnsAll), usd(earns)],
        ],
      ),
    ],
  }
}

function worded(limiter: string, { vaults, assets }: Setup['config']): string {
  const [kind = '', index = ''] = limiter.split('_')
  switch (kind) {
    case 'budget':
      return `what ${vaults[Number(index)] ?? index} has`
    case 'long':
    case 'short':
      return `the cap on ${kind} hedges of ${assets[Number(index)] ?? index}`
    default:
      return 'the cap of the pool'
  }
}
