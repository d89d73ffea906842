import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TrimtabError } from '../units/error.ts'
import { encode, plain } from '../units/json.ts'
import { instant, parse as parseTime } from '../units/time.ts'
import { reportJson, runBacktest, type Watch } from './backtest.ts'
import { bookOf } from './config/book.ts'
import { parse } from './config/parse.ts'
import { deskOf } from './desks.ts'
import { planOf } from './plan.ts'

const SILENT: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const NONE = { folder: null, from: null, to: null, seed: null }

/** A config as it is shown to users, on a few rows of its market. */
const short = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8')
    .replace(/hours: \d+/, 'hours: 6')
    .replace(/rows: \d+/, 'rows: 6')
    .replace(/days: \d+/, 'days: 1')

const EXAMPLES = {
  venues: ['simulated', 'eth-leveraged', 'eth-leveraged-hedged', 'eth-basis'],
  pool: ['pool-book'],
  vaults: ['vaults-simulated', 'vaults-tier2'],
  reserve: ['reserve-simulated', 'reserve-drifted'],
} as const

/** Every figure of a config but the length of its market, where it stands. */
const FIGURE = /(?<=[:[,] )(?<!(?:hours|rows|days|seed|every|orders|horizon): )\d[\d_]*(?:\.\d+)?(?=[ ,\n}\]])/g

type Edit = (whole: string) => string

const written = (value: number): string => value.toPrecision(4)
const within = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })

/** A figure times something, or another from nothing to more than there is. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: within(-1, 1).map(
      (power) => (whole: string) => written(Number(whole.replaceAll('_', '')) * 10 ** power),
    ),
  },
  { weight: 1, arbitrary: within(-18, 16).map((power) => () => written(10 ** power)) },
  { weight: 1, arbitrary: fc.constantFrom('0', '1e-18', '1e15', '1e18').map((text) => () => text) },
)

const edits = fc.array(fc.tuple(fc.nat(), edit), { minLength: 1, maxLength: 3 })

/** The text with some of its figures changed, their units left. */
function edited(text: string, changes: readonly (readonly [number, Edit])[]): string {
  const places = [...text.matchAll(FIGURE)].map(({ index }) => index)
  const chosen = new Map(changes.map(([at, change]) => [places[at % places.length], change]))
  return text.replace(FIGURE, (whole, index: number) => chosen.get(index)?.(whole) ?? whole)
}

const AT = instant(parseTime('2024-01-01T05:00:00Z'))

/** Writes what `plan` and `backtest` report as JSON; how many of the two gave a report and no refusal. */
async function reported(book: keyof typeof EXAMPLES, text: string): Promise<number> {
  const asked = { choice: NONE, at: book === 'venues' ? AT : null, state: null }
  const reports = [
    async () => {
      if (book === 'venues') return encode(await planOf(parse(text, 'c.yaml'), asked))
      return encode((await (await deskOf(book)).plan(bookOf(text, 'c.yaml'), asked)).report)
    },
    async () => {
      if (book === 'venues') return reportJson(await runBacktest(parse(text, 'c.yaml'), NONE, SILENT))
      return encode((await (await deskOf(book)).backtest(bookOf(text, 'c.yaml'), NONE, SILENT)).report)
    },
  ]
  let given = 0
  for (const report of reports) {
    try {
      await report()
      given += 1
    } catch (error) {
      if (!(error instanceof TrimtabError) || error.code === 'NOT_FINITE') throw error
    }
  }
  return given
}

/** A linear program for each decision makes vaults slow. */
const RUNS = { venues: 60, pool: 40, vaults: 10, reserve: 20 } as const

describe.each(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[])('reports of the %s book', (book) => {
  it('hold finite figures alone, whatever the config says', { timeout: 60_000 }, async () => {
    let given = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...EXAMPLES[book]), edits, async (name, changes) => {
        given += await reported(book, edited(short(name), changes))
      }),
      { numRuns: RUNS[book] },
    )
    // The law would hold of nothing if every config were refused.
    expect(given).toBeGreaterThan(10)
  })
})

describe('a figure that is not finite', () => {
  it('is refused by the serialiser of every report', () => {
    expect(() => encode({ deep: [{ of: Number.NaN }] })).toThrow(expect.objectContaining({ code: 'NOT_FINITE' }))
    expect(() => plain({ deep: [{ of: Number.POSITIVE_INFINITY }] })).toThrow(/deep\[0\]\.of/)
  })
})
