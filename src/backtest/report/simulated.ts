/** The one sentence of every report on a simulated market; `seed` is null where it is not known. */
export function simulatedNote(seed: number | null): string {
  return `Simulated market${seed === null ? '' : `, seed ${seed}`}: nothing here is history`
}

/** What the market is, where a report lists what it ran on; `seed` is null where it is not known. */
export function simulatedMarket(seed: number | null): string {
  return `simulated market${seed === null ? '' : `, drawn from seed ${seed}`}`
}
