// Mistakes that the contracts once made, each with what happens instead (docs/models/reserve.md). Those not listed here stand beside their rule.
import { expect, test } from 'vitest'
import { E18, prices, reserve, STILL, stable, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { type Minted, mint } from './mint.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import { redeem } from './redeem.ts'
import { calibrate } from './registry.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { value } from './state.ts'

const pair = reserve([tranche('a'), tranche('b')])

function minted(of: Reserve, amount: number, rules: Rules = DEFAULT): Minted {
  const deposits = ['a', 'b'].map((id) => ({ tranche: id, amount: amountOf(units(amount)) }))
  const answer = mint(of, { kind: 'mint', deposits, least: sharesOf(0n) }, rules)
  if (!answer.ok) expect.unreachable(answer.refusal.code)
  return answer
}

const halves = ['a', 'b'].map((id) => ({ tranche: id, ratio: ratioOf(E18 / 2n), least: amountOf(0n) }))
const redeeming = (of: Reserve, coins: number, rules: Rules = DEFAULT) =>
  redeem(of, { kind: 'redeem', coins: sharesOf(units(coins)), withdrawals: halves }, rules)

test('a flow is counted once, and a redemption does not touch when a mint was last seen', () => {
  const first = minted(pair, 10).reserve
  expect(first.tranches[0]?.inflow).toEqual({ ...STILL, amount: amountOf(10n * E18), seen: block(pair.block) })
  const later = redeeming({ ...first, block: block(pair.block + 1n) }, 2)
  if (!later.ok) expect.unreachable()
  expect(later.reserve.tranches[0]?.inflow).toEqual(first.tranches[0]?.inflow)
  const second = minted({ ...later.reserve, block: block(pair.block + 2n) }, 1).reserve
  expect(second.tranches[0]?.inflow.amount).toBe(units(10 * 0.81 + 1))
})

test('a flow that closes a direction is a success, and a dry run says the same', () => {
  const flowRule = { memory: ratioOf(0n), limit: { kind: 'amount', amount: amountOf(10n * E18) } } as const
  const tight = reserve([tranche('a', { flowRule }), tranche('b', { flowRule })])
  expect(minted(tight, 9)).toMatchObject({ ok: true, isClosed: true, minted: 18n * E18 })
})

test('coins are priced before they are burnt', () => {
  const half = { ...pair, supply: sharesOf(4000n * E18) }
  // Half is behind each coin; priced after burning 2000 of 4000 it would be all of one.
  expect(redeeming(half, 2000, { ...GYROSCOPE, band: ratioOf(E18) })).toMatchObject({ ok: true, value: 1000n * E18 })
})

test('an empty reserve can be valued, and takes its first deposit at its targets', () => {
  const empty = reserve(
    ['a', 'b'].map((id) => tranche(id, { balance: amountOf(0n) })),
    { supply: sharesOf(0n) },
  )
  expect(value(empty).total).toBe(0n)
  expect(minted(empty, 5).minted).toBe(10n * E18)
})

test('a stable asset is not exempt from the least price', () => {
  const worthless = { prices: prices(0.000001), assets: [stable(0.000001)] }
  const poor = reserve([tranche('a', worthless), tranche('b')])
  expect(redeeming(poor, 1)).toMatchObject({ refusal: { code: 'PRICE_TOO_SMALL' } })
})

test('a tranche that left the list and comes back starts from nothing', () => {
  const goal = (id: string, weight: bigint) => {
    const base = tranche(id, { balance: amountOf(0n) })
    return { ...base, calibration: { ...base.calibration, weight: ratioOf(weight) } }
  }
  let kept: Reserve = reserve([goal('a', E18 / 2n), goal('b', E18 / 2n)])
  for (const list of [[goal('a', E18)], [goal('a', E18 / 4n), goal('b', (3n * E18) / 4n)]]) {
    const answer = calibrate(kept, list, GYROSCOPE)
    if (!answer.ok) expect.unreachable(answer.refusal.code)
    kept = answer.reserve
  }
  expect(kept.tranches.map(({ calibration }) => calibration.previousWeight)).toEqual([E18, 0n])
})
