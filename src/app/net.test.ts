import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ConfigMissing } from './config/file.ts'
import { ConfigError } from './config/problem.ts'
import { answer } from './net/answer.ts'
import { type Instrument, parseWishes, readWishes } from './net/wishes.ts'
import { netFile, netted } from './net.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ONE = 10n ** 18n

/** What is said of a text that cannot be read, a line each. */
function problems(text: string, file = 'wishes.csv'): readonly string[] {
  try {
    parseWishes(text, file)
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ line, column, path, code }) => `${line}:${column} ${path} ${code}`)
    throw error
  }
  return []
}

const rows = (instruments: readonly Instrument[]) =>
  instruments.flatMap((each) => answer(each).shares.map(({ strategy, market, fee }) => [strategy, market, fee]))

test('examples/wishes.csv: the 50, 25 and 100 of the notes, whose fee of 7 goes 0, 1, 6', async () => {
  const [glp] = await readWishes(`${root}examples/wishes.csv`)
  expect(glp && rows([glp])).toEqual([
    ['usdc-vault', 0n, 0n],
    ['btc-vault', 15n * ONE, 1n],
    ['eth-vault', 60n * ONE, 6n],
  ])
  const { report, blocked, document } = await netFile(`${root}examples/wishes.csv`)
  expect(blocked).toBe(false)
  expect(document.sections.map(({ id }) => id)).toEqual(['orders', 'shares'])
  expect(document.sections[0]?.lead).toContain('Of 407,166.25 USD wanted, 202,095.00 (49.6 %) cross inside')
  expect(report).toMatchObject({
    schema: 1,
    title: 'wishes.csv',
    instruments: [
      { instrument: 'GLP', net: '75', crossed: '50', fee: '0.000007', basis: 'netSide' },
      { instrument: 'BTC', net: '-2.5', fee: '80', strategies: [{ fee: '65' }, { fee: '0' }, { fee: '15' }] },
      { instrument: 'ETH', net: '18', filled: '4.5', fee: '5.625', strategies: [{ unfilled: '8.1' }, {}, {}] },
    ],
  })
})

test('examples/wishes.json: all of one instrument crosses, and what has no price is not summed', async () => {
  const instruments = await readWishes(`${root}examples/wishes.json`)
  expect(netted(instruments, 'wishes').report).toMatchObject({
    instruments: [
      { instrument: 'BTC', net: '0', crossed: '3.25', fee: '0', basis: 'gross' },
      { instrument: 'SOL', net: '600.5', fee: '12.34', unassigned: '0' },
    ],
  })
  const free = netted(parseWishes('strategy,instrument,delta\na,X,1\nb,X,-2\n', 'x.csv'), 'x').document
  expect(free.sections[0]?.lead).not.toContain('USD wanted')
})

test('a fee that nobody has a wish for is not dropped', () => {
  const { report, document } = netted(parseWishes('strategy,instrument,delta,fee\na,X,0,3\n', 'x.csv'), 'x')
  expect(document.sections[0]?.blocks[0]).toMatchObject({ rows: [['X', '0', '0', '0', '3', { value: '3' }]] })
  expect(report).toMatchObject({ instruments: [{ fee: '3', unassigned: '3', basis: 'none' }] })
})

test('a rate without a price is of US dollars, and the last unit is rounded up', () => {
  const { report } = netted(parseWishes('strategy,instrument,delta,fee_bps\na,X,1000.01,0.5\n', 'x.csv'), 'x')
  expect(report).toMatchObject({ instruments: [{ fee: '0.050001', price: null }] })
})

test('a fill that cannot be is refused and blocks, and nothing of it is shared out', () => {
  const text = 'strategy,instrument,delta,price,fill\na,X,5,2,6\nb,X,-1,,\nc,Y,1,2,\n'
  const { report, blocked, document } = netted(parseWishes(text, 'x.csv'), 'x')
  expect(blocked).toBe(true)
  expect(report).toMatchObject({
    instruments: [
      { refusal: { code: 'BAD_FILL' }, strategies: [{ market: '0', unfilled: '5' }, {}] },
      { refusal: null },
    ],
  })
  const [, refused] = document.sections
  expect(refused?.blocks[0]).toMatchObject({ paragraphs: [expect.stringContaining('(net 4, filled 6)')] })
})

test('CSV as spreadsheets write it: a mark at the start, quotes, blanks and empty lines', () => {
  const text = '\uFEFF Strategy , INSTRUMENT,delta\r\n\r\n"a, ""b""", X , +1.5\r\nc,X,-2\r\n'
  expect(parseWishes(text, 'x.csv')).toMatchObject([
    { name: 'X', wishes: [{ strategy: 'a, "b"', delta: (3n * ONE) / 2n }, { strategy: 'c' }] },
  ])
})

test.each([
  ['no text', '', ['1:1  NET_EMPTY']],
  ['names alone', 'strategy,instrument,delta\n', ['1:1  NET_EMPTY']],
  ['a column too few', 'strategy,instrument\na,X\n', ['1:1 delta KEY_MISSING']],
  ['a column that is none', 'strategy,instrument,delta,prize\na,X,1,2\n', ['1:27 prize KEY_UNKNOWN']],
  ['a row too long', 'strategy,instrument,delta\na,X,1,2\n', ['2:1  TYPE_WRONG']],
  ['a column twice', 'strategy,instrument,delta,delta\na,X,5,-7\nb,X,-2,1\n', ['1:27 delta KEY_TWICE']],
  ['a column twice but for case', 'strategy,instrument,delta, Delta\na,X,5,-7\n', ['1:27 delta KEY_TWICE']],
  ['a column without a name', 'strategy,instrument,delta,\na,X,5,\n', ['1:27  KEY_UNKNOWN']],
  ['a row too short', 'strategy,instrument,delta,price\na,X,1\n', ['2:1  TYPE_WRONG']],
  ['a quote that is never closed', 'strategy,instrument,delta\n"a,X,1\nb,X,2\n', ['2:1  QUOTE_BROKEN']],
  ['a quote inside a cell', 'strategy,instrument,delta\na"b",X,1\nb,X,2\n', ['2:2  QUOTE_BROKEN']],
  [
    'semicolons',
    'strategy;instrument;delta\na;X;1\n',
    [
      '1:1 strategy;instrument;delta KEY_UNKNOWN',
      ...['strategy', 'instrument', 'delta'].map((key) => `1:1 ${key} KEY_MISSING`),
    ],
  ],
  [
    'cells that are empty',
    'strategy,instrument,delta\n,X,1\na,,1\na,X,\n',
    ['2:1 strategy KEY_MISSING', '3:3 instrument KEY_MISSING', '4:5 delta KEY_MISSING'],
  ],
  [
    'figures that are none',
    'strategy,instrument,delta,price\na,X,one,2\nb,X,1e5,\nc,X,NaN,\n',
    ['2:5 delta FIGURE_INVALID', '3:5 delta FIGURE_INVALID', '4:5 delta FIGURE_INVALID'],
  ],
  ['more digits than are kept', 'strategy,instrument,delta\na,X,0.1234567890123456789\n', ['2:5 delta FIGURE_INVALID']],
  ['the same strategy twice', 'strategy,instrument,delta\na,X,1\na,X,2\n', ['3:1 strategy NET_TWICE']],
  ['two prices', 'strategy,instrument,delta,price\na,X,1,2\nb,X,1,3\n', ['3:7 price NET_TERMS']],
  ['a price of nothing', 'strategy,instrument,delta,price\na,X,1,0\n', ['2:7 price PRICE_NOT_POSITIVE']],
  ['a fee below zero', 'strategy,instrument,delta,fee\na,X,1,-1\n', ['2:7 fee FIGURE_NEGATIVE']],
  ['a fee and a rate', 'strategy,instrument,delta,fee,fee_bps\na,X,1,1,\nb,X,1,,2\nc,X,3,,\n', ['3:7 fee NET_TERMS']],
] as const)('CSV with %s is refused with its line', (_, text, said) => {
  expect([...problems(text)].sort()).toEqual([...said].sort())
})

test.each([
  ['an end that is missing', '[{"strategy": "a"},\n', /^2:1 {2}JSON_SYNTAX$/],
  ['what only YAML allows', '[{strategy: a, instrument: X, delta: 1}]', /^1:3 {2}JSON_SYNTAX$/],
  ['a figure that is none', '[{"strategy": "a", "instrument": "X", "delta": NaN}]', /^1:\d+ {2}JSON_SYNTAX$/],
  ['nothing in it', ' ', /^1:1 {2}JSON_SYNTAX$/],
  ['a row that is no mapping', '[\n{"strategy": "a", "instrument": "X", "delta": 1}, 5, null]', /2:51 {2}TYPE_WRONG/],
  ['a mapping', '{"strategy": "a"}', /1:1 {2}TYPE_WRONG/],
  ['a list of words', '["a"]', /1:2 {2}TYPE_WRONG/],
  [
    'a number beyond all for a name',
    '[{"strategy": 1e400, "instrument": "X", "delta": 1}]',
    /^1:\d+ 0\.strategy FIGURE_INVALID$/,
  ],
  [
    'a figure of more than 10^18',
    '[{"strategy": "a", "instrument": "X", "delta": "-1000000000000000001"}]',
    /^1:\d+ delta FIGURE_TOO_LARGE$/,
  ],
  ['a figure beyond all', '[{"strategy": "a", "instrument": "X", "delta": 1e400}]', /^1:\d+ 0\.delta FIGURE_INVALID$/],
  ['a key that is none', '[\n{"strategy": "a", "instrument": "X", "delta": 1, "prize": 1}]', /2:50 prize KEY_UNKNOWN/],
  ['a key twice', '[\n{"strategy": "a", "instrument": "X", "delta": 1, "delta": 2}]', /2:50 {2}KEY_TWICE/],
  ['a list for a name', '[\n{"strategy": ["a"], "instrument": "X", "delta": 1}]', /2:2 0.strategy TYPE_WRONG/],
  ['a mapping for a figure', '[\n{"strategy": "a", "instrument": "X", "delta": {}}]', /2:38 0.delta TYPE_WRONG/],
  ['yes for a name', '[\n{"strategy": true, "instrument": "X", "delta": 1}]', /2:2 0.strategy TYPE_WRONG/],
  [
    'nothing where a name should be',
    '[\n{"strategy": null, "instrument": "X", "delta": 1}]',
    /2:2 strategy KEY_MISSING/,
  ],
])('JSON with %s is refused with its line', (_, text, said) => {
  expect(problems(text, 'wishes.json').join(' ')).toMatch(said)
})

test('a long decimal in JSON keeps every digit, in quotes or without, and one with an exponent has none to keep', () => {
  const text = (delta: string) => `[{"strategy": "a", "instrument": "X", "delta": ${delta}}]`
  for (const written of ['1.234567890123456789', '"1.234567890123456789"'])
    expect(parseWishes(text(written), 'x.json')).toMatchObject([{ wishes: [{ delta: 1_234_567_890_123_456_789n }] }])
  expect(problems(text('1.234567890123456789e2'), 'x.json').join(' ')).toMatch(/delta FIGURE_INVALID/)
})

test('a file that is not there is missing', async () => {
  await expect(netFile(`${root}examples/nothing.csv`)).rejects.toBeInstanceOf(ConfigMissing)
})

test('rows are read although a column is unknown, and a report begins as all of ours do', () => {
  const text = 'strategy,instrument,delta,prize\na,BTC,NaN,3\nb,BTC,1,3,4\n'
  const wrong = () => parseWishes(text, 'x.csv')
  expect(wrong).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({ code: 'KEY_UNKNOWN', meant: 'price' }),
        expect.objectContaining({ code: 'FIGURE_INVALID', line: 2 }),
        expect.objectContaining({ code: 'TYPE_WRONG', line: 3 }),
      ],
    }),
  )
  expect(JSON.stringify(netted([], 'x').report)).toMatch(/^{"schema":1,"title":/)
})

test('names that differ only in capitals do not net, and that is said', () => {
  const wishes = 'strategy,instrument,delta\na,ETH,1\nb,eth,-1\nB,SOL,2\n'
  const { report, document, blocked } = netted(parseWishes(wishes, 'wishes.csv'), 'x')
  expect(blocked).toBe(false)
  expect(report).toMatchObject({
    warnings: [
      { code: 'NAMES_DIFFER_IN_CASE', facts: { kind: 'instrument', names: 'ETH, eth' } },
      { code: 'NAMES_DIFFER_IN_CASE', facts: { kind: 'strategy', names: 'b, B' } },
    ],
  })
  expect(JSON.stringify(document.sections.find(({ id }) => id === 'warned'))).toContain(
    'ETH and eth differ only in capitals: they are taken for different instruments, and do not net',
  )
  expect(netted(parseWishes('strategy,instrument,delta\na,ETH,1\nb,ETH,-1\n', 'w.csv'), 'x').report).toMatchObject({
    warnings: [],
  })
})

test('a figure beyond any amount is refused where it stands, either way', () => {
  const text = (delta: string) => `strategy,instrument,delta\nA,ETH,${delta}\n`
  expect(problems(text('1000000000000000000'))).toEqual([])
  expect(problems(text('1000000000000000000.1'))).toEqual(['2:7 delta FIGURE_TOO_LARGE'])
  expect(problems(text(`-1${'0'.repeat(41)}`))).toEqual(['2:7 delta FIGURE_TOO_LARGE'])
})
