import { decide } from '../../execution/cycle.ts'
import { type World as Driven, drive } from '../../execution/drive.ts'
import { RESERVE_ROOMS, type ReserveDecision } from '../../execution/reserve.ts'
import { IDLE } from '../../execution/run.ts'
import { RESERVE } from '../../portfolio/reserve/book.ts'
import type { ReserveMarket } from '../../portfolio/reserve/market.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { Act } from './tally.ts'
import type { World } from './world.ts'

/**
 * The operator decides by the same walk as a plan, and places the orders of the plan up to its first wait: when that is over it
 * decides anew, with the facts of then. What cannot be done is counted by its code, and what would help is not looked for.
 */
export function operate(world: World, policy: ReservePolicy): ReserveDecision {
  const { state, market } = world.scene()
  const decision = decide({ asOf: market.asOf, state, market }, { ...policy, explains: false }, RESERVE_ROOMS)
  for (const { refusal } of decision.unavailable) world.tallies.refuse('operator', 'plan', refusal.code)
  if (decision.chosen === null) return decision
  const { plan, moved } = decision.chosen.proposal
  world.tallies.pass('operator', 'plan', moved)
  drive(IDLE, { kind: 'decided', plan, start: state }, operated(world, policy))
  return decision
}

function operated(
  world: World,
  policy: ReservePolicy,
): Driven<ReserveState, ReserveStep, ReserveMarket, ReservePolicy> {
  return {
    scene: () => {
      const { state, market } = world.scene()
      return { asOf: market.asOf, state, market, policy, rooms: ROOMS }
    },
    submit: ({ order: { key, step } }) => {
      const refusal = world.order(step, { actor: 'operator', act: ACTS[step.kind], moved: 0 })
      return refusal === null ? { kind: 'filled', key, isFlying: false } : { kind: 'refused', key, refusal }
    },
    ended: (_, how, findings) => {
      const blocking = findings.find(({ severity }) => severity === 'block')
      if (how === 'stopped' && blocking !== undefined) world.tallies.refuse('operator', 'plan', blocking.code)
    },
  }
}

const ROOMS = { book: RESERVE, rules: RESERVE_ROOMS.rules }

const ACTS: Readonly<Record<ReserveStep['kind'], Act>> = {
  'reserve.mint': 'mint',
  'reserve.redeem': 'redeem',
  'reserve.swap': 'swap',
  'reserve.pause': 'pause',
  'reserve.pledge': 'pledge',
  'reserve.calibrate': 'calibrate',
  'reserve.wait': 'plan',
}
