import { describe, expect, it } from 'vitest'
import { parse } from '../../units/time.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { check } from './check.ts'
import { simulated, VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'
import { setup } from './setup.ts'

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

const GOOD = `book: vaults
assets:
  BTC: {}
  ETH: {}
vaults:
  USDC: { own: stable, start: 1000 }
  ETH: { own: ETH, start: 1 }
data:
  epochs:
    - prices: { BTC: 60000, ETH: 2500 }
      pool: { price: 1, deltas: { BTC: 0.2, ETH: '0.3' } }
`

const opened = (text: string) => bookOf(text, 'x.yaml')
const problems = (text: string) => {
  try {
    check(opened(text))
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ code, line, path }) => `${code} ${line} ${path}`)
  }
}

describe('a config of the vaults book', () => {
  it('has defaults for all that is left out', () => {
    const { config, costs, start, carry } = setup(opened(GOOD))
    expect(config).toMatchObject({ own: [null, 1], hedgeMax: [null, null], poolMax: null, orderMin: 1_000_000n })
    expect(config.equityRatio[0]).toEqual({ target: 10n ** 17n, min: 8n * 10n ** 16n, max: 14n * 10n ** 16n })
    expect(costs).toEqual({ pool: 25n * 10n ** 14n, hedge: 6n * 10n ** 14n })
    expect([start, carry]).toEqual([[1000n * 10n ** 18n, 10n ** 18n], null])
  })

  it('is told once what its first epoch lacks, and not again at every later one', () => {
    const later = `${GOOD.replace(', ETH: 2500', '')}    - { after: 1 h, prices: { BTC: 61000 } }\n`
    expect(problems(later)).toEqual(['VAULTS_INCOMPLETE 10 data.epochs.0'])
  })

  it('knows the pool around the vaults, and what crossing costs', () => {
    const pool = 'pool: { total: 8000000, mintMax: 5000, burnMax: 4000, counterparty: pool }\n'
    const { side, config } = setup(opened(`${GOOD}${pool}costs: { crossing: 5 % }\n`))
    const around = { total: 8n * 10n ** 12n, mintMax: 5n * 10n ** 9n, burnMax: 4n * 10n ** 9n, isCounterparty: true }
    expect(side).toMatchObject(around)
    expect(config.crossingShareBps).toBe(500n)
    expect(problems(`${GOOD}pool: { counterparty: pool }\n`)).toEqual(['VAULTS_TOTAL 12 pool.counterparty'])
  })

  it.each([
    [
      'a price with too many digits',
      'ETH: 2500 }\n',
      'ETH: 2500.123456789 }\n',
      'VAULTS_DIGITS 10 data.epochs.0.prices.ETH',
    ],
    ['a price that is no number', 'ETH: 2500 }\n', 'ETH: .nan }\n', 'FIGURE_INVALID 10 data.epochs.0.prices.ETH'],
    [
      'a name that no asset has',
      'ETH: 2500 }\n',
      'ETH: 2500, SOL: 1 }\n',
      'VAULTS_NAME_UNKNOWN 10 data.epochs.0.prices.SOL',
    ],
    ['an asset without a price', ', ETH: 2500', '', 'VAULTS_INCOMPLETE 10 data.epochs.0'],
    ['a pool without a price', 'price: 1, ', '', 'VAULTS_INCOMPLETE 10 data.epochs.0'],
    ['an own asset that is not there', 'own: ETH', 'own: SOL', 'VAULTS_NAME_UNKNOWN 7 vaults.ETH.own'],
    ['a band that is none', 'BTC: {}', 'BTC: { equity: 20 %, equityMax: 10 % }', 'VAULTS_BAND 3 assets.BTC.equity'],
    ['two markets', 'data:\n', 'data:\n  simulated: {}\n', 'VAULTS_DATA 8 data'],
    ['a program without rates', 'book: vaults\n', 'book: vaults\nfit: tier2\n', 'VAULTS_CARRY 2 fit'],
    ['a key that does not exist', 'book: vaults\n', 'book: vaults\nbufer: {}\n', 'KEY_UNKNOWN 2 bufer'],
    [
      'a buffer without a unit',
      'book: vaults\n',
      'book: vaults\nbuffer: { target: 5 }\n',
      'UNIT_MISSING 2 buffer.target',
    ],
  ])('refuses %s with its line', (...[, from, to, said]) => {
    expect(problems(GOOD.replace(from, to))).toContain(said)
  })

  it('refuses a config without a vault', () => {
    expect(problems(GOOD.replace(/vaults:\n( {2}.*\n){2}/, 'vaults: {}\n'))).toContain('VAULTS_NONE 5 vaults')
  })

  it('reads every key that there is', () => {
    const text =
      `${GOOD.replace('ETH: { own: ETH, start: 1 }', 'ETH: { own: ETH, start: 1, cap: 5000 }').replace('BTC: {}', 'BTC: { hedgeMax: 900 }')}
    - label: two
      after: 8 h
      prices: { ETH: 2400 }
      low: { ETH: 2390 }
      high: { ETH: 2410, pool: 1.1 }
      age: { pool: 30 s }
      pool: { price: 1.05, deltas: { BTC: 0.21 } }
      income: 1
      funding: { BTC: 0.5 }
      equity: { ETH: 12 }
      deposits: { USDC: 5 }
      withdrawals: { ETH: 0.1 }
      fills: { pool: { part: 50 %, fee: 1 }, ETH: { filled: -1.5 } }
`.replace(
        'book: vaults\n',
        `book: vaults
pool: { name: GLP, max: 100000 }
buffer: { target: 6 %, min: 3 %, max: 9 %, hold: 1 % }
fees: { management: 1 %, performance: 10 %, deposit: 1 bps, withdrawal: 2 bps }
costs: { pool: 10 bps, hedge: 1 bps, slippage: 1 bps }
orderMin: 10
intervalMin: 1 h
guard: { age: 1 min, jump: 20 %, difference: 5, residual: 1 %, equity: 5 % }
fit: tier2
carry: { income: 10 %, long: { BTC: 0.1 }, short: { ETH: '-0.05' } }
`,
      )
    const read = setup(opened(text))
    expect(read.config).toMatchObject({
      hedgeMax: [900_000_000n, null],
      poolMax: 100_000_000_000n,
      vaultMax: [null, 5_000_000_000n],
      orderMin: 10_000_000n,
      intervalMin: 3600n,
      guard: { ageMax: 60n, jumpMax: 2n * 10n ** 17n, differenceMax: 5_000_000n, residualMax: 10n ** 16n },
    })
    expect(read.carry).toEqual({ income: 10n ** 17n, long: [10n ** 17n, 0n], short: [0n, -5n * 10n ** 16n] })
    expect(check(opened(text)).report).toMatchObject({ schema: 1, ok: true, market: 'epochs' })
  })
})

describe('the desk', () => {
  it('backtests stated epochs, and simulates them to the same report', async () => {
    const told = await VAULTS_DESK.backtest(opened(GOOD), NO_CHOICE, QUIET)
    expect(told.report).toMatchObject({ schema: 1, kind: 'vaults-backtest', vaults: ['USDC', 'ETH'] })
    expect((await simulated(opened(GOOD), QUIET)).report).toEqual(told.report)
  })

  it('simulates nothing that is not stated', () => {
    const text = GOOD.slice(0, GOOD.indexOf('  epochs')).concat('  simulated: {}\n')
    expect(() => simulated(opened(text), QUIET)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        problems: [
          expect.objectContaining({
            code: 'KEY_MISSING',
            path: 'data.epochs',
            line: text.split('\n').indexOf('data:') + 1,
          }),
        ],
      }),
    )
  })

  it('shows an epoch with a price of zero as refused, and goes on', async () => {
    const text = `${GOOD}    - { label: bad, after: 8 h, prices: { ETH: 0 } }\n    - { label: good, after: 8 h, prices: { ETH: 2510 } }\n`
    const { report } = await VAULTS_DESK.backtest(opened(text), NO_CHOICE, QUIET)
    expect(report).toMatchObject({
      epochs: [
        { ok: true },
        { label: 'bad', ok: false, refusal: { code: 'PRICE_NOT_POSITIVE' } },
        { label: 'good', ok: true },
      ],
    })
  })

  it('knows only bitcoin and ether in the simulated market, and avalanche in that of GLP', async () => {
    const text = GOOD.slice(0, GOOD.indexOf('data:')).replace('BTC: {}', 'SOL: {}')
    for (const market of ['simulated: {}', 'glp: {}'])
      await expect(
        VAULTS_DESK.backtest(opened(`${text}data: { ${market} }\n`), NO_CHOICE, QUIET),
      ).rejects.toMatchObject({
        problems: [{ code: 'VAULTS_NAME_UNKNOWN', path: 'assets.SOL' }],
      })
  })

  it('asks for a folder of market files that exists', async () => {
    const text = `${GOOD.slice(0, GOOD.indexOf('data:'))}data: { glp: { folder: /nowhere/at/all } }\n`
    await expect(VAULTS_DESK.backtest(opened(text), NO_CHOICE, QUIET)).rejects.toMatchObject({ code: 'NO_DATA_FOLDER' })
  })
})

describe('the period of a simulated market', () => {
  const blamed: readonly {
    readonly from: string
    readonly to: string
    readonly facts: Readonly<Record<string, string>>
  }[] = [
    { from: '2024-01-02T08:30:00Z', to: '2024-01-05', facts: { option: '--from', allowed: 'a full hour' } },
    { from: '2024-01-02', to: '2024-01-05T08:30:00Z', facts: { option: '--to', allowed: 'a full hour' } },
    {
      from: '2024-01-02',
      to: '2199-01-01',
      facts: { option: '--to', allowed: 'a simulated market of at most 16801 hours' },
    },
    { from: '2024-01-02', to: '2024-01-01', facts: { option: '--to', allowed: 'later than 2024-01-02T00:00:00Z' } },
  ]
  it.each(blamed)('from $from to $to is refused by its option', async ({ from, to, facts }) => {
    const text = GOOD.replace(/data:[\s\S]*/, 'data: { simulated: { days: 2 } }\n')
    const choice = { ...NO_CHOICE, from: parse(from), to: parse(to) }
    await expect(VAULTS_DESK.backtest(opened(text), choice, QUIET)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      facts,
    })
  })

  it('is named as a date where epochs are stated and have no use for it', async () => {
    const choice = { ...NO_CHOICE, to: parse('2024-01-02') }
    await expect(VAULTS_DESK.backtest(opened(GOOD), choice, QUIET)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      facts: { option: '--to', found: '2024-01-02T00:00:00Z' },
    })
  })
})
