import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Block, block as blockOf } from '../../units/chain.ts'
import type { Ratio } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { Fault } from './fault.ts'
import { add, intPowDown, mulDown, quotient } from './fixed.ts'
import type { Direction, Movement } from './order.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { type Valuation, type Valued, value, wanted } from './state.ts'
import type { Flow, FlowLimit, Tranche } from './tranche.ts'
import { zip } from './zip.ts'

/** The flows that the movement leaves, one for each tranche; `isClosed` where one of them closed its direction for a while. */
export interface Passed {
  readonly ok: true
  readonly flows: readonly Flow[]
  readonly isClosed: boolean
}

/** One tranche as the limit sees it. */
export interface Stream {
  readonly tranche: string
  readonly flow: Flow
  readonly amount: Amount
  readonly memory: Ratio
  readonly limit: Amount
}

export type Limits = Pick<Rules, 'cooldown' | 'quirks'>

/** The same, with the valuation of the reserve where it is known already. */
export interface Limited extends Limits {
  readonly valuation?: Valuation
}

/** From this share of its limit on a flow closes its direction. */
const CLOSING = 800_000_000_000_000_000n

/** amount · memory^(now − seen), floored. Fault CLOCK_BACKWARDS where it was seen later than now. */
export function decayed(flow: Pick<Flow, 'amount' | 'seen'>, memory: Ratio, now: Block): Amount {
  if (flow.amount === 0n || flow.seen === now) return flow.amount
  return amountOf(mulDown(flow.amount, intPowDown(memory, blocksSince(flow.seen, now))))
}

/** The limit in native units; a share is of `balance`, floored. */
export const limitOf = (limit: FlowLimit, balance: Amount): Amount =>
  limit.kind === 'amount' ? limit.amount : amountOf(mulDown(balance, limit.of))

/**
 * The limit of one direction in native units. What comes in under a share is a share of half of what the tranche would hold at its
 * target, where that is more than it holds, so that what is empty can be filled. Of a commitment it is of what was promised.
 */
export function limitFor(valued: Valued, direction: Direction, valuation: Pick<Valuation, 'total'>): Amount {
  const { balance, flowRule, commitment } = valued.tranche
  if (flowRule.limit.kind === 'amount' || direction === 'out' || commitment !== null)
    return limitOf(flowRule.limit, balance)
  const goal = amountOf(quotient(wanted(valued, valuation), 2n))
  return limitOf(flowRule.limit, goal > balance ? goal : balance)
}

/** Whether the movement, before fees, stays within what may flow through each tranche (docs/models/reserve.md). Fault CLOCK_BACKWARDS; Misaligned. */
export function check(reserve: Reserve, { direction, amounts }: Movement, rules: Limited): Passed | Refused {
  const streams: Stream[] = []
  const { valuation = value(reserve) } = rules
  for (const [valued, amount] of zip(valuation.tranches, amounts)) {
    const { tranche } = valued
    const { id, flowRule } = tranche
    const limit = limitFor(valued, direction, valuation)
    streams.push({ tranche: id, flow: flowOf(tranche, direction), amount, memory: flowRule.memory, limit })
  }
  return pass(streams, { direction, now: reserve.block, ...rules })
}

export const flowOf = ({ inflow, outflow }: Tranche, direction: Direction): Flow =>
  direction === 'in' ? inflow : outflow

interface Passage extends Limits {
  readonly direction: Direction
  readonly now: Block
}

/** The same for streams that need not be those of a reserve. */
export function pass(streams: readonly Stream[], passage: Passage): Passed | Refused {
  const { now, cooldown, quirks, direction } = passage
  const power = powers(now)
  const flows: Flow[] = []
  let isClosed = false
  for (const stream of streams) {
    const { flow, amount, limit } = stream
    if (amount > 0n && now <= flow.blockedUntil) return closed(stream, direction)
    const kept = flow.amount === 0n || flow.seen === now ? flow.amount : mulDown(flow.amount, power(stream))
    const next = add(amount, kept)
    if (amount > 0n && next > limit) return tooHigh(stream, amountOf(kept), passage)
    const closes = next > mulDown(CLOSING, limit) && (amount > 0n || quirks.cooldownBy === 'any')
    if (closes) isClosed = true
    flows.push({
      amount: amountOf(quirks.flowWord === 'wraps' ? BigInt.asUintN(128, next) : next),
      blockedUntil: closes ? blockOf(now + cooldown) : flow.blockedUntil,
      seen: now,
    })
  }
  return { ok: true, flows, isClosed }
}

// memory^blocks, remembered from one tranche to the next: they mostly share both.
function powers(now: Block): (stream: Stream) => bigint {
  let memory: Ratio | undefined
  let seen: Block | undefined
  let power = 0n
  return ({ memory: asked, flow }) => {
    if (asked !== memory || flow.seen !== seen) {
      power = intPowDown(asked, blocksSince(flow.seen, now))
      memory = asked
      seen = flow.seen
    }
    return power
  }
}

function blocksSince(seen: Block, now: Block): bigint {
  if (seen > now) throw backwards(seen, now)
  return now - seen
}

const NAMES: Readonly<Record<Direction, string>> = { in: 'Deposits', out: 'Withdrawals' }
const ACTS: Readonly<Record<Direction, string>> = { in: 'Depositing', out: 'Withdrawing' }

function closed({ tranche, flow, amount }: Stream, direction: Direction): Refused {
  const last = String(flow.blockedUntil)
  const facts = { tranche, direction, amount: String(amount), closedUntil: last, gyroscope: '65' }
  const opens = flow.blockedUntil + 1n
  return refuse('SAFETY_MODE', `${NAMES[direction]} of ${tranche} are closed until block ${opens}`, {
    facts,
    lift: `Wait for block ${opens}, or leave ${tranche} out of the order.`,
  })
}

function tooHigh({ tranche, amount, limit, memory }: Stream, kept: Amount, { direction, now }: Passage): Refused {
  const opens = opensAt({ kept, memory, limit, amount, now })
  const room = limit > kept ? limit - kept : 0n
  const facts = { tranche, direction, amount: String(amount), flow: String(kept), limit: String(limit) }
  const wait = opens === null ? '' : `, or wait for block ${opens}`
  return refuse(
    'FLOW_TOO_HIGH',
    `${ACTS[direction]} ${amount} ${tranche} after ${kept} exceeds the limit of ${limit}`,
    {
      facts: { ...facts, room: String(room), ...(opens === null ? {} : { opens: String(opens) }), gyroscope: '60' },
      lift: `Move at most ${room} of ${tranche} now${wait}.`,
    },
  )
}

interface Waiting {
  readonly kept: Amount
  readonly memory: Ratio
  readonly limit: Amount
  readonly amount: Amount
  readonly now: Block
}

/** No flow is waited for longer than this many blocks. */
const PATIENCE = 1n << 24n

// The block from which the amount passes if nothing else moves, by bisection; null where it never will.
function opensAt({ kept, memory, limit, amount, now }: Waiting): bigint | null {
  const passes = (blocks: bigint): boolean => amount + mulDown(kept, intPowDown(memory, blocks)) <= limit
  if (memory >= CLOSING * 2n || amount > limit || !passes(PATIENCE)) return null
  let before = 0n
  let after = PATIENCE
  while (after - before > 1n) {
    const middle = (before + after) >> 1n
    if (passes(middle)) after = middle
    else before = middle
  }
  return now + after
}

const backwards = (seen: Block, now: Block): Fault =>
  new Fault({
    code: 'CLOCK_BACKWARDS',
    message: `a flow was last seen at block ${seen}, after block ${now}`,
    facts: { seen: String(seen), now: String(now), gyroscope: '31' },
    remedy: 'Look at the reserve of a later block.',
  })
