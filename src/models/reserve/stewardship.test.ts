import { describe, expect, it } from 'vitest'
import { NOW, prices, reserve, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { DEFAULT } from './profile.ts'
import { dayOf, observed } from './stewardship.ts'

const rules = { ...DEFAULT, stewardship: { floor: ratioOf(units(0.95)) } }
const poor = reserve([tranche('a', { prices: prices(0.5, false) })])

describe('days below the floor', () => {
  it('are counted once each, and those of a wait too', () => {
    const once = observed(poor, rules)
    expect(once.violations).toEqual({ days: 1n, last: dayOf(NOW) })
    expect(observed(once, rules)).toBe(once)
    const later = { ...once, time: timestamp(NOW + 3n * 86_400n) }
    expect(observed(later, rules, timestamp(NOW)).violations).toEqual({ days: 4n, last: dayOf(NOW) + 3n })
  })

  it('are not counted above it, without a floor, nor where the reserve cannot be valued', () => {
    const rich = reserve([tranche('a')])
    expect(observed(rich, rules)).toBe(rich)
    expect(observed(poor, DEFAULT)).toBe(poor)
    const beyond = reserve([tranche('a', { balance: amountOf(2n ** 255n), prices: prices(0.5, false) })])
    expect(observed(beyond, rules)).toBe(beyond)
  })
})
