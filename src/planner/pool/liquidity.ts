import { routeOf } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'
import { deposit, type Limiter } from './capacity.ts'
import { arriving, bounds, decimalsAt, delivered, inputFor, type Size } from './route.ts'
import { type Context, land, type Move } from './trial.ts'

/** A need of a token on one chain, in its units there. */
export interface Need {
  readonly chain: string
  readonly token: string
  readonly amount: Amount.Amount
}

/** What one chain can bring, after its own level of liquidity is left there. */
export interface Source {
  readonly chain: string
  /** What arrives at the most, in units of the destination. */
  readonly value: Amount.Amount
  readonly limiter: Limiter
}

export interface Supplied {
  readonly moves: readonly Move[]
  readonly state: PoolState
  /** What is missing still when all that can be brought has landed; 0 where the need is met. */
  readonly missing: Amount.Amount
  readonly sources: readonly Source[]
  /** What bridges keep, in the whole pool's units of the base token. */
  readonly fee: Amount.Amount
}

/** Up to so many sources every choice of them is compared; beyond, the largest are taken. */
const EXACT_MAX = 10

/**
 * Transfers that bring a token where it is needed (docs/models/pool.md): from the fewest chains that suffice, and of those choices the one that pays
 * least for bridges and gas, under supply floors, balances, other chains' own levels and the deadline. Where all do not suffice, all that there is
 * goes, and every source says what limits it.
 */
export function supply(need: Need, context: Context): Supplied {
  const lots = lotsFor(need, context)
  const sources = lots.map(({ chain, arrives, limiter }): Source => ({ chain, value: arrives, limiter }))
  const usable = lots.filter(({ arrives }) => arrives > 0n).sort((a, b) => Amount.compare(b.arrives, a.arrives))
  const chosen = choose(usable, need.amount, context)
  let now = context
  let fee = Amount.ZERO
  let missing = need.amount
  const moves: Move[] = []
  for (const { lot, input } of chosen) {
    const move: Move = { kind: 'pool.transfer', route: lot.route, input }
    const landed = land(move, now)
    if (!landed.ok) continue
    moves.push(move)
    fee = Amount.add(fee, landed.fee)
    missing = Amount.sub(missing, across(input, lot, context))
    now = { ...now, state: landed.state }
  }
  return { moves, state: now.state, missing: Amount.max(missing, Amount.ZERO), sources, fee }
}

interface Lot {
  readonly chain: string
  readonly route: Move['route']
  readonly size: Size
  readonly input: Amount.Amount
  readonly arrives: Amount.Amount
  readonly limiter: Source['limiter']
  /** Units of the destination for one unit of the source. */
  readonly scale: Scale
  /** What a deposit costs at its source, as units of the destination. */
  readonly gas: number
}

interface Scale {
  readonly up: bigint
  readonly down: bigint
}

function lotsFor(need: Need, context: Context): readonly Lot[] {
  const lots: Lot[] = []
  for (const chain of Object.keys(context.state.chains)) {
    if (chain === need.chain) continue
    const way = { from: chain, to: need.chain, token: need.token }
    const route = routeOf(context.market, way)
    if (route === undefined) continue
    const capacity = deposit('pool.transfer', way, context)
    const scale = scaleOf(way, context)
    const lot = { chain, route, size: bounds(route, context.policy, context.market), scale }
    const arrives = across(capacity.value, lot, context)
    lots.push({ ...lot, input: capacity.value, limiter: capacity.limiter, arrives, gas: gasOf(way, context) })
  }
  return lots
}

function across(
  input: Amount.Amount,
  { chain, route }: Pick<Lot, 'chain' | 'route'>,
  { state }: Context,
): Amount.Amount {
  const source = lookup(state.chains, chain)
  const destination = lookup(state.chains, route.to)
  if (source === undefined || destination === undefined || input <= 0n) return Amount.ZERO
  return arriving(input, route, { source, destination })
}

function scaleOf({ from, to, token }: { from: string; to: string; token: string }, { market }: Context): Scale {
  const here = decimalsAt(from, token, market)
  const there = decimalsAt(to, token, market)
  return there >= here ? { up: 10n ** BigInt(there - here), down: 1n } : { up: 1n, down: 10n ** BigInt(here - there) }
}

function gasOf({ from, to, token }: { from: string; to: string; token: string }, { market }: Context): number {
  const site = lookup(market.sites, from)
  const price = (Number(lookup(site?.feeds, token)?.price ?? 0n) / 1e18) * market.baseUsd
  return price > 0 ? ((site?.gas.deposit ?? 0) / price) * Number(10n ** BigInt(decimalsAt(to, token, market))) : 0
}

interface Taken {
  readonly lot: Lot
  readonly input: Amount.Amount
}

/** The choice of the fewest lots that suffices at the least fee; all of them where none does. */
function choose(lots: readonly Lot[], amount: Amount.Amount, context: Context): readonly Taken[] {
  const count = fewest(lots, amount)
  if (count === null) return lots.map((lot) => ({ lot, input: lot.input }))
  const choices = lots.length <= EXACT_MAX ? subsets(lots, count) : [lots.slice(0, count)]
  let best: { readonly taken: readonly Taken[]; readonly fee: number } | null = null
  for (const choice of choices) {
    const taken = share(choice, amount, context)
    if (taken === null) continue
    const fee = taken.reduce((sum, { lot, input }) => sum + feeOf(lot, input) + lot.gas, 0)
    if (best === null || fee < best.fee) best = { taken, fee }
  }
  return best?.taken ?? lots.slice(0, count).map((lot) => ({ lot, input: lot.input }))
}

/** How many of the largest suffice; null where all do not. */
function fewest(lots: readonly Lot[], amount: Amount.Amount): number | null {
  let sum = 0n
  for (const [at, { arrives }] of lots.entries()) {
    sum += arrives
    if (sum >= amount) return at + 1
  }
  return null
}

function subsets<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  if (count === 0) return [[]]
  return items.flatMap((first, at) => subsets(items.slice(at + 1), count - 1).map((rest) => [first, ...rest]))
}

/** Share of what is sent that the bridge keeps, in whole tokens: sources of one token cost what their bridges keep of it. */
const feeOf = ({ route, scale }: Lot, input: bigint): number =>
  (Number(input - delivered(input, route)) * Number(scale.up)) / Number(scale.down)

/** The cheapest bring all they can, the dearest what is left, and each at least what its bridge takes. Null where that is too little. */
function share(choice: readonly Lot[], amount: Amount.Amount, context: Context): readonly Taken[] | null {
  const order = [...choice].sort((a, b) => Number(a.route.feeBps - b.route.feeBps))
  const least = (lot: Lot): bigint => across(lot.size.min > 0n ? lot.size.min : Amount.of(1n), lot, context)
  let later = order.reduce((sum, lot) => sum + least(lot), 0n)
  let missing: bigint = amount
  const taken: Taken[] = []
  for (const lot of order) {
    later -= least(lot)
    const wanted = missing - later > 0n ? missing - later : 0n
    const input = wanted >= lot.arrives ? lot.input : Amount.max(lot.size.min, needed(wanted, lot))
    if (input > lot.input) return null
    taken.push({ lot, input })
    missing -= across(input, lot, context)
  }
  return missing <= 0n ? taken : null
}

/** The least input of which so much arrives. */
const needed = (wanted: bigint, { route, scale }: Lot): Amount.Amount =>
  Amount.of(inputFor(mulDiv(wanted, scale.down, scale.up, 'up'), route))
