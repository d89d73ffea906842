import { describe, expect, test } from 'vitest'
import {
  E18,
  NOW,
  prices,
  ratioFees,
  reserve,
  STILL,
  stable,
  tranche,
  units,
} from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { check } from './check.ts'
import type { Commitment } from './commitment.ts'
import { mint } from './mint.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'

const pair = reserve([tranche('a'), tranche('b', { decimals: 6, balance: amountOf(1_000_000_000n) })])
const deposit = (name: string, amount: bigint) => ({ tranche: name, amount: amountOf(amount) })
const minting = (of: Reserve, deposits: readonly ReturnType<typeof deposit>[], rules: Rules = DEFAULT) =>
  mint(of, { kind: 'mint', deposits, least: sharesOf(0n) }, rules)
const ten = [deposit('a', 10n * E18), deposit('b', 10_000_000n)]

test('ten of each are twenty coins, whatever the decimals', () => {
  const answer = minting(pair, ten)
  expect(answer).toMatchObject({ ok: true, minted: 20n * E18, isClosed: false })
  if (!answer.ok) return
  const { supply, tranches } = answer.reserve
  expect(supply).toBe(2020n * E18)
  expect(tranches.map(({ balance }) => balance)).toEqual([1010n * E18, 1_010_000_000n])
  expect(tranches.map(({ inflow }) => inflow.amount)).toEqual([10n * E18, 10_000_000n])
  expect(tranches.map(({ outflow }) => outflow)).toEqual([STILL, STILL])
})

test('the fee lessens the coins and not the deposit', () => {
  const charging = reserve(pair.tranches.map((each) => ({ ...each, fees: ratioFees(0.01, 0) })))
  const answer = minting(charging, ten)
  expect(answer).toMatchObject({ minted: units(19.8), reserve: { tranches: [{ balance: 1010n * E18 }, {}] } })
})

test('a stable asset at 1.10 credits 1.00, one at 0.96 credits 0.96', () => {
  const at = (price: number) => tranche('a', { prices: prices(price), assets: [stable(price)] })
  expect(minting(reserve([at(1.1), tranche('b')]), [deposit('a', E18), deposit('b', E18)])).toMatchObject({
    minted: 2n * E18,
  })
  expect(minting(reserve([at(0.96), tranche('b')]), [deposit('a', E18)])).toMatchObject({ minted: units(0.96) })
})

describe('what is refused', () => {
  const refusal = (code: string, gyroscope: string) => ({ ok: false, refusal: { code, facts: { gyroscope } } })

  test('what would unbalance the reserve', () => {
    expect(minting(pair, [deposit('a', 500n * E18)])).toMatchObject(refusal('MINT_UNSAFE', '52'))
  })

  test('a flow before a drift, though both are wrong', () => {
    const flowRule = { memory: ratioOf(0n), limit: { kind: 'fraction', of: ratioOf(units(0.1)) } } as const
    const tight = reserve([tranche('a', { flowRule }), tranche('b')])
    expect(minting(tight, [deposit('a', 500n * E18)])).toMatchObject(refusal('FLOW_TOO_HIGH', '60'))
    expect(minting(tight, [deposit('a', 100n * E18)])).toMatchObject({ ok: true, isClosed: true })
  })

  test('fewer coins than asked for, with what there would have been', () => {
    const order = { kind: 'mint', deposits: ten, least: sharesOf(20n * E18 + 1n) } as const
    expect(mint(pair, order, DEFAULT)).toMatchObject(refusal('OUTPUT_TOO_SMALL', '2'))
    expect(mint(pair, order, DEFAULT)).toMatchObject({ refusal: { facts: { minted: String(20n * E18) } } })
    expect(mint(pair, { ...order, least: sharesOf(20n * E18) }, DEFAULT).ok).toBe(true)
  })

  test('a coin above the cap, and none up to it', () => {
    expect(minting(pair, ten, { ...DEFAULT, supplyMax: sharesOf(2020n * E18 - 1n) })).toMatchObject(
      refusal('COIN_CAP', '64'),
    )
    expect(minting(pair, ten, { ...DEFAULT, supplyMax: sharesOf(2020n * E18) }).ok).toBe(true)
  })

  test('a tranche without fees, touched or not', () => {
    const unset = reserve([tranche('a'), tranche('b', { fees: null })])
    expect(minting(unset, [deposit('a', E18)])).toMatchObject(refusal('FEES_UNSET', '31'))
  })

  test('less than nothing', () => {
    expect(minting(pair, [deposit('a', -1n)])).toMatchObject({ refusal: { code: 'AMOUNT_NEGATIVE' } })
  })

  test('arithmetic beyond 256 bits, as a refusal', () => {
    const flowRule = { memory: ratioOf(0n), limit: { kind: 'amount', amount: amountOf((1n << 256n) - 1n) } } as const
    const wide = reserve([tranche('a', { flowRule }), tranche('b')])
    expect(minting(wide, [deposit('a', 1n)])).toMatchObject(refusal('OUT_OF_WORD', '0x11'))
  })
})

describe('names', () => {
  const stray = [deposit('z', 5n * E18), ...ten]
  const doubled = [deposit('a', 5n * E18), deposit('a', 5n * E18), deposit('b', 10_000_000n)]

  test('the contracts keep a deposit that no tranche takes and mint nothing for it; ours refuses', () => {
    expect(minting(pair, stray, GYROSCOPE)).toMatchObject({ ok: true, minted: 20n * E18 })
    expect(minting(pair, stray)).toMatchObject({ refusal: { code: 'TRANCHE_UNKNOWN' } })
  })

  test('a tranche named twice adds up in the contracts; ours refuses', () => {
    expect(minting(pair, doubled, GYROSCOPE)).toMatchObject({ ok: true, minted: 20n * E18 })
    expect(minting(pair, doubled)).toMatchObject({ refusal: { code: 'TRANCHE_TWICE' } })
  })
})

test('a commitment is credited for what counts of the pledge at once, whatever of the others has vested', () => {
  const start = timestamp(NOW - 50n)
  const terms = { kind: 'labour', cliff: 0n, vesting: 100n, decay: null, revoked: null } as const
  const commitment: Commitment = { ...terms, start, pledges: [], target: 'fixed' }
  const of = reserve([tranche('a', { balance: amountOf(500n * E18) }), tranche('work', { commitment })])
  const pledges = [{ amount: 10n * E18, start: NOW }]
  expect(minting(of, [deposit('work', 10n * E18)])).toMatchObject({
    ok: true,
    minted: 0n,
    reserve: { tranches: [{ commitment: null }, { balance: 1010n * E18, commitment: { pledges } }] },
  })
  const staked = { ...commitment, vesting: 0n }
  const stake = reserve([tranche('a'), tranche('work', { commitment: staked })])
  expect(minting(stake, [deposit('work', 10n * E18)])).toMatchObject({ ok: true, minted: 10n * E18 })
})

test('a check is the verdict without the order, and says how each tranche would stand', () => {
  const movement = { direction: 'in', amounts: [amountOf(100n * E18), amountOf(0n)] } as const
  const answer = check(pair, { purpose: 'mint', movement }, DEFAULT)
  expect(answer).toMatchObject({ ok: true, isClosed: false, valuation: { total: 2000n * E18 } })
  if (answer.ok)
    expect(answer.standings.map(({ resultingWeight }) => resultingWeight)).toEqual([
      523_809_523_809_523_809n,
      476_190_476_190_476_190n,
    ])
  expect(check(pair, { purpose: 'redeem', movement }, DEFAULT)).toMatchObject({ refusal: { code: 'WRONG_DIRECTION' } })
  const backward = { direction: 'in', amounts: [amountOf(-1n), amountOf(0n)] } as const
  expect(check(pair, { purpose: 'mint', movement: backward }, DEFAULT)).toMatchObject({
    refusal: { code: 'AMOUNT_NEGATIVE' },
  })
  const late = reserve([tranche('a', { inflow: { ...STILL, amount: amountOf(1n), seen: block(9n ** 9n) } })])
  const one = { direction: 'in', amounts: [amountOf(1n)] } as const
  expect(check(late, { purpose: 'mint', movement: one }, DEFAULT)).toMatchObject({
    refusal: { code: 'CLOCK_BACKWARDS' },
  })
})
