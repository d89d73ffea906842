import type * as Venues from '../../portfolio/venues/terms.ts'
import type { Config } from './config.ts'
import type { Draft } from './schema.ts'
import type { Path } from './source.ts'

/** A rule of Trimtab that a readable config breaks. */
export interface Breach {
  readonly code: string
  readonly path: Path
  readonly found: string
  readonly allowed: string
}

export interface Subject {
  readonly config: Config
  /** With every default. */
  readonly draft: Draft
  /** As the file has it. */
  readonly written: Draft
  readonly terms: Venues.Terms
}
