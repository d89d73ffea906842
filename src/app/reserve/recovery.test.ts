import { describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { RESERVE_DESK } from './desk.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

const book = (recovery: string, staked: string): string => `book: reserve
start: 2024-01-01
rules: { band: 100 %${recovery === '' ? '' : `, recovery: { ${recovery} }`} }
supply: 1000
staked: ${staked}
tranches:
  A: { balance: 500, price: 1, weight: 50 %, flow: { share: 100 % } }
  B: { balance: 5, price: 100, weight: 50 %, flow: { share: 100 % } }
`
const STANDING_IN = 'trigger: 95 %, target: 1'

const codes = (text: string): readonly string[] => {
  try {
    parse(`${text}events: []\n`, 'x.yaml', null)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ code, path }) => `${code} ${path}`)
  }
  return []
}

describe('recovery by stakers', () => {
  const run = async (text: string) =>
    (
      await told(
        parse(
          `${text}events:\n  - prices: { B: 70 }\n  - redeem: 100\n    from: { A: 50 %, B: 50 % }\n`,
          'x.yaml',
          null,
        ),
        'x.yaml',
        QUIET,
      )
    ).report as {
      readonly events: readonly { readonly code: string | null; readonly figures: Readonly<Record<string, string>> }[]
      readonly end: { readonly supply: string; readonly staked: string }
      readonly attribution: Readonly<Record<string, string>>
    }

  it('burns their coins with the order that finds the reserve short, and says so', async () => {
    const { events, end, attribution } = await run(book(STANDING_IN, '400'))
    expect(events[1]).toMatchObject({ code: null, figures: { A: '-50', coins: '-250', staked: '-150' } })
    expect(end).toMatchObject({ supply: '750000000000000000000', staked: '250000000000000000000' })
    expect(attribution['redeemed']).toBe('-100000000000000000000')
  })

  it('leaves them alone without a rule', async () => {
    const { events, end } = await run(book('', '400'))
    expect(events[1]?.figures).not.toHaveProperty('staked')
    expect(end.staked).toBe('400000000000000000000')
  })

  it('is refused where it leads nowhere, or where more is staked than there is', () => {
    expect(codes(book(STANDING_IN, '1000.5'))).toEqual(['COINS_ABOVE_SUPPLY staked'])
    expect(codes(book('trigger: 95 %, target: 94 %', '1'))).toEqual(['RECOVERY_INVALID rules.recovery.target'])
    expect(codes(book('trigger: 0, target: 0', '1'))).toEqual(['RECOVERY_INVALID rules.recovery.target'])
    expect(codes(book('trigger: 95 %, triggerMax: 90 %, target: 1', '1'))).toEqual([])
  })

  it('stands in check and in a backtest, with the lowest price of redemption and the time outside the bands', async () => {
    const opened = (recovery: string) =>
      bookOf(`${book(recovery, '400')}market: { simulated: { seed: 1, rows: 3, every: 1 h } }\n`, 'x.yaml')
    expect(RESERVE_DESK.check(opened(STANDING_IN)).report).toMatchObject({
      rules: { recovery: { trigger: '950000000000000000', target: '1000000000000000000' } },
    })
    expect(RESERVE_DESK.check(opened('')).report).toMatchObject({ rules: { recovery: null } })
    const choice = { folder: null, from: null, to: null, seed: null }
    const { report } = await RESERVE_DESK.backtest(opened(STANDING_IN), choice, QUIET)
    expect(report).toMatchObject({
      checked: { moments: 3, momentsInside: 3, momentsOutside: { A: 0, B: 0 }, lowestRedemption: 1 },
    })
  })
})
