import type { Ready } from '../../portfolio/pool/policy.ts'
import { readyOf } from '../../portfolio/pool/risk.ts'
import * as Amount from '../../units/amount.ts'
import { type Supplied, supply } from './liquidity.ts'
import { type Context, type Move, send } from './trial.ts'

/** What one chain lacks up to its target, and how it is met. */
export interface Met {
  readonly wanted: Ready
  readonly amount: Amount.Amount
  readonly supplied: Supplied
}

/** Levels that are not met, the one that is met least first: by what is ready, and on its way, as a share of the level. */
export function shortOf({ state, policy }: Context): readonly Ready[] {
  const there = new Map(policy.liquidity.map((wanted) => [wanted, readyOf(state, wanted)]))
  const ready = (wanted: Ready): bigint => there.get(wanted) ?? 0n
  return policy.liquidity
    .filter((wanted) => ready(wanted) < wanted.level)
    .sort((a, b) => Amount.compare(Amount.of(ready(a) * b.level), Amount.of(ready(b) * a.level)))
}

/**
 * Several needs in one plan, each from what those before it leave (docs/models/pool.md): all up to their targets where there is enough; else all up to
 * their levels in their order, and then on to their targets with what is left.
 */
export function supplyAll(wanted: readonly Ready[], context: Context): readonly Met[] {
  const targets = wanted.map((one) => lackOf(one, one.target, context))
  const all = inTurn(wanted, targets, context)
  if (wanted.length < 2 || all.every(({ supplied }) => supplied.missing === 0n)) return all
  const levels = wanted.map((one) => lackOf(one, one.level, context))
  const first = inTurn(wanted, levels, context)
  const after = { ...context, state: sent(movesOf(first), context) }
  const rest = wanted.map((one) => lackOf(one, one.target, after))
  const second = inTurn(wanted, rest, after)
  const brought = wanted.map((_, at) => Amount.add(broughtBy(first[at]), broughtBy(second[at])))
  return inTurn(wanted, brought, context).map((met, at) => explained(of(targets[at] ?? met.amount, met), first[at]))
}

/** What gets nothing in the end was asked for before: its sources and their limits are those that were met then. */
function explained(met: Met, before: Met | undefined): Met {
  if (met.supplied.sources.length > 0 || before === undefined) return met
  return { ...met, supplied: { ...met.supplied, sources: before.supplied.sources } }
}

export const movesOf = (all: readonly Met[]): readonly Move[] => all.flatMap(({ supplied }) => supplied.moves)

function inTurn(wanted: readonly Ready[], amounts: readonly Amount.Amount[], context: Context): readonly Met[] {
  let now = context
  return wanted.map((one, at) => {
    const { chain, token } = one
    const amount = amounts[at] ?? Amount.ZERO
    const supplied = amount > 0n ? supply({ chain, token, amount }, now) : nothing(now)
    now = { ...now, state: sent(supplied.moves, now) }
    return { wanted: one, amount, supplied }
  })
}

const nothing = ({ state }: Context): Supplied => ({
  moves: [],
  state,
  missing: Amount.ZERO,
  sources: [],
  fee: Amount.ZERO,
})

/** The book with deposits on their way: what they take is gone, what they bring cannot be sent on. */
function sent(moves: readonly Move[], context: Context): Context['state'] {
  let { state } = context
  for (const move of moves) {
    const done = send(move, { ...context, state })
    if (done.ok) state = done.state
  }
  return state
}

const lackOf = (wanted: Ready, bound: Amount.Amount, { state }: Context): Amount.Amount =>
  Amount.max(Amount.ZERO, Amount.sub(bound, readyOf(state, wanted)))

const broughtBy = (met: Met | undefined): Amount.Amount =>
  met === undefined ? Amount.ZERO : Amount.sub(met.amount, met.supplied.missing)

/** The same for all that is wanted: what was not asked for is missing too. */
function of(amount: Amount.Amount, { supplied, ...met }: Met): Met {
  const missing = Amount.add(supplied.missing, Amount.sub(amount, met.amount))
  return { ...met, amount, supplied: { ...supplied, missing } }
}
