import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import * as Bridge from './bridge.ts'
import * as Burn from './burn.ts'
import { account, type Chain, type Setting, wallet } from './chain.ts'
import type { Network } from './networks.ts'
import * as Source from './source.ts'

/** What stops an amount from being larger. */
export type Limiter = 'balance' | 'holding' | 'supplyFloor' | 'period' | 'bridgeFee' | 'token' | 'price' | 'figure'

/** The largest amount that passes, and what refuses one unit more; 0 where nothing passes. */
export interface Capacity<Value> {
  readonly value: Value
  readonly limiter: Limiter
}

export interface Way {
  readonly token: string
  readonly destination: Network
  /** What the bridge keeps. */
  readonly feeBps: bigint
}

/** A Transfer of so much, with the output that the bridge's fee leaves, in the units of the destination. */
export function order(chain: Chain, { token, destination, feeBps }: Way, inputAmount: Amount.Amount): Source.Deposit {
  return {
    opType: 'transfer',
    token,
    outputToken: token,
    destination,
    inputAmount,
    outputAmount: Bridge.quote(inputAmount, feeBps, { token, source: chain, destination }),
    toleranceBps: 0n,
    isNative: false,
  }
}

/** The largest Transfer by this way, before the bridge's fee (docs/models/pool.md). */
export function ofTransfer(chain: Chain, way: Way, setting: Setting): Capacity<Amount.Amount> {
  const found = largest(wallet(chain, way.token), (input) => {
    const result = Source.deposit(chain, order(chain, way, Amount.of(input)), setting)
    return result.ok ? null : result.refusal.code
  })
  return { value: Amount.of(found.value), limiter: found.limiter }
}

/** The largest burn of a holder for the base token, at an instant in Unix seconds (docs/models/pool.md). */
export function ofBurn(chain: Chain, { holder, now }: Holder, setting: Setting): Capacity<Shares.Shares> {
  const found = largest(account(chain, holder).shares, (shares) => {
    const result = Burn.burn(chain, { holder, shares: Shares.of(shares), amountMin: Amount.ZERO, now }, setting)
    return result.ok ? null : result.refusal.code
  })
  return { value: Shares.of(found.value), limiter: found.limiter }
}

export interface Holder {
  readonly holder: string
  readonly now: number
}

/** Refused for being too small, not for being too large. */
const DUST: readonly string[] = ['ZeroConvertedValue', 'OutputAmountTooLow', 'PoolBurnNullAmount']

const LIMITERS: Readonly<Record<string, Limiter>> = {
  TokenTransferFailed: 'balance',
  ZeroConvertedValue: 'balance',
  PoolBurnNotEnough: 'holding',
  EffectiveSupplyTooLow: 'supplyFloor',
  EffectiveSupplyTooLowAfterBurn: 'supplyFloor',
  PoolMinimumPeriodNotEnough: 'period',
  OutputAmountTooLow: 'bridgeFee',
  TokenNotActive: 'token',
  UnsupportedCrossChainToken: 'token',
  WrongDestinationToken: 'token',
  SameChainTransfer: 'token',
  Panic: 'figure',
  SafeCastOverflowedUintToInt: 'figure',
}

interface Found {
  readonly value: bigint
  readonly limiter: Limiter
}

/**
 * Halves [0, most + 1] on whether an amount is refused for its size; refusals are monotone in it, apart from those of dust. Exact: the
 * value passes, one unit more does not. What dust alone could pass is 0.
 */
function largest(most: bigint, refused: (amount: bigint) => string | null): Found {
  let [low, high] = [0n, most + 1n]
  let reason = refused(high)
  while (high - low > 1n) {
    const middle = divide(low + high, 2n, 'down')
    const code = refused(middle)
    if (code === null || DUST.includes(code)) low = middle
    else [high, reason] = [middle, code]
  }
  const code = refused(low)
  return code === null ? { value: low, limiter: limiterOf(reason) } : { value: 0n, limiter: limiterOf(reason) }
}

const limiterOf = (code: string | null): Limiter => lookup(LIMITERS, String(code)) ?? 'price'
