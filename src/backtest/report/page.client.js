// @ts-check
import { onTheme, startTheme, themeForPrint } from './colour.client.js'
import { element, first, last, make, time } from './data.client.js'
import { events } from './events.client.js'
import { DAY } from './format.client.js'
import { startMarks, turn } from './marks.client.js'
import { plot, range, redraw, resize, zoom } from './plot.client.js'
import { specs } from './specs.client.js'
import { hideTip } from './tip.client.js'

const RANGES = /** @type {const} */ ([
  ['1y', 365, '1 year'],
  ['90d', 90, '90 days'],
  ['30d', 30, '30 days'],
  ['7d', 7, '7 days'],
])

/** Width of a chart on paper, in CSS pixels. */
const PAPER = 660

startTheme()
if (time.length > 0) startCharts()
events(({ x, kind }) => {
  if (time.length === 0) return
  turn(kind, true)
  zoom([Math.max(first, x - 7 * DAY), Math.min(last, x + 7 * DAY)])
  element('charts').scrollIntoView()
})
performance.mark('drawn')

function startCharts() {
  element('tools').hidden = false
  ranges()
  startMarks(() => redraw())
  for (const spec of specs()) {
    const frame = document.querySelector(`[data-chart="${spec.id}"]`)
    if (frame instanceof HTMLElement) plot(spec, frame)
  }
  zoom(null)
  onTheme(() => redraw())
  addEventListener('scroll', hideTip, { passive: true })
  addEventListener('keydown', ({ key }) => key === 'Escape' && hideTip())
  addEventListener('beforeprint', () => {
    themeForPrint(true)
    resize(PAPER)
  })
  addEventListener('afterprint', () => {
    themeForPrint(false)
    resize(null)
  })
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
    const [from, to] = range()
    const step = Math.max(first - from, Math.min(last - to, (to - from) * 0.5 * way))
    zoom([from + step, to + step])
  }
  const spans = RANGES.filter(([, days]) => days * DAY < last - first).map(([text, days, said]) =>
    button(text, `Show ${said}`, () => {
      const middle = Math.min(last, range()[1])
      zoom([Math.max(first, middle - days * DAY), middle])
    }),
  )
  const group = element('ranges')
  group.append(
    button('All', 'Show the whole period', () => zoom(null)),
    ...spans,
  )
  if (spans.length > 0)
    group.append(
      button('‹', 'Earlier', () => shift(-1)),
      button('›', 'Later', () => shift(1)),
    )
}
