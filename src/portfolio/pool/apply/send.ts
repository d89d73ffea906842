import * as Bridge from '../../../models/pool/bridge.ts'
import { type Chain, worth } from '../../../models/pool/chain.ts'
import { type Deposit, deposit } from '../../../models/pool/source.ts'
import * as Amount from '../../../units/amount.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { plus } from '../../../units/time.ts'
import { FREE } from '../../cost.ts'
import { type PoolMarket, type Route, routeOf } from '../market.ts'
import { toUsd } from '../price.ts'
import { decimalsOf, scaleOf } from '../scale.ts'
import type { PoolFlight, PoolState } from '../state.ts'
import type { PoolSend } from '../step.ts'
import { BRIDGE, CHAIN, type Done, FLIGHT, line, notPositive, type Stand, standAt, unfit } from './done.ts'

/**
 * A deposit at its source (docs/models/pool.md): the model's checks, and those of the bridge. The native token crosses wrapped. Gas is the operator's own.
 * `CHAIN_UNKNOWN`, `TOKEN_UNKNOWN`, `AMOUNT_NOT_POSITIVE`, `KEY_USED`, `KEY_AHEAD`, `ROUTE_UNKNOWN`, `ROUTE_LIMIT`, and what the model refuses.
 */
export function send(state: PoolState, step: PoolSend, market: PoolMarket): Done {
  const source = standAt(state, step.from, market)
  if (!source.ok) return source
  const destination = standAt(state, step.to, market)
  if (!destination.ok) return destination
  const unusable = unfit(source, step.token, step.input) ?? (step.output > 0n ? undefined : notPositive(step.output))
  const wrong = unusable ?? misnumbered(state, step.key)
  if (wrong !== undefined) return wrong
  const order = orderOf(step, source.chain, destination.chain)
  const sent = deposit(source.chain, order, source.setting)
  if (!sent.ok) return sent
  const route = routeFor(step, market)
  if ('ok' in route) return route
  const kept = Amount.sub(step.input, sent.output)
  const cost = feeOf({ input: step.input, kept }, step.token, source)
  if (typeof cost !== 'bigint') return cost
  const fee = Amount.of(cost * scaleOf(state, source.chain))
  return {
    ok: true,
    state: {
      ...state,
      chains: { ...state.chains, [step.from]: sent.chain },
      flights: [...state.flights, flight(step, route, market)],
      next: state.next + 1,
    },
    cost: { ...FREE, gas: source.site.gas.deposit, fee: toUsd(fee, market, decimalsOf(state)) },
    times: route.times,
    postings: [
      ...line(CHAIN(step.from), step.token, -step.input),
      ...line(FLIGHT(step.key), step.token, sent.output),
      ...line(BRIDGE, step.token, kept),
    ],
    fee,
  }
}

function orderOf(step: PoolSend, source: Chain, destination: Chain): Deposit {
  const isNative = isWrappedForCrossing(step.token, source)
  const token = isNative ? source.wrapped : step.token
  return {
    opType: step.kind === 'pool.sync' ? 'sync' : 'transfer',
    token,
    outputToken: token,
    destination,
    inputAmount: step.input,
    outputAmount: step.output,
    toleranceBps: step.kind === 'pool.sync' ? step.toleranceBps : 0n,
    isNative,
  }
}

/** Whether a token is the native one, which crosses wrapped and is unwrapped at the other end. */
export const isWrappedForCrossing = (token: string, { native, wrapped }: Chain): boolean =>
  token === native && native !== wrapped

function misnumbered({ next }: PoolState, key: number): Refused | undefined {
  if (key === next) return undefined
  const facts = { key, next }
  return key < next
    ? refuse('KEY_USED', `Deposit ${key} has been sent already`, {
        facts,
        lift: 'A movement is sent once. Plan again from the book as it stands.',
      })
    : refuse('KEY_AHEAD', `Deposit ${key} comes after one that was never sent`, {
        facts,
        lift: `Number the next deposit ${next}.`,
      })
}

/** `ROUTE_UNKNOWN`, `ROUTE_LIMIT`. */
function routeFor(step: PoolSend, market: PoolMarket): Route | Refused {
  const route = routeOf(market, step)
  const { from, to, token, input } = step
  if (route === undefined)
    return refuse('ROUTE_UNKNOWN', `No bridge takes ${token} from ${from} to ${to}`, {
      facts: { from, to, token },
      lift: 'Use a route of the config, or add one.',
    })
  if (input >= route.min && (route.max === null || input <= route.max)) return route
  return refuse('ROUTE_LIMIT', `The bridge takes no such amount of ${token} from ${from} to ${to}`, {
    facts: { input: String(input), least: String(route.min), most: String(route.max ?? 'any') },
    lift: 'Keep to the bounds of the route; split what is larger.',
  })
}

interface Kept {
  readonly input: Amount.Amount
  readonly kept: Amount.Amount
}

/** What the bridge keeps, in the source's units of the base token: worth of the input less worth of the rest, as the books will have it. */
function feeOf({ input, kept }: Kept, token: string, { chain, setting }: Stand): Amount.Amount | Refused {
  const gone = worth(input, token, { chain, convert: setting.convert })
  const rest = worth(Amount.sub(input, kept), token, { chain, convert: setting.convert })
  if (typeof gone !== 'bigint') return gone
  return typeof rest === 'bigint' ? Amount.sub(gone, rest) : rest
}

function flight(step: PoolSend, { times, window }: Route, { asOf }: PoolMarket): PoolFlight {
  return {
    key: step.key,
    kind: step.kind === 'pool.sync' ? 'sync' : 'transfer',
    from: step.from,
    to: step.to,
    token: step.token,
    input: step.input,
    output: step.output,
    departed: asOf,
    eta: { p50: plus(asOf, times.p50), p95: plus(asOf, times.p95), stress: plus(asOf, times.stress) },
    deadline: plus(asOf, window),
    at: 'bridge',
  }
}

/** The output of a flight in the units of its source. */
export function outputAtSource({ token, output }: PoolFlight, source: Chain, destination: Chain): Amount.Amount {
  const scaled = Bridge.toSource(output, { token, source, destination })
  return typeof scaled === 'bigint' ? scaled : Amount.ZERO
}
