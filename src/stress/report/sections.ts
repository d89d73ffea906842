import type { Cell, Column, Table } from '../../backtest/report/blocks.ts'
import type { Document, Section } from '../../backtest/report/document.ts'
import { count, measured, number, signed } from '../../backtest/report/format.ts'
import { isAtLeast, type Level } from '../../portfolio/measure.ts'
import type { Fate, Idle, Row } from '../outcome.ts'

/** How one book shows what is its own; the rest is the same in every book. */
export interface Showing<Own> {
  readonly rows: readonly Row<Own>[]
  readonly currency: string
  /** Hours that every scenario is watched for. */
  readonly hours: number
  /** Its own columns, between the time to safety and the change. */
  readonly columns: readonly Shown<Own>[]
  /** What its own columns say. */
  readonly lead?: string
  /** Its own lines about one scenario. */
  readonly lines: (row: Row<Own>) => readonly (readonly [name: string, value: string])[]
  readonly money: (value: number) => string
}

interface Shown<Own> extends Column {
  readonly cell: (row: Idle<Own>) => Cell
}

/** The sections of a stress, from the verdict to every scenario at length. */
export function sectionsOf<Own>(showing: Showing<Own>): Document['sections'] {
  const { rows } = showing
  const pairs = rows.filter(({ isPair }) => isPair)
  return [
    summary(showing),
    table(showing, { id: 'single', title: 'One at a time', rows: rows.filter(({ isPair }) => !isPair) }),
    ...(pairs.length === 0 ? [] : [table(showing, { id: 'pairs', title: 'Two at a time', rows: pairs })]),
    untouched(showing),
    ...rows.map((row) => told(row, showing)),
  ]
}

/** Ids of the sections that only the page and --verbose show. */
export const detailsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(idOf)

const idOf = ({ id }: { readonly id: string }): string => `case-${id}`

/** The verdict in a line. */
export function verdictOf({ rows, hours }: { rows: readonly Pick<Fate, 'timeToSafety'>[]; hours: number }): string {
  const failed = rows.filter(({ timeToSafety }) => timeToSafety === null)
  if (failed.length === 0) return `The book recovered in all ${number(rows.length)} scenarios.`
  return `In ${number(failed.length)} of ${number(rows.length)} scenarios something is still past its warning after ${number(hours)} h.`
}

function summary<Own>({ rows, hours, money }: Showing<Own>): Section {
  const failed = rows.filter(({ timeToSafety }) => timeToSafety === null)
  const reached = rows.filter(({ inDanger }) => inDanger !== null)
  const critical = rows.filter(({ level }) => isAtLeast(level, 'CRITICAL'))
  const [deepest] = [...rows].sort((a, b) => b.lost - a.lost)
  const codes = tally(failed.flatMap(({ blocked }) => blocked.map(({ code }) => code)))
  return {
    id: 'summary',
    title: 'Summary',
    lead: codes === '' ? null : `Blocked by: ${codes}. \`npx trimtab explain CODE\` says more.`,
    blocks: [
      {
        kind: 'figures',
        rows: [
          {
            name: 'Scenarios',
            value: number(rows.length),
            note: `each from the same book, for ${number(hours)} h`,
            tone: null,
          },
          { name: 'Past a warning', value: number(reached.length), note: 'at some hour', tone: null },
          {
            name: 'Critical',
            value: number(critical.length),
            note: 'at some hour',
            tone: critical.length > 0 ? 'warning' : 'good',
          },
          {
            name: 'Not recovered',
            value: number(failed.length),
            note: 'still past a warning at the end',
            tone: failed.length > 0 ? 'critical' : 'good',
          },
          ...(deepest === undefined
            ? []
            : [
                {
                  name: 'Worst change',
                  value: deepest.lost === 0 ? money(0) : signed(money(-deepest.lost)),
                  note: deepest.title,
                  tone: null,
                },
              ]),
        ],
      },
    ],
  }
}

/** Codes with how often each was given. */
function tally(codes: readonly string[]): string {
  const times = new Map<string, number>()
  for (const code of codes) times.set(code, (times.get(code) ?? 0) + 1)
  return [...times].map(([code, many]) => (many > 1 ? `${code} ×${many}` : code)).join(', ')
}

interface Listed<Own> {
  readonly id: string
  readonly title: string
  readonly rows: readonly Row<Own>[]
}

function table<Own>(showing: Showing<Own>, { id, title, rows }: Listed<Own>): Section {
  const { currency, lead = '' } = showing
  return {
    id,
    title,
    lead:
      id === 'single'
        ? `Level: the worst on the way. Safe: time until nothing is past a warning. Change: of net assets, in ${currency}. ${lead}`.trim()
        : null,
    blocks: [
      grid(
        title,
        rows.map((row) => [row.title, row]),
        showing,
      ),
    ],
  }
}

/** One line a scenario: how it ended, with the book's own columns between. */
function grid<Own>(
  caption: string,
  lines: readonly (readonly [title: string, ended: Idle<Own>])[],
  { columns, hours, money }: Showing<Own>,
): Table {
  return {
    kind: 'table',
    caption,
    columns: [
      { title: 'Scenario' },
      { title: 'Level' },
      { title: 'Safe', figure: true },
      ...columns,
      { title: 'Change', figure: true },
    ],
    rows: lines.map(([title, ended]) => [
      title,
      leveled(ended.level),
      safety(ended, hours),
      ...columns.map(({ cell }) => cell(ended)),
      change(ended, money),
    ]),
  }
}

/** The same scenarios with nothing done, where that makes a difference. */
function untouched<Own>(showing: Showing<Own>): Section {
  const other = showing.rows.filter(({ plans, idle }) => plans.length > 0 && idle.inDanger !== null)
  return {
    id: 'idle',
    title: 'Without any action',
    lead:
      other.length === 0
        ? 'No scenario with a plan would be past a warning without it.'
        : 'Scenarios that would be past a warning if none of their plans had run.',
    blocks:
      other.length === 0
        ? []
        : [
            grid(
              'The same scenarios with no plan',
              other.map(({ title, idle }) => [title, idle]),
              showing,
            ),
          ],
  }
}

function told<Own>(row: Row<Own>, { lines, money, hours, currency }: Showing<Own>): Section {
  const { plans, blocked, idle, worst } = row
  const facts: (readonly [string, string])[] = [
    ['Level', `${row.level} on the way, ${row.endLevel} at the end`],
    ['Safe', `${safety(row, hours)}; with nothing done ${safety(idle, hours)}`],
    ...(worst === null
      ? []
      : [['Worst', `${worst.measure} of ${worst.place}: ${shownOf(worst)} at hour ${worst.hour}`] as const]),
    ['Change', `${change(row, money)} ${currency}; with nothing done ${change(idle, money)}`],
    ['Cost of plans', `${money(row.cost)} ${currency}`],
    ...lines(row),
  ]
  return {
    id: idOf(row),
    title: row.title,
    lead: null,
    blocks: [
      {
        kind: 'table',
        caption: 'Outcome',
        columns: [{ title: 'Figure' }, { title: 'Value' }],
        rows: facts.map(([name, value]) => [name, value]),
      },
      ...(plans.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: count(plans.length, 'plan'),
              columns: [{ title: 'Hour', figure: true }, { title: 'Plan' }, { title: 'Steps' }],
              rows: plans.map(({ hour, purpose, steps }) => [hour, purpose, steps.join(' · ')]),
            },
          ]),
      ...(blocked.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: 'Refused, and why',
              columns: [{ title: 'Hour', figure: true }, { title: 'Code' }, { title: 'Why' }],
              rows: blocked.map(({ hour, code, detail }) => [hour, code, detail]),
            },
          ]),
    ],
  }
}

function shownOf({ measure, value }: NonNullable<Fate['worst']>): string {
  return value === null ? 'not known' : measured(measure, value)
}

const leveled = (level: Level): Cell => ({
  value: level,
  tone: level === 'CRITICAL' ? 'critical' : level === 'WARNING' ? 'warning' : null,
})

/** Time to safety; a dash where nothing was ever past its warning. What one cycle mended took less than an hour. */
export function safety({ inDanger, timeToSafety }: Pick<Fate, 'inDanger' | 'timeToSafety'>, hours: number): string {
  if (inDanger === null) return '–'
  if (timeToSafety === null) return `not in ${number(hours)} h`
  return timeToSafety === 0 ? '< 1 h' : `${number(timeToSafety)} h`
}

const change = ({ lost }: Pick<Fate, 'lost'>, money: (value: number) => string): string =>
  lost === 0 ? money(0) : signed(money(-lost))
