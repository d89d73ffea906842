import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MODES } from '../../portfolio/venues/mode.ts'
import { parse } from './parse.ts'
import { ConfigError, type Problem } from './problem.ts'
import { template } from './template.ts'

const GOOD: Readonly<Record<string, string>> = {
  mode: 'mode: usdt_market_neutral',
  capital: 'capital: { USDT: 1000000, ETH: 2 }',
  exchanges: 'exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }',
  data: 'data: { simulated: { seed: 7, hours: 24 } }',
}

/** A good config with some sections put otherwise; an empty text leaves one out. */
function text(changes: Readonly<Record<string, string>> = {}): string {
  return Object.values({ ...GOOD, ...changes })
    .filter((section) => section !== '')
    .join('\n')
}

function problems(yaml: string): readonly Problem[] {
  try {
    parse(yaml, 'a.yaml')
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('a config that can be read', () => {
  it('suggests a capital that may run, with ether for gas', () => {
    const [missing] = problems(text({ capital: '' }))
    const suggested = /`(\{.*\})`/.exec(missing?.allowed ?? '')?.[1]
    expect(problems(text({ capital: `capital: ${suggested}` }))).toEqual([])
  })

  it('has the defaults of its mode in the units of the engine', () => {
    const { bounds, limits, decision, gasReserve, loans, start, flights } = parse(text(), 'a.yaml')
    expect(bounds.health).toEqual({ worse: 'lower', target: 1.2, low: 1.17, high: 1.25, warning: 1.15, critical: 1.1 })
    expect(bounds.equityRatio).toMatchObject({ target: 0.5, warning: 0.2, critical: 0.12 })
    expect(bounds.marginHealth).toMatchObject({ critical: 2, warning: Number.NEGATIVE_INFINITY })
    expect(bounds.distance.warning).toBe(0.173)
    expect(bounds.delta).toEqual({ worse: 'higher', target: 0, low: -0.01, high: 0.01, warning: 0.03, critical: 0.05 })
    expect(bounds.ltv).toMatchObject({ warning: 0.85, critical: 0.9 })
    expect(bounds.ltv.target).toBeCloseTo(0.95 / 1.2, 12)
    expect(bounds.peg).toMatchObject({ warning: 0.005 })
    expect(limits).toMatchObject({
      transferMin: 5000,
      transferMax: 100_000,
      emergencyMin: 1000,
      ageMax: 60,
      deadline: 14_400,
    })
    expect(limits.destinations).toEqual(['WALLET', 'AAVE', 'ETHERFI', 'BINANCE', 'BYBIT', 'OKX'])
    expect(decision).toMatchObject({ rule: 'horizon', horizonDays: 30, hurdle: { target: 0.5, opportunistic: 1 } })
    expect(gasReserve).toEqual({ min: 1, target: 2 })
    expect(loans).toEqual([{ id: 'main', eMode: 1, debt: ['WETH'] }])
    expect(start).toMatchObject({ USDT: 1_000_000, ETH: 2, BTC: 0 })
    expect(flights).toBe('p95')
  })

  it.each([
    ['WETH: { frozen: true }', 'WETH is frozen at Aave: repay and withdraw work, supply and borrow are refused'],
    ['WETH: { paused: true }', 'WETH is paused at Aave: nothing moves there, repay and withdraw included'],
    ['weETH: { frozen: true }', 'weETH is frozen at Aave: repay and withdraw work, supply and borrow are refused'],
    ['weETH: { ltv: 0 % }', null],
    ['WETH: { borrowingEnabled: false }', null],
  ])('is not refused for a flag of the lending market: %s', (reserve, note) => {
    const { notes } = parse(`${text()}\nterms: { lending: { reserves: { ${reserve} } } }`, 'a.yaml')
    expect(notes).toEqual(note === null ? [] : [note])
  })

  it.each([
    ['USDT', 'USDT', 'USDT: 1000000, ETH: 2'],
    ['ETH', 'WETH', 'ETH: 100'],
  ])('says of a deposit in the %s class that its asset is frozen', (shareClass, asset, capital) => {
    const mode = `mode: pure_lending\nshareClass: ${shareClass}`
    const flags = `terms: { lending: { reserves: { ${asset}: { frozen: true }, weETH: { frozen: true } } } }`
    const { notes } = parse(`${text({ mode, exchanges: '', capital: `capital: { ${capital} }` })}\n${flags}`, 'a.yaml')
    expect(notes).toEqual([`${asset} is frozen at Aave: repay and withdraw work, supply and borrow are refused`])
  })

  it('says of an account without eMode that what it owes can only be repaid', () => {
    const lending = 'lending: [{ account: main, eMode: 0, debt: [WETH] }]'
    const flags = 'terms: { lending: { reserves: { WETH: { borrowingEnabled: false }, weETH: { ltv: 0 % } } } }'
    const { notes } = parse(`${text()}\n${lending}\n${flags}`, 'a.yaml')
    expect(notes).toEqual(['WETH cannot be borrowed at Aave without eMode: only repay works'])
  })

  it('calls the measure of an exchange `marginHealth` in config and tables, and points there from the old key', () => {
    const [problem, ...rest] = problems(`${text()}\nlevels: { margin: { critical: 3 } }\n`)
    expect(rest).toEqual([])
    expect(problem).toMatchObject({ code: 'KEY_UNKNOWN', path: 'levels.margin', meant: 'marginHealth' })
    const { bounds } = parse(`${text()}\nlevels: { marginHealth: { critical: 3 } }\n`, 'a.yaml')
    expect(bounds.marginHealth.critical).toBe(3)
  })

  it('lets a section be empty, as when all of it is commented out', () => {
    expect(parse(`${text()}\nlevels:\nlimits:\n`, 'a.yaml').limits.transferMax).toBe(100_000)
  })

  it('keeps the rest of a section that is written in part', () => {
    const { bounds } = parse(`${text()}\nlevels: { health: { target: 1.3, high: 1.4 } }`, 'a.yaml')
    expect(bounds.health).toMatchObject({ target: 1.3, high: 1.4, warning: 1.15 })
  })

  it('puts exchanges in place of exchanges', () => {
    const one = text({ exchanges: 'exchanges: { OKX: 100 % }' })
    expect(parse(one, 'a.yaml').exchanges).toEqual({ OKX: 1 })
  })

  it('takes another name of a mode and says so', () => {
    const { mode, notes } = parse(text({ mode: 'mode: eth_leveraged_hedged' }), 'a.yaml')
    expect(mode).toMatchObject({ name: 'eth_leveraged', shareClass: 'USDT', isHedged: true })
    expect(notes).toHaveLength(1)
  })

  it('reads a range of files and the gap policy', () => {
    const { data } = parse(
      text({ data: 'data: { from: 2024-06-01, to: 2024-07-01, gaps: { funding: peers } }' }),
      'a.yaml',
    )
    expect(data).toMatchObject({
      kind: 'files',
      folder: null,
      gaps: { funding: 'peers', last: 'mark', hold: { gasHours: 24, dailyDays: 3, pricesHours: 8 } },
    })
  })

  it('lets LTV follow from health where the account has no eMode', () => {
    const { bounds } = parse(`${text()}\nlending: [{ account: main, eMode: 0 }]`, 'a.yaml')
    expect(bounds.ltv.critical).toBeCloseTo(0.8 / 1.1, 12)
    expect(bounds.ltv.warning).toBeCloseTo(0.8 / 1.15, 12)
  })

  it('takes facts of the venues from the config', () => {
    const yaml = `${text()}\nterms:\n  exchanges: { BYBIT: { perpFee: 4 bps, credit: { p50: 1 min, p95: 5 min, stress: 1 h } } }\n  depth: { perp: [[10000 USD, 2 bps]] }`
    const { overrides } = parse(yaml, 'a.yaml')
    expect([...overrides]).toEqual([
      ['exchanges.BYBIT.perpFee', 0.0004],
      ['exchanges.BYBIT.credit', { p50: 60, p95: 300, stress: 3600 }],
      ['depth.perp', [[10_000, 0.0002]]],
    ])
  })
})

interface Wrong {
  readonly code: string
  readonly yaml: string
  readonly path: string
  readonly line: number
  readonly meant?: string
}

const BAD: readonly Wrong[] = [
  { code: 'YAML_SYNTAX', yaml: 'mode: [', path: '', line: 1 },
  { code: 'KEY_TWICE', yaml: `${text()}\nmode: btc_basis`, path: '', line: 5 },
  { code: 'KEY_UNKNOWN', yaml: `${text()}\nlevles: {}`, path: 'levles', line: 5, meant: 'levels' },
  {
    code: 'KEY_UNKNOWN',
    yaml: `${text()}\nlevels:\n  health:\n    critcal: 1.1`,
    path: 'levels.health.critcal',
    line: 7,
    meant: 'critical',
  },
  {
    code: 'KEY_UNKNOWN',
    yaml: `${text()}\nterms: { exchanges: { BYBIT: { perpFe: 1 bps } } }`,
    path: 'terms.exchanges.BYBIT.perpFe',
    line: 5,
    meant: 'perpFee',
  },
  { code: 'KEY_MISSING', yaml: text({ data: '' }), path: 'data', line: 1 },
  { code: 'KEY_MISSING', yaml: text({ data: 'data: { from: 2024-06-01 }' }), path: 'data.to', line: 4 },
  {
    code: 'KEY_MISSING',
    yaml: text({ data: 'data: { simulated: { seed: 7 } }' }),
    path: 'data.simulated.hours',
    line: 4,
  },
  { code: 'KEY_MISSING', yaml: `${text()}\nlending: [{ eMode: 1 }]`, path: 'lending.0.account', line: 5 },
  {
    code: 'VALUE_UNKNOWN',
    yaml: text({ mode: 'mode: usdt_market_neutrl' }),
    path: 'mode',
    line: 1,
    meant: 'usdt_market_neutral',
  },
  { code: 'VALUE_UNKNOWN', yaml: `${text()}\nflights: p96`, path: 'flights', line: 5, meant: 'p95' },
  { code: 'TYPE_WRONG', yaml: text({ capital: 'capital: 1000000 USDT' }), path: 'capital', line: 2 },
  { code: 'TYPE_WRONG', yaml: `${text()}\nlending: main`, path: 'lending', line: 5 },
  { code: 'UNIT_MISSING', yaml: `${text()}\nlevels: { delta: { band: 1 } }`, path: 'levels.delta.band', line: 5 },
  { code: 'UNIT_UNKNOWN', yaml: `${text()}\nlimits: { transferMax: 5 % }`, path: 'limits.transferMax', line: 5 },
  {
    code: 'FIGURE_INVALID',
    yaml: `${text()}\nlevels: { health: { target: .nan } }`,
    path: 'levels.health.target',
    line: 5,
  },
  {
    code: 'FIGURE_TOO_LARGE',
    yaml: `${text()}\nlevels: { health: { target: .inf } }`,
    path: 'levels.health.target',
    line: 5,
  },
  { code: 'FIGURE_NEGATIVE', yaml: text({ capital: 'capital: { USDT: -5 }' }), path: 'capital.USDT', line: 2 },
  {
    code: 'COUNT_INVALID',
    yaml: text({ data: 'data: { simulated: { seed: 7.5, hours: 24 } }' }),
    path: 'data.simulated.seed',
    line: 4,
  },
  {
    code: 'TIME_INVALID',
    yaml: text({ data: 'data: { from: 2024-02-30, to: 2024-07-01 }' }),
    path: 'data.from',
    line: 4,
  },
  {
    code: 'TABLE_INVALID',
    yaml: `${text()}\nterms: { depth: { perp: [[10000, 2 bps]] } }`,
    path: 'terms.depth.perp',
    line: 5,
  },
]

const REFUSED: readonly Wrong[] = [
  { code: 'SHARE_CLASS_OPEN', yaml: text({ mode: 'mode: eth_leveraged' }), path: 'shareClass', line: 1 },
  { code: 'SHARE_CLASS_WRONG', yaml: `${text()}\nshareClass: ETH`, path: 'shareClass', line: 5 },
  {
    code: 'SHARE_CLASS_WRONG',
    yaml: text({ mode: 'mode: eth_leveraged_hedged\nshareClass: ETH' }),
    path: 'shareClass',
    line: 2,
  },
  { code: 'NOT_IN_MODE', yaml: text({ mode: 'mode: eth_staking_only' }), path: 'exchanges', line: 3 },
  {
    code: 'NOT_IN_MODE',
    yaml: `${text({ mode: 'mode: eth_basis' })}\nlevels: { health: { target: 1.3 } }`,
    path: 'levels.health',
    line: 5,
  },
  { code: 'NEEDED_BY_MODE', yaml: text({ exchanges: '' }), path: 'exchanges', line: 1 },
  { code: 'NEEDED_BY_MODE', yaml: `${text()}\nlending: []`, path: 'lending', line: 5 },
  {
    code: 'ALLOCATION_SUM',
    yaml: text({ exchanges: 'exchanges: { BINANCE: 40 %, BYBIT: 30 % }' }),
    path: 'exchanges',
    line: 3,
  },
  {
    code: 'LEVEL_ORDER',
    yaml: `${text()}\nlevels: { health: { warning: 1.22 } }`,
    path: 'levels.health.warning',
    line: 5,
  },
  {
    code: 'LEVEL_ORDER',
    yaml: `${text()}\nlevels: { delta: { warning: 5 % } }`,
    path: 'levels.delta.warning',
    line: 5,
  },
  { code: 'LEVEL_ORDER', yaml: `${text()}\nlevels: { buffer: { low: 7 % } }`, path: 'levels.buffer.low', line: 5 },
  { code: 'LEVEL_ORDER', yaml: `${text()}\nlimits: { transferMin: 200000 USD }`, path: 'limits.transferMin', line: 5 },
  {
    code: 'LEVEL_ORDER',
    yaml: `${text()}\ngasReserve: { min: 1.5 ETH, target: 1 ETH }`,
    path: 'gasReserve.min',
    line: 5,
  },
  {
    code: 'HEALTH_FLOOR',
    yaml: `${text()}\nlevels: { health: { critical: 1.005 } }`,
    path: 'levels.health.critical',
    line: 5,
  },
  {
    code: 'HEALTH_UNREACHABLE',
    yaml: `${text()}\nlevels: { health: { target: 1.02, low: 1.019, warning: 1.018, critical: 1.015 } }`,
    path: 'levels.health.target',
    line: 5,
  },
  {
    code: 'LTV_PAST_LIQUIDATION',
    yaml: `${text()}\nlevels: { ltv: { critical: 95 % } }`,
    path: 'levels.ltv.critical',
    line: 5,
  },
  {
    code: 'NOT_BORROWABLE_IN_EMODE',
    yaml: `${text()}\nlending:\n  - account: main\n    eMode: 1\n    debt: [USDT]`,
    path: 'lending.0.debt',
    line: 8,
  },
  {
    code: 'EMODE_UNKNOWN',
    yaml: `${text()}\nlending: [{ account: main, eMode: 9 }]`,
    path: 'lending.0.eMode',
    line: 5,
  },
  {
    code: 'ACCOUNT_TWICE',
    yaml: `${text()}\nlending: [{ account: a, eMode: 1 }, { account: a, eMode: 1 }]`,
    path: 'lending.1.account',
    line: 5,
  },
  { code: 'GAS_BELOW_MIN', yaml: text({ capital: 'capital: { USDT: 1000 }' }), path: 'capital.ETH', line: 2 },
  {
    code: 'DESTINATION_MISSING',
    yaml: `${text()}\nlimits: { destinations: [WALLET, AAVE, ETHERFI, BINANCE, BYBIT] }`,
    path: 'limits.destinations',
    line: 5,
  },
  {
    code: 'EXPOSURE_OVER',
    yaml: text({ mode: 'mode: eth_basis', exchanges: 'exchanges: { BYBIT: 100 % }' }),
    path: 'exchanges.BYBIT',
    line: 3,
  },
  {
    code: 'DATA_AMBIGUOUS',
    yaml: text({ data: 'data: { folder: there, simulated: { seed: 7, hours: 24 } }' }),
    path: 'data.folder',
    line: 4,
  },
  {
    code: 'DATA_AMBIGUOUS',
    yaml: text({ data: 'data: { fileMax: 1 MiB, simulated: { seed: 7, hours: 24 } }' }),
    path: 'data.fileMax',
    line: 4,
  },
  { code: 'RANGE_EMPTY', yaml: text({ data: 'data: { from: 2024-07-01, to: 2024-07-01 }' }), path: 'data.to', line: 4 },
  {
    code: 'RANGE_OFF_HOUR',
    yaml: text({ data: 'data: { from: 2024-06-01T00:30:00Z, to: 2024-07-01 }' }),
    path: 'data.from',
    line: 4,
  },
  {
    code: 'INVALID_TIERS',
    yaml: `${text()}\nterms: { exchanges: { OKX: { tiers: { ETHUSDT: [[1 USD, 1 %, 5 USD, 10]] } } } }`,
    path: 'terms.exchanges',
    line: 5,
  },
]

describe('a config that cannot be read', () => {
  it.each(BAD)('$code at $path', ({ code, yaml, path, line, meant }) => {
    expect(problems(yaml)).toEqual([expect.objectContaining({ code, kind: 'bad', path, line, meant: meant ?? null })])
  })

  it('is told all at once, in the order of the file', () => {
    const found = problems(`${text({ mode: 'mode: nothing' })}\nlimits: { gasMax: 5 }\nlevel: {}`)
    expect(found.map(({ code }) => code)).toEqual(['VALUE_UNKNOWN', 'UNIT_MISSING', 'KEY_UNKNOWN'])
    expect(() => parse('mode: nothing', 'a.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  it('is never answered with anything but its problems', () => {
    const value = fc.oneof(
      fc.constantFrom('.nan', '-1', '5', '5 %', '1e400 USD', '[]', '{}', '*a', '&a 1', '!!x 1', 'null', 'true'),
      fc.string(),
    )
    const harmed = fc.tuple(fc.constantFrom(...MODES.map(template)), fc.nat(), value).map(([whole, at, other]) => {
      const lines = whole.split('\n')
      const line = lines[at % lines.length] ?? ''
      lines[at % lines.length] = `${line.split(':')[0]}: ${other}`
      return lines.join('\n')
    })
    fc.assert(
      fc.property(fc.oneof(harmed, fc.string()), (yaml) => {
        for (const { code, line } of problems(yaml))
          expect([code, line > 0]).toEqual([expect.stringMatching(/^[A-Z_]+$/), true])
      }),
    )
  })

  it.each([
    'a: *nowhere',
    'a: &a [1]\nb: &b [*a,*a]\n__proto__: { c: 1 }',
    '? [1, 2]\n: 3',
    '1: 2',
    '---\na: 1\n---\nb: 2',
  ])('%j is no config', (yaml) => {
    expect(problems(yaml).length).toBeGreaterThan(0)
  })

  it.each([
    'mode',
    'shareClass',
    'data.from',
  ])('says what stands at %s where it is a mapping with a name of its own', (path) => {
    const [outer = '', inner] = path.split('.')
    const value = '{ toString: USDT }'
    const yaml = text({
      [outer]: `${outer}: ${inner === undefined ? value : `{ ${inner}: ${value}, to: 2025-01-01 }`}`,
    })
    expect(problems(yaml)).toContainEqual(expect.objectContaining({ path, found: 'a mapping', meant: null }))
  })

  it.each(['', '- a list', 'text', 'null'])('%s is no config', (yaml) => {
    expect(problems(yaml).length).toBeGreaterThan(0)
  })
})

describe('a config that breaks a rule of Trimtab', () => {
  it.each(REFUSED)('$code at $path', ({ code, yaml, path, line }) => {
    expect(problems(yaml)).toEqual([expect.objectContaining({ code, kind: 'refused', path, line })])
    expect(() => parse(yaml, 'a.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_REFUSED' }))
  })

  it('shows the figures that stand in the wrong order', () => {
    const [problem] = problems(`${text()}\nlevels: { equityRatio: { critical: 25 % } }`)
    expect(problem).toMatchObject({
      found: 'target 50 %, warning 20 %, critical 25 %',
      allowed: 'target > warning > critical',
    })
  })
})
