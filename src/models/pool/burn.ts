import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import * as Shares from '../../units/shares.ts'
import { account, type Chain, type Changed, credit, type Setting, wallet, withAccount } from './chain.ts'
import { collected, share } from './mint.ts'
import { short } from './operation.ts'
import { worthOf } from './sharePrice.ts'
import * as Versions from './versions.ts'

export interface Burn {
  readonly holder: string
  readonly shares: Shares.Shares
  /** The least that the holder will take, in units of the token paid out. */
  readonly amountMin: Amount.Amount
  /** Unix seconds. */
  readonly now: number
}

export interface BurnFor extends Burn {
  readonly token: string
}

export interface Burnt extends Changed {
  /** What the holder is paid. */
  readonly amount: Amount.Amount
  /** What leaves the pool beside it. */
  readonly spread: Amount.Amount
  /** Shares that went to the collector and were not burnt. */
  readonly fee: Shares.Shares
  readonly burnt: Shares.Shares
}

/**
 * Base tokens for shares (docs/models/pool.md): ⌊shares · f / 10000⌋ go to the collector and are not burnt, the rest is worth
 * ⌊burnt · share price / unit⌋, of which ⌊worth · s / 10000⌋ is spread. `PoolBurnNullAmount`, `PoolBurnNotEnough`,
 * `PoolMinimumPeriodNotEnough`, what the share price refuses, `EffectiveSupplyTooLow` for the supply left,
 * `PoolBurnOutputAmount`, `TokenTransferFailed`, `Panic`.
 */
export function burn(chain: Chain, order: Burn, setting: Setting): Burnt | Refused {
  const redeemed = redeem(chain, order, setting)
  return redeemed.ok ? pay(redeemed, { ...order, token: chain.base }, setting) : redeemed
}

/**
 * The same, paid in another token: only one that counts, and only where the worth exceeds what there is of the base token.
 * Beside the refusals of `burn`: `BaseTokenBalance`, `PoolTokenNotActive`.
 */
export function burnForToken(chain: Chain, order: BurnFor, setting: Setting): Burnt | Refused {
  const redeemed = redeem(chain, order, setting)
  if (!redeemed.ok) return redeemed
  const { token } = order
  if (!chain.active.includes(token))
    return refuse('PoolTokenNotActive', `${token} does not count on this chain`, {
      facts: { token },
      lift: 'Ask for a token that the pool has.',
    })
  const there = wallet(chain, chain.base)
  if (redeemed.worth <= there)
    return refuse('BaseTokenBalance', `There is ${chain.base} enough to pay in`, {
      facts: { worth: String(redeemed.worth), there: String(there) },
      lift: `Burn for ${chain.base}.`,
    })
  const worth = setting.convert(redeemed.worth, chain.base, token)
  return typeof worth === 'bigint' ? pay({ ...redeemed, worth }, order, setting) : worth
}

interface Redeemed {
  readonly ok: true
  /** With the shares gone and nothing paid yet. */
  readonly chain: Chain
  readonly worth: Amount.Amount
  readonly fee: Shares.Shares
  readonly burnt: Shares.Shares
}

function redeem(chain: Chain, order: Burn, setting: Setting): Redeemed | Refused {
  const before = account(chain, order.holder)
  const refused = notAllowed(before, order)
  if (refused !== undefined) return refused
  const priced = Versions.update(chain, setting)
  if (!priced.ok) return priced
  const fee = collected(order.shares, order.holder, setting.rules)
  if (typeof fee !== 'bigint') return fee
  const burnt = Shares.sub(order.shares, fee)
  const left = withAccount(
    { ...priced.chain, totalSupply: Shares.sub(chain.totalSupply, burnt) },
    { ...before, shares: Shares.sub(before.shares, order.shares) },
  )
  const broken = Versions.of(setting.rules).burnt(left, setting.rules)
  if (broken !== undefined) return broken
  const worth = worthOf(burnt, priced.sharePrice, chain.unit)
  if (typeof worth !== 'bigint') return worth
  return { ok: true, chain: fee === 0n ? left : collect(left, fee, setting), worth, fee, burnt }
}

function collect(chain: Chain, fee: Shares.Shares, { rules }: Setting): Chain {
  const collector = account(chain, rules.collector)
  return withAccount(chain, { ...collector, shares: Shares.add(collector.shares, fee) })
}

function notAllowed(before: Chain['accounts'][number], { shares, now }: Burn): Refused | undefined {
  if (shares <= 0n)
    return refuse('PoolBurnNullAmount', 'Nothing was to be burnt', { facts: {}, lift: 'Burn at least one unit.' })
  if (shares > before.shares)
    return refuse('PoolBurnNotEnough', 'The holder has fewer shares', {
      facts: { shares: String(shares), held: String(before.shares) },
      lift: 'Burn no more than the holder has.',
    })
  if (now >= before.activation) return undefined
  return refuse('PoolMinimumPeriodNotEnough', 'The shares are still held back', {
    facts: { now, activation: before.activation },
    lift: 'Wait until the holding period is over.',
  })
}

function pay(
  { chain, worth, fee, burnt }: Redeemed,
  { token, amountMin }: BurnFor,
  { rules }: Setting,
): Burnt | Refused {
  const spread = share(worth, rules.spreadBps)
  if (typeof spread !== 'bigint') return spread
  const amount = Amount.sub(worth, Amount.of(spread))
  if (amount < amountMin)
    return refuse('PoolBurnOutputAmount', 'Less comes out than the holder would take', {
      facts: { amount: String(amount), amountMin: String(amountMin) },
      lift: 'Accept less, or burn more.',
    })
  const there = wallet(chain, token)
  if (there < worth) return short({ token, there, needed: worth })
  return { ok: true, chain: credit(chain, token, Amount.of(-worth)), amount, spread: Amount.of(spread), fee, burnt }
}
