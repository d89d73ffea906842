import { stripVTControlCharacters, styleText } from 'node:util'
import Table from 'cli-table3'

/** Lines of output are never wider than this where nobody says how wide the window is. */
const PLAIN_WIDTH = 80

/** Columns to write in. */
export function width(stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout): number {
  return stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : PLAIN_WIDTH
}

export function line(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Plain text as lines that break between words where they are too long, indented after the first, each in one style. */
export function fold(text: string, indent = '', style: (line: string) => string = (plain) => plain): void {
  const room = width()
  let rest = text
  while (rest.length > room) {
    const at = rest.lastIndexOf(' ', room)
    if (at <= indent.length) break
    line(style(rest.slice(0, at)))
    rest = `${indent}${rest.slice(at + 1)}`
  }
  line(style(rest))
}

/** Keys stand as they were put; what is not finite is null. */
export function json(value: unknown): void {
  line(JSON.stringify(value, null, 2))
}

// styleText asks the stream itself whether it is a terminal, and honours NO_COLOR.
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}

export function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout })
}

/** The colour of a level: green, yellow, magenta, red. */
export function coloured(level: 'NORMAL' | 'DRIFT' | 'WARNING' | 'CRITICAL', text: string = level): string {
  const colour = { NORMAL: 'green', DRIFT: 'yellow', WARNING: 'magenta', CRITICAL: 'red' } as const
  return styleText(colour[level], text, { stream: process.stdout })
}

const BORDER = 1
const PADDING = 2
const NARROWEST = 6

/** A table that fits the window: the widest columns give way first, down to their longest words while that is enough. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], total: number = width()): string {
  const widths = shrink(widthsOf(head, rows, lengthOf), widthsOf(head, rows, longestWord), total)
  const wrapped = (row: readonly string[]): string[] => row.map((cell, at) => wrap(cell, (widths[at] ?? 0) - PADDING))
  const grid = new Table({ head: wrapped(head), colWidths: widths, style: { head: [], border: [], compact: true } })
  for (const row of rows) grid.push(...asLines(wrapped(row)))
  return grid.toString()
}

/** A row of the grid for each line of its cells: with lines inside a cell the library takes time by the cube of their number. */
function asLines(cells: readonly string[]): string[][] {
  const lines = cells.map((cell) => cell.split('\n'))
  const height = Math.max(...lines.map(({ length }) => length))
  return Array.from({ length: height }, (_, at) => lines.map((each) => each[at] ?? ''))
}

/** Breaks between words, and inside a word only where it alone is too long. Styled text is left as it is. */
function wrap(text: string, room: number): string {
  if (text.length <= room || stripVTControlCharacters(text) !== text) return text
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    const joined = last === '' ? word : `${last} ${word}`
    if (joined.length <= room) lines[lines.length - 1] = joined
    else lines.push(...(word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []))
  }
  return lines.filter((each) => each !== '').join('\n')
}

const lengthOf = (cell: string): number => stripVTControlCharacters(cell).length

/** Where a cell is not styled it may be broken at its blanks. */
const longestWord = (cell: string): number =>
  lengthOf(cell) === cell.length ? Math.max(...cell.split(' ').map((word) => word.length)) : lengthOf(cell)

function widthsOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  measure: (cell: string) => number,
): readonly number[] {
  return head.map((name, at) => Math.max(measure(name), ...rows.map((row) => measure(row[at] ?? ''))) + PADDING)
}

function shrink(widths: readonly number[], words: readonly number[], total: number): number[] {
  const fitted = [...widths]
  const sum = (): number => fitted.reduce((all, each) => all + each + BORDER, BORDER)
  while (sum() > total) {
    const spare = fitted.filter((width, at) => width > (words[at] ?? 0))
    const widest = Math.max(...(spare.length > 0 ? spare : fitted))
    if (widest <= NARROWEST) break
    const at = fitted.findIndex((width, at) => width === widest && (spare.length === 0 || width > (words[at] ?? 0)))
    fitted[at] = widest - 1
  }
  return fitted
}
