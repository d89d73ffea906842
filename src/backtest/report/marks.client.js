// @ts-check
/** @typedef {import('./data.client.js').Kind} Kind */
/** @typedef {import('./data.client.js').Mark} Mark */
import { colour } from './colour.client.js'
import { KINDS, marks, symbol } from './data.client.js'
import { element, make } from './dom.client.js'
import { number } from './format.client.js'
import { drawShape } from './shape.client.js'

/** Height of the strip between plot and axis labels that belongs to the marks, in CSS pixels. */
export const STRIP = 26

/** Where in the strip those of deferred decisions begin. */
export const LANE = 15

/** Nearest distance of two marks of a kind, in CSS pixels. */
const NEAR = 4

/** @type {Set<Kind>} */
const hidden = new Set()
/** @type {Map<Kind, HTMLElement>} */
const switches = new Map()
const byKind = KINDS.map((look) => ({ ...look, list: marks.filter(({ kind }) => kind === look.kind) }))

/** @param {() => void} changed */
export function startMarks(changed) {
  const buttons = [...byKind]
    .reverse()
    .filter(({ list }) => list.length > 0)
    .map(({ kind, name, list }) => {
      const label = [symbol(kind), name, make('span', { class: 'count', text: number(list.length) })]
      const button = make('button', { type: 'button', 'aria-pressed': 'true' }, label)
      switches.set(kind, button)
      button.addEventListener('click', () => {
        turn(kind, hidden.has(kind))
        changed()
      })
      return button
    })
  element('kinds').append(...buttons)
}

/** @param {Kind} kind @param {boolean} on */
export function turn(kind, on) {
  if (on) hidden.delete(kind)
  else hidden.add(kind)
  switches.get(kind)?.setAttribute('aria-pressed', String(on))
}

/** The visible marks within `reach` seconds, the nearest first. @param {number} x @param {number} reach */
export function marksNear(x, reach) {
  return marks
    .filter((mark) => Math.abs(mark.x - x) <= reach && !hidden.has(mark.kind))
    .sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))
}

/** The next visible mark in a direction. @param {number} x @param {1 | -1} way */
export function markBeyond(x, way) {
  const seen = marks.filter((mark) => (mark.x - x) * way > 0 && !hidden.has(mark.kind))
  return way > 0 ? seen[0] : seen.at(-1)
}

/** @param {import('uplot')} u */
export function drawMarks(u) {
  const { ctx, bbox } = u
  const unit = devicePixelRatio
  const { min = 0, max = 0 } = u.scales['x'] ?? {}
  if (min === null || max === null) return
  ctx.save()
  ctx.setLineDash([])
  for (const { kind, shape, colour: name, list } of byKind) {
    if (hidden.has(kind)) continue
    const y = bbox.top + bbox.height + (kind === 'defer' ? 19 : 10) * unit
    ctx.fillStyle = colour(name)
    ctx.strokeStyle = colour('ground')
    let last = -Infinity
    for (const mark of list) {
      if (mark.x < min || mark.x > max) continue
      const x = u.valToPos(mark.x, 'x', true)
      // Marks of a kind that would hide each other are drawn as one; zooming parts them.
      if (x - last < NEAR * unit) continue
      last = x
      if (shape === 'cross') through(ctx, { x, top: bbox.top, bottom: y, unit })
      drawShape(ctx, shape, { x, y, unit })
    }
  }
  ctx.restore()
}

/** @param {CanvasRenderingContext2D} ctx @param {{ x: number, top: number, bottom: number, unit: number }} at */
function through(ctx, { x, top, bottom, unit }) {
  ctx.fillRect(Math.round(x - unit / 2), top, Math.max(1, unit * 1.5), bottom - top)
}
