import type * as z from 'zod'
import type { Digits } from '../../backtest/pool/word.ts'
import { type Crossing, crossingOf, type Known, NETWORKS } from '../../models/pool/networks.ts'
import { keep, lookup } from '../../units/lookup.ts'
import type { Reader } from './reader.ts'
import type { chain as schema } from './schema.ts'

type Draft = z.output<typeof schema>
type Drafts = Readonly<Record<string, Draft>>

/** What a chain may be called in lower case: by its name, its number, or an alias. */
const callsOf = ({ id, name, aliases }: Pick<Known, 'id' | 'name' | 'aliases'>): readonly string[] =>
  [name, String(id), ...aliases].map((call) => call.toLowerCase())

/** The known chain that goes by a name, a number or an alias, whatever its capitals. */
const knownAs = (call: string): Known | null =>
  NETWORKS.find((known) => callsOf(known).includes(call.toLowerCase())) ?? null

/** The known chain that a config describes: by its number where it gives one, else by what it calls it. */
export const knownOf = (name: string, { id, aliases = [] }: Pick<Draft, 'id' | 'aliases'>): Known | null =>
  id === undefined
    ? ([name, ...aliases].map(knownAs).find((known) => known !== null) ?? null)
    : (NETWORKS.find((known) => known.id === id) ?? null)

/** Names of a file's chains by everything they may be called, in lower case. */
export function callsIn(chains: Drafts): ReadonlyMap<string, string> {
  const calls = new Map<string, string>()
  const claim = (call: string, name: string): void => {
    if (!calls.has(call.toLowerCase())) calls.set(call.toLowerCase(), name)
  }
  for (const name of Object.keys(chains)) claim(name, name)
  for (const [name, draft] of Object.entries(chains)) {
    const known = knownOf(name, draft)
    for (const call of draft.aliases ?? []) claim(call, name)
    if (draft.id !== undefined) claim(String(draft.id), name)
    for (const call of known === null ? [] : callsOf(known)) claim(call, name)
  }
  return calls
}

/** Decimals of every token on every chain: as the chain says, as the known chain has them, else as they are everywhere. */
export function digitsOf({ tokens, chains }: Written): Digits {
  const all = 'ETH' in tokens && !('WETH' in tokens) ? { ...tokens, WETH: { decimals: 18 } } : tokens
  const digits: Record<string, Record<string, number>> = {}
  for (const [name, draft] of Object.entries(chains)) {
    const known = knownOf(name, draft)
    const here: Record<string, number> = {}
    for (const [token, { decimals }] of Object.entries(all))
      keep(here, token, lookup(draft.tokens, token) ?? lookup(known?.decimals, token) ?? decimals)
    keep(digits, name, here)
  }
  return digits
}

interface Written {
  readonly tokens: Readonly<Record<string, { readonly decimals: number }>>
  readonly chains: Drafts
}

/** What may cross to and from a chain, at its decimals: what its network lets across, and the tokens that the config adds. */
export function crossingAt({ name, id }: Numbered, { tokens = {} }: Draft, read: Reader): Crossing {
  const crossing: Record<string, number> = {}
  for (const [token, decimals] of Object.entries({ ...crossingOf(id), ...tokens }))
    keep(crossing, token, read.knowsToken(token) ? read.decimalsOf(token, name) : decimals)
  return crossing
}

interface Numbered {
  readonly name: string
  readonly id: number
}

/** What chains are called in full, where they are. */
export function titlesOf(chains: Drafts): Readonly<Record<string, string>> {
  const titles: Record<string, string> = {}
  for (const [name, draft] of Object.entries(chains)) {
    const title = draft.title ?? knownOf(name, draft)?.title
    if (title !== undefined) keep(titles, name, title)
  }
  return titles
}
