import type * as z from 'zod'
import { type Route, type Routes, routesBySource } from '../../portfolio/pool/market.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import { seconds } from '../../units/time.ts'
import type { Path } from '../config/source.ts'
import type { Of, Reader } from './reader.ts'
import type { bridge as schema } from './schema.ts'

type Draft = z.output<ReturnType<typeof schema>>
type Terms = Omit<Draft, 'routes'>
type Own = NonNullable<Draft['routes']>[number]

/** Between what there are ways, and the fee where none is written. */
export interface Around {
  readonly names: readonly string[]
  readonly tokens: readonly string[]
  readonly fee: number
  readonly read: Reader
  /** Bridges beside the one between all chains, by name. */
  readonly bridges?: Readonly<Record<string, Named>>
}

/** Terms of a bridge with what it carries within an hour and a day, in USD. */
type Capped = Draft & { readonly perHour?: number | undefined; readonly perDay?: number | undefined }
type Named = Omit<Capped, 'routes'>

/** A way for every token between any two chains: on the terms of all, or on its own where one is listed. */
export function routesOf({ routes = [], ...common }: Capped = {}, around: Around): Routes {
  const { names, tokens, fee, read, bridges = {} } = around
  for (const [at, own] of routes.entries()) known(own, ['bridge', 'routes', at], around)
  const feeBps = read.bps(common.fee ?? fee, ['bridge', 'fee'])
  const general = carrying('bridge', common)
  const all = new Map(
    names.flatMap((chain) =>
      tokens.map((token) => [
        `${chain} ${token}`,
        { ...offerOf({ ...common, feeBps }, { chain, token }, { read, path: ['bridge'] }), ...general },
      ]),
    ),
  )
  const offers = (own: Own, at: number): readonly (readonly [string, Offer])[] => {
    const path = ['bridge', 'routes', at]
    const named = own.by === undefined ? undefined : lookup(bridges, own.by)
    const stated = own.fee ?? named?.fee
    const where = own.fee === undefined ? ['bridges', own.by ?? '', 'fee'] : [...path, 'fee']
    const terms = { ...common, ...named, ...own, feeBps: stated === undefined ? feeBps : read.bps(stated, where) }
    const carrier = own.by === undefined ? general : carrying(`bridges.${own.by}`, named)
    return tokens
      .filter((token) => own.token === undefined || own.token === token)
      .map((token) => [
        `${own.from} ${own.to} ${token}`,
        { ...offerOf(terms, { chain: own.from, token }, { read, path }), ...carrier },
      ])
  }
  // A way that names its token goes before one for every token.
  const special = new Map([
    ...routes.flatMap((own, at) => (own.token === undefined ? offers(own, at) : [])),
    ...routes.flatMap((own, at) => (own.token === undefined ? [] : offers(own, at))),
  ])
  return routesBySource(
    names.flatMap((from) =>
      names
        .filter((to) => to !== from)
        .flatMap((to) =>
          tokens.flatMap((token): readonly Route[] => {
            const offer = special.get(`${from} ${to} ${token}`) ?? all.get(`${from} ${token}`)
            return offer === undefined ? [] : [{ from, to, token, ...offer }]
          }),
        ),
    ),
  )
}

/** The bridge of a route where it has a cap. */
function carrying(name: string, { perHour, perDay }: Pick<Capped, 'perHour' | 'perDay'> = {}): Pick<Route, 'bridge'> {
  if (perHour === undefined && perDay === undefined) return {}
  const most = (cap: number | undefined) => usd(cap ?? Number.POSITIVE_INFINITY)
  return { bridge: { name, perHour: most(perHour), perDay: most(perDay) } }
}

function known({ from, to, token, by }: Own, path: Path, { names, tokens, read, bridges = {} }: Around): void {
  if (by !== undefined) read.knows(by, Object.keys(bridges), [...path, 'by'])
  read.knows(from, names, [...path, 'from'])
  read.knows(
    to,
    names.filter((name) => name !== from),
    [...path, 'to'],
  )
  if (token !== undefined) read.knows(token, tokens, [...path, 'token'])
}

type Offer = Omit<Route, 'from' | 'to' | 'token'>

interface At {
  readonly read: Reader
  readonly path: Path
}

const [FILL_TIME, FILL_TIME_P95, WINDOW] = [120, 480, 600]

function offerOf(terms: Terms & { readonly feeBps: bigint }, of: Of, { read, path }: At): Offer {
  const {
    feeBps,
    fixed = '0',
    min = '0',
    max,
    fillTime = FILL_TIME,
    fillTimeP95 = FILL_TIME_P95,
    window = WINDOW,
  } = terms
  const units = (text: string, key: string): Amount.Amount => Amount.of(read.amount(text, of, [...path, key]))
  const p95 = seconds(Math.max(fillTime, fillTimeP95))
  return {
    feeBps,
    feeFixed: units(fixed, 'fixed'),
    min: units(min, 'min'),
    max: max === undefined ? null : units(max, 'max'),
    times: { p50: seconds(fillTime), p95, stress: p95 },
    window: seconds(window),
  }
}
