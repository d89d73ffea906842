import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generated } from '../../../test/arbitraries/poolEvents.ts'
import type { PoolEvent } from '../../backtest/pool/event.ts'
import type { Scene } from '../../backtest/pool/result.ts'
import { type Source, simulate } from '../../backtest/pool/simulate.ts'
import * as Bridge from '../../models/pool/bridge.ts'
import { empty } from '../../models/pool/chain.ts'
import type { Model } from '../../models/pool/rules.ts'
import { arriving, delivered, settled } from '../../planner/pool/route.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import type { Route } from '../../portfolio/pool/market.ts'
import { scaleAt } from '../../portfolio/pool/scale.ts'
import { value } from '../../portfolio/pool/worth.ts'
import * as Amount from '../../units/amount.ts'
import { plus, seconds } from '../../units/time.ts'
import { parseScenario, sceneOf } from './scenario.ts'

const RUNS = { numRuns: 2_000, seed: 1911 }
const LIMIT = 60_000
const NAMES = ['arbitrum', 'bnb', 'gnosis'] as const

interface Decimals {
  readonly usdc: readonly number[]
  readonly weth: readonly number[]
}

/** Decimals of the base token and of ether on each chain: any that a contract may have. */
const decimals: fc.Arbitrary<Decimals> = fc.record({
  usdc: fc.array(fc.constantFrom(6, 6, 8, 12, 18), { minLength: 3, maxLength: 3 }),
  weth: fc.array(fc.constantFrom(18, 18, 8, 6), { minLength: 3, maxLength: 3 }),
})
const history = fc.record({ seed: fc.integer(), many: fc.integer({ min: 1, max: 24 }) })
const models = fc.constantFrom<Model>('vs-only', 'vb-vs', 'token-vb')

function sceneWith({ usdc, weth }: Decimals, model: Model): Scene {
  const chains = NAMES.map(
    (name, at) =>
      `  ${name}: { id: ${[42_161, 56, 100][at]}, tokens: { USDC: ${usdc[at]}, WETH: ${weth[at]} }, balances: { USDC: ${[6000, 3000.5, 1500][at]}, WETH: ${at + 1} }, supply: ${[8000, 6500, 7000][at]} }`,
  )
  const text = [
    'base: USDC',
    'tokens: { USDC: { decimals: 6, price: 1 }, WETH: { decimals: 18, price: 2000 } }',
    'chains:',
    ...chains,
    'events: []',
  ].join('\n')
  return sceneOf(parseScenario(text, 'mixed.yaml'), model)
}

/** Every third fill comes in part. */
function inParts(source: Source): Source {
  return (scene, number) => {
    const event = source(scene, number)
    if (event?.kind !== 'step' || event.step.kind !== 'pool.fill' || number % 3 > 0) return event
    const { key } = event.step
    const output = scene.state.flights.find((flight) => flight.key === key)?.output ?? 0n
    return output < 7n ? event : { ...event, step: { ...event.step, part: Amount.of(output / 3n) } }
  }
}

const wanted = { samples: 2, outcomes: 0, gas: { perWrite: 1, fixed: 0 }, label: ({ kind }: PoolEvent) => kind }

describe('a pool on chains of different decimals', () => {
  it(
    'closes its accounts to zero, whatever happens to it',
    () => {
      fc.assert(
        fc.property(decimals, models, history, (drawn, model, { seed, many }) => {
          const start = sceneWith(drawn, model)
          const events = inParts(generated(seed, many))
          let last = start
          const { attribution: parts } = simulate(
            start,
            (now, number) => {
              last = now
              return events(now, number)
            },
            wanted,
          )
          const [first, end] = [value(start.state, start.market), value(last.state, last.market)]
          expect(first.ok && end.ok && [parts.start, parts.end]).toEqual(first.ok && end.ok && [first.total, end.total])
          expect([parts.residual, parts.unexplained, parts.lines.transfer, parts.lines.sync]).toEqual([0n, 0n, 0n, 0n])
          const coarsest = Math.max(...NAMES.map((name) => Number(scaleAt(start.state, name))))
          const most = BigInt(3 * many) * BigInt(coarsest)
          expect(parts.lines.rounding >= -most && parts.lines.rounding <= most).toBe(true)
        }),
        RUNS,
      )
    },
    LIMIT,
  )

  it(
    'has postings that sum to zero, step by step and for every deposit that has ended',
    () => {
      fc.assert(
        fc.property(decimals, history, (drawn, { seed, many }) => {
          const source = inParts(generated(seed, many))
          let scene = sceneWith(drawn, 'vs-only')
          const flights = new Map<string, bigint>()
          for (let number = 0; number < many; number++) {
            const event = source(scene, number)
            if (event?.kind === 'wait')
              scene = { ...scene, market: { ...scene.market, asOf: later(scene, event.duration) } }
            if (event?.kind !== 'step') continue
            const done = apply(scene.state, event.step, scene.market)
            if (!done.ok) continue
            scene = { ...scene, state: done.state }
            const sums = new Map<string, bigint>()
            for (const { account, asset, amount } of done.postings) {
              sums.set(asset, (sums.get(asset) ?? 0n) + amount)
              if (account.startsWith('FLIGHT:')) flights.set(account, (flights.get(account) ?? 0n) + amount)
            }
            expect([...sums.values()].every((sum) => sum === 0n)).toBe(true)
          }
          const open = scene.state.flights.map(({ key }) => `FLIGHT:${key}`)
          for (const [account, sum] of flights)
            if (!open.includes(account)) expect([account, sum]).toEqual([account, 0n])
        }),
        RUNS,
      )
    },
    LIMIT,
  )
})

const later = ({ market }: Scene, duration: number) => plus(market.asOf, seconds(duration))

describe('a conversion at a bridge', () => {
  const ends = fc
    .tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 24 }))
    .map(([here, there]) => ({ source: at(1, here), destination: at(10, there) }))

  it(
    'loses nothing: what is too fine stays at the source, and the bridge keeps its own fee to the unit',
    () => {
      fc.assert(
        fc.property(
          ends,
          fc.bigInt({ min: 1n, max: 10n ** 30n }),
          fc.tuple(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 10n ** 9n })),
          (where, input, [feeBps, fixed]) => {
            const route = routeWith(feeBps, fixed)
            const across = { token: 'USDC', ...where }
            const sent = settled(input, route, where)
            const arrives = arriving(input, route, where)
            expect(arriving(sent, route, where)).toBe(arrives)
            expect(sent <= input).toBe(true)
            if (arrives === 0n) return
            // In the source's units nothing is missing but what the bridge says that it keeps.
            expect(Bridge.toSource(arrives, across)).toBe(delivered(sent, route))
            const isCoarser = Bridge.toDestination(Amount.of(1n), across) === 0n
            if (isCoarser) expect(arriving(sent - 1n, route, where)).toBeLessThan(arrives)
            else expect(sent).toBe(input)
          },
        ),
        RUNS,
      )
    },
    LIMIT,
  )
})

const at = (id: number, usdc: number) =>
  empty({ id, decimals: 6, base: 'USDC', native: 'ETH', wrapped: 'WETH', crossing: { USDC: usdc } })

const routeWith = (feeBps: bigint, fixed: bigint): Route => ({
  from: 'here',
  to: 'there',
  token: 'USDC',
  feeBps,
  feeFixed: Amount.of(fixed),
  min: Amount.ZERO,
  max: null,
  times: { p50: seconds(1), p95: seconds(1), stress: seconds(1) },
  window: seconds(1),
})
