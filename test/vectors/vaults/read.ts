// Reading recorded figures, and writing ours as they were recorded: integers are decimal strings.
import type { Pair } from '../tally.ts'

export type Texts = readonly string[]
export type Texts2 = readonly Texts[]

export interface File<Case> {
  readonly cases: readonly Case[]
}

export const big = (text: string | number): bigint => BigInt(text)
export const bigs = (texts: Texts): bigint[] => texts.map(big)
export const table = (texts: Texts2): bigint[][] => texts.map(bigs)
export const own = (texts: readonly (string | number | null)[]): (number | null)[] =>
  texts.map((text) => (text === null ? null : Number(text)))
export const limits = (texts: readonly (string | null)[] | null, count: number): (bigint | null)[] =>
  texts === null ? new Array<null>(count).fill(null) : texts.map((text) => (text === null ? null : BigInt(text)))

/** Every bigint as its digits, whatever it stands in. */
export function text(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(text)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, text(each)]))
  return value
}

/** What was recorded under the names that are not input, against ours of the same names. */
export function outputs(recorded: object, inputs: readonly string[], found: object): Pair {
  const expected = Object.fromEntries(Object.entries(recorded).filter(([name]) => !inputs.includes(name)))
  return { expected, found: text(found) }
}
