import { type Oracle, pricesOf } from '../../models/reserve/guard.ts'
import type { Reserve, Violations } from '../../models/reserve/reserve.ts'
import type { Guard, Stewardship } from '../../models/reserve/rules.ts'
import { dayOf } from '../../models/reserve/stewardship.ts'
import { of as priceOf } from '../../units/price.ts'
import { format as formatRatio, of as ratioOf } from '../../units/ratio.ts'
import type { Refusal } from '../../units/refusal.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'
import type { Base } from './schema.ts'
import { pricing, secondsOf, unknown } from './tranches.ts'

type RulesDraft = NonNullable<Base['rules']>

/** 2 % either way, as the contracts have it. */
const WIDTH = 20_000_000_000_000_000n
/** What a pair may be set to stays below this. */
const PAIRS_MAX = 100_000_000_000_000_000n

/** The guard on prices; a breach for one that would let ten percent pass. */
export function guardOf(written: RulesDraft['guard'], breaches: Breach[]): { readonly guard?: Guard } {
  if (written === undefined) return {}
  const { pairs = WIDTH, level = WIDTH } = written
  if (pairs >= PAIRS_MAX)
    breaches.push({
      code: 'GUARD_TOO_WIDE',
      path: ['rules', 'guard', 'pairs'],
      found: formatRatio(ratioOf(pairs)),
      allowed: 'less than 10 %',
    })
  return { guard: { pairs: ratioOf(pairs), level: ratioOf(level) } }
}

export const stewardshipOf = (written: RulesDraft['stewardship']): { readonly stewardship?: Stewardship } =>
  written === undefined ? {} : { stewardship: { floor: ratioOf(written.floor) } }

/** Days that were counted before. */
export function violationsOf(written: Base['violations']): { readonly violations?: Violations } {
  if (written === undefined) return {}
  const { days, last } = written
  return { violations: { days: BigInt(days), last: last === undefined ? -1n : dayOf(secondsOf(last)) } }
}

interface Known {
  readonly assets: ReadonlySet<string>
  readonly breaches: Breach[]
  readonly path: Path
}

/** What others say of prices, as it is written; a breach for an asset that the reserve does not hold. */
export function oracleOf(written: Base['oracle'], { assets, breaches, path }: Known): Oracle {
  const { pairs = [], sources = {} } = written ?? {}
  const known = [...assets].map((id) => ({ id }))
  const look = (id: string, at: Path): void => {
    if (!assets.has(id)) breaches.push(unknown(at, id, known))
  }
  const price = (text: string, at: Path) => priceOf(pricing(text, { breaches, path: at }))
  return {
    pairs: pairs.map(({ of, in: unit, price: text }, index) => {
      look(of, [...path, 'pairs', index, 'of'])
      look(unit, [...path, 'pairs', index, 'in'])
      return { of, in: unit, price: price(text, [...path, 'pairs', index, 'price']) }
    }),
    sources: Object.fromEntries(
      Object.entries(sources).map(([asset, said]) => {
        look(asset, [...path, 'sources', asset])
        const each = Object.entries(said).map(
          ([name, text]) => [name, price(text, [...path, 'sources', asset, name])] as const,
        )
        return [asset, Object.fromEntries(each)] as const
      }),
    ),
  }
}

/** Assets of whose price nobody else says anything, although a guard is set: a wrong price of theirs stops no order. */
export function blind(reserve: Reserve, guard: Guard | undefined, seen: ReadonlySet<string>): readonly Refusal[] {
  if (guard === undefined) return []
  const unseen = [...pricesOf(reserve).keys()].filter((id) => !seen.has(id))
  if (unseen.length === 0) return []
  const assets = unseen.join(', ')
  return [
    {
      code: 'GUARD_BLIND',
      detail: `The guard on prices has nothing to compare with for ${assets}: a wrong price there stops no order`,
      facts: { assets },
      lift: 'State pairs or sources of them under `oracle`, or under `guard` of the market.',
    },
  ]
}

/** Assets that an oracle says something of. */
export const seenBy = ({ pairs, sources }: Oracle): ReadonlySet<string> =>
  new Set([...pairs.flatMap(({ of, in: unit }) => [of, unit]), ...Object.keys(sources)])
