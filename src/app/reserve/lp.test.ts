import { describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { RESERVE_DESK } from './desk.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

const scenario = (pool: string, assets: string, events = '[]'): string => `book: reserve
tranches:
  USDT: { balance: 100_000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
  LP:
    balance: 200
    weight: 50 %
    pool: ${pool}
    assets: ${assets}
events: ${events}
`
const PRODUCT = '{ kind: product, supply: 1000 }'
const PAIR =
  '[{ asset: USDC, price: 1, reserve: 250_000, stable: { floor: 0.97, ceiling: 1.03 } }, { asset: ETH, price: 2500, reserve: 100 }]'

function problems(text: string): readonly (readonly [string, string])[] {
  try {
    parse(text, 'x.yaml', null)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ code, found }) => [code, found] as const)
    throw error
  }
  return []
}

interface Simulated {
  readonly events: readonly { readonly ok: boolean; readonly code: string | null }[]
  readonly frames: readonly { readonly tranches: readonly { readonly id: string; readonly price: number }[] }[]
}

const simulated = async (text: string): Promise<Simulated> =>
  (await told(parse(text, 'x.yaml', null), 'x.yaml', QUIET)).report as Simulated

const pricesOf = ({ frames }: Simulated): readonly (number | undefined)[] =>
  frames.map(({ tranches }) => tranches.find(({ id }) => id === 'LP')?.price)

describe('a tranche that is a share of a pool', () => {
  it('follows the prices of its parts by the invariant', async () => {
    const text = scenario(PRODUCT, PAIR, '[{ prices: { ETH: 3600 } }, { prices: { USDC: 0.81 } }]')
    expect(pricesOf(await simulated(text))).toEqual([500, 600, 540])
  })

  it('takes no mint while one of its parts is below its peg, and the rest of the reserve does', async () => {
    const events = '[{ prices: { USDC: 0.9 } }, { mint: { LP: 1 } }, { mint: { USDT: 1 } }]'
    const { events: done } = await simulated(scenario(PRODUCT, PAIR, events))
    expect(done.map(({ ok, code }) => [ok, code])).toEqual([
      [true, null],
      [false, 'MINT_UNSAFE'],
      [true, null],
    ])
  })

  it('of the other kinds is priced by their own invariants', async () => {
    const weighted = PAIR.replace('reserve: 250_000', 'reserve: 250_000, weight: 20 %').replace(
      'reserve: 100',
      'reserve: 400, weight: 80 %',
    )
    expect(pricesOf(await simulated(scenario('{ kind: weighted, supply: 1000 }', weighted)))[0]).toBeCloseTo(1250, 9)
    const two = PAIR.replace('ETH, price: 2500, reserve: 100', 'DAI, price: 0.99, reserve: 250_000')
    const stable = await simulated(scenario('{ kind: stable, supply: 1000, amplification: 100 }', two))
    expect(pricesOf(stable)).toEqual([495])
    const basket = scenario('{ kind: basket, supply: 1000 }', PAIR, '[{ prices: { ETH: 3600 } }]')
    expect(pricesOf(await simulated(basket))).toEqual([500, 610])
  })

  it('is named in check', () => {
    const market = 'market: { simulated: { seed: 1, rows: 2, every: 1 h } }'
    const { document } = RESERVE_DESK.check(bookOf(scenario(PRODUCT, PAIR).replace('events: []', market), 'x.yaml'))
    const tranches = JSON.stringify(document.sections.find(({ id }) => id === 'tranches'))
    expect(tranches).toContain('share of a product pool: ETH no peg; USDC stable, 0.97 to 1.03')
  })

  it('is refused where it cannot be priced', () => {
    const of = (pool: string, assets = PAIR) => problems(scenario(pool, assets)).slice(0, 1)
    expect(of(PRODUCT)).toEqual([])
    expect(of(PRODUCT, '[{ asset: ETH, price: 1, reserve: 1 }]')).toEqual([['POOL_UNCLEAR', 'fewer than two assets']])
    expect(of('{ kind: product, supply: 0 }')).toEqual([['POOL_UNCLEAR', 'a supply of 0']])
    expect(of(PRODUCT, PAIR.replace('reserve: 100', 'per: 1'))).toEqual([['POOL_UNCLEAR', 'no reserve of ETH']])
    expect(of(PRODUCT, PAIR.replace('reserve: 100', 'reserve: 100, per: 1'))).toEqual([
      ['POOL_UNCLEAR', '`per` for ETH beside a pool'],
    ])
    expect(of('{ kind: weighted, supply: 1 }')).toEqual([['POOL_UNCLEAR', 'weights that sum to 0']])
    expect(of(PRODUCT, PAIR.replace('reserve: 100', 'reserve: 100, weight: 1'))).toEqual([
      ['POOL_UNCLEAR', 'weights in a product pool'],
    ])
    expect(of('{ kind: stable, supply: 1 }')).toEqual([['POOL_UNCLEAR', 'no amplification']])
    expect(of('{ kind: product, supply: 1, amplification: 2 }')).toEqual([
      ['POOL_UNCLEAR', 'amplification in a product pool'],
    ])
    expect(problems(scenario(PRODUCT, PAIR).replace(/ {4}pool.*\n/, ''))).toEqual([
      ['POOL_UNCLEAR', '`reserve` of ETH without a pool'],
    ])
    expect(problems(scenario(PRODUCT, PAIR).replace(/ {4}assets.*\n/, '    price: 1\n'))).toEqual([
      ['POOL_UNCLEAR', 'a pool without `assets`'],
    ])
  })
})

describe('an asset in two tranches', () => {
  it('has one price and one peg, or what one refuses would pass by the other', () => {
    const also = (usdc: string) =>
      scenario(PRODUCT, PAIR).replace(
        '  USDT: { balance: 100_000, price: 1, weight: 50 %,',
        `  USDC: { balance: 100_000, ${usdc}, weight: 50 %,`,
      )
    expect(problems(also('price: 1'))).toEqual([])
    expect(problems(also('price: 1.1'))).toEqual([
      ['ASSET_UNLIKE', 'USDC at 1 with a peg from 0.97 to 1.03; USDC states 1.1 with a peg from 0.97 to 1.03'],
    ])
    const unpegged = also('price: 1').replace(
      ', reserve: 250_000, stable: { floor: 0.97, ceiling: 1.03 }',
      ', reserve: 250_000',
    )
    expect(problems(unpegged)).toEqual([
      ['ASSET_UNLIKE', 'USDC at 1 without a peg; USDC states 1 with a peg from 0.97 to 1.03'],
    ])
  })
})
