import { byWeight } from '../../models/vault/fit.ts'
import { type Assigned, assign } from '../../models/vault/netting.ts'
import { unitsFor } from '../../models/vault/settle.ts'
import { native } from '../../models/vault/sharePrice.ts'
import { abs, at, max, min, row, sum, worth } from '../../models/vault/table.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import type { VaultsConfig } from './config.ts'
import { ownPrice, worths } from './cycle/holding.ts'
import type { Arrival } from './input.ts'
import type { Booked, Marking } from './journal.ts'
import type { Marks, Pending } from './state.ts'

/** Prices that a request is worth something at. */
export interface Priced {
  readonly marks: Pick<Marks, 'prices' | 'poolPrice'>
  readonly config: Pick<VaultsConfig, 'own'>
}

/** A request of so many US dollars by vault, signed as the order; null where nothing is asked for. */
export function requestOf(parts: readonly bigint[], since: number, { marks, config }: Priced): Pending | null {
  const total = sum(parts)
  if (total === 0n) return null
  if (total > 0n) {
    const tokens = parts.map((part, v) => native(part, ownPrice(config, marks.prices, v), 'up'))
    return { kind: 'mint', since, age: 0n, parts: tokens }
  }
  return { kind: 'burn', since, age: 0n, parts: unitsFor(parts.map(abs), marks.poolPrice) }
}

/** What a request is worth by vault at today's marks, US dollars, signed as the order. */
export const worthOf = ({ kind, parts }: Pending, { marks, config }: Priced): bigint[] =>
  parts.map((part, v) =>
    kind === 'mint' ? worth(part, ownPrice(config, marks.prices, v)) : -worth(part, marks.poolPrice),
  )

/** What of each buffer lies with the pool, US dollars. */
export const lockedBy = (pending: Pending | null, about: Priced): bigint[] =>
  about.config.own.map((_, v) => (pending?.kind === 'mint' ? max(0n, at(worthOf(pending, about), v)) : 0n))

export interface Filled {
  readonly ok: true
  /** Null once all of it is filled. */
  readonly left: Pending | null
  readonly assigned: Assigned
}

/** Books a fill, US dollars at today's marks, and says what is left of the request. Refuses one of the wrong sign, or of more than is pending. */
export function filledOf(pending: Pending, fill: Arrival, about: Priced): Filled | Refused {
  const wishes = worthOf(pending, about)
  const assigned = assign(wishes, fill, [])
  if (!assigned.ok) return assigned
  const parts = pending.parts.map((part, v) => {
    const wish = abs(at(wishes, v))
    return wish === 0n ? 0n : part - divide(part * abs(at(assigned.fills, v)), wish, 'up')
  })
  const isDone = assigned.unfilled.every((each) => each === 0n)
  return { ok: true, left: isDone ? null : { ...pending, parts }, assigned }
}

export interface Arrived {
  readonly ok: true
  readonly marking: Marking
  /** What still waits for the keeper. */
  readonly left: Pending | null
  readonly booked: readonly Booked[]
}

export interface News extends Priced {
  readonly arrivals: readonly Arrival[]
  readonly elapsed: bigint
}

/**
 * What a keeper made of a request since the last cycle (docs/models/vault.md, "Requests and keepers"), at today's marks: what a mint filled goes from
 * buffer to pool units, what a burn filled the other way, fees from the buffer; what is cancelled is no longer promised. Each is booked on what
 * the one before left. Refuses a fill that cannot be.
 */
export function arrive(marked: Marking, pending: Pending | undefined, news: News): Arrived | Refused {
  let marking = marked
  let left: Pending | null = pending === undefined ? null : { ...pending, age: pending.age + news.elapsed }
  const booked: Booked[] = []
  for (const arrival of news.arrivals) {
    if (left === null) return unasked(arrival)
    const done = filledOf(left, arrival, news)
    if (!done.ok) return done
    const after = moved(marking, { fill: done.assigned, poolPrice: news.marks.poolPrice })
    if (!after.ok) return after
    booked.push({ ...after.booked, isCancelled: arrival.isCancelled })
    marking = after.marking
    left = arrival.isCancelled ? null : done.left
  }
  return { ok: true, marking, left, booked }
}

const unasked = ({ filled, fee }: Arrival): Refused =>
  refuse('BAD_FILL', 'A fill is reported of a request that is not pending.', {
    facts: { filled: String(filled), fee: String(fee) },
    lift: 'Compare with the pool, and find where the fill comes from.',
  })

interface Move {
  readonly fill: Assigned
  readonly poolPrice: bigint
}

type Moved = { readonly ok: true; readonly marking: Marking; readonly booked: Omit<Booked, 'isCancelled'> } | Refused

/** Net assets change by the fee, and by what pool units are rounded down by. */
function moved(marking: Marking, { fill: { filled, fills, fees }, poolPrice }: Move): Moved {
  const held = sum(marking.pool)
  if (-filled > held)
    return refuse('BAD_FILL', 'More of the pool is reported as burnt than the vaults hold.', {
      facts: { filled: String(filled), has: String(held) },
      lift: 'Compare the pool units of the vaults with the pool.',
    })
  const parts = filled < 0n ? within(fills.map(abs), marking.pool).map((part) => -part) : fills
  const change = unitsFor(parts, poolPrice)
  const units = marking.units.map((each, v) => each + at(change, v))
  const pool = worths(units, poolPrice)
  const buffer = marking.buffer.map((float, v) => float - at(parts, v) - at(fees, v))
  const netAssets = buffer.map((float, v) => float + at(pool, v) + sum(row(marking.equity, v)))
  const cost = marking.netAssets.map((before, v) => before - at(netAssets, v))
  const fee = sum(fees)
  return {
    ok: true,
    marking: { ...marking, units, pool, buffer, netAssets },
    booked: { filled, fee, fills: parts, fees, cost },
  }
}

/** Parts that no vault lacks the pool for: units that were promised and have changed hands since are burnt by those who have them now. */
function within(parts: readonly bigint[], held: readonly bigint[]): readonly bigint[] {
  const own = parts.map((part, v) => min(part, at(held, v)))
  const rest = sum(parts) - sum(own)
  if (rest === 0n) return own
  const others = byWeight(
    rest,
    own.map((part, v) => at(held, v) - part),
  )
  return own.map((part, v) => part + at(others, v))
}

/**
 * A target less what is pending, so that no cycle orders it again: a vault whose mint is pending sells nothing meanwhile, and one whose burn
 * is pending buys nothing.
 */
export function withoutRepeat(target: readonly bigint[], held: readonly bigint[], asked: readonly bigint[]): bigint[] {
  return target.map((g, v) => {
    const [has, waits] = [at(held, v), at(asked, v)]
    if (waits === 0n) return g
    const wish = g - has - waits
    return has + (waits > 0n ? max(0n, wish) : min(0n, wish))
  })
}
