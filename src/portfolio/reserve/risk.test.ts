import { describe, expect, test } from 'vitest'
import { BLOCK, marketOf, POLICY, stateOf, type Wanted, wad } from '../../../test/arbitraries/reserve.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Measure } from '../measure.ts'
import { type Assessment, assess } from './risk.ts'
import type { ReserveState } from './state.ts'

const TWO: readonly Wanted[] = [
  { id: 'A', balance: 500, weight: 0.5, isStable: true, limit: 100 },
  { id: 'B', balance: 500, weight: 0.5, limit: 100 },
]
const assessed = (wanted: readonly Wanted[] = TWO, state: ReserveState = stateOf(wanted)): Assessment => {
  const market = marketOf(wanted)
  return assess({ asOf: market.asOf, state, market }, POLICY)
}
function measure({ measures }: Assessment, name: string, place: string): Measure {
  const found = measures().find((each) => each.name === name && each.place === place)
  if (found === undefined) expect.fail(`no ${name} of ${place}`)
  return found
}

describe('how a reserve stands', () => {
  test('on its targets everything is normal', () => {
    const calm = assessed()
    expect(calm).toMatchObject({ level: 'NORMAL', outside: [], failing: [] })
    expect(measure(calm, 'weight', 'A')).toMatchObject({ value: 0.5, bounds: { target: 0.5, low: 0.45, high: 0.55 } })
    expect(measure(calm, 'collateral', 'reserve').value).toBe(1)
    expect(measure(calm, 'redemption', 'reserve').value).toBe(1)
    expect(calm.measures()).toHaveLength(2 + 4 + 1 + 2)
  })

  test('a redemption price that the curve cannot answer is not known, which is critical', () => {
    const state = stateOf(TWO)
    const redemption = { ...state.reserve.redemption, level: sharesOf(10n ** 48n), lastBlock: block(BLOCK) }
    const lost = assessed(TWO, { ...state, reserve: { ...state.reserve, redemption } })
    expect(lost.price).toBeNull()
    expect(measure(lost, 'redemption', 'reserve')).toMatchObject({ value: Number.NaN, level: 'CRITICAL' })
  })

  test('a weight counts in bands from its target, on the side on which it stands', () => {
    const drifted = assessed(TWO.map((wanted) => ({ ...wanted, balance: wanted.id === 'A' ? 600 : 400 })))
    expect(drifted.outside).toEqual(['A', 'B'])
    // Two bands of 0.05 away: past the edge, not past three bands.
    expect([measure(drifted, 'weight', 'A').level, measure(drifted, 'weight', 'B').level]).toEqual(['DRIFT', 'DRIFT'])
    const far = assessed(TWO.map((wanted) => ({ ...wanted, balance: wanted.id === 'A' ? 700 : 300 })))
    expect(measure(far, 'weight', 'A')).toMatchObject({ level: 'WARNING', bounds: { worse: 'higher' } })
    expect(measure(far, 'weight', 'B')).toMatchObject({ level: 'WARNING', bounds: { worse: 'lower' } })
  })

  test('a flow counts as a share of its limit, decayed, and warns at four fifths or while it is closed', () => {
    const state = stateOf(TWO)
    const [a, b] = state.reserve.tranches
    if (a === undefined || b === undefined) expect.fail()
    const flow = (amount: number, seen: bigint, blockedUntil = 0n) => ({
      amount: amountOf(wad(amount)),
      seen: block(seen),
      blockedUntil: block(blockedUntil),
    })
    const tranches = [
      { ...a, inflow: flow(81, BLOCK), outflow: flow(100, BLOCK - 693n) },
      {
        ...b,
        inflow: flow(1, BLOCK, BLOCK + 9n),
        flowRule: { ...b.flowRule, limit: { kind: 'amount' as const, amount: amountOf(0n) } },
      },
    ]
    const busy = assessed(TWO, { ...state, reserve: { ...state.reserve, tranches } })
    expect(measure(busy, 'flow', 'A/in')).toMatchObject({ value: 0.81, level: 'WARNING', timeToCritical: null })
    expect(measure(busy, 'flow', 'A/out').value).toBeCloseTo(0.5, 3)
    expect(measure(busy, 'flow', 'A/out').level).toBe('NORMAL')
    expect(measure(busy, 'flow', 'B/in')).toMatchObject({ value: 0, level: 'WARNING', timeToCritical: 120 })
  })

  test('a peg that has failed, too little behind a coin, and what the next coin is paid', () => {
    const fallen = assessed(
      TWO.map((wanted) => ({ ...wanted, price: wanted.id === 'A' ? 0.9 : 1 })),
      stateOf(TWO),
    )
    expect(fallen.failing).toEqual(['A'])
    expect(measure(fallen, 'peg', 'A')).toMatchObject({ value: 0.9, level: 'WARNING' })
    expect(measure(fallen, 'collateral', 'reserve')).toMatchObject({ value: 0.95, level: 'WARNING' })
    const short = stateOf(TWO)
    const owed = assessed(TWO, { ...short, reserve: { ...short.reserve, supply: sharesOf(wad(2000)) } })
    // Half of what is owed is there: below the floor of the price every coin is paid its share.
    expect(owed.price).toBe(wad(0.5))
    expect(measure(owed, 'redemption', 'reserve')).toMatchObject({ value: 0.5, level: 'CRITICAL' })
    expect(owed.level).toBe('CRITICAL')
  })

  test('without coins there is nothing to redeem', () => {
    const state = stateOf(TWO)
    const none = assessed(TWO, { ...state, reserve: { ...state.reserve, supply: sharesOf(0n) } })
    expect(none.price).toBe(null)
    expect(none.measures().map(({ name }) => name)).not.toContain('redemption')
  })
})
