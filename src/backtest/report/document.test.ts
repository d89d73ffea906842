import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { visible, visibleJson } from '../../units/text.ts'
import { type Block, type Document, render, type Section } from './document.ts'
import type { Chart, Payload } from './lines.ts'

const HOUR = 3_600
const START = 1_735_689_600
const NASTY = '</script><script>alert(1)</script><!-- & "quoted" \u2028 <b>'

describe('render', () => {
  it('makes a page whose elements are closed and whose slots are filled', () => {
    const page = render(documentOf())
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true)
    expect(unbalanced(page)).toEqual([])
    expect(markup(page)).not.toMatch(/\[\[|undefined|NaN|Infinity/)
  })

  it('keeps one h1 and steps down one level of heading at a time, in columns too', () => {
    const levels = [...render(documentOf()).matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels.every((level, at) => at === 0 || level - (levels[at - 1] ?? 0) <= 1)).toBe(true)
    expect(Math.max(...levels)).toBe(4)
  })

  it('has every name once, and points at none that is not there', () => {
    const page = markup(render(documentOf()))
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    const used = [...page.matchAll(/(?:href="#|aria-labelledby="|aria-describedby=")([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(used.filter((id) => !ids.includes(id))).toEqual([])
    expect(ids).toContain('section-prices')
  })

  it('fetches nothing', () => {
    const page = render(documentOf())
    expect(page).not.toMatch(/\b(src|href)\s*=\s*["']?[^"'#\s]/i)
    expect(page).not.toMatch(/url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('Permission is hereby granted')
  })

  it('takes in text without letting it speak, wherever it stands', () => {
    const chart = chartOf({
      id: NASTY,
      title: NASTY,
      unit: NASTY,
      summary: NASTY,
      x: { kind: 'step', labels: [NASTY, 'b', 'c'] },
      lines: [{ label: NASTY, values: [1, 2, 3], digits: 0, stepped: false }],
      bands: [{ label: NASTY, low: [0, 1, 2], high: [2, 3, 4], of: NASTY }],
      limits: [{ label: NASTY, value: 1, tone: null }],
      marks: [{ at: 0, label: NASTY, tone: null }],
    })
    const section: Section = {
      id: NASTY,
      title: NASTY,
      lead: NASTY,
      blocks: [
        { kind: 'figures', rows: [{ name: NASTY, value: NASTY, note: NASTY, tone: 'good' }] },
        { kind: 'text', paragraphs: [NASTY] },
        { kind: 'table', caption: NASTY, columns: [{ title: NASTY }], rows: [[NASTY], [{ value: NASTY, tone: null }]] },
        chart,
        { ...chart, lines: [], bands: [] },
      ],
    }
    const page = render({
      kind: NASTY,
      title: NASTY,
      simulated: NASTY,
      facts: [[NASTY, NASTY]],
      sections: [section, { ...section, blocks: [{ kind: 'columns', sections: [section, section] }] }],
      footer: [NASTY],
    })
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<script\b/g)).toHaveLength(3)
    expect(unbalanced(page)).toEqual([])
    const { axes, charts } = payloadOf(page)
    expect(axes).toEqual(JSON.parse(visibleJson(JSON.stringify([chart.x])).replaceAll('\\u2028', '\\\\u2028')))
    expect(charts[0]?.lines[0]?.label).toBe(visible(NASTY))
  })

  it('puts any text between tags and not into them', () => {
    const bits = fc.string({ unit: fc.constantFrom('<', '>', '/', '"', "'", '&', 'b', ' ', '[', ']', '$') })
    fc.assert(
      fc.property(bits, bits, (title, value) => {
        const block: Block = { kind: 'figures', rows: [{ name: title, value, note: title, tone: null }] }
        expect(unbalanced(render(documentOf({ title, sections: [sectionOf('a', [block])] })))).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('says that data were simulated: in the title, in the strip and on paper', () => {
    const page = render(documentOf({ simulated: 'Simulated market, seed 7: nothing here is history' }))
    expect(page).toMatch(/<title>[^<]*\(simulated\)/)
    expect(page).toContain('<strong>Simulated market, seed 7</strong> <span>nothing here is history</span>')
    expect(page).toContain('@page { @top-center { content: "Simulated market"')
    const recorded = markup(render(documentOf({ simulated: null })))
    expect(recorded).not.toMatch(/simulated/i)
  })

  it('lists the sections of a long page', () => {
    const many = ['a', 'b', 'c', 'd'].map((id) => sectionOf(id, []))
    expect(render(documentOf({ sections: many })).match(/<li><a href="#section-/g)).toHaveLength(4)
    expect(render(documentOf({ sections: many.slice(1) }))).not.toContain('<nav')
  })

  it('tells once, before the first chart, what needs a script', () => {
    const page = markup(render(documentOf()))
    expect(page.match(/The charts need JavaScript/g)).toHaveLength(1)
    expect(page.indexOf('The charts need JavaScript')).toBeLessThan(page.indexOf('<figure'))
    expect(render(documentOf({ sections: [] }))).not.toContain('The charts need JavaScript')
  })

  it('stays below three megabytes with ten lines of five thousand points', () => {
    const x = { kind: 'time', values: Array.from({ length: 5_000 }, (_, at) => START + at * HOUR) } as const
    const lines = Array.from({ length: 10 }, (_, nth) => ({
      label: `Run ${nth}`,
      values: x.values.map((_, at) => Math.sin(at * (nth + 1)) * 1e6),
      digits: 2,
      stepped: false,
    }))
    const page = render(documentOf({ sections: [sectionOf('a', [chartOf({ x, lines, bands: [], marks: [] })])] }))
    expect(page.length).toBeLessThan(1_200_000)
  })
})

describe('figures and tables', () => {
  it('set the unit of a value apart', () => {
    const shown = (value: string): string => {
      const rows = [{ name: 'a', value, note: '', tone: null }]
      const page = render(documentOf({ sections: [sectionOf('a', [{ kind: 'figures', rows }])] }))
      return /<dd><b>(.*?)<\/b>/.exec(page)?.[1] ?? ''
    }
    expect(shown('1,143.25 USD')).toBe('1,143.25\u00a0<small>USD</small>')
    expect(shown('−4.28\u00a0%')).toBe('−4.28\u00a0<small>%</small>')
    expect(shown('7')).toBe('7')
    expect(shown('none')).toBe('none')
  })

  it('write numbers with the digits of their column, and a dash for what is none', () => {
    const table: Block = {
      kind: 'table',
      caption: 'Trades',
      columns: [{ title: 'Who' }, { title: 'Paid', figure: true, digits: 2 }, { title: 'Exact', figure: true }],
      rows: [
        ['a', 1234.5, '0.000000000000000001'],
        ['b', { value: -1, tone: 'critical' }, null],
        ['c', Number.NaN, 7.4],
        ['d'],
      ],
    }
    const page = markup(render(documentOf({ sections: [sectionOf('a', [table])] })))
    const cells = [...page.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell)
    expect(cells).toEqual([
      ...['a', '1,234.50', '0.000000000000000001'],
      ...['b', '<b class="critical">−1.00</b>', '–'],
      ...['c', '–', '7'],
      ...['d', '–', '–'],
    ])
  })

  it('scroll in a box of their own when they are long, and say when they are empty', () => {
    const shown = (length: number): string => {
      const rows = Array.from({ length }, () => ['a'])
      const block: Block = { kind: 'table', caption: 'T', columns: [{ title: 'A' }], rows }
      return markup(render(documentOf({ sections: [sectionOf('a', [block])] })))
    }
    expect(shown(17)).toContain('class="table long"')
    expect(shown(16)).not.toContain('class="table long"')
    expect(shown(0)).toContain('No rows.')
  })
})

describe('charts', () => {
  it('hands over lines, bands, limits and marks', () => {
    const { axes, charts } = payloadOf(render(documentOf({ sections: [sectionOf('a', [chartOf()])] })))
    expect(axes).toEqual([chartOf().x])
    expect(charts[0]).toMatchObject({
      id: 'chart-price',
      axis: 0,
      bands: [{ label: 'runs', of: 0 }],
      limits: [{ label: 'floor', value: 0.95, tone: 'critical' }],
      marks: [{ at: 1, label: 'depeg', tone: 'warning' }],
    })
  })

  it('keeps an axis once, however many charts lie over it', () => {
    const other = chartOf({ x: { kind: 'step', labels: ['a', 'b', 'c'] } })
    const page = render(documentOf({ sections: [sectionOf('a', [chartOf(), other, chartOf()])] }))
    const { axes, charts } = payloadOf(page)
    expect(axes).toHaveLength(2)
    expect(charts.map(({ axis }) => axis)).toEqual([0, 1, 0])
  })

  it('says in words that there is nothing to draw, and draws no frame', () => {
    const nothing: readonly Partial<Chart>[] = [
      { x: { kind: 'time', values: [] }, lines: [], bands: [], marks: [] },
      { lines: [lineOf([null, null, Number.NaN])], bands: [] },
      { lines: [lineOf([0, -1, -2])], bands: [], log: true },
    ]
    for (const over of nothing) {
      const page = render(documentOf({ sections: [sectionOf('a', [chartOf(over)])] }))
      expect(markup(page)).toContain('There are no values to draw.')
      expect(markup(page)).toContain('From 1 to 1.2.')
      expect(markup(page)).not.toContain('class="plot"')
      expect(payloadOf(page).charts).toEqual([])
    }
  })

  it('leaves out what a logarithm and a pile do not know', () => {
    const drawn = (over: Partial<Chart>) =>
      payloadOf(render(documentOf({ sections: [sectionOf('a', [chartOf(over)])] }))).charts[0]
    const log = drawn({ log: true, lines: [lineOf([10, 0, 1])], limits: [{ label: 'zero', value: 0, tone: null }] })
    expect(log?.lines[0]?.values).toEqual([10, null, 1])
    expect(log?.limits).toEqual([])
    expect(drawn({ stacked: true, log: true })).toMatchObject({ log: false, bands: [] })
  })

  it('writes as many digits as are read, and no more than nine otherwise', () => {
    const short = (value: number, digits: number): unknown => {
      const lines = [{ ...lineOf([value, 1, 1]), digits }]
      return payloadOf(render(documentOf({ sections: [sectionOf('a', [chartOf({ lines, bands: [] })])] }))).charts[0]
        ?.lines[0]?.values[0]
    }
    expect(short(1 / 3, 2)).toBe(0.333_333_333)
    expect(short(1_234_567.123_456_789, 6)).toBe(1_234_567.123_457)
    expect(short(0.000_012_345_678_912, 4)).toBe(0.000_012_345_678_9)
    expect(short(123_456_789_012, 2)).toBe(123_456_789_012)
  })

  it('reads at a glance what stands side by side: charts of one id have one y axis', () => {
    const beside = (...charts: readonly Chart[]): Block => ({
      kind: 'columns',
      sections: charts.map((chart, at) => sectionOf(`model ${at}`, [chart])),
    })
    const low = chartOf({ lines: [lineOf([0.5, null, 0.6])], bands: [] })
    const high = chartOf({ lines: [lineOf([1, 2, 3])], bands: [] })
    const within = (block: Block) =>
      payloadOf(render(documentOf({ sections: [sectionOf('a', [block])] }))).charts.map((chart) => chart.within)
    expect(within(beside(low, high))).toEqual([
      [0.5, 3],
      [0.5, 3],
    ])
    expect(within(beside(low, { ...high, id: 'other' }))).toEqual([null, null])
    expect(within(beside(low, { ...high, stacked: true }))).toEqual([null, null])
    expect(within(low)).toEqual([null])
  })

  it.each<readonly [string, Partial<Chart>]>([
    ['a line is shorter than its axis', { lines: [lineOf([1, 2])] }],
    ['a band is longer than its axis', { bands: [{ label: 'b', low: [1, 2, 3], high: [1, 2, 3, 4], of: null }] }],
    ['times go back', { x: { kind: 'time', values: [START, START - 1, START] } }],
    ['a mark lies beyond the axis', { marks: [{ at: 3, label: 'late', tone: null }] }],
  ])('refuses to draw when %s', (_, over) => {
    expect(() => render(documentOf({ sections: [sectionOf('a', [chartOf(over)])] }))).toThrow(RangeError)
  })
})

describe('the script of the page', () => {
  it('is one that a browser can read, with no module left in it and every name once', () => {
    const script = /<script>\n(\(\(\) => \{[\s\S]*)<\/script>/.exec(render(documentOf()))?.[1] ?? ''
    expect(() => new Script(script)).not.toThrow()
    expect(script).not.toMatch(/^(import|export)\b/m)
    const names = [...script.matchAll(/^(?:function|const|let) (\w+)/gm)].map(([, name]) => name)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('agrees with its types', { timeout: 60_000 }, () => {
    const program = ts.createProgram([fileURLToPath(new URL('document.client.js', import.meta.url))], {
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

function payloadOf(page: string): Payload {
  return JSON.parse(/<script type="application\/json" id="document">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '')
}

function markup(page: string): string {
  return page.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
}

/** Names of elements that were opened and not closed, or closed and not opened, outside of scripts and styles. */
function unbalanced(page: string): readonly string[] {
  const empty = new Set(['meta', 'br'])
  const open: string[] = []
  const wrong: string[] = []
  for (const [, closing, name = ''] of markup(page).matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (empty.has(name)) continue
    if (closing === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}

function lineOf(values: readonly (number | null)[]): Chart['lines'][number] {
  return { label: 'GYD', values, digits: 4, stepped: false }
}

function chartOf(over: Partial<Chart> = {}): Chart {
  return {
    kind: 'chart',
    id: 'price',
    title: 'Share price',
    unit: 'USD',
    summary: 'From 1 to 1.2.',
    x: { kind: 'time', values: [START, START + HOUR, START + 2 * HOUR] },
    lines: [lineOf([1, 1.1, 1.2])],
    bands: [{ label: 'runs', low: [0.9, 1, 1], high: [1.1, 1.2, 1.3], of: 'GYD' }],
    limits: [{ label: 'floor', value: 0.95, tone: 'critical' }],
    marks: [{ at: 1, label: 'depeg', tone: 'warning' }],
    stacked: false,
    log: false,
    ...over,
  }
}

function sectionOf(id: string, blocks: readonly Block[]): Section {
  return { id, title: `Section ${id}`, lead: null, blocks }
}

function documentOf(over: Partial<Document> = {}): Document {
  const table: Block = { kind: 'table', caption: 'Outcomes', columns: [{ title: 'Who' }], rows: [['first']] }
  const model = sectionOf('model', [chartOf({ id: 'model' }), table])
  return {
    kind: 'reserve simulation',
    title: 'A depeg & what came after',
    simulated: 'Simulated market, seed 7: nothing here is history',
    facts: [['Model', 'dynamic']],
    sections: [
      sectionOf('key', [
        { kind: 'figures', rows: [{ name: 'Reserve ratio', value: '98.2 %', note: 'at the end', tone: 'warning' }] },
        { kind: 'text', paragraphs: ['What was left out.'] },
      ]),
      sectionOf('prices', [chartOf(), chartOf({ stacked: true, id: 'stack' }), chartOf({ lines: [], bands: [] })]),
      sectionOf('models', [{ kind: 'columns', sections: [model, model] }]),
      sectionOf('events', [table]),
    ],
    footer: ['All times are in UTC.'],
    ...over,
  }
}
