// Replays of the price of redemption, bit for bit: the root is taken as the contracts take it, so no tolerance is needed.

import { derive } from '../../../src/models/reserve/pamm/derived.ts'
import { type Shape, shapeOf } from '../../../src/models/reserve/pamm/params.ts'
import { discounted, type Pricing, payout, pricingOf } from '../../../src/models/reserve/pamm/redemption.ts'
import type { Region } from '../../../src/models/reserve/pamm/region.ts'
import { GYROSCOPE } from '../../../src/models/reserve/profile.ts'
import { levelAt } from '../../../src/models/reserve/redeem.ts'
import type { Rules } from '../../../src/models/reserve/rules.ts'
import { block } from '../../../src/units/chain.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import { of as sharesOf } from '../../../src/units/shares.ts'
import { join, type Pair, type Replay, type Tally, tally } from '../tally.ts'
import { answers, casesOf, outcome, unnamed } from './read.ts'

interface Params {
  readonly alphaBar: string
  readonly xuBar: string
  readonly thetaBar: string
  readonly redeemDiscountRatio?: string
  readonly outflowMemory?: string
}

const INPUTS = ['alphaBar', 'xuBar', 'thetaBar', 'redeemDiscountRatio', 'outflowMemory', 'tag']

function rulesFor(params: Params): Rules {
  const ratio = (text = '0') => ratioOf(BigInt(text))
  const redemption = {
    slopeMin: ratio(params.alphaBar),
    parMax: ratio(params.xuBar),
    priceFloor: ratio(params.thetaBar),
    memory: ratio(params.outflowMemory),
    discount: ratio(params.redeemDiscountRatio),
  }
  return { ...GYROSCOPE, redemption }
}

const shapeFor = (params: Params): Shape => shapeOf(rulesFor(params))

export const pamm: Replay = (file) => join([priced(file), derived(file), sequences(file)])

interface Priced extends Params {
  readonly redemptionLevel: string
  readonly reserveValue: string
  readonly totalSupply: string
  readonly amount: string
}

const REGIONS: Readonly<Record<Region, string>> = {
  par: '0',
  'first falling': '1',
  'first flat': '2',
  'second high': '3',
  'second low': '4',
  'third high': '5',
  'third low': '6',
}

function located(pricing: Pricing): { readonly region: string; readonly normalizedAnchor: string } {
  switch (pricing.kind) {
    case 'par':
      return { region: '20', normalizedAnchor: String(10n ** 18n) }
    case 'proRata':
      return { region: '10', normalizedAnchor: String(pricing.price) }
    case 'curve':
      return { region: REGIONS[pricing.region], normalizedAnchor: String(pricing.anchor) }
  }
}

const priced = (file: unknown): Tally =>
  tally(
    casesOf<Priced>(file, 'cases'),
    ({ reserveValue, amount }, at) => `case ${at}: ${amount} of ${reserveValue}`,
    (each): Pair => {
      const shape = shapeFor(each)
      const level = {
        redeemed: BigInt(each.redemptionLevel),
        value: BigInt(each.reserveValue),
        supply: BigInt(each.totalSupply),
      }
      const paid = outcome(() => String(payout(BigInt(each.amount), level, shape)))
      const place = outcome(() => located(pricingOf({ ...level, value: discounted(level, shape) }, shape)))
      const expected = answers(each, [...INPUTS, 'redemptionLevel', 'reserveValue', 'totalSupply', 'amount'])
      return {
        expected,
        found: {
          ...('err' in paid ? paid : { redeemAmount: paid.out }),
          ...('err' in place ? { [unnamed(expected, ['redeemAmount', 'err'])]: place.err } : place.out),
        },
      }
    },
  )

const derived = (file: unknown): Tally =>
  tally(
    casesOf<Params>(file, 'derived'),
    (_, at) => `derived ${at}`,
    (each): Pair => {
      const found = outcome(() => {
        const { first, second, valueHighLow, valueSteep, parEndHighLow } = derive(shapeFor(each))
        return {
          baThresholdRegionI: String(first.value),
          baThresholdRegionII: String(second.value),
          xlThresholdAtThresholdI: String(first.flatStart),
          xlThresholdAtThresholdII: String(second.flatStart),
          baThresholdIIHL: String(valueHighLow),
          baThresholdIIIHL: String(valueSteep),
          xuThresholdIIHL: String(parEndHighLow),
        }
      })
      return { expected: answers(each, INPUTS), found }
    },
  )

interface Sequence extends Params {
  readonly steps: readonly {
    readonly block: string
    readonly totalSupply: string
    readonly reserveValue: string
    readonly amount: string
  }[]
}

const sequences = (file: unknown): Tally =>
  join(
    casesOf<Sequence>(file, 'sequences').map(({ steps, ...params }, sequence) => {
      const rules = rulesFor(params)
      let redemption = { level: sharesOf(0n), lastBlock: block(0n) }
      return tally(
        steps,
        (_, at) => `sequence ${sequence} step ${at}`,
        (step): Pair => {
          const now = block(BigInt(step.block))
          const coins = BigInt(step.amount)
          const redeemed = levelAt({ redemption, block: now }, rules)
          const level = { redeemed, value: BigInt(step.reserveValue), supply: BigInt(step.totalSupply) }
          const paid = outcome(() => String(payout(coins, level, shapeOf(rules))))
          if ('out' in paid && coins > 0n) redemption = { level: sharesOf(redeemed + coins), lastBlock: now }
          return {
            expected: answers(step, ['block', 'totalSupply', 'reserveValue', 'amount']),
            found: {
              ...('err' in paid ? paid : { redeemAmount: paid.out }),
              redemptionLevelAfter: String(redemption.level),
              lastRedemptionBlockAfter: String(redemption.lastBlock),
            },
          }
        },
      )
    }),
  )
