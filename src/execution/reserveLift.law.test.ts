import fc from 'fast-check'
import { expect, it } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../test/arbitraries/reserve.ts'
import { priced } from '../models/reserve/clamp.ts'
import { value } from '../models/reserve/state.ts'
import type { Tranche } from '../models/reserve/tranche.ts'
import { toBands } from '../planner/reserve/bands.ts'
import type { Setting } from '../planner/reserve/scene.ts'
import * as Amount from '../units/amount.ts'
import * as Decimal from '../units/decimal.ts'
import * as Price from '../units/price.ts'
import * as Ratio from '../units/ratio.ts'
import * as Shares from '../units/shares.ts'

const RUNS = { numRuns: 2000, seed: 20_261_128 }
const LIMIT = 300_000

const TRANCHE = fc.record({
  balance: fc.integer({ min: 1000, max: 100_000 }),
  part: fc.integer({ min: 1, max: 9 }),
  decimals: fc.constantFrom(6, 18),
  price: fc.constantFrom(1, 0.93, 1800),
  isStable: fc.boolean(),
  limit: fc.constantFrom(undefined, 500, 5000, 50_000),
  memory: fc.constantFrom(0.99, 0.999, 1),
  redeemFee: fc.constantFrom(0, 0.002),
  trade: fc.constantFrom(null, 0.001),
  wallet: fc.constantFrom(0, 1e9),
  flowed: fc.constantFrom(0, 0, 900),
  shift: fc.constantFrom(0, 0.05, 0.4),
})

const SETTINGS = fc
  .record({
    tranches: fc.oneof(
      { weight: 49, arbitrary: fc.array(TRANCHE, { minLength: 2, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(TRANCHE, { minLength: 3, maxLength: 3 }) },
    ),
    // With every kind of order each search tries seven mixes of them: a tenth is enough, since advice to allow more tries them too.
    ways: fc.oneof(
      { weight: 1, arbitrary: fc.constant({ mint: true, redeem: true, swap: true }) },
      { weight: 3, arbitrary: fc.constant({ mint: true, redeem: false, swap: false }) },
      { weight: 3, arbitrary: fc.constant({ mint: false, redeem: true, swap: false }) },
      { weight: 3, arbitrary: fc.constant({ mint: false, redeem: false, swap: true }) },
    ),
    horizon: fc.constantFrom(1n, 600n, 7200n),
    ordersMax: fc.constantFrom(1, 3, 6),
    coins: fc.constantFrom(0, 1000, 1e9),
    days: fc.constantFrom(0n, 0n, 1n),
  })
  .map(({ tranches, ways, horizon, ordersMax, coins, days }): Setting => {
    const parts = tranches.reduce((sum, { part }) => sum + part, 0)
    const wanted = tranches.map(({ part, limit, ...tranche }, at): Wanted => {
      const weight = Math.floor((part * 10_000) / parts) / 10_000
      const others = tranches.slice(0, at).reduce((sum, each) => sum + Math.floor((each.part * 10_000) / parts), 0)
      const last = Math.round(10_000 - others) / 10_000
      const id = `T${at}`
      const whole = { ...tranche, id, weight: at === tranches.length - 1 ? last : weight }
      return limit === undefined ? whole : { ...whole, limit }
    })
    const state = stateOf(wanted, coins)
    const moved = state.reserve.tranches.map((tranche, at): Tranche => {
      const { flowed = 0, shift = 0 } = tranches[at] ?? {}
      const amount = Amount.of(BigInt(flowed) * 10n ** BigInt(tranche.decimals))
      const by = at === 0 ? shift : at === 1 ? -(tranches[0]?.shift ?? 0) : 0
      const previous = tranche.calibration.weight + BigInt(Math.round(by * 1e4)) * 10n ** 14n
      const { time } = state.reserve
      return {
        ...tranche,
        inflow: { ...tranche.inflow, amount, seen: state.reserve.block },
        calibration: {
          ...tranche.calibration,
          previousWeight: Ratio.of(days > 0n && previous > 0n ? previous : tranche.calibration.weight),
          time,
          duration: days * 86_400n,
        },
      }
    })
    return {
      state: { ...state, reserve: { ...state.reserve, tranches: moved } },
      market: marketOf(wanted),
      policy: { ...POLICY, ways, horizon, ordersMax },
    }
  })

const withTranches = (setting: Setting, of: (tranche: Tranche) => Tranche): Setting => {
  const { state } = setting
  return { ...setting, state: { ...state, reserve: { ...state.reserve, tranches: state.reserve.tranches.map(of) } } }
}

const policyOf = (setting: Setting, policy: Partial<Setting['policy']>): Setting => ({
  ...setting,
  policy: { ...setting.policy, ...policy },
})

/** Today's weights as those of a calibration of now. */
function calibrated(setting: Setting): Setting {
  const valued = value(setting.state.reserve).tranches
  const rest = Ratio.ONE - valued.reduce((sum, { weight }) => sum + weight, 0n)
  return withTranches(setting, (tranche) => {
    const at = valued.findIndex((each) => each.tranche.id === tranche.id)
    const weight = Ratio.of((valued[at]?.weight ?? 0n) + (at === 0 ? rest : 0n))
    const price = tranche.prices?.raw ?? Price.ONE
    return { ...tranche, calibration: { ...tranche.calibration, price, weight, previousWeight: weight, duration: 0n } }
  })
}

/** Every price that is below its peg at one, as stated and as quoted. */
function healed(setting: Setting): Setting {
  const heal = <Of extends Pick<Tranche, 'assets' | 'prices'>>(of: Of): Of => {
    const assets = of.assets.map((asset) =>
      asset.peg !== null && asset.price < asset.peg.floor ? { ...asset, price: Price.ONE } : asset,
    )
    return { ...of, assets, prices: priced(assets) }
  }
  const quotes = Object.entries(setting.market.quotes).map(([id, quote]) => [id, heal(quote)] as const)
  return { ...withTranches(setting, heal), market: { ...setting.market, quotes: Object.fromEntries(quotes) } }
}

const BOUNDLESS = { kind: 'amount', amount: Amount.of(10n ** 48n) } as const

const NAMES = { mints: 'mint', redemptions: 'redeem', swaps: 'swap' } as const

/** What one advice reads like, and the setting as it is once somebody followed it. */
const READINGS: readonly (readonly [RegExp, (setting: Setting, found: readonly string[]) => Setting])[] = [
  [/a horizon of (\d+) blocks/, (setting, [blocks = '']) => policyOf(setting, { horizon: BigInt(blocks) })],
  [/(\d+) orders/, (setting, [orders = '']) => policyOf(setting, { ordersMax: Number(orders) })],
  [
    /raise the flow limit of (T\d)/i,
    (setting, [id]) =>
      withTranches(setting, (tranche) =>
        tranche.id === id ? { ...tranche, flowRule: { ...tranche.flowRule, limit: BOUNDLESS } } : tranche,
      ),
  ],
  [
    /widen the band to ([\d.]+) %/i,
    (setting, [percent = '']) => {
      const band = Ratio.of(Decimal.parse(percent, 16))
      return { ...setting, market: { ...setting.market, rules: { ...setting.market.rules, band } } }
    },
  ],
  [/calibrate the reserve/i, calibrated],
  [
    /(?:Bring|and) ([\d.,]+) (T\d|coins)/,
    (setting, [digits = '', what = '']) => {
      const { operator, reserve } = setting.state
      const decimals = reserve.tranches.find(({ id }) => id === what)?.decimals ?? 18
      const more = Decimal.parse(digits.replaceAll(',', ''), decimals)
      const holdings = { ...operator.holdings, [what]: Amount.of((operator.holdings[what] ?? 0n) + more) }
      const wallet = what === 'coins' ? { coins: Shares.of(operator.coins + more) } : { holdings }
      return { ...setting, state: { reserve, operator: { ...operator, ...wallet } } }
    },
  ],
  [
    /allow (mints|redemptions|swaps)/i,
    (setting, [name = '']) => {
      const way = Object.entries(NAMES).find(([each]) => each === name)?.[1] ?? 'mint'
      return policyOf(setting, { ways: { ...setting.policy.ways, [way]: true } })
    },
  ],
  [/every kind of order/i, (setting) => policyOf(setting, { ways: { mint: true, redeem: true, swap: true } })],
  [/Wait until the peg is back/, healed],
]

/** Follows everything that one alternative says; the kinds that were read are counted. */
function followed(advice: string, setting: Setting, counts: Map<string, number>): Setting {
  let then = setting
  let rest = advice
  for (const [reading, follow] of READINGS)
    for (let found = reading.exec(rest); found !== null; found = reading.exec(rest)) {
      then = follow(then, found.slice(1))
      rest = rest.replace(found[0], '')
      counts.set(reading.source, (counts.get(reading.source) ?? 0) + 1)
    }
  expect([advice, then === setting]).toEqual([advice, false])
  return then
}

it(
  'what is advised where no plan leads into the bands gives a plan, each alternative on its own',
  () => {
    const counts = new Map<string, number>()
    fc.assert(
      fc.property(SETTINGS, (setting) => {
        const answer = toBands(setting)?.answer
        if (answer === undefined || answer.ok) return
        // What stands in sentences of its own before the last is meant with each alternative of it.
        const sentences = answer.refusal.lift.split(/\. (?=[A-Z])/)
        const lift = sentences.at(-1) ?? ''
        for (const alternative of lift.split(', or ')) {
          const advice = [...sentences.slice(0, -1), alternative].join('. ')
          const then = toBands(followed(advice, setting, counts))?.answer
          expect([lift, advice, then?.ok ?? true]).toEqual([lift, advice, true])
        }
      }),
      RUNS,
    )
    for (const [{ source }] of READINGS) expect([source, (counts.get(source) ?? 0) > 5]).toEqual([source, true])
  },
  LIMIT,
)
