import { describe, expect, it } from 'vitest'
import * as Venue from './venue.ts'

const WAD = 10n ** 18n
const at = (price: number): bigint => BigInt(price) * 100_000_000n

describe('the account at the venue', () => {
  const long = Venue.trade(
    { ...Venue.none(1), marks: [at(2000)] },
    { filled: [10_000_000_000n], prices: [at(2000)], transfers: [1_000_000_000n] },
  )

  it('holds tokens for the dollars ordered, and the equity that was sent', () => {
    expect(long).toEqual({ tokens: [5n * WAD], equity: [1_000_000_000n], marks: [at(2000)] })
  })

  it('gains with its own mark, and pays funding on it when it is long and the rate positive', () => {
    const settled = { asset: 0, rate: WAD / 10_000n, mark: at(2100) }
    const other = { asset: 1, rate: WAD, mark: at(2100) }
    // 5 · 100 = 500 USD gained; 5 · 2100 · 0.0001 = 1.05 USD paid.
    expect(Venue.mark(long, [at(2100)], [settled, other]).equity).toEqual([1_498_950_000n])
    expect(Venue.cost(-5n * WAD, [settled], 0)).toBe(-1_050_000n)
  })

  it('needs no mark where it holds nothing', () => {
    expect(Venue.mark(Venue.none(1), [at(2000)], []).equity).toEqual([0n])
  })

  it('is thinnest at its worst mark; nothing is known without a hedge or a mark', () => {
    // 5 tokens, 1000 USD: at 1900 500 are left of 9500, at 2100 there are 1500 of 10 500.
    expect(Venue.thinnest(long, [[at(2100)], [at(1900)]])).toEqual([52_631_578_947_368_421n])
    expect(Venue.thinnest(long, [])).toEqual([null])
    expect(Venue.thinnest(Venue.none(1), [[at(1900)]])).toEqual([null])
  })
})
