import { closest, distance } from 'fastest-levenshtein'

/** The name that was meant, if one is near enough: a third of its letters may be wrong. */
export function nearest(name: string, names: readonly string[]): string | null {
  if (names.length === 0) return null
  const lower = name.toLowerCase()
  const guess = closest(
    lower,
    names.map((each) => each.toLowerCase()),
  )
  const meant = names.find((each) => each.toLowerCase() === guess)
  return meant !== undefined && distance(lower, guess) <= Math.max(1, Math.floor(meant.length / 3)) ? meant : null
}
