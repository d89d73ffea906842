import { liquidOf } from '../../portfolio/pool/risk.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { type Cut, cutOf } from '../cut.ts'
import { type Limiter, ofNothing } from './capacity.ts'
import type { Left } from './consolidate.ts'
import type { Equalised } from './equalise.ts'
import { type Need, type Source, type Supplied, supply } from './liquidity.ts'
import { decimalsAt } from './route.ts'
import type { Context } from './trial.ts'

/** What a chain does not get of what it needs, in whole tokens. Where the size of a transfer binds, the next cycle sends as much again. */
export function ofSupply(need: Need, { missing, sources }: Supplied, context: Context): readonly Cut[] {
  const { chain, token, amount } = need
  const whole = wholes(chain, token, context.market)
  const wanted = whole(amount)
  const allowed = whole(Amount.sub(amount, missing))
  const sized = sources.find(({ limiter, value }) => limiter === 'size' && value > 0n)
  const limiter = (sized ?? largest(sources))?.limiter ?? 'balance'
  const cycles = sized !== undefined && allowed > 0 && isThere(need, context) ? Math.ceil(wanted / allowed) : null
  const named = nameOf(allowed > 0 ? limiter : ofNothing(limiter))
  return cutOf({ limiter: named, place: chain, unit: token, wanted, allowed, cycles })
}

/** Whether the other chains can give it all once transfers are as large as they need to be: else no number of cycles brings the rest. */
function isThere(need: Need, context: Context): boolean {
  const { policy } = context
  const limits = { ...policy.limits, transferMax: usd(Number.MAX_SAFE_INTEGER) }
  return supply(need, { ...context, policy: { ...policy, limits } }).missing === 0n
}

/** What stays on the other chains when all that may leave has left, in whole tokens. */
export function ofLeft(left: readonly Left[], { state, market }: Context): readonly Cut[] {
  return left.flatMap(({ chain, token, amount, limiter }) => {
    const whole = wholes(chain, token, market)
    const [wanted, remaining] = [whole(liquidOf(state, chain, token)), whole(amount)]
    const allowed = wanted - remaining
    const cycles = (limiter === 'size' || limiter === 'route') && allowed > 0 ? Math.ceil(wanted / allowed) : null
    return cutOf({ limiter: nameOf(limiter), place: chain, unit: token, wanted, allowed, cycles })
  })
}

/** By how much share prices stay apart beyond the tolerance, in percent: large deposits are split, so that what is there to send is what binds. */
export function ofSpread({ spread, spreadBefore, isWithin }: Equalised, tolerance: number): readonly Cut[] {
  if (isWithin) return []
  const wanted = (spreadBefore - tolerance) * 100
  const allowed = Math.max(0, spreadBefore - spread) * 100
  return cutOf({ limiter: 'balance', place: 'share prices', unit: '%', wanted, allowed, cycles: null })
}

const wholes = (chain: string, token: string, market: Context['market']) => {
  const unit = Number(10n ** BigInt(decimalsAt(chain, token, market)))
  return (amount: bigint): number => Number(amount) / unit
}

const largest = (sources: readonly Source[]): Source | undefined =>
  [...sources].sort((a, b) => Amount.compare(b.value, a.value))[0]

const KEYS: Readonly<Partial<Record<Limiter, string>>> = {
  size: 'limits.transferMax',
  least: 'limits.transferMin',
  tolerance: 'limits.syncTolerance',
  bridgeFee: 'limits.bridgeFee',
  route: 'the bridge',
  supplyFloor: 'the supply floor',
  policy: 'the policy',
  liquidity: 'policy.liquidity',
  destination: 'the chain that it goes to',
  dust: 'the decimals of the chain that it goes to',
}

/** A limiter for a reader: the config key of a policy's limit, or what the world sets. */
export const nameOf = (limiter: Limiter): string => KEYS[limiter] ?? limiter
