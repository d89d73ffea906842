import { describe, expect, it } from 'vitest'
import { bandOf, type Drifting } from './band.ts'

const usd = (n: number): bigint => BigInt(Math.round(n * 1e6))
/** 600,000 US dollars of delta, hedges at 6 basis points. */
const HELD: Drifting = { netAssets: usd(2e6), exposed: usd(6e5), hedged: usd(-1e5), rate: 600_000_000_000_000n }
const weighed = (orderCost: number, held: Drifting = HELD) =>
  bandOf({ kind: 'weighed', orderCost: usd(orderCost) }, held)

/** The standard deviation that x left open adds, at three dollars each, over price moves of 2 % with half of the drift of the interval on average. */
const risk = (open: number, delta: number): number => {
  const move = 0.02
  const drift = delta * move
  return 3 * move * (Math.sqrt(open ** 2 + drift ** 2 / 2) - Math.sqrt(drift ** 2 / 2))
}

describe('the no-trade band of hedges', () => {
  it('is a share of net assets where one is stated, and sends every order beyond it', () => {
    const { edge, isWorth } = bandOf({ kind: 'share', share: 10n ** 15n }, HELD)
    expect([edge, isWorth(1n)]).toEqual([usd(2000), true])
  })

  it('ends where a dollar less open saves as much risk as it costs', () => {
    const edge = Number(weighed(2).edge) / 1e6
    expect(edge).toBeCloseTo((6e5 * 0.0006) / (3 * Math.SQRT2), 4)
    expect(risk(edge, 6e5) - risk(edge - 1, 6e5)).toBeCloseTo(0.0006, 5)
  })

  it('sends the order that saves what an order costs, and none smaller', () => {
    const { edge, isWorth } = weighed(2)
    const least = Math.sqrt((2 * 6e5 * Math.SQRT2) / 3)
    expect([isWorth(usd(least - 0.01)), isWorth(usd(least + 0.01)), isWorth(-usd(least + 0.01))]).toEqual([
      false,
      true,
      true,
    ])
    const from = Number(edge) / 1e6
    const saved = risk(from + least, 6e5) - risk(from, 6e5) - 0.0006 * least
    expect(saved).toBeCloseTo(2, 1)
    expect(weighed(0).isWorth(1n)).toBe(true)
  })

  it('goes by the larger of what the pool has and what is hedged', () => {
    const other = weighed(2, { ...HELD, exposed: usd(-1e5), hedged: usd(6e5) })
    expect(other.edge).toBe(weighed(2).edge)
  })

  it('closes what is left of a hedge once nothing of the pool is', () => {
    const { edge, isWorth } = weighed(2, { ...HELD, netAssets: 0n })
    expect([edge, isWorth(1n)]).toEqual([0n, true])
  })
})
