import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compile } from './config/compile.ts'
import { parse as parseConfig } from './config/parse.ts'
import { moment } from './market.ts'
import { parseState } from './state.ts'

const text = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), 'utf8')

describe('a book from a file', () => {
  it('is kept in scaled tokens, so that what was written is what stands today', async () => {
    const config = parseConfig(text('simulated.yaml'), 'simulated.yaml')
    const { policy, exchanges, terms, data } = compile(config)
    const choice = { folder: null, from: null, to: null, seed: null }
    const { market } = await moment(data, { mode: policy.mode, exchanges, terms }, { choice, at: null })
    const { state } = parseState(text('state.yaml'), { file: 'state.yaml', config, market })
    const { weETH, WETH } = market.reserves
    expect(WETH.borrowIndex).toBeGreaterThan(1.01)
    expect((state.loans[0]?.supplied.weETH ?? 0) * weETH.liquidityIndex).toBeCloseTo(950, 9)
    expect((state.loans[0]?.borrowed.WETH ?? 0) * WETH.borrowIndex).toBeCloseTo(775, 9)
    expect(state.exchanges.map(({ place }) => place)).toEqual(['BINANCE', 'BYBIT', 'OKX'])
    expect(state.exchanges[1]?.perps).toEqual([{ contract: 'ETHUSDT', quantity: -66, entry: 2600 }])
    expect(state.flights).toMatchObject([{ asset: 'USDT', quantity: 8000, to: 'BYBIT' }])
  })
})
