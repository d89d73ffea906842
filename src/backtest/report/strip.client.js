// @ts-check
/** @typedef {import('./chart.client.js').Strip} Strip */
/** @typedef {import('./lines.ts').Mark} Mark */
import { colour } from './colour.client.js'
import { make } from './dom.client.js'
import { number } from './format.client.js'
import { drawShape } from './shape.client.js'

const LOOKS = {
  none: { shape: 'diamond', colour: 'accent' },
  good: { shape: 'circle', colour: 'good' },
  warning: { shape: 'triangle', colour: 'warning' },
  critical: { shape: 'cross', colour: 'critical' },
}

/** Nearest distance of two marks, in CSS pixels. */
const NEAR = 4
const TOLD_MAX = 4
const LABEL_MAX = 30

/**
 * The marks of one chart: a line up from the strip, and its name where there is room.
 * @param {readonly Mark[]} marks @param {{ x: readonly number[], at: (index: number) => string }} axis
 * @returns {Strip}
 */
export function stripOf(marks, { x: values, at: named }) {
  const known = marks
    .map(({ at, label, tone }) => ({ x: values[at] ?? 0, at, label, look: LOOKS[tone ?? 'none'] }))
    .sort((a, b) => a.x - b.x)
  /** @param {readonly (typeof known)[number][]} hits */
  const told = (hits) => {
    const items = hits.slice(0, TOLD_MAX).map(({ at, label, look }) => {
      const symbol = make('i', {
        class: `symbol ${look.shape}`,
        style: `--c:var(--${look.colour})`,
        'aria-hidden': 'true',
      })
      return make('div', { class: 'item' }, [
        make('p', { class: 'title', text: named(at) }),
        make('p', { class: 'purpose' }, [symbol, label]),
      ])
    })
    const rest = hits.length - items.length
    return rest === 0
      ? items
      : [...items, make('p', { class: 'more', text: `and ${number(rest)} more here: zoom in to part them` })]
  }
  return {
    draw: (u) => drawKnown(known, u),
    hits: ({ x, reach, below }) =>
      below < -2 || below > 26
        ? []
        : told(
            known.filter((mark) => Math.abs(mark.x - x) <= reach).sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x)),
          ),
    beyond(x, way) {
      const seen = known.filter((mark) => (mark.x - x) * way > 0)
      const next = way > 0 ? seen[0] : seen.at(-1)
      if (next === undefined) return undefined
      const here = known.filter((mark) => mark.x === next.x)
      return {
        x: next.x,
        items: () => told(here),
        spoken: `${named(next.at)}: ${here.map(({ label }) => label).join(', ')}`,
      }
    },
  }
}

/** @param {readonly { x: number, label: string, look: { shape: string, colour: string } }[]} known @param {import('uplot')} u */
function drawKnown(known, u) {
  const { ctx, bbox } = u
  const { min, max } = u.scales['x'] ?? {}
  const unit = devicePixelRatio
  const bottom = bbox.top + bbox.height
  const seen = known
    .filter(({ x }) => x >= (min ?? x) && x <= (max ?? x))
    .map((mark) => ({ ...mark, left: u.valToPos(mark.x, 'x', true) }))
  ctx.save()
  ctx.setLineDash([])
  let last = -Infinity
  for (const { left, look } of seen) {
    // Marks that would hide each other are drawn as one; zooming parts them.
    if (left - last < NEAR * unit) continue
    last = left
    ctx.fillStyle = colour(look.colour, 0.55)
    ctx.fillRect(Math.round(left - unit / 2), bbox.top, Math.max(1, unit), bottom - bbox.top + 6 * unit)
    ctx.fillStyle = colour(look.colour)
    ctx.strokeStyle = colour('ground')
    drawShape(ctx, look.shape, { x: left, y: bottom + 10 * unit, unit })
  }
  ctx.restore()
  nameKnown(seen, u)
}

/** Names stand to the right of their lines, and not at all where the next line or the edge is nearer than their end. @param {readonly { left: number, label: string, look: { colour: string } }[]} seen @param {import('uplot')} u */
function nameKnown(seen, { ctx, bbox }) {
  const unit = devicePixelRatio
  ctx.save()
  ctx.font = `600 ${11 * unit}px system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'top'
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4 * unit
  ctx.strokeStyle = colour('ground')
  seen.forEach(({ left, label, look }, at) => {
    const text = label.length > LABEL_MAX ? `${label.slice(0, LABEL_MAX - 1)}…` : label
    const width = ctx.measureText(text).width
    const start = left + 5 * unit
    const end = Math.min(seen[at + 1]?.left ?? Infinity, bbox.left + bbox.width)
    if (start + width > end) return
    ctx.fillStyle = colour(look.colour)
    ctx.strokeText(text, start, bbox.top + 3 * unit)
    ctx.fillText(text, start, bbox.top + 3 * unit)
  })
  ctx.restore()
}
