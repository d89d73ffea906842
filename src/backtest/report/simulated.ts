/** The one sentence of every report on a simulated market; `seed` is null where it is not known. */
export function simulatedNote(seed: number | null): string {
  return `Simulated market${seed === null ? '' : `, seed ${seed}`}: nothing here is history`
}
