import { describe, expect, it } from 'vitest'
import { instant, parse } from '../../units/time.ts'
import { cut } from './cut.ts'
import { simulate } from './simulate.ts'

const from = parse('2024-01-01')
const whole = simulate({ seed: 7, from, hours: 48, exchanges: ['BINANCE'], contracts: ['ETHUSDT'] })

describe('cut', () => {
  it('has the same figures at the same hours', () => {
    const part = cut(whole, parse('2024-01-02'))
    expect([part.from, part.hours]).toEqual([parse('2024-01-02'), 24])
    for (const row of [0, 8, 23]) {
      expect(part.spot.ETH.open[row]).toBe(whole.spot.ETH.open[row + 24])
      expect(part.reserves.WETH.borrowIndex[row]).toBe(whole.reserves.WETH.borrowIndex[row + 24])
      expect(part.perps.BINANCE?.ETHUSDT?.settled[row]).toBe(whole.perps.BINANCE?.ETHUSDT?.settled[row + 24])
    }
  })

  it('is the history itself from its first hour on', () => {
    expect(cut(whole, instant(from))).toBe(whole)
  })
})
