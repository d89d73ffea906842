import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { figuresOf } from '../portfolio/venues/figures.ts'
import type { VenuesMarket } from '../portfolio/venues/market.ts'
import type { Finding } from '../safety/finding.ts'
import { type Compiled, compile } from './config/compile.ts'
import type { Config } from './config/config.ts'
import { parse } from './config/parse.ts'
import { StateError } from './config/problem.ts'
import { moment } from './market.ts'
import { disagreements } from './ratio.ts'
import { parseState } from './state.ts'

const example = fileURLToPath(new URL('../../examples/simulated.yaml', import.meta.url))

describe('the ratio that an exchange shows', () => {
  let config: Config
  let compiled: Compiled
  let market: VenuesMarket

  beforeAll(async () => {
    config = parse(readFileSync(example, 'utf8'), 'simulated.yaml')
    compiled = compile(config)
    const { policy, exchanges, terms, data } = compiled
    const choice = { folder: null, from: null, to: null, seed: null }
    market = (await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at: null })).market
  })

  /** A short of ten coins on each, opened at today's mark, with 10 % of it as margin: some 4 % of that is to be maintained. */
  function looked(ratios: Readonly<Record<string, number | string>>, margin = 0.1): readonly Finding[] {
    const places = ['BINANCE', 'BYBIT', 'OKX'] as const
    const exchanges = places.map((place) => {
      const { mark } = market.perps[place].ETHUSDT
      const said = ratios[place] === undefined ? '' : `, ratio: ${ratios[place]}`
      const perps = `[{ contract: ETHUSDT, quantity: -10, entry: ${mark} }]`
      return `  ${place}: { trading: { USDT: ${10 * mark * margin} }, perps: ${perps}${said} }`
    })
    const text = `wallet: { USDT: 1000 }\nexchanges:\n${exchanges.join('\n')}\n`
    const { state, ratios: shown } = parseState(text, { file: 'state.yaml', config, market })
    return disagreements(shown, figuresOf(state, market, compiled.policy).exchanges, compiled.terms.exchanges)
  }

  it('is what the book comes to, whichever way round the exchange shows it', () => {
    expect(looked({ BINANCE: 0.04, BYBIT: 0.041, OKX: 25 })).toEqual([])
  })

  it('is not asked for', () => {
    expect(looked({})).toEqual([])
  })

  it.each([
    ['BINANCE', 0.2, 0.2],
    ['BYBIT', 0.2, 0.2],
    ['OKX', 5, 0.2],
    ['BYBIT', 0, 0],
  ])('%s shows %d, which is %d to the engine and not in the book', (exchange, shown, converted) => {
    const found = looked({ [exchange]: shown })
    expect(found).toMatchObject([{ code: 'RATIO_DISAGREES', severity: 'warn', facts: { exchange, shown, converted } }])
    expect(found[0]?.facts['computed']).toBeCloseTo(0.045, 2)
  })

  it('may be off by half a point, or by a fifth', () => {
    expect(looked({ BINANCE: 0.003, OKX: 120 }, 0.9)).toEqual([])
    expect(looked({ BINANCE: 0.46, OKX: 2.2 }, 0.01)).toEqual([])
    expect(looked({ BINANCE: 0.25, OKX: 4 }, 0.01)).toHaveLength(2)
  })

  it('agrees that equity is gone, or says that it is not', () => {
    expect(looked({ BINANCE: -1, OKX: -0.5 }, 0)).toEqual([])
    expect(looked({ BINANCE: 0.9, BYBIT: 1.2, OKX: 1.1 }, 0)).toHaveLength(3)
    const [finding] = looked({ BINANCE: 0.9 }, 0)
    expect(Object.keys(finding?.facts ?? {})).toEqual(['exchange', 'shown', 'converted'])
    expect(finding?.detail).toBe(
      'BINANCE shows a margin ratio of 0.9000 (MM/E): maintenance margin is 90.00\u00a0% of equity. In this book no equity is left',
    )
  })

  it.each([
    ['BINANCE', 1, '100.00\u00a0% of equity'],
    ['BYBIT', 1.5, '150.00\u00a0% of equity'],
    ['BYBIT', -1, 'no equity is left'],
    ['OKX', 1, '100.00\u00a0% of equity'],
    ['OKX', 0.04, '2,500.00\u00a0% of equity'],
    ['OKX', 0, 'no equity is left'],
    ['OKX', -0.5, 'no equity is left'],
  ])('%s shows %d, which is the account liquidated: a finding that blocks', (exchange, shown, says) => {
    const found = looked({ [exchange]: shown })
    expect(found).toMatchObject([{ code: 'RATIO_LIQUIDATED', severity: 'block', facts: { exchange, shown } }])
    expect(found[0]?.detail).toContain(says)
    expect(found[0]?.detail).toMatch(
      /counts the account as liquidated.* In this book maintenance margin is \d\.\d\d\u00a0% of/,
    )
  })

  it('is a number', () => {
    expect(() => looked({ OKX: '2500 %' })).toThrow(StateError)
  })
})
