import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { History } from '../../ports/history.ts'
import { TrimtabError } from '../../units/error.ts'
import { HOUR_MS, instant, parse } from '../../units/time.ts'
import { load } from './load.ts'
import { type GapPolicy, type Need, NOTED, STRICT } from './policy.ts'

const DAY_MS = 24 * HOUR_MS
const FROM = parse('2024-06-10')
const TO = instant(FROM + 3 * DAY_MS)
const START = FROM - 40 * DAY_MS
const END = TO + 5 * DAY_MS

const SPOT = 'prices/binance_spot_ETHUSDT_1h.csv'
const MARK = 'prices/binance_mark_ETHUSDT_1h.csv'
const LAST = 'prices/binance_perp_ETHUSDT_1h.csv'
const FUNDING = 'funding/binance_ETHUSDT_funding_8h.csv'
const AAVE = 'aave/aave_v3_ethereum_daily_2024-2025.csv'
const STAKING = 'lst/weeth_wsteth_rate_daily.csv'
const GAS = 'gas/ethereum_gas_price_hourly.csv'

type Files = Readonly<Record<string, string>>

const SOUND: Files = {
  [SPOT]: prices('volume_eth', 0),
  [MARK]: prices(undefined, 1),
  [LAST]: prices('volume_eth', 2),
  [FUNDING]: csv('ts_ms,funding_rate,mark_price_usdt', 8 * HOUR_MS, (i) => `${0.0001 + (i % 7) * 0.00001},`),
  [AAVE]: ['USDT', 'WETH', 'weETH'].reduce((text, asset) => text + reserve(asset), `ts_ms,${reserveColumns()}\n`),
  [STAKING]: csv(
    'ts_ms,date,eth_per_weeth,eth_per_wsteth,eth_usd,usdt_usd,eth_per_weeth_market_24h_median,eth_per_wsteth_market_24h_median',
    DAY_MS,
    (i) => `x,${1.04 + i * 0.0001},1.16,3000,${1 - (i % 3) * 0.0002},${i < 3 ? '' : 1.039 + i * 0.0001},`,
  ),
  [GAS]: csv(
    'ts_ms,block,gas_price_avg_gwei,gas_price_median_gwei,base_fee_gwei,priority_fee_p25_gwei,priority_fee_p50_gwei,priority_fee_p75_gwei',
    HOUR_MS,
    (i) => `1,${5 + (i % 11)},1,1,0.1,0.1,0.1`,
  ),
}

const folders: string[] = []
let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-'))
  folders.push(dir)
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('sound files', () => {
  it('lay figures on their hours', async () => {
    const history = await loaded(SOUND)
    expect(history.hours).toBe(72)
    expect(history.spot.ETH.open[5]).toBe(priceAt(40 * 24 + 5, 0))
    expect(history.perps.BINANCE?.ETHUSDT?.mark.high[71]).toBe(priceAt(40 * 24 + 71, 1) + 9)
    expect(history.perps.BINANCE?.ETHUSDT?.settled[8]).toBe(0.0001 + ((40 * 3 + 1) % 7) * 0.00001)
    expect(history.perps.BINANCE?.ETHUSDT?.settled[7]).toBeNaN()
    expect(history.weeth.rate[12]).toBeCloseTo(1.04 + 40.5 * 0.0001, 12)
    // The middle one of the 29 steps up to day 40 leads from day 25 to 26.
    expect(history.weeth.growth[0]).toBeCloseTo((0.0001 / (1.04 + 0.0025)) * 365, 12)
    expect(history.weeth.growth[23]).toBe(history.weeth.growth[0])
    expect(history.weeth.growth[24]).toBeCloseTo((0.0001 / (1.04 + 0.0026)) * 365, 12)
    expect(history.reserves.WETH.supplied[23]).toBe(1000)
    expect([history.reserves.WETH.borrowed[23], history.reserves.WETH.borrowed[24]]).toEqual([700, 701])
    expect(history.notes).toEqual([])
  })

  it.each([
    ['packed', (name: string, text: string) => [`${name}.gz`, gzipSync(text)] as const],
    ['with Windows line ends', (name: string, text: string) => [name, text.replaceAll('\n', '\r\n')] as const],
    ['with a byte order mark', (name: string, text: string) => [name, `\uFEFF${text}`] as const],
    ['quoted', (name: string, text: string) => [name, text.replaceAll(/[^,\n]+/g, '"$&"')] as const],
    ['with a blank line at the end', (name: string, text: string) => [name, `${text}\n`] as const],
    ['some ms late', (name: string, text: string) => [name, text.replaceAll(/^(\d{10})000/gm, '$1009')] as const],
    [
      'with the time as the last column',
      (name: string, text: string) => [name, text.replaceAll(/^([^,]+),(.*)$/gm, '$2,$1')] as const,
    ],
  ])('give the same figures %s', async (_, changed) => {
    const sound = await loaded(SOUND)
    for (const [name, text] of Object.entries(SOUND)) {
      rmSync(join(dir, name))
      const [path, content] = changed(name, text)
      write(path, content)
    }
    expect(await load(dir, need())).toEqual(sound)
  })

  it('give the same figures where settlements, gas and days are some ms early', async () => {
    const sound = await loaded(SOUND)
    for (const name of [FUNDING, GAS, AAVE, STAKING])
      write(
        name,
        everyRow(SOUND[name] ?? '', (row) => cell(row, 0, (n) => n - 7)),
      )
    expect(await load(dir, need())).toEqual(sound)
  })

  it('are not opened when not needed', async () => {
    const { [AAVE]: _, [STAKING]: __, ...rest } = SOUND
    const history = await loaded(rest, { lending: false, staking: false })
    expect(history.usdtUsd.every((one) => one === 1)).toBe(true)
    expect(history.notes).toEqual([{ series: 'usdtUsd', from: FROM, to: TO - HOUR_MS, rows: 72, done: 'taken as 1' }])
    expect(history.weeth.rate[0]).toBeNaN()
    expect(history.reserves.WETH.borrowIndex[0]).toBeNaN()
  })
})

describe('growth of the staking rate', () => {
  const growths = async (text: string): Promise<Float64Array> =>
    (await loaded({ ...SOUND, [STAKING]: text })).weeth.growth

  it('takes a slash for one day, not for a year', async () => {
    const slashed = [...Array(83).keys()].reduce(
      (text, i) => (i < 36 ? text : onRow(text, i, (row) => cell(row, 2, (rate) => rate * 0.985))),
      SOUND[STAKING] ?? '',
    )
    for (const one of await growths(slashed)) expect(one).toBeCloseTo(0.035, 4)
  })

  it('spreads what grew over missing days on them', async () => {
    const days = Array.from({ length: 15 }, (_, i) => 43 - 2 * i)
    const sparse = days.reduce((text, at) => without(text, at, 1), SOUND[STAKING] ?? '')
    for (const one of await growths(sparse)) expect(one).toBeCloseTo(0.035, 4)
  })

  it('is not known from one rate, and is from two', async () => {
    const text = without(SOUND[STAKING] ?? '', 2, 40)
    const growth = await growths(text)
    expect([...growth.subarray(0, 24)].every(Number.isNaN)).toBe(true)
    expect(growth[24]).toBeCloseTo((0.0001 / (1.04 + 0.004)) * 365, 12)
  })

  it('is the same at an hour wherever the range starts', async () => {
    const text = without(SOUND[STAKING] ?? '', 43, 2)
    const whole = await growths(text)
    const part = await load(dir, need({ from: instant(FROM + 40 * HOUR_MS) }))
    expect(part.weeth.growth).toEqual(whole.subarray(40))
  })
})

/** What is done to which file, and what must come of it. */
const BAD: readonly (readonly [unknown, string, string, (text: string) => string])[] = [
  ['FILE_EMPTY', 'empty', SPOT, () => ''],
  ['NO_ROWS', 'header only', MARK, (text) => line(text, 1)],
  ['NO_ROWS', 'header without a line end', MARK, (text) => line(text, 1).trimEnd()],
  ['HEADER_UNKNOWN', 'no header', SPOT, (text) => text.slice(text.indexOf('\n') + 1)],
  ['HEADER_UNKNOWN', 'a missing column', GAS, (text) => text.replace('gas_price_avg_gwei', 'gas_price_average')],
  [
    'HEADER_UNKNOWN',
    'an unknown column',
    MARK,
    (text) => text.replaceAll('\n', ',1\n').replace('usdt,1', 'usdt,open_usd'),
  ],
  [
    'HEADER_UNKNOWN',
    'a column twice',
    MARK,
    (text) => text.replaceAll('\n', ',1\n').replace('usdt,1', 'usdt,open_usdt'),
  ],
  ['HEADER_UNKNOWN', 'a column without a name', MARK, (text) => text.replaceAll('\n', ',\n')],
  ['HEADER_UNKNOWN', 'semicolons', FUNDING, (text) => text.replaceAll(',', ';')],
  ['HEADER_UNKNOWN', 'something else', SPOT, () => '<!doctype html>\n<title>Not found</title>\n'],
  ['FILE_TRUNCATED', 'cut in its last row', FUNDING, (text) => text.slice(0, -3)],
  [
    'ROW_RAGGED',
    'a row with a cell less',
    SPOT,
    (text) => onRow(text, 1000, (row) => row.slice(0, row.lastIndexOf(','))),
  ],
  ['ROW_RAGGED', 'a row with a cell more', SPOT, (text) => onRow(text, 1000, (row) => `${row},1`)],
  ['QUOTE_BROKEN', 'an open quote', SPOT, (text) => onRow(text, 1000, (row) => row.replace(/,/, ',"'))],
  ['QUOTE_BROKEN', 'a quote inside a cell', GAS, (text) => onRow(text, 1000, (row) => row.replace(/,1,/, ',1"0,'))],
  ['QUOTE_BROKEN', 'text behind a quote', GAS, (text) => onRow(text, 1000, (row) => row.replace(/,1,/, ',"1"0,'))],
  ['NOT_A_NUMBER', 'a blank line', SPOT, (text) => onRow(text, 1000, () => '')],
  ['NOT_A_NUMBER', 'NaN', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, () => 'NaN'))],
  ['NOT_A_NUMBER', 'a missing price', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, () => ''))],
  ['NOT_A_NUMBER', 'infinity', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, () => '1e999'))],
  ['NOT_A_NUMBER', 'a hexadecimal', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, () => '0xbb8'))],
  ['NOT_A_NUMBER', 'a date as time', MARK, (text) => onRow(text, 1000, (row) => cell(row, 0, () => '2024-06-10'))],
  ['NOT_POSITIVE', 'a zero price', SPOT, (text) => onRow(text, 1000, (row) => cell(row, 3, () => '0'))],
  ['NOT_POSITIVE', 'a negative price', LAST, (text) => onRow(text, 1000, (row) => cell(row, 1, () => '-3000'))],
  ['NOT_POSITIVE', 'free gas', GAS, (text) => onRow(text, 1000, (row) => cell(row, 2, () => '0.0'))],
  ['BAR_INCONSISTENT', 'high below low', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, () => '2000'))],
  ['BAR_INCONSISTENT', 'open above high', MARK, (text) => onRow(text, 1000, (row) => cell(row, 1, (n) => n + 10))],
  ['PRICE_IMPLAUSIBLE', 'a wick of ten times', MARK, (text) => onRow(text, 1000, (row) => cell(row, 2, (n) => n * 10))],
  [
    'PRICE_IMPLAUSIBLE',
    'a row in another unit',
    SPOT,
    (text) => onRow(text, 1000, (row) => [1, 2, 3, 4].reduce((r, c) => cell(r, c, (n) => n / 100), row)),
  ],
  ['PRICE_IMPLAUSIBLE', 'gas in wei', GAS, (text) => everyRow(text, (row) => cell(row, 2, (n) => n * 1e9))],
  [
    'PRICE_IMPLAUSIBLE',
    'a staking rate upside down and scaled',
    STAKING,
    (text) => onRow(text, 35, (row) => cell(row, 2, () => '0.2')),
  ],
  ['PRICE_IMPLAUSIBLE', 'USDT in cents', STAKING, (text) => everyRow(text, (row) => cell(row, 5, (n) => n * 100))],
  ['PRICE_IMPLAUSIBLE', 'gas in ETH', GAS, (text) => everyRow(text, (row) => cell(row, 2, (n) => n / 1e9))],
  [
    'PRICE_IMPLAUSIBLE',
    'prices in cents',
    SPOT,
    (text) => everyRow(text, (row) => [1, 2, 3, 4].reduce((r, c) => cell(r, c, (n) => n * 100), row)),
  ],
  ...[MARK, LAST].map(
    (name) =>
      [
        'PRICE_IMPLAUSIBLE',
        `${name} of another coin`,
        name,
        (text: string) => everyRow(text, (row) => [1, 2, 3, 4].reduce((r, c) => cell(r, c, (n) => n * 20), row)),
      ] as const,
  ),
  [
    'PRICE_IMPLAUSIBLE',
    'a staking rate in wei, and its quotes',
    STAKING,
    (text) => everyRow(text, (row) => [2, 6].reduce((r, c) => cell(r, c, (n) => n && n * 1e18), row)),
  ],
  [
    'PRICE_IMPLAUSIBLE',
    'weETH for one ETH',
    STAKING,
    (text) => everyRow(text, (row) => [2, 6].reduce((r, c) => cell(r, c, (n) => n && 1 / n), row)),
  ],
  [
    'PRICE_IMPLAUSIBLE',
    'an oracle price of 8 decimals',
    AAVE,
    (text) => everyRow(text, (row) => cell(row, 10, () => 3e11)),
  ],
  ...[4, 5].map(
    (column) =>
      [
        'FIGURE_IMPLAUSIBLE',
        `an index in ray (column ${column})`,
        AAVE,
        (text: string) => everyRow(text, (row) => cell(row, column, (n) => n * 1e27)),
      ] as const,
  ),
  ...[6, 7].flatMap((column) =>
    [1e2, 1e4, 1e27].map(
      (scale) =>
        [
          expect.stringMatching(/^(RATE|FIGURE)_IMPLAUSIBLE$/),
          `a lending rate times ${scale} (column ${column})`,
          AAVE,
          (text: string) => everyRow(text, (row) => cell(row, column, (n) => n * scale)),
        ] as const,
    ),
  ),
  ...[8, 9].flatMap((column) =>
    [1e6, 1e8, 1e18].map(
      (scale) =>
        [
          'FIGURE_IMPLAUSIBLE',
          `totals times ${scale} (column ${column})`,
          AAVE,
          (text: string) => everyRow(text, (row) => cell(row, column, (n) => n * scale)),
        ] as const,
    ),
  ),
  [
    'FIGURE_IMPLAUSIBLE',
    'both totals in wei',
    AAVE,
    (text) => everyRow(text, (row) => [8, 9].reduce((r, c) => cell(r, c, (n) => n * 1e18), row)),
  ],
  [
    'FIGURE_IMPLAUSIBLE',
    'both totals in wei, and no price',
    AAVE,
    (text) => everyRow(text, (row) => [8, 9, 10].reduce((r, c) => cell(r, c, (n) => (c === 10 ? '' : n * 1e18)), row)),
  ],
  [
    'PRICE_IMPLAUSIBLE',
    'both totals of one row a thousandfold',
    AAVE,
    (text) => onRow(text, 42, (row) => [8, 9].reduce((r, c) => cell(r, c, (n) => n * 1000), row)),
  ],
  ['FIGURE_IMPLAUSIBLE', 'a debt below zero', AAVE, (text) => onRow(text, 42, (row) => cell(row, 9, (n) => -n))],
  ['TIME_UNIT', 'seconds', SPOT, (text) => everyRow(text, (row) => cell(row, 0, (n) => n / 1000))],
  ['TIME_UNIT', 'microseconds', FUNDING, (text) => everyRow(text, (row) => cell(row, 0, (n) => n * 1000))],
  ['TIME_OFF_HOUR', 'half an hour off', GAS, (text) => everyRow(text, (row) => cell(row, 0, (n) => n + HOUR_MS / 2))],
  ...[SPOT, MARK, LAST].map(
    (name) =>
      [
        'TIME_AT_CLOSE',
        `bars of ${name} at their close`,
        name,
        (text: string) => everyRow(text, (row) => cell(row, 0, (n) => n + HOUR_MS - 1)),
      ] as const,
  ),
  ['TIME_AT_CLOSE', 'one bar at its close', MARK, (text) => onRow(text, 1000, (row) => cell(row, 0, (n) => n - 1000))],
  ['TIME_UNSORTED', 'two rows exchanged', SPOT, (text) => exchanged(text, 1000)],
  ['TIME_UNSORTED', 'two rows exchanged far outside', SPOT, (text) => exchanged(text, 10)],
  ['TIME_DUPLICATE', 'a row twice', FUNDING, (text) => onRow(text, 100, (row) => `${row}\n${row}`)],
  ['TIME_DUPLICATE', 'a day twice', AAVE, (text) => onRow(text, 40, (row) => `${row}\n${row}`)],
  [
    'RATE_IMPLAUSIBLE',
    'one huge funding rate',
    FUNDING,
    (text) => onRow(text, 100, (row) => cell(row, 1, () => '0.06')),
  ],
  ['RATE_IMPLAUSIBLE', 'funding in percent', FUNDING, (text) => everyRow(text, (row) => cell(row, 1, (n) => n * 100))],
  [
    'RATE_IMPLAUSIBLE',
    'lending rates in percent',
    AAVE,
    (text) => everyRow(text, (row) => [6, 7].reduce((r, c) => cell(r, c, (n) => n * 100), row)),
  ],
  ['RATE_IMPLAUSIBLE', 'a negative lending rate', AAVE, (text) => onRow(text, 42, (row) => cell(row, 7, (n) => -n))],
  ['INDEX_FELL', 'an index that falls', AAVE, (text) => onRow(text, 42, (row) => cell(row, 5, () => '1.0'))],
  ['GAP_TOO_LONG', 'nine hours of prices missing', MARK, (text) => without(text, 1000, 9)],
  ['GAP_TOO_LONG', 'two days of gas missing', GAS, (text) => without(text, 970, 48)],
  ['GAP_TOO_LONG', 'four days of staking missing', STAKING, (text) => without(text, 40, 4)],
  ['GAP_TOO_LONG', 'four days of lending missing', AAVE, (text) => without(text, 40, 4)],
  ['RANGE_UNCOVERED', 'prices that end early', SPOT, (text) => without(text, 1000, 500)],
  ['RANGE_UNCOVERED', 'prices that start late', SPOT, (text) => without(text, 2, 970)],
  ['RANGE_UNCOVERED', 'gas that ends early', GAS, (text) => without(text, 980, 500)],
  ['RANGE_UNCOVERED', 'funding that ends early', FUNDING, (text) => without(text, 125, 500)],
  ['RANGE_UNCOVERED', 'funding of one row', FUNDING, (text) => without(text, 3, 500)],
  ['RANGE_UNCOVERED', 'staking that starts late', STAKING, (text) => without(text, 2, 42)],
  ['RANGE_UNCOVERED', 'an asset that is not there', AAVE, (text) => text.replaceAll('weETH', 'rsETH')],
]

describe('bad files', () => {
  it.each(BAD)('%s: %s', async (...[code, , name, change]) => {
    const error = await loaded({ ...SOUND, [name]: change(SOUND[name] ?? '') }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(TrimtabError)
    expect(error).toMatchObject({ code, facts: { file: name } })
    expect(error).toHaveProperty('remedy', expect.stringMatching(/^[A-Z].*\.$/))
  })

  it('say which unit is likely', async () => {
    const text = everyRow(SOUND[AAVE] ?? '', (row) => [8, 9].reduce((r, c) => cell(r, c, (n) => n * 1e18), row))
    await expect(loaded({ ...SOUND, [AAVE]: text })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^aave\/.*:\d+ total_supplied: 1e\+21 is outside 0 to 1000000000000 \(unit: US dollars/,
      ),
      remedy: expect.stringContaining('wei'),
    })
  })

  it('name the line', async () => {
    const text = onRow(SOUND[SPOT] ?? '', 1000, (row) => cell(row, 3, () => '0'))
    await expect(loaded({ ...SOUND, [SPOT]: text })).rejects.toMatchObject({ facts: { row: 1000, column: 'low_usdt' } })
  })

  it.each([
    ['GZIP_TRUNCATED', gzipSync(SOUND[SPOT] ?? '').subarray(0, 500)],
    ['GZIP_CORRUPT', Buffer.from(SOUND[SPOT] ?? '')],
    ['FILE_EMPTY', Buffer.alloc(0)],
    ['FILE_EMPTY', gzipSync('')],
  ])('%s: packed', async (code, bytes) => {
    const { [SPOT]: _, ...rest } = SOUND
    write(`${SPOT}.gz`, bytes)
    await expect(loaded(rest)).rejects.toMatchObject({ code, facts: { file: `${SPOT}.gz` } })
  })

  it.each([
    ['plain', SPOT, (bytes: Buffer) => bytes],
    ['packed', `${SPOT}.gz`, (bytes: Buffer) => gzipSync(bytes, { level: 1 })],
  ])(
    'FILE_TOO_LARGE: %s',
    async (_, name, packed) => {
      const { [SPOT]: __, ...rest } = SOUND
      write(name, packed(Buffer.alloc(256 * 1024 * 1024 + 1)))
      await expect(loaded(rest)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', facts: { file: name } })
    },
    30_000,
  )

  it('names its market by exchanges only where it has some', async () => {
    const { label } = await loaded(SOUND, { exchanges: [] })
    expect([label, (await load(dir, need())).label]).toEqual(['market files', 'files of BINANCE'])
  })

  it('FILE_MISSING: names what to do', async () => {
    const { [MARK]: _, ...rest } = SOUND
    await expect(loaded(rest)).rejects.toMatchObject({
      code: 'FILE_MISSING',
      facts: { file: MARK },
      remedy: expect.stringContaining('leave BINANCE out'),
    })
  })

  it('FILE_UNREADABLE: a folder of that name', async () => {
    const { [SPOT]: _, ...rest } = SOUND
    mkdirSync(join(dir, SPOT), { recursive: true })
    await expect(loaded(rest)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it.each([
    ['backward', { from: TO, to: FROM }],
    ['empty', { to: FROM }],
    ['between hours', { from: instant(FROM + 1) }],
  ])('NEED_INVALID: a range that is %s', async (_, range) => {
    await expect(loaded(SOUND, range)).rejects.toMatchObject({ code: 'NEED_INVALID' })
  })
})

describe('holes', () => {
  it.each([
    ['flat at the last close', MARK, 1000, 8, 8],
    ['last gas price kept', GAS, 990, 10, 10],
    ['mark open taken for the last price', LAST, 970, 40, 40],
    ['no funding booked; forecast kept', FUNDING, 124, 3, 3],
    ['straight line over missing days', STAKING, 43, 1, 47],
    ['indices on a straight line over missing days', AAVE, 43, 1, 47],
  ])('%s, noted; refused by the strict policy', async (...[done, name, row, count, noted]) => {
    const files = { ...SOUND, [name]: without(SOUND[name] ?? '', row, count) }
    const history = await loaded(files)
    expect(history.notes.filter((note) => note.done === done)).toMatchObject([{ rows: noted }])
    await expect(load(dir, need({ gaps: STRICT }))).rejects.toMatchObject({
      code: 'GAP_TOO_LONG',
      facts: { file: name },
    })
  })

  it.each([
    ['up to its end', 40, 99, 'RANGE_UNCOVERED', 'from 2024-06-08T00:00:00Z to 2024-06-17T00:00:00Z'],
    ['for days in its middle', 38, 5, 'GAP_TOO_LONG', 'from 2024-06-06T00:00:00Z to 2024-06-10T00:00:00Z'],
    ['in one row', 43, 1, 'GAP_TOO_LONG', 'at 2024-06-11T00:00:00Z'],
  ] as const)('name the column that is blank %s, and its rows', async (...[, row, count, code, span]) => {
    const name = 'eth_per_weeth_market_24h_median'
    let text = SOUND[STAKING] ?? ''
    for (let at = row; at < row + count; at += 1) text = onRow(text, at, (one) => one && cell(one, 6, () => ''))
    const gaps = count === 1 ? STRICT : NOTED
    for (const [file, content] of Object.entries({ ...SOUND, [STAKING]: text })) write(file, content)
    const error = await load(dir, need({ gaps })).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code, facts: { file: STAKING, row, column: name } })
    expect(error).toHaveProperty('message', expect.stringContaining(`${name} is blank ${span}`))
    expect(error).toHaveProperty('message', expect.stringMatching(/^lst\/weeth_wsteth_rate_daily\.csv:\d+/))
  })

  it('name the file, not a column, where there are no rows', async () => {
    const files = { ...SOUND, [STAKING]: without(SOUND[STAKING] ?? '', 43, 99) }
    await expect(loaded(files)).rejects.toMatchObject({
      code: 'RANGE_UNCOVERED',
      message: expect.stringMatching(/does not reach .*; it covers 2024-\S+Z to 2024-06-\S+Z[.]$/),
    })
  })

  it('a flat bar has no wick', async () => {
    const { mark } =
      (await loaded({ ...SOUND, [MARK]: without(SOUND[MARK] ?? '', 1000, 2) })).perps.BINANCE?.ETHUSDT ?? {}
    const row = 1000 - 2 - 40 * 24
    expect(mark?.open[row]).toBe(priceAt(40 * 24 + row, 1))
    expect([mark?.high[row], mark?.low[row + 1]]).toEqual([mark?.open[row], mark?.open[row]])
  })

  it('a change of the funding interval is none', async () => {
    const rows =
      line(SOUND[FUNDING] ?? '', 1) +
      stamps(START, FROM + DAY_MS, 8 * HOUR_MS) +
      stamps(FROM + DAY_MS, END, 4 * HOUR_MS)
    const history = await loaded({ ...SOUND, [FUNDING]: rows }, { gaps: STRICT })
    const { settled, forecast } = history.perps.BINANCE?.ETHUSDT ?? { settled: new Float64Array(0), forecast: [] }
    expect(settled.filter((rate) => !Number.isNaN(rate))).toHaveLength(3 + 12)
    expect(forecast[0]).toBeCloseTo(0.0001 * 1095, 12)
    expect(forecast[71]).toBeCloseTo(0.0001 * 2190, 12)
  })
})

describe('a law', () => {
  it('a file damaged at random gives the same figures or says what is wrong', async () => {
    const sound = await loaded(SOUND)
    const damage = fc.record({
      name: fc.constantFrom(...Object.keys(SOUND)),
      kind: fc.constantFrom(...DAMAGE),
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      span: fc.integer({ min: 1, max: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, kind, at, span }) => {
        const text = SOUND[name] ?? ''
        write(name, kind(text, Math.floor(at * text.length), span))
        const outcome = await load(dir, need({ gaps: STRICT })).catch((cause: unknown) => cause)
        write(name, text)
        if (outcome instanceof TrimtabError) expect(Object.keys(outcome.facts)).toContain('file')
        else expect(figures(outcome)).toEqual(figures(sound))
      }),
    )
  }, 60_000)
})

/** Without what is an average over as many earlier rows as there are. */
function figures(outcome: unknown): unknown {
  return JSON.parse(JSON.stringify(outcome, (key, value) => (key === 'growth' || key === 'forecast' ? '' : value)))
}

type Damage = (text: string, at: number, span: number) => string

/** None of these can make one sound file out of another, as a changed digit could. */
const DAMAGE: readonly Damage[] = [
  (text, at) => text.slice(0, at),
  (text, at) => `${text.slice(0, at)}\n`,
  (text, at, span) => text.slice(0, at) + 'x'.repeat(span) + text.slice(at + span),
  (text, at, span) => text.slice(0, at) + 'NaN'.repeat(span) + text.slice(at),
  (text, at) => `${text.slice(0, at)},${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}"${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\n${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\0${text.slice(at + 1)}`,
  (text, at) => `${text.slice(0, at)}+${text.slice(at)}`,
  (text, at) => text.slice(0, at) + text.slice(at).replace('\n', ''),
  (text, at, span) => without(text, 2 + Math.floor((at / text.length) * rowsOf(text)), span),
  (text, at) => exchanged(text, 2 + Math.floor((at / text.length) * (rowsOf(text) - 2))),
  (text, at) => onRow(text, 2 + Math.floor((at / text.length) * rowsOf(text)), (row) => `${row}\n${row}`),
  (text, at) => onRow(text, 2 + Math.floor((at / text.length) * rowsOf(text)), (row) => row.replaceAll(/[^,]/g, '')),
  (text, at) => onRow(text, 2 + Math.floor((at / text.length) * rowsOf(text)), (row) => cell(row, 0, (n) => n / 1000)),
]

function need(some: Partial<Need> = {}): Need {
  const gaps: GapPolicy = NOTED
  return {
    from: FROM,
    to: TO,
    exchanges: ['BINANCE'],
    contracts: ['ETHUSDT'],
    lending: true,
    staking: true,
    gaps,
    ...some,
  }
}

async function loaded(files: Files, some: Partial<Need> = {}): Promise<History> {
  for (const [name, text] of Object.entries(files)) write(name, text)
  return load(dir, need(some))
}

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), content)
}

function priceAt(i: number, offset: number): number {
  return 3000 + ((i * 7) % 50) + offset
}

function prices(volume: string | undefined, offset: number): string {
  return csv(
    `ts_ms,open_usdt,high_usdt,low_usdt,close_usdt${volume === undefined ? '' : `,${volume}`}`,
    HOUR_MS,
    (i) => {
      const [open, close] = [priceAt(i, offset), priceAt(i + 1, offset)]
      const bar = [
        open,
        Math.max(open, close) + (open > close ? 9 : 9 - Math.abs(close - open)),
        Math.min(open, close) - 9,
        close,
      ]
      return [...bar, ...(volume === undefined ? [] : [1])].join(',')
    },
  )
}

function reserveColumns(): string {
  return 'date,asset,block,liquidity_index,variable_borrow_index,supply_apr,variable_borrow_apr,total_supplied,total_variable_debt,oracle_price_usd'
}

function reserve(asset: string): string {
  return csv(
    '',
    DAY_MS,
    (i) => `x,${asset},1,${1.01 + i * 0.00005},${1.02 + i * 0.0001},0.018,0.036,1000,${700 + (i % 5)},1`,
  ).slice(1)
}

function csv(header: string, step: number, row: (i: number) => string): string {
  let text = `${header}\n`
  for (let i = 0; START + i * step < END; i += 1) text += `${START + i * step},${row(i)}\n`
  return text
}

function stamps(from: number, to: number, step: number): string {
  let text = ''
  for (let at = from; at < to; at += step) text += `${at},0.0001,\n`
  return text
}

function rowsOf(text: string): number {
  return text.split('\n').length - 2
}

function line(text: string, at: number): string {
  return `${text.split('\n')[at - 1]}\n`
}

/** `at` is the 1-based line. */
function onRow(text: string, at: number, change: (row: string) => string): string {
  return text
    .split('\n')
    .map((row, i) => (i === at - 1 ? change(row) : row))
    .join('\n')
}

function everyRow(text: string, change: (row: string) => string): string {
  const rows = text.trimEnd().split('\n')
  return `${[rows[0] ?? '', ...rows.slice(1).map(change)].join('\n')}\n`
}

function without(text: string, at: number, count: number): string {
  const rows = text.split('\n').slice(0, -1)
  rows.splice(at - 1, count)
  return `${rows.join('\n')}\n`
}

function exchanged(text: string, at: number): string {
  const rows = text.split('\n')
  const [a = '', b = ''] = [rows[at - 1], rows[at]]
  rows.splice(at - 1, 2, b, a)
  return rows.join('\n')
}

function cell(row: string, at: number, change: (value: number) => number | string): string {
  return row
    .split(',')
    .map((text, i) => (i === at ? String(change(Number(text))) : text))
    .join(',')
}
