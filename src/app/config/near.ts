import { closest, distance } from 'fastest-levenshtein'

/** The name that was meant, if one is near enough: a third of its letters may be wrong, or it is the only one that begins so. */
export function nearest(name: string, names: readonly string[]): string | null {
  if (names.length === 0) return null
  const lower = name.toLowerCase()
  const guess = closest(
    lower,
    names.map((each) => each.toLowerCase()),
  )
  const meant = names.find((each) => each.toLowerCase() === guess)
  if (meant !== undefined && distance(lower, guess) <= Math.max(1, Math.floor(meant.length / 3))) return meant
  const longer = lower.length < PREFIX_MIN ? [] : names.filter((each) => each.toLowerCase().startsWith(lower))
  return longer.length === 1 ? (longer[0] ?? null) : null
}

/** Fewer letters begin too many names to tell which was meant. */
const PREFIX_MIN = 4

/** The name that was meant by what stands where a name should; a list or a mapping means none. */
export function meantBy(value: unknown, names: readonly string[]): string | null {
  return typeof value === 'object' ? null : nearest(String(value), names)
}
