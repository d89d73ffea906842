import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf, EXCHANGES, marketAt, NEUTRAL, shortAt } from '../../test/arbitraries/emergency.ts'
import { recorder } from '../backtest/venues/recorder.ts'
import { hours } from '../backtest/venues/replay.ts'
import { holdings } from '../portfolio/venues/asset.ts'
import { plus, withWing } from '../portfolio/venues/balance.ts'
import { assess, loanLevel, marginLevel } from '../portfolio/venues/risk.ts'
import { empty, type VenuesState } from '../portfolio/venues/state.ts'
import { netAssets } from '../portfolio/venues/worth.ts'
import { quantity, usd } from '../units/estimate.ts'
import { pass } from './levels.ts'
import { holds, matrix, rows } from './matrix.ts'
import { need } from './need.ts'
import { path } from './path.ts'
import { deployed, run, STILL } from './run.ts'
import { after, catalogue, type Scenario } from './scenario.ts'
import type { Shock } from './shock.ts'
import * as Tally from './tally.ts'

const policy = { ...NEUTRAL, limits: { ...NEUTRAL.limits, transferMax: usd(250_000) } }
const trial = { policy, flights: 'p95' } as const
const still = { ...trial, rooms: STILL }
const market = marketAt(3000)
const state = deployed(empty(holdings({ USDT: 1e6, ETH: 2 }), EXCHANGES, [{ id: 'main', eMode: 1 }]), { market }, trial)
const scene = { state, market }

function scenario(within: number, ...shocks: readonly Shock[]): Scenario {
  return { id: 'x', title: 'x', within, shocks }
}

const moves = fc.double({ min: -0.5, max: 0.5, noNaN: true })
const paces = fc.integer({ min: 1, max: 6 })

describe('the deployed book', () => {
  it('stands near its targets with nothing in the air, and lost no more than the way there costs', () => {
    const { level, figures } = assess({ asOf: market.asOf, state, market }, policy)
    expect(['NORMAL', 'DRIFT']).toContain(level)
    expect(state.flights).toEqual([])
    expect(figures.loans[0]?.health).toBeCloseTo(1.2, 2)
    for (const { equityRatio } of figures.exchanges) expect(equityRatio).toBeGreaterThan(0.45)
    expect(netAssets(state, market)).toBeGreaterThan(0.99 * (1e6 + 6000))
  })

  it('is the start itself where nothing is left to deploy', () => {
    expect(deployed(state, { market }, trial)).toEqual(state)
  })
})

describe('a scenario', () => {
  it('changes nothing where there is no shock', () => {
    const none = run(scene, scenario(1), trial)
    expect(none).toMatchObject({ inDanger: null, timeToSafety: 0, liquidations: [], plans: [], cost: 0, blocked: [] })
    expect(none.missing).toEqual({ peak: 0, margin: 0, debt: 0, end: 0 })
    expect(none.lost).toBeLessThan(0)
    expect(run(scene, scenario(1, { kind: 'price', move: 0 }), trial)).toEqual(none)
  })

  it('comes out the same every time, and leaves the scene as it was', () => {
    const before = structuredClone(state)
    const bad = scenario(4, { kind: 'price', move: 0.3 }, { kind: 'adl', share: 0.5 })
    expect(run(scene, bad, trial)).toEqual(run(scene, bad, trial))
    expect(state).toEqual(before)
  })

  it('ends safe after a rise of 30 % that puts every margin past its warning', () => {
    const { level, timeToSafety, plans, missing, worstEquityRatio } = run(
      scene,
      scenario(1, { kind: 'price', move: 0.3 }),
      trial,
    )
    expect(level).toBe('WARNING')
    expect(timeToSafety).toBeGreaterThan(0)
    expect(plans[0]).toMatchObject({ hour: 1, class: 'SAFETY' })
    expect(missing.margin).toBeGreaterThan(0)
    expect(missing.end).toBe(0)
    expect(worstEquityRatio).toBeLessThan(0.2)
  })

  it('never gets safe where nobody acts, and says what is missing and that nothing was planned', () => {
    const { timeToSafety, safe, plans, missing, endLevel } = run(
      scene,
      scenario(1, { kind: 'price', move: 0.3 }),
      still,
    )
    expect([timeToSafety, safe, plans]).toEqual([null, null, []])
    expect(endLevel).toBe('WARNING')
    expect(missing.end).toBeGreaterThan(0)
  })

  it('liquidates a short where the price runs through its margin and nobody acts', () => {
    const { liquidations, lost, ...found } = run(scene, scenario(1, { kind: 'price', move: 0.5 }), still)
    expect(liquidations.map(({ place }) => place).sort()).toEqual(['BINANCE', 'BYBIT', 'OKX'])
    expect(lost).not.toBe(0)
    // Equity is what the exchange asks for when it takes over: its maintenance and the clearance fee, a few per cent of the position.
    expect(found.worstEquityRatio).toBeGreaterThan(0)
    expect(found.worstEquityRatio).toBeLessThan(0.03)
    expect(found.worst).toMatchObject({ level: 'CRITICAL', hour: 1, place: liquidations[0]?.place })
    expect([found.inDanger, found.level]).toEqual([liquidations[0]?.hour, 'CRITICAL'])
  })

  it('counts what every liquidated account lacked when it was', () => {
    const account = shortAt('BYBIT', 40, { equity: 12_000 })
    const book = bookOf({ exchanges: [account] })
    const { liquidations, missing, worstEquityRatio } = run(
      { state: book, market: marketAt() },
      scenario(1, { kind: 'price', move: 0.4 }),
      still,
    )
    expect(liquidations.map(({ place }) => place)).toContain('BYBIT')
    // 40 short at 3000 with 12,000: at a mark m there are 12,000 − 40 (m − 3000) left, which is the ratio's share of 40 m.
    const mark = (12_000 + 40 * 3000) / (40 * (1 + (worstEquityRatio ?? 0)))
    const lacked = (NEUTRAL.bounds.equityRatio.warning - (worstEquityRatio ?? 0)) * 40 * mark
    expect(missing.margin).toBeGreaterThanOrEqual(lacked * 0.999)
  })

  it('leaves the peg out of what a book can be blamed for', () => {
    expect(run(scene, scenario(1, { kind: 'peg', price: 0.97 }), trial)).toMatchObject({
      inDanger: null,
      timeToSafety: 0,
    })
  })

  it('takes no step at a venue that is down', () => {
    const { plans, blocked } = run(
      scene,
      scenario(1, { kind: 'price', move: 0.35 }, { kind: 'down', place: 'AAVE' }),
      trial,
    )
    for (const { steps } of plans) expect(steps.join(' ')).not.toMatch(/AAVE/)
    expect(plans.length + blocked.length).toBeGreaterThan(0)
  })
})

describe('laws of a walk without rebalancing', () => {
  it('never has a higher worst ratio after a larger rise, nor a lower one after a larger fall', () => {
    fc.assert(
      fc.property(moves, moves, paces, (one, other, within) => {
        const [less, more] =
          Math.abs(one) < Math.abs(other)
            ? [one, Math.sign(one) * Math.abs(other)]
            : [other, Math.sign(other) * Math.abs(one)]
        // What was closed within the hour shows no ratio any more: it had none left.
        const worst = (move: number) => {
          const end = run(scene, scenario(within, { kind: 'price', move }), still)
          return end.liquidations.length > 0 ? 0 : (end.worstEquityRatio ?? 0)
        }
        if (less > 0) expect(worst(more)).toBeLessThanOrEqual(worst(less) + 1e-12)
        else expect(worst(more)).toBeGreaterThanOrEqual(worst(less) - 1e-12)
      }),
    )
  })

  it('never has a higher worst health after a deeper cut of the staking rate', () => {
    const cut = fc.double({ min: 0, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(cut, cut, paces, (one, other, within) => {
        const worst = (move: number) =>
          run(scene, scenario(within, { kind: 'staking', move: -move }), still).worstHealth ?? 0
        expect(worst(Math.max(one, other))).toBeLessThanOrEqual(worst(Math.min(one, other)) + 1e-12)
      }),
    )
  })
})

describe('laws of every walk', () => {
  const { single } = catalogue(policy)

  it('explains every change of net assets by what was booked', () => {
    fc.assert(
      fc.property(fc.constantFrom(...single), fc.constantFrom(...single), moves, (one, other, move) => {
        const shocks = [
          ...one.shocks,
          ...other.shocks.filter(({ kind }) => kind !== 'price'),
          { kind: 'price' as const, move },
        ]
        const hit = after(scenario(2, ...shocks), scene)
        const way = { label: 'x', asOf: market.asOf, from: market, to: hit.market, ramp: 2, hold: 12, accrues: true }
        const history = path(way)
        const book = recorder(history.hours, 'USD')
        const setup = {
          history,
          terms: hit.market.terms,
          down: hit.market.down,
          policy,
          start: hit.state,
          flights: 'p95' as const,
        }
        for (const _ of hours(setup, book));
        expect(book.totals.maxResidual).toBeLessThan(1e-9)
      }),
      { numRuns: 50 },
    )
  })

  it('counts danger, safety and costs without contradiction', () => {
    const found = [...rows(scene, trial)]
    for (const { inDanger, safe, timeToSafety, level, endLevel, missing, cost, liquidations } of found) {
      expect(inDanger === null).toBe(level === 'NORMAL' || level === 'DRIFT')
      expect(timeToSafety === null).toBe(inDanger !== null && safe === null)
      if (timeToSafety === null) expect(['WARNING', 'CRITICAL']).toContain(endLevel)
      expect(missing.peak).toBeCloseTo(missing.margin + missing.debt, 6)
      expect(cost).toBeGreaterThanOrEqual(0)
      if (liquidations.length > 0) expect(level).toBe('CRITICAL')
    }
    const about = {
      scene,
      policy,
      title: 't',
      policyHash: 'p',
      market: { label: 'x', simulated: true, seed: 1 },
      book: null,
    }
    const table = matrix(found, about)
    expect(table.summary.scenarios).toBe(100)
    expect(holds(table)).toBe(table.summary.liquidated === 0 && table.summary.neverSafe === 0)
    expect(JSON.stringify(matrix([...rows(scene, trial)], about))).toBe(JSON.stringify(table))
  })
})

describe('what is missing', () => {
  it('is exactly what takes every margin and loan back to its warning', () => {
    const rises = fc.double({ min: 0.2, max: 0.45, noNaN: true })
    const cuts = fc.double({ min: 0.05, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(rises, cuts, (rise, fall) => {
        const hit = after(scenario(1, { kind: 'price', move: rise }, { kind: 'staking', move: -fall }), scene).market
        const found = assess({ asOf: hit.asOf, state, market: hit }, policy)
        const { margin, debt } = need(found, hit, policy)
        expect(debt).toBeGreaterThan(0)
        for (const factor of [1 + 1e-9, 1 - 1e-3]) {
          const levels = mended(state, factor)
          if (factor > 1) expect(levels).not.toContain('WARNING')
          else expect(levels).toContain('WARNING')
        }
        function mended(book: VenuesState, factor: number): readonly string[] {
          const each = book.exchanges.map((account) => {
            const figures = found.figures.exchanges.filter(({ place }) => place === account.place)
            const own = need({ ...found, figures: { ...found.figures, exchanges: figures, loans: [] } }, hit, policy)
            return withWing(account, 'trading', { asset: 'USDT', change: own.margin * factor })
          })
          const loans = book.loans.map((loan) => ({
            ...loan,
            borrowed: plus(loan.borrowed, 'WETH', quantity((-debt * factor) / hit.price.WETH)),
          }))
          const { figures } = assess(
            { asOf: hit.asOf, state: { ...book, exchanges: each, loans }, market: hit },
            policy,
          )
          const onMargin = margin > 0 || factor > 1 ? figures.exchanges.map((one) => marginLevel(one, policy)) : []
          return [...onMargin, ...figures.loans.map((one) => loanLevel(one, policy))].map((one) =>
            one === 'CRITICAL' ? 'WARNING' : one,
          )
        }
      }),
    )
  })
})

describe('time to safety', () => {
  it('runs from the first warning to the last row that ended one', () => {
    const tally = Tally.blank()
    const hear = (row: number, before: 'NORMAL' | 'WARNING', now: 'NORMAL' | 'WARNING') =>
      pass(tally, row, { before, after: now })
    hear(0, 'NORMAL', 'NORMAL')
    expect(tally.inDanger).toBeNull()
    hear(1, 'WARNING', 'NORMAL')
    expect([tally.inDanger, tally.safe]).toEqual([1, 1])
    hear(2, 'WARNING', 'WARNING')
    expect(tally.safe).toBeNull()
    hear(3, 'NORMAL', 'NORMAL')
    hear(4, 'NORMAL', 'NORMAL')
    expect([tally.inDanger, tally.safe, tally.level, tally.endLevel]).toEqual([1, 3, 'WARNING', 'NORMAL'])
  })
})
