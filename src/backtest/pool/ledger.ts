import { toSource } from '../../models/pool/bridge.ts'
import { holding, worth } from '../../models/pool/chain.ts'
import * as Cost from '../../models/pool/cost.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { ofFlight } from '../../portfolio/pool/worth.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import * as Attribution from './attribution.ts'
import { NOWHERE, type Position, positionOf } from './position.ts'
import type { Scene, Writes } from './result.ts'

/** The name of the account for what is in flight. */
export const AIR = 'in flight'

/** The accounts of a replay. */
export interface Ledger {
  /** Books what a step, or new prices, did. */
  book(step: PoolStep | null, before: Scene, after: Scene): void
  close(): Attribution.Attribution
  writes(): { readonly source: Writes; readonly destination: Writes }
}

interface Books {
  readonly chains: ReadonlyMap<string, Attribution.Account>
  readonly air: Attribution.Account
  readonly slots: { source: number; destination: number; sent: number; arrived: number }
}

/** Opens the accounts. Positions are taken at today's prices, whatever price is stored. */
export function ledger(start: Scene, gas: Cost.Gas): Ledger {
  const names = Object.keys(start.state.chains)
  const books: Books = {
    chains: new Map(names.map((name) => [name, Attribution.open(name, at(start, name))])),
    air: Attribution.open(AIR, airborne(start.state, start.market)),
    slots: { source: 0, destination: 0, sent: 0, arrived: 0 },
  }
  const { slots } = books
  const cost = (bookings: number, written: number): Writes => ({
    bookings,
    slots: written,
    gas: Cost.gasOf(bookings, written, gas),
  })
  return {
    book: (step, before, after) => (step === null ? revalue(books, after) : post(books, step, { before, after })),
    close: () => Attribution.close([...books.chains.values(), books.air]),
    writes: () => ({
      source: cost(slots.sent, slots.source),
      destination: cost(slots.arrived, slots.destination),
    }),
  }
}

/** The position of a chain, as before where its oracle does not answer. */
function at({ state, market }: Scene, name: string, before: Position = NOWHERE): Position {
  const stand = standAt(state, name, market)
  return stand.ok ? (positionOf(stand.chain, stand.setting) ?? before) : before
}

function airborne(state: PoolState, market: PoolMarket): Position {
  const assets = inFlight(state, market)
  return { assets, real: 0n, virtual: assets, claims: 0n }
}

/** Worth of all that is in flight, in base units. */
export function inFlight(state: PoolState, market: PoolMarket): bigint {
  let total = 0n
  for (const flight of state.flights) total += aloft(flight, { state, market })
  return total
}

/** What lands at its destination, or what the escrow has for its source, at the prices there; nothing where there is no price. */
function aloft(flight: PoolFlight, { state, market }: Scene): bigint {
  const found = ofFlight(state, flight, market)
  return typeof found === 'bigint' ? found : 0n
}

interface Sum {
  readonly token: string
  readonly amount: Amount.Amount
}

/** Toward zero; nothing where there is no price. */
function value({ state, market }: Scene, name: string, { token, amount }: Sum): bigint {
  const stand = standAt(state, name, market)
  if (!stand.ok) return 0n
  const found = worth(amount, token, { chain: stand.chain, convert: stand.setting.convert })
  return typeof found === 'bigint' ? found : 0n
}

/** New prices: what every place is worth now, all of it price. */
function revalue({ chains, air }: Books, after: Scene): void {
  for (const [name, account] of chains) {
    const position = at(after, name, account.end)
    Attribution.book(account, {
      cause: 'price',
      after: position,
      known: { price: position.assets - account.end.assets },
    })
  }
  const position = airborne(after.state, after.market)
  if (position.assets === air.end.assets) return
  Attribution.book(air, { cause: 'price', after: position, known: { price: position.assets - air.end.assets } })
}

interface Change {
  readonly before: Scene
  readonly after: Scene
}

/** A step: what is known of it by itself, at the chain that it changes and in flight. */
function post(books: Books, step: PoolStep, change: Change): void {
  switch (step.kind) {
    case 'pool.transfer':
    case 'pool.sync':
      sent(books, step, change)
      return
    case 'pool.fill':
      filled(books, step, change)
      return
    case 'pool.expire': {
      const now = airborne(change.after.state, change.after.market)
      Attribution.book(books.air, { cause: 'expiry', after: now, known: { fee: now.assets - books.air.end.assets } })
      return
    }
    case 'pool.refund':
      refunded(books, step.key, change)
      return
    case 'pool.mint':
    case 'pool.burn':
    case 'pool.update':
    case 'pool.gain':
      local(books, step, change)
  }
}

type Local = Extract<PoolStep, { kind: 'pool.mint' | 'pool.burn' | 'pool.update' | 'pool.gain' }>

function local({ chains }: Books, step: Local, { after }: Change): void {
  const account = chains.get(step.chain)
  if (account === undefined) return
  const position = at(after, step.chain, account.end)
  const delta = position.assets - account.end.assets
  if (step.kind === 'pool.update') Attribution.book(account, { cause: 'renewal', after: position, known: {} })
  else if (step.kind === 'pool.gain')
    Attribution.book(account, { cause: 'gain', after: position, known: { gain: value(after, step.chain, step) } })
  else Attribution.book(account, { cause: 'flow', after: position, known: { flow: delta } })
}

function sent(books: Books, step: Extract<PoolStep, { input: unknown }>, { before, after }: Change): void {
  const { from, to, token, input, output } = step
  const account = books.chains.get(from)
  if (account === undefined) return
  const route = { token, source: idOf(before, from), destination: idOf(before, to) }
  const landed = toSource(output, route)
  const moved = value(before, from, { token, amount: typeof landed === 'bigint' ? landed : Amount.ZERO })
  const cause = step.kind === 'pool.sync' ? 'sync' : 'transfer'
  const fee = moved - value(before, from, { token, amount: input })
  if (cause === 'transfer') count(books, { before, after, name: from, side: 'source' })
  Attribution.book(account, { cause, after: at(after, from, account.end), known: { [cause]: -moved, fee } })
  const air = airborne(after.state, after.market)
  const basis = air.assets - books.air.end.assets - moved
  Attribution.book(books.air, { cause, after: air, known: { [cause]: moved, basis } })
}

function filled(books: Books, step: Extract<PoolStep, { surplus: unknown }>, { before, after }: Change): void {
  const flight = before.state.flights.find(({ key }) => key === step.key)
  const account = flight === undefined ? undefined : books.chains.get(flight.to)
  if (flight === undefined || account === undefined) return
  const { to, token, kind } = flight
  const moved = aloft({ ...flight, output: step.part ?? flight.output }, before)
  const line = kind === 'sync' ? 'sync' : 'transfer'
  const surplus = value(before, to, { token, amount: step.surplus })
  if (kind === 'transfer') count(books, { before, after, name: to, side: 'destination' })
  Attribution.book(account, { cause: 'fill', after: at(after, to, account.end), known: { [line]: moved, surplus } })
  land(books, 'fill', { line, moved, after })
}

function refunded(books: Books, key: number, { before, after }: Change): void {
  const flight = before.state.flights.find((each) => each.key === key)
  const account = flight === undefined ? undefined : books.chains.get(flight.from)
  if (flight === undefined || account === undefined) return
  const moved = aloft(flight, before)
  const line = flight.kind === 'sync' ? 'sync' : 'transfer'
  if (flight.kind === 'transfer') count(books, { before, after, name: flight.from, side: 'destination' })
  const position = at(after, flight.from, account.end)
  Attribution.book(account, { cause: 'refund', after: position, known: { [line]: moved } })
  land(books, 'refund', { line, moved, after })
}

interface Landed {
  readonly line: 'transfer' | 'sync'
  readonly moved: bigint
  readonly after: Scene
}

function land({ air }: Books, cause: 'fill' | 'refund', { line, moved, after }: Landed): void {
  const now = airborne(after.state, after.market)
  Attribution.book(air, { cause, after: now, known: { [line]: -moved } })
}

const idOf = ({ state }: Scene, name: string): number => lookup(state.chains, name)?.id ?? 0

/** Slots of supply and claims that a booking changed at one chain. */
function count({ slots }: Books, { before, after, name, side }: Booking): void {
  const [was, is] = [lookup(before.state.chains, name), lookup(after.state.chains, name)]
  if (was === undefined || is === undefined) return
  let written = was.virtualSupply === is.virtualSupply ? 0 : 1
  for (const { token, virtualBalance, booked } of is.holdings) {
    const old = holding(was, token)
    if (old.virtualBalance !== virtualBalance) written += 1
    if (old.booked !== booked) written += 1
  }
  slots[side] += written
  if (side === 'source') slots.sent += 1
  else slots.arrived += 1
}

interface Booking extends Change {
  readonly name: string
  readonly side: 'source' | 'destination'
}
