import * as Model from '../../models/pool/capacity.ts'
import { type Chain, wallet } from '../../models/pool/chain.ts'
import * as Supply from '../../models/pool/supply.ts'
import * as Versions from '../../models/pool/versions.ts'
import { type Done, standAt } from '../../portfolio/pool/apply/done.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { type Route, routeOf } from '../../portfolio/pool/market.ts'
import type { PoolSend } from '../../portfolio/pool/step.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import type { Refusal } from '../../units/refusal.ts'
import { mulDiv } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import { largest } from './root.ts'
import { bounds, closedBy, delivered, inputUpTo, rateOf, tighter } from './route.ts'
import { spareOf } from './spare.ts'
import { type Context, closed, land, send, stepOf } from './trial.ts'

/** What keeps an amount from being larger: what the model says, or the bridge, or the policy; `liquidity` is the chain's own level, `destination` a chain that takes nothing in, `dust` less than a unit of where it goes. */
export type Limiter =
  | Model.Limiter
  | 'route'
  | 'size'
  | 'least'
  | 'tolerance'
  | 'policy'
  | 'liquidity'
  | 'destination'
  | 'dust'
  | 'refused'

/** `size` is the most that may go at once, or, of nothing, the least. */
export const ofNothing = (limiter: Limiter): Limiter => (limiter === 'size' ? 'least' : limiter)

/** The largest amount that passes: one unit more is refused by the limiter. `refusal` says so in words. */
export interface Capacity {
  readonly value: Amount.Amount
  readonly limiter: Limiter
  readonly refusal: Refusal | null
}

interface Way {
  readonly from: string
  readonly to: string
  readonly token: string
}

/**
 * The largest deposit of a token from one chain to another: balance, the chain's own level of liquidity, supply floor (Transfer), tolerance
 * (Sync), bridge, policy. Closed forms estimate, and the model's own answer decides to the unit.
 */
export function deposit(kind: PoolSend['kind'], way: Way, context: Context): Capacity {
  const { state, market, policy } = context
  const stand = standAt(state, way.from, market)
  if (!stand.ok) return none(stand.refusal, 'refused')
  const route = routeOf(market, way)
  if (route === undefined) return asked({ kind, way, context })
  const by = closedBy(route, policy)
  if (by !== null) return none(closed(route, by).refusal, 'policy')
  const size = bounds(route, policy, market)
  const there = wallet(stand.chain, way.token)
  const spare = tighter(spareOf(way.from, way.token, context), there) ?? there
  const max = tighter(spare, size.max) ?? spare
  const estimate = kind === 'pool.sync' ? max : bySupply(route, way, context)
  const attempt = (input: bigint): Done => send({ kind, route, input: Amount.of(input) }, context)
  const value = largest((input) => !isTooMuch(attempt(input)), { estimate, max })
  const isEmpty = kind === 'pool.transfer' && movesNothing(attempt(value), stand.chain, way.from)
  const found = answer(value, { attempt, size, there, spare, isEmpty })
  if (value > 0n && isDust(Amount.of(value), { kind, route, context })) return none(found.refusal, 'dust')
  const landed = found.value > 0n ? land({ kind, route, input: found.value }, context) : null
  return landed === null || landed.ok ? whole(found, { kind, route, context }) : none(landed.refusal, 'destination')
}

interface Sending {
  readonly kind: PoolSend['kind']
  readonly route: Route
  readonly context: Context
}

/** Whether a bridge would deliver it, and a unit of the destination is more. */
const isDust = (input: Amount.Amount, { kind, route, context }: Sending): boolean =>
  delivered(input, route) > 0n && stepOf({ kind, route, input }, context).output === 0n

/** The same without what is too fine for the destination and stays. */
function whole(found: Capacity, { kind, route, context }: Sending): Capacity {
  const { input } = stepOf({ kind, route, input: found.value }, context)
  return input === found.value
    ? found
    : { ...found, value: input, limiter: found.limiter === 'balance' ? 'dust' : found.limiter }
}

interface Asked {
  readonly kind: PoolSend['kind']
  readonly way: Way
  readonly context: Context
}

/** Without a route nothing passes; the book says which name is wrong. */
function asked({ kind, way, context }: Asked): Capacity {
  const sending = { key: context.state.next, ...way, input: Amount.of(1n), output: Amount.of(1n) }
  const step = kind === 'pool.sync' ? { kind, ...sending, toleranceBps: 0n } : { kind, ...sending }
  const refused = apply(context.state, step, context.market)
  return refused.ok ? { value: Amount.ZERO, limiter: 'route', refusal: null } : none(refused.refusal, 'route')
}

interface Found {
  readonly attempt: (input: bigint) => Done
  readonly size: ReturnType<typeof bounds>
  readonly there: Amount.Amount
  readonly spare: Amount.Amount
  readonly isEmpty: boolean
}

function answer(value: bigint, { attempt, size, there, spare, isEmpty }: Found): Capacity {
  const here = value > 0n ? attempt(value) : null
  if (here !== null && !here.ok) return none(here.refusal, limiterOf(here.refusal))
  const more = attempt(value + 1n)
  const refusal = more.ok ? null : more.refusal
  const kept = value === spare && spare < there ? 'liquidity' : null
  const limiter = kept ?? (refusal === null ? (value === there ? 'balance' : 'size') : limiterOf(refusal))
  if (isEmpty) return none(refusal, limiter)
  if (value >= size.min) return { value: Amount.of(value), limiter, refusal }
  if (there < size.min) return none(refusal, 'balance')
  return none(refusal, value > 0n && refusal !== null && kept === null ? 'size' : limiter)
}

/** Whether a Transfer is so small that rounding leaves its shares and claims at home: once the floor is reached, such go on passing for ever. */
function movesNothing(done: Done, before: Chain, name: string): boolean {
  const after = done.ok ? lookup(done.state.chains, name) : undefined
  if (after === undefined || after.virtualSupply !== before.virtualSupply) return false
  const claims = ({ holdings }: Chain): bigint =>
    holdings.reduce((sum: bigint, { virtualBalance, booked }) => sum + virtualBalance + booked, 0n)
  return claims(after) === claims(before)
}

const none = (refusal: Refusal | null, limiter: Limiter): Capacity => ({
  value: Amount.ZERO,
  limiter,
  refusal,
})

/** Input whose output turns into the shares that may still leave: VS + ⌊TS · (1 − floor)⌋ (docs/models/pool.md). */
function bySupply(route: Route, { from, token }: Way, { state, market }: Context): bigint {
  const stand = standAt(state, from, market)
  if (!stand.ok) return 0n
  const { chain, setting, site } = stand
  const rate = rateOf(token, chain, site)
  const priced = Versions.update(chain, setting)
  if (!priced.ok || rate === null) return 0n
  const shares = chain.virtualSupply + Supply.depth(chain.totalSupply, market.rules.supplyFloor)
  const value = mulDiv(shares + 1n, priced.sharePrice, chain.unit, 'up') - 1n
  return inputUpTo(mulDiv(value + 1n, rate.denominator, rate.numerator, 'up') - 1n, route)
}

/** Refusals that a smaller amount would lift. */
const TOO_MUCH: Readonly<Record<string, Limiter>> = {
  TokenTransferFailed: 'balance',
  EffectiveSupplyTooLow: 'supplyFloor',
  NavImpactTooHigh: 'tolerance',
}

const isTooMuch = (done: Done): boolean => !done.ok && lookup(TOO_MUCH, done.refusal.code) !== undefined

const OTHERS: Readonly<Record<string, Limiter>> = {
  ROUTE_LIMIT: 'route',
  ROUTE_UNKNOWN: 'route',
  OutputAmountTooLow: 'bridgeFee',
  TokenNotActive: 'token',
  UnsupportedCrossChainToken: 'token',
  WrongDestinationToken: 'destination',
}

const limiterOf = ({ code }: Refusal): Limiter => lookup(TOO_MUCH, code) ?? lookup(OTHERS, code) ?? 'refused'

interface Held {
  readonly chain: string
  readonly holder: string
}

/** The most shares that a holder can burn for the base token: those he has, the supply floor after it, and what lies there to pay in (docs/models/pool.md). */
export function burn({ chain: name, holder }: Held, { state, market }: Pick<Context, 'state' | 'market'>): Burnable {
  const stand = standAt(state, name, market)
  if (!stand.ok) return { value: Shares.ZERO, limiter: 'refused' }
  return Model.ofBurn(stand.chain, { holder, now: Math.floor(market.asOf / 1000) }, stand.setting)
}

interface Burnable {
  readonly value: Shares.Shares
  readonly limiter: Limiter
}
