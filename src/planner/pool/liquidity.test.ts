import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import * as Price from '../../units/price.ts'
import { supply } from './liquidity.ts'
import type { Context } from './trial.ts'

const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)

function contextOf(stocks: Parameters<typeof bookOf>[0], changed: Parameters<typeof policyOf>[1] = {}): Context {
  const names = Object.keys(stocks)
  return {
    asOf: NOW,
    state: bookOf(stocks),
    market: marketOf(names, { feeBps: 10n }),
    policy: policyOf(names, changed),
  }
}

const stocks = {
  ethereum: { shares: 1000, usdc: 100 },
  arbitrum: { shares: 1000, usdc: 1000 },
  optimism: { shares: 500, usdc: 500 },
  polygon: { shares: 300, usdc: 300 },
}
const need = (whole: number) => ({ chain: 'ethereum', token: 'USDC', amount: amount(whole) })
const told = (whole: number, context: Context): readonly (readonly [string, bigint])[] =>
  supply(need(whole), context).moves.map(({ route, input }) => [route.from, input])

describe('emergency liquidity', () => {
  it('comes from one chain where one suffices, and to the unit', () => {
    const found = supply(need(400), contextOf(stocks))
    expect(found.moves).toHaveLength(1)
    const before = contextOf(stocks).state.chains['ethereum']?.holdings[0]?.wallet ?? 0n
    expect(found.state.chains['ethereum']?.holdings[0]?.wallet).toBe(before + 400n * USDC)
    expect(found.missing).toBe(0n)
  })

  it('leaves other chains what they must have themselves, and keeps to the floor', () => {
    const level = { chain: 'arbitrum', token: 'USDC', level: amount(900), target: amount(950) }
    const context = contextOf(stocks, { liquidity: [level] })
    expect(supply(need(400), context).sources).toEqual([
      { chain: 'arbitrum', value: 99_900_000n, limiter: 'liquidity' },
      { chain: 'optimism', value: 450_000_000n, limiter: 'supplyFloor' },
      { chain: 'polygon', value: 270_000_000n, limiter: 'supplyFloor' },
    ])
    expect(told(400, context).map(([chain]) => chain)).toEqual(['optimism'])
  })

  it('does not come from where gas costs more than bridges save', () => {
    const context = contextOf(stocks)
    const dear = (name: string): Context => {
      const site = context.market.sites[name]
      if (site === undefined) throw new Error('no site')
      const gas = { ...site.gas, deposit: usd(900) }
      return { ...context, market: { ...context.market, sites: { ...context.market.sites, [name]: { ...site, gas } } } }
    }
    const [[first = ''] = []] = told(200, context)
    const others = told(200, dear(first)).map(([chain]) => chain)
    expect(others).toHaveLength(1)
    expect(others).not.toContain(first)
  })

  it('is not kept by a level that is far off', () => {
    const level = { chain: 'arbitrum', token: 'USDC', level: amount(1), target: amount(1) }
    const { sources } = supply(need(400), contextOf(stocks, { liquidity: [level] }))
    expect(sources[0]).toMatchObject({ chain: 'arbitrum', limiter: 'supplyFloor' })
    const none = contextOf({ ...stocks, arbitrum: { shares: 1000, usdc: 0, weth: 1 } }, { liquidity: [level] })
    expect(supply(need(100), none).sources[0]).toMatchObject({ value: 0n })
  })

  it('says what each source lacks where all do not suffice, and brings what there is', () => {
    const found = supply(need(5000), contextOf(stocks))
    expect(found.moves).toHaveLength(3)
    expect(found.missing).toBe(5000n * USDC - 900n * USDC - 450n * USDC - 270n * USDC)
    expect(found.sources.map(({ limiter }) => limiter)).toEqual(['supplyFloor', 'supplyFloor', 'supplyFloor'])
  })

  it('counts on no chain that the policy or the map leaves out', () => {
    const { limits } = policyOf(Object.keys(stocks))
    const closed = contextOf(stocks, { limits: { ...limits, destinations: [] } })
    expect(supply(need(10), closed)).toMatchObject({ moves: [], missing: 10n * USDC })
    expect(supply(need(10), closed).sources.map(({ limiter }) => limiter)).toEqual(['policy', 'policy', 'policy'])
    const open = contextOf(stocks)
    const islands = { ...open, market: { ...open.market, routes: {} } }
    expect(supply(need(10), islands)).toMatchObject({ moves: [], sources: [] })
  })

  it('takes no less from a chain than its bridge takes', () => {
    const open = contextOf(stocks)
    const routes = Object.fromEntries(
      Object.entries(open.market.routes).map(([from, ways]) => [
        from,
        ways.map((way) => ({ ...way, min: amount(200) })),
      ]),
    )
    const context = { ...open, market: { ...open.market, routes } }
    expect(told(10, context)).toEqual([['arbitrum', 200_000_000n]])
    const free = Object.fromEntries(
      Object.entries(open.market.routes).map(([from, ways]) => [
        from,
        ways.map((way) => ({ ...way, min: Amount.ZERO })),
      ]),
    )
    expect(told(10, { ...open, market: { ...open.market, routes: free } })).toEqual([['arbitrum', 10_010_010n]])
    // The cheapest two bring 900 and 450; where the second is asked for less than its least, the first brings less.
    expect(told(1000, context)).toEqual([
      ['arbitrum', 801_001_001n],
      ['optimism', 200_000_000n],
    ])
  })

  it('of more than ten chains takes the largest', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [at === 0 ? 'ethereum' : `arbitrum${at}`, { shares: 100, usdc: 100 + at }]),
    )
    const names = Object.keys(many)
    const book = bookOf(many)
    const chains = Object.fromEntries(
      names.map((name) => [name, { ...book.chains[name], id: name === 'ethereum' ? 1 : 42_161 }] as const),
    ) as typeof book.chains
    const context = { ...contextOf(many), state: { ...book, chains } }
    expect(told(150, context).map(([chain]) => chain)).toEqual(['arbitrum11', 'arbitrum10'])
  })

  it('counts in the units of the destination', () => {
    const context = contextOf({ bnb: { shares: 0, usdc: 0 }, arbitrum: { shares: 1000, usdc: 1000 } })
    const site = context.market.sites['bnb']
    if (site === undefined) throw new Error('no site')
    const wide = { ...site, feeds: { ...site.feeds, USDC: { decimals: 18, price: Price.ONE } } }
    const at = { ...context, market: { ...context.market, sites: { ...context.market.sites, bnb: wide } } }
    const found = supply({ chain: 'bnb', token: 'USDC', amount: Amount.of(10n ** 20n) }, at)
    expect(found.moves.map(({ input }) => input)).toEqual([100_100_100n])
    expect(found.missing).toBe(0n)
    const back = contextOf({ bnb: { shares: 1000, usdc: 1000 }, arbitrum: { shares: 0, usdc: 0 } })
    const from = { ...back, market: { ...back.market, sites: { ...back.market.sites, bnb: wide } } }
    expect(supply({ chain: 'arbitrum', token: 'USDC', amount: Amount.of(1n) }, from).missing).toBe(1n)
    expect(NAMES).toContain('bnb')
  })
})
