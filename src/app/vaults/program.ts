import { load } from '../../adapters/solver/highs.ts'
import type { Section } from '../../backtest/report/document.ts'
import { table } from '../../backtest/vaults/exposure.ts'
import { usd } from '../../backtest/vaults/word.ts'
import { canonical } from '../../models/vault/canonical.ts'
import { type CarryRates, carry as carryOf } from '../../models/vault/fit.ts'
import * as Program from '../../models/vault/program.ts'
import { sum } from '../../models/vault/table.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { Setup } from './setup.ts'

/** What a linear program says of a fit. */
export interface Weighed {
  readonly solver: string
  readonly refused: string | null
  /** Of a year, US dollars. */
  readonly tier1: bigint
  readonly tier2: bigint | null
  readonly deployed: readonly bigint[] | null
  readonly limiters: readonly string[]
}

/** One unit of the program: figures near 1 are what a solver is exact with. */
const UNIT = 1_000_000_000_000n

/** Asks HiGHS what is worth deploying at these rates, and lets tier 1 make the answer exact. */
export async function weigh(opened: Opened, rates: CarryRates, { config }: Setup): Promise<Weighed> {
  const solver = await load()
  const small = (usd6: bigint): number => Number(usd6) / Number(UNIT)
  const fine = (n: bigint): number => Number(n) / 1e18
  const capped = (limit: bigint | null): number | null => (limit === null ? null : small(limit))
  const input: Program.ProgramInput = {
    deployed: opened.wanted.map(small),
    own: config.own,
    pools: [{ deltas: opened.marks.weights.map(fine), income: fine(rates.income), max: null, turnover: null }],
    assets: config.assets.map((_, a) => ({
      ratio: fine(config.equityRatio[a]?.target ?? 0n),
      long: fine(rates.long[a] ?? 0n),
      short: fine(rates.short[a] ?? 0n),
      max: capped(config.hedgeMax[a] ?? null),
      turnover: null,
    })),
    poolMax: capped(config.poolMax),
  }
  const tier1 = carryOf(opened.fit, rates)
  const solved = solver.solve(Program.text(Program.of(input)))
  const none = { solver: solver.name, tier1, tier2: null, deployed: null, limiters: [] }
  if (!solved.ok) return { ...none, refused: solved.refusal.code }
  const plan = Program.read(input, solved.values)
  const chosen = canonical(plan, {
    terms: {
      deployed: opened.wanted,
      own: config.own,
      ratios: config.equityRatio.map(({ target }) => target),
      caps: { pool: config.poolMax, hedge: config.hedgeMax },
    },
    unit: UNIT,
    deltas: [opened.marks.weights],
    incomes: [rates.income],
    costs: rates,
  })
  if (!chosen.ok) return { ...none, refused: chosen.refusal.code }
  const { deployed } = chosen.fit
  return { solver: solver.name, refused: null, tier1, tier2: chosen.carry, deployed, limiters: plan.limiters }
}

/** The two tiers side by side. */
export function tiers(weighed: Weighed, opened: Opened, { config }: Setup): Section {
  const { tier1, tier2, deployed, limiters, refused } = weighed
  const named = limiters.map((name) => worded(name, config))
  const said =
    refused !== null
      ? `The program was refused (${refused}); tier 1 stands.`
      : tier1 <= 0n
        ? 'Tier 1 would lose money in a year at these rates: deploy what tier 2 says, or nothing.'
        : (tier2 ?? 0n) > tier1
          ? 'Deploying less earns more at these rates.'
          : 'Deploying everything is best at these rates.'
  return {
    id: 'tiers',
    title: 'What is worth deploying',
    lead: `${said} Tier 2 is a linear program solved by ${weighed.solver}; the plan above is tier 1.${named.length === 0 ? '' : ` It is held back by ${named.join(', ')}.`}`,
    blocks: [
      table(
        'Tiers, US dollars',
        ['', 'Tier 1', 'Tier 2'],
        [
          ...config.vaults.map((vault, v) => [
            `${vault} deploys`,
            usd(opened.fit.deployed[v] ?? 0n),
            deployed === null ? null : usd(deployed[v] ?? 0n),
          ]),
          ['All deploy', usd(sum(opened.fit.deployed)), deployed === null ? null : usd(sum(deployed))],
          ['Income less hedges, a year', usd(tier1), tier2 === null ? null : usd(tier2)],
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
