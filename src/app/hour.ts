/** What decides which hour of a market counts where none is named. */
export interface Standing {
  readonly simulated: boolean
  /** The file of the book, or null for the config's start. */
  readonly state: string | null
}

/**
 * The row of a market that `plan` takes without `--at`, the same in every book: the first of a simulated market where the book is the
 * config's start, since its balances are those of that hour; else the last. A simulated market drifts far from the start by its end.
 */
export function defaultRow(rows: number, { simulated, state }: Standing): number {
  return simulated && state === null ? 0 : rows - 1
}
