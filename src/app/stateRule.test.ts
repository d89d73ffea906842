import { describe, expect, it } from 'vitest'
import { quote } from '../units/estimate.ts'
import { compile } from './config/compile.ts'
import { parse as parseConfig } from './config/parse.ts'
import type { Problem } from './config/problem.ts'
import { StateError } from './config/problem.ts'
import { moment } from './market.ts'
import { parseState } from './state.ts'

const CONFIG = `
mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 24 }, from: 2024-06-01 }
`
const config = parseConfig(CONFIG, 'config.yaml')
const { policy, exchanges, terms, data } = compile(config)
const choice = { folder: null, from: null, to: null, seed: null }
const { market } = await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at: null })

/** What the files of an ETH mode come to: they have no price of BTC. */
const without = { ...market, price: { ...market.price, BTC: quote(0) } }

/** What is said of a book; its hour is 2024-06-01 23:00. */
function problems(text: string, at = market): readonly Problem[] {
  try {
    parseState(text, { file: 'state.yaml', config, market: at })
  } catch (error) {
    if (error instanceof StateError) return error.problems
    throw error
  }
  return []
}

const flight = (change: Readonly<Record<string, string>>): string => {
  const fields = {
    asset: 'USDT',
    quantity: '8000',
    from: 'WALLET',
    to: 'BYBIT',
    departed: '2024-06-01T22:50:00Z',
    arrives: '2024-06-01T23:05:00Z',
    ...change,
  }
  return `wallet: { USDT: 60000, ETH: 2 }\nflights:\n  - { ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`
}

const LONG = `wallet: { USDT: 60000, ETH: 2 }
loans:
  - { id: main, supplied: { weETH: 950 }, borrowed: { WETH: 775 } }
exchanges:
  BINANCE:
    trading: { USDT: 120000 }
    perps:
      - { contract: ETHUSDT, quantity: SIZE, entry: 2600 }`

describe('a book that no venue could have', () => {
  it.each([
    ['arrives before it departed', { arrives: '2024-05-31' }, 'FLIGHT_BACKWARDS', 'flights.0.arrives'],
    [
      'leaves an hour from now',
      { departed: '2024-06-02', arrives: '2024-06-03' },
      'FLIGHT_NOT_DEPARTED',
      'flights.0.departed',
    ],
    ['goes nowhere', { to: 'WALLET' }, 'FLIGHT_NO_ROUTE', 'flights.0.to'],
    ['goes to Aave', { to: 'AAVE' }, 'FLIGHT_NO_ROUTE', 'flights.0.to'],
    ['comes from Aave', { from: 'AAVE' }, 'FLIGHT_NO_ROUTE', 'flights.0.from'],
    ['goes from the exit queue to an exchange', { from: 'ETHERFI' }, 'FLIGHT_NO_ROUTE', 'flights.0.from'],
    ['takes what the queue does not pay', { from: 'ETHERFI', to: 'WALLET' }, 'FLIGHT_NO_ROUTE', 'flights.0.asset'],
    ['takes what no exchange takes', { asset: 'weETH' }, 'FLIGHT_NO_ROUTE', 'flights.0.asset'],
  ] as const)('has a flight that %s', (_, change, ...[code, path]) => {
    expect(problems(flight(change))).toMatchObject([{ code, path, line: 3, kind: 'bad' }])
  })

  it.each([
    ['on its way', {}],
    ['landing in the second it left', { arrives: '2024-06-01T22:50:00Z' }],
    ['sent within the hour of the book', { departed: '2024-06-01T23:30:00Z', arrives: '2024-06-01T23:40:00Z' }],
    ['of ether', { asset: 'ETH', from: 'OKX', to: 'WALLET' }],
    ['out of the exit queue', { asset: 'ETH', from: 'ETHERFI', to: 'WALLET', arrives: '2024-06-20' }],
  ] as const)('but a flight %s is taken', (_, change) => {
    expect(problems(flight(change))).toEqual([])
  })

  it('has a short without its minus sign, and is asked for the number that was meant', () => {
    const [problem, ...others] = problems(LONG.replace('SIZE', '120'))
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      code: 'SHORT_POSITIVE',
      path: 'exchanges.BINANCE.perps.0.quantity',
      line: 8,
      found: '120, a long position',
      meant: '-120',
    })
    expect(problems(LONG.replace('SIZE', '-120'))).toEqual([])
  })

  it('but a long that lowers the delta is taken', () => {
    const short = `      - { contract: ETHUSDT, quantity: -400, entry: 2600 }`
    const spread = `${LONG.replace('SIZE', '120')}\n  OKX:\n    trading: { USDT: 900000 }\n    perps:\n${short}`
    expect(problems(spread)).toEqual([])
  })

  it('has a contract that its mode does not trade', () => {
    expect(problems(LONG.replace('ETHUSDT', 'BTCUSDT').replace('SIZE', '-1'))).toMatchObject([
      { code: 'CONTRACT_NOT_TRADED', path: 'exchanges.BINANCE.perps.0.contract', found: 'BTCUSDT' },
    ])
  })

  it('owes or supplies more than everybody together', () => {
    const loan =
      'wallet: { USDT: 1 }\nloans:\n  - { id: main, supplied: { weETH: 9000000000 }, borrowed: { WETH: 9000000000 } }'
    expect(problems(loan).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'ABOVE_MARKET loans.0.supplied.weETH',
      'ABOVE_MARKET loans.0.borrowed.WETH',
    ])
  })

  it('holds a coin that its market has no price for', () => {
    const held =
      'wallet: { USDT: 1, BTC: 1 }\nexchanges: { OKX: { funding: { BTC: 2 }, trading: { BTC: 3, USDT: 5 } } }'
    expect(problems(flight({ asset: 'BTC' }), without)).toMatchObject([
      { code: 'ASSET_NOT_PRICED', path: 'flights.0.asset', line: 3 },
    ])
    expect(problems(held)).toEqual([])
    expect(problems(held, without).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'ASSET_NOT_PRICED wallet.BTC',
      'ASSET_NOT_PRICED exchanges.OKX.funding.BTC',
      'ASSET_NOT_PRICED exchanges.OKX.trading.BTC',
    ])
  })

  it('holds less than nothing', () => {
    expect(problems('wallet: { USDT: -1 }')).toMatchObject([{ code: 'FIGURE_NEGATIVE', path: 'wallet.USDT', line: 1 }])
  })
})
