import { isDustAccount } from '../../portfolio/venues/grid.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import { block, type Finding } from '../finding.ts'
import { isNoWorse, type VenuesExamined } from './examined.ts'

/** No step may leave an exchange account below its warning ratio or too near liquidation, unless it does not make it worse. */
export function margin({ before, after, market, policy }: VenuesExamined): readonly Finding[] {
  if (before.exchanges === after.exchanges) return []
  const findings: Finding[] = []
  const { equityRatio, distance } = policy.bounds
  for (let i = 0; i < after.exchanges.length; i++) {
    const now = after.exchanges[i]
    const then = before.exchanges[i]
    if (now === undefined || now === then || now.perps.length === 0 || isDustAccount(now, market)) continue
    const data = Margin.of(now, market)
    const ratio = Margin.equityRatio(data)
    const had = then === undefined ? Number.POSITIVE_INFINITY : Margin.equityRatio(Margin.of(then, market))
    const room = Margin.distance(now, data, market)
    if ((ratio >= equityRatio.warning && room >= distance.warning) || isNoWorse(ratio, had)) continue
    findings.push(
      block('MARGIN_TOO_LOW', `${now.place} would fall below its warning level`, {
        facts: {
          equityRatio: ratio,
          before: had,
          warning: equityRatio.warning,
          distance: room,
          distanceWarning: distance.warning,
        },
        lift: 'Move less out, bring margin first, or close part of the position.',
      }),
    )
  }
  return findings
}
