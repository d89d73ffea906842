import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction, perYear } from '../../units/estimate.ts'
import { type EquityBand, least, missing, top } from './margin.ts'
import { sum, WAD } from './table.ts'

const band: EquityBand = { target: WAD / 10n, min: (8n * WAD) / 100n, max: (14n * WAD) / 100n }

test('the worked example: BTC is above the band and pays back, ETH is within and stays', () => {
  expect(top([0n, 863_204_174n, 0n], [0n, 4_393_093_982n, 0n], band)).toEqual({
    transfer: -423_894_776n,
    equity: [0n, 439_309_398n, 0n],
  })
  expect(top([10_609_637_426n, 5_835_300_585n], [-83_337_265_956n, -45_835_496_276n], band).transfer).toBe(0n)
})

test('below the band it is topped up, without a position it comes back', () => {
  expect(top([7n], [-100n], band)).toEqual({ transfer: 3n, equity: [10n] })
  expect(top([8n], [-100n], band).transfer).toBe(0n)
  expect(top([14n], [-100n], band).transfer).toBe(0n)
  expect(top([15n], [-100n], band).transfer).toBe(-5n)
  expect(top([7n], [0n], band)).toEqual({ transfer: -7n, equity: [0n] })
  expect(top([4n, 3n], [50n, -50n], band)).toEqual({ transfer: -7n, equity: [0n, 0n] })
})

test('between cycles equity is only added', () => {
  expect([missing(7n, -100n, band), missing(8n, -100n, band), missing(50n, 100n, band)]).toEqual([3n, 0n, 0n])
})

test('what is attributed is what is there', () => {
  const pair = fc.record({
    equity: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    delta: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }),
  })
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), (pairs) => {
      const equity = pairs.map((each) => each.equity)
      const after = top(
        equity,
        pairs.map((each) => each.delta),
        band,
      )
      expect(sum(after.equity)).toBe(sum(equity) + after.transfer)
    }),
  )
})

test('a target covers maintenance, the fee and the move that may come before the next cycle', () => {
  const calm = { maintenance: fraction(0.01), fee: fraction(0.001), sigma: perYear(0.8), deviations: 3, years: 0 }
  expect(least(calm)).toBeCloseTo(0.011, 12)
  expect(least({ ...calm, years: 1 / 1095 })).toBeCloseTo(0.011 + 2.4 / Math.sqrt(1095), 12)
})
