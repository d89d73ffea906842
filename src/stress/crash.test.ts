import { describe, expect, it } from 'vitest'
import { EXCHANGES, marketAt, NEUTRAL, TERMS } from '../../test/arbitraries/emergency.ts'
import { whenShared } from '../../test/shared.ts'
import { load } from '../adapters/history/load.ts'
import { NOTED } from '../adapters/history/policy.ts'
import { holdings } from '../portfolio/venues/asset.ts'
import { empty } from '../portfolio/venues/state.ts'
import { usd } from '../units/estimate.ts'
import { HOUR_MS, instant, parse } from '../units/time.ts'
import { crash, DAYS, dominated, settings } from './crash.ts'
import { path } from './path.ts'
import { render } from './report/crashes.ts'
import { verdict } from './report/verdict.ts'
import type { Crash, Crashes, Rival } from './result.ts'
import { literal, THIN, thin } from './rival.ts'
import { after } from './scenario.ts'

const policy = { ...NEUTRAL, limits: { ...NEUTRAL.limits, transferMax: usd(250_000) } }
const trial = { policy, flights: 'p95' } as const
const start = empty(holdings({ USDT: 1e6, ETH: 2 }), EXCHANGES, [{ id: 'main', eMode: 1 }])
const market = marketAt(3000)

/** A straight rise, then a day of quiet. */
function rising(move: number, within: number): Crash {
  const scenario = { id: 'x', title: 'x', within, shocks: [{ kind: 'price' as const, move }] }
  const { market: to } = after(scenario, { state: start, market })
  const way = { label: 'made up', asOf: market.asOf, from: market, to, ramp: within, hold: 24, accrues: true }
  return crash(market.asOf, { history: path(way), terms: TERMS, start, trial })
}

function of({ runs }: Crash, rival: Rival, cushion: 'normal' | 'thin' = 'normal') {
  return runs.find((run) => run.rival === rival && run.cushion === cushion)
}

function all(...crashes: readonly Crash[]): Crashes {
  const said = settings(policy)
  return {
    schema: 1,
    title: 'a <b>',
    mode: 'm',
    currency: 'USD',
    policy: 'p',
    data: 'd',
    gaps: 'g',
    settings: said,
    crashes,
  }
}

describe('a crash', () => {
  const found = rising(0.6, 48)

  it('is run by three policies at two cushions, from the same book', () => {
    expect(found.runs.map(({ cushion, rival }) => `${cushion} ${rival}`)).toEqual([
      'normal policy',
      'normal literal',
      'normal none',
      'thin policy',
      'thin literal',
      'thin none',
    ])
    expect(found.ether.high).toBeCloseTo(0.6, 12)
  })

  it('costs nothing and plans nothing where nobody acts, and is survived where somebody does', () => {
    expect(of(found, 'none')).toMatchObject({ cost: 0, plans: 0, liquidations: 3 })
    expect(of(found, 'policy')?.liquidations).toBe(0)
    expect(of(found, 'policy')?.cost).toBeGreaterThan(0)
    expect(of(found, 'none')?.worstEquityRatio).toBeLessThan(of(found, 'policy')?.worstEquityRatio ?? 0)
  })

  it('says whether the policy was no worse than the literal rules, and what that cost', () => {
    const text = verdict(found, 'normal', all(found))
    expect(text).toMatch(found.dominates.normal ? /^No worse than/ : /^WORSE than/)
    expect(text).toMatch(/it cost .*\sUSD (more|less) than they did/)
    expect(dominated(all(found))).toBe(
      found.dominates.normal && found.dominates.thin && of(found, 'policy', 'thin')?.liquidations === 0,
    )
  })

  it('is never dominated by a policy that was liquidated', () => {
    const runs = found.runs.map((run) => ({ ...run, liquidations: 1 }))
    expect(dominated(all({ ...found, runs }))).toBe(false)
  })

  it('comes out the same every time', () => {
    expect(rising(0.6, 48)).toEqual(found)
  })

  it('makes a page of its own that asks for nothing', () => {
    const page = render(all(found))
    expect(page).toContain('a &#60;b&#62;')
    expect(page).not.toMatch(/<script|https?:|src=/)
  })
})

describe('the rivals', () => {
  it('act on LTV and margin ratio alone by the literal rules, from the sources as first written down', () => {
    const { bounds, decision, emergency } = literal(policy)
    expect([bounds.ltv.critical, bounds.equityRatio.critical, decision.rule]).toEqual([0.9, 0.12, 'literal'])
    expect([bounds.health.critical, bounds.delta.critical]).toEqual([-Infinity, Infinity])
    expect([bounds.health.target, bounds.equityRatio.target]).toEqual([1.2, 0.5])
    expect(emergency.sourceOrder.margin).toEqual(['WALLET', 'AAVE', 'ETHERFI', 'REDUCE'])
  })

  it('stand on less by the thin settings, levels in order', () => {
    const { bounds } = thin(policy)
    expect([bounds.equityRatio.target, bounds.health.target]).toEqual([0.25, 1.12])
    expect(bounds.ltv.target).toBeCloseTo(0.95 / 1.12, 12)
    for (const { target, low, high, warning, critical } of [THIN.health, THIN.equityRatio])
      expect([critical < warning, warning < low, low < target, target < high]).toEqual([true, true, true, true])
    expect(bounds.ltv.target).toBeLessThan(THIN.ltv.warning)
  })
})

whenShared('data', 'the crashes on record', (folder) => {
  it.each(['2024-08-05', '2025-02-03', '2025-04-07'])('are survived without a liquidation: %s', async (date) => {
    const at = parse(date)
    const [from, to] = [instant(at - DAYS * 24 * HOUR_MS), instant(at + DAYS * 24 * HOUR_MS)]
    const history = await load(folder, {
      from,
      to,
      exchanges: EXCHANGES,
      contracts: ['ETHUSDT'],
      lending: true,
      staking: true,
      gaps: NOTED,
    })
    const found = crash(at, { history, terms: TERMS, start, trial })
    expect(found.dominates).toEqual({ normal: true, thin: true })
    expect(of(found, 'policy')?.liquidations).toBe(0)
    expect(of(found, 'policy', 'thin')?.liquidations).toBe(0)
    if (date === '2024-08-05')
      expect(found.notes.map(({ series, done }) => `${series}: ${done}`)).toContain(
        'funding/okx_ETHUSDT_funding_8h.csv: no funding booked; forecast kept',
      )
  })
})
