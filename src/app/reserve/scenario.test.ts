import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { ConfigError } from '../config/problem.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const HEAD = 'title: t\n'
const SOUND = `tranches:
  A: { decimals: 6, balance: 600, price: 1, weight: 60 % }
  B: { balance: 4, price: 100, weight: 0.4 }
`

const ONE_TRANCHE = 'tranches:\n  A: { balance: 1, price: 1, weight: 1 }\n'

/** The problems of a text, as code and line. */
function problems(text: string): readonly (readonly [string, number])[] {
  try {
    parse(text, 'x.yaml', null)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ code, line }) => [code, line] as const)
  }
  return []
}

const withEvents = (...events: readonly string[]): string =>
  `${HEAD}${SOUND}events:\n${events.map((event) => `  - ${event}\n`).join('')}`

describe('what a scenario may not say', () => {
  it.each([
    [
      'WEIGHTS_NOT_ONE',
      2,
      'tranches:\n  A: { balance: 1, price: 1, weight: 60 % }\n  B: { balance: 1, price: 1, weight: 39.999999999999999 % }\n',
    ],
    [
      'KEY_TWICE',
      4,
      'tranches:\n  A: { balance: 1, price: 1, weight: 50 % }\n  A: { balance: 1, price: 1, weight: 50 % }\n',
    ],
    ['COUNT_INVALID', 3, 'tranches:\n  A: { decimals: 78, balance: 1, price: 1, weight: 1 }\n'],
    ['PLACES_TOO_MANY', 3, 'tranches:\n  A: { decimals: 6, balance: 1.1234567, price: 1, weight: 1 }\n'],
    ['AMOUNT_TOO_LARGE', 3, `tranches:\n  A: { decimals: 77, balance: 2, price: 1, weight: 1 }\n`],
    ['PRICE_ABSURD', 3, 'tranches:\n  A: { balance: 1, price: 0, weight: 1 }\n'],
    ['PRICE_ABSURD', 3, 'tranches:\n  A: { balance: 1, price: "1000000000001", weight: 1 }\n'],
    ['PRICE_MISSING', 3, 'tranches:\n  A: { balance: 1, weight: 1 }\n'],
    ['PRICE_MISSING', 3, 'tranches:\n  A: { balance: 1, weight: 1, commitment: { kind: labour } }\n'],
    ['PEG_EMPTY', 3, 'tranches:\n  A: { balance: 1, price: 1, weight: 1, stable: { floor: 1.05, ceiling: 0.95 } }\n'],
    [
      'PEG_RANGE_INVALID',
      3,
      'tranches:\n  A: { balance: 1, price: 1, weight: 1, stable: { floor: 1.05, ceiling: 1.06 } }\n',
    ],
    ['FLOW_TWICE', 3, 'tranches:\n  A: { balance: 1, price: 1, weight: 1, flow: { amount: 1, share: 10 % } }\n'],
    [
      'MEMORY_ABOVE_ONE',
      3,
      'tranches:\n  A: { balance: 1, price: 1, weight: 1, flow: { share: 10 %, memory: 1.1 } }\n',
    ],
    ['FIGURE_INVALID', 3, 'tranches:\n  A: { balance: 1e30, price: 1, weight: 1 }\n'],
    ['FIGURE_INVALID', 3, 'tranches:\n  A: { balance: 1, price: 1, weight: 10 percent }\n'],
    ['FIGURE_INVALID', 3, 'tranches:\n  A: { balance: 1, price: 1, weight: 0.1234567890123456789 }\n'],
    ['KEY_UNKNOWN', 3, 'tranches:\n  A: { balance: 1, price: 1, wieght: 1 }\n'],
    ['FEE_TOO_HIGH', 3, 'tranches:\n  A: { balance: 1, price: 1, weight: 1, fees: { redeem: 20.01 % } }\n'],
    ['OUT_OF_WORD', 3, 'tranches:\n  A: { balance: 1, decimals: 77, price: 1, weight: 1 }\n'],
    ['BLOCK_TIME_UNEVEN', 2, 'blockTime: 0.4 s\ntranches:\n  A: { balance: 1, price: 1, weight: 1 }\n'],
    ['REDEMPTION_SHAPELESS', 2, `rules: { redemption: { slopeMin: 0 } }\n${ONE_TRANCHE}`],
    ['REDEMPTION_SHAPELESS', 2, `rules: { redemption: { slopeMin: "0.0000001" } }\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `trade: { slippage: 8000000 bps }\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `rules: { band: 100001 % }\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `blockTime: 12000000000000 s\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `redeemed: 123456789012345678901234567890\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `redeemed: 2000000000000000\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 2, `supply: 2000000000000000\n${ONE_TRANCHE}`],
    ['FIGURE_TOO_LARGE', 3, 'tranches:\n  A: { balance: 8000000000000000, price: 3250, weight: 1 }\n'],
    ['TIME_INVALID', 2, `start: 9999-12-31\n${ONE_TRANCHE}`],
    ['REDEMPTION_SHAPELESS', 2, `rules: { redemption: { parMax: 101 % } }\n${ONE_TRANCHE}`],
  ] as const)('%s at line %i', (code, line, tranches) => {
    expect(problems(`${HEAD}${tranches}events: []\n`)).toContainEqual([code, line])
  })

  it.each([
    ['EVENT_UNCLEAR', '{ note: nothing }'],
    ['EVENT_UNCLEAR', '{ wait: 1 day, redeem: 1 }'],
    ['TRANCHE_UNKNOWN', '{ mint: { C: 1 } }'],
    ['TRANCHE_UNKNOWN', '{ redeem: 1, from: { C: 1 } }'],
    ['TRANCHE_UNKNOWN', '{ guardian: { tranche: C, close: in, blocks: 1 } }'],
    ['PLACES_TOO_MANY', '{ mint: { A: "0.0000001" } }'],
    ['PRICE_ABSURD', '{ prices: { A: "1000000000001" } }'],
    ['TRANCHE_UNKNOWN', '{ swaps: [{ from: A, to: B, amount: 1 }, { from: A, to: C, amount: 1 }] }'],
    ['EVENT_UNCLEAR', '{ wait: 1 day, by: operator }'],
    ['WEIGHTS_NOT_ONE', '{ calibrate: { weights: { A: 50 %, B: 49 % } } }'],
    ['KEY_MISSING', '{ redeem: 1 }'],
    ['EVENT_UNCLEAR', '{ mint: { A: 1 }, from: { A: 1 } }'],
    ['EVENT_UNCLEAR', '{ redeem: 1, from: { A: 1 }, least: 1 }'],
    ['FIGURE_INVALID', '{ wait: soon }'],
    ['FIGURE_INVALID', '{ wait: 37000 days }'],
    ['FIGURE_INVALID', '{ wait: 1000000001 blocks }'],
    ['UNIT_MISSING', '{ wait: 12 }'],
  ] as const)('%s in an event, at its line', (code, event) => {
    const found = problems(withEvents('{ wait: 1 day }', event))
    expect(code === 'UNIT_MISSING' ? found[0]?.[1] : found.find(([each]) => each === code)?.[1]).toBe(7)
  })

  it('ends before times stop being times, and says at which event it does not', () => {
    expect(
      problems(`${HEAD}blockTime: 1 day\n${ONE_TRANCHE}events:\n  - wait: 1000 blocks\n  - wait: 1000000 blocks\n`),
    ).toEqual([['TIME_INVALID', 7]])
    const years = Array.from({ length: 9 }, () => '  - wait: 36500 days\n').join('')
    expect(problems(`${HEAD}${ONE_TRANCHE}events:\n${years}`)).toHaveLength(3)
  })

  it('says of an empty list what is expected in words', () => {
    const empty = `${HEAD}${ONE_TRANCHE}events:\n  - swaps: []\n`
    expect(() => parse(empty, 'x.yaml', null)).toThrow(/found a list of 0; expected a list of at least 1/)
  })

  it('shows figures as the file has them, and names those that leave 256 bits', () => {
    const said = (balance: string, decimals = 18): string => {
      try {
        parse(
          `${HEAD}tranches:\n  A: { balance: ${balance}, decimals: ${decimals}, price: 1, weight: 1 }\nevents: []\n`,
          'x.yaml',
          null,
        )
      } catch (error) {
        if (error instanceof ConfigError) return error.message
        throw error
      }
      return ''
    }
    expect(said('1.1234567890123456789')).toContain('found 1.1234567890123456789;')
    expect(said('1', 59)).toBe('')
    expect(said('10', 59)).toContain(`the product of 1${'0'.repeat(60)} and 200000000000000000`)
    expect(said(`1${'0'.repeat(80)}`)).toContain('at most 10^18 [FIGURE_TOO_LARGE]')
  })

  it('lists everything that is wrong at once', () => {
    const text = `${HEAD}tranches:\n  A: { balance: 1, price: 0, weight: 50 % }\n  B: { balance: 1.5, decimals: 0, price: 1, weight: 1 }\nevents: []\n`
    expect(problems(text).map(([code]) => code)).toEqual(['WEIGHTS_NOT_ONE', 'PRICE_ABSURD', 'PLACES_TOO_MANY'])
  })
})

describe('a scenario as it runs', () => {
  const report = async (text: string, profile: 'default' | 'gyroscope' | null = null) =>
    (await told(parse(text, 'x.yaml', profile), 'x.yaml', QUIET)).report as {
      readonly events: readonly { readonly code: string | null; readonly figures: Readonly<Record<string, string>> }[]
      readonly end: {
        readonly supply: string
        readonly block: string
        readonly tranches: readonly { readonly balance: string }[]
      }
    }

  it('has a verdict on every event of the example', async () => {
    const file = new URL('../../../examples/reserve-orders.yaml', import.meta.url)
    const { events } = await report(readFileSync(file, 'utf8'))
    expect(events.map(({ code }) => code)).toEqual([
      null,
      'FLOW_TOO_HIGH',
      null,
      'SAFETY_MODE',
      null,
      null,
      'OUTPUT_TOO_SMALL',
      null,
      'COMMITMENT_NOT_REDEEMABLE',
      null,
      'MINT_UNSAFE',
      'SAFETY_MODE',
      null,
      null,
      null,
      null,
      'SAFETY_MODE',
      'TIME_BACKWARDS',
      null,
      null,
      null,
      null,
    ])
  })

  it('keeps every digit of amounts, and counts blocks by the clock', async () => {
    const { events, end } = await report(
      withEvents(
        '{ mint: { A: 0.000001 } }',
        '{ wait: 25 s }',
        '{ wait: 11 s }',
        '{ wait: 3 blocks }',
        '{ mint: { B: 0.00000025 } }',
      ),
    )
    expect(events[0]?.figures).toEqual({ A: '+0.000001', coins: '+0.000001' })
    expect(events[4]?.figures).toEqual({ B: '+0.00000025', coins: '+0.000025' })
    expect(end).toMatchObject({ supply: '1000000026000000000000', block: '7' })
  })

  it('keeps the part of a block that a wait leaves, however a stretch of time is cut', async () => {
    const blockAfter = async (...waits: readonly string[]) =>
      (await report(withEvents(...waits.map((each) => `{ wait: ${each} }`)))).end.block
    expect(await blockAfter(...Array.from({ length: 10 }, () => '11 s'))).toBe('10')
    expect(await blockAfter('110 s')).toBe('10')
    expect(await blockAfter('1 s', '1 block', '97 s')).toBe('10')
    expect((await report(withEvents('{ wait: 11 s }', '{ until: 2024-01-01T00:01:50Z }'))).end.block).toBe('10')
  })

  it('counts closings and flows of a tranche that is added from when it is added', async () => {
    const add = '{ balance: 112, price: 1, closed: { in: 100 }, flowed: { out: 15 }, flow: { amount: 20 } }'
    const { events } = await report(
      withEvents(
        '{ wait: 1000 blocks }',
        `{ calibrate: { weights: { A: 50 %, B: 40 %, C: 10 % }, add: { C: ${add} } } }`,
        '{ mint: { C: 1 } }',
        '{ redeem: 6, from: { C: 1 } }',
        '{ redeem: 5, from: { C: 1 } }',
        '{ wait: 100 blocks }',
        '{ mint: { C: 1 } }',
      ),
    )
    expect(events.map(({ code }) => code)).toEqual([null, null, 'SAFETY_MODE', 'FLOW_TOO_HIGH', null, null, null])
  })

  it('lets a guardian shorten what is closed in one profile only', async () => {
    const text = withEvents(
      '{ guardian: { close: in, blocks: 100 } }',
      '{ guardian: { close: in, blocks: 1 } }',
      '{ wait: 2 blocks }',
      '{ mint: { A: 1 } }',
    )
    expect((await report(text, 'default')).events[3]?.code).toBe('SAFETY_MODE')
    expect((await report(text, 'gyroscope')).events[3]?.code).toBeNull()
  })

  it('takes a tranche off the list where dust is left, and adds one', async () => {
    const add = 'add: { C: { balance: 0, price: 5, weight: 0 } }'
    const keeps = await report(withEvents(`{ calibrate: { weights: { A: 60 %, C: 40 % }, ${add} } }`))
    expect(keeps.events[0]?.code).toBeNull()
    const valuable = withEvents(`{ calibrate: { weights: { A: 60 %, C: 40 % }, ${add} } }`).replace(
      'balance: 4',
      'balance: 400',
    )
    expect((await report(valuable)).events[0]?.code).toBe('TRANCHE_NOT_EMPTY')
  })
})

describe('a tranche of several assets', () => {
  const text = `book: reserve
tranches:
  POOL:
    balance: 1000
    weight: 50 %
    assets:
      - { asset: USDC, price: 1, per: 0.5, stable: { floor: 0.97, ceiling: 1.03 } }
      - { asset: DAI, price: 1, per: 0.5, stable: { floor: 0.97, ceiling: 1.03 } }
  USDC: { balance: 1000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
events:
  - prices: { DAI: 0.9 }
  - mint: { POOL: 10 }
  - prices: { DAI: 1, USDC: 0.9 }
  - mint: { USDC: 10 }
`

  it('moves with each of them, an asset everywhere at once, and fails the peg with one', async () => {
    const { report, document } = await told(parse(text, 'x.yaml', null), 'x.yaml', QUIET)
    const { events, frames } = report as {
      readonly events: readonly { readonly code: string | null }[]
      readonly frames: readonly { readonly stable: object; readonly tranches: readonly { readonly price: number }[] }[]
    }
    expect(events.map(({ code }) => code)).toEqual([null, 'MINT_UNSAFE', null, 'MINT_UNSAFE'])
    expect(frames.map(({ tranches }) => tranches.map(({ price }) => price))).toEqual([
      [1, 1],
      [0.95, 1],
      [0.95, 1],
      [0.95, 0.9],
      [0.95, 0.9],
    ])
    expect(frames[1]?.stable).toEqual({ USDC: 1, DAI: 0.9 })
    const pegs = JSON.stringify(document.sections.find(({ id }) => id === 'pegs'))
    expect(pegs).toMatch(/DAI lowest 0\.9000, off its peg 40\.0\s% of the events; USDC lowest 0\.9000/)
  })

  it('has the prices of its assets, and not one of its own', async () => {
    expect(problems(text.replace('prices: { DAI: 0.9 }', 'prices: { POOL: 0.9 }'))).toEqual([['TRANCHE_UNKNOWN', 11]])
    expect(problems(text.replace('    weight: 50 %', '    price: 1\n    weight: 50 %'))).toEqual([
      ['ASSETS_UNCLEAR', 7],
    ])
    expect(problems(text.replace('asset: DAI', 'asset: USDC'))).toEqual([
      ['ASSETS_UNCLEAR', 6],
      ['TRANCHE_UNKNOWN', 11],
      ['TRANCHE_UNKNOWN', 13],
    ])
  })
})

it('warns of a mint that gave no coin and of a redemption that paid nothing, and of no other', async () => {
  const text = `${HEAD}book: reserve
tranches:
  A: { decimals: 6, balance: 600, price: 1, weight: 60 % }
  B: { balance: 800, price: 0.5, weight: 40 % }
events:
  - mint: { B: 0.000000000000000001 }
  - redeem: 0.000000000000000001
    from: { A: 100 % }
  - mint: { A: 1 }
`
  const { report } = await told(parse(text, 'x.yaml', null), 'x.yaml', QUIET)
  const { events } = report as { events: readonly { ok: boolean; warning: { code: string } | null }[] }
  expect(events.map(({ ok, warning }) => [ok, warning?.code ?? null])).toEqual([
    [true, 'COINS_OF_NOTHING'],
    [true, 'REDEMPTION_OF_NOTHING'],
    [true, null],
  ])
})
