import { abs, max, sum } from '../../models/vault/table.ts'
import type { Section } from '../report/document.ts'
import type { Day } from './day.ts'
import { table } from './exposure.ts'
import type { Run } from './simulate.ts'
import { micro, short, signed, usd } from './word.ts'

/** Largest |unexplained| of all days, and the bound that the same day has. */
export function unexplained(days: readonly (readonly Day[])[]): { readonly worst: bigint; readonly bound: bigint } {
  let [worst, bound] = [0n, 0n]
  for (const day of days.flat()) {
    worst = max(worst, abs(day.unexplained))
    bound = max(bound, day.bound)
  }
  return { worst, bound }
}

/** Profit of each vault against holding its own asset, day by day, and what explains it. */
export function profit(days: readonly (readonly Day[])[], { config, outside }: Run['scene']): Section {
  const { worst, bound } = unexplained(days)
  const loose =
    outside.length === 0 ? 'assets that are not hedged (none here)' : `${outside.join(', ')}, which nobody hedges`
  return {
    id: 'profit',
    title: 'Profit against holding the own asset',
    lead: `US dollars. Holding is what the worth of the vault would have made as its own asset. Ahead is what the vault made beyond that: it is the sum of what follows it, with at most ${micro(worst)} USD left over in any row (rounding can explain up to ${micro(bound)} USD). Open: ${loose}. Pool: the pool against all its deltas, that is fees it earned, luck of its traders and prices of its own. Venue: marks of the venue against those of the pool.`,
    blocks: config.vaults.map((vault, v) => {
      const rows = [...(days[v] ?? []).map((day) => row(day.label, [day])), row('All', days[v] ?? [])]
      const titles = [vault, 'Holding', 'Ahead', 'Open', 'Pool', 'Funding', 'Costs', 'Other']
      return table(`${vault} against its own asset, US dollars`, titles, rows)
    }),
  }
}

/** One row of several days: parts to the dollar, for a terminal is narrow and the exact ones are in the report. */
function row(label: string, days: readonly Day[]): string[] {
  const total = (pick: (day: Day) => bigint): string => signed(sum(days.map(pick)), 0)
  return [
    short(label),
    total(({ holding }) => holding),
    total(({ profit: made, holding }) => made - holding),
    total(({ outside }) => outside),
    total(({ pool }) => pool),
    total(({ funding }) => funding),
    total(({ trading, fees }) => trading + fees),
    total(
      ({ compounding, income, residual, settlement, venue }) => compounding + income + residual + settlement + venue,
    ),
  ]
}

/** What `Other` is made of, over the whole run. */
export function others(days: readonly (readonly Day[])[], { config }: Run['scene']): Section['blocks'][number] {
  const total = (v: number, pick: (day: Day) => bigint): string => usd(sum((days[v] ?? []).map(pick)))
  return table(
    'Other, over the whole run, US dollars',
    ['Vault', 'Income', 'Venue', 'Residual delta', 'Unpaid inside', 'Own asset on gains'],
    config.vaults.map((vault, v) => [
      vault,
      total(v, ({ income }) => income),
      total(v, ({ venue }) => venue),
      total(v, ({ residual }) => residual),
      total(v, ({ settlement }) => settlement),
      total(v, ({ compounding }) => compounding),
    ]),
  )
}
