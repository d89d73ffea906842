import type { Tone } from '../report/lines.ts'

/** Something that a reader has to know of an epoch. `code` is one that `npx trimtab explain` knows. */
export interface Event {
  readonly epoch: string
  readonly tone: Tone | null
  readonly code: string | null
  readonly said: string
  readonly lift: string | null
}

/** Something that is no alarm. */
export const note = (epoch: string, said: string): Event => ({ epoch, tone: null, code: null, said, lift: null })
