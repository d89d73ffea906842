import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { consolidate } from './consolidate.ts'
import { ofLeft, ofSpread, ofSupply } from './cuts.ts'
import { equalise } from './equalise.ts'
import { supply } from './liquidity.ts'
import type { Context } from './trial.ts'

const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)

function contextOf(stocks: Parameters<typeof bookOf>[0], transferMax: number | null = null): Context {
  const names = Object.keys(stocks)
  const policy = policyOf(names)
  const limits = transferMax === null ? policy.limits : { ...policy.limits, transferMax: usd(transferMax) }
  return {
    asOf: NOW,
    state: bookOf(stocks),
    market: marketOf(names, { feeBps: 0n }),
    policy: { ...policy, limits },
  }
}

const stocks = {
  ethereum: { shares: 1000, usdc: 100 },
  arbitrum: { shares: 1000, usdc: 1000 },
  optimism: { shares: 500, usdc: 500 },
}
const needOf = (whole: number) => ({ chain: 'ethereum', token: 'USDC', amount: amount(whole) })

describe('liquidity that is not all brought', () => {
  it('names the size of a transfer, what is missing and the cycles it takes', () => {
    const context = contextOf(stocks, 100)
    const need = needOf(500)
    const [cut] = ofSupply(need, supply(need, context), context)
    expect(cut).toMatchObject({ limiter: 'limits.transferMax', place: 'ethereum', unit: 'USDC', wanted: 500 })
    expect(cut?.allowed).toBeCloseTo(200, 0)
    expect(cut?.cycles).toBe(Math.ceil(500 / (cut?.allowed ?? 1)))
  })

  it('counts no cycles where the other chains do not have the rest', () => {
    const context = contextOf(stocks, 100)
    const large = needOf(5000)
    expect(ofSupply(large, supply(large, context), context)).toMatchObject([
      { limiter: 'limits.transferMax', wanted: 5000, cycles: null },
    ])
  })

  it('names the supply floor where no cycle brings the rest, and nothing where all is brought', () => {
    const context = contextOf(stocks)
    const large = needOf(5000)
    expect(ofSupply(large, supply(large, context), context)).toMatchObject([
      { limiter: 'the supply floor', remaining: 5000 - 900 - 450, cycles: null },
    ])
    expect(ofSupply(needOf(10), supply(needOf(10), context), context)).toEqual([])
    const none = { moves: [], state: context.state, missing: amount(7), sources: [], fee: Amount.ZERO }
    expect(ofSupply(needOf(7), none, context)).toMatchObject([{ limiter: 'balance', cycles: null }])
  })
})

describe('what stays where all should leave', () => {
  it('names the least size where what may leave is too little for it', () => {
    const context = contextOf({ ...stocks, optimism: { shares: 500, usdc: 7 } }, 400)
    const limits = { ...context.policy.limits, transferMin: usd(150) }
    const least = { ...context, policy: { ...context.policy, limits } }
    const left = consolidate('ethereum', least).left
    // 900 may leave arbitrum: 400 twice, and the last 100 are too little.
    expect(ofLeft(left, least).map(({ limiter, place }) => [place, limiter])).toEqual([
      ['arbitrum', 'limits.transferMin'],
      ['optimism', 'balance'],
    ])
    const larger = {
      ...least,
      policy: { ...least.policy, limits: { ...limits, transferMin: usd(950), transferMax: usd(1e9) } },
    }
    expect(ofSupply(needOf(500), supply(needOf(500), larger), larger)).toMatchObject([
      { limiter: 'limits.transferMin', allowed: 0 },
    ])
  })

  it('is what the supply floor holds back, chain by chain', () => {
    const context = contextOf(stocks)
    expect(ofLeft(consolidate('ethereum', context).left, context)).toMatchObject([
      { place: 'arbitrum', limiter: 'the supply floor', wanted: 1000, remaining: 100, cycles: null },
      { place: 'optimism', limiter: 'the supply floor', wanted: 500, remaining: 50, cycles: null },
    ])
  })

  it('takes more cycles where one plan sends as often as it may', () => {
    const context = contextOf(stocks)
    const left = [{ chain: 'arbitrum', token: 'USDC', amount: amount(600), limiter: 'size' as const }]
    expect(ofLeft(left, context)).toMatchObject([{ limiter: 'limits.transferMax', allowed: 400, cycles: 3 }])
    const route = [{ ...left[0], chain: 'arbitrum', token: 'USDC', amount: amount(1000), limiter: 'route' as const }]
    expect(ofLeft(route, context)).toMatchObject([{ limiter: 'the bridge', allowed: 0, cycles: null }])
  })
})

describe('share prices that stay apart', () => {
  const apart = { ethereum: { shares: 1000, usdc: 1400 }, arbitrum: { shares: 1000, usdc: 1000 } }

  it('are no cut once they are within the tolerance, and no limit of the policy where none binds', () => {
    const context = contextOf(apart)
    const done = equalise(context, 0.01)
    expect([done.isWithin, ofSpread(done, 0.01)]).toEqual([true, []])
    const stuck = { ...done, moves: [], spread: 0.4, spreadBefore: 0.4, isWithin: false }
    expect(ofSpread(stuck, 0.01)).toMatchObject([{ limiter: 'balance', allowed: 0, cycles: null }])
  })
})
