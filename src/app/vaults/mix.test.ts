// Several pools in one position: what each is ordered, what it holds, and what a config of them may not say.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { close, VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'vaults-mix-'))
afterAll(() => rmSync(folder, { recursive: true }))
const saved = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

interface Mix {
  readonly cash: string
  readonly pools: readonly {
    readonly pool: string
    readonly order: string
    readonly filled: string
    readonly fee: string
    readonly units: string
    readonly worth: string
  }[]
  readonly limited: readonly { readonly pool: string; readonly by: string }[]
}

interface Report {
  readonly epochs: readonly {
    readonly ok: boolean
    readonly marks: { readonly poolPrice: string; readonly weights: readonly string[] }
    readonly mix: Mix
    readonly orders: readonly { readonly instrument: string; readonly order: string; readonly filled: string }[]
  }[]
  readonly events: readonly { readonly epoch: string; readonly code: string | null; readonly said: string }[]
  readonly state: { readonly mix: { readonly units: readonly string[]; readonly locked: readonly string[] } }
}

const run = async (text: string): Promise<Report> =>
  (await VAULTS_DESK.backtest(bookOf(text, 'x.yaml'), NO_CHOICE, QUIET)).report as Report

const EXAMPLE = readFileSync('examples/vaults-mix.yaml', 'utf8')

describe('examples/vaults-mix.yaml', async () => {
  const { epochs, events, state } = await run(EXAMPLE)
  const [t0, t1, t2] = epochs

  it('prices a new mix by its shares, and buys what each pool takes', () => {
    // 0.6 · 2 + 0.4 · 1.25; 250,000 USD buy 200,000 units at 1.25.
    expect(t0?.marks.poolPrice).toBe('170000000')
    const [btc, eth] = t0?.mix.pools ?? []
    expect(eth).toMatchObject({ order: '250000000000', fee: '125000000', units: '200000000000000000000000' })
    expect(btc).toMatchObject({ order: '537392772617', units: '268696386308500000000000' })
    expect(events.find(({ code }) => code === 'POOL_CAPACITY')?.said).toBe(
      '250,000.00 of 358,261.85 USD of GM ETH are minted, which is all that `pool.mix.GM ETH.mintMax` allows; the rest stays in the buffers until the next cycle.',
    )
  })

  it('prices what it holds: units times prices over its own units', () => {
    // (268,696.3863085 · 2.02 + 200,000 · 1.238) / 463,172.2191864…
    expect(t1?.marks.poolPrice).toBe('170642078')
  })

  it('books a quarter of an order, and hedges what is held', () => {
    const [btc, eth] = t1?.mix.pools ?? []
    expect([btc?.order, eth?.order, eth?.filled]).toEqual(['0', '104756021172', '26189005293'])
    // 26,189.005293 / 1.238 more units.
    expect(eth?.units).toBe('221154285373990306946688')
    // 0.5 · 542,766.70 / (542,766.70 + 273,789.01)
    expect(Number(t1?.marks.weights[0]) / 1e18).toBeCloseTo((0.5 * 542_766.7003) / (542_766.7003 + 273_789.0053), 9)
  })

  it('leaves a locked pool alone', () => {
    expect(t2?.mix.pools.map(({ order }) => Number(order) < 0)).toEqual([true, false])
    expect(state.mix.locked).toEqual(['0', '57600'])
  })
})

const config = (mix: string, ...epochs: readonly string[]): string => `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 1000000 } }
pool:
  mix:
${mix}data:
  epochs:
${epochs.map((each) => `    - { ${each} }\n`).join('')}`

const HALVES = '    A: { share: 50 % }\n    B: { share: 50 % }\n'
const T0 =
  'label: T0, prices: { BTC: 50000, ETH: 2000 }, pools: { A: { price: 1, deltas: { BTC: 0.5, ETH: 0 } }, B: { price: 1, deltas: { BTC: 0, ETH: 0.5 } } }'
const SAME = 'label: T1, after: 8 h, prices: { BTC: 50000, ETH: 2000 }, pools: { A: { price: 1 }, B: { price: 1 } }'
const APART =
  'label: T1, after: 8 h, prices: { BTC: 50000, ETH: 2000 }, pools: { A: { price: 1.3 }, B: { price: 0.7 } }'

describe('pools that drift apart', () => {
  it('holds where nothing moved', async () => {
    const { epochs } = await run(config(HALVES, T0, SAME))
    expect(epochs[1]?.mix.pools.map(({ order }) => order)).toEqual(['0', '0'])
  })

  it('trades them back beyond the drift, with fees at both', async () => {
    const { epochs } = await run(config(HALVES, T0, APART))
    const [a, b] = epochs[1]?.mix.pools ?? []
    expect(epochs[1]?.orders[0]?.order).toBe('0')
    expect(Number(a?.order)).toBeLessThan(0)
    expect(Number(b?.order)).toBe(-Number(a?.order))
    expect([Number(a?.fee), Number(b?.fee)].every((fee) => fee > 0)).toBe(true)
    expect(Math.abs(Number(a?.worth) - Number(b?.worth))).toBeLessThanOrEqual(1)
  })

  it('keeps as cash what one gave and the other did not take, and orders for it next', async () => {
    const again = APART.replace('T1', 'T2')
    const { epochs, events } = await run(config(HALVES, T0, `${APART}, fills: { B: { part: 0 % } }`, again))
    const [, t1, t2] = epochs
    expect(t1?.mix.cash).toBe(t1?.mix.pools[0]?.filled.slice(1))
    expect(events.some(({ epoch, said }) => epoch === 'T1' && said.includes('lie in the mix as cash'))).toBe(true)
    expect(t2?.mix.cash).toBe('0')
    expect(t2?.mix.pools.map(({ order }) => order)).toEqual(['0', t1?.mix.cash])
  })

  it('sizes mints by what burns filled', async () => {
    const { epochs } = await run(config(HALVES, T0, `${APART}, fills: { A: { part: 0 % } }`))
    const [a, b] = epochs[1]?.mix.pools ?? []
    expect([a?.filled, b?.order, b?.filled, epochs[1]?.mix.cash]).toEqual(['0', '0', '0', '0'])
  })

  it('tells of a lock and burns nothing', async () => {
    const locked = HALVES.replace('A: { share: 50 % }', 'A: { share: 50 %, lock: 1 day }')
    const { epochs, events } = await run(config(locked, T0, APART))
    expect(epochs[1]?.mix.pools.map(({ order }) => order)).toEqual(['0', '0'])
    expect(epochs[1]?.mix.limited.map(({ pool, by }) => [pool, by])).toEqual([
      ['A', 'lock'],
      ['B', 'others'],
    ])
    expect(events.find(({ code }) => code === 'POOL_LOCKED')?.said).toContain('its units are locked for 16 h')
  })

  it('refuses an epoch in which one pool has no price', async () => {
    const { epochs, events } = await run(config(HALVES, T0, SAME.replace('B: { price: 1 }', 'B: { price: 0 }')))
    expect(epochs[1]?.ok).toBe(false)
    expect(events.some(({ code }) => code === 'PRICE_NOT_POSITIVE')).toBe(true)
  })

  it('is planned as one step where no vault gains or gives units', async () => {
    const asked = { at: null, state: null, choice: NO_CHOICE }
    const { report } = await VAULTS_DESK.plan(bookOf(config(HALVES, T0, APART), 'x.yaml'), asked)
    const { steps } = report as { readonly steps: readonly string[] }
    expect(steps[0]).toMatch(/^Trade pools of the mix for each other: burn ([\d,.]+) of A, mint \1 of B$/)
  })

  it('is planned with its steps and what limits it', async () => {
    const tight = HALVES.replace('B: { share: 50 % }', 'B: { share: 50 %, mintMax: 1000 }')
    const asked = { at: null, state: null, choice: NO_CHOICE }
    const { report } = await VAULTS_DESK.plan(bookOf(config(tight, T0, APART), 'x.yaml'), asked)
    const { steps, cuts, mix } = report as Report['epochs'][number] & {
      readonly steps: readonly string[]
      readonly cuts: readonly { readonly limiter: string }[]
    }
    expect(steps[0]).toBe('Mint pool worth 1,000 for USDC 1,000: mint 1,000 of B')
    expect(cuts.map(({ limiter }) => limiter)).toContain('pool.mix.B.mintMax')
    expect(mix.pools.map(({ order }) => order)[1]).toBe('1000000000')
  })
})

describe('closing a cycle of a mix', async () => {
  const started = await VAULTS_DESK.backtest(bookOf(config(HALVES, T0), 'x.yaml'), NO_CHOICE, QUIET)
  const state = saved('report.json', JSON.stringify(started.report))
  const closed = async (fills: string) => {
    const asked = { at: null, state, fills: saved('fills.yaml', fills) }
    const told = await close(bookOf(config(HALVES, T0, APART), 'x.yaml'), NO_CHOICE, asked)
    return told.report as {
      readonly closed: boolean
      readonly missing?: readonly { readonly instrument: string; readonly order: string }[]
      readonly refusal?: { readonly code: string }
      readonly differences?: readonly { readonly instrument: string; readonly worth: string }[]
      readonly mix?: Mix
    }
  }

  it('asks for burns, then for the mints that they pay, then for hedges, and compares each pool', async () => {
    const [burn] = (await closed('{}')).missing ?? []
    expect(burn?.instrument).toBe('A')
    const half = (Number(burn?.order) / 2e6).toFixed(6)
    const fills = `A: { filled: ${half}, fee: 60 }`
    const [mint] = (await closed(`fills: { ${fills} }`)).missing ?? []
    expect([mint?.instrument, Number(mint?.order)]).toEqual(['B', -Math.round(Number(half) * 1e6)])
    const both = `${fills}, B: { filled: 1000, fee: 3 }`
    const hedges = (await closed(`fills: { ${both} }`)).missing ?? []
    expect(hedges.map(({ instrument }) => instrument)).toEqual(['BTC', 'ETH'])
    const whole = hedges.map(({ instrument, order }) => `${instrument}: { filled: ${Number(order) / 1e6}, fee: 1 }`)
    const done = await closed(`fills: { ${[both, ...whole].join(', ')} }\nheld: { A: 1, B: 2 }`)
    expect(done.closed).toBe(true)
    expect(Number(done.mix?.cash)).toBe(Number(mint?.order) - 1_000_000_000)
    expect(done.differences?.map(({ instrument }) => instrument)).toEqual(['A', 'B'])
  })

  it('refuses a fill beyond the order of a pool', async () => {
    expect((await closed('fills: { A: { filled: -900000, fee: 1 } }')).refusal?.code).toBe('BAD_FILL')
  })
})

describe('what a mix may not say', () => {
  const told = async (text: string): Promise<readonly string[]> => {
    try {
      await run(text)
      return []
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return error.problems.map(({ code, path, line }) => `${code} ${path} ${line}`)
    }
  }

  it.each([
    ['shares that are not all of it', HALVES.replace('50 %', '40 %'), T0, 'VAULTS_MIX pool.mix 5'],
    ['the name of an asset', HALVES.replaceAll('A:', 'BTC:'), T0.replace('A:', 'BTC:'), 'VAULTS_MIX pool.mix.BTC 6'],
    ['a request', `${HALVES}  settle: request\n`, T0, 'VAULTS_MIX pool.settle 8'],
    ['its own other side', `${HALVES}  counterparty: pool\n  total: 1\n`, T0, 'VAULTS_MIX pool.counterparty 8'],
    ['a limit of a single pool', `${HALVES}  mintMax: 1\n`, T0, 'VAULTS_MIX pool.mintMax 8'],
    ['a pool that is not in it', HALVES, T0.replace('B:', 'C:'), 'VAULTS_NAME_UNKNOWN data.epochs.0.pools.C 10'],
    ['a single pool beside it', HALVES, `${T0}, pool: { price: 1 }`, 'VAULTS_MIX data.epochs.0.pool 10'],
    ['fills of a single pool', HALVES, `${T0}, fills: { pool: {} }`, 'VAULTS_NAME_UNKNOWN data.epochs.0.fills.pool 10'],
    ['a pool without a price', HALVES, T0.replace('price: 1, ', ''), 'VAULTS_INCOMPLETE data.epochs.0 10'],
  ])('refuses %s', async (...[, mix, epoch, problem]) => {
    expect(await told(config(mix, epoch))).toContain(problem)
  })

  it('refuses pools and a drift without a mix', async () => {
    const single = config(HALVES, T0).replace(/ {2}mix:\n.*\n.*\n/, '  drift: 1 %\n')
    expect(await told(single)).toEqual(expect.arrayContaining([expect.stringContaining('VAULTS_MIX pool.drift')]))
    const pools = config(HALVES, T0).replace(/ {2}mix:\n.*\n.*\n/, '  name: x\n')
    expect(await told(pools)).toEqual(
      expect.arrayContaining([expect.stringContaining('VAULTS_MIX data.epochs.0.pools')]),
    )
  })

  it('refuses impact of a pool of a mix', async () => {
    const gm = T0.replace(
      'A: { price: 1, deltas: { BTC: 0.5, ETH: 0 } }',
      'A: { gm: { asset: BTC, supply: 1, long: 1, fee: {} } }',
    )
    expect(await told(config(HALVES, gm))).toEqual(
      expect.arrayContaining([expect.stringContaining('VAULTS_MIX data.epochs.0.pools.A.gm')]),
    )
  })
})
