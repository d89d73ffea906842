import { constants } from 'node:buffer'
import type { Source } from './client.ts'
import * as Errors from './error.ts'
import * as Stamp from './stamp.ts'

/** Milliseconds, both ends included. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Text of whole rows, and the 1-based line that the first of them stands on. */
export interface Cut {
  readonly text: string
  readonly line: number
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c
const QUOTE = 0x22
const ZERO = 0x30
/** Characters that one text can hold; none takes less than a byte. */
const TEXT_MAX = constants.MAX_STRING_LENGTH

const decoder = new TextDecoder('utf-8')

export function header(bytes: Uint8Array): string {
  const end = bytes.indexOf(NEWLINE)
  return decoder.decode(bytes.subarray(0, end === -1 ? bytes.length : end)).replace(/\r$/, '')
}

/**
 * The rows inside the window, found on the bytes so that the rest never becomes text; the whole body without a window,
 * or where a quote could hide a line break. Stamps outside must still be sound and ascend, or the cut would be wrong.
 */
export function cut(source: Source, window: Window | undefined): Cut {
  const { file, bytes } = source
  const first = bytes.indexOf(NEWLINE) + 1
  let end = bytes.length
  while (end > first && (bytes[end - 1] === NEWLINE || bytes[end - 1] === RETURN)) end -= 1
  if (first === 0 || end === first) throw rowless(file)
  if (bytes[bytes.length - 1] !== NEWLINE) throw truncated(file)
  if (window === undefined || bytes.includes(QUOTE)) return { text: decoded(file, bytes.subarray(first, end)), line: 2 }
  return scan({ file, bytes: bytes.subarray(0, end) }, first, window)
}

function scan({ file, bytes }: Source, first: number, window: Window): Cut {
  let before: { readonly line: number; readonly time: number } | undefined
  let start = bytes.length
  let stop = first
  let startLine = 0
  for (let at = first, line = 2; at < bytes.length; line += 1) {
    const time = stamp({ file, bytes }, at, line)
    const row = { line, time }
    Stamp.ascending(file, row, before)
    before = row
    const next = bytes.indexOf(NEWLINE, at)
    const after = next === -1 ? bytes.length : next + 1
    if (time >= window.from && startLine === 0) [start, startLine] = [at, line]
    if (time <= window.to) stop = after
    at = after
  }
  const text = start < stop ? decoded(file, bytes.subarray(start, stop)).replace(/[\r\n]+$/, '') : ''
  return { text, line: startLine }
}

/** A limit beyond what one text can hold is of use only where the period, or the order of the columns, leaves less to read. */
function decoded(file: string, bytes: Uint8Array): string {
  if (bytes.length <= TEXT_MAX) return decoder.decode(bytes)
  throw new Errors.FileError({
    code: 'FILE_TOO_LARGE',
    message: `${file} has more than ${Math.round(TEXT_MAX / 1024 / 1024)} MiB of rows to read at once.`,
    facts: { file, limit: TEXT_MAX },
    remedy:
      'Cut the file to the period you need; with ts_ms as its first column, only the rows of the period are read.',
  })
}

/** The digits before the first comma; anything else is handed to the strict reader, which says what is wrong. */
function stamp({ file, bytes }: Source, at: number, line: number): number {
  let time = 0
  let i = at
  for (; i < bytes.length; i += 1) {
    const digit = (bytes[i] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    time = time * 10 + digit
  }
  if (bytes[i] === COMMA && i > at && i - at <= 17) return Stamp.inMilliseconds(file, line, time)
  const end = bytes.indexOf(NEWLINE, at)
  const text = decoder.decode(bytes.subarray(at, end === -1 ? bytes.length : end))
  return Stamp.parse(file, line, text.split(',')[0] ?? '')
}

function rowless(file: string): Errors.TableError {
  return new Errors.TableError({
    code: 'NO_ROWS',
    message: `${file} has a header and no rows.`,
    facts: { file, row: 1 },
    remedy: 'Fetch it again, or leave out what needs it.',
  })
}

function truncated(file: string): Errors.FileError {
  return new Errors.FileError({
    code: 'FILE_TRUNCATED',
    message: `${file} does not end with a line break, so its last row may be cut short.`,
    facts: { file },
    remedy: 'Fetch it again; if it is whole, end its last line with a line break.',
  })
}
