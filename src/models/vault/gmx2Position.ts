import {
  type Balance,
  type BorrowTerms,
  borrow,
  type FundingTerms,
  fee,
  funding,
  type ImpactTerms,
  impact,
  received,
} from './gmx2.ts'

/** Where an order meets a market: both sides before it, the factors of its fee, and those of its price impact. */
export interface Toll {
  readonly balance: Balance
  readonly fee: Omit<ImpactTerms, 'exponent'>
  readonly impact: ImpactTerms
}

/** What an order costs, and what is part of it, US dollars: `impact` is gained when positive. */
export interface Cost {
  readonly fee: number
  readonly impact: number
  /** fee − impact, and never below 0: what the impact pool would pay beyond the fee is not counted on. */
  readonly total: number
}

/**
 * An order that takes a net position from `held` to `held + order`, long when positive, out of and into the open interest of its side. An order
 * through zero closes one position and opens another; it is priced as one change of both sides.
 */
export function positionCost({ balance: { a, b }, ...terms }: Toll, held: number, order: number): Cost {
  const after = held + order
  const longs = Math.max(0, after) - Math.max(0, held)
  const shorts = Math.max(0, -after) - Math.max(0, -held)
  const moved = { a: Math.max(0, a + longs), b: Math.max(0, b + shorts) }
  return priced(Math.abs(order), { before: { a, b }, after: moved }, terms)
}

/**
 * A deposit of US dollars into the short side of a pool (`balance` is the worth of long and short tokens), or a withdrawal of `order` < 0: that
 * gives both tokens in proportion, so it has the fee of a worsening order and no impact.
 */
export function depositCost({ balance, ...terms }: Toll, order: number): Cost {
  if (order < 0) return costOf(fee(-order, false, terms.fee), 0)
  return priced(order, { before: balance, after: { a: balance.a, b: balance.b + order } }, terms)
}

interface Change {
  readonly before: Balance
  readonly after: Balance
}

function priced(size: number, { before, after }: Change, terms: Omit<Toll, 'balance'>): Cost {
  const improves = Math.abs(after.a - after.b) < Math.abs(before.a - before.b)
  return costOf(fee(size, improves, terms.fee), impact(before, after, terms.impact))
}

const costOf = (charged: number, gained: number): Cost => ({
  fee: charged,
  impact: gained,
  total: Math.max(0, charged - gained),
})

/** Rates a second of a position on one side, a cost when positive. */
export interface Carried {
  readonly funding: number
  readonly borrowing: number
}

export interface Perp {
  /** Open interest of longs and shorts, and the worth of the tokens behind each side, US dollars. */
  readonly interest: Balance
  readonly pool: Balance
  readonly fundingTerms: FundingTerms | null
  readonly borrowTerms: BorrowTerms | null
  /** Part of a side's tokens that may be reserved. */
  readonly reserveFactor: number
  /** The side with the smaller open interest borrows free of charge. */
  readonly smallerIsFree: boolean
}

export interface Carrying {
  /** Rate of funding, longs pay when positive: what is saved for the next interval. */
  readonly rate: number
  readonly long: Carried
  readonly short: Carried
}

/** What positions of both sides pay a second, from a market and the rate that it saved `elapsed` seconds ago. */
export function carrying(perp: Perp, saved: number, elapsed: number): Carrying {
  const { interest, fundingTerms } = perp
  const rate = fundingTerms === null ? 0 : funding({ interest, saved, elapsed }, fundingTerms)
  const other = received(rate, interest)
  return {
    rate,
    long: { funding: rate > 0 ? rate : -other, borrowing: borrowed(perp, 'a') },
    short: { funding: rate > 0 ? -other : Math.abs(rate), borrowing: borrowed(perp, 'b') },
  }
}

function borrowed({ interest, pool, borrowTerms, reserveFactor, smallerIsFree }: Perp, side: 'a' | 'b'): number {
  if (borrowTerms === null || pool[side] * reserveFactor === 0) return 0
  const reserved = interest[side]
  const exempt = smallerIsFree && reserved < interest[side === 'a' ? 'b' : 'a']
  return borrow({ reserved, pool: pool[side], reservedMax: reserveFactor * pool[side], exempt }, borrowTerms)
}
