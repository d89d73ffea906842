import type { Position } from './position.ts'

/** What an event is booked as. */
export type Cause = 'price' | 'gain' | 'transfer' | 'sync' | 'fill' | 'expiry' | 'refund' | 'flow' | 'renewal'

export const CAUSES = ['price', 'gain', 'transfer', 'sync', 'fill', 'expiry', 'refund', 'flow', 'renewal'] as const

/**
 * Lines of an account, in base units, each found by itself. Over all accounts `transfer` and `sync` each sum to zero, for what leaves one
 * arrives at another; all the others together are what the pool gained, lost, took in and paid out. `inactive` is what lies there in
 * tokens that do not count yet: off when it comes, on again once they count.
 */
export const LINES = [
  'price',
  'gain',
  'transfer',
  'sync',
  'fee',
  'surplus',
  'flow',
  'basis',
  'inactive',
  'rounding',
] as const

export type Line = (typeof LINES)[number]

/** What a chain gained by events of one cause: its own holders, the shares of others, and what its books claim elsewhere. */
export interface Split {
  real: bigint
  virtual: bigint
  claims: bigint
}

/** The account of a chain, or of what is in flight. */
export interface Account {
  readonly name: string
  readonly start: Position
  end: Position
  readonly lines: Record<Line, bigint>
  readonly causes: Record<Cause, Split>
}

/** Opens the account of a place. */
export const open = (name: string, start: Position): Account => ({
  name,
  start,
  end: start,
  lines: {
    price: 0n,
    gain: 0n,
    transfer: 0n,
    sync: 0n,
    fee: 0n,
    surplus: 0n,
    flow: 0n,
    basis: 0n,
    inactive: 0n,
    rounding: 0n,
  },
  causes: {
    price: none(),
    gain: none(),
    transfer: none(),
    sync: none(),
    fill: none(),
    expiry: none(),
    refund: none(),
    flow: none(),
    renewal: none(),
  },
})

const none = (): Split => ({ real: 0n, virtual: 0n, claims: 0n })

/** What is known of a change by itself, before anyone looks at what the place holds afterwards. */
export type Known = Readonly<Partial<Record<Line, bigint>>>

/**
 * Books an event: every line by what is known of it, and the position as the place has it afterwards. None is the remainder of the others:
 * what no line explains shows when the accounts are closed.
 */
export function book(account: Account, { cause, after, known }: { cause: Cause; after: Position; known: Known }): void {
  const { end: before, lines, causes } = account
  for (const line of LINES) lines[line] += known[line] ?? 0n
  const split = causes[cause]
  split.real += after.real - before.real
  split.virtual += after.virtual - before.virtual
  split.claims += after.claims - before.claims
  account.end = after
}

/** One place in the report. All of it closes: assets = real + virtual − claims, and start + lines = end. */
export interface Share {
  readonly name: string
  readonly start: Position
  readonly end: Position
  readonly lines: Readonly<Record<Line, bigint>>
  readonly causes: Readonly<Record<Cause, Split>>
  /** Change of what the chain's own holders have, less what they paid in and plus what they took out. */
  readonly performance: { readonly real: bigint; readonly virtual: bigint; readonly claims: bigint }
}

export interface Attribution {
  readonly places: readonly Share[]
  /** Over all places. */
  readonly lines: Readonly<Record<Line, bigint>>
  readonly start: bigint
  readonly end: bigint
  /** Paid in by holders less paid out to them. */
  readonly flow: bigint
  /** end − start − flow: what the pool earned as a whole. */
  readonly earned: bigint
  /** Σ performance of real and virtual holders, less claims, over all places. */
  readonly attributed: bigint
  /** earned − attributed: zero, or the accounts are wrong. */
  readonly residual: bigint
  /** Σ |end − start − Σ lines| over the places: zero, or the accounts are wrong. */
  readonly unexplained: bigint
}

/** Closes the accounts. */
export function close(accounts: readonly Account[]): Attribution {
  const places = accounts.map(shareOf)
  const sum = (of: (place: Share) => bigint): bigint => places.reduce((all, place) => all + of(place), 0n)
  const lines = open('', places[0]?.start ?? EMPTY).lines
  for (const line of LINES) lines[line] = sum((place) => place.lines[line])
  const [start, end] = [sum((place) => place.start.assets), sum((place) => place.end.assets)]
  const earned = end - start - lines.flow
  const attributed = sum(({ performance: { real, virtual, claims } }) => real + virtual - claims)
  return {
    places,
    lines,
    start,
    end,
    flow: lines.flow,
    earned,
    attributed,
    residual: earned - attributed,
    unexplained: sum(missedBy),
  }
}

function missedBy({ start, end, lines }: Share): bigint {
  const missed = LINES.reduce((all, line) => all - lines[line], end.assets - start.assets)
  return missed < 0n ? -missed : missed
}

const EMPTY: Position = { assets: 0n, real: 0n, virtual: 0n, claims: 0n }

function shareOf({ name, start, end, lines, causes }: Account): Share {
  const performance = { real: 0n, virtual: 0n, claims: 0n }
  for (const cause of CAUSES) {
    const { real, virtual, claims } = causes[cause]
    performance.real += real
    performance.virtual += virtual
    performance.claims += claims
  }
  performance.real -= lines.flow
  return { name, start, end, lines, causes, performance }
}
