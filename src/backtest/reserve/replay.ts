import { priced as pricesOf } from '../../models/reserve/clamp.ts'
import { attempt } from '../../models/reserve/fault.ts'
import type { Oracle } from '../../models/reserve/guard.ts'
import { unknown } from '../../models/reserve/named.ts'
import { observed } from '../../models/reserve/stewardship.ts'
import type { Asset, Tranche } from '../../models/reserve/tranche.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveMarket, Trade, TrancheQuote } from '../../portfolio/reserve/market.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { Timestamp } from '../../units/chain.ts'
import { keep, lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { ONE, type Ratio } from '../../units/ratio.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { instant } from '../../units/time.ts'
import { type Gains, gainsOf, NOTHING, repriced } from './gain.ts'

/** A reserve and the market it stands in. */
export interface Scene {
  readonly state: ReserveState
  readonly market: ReserveMarket
}

/** What may happen to it: a step of the book, prices that move, or time up to an instant. */
export type Happening =
  | { readonly kind: 'step'; readonly step: ReserveStep }
  | { readonly kind: 'prices' /** By asset. */; readonly prices: Readonly<Record<string, Price>> }
  | { readonly kind: 'oracle' /** What others say of prices from now on. */; readonly oracle: Oracle }
  | { readonly kind: 'until'; readonly time: Timestamp }
  | {
      readonly kind: 'calibrate'
      /** The whole new list. What is neither in the reserve nor added is not known and is refused. */
      readonly weights: Readonly<Record<string, Ratio>>
      /** Seconds. */
      readonly duration: bigint
      readonly added: readonly Added[]
    }

/** A tranche that is new, and what swaps of it cost; null where it cannot be traded. */
export interface Added {
  readonly tranche: Tranche
  readonly trade: Trade | null
}

/** What came of it. A refusal leaves the scene as it was. */
export interface Outcome {
  readonly scene: Scene
  readonly refusal: Refusal | null
  readonly gains: Gains
}

/** One event after another is a replay; it is pure, so the same events lead to the same scene. */
export function happen(scene: Scene, happening: Happening): Outcome {
  switch (happening.kind) {
    case 'step':
      return stepped(scene, happening.step)
    case 'prices':
      return priced(scene, happening.prices)
    case 'oracle':
      return { scene: told(scene, happening.oracle), refusal: null, gains: NOTHING }
    case 'until':
      return stepped(scene, waitUntil(scene, happening.time))
    case 'calibrate':
      return calibrated(scene, happening)
  }
}

function stepped(scene: Scene, step: ReserveStep): Outcome {
  const { state, market } = scene
  const applied = apply(state, step, market)
  if (!applied.ok) return { scene, refusal: applied.refusal, gains: NOTHING }
  const before = quoted(state.reserve, market)
  const after = quoted(applied.state.reserve, market)
  const asOf = instant(Number(applied.state.reserve.time) * 1000)
  const next = { state: applied.state, market: asOf === market.asOf ? market : { ...market, asOf } }
  // What nobody could value afterwards cannot be shown, nor led on from.
  const found = attempt(() => ({ ok: true as const, gains: gainsOf(step, before, after) }))
  return found.ok
    ? { scene: next, refusal: null, gains: found.gains }
    : { scene, refusal: found.refusal, gains: NOTHING }
}

/** Blocks are counted by the clock, so that none is lost between instants; backwards is refused where it is applied. */
function waitUntil({ state, market }: Scene, time: Timestamp): ReserveStep {
  const blockAt = (at: bigint): bigint => divide(at, market.blockSeconds, 'down')
  const { time: now } = state.reserve
  return { kind: 'reserve.wait', blocks: blockAt(time) - blockAt(now), seconds: time - now }
}

function priced(scene: Scene, prices: Readonly<Record<string, Price>>): Outcome {
  const { state, market } = scene
  const before = quoted(state.reserve, market)
  const quotes: Record<string, TrancheQuote> = { ...market.quotes }
  for (const tranche of [...before.tranches, ...before.beside]) {
    const assets = pricedAt(tranche, prices)
    if (assets === tranche.assets) continue
    const { id } = tranche
    keep(quotes, id, {
      trade: lookup(market.quotes, id)?.trade ?? null,
      assets,
      prices: pricesOf(assets, tranche.pool),
    })
  }
  const next = { ...market, quotes }
  const after = quoted(state.reserve, next)
  const reserve = observed(after, market.rules)
  const stands = reserve === after ? state : { ...state, reserve }
  return { scene: { state: stands, market: next }, refusal: null, gains: repriced(before, after) }
}

/** The market with what was said of each pair and of each asset in place of what was said of it before. */
function told({ state, market }: Scene, { pairs, sources }: Oracle): Scene {
  const before = market.oracle ?? { pairs: [], sources: {} }
  const kept = before.pairs.filter((pair) => !pairs.some((each) => each.of === pair.of && each.in === pair.in))
  const oracle = { pairs: [...kept, ...pairs], sources: { ...before.sources, ...sources } }
  return { state, market: { ...market, oracle } }
}

/** The assets of a tranche at prices by asset, the same list where none of them is priced. What was never priced is one asset of its name. */
export function pricedAt({ id, assets }: Tranche, prices: Readonly<Record<string, Price>>): readonly Asset[] {
  const own = lookup(prices, id)
  if (assets.length === 0) return own === undefined ? assets : [{ id, price: own, per: ONE, peg: null }]
  if (assets.every((asset) => lookup(prices, asset.id) === undefined)) return assets
  return assets.map((asset) => ({ ...asset, price: lookup(prices, asset.id) ?? asset.price }))
}

/** The list that governance sets: the prices of now become those of calibration. */
function calibrated(scene: Scene, { weights, duration, added }: Calibrating): Outcome {
  const { tranches, beside, time } = quoted(scene.state.reserve, scene.market)
  const list: Tranche[] = []
  const again = added.find(({ tranche: { id } }) => [...tranches, ...beside].some((each) => each.id === id))
  if (again !== undefined) return { scene, refusal: exists(again.tranche.id), gains: NOTHING }
  for (const [id, weight] of Object.entries(weights)) {
    const tranche = [...tranches, ...added.map((each) => each.tranche)].find((each) => each.id === id)
    if (tranche === undefined) return { scene, refusal: unknown(id).refusal, gains: NOTHING }
    const price = tranche.prices?.raw ?? tranche.calibration.price
    list.push({ ...tranche, calibration: { price, weight, previousWeight: weight, time, duration } })
  }
  const outcome = stepped({ ...scene, market: listing(scene, added) }, { kind: 'reserve.calibrate', list })
  return outcome.refusal === null ? outcome : { ...outcome, scene }
}

/** The market with quotes of what is listed and of what is added: what left the list takes its price and its peg with it. */
function listing({ state: { reserve }, market }: Scene, added: readonly Added[]): ReserveMarket {
  const quotes: Record<string, TrancheQuote> = {}
  for (const { id } of [...reserve.tranches, ...reserve.beside]) {
    const quote = lookup(market.quotes, id)
    if (quote !== undefined) keep(quotes, id, quote)
  }
  for (const { tranche, trade } of added) {
    const { id, prices, assets } = tranche
    if (prices !== null) keep(quotes, id, { prices, assets, trade })
  }
  return { ...market, quotes }
}

const exists = (tranche: string): Refusal => ({
  code: 'TRANCHE_EXISTS',
  detail: `${tranche} is a tranche of the reserve already and cannot be added`,
  facts: { tranche },
  lift: `Give ${tranche} a weight without adding it, or add what is new under another name.`,
})

type Calibrating = Extract<Happening, { kind: 'calibrate' }>
