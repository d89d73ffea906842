import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FREE } from '../../portfolio/cost.ts'
import type { Foreseen } from '../../portfolio/foresee.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { empty, type VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { quantity, usd } from '../../units/estimate.ts'
import { instant, seconds } from '../../units/time.ts'
import { instructions } from './instruction.ts'

const price = { USDT: 1, ETH: 3000, WETH: 3000, weETH: 3150, stETH: 3000, BTC: 60_000 }
const market = { price, weeth: { growth: 0.03 } } as unknown as VenuesMarket
const times = { p50: seconds(60), p95: seconds(600), stress: seconds(600) }
const plan = { purpose: 'EMERGENCY: Margin support' }
const grounded = empty(holdings({}), ['BYBIT'], [])

type Line = readonly [account: string, asset: string, quantity: number]

function taken(step: VenuesStep, lines: readonly Line[], cost = 0): Foreseen<VenuesState, VenuesStep> {
  const eta = { p50: instant(0), p95: instant(0), stress: instant(0) }
  const flights =
    step.kind === 'venues.transfer'
      ? [
          {
            key: step.flight,
            asset: step.asset,
            quantity: quantity(1),
            from: step.from,
            to: step.to,
            departed: instant(0),
            eta,
          },
        ]
      : []
  const postings = lines.map(([account, asset, size]) => ({ account, asset, quantity: size }))
  const after = { ...grounded, flights }
  const before = step.kind === 'venues.deposit' ? { ...grounded, flights: [{ ...bound, key: step.flight }] } : grounded
  return { stage: 0, endsStage: true, step, before, after, cost: { ...FREE, gas: usd(cost) }, times, postings }
}

const bound = {
  key: '',
  asset: 'USDT',
  quantity: quantity(1),
  from: 'WALLET',
  to: 'BYBIT',
  departed: instant(0),
  eta: { p50: instant(0), p95: instant(0), stress: instant(0) },
} as const

/** AAVE to BYBIT: withdraw, send, wait, and into margin. */
function support(size: number, key = 'a#0') {
  return [
    taken(
      { kind: 'venues.withdraw', account: 'main', asset: 'USDT', size: quantity(size) },
      [
        ['AAVE:main', 'USDT', -size],
        ['WALLET', 'USDT', size],
        ['WALLET', 'ETH', -0.001],
        ['COST:gas', 'ETH', 0.001],
      ],
      35.5,
    ),
    taken(
      {
        kind: 'venues.transfer',
        from: 'WALLET',
        to: 'BYBIT',
        network: 'ethereum',
        asset: 'USDT',
        size: quantity(size),
        flight: key,
      },
      [
        ['WALLET', 'USDT', -size],
        ['FLIGHT', 'USDT', size],
      ],
    ),
    taken({ kind: 'venues.deposit', flight: key }, [
      ['FLIGHT', 'USDT', -size],
      ['BYBIT:funding', 'USDT', size],
    ]),
    taken({ kind: 'venues.internalTransfer', place: 'BYBIT', asset: 'USDT', from: 'funding', size: 'all' }, [
      ['BYBIT:funding', 'USDT', -size],
      ['BYBIT:trading', 'USDT', size],
    ]),
  ]
}

describe('the transfer instruction', () => {
  it('has its cost in true basis points', () => {
    const [one, ...more] = instructions(plan, { steps: support(10_000) }, market)
    expect(more).toEqual([])
    expect(one).toMatchObject({
      source_venue: 'AAVE',
      target_venue: 'BYBIT',
      amount_usd: 10_000,
      purpose: 'EMERGENCY: Margin support',
      transfer_plan: { asset: 'USDT', total_cost: 35.5, cost_bps: 35.5 },
    })
    expect(one?.transfer_plan.route_description).toBe(
      'Withdraw USDT from AAVE → Transfer USDT from WALLET to BYBIT → USDT credited at BYBIT → BYBIT margin',
    )
    expect(one?.transfer_plan.steps.slice(0, 2)).toMatchObject([
      { step: 1, action: 'withdraw', venue: 'AAVE', token: 'USDT', amount: 10_000, amount_units: '10000000000' },
      { step: 2, action: 'transfer', venue: 'BYBIT', token: 'USDT', amount: 10_000, amount_units: '10000000000' },
    ])
  })

  it('keeps transfers side by side apart', () => {
    const [a, b] = [support(6000, 'a#0'), support(4000, 'b#0')]
    const steps = [...a.slice(0, 2), ...b.slice(0, 2), ...a.slice(2), ...b.slice(2)]
    expect(instructions(plan, { steps }, market).map(({ amount_usd }) => amount_usd)).toEqual([6000, 4000])
  })

  it('says what an exchange is asked to send, its fee within', () => {
    const steps = [
      taken(
        {
          kind: 'venues.transfer',
          from: 'BINANCE',
          to: 'BYBIT',
          network: 'arbitrum',
          asset: 'USDT',
          size: quantity(100),
          flight: 'c#0',
        },
        [
          ['BINANCE:funding', 'USDT', -99],
          ['FLIGHT', 'USDT', 99],
          ['BINANCE:funding', 'USDT', -1],
          ['COST:fee', 'USDT', 1],
        ],
      ),
    ]
    expect(instructions(plan, { steps }, market)[0]).toMatchObject({
      amount_usd: 100,
      transfer_plan: { steps: [{ amount: 100, amount_units: '100000000' }] },
    })
  })

  it('counts what a deleverage frees, not what it sells', () => {
    const step: VenuesStep = { kind: 'venues.deleverage', account: 'main', sell: quantity(20), repay: quantity(18) }
    const lines: readonly Line[] = [
      ['AAVE:main', 'weETH', -20],
      ['MARKET:dex', 'weETH', 20],
      ['AAVE:main', 'WETH', 18],
      ['MARKET:dex', 'WETH', -18],
      ['WALLET', 'WETH', 2.9],
      ['MARKET:dex', 'WETH', -2.9],
    ]
    const [one] = instructions(plan, { steps: [taken(step, lines)] }, market)
    expect([one?.source_venue, one?.target_venue, one?.amount_usd]).toEqual(['AAVE', 'WALLET', 20 * 3150 - 18 * 3000])
  })

  it('leaves out what moves nothing between places', () => {
    const steps = [
      taken({ kind: 'venues.setEMode', account: 'main', category: 1 }, []),
      taken({ kind: 'venues.wrap', from: 'ETH', size: quantity(1) }, [
        ['WALLET', 'ETH', -1],
        ['WALLET', 'WETH', 1],
      ]),
    ]
    expect(instructions(plan, { steps }, market)).toEqual([])
  })

  it('never says more base units than there are', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.000001, max: 1e9, noNaN: true }), (size) => {
        const [one] = instructions(plan, { steps: support(size) }, market)
        for (const { amount, amount_units } of one?.transfer_plan.steps ?? [])
          expect(Number(amount_units) / 1e6).toBeLessThanOrEqual(amount)
      }),
    )
  })
})

describe('the words of a route', () => {
  const account = 'main'
  const one = quantity(1)
  const across: readonly (readonly [VenuesStep, string, string, string])[] = [
    [{ kind: 'venues.stake', asset: 'ETH', size: one }, 'WALLET ETH', 'WALLET weETH', 'Stake ETH'],
    [
      { kind: 'venues.unstake', route: 'instant', size: one, flight: 'x' },
      'WALLET weETH',
      'WALLET ETH',
      'Unstake weETH (instant)',
    ],
    [
      { kind: 'venues.supply', account, asset: 'USDT', size: one },
      'WALLET USDT',
      'AAVE:main USDT',
      'Supply USDT at AAVE',
    ],
    [
      { kind: 'venues.repay', account, asset: 'WETH', size: one },
      'WALLET WETH',
      'AAVE:main WETH',
      'Repay WETH at AAVE',
    ],
    [
      { kind: 'venues.borrow', account, asset: 'USDT', size: one },
      'AAVE:main USDT',
      'WALLET USDT',
      'Borrow USDT from AAVE',
    ],
    [
      { kind: 'venues.leverage', account, equity: one, borrow: one },
      'WALLET WETH',
      'AAVE:main weETH',
      'Leverage at AAVE',
    ],
    [
      { kind: 'venues.deleverage', account, sell: one, repay: one },
      'AAVE:main weETH',
      'WALLET WETH',
      'Deleverage at AAVE',
    ],
  ]

  it.each(across.map((row) => ({ row, words: row[3] })))('says $words, and which asset travels', ({ row, words }) => {
    const [step, from, to] = row
    const line = (text: string, size: number): Line => [text.split(' ')[0] ?? '', text.split(' ')[1] ?? '', size]
    const [told] = instructions(plan, { steps: [taken(step, [line(from, -1), line(to, 1)])] }, market)
    expect(told?.transfer_plan.route_description).toBe(words)
    const isPut = ['venues.supply', 'venues.stake', 'venues.leverage'].includes(step.kind)
    expect(told?.transfer_plan.asset).toBe((isPut ? from : to).split(' ')[1])
  })

  it('says what happens within a place on the way', () => {
    const moved = (step: VenuesStep, from: Line, to: Line) => taken(step, [from, to])
    const steps = [
      moved(
        { kind: 'venues.internalTransfer', place: 'BYBIT', asset: 'ETH', from: 'trading', size: one },
        ['BYBIT:trading', 'ETH', -1],
        ['BYBIT:funding', 'ETH', 1],
      ),
      moved(
        {
          kind: 'venues.transfer',
          from: 'BYBIT',
          to: 'WALLET',
          network: 'ethereum',
          asset: 'ETH',
          size: one,
          flight: 'y',
        },
        ['BYBIT:funding', 'ETH', -1],
        ['FLIGHT', 'ETH', 1],
      ),
    ]
    const [told] = instructions(plan, { steps }, market)
    expect(told?.transfer_plan.route_description).toBe('BYBIT funding → Transfer ETH from BYBIT to WALLET')
    expect(told).toMatchObject({ source_venue: 'BYBIT', target_venue: 'WALLET' })
    const inward = [
      moved({ kind: 'venues.wrap', from: 'WETH', size: one }, ['WALLET', 'WETH', -1], ['WALLET', 'ETH', 1]),
      moved(
        {
          kind: 'venues.transfer',
          from: 'WALLET',
          to: 'BYBIT',
          network: 'ethereum',
          asset: 'ETH',
          size: one,
          flight: 'z',
        },
        ['WALLET', 'ETH', -1],
        ['FLIGHT', 'ETH', 1],
      ),
      moved({ kind: 'venues.deposit', flight: 'z' }, ['FLIGHT', 'ETH', -1], ['BYBIT:funding', 'ETH', 1]),
      moved(
        { kind: 'venues.internalTransfer', place: 'BYBIT', asset: 'ETH', from: 'funding', size: one },
        ['BYBIT:funding', 'ETH', -1],
        ['BYBIT:trading', 'ETH', 1],
      ),
      moved(
        { kind: 'venues.swap', place: 'BYBIT', sell: 'ETH', buy: 'USDT', size: one },
        ['BYBIT:trading', 'ETH', -1],
        ['BYBIT:trading', 'USDT', 3000],
      ),
    ]
    expect(instructions(plan, { steps: inward }, market)[0]?.transfer_plan.route_description).toBe(
      'Unwrap WETH → Transfer ETH from WALLET to BYBIT → ETH credited at BYBIT → BYBIT trading → Swap ETH for USDT at BYBIT',
    )
    const wrap = moved({ kind: 'venues.wrap', from: 'ETH', size: one }, ['WALLET', 'ETH', -1], ['WALLET', 'WETH', 1])
    const supply = moved(
      { kind: 'venues.supply', account, asset: 'WETH', size: one },
      ['WALLET', 'WETH', -1],
      ['AAVE:main', 'WETH', 1],
    )
    expect(instructions(plan, { steps: [wrap, supply] }, market)[0]?.transfer_plan.route_description).toBe(
      'Wrap ETH → Supply WETH at AAVE',
    )
  })
})
