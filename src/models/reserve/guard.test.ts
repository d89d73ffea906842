import { describe, expect, it } from 'vitest'
import { reserve, stable, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { compared, type Oracle, unguarded } from './guard.ts'

const guard = { pairs: ratioOf(units(0.02)), level: ratioOf(units(0.02)) }
const price = (n: number) => priceOf(units(n))
const prices = new Map([
  ['ETH', price(2500)],
  ['USDC', price(1)],
  ['DEAD', price(0)],
])
const saying = (said: Partial<Oracle>) => compared(prices, { pairs: [], sources: {}, ...said }, guard)

describe('prices beside what others say of them', () => {
  it('go by the median of the sources: the middle one, or the mean of the two in the middle', () => {
    const level = (...said: readonly number[]) =>
      saying({ sources: { ETH: Object.fromEntries(said.map((each, at) => [`s${at}`, price(each)])) } })[0]
    expect(level(2400, 2600, 2500)).toMatchObject({ other: price(2500), sources: 3, isOff: false })
    expect(level(2400, 2600, 2500, 2400)).toMatchObject({ other: price(2450), isOff: true })
    expect(level(2450)).toMatchObject({ other: price(2450), off: ratioOf(20408163265306123n), isOff: true })
    expect(level()).toBe(undefined)
  })

  it('are left alone where the reserve does not hold the asset, and are nothing in an asset worth nothing', () => {
    expect(saying({ pairs: [{ of: 'BTC', in: 'USDC', price: price(1) }] })).toEqual([])
    expect(saying({ pairs: [{ of: 'ETH', in: 'BTC', price: price(1) }] })).toEqual([])
    expect(saying({ sources: { BTC: { a: price(1) } } })).toEqual([])
    expect(saying({ pairs: [{ of: 'ETH', in: 'DEAD', price: price(1) }] })).toMatchObject([{ own: 0n, isOff: true }])
  })

  it('stop an order only where a guard is set, and something is said', () => {
    const held = reserve([
      tranche('a', { assets: [{ ...stable(1.05), id: 'USDC' }] }),
      tranche('b', { assets: [{ ...stable(1), id: 'USDC' }] }),
    ])
    const oracle: Oracle = { pairs: [], sources: { USDC: { one: price(1) } } }
    expect(unguarded(held, oracle, guard)?.refusal).toMatchObject({
      code: 'PRICE_LEVEL_OFF',
      detail: expect.stringContaining('its source says'),
    })
    expect(unguarded(held, oracle, undefined)).toBe(null)
    expect(unguarded(held, undefined, guard)).toBe(null)
  })
})
