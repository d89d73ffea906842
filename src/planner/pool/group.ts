/** Every way to part a list into groups, fewest moves first: a group of k needs k − 1. For the few: 52 ways for five. */
export function partitions<T>(items: readonly T[]): readonly (readonly (readonly T[])[])[] {
  let ways: T[][][] = [[]]
  for (const item of items) {
    const next: T[][][] = []
    for (const way of ways) {
      for (let at = 0; at < way.length; at++) next.push(way.map((group, i) => (i === at ? [...group, item] : group)))
      next.push([...way, [item]])
    }
    ways = next
  }
  return ways.sort((a, b) => b.length - a.length)
}

/** Every order of a list. */
export function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((first, at) => orders(items.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}
