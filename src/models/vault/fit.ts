import { dollars, percent } from '../../units/dollars.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { lr } from '../../units/split.ts'
import { type Caps, type Exact, ownedBy, root, scale, type Terms } from './root.ts'
import { abs, at, cell, column, fromColumns, halfUp, row, sum, type Table, WAD } from './table.ts'

export interface FitInput {
  /** D: what each vault is to deploy, US dollars of 0 or more. */
  readonly deployed: readonly bigint[]
  readonly own: readonly (number | null)[]
  /** Delta of each asset in one US dollar of the pool, 1e18. */
  readonly weights: readonly bigint[]
  /** mu: equity for a US dollar of hedge, 1e18. */
  readonly ratios: readonly bigint[]
  readonly caps: Caps
}

export interface Fit {
  readonly ok: true
  /** lambda, the part of D that the caps let through, in lowest terms. */
  readonly scale: Exact
  /** d = ⌊lambda · D⌋: pool, equity and dust of a vault make exactly this. */
  readonly deployed: readonly bigint[]
  /** G and, for each vault, g. */
  readonly poolTotal: bigint
  readonly pool: readonly bigint[]
  /** w · g: delta of each vault's part of the pool. */
  readonly exposure: Table
  /** X, and its sum over vaults. */
  readonly external: Table
  readonly net: readonly bigint[]
  /** m, and its sum over vaults. */
  readonly equity: Table
  readonly equityNet: readonly bigint[]
  /** I; sums to zero for every asset. */
  readonly internal: Table
  readonly dust: readonly bigint[]
}

/**
 * Delta fit, tier 1 (docs/rules/vaults.md#fit): deploy everything, hedge among the vaults first and the rest outside, in closed form. Exposure rows hold
 * exactly: w · g + I + X = d where the vault owns the asset, 0 elsewhere. Hedges are attributed to their cause: short ones to
 * vaults that do not own the asset, long ones to those that do, by d. Refuses where equity would leave a vault without pool.
 */
export function fit(input: FitInput): Fit | Refused {
  const { own, weights, ratios } = input
  if (sum(weights.map((weight, a) => abs(weight) * at(ratios, a))) > STEEPEST) return notMonotone(input)
  const wanted = terms(input, input.deployed)
  const lambda = scale(root(wanted), wanted, input.caps)
  const deployed = input.deployed.map((each) => divide(lambda.num * each, lambda.den, 'down'))
  const chosen = whole(terms(input, deployed))
  if (chosen === null) return starved(input.deployed)
  const { poolTotal, net, slack } = chosen
  const columns = net.map((x, a) =>
    attribute(
      x,
      deployed,
      own.map((asset) => (asset === a) === x > 0n),
    ),
  )
  const external = fromColumns(columns, deployed.length)
  const equity = fromColumns(
    columns.map((each, a) =>
      lr(
        each.map((x) => at(ratios, a) * abs(x)),
        WAD,
      ),
    ),
    deployed.length,
  )
  const dust = byWeight(slack, deployed)
  const pool = deployed.map((d, v) => d - sum(row(equity, v)) - at(dust, v))
  if (pool.some((g) => g < 0n)) return starved(pool)
  const exposure = fromColumns(
    weights.map((weight) =>
      lr(
        pool.map((g) => weight * g),
        WAD,
      ),
    ),
    deployed.length,
  )
  const internal = external.map((hedges, v) =>
    hedges.map((x, a) => (own[v] === a ? at(deployed, v) : 0n) - cell(exposure, v, a) - x),
  )
  const equityNet = net.map((_, a) => sum(column(equity, a)))
  return {
    ok: true,
    scale: lambda,
    deployed,
    poolTotal,
    pool,
    exposure,
    external,
    net,
    equity,
    equityNet,
    internal,
    dust,
  }
}

export type Shape = Pick<Fit, 'pool' | 'external' | 'internal' | 'equity'> & { readonly weights: readonly bigint[] }

/** What a position that is really held deploys, exposes and hedges: the figures of a fit, without dust. */
export function shape({ pool, external, internal, equity, weights }: Shape): Omit<Fit, 'ok' | 'scale'> {
  return {
    pool,
    external,
    internal,
    equity,
    deployed: pool.map((g, v) => g + sum(row(equity, v))),
    poolTotal: sum(pool),
    exposure: pool.map((g) => weights.map((weight) => halfUp(weight * g, WAD))),
    net: weights.map((_, a) => sum(column(external, a))),
    equityNet: weights.map((_, a) => sum(column(equity, a))),
    dust: pool.map(() => 0n),
  }
}

/** Σ mu · |w| of 0.999: capital then grows by a thousandth of the pool at least, and a whole G is a few thousand steps away at most. */
const STEEPEST = 999_000_000_000_000_000n * WAD

/** Deltas of a fixed mix of pools, Σ theta_k · delta_ka, rounded half up: K pools fit as one (docs/rules/vaults.md#fit). Thetas sum to 1e18. */
export const mix = (thetas: readonly bigint[], deltas: Table): bigint[] =>
  row(deltas, 0).map((_, a) => halfUp(sum(thetas.map((theta, k) => theta * cell(deltas, k, a))), WAD))

/** Income of a fit, US dollars: y · G − Σ phi · |X|, rates at 1e18 over one horizon, rounded down. Not above zero: do not deploy. */
export function carry(fit: Pick<Fit, 'poolTotal' | 'net'>, rates: CarryRates): bigint {
  const costs = fit.net.map((x, a) => abs(x) * at(x > 0n ? rates.long : rates.short, a))
  return divide(rates.income * fit.poolTotal - sum(costs), WAD, 'down')
}

export interface CarryRates {
  readonly income: bigint
  readonly long: readonly bigint[]
  readonly short: readonly bigint[]
}

const terms = ({ own, weights, ratios }: FitInput, deployed: readonly bigint[]): Terms => ({
  owned: ownedBy(deployed, own, weights.length),
  weights,
  ratios,
  total: sum(deployed),
})

interface Whole {
  readonly poolTotal: bigint
  readonly net: readonly bigint[]
  /** Σ d − G − Σ m: a few units. */
  readonly slack: bigint
}

/** The largest whole G whose hedges' equity still fits: from ⌊root⌋ + 1 downward (docs/rules/vaults.md#fit). Null where not even 0 fits. */
function whole(each: Terms): Whole | null {
  const exact = root(each)
  for (let poolTotal = divide(exact.num, exact.den, 'down') + 1n; poolTotal >= 0n; poolTotal--) {
    const net = each.weights.map((weight, a) => at(each.owned, a) - halfUp(weight * poolTotal, WAD))
    const needed = sum(net.map((x, a) => halfUp(at(each.ratios, a) * abs(x), WAD)))
    const slack = each.total - poolTotal - needed
    if (slack >= 0n) return { poolTotal, net, slack }
  }
  return null
}

/** By d among those who caused it; among all where none of them deploys anything. */
export function attribute(net: bigint, deployed: readonly bigint[], causes: readonly boolean[]): bigint[] {
  const weights = deployed.map((d, v) => (causes[v] === true ? d : 0n))
  return byWeight(net, sum(weights) === 0n ? deployed : weights)
}

/** Splits by largest remainder; nothing where all weights are 0. */
export function byWeight(total: bigint, weights: readonly bigint[]): bigint[] {
  const all = sum(weights)
  if (all === 0n) return weights.map(() => 0n)
  return lr(
    weights.map((weight) => total * weight),
    all,
  )
}

const starved = (figures: readonly bigint[]): Refused =>
  refuse('MARGIN_EXCEEDS_CAPITAL', 'The equity that hedges need is more than a vault deploys.', {
    facts: Object.fromEntries(figures.map((figure, v) => [`vault${v}`, dollars(figure)])),
    lift: 'Lower the target equity ratios: own ratio and weighted ratios must stay within one.',
  })

const notMonotone = ({ weights, ratios }: FitInput): Refused =>
  refuse(
    'FIT_NOT_MONOTONE',
    'Deltas times equity ratios come to one or nearly so: more of the pool needs hardly more capital, or less.',
    {
      facts: Object.fromEntries(
        weights.map((weight, a) => [`asset${a}`, `delta ${percent(weight)}, equity ratio ${percent(at(ratios, a))}`]),
      ),
      lift: 'Lower the equity ratios until the sum of deltas times ratios is below 99.9 %.',
    },
  )
