import Papa from 'papaparse'
import { visible } from '../../units/text.ts'
import type { Result } from '../venues/result.ts'

const FIELDS = ['at', 'kind', 'class', 'purpose', 'level', 'moved', 'cost', 'steps', 'rationale'] as const

/** What a spreadsheet would run instead of show. The one of papaparse misses text that goes on in a second line. */
const FORMULA = /^\s*[=+\-@\t\r]/

/**
 * trades.csv: a row for each plan and each liquidation. Quoted as RFC 4180 says; text that a spreadsheet would take for a
 * formula begins with an apostrophe; figures are plain and may be negative.
 */
export function trades(result: Result): string {
  const rows = result.events
    .filter(({ kind }) => kind === 'plan' || kind === 'liquidation')
    .map((event) => [
      event.at,
      event.kind,
      event.class ?? '',
      visible(event.purpose),
      event.level,
      Math.round(event.moved * 100) / 100,
      event.cost,
      visible(event.steps.join('; ')),
      visible(event.rationale),
    ])
  const csv = Papa.unparse([[...FIELDS], ...rows], { escapeFormulae: FORMULA, newline: '\r\n' })
  return `${csv}\r\n`
}
