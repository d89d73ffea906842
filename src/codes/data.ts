import type { Code } from './code.ts'

/** What market files can get wrong. */
export const DATA: Readonly<Record<string, Code>> = {
  FILE_MISSING: {
    kind: 'error',
    title: 'A market file is missing',
    meaning: 'The data folder lacks a file that the config needs.',
    lift: 'Put the file there, name the folder in TRIMTAB_DATA, or ask for less.',
  },
  FILE_UNREADABLE: {
    kind: 'error',
    title: 'A market file cannot be read',
    meaning: 'It is a folder, a pipe or a device, this user may not read it, or it is not UTF-8 text.',
    lift: 'Put a regular file in UTF-8 there that this user may read.',
  },
  FILE_TOO_LARGE: {
    kind: 'error',
    title: 'A market file is too large',
    meaning:
      'A plain file, or what an archive unpacks to, is larger than `fileMax` allows (256 MiB unless the config says otherwise): hourly history is far smaller, and more would fill the memory.',
    lift: 'Cut the file to the period you need, or raise the key that the message names.',
  },
  FILE_EMPTY: {
    kind: 'error',
    title: 'A market file is empty',
    meaning: 'A download probably failed.',
    lift: 'Fetch it again.',
  },
  FILE_TRUNCATED: {
    kind: 'error',
    title: 'A market file may be cut short',
    meaning: 'Its last line has no end, so its last figure may be half of one.',
    lift: 'Fetch it again; if it is whole, end its last line.',
  },
  GZIP_TRUNCATED: {
    kind: 'error',
    title: 'An archive is cut short',
    meaning: 'It ends before its own end mark.',
    lift: 'Fetch it again.',
  },
  GZIP_CORRUPT: {
    kind: 'error',
    title: 'An archive is broken',
    meaning: 'It cannot be unpacked.',
    lift: 'Fetch it again.',
  },
  HEADER_UNKNOWN: {
    kind: 'error',
    title: 'The header is not the expected one',
    meaning:
      'A file is read by the names of its columns. One is missing, unknown, empty or repeated, which is ambiguous.',
    lift: 'Name the columns as the message says, each once.',
  },
  NO_ROWS: {
    kind: 'error',
    title: 'A file without rows',
    meaning: 'There is a header and nothing below it.',
    lift: 'Fetch it again, or leave out what needs it.',
  },
  ROW_RAGGED: {
    kind: 'error',
    title: 'A row is too short or too long',
    meaning: 'It does not have as many cells as the header.',
    lift: 'Complete or remove the row.',
  },
  QUOTE_BROKEN: {
    kind: 'error',
    title: 'A quote is not closed or is inside a cell',
    meaning: 'What follows it could be split into cells in more than one way, so nothing of the file is used.',
    lift: 'Quote whole cells only, and double a quote inside one.',
  },
  NOT_A_NUMBER: {
    kind: 'error',
    title: 'A cell is not a number',
    meaning: 'A figure that cannot be read is refused, not guessed.',
    lift: 'Correct it, or remove the row and let the gap policy decide.',
  },
  NOT_POSITIVE: {
    kind: 'error',
    title: 'A figure that must be positive is not',
    meaning: 'Prices and indices are above zero.',
    lift: 'Correct the figure, or remove the row.',
  },
  TIME_UNIT: {
    kind: 'error',
    title: 'A time in the wrong unit',
    meaning: 'Times are whole milliseconds since 1970.',
    lift: 'Write milliseconds.',
  },
  TIME_OFF_HOUR: {
    kind: 'error',
    title: 'A row is not at a full hour',
    meaning: 'Hourly rows carry the hour they open at.',
    lift: 'Check the time zone of the file.',
  },
  TIME_AT_CLOSE: {
    kind: 'error',
    title: 'A bar is stamped at its close',
    meaning:
      'Bars are stamped with the time they open. A stamp just before the hour, such as 09:59:59.999, is usually the end of the bar: taken for the next hour, every price would be an hour late.',
    lift: 'Stamp bars at their open. Settlements, gas and daily rows hold at an instant, and may be up to a minute early or late.',
  },
  TIME_UNSORTED: {
    kind: 'error',
    title: 'Rows are out of order',
    meaning: 'A row is earlier than the one above it.',
    lift: 'Sort the file by time.',
  },
  TIME_DUPLICATE: {
    kind: 'error',
    title: 'Two rows have the same time',
    meaning: 'Two rows for one time are ambiguous.',
    lift: 'Keep one of them.',
  },
  BAR_INCONSISTENT: {
    kind: 'error',
    title: 'A price bar contradicts itself',
    meaning: 'Open or close lie outside low and high.',
    lift: 'Check the order of the columns against the source.',
  },
  PRICE_IMPLAUSIBLE: {
    kind: 'error',
    title: 'A price cannot be true',
    meaning:
      'It is outside the range of any price on record, jumps from one row to the next, or differs from another price of the same coin in the same hour: usually a wrong unit or digit.',
    lift: 'Check the row against its source.',
  },
  RATE_IMPLAUSIBLE: {
    kind: 'error',
    title: 'A rate cannot be true',
    meaning: 'Rates are too large for decimals, negative, or do not fit the index they move.',
    lift: 'Give rates as decimals: 0.0001 is 0.01 %.',
  },
  FIGURE_IMPLAUSIBLE: {
    kind: 'error',
    title: 'A total, an index or a share cannot be true',
    meaning:
      'It does not fit the price or the other columns of its row: a market worth more than 1e12 USD, more debt than was supplied, or suppliers who get more than borrowers pay. Usually a total in wei or an index in ray.',
    lift: 'Give totals in whole tokens, indices as 1 at the start, and rates as decimals.',
  },
  INDEX_FELL: {
    kind: 'error',
    title: 'An index fell',
    meaning: 'Indices only grow.',
    lift: 'Check the row against its source.',
  },
  NEED_INVALID: {
    kind: 'error',
    title: 'The range cannot be loaded',
    meaning: 'The range must start and end at full hours, in that order.',
    lift: 'Give `from` and `to` at full hours, from before to.',
  },
  RANGE_UNCOVERED: {
    kind: 'error',
    title: 'A file does not reach that far',
    meaning: 'The range begins before its first row or ends after its last.',
    lift: 'Ask for a range inside, or leave out what needs it.',
  },
  GAP_TOO_LONG: {
    kind: 'error',
    title: 'A gap in the data is too long',
    meaning: 'Rows are missing, and the gap policy does not fill a gap this long.',
    lift: 'Choose a range without the gap, complete the file, or allow it in `data.gaps`.',
  },
}
