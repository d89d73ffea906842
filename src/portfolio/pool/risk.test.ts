import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import * as Amount from '../../units/amount.ts'
import * as Shares from '../../units/shares.ts'
import { apply } from './apply.ts'
import { phrase } from './phrase.ts'
import { assess, figuresOf } from './risk.ts'
import type { PoolStep } from './step.ts'

const names = ['ethereum', 'arbitrum', 'base']
const market = marketOf(names)
const book = bookOf({
  ethereum: { shares: 1000, usdc: 1100 },
  arbitrum: { shares: 1000, virtual: -500, usdc: 450 },
  base: { shares: 0, usdc: 0 },
})

describe('how a pool stands', () => {
  it('measures each share price against that of the whole, and each supply against what was issued', () => {
    const { figures, measures, level } = assess({ asOf: NOW, state: book, market }, policyOf(names))
    expect(figures.sharePrice).toBe(1_033_333n)
    expect(figures.chains.map(({ sharePrice, effectiveSupply }) => [sharePrice, effectiveSupply])).toEqual([
      [1_100_000n, 1000n * USDC],
      [900_000n, 500n * USDC],
      [1_000_000n, 0n],
    ])
    expect(measures().map(({ name, place, value }) => [name, place, Number(value.toFixed(4))])).toEqual([
      ['sharePrice', 'ethereum', 0.0645],
      ['supply', 'ethereum', 1],
      ['sharePrice', 'arbitrum', 0.129],
      ['supply', 'arbitrum', 0.5],
    ])
    expect(level).toBe('DRIFT')
  })

  it('is critical where a price cannot be known', () => {
    const { level, figures } = assess({ asOf: NOW, state: book, market: { ...market, sites: {} } }, policyOf(names))
    expect(level).toBe('CRITICAL')
    expect(figures.chains.every(({ isPriced }) => !isPriced)).toBe(true)
    expect(figuresOf(bookOf({}), market)).toEqual({ chains: [], sharePrice: 0n })
  })

  it('counts what is on its way as ready, and no level as always met', () => {
    const ready = { chain: 'arbitrum', token: 'USDC', level: Amount.of(500n * USDC), target: Amount.of(500n * USDC) }
    const none = { ...ready, level: Amount.ZERO }
    const lost = { ...ready, chain: 'nowhere' }
    const policy = policyOf(names, { liquidity: [ready, none, lost] })
    const liquid = (state: typeof book): readonly number[] =>
      assess({ asOf: NOW, state, market }, policy)
        .measures()
        .filter(({ name }) => name === 'liquidity')
        .map(({ value }) => value)
    expect(liquid(book)).toEqual([0.9, Number.POSITIVE_INFINITY, 0])
    const way = {
      from: 'ethereum',
      to: 'arbitrum',
      token: 'USDC',
      input: Amount.of(50n * USDC),
      output: Amount.of(50n * USDC),
    }
    const sent = apply(book, { kind: 'pool.transfer', key: 0, ...way }, market)
    expect(liquid(sent.ok ? sent.state : book)[0]).toBe(1)
  })
})

describe('a step in words', () => {
  const way = {
    key: 3,
    from: 'ethereum',
    to: 'arbitrum',
    token: 'USDC',
    input: Amount.of(1_500_000n),
    output: Amount.of(1_490_000n),
  }
  it.each([
    [
      { kind: 'pool.transfer', ...way },
      'Transfer 1.5 USDC with its shares from ethereum to arbitrum (1.49 USDC arrive)',
    ],
    [{ kind: 'pool.sync', ...way, toleranceBps: 1n }, 'Sync 1.5 USDC from ethereum to arbitrum (1.49 USDC arrive)'],
    [{ kind: 'pool.fill', key: 3, surplus: Amount.ZERO }, 'Wait for the fill of deposit 3'],
    [
      { kind: 'pool.fill', key: 3, surplus: Amount.of(1n) },
      'Wait for the fill of deposit 3, which brings more than announced',
    ],
    [{ kind: 'pool.expire', key: 3 }, 'Let deposit 3 expire'],
    [{ kind: 'pool.refund', key: 3 }, 'Refund deposit 3'],
    [
      { kind: 'pool.mint', chain: 'base', holder: 'ann', token: 'USDC', amount: Amount.of(7n) },
      'Mint on base with 0.000007 USDC from ann',
    ],
    [
      { kind: 'pool.burn', chain: 'base', holder: 'ann', token: 'USDC', shares: Shares.of(2_000_000n) },
      'Burn 2 shares of ann on base for USDC',
    ],
    [{ kind: 'pool.update', chain: 'base' }, 'Renew the share price of base'],
    [{ kind: 'pool.gain', chain: 'base', token: 'USDC', amount: Amount.of(1_000_000n) }, 'Gain 1 USDC on base'],
    [{ kind: 'pool.gain', chain: 'base', token: 'OTHER', amount: Amount.of(-5n) }, 'Lose 5 OTHER on base'],
  ] satisfies readonly (readonly [PoolStep, string])[])('%o', (step, words) => {
    expect(phrase(step, book, market)).toBe(words)
  })

  it('names the chain that a deposit ends on', () => {
    const sent = apply(book, { kind: 'pool.transfer', ...way, key: 0 }, market)
    const state = sent.ok ? sent.state : book
    const said = (step: PoolStep): string => phrase(step, state, market)
    expect(said({ kind: 'pool.fill', key: 0, surplus: Amount.ZERO })).toBe('Wait for the fill of deposit 0 on arbitrum')
    expect(said({ kind: 'pool.expire', key: 0 })).toBe('Let deposit 0 to arbitrum expire')
    expect(said({ kind: 'pool.refund', key: 0 })).toBe('Refund deposit 0 to ethereum')
  })
})
