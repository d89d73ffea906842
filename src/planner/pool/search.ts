import { figuresOf, type PoolFigures } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { deposit } from './capacity.ts'
import { spreadOf } from './equalise.ts'
import { type Node, nodeOf, optionsBetween, syncMax } from './option.ts'
import { between } from './pair.ts'
import { largest } from './root.ts'
import { type Context, land, type Move } from './trial.ts'

/** Deposits one after the other, each landed before the next, that bring share prices together. */
export interface Found {
  readonly moves: readonly Move[]
  readonly state: PoolState
  readonly figures: PoolFigures
  readonly spread: number
  readonly fee: Amount.Amount
}

interface Reached {
  readonly moves: readonly Move[]
  readonly context: Context
  readonly spread: number
  readonly fee: Amount.Amount
}

interface Aim {
  /** Highest ÷ lowest share price − 1. */
  readonly tolerance: number
  readonly stepsMax: number
}

/**
 * The fewest Transfers and Syncs that bring share prices within a tolerance, found over the accounting model by looking at all of one step, then of two,
 * and so on: from every chain to every other, in every token, the Sync that equalises the two and the largest Transfer. Of the plans with
 * as few steps the one that pays bridges least, its Transfers then cut down to what the Syncs after them need. Null where none is found.
 */
export function search(context: Context, { tolerance, stepsMax }: Aim): Found | null {
  const start: Reached = { moves: [], context, spread: spreadAt(context), fee: Amount.ZERO }
  if (start.spread <= tolerance) return told(start)
  let frontier: readonly Reached[] = [start]
  for (let step = 1; step <= stepsMax; step++) {
    const next = frontier.flatMap(follow)
    const reached = next.filter(({ spread }) => spread <= tolerance)
    if (reached.length > 0) return told(cheapest(reached.map((one) => trimmed(one, context))))
    frontier = next
  }
  return null
}

const told = ({ moves, context, spread, fee }: Reached): Found => ({
  moves,
  state: context.state,
  figures: figuresOf(context.state, context.market),
  spread,
  fee,
})

function nodesOf(context: Context): readonly Node[] {
  return figuresOf(context.state, context.market)
    .chains.filter(({ hasShares, isPriced }) => hasShares && isPriced)
    .map((figures) => nodeOf(figures, context))
}

const spreadAt = (context: Context): number => spreadOf(nodesOf(context).map(({ price }) => price))

function follow(reached: Reached): readonly Reached[] {
  return candidates(reached.context).flatMap((move) => {
    const after = landed(reached, move)
    return after === null ? [] : [after]
  })
}

function landed({ moves, context, fee }: Reached, move: Move): Reached | null {
  const done = land(move, context)
  if (!done.ok) return null
  const now = { ...context, state: done.state }
  return { moves: [...moves, move], context: now, spread: spreadAt(now), fee: Amount.add(fee, done.fee) }
}

/** Every equalising Sync and every largest Transfer between two chains; no Transfer away from the policy's home, which would come back. */
function candidates(context: Context): readonly Move[] {
  const nodes = nodesOf(context)
  const moves: Move[] = []
  for (const from of nodes)
    for (const to of nodes) {
      if (from === to) continue
      for (const option of optionsBetween(from.name, to.name, context)) {
        const { route } = option
        const input = equalising({ route }, context)
        if (input > 0n) moves.push({ kind: 'pool.sync', route, input })
        if (context.policy.home !== null && route.to !== context.policy.home) continue
        const { value } = deposit('pool.transfer', route, context)
        if (value > 0n) moves.push({ kind: 'pool.transfer', route, input: value })
      }
    }
  return moves
}

/** The Sync on a route that brings its two ends together, as far as balance and bounds let it. */
function equalising({ route }: Pick<Move, 'route'>, context: Context): Amount.Amount {
  const nodes = nodesOf(context)
  const giver = nodes.find(({ name }) => name === route.from)
  const receiver = nodes.find(({ name }) => name === route.to)
  const option = optionsBetween(route.from, route.to, context).find((one) => one.route === route)
  if (giver === undefined || receiver === undefined || option === undefined) return Amount.ZERO
  const most = syncMax(option, context)
  const max = most !== null && most < option.balance ? most : option.balance
  const input = between(giver, receiver, { option, max, context })
  return Amount.of(input >= option.size.min ? input : 0n)
}

function cheapest(reached: readonly Reached[]): Reached {
  return reached.reduce((best, one) =>
    one.fee < best.fee || (one.fee === best.fee && one.spread < best.spread) ? one : best,
  )
}

/** Each Transfer as small as it may be with prices as close at the end; Syncs are found anew behind it. */
function trimmed(found: Reached, context: Context): Reached {
  let best = found
  for (const [at, move] of found.moves.entries()) {
    if (move.kind !== 'pool.transfer') continue
    const less = (cut: bigint): Reached | null => replay(withInput(best.moves, at, move.input - cut), context)
    const holds = (cut: bigint): boolean => {
      const one = less(cut)
      return one !== null && one.spread <= found.spread + ROUNDING
    }
    const cut = largest(holds, { estimate: move.input >> 1n, max: move.input - 1n })
    best = less(cut) ?? best
  }
  return best
}

/** What the last units may change in a spread. */
const ROUNDING = 1e-9

const withInput = (moves: readonly Move[], at: number, input: bigint): readonly Move[] =>
  moves.map((move, i) => (i === at ? { ...move, input: Amount.of(input) } : move))

function replay(moves: readonly Move[], context: Context): Reached | null {
  let now: Reached | null = { moves: [], context, spread: Number.POSITIVE_INFINITY, fee: Amount.ZERO }
  for (const move of moves) {
    const input: Amount.Amount = move.kind === 'pool.sync' ? equalising(move, now.context) : move.input
    now = input > 0n ? landed(now, { ...move, input }) : null
    if (now === null) return null
  }
  return now
}
