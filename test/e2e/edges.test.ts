import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../problems.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const bin = join(root, 'bin', 'trimtab.js')
const isLinux = process.platform === 'linux'

const CONFIG = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 100 } }
`
const FOREVER = CONFIG.replace('hours: 100', 'hours: 200000')

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface How {
  /** Files that stand in for the output and the error stream. */
  readonly stdout?: string
  readonly stderr?: string
  /** A signal that is sent once a file is there. */
  readonly signal?: NodeJS.Signals
  readonly once?: string
}

let folder: string
const at = (name: string): string => join(folder, name)

/** Runs the command in its own process; whatever it answers, it prints no stack. */
function run(argv: readonly string[], { stdout, stderr, signal, once }: How = {}): Promise<Ran> {
  const { TRIMTAB_DATA: _, FORCE_COLOR: __, ...env } = process.env
  const fds = [stdout, stderr].map((path) => (path === undefined ? 'pipe' : openSync(path, 'w')))
  const child = spawn(process.execPath, [bin, ...argv], { cwd: folder, env, stdio: ['ignore', ...fds] })
  for (const fd of fds) if (typeof fd === 'number') closeSync(fd)
  let [out, err] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const watch = setInterval(() => once !== undefined && existsSync(at(once)) && child.kill(signal), 20)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      expect(err).not.toMatch(/^\s+at /m)
      resolve({ code, out, err })
    })
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trimtab-edges-'))
  await writeFile(at('good.yaml'), CONFIG)
  await writeFile(at('forever.yaml'), FOREVER)
  await writeFile(at('refused.yaml'), `${CONFIG}limits: { perHour: 1000 USD }\n`)
  await writeFile(at('wishes.csv'), 'strategy,instrument,delta\na,ETH,1\n')
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe.concurrent('streams that fail', { timeout: 30_000 }, () => {
  it.runIf(isLinux)('says that a full output failed, with 2', async () => {
    const { code, err } = await run(['explain'], { stdout: '/dev/full' })
    expect([code, err]).toEqual([2, expect.stringContaining('OUTPUT_FAILED')])
  })

  it.runIf(isLinux)('keeps its exit code with a full error stream', async () => {
    expect(await run(['check', 'none.yaml'], { stderr: '/dev/full' })).toMatchObject({ code: 2 })
    expect(await run(['check', 'refused.yaml'], { stderr: '/dev/full' })).toMatchObject({ code: 1 })
  })
})

describe.concurrent('a folder to write to', { timeout: 30_000 }, () => {
  it.runIf(isLinux)('that cannot be made is refused, and does not hang', async () => {
    expect(await run(['backtest', 'good.yaml', '--out', '/proc/x'])).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining('FOLDER_UNWRITABLE'),
    })
  })

  it('takes one run at a time, and is free again after one that was killed', async () => {
    const first = run(['backtest', 'forever.yaml', '--out', 'one'], { signal: 'SIGKILL', once: 'enough' })
    while (!existsSync(at('one/.trimtab.lock'))) await new Promise((resolve) => setTimeout(resolve, 20))
    const second = await run(['net', 'wishes.csv', '--out', 'one', '--json'])
    expect([second.code, errorOf(second).code]).toEqual([2, 'FOLDER_BUSY'])
    await writeFile(at('enough'), '')
    expect(await first).toMatchObject({ code: null })
    expect(await readdir(at('one'))).toEqual(['.trimtab.lock'])
    expect(await run(['net', 'wishes.csv', '--out', 'one'])).toMatchObject({ code: 0 })
    expect((await readdir(at('one'))).sort()).toEqual(['index.html', 'report.json'])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is as it was after %s, which ends with %d', async (signal, exit) => {
    const out = `cut-${signal}`
    const ran = await run(['backtest', 'forever.yaml', '--out', out, '--json'], {
      signal,
      once: `${out}/.trimtab.lock`,
    })
    expect([ran.code, errorOf(ran).code]).toEqual([exit, 'INTERRUPTED'])
    expect(existsSync(at(out))).toBe(false)
  })
})

describe.concurrent('a pipe to read', { timeout: 30_000 }, () => {
  it.runIf(isLinux)('that nobody writes to is refused at once', async () => {
    const maker = 'mkfifo'
    execFileSync(maker, [at('pipe')])
    expect(await run(['plan', 'pipe'])).toMatchObject({ code: 2, err: expect.stringContaining('a pipe or a device') })
  })
})
