import type { Result } from '../venues/result.ts'
import { atWork, strategy } from './deployment.ts'
import { count, figure, hours, money, number, percent, signed } from './format.ts'

interface Figure {
  readonly name: string
  readonly value: string
  readonly unit?: string
  readonly note: string
  readonly tone?: 'good' | 'warning' | 'critical'
}

/** What an operator asks first, in three rows: what it earned, how near it came to trouble, what it did. */
export function figures(result: Result): string {
  const rows: readonly (readonly [string, readonly Figure[]])[] = [
    ['Result', earned(result)],
    ['Risk', risk(result)],
    ['Activity', activity(result)],
  ]
  return rows
    .map(
      ([name, row]) =>
        `<section class="row" aria-label="${name}"><h3>${name}</h3><dl>\n${row.map(card).join('\n')}\n</dl></section>`,
    )
    .join('\n')
}

function card({ name, value, unit, note, tone }: Figure): string {
  const after = unit === undefined ? '' : ` <small>${unit}</small>`
  const tint = tone === undefined ? '' : ` class="${tone}"`
  return `<div><dt>${name}</dt><dd><b${tint}>${value}${after}</b> <span>${note}</span></dd></div>`
}

function earned(result: Result): readonly Figure[] {
  const { summary, currency, hours: length, deployment } = result
  const isIdle = deployment.verdict === 'none'
  const share = summary.startNetAssets === 0 ? 0 : summary.profit / summary.startNetAssets
  const alone = strategy(result)
  return [
    {
      name: 'Return per year',
      ...(isIdle
        ? { value: '–', note: 'nothing was deployed' }
        : {
            value: signed(number(summary.returnPerYear * 100, 2)),
            unit: '%',
            note: `simple, 365 days; strategy alone ${alone.value}, ${alone.note}`,
          }),
      ...(summary.returnPerYear > 0 && !isIdle ? { tone: 'good' } : {}),
    },
    {
      name: 'Capital at work',
      value: number(deployment.averageShare * 100, 1),
      unit: '%',
      note: atWork(deployment).note,
      ...(deployment.verdict === 'full' ? {} : { tone: isIdle ? 'critical' : 'warning' }),
    },
    {
      name: 'Profit',
      value: signed(figure(summary.profit, currency)),
      unit: currency,
      note: `${signed(percent(share))} over ${hours(length)}; net assets from ${figure(summary.startNetAssets, currency)} to ${money(summary.endNetAssets, currency)}`,
    },
    {
      name: 'Max drawdown',
      value: number(summary.maxDrawdown * 100, 2),
      unit: '%',
      note: 'from the highest net assets before',
    },
  ]
}

function risk({ summary, levels }: Result): readonly Figure[] {
  const delta = Math.abs(summary.worstDelta)
  return [
    {
      name: 'Worst health',
      value: summary.worstHealth === null ? '–' : number(summary.worstHealth, 3),
      note: below(summary.worstHealth, levels.health, (value) => number(value, 2)),
      ...toneBelow(summary.worstHealth, levels.health),
    },
    {
      name: 'Worst equity ratio',
      value: summary.worstEquityRatio === null ? '–' : number(summary.worstEquityRatio * 100, 1),
      ...(summary.worstEquityRatio === null ? {} : { unit: '%' }),
      note: below(summary.worstEquityRatio, levels.equityRatio, (value) => percent(value, 1)),
      ...toneBelow(summary.worstEquityRatio, levels.equityRatio),
    },
    {
      name: 'Largest delta',
      value: signed(number(summary.worstDelta * 100, 2)),
      unit: '%',
      note: `${standing(delta > levels.delta.critical, delta > levels.delta.warning)}; warning ±${percent(levels.delta.warning, 1)}, critical ±${percent(levels.delta.critical, 1)}`,
      ...tone(delta > levels.delta.critical, delta > levels.delta.warning),
    },
    {
      name: 'Liquidations',
      value: number(summary.liquidations),
      note: summary.liquidations === 0 ? 'none in the period' : 'see the events',
      ...tone(summary.liquidations > 0, false),
    },
  ]
}

function activity(result: Result): readonly Figure[] {
  const { summary, costs, currency, hours: length } = result
  const { plans, decisions } = summary
  const total = costs.gas + costs.fee + costs.slippage
  const normal = summary.hoursAtLevel.NORMAL + summary.hoursAtLevel.DRIFT
  const ended = summary.stopped === 0 ? '' : `; ${number(summary.stopped)} stopped on the way`
  return [
    {
      name: 'Plans carried out',
      value: number(plans.SAFETY + plans.TARGET + plans.OPPORTUNISTIC),
      note: `${number(plans.SAFETY)} safety, ${number(plans.TARGET)} target, ${number(plans.OPPORTUNISTIC)} opportunistic${ended}`,
    },
    {
      name: 'Decisions',
      value: number(decisions.EXECUTE + decisions.NEUTRAL + decisions.DEFER + decisions.ERROR),
      note: `${number(decisions.EXECUTE)} execute, ${number(decisions.NEUTRAL)} neutral, ${number(decisions.DEFER)} defer, ${count(decisions.ERROR, 'error')}`,
      ...(decisions.ERROR > 0 ? { tone: 'warning' } : {}),
    },
    {
      name: 'Costs',
      value: figure(total, currency),
      unit: currency,
      note: `gas ${figure(costs.gas, currency)}, fees ${figure(costs.fee, currency)}, slippage ${figure(costs.slippage, currency)}`,
    },
    ...leftover(result),
    {
      name: 'Time without warning',
      // Rounded down, so that 100 % means every hour.
      value: number(length === 0 ? 0 : Math.floor((normal * 1000) / length) / 10, 1),
      unit: '%',
      note: `${hours(summary.hoursAtLevel.WARNING)} at warning, ${hours(summary.hoursAtLevel.CRITICAL)} at critical`,
    },
  ]
}

/** Nothing where the grid left nothing. */
function leftover({ leftovers }: Result): readonly Figure[] {
  if (leftovers.length === 0) return []
  const worth = leftovers.reduce((sum, { value }) => sum + Math.abs(value), 0)
  const places = [...new Set(leftovers.map(({ place }) => place))]
  const note = `too small for an order at the end, at ${places.join(', ')}`
  return [{ name: 'Too small to sell', value: figure(worth, 'USD'), unit: 'USD', note }]
}

type Bounds = Result['levels']['health']

function below(value: number | null, bounds: Bounds, show: (value: number) => string): string {
  if (value === null) return 'nothing to measure'
  if (bounds === null) return 'no levels set'
  const where = standing(value < bounds.critical, value < bounds.warning)
  return `${where}; target ${show(bounds.target)}, critical ${show(bounds.critical)}`
}

function toneBelow(value: number | null, bounds: Bounds): Pick<Figure, 'tone'> {
  return value === null || bounds === null ? {} : tone(value < bounds.critical, value < bounds.warning)
}

function tone(critical: boolean, warning: boolean): Pick<Figure, 'tone'> {
  if (critical) return { tone: 'critical' }
  return warning ? { tone: 'warning' } : {}
}

function standing(critical: boolean, warning: boolean): string {
  if (critical) return 'past critical'
  return warning ? 'past warning' : 'within its levels'
}
