import { describe, expect, test } from 'vitest'
import {
  BLOCK,
  E18,
  NOW,
  prices,
  ratioFees,
  reserve,
  stable,
  tranche,
  units,
} from '../../../test/arbitraries/reserveModel.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import { abovePar, levelAt, redeem } from './redeem.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'

const pair = reserve([tranche('a'), tranche('b', { decimals: 6, balance: amountOf(1_000_000_000n) })])
const take = (name: string, ratio: number, least: Amount = amountOf(0n)) => ({
  tranche: name,
  ratio: ratioOf(units(ratio)),
  least,
})
const halves = [take('a', 0.5), take('b', 0.5)]
type Asked = [withdrawals?: readonly ReturnType<typeof take>[], rules?: Rules]
const redeeming = (of: Reserve, coins: number, ...[withdrawals = halves, rules = DEFAULT]: Asked) =>
  redeem(of, { kind: 'redeem', coins: sharesOf(units(coins)), withdrawals }, rules)

test('a hundred coins of a full reserve are fifty of each', () => {
  const answer = redeeming(pair, 100)
  expect(answer).toMatchObject({ ok: true, outputs: [50n * E18, 50_000_000n], value: 100n * E18 })
  if (!answer.ok) return
  expect(answer.reserve.supply).toBe(1900n * E18)
  expect(answer.reserve.redemption).toEqual({ level: 100n * E18, lastBlock: BLOCK })
  expect(answer.reserve.tranches.map(({ balance }) => balance)).toEqual([950n * E18, 950_000_000n])
  expect(answer.reserve.tranches.map(({ outflow }) => outflow.amount)).toEqual([50n * E18, 50_000_000n])
})

test('outputs stand in the order of the withdrawals', () => {
  expect(redeeming(pair, 100, halves.toReversed())).toMatchObject({ outputs: [50_000_000n, 50n * E18] })
})

test('the fee stays in the reserve', () => {
  const charging = reserve(pair.tranches.map((each) => ({ ...each, fees: ratioFees(0, 0.02) })))
  expect(redeeming(charging, 100)).toMatchObject({
    outputs: [49n * E18, 49_000_000n],
    reserve: { tranches: [{ balance: 951n * E18 }, { balance: 951_000_000n }] },
  })
})

test('a stable asset at 0.90 is paid at par, one at 1.10 by its price', () => {
  const at = (price: number) =>
    reserve([tranche('a', { prices: prices(price), assets: [stable(price)] }), tranche('b')], {
      supply: sharesOf(1000n * E18),
    })
  expect(redeeming(at(0.9), 10, [take('a', 1)])).toMatchObject({ outputs: [10n * E18] })
  expect(redeeming(at(1.1), 11, [take('a', 1)])).toMatchObject({ outputs: [10n * E18] })
})

test('below par the coins are paid along the curve, and pro rata below its floor', () => {
  const thin = (supply: number) => ({ ...pair, supply: sharesOf(units(supply)) })
  const first = redeeming(thin(2100), 10)
  expect(first).toMatchObject({ ok: true, value: 10n * E18 })
  const poor = redeeming(thin(4000), 10)
  expect(poor).toMatchObject({ ok: true, value: 5n * E18 })
})

test('the level decays by block, and nothing redeemed leaves it alone', () => {
  const redemption = { level: sharesOf(100n * E18), lastBlock: block(BLOCK - 1n) }
  const later: Reserve = { ...pair, redemption }
  const kept = (100n * E18 * DEFAULT.redemption.memory) / E18
  expect(levelAt(later, DEFAULT)).toBe(kept)
  expect(redeeming(later, 10)).toMatchObject({ reserve: { redemption: { level: kept + 10n * E18, lastBlock: BLOCK } } })
  expect(redeeming(later, 0)).toMatchObject({ outputs: [0n, 0n], reserve: { redemption } })
})

describe('what is refused', () => {
  const refusal = (code: string, gyroscope: string) => ({ ok: false, refusal: { code, facts: { gyroscope } } })

  test('more coins than can be redeemed: those without a deposit never can', () => {
    const rules = { ...DEFAULT, bootstrapped: sharesOf(1500n * E18) }
    expect(redeeming(pair, 500.000001, halves, rules)).toMatchObject(refusal('REDEEM_ABOVE_SUPPLY', '104'))
    expect(redeeming(pair, 100, halves, rules).ok).toBe(true)
    expect(redeeming(pair, 1, halves, { ...DEFAULT, bootstrapped: sharesOf(2001n * E18) })).toMatchObject(
      refusal('OUT_OF_WORD', '0x11'),
    )
  })

  test('ratios of registered tranches that do not sum to one', () => {
    expect(redeeming(pair, 10, [take('a', 0.5), take('b', 0.499999)])).toMatchObject(refusal('RATIOS_NOT_ONE', '31'))
    expect(redeeming(pair, 10, [take('a', 1), take('b', 0.5)])).toMatchObject(refusal('RATIOS_NOT_ONE', '31'))
    expect(redeeming(pair, 10, [take('a', 0.5), take('z', 0.5)], GYROSCOPE)).toMatchObject(
      refusal('RATIOS_NOT_ONE', '31'),
    )
    expect(redeeming(pair, 10, [take('a', 0.5), take('z', 0.5)])).toMatchObject({
      refusal: { code: 'TRANCHE_UNKNOWN' },
    })
  })

  test('a tranche that is spent twice, in either profile', () => {
    for (const rules of [DEFAULT, GYROSCOPE]) {
      expect(redeeming(pair, 10, [take('a', 0.5), take('a', 0.5)], rules)).toMatchObject(refusal('TRANCHE_TWICE', '31'))
    }
  })

  test('a stray tranche of nothing is paid nothing by the contracts', () => {
    expect(redeeming(pair, 10, [...halves, take('z', 0)], GYROSCOPE)).toMatchObject({
      outputs: [5n * E18, 5_000_000n, 0n],
    })
  })

  test('a drift, more than is there, a fee that nobody set', () => {
    expect(redeeming(pair, 400, [take('a', 1)])).toMatchObject(refusal('REDEEM_UNSAFE', '53'))
    expect(redeeming(pair, 1500, [take('a', 1)])).toMatchObject(refusal('TRANCHE_SHORT', '56'))
    expect(redeeming(reserve([tranche('a', { fees: null }), tranche('b')]), 1)).toMatchObject(
      refusal('FEES_UNSET', '31'),
    )
  })

  test('less than asked for, with what there would have been', () => {
    const least = [take('a', 0.5, amountOf(5n * E18)), take('b', 0.5, amountOf(5_000_001n))]
    expect(redeeming(pair, 10, least)).toMatchObject(refusal('OUTPUT_TOO_SMALL', '2'))
    expect(redeeming(pair, 10, least)).toMatchObject({
      refusal: { facts: { tranche: 'b', outputs: '5000000000000000000 5000000' } },
    })
  })

  test('less than nothing', () => {
    expect(redeeming(pair, -1)).toMatchObject({ refusal: { code: 'AMOUNT_NEGATIVE' } })
    expect(redeeming(pair, 1, [take('a', -1), take('b', 2)])).toMatchObject({ refusal: { code: 'AMOUNT_NEGATIVE' } })
  })

  test('a promise, even for nothing; and it backs no coin', () => {
    const commitment = {
      kind: 'staking',
      start: timestamp(NOW),
      cliff: 0n,
      vesting: 0n,
      decay: null,
      revoked: null,
      pledges: [],
      target: 'fixed',
    } as const
    const promised = reserve([tranche('a'), tranche('work', { commitment })], { supply: sharesOf(2000n * E18) })
    expect(redeeming(promised, 1, [take('a', 1), take('work', 0)])).toMatchObject({
      refusal: { code: 'COMMITMENT_NOT_REDEEMABLE' },
    })
    expect(redeeming(promised, 1, [take('a', 1)])).toMatchObject({ ok: true, value: E18 / 2n })
  })
})

test('the contracts hold the band by amounts before fees, ours by what really leaves', () => {
  const charging = reserve([tranche('a', { fees: ratioFees(0, 0.2) }), tranche('b')])
  const order = [take('a', 1)]
  expect(redeeming(charging, 200, order, GYROSCOPE)).toMatchObject({ refusal: { code: 'REDEEM_UNSAFE' } })
  expect(redeeming(charging, 200, order).ok).toBe(true)
})

test('a price above one is refused from a thousandth of a percent on', () => {
  expect(abovePar(sharesOf(E18), E18 + 10n ** 13n)).toBeUndefined()
  expect(abovePar(sharesOf(E18), E18 + 10n ** 13n + 1n)).toMatchObject({
    refusal: { code: 'REDEEM_ABOVE_PAR', facts: { gyroscope: '100' } },
  })
})
