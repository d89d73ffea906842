import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NOW, stepOf } from '../../../test/arbitraries/pool.ts'
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
const isRight = fc.nat(4).map((n) => n > 0)
const steps = fc.array(fc.tuple(stepOf(names), isRight, fc.nat(300)), { minLength: 10, maxLength: 40 })

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
        for (const [drawn, isGood, wait] of history) {
          now = plus(now, seconds(wait))
          const open = state.flights[0]?.key ?? -1
          const isSend = drawn.kind === 'pool.transfer' || drawn.kind === 'pool.sync'
          const step = 'key' in drawn && isGood ? { ...drawn, key: isSend ? state.next : open } : drawn
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

  it('is made of steps of every kind that are taken, not only refused', () => {
    const taken = new Set<string>()
    for (const history of fc.sample(steps, { numRuns: 60, seed: 1 })) {
      let [state, now] = [book, NOW]
      for (const [drawn, , wait] of history) {
        now = plus(now, seconds(wait))
        const isSend = drawn.kind === 'pool.transfer' || drawn.kind === 'pool.sync'
        const step = 'key' in drawn ? { ...drawn, key: isSend ? state.next : (state.flights[0]?.key ?? -1) } : drawn
        const applied = apply(state, step, { ...marketOf(names), asOf: now })
        if (!applied.ok) continue
        taken.add(step.kind)
        state = applied.state
      }
    }
    expect(taken.size).toBe(9)
  })
})
