/** A row of a CSV text. Lines and columns count from 1. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
  /** Columns its cells start in, where it is not their lengths alone that say so. */
  readonly starts: readonly number[] | null
  /** What is wrong with its quotes, and in which column; null of a sound row. */
  readonly broken: { readonly column: number; readonly why: string } | null
}

/** Columns of a header that are not as they should be, by name; `nameless` by their place, from 1. */
export interface Misnamed {
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly twice: readonly string[]
  readonly nameless: readonly number[]
}

/** Characters split at a time: small enough to die young, large enough that starting a block costs nothing. */
const BLOCK = 65_536
/** A quoted cell, quotes in it doubled; or what stands up to the next comma, quote or line end. */
const CELL = /"([^"]*(?:""[^"]*)*)"|([^",\n]*)/y

/**
 * Rows by RFC 4180, strictly: a quote only around a whole cell. Line ends may be CRLF or LF. `line` is that of the first row.
 * Written out because Papa Parse reads a quote inside a cell as a character, guesses one line end for a whole text and says
 * no columns; each would let a damaged file pass.
 */
export function* rows(text: string, line: number): Generator<Row> {
  const body = (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text).replace(/\n$/, '')
  if (body.includes('"')) {
    yield* quoted(body, line)
    return
  }
  let next = line
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf('\n', from + BLOCK)
    const to = end === -1 ? body.length : end
    for (const row of body.slice(from, to).split('\n')) {
      yield { line: next, cells: row.split(','), starts: null, broken: null }
      next += 1
    }
    from = to + 1
  }
}

/** The column (from 1) that a cell starts in. */
export function columnOf({ cells, starts }: Row, at: number): number {
  return starts?.[at] ?? cells.slice(0, at).reduce((sum, cell) => sum + cell.length + 1, 1)
}

/** Checks the names of a header against those needed and those known. */
export function misnamed(
  names: readonly string[],
  { needed, isKnown }: { readonly needed: readonly string[]; readonly isKnown: (name: string) => boolean },
): Misnamed {
  const named = names.filter((name) => name !== '')
  return {
    missing: needed.filter((name) => !names.includes(name)),
    unknown: [...new Set(named)].filter((name) => !needed.includes(name) && !isKnown(name)),
    twice: [...new Set(named.filter((name, i) => named.indexOf(name) !== i))],
    nameless: names.flatMap((name, i) => (name === '' ? [i + 1] : [])),
  }
}

/** Ends at the first row whose quotes are broken: what follows could be read in two ways. */
function* quoted(text: string, first: number): Generator<Row> {
  let line = first
  for (let at = 0; at < text.length; ) {
    const row = record(text, at, line)
    yield row
    if (row.broken !== null) return
    at = row.end + 1
    line += row.breaks + 1
  }
}

function record(text: string, from: number, line: number): Row & { readonly end: number; readonly breaks: number } {
  const cells: string[] = []
  const starts: number[] = []
  let breaks = 0
  for (let at = from; ; at += 1) {
    CELL.lastIndex = at
    const [match = '', inner, bare = ''] = CELL.exec(text) ?? []
    cells.push(inner?.replaceAll('""', '"') ?? bare)
    starts.push(at - from + 1)
    breaks += match.split('\n').length - 1
    at += match.length
    const next = text[at]
    if (next === ',') continue
    const broken = next === undefined || next === '\n' ? null : { column: at - from + 1, why: reason(inner, bare) }
    return { line, cells, starts, broken, end: at, breaks }
  }
}

function reason(inner: string | undefined, bare: string): string {
  if (inner !== undefined) return 'text after a closing quote'
  return bare === '' ? 'a quote that is never closed' : 'a quote inside a cell that does not begin with one'
}
