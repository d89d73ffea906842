import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { format } from '../../units/decimal.ts'
import { format as formatRatio, ONE, of as ratioOf } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import type { Breach } from '../config/breach.ts'

/** Breaches where no run of orders could have led to the flows and closings that a file remembers. */
export function impossible({ tranches, beside, block }: Reserve, rules: Rules): readonly Breach[] {
  const longest = (rules.cooldown > rules.guardianMax ? rules.cooldown : rules.guardianMax) + 1n
  return [...tranches, ...beside].flatMap((tranche) => {
    const found = remembered(tranche)
    for (const [direction, { blockedUntil }] of Object.entries({ in: tranche.inflow, out: tranche.outflow })) {
      const blocks = blockedUntil + 1n - block
      if (blockedUntil === 0n || blocks <= longest) continue
      found.push({
        code: 'CLOSED_TOO_LONG',
        path: ['tranches', tranche.id, 'closed', direction],
        found: `${blocks} blocks`,
        allowed: `at most ${longest}: no cooldown and no guardian closes a direction for longer`,
      })
    }
    return found
  })
}

/**
 * What came in and has not left again is still there: in − out, both decayed, is at most the balance, since what is remembered of a flow only
 * shrinks. A millionth is left to the rounding of decay.
 */
function remembered({ id, decimals, balance, inflow, outflow }: Tranche): Breach[] {
  const slack = divide(balance, 1_000_000n, 'up') + 100n
  if (inflow.amount - outflow.amount <= balance + slack) return []
  return [
    {
      code: 'FLOW_IMPOSSIBLE',
      path: ['tranches', id, 'flowed', 'in'],
      found: format(inflow.amount, decimals),
      allowed: `at most ${format(balance + outflow.amount, decimals)}: the balance, and what has flowed out since`,
    },
  ]
}

/** Rounding of weights that stood under way when the schedule was set. */
const WEIGHT_SLACK = 10n ** 9n

/** Breaches where the weights that a schedule leads from did not sum to one. */
export function departing(tranches: readonly Tranche[]): readonly Breach[] {
  const sum = tranches.reduce((all, { calibration }) => all + calibration.previousWeight, 0n)
  const off = sum > ONE ? sum - ONE : ONE - sum
  const moved = tranches.find(({ calibration: { weight, previousWeight } }) => weight !== previousWeight)
  if (off <= WEIGHT_SLACK || moved === undefined) return []
  return [
    {
      code: 'WEIGHTS_NOT_ONE',
      path: ['tranches', moved.id, 'from'],
      found: `weights at the start of the schedule that sum to ${formatRatio(ratioOf(sum))}`,
      allowed: '`from` weights (`weight` where there is none) that sum to 1',
    },
  ]
}
