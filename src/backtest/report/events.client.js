// @ts-check
/** @typedef {import('./data.client.js').Mark} Mark */
import { looks, marks, result, symbol } from './data.client.js'
import { element, make } from './dom.client.js'
import { money, number, when } from './format.client.js'

/** Rows on one page of the table: thousands at once would freeze a phone. */
const PAGE = 50

const LEVELS = ['NORMAL', 'DRIFT', 'WARNING', 'CRITICAL']

/** @type {readonly { title: string, figure?: true, of: (mark: Mark) => number | string }[]} */
const COLUMNS = [
  { title: 'Time, UTC', of: ({ x }) => x },
  { title: 'What', of: ({ kind }) => looks(kind).name },
  { title: 'Purpose', of: ({ event }) => event.purpose },
  { title: 'Level', of: ({ event }) => LEVELS.indexOf(event.level) },
  { title: `Moved, ${result.currency}`, figure: true, of: ({ event }) => event.moved },
  { title: `Cost, ${result.currency}`, figure: true, of: ({ event }) => event.cost },
  { title: 'Steps', figure: true, of: ({ event }) => event.steps.length },
]

/** @type {readonly (readonly [string, (mark: Mark) => boolean])[]} */
const FILTERS = [
  ['Plans', ({ event }) => event.kind === 'plan'],
  ['Safety', ({ kind }) => kind === 'SAFETY'],
  ['Target', ({ kind }) => kind === 'TARGET'],
  ['Opportunistic', ({ kind }) => kind === 'OPPORTUNISTIC'],
  ['Liquidations', ({ kind }) => kind === 'liquidation'],
  ['Errors and stops', ({ kind }) => kind === 'trouble'],
  ['Deferred', ({ kind }) => kind === 'defer'],
  ['All', () => true],
]

const state = { filter: 0, text: '', sort: 0, down: false, page: 0 }
/** @type {Map<Mark, string>} */
const texts = new Map()

/** The table of events with its filters. @param {(mark: Mark) => void} show what shows a mark on the charts */
export function events(show) {
  const box = element('table')
  if (marks.length === 0) {
    box.append(make('p', { class: 'empty', text: 'No plan was needed, nothing was deferred and nothing failed.' }))
    return
  }
  if (!marks.some((mark) => mark.event.kind === 'plan')) state.filter = FILTERS.length - 1
  const body = make('tbody')
  const status = make('p', { class: 'status', 'aria-live': 'polite' })
  const pager = make('fieldset', { class: 'group pager', 'aria-label': 'Pages of the table' })
  const heads = headings(() => draw())
  const draw = () => {
    const rows = found()
    const pages = Math.max(1, Math.ceil(rows.length / PAGE))
    state.page = Math.min(state.page, pages - 1)
    const from = state.page * PAGE
    body.replaceChildren(...rows.slice(from, from + PAGE).flatMap((mark, at) => row(mark, at, show)))
    if (rows.length === 0)
      body.append(make('tr', {}, [make('td', { colspan: '7', class: 'none', text: 'Nothing like this happened.' })]))
    status.textContent =
      rows.length > PAGE
        ? `${number(from + 1)} to ${number(Math.min(from + PAGE, rows.length))} of ${number(rows.length)}`
        : `${number(rows.length)} of ${number(marks.length)}`
    pager.replaceChildren(...(pages > 1 ? turns(pages, draw) : []))
  }
  const head = make('thead', {}, [make('tr', {}, heads)])
  const caption = make('caption', {
    class: 'unseen',
    text: 'Plans and other events; the headings sort, the first cell opens a row',
  })
  const table = make('table', { class: 'events' }, [caption, head, body])
  const region = make(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Plans and other events' },
    [table],
  )
  box.append(
    make('div', { class: 'tools still' }, [filters(draw), search(draw)]),
    region,
    make('div', { class: 'foot' }, [status, pager]),
  )
  draw()
}

function found() {
  const [, keep = () => true] = FILTERS[state.filter] ?? []
  const words = state.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const of = COLUMNS[state.sort]?.of ?? (({ x }) => x)
  const way = state.down ? -1 : 1
  return marks
    .filter((mark) => keep(mark) && words.every((word) => textOf(mark).includes(word)))
    .sort((a, b) => (of(a) < of(b) ? -way : of(a) > of(b) ? way : a.x - b.x))
}

/** @param {Mark} mark */
function textOf(mark) {
  const known = texts.get(mark)
  if (known !== undefined) return known
  const { event } = mark
  const codes = event.findings.map(({ code, detail }) => `${code} ${detail}`)
  const text = [
    when(mark.x),
    looks(mark.kind).name,
    event.kind,
    event.purpose,
    event.level,
    event.rationale,
    ...event.steps,
    ...codes,
  ]
    .join(' ')
    .toLowerCase()
  texts.set(mark, text)
  return text
}

/** @param {() => void} draw */
function filters(draw) {
  const group = make('fieldset', { class: 'group', 'aria-label': 'Which events' })
  FILTERS.forEach(([name, keep], at) => {
    const many = marks.filter(keep).length
    if (many === 0) return
    const button = make('button', { type: 'button', 'aria-pressed': String(at === state.filter) }, [
      name,
      make('span', { class: 'count', text: number(many) }),
    ])
    button.addEventListener('click', () => {
      state.filter = at
      state.page = 0
      for (const other of group.children) other.setAttribute('aria-pressed', String(other === button))
      draw()
    })
    group.append(button)
  })
  return group
}

/** @param {() => void} draw */
function search(draw) {
  const input = make('input', {
    type: 'search',
    placeholder: 'Search purpose, reason, steps',
    'aria-label': 'Search the events',
  })
  input.addEventListener('input', () => {
    state.text = input.value
    state.page = 0
    draw()
  })
  return input
}

/** @param {() => void} draw */
function headings(draw) {
  const heads = COLUMNS.map(({ title, figure }, at) => {
    const button = make('button', { type: 'button', text: title })
    const head = make(
      'th',
      { scope: 'col', class: figure === true ? 'figure' : '', 'aria-sort': at === 0 ? 'ascending' : 'none' },
      [button],
    )
    button.addEventListener('click', () => {
      state.down = state.sort === at ? !state.down : figure === true || title === 'Level'
      state.sort = at
      state.page = 0
      for (const other of heads) other.setAttribute('aria-sort', 'none')
      head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending')
      draw()
    })
    return head
  })
  return heads
}

/** @param {number} pages @param {() => void} draw */
function turns(pages, draw) {
  /** @param {string} text @param {number} page */
  const turn = (text, page) => {
    const button = make('button', { type: 'button', text })
    button.disabled = page < 0 || page >= pages
    button.addEventListener('click', () => {
      state.page = page
      draw()
    })
    return button
  }
  const here = make('span', { text: `Page ${number(state.page + 1)} of ${number(pages)}` })
  return [turn('First', state.page === 0 ? -1 : 0), turn('Back', state.page - 1), here, turn('Next', state.page + 1)]
}

/** A row and, once it is opened, all that is known below it. @param {Mark} mark @param {number} at @param {(mark: Mark) => void} show */
function row(mark, at, show) {
  const { event, kind, x } = mark
  const id = `event-${at}`
  const opener = make('button', {
    type: 'button',
    class: 'opener',
    'aria-expanded': 'false',
    'aria-controls': id,
    text: when(x),
  })
  const details = make('tr', { id, class: 'details' })
  details.hidden = true
  const many = event.repeats > 0 ? [' ', make('small', { text: `and ${number(event.repeats)} times more` })] : []
  const cells = [
    make('td', {}, [opener]),
    make('td', { class: 'what' }, [symbol(kind), event.kind === 'plan' ? looks(kind).name : named(event.kind)]),
    make('td', {}, [event.purpose, ...many]),
    make('td', {}, [make('span', { class: `level ${event.level.toLowerCase()}`, text: named(event.level) })]),
    make('td', { class: 'figure', text: event.moved === 0 ? '–' : money(event.moved, result.currency) }),
    make('td', { class: 'figure', text: event.cost === 0 ? '–' : money(event.cost, result.currency) }),
    make('td', { class: 'figure', text: number(event.steps.length) }),
  ]
  const line = make('tr', {}, cells)
  line.addEventListener('click', () => {
    details.hidden = !details.hidden
    opener.setAttribute('aria-expanded', String(!details.hidden))
    if (details.childElementCount === 0) details.append(make('td', { colspan: '7' }, [reasons(mark, show)]))
  })
  return [line, details]
}

/** @param {Mark} mark @param {(mark: Mark) => void} show */
function reasons(mark, show) {
  const { steps, findings, rationale } = mark.event
  const button = make('button', { type: 'button', class: 'plain', text: 'Show on the charts' })
  button.addEventListener('click', () => show(mark))
  return make('div', { class: 'reasons' }, [
    make('div', {}, [
      make('h4', { text: 'Why' }),
      make('p', { text: rationale === '' ? 'No reason was given.' : rationale }),
      button,
    ]),
    make('div', {}, [
      make('h4', { text: 'Steps' }),
      steps.length === 0
        ? make('p', { text: 'None.' })
        : make(
            'ol',
            {},
            steps.map((text) => make('li', { text })),
          ),
    ]),
    make('div', {}, [
      make('h4', { text: 'Findings' }),
      findings.length === 0
        ? make('p', { text: 'None.' })
        : make(
            'ul',
            {},
            findings.map(({ code, severity, detail }) =>
              make('li', {}, [
                make('b', {
                  class: severity === 'block' ? 'critical' : 'warning',
                  text: severity === 'block' ? 'Blocked' : 'Warned',
                }),
                ' ',
                make('code', { text: code }),
                ` ${detail}`,
              ]),
            ),
          ),
    ]),
  ])
}

/** @param {string} word */
function named(word) {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
