// @ts-check
import { result } from './data.client.js'
import { digitsOf, money, number, percent, short, timeLabels } from './format.client.js'
import { STRIP } from './marks.client.js'

/** @typedef {import('./draw.client.js').Limit} Limit */
/** @typedef {import('./draw.client.js').Line} Line */
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('./draw.client.js').Values} Values */

const { series, levels, currency } = result
const LINES = ['line-1', 'line-2', 'line-3', 'line-4', 'line-5', 'line-6']
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]]
const across = { time: true, strip: STRIP, under: 36, space: 90, labels: timeLabels }
const plain = { x: across, bands: [], limits: [], cap: null, around: [], height: 240 }

/** @type {readonly (readonly [Exclude<keyof typeof series.attribution, 'residual'>, string])[]} */
const SOURCES = [
  ['supply', 'Supply'],
  ['staking', 'Staking'],
  ['borrow', 'Borrow'],
  ['funding', 'Funding'],
  ['price', 'Price'],
  ['transaction', 'Transaction'],
  ['liquidation', 'Liquidation'],
]

/** @returns {Spec[]} */
export function specs() {
  /** @param {number} value */
  const worth = (value) => `${money(value, currency)}\u00a0${currency}`
  return [
    {
      ...plain,
      id: 'netAssets',
      lines: [line('Net assets', 0, series.netAssets)],
      filled: true,
      read: worth,
      tick: short,
    },
    {
      ...plain,
      id: 'attribution',
      height: 300,
      stacked: true,
      lines: SOURCES.map(([key, label]) => ({
        label,
        colour: `source-${key}`,
        dash: [],
        values: series.attribution[key],
      })),
      around: [0],
      read: worth,
      tick: short,
    },
    bounded('health', { read: (value) => number(value, 3), tick: (value, step) => number(value, digitsOf(step)) }),
    bounded('equityRatio', { read: (value) => percent(value, 1), tick: share }),
    {
      ...plain,
      id: 'delta',
      lines: [line('Delta', 0, series.delta)],
      limits: [
        limit('warning', levels.delta.warning, 'warning'),
        limit('critical', levels.delta.critical, 'critical'),
        limit('', -levels.delta.warning, 'warning'),
        limit('', -levels.delta.critical, 'critical'),
      ],
      around: [-levels.delta.critical, levels.delta.critical],
      read: (value) => percent(value, 3),
      tick: share,
    },
    {
      ...plain,
      id: 'price',
      height: 180,
      lines: [line('ETH', 0, series.price)],
      read: (value) => `${money(value, 'USD')} USD`,
      tick: short,
    },
    {
      ...plain,
      id: 'gas',
      height: 180,
      log: true,
      // A logarithm knows no zero.
      lines: [
        line(
          'Gas',
          0,
          series.gas.map((value) => (value > 0 ? value : null)),
        ),
      ],
      read: (value) => `${number(value, 2)} gwei`,
      tick: (value) => String(value),
    },
  ]
}

/** @param {string} label @param {number} at @param {Values} values @returns {Line} */
function line(label, at, values) {
  return { label, colour: LINES[at % LINES.length] ?? 'ink', dash: DASHES[at % DASHES.length] ?? [], values }
}

/** @param {string} label @param {number} value @param {string} colour @returns {Limit} */
function limit(label, value, colour) {
  return { label, value, colour }
}

/**
 * A measure of several places whose trouble lies below. Far above its target nothing is left to see, so the axis ends there.
 * @param {'health' | 'equityRatio'} id
 * @param {Pick<Spec, 'read' | 'tick'>} says
 * @returns {Spec}
 */
function bounded(id, says) {
  const bounds = levels[id]
  const lines = Object.entries(series[id]).map(([label, values], at) => line(label, at, values))
  if (bounds === null) return { ...plain, ...says, id, lines }
  const { target, warning, critical } = bounds
  const top = Math.max(target, warning, critical)
  return {
    ...plain,
    ...says,
    id,
    height: 280,
    lines,
    limits: [
      limit('target', target, 'good'),
      limit('warning', warning, 'warning'),
      limit('critical', critical, 'critical'),
    ],
    cap: top + 2 * (top - Math.min(target, warning, critical)),
    around: [target, warning, critical],
  }
}

/** @param {number} value @param {number} step */
function share(value, step) {
  return `${number(value * 100, digitsOf(step * 100))}\u00a0%`
}
