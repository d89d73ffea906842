import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import * as SharePrice from '../../units/sharePrice.ts'
import * as Shares from '../../units/shares.ts'
import type { Chain, Setting } from './chain.ts'
import * as NetAssets from './netAssets.ts'
import * as Supply from './supply.ts'
import * as Word from './word.ts'

/** The state with its share price renewed, and what it was computed from. */
export interface Priced {
  readonly ok: true
  readonly chain: Chain
  readonly sharePrice: SharePrice.SharePrice
  /** 0 where debts outweigh. */
  readonly netAssets: Amount.Amount
  /** 0 where assets outweigh. */
  readonly liabilities: Amount.Amount
}

/** What the price of shares becomes where nothing stands behind them: not 0, which means "never minted". */
export const SENTINEL: SharePrice.SharePrice = SharePrice.of(1n)

/** One base token for one share. */
export const par = ({ unit }: Chain): SharePrice.SharePrice => SharePrice.of(unit)

/**
 * Renews the stored share price (docs/models/pool.md): par where shares were never minted, else ⌊netAssets · unit / effectiveSupply⌋, the
 * sentinel 1 where that is nothing, and the price as stored where the effective supply is 0. Before it divides it tests the supply rule.
 * `BaseTokenPriceFeedError`, `EffectiveSupplyTooLow`, `Panic`; a refusal of the oracle is handed on.
 */
export function update(chain: Chain, setting: Setting): Priced | Refused {
  const net = measured(chain, setting)
  if (typeof net !== 'bigint') return net
  if (chain.sharePrice === 0n) return priced(chain, par(chain), net)
  const { totalSupply, virtualSupply } = chain
  const floor = setting.rules.supplyFloor
  const broken = Supply.stuck({ totalSupply, virtualSupply, floor })
  if (broken !== undefined) return broken
  const effective = Supply.effective(totalSupply, virtualSupply)
  if (typeof effective !== 'bigint') return effective
  if (effective === 0n) return priced(chain, chain.sharePrice, net)
  if (net <= 0n) return priced(chain, SENTINEL, net)
  const price = Word.mulDiv(net, chain.unit, Word.unsigned(effective))
  if (typeof price !== 'bigint') return price
  return priced(chain, price === 0n ? SENTINEL : SharePrice.of(price), net)
}

/** Net assets, signed, of a pool whose base token has a price. */
export function measured(chain: Chain, setting: Setting): Amount.Amount | Refused {
  if (!setting.unpriced.includes(chain.base)) return NetAssets.of(chain, setting)
  return refuse('BaseTokenPriceFeedError', `There is no price feed for ${chain.base}, in which the pool counts`, {
    facts: { token: chain.base },
    lift: 'Set up the price feed of the base token.',
  })
}

/** Stores a price; the same state where it was stored already. */
export function priced(chain: Chain, sharePrice: SharePrice.SharePrice, net: Amount.Amount): Priced {
  return {
    ok: true,
    chain: sharePrice === chain.sharePrice ? chain : { ...chain, sharePrice },
    sharePrice,
    netAssets: net > 0n ? net : Amount.ZERO,
    liabilities: net < 0n ? Amount.of(-net) : Amount.ZERO,
  }
}

export interface Viewed {
  readonly ok: true
  readonly netAssets: Amount.Amount
  readonly sharePrice: SharePrice.SharePrice
}

/**
 * What anyone may read without changing anything (docs/models/pool.md). It differs from the writer: no supply rule; the stored price, or par, where the
 * effective supply is not positive; 0 and not 1 where nothing stands behind shares; a real price where the stored one is 0 and shares
 * exist; nothing at all where a conversion fails. `Panic` where a figure does not fit.
 */
export function view(chain: Chain, setting: Setting): Viewed | Refused {
  const net = NetAssets.of(chain, setting)
  if (typeof net !== 'bigint') return { ok: true, netAssets: Amount.ZERO, sharePrice: SharePrice.ZERO }
  const effective = Supply.effective(chain.totalSupply, chain.virtualSupply)
  if (typeof effective !== 'bigint') return effective
  const netAssets = net > 0n ? net : Amount.ZERO
  if (effective <= 0n) return { ok: true, netAssets, sharePrice: shown(chain) }
  const price = Word.mulDiv(netAssets, chain.unit, effective)
  return typeof price === 'bigint' ? { ok: true, netAssets, sharePrice: SharePrice.of(price) } : price
}

/** The stored price as getters show it: par for "never minted". */
export const shown = (chain: Chain): SharePrice.SharePrice => (chain.sharePrice === 0n ? par(chain) : chain.sharePrice)

/** ⌊value · unit / sharePrice⌋: the shares that a worth in the base token buys. `Panic` where the product does not fit. */
export function sharesOf(
  value: Amount.Amount,
  sharePrice: SharePrice.SharePrice,
  unit: bigint,
): Shares.Shares | Refused {
  const shares = Word.mulDiv(value, unit, sharePrice)
  return typeof shares === 'bigint' ? Shares.of(shares) : shares
}

/** ⌊shares · sharePrice / unit⌋: what shares are worth in the base token. `Panic` where the product does not fit. */
export function worthOf(
  shares: Shares.Shares,
  sharePrice: SharePrice.SharePrice,
  unit: bigint,
): Amount.Amount | Refused {
  const value = Word.mulDiv(shares, sharePrice, unit)
  return typeof value === 'bigint' ? Amount.of(value) : value
}
