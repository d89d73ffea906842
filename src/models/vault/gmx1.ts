import { divide } from '../../units/rounding.ts'
import { abs, min, WAD } from './table.ts'

/** US dollars and prices of GMX v1 are 1e30. */
const PRECISION = 10n ** 30n
const USDG_DECIMALS = 18n
const BASIS = 10_000n

/** One token of the pool, at one price (the higher to mint, the lower to redeem). */
export interface PoolToken {
  readonly stable: boolean
  readonly decimals: bigint
  readonly price: bigint
  readonly pool: bigint
  readonly reserved: bigint
  readonly guaranteed: bigint
  readonly shortSize: bigint
  /** Average price of the shorts. */
  readonly shortPrice: bigint
}

export interface Assets {
  /** All tokens of the pool, traders' profits taken out, US dollars of 1e30. */
  readonly total: bigint
  /** Of each token in one US dollar of the pool, 1e18. */
  readonly deltas: readonly bigint[]
}

/**
 * Assets under management and deltas of GLP (docs/rules/vaults.md#gmx-v1): Σ stable · p + Σ volatile ((pool − reserved) · p + guaranteed) + losses of shorts −
 * their profits, 0 at least. delta = ((pool − reserved) · p + shortSize · p / avg) / total: what traders are long is not the
 * pool's, and what they are short it is long. Each division rounds down.
 */
export function assets(tokens: readonly PoolToken[]): Assets {
  let total = 0n
  const exposures = tokens.map((token) => {
    if (token.stable) {
      total += value(token, token.pool)
      return 0n
    }
    const free = value(token, token.pool - token.reserved)
    total += token.guaranteed + free
    if (token.shortSize === 0n) return free
    const moved = divide(token.shortSize * abs(token.shortPrice - token.price), token.shortPrice, 'down')
    total += token.shortPrice > token.price ? -moved : moved
    return free + divide(token.shortSize * token.price, token.shortPrice, 'down')
  })
  if (total <= 0n) return { total: 0n, deltas: exposures.map(() => 0n) }
  return { total, deltas: exposures.map((exposure) => divide(exposure * WAD, total, 'down')) }
}

const value = ({ price, decimals }: PoolToken, amount: bigint): bigint =>
  divide(amount * price, 10n ** decimals, 'down')

/** The target of a token in USDG: weight · supply / all weights; 0 where no token has a weight. */
export const target = (supply: bigint, weight: bigint, weights: bigint): bigint =>
  weights === 0n ? 0n : divide(weight * supply, weights, 'down')

export interface FeeTerms {
  /** USDG of the token before the trade. */
  readonly initial: bigint
  readonly target: bigint
  readonly baseBps: bigint
  readonly taxBps: bigint
}

/**
 * Basis points for a trade that moves a token's USDG by `change`, signed (docs/rules/vaults.md#gmx-v1): cheaper toward the target, max(0, base −
 * tax · di / T); dearer away from it, base + tax · min((di + dn) / 2, T) / T. The base without a target. Each division rounds down.
 */
export function feeBps({ initial, target, baseBps, taxBps }: FeeTerms, change: bigint): bigint {
  if (target === 0n) return baseBps
  const next = initial + change < 0n ? 0n : initial + change
  const before = abs(initial - target)
  const after = abs(next - target)
  if (after < before) {
    const rebate = divide(taxBps * before, target, 'down')
    return rebate > baseBps ? 0n : baseBps - rebate
  }
  const average = min(divide(before + after, 2n, 'down'), target)
  return baseBps + divide(taxBps * average, target, 'down')
}

export interface Bought {
  readonly beforeFee: bigint
  readonly feeBps: bigint
  readonly amountAfterFee: bigint
  readonly usdg: bigint
}

/** USDG for tokens: the fee is of the whole amount and taken in tokens. `price` is the lower one. */
export function buyUsdg(amount: bigint, token: Pick<PoolToken, 'price' | 'decimals'>, terms: FeeTerms): Bought {
  const beforeFee = toUsdg(amount, token)
  const bps = feeBps(terms, beforeFee)
  const amountAfterFee = divide(amount * (BASIS - bps), BASIS, 'down')
  return { beforeFee, feeBps: bps, amountAfterFee, usdg: toUsdg(amountAfterFee, token) }
}

const toUsdg = (amount: bigint, { price, decimals }: Pick<PoolToken, 'price' | 'decimals'>): bigint =>
  divide(divide(amount * price, PRECISION, 'down') * 10n ** USDG_DECIMALS, 10n ** decimals, 'down')

export interface Sold {
  readonly usdg: bigint
  readonly feeBps: bigint
  readonly amountBeforeFee: bigint
  readonly amount: bigint
}

/** GLP for USDG: usdg · supply / AUM_max, 1e18, rounded down; one for one while there is none. */
export const mint = (usdg: bigint, supply: bigint, total: bigint): bigint =>
  supply === 0n ? usdg : divide(usdg * supply, toUsdgUnits(total), 'down')

/** Tokens for GLP: usdg = GLP · AUM_min / supply, then tokens at the higher price less the dynamic fee. Asks for a supply. */
export function burn(glp: Burn, token: Pick<PoolToken, 'price' | 'decimals'>, terms: FeeTerms): Sold {
  const usdg = divide(glp.amount * toUsdgUnits(glp.total), glp.supply, 'down')
  const bps = feeBps(terms, -usdg)
  const amountBeforeFee = divide(
    divide(usdg * PRECISION, token.price, 'down') * 10n ** token.decimals,
    10n ** USDG_DECIMALS,
    'down',
  )
  return { usdg, feeBps: bps, amountBeforeFee, amount: divide(amountBeforeFee * (BASIS - bps), BASIS, 'down') }
}

export interface Burn {
  readonly amount: bigint
  readonly supply: bigint
  /** AUM at the lower prices, 1e30. */
  readonly total: bigint
}

const toUsdgUnits = (total: bigint): bigint => divide(total * 10n ** USDG_DECIMALS, PRECISION, 'down')
