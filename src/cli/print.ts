import { randomInt } from 'node:crypto'
import { stripVTControlCharacters, styleText } from 'node:util'
import Table from 'cli-table3'
import { encode } from '../units/json.ts'
import { clipped, visible } from '../units/text.ts'
import { broken, columns, width } from './wrap.ts'

/**
 * Styles of ours carry a number that no text from outside can know, until they leave by `line`: what else looks like one is
 * written out, and neither colours nor moves anything.
 */
const MARK = `${randomInt(1000, 10_000)};${randomInt(1000, 10_000)}`
const ESCAPE = String.fromCharCode(27)
const STYLE = new RegExp(`(${ESCAPE}\\[\\d+;${MARK}m)`)
const STYLED = new RegExp(`${ESCAPE}\\[(\\d+)m`, 'g')
const MARKED = `${ESCAPE}[$1;${MARK}m`
const OWN = new RegExp(`${ESCAPE}\\[(\\d+);${MARK}m`, 'g')

/** Text with hidden characters written out, the styles of ours apart. */
function safe(text: string): string {
  return text
    .split(STYLE)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join('')
}

/** The one door of words to the output. Line breaks are those of the caller. */
export function line(text = ''): void {
  const lines = text.split('\n').map((each) => safe(each).replace(OWN, '\u001b[$1m'))
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** A report as JSON, as it was written. */
export function raw(report: string): void {
  process.stdout.write(report)
}

/** A word longer than this is cut: no name that means something is. */
const WORD_MAX = 300

const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.replace(new RegExp(`\\S{${max},}`, 'g'), (word) => clipped(word, max))

/**
 * Plain text as lines that fit the window, indented after the first, each in one style. Breaks are at blanks; a word that alone is
 * wider than the window is cut.
 */
export function fold(text: string, indent = '', style: (line: string) => string = (plain) => plain): void {
  for (const each of broken(cut(safe(text), WORD_MAX), width(), indent)) line(style(each))
}

/** Prints a report for programs, keys in their order. NotFinite where a number is none. */
export function json(report: object): void {
  process.stdout.write(`${encode(report, 2)}\n`)
}

// styleText asks the stream itself whether it is a terminal, and honours NO_COLOR.
export function bold(text: string): string {
  return styled('bold', text)
}

export function dim(text: string): string {
  return styled('dim', text)
}

/** The colour of a level: green, yellow, magenta, red. */
export function coloured(level: 'NORMAL' | 'DRIFT' | 'WARNING' | 'CRITICAL', text: string = level): string {
  const colour = { NORMAL: 'green', DRIFT: 'yellow', WARNING: 'magenta', CRITICAL: 'red' } as const
  return styled(colour[level], text)
}

function styled(style: 'bold' | 'dim' | 'green' | 'yellow' | 'magenta' | 'red', text: string): string {
  return styleText(style, cut(safe(text), WORD_MAX), { stream: process.stdout }).replace(STYLED, MARKED)
}

/** A cell longer than this, which is as long as a message may be, is cut: --json has it whole. */
const CELL_MAX = 400

const cellOf = (text: string): string => {
  const shown = safe(text)
  return lengthOf(shown) === shown.length ? clipped(shown, CELL_MAX) : shown
}

const BORDER = 1
/** Blanks beside what a cell says, on both sides; none where figures would be broken to keep them. */
const PADDING = 2
const NARROWEST = 6

/**
 * A table that fits the window: the widest columns give way first, down to their longest words while that is enough, then the blanks beside
 * them. With more columns than the window can hold, each row is a paragraph of its own.
 */
export function table(
  names: readonly string[],
  texts: readonly (readonly string[])[],
  total: number = width(),
): string {
  const head = names.map(cellOf)
  const rows = texts.map((row) => row.map(cellOf))
  const words = widthsOf(head, rows, longestWord)
  const padding = sumOf(words) + words.length * PADDING > total ? 0 : PADDING
  const padded = (bare: readonly number[]): readonly number[] => bare.map((each) => each + padding)
  const widths = shrink(padded(widthsOf(head, rows, lengthOf)), padded(words), total)
  if (sumOf(widths) > total) return paragraphs(head, rows, total)
  // The library knows the terminal's own codes alone, and closes those that it finds: they are ours while it lays out.
  const wrapped = (row: readonly string[]): string[] =>
    row.map((cell, at) => wrap(cell, (widths[at] ?? 0) - padding).replace(OWN, '\u001b[$1m'))
  const style = { head: [], border: [], compact: true, 'padding-left': padding / 2, 'padding-right': padding / 2 }
  const grid = new Table({ head: wrapped(head), colWidths: widths, style })
  for (const row of rows) grid.push(...asLines(wrapped(row)))
  return grid.toString().replace(STYLED, MARKED)
}

/** A row of the grid for each line of its cells: with lines inside a cell the library takes time by the cube of their number. */
function asLines(cells: readonly string[]): string[][] {
  const lines = cells.map((cell) => cell.split('\n'))
  const height = Math.max(...lines.map(({ length }) => length))
  return Array.from({ length: height }, (_, at) => lines.map((each) => each[at] ?? ''))
}

function paragraphs(head: readonly string[], rows: readonly (readonly string[])[], total: number): string {
  return rows
    .map((row) => {
      const cells = row.map((cell, at) => (head[at] === '' ? cell : `${head[at]}: ${cell}`))
      return broken(`- ${cells.join('; ')}`, total, '  ').join('\n')
    })
    .join('\n')
}

/** Breaks between words, and inside a word only where it alone is too long. Styled text is left as it is. */
function wrap(text: string, room: number): string {
  return columns(text) <= room || stripVTControlCharacters(text) !== text ? text : broken(text, room).join('\n')
}

const lengthOf = (cell: string): number => columns(stripVTControlCharacters(cell))

/** Where a cell is not styled it may be broken at its blanks. */
const longestWord = (cell: string): number =>
  stripVTControlCharacters(cell) === cell ? Math.max(...cell.split(' ').map(columns)) : lengthOf(cell)

function widthsOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  measure: (cell: string) => number,
): readonly number[] {
  return head.map((name, at) => Math.max(measure(name), ...rows.map((row) => measure(row[at] ?? ''))))
}

const sumOf = (widths: readonly number[]): number => widths.reduce((all, each) => all + each + BORDER, BORDER)

function shrink(widths: readonly number[], words: readonly number[], total: number): number[] {
  const fitted = [...widths]
  while (sumOf(fitted) > total) {
    const spare = fitted.filter((width, at) => width > (words[at] ?? 0))
    // The first column names the row: no word of it is cut while another can give way.
    const others = fitted.slice(1).some((width) => width > NARROWEST) ? fitted.slice(1) : fitted
    const widest = Math.max(...(spare.length > 0 ? spare : others))
    if (spare.length === 0 && widest <= NARROWEST) break
    const isNext = (width: number, at: number): boolean =>
      width === widest && (spare.length > 0 ? width > (words[at] ?? 0) : at > 0 || others === fitted)
    const at = fitted.findIndex(isNext)
    fitted[at] = widest - 1
  }
  return fitted
}
