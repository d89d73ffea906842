import { type Details, TrimtabError } from '../../units/error.ts'

type Said<Code extends string> = Details & { readonly code: Code }

type FileCode =
  | 'FILE_TOO_LARGE'
  | 'FILE_MISSING'
  | 'FILE_UNREADABLE'
  | 'FILE_EMPTY'
  | 'FILE_TRUNCATED'
  | 'GZIP_TRUNCATED'
  | 'GZIP_CORRUPT'

type TableCode =
  | 'HEADER_UNKNOWN'
  | 'NO_ROWS'
  | 'ROW_RAGGED'
  | 'QUOTE_BROKEN'
  | 'NOT_A_NUMBER'
  | 'NOT_POSITIVE'
  | 'TIME_UNIT'
  | 'TIME_OFF_HOUR'
  | 'TIME_AT_CLOSE'
  | 'TIME_UNSORTED'
  | 'TIME_DUPLICATE'
  | 'BAR_INCONSISTENT'
  | 'PRICE_IMPLAUSIBLE'
  | 'RATE_IMPLAUSIBLE'
  | 'FIGURE_IMPLAUSIBLE'
  | 'INDEX_FELL'

type CoverageCode = 'NEED_INVALID' | 'RANGE_UNCOVERED' | 'GAP_TOO_LONG'

/** The file as a whole: absent, empty, cut short or not what its name says. */
export class FileError extends TrimtabError {
  override readonly code: FileCode

  constructor(said: Said<FileCode>) {
    super(said)
    this.code = said.code
  }
}

/** What stands in a file: its header, its rows, or a figure that cannot be true. */
export class TableError extends TrimtabError {
  override readonly code: TableCode

  constructor(said: Said<TableCode>) {
    super(said)
    this.code = said.code
  }
}

/** What a file does not reach: the range asked for, or an hour inside it that no stated policy fills. */
export class CoverageError extends TrimtabError {
  override readonly code: CoverageCode

  constructor(said: Said<CoverageCode>) {
    super(said)
    this.code = said.code
  }
}
