import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/trimtab.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'starters-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Exit code, and what went wrong where it is not 0. */
function run(...argv: readonly string[]): { status: number | null; stderr: string } {
  const { TRIMTAB_DATA: _, ...env } = process.env
  const { status, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd: folder, env, encoding: 'utf8' })
  return { status, stderr }
}

test.each([
  'usdt_market_neutral',
  'pool',
  'vaults',
  'reserve',
])('init %s writes a config that is checked, planned and run with exit code 0', { timeout: 90_000 }, (name) => {
  const file = `${name}.yaml`
  const steps = [
    ['init', name, '--out', file],
    ['check', file],
    ['plan', file],
    ['backtest', file, '--out', `out-${name}`],
  ]
  for (const argv of steps) expect({ argv, ...run(...argv) }).toMatchObject({ argv, status: 0 })
})
