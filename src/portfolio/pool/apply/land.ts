import { receive } from '../../../models/pool/arrival.ts'
import { refund as returned } from '../../../models/pool/refund.ts'
import * as Amount from '../../../units/amount.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { mulDiv } from '../../../units/rounding.ts'
import { format } from '../../../units/time.ts'
import { FREE } from '../../cost.ts'
import type { PoolMarket } from '../market.ts'
import { flightOf, type PoolFlight, type PoolState } from '../state.ts'
import type { PoolExpire, PoolFill, PoolRefund } from '../step.ts'
import { BRIDGE, CHAIN, type Done, done, FLIGHT, line, notPositive, type Stand, standAt } from './done.ts'
import { isWrappedForCrossing, outputAtSource } from './send.ts'

/**
 * A relayer's delivery of a deposit, or of a part of it: both phases of the arrival at once (docs/models/pool.md). `DEPOSIT_UNKNOWN`,
 * `DEPOSIT_SETTLED`, `DEPOSIT_EXPIRED`, `AMOUNT_NOT_POSITIVE`, `FILL_TOO_LARGE`, and what the arrival refuses; refused, the deposit stays as
 * it is.
 */
export function fill(state: PoolState, { key, surplus, part }: PoolFill, market: PoolMarket): Done {
  const found = pending(state, key)
  if (!found.ok) return found
  const { flight } = found
  if (flight.at === 'escrow' || market.asOf > flight.deadline) return expired(flight)
  if (surplus < 0n) return notPositive(surplus)
  const output = part ?? flight.output
  const wrong = output > 0n ? tooMuch(output, flight) : notPositive(output)
  if (wrong !== undefined) return wrong
  const ends = endsOf(state, flight, market)
  if (!ends.ok) return ends
  const { source, destination } = ends
  const received = receive(
    destination.chain,
    { ...crossing(flight, destination), amount: output, surplus },
    destination.setting,
  )
  if (!received.ok) return received
  const { token, to } = flight
  const next = afterFill({ ...state, chains: { ...state.chains, [to]: received.chain } }, flight, output)
  const left = leaving(flight, flightOf(next, key), { source, destination })
  const isSame = outputAtSource({ ...flight, output: ONE }, source.chain, destination.chain) === ONE
  const asset = isSame ? token : `${token} on ${to}`
  return done(next, [
    ...line(FLIGHT(key), token, -left),
    ...(isSame ? [] : [...line(BRIDGE, token, left), ...line(BRIDGE, asset, -output)]),
    ...line(CHAIN(to), asset, output + surplus),
    ...line(BRIDGE, asset, -surplus),
  ])
}

const ONE = Amount.of(1n)

/** What a fill takes from its deposit, in the source's units: by what is announced before it less what still is, so that parts sum to the whole. */
function leaving(
  before: PoolFlight,
  after: PoolFlight | undefined,
  { source, destination }: { readonly source: Stand; readonly destination: Stand },
): bigint {
  const was = outputAtSource(before, source.chain, destination.chain)
  return after === undefined ? was : was - outputAtSource(after, source.chain, destination.chain)
}

const tooMuch = (output: Amount.Amount, flight: PoolFlight): Refused | undefined =>
  output <= flight.output
    ? undefined
    : refuse('FILL_TOO_LARGE', `Deposit ${flight.key} announced less than this fill brings`, {
        facts: { key: flight.key, fill: String(output), announced: String(flight.output) },
        lift: 'Fill at most what is still announced; what a relayer adds is a surplus.',
      })

/** Without the deposit, or with what is left of it: of the input the bridge has earned its share, rounded up. */
function afterFill(state: PoolState, { key, input, output }: PoolFlight, filled: Amount.Amount): PoolState {
  if (filled === output) return withoutFlight(state, key)
  const earned = Amount.of(mulDiv(input, filled, output, 'up'))
  const rest = { input: Amount.sub(input, earned), output: Amount.sub(output, filled) }
  return { ...state, flights: state.flights.map((each) => (each.key === key ? { ...each, ...rest } : each)) }
}

/** Past its deadline: the fee was never earned, and the escrow has the whole input. `DEPOSIT_NOT_EXPIRED` before. */
export function expire(state: PoolState, { key }: PoolExpire, market: PoolMarket): Done {
  const found = pending(state, key)
  if (!found.ok) return found
  const { flight } = found
  if (flight.at === 'escrow') return expired(flight)
  if (market.asOf <= flight.deadline)
    return refuse('DEPOSIT_NOT_EXPIRED', `Deposit ${key} may still be filled`, {
      facts: { key, deadline: format(flight.deadline), asOf: format(market.asOf) },
      lift: 'Wait until its deadline has passed.',
    })
  const ends = endsOf(state, flight, market)
  if (!ends.ok) return ends
  const back = flight.input - outputAtSource(flight, ends.source.chain, ends.destination.chain)
  const flights = state.flights.map((each): PoolFlight => (each.key === key ? { ...each, at: 'escrow' } : each))
  return done({ ...state, flights }, [...line(BRIDGE, flight.token, -back), ...line(FLIGHT(key), flight.token, back)])
}

/** The escrow's balance returns as an arrival at the source (docs/models/pool.md). `DEPOSIT_NOT_EXPIRED` where the escrow has nothing yet. */
export function refund(state: PoolState, { key }: PoolRefund, market: PoolMarket): Done {
  const found = pending(state, key)
  if (!found.ok) return found
  const { flight } = found
  if (flight.at === 'bridge')
    return refuse('DEPOSIT_NOT_EXPIRED', `The escrow has nothing of deposit ${key}`, {
      facts: { key, deadline: format(flight.deadline), asOf: format(market.asOf) },
      lift: 'Wait until the bridge has given it back.',
    })
  const source = standAt(state, flight.from, market)
  if (!source.ok) return source
  const received = returned(source.chain, { ...crossing(flight, source), amount: flight.input }, source.setting)
  if (!received.ok) return received
  const { from, token, input } = flight
  return {
    ...done(withoutFlight({ ...state, chains: { ...state.chains, [from]: received.chain } }, key), [
      ...line(FLIGHT(key), token, -input),
      ...line(CHAIN(from), token, input),
    ]),
    cost: { ...FREE, gas: source.site.gas.refund },
  }
}

type Found = { readonly ok: true; readonly flight: PoolFlight }

function pending(state: PoolState, key: number): Found | Refused {
  const flight = flightOf(state, key)
  if (flight !== undefined) return { ok: true, flight }
  const facts = { key, next: state.next }
  return key >= 0 && key < state.next
    ? refuse('DEPOSIT_SETTLED', `Deposit ${key} was filled or refunded before`, {
        facts,
        lift: 'Nothing is left to do: a deposit ends once.',
      })
    : refuse('DEPOSIT_UNKNOWN', `There is no deposit ${key}`, { facts, lift: 'Send it first.' })
}

const expired = ({ key, deadline }: PoolFlight): Refused =>
  refuse('DEPOSIT_EXPIRED', `Deposit ${key} has expired`, {
    facts: { key, deadline: format(deadline) },
    lift: 'Refund it at its source and send again.',
  })

interface Ends {
  readonly ok: true
  readonly source: Stand
  readonly destination: Stand
}

function endsOf(state: PoolState, { from, to }: PoolFlight, market: PoolMarket): Ends | Refused {
  const source = standAt(state, from, market)
  if (!source.ok) return source
  const destination = standAt(state, to, market)
  return destination.ok ? { ok: true, source, destination } : destination
}

interface Crossing {
  readonly token: string
  readonly opType: PoolFlight['kind']
  readonly unwrap: boolean
}

function crossing({ token, kind }: PoolFlight, { chain }: Stand): Crossing {
  const unwrap = isWrappedForCrossing(token, chain)
  return { token: unwrap ? chain.wrapped : token, opType: kind, unwrap }
}

const withoutFlight = (state: PoolState, key: number): PoolState => ({
  ...state,
  flights: state.flights.filter((flight) => flight.key !== key),
})
