import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decided, shaken } from '../../test/arbitraries/desk.ts'
import { frozen } from '../../test/arbitraries/venues.ts'
import { paid } from '../portfolio/cost.ts'
import { apply } from '../portfolio/venues/apply.ts'
import { figuresOf } from '../portfolio/venues/figures.ts'
import * as Loan from '../portfolio/venues/loan.ts'
import { MODES } from '../portfolio/venues/mode.ts'
import { netAssets } from '../portfolio/venues/worth.ts'

const HOUR_MS = 3_600_000

describe.each(MODES.map((one) => [`${one.name} ${one.shareClass}`, one] as const))('decisions about %s', (_, mode) => {
  it('choose plans that go step by step, cost what they say and keep delta and the caps', () => {
    fc.assert(
      fc.property(shaken(mode), (at) => {
        const { market, policy } = at
        const { chosen, assessment } = decided(at)
        if (chosen === null) return
        const { plan, forecast } = chosen.proposal
        const begun = Math.abs(assessment.figures.drift)
        let state = at.state
        let cost = 0
        for (const stage of plan.stages) {
          for (const step of stage) {
            const applied = apply(state, step, market)
            if (!applied.ok) throw new RangeError(`${plan.purpose}: ${applied.refusal.code} ${applied.refusal.detail}`)
            const lost = netAssets(state, market) - netAssets(applied.state, market)
            expect(lost - paid(applied.cost)).toBeCloseTo(0, 3)
            state = applied.state
            cost += paid(applied.cost)
          }
          if (mode.coin === 'USDT') continue
          const { drift, driftFraction, netAssets: left } = figuresOf(state, market, policy)
          const isIn = Math.abs(driftFraction) <= policy.bounds.delta.warning * (1 + 1e-9)
          expect(isIn || Math.abs(drift) <= begun + 1.001e-4 * left).toBe(true)
        }
        expect(cost).toBeCloseTo(paid(forecast.cost), 3)
        expect(netAssets(state, market)).toBeCloseTo(netAssets(forecast.final, market), 3)
        const isSafety = plan.class === 'SAFETY'
        const sent = state.sent.slice(at.state.sent.length)
        const inHour = state.sent.filter(({ at: when }) => market.asOf - when < HOUR_MS)
        if (sent.length > 0) {
          expect(inHour.reduce((sum, { value }) => sum + value, 0)).toBeLessThanOrEqual(policy.limits.perHour)
        }
        for (const { to, value } of sent) {
          expect(policy.limits.destinations).toContain(to)
          expect(value).toBeLessThanOrEqual(policy.limits.transferMax * 1.0011)
          expect(value).toBeGreaterThanOrEqual((isSafety ? 1000 : 5000) * 0.998)
        }
        for (const loan of state.loans) {
          const before = at.state.loans.find(({ id }) => id === loan.id)
          const had = before === undefined ? 0 : Loan.of(before, market).health
          expect(Loan.of(loan, market).health).toBeGreaterThanOrEqual(
            Math.min(policy.bounds.health.warning, had) * (1 - 1e-9),
          )
        }
      }),
    )
  })

  it('take no step for dust: what is traded is worth more than the gas of a quiet day', () => {
    fc.assert(
      fc.property(shaken(mode), (at) => {
        const { plan } = decided(at).chosen?.proposal ?? {}
        for (const step of plan?.stages.flat() ?? []) {
          if (step.kind !== 'venues.swap' || step.size === 'all') continue
          expect(step.size * at.market.price[step.sell]).toBeGreaterThan(0.1)
        }
      }),
    )
  })

  it('say the same twice and write into nothing', () => {
    fc.assert(
      fc.property(shaken(mode), (at) => {
        const { terms: _terms, ...market } = at.market
        frozen({ state: at.state, policy: at.policy, market })
        const once = decided(at)
        const twice = decided(at)
        expect(twice.outcome).toBe(once.outcome)
        expect(twice.chosen?.proposal.plan).toEqual(once.chosen?.proposal.plan)
        expect(twice.weighed.map(({ verdict }) => verdict)).toEqual(once.weighed.map(({ verdict }) => verdict))
      }),
      { numRuns: 30 },
    )
  })

  it('bring what SAFETY is about nearer to its target', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(shaken(mode), (at) => {
        const { chosen, assessment } = decided(at)
        if (chosen === null || chosen.proposal.plan.class !== 'SAFETY') return
        const { figures } = assessment
        const after = figuresOf(chosen.proposal.forecast.final, at.market, at.policy)
        const purpose = chosen.proposal.plan.purpose.replace('EMERGENCY: ', '')
        seen.add(purpose)
        if (purpose === 'Margin support') {
          // An account that has lost all of its margin may be past help; then another is helped.
          const ratios = (all: typeof figures) => all.exchanges.map(({ equityRatio }) => equityRatio)
          expect(ratios(after).some((ratio, i) => ratio > (ratios(figures)[i] ?? Infinity))).toBe(true)
        }
        if (purpose === 'LTV reduction') expect(after.loans[0]?.health).toBeGreaterThan(figures.loans[0]?.health ?? 0)
        if (purpose === 'Delta hedge')
          expect(Math.abs(after.driftFraction)).toBeLessThan(Math.abs(figures.driftFraction))
      }),
    )
    if (mode.isHedged) expect(seen.size).toBeGreaterThan(0)
  })
})
