import { decide } from '../../execution/cycle.ts'
import { RESERVE_ROOMS } from '../../execution/reserve.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { Act } from './tally.ts'
import type { World } from './world.ts'

/**
 * The operator decides by the same walk as a plan, and places the orders of the plan up to its first wait: when that is over it
 * decides anew, with the facts of then. What cannot be done is counted by its code, and what would help is not looked for.
 */
export function operate(world: World, policy: ReservePolicy): void {
  const { state, market } = world.scene()
  const decision = decide({ asOf: market.asOf, state, market }, { ...policy, explains: false }, RESERVE_ROOMS)
  for (const { refusal } of decision.unavailable) world.tallies.refuse('operator', 'plan', refusal.code)
  if (decision.chosen === null) return
  const { proposal } = decision.chosen
  world.tallies.pass('operator', 'plan', proposal.moved)
  for (const step of proposal.plan.stages.flat()) {
    const act = actOf(step)
    if (act === null || !world.order(step, { actor: 'operator', act, moved: 0 })) return
  }
}

function actOf({ kind }: ReserveStep): Act | null {
  switch (kind) {
    case 'reserve.mint':
      return 'mint'
    case 'reserve.redeem':
      return 'redeem'
    case 'reserve.swap':
      return 'swap'
    case 'reserve.pause':
      return 'pause'
    case 'reserve.pledge':
    case 'reserve.wait':
    case 'reserve.calibrate':
      return null
  }
}
