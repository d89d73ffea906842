import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Amount from '../../units/amount.ts'
import * as Oracle from './oracle.ts'

const ETHER = Amount.of(10n ** 18n)

const at = (USDC: number, cut: Oracle.Cut = 'twice') =>
  Oracle.byTicks({ ticks: { USDC, USDT: 0 }, native: 'ETH', wrapped: 'WETH', cut })

describe('the price of a tick', () => {
  it('is 2^96 at 0, and what is published at both ends', () => {
    expect(Oracle.sqrtPriceAt(0)).toBe(1n << 96n)
    expect([Oracle.sqrtPriceAt(-887_272), Oracle.sqrtPriceAt(887_272)]).toEqual([
      4_295_128_739n,
      1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n,
    ])
  })

  it('grows with the tick, and its square by a ten-thousandth each', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300_000, max: 300_000 }), (tick) => {
        const [here, next] = [Oracle.sqrtPriceAt(tick) ** 2n, Oracle.sqrtPriceAt(tick + 1) ** 2n]
        const off = next * 10_000n - here * 10_001n
        expect((off < 0n ? -off : off) * 10n ** 7n).toBeLessThan(here * 10_000n)
      }),
    )
  })
})

describe('conversion by ticks', () => {
  it('is toward zero, either way, at 2000.04 USDC for one ether', () => {
    expect(at(-200_311)(ETHER, 'WETH', 'USDC')).toBe(2_000_040_289n)
    expect(at(-200_311)(Amount.of(-ETHER), 'ETH', 'USDC')).toBe(-2_000_040_289n)
    expect(at(-200_311)(Amount.of(980_000_000n), 'USDC', 'ETH')).toBe(489_990_129_235_063_198n)
  })

  it('leaves nothing, the same token and native for wrapped as they are', () => {
    const convert = at(100)
    expect([
      convert(Amount.ZERO, 'ETH', 'USDC'),
      convert(ETHER, 'USDC', 'USDC'),
      convert(ETHER, 'ETH', 'WETH'),
    ]).toEqual([0n, ETHER, ETHER])
  })

  it('makes nothing of a token without a tick, or beyond the greatest', () => {
    expect([at(0)(ETHER, 'DAI', 'ETH'), at(887_273)(ETHER, 'ETH', 'USDC')]).toEqual([0n, 0n])
  })

  it('stops, where the price is cut once, at what does not fit; the same price twice is the same', () => {
    const convert = at(443_637, 'once')
    for (const _ of [1, 2]) expect(convert(ETHER, 'ETH', 'USDC')).toMatchObject({ refusal: { code: 'Panic' } })
    expect(at(443_636, 'once')(ETHER, 'ETH', 'USDC')).toMatchObject({})
    expect(at(-200_311, 'once')(ETHER, 'WETH', 'USDC')).toBe(2_000_040_289n)
  })
})
