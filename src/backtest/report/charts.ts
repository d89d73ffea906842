import type { Result } from '../venues/result.ts'
import { count, day, money, number, percent } from './format.ts'
import { type Caption, frame } from './frame.ts'

/** The frames that the client fills: each with a heading and, in words, what the picture shows. */
export function charts(result: Result): string {
  if (result.series.time.length === 0) return '<p class="empty">The period holds no points to draw.</p>'
  return all(result)
    .map((chart) => frame(chart))
    .join('\n')
}

function all(result: Result): readonly Caption[] {
  const { series, currency, levels } = result
  const worth = (value: number): string => money(value, currency)
  const share = (value: number): string => percent(value, 2)
  const plain = (value: number): string => number(value, 2)
  const accounts = Object.entries(series.health)
  const exchanges = Object.entries(series.equityRatio)
  const { target, warning, critical } = levels.health ?? {}
  const ratio = levels.equityRatio
  return [
    { id: 'netAssets', title: 'Net assets', unit: currency, summary: extremes(series.time, series.netAssets, worth) },
    { id: 'attribution', title: 'Profit by source', unit: `${currency}, cumulative`, summary: sources(result) },
    ...(accounts.length === 0
      ? []
      : [
          {
            id: 'health',
            title: 'Health',
            unit: '1 = liquidated',
            summary: worst(accounts, plain) + bounds([target, warning, critical], plain),
          },
        ]),
    ...(exchanges.length === 0
      ? []
      : [
          {
            id: 'equityRatio',
            title: 'Equity ratio',
            unit: 'equity ÷ gross notional',
            summary: worst(exchanges, share) + bounds([ratio?.target, ratio?.warning, ratio?.critical], share),
          },
        ]),
    {
      id: 'delta',
      title: 'Delta',
      unit: '0 % = neutral',
      summary: `${extremes(series.time, series.delta, share)} Warning at ±${share(levels.delta.warning)}, critical at ±${share(levels.delta.critical)}.`,
    },
    {
      id: 'price',
      title: `${result.coin} price`,
      unit: 'USD',
      summary: extremes(series.time, series.price, (value) => money(value, 'USD')),
    },
    {
      id: 'gas',
      title: 'Gas price',
      unit: 'gwei, log scale',
      summary: extremes(series.time, series.gas, (value) => `${plain(value)} gwei`),
    },
  ]
}

/** First, last, lowest and highest in one sentence. */
function extremes(time: readonly number[], values: readonly number[], show: (value: number) => string): string {
  let low = 0
  let high = 0
  values.forEach((value, at) => {
    if (value < (values[low] ?? 0)) low = at
    if (value > (values[high] ?? 0)) high = at
  })
  const on = (at: number): string => `${show(values[at] ?? 0)} on ${day((time[at] ?? 0) * 1000)}`
  return `From ${show(values[0] ?? 0)} to ${show(values.at(-1) ?? 0)}; lowest ${on(low)}, highest ${on(high)}.`
}

function worst(
  lines: readonly (readonly [string, readonly (number | null)[]])[],
  show: (value: number) => string,
): string {
  return lines
    .map(([place, values]) => {
      const lowest = values.reduce(
        (low, value) => (value !== null && (low === null || value < low) ? value : low),
        null,
      )
      return lowest === null ? `${place}: nothing to measure.` : `${place}: lowest ${show(lowest)}.`
    })
    .join(' ')
}

function bounds(of: readonly (number | undefined)[], show: (value: number) => string): string {
  const [target, warning, critical] = of
  if (target === undefined || warning === undefined || critical === undefined) return ' No levels set.'
  return ` Target ${show(target)}, warning ${show(warning)}, critical ${show(critical)}.`
}

function sources({ attribution, currency }: Result): string {
  const { total, residual, ...parts } = attribution
  const said = Object.entries(parts)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${money(value, currency)}`)
  return `${count(said.length, 'source')} made ${money(total - residual, currency)}: ${said.join(', ')}.`
}
