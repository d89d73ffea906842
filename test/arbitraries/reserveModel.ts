// Reserves for the tests of the reserve's models: one to change a figure of, and drawn ones.
import fc from 'fast-check'
import type { Reserve } from '../../src/models/reserve/reserve.ts'
import type { Asset, Flow, Prices, Tranche } from '../../src/models/reserve/tranche.ts'
import { of as amountOf } from '../../src/units/amount.ts'
import { block, timestamp } from '../../src/units/chain.ts'
import { of as priceOf } from '../../src/units/price.ts'
import { ONE, of as ratioOf } from '../../src/units/ratio.ts'
import { of as sharesOf } from '../../src/units/shares.ts'

export const E18 = 10n ** 18n
export const NOW = 1_700_000_000n
export const BLOCK = 1_000_000n

export const STILL: Flow = { amount: amountOf(0n), blockedUntil: block(0n), seen: block(0n) }

/** A price as text: `units(1.05)` is 1.05e18. Up to six places. */
export const units = (n: number): bigint => BigInt(Math.round(n * 1e6)) * 10n ** 12n

export function prices(raw: number, stable = true): Prices {
  const held = (bound: number) => priceOf(units(stable ? bound : raw))
  return { raw: priceOf(units(raw)), lower: held(Math.min(raw, 1)), upper: held(Math.max(raw, 1)) }
}

export const stable = (price: number, floor = 0.95, ceiling = 1.05): Asset => ({
  id: 'stable',
  price: priceOf(units(price)),
  per: ONE,
  peg: { floor: priceOf(units(floor)), ceiling: priceOf(units(ceiling)) },
})

export const free = (price: number): Asset => ({ id: 'free', price: priceOf(units(price)), per: ONE, peg: null })

export const ratioFees = (mint: number, redeem: number) => ({
  mint: ratioOf(units(mint)),
  redeem: ratioOf(units(redeem)),
})

/** A thousand units of a stable asset at one, with half the weight, no fees, and a flow limit out of reach. */
export const tranche = (id: string, change: Partial<Tranche> = {}): Tranche => ({
  id,
  decimals: 18,
  balance: amountOf(1000n * E18),
  prices: prices(1),
  assets: [stable(1)],
  calibration: {
    price: priceOf(E18),
    weight: ratioOf(E18 / 2n),
    previousWeight: ratioOf(E18 / 2n),
    time: timestamp(NOW),
    duration: 0n,
  },
  flowRule: { memory: ratioOf(units(0.9)), limit: { kind: 'amount', amount: amountOf(10n ** 50n) } },
  inflow: STILL,
  outflow: STILL,
  fees: { mint: ratioOf(0n), redeem: ratioOf(0n) },
  commitment: null,
  ...change,
})

/** As many coins as the tranches hold units. */
export const reserve = (tranches: readonly Tranche[], change: Partial<Reserve> = {}): Reserve => ({
  tranches,
  beside: [],
  supply: sharesOf(1000n * E18 * BigInt(tranches.length)),
  redemption: { level: sharesOf(0n), lastBlock: block(0n) },
  block: block(BLOCK),
  time: timestamp(NOW),
  ...change,
})

const percent = fc.integer({ min: 50, max: 200 })

/** Two to six tranches of 6, 8, 18 or 24 places, with weights that sum to one and prices and balances apart from them. */
export const anyReserve: fc.Arbitrary<Reserve> = fc
  .array(
    fc.record({
      share: fc.integer({ min: 1, max: 100 }),
      before: fc.integer({ min: 1, max: 100 }),
      decimals: fc.constantFrom(6, 8, 18, 24),
      price: percent,
      calibrated: percent,
      held: percent,
      isStable: fc.boolean(),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .chain((drawn) => {
    const weights = parts(drawn.map(({ share }) => share))
    const previous = parts(drawn.map(({ before }) => before))
    const tranches = drawn.map((each, at): Tranche => {
      const price = each.isStable ? 1 : each.price / 100
      const worth = ((weights[at] ?? 0n) * BigInt(each.held)) / 100n
      return tranche(`t${at}`, {
        decimals: each.decimals,
        prices: prices(price, each.isStable),
        assets: [each.isStable ? stable(price) : free(price)],
        balance: amountOf((worth * 1_000_000n * 10n ** BigInt(each.decimals)) / units(price)),
        calibration: {
          price: priceOf(units(each.calibrated / 100)),
          weight: ratioOf(weights[at] ?? 0n),
          previousWeight: ratioOf(previous[at] ?? 0n),
          time: timestamp(NOW - 500n),
          duration: 1000n,
        },
      })
    })
    const supply = sharesOf(1_000_000n * E18)
    return fc.constant(reserve(tranches, { supply }))
  })

/** As many parts of one as weights, summing to it exactly. */
export function parts(weights: readonly number[]): readonly bigint[] {
  const sum = BigInt(weights.reduce((all, each) => all + each, 0))
  const floors = weights.map((weight) => (BigInt(weight) * E18) / sum)
  const rest = E18 - floors.reduce((all, each) => all + each, 0n)
  return floors.map((part, at) => (at === 0 ? part + rest : part))
}
