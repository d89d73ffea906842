import { InvalidDecimal, parse as parseDecimal } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import { configText } from '../config/file.ts'
import { nearest } from '../config/near.ts'
import { ConfigError, type Problem } from '../config/problem.ts'
import type { Position } from '../config/source.ts'
import * as Unit from '../config/unit.ts'
import { type Raw, type Rows, rowsOf } from './rows.ts'

/** What strategies want of one instrument, and on which terms. Deltas and prices are 1e18, fees US dollars of 1e6. */
export interface Instrument {
  readonly name: string
  readonly wishes: readonly Wish[]
  /** US dollars for one unit; null where deltas are US dollars themselves. */
  readonly price: bigint | null
  /** Of the worth that is filled, 1e-6 basis points; or a fee in US dollars. At most one of the two. */
  readonly feeBps: bigint | null
  readonly fee: bigint | null
  /** What the market filled; null for all of the order. */
  readonly fill: bigint | null
}

export interface Wish {
  readonly strategy: string
  readonly delta: bigint
}

const COLUMNS = ['strategy', 'instrument', 'delta', 'price', 'fee_bps', 'fee', 'fill']
/** Characters of a name. */
const NAME_MAX = 200
const NEEDED = ['strategy', 'instrument', 'delta']

/** Reads wishes as CSV or JSON. ConfigMissing, ConfigError with every problem there is. */
export async function readWishes(path: string): Promise<readonly Instrument[]> {
  return parseWishes(await configText(path, 'Name a CSV or JSON file of wishes; examples/wishes.csv is one.'), path)
}

/** Instruments in the order of their first row, strategies likewise. ConfigError. */
export function parseWishes(text: string, file: string): readonly Instrument[] {
  const rows = rowsOf(text, file)
  const problems = [...rows.problems, ...keys(rows)]
  const isReadable = rows.columns === null ? problems.length === 0 : NEEDED.every((key) => rows.columns?.has(key))
  if (rows.list.length === 0 && problems.length === 0)
    problems.push(
      problem('NET_EMPTY', { line: 1, column: 1 }, { path: '', found: 'no row', allowed: 'one row for each wish' }),
    )
  const drafts = new Map<string, Draft>()
  if (isReadable) for (const row of rows.list) take(row, drafts, problems)
  if (problems.length > 0) throw new ConfigError(file, problems)
  return [...drafts.values()].map(({ name, wishes, terms }) => ({
    name,
    wishes: [...wishes].map(([strategy, delta]) => ({ strategy, delta })),
    price: terms.price ?? null,
    feeBps: terms.fee_bps ?? null,
    fee: terms.fee ?? null,
    fill: terms.fill ?? null,
  }))
}

interface Draft {
  readonly name: string
  readonly wishes: Map<string, bigint>
  readonly terms: { [Name in Term]?: bigint }
}

type Term = 'price' | 'fee_bps' | 'fee' | 'fill'
const PLACES: Readonly<Record<Term, number>> = { price: 18, fee_bps: 6, fee: 6, fill: 18 }
const TERMS: readonly Term[] = ['price', 'fee_bps', 'fee', 'fill']

function keys({ list, columns }: Rows): Problem[] {
  const named =
    columns ?? new Map(list.flatMap(({ cells, at }) => [...cells.keys()].map((key) => [key, at(key)] as const)))
  const unknown = [...named].filter(([key]) => !COLUMNS.includes(key))
  const problems = unknown.map(([key, at]) => ({
    ...problem('KEY_UNKNOWN', at, { path: key, found: `'${key}'`, allowed: COLUMNS.join(', ') }),
    meant: nearest(key, COLUMNS),
  }))
  const missing = columns === null ? [] : NEEDED.filter((key) => !columns.has(key))
  return [
    ...problems,
    ...missing.map((key) =>
      problem(
        'KEY_MISSING',
        { line: 1, column: 1 },
        { path: key, found: 'no such column', allowed: COLUMNS.join(', ') },
      ),
    ),
  ]
}

function take(row: Raw, drafts: Map<string, Draft>, problems: Problem[]): void {
  const text = (key: string): string => row.cells.get(key) ?? ''
  const strategy = text('strategy')
  const name = text('instrument')
  for (const key of NEEDED)
    if (text(key) === '')
      problems.push(
        problem('KEY_MISSING', row.at(key), { path: key, found: 'nothing', allowed: lookup(SAID, key) ?? '' }),
      )
  for (const [key, found] of [
    ['strategy', strategy],
    ['instrument', name],
  ] as const)
    if (found.length > NAME_MAX)
      problems.push(
        problem('TEXT_TOO_LONG', row.at(key), {
          path: key,
          found: `${found.length} characters`,
          allowed: `at most ${NAME_MAX}`,
        }),
      )
  const delta = decimal(row, 'delta', { places: 18, problems })
  const draft = drafts.get(name) ?? { name, wishes: new Map<string, bigint>(), terms: {} }
  drafts.set(name, draft)
  if (draft.wishes.has(strategy))
    problems.push(
      problem('NET_TWICE', row.at('strategy'), {
        path: 'strategy',
        found: `${strategy} with a second wish for ${name}`,
        allowed: 'one wish of a strategy for an instrument: their sum',
      }),
    )
  draft.wishes.set(strategy, delta ?? 0n)
  for (const term of TERMS) agree(row, term, { draft, problems })
  if (
    draft.terms.fee !== undefined &&
    draft.terms.fee_bps !== undefined &&
    (text('fee') !== '' || text('fee_bps') !== '')
  )
    problems.push(
      problem('NET_TERMS', row.at('fee'), {
        path: 'fee',
        found: 'a fee beside a rate',
        allowed: 'fee or fee_bps, not both',
      }),
    )
}

const SAID: Readonly<Record<string, string>> = {
  strategy: 'a name',
  instrument: 'a name',
  delta: 'a decimal, negative to sell',
}

/** Terms are of the instrument: they may stand on any of its rows, and say the same wherever they do. */
function agree(
  row: Raw,
  term: Term,
  { draft, problems }: { readonly draft: Draft; readonly problems: Problem[] },
): void {
  const value = decimal(row, term, { places: PLACES[term], problems })
  if (value === null) return
  const where = row.at(term)
  const path = term
  if (term === 'price' && value <= 0n)
    problems.push(
      problem('PRICE_NOT_POSITIVE', where, { path, found: row.cells.get(term) ?? '', allowed: 'a price above zero' }),
    )
  if ((term === 'fee' || term === 'fee_bps') && value < 0n)
    problems.push(
      problem('FIGURE_NEGATIVE', where, { path, found: row.cells.get(term) ?? '', allowed: 'zero or more' }),
    )
  const before = draft.terms[term]
  if (before !== undefined && before !== value)
    problems.push(
      problem('NET_TERMS', where, {
        path,
        found: `${row.cells.get(term)} for ${draft.name}, and another before`,
        allowed: `one ${term} for an instrument`,
      }),
    )
  draft.terms[term] = value
}

function decimal(
  row: Raw,
  key: string,
  { places, problems }: { readonly places: number; readonly problems: Problem[] },
): bigint | null {
  const written = row.cells.get(key) ?? ''
  if (written === '') return null
  try {
    const value = parseDecimal(written.replace(/^\+/, ''), places)
    const most = BigInt(Unit.MOST.tokens) * 10n ** BigInt(places)
    if (value <= most && value >= -most) return value
    problems.push(
      problem('FIGURE_TOO_LARGE', row.at(key), {
        path: key,
        found: `'${written}'`,
        allowed: 'at most 10^18 either way',
      }),
    )
    return null
  } catch (error) {
    if (!(error instanceof InvalidDecimal)) throw error
    problems.push(
      problem('FIGURE_INVALID', row.at(key), {
        path: key,
        found: `'${written}'`,
        allowed: Unit.ungrouped(written) ?? `a plain decimal with at most ${places} places, without an exponent`,
      }),
    )
    return null
  }
}

export const problem = (code: string, at: Position, said: Pick<Problem, 'path' | 'found' | 'allowed'>): Problem => ({
  code,
  kind: 'bad',
  ...at,
  ...said,
  meant: null,
})
