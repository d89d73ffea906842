import { placeOf } from '../../backtest/pool/simulate.ts'
import { POOL_ROOMS, type PoolRooms } from '../../execution/pool.ts'
import type { PoolMarket, Route, Site } from '../../portfolio/pool/market.ts'
import type { PoolFlight } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { block } from '../../safety/finding.ts'
import type { PoolRule } from '../../safety/pool/examined.ts'
import { quote } from '../../units/estimate.ts'
import { keep } from '../../units/lookup.ts'
import * as Price from '../../units/price.ts'
import { mulDiv } from '../../units/rounding.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'

/** One thing that goes wrong with a pool, as data. Fractions are plain. */
export type PoolShock =
  | { readonly kind: 'price'; readonly tokens: readonly string[]; readonly move: number }
  /** Nothing is sent and nothing is filled for so many hours. */
  | { readonly kind: 'bridge'; readonly hours: number }
  /** No transaction is made on a chain for so many hours. */
  | { readonly kind: 'chain'; readonly chain: string; readonly hours: number }
  /** Every holder of every chain asks for a share of what he has, in equal parts over so many hours. */
  | { readonly kind: 'burns'; readonly share: number; readonly within: number }

/** When shocks begin: the instant of row 0. */
export interface Struck {
  readonly asOf: Instant
  readonly base: string
  readonly within: number
  readonly shocks: readonly PoolShock[]
}

const PPM = 1_000_000

/** What a halt stands in the way of: a chain, or every bridge with `null`; open from `until` on. */
interface Halt {
  readonly chain: string | null
  readonly until: Instant
}

function halts({ asOf, shocks }: Struck): readonly Halt[] {
  return shocks.flatMap((shock): readonly Halt[] =>
    shock.kind === 'bridge' || shock.kind === 'chain'
      ? [{ chain: shock.kind === 'chain' ? shock.chain : null, until: instant(asOf + shock.hours * HOUR_MS) }]
      : [],
  )
}

const concerns = ({ chain }: Halt, { from, to }: Pick<Route, 'from' | 'to'>): boolean =>
  chain === null || chain === from || chain === to

const isHalted = ({ until }: Halt, { asOf }: Pick<Struck, 'asOf'>, now: Instant): boolean => now > asOf && now < until

/** Whether a chain makes no transaction at an instant. */
export const isDown = (struck: Struck, chain: string | null, now: Instant): boolean =>
  chain !== null && halts(struck).some((halt) => halt.chain === chain && isHalted(halt, struck, now))

/** The market of an hour: prices on their way, and the ways across that are open. */
export function marketAt(struck: Struck, still: PoolMarket, row: number): PoolMarket {
  const asOf = instant(struck.asOf + row * HOUR_MS)
  const closed = halts(struck).filter((halt) => isHalted(halt, struck, asOf))
  const moved = prices(struck, still, row)
  if (closed.length === 0) return { ...moved, asOf }
  const routes = Object.fromEntries(
    Object.entries(still.routes).map(([from, ways]) => [
      from,
      ways.filter((way) => !closed.some((halt) => concerns(halt, way))),
    ]),
  )
  return { ...moved, routes, asOf }
}

/** Prices in base tokens: what moves against what the base token does itself. */
function prices({ within, shocks, base }: Struck, still: PoolMarket, row: number): PoolMarket {
  const share = within <= 0 ? 1 : Math.min(1, row / within)
  const factors = new Map<string, bigint>()
  for (const shock of shocks)
    if (shock.kind === 'price')
      for (const token of shock.tokens) factors.set(token, BigInt(Math.round(PPM * (1 + shock.move * share))))
  if (factors.size === 0 || row === 0) return still
  const sites: Record<string, Site> = {}
  const unit = factors.get(base) ?? BigInt(PPM)
  for (const [name, site] of Object.entries(still.sites)) {
    const feeds = Object.entries(site.feeds).map(([token, feed]) => {
      const factor = factors.get(token) ?? BigInt(PPM)
      const price = factor === unit ? feed.price : Price.of(mulDiv(feed.price, factor, unit, 'half'))
      return [token, { ...feed, price }] as const
    })
    keep(sites, name, { ...site, feeds: Object.fromEntries(feeds) })
  }
  return { ...still, sites, baseUsd: quote((still.baseUsd * Number(unit)) / PPM) }
}

/** When a deposit lands that would land then: not while its bridge or its destination stands still. Sources are not needed for that. */
export function heldUntil(struck: Struck, { to }: Pick<PoolFlight, 'to'>, at: Instant): Instant {
  return halts(struck).reduce(
    (landing, halt) =>
      (halt.chain === null || halt.chain === to) && isHalted(halt, struck, landing) ? halt.until : landing,
    at,
  )
}

/** The pool book's rooms while chains stand still: what would need one of them is refused. */
export function roomsUnder(struck: Struck, { isIdle }: { isIdle: boolean }): PoolRooms {
  const isAlive: PoolRule = ({ step, before, now }) => {
    const chain = step.kind === 'pool.fill' ? null : placeOf(step, before.flights)
    return chain !== null && isDown(struck, chain, now) ? [down(chain)] : []
  }
  const rules = struck.shocks.some(({ kind }) => kind === 'chain') ? [...POOL_ROOMS.rules, isAlive] : POOL_ROOMS.rules
  return { ...POOL_ROOMS, rules, ...(isIdle ? { propose: () => [] } : {}) }
}

const down = (chain: string) =>
  block('CHAIN_HALTED', `${chain} makes no transactions now`, {
    facts: { chain },
    lift: `Wait until ${chain} goes on; a stress test says for how many hours it stands still.`,
  })

/** Gains of trading on chains that go on. */
export const gainsUnder = (struck: Struck, gains: readonly PoolStep[], now: Instant): readonly PoolStep[] =>
  gains.filter((step) => !isDown(struck, placeOf(step, []), now))
