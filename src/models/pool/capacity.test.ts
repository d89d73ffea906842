import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, ETHER, setting, sound, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import * as Shares from '../../units/shares.ts'
import * as Burn from './burn.ts'
import * as Capacity from './capacity.ts'
import type { Chain, Setting } from './chain.ts'
import { networkOf } from './networks.ts'
import { FLOORS } from './rules.ts'
import * as Source from './source.ts'

const POOL = chain({ usdc: 10_000n * USDC, supply: 10_000n * USDC })
const WAY = { token: 'USDC', destination: networkOf(10), feeBps: 0n }

const transfer = (change: Partial<Capacity.Way>, before: Chain = POOL, under: Setting = setting()) =>
  Capacity.ofTransfer(before, { ...WAY, ...change }, under)

const burn = (before: Chain, now = 0, under: Setting = setting()) =>
  Capacity.ofBurn(before, { holder: 'ann', now }, under)

describe('the largest Transfer', () => {
  it('is nine tenths of the supply, or all there is, after the bridge’s fee', () => {
    expect(transfer({})).toEqual({ value: 9000n * USDC, limiter: 'supplyFloor' })
    expect(transfer({ feeBps: 200n })).toEqual({ value: 9_183_673_469n, limiter: 'supplyFloor' })
    const mixed = chain({ usdc: 100n * USDC, weth: 5n * ETHER, supply: 10_000n * USDC })
    expect(transfer({}, mixed)).toEqual({ value: 100n * USDC, limiter: 'balance' })
  })

  it('is nothing where nothing may go, and says why', () => {
    expect(transfer({ feeBps: 300n })).toEqual({ value: 0n, limiter: 'bridgeFee' })
    expect(transfer({ token: 'WBTC' })).toEqual({ value: 0n, limiter: 'token' })
    expect(transfer({ destination: networkOf(1) })).toEqual({ value: 0n, limiter: 'token' })
    expect(transfer({}, POOL, { ...setting(), unpriced: ['USDC'] })).toEqual({ value: 0n, limiter: 'price' })
    expect(transfer({ token: 'WETH' }, chain({ weth: 1n }))).toEqual({ value: 0n, limiter: 'balance' })
  })

  it('passes, and one unit more does not', () => {
    const way = fc.record({
      token: fc.constantFrom('USDC', 'WETH'),
      destination: fc.constantFrom(137, 56, 42_161).map(networkOf),
      feeBps: fc.bigInt({ min: 0n, max: 200n }),
    })
    fc.assert(
      fc.property(sound, way, (before, to) => {
        const far = before.id === 56 && to.destination.id === 56 ? { ...to, destination: networkOf(1) } : to
        const { value } = Capacity.ofTransfer(before, far, setting())
        const passes = (n: bigint) => Source.deposit(before, Capacity.order(before, far, Amount.of(n)), setting()).ok
        expect([value === 0n || passes(value), passes(value + 1n)]).toEqual([true, false])
      }),
    )
  })
})

describe('the largest burn', () => {
  it('is what the floor leaves, what the holder has, or what can be paid', () => {
    const gone = chain({ usdc: 1000n * USDC, supply: 5000n * USDC, virtual: -4000n * USDC })
    expect(burn(gone, 0, setting({ supplyFloor: FLOORS.rigoblock }))).toEqual({
      value: 789_473_684n,
      limiter: 'supplyFloor',
    })
    expect(burn(POOL)).toEqual({ value: 10_000n * USDC, limiter: 'holding' })
    expect(burn(chain({ usdc: 10n * USDC, weth: ETHER, supply: 2010n * USDC }))).toEqual({
      value: 10n * USDC,
      limiter: 'balance',
    })
  })

  it('is nothing before the holding period is over', () => {
    const held = { ...POOL, accounts: [{ holder: 'ann', shares: Shares.of(5n), activation: 10 }] }
    expect([burn(held, 9), burn(held, 10)]).toEqual([
      { value: 0n, limiter: 'period' },
      { value: 5n, limiter: 'holding' },
    ])
  })

  it('passes, and one unit more does not', () => {
    const rules = fc.constantFrom({}, { transactionFeeBps: 100n, collector: 'carl' })
    fc.assert(
      fc.property(sound, rules, (before, change) => {
        const { value } = burn(before, 0, setting(change))
        const order = (n: bigint) => ({ holder: 'ann', shares: Shares.of(n), amountMin: Amount.ZERO, now: 0 })
        const passes = (n: bigint) => Burn.burn(before, order(n), setting(change)).ok
        expect([value === 0n || passes(value), passes(value + 1n)]).toEqual([true, false])
      }),
    )
  })
})
