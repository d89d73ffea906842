import type { PoolEvent, Send } from '../../backtest/pool/event.ts'
import type { Chain } from '../../models/pool/chain.ts'
import { arriving, settled } from '../../planner/pool/route.ts'
import { type Routes, routeOf } from '../../portfolio/pool/market.ts'
import * as Amount from '../../units/amount.ts'
import { keep, lookup } from '../../units/lookup.ts'
import { DECIMALS, type Price } from '../../units/price.ts'
import * as Shares from '../../units/shares.ts'
import { seconds } from '../../units/time.ts'
import type { Path } from '../config/source.ts'
import * as Unit from '../config/unit.ts'
import { HOLDERS, withWrapped } from './chain.ts'
import type { Draft, DraftEvent } from './draft.ts'
import { inBase } from './market.ts'
import type { Of, Reader } from './reader.ts'

/** The world that the events of a file happen in. */
interface Around {
  /** In the currency of the file. */
  readonly prices: Readonly<Record<string, bigint>>
  readonly chains: Readonly<Record<string, Chain>>
  readonly routes: Routes
  readonly read: Reader
}

/** What is known while the list is read from top to bottom. */
interface Reading extends Omit<Around, 'prices'> {
  readonly written: Draft
  /** Prices as they stand by then, chain by chain. */
  readonly prices: Record<string, Record<string, bigint>>
  /** Those of the file, and WETH where it has ETH. */
  readonly tokens: readonly string[]
  /** What each key was sent in, and to where. */
  readonly sent: ReadonlyMap<string, Of>
}

type Kind = Exclude<keyof DraftEvent, 'on'>

const KINDS = [
  'price',
  'transfer',
  'sync',
  'fill',
  'expire',
  'refund',
  'mint',
  'burn',
  'gain',
  'loss',
  'update',
  'wait',
] as const satisfies readonly Kind[]

/** The events of a file. A breach for each chain or token that the file does not list; an unknown key is left to the simulator. */
export function eventsOf(written: Draft, { prices, ...around }: Around): readonly PoolEvent[] {
  const sends = written.events.flatMap(({ transfer, sync }) => transfer ?? sync ?? [])
  const reading: Reading = {
    ...around,
    written,
    prices: Object.fromEntries(Object.keys(written.chains).map((name) => [name, { ...prices }])),
    tokens: Object.keys(prices),
    // Of a key that is used twice the first counts.
    sent: new Map(sends.map(({ key, token, to: chain }): [string, Of] => [key, { token, chain }]).reverse()),
  }
  let waited = 0
  return written.events.flatMap((draft, at) => {
    waited += draft.wait ?? 0
    if (waited > WAIT_MAX) {
      const allowed = `waits of at most ${WAIT_MAX / 86_400} days together`
      around.read.breaches.push({
        code: 'TIME_INVALID',
        path: ['events', at, 'wait'],
        found: `${draft.wait} s more`,
        allowed,
      })
      waited = 0
    }
    return eventOf(draft, reading, ['events', at])
  })
}

/** A hundred years, in seconds: as long as any single time span may be. */
const WAIT_MAX = Unit.MOST.duration

function eventOf(draft: DraftEvent, reading: Reading, path: Path): readonly PoolEvent[] {
  const kinds = KINDS.filter((kind) => draft[kind] !== undefined)
  const [kind] = kinds
  const isStray = draft.on !== undefined && kind !== 'price'
  if (kind === undefined || kinds.length > 1 || isStray) {
    reading.read.breaches.push({
      code: 'POOL_EVENT',
      path,
      found: isStray ? '`on` without `price`' : kinds.length === 0 ? 'an event without a kind' : kinds.join(' and '),
      allowed: `one of ${KINDS.join(', ')}; \`on\` beside \`price\` alone`,
    })
    return []
  }
  if (kind === 'price') return priceOf(draft, reading, [...path, 'price'])
  const named = draft[kind]
  if (typeof named === 'object' && !isListed(named, reading, [...path, kind])) return []
  const event = otherOf(draft, reading, [...path, kind])
  return event === null ? [] : [event]
}

type Named = Exclude<NonNullable<DraftEvent[Kind]>, number>

/** Whether every chain and token that an event names is one of the file's; a breach for each that is not. */
function isListed(named: Named, { chains, tokens, read }: Reading, path: Path): boolean {
  const lists = { chain: Object.keys(chains), from: Object.keys(chains), to: Object.keys(chains), token: tokens }
  return Object.entries(lists)
    .map(([key, names]) => {
      const name = lookup(named, key)
      return typeof name !== 'string' || read.knows(name, names, [...path, key])
    })
    .every((isKnown) => isKnown)
}

function priceOf({ price = {}, on }: DraftEvent, reading: Reading, path: Path): readonly PoolEvent[] {
  const { written, read, prices } = reading
  const names = Object.keys(prices)
  if (on !== undefined && !read.knows(on, names, [...path.slice(0, -1), 'on'])) return []
  const told: Record<string, bigint> = {}
  for (const [token, text] of Object.entries(price)) {
    const at = [...path, token]
    if (!read.knows(token, Object.keys(written.tokens), at)) continue
    const units = read.units(text, DECIMALS, at)
    keep(told, token, units)
    if (units <= 0n)
      read.breaches.push({ code: 'POOL_PRICE', path: at, found: `'${text}'`, allowed: 'a price above zero' })
  }
  if (read.breaches.length > 0) return []
  if ('ETH' in told && !('WETH' in written.tokens)) Object.assign(told, withWrapped(told))
  for (const name of on === undefined ? names : [on]) Object.assign(lookup(prices, name) ?? {}, told)
  const pricesOn = (name: string) => changed(lookup(prices, name) ?? {}, told, written.base)
  if (on !== undefined) return [{ kind: 'price', on, prices: pricesOn(on) }]
  const event = { kind: 'price', on: null, prices: pricesOn(names[0] ?? '') } as const
  return isUniform(prices)
    ? [event]
    : [{ ...event, by: Object.fromEntries(names.map((name) => [name, pricesOn(name)])) }]
}

const isUniform = (prices: Reading['prices']): boolean =>
  new Set(Object.values(prices).map((each) => Object.values(each).join())).size <= 1

/** Prices in base tokens: of the tokens named, or of all where the base token itself moved. */
function changed(
  prices: Readonly<Record<string, bigint>>,
  told: Readonly<Record<string, bigint>>,
  base: string,
): Readonly<Record<string, Price>> {
  const unit = lookup(prices, base) ?? 1n
  const moved = Object.entries(prices).filter(([token]) => Object.hasOwn(told, token) || Object.hasOwn(told, base))
  return Object.fromEntries(moved.map(([token, price]) => [token, inBase(price, unit)]))
}

function otherOf(draft: DraftEvent, reading: Reading, path: Path): PoolEvent | null {
  const { transfer, sync, fill, expire, refund, wait } = draft
  if (transfer !== undefined) {
    const { sending, stays } = sendOf(transfer, reading, path)
    return { kind: 'send', name: transfer.key, step: { kind: 'pool.transfer', ...sending }, ...stays }
  }
  if (sync !== undefined) {
    const toleranceBps = reading.read.bps(sync.tolerance ?? 1, [...path, 'tolerance'])
    const { sending, stays } = sendOf(sync, reading, path)
    return { kind: 'send', name: sync.key, step: { kind: 'pool.sync', toleranceBps, ...sending }, ...stays }
  }
  if (fill !== undefined) return fillOf(fill, reading, path)
  if (expire !== undefined) return { kind: 'land', name: expire.key, step: { kind: 'pool.expire' } }
  if (refund !== undefined) return { kind: 'land', name: refund.key, step: { kind: 'pool.refund' } }
  if (wait !== undefined) return { kind: 'wait', duration: seconds(wait) }
  return localOf(draft, reading, path)
}

type Sending = NonNullable<DraftEvent['transfer']>

interface Sent {
  readonly sending: Omit<Send, 'kind' | 'toleranceBps'>
  readonly stays: { readonly stays?: bigint }
}

/** What an event sends; where it does not say what arrives, what is too fine for the destination stays. */
function sendOf({ from, to, token, amount, arrives }: Sending, { chains, routes, read }: Reading, path: Path): Sent {
  const asked = Amount.of(read.amount(amount, { token, chain: from }, [...path, 'amount']))
  const route = routeOf({ routes }, { from, to, token })
  const [source, destination] = [lookup(chains, from), lookup(chains, to)]
  if (arrives !== undefined) {
    const output = Amount.of(read.amount(arrives, { token, chain: to }, [...path, 'arrives']))
    return { sending: { from, to, token, input: asked, output }, stays: {} }
  }
  if (route === undefined || source === undefined || destination === undefined)
    return { sending: { from, to, token, input: asked, output: asked }, stays: {} }
  const input = settled(asked, route, { source, destination })
  const output = arriving(input, route, { source, destination })
  return { sending: { from, to, token, input, output }, stays: input === asked ? {} : { stays: asked - input } }
}

/** What a surplus and a part are in, the sending event says. */
function fillOf(
  { key, surplus, amount }: NonNullable<DraftEvent['fill']>,
  { written, sent, read }: Reading,
  path: Path,
): PoolEvent {
  const of = sent.get(key) ?? { token: written.base, chain: '' }
  const added = surplus === undefined ? 0n : read.amount(surplus, of, [...path, 'surplus'])
  const part = amount === undefined ? {} : { part: Amount.of(read.amount(amount, of, [...path, 'amount'])) }
  return { kind: 'land', name: key, step: { kind: 'pool.fill', surplus: Amount.of(added), ...part } }
}

function localOf(
  { mint, burn, gain, loss, update }: DraftEvent,
  { written, read }: Reading,
  path: Path,
): PoolEvent | null {
  const units = (text: string, of: Of, key: string): bigint => read.amount(text, of, [...path, key])
  if (mint !== undefined) {
    const { chain, holder = HOLDERS, token = written.base } = mint
    const least =
      mint.least === undefined ? {} : { least: Shares.of(units(mint.least, { token: written.base, chain }, 'least')) }
    const paid = Amount.of(units(mint.amount, { token, chain }, 'amount'))
    return { kind: 'step', step: { kind: 'pool.mint', chain, holder, token, amount: paid, ...least } }
  }
  if (burn !== undefined) {
    const { chain, holder = HOLDERS, token = written.base } = burn
    const shares = Shares.of(units(burn.shares, { token: written.base, chain }, 'shares'))
    const least = burn.least === undefined ? {} : { least: Amount.of(units(burn.least, { token, chain }, 'least')) }
    return { kind: 'step', step: { kind: 'pool.burn', chain, holder, token, shares, ...least } }
  }
  const traded = gain ?? loss
  if (traded !== undefined) {
    const { chain, token } = traded
    const found = units(traded.amount, { token, chain }, 'amount')
    const signed = gain === undefined ? -found : found
    return { kind: 'step', step: { kind: 'pool.gain', chain, token, amount: Amount.of(signed) } }
  }
  return update === undefined ? null : { kind: 'step', step: { kind: 'pool.update', chain: update.chain } }
}
