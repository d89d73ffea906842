import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const bin = join(root, 'bin', 'trimtab.js')

const CONFIG = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 2000000 USD }
data: { simulated: { seed: 7, hours: 600 } }
`

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

let folder: string
const at = (name: string): string => join(folder, name)

/** Runs the command as a user would. `enough` closes its output after so many characters; Ctrl-C comes once the folder `interrupt` is there. */
function run(
  argv: readonly string[],
  { env = {}, enough, interrupt }: { env?: Record<string, string>; enough?: number; interrupt?: string } = {},
): Promise<Ran> {
  const { TRIMTAB_DATA: _, FORCE_COLOR: __, ...rest } = process.env
  const child = spawn(process.execPath, [bin, ...argv], { cwd: folder, env: { ...rest, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (enough !== undefined && out.length >= enough) child.stdout.destroy()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const watch =
    interrupt === undefined ? undefined : setInterval(() => existsSync(interrupt) && child.kill('SIGINT'), 50)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      expect(err).not.toMatch(/^\s+at /m)
      resolve({ code, out, err })
    })
  })
}

async function file(name: string, text: string | Buffer): Promise<string> {
  await writeFile(at(name), text)
  return name
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trimtab-e2e-'))
  await file('good.yaml', CONFIG)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe.concurrent('trimtab backtest', { timeout: 30_000 }, () => {
  it('says within 80 columns what a run came to, that it is simulated, and writes three files', async () => {
    const { code, out, err } = await run(['backtest', 'good.yaml', '--out', 'new/out'])
    expect([code, err]).toEqual([0, ''])
    for (const said of ['Simulated market, seed 7', 'Residual', 'Slippage', 'Decisions', 'Plans', 'new/out/index.html'])
      expect(out.toLowerCase()).toContain(said.toLowerCase())
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect((await readdir(at('new/out'))).sort()).toEqual(['index.html', 'report.json', 'trades.csv'])
    expect(await readFile(at('new/out/index.html'), 'utf8')).toContain('Simulated market')
  })

  it('leaves the same bytes twice, over its own files and beside those of others', async () => {
    await mkdir(at('twice'))
    await file('twice/notes.txt', 'mine')
    expect(await run(['backtest', 'good.yaml', '--out', 'twice'])).toMatchObject({ code: 0 })
    const before = await readFile(at('twice/report.json'))
    expect(await run(['backtest', 'good.yaml', '--out', 'twice'])).toMatchObject({ code: 0 })
    const after = await readFile(at('twice/report.json'))
    expect(after.equals(before)).toBe(true)
    expect(after.toString()).toMatch(/^\{"schema":1,.*\}\n$/)
    expect(await readFile(at('twice/notes.txt'), 'utf8')).toBe('mine')
    expect(await readdir(at('twice'))).toHaveLength(4)
  })

  it('overwrites no file of somebody else', async () => {
    await mkdir(at('site'))
    await file('site/index.html', '<h1>mine</h1>')
    const { code, err } = await run(['backtest', 'good.yaml', '--out', 'site'])
    expect([code, err]).toEqual([2, expect.stringContaining('FILE_FOREIGN')])
    expect(await readdir(at('site'))).toEqual(['index.html'])
    expect(await run(['backtest', 'good.yaml', '--out', 'good.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('FOLDER_UNWRITABLE'),
    })
  })

  it('prints report.json and nothing else with --json, and takes a seed and a period', async () => {
    const argv = ['backtest', 'good.yaml', '--json', '--seed', '8', '--from', '2024-02-01', '--to', '2024-02-03']
    const { code, out, err } = await run(argv)
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ schema: 1, hours: 48, market: { simulated: true, seed: 8 } })
    expect(out.indexOf('\n')).toBe(out.length - 1)
  })

  it('ends quietly when its reader has read enough', async () => {
    expect(await run(['backtest', 'good.yaml', '--json'], { enough: 1 })).toMatchObject({ code: 0, err: '' })
  })

  it('stops on Ctrl-C, with 130 and nothing left behind', async () => {
    await file('long.yaml', CONFIG.replace('hours: 600', 'hours: 200000'))
    expect(await run(['backtest', 'long.yaml', '--out', 'cut'], { interrupt: at('cut') })).toMatchObject({
      code: 130,
      out: '',
      err: expect.stringContaining('Interrupted; nothing was written.'),
    })
    expect(existsSync(at('cut'))).toBe(false)
  })

  it('tells a file that was cut short, in the folder that the environment names', async () => {
    await mkdir(at('data/prices'), { recursive: true })
    await file('data/prices/binance_spot_ETHUSDT_1h.csv.gz', Buffer.from('1f8b0800000000000003', 'hex'))
    await file(
      'files.yaml',
      CONFIG.replace('{ simulated: { seed: 7, hours: 600 } }', '{ from: 2024-06-01, to: 2024-06-02 }'),
    )
    const { code, err } = await run(['backtest', 'files.yaml'], { env: { TRIMTAB_DATA: 'data' } })
    expect([code, err]).toEqual([2, expect.stringContaining('GZIP_TRUNCATED')])
    expect(await run(['backtest', 'files.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('TRIMTAB_DATA'),
    })
  })
})

describe.concurrent('trimtab plan', { timeout: 30_000 }, () => {
  const book = (margin: number): string =>
    `wallet: { USDT: 300000, ETH: 3 }
loans: [{ id: main, supplied: { weETH: 900 }, borrowed: { WETH: 740 } }]
exchanges:
  BINANCE: { trading: { USDT: 200000 }, perps: [{ contract: ETHUSDT, quantity: -80, entry: 3000 }] }
  BYBIT: { trading: { USDT: ${margin} }, perps: [{ contract: ETHUSDT, quantity: -60, entry: 3000 }] }
  OKX: { trading: { USDT: 150000 }, perps: [{ contract: ETHUSDT, quantity: -60, entry: 3000 }] }
`

  it('plans from the capital alone, in words and as JSON, the same each time', async () => {
    const argv = ['plan', 'good.yaml', '--at', '2024-01-01']
    const { code, out } = await run(argv, { env: { FORCE_COLOR: '1', NO_COLOR: '' } })
    expect(code).toBe(0)
    expect(out).toContain('Deploy capital')
    const [plain, json, again] = await Promise.all([
      run(argv, { env: { NO_COLOR: '1' } }),
      run([...argv, '--json']),
      run([...argv, '--json']),
    ])
    expect(plain.out).not.toContain('\u001b')
    for (const line of plain.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(json.out).toBe(again.out)
    const report = JSON.parse(json.out)
    expect(report).toMatchObject({ schema: 1, book: null, market: { seed: 7 }, asOf: '2024-01-01T00:00:00Z' })
    expect(report.plan.transfers[0]).toMatchObject({ source_venue: 'WALLET', purpose: report.plan.purpose })
  })

  it('reads a book, and sends margin where it is short', async () => {
    await file('short.yaml', book(10_000))
    const { code, out } = await run(['plan', 'good.yaml', '--state', 'short.yaml', '--at', '2024-01-01', '--json'])
    const report = JSON.parse(out)
    expect([code, report.level, report.plan.class]).toEqual([0, 'CRITICAL', 'SAFETY'])
    expect(report.emergencies[0]).toMatchObject({ type: 'MARGIN_CRITICAL', now: true, runs: true })
    expect(report.plan.transfers.some((one: { target_venue: string }) => one.target_venue === 'BYBIT')).toBe(true)
    const { out: said } = await run(['plan', 'good.yaml', '--state', 'short.yaml', '--at', '2024-01-01'])
    expect(said.split('\n')[0]).toBe('EXECUTE: SAFETY, EMERGENCY: Margin support')
    const { out: all } = await run([
      ...['plan', 'good.yaml', '--state', 'short.yaml', '--at', '2024-01-01', '--verbose'],
    ])
    expect(all).toContain('MARGIN_CRITICAL: its emergency runs')
    for (const line of [...said.split('\n'), ...all.split('\n')]) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('exits with 1 when something is at risk and no plan may run', async () => {
    await file(
      'stuck.yaml',
      book(10_000)
        .replace(/wallet: .*/, 'wallet: {}')
        .replaceAll(/(150|200)000/g, '10000'),
    )
    const { code, out, err } = await run(['plan', 'good.yaml', '--state', 'stuck.yaml', '--at', '2024-01-01'])
    expect([code, err, out]).toEqual([1, '', expect.stringContaining('needs a person')])
  })
})

describe.concurrent('trimtab route', { timeout: 30_000 }, () => {
  it('tells the way and its cost, and exits with 1 where there is none', async () => {
    expect(await run(['route', 'aave', 'BYBIT'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Withdraw USDT'),
    })
    expect(await run(['route', 'AAVE', 'AAVE', '--json'])).toMatchObject({ code: 1 })
  })
})
