import { describe, expect, it } from 'vitest'
import type { Scene } from '../../backtest/vaults/epoch.ts'
import { bookOf } from '../config/book.ts'
import { NO_CHOICE, staged } from './scene.ts'
import { setup } from './setup.ts'

const HEAD = `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 1000 } }
data:
  epochs:
`
const PRICES = 'prices: { BTC: 60000, ETH: 2500 }'
const scene = async (...epochs: readonly string[]): Promise<Scene> =>
  (await staged(setup(bookOf(`${HEAD}${epochs.map((each) => `    - { ${each} }\n`).join('')}`, 'x.yaml')), NO_CHOICE))
    .scene

const priced = async (...pools: readonly string[]) =>
  (await scene(...pools.map((pool) => `after: 1 h, ${PRICES}, pool: { ${pool} }`))).epochs.map(
    ({ poolPrice, weights }) => ({
      price: Number(poolPrice.price) / 1e8,
      deltas: weights.map((weight) => Number(weight) / 1e18),
    }),
  )

describe('a basket', () => {
  it('is worth its parts, and has their deltas by worth: GLV of two markets', async () => {
    // 42 million over 40 million GM of bitcoin, half of it bitcoin; 30 over 30 million of ether, half of it ether.
    const parts =
      '{ held: 12000000, gm: { asset: BTC, supply: 40000000, long: 350, short: 21000000 } }, { held: 8000000, gm: { asset: ETH, supply: 30000000, long: 6000, short: 15000000 } }'
    const [found] = await priced(`basket: { supply: 20000000, parts: [${parts}] }`)
    const [btc, eth] = [12 * 1.05, 8]
    expect(found?.price).toBeCloseTo((btc + eth) / 20, 8)
    expect(found?.deltas[0]).toBeCloseTo((btc * 0.5) / (btc + eth), 12)
    expect(found?.deltas[1]).toBeCloseTo((eth * 0.5) / (btc + eth), 12)
  })

  it('takes pools whose price and deltas are stated', async () => {
    const parts = '{ held: 3, price: 2, deltas: { BTC: 0.5 } }, { held: 4, price: 1, deltas: { BTC: 0.1, ETH: -0.2 } }'
    expect(await priced(`basket: { supply: 10, parts: [${parts}] }`)).toEqual([{ price: 1, deltas: [0.34, -0.08] }])
  })
})

describe('JLP', () => {
  it('owns what is not lent to traders, and is long what they are short', async () => {
    const tokens =
      'BTC: { owned: 100, locked: 40, guaranteed: 2000000 }, ETH: { owned: 1000, shorts: 500000, shortPrice: 2000 }, USDC: { owned: 1900000 }'
    // 60 BTC and the guarantee; 1,000 ETH, and shorts who lost a quarter of 500,000; the dollars.
    const worth = 60 * 60_000 + 2_000_000 + 1000 * 2500 + 125_000 + 1_900_000
    const [found] = await priced(`jlp: { supply: 5000000, tokens: { ${tokens} } }`)
    expect(found?.price).toBeCloseTo(worth / 5_000_000, 8)
    expect(found?.deltas[0]).toBeCloseTo(3_600_000 / worth, 12)
    expect(found?.deltas[1]).toBeCloseTo((2_500_000 + 625_000) / worth, 12)
  })
})

describe('HLP', () => {
  const hlp = (btc: number, keep: string): string =>
    `hlp: { supply: 1000000, equity: 2000000, keep: ${keep}, positions: { BTC: ${btc}, ETH: -100 } }`

  it('has its positions over its equity, short ones too', async () => {
    expect(await priced(hlp(10, '0 %'))).toEqual([{ price: 2, deltas: [0.3, -0.125] }])
  })

  it('is slowed where a part of the deltas before is kept', async () => {
    const found = await priced(hlp(10, '75 %'), hlp(50, '75 %'), hlp(50, '75 %'))
    expect(found.map(({ deltas }) => deltas[0])).toEqual([0.3, 0.6, 0.825])
  })
})

describe('a product that cannot be valued', () => {
  it.each([
    ['a basket without supply', 'basket: { parts: [{ held: 1, price: 1 }] }', 'VAULTS_MARKET', 'pool.basket'],
    ['a part that is worth nothing', 'basket: { supply: 1, parts: [{ held: 1 }] }', 'VAULTS_MARKET', 'pool.basket'],
    ['a JLP of nothing', 'jlp: { supply: 1, tokens: {} }', 'VAULTS_MARKET', 'pool.jlp'],
    ['an HLP without equity', 'hlp: { supply: 1, equity: 0 }', 'VAULTS_MARKET', 'pool.hlp'],
    ['an unlisted asset', 'hlp: { supply: 1, equity: 1, positions: { SOL: 1 } }', 'VAULTS_NAME_UNKNOWN', 'pool.hlp'],
    [
      'an unlisted delta',
      'basket: { supply: 1, parts: [{ held: 1, price: 1, deltas: { SOL: 1 } }] }',
      'VAULTS_NAME_UNKNOWN',
      'pool.basket',
    ],
  ])('is refused where it is written: %s', async (...[, pool, code, path]) => {
    await expect(scene(`${PRICES}, pool: { ${pool} }`)).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code, path: `data.epochs.0.${path}` })]),
    })
  })
})
