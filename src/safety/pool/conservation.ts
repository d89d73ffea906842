import { holding } from '../../models/pool/chain.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { lookup } from '../../units/lookup.ts'
import { block } from '../finding.ts'
import { isSend, type PoolExamined, scaleOf } from './examined.ts'

/**
 * Tokens on chains and on their way change by what the step says and by nothing else: a deposit loses the bridge's fee, an expiry gives it back, a fill
 * adds its surplus, a refund and a renewal nothing. What users pay in and out, and what trading makes, is not for a plan.
 */
export function conservation({ before, after, step, market }: PoolExamined): ReturnType<typeof lost> {
  for (const token of tokensOf(before, after)) {
    const gained = total(token, after, market) - total(token, before, market)
    const stated = said(token, { before, step }, market)
    if (stated !== null && gained !== stated) return lost(token, gained, stated)
  }
  return []
}

const lost = (token: string, gained: bigint, stated: bigint): readonly ReturnType<typeof block>[] => [
  block('NOT_CONSERVED', `The pool would gain or lose ${token} otherwise than by the stated fee`, {
    facts: { token, gained: String(gained), stated: String(stated) },
    lift: 'This is a fault of the engine: do not act on this plan, and report it.',
  }),
]

function tokensOf(before: PoolState, after: PoolState): ReadonlySet<string> {
  const tokens = new Set<string>()
  for (const { chains, flights } of [before, after]) {
    for (const { holdings } of Object.values(chains)) for (const { token } of holdings) tokens.add(token)
    for (const { token } of flights) tokens.add(token)
  }
  return tokens
}

/** All of a token, on one scale: wallets, what bridges will deliver, what escrows have. */
function total(token: string, { chains, flights }: PoolState, { sites }: PoolMarket): bigint {
  let sum = 0n
  for (const [name, chain] of Object.entries(chains))
    sum += holding(chain, token).wallet * scaleOf(token, lookup(sites, name))
  for (const flight of flights) if (flight.token === token) sum += inFlight(flight, sites)
  return sum
}

const inFlight = ({ at, from, to, token, input, output }: PoolFlight, sites: PoolMarket['sites']): bigint =>
  at === 'escrow' ? input * scaleOf(token, lookup(sites, from)) : output * scaleOf(token, lookup(sites, to))

interface Said {
  readonly before: PoolState
  readonly step: PoolStep
}

/** What the step says that the pool gains of a token; null where it says nothing. */
function said(token: string, { before, step }: Said, { sites }: PoolMarket): bigint | null {
  if (isSend(step)) {
    const { from, to, input, output } = step
    return step.token === token
      ? output * scaleOf(token, lookup(sites, to)) - input * scaleOf(token, lookup(sites, from))
      : 0n
  }
  if (step.kind === 'pool.update' || step.kind === 'pool.refund') return 0n
  if (step.kind !== 'pool.fill' && step.kind !== 'pool.expire') return null
  const flight = before.flights.find(({ key }) => key === step.key)
  if (flight === undefined || flight.token !== token) return 0n
  if (step.kind === 'pool.fill') return step.surplus * scaleOf(token, lookup(sites, flight.to))
  return (
    flight.input * scaleOf(token, lookup(sites, flight.from)) - flight.output * scaleOf(token, lookup(sites, flight.to))
  )
}
