// @ts-check
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('./group.client.js').Group} Group */
/** @typedef {import('uplot')} Plot */
/** @typedef {{ x: number, items: () => Node[], spoken: string }} Found */
/**
 * What stands in the strip below the plot: how it is drawn, what is told of those near a place (`below` the plot, in pixels),
 * and which comes next in a direction.
 * @typedef {object} Strip
 * @property {(u: Plot) => void} draw
 * @property {(near: { x: number, reach: number, below: number }) => Node[]} hits
 * @property {(x: number, way: 1 | -1) => Found | undefined} beyond
 */
/** @typedef {{ group: Group, at: (index: number) => string, strip: Strip }} Around */
import uPlot from 'uplot'
import { element } from './dom.client.js'
import { axesOf, bandsOf, drawAreas, drawLimits, nameLimits, scalesOf, seriesOf } from './draw.client.js'
import { legend } from './legend.client.js'
import { columns } from './stack.client.js'
import { hideTip, showTip } from './tip.client.js'

/** Draws a chart into its frame. @param {Spec} spec @param {HTMLElement} frame @param {Around} around */
export function chart(spec, frame, { group, at, strip }) {
  const box = /** @type {HTMLElement} */ (frame.querySelector('.plot'))
  const narrow = box.clientWidth < 560
  /** @type {(u: Plot) => void} */
  let read = () => {}
  const u = new uPlot(
    {
      width: box.clientWidth,
      height: spec.height + spec.x.strip,
      padding: [12, narrow ? 10 : 16, 0, 0],
      legend: { show: false },
      focus: { alpha: 0.25 },
      series: [{}, ...seriesOf(spec)],
      bands: bandsOf(spec),
      scales: scalesOf(spec),
      axes: axesOf(spec, narrow),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: cursor(spec, group),
      hooks: {
        drawAxes: [
          (self) => {
            if (spec.stacked === true) drawAreas(spec, self)
            drawLimits(spec, self)
          },
        ],
        draw: [(self) => nameLimits(spec, self), strip.draw],
        setCursor: [(self) => read(self)],
        setSelect: [(self) => selected(self, group)],
      },
    },
    /** @type {any} */ (
      columns(
        spec,
        group.x,
        spec.lines.map(() => true),
      )
    ),
    box,
  )
  group.add(u)
  read = legend(spec, { frame, group, u, at })
  read(u)
  pointing(u, strip)
  keys(u, { box, group, strip, said: (index) => `${at(index)}: ${spoken(spec, index)}` })
  new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== u.width) u.setSize({ width: box.clientWidth, height: u.height })
  }).observe(box)
}

/** @param {Spec} spec @param {Group} group @returns {import('uplot').Cursor} */
function cursor({ stacked, bands }, group) {
  /** @param {number} size @returns {(u: Plot, series: number) => number} */
  const onLines = (size) => (_, series) => (series > 2 * bands.length ? size : 0)
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: 6 },
    points: stacked === true ? { show: false } : { size: onLines(7), width: onLines(2) },
    bind: {
      dblclick: () => () => {
        group.zoom(null)
        return null
      },
    },
    sync: {
      key: group.key,
      scales: ['x', null],
      setSeries: false,
      filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
    },
  }
}

/** @param {Plot} u @param {Group} group */
function selected(u, group) {
  const { left, width } = u.select
  if (width === 0) return
  group.zoom([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')])
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

/** A mark is read where it stands: in the strip below the plot. @param {Plot} u @param {Strip} strip */
function pointing(u, strip) {
  const wrap = /** @type {HTMLElement} */ (u.over.parentElement)
  /** @param {MouseEvent} event @param {number} reach in pixels */
  const look = (event, reach) => {
    const plane = u.over.getBoundingClientRect()
    const x = u.posToVal(event.clientX - plane.left, 'x')
    const items = strip.hits({
      x,
      reach: u.posToVal(event.clientX - plane.left + reach, 'x') - x,
      below: event.clientY - plane.bottom,
    })
    if (items.length === 0) hideTip()
    else showTip(items, event.clientX, plane.bottom)
    wrap.style.cursor = items.length === 0 ? '' : 'pointer'
  }
  wrap.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse') look(event, 5)
  })
  wrap.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse') hideTip()
  })
  wrap.addEventListener('click', (event) => look(event, 14))
}

/** @param {Spec} spec @param {number} index */
function spoken({ lines, read }, index) {
  return lines
    .map(({ label, values, read: own }) => {
      const value = values[index]
      return `${label} ${typeof value === 'number' ? (own ?? read)(value) : 'nothing'}`
    })
    .join(', ')
}

/** @param {Plot} u @param {{ box: HTMLElement, group: Group, strip: Strip, said: (index: number) => string }} to */
function keys(u, { box, group, strip, said }) {
  /** @param {number} x */
  const go = (x) => {
    const place = u.valToPos(x, 'x')
    u.setCursor({ left: place, top: 10 }, true)
    element('spoken').textContent = said(u.cursor.idx ?? 0)
    return place
  }
  /** @param {1 | -1} way @param {number} x */
  const toMark = (way, x) => {
    const [from, to] = group.range()
    const isOut = u.cursor.idx === null || u.cursor.idx === undefined
    const found = strip.beyond(isOut ? x : u.posToVal(u.cursor.left ?? 0, 'x') + way * (to - from) * 1e-6, way)
    if (found === undefined) return
    if (found.x < from || found.x > to) group.zoom([found.x - (to - from) / 2, found.x + (to - from) / 2])
    const plane = u.over.getBoundingClientRect()
    showTip(found.items(), plane.left + go(found.x), plane.bottom)
    element('spoken').textContent = found.spoken
  }
  box.addEventListener('keydown', (event) => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const index = u.cursor.idx ?? group.x.length - 1
    if (way !== 0 && event.shiftKey) toMark(way, group.x[index] ?? group.last)
    else if (way !== 0) go(stride(group, index, way))
    else if (event.key === '+' || event.key === '-') closer(group, group.x[index] ?? group.last, event.key === '+')
    else if (event.key === 'Escape') group.zoom(null)
    else return
    event.preventDefault()
  })
}

/** One point further, or as many as make a hundredth of what is in sight. @param {Group} group @param {number} index @param {1 | -1} way */
function stride({ x, range }, index, way) {
  const [from, to] = range()
  const start = x[index] ?? from
  const far = start + (way * (to - from)) / 100
  let at = index
  do at += way
  while (x[at] !== undefined && ((x[at] ?? far) - far) * way < 0)
  return Math.min(to, Math.max(from, x[at] ?? start))
}

/** Half of the stretch or twice as much, around a place. @param {Group} group @param {number} x @param {boolean} isCloser */
export function closer({ range, zoom, first, last }, x, isCloser) {
  const [from, to] = range()
  const half = ((to - from) / 2) * (isCloser ? 0.5 : 2)
  zoom([Math.max(first, x - half), Math.min(last, x + half)])
}
