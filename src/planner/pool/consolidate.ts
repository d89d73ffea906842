import { standAt } from '../../portfolio/pool/apply/done.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { routeOf } from '../../portfolio/pool/market.ts'
import { liquidOf } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { mulDiv } from '../../units/rounding.ts'
import { deposit, type Limiter } from './capacity.ts'
import { largest } from './root.ts'
import { rateOf } from './route.ts'
import { type Context, land, type Move, send } from './trial.ts'

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
 * Everything to one chain by Transfers, in the fewest moves under the supply floor (systems.md 1.5): one deposit for each chain and token, the
 * largest worth first, each as large as may be. The floor is spent by whichever deposit comes first, so that a second of the same token
 * frees nothing; only a bound of the bridge or the policy makes a deposit into several.
 */
export function consolidate(home: string, context: Context): Consolidated {
  let now = context
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
    if (route === undefined || value === 0n || moves.length >= MOVES_MAX) return { moves, fee, context: now, limiter }
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

/** What would let the rest of a chain's token go as well: either alone is enough, and one unit less of it is not. */
export interface Unblocked {
  /** Base token paid for new shares on this chain; null where no mint does it. */
  readonly mint: Amount.Amount | null
  /** Base token that arrives here by a Transfer, shares with it; null where none does. */
  readonly inbound: Amount.Amount | null
}

/**
 * What the supply floor asks for before what is left of a token may leave (pool.md §3). A mint of m shares lets m · (1 − floor) more leave, and
 * brings tokens of its own that stay; shares that arrive let as many leave. Burning never does: it takes from the effective supply
 * as much as from the issued one.
 */
export function unblock({ chain, token, amount }: Left, home: string, context: Context): Unblocked {
  const route = routeOf(context.market, { from: chain, to: home, token })
  const base = context.state.chains[chain]?.base
  if (route === undefined || base === undefined) return { mint: null, inbound: null }
  const frees = (state: PoolState): boolean =>
    send({ kind: 'pool.transfer', route, input: amount }, { ...context, state }).ok
  const mint = (paid: bigint): PoolState | null => {
    const step = { kind: 'pool.mint', chain, holder: DEPOSITOR, token: base, amount: Amount.of(paid) } as const
    const minted = apply(context.state, step, context.market)
    return minted.ok ? minted.state : null
  }
  const worth = worthOf({ chain, token, amount }, context)
  const { numerator, denominator } = context.market.rules.supplyFloor
  const shares = mulDiv(worth, denominator, denominator - numerator, 'up')
  return {
    mint: least(mint, frees, shares),
    inbound: least((paid) => inbound({ chain, base, home, paid }, context), frees, worth),
  }
}

/** Somebody who pays in, for the sake of the question. */
const DEPOSITOR = 'depositor'

interface Inbound {
  readonly chain: string
  readonly base: string
  readonly home: string
  readonly paid: bigint
}

/** The book after so much has arrived with its shares; where it came from is not looked at. */
function inbound({ chain, base, home, paid }: Inbound, { state, market, asOf }: Context): PoolState | null {
  const amount = Amount.of(paid)
  const eta = { p50: asOf, p95: asOf, stress: asOf }
  const flight = {
    key: state.next,
    kind: 'transfer',
    from: home,
    to: chain,
    token: base,
    input: amount,
    output: amount,
    departed: asOf,
    eta,
    deadline: market.asOf,
    at: 'bridge',
  } as const
  const sent: PoolState = { ...state, flights: [...state.flights, flight], next: state.next + 1 }
  const filled = apply(sent, { kind: 'pool.fill', key: flight.key, surplus: Amount.ZERO }, market)
  return filled.ok ? filled.state : null
}

function worthOf({ chain: name, token, amount }: Omit<Left, 'limiter'>, { state, market }: Context): bigint {
  const stand = standAt(state, name, market)
  if (!stand.ok) return 0n
  const rate = rateOf(token, stand.chain, stand.site)
  return rate === null ? 0n : mulDiv(amount, rate.numerator, rate.denominator, 'up')
}

/** The smallest payment that frees the rest: one more than the largest that does not. Null where ten thousand times the estimate does not. */
function least(
  pay: (paid: bigint) => PoolState | null,
  frees: (state: PoolState) => boolean,
  estimate: bigint,
): Amount.Amount | null {
  const isEnough = (paid: bigint): boolean => {
    const state = pay(paid)
    return state !== null && frees(state)
  }
  const max = estimate * 10_000n
  if (!isEnough(max)) return null
  return Amount.of(largest((paid) => !isEnough(paid), { estimate, max }) + 1n)
}
