// @ts-check
/** @typedef {import('./lines.ts').Payload} Payload */
/** @typedef {import('./lines.ts').Axis} Axis */
/** @typedef {import('./group.client.js').Group} Group */
import { chart, closer } from './chart.client.js'
import { onTheme, startTheme } from './colour.client.js'
import { element, make } from './dom.client.js'
import { DAY, when } from './format.client.js'
import { group } from './group.client.js'
import { onPaper } from './paper.client.js'
import { speaks, specOf } from './spec.client.js'
import { stripOf } from './strip.client.js'
import { hideTip } from './tip.client.js'

/** @type {Payload} */
const { axes, charts } = JSON.parse(element('document').textContent ?? '')

startTheme()
const groups = axes.map((axis, at) => {
  const x = axis.kind === 'time' ? axis.values : axis.labels.map((_, step) => step + 1)
  return { axis, all: group(x, { key: `axis-${at}`, margin: axis.kind === 'time' ? DAY : 1 }) }
})
for (const drawn of charts) {
  const frame = document.querySelector(`[data-chart="${drawn.id}"]`)
  const found = groups[drawn.axis]
  if (!(frame instanceof HTMLElement) || found === undefined) continue
  const { axis, all } = found
  const spec = specOf(drawn, axis)
  const at = placeOf(axis, drawn.marks)
  chart(spec, frame, { group: all, at, strip: stripOf(drawn.marks, { x: all.x, at: placeOf(axis, []) }) })
  frame.classList.toggle('many', spec.lines.length + spec.bands.length > 6)
  steady(frame, spec)
  frame.querySelector('figcaption')?.before(zooming(all))
}
for (const { all } of groups) all.zoom(null)
onTheme(() => {
  for (const { all } of groups) all.redraw()
})
onPaper((width) => {
  for (const { all } of groups) all.resize(width)
})
addEventListener('scroll', hideTip, { passive: true })
addEventListener('keydown', ({ key }) => key === 'Escape' && hideTip())
performance.mark('drawn')

/** Says what a place of the axis is, and what happened there. @param {Axis} axis @param {Payload['charts'][number]['marks']} marks */
function placeOf(axis, marks) {
  const isNamed = axis.kind === 'step' && speaks(axis)
  /** @param {number} index */
  const named = (index) => {
    if (axis.kind === 'time') return `${when(axis.values[index] ?? 0)} UTC`
    const label = axis.labels[index] ?? ''
    if (isNamed) return label
    return label === '' ? String(index + 1) : `${index + 1} · ${label}`
  }
  return (/** @type {number} */ index) => {
    const here = marks.filter(({ at }) => at === index).map(({ label }) => label)
    return [named(index), ...here].join(' · ')
  }
}

/** Keeps names from moving while values change: each value has room for its longest. @param {HTMLElement} frame @param {import('./draw.client.js').Spec} spec */
function steady(frame, spec) {
  const values = frame.querySelectorAll('.legend button .value')
  spec.lines.forEach((line, at) => {
    const output = values[at]
    const known = line.values.filter((value) => value !== null)
    const low = known.reduce((least, value) => Math.min(least, value), 0)
    const high = known.reduce((most, value) => Math.max(most, value), 0)
    const longest = Math.max(...[low, high].map((value) => (line.read ?? spec.read)(value).length))
    if (output instanceof HTMLElement && known.length > 1) output.style.minWidth = `${longest}ch`
  })
}

/** For fingers, which cannot drag across a chart without scrolling the page; and the way back for all. @param {Group} all */
function zooming(all) {
  const box = make('fieldset', { class: 'near', 'aria-label': 'Range of the chart' })
  /** @param {string} text @param {string} label @param {() => void} action */
  const button = (text, label, action) => {
    const made = make('button', { type: 'button', text, 'aria-label': label })
    made.addEventListener('click', action)
    return made
  }
  const middle = () => (all.range()[0] + all.range()[1]) / 2
  /** @param {1 | -1} way */
  const shift = (way) => {
    const [from, to] = all.range()
    const step = Math.max(all.first - from, Math.min(all.last - to, (to - from) * 0.5 * way))
    all.zoom([from + step, to + step])
  }
  box.append(
    button('−', 'Show more', () => closer(all, middle(), false)),
    button('+', 'Zoom in', () => closer(all, middle(), true)),
    button('‹', 'Earlier', () => shift(-1)),
    button('›', 'Later', () => shift(1)),
    button('All', 'Show everything', () => all.zoom(null)),
  )
  all.onZoom((from, to) => {
    box.classList.toggle('zoomed', from > all.first || to < all.last)
  })
  return box
}
