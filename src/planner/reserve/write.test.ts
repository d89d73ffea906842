import { describe, expect, test } from 'vitest'
import { marketOf, stateOf, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { cut, type Move, stepOf } from './write.ts'

const TWO: readonly Wanted[] = [
  { id: 'A', balance: 500, weight: 0.5 },
  { id: 'B', balance: 500, weight: 0.5, decimals: 6 },
]
const out = (a: bigint, b: bigint): Move => ({
  way: 'redeem',
  parts: [
    { tranche: 'A', to: '', amount: a },
    { tranche: 'B', to: '', amount: b },
  ],
})

describe('moves in exact amounts', () => {
  test('rounds add up to the whole, the last with what flooring left', () => {
    const rounds = cut(out(10n, 7n), [1 / 3, 1 / 3, 1 / 3])
    expect(rounds.map(({ parts }) => parts.map(({ amount }) => amount))).toEqual([
      [3n, 2n],
      [3n, 2n],
      [4n, 3n],
    ])
  })

  test('what is nothing is no order', () => {
    const [first, second] = cut(out(1n, 0n), [0.5, 0.5])
    expect([first?.parts.length, second?.parts.length]).toEqual([0, 1])
    if (first === undefined) expect.fail()
    expect(stepOf(first, stateOf(TWO), marketOf(TWO))).toBe(null)
    expect(stepOf({ way: 'redeem', parts: [{ tranche: 'X', to: '', amount: 5n }] }, stateOf(TWO), marketOf(TWO))).toBe(
      null,
    )
  })

  test('a redemption asks for the fewest coins that bring the amounts, and for none that are not there', () => {
    const move = out(wad(30), 10_000_000n)
    expect(stepOf(move, stateOf(TWO), marketOf(TWO))).toMatchObject({ coins: wad(40) })
    expect(stepOf(move, stateOf(TWO, 39), marketOf(TWO))).toBe(null)
    const state = stateOf(TWO)
    const owed = {
      ...state,
      reserve: { ...state.reserve, supply: sharesOf(wad(1500)) },
      operator: { ...state.operator, coins: sharesOf(wad(600)) },
    }
    const step = stepOf(move, owed, marketOf(TWO))
    if (step?.kind !== 'reserve.redeem') expect.fail()
    // Two thirds of a coin's worth are there: above the floor of the price, and below one.
    expect(step.coins).toBeGreaterThan(wad(40))
    const applied = apply(owed, step, marketOf(TWO))
    if (!applied.ok) expect.fail(applied.refusal.detail)
    const balances = applied.state.reserve.tranches.map(({ balance }) => balance)
    expect(Number(balances[0]) / 1e18).toBeCloseTo(470, 9)
    expect(Number(balances[1]) / 1e6).toBeCloseTo(490, 5)
    const less = apply(owed, { ...step, coins: sharesOf(step.coins - 2n) }, marketOf(TWO))
    if (!less.ok) expect.fail()
    expect(less.state.reserve.tranches[0]?.balance).toBeGreaterThanOrEqual(balances[0] ?? 0n)
    const few = { ...owed, operator: { ...owed.operator, coins: sharesOf(wad(41)) } }
    expect(stepOf(out(wad(30), 10_900_000n), few, marketOf(TWO))).toBe(null)
  })
})
