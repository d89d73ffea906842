// @ts-check
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('uplot')} Plot */
/** @typedef {{ value: HTMLElement, button: HTMLButtonElement }} Entry */
/** @typedef {{ frame: HTMLElement, group: import('./group.client.js').Group, u: Plot, at: (index: number) => string }} Chart */
import { make } from './dom.client.js'
import { columns, highest, isCapped } from './stack.client.js'

/**
 * Names and values of lines and bands, each a switch. Answers what shows the values under the cursor.
 * @param {Spec} spec @param {Chart} chart
 * @returns {(u: Plot) => void}
 */
export function legend(spec, { frame, group, u, at }) {
  const list = /** @type {HTMLElement} */ (frame.querySelector('.legend'))
  const place = /** @type {HTMLElement} */ (frame.querySelector('.at'))
  const shown = spec.lines.map(() => true)
  const held = spec.bands.map(() => true)
  const apply = () => {
    if (spec.stacked === true) u.setData(/** @type {any} */ (columns(spec, group.x, shown)), false)
    else showSeries(spec, { u, shown, held })
    const [min, max] = group.range()
    u.setScale('x', { min, max })
    read(u)
  }
  const lines = spec.lines.map((line, index) => {
    const look = spec.stacked === true ? 'area' : line.dash.length > 0 ? 'dashed' : ''
    return entry({ label: line.label, look, colour: line.colour }, (on) => {
      shown[index] = on
      apply()
    })
  })
  const bands = spec.bands.map(({ label, colour }, index) =>
    entry({ label, look: 'band', colour }, (on) => {
      held[index] = on
      apply()
    }),
  )
  list.append(...[...lines, ...bands].map(({ button }) => make('li', {}, [button])))
  lines.forEach(({ button }, index) => {
    focus(u, button, () => (spec.stacked === true ? null : 2 * spec.bands.length + index + 1))
  })
  const sum = make('span', { class: 'value' })
  const ink = make('i', { class: 'swatch', style: '--c:var(--ink)', 'aria-hidden': 'true' })
  if (spec.stacked === true) list.append(make('li', {}, [make('span', { class: 'sum' }, [ink, 'Sum', sum])]))
  if (isCapped(spec))
    frame
      .querySelector('figcaption')
      ?.append(
        ` The axis ends at ${spec.read(spec.cap ?? 0)}: values above it, up to ${spec.read(highest(spec))}, are drawn at the upper edge.`,
      )
  /** @param {Plot} self */
  const read = (self) => {
    const index = self.cursor.idx ?? group.x.length - 1
    place.textContent = at(index)
    sum.textContent = spec.read(self.data.at(-1)?.[index] ?? 0)
    spec.lines.forEach((line, nth) => {
      tell(lines[nth], says(line.values[index], line.read ?? spec.read))
    })
    spec.bands.forEach(({ low, high, read: show }, nth) => {
      tell(bands[nth], `${says(low[index], show)} to ${says(high[index], show)}`)
    })
  }
  return read
}

/** @param {number | null | undefined} value @param {(value: number) => string} show */
function says(value, show) {
  return typeof value === 'number' ? show(value) : '–'
}

/** @param {Entry | undefined} entry @param {string} text */
function tell(entry, text) {
  if (entry !== undefined) entry.value.textContent = text
}

/** @param {{ label: string, look: string, colour: string }} of @param {(on: boolean) => void} turn @returns {Entry} */
function entry({ label, look, colour }, turn) {
  const value = make('span', { class: 'value' })
  const swatch = make('i', { class: `swatch ${look}`.trim(), style: `--c:var(--${colour})`, 'aria-hidden': 'true' })
  const button = make('button', { type: 'button', 'aria-pressed': 'true' }, [swatch, label, value])
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(on))
    turn(on)
  })
  return { value, button }
}

/** A band is seen with its line or not at all. @param {Spec} spec @param {{ u: Plot, shown: boolean[], held: boolean[] }} state */
function showSeries({ lines, bands }, { u, shown, held }) {
  const beside = 2 * bands.length
  const turn = (/** @type {number} */ at, /** @type {boolean} */ on) => {
    if (u.series[at]?.show !== on) u.setSeries(at, { show: on })
  }
  u.batch(() => {
    bands.forEach(({ line }, at) => {
      const on = held[at] === true && (line === null || shown[lines.indexOf(line)] === true)
      turn(2 * at + 1, on)
      turn(2 * at + 2, on)
    })
    lines.forEach((_, at) => {
      turn(beside + at + 1, shown[at] === true)
    })
  })
}

/** Lines up to here are told apart at a glance. */
const MANY = 6

/** Among many lines, the one whose name is pointed at stands out. @param {Plot} u @param {HTMLElement} button @param {() => number | null} series */
function focus(u, button, series) {
  if (u.series.length <= MANY || series() === null) return
  button.addEventListener('pointerenter', ({ pointerType }) => {
    if (pointerType === 'mouse') u.setSeries(series(), { focus: true })
  })
  button.addEventListener('pointerleave', () => u.setSeries(null, { focus: true }))
}
