/** Who ordered. */
export type Actor = 'users' | 'arbitrageurs' | 'operator'

export type Act = 'plan' | 'mint' | 'redeem' | 'swap' | 'pause' | 'pledge' | 'calibrate'

/** Orders of one kind by one actor: how many went through, what they moved, and how many were refused for what. */
export interface Tally {
  readonly actor: Actor
  readonly act: Act
  done: number
  /** USD at raw prices, or coins of redemptions at one each. */
  moved: number
  readonly refused: Map<string, number>
}

/** The orders of a run. Its size does not depend on how many there are. */
export interface Tallies {
  readonly pass: (actor: Actor, act: Act, moved: number) => void
  readonly refuse: (actor: Actor, act: Act, code: string) => void
  readonly all: () => readonly Tally[]
}

export function tallies(): Tallies {
  const found = new Map<string, Tally>()
  const of = (actor: Actor, act: Act): Tally => {
    const key = `${actor} ${act}`
    const known = found.get(key)
    if (known !== undefined) return known
    const fresh: Tally = { actor, act, done: 0, moved: 0, refused: new Map() }
    found.set(key, fresh)
    return fresh
  }
  return {
    pass: (actor, act, moved) => {
      const tally = of(actor, act)
      tally.done += 1
      tally.moved += moved
    },
    refuse: (actor, act, code) => {
      const { refused } = of(actor, act)
      refused.set(code, (refused.get(code) ?? 0) + 1)
    },
    all: () => [...found.values()],
  }
}
