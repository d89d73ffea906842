import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import fc from 'fast-check'
import Papa from 'papaparse'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { visible } from '../../units/text.ts'
import type { Event, Result } from '../venues/result.ts'
import { json } from './html.ts'
import { render } from './page.ts'
import { trades } from './trades.ts'

const payloadOf = (page: string): string =>
  /<script type="application\/json" id="result">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''

/** Names of elements that were opened and not closed, or closed and not opened, outside of scripts and styles. */
function unbalanced(page: string): readonly string[] {
  const empty = new Set(['meta', 'input', 'br'])
  const open: string[] = []
  const wrong: string[] = []
  const text = page.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
  for (const [, closing, name = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (empty.has(name)) continue
    if (closing === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}

describe('render', () => {
  it('makes a page whose elements are closed and whose slots are filled', () => {
    const page = render(resultOf())
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true)
    expect(unbalanced(page)).toEqual([])
    expect(page.slice(0, page.indexOf('<script'))).not.toContain('[[')
  })

  it('tells what lots leave over, where they leave anything', () => {
    expect(render(resultOf())).toContain('Too small to sell')
    expect(render(resultOf({ leftovers: [] }))).not.toContain('Too small to sell')
  })

  it('keeps one h1 and steps down one level of heading at a time', () => {
    const levels = [...render(resultOf()).matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels.every((level, at) => at === 0 || level - (levels[at - 1] ?? 0) <= 1)).toBe(true)
  })

  it('takes in the result without letting it speak', () => {
    const nasty = '</script><script>alert(1)</script><!-- & "quoted" \u2028'
    const result = resultOf({
      title: nasty,
      policy: nasty,
      events: [eventOf({ kind: 'defer', purpose: nasty, rationale: nasty })],
    })
    const page = render(result)
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<script\b/g)).toHaveLength(3)
    expect((JSON.parse(payloadOf(page)) as Result).events).toEqual(
      JSON.parse(JSON.stringify(result.events).replaceAll('\u2028', '\\\\u2028')),
    )
    expect(unbalanced(page)).toEqual([])
  })

  it('fetches nothing', () => {
    const page = render(resultOf())
    expect(page).not.toMatch(/\b(src|href)\s*=\s*["']?[^"'#\s]/i)
    expect(page).not.toMatch(/url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('Permission is hereby granted')
  })

  it('says that a market was simulated: in the title, in the strip, on paper and with the data', () => {
    const page = render(resultOf())
    expect(page).toMatch(/<title>[^<]*\(simulated market\)/)
    expect(page).toMatch(/class="strip"[^>]*><strong>Simulated market/)
    expect(page).toContain('@page { @top-center { content: "Simulated market"')
    expect(page).toContain('<b class="chip simulated">Simulated market</b>')
    const recorded = render(resultOf({ market: { label: 'Kraken', simulated: false, seed: null } }))
    expect(recorded.replace(/<style>[\s\S]*?<\/style>/, '')).not.toMatch(/simulated market/i)
  })

  it('checks that the parts make the profit, and says so when they do not', () => {
    const fine = resultOf()
    expect(render(fine)).toContain('add up to the profit')
    const off = { ...fine, summary: { ...fine.summary, profit: fine.summary.profit + 5 } }
    expect(render(off)).toMatch(/miss the profit of [^<]* by −5.00\u00a0USD/)
  })

  it.each<readonly [string, Partial<Result>]>([
    ['no events', { events: [] }],
    ['ether', { currency: 'ETH', shareClass: 'ETH' }],
    ['no hedge', { series: { ...resultOf().series, equityRatio: {} } }],
    ['no levels', { levels: { health: null, equityRatio: null, delta: { warning: 0.01, critical: 0.02 } } }],
    ['a single point', resultOf({}, 1)],
    ['no point', resultOf({}, 0)],
    ['no time', { hours: 0 }],
  ])('works with %s', (_, over) => {
    const page = render(resultOf(over))
    expect(unbalanced(page)).toEqual([])
    expect(page.slice(0, page.indexOf('<script'))).not.toMatch(/\bNaN\b|Infinity|undefined/)
  })

  it('never rounds an hour at warning away', () => {
    const { summary } = resultOf()
    const shown = (NORMAL: number, WARNING: number): string => {
      const hoursAtLevel = { NORMAL, DRIFT: 0, WARNING, CRITICAL: 0 }
      const page = render(resultOf({ hours: NORMAL + WARNING, summary: { ...summary, hoursAtLevel } }))
      return /Time without warning<\/dt><dd><b>([\d.]+)/.exec(page)?.[1] ?? ''
    }
    expect([shown(24, 0), shown(17_519, 1), shown(999, 1), shown(0, 24)]).toEqual(['100.0', '99.9', '99.9', '0.0'])
  })

  it('puts the deferred decisions of one kind together', () => {
    const defer = (at: string, repeats: number) => eventOf({ at, kind: 'defer', purpose: 'Move on', repeats })
    const page = render(resultOf({ events: [defer('2026-01-01T00:00:00Z', 3), defer('2026-01-05T00:00:00Z', 6)] }))
    expect(page).toMatch(/Move on[\s\S]*?<td class="figure">11<\/td>[\s\S]*?2026-01-01 00:00[\s\S]*?2026-01-05 00:00/)
  })
})

describe('the script of the page', () => {
  it('is one that a browser can read, with no module left in it', () => {
    const script = /<script>\n(\(\(\) => \{[\s\S]*)<\/script>/.exec(render(resultOf()))?.[1] ?? ''
    expect(() => new Script(script)).not.toThrow()
    expect(script).not.toMatch(/^(import|export)\b/m)
  })

  it('agrees with its types', { timeout: 60_000 }, () => {
    const program = ts.createProgram([fileURLToPath(new URL('page.client.js', import.meta.url))], {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.NodeNext,
      lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      allowJs: true,
      checkJs: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
    })
    const said = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    expect(said).toEqual([])
  })
})

describe('json', () => {
  it('comes back as it was and closes no element', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: fc.constantFrom('a', '<', '"', '\\') }),
        fc.string({ unit: fc.constantFrom('<', '/', '\u2028', '\u2029', 'a', '"', '\\') }),
        (value, text) => {
          const written = json({ value, text })
          expect(written).not.toMatch(/[<\u2028\u2029]/)
          const shown = text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
          expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ value, text: shown })))
        },
      ),
    )
  })
})

const HEAD = 'at,kind,class,purpose,level,moved,cost,steps,rationale'
const text = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '"', ',', ';', '\n', '\r', '\t', ' ', 'a', '1', 'é'),
})

describe('trades', () => {
  it('writes a row for each plan and each liquidation', () => {
    const plan = eventOf({ steps: ['withdraw', 'send, slowly'], rationale: 'the ratio is "low"', moved: -1.5 })
    const events = [plan, eventOf({ kind: 'defer' }), eventOf({ kind: 'liquidation', class: null, steps: [] })]
    expect(trades(resultOf({ events })).split('\r\n')).toEqual([
      HEAD,
      '2026-01-02T03:00:00.000Z,plan,TARGET,Restore,DRIFT,-1.5,12.5,"withdraw; send, slowly","the ratio is ""low"""',
      '2026-01-02T03:00:00.000Z,liquidation,,Restore,DRIFT,410000,12.5,,Below its target.',
      '',
    ])
  })

  it('writes its head when nothing happened', () => {
    expect(trades(resultOf({ events: [] }))).toBe(`${HEAD}\r\n`)
  })

  it('comes back as it was, but for an apostrophe before what a spreadsheet would run', () => {
    const guarded = (value: string): string => (/^ *[=+\-@]/.test(value) ? `'${value}` : value)
    fc.assert(
      fc.property(text, text, fc.array(text), (purpose, rationale, steps) => {
        const csv = trades(resultOf({ events: [eventOf({ purpose, rationale, steps })] }))
        const { data, errors } = Papa.parse<string[]>(csv.slice(0, -2), { newline: '\r\n', delimiter: ',' })
        expect(errors).toEqual([])
        expect(data).toHaveLength(2)
        const row = data[1] ?? []
        expect([row[3], row[7], row[8]]).toEqual([purpose, steps.join('; '), rationale].map(visible).map(guarded))
      }),
    )
  })
})

function eventOf(over: Partial<Event> = {}): Event {
  return {
    at: '2026-01-02T03:00:00.000Z',
    kind: 'plan',
    class: 'TARGET',
    purpose: 'Restore',
    rationale: 'Below its target.',
    level: 'DRIFT',
    moved: 410_000,
    cost: 12.5,
    steps: ['withdraw', 'send'],
    findings: [{ code: 'GAS_HIGH', severity: 'warn', detail: '61 gwei', lift: 'Wait.' }],
    repeats: 0,
    emergency: null,
    ...over,
  }
}

function resultOf(over: Partial<Result> = {}, points = 5): Result {
  const column = (of: (at: number) => number): readonly number[] => Array.from({ length: points }, (_, at) => of(at))
  const parts = {
    supply: 70,
    staking: 60,
    borrow: -45,
    funding: 30,
    price: -4,
    transaction: -6,
    liquidation: 0,
    residual: 0.5,
  }
  const profit = Object.values(parts).reduce((total, part) => total + part, 0)
  return {
    schema: 1,
    title: 'Leveraged staking & a hedge',
    mode: 'leveraged staking',
    shareClass: 'USDT',
    currency: 'USD',
    coin: 'ETH',
    market: { label: 'regimes with jumps', simulated: true, seed: 7 },
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
    hours: 24,
    policy: 'sha256:00',
    deployment: {
      verdict: 'full',
      targetShare: 0.95,
      averageShare: 0.94,
      highestShare: 0.96,
      hoursAtWork: 24,
      firstAt: '2026-01-01T00:00:00.000Z',
      targetAt: '2026-01-01T00:00:00.000Z',
      hoursToTarget: 0,
      idleProfit: -1,
      strategyProfit: profit + 1,
      strategyReturnPerYear: 0.4,
      reasons: [],
      causes: [],
    },
    summary: {
      startNetAssets: 100_000,
      endNetAssets: 100_000 + profit,
      profit,
      returnPerYear: 0.38,
      maxDrawdown: 0.001,
      worstHealth: 1.4,
      worstEquityRatio: null,
      worstDelta: -0.015,
      liquidations: 0,
      decisions: { EXECUTE: 1, NEUTRAL: 22, DEFER: 1, ERROR: 0 },
      plans: { SAFETY: 0, TARGET: 1, OPPORTUNISTIC: 0 },
      stopped: 0,
      hoursAtLevel: { NORMAL: 20, DRIFT: 3, WARNING: 1, CRITICAL: 0 },
      maxResidual: 0.000_002,
    },
    attribution: { ...parts, total: profit },
    costs: { gas: 2, fee: 3, slippage: 1 },
    leftovers: [
      { kind: 'hedge', place: 'BOOK', asset: 'ETH', quantity: 0.0004, value: 1.25, lot: 0.001, leastNotional: 5 },
    ],
    levels: {
      health: { target: 1.8, warning: 1.5, critical: 1.25 },
      equityRatio: { target: 0.2, warning: 0.12, critical: 0.08 },
      delta: { warning: 0.01, critical: 0.02 },
    },
    series: {
      everyHours: 6,
      time: column((at) => 1_767_225_600 + at * 21_600),
      netAssets: column((at) => 100_000 + at),
      attribution: {
        supply: column((at) => at),
        staking: column((at) => at),
        borrow: column((at) => -at),
        funding: column((at) => at - 2),
        price: column((at) => -at / 3),
        transaction: column((at) => -at / 2),
        liquidation: column(() => 0),
        residual: column(() => 0),
      },
      health: { 'Aave <main>': column((at) => 1.4 + at / 10) },
      equityRatio: { Binance: Array.from({ length: points }, () => null) },
      delta: column((at) => at / 1000),
      price: column((at) => 2_300 + at),
      gas: column((at) => 20 * at),
    },
    events: [eventOf(), eventOf({ kind: 'defer', class: 'OPPORTUNISTIC', steps: [], repeats: 3 })],
    notes: [{ series: 'funding', from: '2026-01-01T08:00:00Z', to: '2026-01-01T16:00:00Z', rows: 1, done: 'Held.' }],
    ...over,
  }
}
