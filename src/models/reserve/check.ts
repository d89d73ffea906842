import type { Amount } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { attempt } from './fault.ts'
import * as Flows from './flow.ts'
import { negative } from './named.ts'
import type { Movement, Order } from './order.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { judge, type Line, type Standing } from './safety.ts'
import { type Valuation, value } from './state.ts'
import type { Flow } from './tranche.ts'
import { zip } from './zip.ts'

/** Both checks passed: the flows to keep, how each tranche would stand, and the valuation that it was judged by. */
export interface Checked {
  readonly ok: true
  readonly flows: readonly Flow[]
  /** A flow passed four fifths of its limit, and its direction is closed for a while from the next order on. */
  readonly isClosed: boolean
  readonly standings: readonly Standing[]
  readonly valuation: Valuation
}

/** What is asked: the movement, and for which kind of order. `net` is what leaves after fees, where the band is held by it. */
export interface Asked {
  readonly purpose: Order['kind']
  readonly movement: Movement
  readonly net?: readonly Amount[]
}

/** The verdict on a movement of amounts before fees: first the flow limits, then weights and pegs (docs/models/reserve.md). Changes nothing. */
export function check(reserve: Reserve, asked: Asked, rules: Rules): Checked | Refused {
  const { direction, amounts } = asked.movement
  for (const amount of amounts) if (amount < 0n) return negative(`what goes ${direction}`, amount)
  return attempt(() => judged(reserve, asked, { rules, valuation: value(reserve) }))
}

interface Given {
  readonly rules: Rules
  readonly valuation: Valuation
}

/** As `check`, with the reserve valued already. Faults are thrown. */
export function judged(reserve: Reserve, asked: Asked, { rules, valuation }: Given): Checked | Refused {
  const { movement } = asked
  const wrong = misdirected(asked)
  if (wrong !== undefined) return wrong
  const passed = Flows.check(reserve, movement, { ...rules, valuation })
  if (!passed.ok) return passed
  const setting = { direction: movement.direction, time: reserve.time, bounds: rules }
  const safe = judge(linesOf(valuation, asked), setting)
  if (!safe.ok) return safe
  return { ok: true, flows: passed.flows, isClosed: passed.isClosed, standings: safe.standings, valuation }
}

/** Minting moves in, redeeming moves out. */
export function misdirected({ purpose, movement }: Asked): Refused | undefined {
  if ((purpose === 'mint') === (movement.direction === 'in')) return undefined
  return refuse('WRONG_DIRECTION', `a ${purpose} was checked with amounts that go ${movement.direction}`, {
    facts: { purpose, direction: movement.direction, gyroscope: '31' },
    lift: 'Give a mint amounts that go in, and a redemption amounts that go out.',
  })
}

/** One line for each tranche, of what the movement says. */
export const linesOf = ({ tranches }: Valuation, { movement, net = movement.amounts }: Asked): readonly Line[] =>
  zip(zip(tranches, movement.amounts), net).map(([[{ tranche, prices, weight, targetWeight }, amount], moved]) => ({
    tranche,
    price: prices.raw,
    weight,
    targetWeight,
    amount,
    moved,
  }))
