import type { Document } from '../backtest/report/document.ts'
import type { Instant } from '../units/time.ts'
import type { Watch } from './backtest.ts'
import type { Opened } from './config/book.ts'
import type { Choice } from './market.ts'

/** What a command has to say of a book: one document for the page and the terminal, and the same facts for programs. */
export interface Told {
  readonly document: Document
  /** The content of `--json`; its first field is `schema: 1`. */
  readonly report: object
  /** Something is at risk and no plan may run: the command exits with 1. */
  readonly blocked: boolean
  /** One line that the terminal prints before the document. */
  readonly verdict?: string
  /** Ids of the sections that the terminal shows with --verbose alone. */
  readonly details?: readonly string[]
  /** Tables for other programs, by the name of their file; written beside the page. */
  readonly tables?: Readonly<Partial<Record<TableName, string>>>
}

export type TableName = 'events.csv' | 'chains.csv' | 'accounts.csv'

export interface Asked {
  readonly choice: Choice
  readonly at: Instant | null
  readonly state: string | null
}

/** What a data folder holds of one thing that a config reads. `fault` says why it holds nothing that could be read. */
export interface Covering {
  readonly name: string
  readonly reach: { readonly first: Instant; readonly last: Instant } | null
  readonly fault: string | null
}

/** The folder of market files, and what it covers of what a config needs from `from` up to and including `to`. */
export interface Coverings {
  readonly folder: string | null
  readonly fault: string | null
  readonly period: { readonly from: Instant; readonly to: Instant }
  readonly series: readonly Covering[]
}

/** What the commands ask of a book other than the venues book, under the same names for each. */
export interface Desk {
  readonly check: (opened: Opened) => Told
  /** What the data folder covers of what a config reads; null where it reads no files. */
  readonly covered: (opened: Opened, choice: Choice) => Promise<Coverings | null>
  readonly plan: (opened: Opened, asked: Asked) => Promise<Told>
  readonly backtest: (opened: Opened, choice: Choice, watch: Watch) => Promise<Told>
  /** Left out where the book has no stress test yet. */
  readonly stress?: (opened: Opened, asked: Asked, watch: Watch) => Promise<Told>
  /** Files that a backtest writes beside its page and report. */
  readonly tables?: readonly TableName[]
}
