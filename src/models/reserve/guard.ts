import { type Price, of as priceOf } from '../../units/price.ts'
import { type Ratio, of as ratioOf } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { absSub, divDown, divUp, max, mulUp } from './fixed.ts'
import type { Reserve } from './reserve.ts'
import type { Guard } from './rules.ts'

/** What others say of prices: markets of pairs, and several sources of the price of one asset. */
export interface Oracle {
  readonly pairs: readonly Pair[]
  /** By asset, by the name of the source. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, Price>>>>
}

/** What one whole unit of `of` is worth, in `in`. */
export interface Pair {
  readonly of: string
  readonly in: string
  readonly price: Price
}

/** One price of the reserve beside what others say of it. */
interface Comparison {
  readonly kind: 'pair' | 'level'
  /** The asset, or the two of a pair as `ETH/USDC`. */
  readonly place: string
  readonly own: Price
  readonly other: Price
  /** Sources that the median is of; one for a pair. */
  readonly sources: number
  /** Share of the other by which they differ, rounded up. */
  readonly off: Ratio
  readonly most: Ratio
  readonly isOff: boolean
}

/** The prices of assets by name; those of a tranche that is listed first count. */
export function pricesOf({ tranches, beside }: Pick<Reserve, 'tranches' | 'beside'>): ReadonlyMap<string, Price> {
  const found = new Map<string, Price>()
  for (const { assets } of [...tranches, ...beside])
    for (const { id, price } of assets) if (!found.has(id)) found.set(id, price)
  return found
}

/** Every pair and every median of sources whose assets are in the reserve, in the order in which they are stated: pairs first. */
export function compared(prices: ReadonlyMap<string, Price>, oracle: Oracle, guard: Guard): readonly Comparison[] {
  const found: Comparison[] = []
  for (const { of, in: unit, price } of oracle.pairs) {
    const [one, other] = [prices.get(of), prices.get(unit)]
    if (one === undefined || other === undefined) continue
    const own = other === 0n ? priceOf(0n) : priceOf(divDown(one, other))
    found.push(comparison({ kind: 'pair', place: `${of}/${unit}`, own, other: price, sources: 1, most: guard.pairs }))
  }
  for (const [asset, sources] of Object.entries(oracle.sources)) {
    const own = prices.get(asset)
    const said = Object.values(sources)
    if (own === undefined || said.length === 0) continue
    const other = medianOf(said)
    found.push(comparison({ kind: 'level', place: asset, own, other, sources: said.length, most: guard.level }))
  }
  return found
}

/** The middle one; of an even number the mean of the two in the middle, floored. */
function medianOf(prices: readonly Price[]): Price {
  const sorted = prices.toSorted((a, b) => (a < b ? -1 : 1))
  const half = sorted.length / 2
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  const sum = middle.reduce((all, each) => all + each, 0n)
  return priceOf(divide(sum, BigInt(middle.length), 'down'))
}

/** What stops an order: the first price that is farther from what others say than it may be; null where all agree. */
export function unguarded(reserve: Reserve, oracle: Oracle | undefined, guard: Guard | undefined): Refused | null {
  if (guard === undefined || oracle === undefined) return null
  const off = compared(pricesOf(reserve), oracle, guard).find(({ isOff }) => isOff)
  return off === undefined ? null : refusal(off)
}

function comparison(of: Omit<Comparison, 'off' | 'isOff'>): Comparison {
  const { own, other, most } = of
  const far = absSub(own, other)
  // The edge is inside, as that of a band.
  return { ...of, off: ratioOf(divUp(far, max(other, 1n))), isOff: far > mulUp(other, most) }
}

function refusal({ kind, place, own, other, sources, off, most }: Comparison): Refused {
  const shares = { offRatio: String(off), mostRatio: String(most) }
  if (kind === 'pair')
    return refuse(
      'PRICE_PAIR_OFF',
      `${place} is ${own} by the reserve's prices and ${other} by the market of the pair, more than ${most} apart`,
      {
        facts: { place, own: String(own), other: String(other), ...shares, gyroscope: '41' },
        lift: `Wait until the prices of ${place} agree, or correct the price that is wrong.`,
      },
    )
  const of = sources === 1 ? 'its source says' : `the median of its ${sources} sources is`
  return refuse('PRICE_LEVEL_OFF', `${place} is priced at ${own} where ${of} ${other}, more than ${most} apart`, {
    facts: { place, price: String(own), medianPrice: String(other), ...shares, gyroscope: '45' },
    lift: `Wait until the price of ${place} agrees with its sources, or correct it.`,
  })
}
