// Programs under examples/ are documents that run: each is run as a reader would, and must end well and say what it promises.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('examples/library.ts: a model, a route, a decision and a backtest', { timeout: 30_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['examples/library.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const lines = stdout.trimEnd().split('\n')
  // 218 000 · 0.95 ÷ 190 000, and 218 000 · 0.93 − 190 000.
  expect(lines[0]).toBe('Health 1.0900, room to borrow 12740 USD')
  expect(lines[1]).toMatch(/^Withdraw USDT from AAVE → .*BYBIT margin: [\d.]+ bps$/)
  expect(lines[2]).toMatch(/^EXECUTE: Deploy capital: /)
  expect(lines.slice(3, -1).length).toBeGreaterThan(5)
  expect(lines.at(-1)).toMatch(/^Net assets \d+ → \d+ USD, unexplained \de-1\d of them$/)
})

const scenarios = readdirSync(`${root}examples`).filter((name) => /^pool-(?!book).*\.yaml$/.test(name))

test('examples/pool-book.yaml: planned from the command line', { timeout: 30_000 }, () => {
  const argv = ['bin/trimtab.js', 'plan', 'examples/pool-book.yaml', '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, outcome: 'EXECUTE', blocked: false })
})

test('examples/pool-liquidity.yaml: what is refused is shown on the terminal, within 80 columns', {
  timeout: 30_000,
}, () => {
  const argv = ['bin/trimtab.js', 'pool', 'simulate', 'examples/pool-liquidity.yaml']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain('DEPOSIT_SETTLED')
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
})

test.each(scenarios)('examples/%s: replayed and compared, with accounts that close', {
  timeout: 30_000,
}, async (name) => {
  const { openScenario } = await import('../src/app/pool/scenario.ts')
  const { compared } = await import('../src/app/pool/compare.ts')
  const { simulated } = await import('../src/app/pool/simulate.ts')
  const scenario = await openScenario(`${root}examples/${name}`)
  const closed = { attribution: { residual: '0', unexplained: '0' } }
  expect(simulated(scenario, null).report).toMatchObject({ schema: 1, ...closed })
  expect(compared(scenario).report).toMatchObject({ schema: 1, models: [closed, closed, closed] })
})
