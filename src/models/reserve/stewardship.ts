import type { Timestamp } from '../../units/chain.ts'
import { divide } from '../../units/rounding.ts'
import { attempt } from './fault.ts'
import { divDown } from './fixed.ts'
import { backing } from './recovery.ts'
import type { Reserve, Violations } from './reserve.ts'
import type { Rules } from './rules.ts'
import { type Valuation, value } from './state.ts'

/** Seconds. */
const DAY = 86_400n

const NONE: Violations = { days: 0n, last: -1n }

export const dayOf = (time: bigint): bigint => divide(time, DAY, 'down')

/** Whether the assets at lower prices are worth less of the redeemable coins than the floor; not where there are no coins. */
function isBelowFloor(reserve: Reserve, valuation: Valuation, { stewardship, bootstrapped }: Rules): boolean {
  const supply = reserve.supply - bootstrapped
  return stewardship !== undefined && supply > 0n && divDown(backing(valuation), supply) < stewardship.floor
}

interface Watched {
  readonly valuation: Valuation
  readonly rules: Rules
  readonly from?: Timestamp | undefined
}

/**
 * The reserve with today counted where it is below the floor, and each day since `from` where it was below all that time; a day counts once.
 * The very same reserve where nothing is to be counted.
 */
export function watched(reserve: Reserve, { valuation, rules, from = reserve.time }: Watched): Reserve {
  if (!isBelowFloor(reserve, valuation, rules)) return reserve
  const { days, last } = reserve.violations ?? NONE
  const [first, today] = [dayOf(from), dayOf(reserve.time)]
  const since = last >= first ? last : first - 1n
  if (today <= since) return reserve
  return { ...reserve, violations: { days: days + today - since, last: today } }
}

/** As `watched`, where nobody has valued the reserve: not without a floor, and what cannot be valued is below none. */
export function observed(reserve: Reserve, rules: Rules, from?: Timestamp): Reserve {
  if (rules.stewardship === undefined) return reserve
  const found = attempt(() => ({
    ok: true as const,
    reserve: watched(reserve, { valuation: value(reserve), rules, from }),
  }))
  return found.ok ? found.reserve : reserve
}
