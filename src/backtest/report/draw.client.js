// @ts-check
/** @typedef {import('uplot')} Plot */
/** @typedef {{ x: number, index: number }} Column */
/** @typedef {readonly (number | null)[]} Values */
/** @typedef {{ label: string, colour: string, dash: number[], values: Values, stepped?: boolean, read?: (value: number) => string }} Line */
/** @typedef {{ label: string, low: Values, high: Values, line: Line | null, colour: string, read: (value: number) => string }} Band */
/** @typedef {{ label: string, value: number, colour: string }} Limit */
/**
 * The x axis: whether its figures are seconds, the room below the plot for marks and for labels, and what the labels say.
 * @typedef {{ time: boolean, strip: number, under: number, space: number, labels: (ticks: readonly number[], step: number) => string[] }} Across
 */
/**
 * What one chart draws. Values above `cap` are drawn on the upper edge; `around` is what the y axis must always show.
 * @typedef {object} Spec
 * @property {string} id
 * @property {Across} x
 * @property {Line[]} lines
 * @property {Band[]} bands
 * @property {boolean} [stacked]
 * @property {boolean} [log]
 * @property {boolean} [filled]
 * @property {number} height
 * @property {Limit[]} limits
 * @property {number | null} cap
 * @property {number[]} around
 * @property {(value: number) => string} read
 * @property {(value: number, step: number) => string} tick
 */
import uPlot from 'uplot'
import { colour } from './colour.client.js'
import { extent } from './stack.client.js'

/**
 * The columns as the library wants them, in the order in which `columns` makes them: bands lie below lines. Of a stacked line
 * it knows the two edges, to find the range; their sum comes last.
 * @param {Spec} spec @returns {import('uplot').Series[]}
 */
export function seriesOf({ lines, bands, stacked, filled }) {
  const edge = { paths: () => null, points: { show: false } }
  if (stacked === true)
    return [...lines.flatMap(() => [edge, edge]), { stroke: () => colour('ink'), width: 1.5, points: { size: 5 } }]
  return [
    ...bands.flatMap(({ line }) => {
      const side = { width: 0, points: { show: false }, ...paths(line?.stepped) }
      return [side, side]
    }),
    ...lines.map((line) => ({
      stroke: () => colour(line.colour),
      width: 1.4,
      dash: line.dash,
      ...paths(line.stepped),
      ...(filled === true ? { fill: () => colour(line.colour, 0.09) } : {}),
      points: { size: 5, fill: () => colour('ground') },
    })),
  ]
}

/** @param {boolean} [stepped] */
function paths(stepped) {
  const made = stepped === true ? uPlot.paths.stepped?.({ align: 1 }) : undefined
  return made === undefined ? {} : { paths: made }
}

/** @param {Spec} spec @returns {import('uplot').Band[]} */
export function bandsOf({ bands }) {
  return bands.map(({ colour: name }, at) => ({ series: [2 * at + 2, 2 * at + 1], fill: () => colour(name, 0.16) }))
}

/**
 * Fills the areas between the edges. The library's own bands want one edge above the other all along, which gains that turn
 * into losses are not.
 * @param {Spec} spec @param {Plot} u
 */
export function drawAreas(spec, u) {
  const { ctx, bbox, data } = u
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.strokeStyle = colour('ground')
  ctx.lineWidth = devicePixelRatio * 0.75
  const shown = visible(u)
  spec.lines.forEach(({ values, colour: name }, at) => {
    const far = data[2 * at + 1] ?? []
    const near = data[2 * at + 2] ?? []
    if (typeof far[0] !== 'number') return
    ctx.fillStyle = colour(name)
    for (const run of runs(shown, values)) {
      const edge = run.map(({ x, index }) => ({ x, y: u.valToPos(far[index] ?? 0, 'y', true) }))
      ctx.beginPath()
      for (const { x, y } of edge) ctx.lineTo(x, y)
      for (const { x, index } of run.reverse()) ctx.lineTo(x, u.valToPos(near[index] ?? 0, 'y', true))
      ctx.fill()
      ctx.beginPath()
      for (const { x, y } of edge) ctx.lineTo(x, y)
      ctx.stroke()
    }
  })
  halo(u, shown)
  ctx.restore()
}

/** What keeps the line of the sum apart from areas of any colour. @param {Plot} u @param {readonly Column[]} shown */
function halo(u, shown) {
  const sum = u.data.at(-1) ?? []
  u.ctx.lineWidth = 5 * devicePixelRatio
  u.ctx.beginPath()
  for (const { x, index } of shown) u.ctx.lineTo(x, u.valToPos(sum[index] ?? 0, 'y', true) + 0.5)
  u.ctx.stroke()
}

/**
 * Parts it where the sign turns, for there the area moves to the other pile.
 * @param {readonly Column[]} shown @param {Values} values @returns {Column[][]}
 */
function runs(shown, values) {
  /** @type {Column[][]} */
  const parts = []
  let before = 0
  for (const column of shown) {
    const sign = (values[column.index] ?? 0) < 0 ? -1 : 1
    const part = parts.at(-1)
    if (part === undefined || sign !== before) parts.push([column])
    else part.push(column)
    before = sign
  }
  return parts
}

/** One point for each pixel column in sight, and one beyond either side. @param {Plot} u */
function visible(u) {
  const time = u.data[0]
  const { min, max } = u.scales['x'] ?? {}
  const from = Math.max(0, time.findIndex((x) => x >= (min ?? x)) - 1)
  /** @type {Column[]} */
  const points = []
  for (let index = from; index < time.length; index++) {
    const x = Math.round(u.valToPos(time[index] ?? 0, 'x', true))
    if (points.at(-1)?.x === x) points.pop()
    points.push({ x, index })
    if ((time[index] ?? 0) > (max ?? Infinity)) break
  }
  return points
}

/** Steps between labels of an axis that counts. */
const WHOLE = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((size) => [size, 2 * size, 5 * size])

/** @param {Spec} spec @param {boolean} narrow @returns {import('uplot').Axis[]} */
export function axesOf(spec, narrow) {
  const { x } = spec
  const font = `${narrow ? 11 : 12}px system-ui, sans-serif`
  const common = { stroke: () => colour('quiet'), font, ticks: { show: false } }
  const grid = { stroke: () => colour('line'), width: 1 }
  return [
    {
      ...common,
      grid,
      gap: x.strip,
      size: x.strip + x.under,
      space: narrow ? Math.min(64, x.space) : x.space,
      ...(x.time ? {} : { incrs: WHOLE }),
      values: (_, ticks, ...rest) => x.labels(ticks, rest[2]),
    },
    {
      ...common,
      grid,
      size: narrow ? 52 : 68,
      gap: 8,
      space: 36,
      values: (_, ticks, ...rest) => ticks.map((value) => (value === null ? '' : spec.tick(value, rest[2]))),
    },
  ]
}

/** @param {Spec} spec @returns {Record<string, import('uplot').Scale>} */
export function scalesOf(spec) {
  return { x: { time: spec.x.time }, y: spec.log === true ? logarithmic(spec) : { range: ranged(spec) } }
}

/** @param {Spec} spec @returns {import('uplot').Scale} */
function logarithmic({ around }) {
  const also = around.filter((value) => value > 0)
  return {
    distr: 3,
    range: (_, low, high) =>
      low === null || high === null
        ? [1, 10]
        : uPlot.rangeLog(Math.min(low, ...also), Math.max(high, ...also), 10, false),
  }
}

/** @param {Spec} spec @returns {(u: Plot, low: number | null, high: number | null) => [number, number]} */
function ranged(spec) {
  return (_, low, high) => extent(spec, low, high)
}

/** The levels behind the lines. @param {Spec} spec @param {Plot} u */
export function drawLimits(spec, u) {
  const { ctx, bbox } = u
  const unit = devicePixelRatio
  ctx.save()
  ctx.lineWidth = unit
  for (const { label, value, colour: name } of spec.limits) {
    const y = Math.round(u.valToPos(value, 'y', true)) + 0.5
    ctx.strokeStyle = colour(name)
    ctx.setLineDash(label === 'target' ? [2 * unit, 4 * unit] : [6 * unit, 4 * unit])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** Their names before the lines, each in a halo that keeps it legible. @param {Spec} spec @param {Plot} u */
export function nameLimits(spec, u) {
  const { ctx, bbox } = u
  const unit = devicePixelRatio
  ctx.save()
  ctx.font = `600 ${11 * unit}px system-ui, sans-serif`
  ctx.textAlign = 'right'
  ctx.textBaseline = 'bottom'
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4 * unit
  ctx.strokeStyle = colour('ground')
  for (const { label, value, colour: name } of spec.limits) {
    if (label === '') continue
    const text = `${label} ${spec.read(value)}`
    const x = bbox.left + bbox.width - 6 * unit
    const y = Math.round(u.valToPos(value, 'y', true)) - 2 * unit
    ctx.fillStyle = colour(name)
    ctx.strokeText(text, x, y)
    ctx.fillText(text, x, y)
  }
  ctx.restore()
}
