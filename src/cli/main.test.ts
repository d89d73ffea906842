import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CODES } from '../codes/codes.ts'
import { main } from './main.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

let folder: string

async function run(...argv: readonly string[]): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    return { code: await main(argv), out: out.join(''), err: err.join('') }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trimtab-'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe('the command line', () => {
  it('helps when nothing is asked, and with every command', async () => {
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('Usage: trimtab') })
    for (const command of ['init', 'check', 'backtest', 'plan', 'route', 'explain']) {
      expect(await run(command, '--help')).toMatchObject({
        code: 0,
        out: expect.stringContaining('Example'),
      })
    }
  })

  it.each([
    [],
    ...['init', 'check', 'backtest', 'stress', 'plan', 'route', 'pool', 'reserve', 'vaults', 'net', 'explain'].map(
      (each) => [each],
    ),
    ['pool', 'simulate'],
    ['pool', 'compare'],
    ['reserve', 'simulate'],
    ['vaults', 'simulate'],
    ['vaults', 'close'],
  ])('helps within 80 columns: %s %s', async (...argv) => {
    const { out } = await run(...argv, '--help')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('knows its version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  it.each([
    ['chek'],
    ['check'],
    ['check', 'a', 'b'],
    ['check', 'a', '--jsn'],
    ['init', 'eth_basis', '--out'],
  ])('answers %s %s %s with 2 and no trace', async (...argv) => {
    const { code, out, err } = await run(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: /)
    expect(err).not.toContain('    at ')
  })
})

it('ends a wrong call that is cut with its help on a line of its own', async () => {
  const { code, err } = await run('reserve', 'x'.repeat(3000))
  expect(code).toBe(2)
  expect(err).toMatch(/…\n`npx trimtab reserve --help` shows all options\.\n/)
})

describe('init', () => {
  it('writes a config that checks, and its schema', async () => {
    const out = join(folder, 'new', 'a.yaml')
    expect(await run('init', 'usdt_market_neutral', '--out', out)).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(await readFile(join(folder, 'new', 'trimtab.schema.json'), 'utf8'))).toHaveProperty(
      'properties.mode',
    )
    expect(await run('check', out)).toMatchObject({ code: 0, err: '' })
  })

  it.each(['pool', 'reserve', 'vaults'])('writes a config of the %s book that checks, and its schema', async (book) => {
    const out = join(folder, 'new', `${book}.yaml`)
    expect(await run('init', book, '--out', out)).toMatchObject({ code: 0, err: '' })
    const schema = JSON.parse(await readFile(join(folder, 'new', `trimtab.${book}.schema.json`), 'utf8'))
    expect(schema).toHaveProperty('properties.book')
    expect(await run('check', out)).toMatchObject({ code: 0, err: '' })
  })

  it('fits 80 columns, however long the mode is called', async () => {
    const { out } = await run('init', 'usdt_market_neutral_no_leverage', '--out', join(folder, 'no-leverage.yaml'))
    expect(out.split('\n').every((each) => each.length <= 80)).toBe(true)
  })

  it('overwrites only when told to', async () => {
    const out = join(folder, 'a.yaml')
    await writeFile(out, 'mine')
    expect(await run('init', 'eth_basis', '--out', out)).toMatchObject({
      code: 2,
      err: expect.stringContaining('FILE_EXISTS'),
    })
    expect(await readFile(out, 'utf8')).toBe('mine')
    expect(await run('init', 'eth_basis', '--out', out, '--force')).toMatchObject({ code: 0 })
    expect(await run('init', 'btc_basis', '--out', join(folder, 'b.yaml'))).toMatchObject({ code: 0 })
  })

  it.each([
    [['usdt_market_neutrl'], "did you mean 'usdt_market_neutral'?"],
    [['reserv'], "did you mean 'reserve'?"],
    [['pool', '--share-class', 'ETH'], '--share-class'],
    [['eth_leveraged', '--share-class', 'EUR'], '--share-class'],
    [['eth_staking_only', '--share-class', 'USDT'], '--share-class'],
  ])('%j names what is wrong', async (argv, says) => {
    const { code, err } = await run('init', ...argv, '--out', join(folder, 'a.yaml'))
    expect([code, err.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(says)])
    expect(err).toContain('OPTION_INVALID')
  })

  it('names both classes of a mode that has two, and the modes where none is given', async () => {
    const open = await run('init', 'eth_leveraged', '--out', join(folder, 'a.yaml'))
    expect([open.code, open.err]).toEqual([2, expect.stringContaining('exists in two share classes')])
    expect(open.err).toContain('Add `--share-class ETH` or `--share-class USDT`.')
    const none = await run('init')
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('usdt_market_neutral')])
    expect(none.err).toContain('Books: pool, reserve, vaults')
  })
})

describe('a call without its argument', () => {
  it.each([
    [['pool', 'simulate'], 'npx trimtab pool simulate examples/pool-liquidity.yaml'],
    [['check'], 'npx trimtab check trimtab.yaml'],
    [['net'], 'npx trimtab net examples/wishes.csv'],
  ])('%j shows the example of its help', async (argv, example) => {
    const { code, err } = await run(...argv)
    expect([code, err]).toEqual([2, expect.stringContaining(example)])
    expect(err).toContain(`npx trimtab ${argv.join(' ')} --help`)
  })
})

describe('check', () => {
  const good = 'mode: pure_lending_usdt\ncapital: { USDT: 1000, ETH: 1 }\ndata: { simulated: { seed: 7, hours: 24 } }\n'

  async function file(text: string): Promise<string> {
    const path = join(folder, 'a.yaml')
    await writeFile(path, text)
    return path
  }

  it('says what a config means, within 80 columns', async () => {
    const { code, out } = await run('check', await file(good))
    expect(code).toBe(0)
    expect(out).toContain('pure_lending, USDT class')
    expect(out).toContain('peg')
    for (const line of out.split('\n').filter((each) => /[│┌├└]/.test(each)))
      expect(line.length).toBeLessThanOrEqual(80)
  })

  it('lists the facts of the venues when asked', async () => {
    const { out } = await run('check', await file(`${good}terms: { stakingRate: 3 % }\n`), '--terms')
    expect(out).toContain('stakingRate = 0.03')
    expect(out).toContain('1 overridden')
  })

  it('answers the same as JSON', async () => {
    const { code, out } = await run('check', await file(good), '--json')
    expect([code, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({ ok: true, mode: 'pure_lending', shareClass: 'USDT' }),
    ])
    expect((await run('check', await file(good), '--json')).out).toBe(out)
  })

  it.each([
    ['CONFIG_REFUSED', 1, `${good}limits: { transferMin: 900000 USD }\n`],
    ['CONFIG_INVALID', 2, `${good}limit: {}\n`],
  ])('exits as %s asks, with %d', async (code, exit, text) => {
    const path = await file(text)
    expect(await run('check', path)).toMatchObject({ code: exit, out: '', err: expect.stringContaining(code) })
    const { code: again, out } = await run('check', path, '--json')
    expect([again, JSON.parse(out)]).toEqual([
      exit,
      { schema: 1, error: expect.objectContaining({ code, facts: { file: path, problems: 1 } }) },
    ])
  })

  it('says that there is no such file', async () => {
    expect(await run('check', join(folder, 'none.yaml'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('CONFIG_MISSING'),
    })
  })
})

describe('explain', () => {
  it('explains a code however it is written', async () => {
    expect(await run('explain', 'health_floor')).toMatchObject({
      code: 0,
      out: expect.stringContaining('What to do'),
    })
    const { out } = await run('explain', 'HEALTH_FLOOR', '--json')
    expect(JSON.parse(out)).toEqual({ code: 'HEALTH_FLOOR', ...CODES['HEALTH_FLOOR'] })
  })

  it('lists them all', async () => {
    expect(Object.keys(JSON.parse((await run('explain', '--json')).out))).toEqual(Object.keys(CODES).sort())
    expect((await run('explain')).out).toContain('HEALTH_FLOOR')
  })

  it('explains every code within 80 columns', async () => {
    for (const code of Object.keys(CODES))
      for (const line of (await run('explain', code)).out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('proposes the code that was meant', async () => {
    expect(await run('explain', 'HEALT_FLOR')).toMatchObject({
      code: 2,
      err: expect.stringContaining("'HEALTH_FLOOR'"),
    })
    expect(await run('explain', 'toString')).toMatchObject({ code: 2 })
  })
})
