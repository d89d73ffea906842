import Papa from 'papaparse'
import * as Decimal from '../../units/decimal.ts'
import { visible } from '../../units/text.ts'
import { format } from '../../units/time.ts'
import { LINES } from './attribution.ts'
import type { Replayed } from './life.ts'

/** What a spreadsheet would run instead of show; figures below zero are none of it. */
const FORMULA = /^\s*(?!-\d+(?:\.\d+)?$)[=+\-@\t\r]/

type Row = readonly (string | number)[]

/**
 * A backtest as tables for other programs: events.csv, a row for each plan; chains.csv, a row for each chain and hour; accounts.csv, a row for each
 * place and line. Quoted as RFC 4180 says; prices and amounts are whole tokens, to the unit.
 */
export function tables({
  plans,
  hours,
  simulation,
}: Replayed): Readonly<Record<'events.csv' | 'chains.csv' | 'accounts.csv', string>> {
  const { decimals, attribution, final } = simulation
  const names = final.chains.map(({ name }) => name)
  const whole = (n: bigint): string => Decimal.format(n, decimals)
  return {
    'events.csv': csv(
      ['at', 'purpose', 'class', 'steps', 'cost_usd', 'outcome', 'code'],
      plans.map(({ asOf, purpose, class: planClass, steps, costUsd, outcome, refusal }) => [
        format(asOf),
        visible(purpose),
        planClass,
        visible(steps.join('; ')),
        costUsd,
        outcome,
        refusal?.code ?? '',
      ]),
    ),
    'chains.csv': csv(
      ['at', 'chain', 'share_price', 'level', 'drift'],
      hours.flatMap(({ asOf, sharePrices, level, drift }) =>
        names.map((name, at): Row => [format(asOf), visible(name), whole(sharePrices[at] ?? 0n), level, drift]),
      ),
    ),
    'accounts.csv': csv(
      ['place', 'line', 'amount'],
      attribution.places.flatMap(({ name, start, end, lines }) => [
        [visible(name), 'start', whole(start.assets)],
        ...LINES.map((line): Row => [visible(name), line, whole(lines[line])]),
        [visible(name), 'end', whole(end.assets)],
      ]),
    ),
  }
}

const csv = (fields: readonly string[], rows: readonly Row[]): string =>
  `${Papa.unparse([[...fields], ...rows], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`
