import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Amount from '../../units/amount.ts'
import * as Bridge from './bridge.ts'
import { networkOf } from './networks.ts'
import { DEFAULT } from './rules.ts'

const MILLION = 10n ** 12n
const route = (source: number, destination: number, token = 'USDC') => ({
  token,
  source: networkOf(source),
  destination: networkOf(destination),
})
const code = (output: bigint, input: bigint) => Bridge.check(Amount.of(output), Amount.of(input), DEFAULT)?.refusal.code

describe('units across chains', () => {
  it('differ on BNB Smart Chain alone, for USDC and USDT', () => {
    const n = Amount.of(3n * MILLION + 1n)
    expect(Bridge.toSource(n, route(1, 56))).toBe(3n)
    expect(Bridge.toSource(n, route(56, 1))).toBe(n * MILLION)
    expect(Bridge.toSource(n, route(1, 10))).toBe(n)
    expect(Bridge.toSource(n, route(1, 56, 'WETH'))).toBe(n)
    expect(Bridge.toDestination(Amount.of(3n), route(1, 56))).toBe(3n * MILLION)
    expect(Bridge.toDestination(n, route(56, 1))).toBe(3n)
    expect(Bridge.toDestination(n, route(1, 10))).toBe(n)
    expect(Bridge.toDestination(n, route(1, 56, 'WETH'))).toBe(n)
    // What one of the two does not list, the deposit refuses by its name.
    for (const way of [route(1, 56, 'WBTC'), route(5, 1)]) expect(Bridge.toDestination(n, way)).toBe(n)
  })

  it('follow from the decimals that each chain has', () => {
    const way = (here: number, there: number) => ({
      token: 'USDC',
      source: { crossing: { USDC: here } },
      destination: { crossing: { USDC: there } },
    })
    const n = Amount.of(1_234_567n)
    expect([Bridge.toDestination(n, way(8, 6)), Bridge.toDestination(n, way(6, 9))]).toEqual([12_345n, 1_234_567_000n])
    expect([Bridge.toSource(n, way(8, 6)), Bridge.toSource(n, way(6, 9))]).toEqual([123_456_700n, 1_234n])
  })

  it('stop where the wider figure does not fit', () => {
    expect(Bridge.toSource(Amount.of(1n << 250n), route(56, 1))).toMatchObject({ refusal: { code: 'Panic' } })
  })
})

describe('the bounds of the output', () => {
  it('are the input and 98 % of it, both included', () => {
    expect([code(1000n, 1000n), code(980n, 1000n)]).toEqual([undefined, undefined])
    expect([code(1001n, 1000n), code(979n, 1000n)]).toEqual(['OutputAmountTooHigh', 'OutputAmountTooLow'])
  })

  it('stop where a product does not fit', () => {
    expect(code(1n << 255n, 1n << 255n)).toBe('Panic')
    expect(code(0n, 1n << 255n)).toBe('Panic')
  })

  it('are kept by a quote at any fee within the greatest, on every way', () => {
    const input = fc.bigInt({ min: 100n * MILLION, max: 10n ** 30n }).map(Amount.of)
    const way = fc.constantFrom(route(1, 10), route(1, 56), route(56, 1), route(56, 1, 'WETH'))
    fc.assert(
      fc.property(input, fc.bigInt({ min: 0n, max: 200n }), way, (n, feeBps, to) => {
        const output = Bridge.toSource(Bridge.quote(n, feeBps, to), to)
        expect(typeof output === 'bigint' && code(output, n)).toBe(undefined)
      }),
    )
  })
})
