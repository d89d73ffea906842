import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { problems } from '../../test/problems.ts'
import type { Watch } from './backtest.ts'
import { bookOf } from './config/book.ts'
import { read } from './config/source.ts'
import type { Told } from './desk.ts'
import { deskOf } from './desks.ts'
import { parseWishes } from './net/wishes.ts'
import { netted } from './net.ts'
import { parseScenario } from './pool/scenario.ts'
import * as Pool from './pool/simulate.ts'
import { parse as parseReserve } from './reserve/scenario.ts'
import * as Reserve from './reserve/simulate.ts'
import * as Vaults from './vaults/desk.ts'

const INHERITED = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', '__defineGetter__']
const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const ASKED = { choice: { folder: null, from: null, to: null, seed: null }, at: null, state: null }

const example = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), 'utf8')

type Run = (text: string) => Promise<Told>

const pool: Run = (text) => Pool.simulated(parseScenario(text, 'a'), null, QUIET)
const reserve: Run = (text) => Reserve.told(parseReserve(text, 'a', null), 'a', QUIET)
const vaults: Run = (text) => Vaults.simulated(bookOf(text, 'a'), QUIET)
const wishes: Run = async (text) => netted(parseWishes(text, 'a.json'), 'a')
const checked: Run = async (text) => {
  const opened = bookOf(text, 'a')
  if (opened.book === 'venues') throw new RangeError('not of this test')
  return (await deskOf(opened.book)).check(opened)
}
const planned: Run = async (text) => {
  const opened = bookOf(text, 'a')
  if (opened.book === 'venues') throw new RangeError('not of this test')
  return (await deskOf(opened.book)).plan(opened, ASKED)
}

interface Renamed {
  readonly run: Run
  readonly file: string
  /** What takes another name: a word of the file. */
  readonly word: string
}

const each: readonly Renamed[] = [
  { run: pool, file: 'pool-depreciation.yaml', word: 'A' },
  { run: pool, file: 'pool-depreciation.yaml', word: 'USDC' },
  { run: pool, file: 'pool-depreciation.yaml', word: 't1' },
  { run: pool, file: 'pool-regular.yaml', word: 'USDC' },
  { run: checked, file: 'pool-book.yaml', word: 'arbitrum' },
  { run: planned, file: 'pool-book.yaml', word: 'USDC' },
  { run: reserve, file: 'reserve-orders.yaml', word: 'USDC' },
  { run: reserve, file: 'reserve-orders.yaml', word: 'STAKE' },
  { run: checked, file: 'reserve-drifted.yaml', word: 'USDC' },
  { run: planned, file: 'reserve-drifted.yaml', word: 'DAI' },
  { run: vaults, file: 'vaults-epochs.yaml', word: 'USDC' },
  { run: vaults, file: 'vaults-epochs.yaml', word: 'BTC' },
  { run: vaults, file: 'vaults-refused.yaml', word: 'ETH' },
  { run: wishes, file: 'wishes.json', word: 'BTC' },
  { run: wishes, file: 'wishes.json', word: 'basis' },
]

/** Comments tell of commands, and hold words too. */
const renamed = (text: string, word: string, name: string): string =>
  text.replace(/ *#.*$/gm, '').replaceAll(new RegExp(`\\b${word}\\b(?! *-)`, 'g'), name)

const saying = async (run: Run, text: string): Promise<string> => {
  const { report, document } = await run(text)
  // A hash of the config differs with the name, as it should.
  return (JSON.stringify(report) + JSON.stringify(document)).replace(/\b[0-9a-f]{64}\b/g, '')
}

describe('names that every object inherits', () => {
  it.each(each)('are names as any other: $word in $file', async ({ run, file, word }) => {
    for (const name of INHERITED) {
      // Of the same length and place in the alphabet, and inherited by nothing.
      const other = `${name.slice(0, -1)}_`
      const said = await saying(run, renamed(example(file), word, name))
      expect(said).toContain(name)
      expect(said.replaceAll(name, other)).toBe(await saying(run, renamed(example(file), word, other)))
    }
  })

  it.each([
    { run: pool, file: 'pool-depreciation.yaml', from: 'from: A', to: 'from: toString', says: /toString/ },
    { run: pool, file: 'pool-depreciation.yaml', from: 'token: USDC', to: 'token: hasOwnProperty', says: /hasOwn/ },
    { run: pool, file: 'pool-depreciation.yaml', from: 'token: USDC', to: 'token: __proto__', says: /__proto__/ },
    { run: checked, file: 'pool-book.yaml', from: 'base: USDC', to: 'base: constructor', says: /base: .*constructor/ },
    { run: planned, file: 'pool-book.yaml', from: 'base: USDC', to: 'base: __proto__', says: /base: .*__proto__/ },
    { run: reserve, file: 'reserve-orders.yaml', from: 'from: ETH', to: 'from: valueOf', says: /valueOf/ },
    { run: vaults, file: 'vaults-epochs.yaml', from: 'own: BTC', to: 'own: toString', says: /own: .*toString/ },
  ])('are unknown where nothing has them: $to', async ({ run, file, from, to, says }) => {
    const text = example(file)
    expect(text).toContain(from)
    const said = await saying(run, text.replace(from, to)).catch((error: unknown) => String(error))
    expect(said).toMatch(says)
    expect(said).not.toMatch(/native code|TypeError/)
  })

  it('are kept as keys in JSON', async () => {
    const { report } = await pool(renamed(example('pool-depreciation.yaml'), 'USDC', 'constructor'))
    expect(JSON.stringify(report)).toContain('"constructor":6')
  })
})

describe('the one name that JavaScript keeps for itself', () => {
  it('is refused as a key, wherever it stands, with its line', () => {
    const source = read(
      'book: pool\ntokens:\n  __proto__: { decimals: 6 }\nchains:\n  A: { balances: { __proto__: 1 } }\n',
    )
    expect(source.problems).toMatchObject([
      { code: 'KEY_RESERVED', line: 3, column: 3 },
      { code: 'KEY_RESERVED', line: 5, column: 20 },
    ])
    expect(read('{"a": [{"__proto__": 1}]}').problems).toMatchObject([{ code: 'KEY_RESERVED', line: 1, column: 9 }])
  })

  it('is refused by every book', () => {
    const found = problems(() => parseScenario(example('pool-depreciation.yaml').replace('A:', '__proto__:'), 'a'))
    expect(found).toMatchObject([{ code: 'KEY_RESERVED', path: '__proto__' }])
  })
})

describe('a text that is nested without end', () => {
  it.each([
    ['brackets', `x: ${'['.repeat(2000)}`],
    ['braces', '{"a":'.repeat(2000)],
    ['dashes', `x:\n  ${'- '.repeat(2000)}a`],
    ['blanks', Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('is refused where it gets too deep, whatever the stack holds: %s', (_, text) => {
    expect(read(text).problems).toMatchObject([{ code: 'NESTED_TOO_DEEP', kind: 'bad' }])
  })

  it('has its line, and a hundred levels are read', () => {
    expect(read(`book: pool\ny: 1\nx: ${'['.repeat(200)}`).problems).toMatchObject([{ line: 3, column: 102 }])
    const depth = 90
    expect(read(`x: ${'['.repeat(depth)}1${']'.repeat(depth)}`).problems).toEqual([])
  })
})
