import { priced } from '../../models/reserve/clamp.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { type Valued, value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { MintStep, RedeemStep } from '../../portfolio/reserve/step.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { of as amountOf } from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { ONE } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import { pricedAt } from './replay.ts'
import type { World } from './world.ts'

/** Of the market, by asset. */
type Prices = Readonly<Record<string, Price>>

/** Chance by seed: 0 (included) to 1 (excluded). */
export type Chance = () => number

/** How often users mint and redeem, and how much: from a quarter to seven quarters of the size, evenly. */
export interface Users {
  readonly mintsPerDay: number
  readonly redemptionsPerDay: number
  /** USD, or coins. */
  readonly size: number
}

/** Who turns a failing coin into the reserve's other assets as long as it can be done. */
export interface Arbitrage {
  /** They come when the market price of a stable asset is below this. */
  readonly below: number
  /** USD of a single order, and of all that they have. */
  readonly size: number
  readonly capital: number
}

/** What arbitrageurs have left, in USD. */
export interface Purse {
  usd: number
}

/** The users of a stretch of seconds: each mints with, or redeems from, one tranche, as likely as its target is large. */
export function crowd(users: Users, chance: Chance, { seconds, world }: { seconds: number; world: World }): void {
  for (let mints = arrivals(users.mintsPerDay, seconds, chance); mints > 0; mints--) {
    const tranche = chosen(world.reserve(), chance)
    const usd = users.size * (0.25 + 1.5 * chance())
    if (tranche === null || tranche.prices === null) continue
    world.order(mintOf(tranche, usd, tranche.prices.raw), { actor: 'users', act: 'mint', moved: usd })
  }
  for (let redemptions = arrivals(users.redemptionsPerDay, seconds, chance); redemptions > 0; redemptions--) {
    const tranche = chosen(world.reserve(), chance)
    const coins = users.size * (0.25 + 1.5 * chance())
    if (tranche === null) continue
    world.order(redeemOf(tranche, sharesOf(exactly(coins))), { actor: 'users', act: 'redeem', moved: coins })
  }
}

/**
 * Each stable asset that the market has below the bound is bought there and minted with, and the coins are redeemed at once for what
 * keeps its peg, the largest tranche first. Coins that nothing is paid for stay with them, at one each.
 */
export function arbitrage(
  { below, size }: Arbitrage,
  prices: Prices,
  { world, purse }: { world: World; purse: Purse },
): void {
  for (const { id } of world.reserve().tranches) {
    const tranche = world.reserve().tranches.find((each) => each.id === id)
    if (tranche === undefined || !isCheap(tranche, prices, below)) continue
    const price = marketPrice(tranche, prices)
    const usd = Math.min(size, purse.usd)
    if (usd < CENT) return
    const before = world.reserve().supply
    if (world.order(mintOf(tranche, usd, price), { actor: 'arbitrageurs', act: 'mint', moved: usd }) !== null) continue
    purse.usd -= usd
    purse.usd += leave(sharesOf(world.reserve().supply - before), prices, world)
  }
}

const CENT = 0.01

/** Whether the market has a stable asset of the tranche below this. */
const isCheap = (tranche: Tranche, prices: Prices, below: number): boolean =>
  pricedAt(tranche, prices).some(
    ({ id, price, peg }) => peg !== null && lookup(prices, id) !== undefined && toUsd(price) < below,
  )

/** What the assets in one whole unit of the tranche cost at the market. */
const marketPrice = (tranche: Tranche, prices: Prices): Price => priced(pricedAt(tranche, prices), tranche.pool).raw

/** What the coins were turned into, in USD at market prices; 0 where no tranche pays. */
function leave(coins: Shares, prices: Prices, world: World): number {
  for (const tranche of havens(world)) {
    const { id, decimals } = tranche
    const before = balanceOf(world.reserve(), id)
    const moved = toUsd(coins)
    const haven = { id, decimals }
    if (world.order(redeemOf(haven, coins), { actor: 'arbitrageurs', act: 'redeem', moved }) !== null) continue
    const paid = before - balanceOf(world.reserve(), id)
    return (Number(paid) / 10 ** decimals) * toUsd(marketPrice(tranche, prices))
  }
  return 0
}

const balanceOf = ({ tranches }: Reserve, id: string): bigint => tranches.find((each) => each.id === id)?.balance ?? 0n

/** Tranches that keep their peg or have none, the largest first. */
function havens({ reserve, failing }: World): readonly Tranche[] {
  return value(reserve())
    .tranches.filter(({ tranche }) => tranche.commitment === null && !failing(tranche))
    .sort((a, b) => (a.value > b.value ? -1 : a.value < b.value ? 1 : 0))
    .map(({ tranche }) => tranche)
}

/** How many of so many a day come in a stretch of seconds: the whole ones for certain, one more by chance. */
export function arrivals(perDay: number, seconds: number, chance: Chance): number {
  const expected = (perDay * seconds) / 86_400
  const whole = Math.floor(expected)
  return whole + (chance() < expected - whole ? 1 : 0)
}

/** A tranche by chance, as likely as its target is large; promises are nobody's to deposit. */
function chosen(reserve: Reserve, chance: Chance): Tranche | null {
  const able = value(reserve).tranches.filter(({ tranche }) => tranche.commitment === null)
  const weightOf = ({ targetWeight }: Valued): number => toUsd(targetWeight)
  let rest = chance() * able.reduce((sum, each) => sum + weightOf(each), 0)
  for (const each of able) {
    rest -= weightOf(each)
    if (rest < 0) return each.tranche
  }
  return able.at(-1)?.tranche ?? null
}

/** A deposit of so many USD at a price, in base units, floored. */
export function mintOf({ id, decimals }: Pick<Tranche, 'id' | 'decimals'>, usd: number, price: Price): MintStep {
  const amount = amountOf(divide(exactly(usd) * 10n ** BigInt(decimals), price, 'down'))
  return { kind: 'reserve.mint', by: 'user', deposits: [{ tranche: id, amount }], least: sharesOf(0n) }
}

export function redeemOf({ id }: Pick<Tranche, 'id'>, coins: Shares): RedeemStep {
  return { kind: 'reserve.redeem', by: 'user', coins, withdrawals: [{ tranche: id, ratio: ONE, least: amountOf(0n) }] }
}

/** USD to the cent, in 18 places. */
const exactly = (usd: number): bigint => BigInt(Math.round(usd * 100)) * 10n ** 16n
