import { keep, lookup } from '../../units/lookup.ts'
import type { Written } from './config.ts'
import type { Draft, DraftEvent } from './draft.ts'
import { callsIn } from './network.ts'

type Chains = Written['chains']
type Name = (call: string) => string

/** Finds a chain's name in its file by whatever it may be called: capitals, an alias, a number. A name that is none stays as it is, to be refused. */
function nameIn(chains: Chains): Name {
  const calls = callsIn(chains)
  return (call) => calls.get(call.toLowerCase()) ?? call
}

const ends =
  (name: Name) =>
  <Way extends { from: string; to: string }>(way: Way): Way => ({ ...way, from: name(way.from), to: name(way.to) })

const placed =
  (name: Name) =>
  <Thing extends { chain: string }>(thing: Thing): Thing => ({ ...thing, chain: name(thing.chain) })

function keyed<Value>(record: Readonly<Record<string, Value>>, name: Name): Record<string, Value> {
  const renamed: Record<string, Value> = {}
  for (const [call, value] of Object.entries(record)) keep(renamed, name(call), value)
  return renamed
}

/** A config with every chain under the one name that its file lists it by. */
export function namedConfig(written: Written): Written {
  const name = nameIn(written.chains)
  const { flights, bridge, gas, policy, limits, gains } = written
  return {
    ...written,
    ...(flights === undefined ? {} : { flights: flights.map(ends(name)) }),
    ...(bridge?.routes === undefined ? {} : { bridge: { ...bridge, routes: bridge.routes.map(ends(name)) } }),
    ...(gas?.chains === undefined ? {} : { gas: { ...gas, chains: keyed(gas.chains, name) } }),
    ...(policy === undefined ? {} : { policy: namedPolicy(policy, name) }),
    ...(limits?.destinations === undefined
      ? {}
      : { limits: { ...limits, destinations: limits.destinations.map(name) } }),
    ...(gains === undefined ? {} : { gains: gains.map(placed(name)) }),
  }
}

const namedPolicy = (policy: NonNullable<Written['policy']>, name: Name): NonNullable<Written['policy']> => ({
  ...policy,
  ...(policy.home === undefined ? {} : { home: name(policy.home) }),
  ...(policy.liquidity === undefined ? {} : { liquidity: policy.liquidity.map(placed(name)) }),
})

/** The same of a scenario. */
export function namedScenario(written: Draft): Draft {
  const name = nameIn(written.chains)
  const { bridge, home } = written
  return {
    ...written,
    ...(bridge?.routes === undefined ? {} : { bridge: { ...bridge, routes: bridge.routes.map(ends(name)) } }),
    ...(home === undefined ? {} : { home: name(home) }),
    events: written.events.map((event) => namedEvent(event, name)),
  }
}

function namedEvent(event: DraftEvent, name: Name): DraftEvent {
  const { on, transfer, sync, mint, burn, gain, loss, update } = event
  return {
    ...event,
    ...(on === undefined ? {} : { on: name(on) }),
    ...(transfer === undefined ? {} : { transfer: ends(name)(transfer) }),
    ...(sync === undefined ? {} : { sync: ends(name)(sync) }),
    ...(mint === undefined ? {} : { mint: placed(name)(mint) }),
    ...(burn === undefined ? {} : { burn: placed(name)(burn) }),
    ...(gain === undefined ? {} : { gain: placed(name)(gain) }),
    ...(loss === undefined ? {} : { loss: placed(name)(loss) }),
    ...(update === undefined ? {} : { update: placed(name)(update) }),
  }
}

/** The chains of a state's file with what only the config says of them: number, aliases, tokens, coin. */
export function describedBy(config: Chains, state: Chains): Chains {
  const name = nameIn(config)
  const chains: Record<string, Chains[string]> = {}
  for (const [call, draft] of Object.entries(state)) {
    const { id, title, aliases = [], tokens, native, wrapped } = lookup(config, name(call)) ?? {}
    // What the rest of the config calls it holds on.
    const described = { id, title, aliases: [...aliases, name(call)], tokens, native, wrapped }
    const said = Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined))
    keep(chains, call, { ...said, ...draft })
  }
  return chains
}
