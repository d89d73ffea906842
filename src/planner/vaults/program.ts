import { canonical } from '../../models/vault/canonical.ts'
import { type CarryRates, carry, type Fit } from '../../models/vault/fit.ts'
import * as Program from '../../models/vault/program.ts'
import { abs, at, column, sum, WAD } from '../../models/vault/table.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import type { Refused } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'

/** What tier 2 finds: how much each vault deploys, exactly, and what both fits earn over the horizon less their trades, US dollars of 1e6. */
export interface Found {
  readonly ok: true
  readonly deploy: readonly bigint[]
  readonly fit: Fit
  readonly earns: bigint
  /** What each vault deploys by tier 1: everything, as far as caps let it. */
  readonly all: readonly bigint[]
  /** The same of tier 1, which deploys everything. */
  readonly earnsAll: bigint
  /** What tier 1 holds, before trades: not above zero means that it should not be held. */
  readonly carryAll: bigint
  /** Names of the limits that bind, as the program has them. */
  readonly limiters: readonly string[]
}

const YEAR_DAYS = 365
/** A million US dollars: figures near 1 are what a solver is exact with. */
const UNIT = 1_000_000_000_000n

/**
 * Tier 2 (docs/rules/vaults.md#fit): a linear program weighs what the pool earns against what hedges and trades cost over the horizon of the policy,
 * under caps; tier 1 makes one exact answer of its d. Null where the policy has no program. Refuses what the solver refuses.
 */
export function solved(opened: Opened, market: VaultsMarket, policy: VaultsPolicy): Found | Refused | null {
  const { program } = policy
  if (program === null) return null
  const rates = overHorizon(program.rates, policy.decision.horizonDays)
  const input = terms(opened, rates, market)
  const point = program.solve(Program.text(Program.of(input)))
  if (!point.ok) return point
  const plan = Program.read(input, point.values)
  const { config } = market
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
  if (!chosen.ok) return chosen
  const earned = (fit: Fit): bigint => carry(fit, rates) - turnover(fit, opened, market)
  const aim = opened.live?.aim ?? opened.fit
  return {
    ok: true,
    deploy: chosen.fit.deployed,
    fit: chosen.fit,
    earns: earned(chosen.fit),
    all: aim.deployed,
    earnsAll: earned(aim),
    carryAll: carry(aim, rates),
    limiters: plan.limiters,
  }
}

/** Rates of a year for so many days, rounded to the nearest 1e-18. */
function overHorizon({ income, long, short }: CarryRates, days: number): CarryRates {
  const millis = BigInt(Math.round(days * 1000))
  const part = (rate: bigint): bigint => divide(rate * millis, BigInt(YEAR_DAYS * 1000), 'half')
  return { income: part(income), long: long.map(part), short: short.map(part) }
}

/** What the trades to a fit cost, hedges by their net and the pool by vault, as the program counts them. */
function turnover({ pool, net }: Fit, { marking }: Opened, { costs }: VaultsMarket): bigint {
  const pooled = sum(pool.map((g, v) => abs(g - at(marking.pool, v))))
  const hedged = sum(net.map((x, a) => abs(x - sum(column(marking.external, a)))))
  return divide(pooled * costs.pool + hedged * costs.hedge, WAD, 'up')
}

function terms({ wanted, marks, marking }: Opened, rates: CarryRates, market: VaultsMarket): Program.ProgramInput {
  const { config, costs } = market
  const limit = (most: bigint | null): number | null => (most === null ? null : small(most))
  return {
    deployed: wanted.map(small),
    own: config.own,
    pools: [
      {
        deltas: marks.weights.map(fine),
        income: fine(rates.income),
        max: null,
        turnover: { cost: fine(costs.pool), held: marking.pool.map(small) },
      },
    ],
    assets: config.equityRatio.map(({ target }, a) => ({
      ratio: fine(target),
      long: fine(at(rates.long, a)),
      short: fine(at(rates.short, a)),
      max: limit(config.hedgeMax[a] ?? null),
      turnover: { cost: fine(costs.hedge), held: small(sum(column(marking.external, a))) },
    })),
    poolMax: limit(config.poolMax),
  }
}

const small = (usd: bigint): number => Number(usd) / Number(UNIT)
const fine = (n: bigint): number => Number(n) / 1e18
