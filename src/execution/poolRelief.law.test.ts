import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf, stepOf } from '../../test/arbitraries/pool.ts'
import { FREE } from '../portfolio/cost.ts'
import { apply } from '../portfolio/pool/apply.ts'
import type { PoolState } from '../portfolio/pool/state.ts'
import type { PoolStep } from '../portfolio/pool/step.ts'
import { examine } from '../safety/check.ts'
import { RULES } from '../safety/pool/rules.ts'
import * as Amount from '../units/amount.ts'
import * as Shares from '../units/shares.ts'

const RUNS = { numRuns: 2500 }
const LIMIT = 60_000

const CHAINS = NAMES.slice(0, 3)
const MARKET = marketOf(CHAINS)
const UNIT = 1_000_000n

interface Pass {
  readonly before: PoolState
  readonly step: PoolStep
  readonly after: PoolState
}

/** Codes of what blocks one step, with the chain that each is about. */
function blocks({ before, step, after }: Pass, whole = 0): readonly (readonly unknown[])[] {
  const level = Amount.of(BigInt(whole) * UNIT)
  const liquidity = CHAINS.map((chain) => ({ chain, token: 'USDC', level, target: level }))
  const about = { rules: RULES, now: NOW, market: MARKET, policy: policyOf(CHAINS, { liquidity }) }
  const examined = { before, after, step, cost: FREE, endsStage: true }
  return examine(examined, before, { ...about, class: 'TARGET' })
    .filter(({ severity }) => severity === 'block')
    .map(({ code, facts }) => [code, facts['chain']])
}

const scenes = fc.record({
  stocks: fc.array(
    fc.record({
      shares: fc.integer({ min: 1000, max: 5000 }),
      virtual: fc.constantFrom(0, 400, -500, -800),
      usdc: fc.integer({ min: 0, max: 6000 }),
      weth: fc.constantFrom(0, 1),
    }),
    { minLength: CHAINS.length, maxLength: CHAINS.length },
  ),
  steps: fc.array(fc.tuple(stepOf(CHAINS), fc.nat(4)), { minLength: 3, maxLength: 12 }),
  level: fc.constantFrom(0, 500, 4000),
})

/** Rules that limit what is sent away. */
const OF_SENDS = new Set([
  'LIQUIDITY_TAKEN',
  'SYNC_OVERSHOOTS',
  'SYNC_SUM_TOO_LARGE',
  'TRANSFER_TOO_LARGE',
  'PLAN_TOO_LARGE',
])

it(
  'what comes to a chain is refused by no rule on what may leave one: arrivals, refunds, mints and gains, however little lies ready',
  () => {
    let [arrived, held] = [0, 0]
    fc.assert(
      fc.property(scenes, ({ stocks, steps, level }) => {
        let state = bookOf(Object.fromEntries(CHAINS.map((name, i) => [name, stocks[i] ?? { shares: 1, usdc: 1 }])))
        for (const [drawn, keyed] of steps) {
          const isSend = drawn.kind === 'pool.transfer' || drawn.kind === 'pool.sync'
          const open = state.flights[0]?.key ?? -1
          const step = 'key' in drawn && keyed > 0 ? { ...drawn, key: isSend ? state.next : open } : drawn
          const applied = apply(state, step, MARKET)
          if (!applied.ok) continue
          const found = blocks({ before: state, step, after: applied.state }, level)
          if (isSend) held += found.filter(([code]) => code === 'LIQUIDITY_TAKEN').length
          else expect(found.filter(([code]) => OF_SENDS.has(String(code)))).toEqual([])
          if (step.kind === 'pool.fill') arrived += 1
          state = applied.state
        }
      }),
      RUNS,
    )
    expect([arrived > 25, held > 25]).toEqual([true, true])
  },
  LIMIT,
)

const UPDATE: PoolStep = { kind: 'pool.update', chain: 'ethereum' }

const supplies = fc.record({
  shares: fc.integer({ min: 1, max: 5000 }),
  more: fc.integer({ min: -500, max: 500 }),
  was: fc.integer({ min: 0, max: 110 }),
  is: fc.integer({ min: 0, max: 110 }),
})

it(
  'a chain below its supply floor may come nearer to it, by shares that return or are minted, and not farther from it',
  () => {
    let [nearer, farther] = [0, 0]
    fc.assert(
      fc.property(supplies, ({ shares, more, was, is }) => {
        const issued = Math.max(1, shares + more)
        const at = (total: number, percent: number): PoolState => {
          const book = bookOf({ ethereum: { shares: total, usdc: 1000 }, arbitrum: { shares: 1000, usdc: 1000 } })
          const { ethereum, ...others } = book.chains
          if (ethereum === undefined) throw new RangeError('no chain')
          const virtualSupply = Shares.of((ethereum.totalSupply * BigInt(percent - 100)) / 100n)
          return { ...book, chains: { ...others, ethereum: { ...ethereum, virtualSupply } } }
        }
        const found = blocks({ before: at(shares, was), step: UPDATE, after: at(issued, is) })
        const isRefused = found.some(([code, chain]) => code === 'SUPPLY_BELOW_FLOOR' && chain === 'ethereum')
        expect(isRefused).toBe(is < 10 && is < was)
        if (is < 10 && is > was) nearer += 1
        if (isRefused) farther += 1
      }),
      RUNS,
    )
    expect([nearer > 25, farther > 25]).toEqual([true, true])
  },
  LIMIT,
)
