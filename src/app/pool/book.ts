import { toSource } from '../../models/pool/bridge.ts'
import type { Chain } from '../../models/pool/chain.ts'
import { arriving } from '../../planner/pool/route.ts'
import { type PoolMarket, type Routes, routeOf } from '../../portfolio/pool/market.ts'
import { type PoolFlight, type PoolState, start } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { type Instant, plus } from '../../units/time.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'
import type { Aloft } from './aloft.ts'
import type { Written } from './config.ts'
import { untimely } from './possible.ts'
import type { Reader } from './reader.ts'
import { opened } from './scenario.ts'

interface Around {
  readonly chains: Readonly<Record<string, Chain>>
  readonly tokens: readonly string[]
  readonly routes: Routes
  readonly read: Reader
}

type Draft = NonNullable<Written['flights']>[number]

/** The deposits of a file that are in flight. */
export function flightsOf(drafts: readonly Draft[], around: Around): readonly Aloft[] {
  const { read } = around
  const given = drafts.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const taken = new Set(given)
  let next = 0
  const free = (): number => {
    while (taken.has(next)) next += 1
    taken.add(next)
    return next
  }
  return drafts.flatMap((draft, at) => {
    const path = ['flights', at]
    if (draft.key !== undefined && given.indexOf(draft.key) !== given.lastIndexOf(draft.key))
      read.breaches.push({
        code: 'POOL_FLIGHT',
        path,
        found: `another deposit ${draft.key}`,
        allowed: 'a number a deposit',
      })
    const flight = aloftOf(draft, path, around)
    return flight === null ? [] : [{ ...flight, key: draft.key ?? free() }]
  })
}

function aloftOf(draft: Draft, path: Path, { chains, tokens, routes, read }: Around): Omit<Aloft, 'key'> | null {
  const { kind = 'transfer', from, to, token, amount, arrives, sent = null, deadline = null, at = null } = draft
  const names = Object.keys(chains)
  const isKnown = [
    read.knows(from, names, [...path, 'from']),
    read.knows(
      to,
      names.filter((name) => name !== from),
      [...path, 'to'],
    ),
    read.knows(token, tokens, [...path, 'token']),
  ]
  const [source, destination] = [lookup(chains, from), lookup(chains, to)]
  const route = routeOf({ routes }, { from, to, token })
  if (isKnown.includes(false) || source === undefined || destination === undefined || route === undefined) return null
  const input = Amount.of(read.amount(amount, { token, chain: from }, [...path, 'amount']))
  const output =
    arrives === undefined
      ? arriving(input, route, { source, destination })
      : Amount.of(read.amount(arrives, { token, chain: to }, [...path, 'arrives']))
  const landed = toSource(output, { token, source, destination })
  const atSource = typeof landed === 'bigint' ? landed : Amount.ZERO
  if (output <= 0n || atSource > input)
    read.breaches.push({
      code: 'POOL_FLIGHT',
      path,
      found: `${amount} sent, of which ${arrives ?? 'nothing'} arrives`,
      allowed: 'an `amount` above zero, and above zero and no more than that in `arrives`',
    })
  return { kind, from, to, token, input, output, atSource, sent, deadline, at, route, isStated: arrives !== undefined }
}

interface Begun {
  readonly base: string
  readonly chains: Around['chains']
  readonly flights: readonly Aloft[]
  readonly refuse: (breaches: readonly Breach[]) => void
}

/** The book at an instant of a market: chains at their share price, and deposits where they are by then, or by the minute that is asked for. ConfigError for times that cannot be. */
export function begun(
  { base, chains, flights, refuse }: Begun,
  market: PoolMarket,
  at: Instant = market.asOf,
): PoolState {
  refuse(untimely(flights, market.asOf))
  const keys = flights.map(({ key }) => key)
  return {
    ...start(base, opened(chains, market)),
    flights: flights.map((flight) => flown(flight, at)),
    next: Math.max(-1, ...keys) + 1,
  }
}

function flown(
  { sent, isStated: _, atSource: __, route: { times, window }, ...flight }: Aloft,
  asOf: Instant,
): PoolFlight {
  const departed = sent ?? asOf
  const deadline = flight.deadline ?? plus(departed, window)
  return {
    ...flight,
    departed,
    eta: { p50: plus(departed, times.p50), p95: plus(departed, times.p95), stress: plus(departed, times.stress) },
    deadline,
    at: flight.at ?? (asOf > deadline ? 'escrow' : 'bridge'),
  }
}
