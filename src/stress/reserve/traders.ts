import { mintOf, redeemOf } from '../../backtest/reserve/crowd.ts'
import { happen, pricedAt } from '../../backtest/reserve/replay.ts'
import type { World } from '../../backtest/reserve/world.ts'
import { priced } from '../../models/reserve/clamp.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import type { Price } from '../../units/price.ts'
import { of as sharesOf } from '../../units/shares.ts'

/** By asset. */
type Prices = Readonly<Record<string, Price>>

/**
 * Whoever sees that the reserve's oracle is off: in each hour one round trip, in by what the reserve thinks too much of and out by what it
 * thinks too little of, where it gains. Answers what was gained, in USD at the market's prices.
 */
export function exploit(world: World, market: Prices, size: number): number {
  const known = world.reserve().tranches.filter(({ commitment, prices }) => commitment === null && prices !== null)
  const rated = known.map((tranche) => ({ tranche, ...rate(tranche, market) }))
  const best = rated
    .flatMap((into) =>
      rated.filter((out) => out !== into).map((out) => ({ into, out, gain: into.rate / out.rate - 1 })),
    )
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain)[0]
  if (best === undefined || size <= 0) return 0
  const { into, out } = best
  const mint = mintOf(into.tranche, size, into.price)
  const scene = world.scene()
  const minted = happen(scene, { kind: 'step', step: mint })
  if (minted.refusal !== null) return 0
  const coins = sharesOf(minted.scene.state.reserve.supply - scene.state.reserve.supply)
  const redeem = redeemOf(out.tranche, coins)
  const redeemed = happen(minted.scene, { kind: 'step', step: redeem })
  if (redeemed.refusal !== null) return 0
  const given =
    balanceOf(scene.state.reserve.tranches, out.tranche.id) -
    balanceOf(redeemed.scene.state.reserve.tranches, out.tranche.id)
  const gained = (Number(given) / 10 ** out.tranche.decimals) * toUsd(out.price) - size
  if (gained <= 0) return 0
  world.order(mint, { actor: 'arbitrageurs', act: 'mint', moved: size })
  world.order(redeem, { actor: 'arbitrageurs', act: 'redeem', moved: toUsd(coins) })
  return gained
}

/** What the reserve's price of a tranche is to the market's. */
function rate(tranche: Tranche, market: Prices): { readonly rate: number; readonly price: Price } {
  const price = priced(pricedAt(tranche, market)).raw
  return { price, rate: price > 0n ? Number(tranche.prices?.raw ?? 0n) / Number(price) : 1 }
}

const balanceOf = (tranches: readonly Tranche[], id: string): bigint =>
  tranches.find((each) => each.id === id)?.balance ?? 0n
