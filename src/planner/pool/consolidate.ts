import { standAt } from '../../portfolio/pool/apply/done.ts'
import { routeOf } from '../../portfolio/pool/market.ts'
import { liquidOf } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { mulDiv } from '../../units/rounding.ts'
import { deposit, type Limiter, ofNothing } from './capacity.ts'
import { rateOf } from './route.ts'
import { type Context, land, type Move } from './trial.ts'

export interface Consolidated {
  readonly moves: readonly Move[]
  readonly state: PoolState
  readonly fee: Amount.Amount
  readonly left: readonly Left[]
}

/** What stays on a chain when nothing more of it may leave. */
export interface Left {
  readonly chain: string
  readonly token: string
  readonly amount: Amount.Amount
  readonly limiter: Limiter
}

/**
 * Everything to one chain by Transfers, in the fewest moves under the supply floor (docs/models/pool.md): one deposit for each chain and token, the
 * largest worth first, each as large as may be. The floor is spent by whichever deposit comes first, so that a second of the same token
 * frees nothing; only a bound of the bridge or the policy makes a deposit into several. Chains with a level of liquidity keep their target, so
 * that what brings them up to it is not sent home again.
 */
export function consolidate(home: string, context: Context): Consolidated {
  let now = keepingTargets(context)
  let fee = Amount.ZERO
  const moves: Move[] = []
  const left: Left[] = []
  for (const from of Object.keys(context.state.chains)) {
    if (from === home) continue
    for (const token of tokensOf(from, context)) {
      const sent = drain({ from, to: home, token }, now)
      moves.push(...sent.moves)
      fee = Amount.add(fee, sent.fee)
      now = sent.context
      const amount = liquidOf(now.state, from, token)
      if (amount > 0n) left.push({ chain: from, token, amount, limiter: sent.limiter })
    }
  }
  return { moves, state: now.state, fee, left }
}

/** The policy with every level of liquidity raised to its target. */
export const keepingTargets = (context: Context): Context => {
  const liquidity = context.policy.liquidity.map((ready) => ({ ...ready, level: ready.target }))
  return { ...context, policy: { ...context.policy, liquidity } }
}

interface Way {
  readonly from: string
  readonly to: string
  readonly token: string
}

interface Drained {
  readonly moves: readonly Move[]
  readonly fee: Amount.Amount
  readonly context: Context
  readonly limiter: Limiter
}

/** Deposits of one token until nothing more may leave. */
function drain(way: Way, context: Context): Drained {
  const route = routeOf(context.market, way)
  const moves: Move[] = []
  let fee = Amount.ZERO
  let now = context
  for (;;) {
    const { value, limiter } = deposit('pool.transfer', way, now)
    const isSplit = limiter === 'size' || limiter === 'route'
    if (route === undefined || value === 0n) return { moves, fee, context: now, limiter: ofNothing(limiter) }
    if (moves.length >= MOVES_MAX) return { moves, fee, context: now, limiter }
    const move: Move = { kind: 'pool.transfer', route, input: value }
    const landed = land(move, now)
    if (!landed.ok) return { moves, fee, context: now, limiter: 'refused' }
    moves.push(move)
    fee = Amount.add(fee, landed.fee)
    now = { ...now, state: landed.state }
    if (!isSplit) return { moves, fee, context: now, limiter }
  }
}

/** No plan sends more often than this of one token from one chain. */
const MOVES_MAX = 64

/** Tokens that lie on a chain, the largest worth first. */
function tokensOf(name: string, { state, market }: Context): readonly string[] {
  const stand = standAt(state, name, market)
  if (!stand.ok) return []
  const { chain, site } = stand
  return chain.holdings
    .flatMap(({ token, wallet: amount }) => {
      const rate = rateOf(token, chain, site)
      return rate === null || amount <= 0n
        ? []
        : [{ token, worth: mulDiv(amount, rate.numerator, rate.denominator, 'down') }]
    })
    .sort((a, b) => Number(b.worth - a.worth))
    .map(({ token }) => token)
}
