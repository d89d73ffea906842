import { describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { valued } from './gm.ts'
import { NO_CHOICE, staged } from './scene.ts'
import { setup } from './setup.ts'

const BALANCED = { long: 8400, short: 21_000_000, supply: 40_000_000 }
const ETHER = 2500n * 100_000_000n

describe('a market of GMX v2', () => {
  it('without traders is its tokens: 42 million over 40 million GM, half of it ether', () => {
    expect(valued(BALANCED, ETHER)).toEqual({ price: 105_000_000n, delta: 5n * 10n ** 17n })
  })

  it('owes longs what they gain, and has less ether by what they hold', () => {
    const traded = { ...BALANCED, longInterest: 14_000_000, longTokens: 6000 }
    // 6,000 ether at 2,500 are a million more than was paid; 2,400 ether of 41 million dollars are the pool's.
    expect(valued(traded, ETHER)).toEqual({ price: 102_500_000n, delta: 146_341_463_415_000_000n })
  })

  it('has its own tokens less the cap of their profit where that binds', () => {
    const capped = { ...BALANCED, longInterest: 10_000_000, longTokens: 6000, profitMax: 0.1 }
    // 5 million of profit, of which 10 % of 21 million are owed.
    expect(valued(capped, ETHER)).toEqual({ price: 99_750_000n, delta: 473_684_210_526_000_000n })
  })

  it.each([
    ['nothing in it', { supply: 1 }],
    ['one unit of GM for all there is', { long: 1e18, short: 1e18, supply: 1e-18 }],
  ])('has no price with %s', (_, draft) => {
    expect(valued(draft, ETHER)).toBeNull()
  })

  it('is refused where it is written when it has no price', async () => {
    const text =
      'book: vaults\nassets: { ETH: {} }\nvaults: { USDC: { own: stable, start: 1 } }\ndata:\n  epochs:\n    - prices: { ETH: 2500 }\n      pool:\n        gm: { asset: ETH, supply: 1, long: 0 }\n'
    const problems = await staged(setup(bookOf(text, 'x.yaml')), NO_CHOICE).catch((error: unknown) => error)
    expect(problems).toMatchObject({ problems: [{ code: 'VAULTS_MARKET', line: 8, path: 'data.epochs.0.pool.gm' }] })
  })

  it('gives an epoch its price and delta, and refuses one of an asset that is not there', async () => {
    const text = (asset: string): string =>
      `book: vaults\nassets: { ETH: {} }\nvaults: { USDC: { own: stable, start: 1 } }\ndata:\n  epochs:\n    - { prices: { ETH: 2500 }, pool: { gm: { asset: ${asset}, supply: 40000000, long: 8400, short: 21000000 } } }\n`
    const { scene } = await staged(setup(bookOf(text('ETH'), 'x.yaml')), NO_CHOICE)
    expect(scene.epochs[0]).toMatchObject({ poolPrice: { price: 105_000_000n }, weights: [5n * 10n ** 17n] })
    await expect(staged(setup(bookOf(text('BTC'), 'x.yaml')), NO_CHOICE)).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'VAULTS_NAME_UNKNOWN', line: 6 })]),
    })
  })
})
