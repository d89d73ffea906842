import { describe, expect, it } from 'vitest'
import { chain, setting } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import { type Chain, holding, withHolding } from './chain.ts'
import { isListed, networkOf } from './networks.ts'
import * as Tokens from './tokens.ts'

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `T${i}`)

function activeAfter(result: ReturnType<typeof Tokens.activate>): readonly string[] | string {
  return result.ok ? result.chain.active : result.refusal.code
}

const activate = (active: readonly string[], token: string, unpriced: readonly string[] = []) =>
  activeAfter(Tokens.activate(chain({ active }), token, { ...setting(), unpriced }))

const purge = (before: Chain, token: string) => activeAfter(Tokens.purge(before, token))

describe('the list of tokens that count', () => {
  it('appends, never twice, and never the base token', () => {
    expect(activate([], 'WETH')).toEqual(['WETH'])
    expect(activate(['WETH'], 'WETH')).toEqual(['WETH'])
    expect(activate([], 'USDC', ['USDC'])).toEqual([])
  })

  it('takes none without a price, and 127 at the most', () => {
    expect(activate([], 'WETH', ['WETH'])).toBe('TokenPriceFeedDoesNotExist')
    expect(activate(names(126), 'WETH')).toHaveLength(127)
    expect(activate(names(127), 'WETH')).toBe('AddressListExceedsMaxLength')
  })

  it('fills the gap of a dropped token with the last, and takes the dropped one back at the end', () => {
    const five = chain({ active: names(5) })
    expect(purge(five, 'T1')).toEqual(['T0', 'T4', 'T2', 'T3'])
    expect(purge(five, 'T4')).toEqual(['T0', 'T1', 'T2', 'T3'])
    const dropped = Tokens.purge(five, 'T1')
    if (!dropped.ok) expect.unreachable()
    expect(activeAfter(Tokens.activate(dropped.chain, 'T1', setting()))).toEqual(['T0', 'T4', 'T2', 'T3', 'T1'])
  })

  it('drops dust of one unit, and nothing that is still there', () => {
    expect(purge(chain({ weth: 1n }), 'WETH')).toEqual([])
    expect(purge(chain({ weth: 2n }), 'WETH')).toBe('TokenStillHeld')
    expect(purge(chain(), 'WBTC')).toBe('TokenNotActive')
    const reported = { ...holding(chain(), 'WETH'), apps: [Amount.ZERO] }
    const claimed = { ...holding(chain(), 'WETH'), virtualBalance: Amount.of(-1n) }
    for (const held of [reported, claimed]) expect(purge(withHolding(chain(), held), 'WETH')).toBe('TokenStillHeld')
  })
})

describe('the list of tokens that may cross', () => {
  it('is each chain’s own', () => {
    const listed = (id: number) =>
      ['USDC', 'USDT', 'WETH', 'WBTC', 'ETH'].filter((token) => isListed(networkOf(id), token))
    expect([1, 42_161, 10, 137].map(listed)).toEqual(Array(4).fill(['USDC', 'USDT', 'WETH', 'WBTC']))
    expect([8453, 56].map(listed)).toEqual(Array(2).fill(['USDC', 'USDT', 'WETH']))
    expect([130, 5].map(listed)).toEqual([['USDC', 'WETH'], []])
  })
})
