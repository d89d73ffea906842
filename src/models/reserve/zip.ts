import { TrimtabError } from '../../units/error.ts'

/** Pairs entry by entry. Misaligned where there are not as many of both. */
export function zip<Left, Right>(left: readonly Left[], right: readonly Right[]): readonly (readonly [Left, Right])[] {
  const pairs: [Left, Right][] = []
  for (const [at, other] of right.entries()) {
    const each = left[at]
    if (each !== undefined) pairs.push([each, other])
  }
  if (pairs.length === left.length && left.length === right.length) return pairs
  throw new Misaligned(left.length, right.length)
}

export class Misaligned extends TrimtabError {
  constructor(tranches: number, entries: number) {
    super({
      code: 'MISALIGNED',
      message: `${tranches} tranches were given ${entries} entries`,
      facts: { tranches, entries },
      remedy: 'Give one entry for each tranche of the reserve, in their order, zero where it is not touched.',
    })
  }
}
