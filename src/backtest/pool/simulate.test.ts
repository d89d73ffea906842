import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generated } from '../../../test/arbitraries/poolEvents.ts'
import { parseScenario, type Scenario, sceneOf } from '../../app/pool/scenario.ts'
import { replayed } from '../../app/pool/simulate.ts'
import type { Model } from '../../models/pool/rules.ts'
import { value } from '../../portfolio/pool/worth.ts'
import * as Amount from '../../units/amount.ts'
import { LINES } from './attribution.ts'
import type { Scene, Simulation } from './result.ts'
import { simulate } from './simulate.ts'
import { labelOf } from './word.ts'

const HEAD = `base: ETH
tokens:
  ETH: { decimals: 18, price: 2000 }
  USDC: { decimals: 6, price: 1 }
chains:
  A: { supply: 1.5, balances: { ETH: 1, USDC: 1000 } }
  B: { supply: 2, balances: { ETH: 2, USDC: 300 } }
  C: { supply: 3, balances: { ETH: 2.7, USDC: 900 } }
`

const scenario = (events: string): Scenario => parseScenario(`${HEAD}events:\n${events}`, 'test.yaml')

const run = (events: string, model: Model = 'vs-only'): Simulation => replayed(scenario(events), model)

const codes = ({ outcomes }: Simulation): readonly (string | null)[] =>
  outcomes.map(({ refusal }) => refusal?.code ?? null)

describe('what cannot be', () => {
  const paid = { holder: 'x', token: 'XYZ', amount: Amount.of(1n) }

  // The door of a scenario refuses these; a list of events made in a program does not pass there.
  it.each([
    ['a chain that is not there', { kind: 'pool.update', chain: 'Z' }, 'CHAIN_UNKNOWN'],
    ['a token that is not there', { kind: 'pool.mint', chain: 'A', ...paid }, 'TOKEN_UNKNOWN'],
  ] as const)('%s is refused by its code in events that came through no file', (_, step, code) => {
    const result = replayed({ ...scenario('  []\n'), events: [{ kind: 'step', step }] }, 'vs-only')
    expect(codes(result)).toEqual([code])
    expect(result.samples[1]?.chains).toEqual(result.samples[0]?.chains)
  })

  it.each([
    ['nothing', '- transfer: { key: t, from: A, to: B, token: USDC, amount: 0 }', ['AMOUNT_NOT_POSITIVE']],
    ['less than nothing', '- mint: { chain: A, amount: -1 }', ['AMOUNT_NOT_POSITIVE']],
    [
      'a surplus below nothing',
      '- transfer: { key: t, from: A, to: B, token: USDC, amount: 9 }\n- fill: { key: t, surplus: -1 }',
      [null, 'AMOUNT_NOT_POSITIVE'],
    ],
    ['the same chain', '- transfer: { key: t, from: A, to: A, token: USDC, amount: 9 }', ['SameChainTransfer']],
    ['a fill without its deposit', '- fill: { key: t }', ['DEPOSIT_UNKNOWN']],
    [
      'the same fill twice',
      '- transfer: { key: t, from: A, to: B, token: USDC, amount: 9 }\n- fill: { key: t }\n- fill: { key: t }',
      [null, null, 'DEPOSIT_SETTLED'],
    ],
    [
      'a fill of what has expired, before and after it came back',
      '- sync: { key: t, from: A, to: B, token: USDC, amount: 9 }\n- expire: { key: t }\n- wait: 1 h\n- fill: { key: t }\n- expire: { key: t }\n- fill: { key: t }\n- refund: { key: t }\n- fill: { key: t }',
      [null, 'DEPOSIT_NOT_EXPIRED', null, 'DEPOSIT_EXPIRED', null, 'DEPOSIT_EXPIRED', null, 'DEPOSIT_SETTLED'],
    ],
    [
      'more than the floor lets go',
      '- transfer: { key: t, from: C, to: B, token: USDC, amount: 900 }\n- transfer: { key: u, from: A, to: B, token: USDC, amount: 1001 }',
      [null, 'TokenTransferFailed'],
    ],
    ['more shares than there are', '- burn: { chain: A, shares: 1.6 }', ['PoolBurnNotEnough']],
    ['a loss of more than there is', '- loss: { chain: B, token: USDC, amount: 301 }', ['TokenTransferFailed']],
    [
      'too high a fee',
      '- transfer: { key: t, from: A, to: B, token: USDC, amount: 9, arrives: 8 }',
      ['OutputAmountTooLow'],
    ],
    [
      'too much for a Sync',
      '- sync: { key: t, from: A, to: B, token: USDC, amount: 900, tolerance: 10 % }',
      ['NavImpactTooHigh'],
    ],
  ])('%s is refused by its code, and everything stays as it was', (_, events, wanted) => {
    const result = run(`  ${events.replaceAll('\n', '\n  ')}\n`)
    expect(codes(result)).toEqual(wanted)
    const at = wanted.length - 1
    expect(result.samples[at + 1]?.chains).toEqual(result.samples[at]?.chains)
    expect(result.samples[at + 1]?.inFlight).toEqual(result.samples[at]?.inFlight)
    expect(result.outcomes[at]?.refusal?.lift).toMatch(/\.$/)
    expect(result.refused).toBe(wanted.filter((code) => code !== null).length)
    expect(result.attribution.residual).toBe(0n)
  })
})

describe('a refusal of a deposit', () => {
  it("names it by the scenario's key, and by no number of ours", () => {
    const sent = '  - transfer: { key: mine, from: A, to: B, token: USDC, amount: 9 }\n'
    const { outcomes } = run(`${sent}  - fill: { key: mine }\n  - fill: { key: mine }\n  - fill: { key: other }\n`)
    expect(outcomes.map(({ refusal }) => refusal?.detail)).toEqual([
      undefined,
      undefined,
      "Deposit 'mine' was filled or refunded before",
      "No deposit was sent under the key 'other'",
    ])
  })
})

describe('an event of a file', () => {
  it('is one, whatever its prices come to on each chain', () => {
    const { outcomes } = run(
      '  - price: { USDC: 1.5 }\n    on: B\n  - price: { ETH: 4000 }\n  - update: { chain: B }\n',
    )
    expect(outcomes.map(({ number, event }) => [number, event])).toEqual([
      [1, 'Price on B: USDC at 0.00075 ETH'],
      [
        2,
        'Price: ETH at 1 ETH, USDC at 0.00025 ETH, WETH at 1 ETH on A; ETH at 1 ETH, USDC at 0.000375 ETH, WETH at 1 ETH on B; ETH at 1 ETH, USDC at 0.00025 ETH, WETH at 1 ETH on C',
      ],
      [3, 'Renewal on B'],
    ])
    // 2 ETH and 300 USDC at 1.5 USD, with ETH at 4000.
    expect(outcomes[2]?.sharePrices).toEqual([1_056_250_000_000_000_000n])
  })

  it('may be a fill in part, and the rest may expire', () => {
    const { outcomes, final, attribution } = run(
      '  - transfer: { key: t, from: A, to: B, token: USDC, amount: 500 }\n  - fill: { key: t, amount: 200 }\n  - wait: 1 h\n  - fill: { key: t }\n  - expire: { key: t }\n  - refund: { key: t }\n',
    )
    expect(outcomes.map(({ event, refusal }) => [event, refusal?.code ?? null]).slice(1, 4)).toEqual([
      ['Fill of a part of t', null],
      ['Wait 1 h', null],
      ['Fill of t', 'DEPOSIT_EXPIRED'],
    ])
    expect(final.inFlight).toBe(0n)
    expect(final.chains.map(({ virtualSupply }) => virtualSupply)).toEqual([-(10n ** 17n), 93_023_255_813_953_488n, 0n])
    expect(attribution.end).toBe(attribution.start)
  })
})

describe('shares with nothing behind them', () => {
  it('are worth nothing, and did not never exist: who pays in gets them nearly all', () => {
    const text = `base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains:
  A: { balances: { USDC: 0 }, supply: 1000 }
  B: { balances: { USDC: 0.000001 }, supply: 1000 }
  C: { balances: { USDC: 7 } }
events:
  - mint: { chain: A, holder: late, amount: 100 }
  - mint: { chain: C, holder: first, amount: 100 }
`
    const worthless = parseScenario(text, 'test.yaml')
    const prices = Object.values(sceneOf(worthless, 'vs-only').state.chains).map(({ sharePrice }) => sharePrice)
    expect(prices).toEqual([1n, 1n, 0n])
    const { final } = replayed(worthless, 'vs-only')
    // At the sentinel of a millionth 99.9 USDC buy 99,900,000 shares; where none were issued, at par, 99.9.
    expect(final.chains.map(({ totalSupply }) => totalSupply)).toEqual([
      99_901_000_000_000n,
      1_000_000_000n,
      99_900_000n,
    ])
  })
})

describe('the accounts', () => {
  it('split what prices earn between own holders and shares from elsewhere', () => {
    const { attribution } = run(
      '  - transfer: { key: t, from: A, to: B, token: USDC, amount: 500 }\n  - fill: { key: t }\n  - price: { USDC: 1.2 }\n',
    )
    const b = attribution.places.find(({ name }) => name === 'B')
    // 800 USDC at 0.0001 ETH more each.
    expect(b?.lines.price).toBe(80_000_000_000_000_000n)
    expect((b?.causes.price.real ?? 0n) + (b?.causes.price.virtual ?? 0n)).toBe(80_000_000_000_000_000n)
    expect(b?.causes.price.real).toBeGreaterThan(0n)
    expect(b?.causes.price.virtual).toBeGreaterThan(0n)
    expect(attribution.lines.price).toBe(220_000_000_000_000_000n)
    expect(attribution.earned).toBe(220_000_000_000_000_000n)
  })

  it('give the fee of a deposit that expired back', () => {
    const { attribution } = run(
      '  - transfer: { key: t, from: A, to: B, token: USDC, amount: 500, arrives: 495 }\n  - wait: 1 h\n  - expire: { key: t }\n  - refund: { key: t }\n',
    )
    expect(attribution.places.map(({ lines }) => lines.fee)).toEqual([
      -2_500_000_000_000_000n,
      0n,
      0n,
      2_500_000_000_000_000n,
    ])
    expect(attribution.end).toBe(attribution.start)
  })

  it('tell prices that differ between chains from rounding', () => {
    const { attribution } = run(
      '  - price: { USDC: 1.5 }\n    on: B\n  - transfer: { key: t, from: A, to: B, token: USDC, amount: 100 }\n  - fill: { key: t }\n',
    )
    expect(attribution.lines.basis).toBe(25_000_000_000_000_000n)
    expect(attribution.lines.rounding).toBe(0n)
  })

  it('count slots as the models write them', () => {
    const events = '  - transfer: { key: t, from: A, to: B, token: USDC, amount: 500 }\n  - fill: { key: t }\n'
    const slots = (['vs-only', 'vb-vs', 'token-vb'] as const).map((model) => run(events, model).writes)
    expect(slots.map(({ source }) => source.slots)).toEqual([1, 1, 1])
    expect(slots.map(({ destination }) => destination.slots)).toEqual([1, 1, 3])
    expect(slots.map(({ destination }) => destination.gas)).toEqual([8_900, 8_900, 14_700])
  })
})

describe('any events', () => {
  const scene = (model: Model): Scene => sceneOf(scenario('  []\n'), model)
  const wanted = { samples: 40, outcomes: 1_000, gas: { perWrite: 1, fixed: 0 }, label: labelOf(scenario('  []\n')) }

  it('leave no residual, sum moves to zero, and agree with the worth that the portfolio finds', () => {
    const models = fc.constantFrom<Model>('vs-only', 'vb-vs', 'token-vb')
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 120 }), models, (seed, many, model) => {
        const source = generated(seed, many)
        let last = scene(model)
        const first = value(last.state, last.market)
        const result = simulate(
          last,
          (now, number) => {
            last = now
            return source(now, number)
          },
          wanted,
        )
        const { attribution: parts } = result
        const end = value(last.state, last.market)
        expect(first.ok && end.ok ? [parts.start, parts.end] : []).toEqual(
          first.ok && end.ok ? [first.total, end.total] : [],
        )
        expect([parts.residual, parts.unexplained, parts.lines.transfer, parts.lines.sync]).toEqual([0n, 0n, 0n, 0n])
        // A unit for each balance that a step values in two parts before and in one after.
        const most = BigInt(3 * many)
        expect(parts.lines.rounding >= -most && parts.lines.rounding <= most).toBe(true)
        for (const { end: at, start, lines } of parts.places) {
          expect(at.assets).toBe(at.real + at.virtual - at.claims)
          expect(at.assets - start.assets).toBe(LINES.reduce((sum, line) => sum + lines[line], 0n))
        }
      }),
    )
  })

  it('leave no residual where fills come in parts', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 40, max: 120 }), (seed, many) => {
        const source = generated(seed, many)
        const inParts: typeof source = (now, number) => {
          const event = source(now, number)
          if (event?.kind !== 'step' || event.step.kind !== 'pool.fill' || number % 2 === 0) return event
          const { key } = event.step
          const output = now.state.flights.find((flight) => flight.key === key)?.output ?? 0n
          return output < 4n ? event : { ...event, step: { ...event.step, part: Amount.of(output / 3n) } }
        }
        const { attribution: parts } = simulate(scene('vs-only'), inParts, wanted)
        expect([parts.residual, parts.unexplained, parts.lines.transfer, parts.lines.sync]).toEqual([0n, 0n, 0n, 0n])
        const most = BigInt(3 * many)
        expect(parts.lines.rounding >= -most && parts.lines.rounding <= most).toBe(true)
      }),
    )
  })

  it('of the same seed come out the same, and mostly are possible', () => {
    const twice = [1, 2].map(() => simulate(scene('vs-only'), generated(7, 2_000), wanted))
    expect(twice[0]).toEqual(twice[1])
    expect(twice[0]?.refused).toBeLessThan(100)
    expect(twice[0]?.refused).toBeGreaterThan(0)
  })

  it('keep no more samples than asked for, the last of them at the end', () => {
    const { samples, events, final } = simulate(scene('vs-only'), generated(3, 999), { ...wanted, outcomes: 5 })
    expect(samples.length).toBeLessThanOrEqual(41)
    expect(samples.length).toBeGreaterThan(15)
    expect([events, final.at, samples.at(-1)]).toEqual([999, 999, final])
  })
})
