import { describe, expect, test } from 'vitest'
import { begun, marketOf, NOW, POLICY, THREE } from '../../test/arbitraries/vaults.ts'
import { at, WAD } from '../models/vault/table.ts'
import type { VaultsConfig } from '../portfolio/vaults/config.ts'
import { order } from '../portfolio/vaults/cycle/order.ts'
import type { Opened } from '../portfolio/vaults/journal.ts'
import { planned } from '../portfolio/vaults/live/live.ts'
import { feeOf } from '../portfolio/vaults/market.ts'
import { divide } from '../units/rounding.ts'
import { plus, seconds } from '../units/time.ts'
import { released } from './vaultsRelease.ts'

const MARKET = marketOf(THREE)
const UNDER = begun()
const MINT = UNDER.prepared.opened.pool.order
/** Three fifths of the mint are filled. */
const POOL = { filled: (MINT * 3n) / 5n, fee: feeOf((MINT * 3n) / 5n, MARKET.costs.pool) }
const SIZED = ((): Opened => {
  const sized = planned(UNDER.prepared, { pool: POOL }, THREE)
  if (!sized.ok) throw new RangeError(sized.refusal.code)
  return sized
})()
const ABOUT = { market: MARKET, policy: POLICY, now: NOW }

const orders = ({ hedges }: Opened): readonly bigint[] => hedges.map(({ order: sent }) => sent)
const other = (config: Partial<VaultsConfig>) => ({ ...ABOUT, market: { ...MARKET, config: { ...THREE, ...config } } })

/** The cycle with the wishes of one asset as a fault would have them. */
const planted = (a: number, wish: (right: bigint) => bigint): Opened => ({
  ...SIZED,
  hedges: SIZED.hedges.map((each, k) => (k === a ? order(each.wishes.map(wish), THREE) : each)),
})

const found = (sized: Opened, about = ABOUT) => {
  const answer = released(UNDER, { pool: POOL, sized }, about)
  return {
    codes: answer.refused.map(({ code, facts }) => [code, facts['asset']]),
    sent: orders(answer.sized),
    ...answer,
  }
}

describe('hedges after a pool order was filled in part', () => {
  test('are given out as they are where no rule has anything to say', () => {
    expect(orders(SIZED).every((sent) => sent !== 0n)).toBe(true)
    expect(released(UNDER, { pool: POOL, sized: SIZED }, ABOUT)).toEqual({ sized: SIZED, refused: [] })
  })

  test('above a cap are held back, each for itself, with the figures and what lifts it', () => {
    const { codes, sent, refused } = found(SIZED, other({ hedgeMax: [null, 1_000_000n, null] }))
    expect(codes).toEqual([['ABOVE_CAP', 'ETH']])
    expect(sent).toEqual(orders(SIZED).with(1, 0n))
    expect(refused[0]?.detail).toContain('The hedge of ETH is not sent.')
    expect(refused[0]?.lift).toContain('raise the cap')
  })

  test('too large for one order are held back, and the smaller ones go on', () => {
    const sizes = orders(SIZED).map((sent) => (sent < 0n ? -sent : sent))
    const orderMax = [...sizes].sort((a, b) => Number(a - b))[1] ?? 0n
    const { codes, sent } = found(SIZED, { ...ABOUT, policy: { ...POLICY, orderMax } })
    expect(codes).toHaveLength(1)
    expect(sent.filter((each) => each === 0n)).toHaveLength(1)
  })

  test('planted with the wrong sign would leave more open than before, and are held back', () => {
    const { codes, sent } = found(planted(1, (right) => -right))
    expect(codes).toEqual([['RESIDUAL_WORSE', 'ETH']])
    expect(sent).toEqual(orders(SIZED).with(1, 0n))
  })

  test('planted a thousand times too large have no equity to stand behind, and are held back', () => {
    const { codes, sent } = found(planted(1, (right) => 1000n * right))
    expect(codes.map(([code]) => code)).toContain('EQUITY_BELOW_FLOOR')
    expect(at(sent, 1)).toBe(0n)
    expect(at(sent, 0)).toBe(at(orders(SIZED), 0))
  })

  test('that lower what is open are given out where something else is wrong with the asset at the close', () => {
    // Half of what is right still leaves much open; it lowers it all the same.
    const half = {
      ...SIZED,
      hedges: SIZED.hedges.map((each) =>
        order(
          each.wishes.map((n) => divide(n, 2n, 'zero')),
          THREE,
        ),
      ),
    }
    const levels = { ...POLICY.levels, delta: { band: 0, warning: 0, critical: 1 } }
    expect(found(half, { ...ABOUT, policy: { ...POLICY, levels } }).codes).toEqual([])
  })

  test('are all held back where nothing may be traded: old prices, and internal hedges that do not sum to zero', () => {
    const late = found(SIZED, { ...ABOUT, now: plus(NOW, seconds(61)) })
    expect(late.codes).toEqual(['BTC', 'ETH', 'LINK'].map((asset) => ['DATA_STALE', asset]))
    expect(late.sent).toEqual([0n, 0n, 0n])
    const uneven = {
      ...SIZED,
      internalDiff: SIZED.internalDiff.map((row, v) => (v === 0 ? row.with(0, at(row, 0) + 5n) : row)),
    }
    expect(found(uneven).sent).toEqual([0n, 0n, 0n])
  })

  test('are all held back where the pool reports more than was ordered', () => {
    const answer = released(UNDER, { pool: { filled: MINT + WAD, fee: 0n }, sized: SIZED }, ABOUT)
    expect([answer.refused[0]?.code, orders(answer.sized)]).toEqual(['BAD_FILL', [0n, 0n, 0n]])
  })
})
