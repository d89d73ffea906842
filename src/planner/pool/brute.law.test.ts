import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, marketOf, NAMES, NOW, policyOf, USDC } from '../../../test/arbitraries/pool.ts'
import { wallet } from '../../models/pool/chain.ts'
import { type PoolMarket, routeOf } from '../../portfolio/pool/market.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { consolidate } from './consolidate.ts'
import { equalise } from './equalise.ts'
import { supply } from './liquidity.ts'
import { type Context, land, type Move } from './trial.ts'

const RUNS = { numRuns: 24 }
const amount = (whole: number): Amount.Amount => Amount.of(BigInt(whole) * USDC)

/** Bridges of 10 to 19 bps, each its own, so that no two of them are cheaper than one. */
function unlike(names: readonly string[], seed: number): PoolMarket {
  const market = marketOf(names)
  const routes = Object.fromEntries(
    Object.entries(market.routes).map(([from, ways], i) => [
      from,
      ways.map((route, j) => ({ ...route, feeBps: BigInt(10 + ((seed + i * 7 + j * 3) % 10)) })),
    ]),
  )
  return { ...market, routes }
}

function contextOf(state: PoolState, market: PoolMarket, changed: Partial<Context['policy']> = {}): Context {
  const names = Object.keys(state.chains)
  const policy = policyOf(names, changed)
  return { asOf: NOW, state, market, policy: { ...policy, limits: { ...policy.limits, tokens: ['USDC'] } } }
}

/** All lists of at most so many items, order not minded. */
function* plans<T>(items: readonly T[], most: number, from = 0): Generator<readonly T[]> {
  yield []
  if (most === 0) return
  for (let at = from; at < items.length; at++)
    for (const rest of plans(items, most - 1, at)) {
      const item = items[at]
      if (item !== undefined) yield [item, ...rest]
    }
}

function grid(context: Context, kind: Move['kind'], amounts: readonly number[]): readonly Move[] {
  const names = Object.keys(context.state.chains)
  return names.flatMap((from) =>
    names.flatMap((to) => {
      const route = routeOf(context.market, { from, to, token: 'USDC' })
      return route === undefined ? [] : amounts.map((whole) => ({ kind, route, input: amount(whole) }))
    }),
  )
}

describe('against every plan of coarse amounts', () => {
  it('equalises in the fewest Syncs, at the least fee', () => {
    const offs = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(offs, fc.nat(50), (drawn, seed) => {
        const all = [...drawn, -drawn.reduce((sum, off) => sum + off, 0)]
        const names = NAMES.slice(0, all.length)
        const stocks = names.map((name, at) => [name, { shares: 100, usdc: 100 + 10 * (all[at] ?? 0) }] as const)
        fc.pre(stocks.every(([, { usdc }]) => usdc > 0))
        const context = contextOf(bookOf(Object.fromEntries(stocks)), unlike(names, seed))
        const found = equalise(context, TOLERANCE)
        expect(found.isWithin).toBe(true)
        const moves = grid(context, 'pool.sync', [10, 20, 30, 40, 50, 60, 70, 80, 90])
        const start = new Map<string, number>(stocks.map(([name, { usdc }]) => [name, usdc]))
        for (const plan of plans(moves, found.moves.length)) {
          const after = new Map(start)
          let fee = 0
          for (const { route, input } of plan) {
            const whole = Number(input / USDC)
            const kept = (whole * Number(route.feeBps)) / 10_000
            after.set(route.from, (after.get(route.from) ?? 0) - whole)
            after.set(route.to, (after.get(route.to) ?? 0) + whole - kept)
            fee += kept
          }
          const prices = [...after.values()]
          if (Math.min(...prices) <= 0 || Math.max(...prices) / Math.min(...prices) - 1 > TOLERANCE) continue
          expect(plan.length).toBeGreaterThanOrEqual(found.moves.length)
          // A plan may stop short of equal by the tolerance on every chain, and saves the dearest bridge's fee on that.
          const spared = names.length * TOLERANCE * 100 * 0.0019
          expect(fee).toBeGreaterThanOrEqual(Number(found.fee) / 1e6 - spared)
        }
      }),
      RUNS,
    )
  })

  it('brings liquidity from the fewest chains, at the least fee', () => {
    const stocks = fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(stocks, fc.integer({ min: 2, max: 24 }), fc.nat(50), (tens, want, seed) => {
        const names = NAMES.slice(0, tens.length + 1)
        const book = names.map((name, at) => [name, { shares: 100, usdc: 10 * (tens[at - 1] ?? 1) }] as const)
        const context = contextOf(bookOf(Object.fromEntries(book)), unlike(names, seed))
        const need = { chain: names[0] ?? '', token: 'USDC', amount: amount(10 * want) }
        const found = supply(need, context)
        const moves = grid(context, 'pool.transfer', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]).filter(
          ({ route }) => route.to === need.chain,
        )
        const most = found.missing > 0n ? names.length - 1 : found.moves.length
        for (const { count, context: end, fee } of outcomes(moves, most, { count: 0, context, fee: 0n })) {
          const arrived = balance(end.state, need.chain) - balance(context.state, need.chain)
          if (arrived < need.amount) continue
          expect(found.missing).toBe(0n)
          expect(count).toBeGreaterThanOrEqual(found.moves.length)
          expect(fee).toBeGreaterThanOrEqual(found.fee)
        }
      }),
      RUNS,
    )
  })

  it('consolidates as much as the floor allows in the fewest Transfers, at the least fee', () => {
    const stocks = fc.array(fc.integer({ min: 5, max: 12 }), { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(stocks, fc.nat(50), (tens, seed) => {
        const names = NAMES.slice(0, tens.length + 1)
        const book = names.map((name, at) => [name, { shares: 100, usdc: 10 * (tens[at - 1] ?? 10) }] as const)
        const context = contextOf(bookOf(Object.fromEntries(book)), unlike(names, seed))
        const home = names[0] ?? ''
        const found = consolidate(home, context)
        expect(found.moves.length).toBe(tens.length)
        const moves = grid(context, 'pool.transfer', [45, 90, 108])
        const start = { count: 0, context, fee: 0n }
        for (const { count, context: end, fee } of outcomes(moves, found.moves.length, start)) {
          // Nothing on the grid gets more home; what gets as much needs as many moves and pays as much.
          const isMore = balance(end.state, home) > balance(found.state, home)
          if (isMore) throw new Error(`${count} moves bring more than ${found.moves.length}`)
          if (balance(end.state, home) < balance(found.state, home)) continue
          expect(count).toBeGreaterThanOrEqual(found.moves.length)
          expect(fee).toBeGreaterThanOrEqual(found.fee)
        }
      }),
      { numRuns: 10 },
    )
  })
})

const TOLERANCE = 0.01

const balance = ({ chains }: PoolState, name: string): bigint => {
  const chain = chains[name]
  return chain === undefined ? 0n : wallet(chain, 'USDC')
}

interface Outcome {
  readonly count: number
  readonly context: Context
  readonly fee: bigint
}

/** What every list of at most so many moves leads to; a move that is refused ends its list. */
function* outcomes(moves: readonly Move[], most: number, { count, context, fee }: Outcome): Generator<Outcome> {
  yield { count, context, fee }
  if (count === most) return
  for (let at = 0; at < moves.length; at++) {
    const move = moves[at]
    const landed = move === undefined ? null : land(move, context)
    if (landed?.ok !== true) continue
    const next = { count: count + 1, context: { ...context, state: landed.state }, fee: fee + landed.fee }
    yield* outcomes(moves.slice(at), most, next)
  }
}
