import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, ETHER, setting, sound, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import * as Shares from '../../units/shares.ts'
import * as Burn from './burn.ts'
import { account, type Chain, holding, type Setting, wallet, withHolding } from './chain.ts'
import * as Mint from './mint.ts'
import { FLOORS, PROFILES } from './rules.ts'
import * as Supply from './supply.ts'
import * as Versions from './versions.ts'

const POOL = chain({ usdc: 5000n * USDC, supply: 5000n * USDC })
const FEE = { transactionFeeBps: 100n, collector: 'carl' }
const HUGE = 1n << 250n

const reverts = (): Refused => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' })

const order = (amount: bigint, change: Partial<Mint.Mint> = {}): Mint.Mint => ({
  recipient: 'bob',
  token: 'USDC',
  amount: Amount.of(amount),
  sharesMin: Shares.ZERO,
  now: 0,
  ...change,
})

function minted(wanted: Mint.Mint, before: Chain = POOL, under: Setting = setting()) {
  const result = Mint.mint(before, wanted, under)
  return result.ok ? [result.shares, result.fee, result.spread] : result.refusal.code
}

const burning = (shares: bigint, change: Partial<Burn.BurnFor> = {}): Burn.BurnFor => ({
  holder: 'ann',
  shares: Shares.of(shares),
  amountMin: Amount.ZERO,
  now: 0,
  token: 'WETH',
  ...change,
})

const paid = (result: ReturnType<typeof Burn.burn>) =>
  result.ok ? [result.amount, result.spread, result.fee, result.burnt] : result.refusal.code

const burnt = (wanted: Burn.Burn, before: Chain = POOL, under: Setting = setting()) =>
  paid(Burn.burn(before, wanted, under))

describe('a mint', () => {
  it('pays the spread out of the pool and the fee in shares', () => {
    expect(minted(order(100n * USDC))).toEqual([99_900_000n, 0n, 100_000n])
    const result = Mint.mint(POOL, order(100n * USDC), setting(FEE))
    if (!result.ok) expect.unreachable()
    expect([result.shares, result.fee, result.chain.totalSupply, wallet(result.chain, 'USDC')]).toEqual([
      98_901_000n,
      999_000n,
      5_099_900_000n,
      5_099_900_000n,
    ])
    expect([account(result.chain, 'bob').shares, account(result.chain, 'carl').shares]).toEqual([98_901_000n, 999_000n])
    expect(account(result.chain, 'bob').activation).toBe(30 * 86_400)
  })

  it('knows no fee without a collector, nor from the collector himself', () => {
    expect(minted(order(100n * USDC), POOL, setting({ ...FEE, collector: '' }))).toEqual([99_900_000n, 0n, 100_000n])
    expect(minted(order(100n * USDC, { recipient: 'carl' }), POOL, setting(FEE))).toEqual([99_900_000n, 0n, 100_000n])
  })

  it('is priced at par the first time, whatever is there, and as last stored after that', () => {
    const rich = chain({ usdc: 300n * USDC, price: 0n })
    expect(minted(order(100n * USDC), rich)).toEqual([99_900_000n, 0n, 100_000n])
    expect(minted(order(100n * USDC), chain({ usdc: 300n * USDC, price: 1_500_000n }))).toEqual([
      66_600_000n,
      0n,
      100_000n,
    ])
  })

  it('is a thousandth of a token or more, in worth on new and in bare units before', () => {
    expect([minted(order(1000n)), minted(order(999n))]).toEqual([[999n, 0n, 1n], 'PoolAmountSmallerThanMinimum'])
    const open = { ...POOL, accepted: ['WETH'] }
    const weth = order(1000n, { token: 'WETH' })
    expect(minted(weth, open)).toBe('PoolAmountSmallerThanMinimum')
    expect(minted(weth, open, setting(PROFILES.head))).toEqual([0n, 0n, 1n])
  })

  it('takes tokens that the owner accepts, which count from then on', () => {
    const weth = order(ETHER, { token: 'WETH' })
    expect(minted(weth)).toBe('TokenNotAccepted')
    const result = Mint.mint({ ...POOL, accepted: ['WETH'], active: [] }, weth, setting())
    expect(result.ok && [result.chain.active, result.shares]).toEqual([['WETH'], 1_998_000_000n])
  })

  it('is refused below what the recipient takes, and where prices or figures fail', () => {
    expect(minted(order(100n * USDC, { sharesMin: Shares.of(99_900_001n) }))).toBe('PoolMintOutputAmount')
    expect(minted(order(100n * USDC), { ...POOL, virtualSupply: Shares.of(-5000n * USDC) })).toBe(
      'EffectiveSupplyTooLow',
    )
    expect(minted(order(HUGE))).toBe('Panic')
    expect(minted(order(1n << 255n))).toBe('Panic')
    expect(minted(order(1n << 240n), chain({ price: 0n }))).toBe('Panic')
    const full = chain({ price: 0n, supply: (1n << 256n) - 1n })
    expect(minted(order(USDC), full)).toBe('Panic')
    const dear = { ...setting(FEE), rules: { ...setting(FEE).rules, spreadBps: 0n } }
    expect(minted(order(HUGE), { ...chain({ price: 0n }), unit: 1n }, dear)).toBe('Panic')
    const weth = { ...POOL, accepted: ['WETH'] }
    expect(minted(order(ETHER, { token: 'WETH' }), weth, { ...setting(), convert: reverts })).toBe('Panic')
    let calls = 0
    const late: Setting['convert'] = (amount) => (++calls > 1 ? reverts() : amount)
    expect(minted(order(ETHER, { token: 'WETH' }), weth, { ...setting(), convert: late })).toBe('Panic')
  })
})

describe('a burn', () => {
  it('pays worth less the spread; the collector keeps shares that are not burnt', () => {
    expect(burnt(burning(1000n * USDC))).toEqual([999_000_000n, 1_000_000n, 0n, 1000n * USDC])
    const result = Burn.burn(POOL, burning(1000n * USDC), setting(FEE))
    expect(paid(result)).toEqual([989_010_000n, 990_000n, 10_000_000n, 990_000_000n])
    if (!result.ok) expect.unreachable()
    const { chain: after } = result
    expect([after.totalSupply, account(after, 'ann').shares, account(after, 'carl').shares]).toEqual([
      4_010_000_000n,
      4_000_000_000n,
      10_000_000n,
    ])
  })

  it('of 789.473684 of 5000 shares is the most with 4000 gone and a floor of a twentieth', () => {
    const gone = chain({ usdc: 1000n * USDC, supply: 5000n * USDC, virtual: -4000n * USDC })
    const rigoblock = setting({ supplyFloor: FLOORS.rigoblock })
    expect(burnt(burning(789_473_684n), gone, rigoblock)).toEqual([788_684_211n, 789_473n, 0n, 789_473_684n])
    expect(burnt(burning(789_473_685n), gone, rigoblock)).toBe('EffectiveSupplyTooLow')
  })

  it('is of something that the holder has, and may burn by now', () => {
    expect(burnt(burning(0n))).toBe('PoolBurnNullAmount')
    expect(burnt(burning(5000n * USDC + 1n))).toBe('PoolBurnNotEnough')
    const held = { ...POOL, accounts: [{ holder: 'ann', shares: Shares.of(5n), activation: 10 }] }
    expect([burnt(burning(5n, { now: 9 }), held), burnt(burning(5n, { now: 10 }), held)]).toEqual([
      'PoolMinimumPeriodNotEnough',
      [5n, 0n, 0n, 5n],
    ])
  })

  it('is refused below what the holder takes, without the tokens, and where prices or figures fail', () => {
    expect(burnt(burning(USDC, { amountMin: Amount.of(999_001n) }))).toBe('PoolBurnOutputAmount')
    expect(burnt(burning(5000n * USDC), chain({ usdc: 5n, weth: ETHER, supply: 5000n * USDC }))).toBe(
      'TokenTransferFailed',
    )
    expect(burnt(burning(1n), POOL, { ...setting(), unpriced: ['USDC'] })).toBe('BaseTokenPriceFeedError')
    const huge = chain({ supply: HUGE, price: 0n })
    expect(burnt(burning(HUGE), huge)).toBe('Panic')
    expect(burnt(burning(HUGE), huge, setting({ ...FEE, transactionFeeBps: 99n }))).toBe('Panic')
    const coarse = { ...chain({ supply: 1n << 254n, price: 0n }), unit: 1n }
    expect(burnt(burning(1n << 254n), coarse)).toBe('Panic')
  })

  it('for another token is for one that counts, where the base token does not suffice', () => {
    const thin = chain({ usdc: 1000n * USDC, weth: 2n * ETHER, supply: 5000n * USDC })
    const pay = (wanted: Burn.BurnFor, under = setting()) => paid(Burn.burnForToken(thin, wanted, under))
    expect(pay(burning(2000n * USDC))).toEqual([999_000_000_000_000_000n, 10n ** 15n, 0n, 2000n * USDC])
    expect(pay(burning(1000n * USDC))).toBe('BaseTokenBalance')
    expect(pay(burning(2000n * USDC, { token: 'ETH' }))).toBe('PoolTokenNotActive')
    expect(pay(burning(0n))).toBe('PoolBurnNullAmount')
    const oneWay: Setting['convert'] = (amount, from) => (from === 'USDC' ? reverts() : Amount.of(amount / 5n ** 8n))
    const priced = { ...setting(), convert: oneWay }
    expect(paid(Burn.burnForToken({ ...thin, sharePrice: USDC as never }, burning(2000n * USDC), priced))).toBe('Panic')
  })
})

describe('orders in general', () => {
  it('round in favour of the pool, keep to the floor, and lose no share', () => {
    const part = fc.bigInt({ min: 1n, max: 10n ** 15n })
    const held = ({ accounts }: Chain): bigint => accounts.reduce((sum, { shares }) => sum + shares, 0n)
    const rules = fc.constantFrom(setting(), setting(FEE))
    fc.assert(
      fc.property(sound, part, rules, (before, n, under) => {
        const copy = structuredClone(before)
        const price = Versions.update(before, under)
        const results = [Mint.mint(before, order(n), under), Burn.burn(before, burning(n), under)]
        expect(before).toEqual(copy)
        for (const result of results) {
          if (!result.ok) continue
          const { chain: after } = result
          expect(held(after)).toBe(after.totalSupply)
          const { totalSupply, virtualSupply } = after
          expect(Supply.check({ totalSupply, virtualSupply, floor: FLOORS.documents })).toBeUndefined()
          const then = Versions.update(after, under)
          const isOwn = before.sharePrice > 1n && totalSupply + virtualSupply > 0n
          if (price.ok && then.ok && isOwn && before.totalSupply + before.virtualSupply > 0n)
            expect(then.sharePrice).toBeGreaterThanOrEqual(price.sharePrice)
        }
      }),
    )
  })

  it('read shares of strangers as none, and tokens that were never there as nothing', () => {
    expect(account(POOL, 'zoe')).toEqual({ holder: 'zoe', shares: 0n, activation: 0 })
    const gone = withHolding(POOL, { ...holding(POOL, 'WBTC'), wallet: Amount.of(3n) })
    expect([wallet(POOL, 'WBTC'), wallet(gone, 'WBTC')]).toEqual([0n, 3n])
  })
})
