import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, ETHER, setting, sound, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import type { Refused } from '../../units/refusal.ts'
import { refuse } from '../../units/refusal.ts'
import * as Arrival from './arrival.ts'
import { type Chain, credit, type Setting, wallet } from './chain.ts'
import type { Finished } from './delivery.ts'
import * as Mint from './mint.ts'
import * as Refund from './refund.ts'
import { PROFILES } from './rules.ts'
import * as Versions from './versions.ts'

const POOL = chain({ usdc: 5000n * USDC, supply: 5000n * USDC })
const HEAD = { ...setting(PROFILES.head) }
const NEW = { ...setting(PROFILES.new) }

const order = (amount: bigint, change: Partial<Arrival.Receive> = {}): Arrival.Receive => ({
  token: 'USDC',
  amount: Amount.of(amount),
  surplus: Amount.ZERO,
  opType: 'transfer',
  unwrap: false,
  ...change,
})

const told = (result: Finished | Refused) =>
  result.ok ? [result.chain.virtualSupply, result.sharePrice] : result.refusal.code

const receive = (before: Chain, wanted: Arrival.Receive, under: Setting = setting()) =>
  told(Arrival.receive(before, wanted, under))

/** The two phases with something between them. */
function between(before: Chain, wanted: Arrival.Receive, { happen, under }: Between): Finished | Refused {
  const begun = Arrival.begin(before, wanted.token, under)
  if (!begun.ok) return begun
  return Arrival.finish(happen(begun.chain), wanted, under)
}

interface Between {
  readonly happen: (begun: Chain) => Chain
  readonly under: Setting
}

describe('a Transfer that arrives', () => {
  it('brings the shares that its worth buys, and leaves the price', () => {
    expect(receive(POOL, order(980n * USDC))).toEqual([980n * USDC, USDC])
  })

  it('makes up for shares that left: −500 and 800 are 300', () => {
    const before = chain({ usdc: 4500n * USDC, supply: 5000n * USDC, virtual: -500n * USDC })
    expect(receive(before, order(800n * USDC))).toEqual([300n * USDC, USDC])
  })

  it('jumps to 3.040816 where 2000 lay there and nobody had minted', () => {
    expect(receive(chain({ usdc: 2000n * USDC, price: 0n }), order(980n * USDC))).toEqual([980n * USDC, 3_040_816n])
  })

  it('is priced as last stored where all shares were burnt', () => {
    expect(receive(chain({ price: 2n * USDC }), order(1000n * USDC))).toEqual([500n * USDC, 2n * USDC])
  })

  it('raises the price by what a solver adds, of all where nothing was announced', () => {
    expect(receive(POOL, order(0n, { surplus: Amount.of(500n * USDC) }))).toEqual([0n, 1_100_000n])
    expect(receive(POOL, order(5000n * USDC, { surplus: Amount.of(100n * USDC) }))).toEqual([5000n * USDC, 1_010_000n])
  })

  it('tells what was booked and what came beyond', () => {
    const result = Arrival.receive(POOL, order(5n, { surplus: Amount.of(2n) }), setting())
    expect(result).toMatchObject({ ok: true, value: 5n, surplus: 2n, chain: { donation: null } })
  })

  it('lets its token count from then on, with what lay there before', () => {
    const before = chain({ usdc: 5000n * USDC, weth: ETHER, supply: 5000n * USDC, active: [] })
    const result = Arrival.receive(before, order(ETHER, { token: 'WETH' }), setting())
    expect(result.ok && [result.chain.active, result.sharePrice]).toEqual([['WETH'], 1_285_714n])
  })

  it('never lowers the share price, in any model; refused, nothing changes', () => {
    const part = fc.bigInt({ min: 0n, max: 10n ** 15n })
    const token = fc.constantFrom('USDC', 'WETH')
    const model = fc.constantFrom('vs-only' as const, 'vb-vs' as const, 'token-vb' as const)
    fc.assert(
      fc.property(fc.tuple(sound, model), part, fc.tuple(part, token), ([before, model], amount, [surplus, token]) => {
        const copy = structuredClone(before)
        const under = setting({ model, rejectDecrease: false })
        const begun = Arrival.begin(before, token, under)
        const result = Arrival.receive(before, order(amount, { surplus: Amount.of(surplus), token }), under)
        expect(before).toEqual(copy)
        if (!result.ok) return
        const after = Versions.update(result.chain, under)
        const start = begun.ok ? begun.chain.sharePrice : 0n
        // Par is not a price that anything stood behind: only a pool whose price was its own may not fall.
        if (before.sharePrice !== 0n) expect(result.sharePrice).toBeGreaterThanOrEqual(start)
        expect(after.ok && after.sharePrice).toBe(result.sharePrice)
        expect(wallet(result.chain, token)).toBe(wallet(before, token) + amount + surplus)
      }),
    )
  })
})

describe('a Sync that arrives', () => {
  it('raises the price for those who are there', () => {
    expect(receive(POOL, order(500n * USDC, { opType: 'sync' }))).toEqual([0n, 1_100_000n])
  })

  it('changes nothing where nobody is, and waits for the next who mints', () => {
    expect(receive(chain(), order(500n * USDC, { opType: 'sync' }))).toEqual([0n, USDC])
  })
})

describe('the phases', () => {
  const begun = Arrival.begin(POOL, 'USDC', setting())
  if (!begun.ok) expect.unreachable()
  const locked = begun.chain

  it('come in order, once each', () => {
    expect(Arrival.begin(locked, 'USDC', setting())).toMatchObject({
      refusal: { code: 'DonationLock', facts: { isLocked: 'true' } },
    })
    expect(Arrival.finish(POOL, order(5n), setting())).toMatchObject({
      refusal: { code: 'DonationLock', facts: { isLocked: 'false' } },
    })
  })

  it('cannot be of one unit, which is the mark of the first', () => {
    expect(receive(POOL, order(1n))).toBe('DonationLock')
    expect(told(Arrival.finish(locked, order(1n), setting()))).toBe('DonationLock')
  })

  it('are begun by one unit where none has begun, and refused as the first is', () => {
    expect(Arrival.finish(POOL, order(1n), setting())).toMatchObject({ chain: locked, value: 0n, sharePrice: USDC })
    const bricked = chain({ usdc: USDC, supply: 1000n * USDC, virtual: -1000n * USDC })
    expect(told(Arrival.finish(bricked, order(1n), setting()))).toBe('EffectiveSupplyTooLow')
  })

  it('are of one token, of what came, and of a kind that is known', () => {
    expect(told(Arrival.finish(locked, order(5n, { token: 'WETH' }), setting()))).toBe('TokenNotInitialized')
    expect(told(Arrival.finish(credit(locked, 'USDC', Amount.of(-1n)), order(5n), setting()))).toBe('BalanceUnderflow')
    expect(told(Arrival.finish(credit(locked, 'USDC', Amount.of(4n)), order(5n), setting()))).toBe(
      'CallerTransferAmount',
    )
    expect(receive(POOL, order(5n, { token: 'ETH' }))).toBe('UnsupportedCrossChainToken')
    expect(receive(POOL, order(5n, { opType: 'unknown' }))).toBe('InvalidOpType')
  })

  it('need prices: of the base token at first, of the token then', () => {
    expect(receive(POOL, order(5n), { ...setting(), unpriced: ['USDC'] })).toBe('BaseTokenPriceFeedError')
    const weth = order(5n, { token: 'WETH' })
    expect(receive({ ...POOL, active: [] }, weth, { ...setting(), unpriced: ['WETH'] })).toBe(
      'TokenPriceFeedDoesNotExist',
    )
  })

  it('stop where a figure does not fit, or the oracle reverts', () => {
    expect(receive(POOL, order(1n << 250n))).toBe('Panic')
    const reverts = () => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' })
    expect(receive(POOL, order(5n, { token: 'WETH' }), { ...setting(), convert: reverts })).toBe('Panic')
    let calls = 0
    const late: Setting['convert'] = (amount) => (++calls > 2 ? reverts() : amount)
    expect(receive(POOL, order(5n, { token: 'WETH' }), { ...setting(), convert: late })).toBe('Panic')
    expect(receive(chain({ usdc: 1n << 254n, price: 0n }), order(5n))).toBe('Panic')
  })

  it('notice anything that changes the worth between them', () => {
    const paid = (n: bigint) => (state: Chain) => credit(state, 'USDC', Amount.of(n))
    const raised = (state: Chain) => credit(paid(5n)(state), 'WETH', Amount.of(ETHER))
    expect(between(POOL, order(5n), { happen: raised, under: setting() })).toMatchObject({
      refusal: { code: 'NavManipulationDetected', facts: { expected: '5000000005', actual: '7000000005' } },
    })
    const lost = (state: Chain) => credit(paid(5n)(state), 'WETH', Amount.of(-ETHER))
    expect(told(between(chain({ weth: ETHER, supply: 5n }), order(5n), { happen: lost, under: setting() }))).toBe(
      'NavManipulationDetected',
    )
  })
})

describe('a mint between the phases', () => {
  const minted = (state: Chain): Chain => {
    const amount = Amount.of(5000n * USDC)
    const result = Mint.mint(state, { recipient: 'bob', token: 'USDC', amount, sharesMin: 0n as never, now: 0 }, NEW)
    return result.ok ? result.chain : state
  }

  it('is claimed a second time on head, and refused on new', () => {
    const wanted = order(4995n * USDC)
    expect(told(between(POOL, wanted, { happen: minted, under: HEAD }))).toEqual([4995n * USDC, 666_777n])
    expect(between(POOL, wanted, { happen: minted, under: NEW })).toMatchObject({
      refusal: { code: 'NavDecreased', facts: { before: '1000000', after: '666777' } },
    })
  })

  it('of 6190.56 took the price from 1.0 to 0.643936', () => {
    const claim = 6_184_369_440n
    const phantom = (state: Chain) => {
      const order = {
        recipient: 'bob',
        token: 'USDC',
        amount: Amount.of(6_190_560_000n),
        sharesMin: 0n as never,
        now: 0,
      }
      const result = Mint.mint(state, order, HEAD)
      return result.ok ? result.chain : state
    }
    expect(told(between(POOL, order(claim), { happen: phantom, under: HEAD }))).toEqual([claim, 643_936n])
    expect(told(between(POOL, order(claim), { happen: phantom, under: NEW }))).toBe('NavDecreased')
  })
})

describe('wrapped ether that is unwrapped', () => {
  const weth = order(ETHER, { token: 'WETH', unwrap: true })

  it('counts as native, and leaves what was wrapped before', () => {
    const before = chain({ usdc: 5000n * USDC, weth: 3n, supply: 5000n * USDC, active: [] })
    const result = Arrival.receive(before, weth, NEW)
    if (!result.ok) expect.unreachable()
    const { chain: after } = result
    expect([after.active, wallet(after, 'ETH'), wallet(after, 'WETH'), after.virtualSupply]).toEqual([
      ['ETH'],
      ETHER,
      3n,
      2000n * USDC,
    ])
  })

  it('takes all native ether into account where it did not count, which head refuses', () => {
    const before = chain({ usdc: 5000n * USDC, ether: ETHER, supply: 5000n * USDC, active: [] })
    expect(receive(before, weth, NEW)).toEqual([2000n * USDC, 1_285_714n])
    expect(receive(before, weth, HEAD)).toBe('NavManipulationDetected')
    expect(receive({ ...before, active: ['ETH'] }, weth, HEAD)).toEqual([1_428_571_428n, 1_400_000n])
  })

  it('is of wrapped ether alone', () => {
    expect(receive(POOL, order(5n, { unwrap: true }))).toEqual([5n, USDC])
  })
})

describe('a refund', () => {
  const expired = { token: 'USDC', amount: Amount.of(1000n * USDC), opType: 'transfer', unwrap: false } as const

  it('brings back the input at today’s price, so that not as many shares come as left', () => {
    const sent = chain({ usdc: 4000n * USDC, supply: 5000n * USDC, virtual: -990n * USDC })
    expect(told(Refund.refund(sent, expired, setting()))).toEqual([12_500_235n, 997_506n])
  })

  it('after a rise by half brings back 268 of 396 shares that left', () => {
    const risen = chain({ usdc: 900n * USDC, supply: 1000n * USDC, virtual: -396n * USDC })
    expect(told(Refund.refund(risen, { ...expired, amount: Amount.of(400n * USDC) }, setting()))).toEqual([
      -127_555_515n,
      1_490_066n,
    ])
  })

  it('of nothing, and of native ether, is refused', () => {
    expect(told(Refund.refund(POOL, { ...expired, amount: Amount.ZERO }, setting()))).toBe('InvalidAmount')
    expect(told(Refund.refund(POOL, { ...expired, token: 'ETH' }, setting()))).toBe('UnsupportedToken')
    expect(told(Refund.refund(POOL, { ...expired, amount: Amount.of(1n) }, setting()))).toBe('DonationLock')
  })

  it('of a Sync went straight to the pool before there was an escrow, and renewed nothing', () => {
    const sync = { ...expired, opType: 'sync' } as const
    expect(told(Refund.refund(POOL, sync, setting()))).toEqual([0n, 1_200_000n])
    expect(told(Refund.refund(POOL, sync, setting(PROFILES.vs10)))).toEqual([0n, USDC])
    expect(told(Refund.refund(chain({ supply: 5n, virtual: -5n }), expired, setting()))).toBe('EffectiveSupplyTooLow')
  })
})
