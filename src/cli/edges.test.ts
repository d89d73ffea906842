import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { errorOf } from '../../test/problems.ts'
import { main } from './main.ts'

const isLinux = process.platform === 'linux'
const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url))

const CONFIG = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 100 } }
`
const ON_FILES = CONFIG.replace('{ simulated: { seed: 7, hours: 100 } }', '{ from: 2024-06-01, to: 2024-06-02 }')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

let folder: string
const at = (name: string): string => join(folder, name)

/** Without the breaks of lines that were too wide. */
const unfolded = (text: string): string => text.replaceAll(/\n {4}/g, ' ')

/** Arguments that begin with `./` are files of the test's folder. */
async function run(argv: readonly string[]): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    const code = await main(argv.map((each) => (each.startsWith('./') ? at(each.slice(2)) : each)))
    return { code, out: out.join(''), err: unfolded(err.join('')) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

beforeAll(async () => {
  vi.stubEnv('TRIMTAB_DATA', '')
  folder = await mkdtemp(join(tmpdir(), 'trimtab-edges-'))
  await writeFile(at('good.yaml'), CONFIG)
  await writeFile(at('files.yaml'), ON_FILES)
  await writeFile(at('refused.yaml'), `${CONFIG}limits: { perHour: 1000 USD }\n`)
  await writeFile(at('latin.yaml'), Buffer.from('title: caf\xe9\n', 'latin1'))
  await writeFile(at('huge.yaml'), '')
  await truncate(at('huge.yaml'), 17 * 1024 * 1024)
  await writeFile(at('wishes.csv'), 'strategy,instrument,delta\na,ETH,1\n')
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe('an error with --json', () => {
  it.each([
    [['check', './none.yaml'], 2, 'CONFIG_MISSING'],
    [['backtest', './refused.yaml'], 1, 'CONFIG_REFUSED'],
    [['plan', './good.yaml', '--state', './none.yaml'], 2, 'STATE_MISSING'],
    [['plan', './good.yaml', '--at', 'noon'], 2, 'OPTION_INVALID'],
    [['plan', './good.yaml', '--sed', '7'], 2, 'USAGE_INVALID'],
    [['stress', './files.yaml'], 2, 'NO_DATA_FOLDER'],
    [['route', 'AAVE', 'BYIT'], 2, 'OPTION_INVALID'],
    [['net', './latin.yaml'], 2, 'CONFIG_MISSING'],
    [['pool', 'simulate', './good.yaml'], 2, 'CONFIG_INVALID'],
    [['vaults', 'simulate', './good.yaml'], 2, 'CONFIG_INVALID'],
    [['reserve', 'simulate', './good.yaml'], 2, 'CONFIG_INVALID'],
    [['explain', 'NO_SUCH_CODE'], 2, 'OPTION_INVALID'],
    [['chek'], 2, 'USAGE_INVALID'],
    [['pool'], 2, 'USAGE_INVALID'],
    [['init', 'eth_basis'], 2, 'USAGE_INVALID'],
  ] as const)('of %j is an object on the output', async (argv, exit, code) => {
    const ran = await run([...argv, '--json'])
    expect([ran.code, errorOf(ran).code]).toEqual([exit, code])
    expect(ran.err).not.toBe('')
  })

  it('lists the problems of a file, each with its place', async () => {
    const { problems } = errorOf(await run(['check', './refused.yaml', '--json']))
    expect(problems?.[0]).toEqual({
      file: at('refused.yaml'),
      line: expect.any(Number),
      column: expect.any(Number),
      path: expect.stringContaining('limits'),
      found: expect.any(String),
      expected: expect.any(String),
      meant: null,
      code: expect.stringMatching(/^[A-Z_]+$/),
    })
  })
})

describe('a file to read', () => {
  it.runIf(isLinux)('that is a pipe, a device or a folder is refused at once', async () => {
    for (const [path, says] of [
      ['/dev/zero', 'a pipe or a device'],
      ['/dev/stdin', 'a pipe or a device'],
      ['./', 'it is a folder'],
      ['./good.yaml/more', 'not a folder'],
    ] as const) {
      expect(await run(['plan', path])).toMatchObject({ code: 2, err: expect.stringContaining(says) })
      expect(await run(['plan', './good.yaml', '--state', path])).toMatchObject({
        code: 2,
        err: expect.stringMatching(new RegExp(`STATE_MISSING.*${says}`)),
      })
    }
  })

  it('that is too large, or no UTF-8, is refused', async () => {
    for (const [path, says] of [
      ['./huge.yaml', 'larger than 16 MiB'],
      ['./latin.yaml', 'not UTF-8'],
    ] as const)
      for (const argv of [['check'], ['net'], ['reserve', 'simulate'], ['pool', 'compare']])
        expect(await run([...argv, path])).toMatchObject({ code: 2, err: expect.stringContaining(says) })
  })
})

const REPORTING: readonly (readonly string[])[] = [
  ['backtest', './files.yaml'],
  ['backtest', example('pool-book')],
  ['stress', './files.yaml'],
  ['stress', './files.yaml', '--crash'],
  ['net', './wishes.csv'],
  ['pool', 'simulate', example('pool-yield')],
  ['pool', 'compare', example('pool-yield')],
  ['reserve', 'simulate', example('reserve-orders')],
  ['vaults', 'simulate', example('vaults-epochs')],
]

describe('a folder to write to', () => {
  it('with a file of somebody else is refused before the work, by every command', async () => {
    await mkdir(at('site'))
    for (const name of ['index', 'stress', 'crash']) await writeFile(at(`site/${name}.html`), '<h1>mine</h1>')
    // Without market files two of them would fail in their own way, had they begun.
    for (const argv of REPORTING)
      expect([argv, await run([...argv, '--out', './site'])]).toEqual([
        argv,
        { code: 2, out: '', err: expect.stringContaining('FILE_FOREIGN') },
      ])
    expect((await readdir(at('site'))).sort()).toEqual(['crash.html', 'index.html', 'stress.html'])
  })

  it.runIf(isLinux)('that cannot be made is refused, and does not hang', async () => {
    for (const out of ['/proc/x', '/proc/x/y/z', '/dev/full', './good.yaml/deep', ''])
      for (const argv of [
        ['backtest', './good.yaml'],
        ['net', './wishes.csv'],
      ])
        expect([out, await run([...argv, '--out', out])]).toEqual([
          out,
          { code: 2, out: '', err: expect.stringContaining('FOLDER_UNWRITABLE') },
        ])
  })

  it('is gone again after a run that failed, with those above it that were made', async () => {
    expect(await run(['backtest', './files.yaml', '--out', './failed/deep/er'])).toMatchObject({ code: 2 })
    expect(existsSync(at('failed'))).toBe(false)
    await mkdir(at('kept'))
    expect(await run(['backtest', './files.yaml', '--out', './kept/deep'])).toMatchObject({ code: 2 })
    expect(await readdir(at('kept'))).toEqual([])
  })

  it('has no trades of an earlier report beside one without, and keeps those of somebody else', async () => {
    await run(['backtest', './good.yaml', '--out', './mixed'])
    expect(await readdir(at('mixed'))).toContain('trades.csv')
    await run(['pool', 'simulate', example('pool-regular'), '--out', './mixed'])
    expect((await readdir(at('mixed'))).sort()).toEqual(['index.html', 'report.json'])
    await writeFile(at('mixed/trades.csv'), 'mine')
    await run(['pool', 'simulate', example('pool-regular'), '--out', './mixed'])
    expect(await readFile(at('mixed/trades.csv'), 'utf8')).toBe('mine')
  })

  it('may be reached by a link, and a link to a file of somebody else is not followed', async () => {
    await mkdir(at('real'))
    await symlink('real', at('link'))
    expect(await run(['net', './wishes.csv', '--out', './link'])).toMatchObject({ code: 0 })
    expect((await readdir(at('real'))).sort()).toEqual(['index.html', 'report.json'])
    await mkdir(at('linked'))
    await symlink('../good.yaml', at('linked/report.json'))
    expect(await run(['net', './wishes.csv', '--out', './linked'])).toMatchObject({ code: 2 })
    expect(await readFile(at('good.yaml'), 'utf8')).toBe(CONFIG)
  })
})

describe('init', () => {
  it.runIf(isLinux)('says what it cannot write', async () => {
    for (const [out, code] of [
      ['./', 'FILE_UNWRITABLE'],
      ['/dev/full', 'FILE_UNWRITABLE'],
      ['/proc/x', 'FILE_UNWRITABLE'],
      ['/proc/x/y', 'FOLDER_UNWRITABLE'],
      ['./good.yaml/x', 'FILE_UNWRITABLE'],
    ] as const)
      expect([out, await run(['init', 'eth_basis', '--out', out])]).toEqual([
        out,
        { code: 2, out: '', err: expect.stringContaining(code) },
      ])
  })
})

describe('what a report says', () => {
  it('is the same wherever its config is', async () => {
    const configs = ['pool-book', 'reserve-simulated', 'vaults-epochs', 'pool-yield', 'reserve-orders'] as const
    for (const place of ['here', 'elsewhere']) {
      await mkdir(at(place))
      await writeFile(at(`${place}/good.yaml`), CONFIG)
      await writeFile(at(`${place}/wishes.csv`), 'strategy,instrument,delta\na,ETH,1\n')
      for (const name of configs) {
        const text = await readFile(example(name), 'utf8')
        await writeFile(at(`${place}/${name}.yaml`), text.replace(/^title:.*\n/m, ''))
      }
    }
    for (const [verb, name] of [
      ['check', 'good.yaml'],
      ['plan', 'good.yaml'],
      ['stress', 'good.yaml'],
      ['plan', 'pool-book.yaml'],
      ['check', 'pool-book.yaml'],
      ['plan', 'reserve-simulated.yaml'],
      ['check', 'vaults-epochs.yaml'],
      ['pool simulate', 'pool-yield.yaml'],
      ['reserve simulate', 'reserve-orders.yaml'],
      ['vaults simulate', 'vaults-epochs.yaml'],
      ['net', 'wishes.csv'],
    ] as const) {
      const [one, other] = [
        await run([...verb.split(' '), `./here/${name}`, '--json']),
        await run([...verb.split(' '), `./elsewhere/${name}`, '--json']),
      ]
      expect([verb, name, one.out === other.out, one.out.includes(folder)]).toEqual([verb, name, true, false])
    }
    for (const place of ['here', 'elsewhere'])
      await run(['pool', 'simulate', `./${place}/pool-yield.yaml`, '--out', `./${place}/out`])
    for (const file of ['index.html', 'report.json'])
      expect(await readFile(at(`here/out/${file}`), 'utf8')).toBe(await readFile(at(`elsewhere/out/${file}`), 'utf8'))
  })

  it('of an overlong name or text is where it is, and short', async () => {
    const long = 'x'.repeat(20_000)
    await writeFile(at('long.yaml'), `${CONFIG}title: ${long}\n`)
    await writeFile(at('longKey.yaml'), `${CONFIG}${long}: 1\n`)
    await writeFile(at('longMode.yaml'), CONFIG.replace('usdt_market_neutral', long))
    await writeFile(at('long.csv'), `strategy,instrument,delta\n${long},ETH,1\n`)
    for (const argv of [
      ['check', './long.yaml'],
      ['check', './longKey.yaml'],
      ['check', './longMode.yaml'],
      ['net', './long.csv'],
    ]) {
      const { code, err } = await run(argv)
      expect([code, err]).toEqual([2, expect.stringMatching(/TEXT_TOO_LONG|at most 2000/)])
      expect(err.length).toBeLessThan(1_500)
    }
  })

  it('of many problems lists some, and counts the rest', async () => {
    const keys = Array.from({ length: 500 }, (_, at) => `wrong${at}: 1`).join('\n')
    await writeFile(at('many.yaml'), `${CONFIG}${keys}\n`)
    const { err } = await run(['check', './many.yaml'])
    expect(err).toContain('  and 490 more')
  })

  it('of the command line is within 80 columns, like every other', async () => {
    const err: string[] = []
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
    try {
      expect(await main(['plan', 'one.yaml', 'another.yaml', 'and-a-third-one-that-is-longer.yaml'])).toBe(2)
    } finally {
      stderr.mockRestore()
    }
    for (const line of err.join('').split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(unfolded(err.join(''))).toContain('Expected 1 argument but got 3: one.yaml, another.yaml, and-a-third')
  })

  it('of a market file is told by check with its own remedy', async () => {
    await mkdir(at('data/prices'), { recursive: true })
    await writeFile(at('data/prices/binance_spot_ETHUSDT_1h.csv'), `ts_ms,close_usdt\n${'x'.repeat(3000)}`)
    await writeFile(at('small.yaml'), ON_FILES.replace('to: 2024-06-02', 'to: 2024-06-02, fileMax: 2 KiB'))
    const { out } = await run(['check', './small.yaml', '--data', './data'])
    const said = out.replaceAll(/\n {2}/g, ' ')
    expect(said).toMatch(/The data of spot ETHUSDT cannot be used: \S+ holds .*2 KiB.*raise data\.fileMax/)
    expect(said).not.toContain('.;')
  })

  it('names the bound of an amount that is beyond it', async () => {
    const { code, err } = await run(['route', 'AAVE', 'BYBIT', '--amount', '9000000000000'])
    expect([code, err]).toEqual([2, expect.stringContaining('above zero and up to 1000000000000')])
  })

  it('has a long title over several lines', async () => {
    const text = await readFile(example('pool-book'), 'utf8')
    await writeFile(at('long.yaml'), text.replace(/^title: .*$/m, `title: ${'A rather long name '.repeat(9)}`))
    const { code, out } = await run(['check', './long.yaml'])
    expect(code).toBe(0)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('of another kind of file is one problem, at its first key', async () => {
    await writeFile(at('other.yaml'), 'tranches: {}\nsupply: 1\nredeemed: 2\noperator: {}\n')
    for (const argv of [
      ['check', './other.yaml'],
      ['plan', './good.yaml', '--state', './other.yaml'],
      ['pool', 'simulate', './other.yaml'],
    ]) {
      const { code, err } = await run(argv)
      expect([code, err]).toEqual([2, expect.stringContaining('other.yaml:1:1 tranches: found the keys tranches,')])
      expect(err).toContain('1 problem in ')
      expect(err).toContain('[FILE_KIND]')
    }
  })

  it('of a misspelt key names it, and no key that is missing without it', async () => {
    await writeFile(at('misspelt.yaml'), CONFIG.replace('capital:', 'capitol:'))
    const { err } = await run(['check', './misspelt.yaml'])
    expect(err).toContain("did you mean 'capital'")
    expect(err).not.toContain('KEY_MISSING')
    const { out } = await run(['check', './many.yaml', '--json'])
    const { error } = JSON.parse(out)
    expect([error.problems.length, error.facts.problems]).toEqual([100, 500])
  })
})
