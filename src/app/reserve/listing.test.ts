import { describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { RESERVE_DESK } from './desk.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

interface Report {
  readonly attribution: Readonly<Record<string, string>>
  readonly events: readonly { readonly code: string | null; readonly figures: Readonly<Record<string, string>> }[]
  readonly end: { readonly tranches: readonly { readonly id: string; readonly decimals: number }[] }
  readonly frames: readonly { readonly tranches: readonly { readonly price: number; readonly target: number }[] }[]
}

const scenario = (events: readonly string[]): string => `start: 2024-01-01
rules: { band: 40 %, dust: 150 }
trade: { fee: 10 bps }
tranches:
  CASH: { decimals: 6, balance: 600, price: 1, weight: 60 %, stable: { floor: 0.97, ceiling: 1.03 } }
  GOLD: { balance: 4, price: 100, weight: 40 % }
  OLD: { balance: 100, price: 1, weight: 0, stable: { floor: 0.97, ceiling: 1.03 } }
events:
${events.map((event) => `  - ${event}\n`).join('')}`

const simulated = async (...events: readonly string[]): Promise<Report> =>
  (await told(parse(scenario(events), 'x.yaml', null), 'x.yaml', QUIET)).report as Report

const codes = ({ events }: Report) => events.map(({ code }) => code)

function problems(...events: readonly string[]): readonly string[] {
  try {
    parse(scenario(events), 'x.yaml', null)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ code, line }) => `${code} ${line}`)
  }
  return []
}

const LEAVES = '{ calibrate: { weights: { CASH: 60 %, GOLD: 40 % } } }'
const adds = (weights: string, tranches: string): string =>
  `{ calibrate: { weights: { ${weights} }, add: { ${tranches} } } }`

describe('adding a tranche', () => {
  it('is refused for a name that is on the list, and changes nothing', async () => {
    const again = adds('CASH: 60 %, GOLD: 40 %, OLD: 0', 'GOLD: { balance: 900, price: 7 }')
    const report = await simulated(again, '{ mint: { GOLD: 0.01 } }')
    expect(codes(report)).toEqual(['TRANCHE_EXISTS', null])
    expect(report.events[1]?.figures).toEqual({ GOLD: '+0.01', coins: '+1' })
  })

  it('is refused where it is written for other decimals of a known name, and without a weight', () => {
    const other = adds('CASH: 60 %, GOLD: 40 %, OLD: 0', 'GOLD: { decimals: 6, balance: 900, price: 7 }')
    expect(problems(other)).toEqual(['DECIMALS_CHANGED 9'])
    expect(problems(adds('CASH: 60 %, GOLD: 40 %', 'NEW: { balance: 1, price: 1 }'))).toEqual([
      'ADDED_WITHOUT_WEIGHT 9',
    ])
  })

  it('takes the new price, peg and cost of one that had left', async () => {
    const back = adds(
      'CASH: 60 %, GOLD: 30 %, OLD: 10 %',
      'OLD: { balance: 200, price: 0.5, flow: { amount: 100 }, trade: { fee: 1 % } }',
    )
    const report = await simulated(
      LEAVES,
      '{ mint: { OLD: 5 } }',
      back,
      '{ mint: { OLD: 10 } }',
      '{ swap: { from: CASH, to: OLD, amount: 10 } }',
    )
    expect(codes(report)).toEqual([null, 'TRANCHE_UNKNOWN', null, null, null])
    expect(report.events[3]?.figures).toEqual({ OLD: '+10', coins: '+5' })
    expect(report.events[4]?.figures).toEqual({ CASH: '-10', OLD: '+19.7802' })
    expect(report.frames.at(-1)?.tranches.at(-1)?.price).toBe(0.5)
  })

  it('is a source of its own of what net assets changed by, and so is letting one go', async () => {
    const { attribution } = await simulated(adds('CASH: 60 %, GOLD: 30 %, NEW: 10 %', 'NEW: { balance: 7, price: 2 }'))
    expect(attribution['calibrated']).toBe(String((14n - 100n) * 10n ** 18n))
    expect(attribution['schedule']).toBe('0')
  })

  it('leaves prices and quotes alone where the calibration is refused', async () => {
    const early = adds('CASH: 60 %, OLD: 40 %', 'OLD: { balance: 200, price: 0.5 }')
    const report = await simulated(LEAVES, early, '{ mint: { GOLD: 0.01 } }')
    expect(codes(report)).toEqual([null, 'TRANCHE_NOT_EMPTY', null])
  })

  it('is traded at the cost of the file unless it states its own; a promise is not traded', async () => {
    const promise = 'WORK: { balance: 50, price: 1, commitment: { kind: staking } }'
    const both = adds('CASH: 55 %, GOLD: 35 %, NEW: 5 %, WORK: 5 %', `NEW: { balance: 50, price: 1 }, ${promise}`)
    const swap = (to: string) => `{ swap: { from: CASH, to: ${to}, amount: 5 } }`
    const report = await simulated(both, swap('NEW'), swap('WORK'))
    expect(codes(report)).toEqual([null, null, 'NOT_TRADED'])
    expect(report.events[1]?.figures).toEqual({ CASH: '-5', NEW: '+4.990005' })
  })

  it('lets an empty one be filled under a share limit, by mints and by swaps', async () => {
    const empty = adds('CASH: 50 %, GOLD: 40 %, NEW: 10 %', 'NEW: { balance: 0, price: 1, flow: { share: 50 % } }')
    const report = await simulated(
      empty,
      '{ mint: { NEW: 28 } }',
      '{ mint: { NEW: 25 } }',
      '{ wait: 1 day }',
      '{ swap: { from: CASH, to: NEW, amount: 20 } }',
    )
    expect(codes(report)).toEqual([null, 'FLOW_TOO_HIGH', null, null, null])
  })
})

describe('check of an empty tranche', () => {
  const warned = (fee: string, flow: string) =>
    (
      RESERVE_DESK.check(
        bookOf(
          `book: reserve
tranches:
  A: { balance: 900, price: 1, weight: 90 % }
  B: { balance: 0, price: 1, weight: 10 %, flow: { ${flow} }, fees: { mint: ${fee} } }
market: { simulated: { seed: 1, rows: 3, every: 1 h } }
`,
          'x.yaml',
        ),
      ).report as {
        readonly warnings: readonly { readonly code: string; readonly facts: object; readonly lift: string }[]
      }
    ).warnings

  it('says how it is filled, by as much as really passes', () => {
    const [found] = warned('0', 'share: 20 %')
    expect(found).toMatchObject({
      code: 'TRANCHE_EMPTY',
      facts: { most: '9000000000000000000', limiter: 'FLOW_TOO_HIGH' },
    })
    expect(found?.lift).toMatch(/^Fill it by mints with it, the first of at most 9 B/)
  })

  it('says so where no mint passes', () => {
    expect(warned('0', 'amount: 0')[0]?.lift).toBe(
      'No mint with it passes now (FLOW_TOO_HIGH): calibrate the reserve without B.',
    )
  })
})

describe('what meets a calibration', () => {
  const moving = (profile: string, events: readonly string[]): string => `start: 2024-01-01
profile: ${profile}
rules: { band: 60 % }
tranches:
  A: { balance: 600, price: 1, weight: 60 %, from: 20 %, over: 10 days, flow: { amount: 100, memory: 1 } }
  B: { balance: 400, price: 1, weight: 40 %, from: 80 %, over: 10 days, flow: { amount: 100, memory: 1 } }
events:
${events.map((event) => `  - ${event}\n`).join('')}`
  const run = async (profile: string, ...events: readonly string[]) =>
    (await told(parse(moving(profile, events), 'x.yaml', null), 'x.yaml', QUIET)).report as Report

  it('on the way begins at the scheduled weight of that moment, as the page says', async () => {
    const days = [
      '{ wait: 5 days }',
      '{ calibrate: { weights: { A: 90 %, B: 10 % }, over: 10 days } }',
      '{ wait: 5 days }',
    ]
    const targets = ({ frames }: Awaited<ReturnType<typeof run>>) => frames.map(({ tranches: [a] }) => a?.target)
    expect(targets(await run('default', ...days))).toEqual([0.2, 0.4, 0.4, 0.65])
    expect(targets(await run('gyroscope', ...days))).toEqual([0.2, 0.4, 0.6, 0.75])
  })

  it('keeps the flows of what stays, and forgets those of what leaves', async () => {
    const again = 'add: { C: { balance: 100, price: 1, flow: { amount: 60, memory: 1 } } }'
    const weights = '{ A: 50 %, B: 40 %, C: 10 % }'
    const out = '{ calibrate: { weights: { A: 50 %, B: 50 % } } }'
    const { events } = await run(
      'default',
      '{ wait: 10 days }',
      `{ calibrate: { weights: ${weights}, ${again} } }`,
      '{ mint: { A: 60 } }',
      '{ mint: { C: 40 } }',
      out,
      '{ mint: { A: 60 } }',
      `{ calibrate: { weights: ${weights}, ${again} } }`,
      '{ mint: { C: 40 } }',
    )
    expect(events.map(({ code }) => code)).toEqual([null, null, null, null, null, 'FLOW_TOO_HIGH', null, null])
  })

  it.each(['default', 'gyroscope'])('leaves nothing that nobody could value: %s', async (profile) => {
    const { events, frames } = await run(
      profile,
      '{ prices: { B: 0 } }',
      '{ calibrate: { weights: { A: 50 %, B: 50 % } } }',
      '{ wait: 1 day }',
    )
    expect(events[1]?.code).toBe(profile === 'default' ? 'CALIBRATION_PRICE_ZERO' : 'ZERO_DIVISOR')
    expect(frames).toHaveLength(4)
  })

  it('is refused where it is written for an added tranche without a price, or with what a calibration decides', () => {
    const added = (draft: string) =>
      problems(adds('CASH: 60 %, GOLD: 30 %, OLD: 0, NEW: 10 %', `NEW: { balance: 1, ${draft} }`))
    expect(added('decimals: 18')).toEqual(['PRICE_MISSING 9'])
    expect(added('price: 1, from: 5 %, over: 1 day, calibrated: 2')).toEqual(Array(3).fill('ADDED_KEY_UNUSED 9'))
    expect(added('price: 1, commitment: { kind: labour, beside: true }')).toEqual(['ADDED_KEY_UNUSED 9'])
    expect(added('assets: [{ asset: X, price: 1 }]')).toEqual([])
  })
})
