import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { whenShared } from '../../../test/shared.ts'
import type { FlowFrame } from '../../backtest/reserve/frame.ts'
import { parse as parseTime } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { bookOf, type Opened } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import type { Choice } from '../market.ts'
import { RESERVE_DESK } from './desk.ts'

const SILENT: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const NONE = { folder: null, from: null, to: null, seed: null }

const opened = (name: string): Opened => {
  const file = `examples/reserve-${name}.yaml`
  return bookOf(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'), file)
}

interface Course {
  readonly surplus: { readonly start: string; readonly trough: string; readonly end: string }
  readonly attribution: Readonly<Record<string, string>>
  readonly filledBelowPeg: Readonly<Record<string, number>>
  readonly peaksBelowPeg: Readonly<Record<string, { readonly weight: number }>>
  readonly orders: readonly {
    readonly actor: string
    readonly act: string
    readonly done: number
    readonly refused: object
  }[]
  readonly frames: readonly {
    readonly netAssets: number
    readonly tranches: readonly {
      readonly id: string
      readonly price: number
      readonly weight: number
      readonly low: number
      readonly high: number
    }[]
  }[]
}

interface Report {
  readonly checked: Course
  readonly unchecked: Course | null
  readonly lossAvoided: { readonly trough: string; readonly end: string; readonly troughShare: number } | null
  readonly sources: readonly { readonly asset: string; readonly points: number; readonly holes: readonly object[] }[]
  readonly rows: number
}

interface Planned {
  readonly plan: { readonly class: string; readonly description: string } | null
  readonly capacities: {
    readonly tranches: readonly { readonly id: string; readonly mint: Capacity; readonly redemption: Capacity }[]
    readonly swaps: readonly { readonly from: string; readonly to: string; readonly swap: Capacity }[]
  }
  readonly unavailable: readonly { readonly code: string; readonly facts: Readonly<Record<string, string | number>> }[]
  readonly frame: {
    readonly supply: number
    readonly tranches: readonly { readonly inflow: FlowFrame; readonly outflow: FlowFrame }[]
  }
}

interface Capacity {
  readonly value: string
  readonly limiter: { readonly code: string; readonly said: string } | null
}

const run = async (name: string, choice: Partial<Choice> = {}): Promise<Report> =>
  (await RESERVE_DESK.backtest(opened(name), { ...NONE, ...choice }, SILENT)).report as Report

describe('a backtest of a reserve on simulated prices', () => {
  it('lets nothing into a tranche below its peg with the checks, and millions without', async () => {
    const { checked, unchecked, lossAvoided } = await run('simulated')
    expect(checked.filledBelowPeg).toEqual({})
    expect(unchecked?.filledBelowPeg['USDY']).toBeGreaterThan(5_000_000)
    expect(unchecked?.peaksBelowPeg['USDY']?.weight).toBeGreaterThan(0.9)
    expect(checked.peaksBelowPeg['USDY']?.weight).toBeLessThan(0.45)
    expect(BigInt(lossAvoided?.trough ?? 0)).toBe(
      BigInt(checked.surplus.trough) - BigInt(unchecked?.surplus.trough ?? 0),
    )
    expect(lossAvoided?.troughShare).toBeGreaterThan(0.03)
    expect(lossAvoided?.troughShare).toBeLessThan(0.05)
  })

  it('says the same of the same seed, and something else of another', async () => {
    const [once, again, other] = [await run('simulated'), await run('simulated'), await run('simulated', { seed: 8 })]
    expect(again).toEqual(once)
    expect(other.checked.surplus).not.toEqual(once.checked.surplus)
  })

  it.each([
    ['simulated', { folder: '.' }, '--data'],
    ['simulated', { from: parseTime('2024-01-02') }, '--from'],
    ['depeg', { seed: 1 }, '--seed'],
  ] as const)('refuses what the market of %s has no use for', async (name, choice, option) => {
    await expect(run(name, choice)).rejects.toMatchObject({ facts: { option } })
  })

  it('lets the operator bring every tranche inside its band, under the flow limits', async () => {
    const { checked } = await run('drifted')
    const outside = (frame: Course['frames'][number] | undefined) =>
      frame?.tranches.filter(({ weight, low, high }) => weight < low || weight > high).map(({ id }) => id)
    expect(outside(checked.frames[0])).toEqual(['USDC', 'DAI', 'ETH'])
    expect(outside(checked.frames.at(-1))).toEqual([])
    for (const { act, done, refused } of checked.orders) expect([act, done > 0, refused]).toEqual([act, true, {}])
  })

  it('keeps the prices of the reserve behind the market where it is told to', async () => {
    const prices = async (delay: string): Promise<readonly number[]> => {
      const depeg = '{ after: 2 h, low: 0.5, fall: 1 h, rise: 0 s }'
      const text = `book: reserve
tranches:
  A: { balance: 1, price: 1, weight: 1, stable: { floor: 0.9, ceiling: 1.1 } }
market:
  delay: ${delay}
  simulated: { seed: 1, rows: 8, every: 1 h, motion: { A: { noise: 0, depeg: ${depeg} } } }
`
      const { report } = await RESERVE_DESK.backtest(bookOf(text, 'x.yaml'), NONE, SILENT)
      // The first frame is before the first row, the last one is the end again.
      return (report as Report).checked.frames.slice(1, -1).map(({ tranches }) => tranches[0]?.price ?? 0)
    }
    expect(await prices('0 s')).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5])
    expect(await prices('2 h')).toEqual([1, 1, 1, 1, 1, 0.5, 0.5, 0.5])
  })

  it('draws a page and says the sources of its prices', async () => {
    const { document, blocked } = await RESERVE_DESK.backtest(opened('simulated'), NONE, SILENT)
    expect(blocked).toBe(false)
    expect(document.simulated).toContain('seed 7')
    expect(document.sections.map(({ id }) => id)).toEqual([
      'outcome',
      'comparison',
      'weights',
      'flows',
      'pegs',
      'coin',
      'orders',
      'attribution',
      'sources',
    ])
  })
})

/** The last hours of the two examples, where prices have moved. */
const LAST = parseTime('2024-01-02T23:00:00Z')
const FALLEN = parseTime('2024-01-30T23:00:00Z')

describe('a plan and a check of a reserve', () => {
  it("is of the first hour on a simulated market, whose balances are the config's, and of the last for a stated reserve", async () => {
    const asOf = async (state: string | null) =>
      (await RESERVE_DESK.plan(opened('drifted'), { choice: NONE, at: null, state })).report
    expect(await asOf(null)).toMatchObject({ at: '2024-01-01T00:00:00Z' })
    const state = fileURLToPath(new URL('../../../examples/reserve-state.yaml', import.meta.url))
    expect(await asOf(state)).toMatchObject({ at: '2024-01-02T23:00:00Z' })
  })

  it('brings a reserve outside its bands inside of them, and changes nothing by saying so', async () => {
    const told = await RESERVE_DESK.plan(opened('drifted'), { choice: NONE, at: LAST, state: null })
    expect(told.report).toMatchObject({ outcome: 'PARTIAL', plan: { class: 'TARGET' } })
    // The bands are mended; what is left is a flow limit that the plan used up, and that frees itself.
    expect(told.report).toMatchObject({ remaining: [{ name: 'flow', awaited: true }] })
    expect(told.blocked).toBe(true)
  })

  it.each([
    '2023-12-31',
    '2024-01-03T00:00:00Z',
  ])('refuses an instant that the market does not reach: %s', async (at) => {
    const asked = { choice: NONE, at: parseTime(at), state: null }
    await expect(RESERVE_DESK.plan(opened('drifted'), asked)).rejects.toMatchObject({ facts: { option: '--at' } })
  })

  it('says how much passes now, and what refuses one unit more', async () => {
    const told = await RESERVE_DESK.plan(opened('drifted'), { choice: NONE, at: LAST, state: null })
    const { capacities } = told.report as Planned
    const [usdc, dai] = capacities.tranches
    // A tenth of 52 million may leave, less what the fee of 5 bps keeps: coins for it at 1.0016.
    expect(usdc?.redemption.limiter).toMatchObject({ code: 'FLOW_TOO_HIGH', facts: { tranche: 'USDC' } })
    expect(Number(usdc?.redemption.value) / 1e18).toBeCloseTo(5_208_328.84, 2)
    expect(usdc?.mint).toMatchObject({ value: '0', limiter: { code: 'MINT_UNSAFE' } })
    expect(dai?.redemption).toMatchObject({ value: '0', limiter: { code: 'REDEEM_UNSAFE' } })
    const swaps = capacities.swaps.filter(({ swap }) => swap.value !== '0')
    expect(swaps.map(({ from, to }) => `${from} ${to}`)).toEqual(['USDC DAI', 'USDC ETH'])
    expect(swaps[0]?.swap.limiter?.said).toMatch(
      /^Depositing 2,200,000[.]\d* DAI after 0 exceeds the limit of 2,200,000/,
    )
  })

  it('says what to do about a plan that costs too much', async () => {
    const dear = bookOf(opened('drifted').text.replace('costMax: 1 %', 'costMax: 1 bps'), 'x.yaml')
    const { document } = await RESERVE_DESK.plan(dear, { choice: NONE, at: LAST, state: null })
    const said = JSON.stringify(document.sections.find(({ id }) => id === 'plan')?.blocks)
    expect(said).toMatch(/above the cap of 1 bps\. Wait until it costs less, or raise operator\.costMax\./)
  })

  it('says in whole units what stands against every plan, and from which block on one ends', async () => {
    const { text } = opened('drifted')
    const short = bookOf(text.replace('horizon: 7200', 'horizon: 100'), 'x.yaml')
    const told = await RESERVE_DESK.plan(short, { choice: NONE, at: LAST, state: null })
    const { unavailable } = told.report as Planned
    expect(unavailable[0]).toMatchObject({ code: 'NO_WAY_TO_BANDS', facts: { limiter: 'flow' } })
    const { blocks, ends, at } = unavailable[0]?.facts ?? {}
    expect(Number(ends)).toBe(14_101 + Number(blocks))
    expect(parseTime(String(at))).toBe(parseTime('2024-01-02T23:00:00Z') + Number(blocks) * 12_000)
    expect(told.blocked).toBe(true)
  })

  it('takes how the reserve stands from a file, and leaves the rest as the config has it', async () => {
    const state = fileURLToPath(new URL('../../../examples/reserve-state.yaml', import.meta.url))
    const asked = { choice: NONE, at: null, state }
    const { report, document } = await RESERVE_DESK.plan(opened('drifted'), asked)
    const [usdc, dai, eth] = (report as Planned).frame.tranches
    expect([usdc?.inflow.used, usdc?.outflow.isClosed, dai?.inflow.isClosed, eth?.outflow.used]).toEqual([
      0,
      false,
      true,
      0,
    ])
    expect(usdc?.outflow.used).toBeCloseTo(2.5 / 4.8, 12)
    expect((report as Planned).frame.supply).toBe(99_500_000)
    expect(document.facts).toContainEqual(['State', 'reserve-state.yaml'])
    const said = (report as Planned).capacities.tranches[1]?.mint.limiter?.said
    expect(said).toBe(
      'Deposits of DAI are closed until block 14301. Wait for block 14301, or leave DAI out of the order.',
    )
  })

  it('says that no order mends a price, where the operator may not close what has failed', async () => {
    const { document, blocked } = await RESERVE_DESK.plan(opened('simulated'), {
      choice: NONE,
      at: FALLEN,
      state: null,
    })
    expect(JSON.stringify(document.sections.find(({ id }) => id === 'plan'))).toContain('Below the peg: USDY.')
    expect(blocked).toBe(true)
  })

  it('closes what has failed, for as long as a guardian may, where the operator may', async () => {
    const file = new URL('../../../examples/reserve-simulated.yaml', import.meta.url)
    const text = readFileSync(file, 'utf8').replace('operator: {', 'operator: { mayPause: true,')
    const asked = { choice: NONE, at: FALLEN, state: null }
    const { document, report, blocked } = await RESERVE_DESK.plan(bookOf(text, 'x.yaml'), asked)
    // Closing fills nothing up any more, and mends no price.
    expect(blocked).toBe(true)
    expect(report).toMatchObject({
      outcome: 'PARTIAL',
      remaining: [{ name: 'flow', place: 'USDY/in' }, { name: 'peg', place: 'USDY' }, { name: 'collateral' }],
    })
    expect((report as Planned).plan).toMatchObject({
      class: 'SAFETY',
      description: 'Close USDY to what comes in while below the peg',
    })
    expect(JSON.stringify(document.sections.find(({ id }) => id === 'plan'))).toContain('Close USDY')
  })

  it('refuses a file of that kind that cannot be read', async () => {
    const asked = { choice: NONE, at: null, state: 'nowhere.yaml' }
    await expect(RESERVE_DESK.plan(opened('drifted'), asked)).rejects.toMatchObject({ code: 'STATE_MISSING' })
  })

  it('says what a config means', () => {
    expect(RESERVE_DESK.check(opened('depeg')).report).toMatchObject({
      profile: 'default',
      tranches: [{ id: 'USDC' }, { id: 'USDT' }, { id: 'DAI' }, { id: 'BUSD' }, { id: 'ETH' }],
    })
  })
})

describe('what a config may not say', () => {
  const TRANCHES = 'tranches:\n  A: { balance: 1, price: 1, weight: 1 }\n'
  const DRAWN = 'market:\n  simulated: { seed: 1, rows: 2, every: 1 h }\n'
  const refused = (text: string): readonly string[] => {
    try {
      RESERVE_DESK.check(bookOf(`book: reserve\n${text}`, 'x.yaml'))
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ code, line }) => `${code} ${line}`)
      throw error
    }
    return []
  }

  it.each([
    ['MARKET_UNCLEAR 4', `${TRANCHES}market: {}\n`],
    ['KEY_MISSING 1', TRANCHES],
    ['STEP_TOO_SHORT 5', `${TRANCHES}market:\n  simulated: { seed: 1, rows: 2, every: 0.5 s }\n`],
    [
      'TRANCHE_UNKNOWN 5',
      `${TRANCHES}market:\n  simulated: { seed: 1, rows: 2, every: 1 h, motion: { B: { daily: 1 % } } }\n`,
    ],
    ['TRANCHE_UNKNOWN 6', `${TRANCHES}${DRAWN}operator: { holdings: { B: 1 } }\n`],
    ['VALUE_UNKNOWN 6', `${TRANCHES}${DRAWN}compare: unchekced\n`],
  ])('%s', (problem, text) => {
    expect(refused(text)).toContain(problem)
  })
})

whenShared('data', 'the loss of the peg of USDC in March 2023', (folder) => {
  it('fills no failing tranche with the checks, and says what that was worth', { timeout: 60_000 }, async () => {
    const { checked, unchecked, lossAvoided, sources, rows } = await run('depeg', { folder })
    expect(rows).toBe(11_518)
    expect(checked.filledBelowPeg).toEqual({})
    expect(Object.keys(unchecked?.filledBelowPeg ?? {}).sort()).toEqual(['DAI', 'USDC'])
    // The figures that docs/guide/reserve-book.md tells.
    const millions = (value = '0'): string => (Number(value) / 1e24).toFixed(2)
    expect([millions(lossAvoided?.trough), millions(lossAvoided?.end)]).toEqual(['2.55', '-1.68'])
    expect(lossAvoided?.troughShare.toFixed(4)).toBe('0.0255')
    const filled = Object.values(unchecked?.filledBelowPeg ?? {}).reduce((sum, each) => sum + each, 0)
    expect((filled / 1e6).toFixed(1)).toBe('64.5')
    for (const course of [checked, unchecked]) {
      const explained = Object.values(course?.attribution ?? {}).reduce((sum, each) => sum + BigInt(each), 0n)
      const [first, last] = [course?.frames[0]?.netAssets ?? 0, course?.frames.at(-1)?.netAssets ?? 0]
      expect(Number(explained) / 1e18).toBeCloseTo(last - first, 0)
    }
    expect(sources.map(({ asset, points }) => [asset, points])).toEqual([
      ['USDC', 11_518],
      ['USDT', 11_518],
      ['DAI', 1458],
      ['BUSD', 12],
      ['ETH', 192],
    ])
  })

  it('runs through five years of stablecoins', { timeout: 60_000 }, async () => {
    const { rows, checked, unchecked, lossAvoided, sources } = await run('history', { folder })
    expect(rows).toBe(1732)
    // The figures that docs/guide/reserve-book.md tells.
    expect(checked.filledBelowPeg).toEqual({})
    expect(((unchecked?.filledBelowPeg['USTC'] ?? 0) / 1e6).toFixed(0)).toBe('126')
    expect((Number(lossAvoided?.end ?? 0) / 1e24).toFixed(0)).toBe('102')
    expect(checked.frames.at(-1)?.tranches.find(({ id }) => id === 'USTC')?.weight).toBeLessThan(0.001)
    expect(checked.orders.some(({ actor, done }) => actor === 'users' && done > 9000)).toBe(true)
    expect(sources).toHaveLength(5)
  })

  it('says which prices are missing', async () => {
    const early = { folder, from: parseTime('2020-06-01'), to: parseTime('2020-06-10') }
    await expect(RESERVE_DESK.backtest(opened('depeg'), { ...NONE, ...early }, SILENT)).rejects.toMatchObject({
      code: 'FIRST_PRICE_MISSING',
    })
  })
})
