import { describe, expect, test } from 'vitest'
import {
  bookOf,
  decideOn,
  marketAt,
  NEUTRAL,
  policyOf,
  shortAt,
  TERMS,
} from '../../../../test/arbitraries/emergency.ts'
import { isStranded } from '../../../execution/cycle.ts'
import { holdings } from '../../../portfolio/venues/asset.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import type { LoanAccount, VenuesState } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import { hours, instant, seconds } from '../../../units/time.ts'

const market = marketAt()
const lone = (borrowed: LoanAccount['borrowed'], wallet: VenuesState['wallet']): VenuesState =>
  bookOf({ wallet, loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed }] })

const stepsOf = (state: VenuesState, policy = NEUTRAL, at = market): readonly VenuesStep[] =>
  decideOn({ state, market: at, policy }).chosen?.proposal.plan.stages.flat() ?? []

describe('a debt without collateral', () => {
  test.each([0.004, 0.01, 0.25, 3])('of %d WETH is backed by the USDT beside it', (weth) => {
    const state = lone(holdings({ WETH: weth }), holdings({ USDT: 1e6, ETH: 2 }))
    const decision = decideOn({ state, market, policy: NEUTRAL })
    expect(decision.assessment.level).toBe('CRITICAL')
    expect(isStranded(decision)).toBe(false)
    expect(decision.chosen?.proposal.plan.stages.flat()[0]).toMatchObject({ kind: 'venues.supply', asset: 'USDT' })
    const [loan] = decision.chosen?.proposal.forecast.final.loans ?? []
    expect(loan === undefined ? 0 : Loan.of(loan, market).health).toBeCloseTo(1.2, 6)
  })

  test('is repaid from WETH first, and from ether beyond the gas reserve, wrapped for it', () => {
    const owed = holdings({ WETH: 0.25 })
    expect(stepsOf(lone(owed, holdings({ USDT: 1e6, ETH: 2, WETH: 1 })))).toMatchObject([
      { kind: 'venues.repay', asset: 'WETH', size: 0.25 },
    ])
    const [wrap, repay] = stepsOf(lone(owed, holdings({ ETH: 10, WETH: 0.05 })), policyOf('eth_leveraged', 'ETH'))
    expect(wrap).toMatchObject({ kind: 'venues.wrap', from: 'ETH', size: 0.2 })
    expect(repay).toMatchObject({ kind: 'venues.repay', asset: 'WETH', size: 0.25 })
  })

  test('of USDT is repaid', () => {
    const state = lone(holdings({ USDT: 400 }), holdings({ USDT: 1e6, ETH: 2 }))
    expect(stepsOf(state)[0]).toMatchObject({ kind: 'venues.repay', asset: 'USDT', size: 400 })
  })

  test('beside a loop is repaid whole, not in rounds by carry', () => {
    const loans: readonly LoanAccount[] = [
      { id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 80 }) },
      { id: 'cash', eMode: 0, supplied: holdings({}), borrowed: holdings({ USDT: 500 }) },
    ]
    const wallet = holdings({ ETH: 2, USDT: 60_000 })
    const state = bookOf({ wallet, loans, exchanges: [shortAt('BYBIT', 27, { equity: 60_000 })] })
    expect(stepsOf(state)).toContainEqual({ kind: 'venues.repay', account: 'cash', asset: 'USDT', size: 500 })
  })

  test.each([0.02, 0.05, 0.1])('of %d WETH is backed by less cash at an exchange than limits.emergencyMin', (weth) => {
    const state = bookOf({
      wallet: holdings({ ETH: 2 }),
      loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({ WETH: weth }) }],
      exchanges: [shortAt('BYBIT', 0, { equity: 700 })],
    })
    const decision = decideOn({ state, market, policy: NEUTRAL })
    const steps = decision.chosen?.proposal.plan.stages.flat() ?? []
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'venues.transfer', from: 'BYBIT', to: 'WALLET' }))
    const [loan] = decision.chosen?.proposal.forecast.final.loans ?? []
    expect(loan === undefined ? 0 : Loan.of(loan, market).health).toBeGreaterThan(1.15)
  })

  test('is left to a person where the cash there does not mend it, or the exchange does not send so little', () => {
    const beside = (weth: number, equity: number): VenuesState =>
      bookOf({
        wallet: holdings({ ETH: 2 }),
        loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({ WETH: weth }) }],
        exchanges: [shortAt('BYBIT', 0, { equity })],
      })
    for (const [weth, equity] of [[0.2, 300] as const, [0.0035, 9] as const])
      expect(stepsOf(beside(weth, equity)).map(({ kind }) => kind)).not.toContain('venues.transfer')
  })

  test('part of it is only given where it is worth moving', () => {
    const state = lone(holdings({ WETH: 3 }), holdings({ USDT: 900, ETH: 2 }))
    expect(isStranded(decideOn({ state, market, policy: NEUTRAL }))).toBe(true)
  })
})

describe('dust', () => {
  const short = (equity: number) => [shortAt('BYBIT', 12, { equity })]
  const wallet = holdings({ ETH: 12, USDT: 50_000 })
  const owing = (borrowed: LoanAccount['borrowed'], over: Partial<VenuesState> = {}): VenuesState => ({
    ...bookOf({ wallet, loans: [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed }] }),
    ...over,
  })
  /** Hours between the routine ones, so that only what presses is looked at. */
  const pressing = { ...NEUTRAL, decision: { ...NEUTRAL.decision, routineEvery: hours(24) } }

  test.each([1e-18, 1e-6, 0.003])('of %d WETH is no emergency, whatever its collateral is', (weth) => {
    for (const supplied of [holdings({}), holdings({ weETH: weth })]) {
      const loans = [{ id: 'main', eMode: 1, supplied, borrowed: holdings({ WETH: weth }) }]
      const { assessment, events, chosen } = decideOn({
        state: bookOf({ wallet: holdings({ ETH: 2, USDT: 1e6 }), loans }),
        market,
        policy: pressing,
      })
      expect([events, chosen]).toEqual([[], null])
      expect(assessment.measures().filter(({ place }) => place.startsWith('AAVE'))).toEqual([])
    }
  })

  test('ends an emergency that stood', () => {
    const alarms = [{ kind: 'LTV' as const, place: 'AAVE:main', since: market.asOf, cause: 'LEVEL' as const }]
    const { events } = decideOn({
      state: owing(holdings({ WETH: 1e-6 }), { alarms, wallet: holdings({ ETH: 2, USDT: 1e6 }) }),
      market,
      policy: pressing,
    })
    expect(events).toEqual([])
  })

  test('is not lowered as a loan out of its band either', () => {
    const state = owing(holdings({ WETH: 1e-6 }), { wallet: holdings({ ETH: 2, USDT: 1e6 }) })
    const policy = { ...NEUTRAL, decision: { ...NEUTRAL.decision, routineEvery: seconds(0) } }
    const { weighed, unavailable } = decideOn({ state, market: { ...market, asOf: instant(market.asOf) }, policy })
    const purposes = [
      ...weighed.map(({ proposal }) => proposal.plan.purpose),
      ...unavailable.map(({ purpose }) => purpose),
    ]
    expect(purposes).not.toContain('LTV reduction')
  })

  test('is repaid with the next plan that goes on chain', () => {
    const steps = stepsOf(owing(holdings({ WETH: 1e-6, USDT: 2 }), { exchanges: short(3960) }))
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'venues.transfer', to: 'BYBIT' }))
    expect(steps).toContainEqual({ kind: 'venues.repay', account: 'main', asset: 'WETH', size: 'all' })
    expect(steps).toContainEqual({ kind: 'venues.repay', account: 'main', asset: 'USDT', size: 'all' })
    const state = owing(holdings({ WETH: 1e-6, USDT: 2 }), { exchanges: short(3960) })
    const final = decideOn({ state, market, policy: NEUTRAL }).chosen?.proposal.forecast.final
    expect(final?.loans[0]?.borrowed).toEqual(holdings({}))
  })

  test('of one wei too', () => {
    const state = owing(holdings({ WETH: 1e-18 }), { exchanges: short(3960) })
    const final = decideOn({ state, market, policy: NEUTRAL }).chosen?.proposal.forecast.final
    expect(final?.loans[0]?.borrowed).toEqual(holdings({}))
  })

  test('is repaid from WETH without wrapping where there is some', () => {
    const held = owing(holdings({ WETH: 1e-6 }), {
      exchanges: short(3960),
      wallet: holdings({ ETH: 4, WETH: 8, USDT: 50_000 }),
    })
    expect(stepsOf(held).some((step) => step.kind === 'venues.wrap' && step.from === 'ETH')).toBe(false)
    expect(stepsOf(held)).toContainEqual({ kind: 'venues.repay', account: 'main', asset: 'WETH', size: 'all' })
  })

  test('stays where the market is paused, and where the plan does not go on chain', () => {
    const { lending } = TERMS
    const reserves = { ...lending.reserves, WETH: { ...lending.reserves.WETH, paused: true } }
    const paused = marketAt(3000, { terms: { ...TERMS, lending: { ...lending, reserves } } })
    const kinds = (steps: readonly VenuesStep[]) => steps.map(({ kind }) => kind)
    const state = owing(holdings({ WETH: 1e-6 }), { exchanges: short(3960) })
    expect(kinds(stepsOf(state, NEUTRAL, paused))).toContain('venues.transfer')
    expect(kinds(stepsOf(state, NEUTRAL, paused))).not.toContain('venues.repay')
    const idle = [{ ...shortAt('BYBIT', 12, { equity: 3960 }), funding: holdings({ USDT: 12_000 }) }]
    expect(kinds(stepsOf(owing(holdings({ WETH: 1e-6 }), { exchanges: idle })))).toEqual(['venues.internalTransfer'])
  })

  test('is not counted where several debts make a book complex', () => {
    const loans = [
      { id: 'main', eMode: 0, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 79, USDT: 1e-6 }) },
    ]
    const state = bookOf({
      wallet: holdings({ ETH: 2, WETH: 30 }),
      loans,
      exchanges: [shortAt('BYBIT', 60, { equity: 90_000 })],
    })
    const [event] = decideOn({ state, market, policy: NEUTRAL }).events
    expect(event?.chosen[0]?.source).toBe('WALLET_WETH')
  })
})

describe('a frozen reserve', () => {
  const withFlag = (flag: 'frozen' | 'paused') => {
    const { lending } = TERMS
    const reserves = { ...lending.reserves, WETH: { ...lending.reserves.WETH, [flag]: true } }
    return marketAt(3000, { terms: { ...TERMS, lending: { ...lending, reserves } } })
  }
  const loop = bookOf({
    wallet: holdings({ ETH: 2 }),
    loans: [{ id: 'main', eMode: 1, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 92 }) }],
    exchanges: [shortAt('BYBIT', 15, { equity: 30_000 })],
  })

  test('lets a loan in an emergency be repaid', () => {
    const { chosen } = decideOn({ state: loop, market: withFlag('frozen'), policy: NEUTRAL })
    expect(chosen?.proposal.plan.stages[0]?.[0]).toMatchObject({ kind: 'venues.deleverage', account: 'main' })
  })

  test('that is paused lets nothing through, and margin is helped all the same', () => {
    const at = withFlag('paused')
    expect(isStranded(decideOn({ state: loop, market: at, policy: NEUTRAL }))).toBe(true)
    const thin = {
      ...loop,
      wallet: holdings({ ETH: 2, USDT: 50_000 }),
      exchanges: [shortAt('BYBIT', 15, { equity: 4000 })],
    }
    expect(stepsOf(thin, NEUTRAL, at)).toContainEqual(expect.objectContaining({ kind: 'venues.transfer', to: 'BYBIT' }))
  })
})
