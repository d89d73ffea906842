import { lookup } from '../../units/lookup.ts'
import { asset } from './asset.ts'
import { type Figures, figures, type Table, type Text, table, text } from './blocks.ts'
import { script, styles } from './bundle.ts'
import { quoted } from './html.ts'
import { type Canvas, type Chart, canvas } from './lines.ts'

/** What a page tells. All of it is text, never markup. */
export interface Document {
  /** Of what the page is, as `pool simulation`. */
  readonly kind: string
  readonly title: string
  /** What the strip says of data that was not recorded; a narrow screen shows what is before ` · ` alone. */
  readonly simulated: string | null
  readonly facts: readonly (readonly [name: string, text: string])[]
  readonly sections: readonly Section[]
  readonly footer: readonly string[]
}

/** A part of the page, which `#section-<id>` leads to. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly lead: string | null
  readonly blocks: readonly Block[]
}

/**
 * Sections side by side on a wide screen, one below the other on a narrow one. Their charts of one `id` have one y axis, for
 * they are there to be compared.
 */
export interface Columns {
  readonly kind: 'columns'
  readonly sections: readonly Section[]
}

export type Block = Figures | Text | Table | Chart | Columns

interface Page {
  readonly canvas: Canvas
  readonly named: (id: string) => string
}

/** Where a section or a block stands: `id` is that of its section, `peers` that of the section which compares. */
interface At {
  readonly page: Page
  readonly level: number
  readonly id: string
  readonly peers: string | null
}

/** Of the headings of sections, below the title of the page. */
const TOP = 2

/** From so many sections on a page has a list of them. */
const MANY = 4

/** One HTML file that needs no network: styles, script, the chart library and what it draws are all inside. */
export function render({ kind, title, simulated, facts, sections, footer }: Document): string {
  const page = { canvas: canvas(), named: names() }
  const parts = sections.map((one) => ({ one, id: page.named(`section-${one.id}`) }))
  const body = parts.map(({ one, id }) => section(one, { page, level: TOP, id, peers: null })).join('\n')
  const slots: Readonly<Record<string, string>> = {
    title: quoted(simulated === null ? title : `${title} (simulated)`),
    kind: quoted(kind),
    heading: quoted(title),
    style: styles(simulated === null ? null : 'Simulated market', ['document']),
    strip: simulated === null ? '' : strip(simulated),
    facts: facts.map(([name, said]) => `<div><dt>${quoted(name)}</dt><dd>${quoted(said)}</dd></div>`).join('\n'),
    contents: parts.length < MANY ? '' : contents(parts),
    body,
    footer: footer.map((line) => `<p>${quoted(line)}</p>`).join('\n'),
    scripts: script('document', page.canvas.payload(), 'document'),
  }
  return asset('document.html').replace(/\[\[(\w+)\]\]/g, (_, name: string) => lookup(slots, name) ?? '')
}

/** The band at the head of a page on data that was not recorded. */
export function strip(simulated: string): string {
  const [head = '', ...rest] = simulated.split(': ')
  const more = rest.length === 0 ? '' : ` <span>${quoted(rest.join(': '))}</span>`
  return `<p class="strip" role="note"><strong>${quoted(head)}</strong>${more}</p>`
}

function contents(parts: readonly { readonly one: Section; readonly id: string }[]): string {
  const links = parts.map(({ one, id }) => `<li><a href="#${id}">${quoted(one.title)}</a></li>`)
  return `<nav class="contents" aria-label="Sections"><ul>${links.join('\n')}</ul></nav>`
}

function section({ title, lead, blocks }: Section, at: At): string {
  const { page, level, id, peers } = at
  const intro = lead === null ? '' : `<p class="lead">${quoted(lead)}</p>\n`
  const before = page.canvas.count()
  const body = blocks.map((one) => block(one, { page, level: level + 1, id, peers })).join('\n')
  const hint = level === TOP && before === 0 && page.canvas.count() > 0 ? asset('hint.html') : ''
  return `<section id="${id}" aria-labelledby="${id}-title"><h${level} id="${id}-title">${quoted(title)}</h${level}>
${intro}${hint}${body}
</section>`
}

function block(one: Block, { page, level, id: inside, peers }: At): string {
  if (one.kind === 'figures') return figures(one)
  if (one.kind === 'text') return text(one)
  if (one.kind === 'table') return table(one)
  if (one.kind === 'chart')
    return page.canvas.place(one, {
      id: page.named(`chart-${one.id}`),
      level: Math.min(6, level),
      peers: peers === null ? null : `${peers} ${one.id}`,
    })
  const parts = one.sections.map((part) =>
    section(part, { page, level: Math.min(5, level), id: page.named(`section-${part.id}`), peers: inside }),
  )
  // Blocks that stand side by side line up: all parts share the rows of the longest.
  const rows = Math.max(1, ...one.sections.map(({ lead, blocks }) => blocks.length + (lead === null ? 1 : 2)))
  return `<div class="beside" style="--across:${Math.min(3, parts.length)};--rows:${rows}">${parts.join('\n')}</div>`
}

/** Names that no two elements share and that no element of the page itself has. */
function names(): (id: string) => string {
  const taken = new Map<string, number>()
  return (id) => {
    const name = id.replace(/[^\w-]+/g, '-')
    const before = taken.get(name) ?? 0
    taken.set(name, before + 1)
    return before === 0 ? name : `${name}--${before + 1}`
  }
}
