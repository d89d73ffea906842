import { number, signed as plus } from '../report/format.ts'
import type { Axis } from '../report/lines.ts'
import type { Turn } from './simulate.ts'

/** US dollars of 1e6 as a float, to be shown. */
export const dollars = (n: bigint): number => Number(n) / 1e6

/** US dollars to the cent. */
/** Millionths of a US dollar, in US dollars to the last place. */
export const micro = (n: bigint | number): string => (Number(n) / 1e6).toFixed(6)

export const usd = (n: bigint, digits = 2): string => number(dollars(n), digits)

/** With its sign, a plus too. */
export const signed = (n: bigint, digits = 2): string => plus(usd(n, digits))

/** A label without its year: a terminal is narrow. */
export const short = (label: string): string => label.replaceAll(/\d{4}-(?=\d\d-\d\d)/g, '').replace(' to ', ' – ')

/** A ratio of 1e18 in percent. */
export const percent = (ratio: bigint, digits = 2): string => `${number(Number(ratio) / 1e16, digits)} %`

/** part / whole as a float; 0 of nothing. */
export const share = (part: bigint, whole: bigint): number => (whole === 0n ? 0 : Number(part) / Number(whole))

/** 1e18 as a float. */
export const whole = (n: bigint): number => Number(n) / 1e18

/** Times where every epoch has one, else its names. */
export function axis(turns: readonly Turn[]): Axis {
  const times = turns.flatMap(({ epoch: { at } }) => (at === null ? [] : [at / 1000]))
  if (times.length === turns.length) return { kind: 'time', values: times }
  return { kind: 'step', labels: turns.map(({ epoch }) => epoch.label) }
}
