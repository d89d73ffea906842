import { divide } from '../../units/rounding.ts'
import { abs, at, sum, WAD } from './table.ts'

/** An exact fraction; `den` > 0. */
export interface Exact {
  readonly num: bigint
  readonly den: bigint
}

export const ONE: Exact = { num: 1n, den: 1n }

export interface Terms {
  /** D_A: what the owners of each asset deploy together, US dollars. */
  readonly owned: readonly bigint[]
  readonly weights: readonly bigint[]
  /** Equity for a US dollar of hedge, 1e18. */
  readonly ratios: readonly bigint[]
  /** Σ D over vaults. */
  readonly total: bigint
}

/**
 * Root G of h(G) = G + Σ mu_a · |D_A(a) − w_a · G| = Σ D (docs/rules/vaults.md#fit). h is piecewise linear and rises as long as Σ mu · |w| < 1: the
 * breaks D_A / w are sorted, and the segment whose line meets the total before its end holds the root. Asks for that bound.
 */
export function root({ owned, weights, ratios, total }: Terms): Exact {
  let num = total * WAD * WAD
  let den = WAD * WAD
  for (const [a, weight] of weights.entries()) {
    num -= at(ratios, a) * at(owned, a) * WAD
    den -= at(ratios, a) * weight
  }
  const breaks = weights
    .map((weight, a) => ({ weight, owned: at(owned, a), ratio: at(ratios, a) }))
    .filter(({ weight }) => weight > 0n)
    .sort((x, y) => sign(x.owned * y.weight - y.owned * x.weight))
  for (const each of breaks) {
    // Up to its break an asset is long outside, beyond it short.
    if (num * each.weight <= den * each.owned * WAD) break
    num += 2n * each.ratio * each.owned * WAD
    den += 2n * each.ratio * each.weight
  }
  return { num, den }
}

/**
 * lambda = min(1, poolMax / G, hedgeMax_a / |X_a|) at the root, in lowest terms (docs/rules/vaults.md#fit). Everything scales with D, so this is
 * the part of D that the caps let through.
 */
export function scale(g: Exact, terms: Terms, caps: Caps): Exact {
  let least = ONE
  const consider = (limit: bigint | null, { num, den }: Exact): void => {
    if (limit === null || num === 0n) return
    const each = { num: limit * den, den: num }
    if (each.num * least.den < least.num * each.den) least = each
  }
  consider(caps.pool, g)
  for (const [a, weight] of terms.weights.entries()) {
    const hedge = abs(at(terms.owned, a) * g.den * WAD - weight * g.num)
    consider(caps.hedge[a] ?? null, { num: hedge, den: g.den * WAD })
  }
  return lowest(least)
}

export interface Caps {
  readonly pool: bigint | null
  readonly hedge: readonly (bigint | null)[]
}

/** D_A of every asset. */
export const ownedBy = (
  deployed: readonly bigint[],
  own: readonly (number | null)[],
  assets: number,
): readonly bigint[] =>
  Array.from({ length: assets }, (_, a) => sum(deployed.map((each, v) => (own[v] === a ? each : 0n))))

function lowest({ num, den }: Exact): Exact {
  let [a, b] = [num, den]
  while (b !== 0n) [a, b] = [b, a - b * divide(a, b, 'zero')]
  return { num: divide(num, a, 'zero'), den: divide(den, a, 'zero') }
}

const sign = (n: bigint): number => (n < 0n ? -1 : n > 0n ? 1 : 0)
