import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Shares from '../../units/shares.ts'
import { FLOORS, type SupplyFloor } from './rules.ts'
import * as Supply from './supply.ts'

const code = (totalSupply: bigint, virtualSupply: bigint, floor: SupplyFloor = FLOORS.rigoblock) =>
  Supply.check({ totalSupply: Shares.of(totalSupply), virtualSupply: Shares.of(virtualSupply), floor })?.refusal.code

const whole = 1n << 255n

describe('the supply rule', () => {
  it('lets 95 of 100 go at a twentieth and 90 at a tenth, and not one more', () => {
    expect([code(100n, -95n), code(100n, -96n)]).toEqual([undefined, 'EffectiveSupplyTooLow'])
    expect([code(100n, -90n, FLOORS.documents), code(100n, -91n, FLOORS.documents)]).toEqual([
      undefined,
      'EffectiveSupplyTooLow',
    ])
  })

  it('never looks at a positive virtual supply, and lets nothing go from nothing', () => {
    expect([code(0n, 0n), code(0n, 5n), code(0n, -1n)]).toEqual([undefined, undefined, 'EffectiveSupplyTooLow'])
  })

  it('stops where a product does not fit a word', () => {
    expect([code(5n, -whole), code(5n, 1n - whole), code(whole, -1n)]).toEqual(['Panic', 'Panic', 'Panic'])
  })

  it('is effectiveSupply · den ≥ totalSupply · num, and its depth is the last that passes', () => {
    const figure = fc.bigInt({ min: 0n, max: 10n ** 30n })
    fc.assert(
      fc.property(figure, figure, fc.bigInt({ min: 1n, max: 50n }), (total, gone, denominator) => {
        const floor = { numerator: 1n, denominator: denominator + 1n }
        const passes = code(total, -gone, floor) === undefined
        expect(passes).toBe(gone === 0n || (total - gone) * floor.denominator >= total)
        const depth = Supply.depth(Shares.of(total), floor)
        expect([code(total, -depth, floor), code(total, -depth - 1n, floor)]).toEqual([
          undefined,
          'EffectiveSupplyTooLow',
        ])
      }),
    )
  })
})

describe('the effective supply', () => {
  it('is the sum, with the issued supply cast as the contract casts it', () => {
    expect(Supply.effective(Shares.of(10n), Shares.of(-3n))).toBe(7n)
    expect(Supply.effective(Shares.of(whole), Shares.of(0n))).toBe(-whole)
    const over = Supply.effective(Shares.of(whole - 1n), Shares.of(1n))
    expect(over).toMatchObject({ ok: false, refusal: { code: 'Panic', facts: { code: '0x11' } } })
  })
})
