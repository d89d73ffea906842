import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, ETHER, etherAt, setting, USDC } from '../../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../../units/amount.ts'
import { refuse } from '../../../units/refusal.ts'
import * as SharePrice from '../../../units/sharePrice.ts'
import * as Shares from '../../../units/shares.ts'
import * as Arrival from '../arrival.ts'
import { type Chain, credit, holding, type Setting } from '../chain.ts'
import type { Model } from '../rules.ts'
import * as Source from '../source.ts'
import * as Versions from '../versions.ts'
import { giveUp } from './baseTokenVb.ts'
import { MODELS } from './models.ts'

interface World {
  readonly source: Chain
  readonly destination: Chain
}

interface Way {
  readonly token: string
  readonly input: bigint
  readonly output?: bigint
  readonly under: Setting
}

/** A Transfer from the one to the other, with its arrival. */
function move({ source, destination }: World, { token, input, output = input, under }: Way): World {
  const outputAmount = Amount.of(output)
  const to = { token, outputToken: token, destination, toleranceBps: 0n, isNative: false }
  const sent = Source.deposit(source, { opType: 'transfer', ...to, inputAmount: Amount.of(input), outputAmount }, under)
  if (!sent.ok) return expect.unreachable(sent.refusal.code)
  const order = { token, amount: outputAmount, surplus: Amount.ZERO, opType: 'transfer', unwrap: false } as const
  const arrived = Arrival.receive(destination, order, under)
  if (!arrived.ok) return expect.unreachable(arrived.refusal.code)
  return { source: sent.chain, destination: arrived.chain }
}

const swapped = ({ source, destination }: World): World => ({ source: destination, destination: source })

function price(state: Chain, under: Setting): bigint {
  const result = Versions.update(state, under)
  return result.ok ? result.sharePrice : expect.unreachable(result.refusal.code)
}

const prices = ({ source, destination }: World, under: Setting) => [price(source, under), price(destination, under)]

/** Two ether and 1000 USDC here, 5000 USDC there, each at par. */
const START: World = {
  source: chain({ usdc: 1000n * USDC, weth: 2n * ETHER, supply: 5000n * USDC }),
  destination: chain({ id: 10, usdc: 5000n * USDC, supply: 5000n * USDC }),
}

const under = (model: Model, ether = 2000n) => setting({ model }, ether * USDC)

describe('who gains when the token rises by a tenth after one ether was sent', () => {
  it.each([
    ['vs-only', 1_066_666n, 1_028_571n],
    ['vb-vs', 1_040_000n, 1_028_571n],
    ['token-vb', 1_080_000n, 1_000_000n],
  ] as const)('%s: source %s, destination %s', (model, source, destination) => {
    const after = move(START, { token: 'WETH', input: ETHER, under: under(model) })
    expect(prices(after, under(model))).toEqual([1_000_000n, 1_000_000n])
    expect(prices(after, under(model, 2200n))).toEqual([source, destination])
  })
})

describe('who gains from what happens at the source after half of it was sent', () => {
  it.each([
    ['vs-only', 1_100_000n],
    ['vb-vs', 1_050_000n],
    ['token-vb', 1_050_000n],
  ] as const)('%s: its price goes to %s on a gain of a tenth of what stayed', (model, expected) => {
    const half = { ...START, source: chain({ usdc: 1000n * USDC, supply: 1000n * USDC }) }
    const { source } = move(half, { token: 'USDC', input: 500n * USDC, under: under(model) })
    expect(price(credit(source, 'USDC', Amount.of(50n * USDC)), under(model))).toBe(expected)
  })
})

describe('a Sync from the dearer chain to the cheaper', () => {
  it('brings 1.2 and 1.0 to 1.1 and 1.099, at a fee of one in a hundred', () => {
    const [dear, cheap] = [
      chain({ usdc: 1200n * USDC, supply: 1000n * USDC }),
      chain({ id: 10, usdc: 1000n * USDC, supply: 1000n * USDC }),
    ]
    const [inputAmount, outputAmount] = [Amount.of(100n * USDC), Amount.of(99n * USDC)]
    const order = {
      opType: 'sync',
      token: 'USDC',
      outputToken: 'USDC',
      destination: cheap,
      toleranceBps: 1000n,
    } as const
    const rules = setting()
    const sent = Source.deposit(dear, { ...order, inputAmount, outputAmount, isNative: false }, rules)
    const what = { token: 'USDC', amount: outputAmount, surplus: Amount.ZERO, opType: 'sync', unwrap: false } as const
    const arrived = Arrival.receive(cheap, what, rules)
    expect(sent.ok && arrived.ok && prices({ source: sent.chain, destination: arrived.chain }, rules)).toEqual([
      1_100_000n,
      1_099_000n,
    ])
  })
})

describe('a claim in the base token', () => {
  const rules = under('vb-vs')

  it('is fixed, and is used up by what comes back', () => {
    const there = move(START, { token: 'USDC', input: 1000n * USDC, under: rules })
    expect(holding(there.source, 'USDC').virtualBalance).toBe(1000n * USDC)
    const back = move(swapped(there), { token: 'USDC', input: 600n * USDC, under: rules })
    expect(holding(back.destination, 'USDC').virtualBalance).toBe(400n * USDC)
    expect([back.destination.virtualSupply, back.source.virtualSupply]).toEqual([0n, 400n * USDC])
    expect(prices(back, rules)).toEqual([1_000_000n, 1_000_000n])
  })

  it('starts where shares that had arrived are given back in full', () => {
    const there = move(START, { token: 'USDC', input: 1000n * USDC, under: rules })
    const back = move(swapped(there), { token: 'USDC', input: 1500n * USDC, under: rules })
    expect([back.source.virtualSupply, holding(back.source, 'USDC').virtualBalance]).toEqual([0n, 500n * USDC])
    expect([back.destination.virtualSupply, holding(back.destination, 'USDC').virtualBalance]).toEqual([
      500n * USDC,
      0n,
    ])
    expect(prices(back, rules)).toEqual([1_000_000n, 1_000_000n])
  })
})

describe('virtual shares that are given back for a value', () => {
  it.each([
    // Ten shares at 0.333333 are worth ⌊3.33333⌋ = 3: less takes ⌊value ÷ price⌋ of them, as much takes all, more leaves a claim.
    [1n, 7n, 0n],
    [2n, 4n, 0n],
    [3n, 0n, 0n],
    [5n, 0n, 2n],
  ])('%s: %s shares stay, and a claim of %s', (value, shares, claim) => {
    const before = { ...chain({ usdc: USDC, supply: USDC }), virtualSupply: Shares.of(10n) }
    const after = giveUp(before, Amount.of(value), SharePrice.of(333_333n))
    if (!after.ok) return expect.unreachable(after.refusal.code)
    expect([after.chain.virtualSupply, holding(after.chain, 'USDC').virtualBalance]).toEqual([shares, claim])
  })
})

describe('a claim in the token', () => {
  const rules = under('token-vb')
  const there = move(START, { token: 'WETH', input: ETHER, under: rules })

  it('stands on both sides and sums to nothing, with its worth booked where the token is', () => {
    expect([holding(there.source, 'WETH'), holding(there.destination, 'WETH')]).toMatchObject([
      { virtualBalance: ETHER, booked: 0n },
      { virtualBalance: -ETHER, booked: 2000n * USDC },
    ])
    expect(there.destination.virtualSupply).toBe(2000n * USDC)
  })

  it('is cleared by moving back, at whatever price', () => {
    for (const ether of [1500n, 2000n, 2500n]) {
      const now = under('token-vb', ether)
      const before = price(there.source, now)
      const back = move(swapped(there), { token: 'WETH', input: ETHER, under: now })
      expect([holding(back.source, 'WETH'), holding(back.destination, 'WETH')]).toMatchObject([
        { virtualBalance: 0n, booked: 0n, wallet: 0n },
        { virtualBalance: 0n, booked: 0n, wallet: 2n * ETHER },
      ])
      expect([back.source.virtualSupply, back.destination.virtualSupply]).toEqual([0n, 0n])
      expect(prices(swapped(back), now)).toEqual([before, 1_000_000n])
    }
  })

  it('is released in part by a part, and goes over to the other side beyond it', () => {
    const half = move(swapped(there), { token: 'WETH', input: ETHER >> 1n, under: rules })
    expect(holding(half.source, 'WETH')).toMatchObject({ virtualBalance: -(ETHER >> 1n), booked: 1000n * USDC })
    const richer = { ...there, destination: chainWith(there.destination, 3n * ETHER) }
    const beyond = move(swapped(richer), { token: 'WETH', input: 3n * ETHER, under: rules })
    expect(holding(beyond.source, 'WETH')).toMatchObject({ virtualBalance: 2n * ETHER, booked: 0n })
    expect(holding(beyond.destination, 'WETH')).toMatchObject({ virtualBalance: -2n * ETHER, booked: 4000n * USDC })
  })

  it('is the claim of the other model where the token is the base token', () => {
    const [one, other] = (['vb-vs', 'token-vb'] as const).map((model) => {
      const sent = move(START, { token: 'USDC', input: 1000n * USDC, under: under(model) })
      return move(swapped(sent), { token: 'USDC', input: 400n * USDC, under: under(model) })
    })
    expect(one).toEqual(other)
  })

  it('needs what its oracle says, at every step', () => {
    const reverts = () => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' })
    const arrive = {
      token: 'WETH',
      amount: Amount.of(ETHER),
      value: Amount.of(2000n * USDC),
      sharePrice: SharePrice.of(USDC),
    }
    for (const passes of [0, 1, 2]) {
      let calls = 0
      const convert: Setting['convert'] = (amount, from, to) =>
        calls++ < passes ? etherAt(2000n * USDC)(amount, from, to) : reverts()
      const richer = chainWith(START.destination, 2n * ETHER)
      expect(MODELS['token-vb'].arrive(richer, arrive, { ...rules, convert })).toMatchObject({ ok: false })
    }
  })
})

const chainWith = (before: Chain, weth: bigint): Chain => ({
  ...before,
  holdings: before.holdings.map((each) => (each.token === 'WETH' ? { ...each, wallet: Amount.of(weth) } : each)),
})

describe('every model', () => {
  const models = ['vs-only', 'vb-vs', 'token-vb'] as const

  it('stops where a figure does not fit', () => {
    const huge = {
      token: 'WETH',
      amount: Amount.of(ETHER),
      value: Amount.of(1n << 250n),
      sharePrice: SharePrice.of(1n),
    }
    const arrived = chain({ virtual: 1n << 250n, weth: ETHER })
    const dear = { ...huge, sharePrice: SharePrice.of(1n << 20n) }
    const under = setting({}, 1n << 250n)
    for (const model of models) expect(MODELS[model].arrive(chain({ weth: ETHER }), huge, under).ok).toBe(false)
    expect(MODELS['vs-only'].leave(chain(), huge, under).ok).toBe(false)
    expect(MODELS['vb-vs'].leave(arrived, dear, under).ok).toBe(false)
    const most = { ...chain({ virtual: (1n << 255n) - 1n }), unit: 1n }
    expect(MODELS['vs-only'].arrive(most, { ...huge, value: Amount.of(1n) }, under).ok).toBe(false)
    const least = { ...chain(), unit: 1n, virtualSupply: Shares.of(-(1n << 255n)) }
    expect(MODELS['vs-only'].leave(least, { ...huge, value: Amount.of(1n) }, under).ok).toBe(false)
  })

  it('moves without a fee and leaves both prices, and its claims in a token sum to nothing', () => {
    const input = fc.bigInt({ min: 10n ** 13n, max: ETHER })
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.array(fc.tuple(input, fc.boolean()), { maxLength: 6 }),
        (model, moves) => {
          const rules = under(model)
          let world = START
          for (const [n, isBack] of moves) {
            const from = isBack ? swapped(world) : world
            if (holding(from.source, 'WETH').wallet < n) continue
            const next = move(from, { token: 'WETH', input: n, under: rules })
            world = isBack ? swapped(next) : next
            const off = prices(world, rules).map((n) => n - USDC)
            for (const each of off) expect(each >= -8n && each <= 8n).toBe(true)
            const sides = [world.source, world.destination]
            const total = (of: (state: Chain) => bigint) => sides.reduce((sum, state) => sum + of(state), 0n)
            expect(total((state) => holding(state, 'WETH').virtualBalance)).toBe(0n)
            expect(total((state) => holding(state, 'WETH').wallet)).toBe(2n * ETHER)
          }
        },
      ),
    )
  })
})
