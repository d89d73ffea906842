import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import { ConfigError, type Problem } from './problem.ts'

const HEAD = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 24 } }
`

function problems(rest: string): readonly Problem[] {
  try {
    parse(HEAD + rest, 'a.yaml')
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('a term that no venue can have', () => {
  it.each([
    ['exchanges: { BINANCE: { leverage: 0 } }', 'exchanges.BINANCE.leverage'],
    ['exchanges: { BYBIT: { leverage: 0.5 } }', 'exchanges.BYBIT.leverage'],
    ['exchanges: { OKX: { tiersPerStep: 0 } }', 'exchanges.OKX.tiersPerStep'],
    ['exchanges: { OKX: { perpFee: 100 % } }', 'exchanges.OKX.perpFee'],
    ['exchanges: { BINANCE: { perps: { ETHUSDT: { lot: 0 ETH } } } }', 'exchanges.BINANCE.perps.ETHUSDT.lot'],
    ['exchanges: { BINANCE: { spot: { BTCUSDT: { tick: 0 USDT } } } }', 'exchanges.BINANCE.spot.BTCUSDT.tick'],
    ['ticks: { USDT: 0 USDT }', 'ticks.USDT'],
    ['lending: { reserves: { weETH: { ltv: 150 % } } }', 'lending.reserves.weETH.ltv'],
    ['lending: { reserves: { weETH: { liquidationLtv: 77 % } } }', 'lending.reserves.weETH.liquidationLtv'],
    ['lending: { categories: { 1: { ltv: 95 %, liquidationLtv: 94 % } } }', 'lending.categories.1.ltv'],
    ['lending: { categories: { 1: { liquidationLtv: 99.5 % } } }', 'lending.categories.1.liquidationLtv'],
    ['lending: { categories: { 26: { bonus: 6 % } } }', 'lending.categories.26.bonus'],
    ['exit: { queue: { min: 10 ETH, max: 9 ETH } }', 'exit.queue.min'],
    ['exit: { queue: { max: 0 ETH } }', 'exit.queue.max'],
    ['exit: { dex: { cost: 100 % } }', 'exit.dex.cost'],
    ['depth: { perp: [[100000 USD, 4 bps], [10000 USD, 3 bps]] }', 'depth.perp'],
    ['depth: { perp: [[10000 USD, 4 bps], [10000 USD, 3 bps]] }', 'depth.perp'],
    ['depth: { perp: [[10000 USD, 100 %]] }', 'depth.perp'],
    ['stressMove: [[4 h, 20 %], [1 h, 10 %]]', 'stressMove'],
    ['times: { chain: { p50: 60 s, p95: 15 s, stress: 600 s } }', 'times.chain'],
  ])('%s is told once, where it stands', (terms, path) => {
    expect(problems(`terms: { ${terms} }`)).toMatchObject([
      { code: 'TERM_IMPOSSIBLE', kind: 'refused', path: `terms.${path}`, line: 5 },
    ])
  })

  it.each([
    'exchanges: { BINANCE: { leverage: 1, perpFee: 0 bps, perps: { ETHUSDT: { leastNotional: 0 USDT } } } }',
    'lending: { categories: { 1: { ltv: 93 %, liquidationLtv: 93 %, bonus: 7 % } } }',
    'exit: { queue: { min: 10 ETH, max: 10 ETH } }',
    'depth: { perp: [[10000 USD, 0 bps], [20000 USD, 0 bps]] }',
    'times: { chain: { p50: 60 s, p95: 60 s, stress: 60 s } }',
  ])('%s may stand', (terms) => {
    expect(problems(`terms: { ${terms} }`)).toEqual([])
  })
})

describe('a critical level', () => {
  it('of health or margin health lies above 1, where the account is liquidated', () => {
    expect(problems('levels: { marginHealth: { critical: 1 } }')).toMatchObject([
      { code: 'LEVEL_PAST_LIQUIDATION', path: 'levels.marginHealth.critical', line: 5 },
    ])
    expect(
      problems('levels: { health: { critical: 1, floor: { borrowRate: 1 % } } }').map(({ code, path }) => [code, path]),
    ).toEqual([['LEVEL_PAST_LIQUIDATION', 'levels.health.critical']])
    expect(problems('levels: { marginHealth: { critical: 1.01 } }')).toEqual([])
  })
})
