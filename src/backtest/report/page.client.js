// @ts-check
import { onTheme, startTheme } from './colour.client.js'
import { first, last, time } from './data.client.js'
import { element, make } from './dom.client.js'
import { events } from './events.client.js'
import { DAY } from './format.client.js'
import { startMarks, turn } from './marks.client.js'
import { onPaper } from './paper.client.js'
import { all, plot } from './plot.client.js'
import { specs } from './specs.client.js'
import { hideTip } from './tip.client.js'

const RANGES = /** @type {const} */ ([
  ['1y', 365, '1 year'],
  ['90d', 90, '90 days'],
  ['30d', 30, '30 days'],
  ['7d', 7, '7 days'],
])

startTheme()
if (time.length > 0) startCharts()
events(({ x, kind }) => {
  if (time.length === 0) return
  turn(kind, true)
  all.zoom([Math.max(first, x - 7 * DAY), Math.min(last, x + 7 * DAY)])
  element('charts').scrollIntoView()
})
performance.mark('drawn')

function startCharts() {
  element('tools').hidden = false
  ranges()
  startMarks(() => all.redraw())
  for (const spec of specs()) {
    const frame = document.querySelector(`[data-chart="${spec.id}"]`)
    if (frame instanceof HTMLElement) plot(spec, frame)
  }
  all.zoom(null)
  onTheme(() => all.redraw())
  addEventListener('scroll', hideTip, { passive: true })
  addEventListener('keydown', ({ key }) => key === 'Escape' && hideTip())
  onPaper(all.resize)
}

/** For fingers, which cannot drag across a chart without scrolling the page. */
function ranges() {
  /** @param {string} text @param {string} label @param {() => void} action */
  const button = (text, label, action) => {
    const made = make('button', { type: 'button', text, 'aria-label': label })
    made.addEventListener('click', action)
    return made
  }
  /** @param {1 | -1} way */
  const shift = (way) => {
    const [from, to] = all.range()
    const step = Math.max(first - from, Math.min(last - to, (to - from) * 0.5 * way))
    all.zoom([from + step, to + step])
  }
  const spans = RANGES.filter(([, days]) => days * DAY < last - first).map(([text, days, said]) =>
    button(text, `Show ${said}`, () => {
      const middle = Math.min(last, all.range()[1])
      all.zoom([Math.max(first, middle - days * DAY), middle])
    }),
  )
  const group = element('ranges')
  group.append(
    button('All', 'Show the whole period', () => all.zoom(null)),
    ...spans,
  )
  if (spans.length > 0)
    group.append(
      button('‹', 'Earlier', () => shift(-1)),
      button('›', 'Later', () => shift(1)),
    )
}
