import type { TableName, Told } from '../app/desk.ts'
import type { Cell } from '../backtest/report/blocks.ts'
import type { Block, Document, Section } from '../backtest/report/document.ts'
import { number } from '../backtest/report/format.ts'
import { encode } from '../units/json.ts'
import * as Folder from './folder.ts'
import { bold, coloured, dim, fold, line, table, json as toJson } from './print.ts'

export interface Shown {
  readonly json: boolean
  readonly out: string | undefined
  /** Shows the sections that `details` of what is told names as well. */
  readonly verbose?: boolean
  /** Names of the files in `out`; those of a report where left out. */
  readonly names?: Names
}

interface Names {
  readonly page: 'index.html' | 'stress.html'
  readonly report: 'report.json' | 'stress.json'
}

const REPORT: Names = { page: 'index.html', report: 'report.json' }
export const STRESS: Names = { page: 'stress.html', report: 'stress.json' }

/** Makes the folder ready before the work, where one is given. FileForeign, FolderBusy, FolderUnwritable. */
export function prepare(out: string | undefined, tables: readonly TableName[] = [], names = REPORT): void {
  if (out !== undefined) Folder.prepare(out, [names.page, names.report, ...tables])
}

/** Writes a document's page and JSON where a folder is given, and says it on the terminal. Answers the exit code. */
export async function tell(
  { document, report, blocked, verdict, details = [], tables = {} }: Told,
  { json, out, verbose = false, names = REPORT }: Shown,
): Promise<number> {
  let files: readonly string[] = []
  if (out !== undefined) {
    const { render } = await import('../backtest/report/document.ts')
    files = Folder.write(out, {
      [names.page]: render(document),
      [names.report]: `${encode(report)}\n`,
      ...tables,
    })
  }
  if (json) toJson(report)
  else {
    if (verdict !== undefined) fold(verdict, '  ', bold)
    const shown = document.sections.filter(({ id }) => verbose || !details.includes(id))
    print({ ...document, sections: shown }, files)
    if (shown.length < document.sections.length) fold('--verbose shows the rest.', '', dim)
  }
  return blocked ? 1 : 0
}

function print({ title, kind, simulated, facts, sections, footer }: Document, files: readonly string[]): void {
  fold(title, '', bold)
  line(dim(`Trimtab ${kind}`))
  if (simulated !== null) fold(simulated, '', (text) => bold(coloured('DRIFT', text)))
  for (const [name, text] of facts) fold(`${name}: ${text}`, '  ')
  line()
  for (const each of sections) section(each)
  for (const text of footer) fold(text, '', dim)
  for (const file of files) line(`Wrote ${file}`)
}

function section({ title, lead, blocks }: Section): void {
  fold(title, '', bold)
  if (lead !== null) fold(lead)
  for (const each of blocks) block(each)
  line()
}

const ROWS_MAX = 24

function said(cell: Cell, digits: number | undefined): string {
  const value = typeof cell === 'object' && cell !== null ? cell.value : cell
  if (typeof value !== 'number') return value ?? '–'
  return Number.isFinite(value) ? number(value, digits) : '–'
}

function block(of: Block): void {
  switch (of.kind) {
    case 'figures':
      for (const { name, value, note, tone } of of.rows) {
        const shown =
          tone === null || tone === 'good' ? value : coloured(tone === 'warning' ? 'WARNING' : 'CRITICAL', value)
        fold(`  ${name}: ${shown}${note === '' ? '' : ` (${note})`}`, '    ')
      }
      return
    case 'text':
      for (const each of of.paragraphs) fold(each)
      return
    case 'table':
      line(
        table(
          of.columns.map(({ title }) => title),
          of.rows.slice(0, ROWS_MAX).map((row) => row.map((cell, at) => said(cell, of.columns[at]?.digits))),
        ),
      )
      if (of.rows.length > ROWS_MAX)
        line(dim(`and ${of.rows.length - ROWS_MAX} more rows (--out and --json have them all)`))
      return
    case 'chart':
      fold(`${of.title}: ${of.summary}`, '  ', dim)
      return
    case 'columns':
      for (const each of of.sections) section(each)
  }
}
