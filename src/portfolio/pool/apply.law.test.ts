import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, stepOf, USDC } from '../../../test/arbitraries/pool.ts'
import { DEFAULT, type Model } from '../../models/pool/rules.ts'
import { plus, seconds } from '../../units/time.ts'
import { apply } from './apply.ts'
import type { PoolState } from './state.ts'

const names = ['ethereum', 'arbitrum', 'optimism']
const book = bookOf({
  ethereum: { shares: 5000, usdc: 5000, weth: 1 },
  arbitrum: { shares: 3000, usdc: 3300 },
  optimism: { shares: 1000, usdc: 900, weth: 0.25 },
})
const models: readonly Model[] = ['vs-only', 'vb-vs', 'token-vb']

/** Keys mostly right: the next one for a deposit, one that is open for the rest. */
const steps = fc.array(fc.tuple(stepOf(names), fc.boolean(), fc.nat(900)), { minLength: 1, maxLength: 25 })

/** All of a token on chains and on its way. */
function held({ chains, flights }: PoolState, token: string): bigint {
  let sum = 0n
  for (const { holdings } of Object.values(chains))
    for (const one of holdings) if (one.token === token) sum += one.wallet
  for (const { at, ...flight } of flights)
    if (flight.token === token) sum += at === 'escrow' ? flight.input : flight.output
  return sum
}

const OUTSIDE = ['BRIDGE', 'SPREAD', 'TRADING', 'USER']

describe('any history of the book', () => {
  it.each(
    models,
  )('mints and loses nothing but what its postings say, keeps to the floor, and changes nothing where it refuses: %s', (model) => {
    fc.assert(
      fc.property(steps, (history) => {
        const market = marketOf(names, { rules: { ...DEFAULT, model, minimumPeriod: 86_400 } })
        let state = book
        let now = NOW
        for (const [drawn, isRight, wait] of history) {
          now = plus(now, seconds(wait))
          const open = state.flights[0]?.key ?? -1
          const isSend = drawn.kind === 'pool.transfer' || drawn.kind === 'pool.sync'
          const step = 'key' in drawn && isRight ? { ...drawn, key: isSend ? state.next : open } : drawn
          const before = JSON.stringify(state, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
          const applied = apply(state, step, { ...market, asOf: now })
          expect(JSON.stringify(state, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))).toBe(before)
          if (!applied.ok) continue
          for (const token of ['USDC', 'WETH', 'ETH']) {
            const lines = applied.postings.filter(({ asset }) => asset === token)
            expect(lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
            const out = lines.filter(({ account }) => OUTSIDE.some((one) => account.startsWith(one)))
            const left = out.reduce((sum, { amount }) => sum + amount, 0n)
            expect(held(applied.state, token)).toBe(held(state, token) - left)
          }
          for (const { totalSupply, virtualSupply } of Object.values(applied.state.chains))
            if (virtualSupply < 0n) expect((totalSupply + virtualSupply) * 10n).toBeGreaterThanOrEqual(totalSupply)
          if (step.kind === 'pool.fill') {
            const to = state.flights.find(({ key }) => key === step.key)?.to ?? ''
            const renewed = apply(state, { kind: 'pool.update', chain: to }, { ...market, asOf: now })
            const price = renewed.ok ? (renewed.state.chains[to]?.sharePrice ?? 0n) : 0n
            expect(applied.state.chains[to]?.sharePrice).toBeGreaterThanOrEqual(price)
          }
          state = applied.state
        }
      }),
      { numRuns: 60 },
    )
  })

  it('reaches every kind of step', () => {
    const seen = new Set(fc.sample(stepOf(names), { numRuns: 400, seed: 1 }).map(({ kind }) => kind))
    expect(seen.size).toBe(9)
    expect(held(book, 'USDC')).toBe(9200n * USDC)
  })
})
