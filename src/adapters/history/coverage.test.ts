import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { whenShared } from '../../../test/shared.ts'
import { format, HOUR_MS, parse } from '../../units/time.ts'
import { type Covered, coverage } from './coverage.ts'
import * as Name from './name.ts'

const START = parse('2024-01-01')
const BARS = 'ts_ms,open_usdt,high_usdt,low_usdt,close_usdt'
const bars = (from: number, hours: number): string =>
  `${BARS}\n${Array.from({ length: hours }, (_, i) => `${START + (from + i) * HOUR_MS},1,1,1,1\n`).join('')}`

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'coverage-'))
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), content)
}

/** `subject` is `kind name`, or `exchange contract` of a perp. */
const of = (all: readonly Covered[], subject: string): Covered => {
  const found = all.find(({ kind, name, exchange }) => `${exchange ?? kind} ${name}` === subject)
  if (found === undefined) throw new Error(`no ${subject}`)
  return found
}

describe('coverage', () => {
  it('reaches as far as all files of a contract do, packed or not', async () => {
    write(Name.price('BYBIT', 'mark', 'ETHUSDT'), bars(0, 30))
    write(`${Name.price('BYBIT', 'perp', 'ETHUSDT')}.gz`, gzipSync(bars(3, 40)))
    write(
      Name.funding('BYBIT', 'ETHUSDT'),
      `\uFEFFts_ms,funding_rate\r\n${START},0.1\r\n${START + 24 * HOUR_MS},0.1\r\n`,
    )
    const { reach, missing, faults } = of(await coverage(dir), 'BYBIT ETHUSDT')
    expect(reach).toEqual({ first: START, last: START + 24 * HOUR_MS })
    expect([missing, faults]).toEqual([[], []])
  })

  it('reaches as far as the mark where the last price has rows for less', async () => {
    write(Name.price('OKX', 'mark', 'ETHUSDT'), bars(0, 30))
    write(Name.price('OKX', 'perp', 'ETHUSDT'), bars(9, 3))
    write(Name.funding('OKX', 'ETHUSDT'), `ts_ms,funding_rate\n${START},0.1\n${START + 96 * HOUR_MS},0.1\n`)
    const { reach } = of(await coverage(dir), 'OKX ETHUSDT')
    expect(reach).toEqual({ first: START, last: START + 29 * HOUR_MS })
  })

  it('reaches nowhere without a file, and names it', async () => {
    write(Name.price('OKX', 'mark', 'BTCUSDT'), bars(0, 30))
    const { reach, missing } = of(await coverage(dir), 'OKX BTCUSDT')
    expect(reach).toBeNull()
    expect(missing).toEqual([Name.funding('OKX', 'BTCUSDT'), Name.price('OKX', 'perp', 'BTCUSDT')])
  })

  it('reaches nowhere where files share no hour', async () => {
    write(Name.price('OKX', 'mark', 'ETHUSDT'), bars(0, 10))
    write(Name.price('OKX', 'perp', 'ETHUSDT'), bars(0, 10))
    write(Name.funding('OKX', 'ETHUSDT'), `ts_ms,funding_rate\n${START + 24 * HOUR_MS},0.1\n`)
    expect(of(await coverage(dir), 'OKX ETHUSDT').reach).toBeNull()
  })

  it('says what is wrong with a file, and goes on', async () => {
    write(Name.spot('ETHUSDT'), `${BARS}\nsoon,1,1,1,1\n`)
    write(Name.spot('BTCUSDT'), bars(0, 1))
    const all = await coverage(dir)
    expect(of(all, 'spot ETHUSDT')).toMatchObject({ reach: null, faults: [expect.stringContaining(':2')] })
    expect(of(all, 'spot BTCUSDT').reach).toEqual({ first: START, last: START })
  })

  it('tells the assets of one file apart', async () => {
    const day = 24 * HOUR_MS
    write(
      Name.LENDING,
      `ts_ms,asset\n${START},WETH\n${START + 9 * day},WETH\n${START + day},USDT\n${START + 2 * day},USDT\n`,
    )
    const all = await coverage(dir)
    expect(of(all, 'lending WETH').reach).toEqual({ first: START, last: START + 9 * day })
    expect(of(all, 'lending USDT').reach).toEqual({ first: START + day, last: START + 2 * day })
    expect(of(all, 'lending weETH')).toMatchObject({ reach: null, missing: [], faults: [] })
  })
})

whenShared('data', 'coverage of published files', (data) => {
  it('has no BTC on OKX, and ETH on all three', async () => {
    const all = await coverage(data)
    const said = all.flatMap(({ kind, exchange, name, reach }) =>
      kind === 'perp' ? [`${exchange} ${name} ${reach && `${format(reach.first)} ${format(reach.last)}`}`] : [],
    )
    expect(said).toMatchInlineSnapshot(`
      [
        "BINANCE ETHUSDT 2019-12-23T11:00:00Z 2025-09-30T16:00:00Z",
        "BINANCE BTCUSDT 2019-12-23T11:00:00Z 2025-09-30T16:00:00Z",
        "BYBIT ETHUSDT 2023-12-18T00:00:00Z 2025-09-30T16:00:00Z",
        "BYBIT BTCUSDT 2023-12-18T00:00:00Z 2025-09-30T16:00:00Z",
        "OKX ETHUSDT 2022-12-31T16:00:00Z 2025-09-07T08:00:00Z",
        "OKX BTCUSDT null",
      ]
    `)
    expect(of(all, 'OKX BTCUSDT').missing).toEqual([
      Name.price('OKX', 'mark', 'BTCUSDT'),
      Name.price('OKX', 'perp', 'BTCUSDT'),
    ])
  }, 20_000)
})
