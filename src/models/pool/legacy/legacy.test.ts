import { describe, expect, it } from 'vitest'
import { chain, ETHER, type Sketch, setting, USDC } from '../../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../../units/amount.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import * as Arrival from '../arrival.ts'
import * as Burn from '../burn.ts'
import { type Chain, holding, type Setting, withHolding } from '../chain.ts'
import { networkOf } from '../networks.ts'
import { PROFILES } from '../rules.ts'
import * as Source from '../source.ts'
import * as Versions from '../versions.ts'

const VS10 = setting(PROFILES.vs10)
const VBVS = setting(PROFILES.vbvs)
const HUGE = 1n << 250n
const INT_MAX = (1n << 255n) - 1n

const reverts = (): Refused => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' })

/** Converts as often as said, and then no more. */
function faltering(under: Setting, passes: number): Setting {
  let calls = 0
  return { ...under, convert: (amount, from, to) => (calls++ < passes ? under.convert(amount, from, to) : reverts()) }
}

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
const POOR = chain({ supply: 10n })
const WETH_POOL = chain({ weth: 5n * ETHER, supply: 10_000n * USDC })

const told = (result: { ok: true; chain: Chain } | Refused) =>
  result.ok ? [result.chain.virtualSupply, result.chain.sharePrice] : result.refusal.code

interface Change extends Partial<Source.Deposit> {
  readonly before?: Chain
}

const send = (n: bigint, under: Setting, { before = POOL, ...change }: Change = {}) =>
  Source.deposit(before, { ...ORDER, inputAmount: Amount.of(n), outputAmount: Amount.of(n), ...change }, under)

const receive = (before: Chain, n: bigint, { under, ...change }: Partial<Arrival.Receive> & { under: Setting }) =>
  Arrival.receive(
    before,
    { token: 'USDC', amount: Amount.of(n), surplus: Amount.ZERO, opType: 'transfer', unwrap: false, ...change },
    under,
  )

const price = (sketch: Sketch, under: Setting) => {
  const result = Versions.update(chain(sketch), under)
  return result.ok ? result.sharePrice : [result.refusal.code, Object.values(result.refusal.facts)[0]]
}

describe('vs10', () => {
  it('rounds the floor down before it compares', () => {
    expect(price({ usdc: 10n, supply: 19n, virtual: -18n }, VS10)).toBe(10n * USDC)
    expect(price({ usdc: 10n, supply: 100n, virtual: -91n }, VS10)).toEqual(['EffectiveSupplyTooLow', '100'])
  })

  it('freezes the price where no supply is effective or nothing is there, and panics where it rounds to nothing', () => {
    expect(price({ usdc: 10n, supply: 5n, virtual: -6n, price: 7n }, VS10)).toBe(7n)
    expect(price({ supply: 5n, price: 7n }, VS10)).toBe(7n)
    expect(price({ usdc: 1n, supply: 10n ** 30n }, VS10)).toEqual(['Panic', '0x1'])
    expect(price({ usdc: 1n, supply: 5n, price: 0n }, VS10)).toBe(USDC)
  })

  it('stops where a figure does not fit, or the base token has no price', () => {
    expect(price({ usdc: 1n, supply: INT_MAX, virtual: 1n }, VS10)).toEqual(['Panic', '0x11'])
    expect(price({ usdc: HUGE, supply: 1n }, VS10)).toEqual(['Panic', '0x11'])
    expect(price({}, { ...VS10, unpriced: ['USDC'] })).toEqual(['BaseTokenPriceFeedError', 'USDC'])
  })

  it('lets everything be sent, and stands still then', () => {
    const sent = send(9001n * USDC, VS10)
    expect(told(sent)).toEqual([-9001n * USDC, USDC])
    expect(sent.ok && told(Versions.update(sent.chain, VS10))).toBe('EffectiveSupplyTooLow')
    expect(told(send(10_000n * USDC, VS10))).toEqual([-10_000n * USDC, USDC])
  })

  it('lets the output exceed the input, and the price of the source rise by it', () => {
    const inflated = send(1000n * USDC, VS10, { outputAmount: Amount.of(2000n * USDC) })
    expect(inflated.ok && told(Versions.update(inflated.chain, VS10))).toEqual([-2000n * USDC, 1_125_000n])
  })

  it('refuses an output of nothing, and what the price or the figures refuse', () => {
    expect(told(send(0n, VS10))).toBe('InvalidAmount')
    expect(told(send(5n, VS10, { before: { ...POOL, virtualSupply: (-9001n * USDC) as never } }))).toBe(
      'EffectiveSupplyTooLow',
    )
    const weth = { token: 'WETH', outputToken: 'WETH' }
    expect(told(send(5n, faltering(VS10, 0), { ...weth, before: WETH_POOL }))).toBe('Panic')
    expect(told(send(HUGE, VS10, { before: chain({ price: 0n }) }))).toBe('Panic')
    expect(told(send(1n, VS10, { before: chain({ virtual: -INT_MAX - 1n, price: 0n }) }))).toBe('Panic')
  })

  it('books an arrival that makes up for shares that left with the sign wrong', () => {
    const before = chain({ usdc: 4500n * USDC, supply: 5000n * USDC, virtual: -500n * USDC })
    expect(told(receive(before, 800n * USDC, { under: VS10 }))).toEqual([-200n * USDC, 1_104_166n])
    expect(told(receive(before, 500n * USDC, { under: VS10 }))).toEqual([-500n * USDC, 1_111_111n])
    expect(told(receive(before, 300n * USDC, { under: VS10 }))).toEqual([-200n * USDC, USDC])
    expect(told(receive(POOL, 300n * USDC, { under: VS10 }))).toEqual([300n * USDC, USDC])
  })

  it('does not look at a Sync, and knows nothing else', () => {
    expect(told(receive(POOL, 500n * USDC, { under: VS10, opType: 'sync' }))).toEqual([0n, USDC])
    expect(told(receive(POOL, 500n * USDC, { under: VS10, opType: 'unknown' }))).toBe('InvalidOpType')
  })

  it('checks a Transfer to the unit, and hands on what refuses', () => {
    const odd = chain({ usdc: 10n ** 10n, weth: 3n * 10n ** 8n, supply: 10n ** 10n })
    const weth = { token: 'WETH', under: VS10 }
    expect(told(receive(odd, 3n * 10n ** 8n, weth))).toBe('NavManipulationDetected')
    expect(told(receive(POOL, 5n, { under: VS10, token: 'ETH' }))).toBe('UnsupportedCrossChainToken')
    expect(told(receive(POOR, 1n << 250n, { under: VS10 }))).toBe('Panic')
    expect(told(receive(chain({ usdc: 0n, price: 0n, supply: 1n << 90n }), 5n, { under: VS10 }))).toBe('Panic')
    for (const passes of [0, 1, 2])
      expect(told(receive(POOL, ETHER, { token: 'WETH', under: faltering(VS10, passes) }))).toBe('Panic')
  })

  it('has a name of its own for a burn that leaves too little', () => {
    const gone = chain({ usdc: 1000n * USDC, supply: 1000n * USDC, virtual: -900n * USDC })
    const burn = (before: Chain) =>
      told(Burn.burn(before, { holder: 'ann', shares: 9n as never, amountMin: Amount.ZERO, now: 0 }, VS10))
    expect(burn(gone)).toBe('EffectiveSupplyTooLowAfterBurn')
    expect(burn(POOL)).toEqual([0n, USDC])
  })
})

describe('vbvs', () => {
  const claimed = (before: Chain, virtualBalance: bigint): Chain =>
    withHolding(before, { ...holding(before, 'USDC'), virtualBalance: Amount.of(virtualBalance) })

  it('reads the virtual supply without a sign, and worth of nothing as 1', () => {
    expect(price({ usdc: 1n, supply: 5n, virtual: -1n }, VBVS)).toEqual(['SafeCastOverflowedIntToUint', '-1'])
    expect(price({ supply: 5n }, VBVS)).toBe(200_000n)
    expect(price({ supply: 10n ** 10n }, VBVS)).toEqual(['Panic', '0x1'])
    expect(price({ usdc: -5n, supply: 5n }, VBVS)).toEqual(['Panic', '0x11'])
  })

  it('does not look at worth before there are shares', () => {
    const unpriced = { ...VBVS, unpriced: ['USDC'] }
    expect([price({ price: 0n }, unpriced), price({ price: 7n }, unpriced)]).toEqual([USDC, 7n])
    expect(price({ supply: 1n }, unpriced)).toEqual(['BaseTokenPriceFeedError', 'USDC'])
    expect(price({ supply: INT_MAX * 2n, virtual: INT_MAX }, VBVS)).toEqual(['Panic', '0x11'])
  })

  it('is viewed without its quirks, but for the sign', () => {
    const view = (sketch: Sketch, under = VBVS) => {
      const result = Versions.view(chain(sketch), under)
      return result.ok ? [result.sharePrice, result.netAssets] : result.refusal.code
    }
    expect(view({ usdc: 20n, supply: 10n })).toEqual([2n * USDC, 20n])
    expect(view({ usdc: -20n, supply: 10n })).toEqual([0n, 0n])
    expect(view({ usdc: 20n, price: 7n })).toEqual([7n, 20n])
    expect(view({ usdc: 20n, supply: 10n, virtual: -1n })).toBe('SafeCastOverflowedIntToUint')
    expect(view({ usdc: HUGE, supply: 10n })).toBe('Panic')
    expect(view({ weth: 1n }, faltering(VBVS, 0))).toEqual([0n, 0n])
  })

  it('keeps the shares at the source and books a claim, whatever it comes to', () => {
    const sent = send(1000n * USDC, VBVS, { outputAmount: Amount.of(980n * USDC) })
    expect(told(sent)).toEqual([0n, USDC])
    expect(sent.ok && holding(sent.chain, 'USDC').virtualBalance).toBe(980n * USDC)
    expect(sent.ok && told(Versions.update(sent.chain, VBVS))).toEqual([0n, 998_000n])
  })

  it('refuses an output of nothing, and what the price or the figures refuse', () => {
    expect(told(send(0n, VBVS))).toBe('InvalidAmount')
    expect(told(send(5n, VBVS, { before: { ...POOL, virtualSupply: -1n as never } }))).toBe(
      'SafeCastOverflowedIntToUint',
    )
    const unminted = { ...POOL, sharePrice: 0n as never, virtualSupply: -1n as never }
    expect(told(Versions.update(unminted, VBVS))).toEqual([-1n, USDC])
    for (const opType of ['transfer', 'sync'] as const)
      expect(told(send(5n, VBVS, { before: unminted, opType }))).toBe('SafeCastOverflowedIntToUint')
    const weth = { token: 'WETH', outputToken: 'WETH' }
    for (const passes of [0, 1])
      expect(told(send(5n, faltering(VBVS, passes), { ...weth, before: WETH_POOL }))).toBe('Panic')
    expect(told(send(5n, VBVS, { before: chain({ virtual: HUGE, price: 0n }) }))).toBe('Panic')
  })

  it('uses up a claim before it issues shares, and wants the price of before to the unit', () => {
    const before = claimed(chain({ usdc: 9500n * USDC, supply: 10_000n * USDC }), 500n * USDC)
    const arrived = receive(before, 800n * USDC, { under: VBVS })
    expect(told(arrived)).toEqual([300n * USDC, USDC])
    const odd = chain({ usdc: 3n, supply: 1n })
    expect(receive(odd, 2n, { under: VBVS })).toMatchObject({
      refusal: { code: 'NavManipulationDetected', facts: { expected: '3000000', actual: '5000000' } },
    })
  })

  it('allows for a surplus', () => {
    const surplus = Amount.of(100n * USDC)
    expect(told(receive(POOL, 0n, { surplus, under: VBVS }))).toEqual([0n, 1_010_000n])
    expect(told(receive(chain(), 0n, { surplus, under: VBVS }))).toBe('EffectiveSupplyZero')
    expect(told(receive(chain(), 0n, { under: VBVS }))).toEqual([0n, USDC])
  })

  it('refuses a surplus that nobody could share in the words of the contract', () => {
    // Claims of its own take up all that was announced, so no share is issued for it.
    const before = claimed(chain({ usdc: 500n * USDC }), 500n * USDC)
    const surplus = Amount.of(1n)
    expect(receive(before, 200n * USDC, { surplus, under: VBVS })).toMatchObject({
      refusal: {
        code: 'EffectiveSupplyZero',
        facts: { surplus: '1', reason: 'Effective total supply is zero - cannot calculate NAV increase' },
      },
    })
    expect(told(receive(before, 200n * USDC, { under: VBVS }))).toEqual([0n, USDC])
  })

  it('does not look at a Sync, knows nothing else, and hands on what refuses', () => {
    expect(told(receive(POOL, 500n * USDC, { under: VBVS, opType: 'sync' }))).toEqual([0n, USDC])
    expect(told(receive(POOL, 500n * USDC, { under: VBVS, opType: 'unknown' }))).toBe('InvalidOpType')
    expect(told(receive(POOL, 5n, { under: VBVS, token: 'ETH' }))).toBe('UnsupportedCrossChainToken')
    expect(told(receive(POOL, HUGE, { under: VBVS }))).toBe('Panic')
    expect(told(receive(chain({ supply: 1n << 90n, price: 0n }), 5n, { under: VBVS }))).toBe('Panic')
    const surplus = Amount.of(ETHER)
    for (const passes of [0, 1, 2])
      expect(told(receive(POOL, ETHER, { token: 'WETH', surplus, under: faltering(VBVS, passes) }))).toBe('Panic')
  })

  it('burns whatever is left effective', () => {
    const order = { holder: 'ann', shares: (10_000n * USDC) as never, amountMin: Amount.ZERO, now: 0 }
    expect(told(Burn.burn(POOL, order, VBVS))).toEqual([0n, USDC])
  })
})
