import { power } from './power.ts'

/** One market of GMX v2 in whole US dollars and tokens (docs/rules/vaults.md#gmx-v2). Estimates: the contracts count in fixed point. */
export interface Market {
  readonly long: Side
  readonly short: Side
  /** Price of the index token. */
  readonly index: number
  readonly pendingBorrow: number
  /** Share of borrow fees that is not the pool's. */
  readonly borrowReceiver: number
  /** Index tokens in the impact pool, and lent out of it. */
  readonly impactPool: number
  readonly impactLent: number
  /** Largest profit of traders as a share of their side's worth; deposits and withdrawals have one each. */
  readonly pnlMax: number
}

export interface Side {
  /** Tokens behind the side, and their price. */
  readonly tokens: number
  readonly price: number
  /** Open interest in US dollars, and in index tokens. */
  readonly interest: number
  readonly interestTokens: number
}

/** L · pL + S · pS + own part of pending borrow − capped profit of traders − impact pool + what is lent of it, at the index price. */
export function poolValue(market: Market): number {
  const { long, short, index, pendingBorrow, borrowReceiver, impactPool, impactLent } = market
  const tokens = worth(long) + worth(short) + (1 - borrowReceiver) * pendingBorrow
  const traders = profit(market, 'long').value + profit(market, 'short').value
  return tokens - traders - impactPool * index + impactLent * index
}

/** poolValue / supply; 1 while there is none. */
export const price = (value: number, supply: number): number => (supply === 0 ? 1 : value / supply)

/** supply · usd / value; one for one while there is none. Of GM and of GLV. */
export const minted = (usd: number, supply: number, value: number): number =>
  supply === 0 ? usd : (supply * usd) / value

export interface Deltas {
  readonly long: number
  readonly short: number
  readonly index: number
}

/**
 * Delta of one US dollar of GM to long token, short token and index. A side whose profit cap binds owes nothing more as the index moves, but
 * its cap moves with the tokens of the side. Where the index is the long token both add up. 0 without value.
 */
export function deltas(market: Market): Deltas {
  const value = poolValue(market)
  if (value <= 0) return { long: 0, short: 0, index: 0 }
  const [longs, shorts] = [profit(market, 'long'), profit(market, 'short')]
  const exposed =
    (shorts.capped ? 0 : market.short.interestTokens) -
    (longs.capped ? 0 : market.long.interestTokens) -
    market.impactPool +
    market.impactLent
  return {
    long: (worth(market.long) * (longs.capped ? 1 - market.pnlMax : 1)) / value,
    short: (worth(market.short) * (shorts.capped ? 1 - market.pnlMax : 1)) / value,
    index: (exposed * market.index) / value,
  }
}

function profit(market: Market, name: 'long' | 'short'): { readonly value: number; readonly capped: boolean } {
  const side = market[name]
  const gain = side.interestTokens * market.index - side.interest
  const value = name === 'long' ? gain : -gain
  const most = market.pnlMax * worth(side)
  return value > most ? { value: most, capped: true } : { value, capped: false }
}

const worth = ({ tokens, price: each }: Side): number => tokens * each

export interface ImpactTerms {
  /** Factors of trades that improve and that worsen the balance. */
  readonly positive: number
  readonly negative: number
  readonly exponent: number
}

/** Two sides: tokens of a pool in US dollars for deposits, open interest for positions. */
export interface Balance {
  readonly a: number
  readonly b: number
}

/** What a trade gains (positive) or loses by moving the imbalance d = |a − b|: f · d0^e − f · d1^e, each with the factor of its kind. */
export function impact(before: Balance, after: Balance, { positive, negative, exponent }: ImpactTerms): number {
  const d0 = Math.abs(before.a - before.b)
  const d1 = Math.abs(after.a - after.b)
  const crosses = before.a <= before.b !== after.a <= after.b
  const improves = d1 < d0
  const first = crosses || improves ? positive : negative
  const second = crosses || !improves ? negative : positive
  return first * power(d0, exponent) - second * power(d1, exponent)
}

/** Fee of a position or swap: the factor of its kind times its size. */
export const fee = (size: number, improves: boolean, { positive, negative }: Omit<ImpactTerms, 'exponent'>): number =>
  size * (improves ? positive : negative)

export type FundingTerms =
  | { readonly kind: 'fixed'; readonly factor: number; readonly exponent: number; readonly max: number }
  | {
      readonly kind: 'adaptive'
      readonly exponent: number
      readonly increase: number
      readonly decrease: number
      /** Skews above which the rate grows and below which it falls; between them it stays. */
      readonly growAbove: number
      readonly fallBelow: number
      readonly min: number
      readonly max: number
    }

/** Open interest of longs (a) and shorts (b), the rate saved last (longs pay when positive), and seconds since. */
export interface FundingState {
  readonly interest: Balance
  readonly saved: number
  readonly elapsed: number
}

/** Rate a second, paid by longs when positive. Fixed: by skew alone, the larger side pays. Adaptive: grows and falls from what was saved. */
export function funding({ interest, saved, elapsed }: FundingState, terms: FundingTerms): number {
  const total = interest.a + interest.b
  if (total === 0 || interest.a === interest.b) return 0
  const sign = interest.a > interest.b ? 1 : -1
  const skew = power(Math.abs(interest.a - interest.b), terms.exponent) / total
  if (terms.kind === 'fixed') return sign * Math.min(terms.factor * skew, terms.max)
  return bounded(adapted({ sign, skew, saved, elapsed }, terms), terms)
}

type Adaptive = Extract<FundingTerms, { readonly kind: 'adaptive' }>

interface Skewed {
  readonly sign: number
  readonly skew: number
  readonly saved: number
  readonly elapsed: number
}

function adapted({ sign, skew, saved, elapsed }: Skewed, terms: Adaptive): number {
  if (saved * sign <= 0 || skew > terms.growAbove) return saved + sign * terms.increase * skew * elapsed
  return skew < terms.fallBelow ? sign * Math.max(0, Math.abs(saved) - terms.decrease * elapsed) : saved
}

const bounded = (rate: number, { min, max }: Adaptive): number =>
  (rate < 0 ? -1 : 1) * Math.min(Math.max(Math.abs(rate), min), max)

/** What the smaller side receives for each US dollar it holds: all that the larger side pays, split by its own open interest. */
export function received(rate: number, { a, b }: Balance): number {
  const [payer, receiver] = rate > 0 ? [a, b] : [b, a]
  return receiver === 0 ? 0 : (Math.abs(rate) * payer) / receiver
}

export type BorrowTerms =
  | { readonly kind: 'kink'; readonly base: number; readonly above: number; readonly optimal: number }
  | { readonly kind: 'power'; readonly factor: number; readonly exponent: number }

export interface Borrow {
  readonly reserved: number
  /** Worth of the side's tokens, and the most that may be reserved of it. */
  readonly pool: number
  readonly reservedMax: number
  /** The side has the smaller open interest and pays nothing. */
  readonly exempt: boolean
}

/** Rate a second: base · u, steeper above the optimal usage; or factor · reserved^e / pool. */
export function borrow({ reserved, pool, reservedMax, exempt }: Borrow, terms: BorrowTerms): number {
  if (exempt || reserved === 0) return 0
  if (terms.kind === 'power') return (terms.factor * power(reserved, terms.exponent)) / pool
  const usage = reserved / reservedMax
  const { base, above, optimal } = terms
  const extra = usage > optimal ? (Math.max(0, above - base) * (usage - optimal)) / (1 - optimal) : 0
  return base * usage + extra
}

/** GLV: Σ balance · GM price. */
export const basketValue = (parts: readonly Part[]): number =>
  parts.reduce((all, { balance, price: each }) => all + balance * each, 0)

export interface Part {
  readonly balance: number
  readonly price: number
  /** Delta of each asset in one US dollar of the part. */
  readonly deltas: readonly number[]
}

/** GLV: Σ share · GM delta, an asset each; nothing without value. */
export function basketDeltas(parts: readonly Part[], assets: number): number[] {
  const value = basketValue(parts)
  return Array.from({ length: assets }, (_, a) =>
    value <= 0 ? 0 : parts.reduce((all, part) => all + part.balance * part.price * (part.deltas[a] ?? 0), 0) / value,
  )
}
