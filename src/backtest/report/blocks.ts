import { number } from './format.ts'
import { quoted, table as tabled } from './html.ts'
import type { Tone } from './lines.ts'

/** Figures as cards. Of a value such as `6.85 %` the unit is set smaller. */
export interface Figures {
  readonly kind: 'figures'
  readonly rows: readonly {
    readonly name: string
    readonly value: string
    readonly note: string
    readonly tone: Tone | null
  }[]
}

export interface Text {
  readonly kind: 'text'
  readonly paragraphs: readonly string[]
}

/** `figure` sets a column to the right; `digits` are the places after the point of its numbers, none when left out. */
export interface Column {
  readonly title: string
  readonly figure?: boolean
  readonly digits?: number
}

/** Exact amounts come as text that says them; `null` is a dash. */
export type Content = string | number | null
export type Cell = Content | { readonly value: Content; readonly tone: Tone | null }

export interface Table {
  readonly kind: 'table'
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

export function figures({ rows }: Figures): string {
  if (rows.length === 0) return ''
  const cards = rows.map(
    ({ name, value, note, tone }) =>
      `<div><dt>${quoted(name)}</dt><dd><b${tinted(tone)}>${measured(value)}</b> <span>${quoted(note)}</span></dd></div>`,
  )
  return `<div class="row cards"><dl>\n${cards.join('\n')}\n</dl></div>`
}

export function text({ paragraphs }: Text): string {
  return paragraphs.length === 0
    ? ''
    : `<div class="prose">${paragraphs.map((paragraph) => `<p>${quoted(paragraph)}</p>`).join('\n')}</div>`
}

/** Beyond this many rows a table scrolls in its box. */
const LONG = 16

export function table({ caption, columns, rows }: Table): string {
  const head = `<p class="caption" aria-hidden="true">${quoted(caption)}</p>`
  const known = rows.map((cells) => columns.map(({ digits }, at) => cell(cells[at] ?? null, digits)))
  const body = rows.length === 0 ? '<p class="empty">No rows.</p>' : tabled(caption, columns, known)
  return `<div class="table${rows.length > LONG ? ' long' : ''}">${head}${body}</div>`
}

function cell(of: Cell, digits: number | undefined): string {
  const { value, tone } = typeof of === 'object' && of !== null ? of : { value: of, tone: null }
  const said = typeof value === 'number' ? count(value, digits) : quoted(value ?? '–')
  return tone === null ? said : `<b${tinted(tone)}>${said}</b>`
}

/** What is no number is not said as one. */
function count(value: number, digits: number | undefined): string {
  return Number.isFinite(value) ? number(value, digits) : '–'
}

function tinted(tone: Tone | null): string {
  return tone === null ? '' : ` class="${tone}"`
}

function measured(value: string): string {
  const [, figure, unit] = /^([^a-z]*\d)[ \u00a0]([^\d]{1,12})$/i.exec(value) ?? []
  return figure === undefined || unit === undefined
    ? quoted(value)
    : `${quoted(figure)}\u00a0<small>${quoted(unit)}</small>`
}
