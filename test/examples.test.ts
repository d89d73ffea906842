// Programs under examples/ are documents that run: each is run as a reader would, and must end well and say what it promises.
import { spawnSync } from 'node:child_process'
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
