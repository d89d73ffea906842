import type { Branded } from './brand.ts'
import { TrimtabError } from './error.ts'

/** Worth in US dollars. */
export type Usd = Branded<number, 'Usd'>
/** Whole tokens (1.5 is one and a half ETH), signed where a position is signed. */
export type Quantity = Branded<number, 'Quantity'>
/** US dollars for one whole token. */
export type Quote = Branded<number, 'Quote'>
/** Share of one: 0.05 is 5 %. */
export type Fraction = Branded<number, 'Fraction'>
/** Growth per year of 365 days as a share of one. */
export type PerYear = Branded<number, 'PerYear'>

/** Names the unit; checks nothing, so that it costs nothing on hot paths. */
export const usd = (n: number): Usd => n as Usd
/** Names the unit; checks nothing. */
export const quantity = (n: number): Quantity => n as Quantity
/** Names the unit; checks nothing. */
export const quote = (n: number): Quote => n as Quote
/** Names the unit; checks nothing. */
export const fraction = (n: number): Fraction => n as Fraction
/** Names the unit; checks nothing. */
export const perYear = (n: number): PerYear => n as PerYear

const BPS = 10_000

/** The only door through which basis points enter: bps / 10 000. */
export const fromBps = (bps: number): Fraction => fraction(bps / BPS)

/** The only door through which basis points leave: f · 10 000, not rounded. */
export const toBps = (f: Fraction): number => f * BPS

/** Returns `n` unchanged. Throws NotFinite for NaN and both infinities; `what` names the figure for the reader. */
export function finite(n: number, what: string): number {
  if (!Number.isFinite(n)) throw new NotFinite(what, n)
  return n
}

export class NotFinite extends TrimtabError {
  constructor(what: string, value: number) {
    super({
      code: 'NOT_FINITE',
      message: `${what} is ${value}, not a finite number`,
      facts: { what, value: String(value) },
      remedy: `Look at where ${what} was read or divided; an unknown figure must be refused there, not passed on.`,
    })
  }
}
