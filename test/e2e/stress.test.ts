import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { main } from '../../src/cli/main.ts'
import type { Crashes, Matrix } from '../../src/stress/result.ts'
import { whenShared } from '../shared.ts'

const CONFIG = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 2000000 USD }
data: { simulated: { seed: 7, hours: 600 } }
`
/** All the ether pays for gas. */
const IDLE = `mode: eth_leveraged
shareClass: ETH
capital: { ETH: 2 }
data: { simulated: { seed: 7, hours: 400 } }
`

const CALM = `mode: eth_staking_only
shareClass: ETH
capital: { ETH: 300 }
data: { simulated: { seed: 7, hours: 600 } }
`
/** Bybit at an equity ratio below its critical level. */
const THIN = `wallet: { USDT: 60000, ETH: 2 }
exchanges:
  BYBIT:
    trading: { USDT: 12000 }
    perps: [{ contract: ETHUSDT, quantity: -40, entry: 3000 }]
`

let folder: string
const at = (name: string): string => join(folder, name)

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    const code = await main(['stress', ...argv])
    return { code, out: stripVTControlCharacters(out.join('')), err: stripVTControlCharacters(err.join('')) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trimtab-'))
  await Promise.all([
    writeFile(at('book.yaml'), CONFIG),
    writeFile(at('calm.yaml'), CALM),
    writeFile(at('thin.yaml'), THIN),
    writeFile(at('idle.yaml'), IDLE),
    writeFile(at('bad.yaml'), 'exchanges: { KRAKEN: {} }'),
  ])
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('trimtab stress', () => {
  it('tries a book by a hundred scenarios, in 80 columns, and exits by how it went', async () => {
    const { code, out, err } = await run(at('book.yaml'))
    expect(err).toBe('')
    expect(out).toContain("the config's capital, deployed on a calm market")
    expect(out).toContain('ETH −30 % in 4 h')
    expect(out).toMatch(code === 0 ? /recovered in all 100 scenarios/ : /Of 100 scenarios/)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says first that nothing is at work, and so that nothing was tried', async () => {
    const { out } = await run(at('idle.yaml'))
    expect(out).toContain("the config's capital, of which nothing is deployed")
    expect(out.indexOf('Nothing of the book is at work')).toBeLessThan(out.indexOf('ETH +10 %'))
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const { out: json } = await run(at('idle.yaml'), '--json')
    expect(JSON.parse(json)).toMatchObject({ shareAtWork: 0 })
  })

  it('prints as JSON what it writes to a folder, the same bytes every time', async () => {
    const folderOf = at('out')
    const first = await run(at('book.yaml'), '--json', '--out', folderOf)
    const second = await run(at('book.yaml'), '--json')
    expect(second.out).toBe(first.out)
    expect((await readdir(folderOf)).sort()).toEqual(['stress.html', 'stress.json'])
    expect(await readFile(join(folderOf, 'stress.json'), 'utf8')).toBe(first.out)
    const { schema, summary, rows } = JSON.parse(first.out) as Matrix
    expect([schema, summary.scenarios, rows.length]).toEqual([1, 100, 100])
    expect(first.code).toBe(summary.liquidated + summary.neverSafe === 0 ? 0 : 1)
    expect((await run(at('book.yaml'), '--out', folderOf)).err).toBe('')
  })

  it('takes a pool: the same bytes in a folder and as JSON, and rows with the fields of every book', async () => {
    const pool = fileURLToPath(new URL('../../examples/pool-book.yaml', import.meta.url))
    const folderOf = at('pool')
    const { code, out } = await run(pool, '--json', '--out', folderOf)
    expect(code).toBe(0)
    expect((await readdir(folderOf)).sort()).toEqual(['stress.html', 'stress.json'])
    expect(JSON.parse(await readFile(join(folderOf, 'stress.json'), 'utf8'))).toEqual(JSON.parse(out))
    expect((await run(pool, '--out', folderOf)).err).toBe('')
    const { kind, of, rows } = JSON.parse(out) as { kind: string; of: string; rows: readonly Record<string, unknown>[] }
    expect([kind, of, rows[0]?.['id'], rows[0]?.['lost'] === 0]).toEqual(['stress', 'pool', 'nothing', false])
    const { rows: others } = JSON.parse((await run(at('calm.yaml'), '--json')).out) as Matrix
    const shared = ['id', 'title', 'within', 'held', 'isPair', 'level', 'endLevel', 'inDanger', 'safe', 'timeToSafety']
    for (const found of [rows[0], others[0]])
      expect(Object.keys(found ?? {})).toEqual(
        expect.arrayContaining([...shared, 'worst', 'plans', 'cost', 'lost', 'blocked', 'idle']),
      )
  })

  it('refuses shocks of more than there is, each with its line', async () => {
    await writeFile(
      at('pool.yaml'),
      `book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { arbitrum: { balances: { USDC: 10 }, supply: 10 } }
stress: { prices: [100 %], burns: { share: 101 % } }
`,
    )
    const { code, err } = await run(at('pool.yaml'))
    expect(code).toBe(1)
    expect(err).toContain('stress.prices.0: found 100 %')
    expect(err).toContain('stress.burns.share: found 101 %')
  })

  it('exits with 0 where nothing can go wrong, and takes --at and --seed', async () => {
    expect(await run(at('calm.yaml'), '--at', '2024-01-10', '--seed', '3')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/2024-01-10 00:00 UTC[\s\S]*recovered in all/),
    })
  })

  it('starts from a book of a file', async () => {
    const { out } = await run(at('book.yaml'), '--state', at('thin.yaml'), '--json')
    const { book, rows } = JSON.parse(out) as Matrix
    expect(book).toBe('thin.yaml')
    expect(rows.every(({ inDanger }) => inDanger === 0)).toBe(true)
  })

  it.each([
    ['a missing config', ['nowhere.yaml'], 'nowhere.yaml'],
    ['a bad book', ['book.yaml', '--state', 'bad.yaml'], 'KRAKEN'],
    ['a time outside', ['book.yaml', '--at', '2031-01-01'], '--at'],
    ['a date that is none', ['book.yaml', '--crash', 'yesterday'], '--crash'],
    ['a state beside a crash', ['book.yaml', '--state', 'thin.yaml', '--crash', '2024-08-05'], '--state'],
    ['a crash without data', ['book.yaml', '--crash', '2024-08-05', '--data', 'nowhere'], 'nowhere'],
  ])('answers %s with 2 and says why', async (_, argv, why) => {
    const { code, out, err } = await run(...argv.map((each) => (each.endsWith('.yaml') ? at(each) : each)))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(why)
    expect(err).not.toMatch(/^\s+at /m)
  })

  it('replaces no file that is not its own', async () => {
    await writeFile(at('stress.html'), 'mine')
    expect(await run(at('book.yaml'), '--out', folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('FILE_FOREIGN'),
    })
  })
})

whenShared('data', 'trimtab stress --crash', (data) => {
  it('replays a crash, prints its gap policy and writes the page', async () => {
    const { code, out } = await run(at('book.yaml'), '--crash', '2024-08-05', '--data', data, '--out', at('crash'))
    expect(code).toBe(0)
    const said = out.replace(/\s+/g, ' ')
    expect(said).toContain('gap policy: funding none')
    expect(said).toContain('no funding booked; forecast kept')
    expect(out.match(/No worse than the literal rules/g)).toHaveLength(2)
    for (const line of out.split('\n').filter((each) => !each.startsWith('Wrote')))
      expect(line.length).toBeLessThanOrEqual(80)
    const { crashes } = JSON.parse(await readFile(join(at('crash'), 'crash.json'), 'utf8')) as Crashes
    expect(crashes.map(({ date, runs }) => [date, runs.length])).toEqual([['2024-08-05', 6]])
  })
})
