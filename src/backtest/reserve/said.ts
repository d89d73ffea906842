import type { Reserve } from '../../models/reserve/reserve.ts'
import { format, parse, read } from '../../units/decimal.ts'
import type { Refusal } from '../../units/refusal.ts'

/** Facts that are in 18 places whichever tranche they are about; those of blocks are no amounts at all. */
const EIGHTEEN = /coins|minted|supply|weight|sum|value|dust|price|ratio|edge/i
const BLOCKS = /until|opens|block|seen|now|gyroscope|max$/i
const UNIT_DECIMALS = 18

/** A refusal in whole units, as reports show figures: what stood against the event, and what would lift it. The facts of a refusal are in base units. */
export function said({ detail, lift, facts }: Refusal, reserve: Pick<Reserve, 'tranches' | 'beside'>): string {
  const tranche = [...reserve.tranches, ...reserve.beside].find(({ id }) => id === facts['tranche'])
  const known = new Map<string, string>()
  const exact = new Map<string, string>()
  for (const [name, fact] of Object.entries(facts)) {
    const text = String(fact)
    if (BLOCKS.test(name) || !/^\d{7,}$/.test(text)) continue
    const decimals = tranche === undefined || EIGHTEEN.test(name) ? UNIT_DECIMALS : tranche.decimals
    known.set(text, read(BigInt(text), decimals))
    exact.set(text, apart(format(BigInt(text), decimals)))
  }
  // Two figures that differ beyond what is shown would stand against each other as one: then every place counts.
  const isClose = new Set(known.values()).size < known.size
  const shown = isClose ? exact : known
  const whole = (text: string): string => text.replace(/\d{7,}/g, (digits) => shown.get(digits) ?? digits)
  return `${capital(whole(detail))}. ${whole(lift)}`
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
