import { describe, expect, it } from 'vitest'
import { reserve, tranche } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { parse as parseTime } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { RESERVE_DESK } from './desk.ts'
import { eventOf } from './replayable.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

interface Report {
  readonly events: readonly {
    readonly label: string
    readonly code: string | null
    readonly detail: string | null
    readonly lift: string | null
    readonly figures: Readonly<Record<string, string>>
  }[]
  readonly operator: { readonly coins: string; readonly holdings: Readonly<Record<string, string>> }
  readonly frames: readonly {
    readonly tranches: readonly { readonly weight: number; readonly low: number; readonly high: number }[]
  }[]
}

const BOOK = `start: 2024-01-01
tranches:
  A: { decimals: 6, balance: 600, price: 1, weight: 60 % }
  B: { balance: 4, price: 100, weight: 40 % }
operator: { coins: 50, holdings: { B: 1.5 } }
`
const simulated = async (text: string): Promise<Report> =>
  (await told(parse(text, 'x.yaml', null), 'x.yaml', QUIET)).report as Report
const happens = (...events: readonly string[]) =>
  simulated(`${BOOK}events:\n${events.map((each) => `  - ${each}\n`).join('')}`)

describe('the wallet of an operator in a scenario', () => {
  it('pays for orders of the operator and takes what they bring; users have their own', async () => {
    const { operator, events } = await happens(
      '{ mint: { B: 0.1 }, by: operator }',
      '{ redeem: 20, from: { A: 1 }, by: operator }',
      '{ mint: { B: 0.1 } }',
    )
    expect(events.map(({ code }) => code)).toEqual([null, null, null])
    expect(operator).toEqual({ coins: '40000000000000000000', holdings: { A: '20000000', B: '1400000000000000000' } })
  })

  it('may hold what a calibration adds, before it is a tranche', async () => {
    const added = '{ A: 50 %, B: 40 %, C: 10 % }, add: { C: { decimals: 6, balance: 100, price: 1 } }'
    const text = `${BOOK.replace('B: 1.5', 'B: 1.5, C: 7')}events:
  - { calibrate: { weights: ${added} } }
  - { mint: { C: 5 }, by: operator }
`
    const { operator, events } = await simulated(text)
    expect(events.map(({ code }) => code)).toEqual([null, null])
    expect(operator.holdings).toEqual({ B: '1500000000000000000', C: '2000000' })
    expect(() => parse(text.replace('C: 7', 'D: 7'), 'x.yaml', null)).toThrow(ConfigError)
  })

  it('is short where it is, in whole units', async () => {
    const { events } = await happens(
      '{ mint: { A: 0.5 }, by: operator }',
      '{ redeem: 51, from: { A: 1 }, by: operator }',
    )
    expect(events.map(({ detail, lift }) => `${detail}. ${lift}`)).toEqual([
      'The operator has 0 of A, and 0.5 are asked for. Bring 0.5 more of A, or move less.',
      'The operator has 50 of coin, and 51 are asked for. Bring 1 more of coin, or move less.',
    ])
  })
})

it('places several swaps as one order, judged by the weights after all of them', async () => {
  const { events } = await happens(
    '{ swap: { from: A, to: B, amount: 70 } }',
    '{ swaps: [{ from: A, to: B, amount: 70 }, { from: B, to: A, amount: 0.3 }] }',
  )
  expect(events.map(({ code }) => code)).toEqual(['SWAP_DRIFTS', null])
  expect(events[1]).toMatchObject({ label: 'swap 70 A for B, 0.3 B for A', figures: { A: '-40', B: '+0.4' } })
})

it('lets a price fall to nothing, and says what is refused then', async () => {
  const { events, frames } = await happens(
    '{ prices: { B: 0 } }',
    '{ mint: { A: 1 } }',
    '{ redeem: 1, from: { B: 1 } }',
    '{ calibrate: { weights: { A: 1 } } }',
    '{ redeem: 1, from: { A: 1 } }',
  )
  expect(events.map(({ code }) => code)).toEqual([null, 'PRICE_TOO_SMALL', 'ZERO_DIVISOR', null, null])
  expect(frames[1]?.tranches.map(({ weight }) => weight)).toEqual([1, 0])
})

describe('messages for programs', () => {
  it.each([
    ['{ mint: { A: 0.9 } }', 'Depositing 0.9 A after 0.000005 exceeds the limit of 0.5. Move at most 0.4999 of A now.'],
    [
      '{ redeem: 70, from: { B: 1 } }',
      'B would go from 40 % to 35.4838 %, outside ±4 % around 40 % and no nearer. Choose amounts that bring B within 4 % of 40 %, or nearer to it than 40 %.',
    ],
    [
      '{ calibrate: { weights: { A: 1 } } }',
      'B is left out and still worth 400 USD. Keep B on the list with a weight of 0 until less than 300 USD is left in it.',
    ],
    [
      '{ redeem: 2000, from: { A: 1 } }',
      '2,000 coins are more than the 1,000 that can be redeemed. Redeem at most 1,000 coins.',
    ],
    [
      '{ swap: { from: A, to: B, amount: 10, least: 1 } }',
      '10 of A buy 0.1 of B, less than the 1 asked for. Ask for less, or wait for a better price.',
    ],
    [
      '{ guardian: { close: in, blocks: 9000 } }',
      '9000 blocks are more than the 7200 a guardian may close for. Close for at most 7200 blocks, and again when they are over.',
    ],
  ])('are in whole units and percent: %s', async (event, said) => {
    const text = `rules: { dust: 300 }\n${BOOK.replace(/operator.*\n/, '').replace('weight: 60 %', 'weight: 60 %, flow: { amount: 0.5 }, flowed: { in: 0.000005 }')}events:\n  - ${event}\n`
    const events = (
      await simulated(
        text.replace(event.includes('swap') || event.includes('2000') ? 'flow: { amount: 0.5 }, ' : 'nothing', ''),
      )
    ).events
    expect(`${events[0]?.detail}. ${events[0]?.lift}`).toBe(said)
  })
})

describe('a plan as a scenario', () => {
  const tranches = (lines: readonly string[]): string => `start: 2024-01-01
tranches:
${lines.map((line) => `  ${line}\n`).join('')}operator: { coins: 400_000, holdings: { A: 50_000, B: 50_000, C: 50_000 } }
trade: { fee: 2 bps, slippage: 5 bps }
`
  const BOOKS = [
    [
      'swaps',
      [
        'A: { balance: 700_000, price: 1, weight: 50 % }',
        'B: { decimals: 8, balance: 50, price: 4000, weight: 30 % }',
        'C: { balance: 100_000, price: 1, weight: 20 % }',
      ],
    ],
    [
      'waits',
      [
        'A: { balance: 700_000, price: 1, weight: 50 %, flow: { share: 5 % } }',
        'B: { balance: 300_000, price: 1, weight: 50 %, flow: { share: 5 % } }',
      ],
    ],
  ] as const

  it.each(BOOKS)('replays to the end without a refusal: %s', async (_, lines) => {
    const still = lines.map((__, at) => `${'ABC'[at]}: { noise: 0 bps }`).join(', ')
    const market = `market: { simulated: { seed: 1, rows: 2, every: 1 h, motion: { ${still} } } }\n`
    const policy = ', horizon: 100000, orders: 32, costMax: 5 % }'
    const config = tranches(lines)
      .replace('C: 50_000 } }', `C: 50_000 }${policy}`)
      .replace(/, C: 50_000/, lines.length === 3 ? '$&' : '')
    const choice = { folder: null, from: null, to: null, seed: null }
    const opened = bookOf(`book: reserve\n${config}${market}`, 'x.yaml')
    const at = parseTime('2024-01-01')
    const { plan } = (await RESERVE_DESK.plan(opened, { choice, at, state: null })).report as {
      readonly plan: { readonly events: readonly object[] } | null
    }
    expect(plan?.events.length).toBeGreaterThan(0)
    const scenario = config.replace(policy, ' }')
    const { events, frames } = await simulated(`${scenario}events: ${JSON.stringify(plan?.events)}\n`)
    expect(events.flatMap(({ code }) => code ?? [])).toEqual([])
    const { tranches: end = [] } = frames.at(-1) ?? {}
    expect(end.every(({ weight, low, high }) => weight >= low && weight <= high)).toBe(true)
  })
})

it('writes a closing as an event, and leaves out what no plan has', () => {
  const state = { reserve: reserve([tranche('A')]), operator: { coins: sharesOf(0n), holdings: {} } }
  const pause = { kind: 'reserve.pause', direction: 'in', blocks: 7n } as const
  expect(eventOf({ ...pause, tranche: 'A' }, state)).toEqual({ guardian: { tranche: 'A', close: 'in', blocks: 7 } })
  expect(eventOf({ ...pause, tranche: null }, state)).toEqual({ guardian: { close: 'in', blocks: 7 } })
  expect(eventOf({ kind: 'reserve.pledge', pledges: [] }, state)).toBe(null)
  expect(eventOf({ kind: 'reserve.calibrate', list: [] }, state)).toBe(null)
  const deposits = [
    { tranche: 'A', amount: amountOf(5n) },
    { tranche: 'X', amount: amountOf(5n) },
  ]
  const mint = { kind: 'reserve.mint', by: 'operator', deposits, least: sharesOf(0n) } as const
  expect(eventOf(mint, state)).toEqual({
    mint: { A: '0.000000000000000005', X: '0.000000000000000005' },
    by: 'operator',
  })
})
