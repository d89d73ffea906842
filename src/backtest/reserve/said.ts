import type { Reserve } from '../../models/reserve/reserve.ts'
import { format, parse, read } from '../../units/decimal.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'

/** A refusal in whole units and percent, as reports show figures: its facts are in base units, and so is what it says of them. */
export interface Worded {
  readonly detail: string
  readonly lift: string
}

type Known = Pick<Reserve, 'tranches' | 'beside'>

/** Facts that are no amounts of a tranche: shares of one, US dollars, coins, and counts, which stay as they are. */
const SHARES = /weight|ratio|edge|sum|fee/i
const DOLLARS = /value|dust|price/i
const COINS = /coins|minted|supply/i
const COUNTS = /until|opens|blocks?$|seen|now|gyroscope|guardianMax|horizon|ends|orders|holds|tranches|entries/i
const UNIT_DECIMALS = 18
const PERCENT_DECIMALS = 16

export function worded({ detail, lift, facts }: Refusal, reserve: Known): Worded {
  const known = new Map<string, string>()
  const exact = new Map<string, string>()
  const shares: string[] = []
  for (const [name, fact] of Object.entries(facts)) {
    const text = String(fact)
    if (COUNTS.test(name) || !/^\d+$/.test(text)) continue
    const { decimals, unit } = unitOf(name, { facts, reserve })
    known.set(text, `${read(BigInt(text), decimals)}${unit}`)
    exact.set(text, `${apart(format(BigInt(text), decimals))}${unit}`)
    if (unit === ' %') shares.push(text)
  }
  for (const [text, percent] of distinct(shares)) exact.set(text, percent)
  // Two figures that differ beyond what is shown would stand against each other as one: then every place counts.
  const isClose = new Set(known.values()).size < known.size
  const shown = isClose ? exact : known
  const whole = (text: string): string => text.replace(AMOUNT, (digits) => shown.get(digits) ?? digits)
  return { detail: capital(whole(detail)), lift: whole(lift) }
}

/** Shares in percent with the fewest places, four or more, at which all that differ are told apart; cut off. */
function distinct(shares: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(shares)]
  for (let places = PLACES_LEAST; ; places++) {
    const cut = all.map((text) => divide(BigInt(text), 10n ** BigInt(PERCENT_DECIMALS - places), 'down'))
    if (places < PERCENT_DECIMALS && new Set(cut).size < all.length) continue
    return new Map(all.map((text, at) => [text, `${apart(format(cut[at] ?? 0n, places))} %`]))
  }
}

const PLACES_LEAST = 4

/** Digits that are a figure of their own: no part of a name, of a decimal or of a count of blocks. */
const AMOUNT = /(?<![\w.,-]|block )\d+(?![\w-]|[.,]\d| blocks?\b)/g

/** What stood against it, and what would lift it, as one text. */
export function said(refusal: Refusal, reserve: Known): string {
  const { detail, lift } = worded(refusal, reserve)
  return `${detail}. ${lift}`
}

interface About {
  readonly facts: Refusal['facts']
  readonly reserve: Known
}

interface Unit {
  readonly decimals: number
  readonly unit: '' | ' %' | ' USD'
}

function unitOf(name: string, { facts, reserve }: About): Unit {
  if (SHARES.test(name)) return { decimals: PERCENT_DECIMALS, unit: ' %' }
  if (DOLLARS.test(name)) return { decimals: UNIT_DECIMALS, unit: ' USD' }
  const all = [...reserve.tranches, ...reserve.beside]
  const id = facts['tranche'] ?? facts['what'] ?? facts[name === 'amount' ? 'from' : 'to']
  const tranche = COINS.test(name) ? undefined : all.find((each) => each.id === id)
  return { decimals: tranche?.decimals ?? UNIT_DECIMALS, unit: '' }
}

/** A figure of a verdict as a reader wants it, with its sign; what is no figure as it is. */
export function readable(value: string): string {
  const [, sign = '', digits] = /^([+-]?)(\d+(?:\.\d{1,18})?)$/.exec(value) ?? []
  if (digits === undefined) return value
  return `${sign === '-' ? '−' : sign}${read(parse(digits, UNIT_DECIMALS), UNIT_DECIMALS)}`
}

/** Thousands apart, every place kept. */
const apart = (text: string): string => {
  const [whole = '', part] = text.split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${part === undefined ? '' : `.${part}`}`
}

/** The name of a tranche stays as it is written. */
const capital = (text: string): string =>
  /^(an?|the|no|more)\b/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
