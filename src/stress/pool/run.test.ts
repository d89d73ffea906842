import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, policyOf, type Stock, USDC } from '../../../test/arbitraries/pool.ts'
import { POOL_ROOMS } from '../../execution/pool.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import type { PoolFlight, PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { HOUR_MS, hours, plus, seconds } from '../../units/time.ts'
import { together } from '../outcome.ts'
import { type PoolBook, type PoolScenario, row, run, settled, walk } from './run.ts'
import { poolScenarios } from './scenario.ts'
import { heldUntil, marketAt, type PoolShock, roomsUnder } from './shock.ts'

const NAMES = ['arbitrum', 'optimism'] as const
const FAR = Number.POSITIVE_INFINITY

const ready = (chain: string, level: number, target: number): PoolPolicy['liquidity'][number] => ({
  chain,
  token: 'USDC',
  level: Amount.of(BigInt(level) * USDC),
  target: Amount.of(BigInt(target) * USDC),
})

interface Made {
  readonly stocks?: Readonly<Record<string, Stock>>
  readonly liquidity?: PoolPolicy['liquidity']
  readonly hours?: number
  /** Distance of a share price from which one is evened out. */
  readonly band?: number
}

/** Two chains of 1,000 shares and dollars each; the first wants 800 ready, and 900 once it has less. */
function bookWith({
  stocks = { arbitrum: { shares: 1000, usdc: 1000 }, optimism: { shares: 1000, usdc: 1000 } },
  liquidity = [ready('arbitrum', 800, 900)],
  hours: long = 72,
  band = 0.05,
}: Made = {}): PoolBook {
  const policy = policyOf([...NAMES], {
    liquidity,
    bounds: {
      ...policyOf([...NAMES]).bounds,
      sharePrice: { worse: 'higher', target: 0, low: -FAR, high: band, warning: 0.5, critical: 0.9 },
    },
    decision: { ...policyOf([...NAMES]).decision, costMax: { safety: fraction(0.5), target: fraction(0.5) } },
  })
  const market = marketOf([...NAMES])
  return { start: bookOf(stocks), market, policy, trading: () => () => [], expired: 0, seed: 1, hours: long }
}

const scenario = (within: number, ...shocks: readonly PoolShock[]): PoolScenario => ({
  id: 'test',
  title: 'A test',
  within,
  shocks,
})

const BURNS: PoolShock = { kind: 'burns', share: 0.3, within: 1 }
const NOTHING = scenario(1)

describe('bridges that halt while holders burn', () => {
  const book = bookWith()
  const found = row(book, scenario(1, BURNS, { kind: 'bridge', hours: 30 }))

  // Within the first hour 300 of 1,000 shares are burnt on each chain, which leaves 700; these rules keep no spread.
  it('leave the level unmet until the hour in which they go on', () => {
    expect([found.level, found.endLevel]).toEqual(['WARNING', 'NORMAL'])
    expect([found.inDanger, found.safe, found.timeToSafety]).toEqual([1, 30, 29])
    expect(found.worst).toMatchObject({ measure: 'liquidity', place: 'arbitrum USDC', hour: 1, level: 'WARNING' })
    expect(found.worst?.value).toBe(700 / 800)
    expect(found.plans.map(({ hour }) => hour)).toEqual([30])
    expect(found.blocked.length).toBeGreaterThan(0)
  })

  it('let nothing across meanwhile, and afterwards as much as the supply floor', () => {
    const { before, struck, end } = found.capacity
    // Of 1,000 shares a tenth stays on each chain, and the bridge keeps 10 bps of what brings 900 across.
    expect(before.leaving).toBe(2n * 900_900_900n)
    expect(struck.leaving).toBe(0n)
    expect(end.leaving).toBeGreaterThan(0n)
    expect(before.burnable).toBe(2n * 1000n * USDC)
  })

  it('pay every burn that the chain has the money for, and name the shares', () => {
    expect(found.burns).toEqual({ wanted: 600n * USDC, waiting: 0n, paidBy: 1 })
    // 300 shares at 1 on each chain.
    expect(found.accounts.flow).toBe(-600n * USDC)
  })

  it('stay unmet to the end where nothing is done', () => {
    expect([found.idle.timeToSafety, found.idle.endLevel]).toEqual([null, 'WARNING'])
  })
})

describe('a chain that halts', () => {
  const halt: PoolShock = { kind: 'chain', chain: 'arbitrum', hours: 10 }

  it('burns nothing until it goes on, and then all that waits', () => {
    const found = run(bookWith({ liquidity: [] }), scenario(1, BURNS, halt))
    expect(found.burns).toEqual({ wanted: 600n * USDC, waiting: 0n, paidBy: 10 })
    expect(found.blocked).toContainEqual({ hour: 1, code: 'CHAIN_HALTED', detail: expect.any(String) })
  })

  it('takes in what was on its way when it goes on, or lets it expire', () => {
    const { start, market, ...rest } = bookWith({ liquidity: [] })
    const flight = (window: number): PoolFlight => ({
      key: 0,
      kind: 'sync',
      from: 'optimism',
      to: 'arbitrum',
      token: 'USDC',
      input: Amount.of(10n * USDC),
      output: Amount.of(10n * USDC),
      departed: market.asOf,
      eta: { p50: plus(market.asOf, hours(1)), p95: plus(market.asOf, hours(1)), stress: plus(market.asOf, hours(1)) },
      deadline: plus(market.asOf, hours(window)),
      at: 'bridge',
    })
    const flying = (window: number): PoolState => ({ ...start, flights: [flight(window)], next: 1 })
    const landing = run({ ...rest, market, start: flying(24) }, scenario(1, halt))
    expect([landing.expired, landing.lost]).toEqual([0, 0])
    expect(run({ ...rest, market, start: flying(5) }, scenario(1, halt)).expired).toBe(1)
    const struck = { asOf: market.asOf, base: 'USDC', within: 1, shocks: [halt] }
    const lands = (at: number) =>
      (heldUntil(struck, flight(24), plus(market.asOf, seconds(at))) - market.asOf) / HOUR_MS
    expect([lands(3600), lands(10 * 3600), lands(11 * 3600)]).toEqual([10, 10, 11])
  })

  it('is a finding of its own for every step that would need the chain', () => {
    const { market, start, policy } = bookWith()
    const struck = { asOf: market.asOf, base: 'USDC', within: 1, shocks: [halt] }
    const examined = (chain: string, at: number) => {
      const step = { kind: 'pool.update', chain } as const
      const now = plus(market.asOf, hours(at))
      const facts = { before: start, after: start, step, endsStage: true, now, market, policy, start }
      const cost = { gas: usd(0), fee: usd(0), slippage: usd(0), carry: usd(0) }
      return roomsUnder(struck, { isIdle: false }).rules.flatMap((rule) =>
        rule({ ...facts, cost, class: 'SAFETY' }).filter(({ code }) => code === 'CHAIN_HALTED'),
      )
    }
    expect(examined('arbitrum', 1)).toHaveLength(1)
    expect([examined('arbitrum', 0), examined('arbitrum', 10), examined('optimism', 1)]).toEqual([[], [], []])
    expect(roomsUnder({ ...struck, shocks: [] }, { isIdle: false }).rules).toBe(POOL_ROOMS.rules)
  })
})

describe('burns beyond what lies there', () => {
  it('wait with their reason, and are told as unpaid', () => {
    // Half of each chain is ether, which nobody is paid in.
    const stocks = {
      arbitrum: { shares: 1000, usdc: 500, weth: 0.25 },
      optimism: { shares: 1000, usdc: 500, weth: 0.25 },
    }
    const book = bookWith({ stocks, liquidity: [], hours: 12 })
    const found = run(book, scenario(1, { kind: 'burns', share: 0.8, within: 2 }), { isIdle: true })
    const { wanted = 0n, waiting = 0n, paidBy } = found.burns ?? {}
    expect([wanted, paidBy]).toEqual([1600n * USDC, null])
    // 500 of the 800 shares that each chain is asked for.
    expect(waiting).toBe(600n * USDC)
    expect(found.blocked.map(({ code }) => code)).toEqual(['TokenTransferFailed'])
  })
})

describe('prices under a shock', () => {
  const { market } = bookWith()

  it('move in equal steps, in base tokens', () => {
    const struck = (base: string) => ({
      asOf: market.asOf,
      base,
      within: 4,
      shocks: [{ kind: 'price', tokens: ['ETH', 'WETH'], move: -0.2 } as const],
    })
    const at = (base: string, hour: number, token: string) =>
      marketAt(struck(base), market, hour).sites['arbitrum']?.feeds[token]?.price
    const [whole, ether] = [10n ** 18n, 2000n * 10n ** 18n]
    expect([at('USDC', 0, 'WETH'), at('USDC', 1, 'WETH')]).toEqual([ether, (ether * 95n) / 100n])
    expect([at('USDC', 4, 'WETH'), at('USDC', 9, 'WETH')]).toEqual([(ether * 8n) / 10n, (ether * 8n) / 10n])
    // Where ether is the base token, everything else rises against it.
    expect([at('ETH', 4, 'WETH'), at('ETH', 4, 'USDC')]).toEqual([ether, (whole * 10n) / 8n])
    expect(marketAt(struck('ETH'), market, 4).baseUsd).toBeCloseTo(0.8, 12)
  })
})

describe('the catalogue', () => {
  const sizes = { hours: 24, within: 1, prices: [0.1], pegs: [0.05], halt: 6, burns: { share: 0.3, within: 6 } }
  const groups = [
    { name: 'ETH', tokens: ['ETH', 'WETH'], isPegged: false },
    { name: 'DAI', tokens: ['DAI'], isPegged: true },
  ]

  it('has nothing at all first, every shock alone, and pairs of what makes one another worse', () => {
    const { start } = bookWith()
    const all = poolScenarios(groups, start, sizes).map(({ id }) => id)
    expect(all).toEqual([
      'nothing',
      'price-ETH-10',
      'price-ETH+10',
      'price-DAI-5',
      'bridge',
      'chain-arbitrum',
      'chain-optimism',
      'burns',
      'burns+price-ETH-10',
      'burns+bridge',
      'burns+chain-arbitrum',
      'burns+chain-optimism',
      'price-ETH-10+bridge',
      'price-ETH-10+chain-arbitrum',
      'price-ETH-10+chain-optimism',
    ])
    expect(new Set(all).size).toBe(all.length)
  })

  it('asks no bridge of a pool on one chain', () => {
    const { start } = bookWith({ stocks: { arbitrum: { shares: 10, usdc: 10 } } })
    expect(poolScenarios([], start, sizes).map(({ id }) => id)).not.toContain('bridge')
  })
})

describe('a pool that comes to rest before it is tried', () => {
  it('has what its policy wants, in the past', () => {
    const { start, market, policy, seed } = bookWith({ liquidity: [ready('arbitrum', 1200, 1300)] })
    const rested = settled({ start, market, policy, seed })
    expect(rested.flights).toEqual([])
    expect(run({ ...bookWith(), start: rested }, NOTHING).level).toBe('NORMAL')
  })
})

const whole = (max: number) => fc.integer({ min: 0, max })
const shocks: fc.Arbitrary<PoolShock> = fc.oneof(
  fc.record({
    kind: fc.constant('price' as const),
    tokens: fc.constant(['ETH', 'WETH']),
    move: fc.integer({ min: -99, max: 300 }).map((n) => n / 100),
  }),
  fc.record({ kind: fc.constant('bridge' as const), hours: whole(4) }),
  fc.record({ kind: fc.constant('chain' as const), chain: fc.constantFrom(...NAMES), hours: whole(4) }),
  fc.record({ kind: fc.constant('burns' as const), share: whole(100).map((n) => n / 100), within: whole(4) }),
)
const stock = fc.record({
  shares: fc.integer({ min: 10, max: 1000 }),
  usdc: fc.integer({ min: 10, max: 1000 }),
  weth: fc.integer({ min: 0, max: 4 }).map((n) => n / 4),
})
const books = fc.record({ arbitrum: stock, optimism: stock }).map((stocks) => bookWith({ stocks, hours: 3, band: FAR }))

const RUNS = { numRuns: 2000, seed: 11 }

describe('the laws of a stress', () => {
  it('closes its accounts to the last unit, whatever happens', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(books, shocks, shocks, (book, one, other) => {
        const tried = together(scenario(2, one), scenario(1, other))
        const { accounts, burns, lost } = walk(book, tried)
        const { start, flow, earned, end, residual, unexplained } = accounts
        expect([residual, unexplained, end - start - flow - earned]).toEqual([0n, 0n, 0n])
        expect(lost).toBe(Number(-earned) / 1e6)
        if (burns !== null) expect(burns.waiting >= 0n && burns.waiting <= burns.wanted).toBe(true)
      }),
      RUNS,
    )
  })

  it('of size zero is the run without it', { timeout: 60_000 }, () => {
    const none = fc.constantFrom<PoolShock>(
      { kind: 'price', tokens: ['ETH', 'WETH'], move: 0 },
      { kind: 'bridge', hours: 0 },
      { kind: 'chain', chain: 'arbitrum', hours: 0 },
      { kind: 'burns', share: 0, within: 3 },
    )
    fc.assert(
      fc.property(books, none, (book, shock) => {
        const { burns: _, scenes: before, ...tried } = walk(book, scenario(1, shock))
        const { burns: __, scenes: after, ...bare } = walk(book, NOTHING)
        expect(tried).toEqual(bare)
        expect(before.end.state).toEqual(after.end.state)
      }),
      RUNS,
    )
  })
})
