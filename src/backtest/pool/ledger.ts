import { toSource } from '../../models/pool/bridge.ts'
import { holding, wallet, worth } from '../../models/pool/chain.ts'
import * as Cost from '../../models/pool/cost.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import { scaleAt, scaleOf } from '../../portfolio/pool/scale.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { ofFlight } from '../../portfolio/pool/worth.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import * as Attribution from './attribution.ts'
import { entryOf, repriced } from './entry.ts'
import { NOWHERE, type Position, positionOf, scaled } from './position.ts'
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
    chains: new Map(names.map((name) => [name, Attribution.open(name, at(start, name) ?? NOWHERE)])),
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
    book: (step, before, after) =>
      step === null ? revalue(books, { before, after }) : post(books, step, { before, after }),
    close: () => Attribution.close([...books.chains.values(), books.air]),
    writes: () => ({
      source: cost(slots.sent, slots.source),
      destination: cost(slots.arrived, slots.destination),
    }),
  }
}

/** The position of a chain in the whole pool's units; null where its oracle does not answer. */
function at({ state, market }: Scene, name: string): Position | null {
  const stand = standAt(state, name, market)
  return stand.ok ? scaled(positionOf(stand.chain, stand.setting), scaleOf(state, stand.chain)) : null
}

function airborne(state: PoolState, market: PoolMarket): Position {
  const assets = inFlight(state, market)
  return { assets, real: 0n, virtual: assets, claims: 0n }
}

/** Worth of all that is in flight, in the whole pool's units. */
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

/** In the whole pool's units, cut toward zero in those of the chain; nothing where there is no price. */
function value({ state, market }: Scene, name: string, { token, amount }: Sum): bigint {
  const stand = standAt(state, name, market)
  if (!stand.ok) return 0n
  const found = worth(amount, token, { chain: stand.chain, convert: stand.setting.convert })
  return typeof found === 'bigint' ? found * scaleOf(state, stand.chain) : 0n
}

/** New prices: what they make of every place, token by token and deposit by deposit. */
function revalue({ chains, air }: Books, { before, after }: Change): void {
  if (before.market.sites === after.market.sites) return
  for (const [name, account] of chains) {
    const position = at(after, name)
    if (position === null) continue
    const [was, is] = [standAt(before.state, name, before.market), standAt(after.state, name, after.market)]
    const own = was.ok && is.ok ? repriced(is.chain, was.setting, is.setting) : null
    const price = own === null ? null : own * scaleAt(after.state, name)
    // What an oracle did not say before is all price once it does.
    Attribution.book(account, {
      cause: 'price',
      after: position,
      known: { price: price ?? position.assets - account.end.assets },
    })
  }
  const position = airborne(after.state, after.market)
  if (position.assets === air.end.assets) return
  let price = 0n
  for (const flight of after.state.flights) price += aloft(flight, after) - aloft(flight, before)
  Attribution.book(air, { cause: 'price', after: position, known: { price } })
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
    case 'pool.expire':
      expired(books, step.key, change)
      return
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

interface Entry {
  readonly cause: Attribution.Cause
  readonly name: string
  readonly token: string
  readonly amount: bigint
  readonly lines: Attribution.Known
}

/** Books what a step changed of one token at one chain. Where the oracle does not answer the place stays as it was, and prices owe it the rest. */
function enter({ chains }: Books, { cause, name, token, amount, lines }: Entry, { before, after }: Change): void {
  const account = chains.get(name)
  const position = at(after, name)
  const [was, is] = [standAt(before.state, name, before.market), standAt(after.state, name, after.market)]
  if (account === undefined || !was.ok || !is.ok) return
  const changed = { token, amount: Amount.of(amount), lines, after: is.chain, scale: scaleOf(after.state, is.chain) }
  const known = position === null ? null : entryOf(was.chain, changed, was.setting)
  const stated = Object.values(lines).reduce((sum: bigint, part) => sum + part, 0n)
  if (known !== null && position !== null) Attribution.book(account, { cause, after: position, known })
  else Attribution.book(account, { cause, after: account.end, known: { ...lines, price: -stated } })
}

/** What a wallet has more of a token. */
function gained(name: string, token: string, { before, after }: Change): bigint {
  const there = ({ state }: Scene): bigint => {
    const chain = lookup(state.chains, name)
    return chain === undefined ? 0n : wallet(chain, token)
  }
  return there(after) - there(before)
}

function local(books: Books, step: Local, change: Change): void {
  if (step.kind === 'pool.update') {
    const account = books.chains.get(step.chain)
    const position = at(change.after, step.chain)
    if (account !== undefined && position !== null)
      Attribution.book(account, { cause: 'renewal', after: position, known: {} })
    return
  }
  const { chain: name, token } = step
  const cause = step.kind === 'pool.gain' ? 'gain' : 'flow'
  const amount = step.kind === 'pool.gain' ? step.amount : gained(name, token, change)
  const worthOf = value(change.after, name, { token, amount: Amount.of(amount) })
  enter(books, { cause, name, token, amount, lines: { [cause]: worthOf } }, change)
}

function sent(books: Books, step: Extract<PoolStep, { input: unknown }>, change: Change): void {
  const { before, after } = change
  const { from, token, input } = step
  const flight = after.state.flights.find(({ key }) => key === step.key)
  if (flight === undefined) return
  const moved = value(before, from, { token, amount: landing(step, before) })
  const cause = step.kind === 'pool.sync' ? 'sync' : 'transfer'
  const fee = moved - value(before, from, { token, amount: input })
  if (cause === 'transfer') count(books, { before, after, name: from, side: 'source' })
  enter(books, { cause, name: from, token, amount: -input, lines: { [cause]: -moved, fee } }, change)
  const flown = value(after, from, { token, amount: landing(flight, after) })
  const known = { [cause]: flown, basis: aloft(flight, after) - flown }
  Attribution.book(books.air, { cause, after: airborne(after.state, after.market), known })
}

/** What a deposit announces, in units of its source. */
function landing(
  { from, to, token, output }: Pick<PoolFlight, 'from' | 'to' | 'token' | 'output'>,
  scene: Scene,
): Amount.Amount {
  const [source, destination] = [lookup(scene.state.chains, from), lookup(scene.state.chains, to)]
  if (source === undefined || destination === undefined) return output
  const landed = toSource(output, { token, source, destination })
  return typeof landed === 'bigint' ? landed : Amount.ZERO
}

function filled(books: Books, step: Extract<PoolStep, { surplus: unknown }>, change: Change): void {
  const { before, after } = change
  const flight = before.state.flights.find(({ key }) => key === step.key)
  if (flight === undefined) return
  const { to, token, kind } = flight
  const line = kind === 'sync' ? 'sync' : 'transfer'
  const amount = gained(to, token, change)
  const moved = value(before, to, { token, amount: Amount.of(amount - step.surplus) })
  const surplus = value(before, to, { token, amount: step.surplus })
  if (kind === 'transfer') count(books, { before, after, name: to, side: 'destination' })
  enter(books, { cause: 'fill', name: to, token, amount, lines: { [line]: moved, surplus } }, change)
  const rest = after.state.flights.find(({ key }) => key === step.key)
  const gone = aloft({ ...flight, output: Amount.sub(flight.output, rest?.output ?? Amount.ZERO) }, before)
  const rounding = (rest === undefined ? 0n : aloft(rest, after)) - aloft(flight, before) + gone
  const now = airborne(after.state, after.market)
  Attribution.book(books.air, {
    cause: 'fill',
    after: now,
    known: { [line]: -gone, ...(isUnit(rounding, scaleAt(after.state, to)) ? { rounding } : {}) },
  })
}

const isUnit = (rounding: bigint, unit: bigint): boolean => rounding >= -unit && rounding <= unit

/** The bridge gives its fee back, and what was to be had at the destination is had at the source again, at the prices there. */
function expired(books: Books, key: number, { before, after }: Change): void {
  const flight = before.state.flights.find((each) => each.key === key)
  if (flight === undefined) return
  const { from, token, input } = flight
  const landed = value(before, from, { token, amount: landing(flight, before) })
  const fee = value(before, from, { token, amount: input }) - landed
  const known = { fee, basis: landed - aloft(flight, before) }
  Attribution.book(books.air, { cause: 'expiry', after: airborne(after.state, after.market), known })
}

function refunded(books: Books, key: number, change: Change): void {
  const { before, after } = change
  const flight = before.state.flights.find((each) => each.key === key)
  if (flight === undefined) return
  const { from: name, token, kind } = flight
  const line = kind === 'sync' ? 'sync' : 'transfer'
  const amount = gained(name, token, change)
  const lines = { [line]: value(before, name, { token, amount: Amount.of(amount) }) }
  if (kind === 'transfer') count(books, { before, after, name, side: 'destination' })
  enter(books, { cause: 'refund', name, token, amount, lines }, change)
  const now = airborne(after.state, after.market)
  Attribution.book(books.air, { cause: 'refund', after: now, known: { [line]: -aloft(flight, before) } })
}

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
