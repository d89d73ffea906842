import { isWithin } from '../app/config/field.ts'
import { nearest } from '../app/config/near.ts'
import type { Choice } from '../app/market.ts'
import { InvalidOption } from '../app/option.ts'
import { PLACES, type Place } from '../portfolio/venues/place.ts'
import { type Instant, InvalidInstant, parse } from '../units/time.ts'

/** Options of a command that choose its market, as they were written. */
export interface MarketOptions {
  readonly data?: string
  readonly from?: string
  readonly to?: string
  readonly seed?: string
}

export function choiceOf({ data, from, to, seed }: MarketOptions): Choice {
  return {
    folder: data ?? null,
    from: instantOf('--from', from),
    to: instantOf('--to', to),
    seed: seed === undefined ? null : seedOf(seed),
  }
}

/** InvalidOption unless it is a date or an instant with its zone; null where nothing was given. */
export function instantOf(option: string, text: string | undefined): Instant | null {
  if (text === undefined) return null
  try {
    const at = parse(text)
    if (isWithin(at)) return at
    throw new InvalidOption({ option, found: text, allowed: 'an instant from 1970 to 2299', meant: null })
  } catch (error) {
    if (!(error instanceof InvalidInstant)) throw error
    const allowed = 'a date such as `2024-06-01`, or `2024-06-01T08:00:00Z` (a time of day needs its zone)'
    throw new InvalidOption({ option, found: text, allowed, meant: null })
  }
}

/** InvalidOption where options were given that another one leaves without a meaning. */
export function refuse(because: string, given: Readonly<Record<string, string | undefined>>): void {
  for (const [option, found] of Object.entries(given))
    if (found !== undefined)
      throw new InvalidOption({ option, found, allowed: `nothing together with ${because}`, meant: null })
}

const SEED_MAX = 2_147_483_647

function seedOf(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (seed <= SEED_MAX) return seed
  throw new InvalidOption({
    option: '--seed',
    found: text,
    allowed: `a whole number from 0 to ${SEED_MAX}`,
    meant: null,
  })
}

/** A place, however it is written. */
export function placeOf(option: string, text: string): Place {
  const place = PLACES.find((each) => each === text.toUpperCase())
  if (place !== undefined) return place
  throw new InvalidOption({ option, found: text, allowed: PLACES.join(', '), meant: nearest(text, PLACES) })
}

/** USD, with or without saying so. */
export function amountOf(option: string, text: string): number {
  const amount = /^\d[\d_]*(\.\d+)?( ?USD)?$/i.test(text) ? Number.parseFloat(text.replaceAll('_', '')) : Number.NaN
  if (amount > 0 && amount <= AMOUNT_MAX) return amount
  throw new InvalidOption({
    option,
    found: text,
    allowed: `a number of USD above zero and up to ${AMOUNT_MAX}, such as 10000`,
    meant: null,
  })
}

/** Options that say nothing without another. */
export function needs(option: string, given: Readonly<Record<string, string | undefined>>): void {
  for (const [name, found] of Object.entries(given))
    if (found !== undefined)
      throw new InvalidOption({ option: name, found, allowed: `only with ${option}`, meant: null })
}

/** More than any venue holds: a slip of the keyboard. */
const AMOUNT_MAX = 1e12
