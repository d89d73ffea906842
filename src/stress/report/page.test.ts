import { describe, expect, it } from 'vitest'
import type { Matrix, Row } from '../result.ts'
import { render } from './page.ts'
import { change, ending, plans, safety } from './words.ts'

const IDLE: Row['idle'] = {
  level: 'CRITICAL',
  endLevel: 'CRITICAL',
  inDanger: 4,
  safe: null,
  timeToSafety: null,
  worst: { measure: 'equityRatio', place: 'OKX', value: 0.12, level: 'CRITICAL', hour: 4 },
  worstHealth: 1.2,
  worstEquityRatio: 0.12,
  liquidations: [],
  cost: 0,
  lost: 8,
  missing: { peak: 50_000, margin: 50_000, debt: 0, end: 50_000 },
}

const ROW: Row = {
  id: 'price+30-4h',
  title: 'ETH +30 % in 4 h',
  within: 4,
  held: 24,
  isPair: false,
  level: 'WARNING',
  endLevel: 'NORMAL',
  inDanger: 4,
  safe: 5,
  timeToSafety: 1,
  worst: { measure: 'equityRatio', place: 'OKX', value: 0.139, level: 'WARNING', hour: 4 },
  worstHealth: 1.2,
  worstEquityRatio: 0.139,
  liquidations: [],
  plans: [
    { hour: 4, class: 'SAFETY', purpose: 'Margin support', level: 'WARNING', cost: 12, steps: ['Move <5>', 'Send'] },
  ],
  cost: 12,
  lost: 20,
  missing: { peak: 43_957, margin: 43_957, debt: 0, end: 0 },
  blocked: [],
  idle: IDLE,
}
const ADL: Row = { ...ROW, id: 'adl', title: 'ADL of half the hedge', inDanger: 0, safe: 0, timeToSafety: 0 }
const CALM: Row = {
  ...ROW,
  id: 'gas',
  title: 'Gas',
  level: 'NORMAL',
  inDanger: null,
  safe: null,
  timeToSafety: 0,
  plans: [],
}
const PAIR: Row = {
  ...ROW,
  id: 'price+30-4h+adl',
  title: 'Both',
  isPair: true,
  safe: null,
  timeToSafety: null,
  liquidations: [{ hour: 3, place: 'OKX', detail: 'gone', lost: 5 }],
  blocked: [{ hour: 3, code: 'NO_SOURCE', detail: 'nothing' }],
}

const MATRIX: Matrix = {
  schema: 1,
  kind: 'stress',
  of: 'venues',
  title: 'A <book>',
  mode: 'usdt_market_neutral',
  currency: 'USD',
  policy: 'abcdef0123456789',
  market: { label: 'simulated', simulated: true, seed: 7 },
  asOf: '2026-01-01T12:00:00Z',
  book: null,
  shareAtWork: 0.9,
  netAssets: 1e6,
  levels: { health: { warning: 1.15, critical: 1.1 }, equityRatio: null },
  summary: { scenarios: 4, liquidated: 1, neverSafe: 1, missing: 43_957, missingIn: 'adl' },
  rows: [ROW, ADL, CALM, PAIR],
}

describe('the page of a matrix', () => {
  const page = render(MATRIX)

  it('needs no network and no script, and says so to the browser', () => {
    expect(page).not.toMatch(/<script|https?:|src=|@import/)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('name="viewport"')
    expect(page).toContain('light-dark(')
  })

  it('quotes what comes from outside', () => {
    expect(page).toContain('A &#60;book&#62;')
    expect(page).toContain('Move &#60;5&#62;')
    expect(page).not.toContain('A <book>')
  })

  it('tells every scenario once, and every link leads to one', () => {
    const ids = [...page.matchAll(/<details [^>]*id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids).toEqual(MATRIX.rows.map(({ id }) => id))
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
  })

  it('says at its head that a simulated market is no history, and of a recorded one nothing', () => {
    expect(page).toContain('<p class="strip" role="note"><strong>Simulated market, seed 7</strong>')
    expect(page).toContain('nothing here is history')
    const recorded = render({ ...MATRIX, market: { label: 'recorded', simulated: false, seed: null } })
    expect(recorded).not.toContain('class="strip"')
  })

  it('tells of each scenario how it ends with nothing done', () => {
    const said = 'critical on the way, critical at the end, safe: never, net assets changed by −8.00\u00a0USD.'
    expect(page).toContain(`With nothing done: ${said}`)
    const taken = { ...ROW, idle: { ...IDLE, liquidations: PAIR.liquidations } }
    expect(render({ ...MATRIX, rows: [taken] })).toContain(`With nothing done: a liquidation, ${said}`)
  })

  it('leads from the capital that is missing to the scenario in which it is', () => {
    expect(page).toContain('in <a href="#adl">ADL of half the hedge</a>')
    const none = render({ ...MATRIX, summary: { ...MATRIX.summary, missing: 0, missingIn: null } })
    expect(none).toContain('<span>USD, to stand at the warning</span>')
  })

  it('puts a pair where its two meet, and names what stood in the way', () => {
    expect(page).toContain('<a class="failed" href="#price+30-4h+adl">&nbsp;liquidated')
    expect(page).toContain('<code>NO_SOURCE</code> nothing')
    expect(page).toContain('By hour 3 at OKX: gone')
  })
})

describe('a cell and a change', () => {
  const deep: Row = { ...PAIR, liquidations: [], timeToSafety: 2, safe: 6, level: 'CRITICAL', lost: -151.59 }
  const page = render({ ...MATRIX, rows: [ROW, ADL, CALM, deep] })

  it('below critical is no warning', () => {
    expect(page).toContain('<a class="mended deep" href="#price+30-4h+adl">')
    expect(page).toContain('<a class="mended" href="#price+30-4h">')
  })

  it('is a gain with a plus, and a loss with a minus', () => {
    expect([deep, ROW, { ...ROW, lost: 0 }].map((row) => change(row, 'USD'))).toEqual(['+151.59', '−20.00', '0'])
    expect(page).toContain('+151.59')
    expect(page).not.toContain('Lost')
  })
})

describe('the words', () => {
  it('tell fine from mended from failed', () => {
    expect([ROW, ADL, CALM, PAIR].map(ending)).toEqual(['mended', 'mended', 'fine', 'failed'])
  })

  it('say the time to safety', () => {
    expect([ROW, ADL, CALM, PAIR].map(safety)).toEqual(['1\u00a0h', '< 1\u00a0h', '–', 'never'])
  })

  it('fold a run of one purpose', () => {
    const plan = { hour: 1, class: 'SAFETY', purpose: 'Sell', level: 'WARNING', cost: 0, steps: [] } as const
    const row = { ...ROW, plans: [plan, { ...plan, hour: 9 }, { ...plan, hour: 10, purpose: 'Buy' }] }
    expect(plans(row)).toBe('1\u00a0h Sell ×2, 10\u00a0h Buy')
    expect(plans(CALM)).toBe('–')
  })
})
