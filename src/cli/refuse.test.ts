import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { main } from './main.ts'

const CONFIG = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 48 } }
`

let folder: string

/** Without the breaks of lines that were too wide. */
const unfolded = (text: string): string => text.replaceAll(/\n {4}/g, ' ')

/** Arguments that begin with `./` are files of the test's folder. */
async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    const code = await main(argv.map((each) => (each.startsWith('./') ? join(folder, each) : each)))
    return { code, out: out.join(''), err: unfolded(err.join('')) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

beforeAll(async () => {
  vi.stubEnv('TRIMTAB_DATA', '')
  folder = await mkdtemp(join(tmpdir(), 'trimtab-'))
  await writeFile(join(folder, 'good.yaml'), CONFIG)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe('what cannot be run', () => {
  it.each([
    { what: 'a misspelt key', text: 'mode: btc_basis\nlimts: {}\n', says: "did you mean 'limits'?", exit: 2 },
    { what: 'broken YAML', text: 'mode: [btc_basis\n', says: 'YAML_SYNTAX', exit: 2 },
    {
      what: 'a rule broken',
      text: `${CONFIG}limits: { perHour: 1000 USD }\n`,
      says: 'CONFIG_REFUSED',
      exit: 1,
    },
  ])('backtest and plan refuse $what', async ({ text, says, exit }) => {
    await writeFile(join(folder, 'bad.yaml'), text)
    for (const command of ['backtest', 'plan'])
      expect(await run(command, './bad.yaml')).toEqual({ code: exit, out: '', err: expect.stringContaining(says) })
  })

  it.each([
    ['simulated.yaml', '--data', '.'],
    ['pool-book.yaml', '--data', '.'],
    ['vaults-simulated.yaml', '--data', '.'],
    ['vaults-epochs.yaml', '--data', '.'],
    ['vaults-epochs.yaml', '--seed', '3'],
    ['reserve-simulated.yaml', '--data', '.'],
    ['market-neutral.yaml', '--seed', '3'],
    ['vaults-glp.yaml', '--seed', '3'],
    ['reserve-depeg.yaml', '--seed', '3'],
  ])('every book refuses what its market has no use for: %s %s', async (file, option, value) => {
    for (const command of option === '--data' ? ['backtest', 'plan', 'check'] : ['backtest', 'plan']) {
      const { code, out, err } = await run(command, `examples/${file}`, option, value)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(`OPTION_INVALID: ${option}: found '${value}'`)
      expect(err.replaceAll(/\s+/g, ' ')).toContain(`Leave ${option} out`)
    }
  })

  it.each([
    'market-neutral.yaml',
    'reserve-history.yaml',
    'vaults-glp.yaml',
    'pool',
  ])('check exits with 1 where files are missing: %s', async (name) => {
    const simulated = await readFile('examples/pool-book.yaml', 'utf8')
    const recorded = simulated.replace(/^ {2}simulated:.*$/m, '  from: 2024-01-01\n  to: 2024-01-03')
    await writeFile(join(folder, 'pool.yaml'), recorded)
    const { code, out } = await run('check', name === 'pool' ? './pool.yaml' : `examples/${name}`, '--data', './')
    expect(code).toBe(1)
    expect(out).toMatch(/lacks|Neither|missing/)
  })

  it.each([
    [['stress', 'examples/vaults-glp.yaml'], '1 problem in examples/vaults-glp.yaml'],
    [['route', 'WALLET', 'BYBIT', '--config', 'examples/vaults-simulated.yaml'], "found 'vaults'; expected venues"],
    [['backtest', './none.yaml'], 'CONFIG_MISSING'],
    [['backtest', './good.yaml', '--from', '2024-02-30'], "--from: found '2024-02-30'"],
    [['backtest', './good.yaml', '--to', 'tomorrow'], "--to: found 'tomorrow'"],
    [['backtest', './good.yaml', '--to', '2023-01-01'], "--to: found '2023-01-01T00:00:00Z'"],
    [['backtest', './good.yaml', '--from', '2024-01-01T00:30:00Z'], 'a full hour'],
    [['backtest', './good.yaml', '--seed', '-1'], '--seed'],
    [['backtest', './good.yaml', '--seed', '4294967296'], '--seed'],
    [['backtest', './good.yaml', '--data', 'nowhere'], 'nowhere'],
    [['backtest', './good.yaml', '--data', './'], 'data.simulated'],
    [['backtest', 'examples/market-neutral.yaml', '--data', './'], 'FILE_MISSING'],
    [['stress', './good.yaml', '--crash', '--data', './'], 'FILE_MISSING'],
    [['plan', './good.yaml', '--at', '2031-01-01'], '--at'],
    [['plan', './good.yaml', '--at', '12:00'], '--at'],
    [['plan', './good.yaml', '--data', './'], 'data.simulated'],
    [['plan', './good.yaml', '--state', './none.yaml'], 'STATE_MISSING'],
    [['route', 'AAVE', 'BYIT'], "'BYBIT'"],
    [['route', 'AAVE', 'OKX', '--at', '2024-01-01'], '--config'],
    [['route', 'AAVE', 'OKX', '--amount', '-1'], '--amount'],
    [['route', 'AAVE', 'OKX', '--amount', '1e400'], '--amount'],
  ])('%j says what is wrong', async (argv, says) => {
    expect(await run(...argv)).toEqual({ code: 2, out: '', err: expect.stringContaining(says) })
  })

  it.each([
    ['walet: { USDT: 1 }', "did you mean 'wallet'?"],
    ['wallet: { USDT: -1 }', 'FIGURE_NEGATIVE'],
    ['wallet: { USDT: .nan }', 'FIGURE_INVALID'],
    ['exchanges: { KRAKEN: {} }', 'BINANCE, BYBIT, OKX'],
    ['exchanges: { BYBIT: { perp: [] } }', "did you mean 'perps'?"],
    ['loans: [{ id: mains }]', "did you mean 'main'?"],
    ['loans: [{ supplied: { weETH: 1 } }]', 'KEY_MISSING'],
    ['loans: [{ id: main }, { id: main }]', 'ACCOUNT_TWICE'],
    ['loans: [{ id: main, eMode: 0 }]', "1 (the config's)"],
    ['loans: { main: 1 }', 'a list'],
    ['exchanges: { BYBIT: { perps: [{ contract: ETHUSD, quantity: 1, entry: 1 }] } }', "did you mean 'ETHUSDT'?"],
    ['exchanges: { BYBIT: { perps: [{ contract: ETHUSDT, quantity: 0, entry: 1 }] } }', 'POSITION_ZERO'],
    ['exchanges: { BYBIT: { perps: [{ contract: ETHUSDT, quantity: -1 }] } }', 'perps.0'],
    ['exchanges: { BYBIT: { perps: [{ contract: ETHUSDT, quantity: -1, entry: -2 }] } }', 'FIGURE_NOT_POSITIVE'],
    [
      'exchanges: { OKX: { perps: [{ contract: ETHUSDT, quantity: -1, entry: 2 }, { contract: ETHUSDT, quantity: 1, entry: 2 }] } }',
      'PERP_TWICE',
    ],
    ['{"wallet": {"USDT": "lots"}}', 'book.json:1:13'],
    ['wallet: [', 'YAML_SYNTAX'],
    ['wallet: {}', 'BOOK_EMPTY'],
    ['', 'BOOK_EMPTY'],
  ])('the book %s says what is wrong', async (text, says) => {
    await writeFile(join(folder, 'book.json'), text)
    expect(await run('plan', './good.yaml', '--state', './book.json')).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining(says),
    })
  })

  it('a book that names an exchange which the config does not use is refused', async () => {
    await writeFile(join(folder, 'two.yaml'), CONFIG.replace('40 %', '70 %').replace(', OKX: 30 %', ''))
    await writeFile(join(folder, 'book.json'), '{"exchanges": {"OKX": {"trading": {"USDT": 1}}}}')
    expect(await run('plan', './two.yaml', '--state', './book.json')).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining("BINANCE, BYBIT (the config's)"),
    })
  })
})
