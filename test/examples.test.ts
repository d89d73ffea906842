// Programs under examples/ are documents that run: each is run as a reader would, and must end well and say what it promises.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('examples/exact.ts: a pool, a reserve and vaults, to the last unit', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['examples/exact.ts'], { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.trimEnd().split('\n')).toEqual([
    // 999 shares after the spread of 10 bps; nine tenths of them, and the bridge's 5 bps on top.
    'At most 899.549774 USDC may leave (supplyFloor); one unit more: EffectiveSupplyTooLow',
    'Virtual supply: -899100000 at the source, 899100000 where it lands',
    'Scheduled weight 0.299999999999999999',
    'Net 75, crossed 50, fees 0 + 1 + 6',
  ])
})

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

test.each([
  { name: 'pool-book', outcome: 'EXECUTE', blocked: false },
  { name: 'pool-book-chains', outcome: 'EXECUTE', blocked: false },
])('examples/$name.yaml: planned from the command line', { timeout: 30_000 }, ({ name, ...told }) => {
  const argv = ['bin/trimtab.js', 'plan', `examples/${name}.yaml`, '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  // At the first hour, whose balances are those of the config.
  expect([status, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, ...told })
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
  const { render } = await import('../src/backtest/report/document.ts')
  const scenario = await openScenario(`${root}examples/${name}`)
  const closed = { attribution: { residual: '0', unexplained: '0' } }
  const watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
  const [alone, beside] = [await simulated(scenario, null, watch), await compared(scenario, watch)]
  expect(alone.report).toMatchObject({ schema: 1, ...closed })
  expect(beside.report).toMatchObject({ schema: 1, models: [closed, closed, closed] })
  for (const { document } of [alone, beside]) expect(render(document)).toContain('data-chart="chart-')
})

test('examples/vaults-refused.yaml: every bad input is refused with its code, and the run goes on', {
  timeout: 30_000,
}, () => {
  const argv = ['bin/trimtab.js', 'vaults', 'simulate', 'examples/vaults-refused.yaml']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  for (const code of ['PRICE_NOT_POSITIVE', 'PRICE_STALE', 'PRICE_CROSSED', 'PRICE_JUMPED', 'BAD_FILL', 'SHARES_SHORT'])
    expect(stdout).toContain(code)
  for (const code of ['FLOW_NEGATIVE', 'VENUE_DIFFERS', 'VAULT_FULL']) expect(stdout).toContain(code)
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
})

test.each([
  'vaults-epochs',
  'vaults-gm',
  'vaults-simulated',
  'vaults-tier2',
])('examples/%s.yaml: checked, planned and run', {
  timeout: 30_000,
}, (name) => {
  const file = `examples/${name}.yaml`
  for (const command of ['check', 'plan', 'backtest']) {
    const argv = ['bin/trimtab.js', command, file, '--json']
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
    expect([command, status, stderr]).toEqual([command, 0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1 })
  }
})

test('examples/reserve-orders.yaml: what is refused is shown on the terminal, within 80 columns', {
  timeout: 30_000,
}, () => {
  const argv = ['bin/trimtab.js', 'reserve', 'simulate', 'examples/reserve-orders.yaml']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  for (const code of ['FLOW_TOO_HIGH', 'SAFETY_MODE', 'MINT_UNSAFE', 'TIME_BACKWARDS']) expect(stdout).toContain(code)
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
})

test('examples/reserve-state.yaml: a plan for how the reserve stands now, within 80 columns', {
  timeout: 30_000,
}, () => {
  const argv = ['bin/trimtab.js', 'plan', 'examples/reserve-drifted.yaml', '--state', 'examples/reserve-state.yaml']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, ''])
  for (const said of ['PARTIAL', 'closed', 'remain']) expect(stdout).toContain(said)
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
})

test('examples/reserve-simulated.yaml: below its peg for good, no plan mends it, and `plan` says so with 1', () => {
  const argv = ['bin/trimtab.js', 'plan', 'examples/reserve-simulated.yaml', '--at', '2024-01-20', '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, ''])
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, outcome: 'BLOCKED' })
})

test.each([
  ['reserve-simulated', ['check', 'plan', 'backtest']],
  ['reserve-drifted', ['check', 'plan', 'backtest']],
  ['reserve-guard', ['check', 'plan', 'backtest']],
] as const)(
  'examples/%s.yaml: checked, planned and run',
  {
    timeout: 30_000,
  },
  (name, commands) => {
    for (const command of commands) {
      const argv = ['bin/trimtab.js', command, `examples/${name}.yaml`, '--json']
      const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      })
      // The plan of the drifted reserve mends its bands and uses up a flow limit, which stands at WARNING until it frees up.
      expect([command, status, stderr]).toEqual([command, command === 'plan' && name === 'reserve-drifted' ? 1 : 0, ''])
      expect(JSON.parse(stdout)).toMatchObject({ schema: 1 })
    }
  },
)

test.each(['csv', 'json'])('examples/wishes.%s: netted on the terminal, within 80 columns', {
  timeout: 30_000,
}, (kind) => {
  const argv = ['bin/trimtab.js', 'net', `examples/wishes.${kind}`]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.replaceAll('\n', ' ')).toContain(' go to the market.')
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
})
