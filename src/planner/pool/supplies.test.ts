import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import * as Amount from '../../units/amount.ts'
import { movesOf, shortOf, supplyAll } from './supplies.ts'
import type { Context } from './trial.ts'

const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)
const ready = (chain: string, level: number, target: number) => ({
  chain,
  token: 'USDC',
  level: amount(level),
  target: amount(target),
})

/** Two chains that lack something, and one that has it; bridges are free. */
function contextOf(there: number, wishes: readonly ReturnType<typeof ready>[]): Context {
  const stocks = {
    ethereum: { shares: 1000, usdc: there },
    arbitrum: { shares: 0, usdc: 0 },
    optimism: { shares: 90, usdc: 90 },
    base: { shares: 500, usdc: 500 },
  }
  const names = Object.keys(stocks)
  const [state, market] = [bookOf(stocks), marketOf(names, { feeBps: 0n })]
  return { asOf: NOW, state, market, policy: policyOf(names, { liquidity: wishes }) }
}

const wishes = [ready('base', 400, 450), ready('optimism', 100, 110), ready('arbitrum', 400, 500)]

describe('several levels that are not met', () => {
  it('come in the order of how far below they are, those that are met left out', () => {
    expect(shortOf(contextOf(1000, wishes)).map(({ chain }) => chain)).toEqual(['arbitrum', 'optimism'])
    const alike = [ready('arbitrum', 10, 10), ready('optimism', 1000, 1000), ready('base', 5000, 5000)]
    expect(shortOf(contextOf(1000, alike)).map(({ chain }) => chain)).toEqual(['arbitrum', 'optimism', 'base'])
    expect(shortOf(contextOf(1000, [ready('base', 500, 500)]))).toEqual([])
  })

  it('are all brought to their targets where there is enough', () => {
    const context = contextOf(1000, wishes)
    const all = supplyAll(shortOf(context), context)
    expect(all.map(({ supplied }) => supplied.missing)).toEqual([0n, 0n])
    expect(movesOf(all).map(({ route, input }) => [route.from, route.to, input])).toEqual([
      ['ethereum', 'arbitrum', amount(500)],
      ['ethereum', 'optimism', amount(20)],
    ])
  })

  it('are brought to their levels before any is brought to its target', () => {
    const missing = (there: number): readonly bigint[] => {
      const context = contextOf(there, wishes)
      const all = supplyAll(shortOf(context), context)
      expect(all.map(({ wanted, amount: wish }) => [wanted.chain, wish])).toEqual([
        ['arbitrum', amount(500)],
        ['optimism', amount(20)],
      ])
      return all.map(({ supplied }) => supplied.missing)
    }
    // Nine tenths of what ethereum has may leave it, and 100 of base, above its own level: 406, 460 and 520 in all.
    expect(missing(340)).toEqual([amount(100), amount(14)])
    expect(missing(400)).toEqual([amount(50), amount(10)])
    expect(missing(467)).toEqual([0n, 0n])
  })

  it('say what each lacks where nothing is left for it, and send nothing that has not arrived', () => {
    const context = contextOf(0, wishes)
    const [arbitrum, optimism] = supplyAll(shortOf(context), context)
    expect(arbitrum).toMatchObject({ amount: amount(500), supplied: { missing: amount(400) } })
    expect(optimism).toMatchObject({ amount: amount(20), supplied: { missing: amount(20), moves: [] } })
    expect(optimism?.supplied.sources.map(({ chain, limiter }) => [chain, limiter])).toEqual([
      ['ethereum', 'balance'],
      ['arbitrum', 'balance'],
      ['base', 'liquidity'],
    ])
  })
})
