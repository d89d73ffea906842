import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import { add, divDown, mulDown, scaleFrom, sub } from './fixed.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import type { Valuation } from './state.ts'

export interface Recovered {
  readonly reserve: Reserve
  /** Coins burnt from stakers. */
  readonly burnt: Shares
}

/** From this share of the pool on all of it is burnt. */
const WHOLE_POOL = 990_000_000_000_000_000n

/**
 * Burns coins of stakers where the reserve, at lower prices and without promises, is below the trigger of its coins: as many as lead to the
 * target, supply − reserve / target, and the whole pool from 99 % of it on. It runs before the checks of each mint and redemption, and is
 * undone with an order that is refused.
 */
export function recover(reserve: Reserve, valuation: Valuation, { recovery, bootstrapped }: Rules): Recovered {
  const none = { reserve, burnt: sharesOf(0n) }
  const pool = reserve.staked ?? 0n
  const supply = reserve.supply - bootstrapped
  if (recovery === undefined || pool === 0n || supply <= 0n) return none
  const held = backing(valuation)
  const least = recovery.trigger < recovery.triggerMax ? recovery.trigger : recovery.triggerMax
  if (divDown(held, supply) >= least) return none
  const wanted = supply - divDown(held, recovery.target)
  if (wanted <= 0n) return none
  const burnt = wanted >= mulDown(pool, WHOLE_POOL) ? pool : wanted
  const after = { ...reserve, supply: sharesOf(sub(reserve.supply, burnt)), staked: sharesOf(sub(pool, burnt)) }
  return { reserve: after, burnt: sharesOf(burnt) }
}

/** What backs redemption: the assets at lower prices. Commitments are never paid out. */
export function backing({ tranches }: Valuation): Amount {
  let sum = 0n
  for (const { tranche, prices } of tranches)
    if (tranche.commitment === null) sum = add(sum, mulDown(scaleFrom(tranche.balance, tranche.decimals), prices.lower))
  return amountOf(sum)
}
