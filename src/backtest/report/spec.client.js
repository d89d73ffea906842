// @ts-check
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('./lines.ts').Axis} Axis */
/** @typedef {import('./lines.ts').Drawn} Drawn */
import { digitsOf, number, short, timeLabels } from './format.client.js'

const LINES = ['line-1', 'line-2', 'line-3', 'line-4', 'line-5', 'line-7', 'line-8', 'line-6']
const AREAS = [
  'source-supply',
  'source-borrow',
  'source-staking',
  'source-funding',
  'source-price',
  'source-transaction',
  'line-4',
  'line-5',
  'line-3',
  'line-7',
]
/** @type {Record<'solid' | 'dashed' | 'dotted' | 'dashdot', number[]>} */
const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3], dashdot: [10, 3, 2, 3] }
const TURNS = Object.values(DASHES)

/** Room below the plot for marks, in CSS pixels. */
const STRIP = 18

/** Longest label that fits below an axis. */
const NAME_MAX = 8

/** What the client draws of a chart of the document. @param {Drawn} drawn @param {Axis} axis @returns {Spec} */
export function specOf({ id, unit, lines, bands, limits, marks, stacked, log, within }, axis) {
  const after = /^[^\s,()=]{1,10}$/.test(unit) ? `\u00a0${unit}` : ''
  const most = lines.reduce((digits, line) => Math.max(digits, line.digits), 0)
  /** @param {number} digits @returns {(value: number) => string} */
  const reading = (digits) => (value) => number(value, digits) + after
  const drawn = lines.map(({ label, values, digits, stepped, dash }, at) => ({
    label,
    values,
    stepped,
    colour: of(stacked ? AREAS : LINES, at),
    dash: dash === undefined ? of(TURNS, Math.floor(at / LINES.length)) : DASHES[dash],
    read: reading(digits),
  }))
  return {
    id,
    x: { ...across(axis), strip: marks.length > 0 || within !== null ? STRIP : 8 },
    lines: drawn,
    bands: bands.map(({ label, low, high, of: at }, nth) => {
      const line = at === null ? null : (drawn[at] ?? null)
      const colour = line?.colour ?? of(LINES, lines.length + nth)
      return { label, low, high, line, colour, read: line?.read ?? reading(most) }
    }),
    stacked,
    log,
    filled: lines.length === 1 && bands.length === 0 && !log,
    height: lines.length > 8 ? 330 : 270,
    limits: limits.map(({ label, value, tone }) => ({ label, value, colour: tone ?? 'quiet' })),
    cap: null,
    around: [...limits.map(({ value }) => value), ...(stacked ? [0] : []), ...(within ?? [])],
    read: reading(most),
    tick: log ? (value) => short(value, value) : ticked,
  }
}

/** @template T @param {readonly T[]} list @param {number} at @returns {T} */
function of(list, at) {
  return /** @type {T} */ (list[at % list.length])
}

/** @param {number} value @param {number} step */
function ticked(value, step) {
  if (step >= 1e9) return `${number(value / 1e9, digitsOf(step / 1e9))}bn`
  return step < 1e-6 && value !== 0 ? value.toExponential(2).replace('-', '−') : short(value, step)
}

/** @param {Axis} axis @returns {Omit<import('./draw.client.js').Across, 'strip'>} */
function across(axis) {
  if (axis.kind === 'time') return { time: true, under: 36, space: 90, labels: timeLabels }
  const { labels } = axis
  const isNamed = speaks(axis)
  return {
    time: false,
    under: 24,
    space: 64,
    labels: (ticks) => ticks.map((tick) => (isNamed ? (labels[tick - 1] ?? '') : said(tick, labels.length))),
  }
}

/** Whether labels can stand below the axis in place of a count. @param {Axis & { kind: 'step' }} axis */
export function speaks({ labels }) {
  return labels.every((label) => label !== '' && label.length <= NAME_MAX) && new Set(labels).size === labels.length
}

/** Events are counted from one. @param {number} tick @param {number} length */
function said(tick, length) {
  return Number.isInteger(tick) && tick >= 1 && tick <= length ? number(tick) : ''
}
