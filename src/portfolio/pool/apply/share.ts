import { burn, burnForToken } from '../../../models/pool/burn.ts'
import { credit, wallet } from '../../../models/pool/chain.ts'
import { mint } from '../../../models/pool/mint.ts'
import { short } from '../../../models/pool/operation.ts'
import * as Versions from '../../../models/pool/versions.ts'
import * as Amount from '../../../units/amount.ts'
import * as Shares from '../../../units/shares.ts'
import { FREE } from '../../cost.ts'
import type { PoolMarket } from '../market.ts'
import { type PoolState, withChain } from '../state.ts'
import type { PoolBurn, PoolGain, PoolMint, PoolUpdate } from '../step.ts'
import { CHAIN, type Done, done, line, SPREAD, standAt, TRADING, USER, unfit } from './done.ts'

/** Shares for tokens (docs/models/pool.md); the spread goes past the pool. */
export function issue(state: PoolState, step: PoolMint, market: PoolMarket): Done {
  const stand = standAt(state, step.chain, market)
  if (!stand.ok) return stand
  const { holder, token, amount, least = Shares.ZERO } = step
  const wrong = unfit(stand, token, amount)
  if (wrong !== undefined) return wrong
  const order = { recipient: holder, token, amount, sharesMin: least, now: secondsOf(market) }
  const minted = mint(stand.chain, order, stand.setting)
  if (!minted.ok) return minted
  return done(withChain(state, step.chain, minted.chain), [
    ...line(USER(holder), token, -amount),
    ...line(CHAIN(step.chain), token, amount - minted.spread),
    ...line(SPREAD, token, minted.spread),
  ])
}

/** Tokens for shares: in the base token, or in another where that is short (docs/models/pool.md). */
export function redeem(state: PoolState, step: PoolBurn, market: PoolMarket): Done {
  const stand = standAt(state, step.chain, market)
  if (!stand.ok) return stand
  const { holder, token, shares, least = Amount.ZERO } = step
  const wrong = unfit(stand, token, shares)
  if (wrong !== undefined) return wrong
  const order = { holder, shares, amountMin: least, now: secondsOf(market) }
  const burnt =
    token === stand.chain.base
      ? burn(stand.chain, order, stand.setting)
      : burnForToken(stand.chain, { ...order, token }, stand.setting)
  if (!burnt.ok) return burnt
  return done(withChain(state, step.chain, burnt.chain), [
    ...line(CHAIN(step.chain), token, -(burnt.amount + burnt.spread)),
    ...line(USER(holder), token, burnt.amount),
    ...line(SPREAD, token, burnt.spread),
  ])
}

/** Renews the stored share price. */
export function update(state: PoolState, { chain: name }: PoolUpdate, market: PoolMarket): Done {
  const stand = standAt(state, name, market)
  if (!stand.ok) return stand
  const priced = Versions.update(stand.chain, stand.setting)
  if (!priced.ok) return priced
  return { ...done(withChain(state, name, priced.chain), []), cost: { ...FREE, gas: stand.site.gas.update } }
}

/** What trading made or lost; the stored share price stays. `TokenTransferFailed` where a loss exceeds what is there. */
export function gain(state: PoolState, { chain: name, token, amount }: PoolGain, market: PoolMarket): Done {
  const stand = standAt(state, name, market)
  if (!stand.ok) return stand
  const wrong = unfit(stand, token, amount < 0n ? -amount : amount)
  if (wrong !== undefined) return wrong
  const there = wallet(stand.chain, token)
  if (there + amount < 0n) return short({ token, there, needed: Amount.of(-amount) })
  return done(withChain(state, name, credit(stand.chain, token, amount)), [
    ...line(CHAIN(name), token, amount),
    ...line(TRADING, token, -amount),
  ])
}

/** Unix seconds, as a block is stamped. */
const secondsOf = ({ asOf }: PoolMarket): number => Math.floor(asOf / 1000)
