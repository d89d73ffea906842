import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, ETHER, setting, sound, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import { refuse } from '../../units/refusal.ts'
import * as Shares from '../../units/shares.ts'
import * as Bridge from './bridge.ts'
import * as Burn from './burn.ts'
import { type Chain, wallet } from './chain.ts'
import { networkOf } from './networks.ts'
import { FLOORS } from './rules.ts'
import * as Source from './source.ts'
import * as Supply from './supply.ts'

const ORDER: Source.Deposit = {
  opType: 'transfer',
  token: 'USDC',
  outputToken: 'USDC',
  destination: networkOf(10),
  inputAmount: Amount.of(1000n * USDC),
  outputAmount: Amount.of(1000n * USDC),
  toleranceBps: 10_000n,
  isNative: false,
}

const POOL = chain({ usdc: 10_000n * USDC, supply: 10_000n * USDC })

function outcome(change: Partial<Source.Deposit>, before: Chain = POOL, under = setting()) {
  const result = Source.deposit(before, { ...ORDER, ...change }, under)
  if (!result.ok) return result.refusal.code
  return [result.chain.virtualSupply, result.chain.sharePrice, wallet(result.chain, 'USDC')]
}

const amounts = (input: bigint, output = input) => ({ inputAmount: Amount.of(input), outputAmount: Amount.of(output) })

describe('a Transfer', () => {
  it('takes the shares of the output and the tokens of the input: the fee is the loss of those who stay', () => {
    expect(outcome({})).toEqual([-1000n * USDC, USDC, 9000n * USDC])
    expect(outcome(amounts(1000n * USDC, 980n * USDC))).toEqual([-980n * USDC, USDC, 9000n * USDC])
  })

  it('may take nine tenths of the supply, and at a twentieth of floor nineteen twentieths', () => {
    expect(outcome(amounts(9000n * USDC))).toEqual([-9000n * USDC, USDC, 1000n * USDC])
    expect(outcome(amounts(9000n * USDC + 1n))).toBe('EffectiveSupplyTooLow')
    const rigoblock = setting({ supplyFloor: FLOORS.rigoblock })
    expect(outcome(amounts(9500n * USDC), POOL, rigoblock)).toEqual([-9500n * USDC, USDC, 500n * USDC])
    expect(outcome(amounts(9500n * USDC + 1n), POOL, rigoblock)).toBe('EffectiveSupplyTooLow')
  })

  it('takes more where shares have arrived, and none where nothing stands behind shares', () => {
    const arrived = chain({ usdc: 30_000n * USDC, supply: 10_000n * USDC, virtual: 20_000n * USDC })
    expect(outcome(amounts(29_000n * USDC), arrived)).toEqual([-9000n * USDC, USDC, 1000n * USDC])
    expect(outcome({}, chain({ supply: 10n ** 10n }))).toBe('EffectiveSupplyTooLow')
  })

  it('of four fifths, a burn, and four fifths again does not empty a chain', () => {
    const part = chain({ usdc: 1000n * USDC, supply: 1000n * USDC })
    const sent = Source.deposit(part, { ...ORDER, ...amounts(800n * USDC) }, setting())
    if (!sent.ok) expect.unreachable()
    const burn = (n: bigint) =>
      Burn.burn(sent.chain, { holder: 'ann', shares: Shares.of(n), amountMin: Amount.ZERO, now: 0 }, setting())
    expect([burn(111_111_111n).ok, burn(111_111_112n).ok]).toEqual([true, false])
    const burnt = burn(100n * USDC)
    expect(burnt.ok && outcome(amounts(80n * USDC), burnt.chain)).toBe('EffectiveSupplyTooLow')
  })

  it('is worth something', () => {
    expect(outcome(amounts(0n))).toBe('ZeroConvertedValue')
    expect(outcome({ ...amounts(1n), token: 'WETH', outputToken: 'WETH' }, chain({ weth: 1n }))).toBe(
      'ZeroConvertedValue',
    )
  })

  it('is refused where the state is already below the floor, and where its tokens are not there', () => {
    expect(outcome({}, chain({ usdc: 10n ** 10n, supply: 10n ** 10n, virtual: -(10n ** 10n) }))).toBe(
      'EffectiveSupplyTooLow',
    )
    expect(outcome({}, chain({ usdc: USDC, weth: 100n * ETHER, supply: 10n ** 10n }))).toBe('TokenTransferFailed')
  })

  it('stops where a figure does not fit', () => {
    const rich = chain({ usdc: 1n << 250n, supply: 1n << 250n, price: 0n })
    expect(outcome(amounts(1n << 240n), rich)).toBe('Panic')
    const low = chain({ usdc: 10n, virtual: -(1n << 255n), price: 0n })
    expect(outcome(amounts(1n), low)).toBe('Panic')
    expect(outcome(amounts(1n << 239n, 1n << 250n), { ...rich, ...networkOf(56) })).toBe('Panic')
  })
})

describe('a Sync', () => {
  const sync = (input: bigint, toleranceBps: bigint, before = POOL) =>
    outcome({ opType: 'sync', toleranceBps, ...amounts(input) }, before)

  it('moves tokens and nothing else, up to just below the next basis point', () => {
    expect(sync(1000n * USDC, 1000n)).toEqual([0n, USDC, 9000n * USDC])
    expect(sync(1001n * USDC - 1n, 1000n)).toEqual([0n, USDC, 8999n * USDC + 1n])
    expect(sync(1001n * USDC, 1000n)).toBe('NavImpactTooHigh')
  })

  it('is measured by the price as stored, however stale, and by par where none is', () => {
    const stale = { ...POOL, sharePrice: chain({ price: 2n * USDC }).sharePrice }
    expect(sync(2000n * USDC, 1000n, stale)).toEqual([0n, 2n * USDC, 8000n * USDC])
    expect(sync(1001n * USDC, 1000n, chain({ usdc: 10n ** 10n, supply: 10n ** 10n, price: 0n }))).toBe(
      'NavImpactTooHigh',
    )
  })

  it('is not measured where there is no supply, or nothing behind it', () => {
    expect(sync(USDC, 0n, chain({ usdc: USDC }))).toEqual([0n, USDC, 0n])
    expect(sync(USDC, 0n, chain({ usdc: USDC, supply: 1n, price: 1n }))).toEqual([0n, 1n, 0n])
  })

  it('stops where a figure does not fit', () => {
    const huge = 1n << 255n
    const bounds = { maxBridgeFeeBps: 10_000n }
    const ask = (input: bigint, output: bigint, before: Chain) =>
      outcome({ opType: 'sync', ...amounts(input, output) }, before, setting(bounds))
    expect(ask(huge, 0n, POOL)).toBe('SafeCastOverflowedUintToInt')
    expect(ask(huge - 1n, 0n, POOL)).toBe('Panic')
    expect(ask(1n, 1n, chain({ supply: huge - 1n, virtual: 1n }))).toBe('Panic')
    expect(ask(1n, 1n, chain({ supply: huge - 1n }))).toBe('Panic')
  })
})

describe('any deposit', () => {
  it('is checked in the order of the contract', () => {
    const failing = {
      token: 'DAI',
      outputToken: 'USDT',
      destination: networkOf(1),
      outputAmount: Amount.of(1001n * USDC),
      toleranceBps: 10_001n,
      isNative: true,
      opType: 'unknown',
    } as const
    const steps: readonly [Partial<Source.Deposit>, string][] = [
      [{}, 'UnsupportedCrossChainToken'],
      [{ token: 'USDC' }, 'WrongDestinationToken'],
      [{ outputToken: 'USDC' }, 'SameChainTransfer'],
      [{ destination: networkOf(10) }, 'OutputAmountTooHigh'],
      [{ outputAmount: Amount.of(979n * USDC) }, 'OutputAmountTooLow'],
      [{ outputAmount: Amount.of(980n * USDC) }, 'NavToleranceTooHigh'],
      [{ toleranceBps: 10_000n }, 'InvalidInputToken'],
      [{ token: 'WETH', outputToken: 'WETH' }, 'TokenNotActive'],
      [{ isNative: false }, 'InvalidOpType'],
    ]
    let order: Partial<Source.Deposit> = failing
    for (const [mended, code] of steps) {
      order = { ...order, ...mended }
      expect(outcome(order)).toBe(code)
    }
  })

  it('goes nowhere that does not list the token', () => {
    expect(outcome({ token: 'WETH', outputToken: 'WETH', destination: networkOf(5) })).toBe('WrongDestinationToken')
  })

  it('pays in native ether under the wrapped name', () => {
    const native = chain({ usdc: 10n ** 10n, ether: ETHER, supply: 10n ** 10n, active: ['ETH'] })
    const order = { ...ORDER, ...amounts(ETHER), token: 'WETH', outputToken: 'WETH', isNative: true }
    const result = Source.deposit(native, order, setting())
    expect(result.ok && wallet(result.chain, 'ETH')).toBe(0n)
    expect(result.ok && result.booked).toEqual({ value: 2000n * USDC, sharePrice: 1_200_000n })
  })

  it('is refused where the oracle reverts', () => {
    const reverts = () => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' })
    const weth = { token: 'WETH', outputToken: 'WETH', ...amounts(5n) }
    expect(outcome(weth, chain({ weth: 5n }), { ...setting(), convert: reverts })).toBe('Panic')
    expect(
      outcome({ ...weth, opType: 'sync' }, chain({ weth: 5n, supply: 10n }), { ...setting(), convert: reverts }),
    ).toBe('Panic')
  })

  it('that is accepted keeps to the floor and sends what it says; one that is refused changes nothing', () => {
    const part = fc.bigInt({ min: 0n, max: 10n ** 15n })
    fc.assert(
      fc.property(sound, part, fc.bigInt({ min: 0n, max: 200n }), (before, input, feeBps) => {
        const copy = structuredClone(before)
        const destination = networkOf(before.id === 10 ? 1 : 10)
        const inputAmount = Amount.of(input)
        const route = { token: 'USDC', source: before, destination }
        const order = { ...ORDER, destination, inputAmount, outputAmount: Bridge.quote(inputAmount, feeBps, route) }
        const result = Source.deposit(before, order, setting())
        expect(before).toEqual(copy)
        if (!result.ok) return
        const { totalSupply, virtualSupply } = result.chain
        expect(Supply.check({ totalSupply, virtualSupply, floor: FLOORS.documents })).toBeUndefined()
        expect(wallet(result.chain, 'USDC')).toBe(wallet(before, 'USDC') - input)
      }),
    )
  })
})
