import { expect, test } from 'vitest'
import { bookOf, marketOf, NOW, policyOf } from '../../../test/arbitraries/pool.ts'
import { FREE } from '../../portfolio/cost.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import type { PoolUnusable } from '../../portfolio/pool/unusable.ts'
import * as Amount from '../../units/amount.ts'
import * as Shares from '../../units/shares.ts'
import { price } from './price.ts'

const NAMES = ['ethereum', 'arbitrum']
const ONE = Amount.of(1n)
const times = { departed: NOW, eta: { p50: NOW, p95: NOW, stress: NOW }, deadline: NOW }
const BOOK = {
  ...bookOf({ ethereum: { shares: 1, usdc: 1 }, arbitrum: { shares: 1, usdc: 1 } }),
  flights: [
    {
      key: 0,
      kind: 'transfer' as const,
      from: 'ethereum',
      to: 'arbitrum',
      token: 'WETH',
      input: ONE,
      output: ONE,
      ...times,
      at: 'escrow' as const,
    },
  ],
}

const way = { key: 1, from: 'ethereum', to: 'arbitrum', token: 'USDC', input: ONE, output: ONE }
const STEPS: readonly PoolStep[] = [
  { kind: 'pool.transfer', ...way },
  { kind: 'pool.sync', ...way, toleranceBps: 1n },
  { kind: 'pool.fill', key: 0, surplus: ONE },
  { kind: 'pool.expire', key: 0 },
  { kind: 'pool.refund', key: 0 },
  { kind: 'pool.mint', chain: 'ethereum', holder: 'lp', token: 'USDC', amount: ONE },
  { kind: 'pool.burn', chain: 'ethereum', holder: 'lp', token: 'USDC', shares: Shares.of(1n) },
  { kind: 'pool.update', chain: 'ethereum' },
  { kind: 'pool.gain', chain: 'ethereum', token: 'USDC', amount: ONE },
]

function blocked(unusable: readonly PoolUnusable[]): readonly string[] {
  const market = { ...marketOf(NAMES), unusable }
  const rest = { after: BOOK, endsStage: true, now: NOW, policy: policyOf(NAMES), class: 'TARGET' as const }
  return STEPS.filter((step) => price({ before: BOOK, start: BOOK, step, market, cost: FREE, ...rest }).length > 0).map(
    ({ kind }) => kind.replace('pool.', ''),
  )
}

const said = { figure: 'price', found: 'NaN' }
const on = (chain: string, token: string, isCounted: boolean): PoolUnusable => ({
  kind: 'price',
  ...said,
  chain,
  token,
  isCounted,
})

test('a step goes by no figure that is unknown, and by every other', () => {
  expect(blocked([])).toEqual([])
  expect(blocked([{ kind: 'usd', ...said }])).toEqual(['transfer', 'sync'])
  expect(blocked([on('ethereum', 'WETH', true)])).toEqual(['transfer', 'sync', 'refund', 'mint', 'burn', 'update'])
  expect(blocked([on('arbitrum', 'WETH', true)])).toEqual(['transfer', 'sync'])
  expect(blocked([on('ethereum', 'WETH', false)])).toEqual(['refund'])
  expect(blocked([on('arbitrum', 'USDC', false)])).toEqual(['transfer', 'sync'])
  expect(blocked([on('optimism', 'USDC', true)])).toEqual([])
})

test('a call whose gas is unknown is not made, nor a bridge taken whose terms are', () => {
  const gas = (call: string, chain = 'ethereum'): PoolUnusable => ({ kind: 'gas', ...said, chain, call })
  expect(blocked([gas('deposit')])).toEqual(['transfer', 'sync'])
  expect(blocked([gas('refund')])).toEqual(['refund'])
  expect(blocked([gas('update')])).toEqual(['mint', 'burn', 'update'])
  expect(blocked([gas('deposit', 'arbitrum')])).toEqual([])
  const route = { kind: 'route' as const, ...said, from: 'ethereum', to: 'arbitrum', token: 'USDC' }
  expect(blocked([route])).toEqual(['transfer', 'sync'])
  expect(blocked([{ ...route, token: 'WETH' }])).toEqual([])
})
