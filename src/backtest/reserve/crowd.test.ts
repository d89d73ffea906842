import { describe, expect, it } from 'vitest'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { parse as price } from '../../units/price.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { arrivals, mintOf, redeemOf } from './crowd.ts'
import { recorder } from './recorder.ts'

describe('a crowd', () => {
  it('comes as often as it should: whole ones for certain, the rest by chance', () => {
    expect(arrivals(48, 86_400, () => 0.999)).toBe(48)
    expect(arrivals(36, 3600, () => 0.49)).toBe(2)
    expect(arrivals(36, 3600, () => 0.5)).toBe(1)
    expect(arrivals(0, 3600, () => 0)).toBe(0)
  })

  it('deposits what its dollars buy, floored to a base unit', () => {
    const { deposits } = mintOf({ id: 'A', decimals: 6 }, 100, price('0.3'))
    expect(deposits).toEqual([{ tranche: 'A', amount: 333_333_333n }])
  })

  it('redeems for one tranche', () => {
    const { coins, withdrawals } = redeemOf({ id: 'A' }, sharesOf(5n))
    expect([coins, withdrawals.map(({ ratio }) => toUsd(ratio))]).toEqual([5n, [1]])
  })
})

describe('a recorder', () => {
  it('keeps a bounded number of moments at an even stride, and the last', () => {
    const kept = recorder<number>(8)
    for (let moment = 0; moment < 1000; moment++) kept.offer(() => moment)
    const found = kept.kept(999)
    expect(found.length).toBeLessThanOrEqual(9)
    expect(found.slice(0, 4)).toEqual([0, 128, 256, 384])
    expect(found.at(-1)).toBe(999)
  })

  it('makes no moment that it does not keep', () => {
    let made = 0
    const kept = recorder<number>(4)
    for (let moment = 0; moment < 1000; moment++) kept.offer(() => ++made)
    expect(made).toBeLessThan(40)
  })
})
