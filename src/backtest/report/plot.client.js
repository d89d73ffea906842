// @ts-check
/** @typedef {import('./specs.client.js').Spec} Spec */
/** @typedef {import('uplot')} Plot */
import uPlot from 'uplot'
import { element, first, last, make, result, time } from './data.client.js'
import { axesOf, drawAreas, drawLimits, nameLimits, scalesOf, seriesOf } from './draw.client.js'
import { DAY, when } from './format.client.js'
import { drawMarks, LANE, markBeyond, marksNear, STRIP } from './marks.client.js'
import { columns, isCapped } from './stack.client.js'
import { hideTip, showTip, spokenOf } from './tip.client.js'

/** @type {{ u: Plot, height: number }[]} */
const plots = []

/** Draws a chart into its frame. @param {Spec} spec @param {HTMLElement} frame */
export function plot(spec, frame) {
  const box = /** @type {HTMLElement} */ (frame.querySelector('.plot'))
  const shown = spec.lines.map(() => true)
  const narrow = box.clientWidth < 560
  /** @type {(u: Plot) => void} */
  let read = () => {}
  const u = new uPlot(
    {
      width: box.clientWidth,
      height: spec.height + STRIP,
      padding: [12, narrow ? 10 : 16, 0, 0],
      legend: { show: false },
      series: [{}, ...seriesOf(spec)],
      scales: scalesOf(spec),
      axes: axesOf(spec, narrow),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: cursor(spec),
      hooks: {
        drawAxes: [(self) => (spec.stacked === true ? drawAreas(spec, self) : drawLimits(spec, self))],
        draw: [(self) => nameLimits(spec, self), drawMarks],
        setCursor: [(self) => read(self)],
        setSelect: [selected],
      },
    },
    /** @type {any} */ (columns(spec, time, shown)),
    box,
  )
  plots.push({ u, height: u.height })
  read = legend(spec, { frame, shown, u })
  read(u)
  pointing(u)
  keys(u, spec, box)
  new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== u.width) u.setSize({ width: box.clientWidth, height: u.height })
  }).observe(box)
}

/** @param {Spec} spec @returns {import('uplot').Cursor} */
function cursor(spec) {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: 6 },
    points: spec.stacked === true ? { show: false } : { size: 7, width: 2 },
    bind: {
      dblclick: () => () => {
        zoom(null)
        return null
      },
    },
    sync: {
      key: 'trimtab',
      scales: ['x', null],
      setSeries: false,
      filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
    },
  }
}

/** All charts show the same time. @param {readonly [number, number] | null} range */
export function zoom(range) {
  const [from, to] = range ?? (first === last ? [first - DAY, last + DAY] : [first, last])
  hideTip()
  for (const { u } of plots) u.setScale('x', { min: from, max: to })
}

/** What the charts show. @returns {[number, number]} */
export function range() {
  const { min, max } = plots[0]?.u.scales['x'] ?? {}
  return [min ?? first, max ?? last]
}

/** @param {Plot} u */
function selected(u) {
  const { left, width } = u.select
  if (width === 0) return
  zoom([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')])
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

/** In another theme, or without some marks. @param {boolean} [paths] */
export function redraw(paths = false) {
  for (const { u } of plots) u.redraw(paths, false)
}

/** On paper all charts have one width and are lower, so that three fit on a page. @param {number | null} paper its width */
export function resize(paper) {
  for (const { u, height } of plots) {
    const width = paper ?? u.root.parentElement?.clientWidth ?? u.width
    u.setSize({ width, height: paper === null ? height : Math.round(height * 0.8) })
  }
}

/**
 * Names and values of the lines, each a switch. Answers what shows the values under the cursor.
 * @param {Spec} spec @param {{ frame: HTMLElement, shown: boolean[], u: Plot }} chart
 * @returns {(u: Plot) => void}
 */
function legend(spec, { frame, shown, u }) {
  const list = /** @type {HTMLElement} */ (frame.querySelector('.legend'))
  const at = /** @type {HTMLElement} */ (frame.querySelector('.at'))
  const outputs = spec.lines.map((line, index) => {
    const value = make('span', { class: 'value' })
    const swatch = make('i', {
      class: spec.stacked === true ? 'swatch area' : `swatch${line.dash.length > 0 ? ' dashed' : ''}`,
      style: `--c:var(--${line.colour})`,
      'aria-hidden': 'true',
    })
    const button = make('button', { type: 'button', 'aria-pressed': 'true' }, [swatch, line.label, value])
    button.addEventListener('click', () => {
      shown[index] = !shown[index]
      button.setAttribute('aria-pressed', String(shown[index]))
      if (spec.stacked === true) u.setData(/** @type {any} */ (columns(spec, time, shown)), false)
      else u.setSeries(index + 1, { show: shown[index] === true })
      u.setScale('x', { min: range()[0], max: range()[1] })
      read(u)
    })
    list.append(make('li', {}, [button]))
    return value
  })
  const sum = make('span', { class: 'value' })
  const ink = make('i', { class: 'swatch', style: '--c:var(--ink)', 'aria-hidden': 'true' })
  if (spec.stacked === true) list.append(make('li', {}, [make('span', { class: 'sum' }, [ink, 'Sum', sum])]))
  if (isCapped(spec))
    frame.querySelector('figcaption')?.append(` Values above ${spec.read(spec.cap ?? 0)} are drawn at the upper edge.`)
  /** @param {Plot} self */
  const read = (self) => {
    const index = self.cursor.idx ?? time.length - 1
    at.textContent = `${when(time[index] ?? 0)} UTC`
    sum.textContent = spec.read(self.data.at(-1)?.[index] ?? 0)
    spec.lines.forEach(({ values }, line) => {
      const value = values[index]
      const output = outputs[line]
      if (output !== undefined) output.textContent = typeof value === 'number' ? spec.read(value) : '–'
    })
  }
  return read
}

/** A mark is read where it stands: in the strip below the plot. @param {Plot} u */
function pointing(u) {
  const wrap = /** @type {HTMLElement} */ (u.over.parentElement)
  /** @param {MouseEvent} event @param {number} reach in pixels */
  const look = (event, reach) => {
    const plane = u.over.getBoundingClientRect()
    const below = event.clientY - plane.bottom
    const x = u.posToVal(event.clientX - plane.left, 'x')
    const seconds = u.posToVal(event.clientX - plane.left + reach, 'x') - x
    const near = marksNear(x, seconds)
    const lane = near.filter(({ kind }) => (kind === 'defer') === below > LANE)
    const inside = lane.length > 0 ? lane : near
    const hits = below >= -2 && below <= STRIP ? inside : near.filter(({ kind }) => kind === 'liquidation' && below < 0)
    if (hits.length === 0) hideTip()
    else showTip(hits, event.clientX, plane.bottom)
    wrap.style.cursor = hits.length === 0 ? '' : 'pointer'
  }
  wrap.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse') look(event, 5)
  })
  wrap.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse') hideTip()
  })
  wrap.addEventListener('click', (event) => look(event, 14))
}

/** @param {Plot} u @param {Spec} spec @param {HTMLElement} box */
function keys(u, spec, box) {
  /** @param {number} x */
  const go = (x) => {
    const place = u.valToPos(x, 'x')
    u.setCursor({ left: place, top: 10 }, true)
    const index = u.cursor.idx ?? 0
    const values = spec.lines.map(
      ({ label, values }) => `${label} ${typeof values[index] === 'number' ? spec.read(values[index]) : 'nothing'}`,
    )
    element('spoken').textContent = `${when(time[index] ?? 0)} UTC: ${values.join(', ')}`
    return place
  }
  box.addEventListener('keydown', (event) => {
    const [from, to] = range()
    const x = time[u.cursor.idx ?? time.length - 1] ?? to
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (way !== 0 && event.shiftKey) {
      const mark = markBeyond(
        u.cursor.idx === null || u.cursor.idx === undefined
          ? x
          : u.posToVal(u.cursor.left ?? 0, 'x') + way * (to - from) * 1e-6,
        way,
      )
      if (mark === undefined) return
      if (mark.x < from || mark.x > to) zoom([mark.x - (to - from) / 2, mark.x + (to - from) / 2])
      const plane = u.over.getBoundingClientRect()
      showTip([mark], plane.left + go(mark.x), plane.bottom)
      element('spoken').textContent = spokenOf(mark)
    } else if (way !== 0)
      go(Math.min(to, Math.max(from, x + way * Math.max((to - from) / 100, (result.series.everyHours || 1) * 3600))))
    else if (event.key === '+' || event.key === '-') {
      const half = ((to - from) / 2) * (event.key === '+' ? 0.5 : 2)
      zoom([Math.max(first, x - half), Math.min(last, x + half)])
    } else if (event.key === 'Escape') zoom(null)
    else return
    event.preventDefault()
  })
}
