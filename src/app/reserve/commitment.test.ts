import { describe, expect, it } from 'vitest'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { parse as parseConfig } from './config.ts'
import { RESERVE_DESK } from './desk.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'
import { stood } from './state.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

interface Report {
  readonly events: readonly {
    readonly code: string | null
    readonly figures: Readonly<Record<string, string>>
    readonly warning: { readonly code: string } | null
  }[]
  readonly frames: readonly {
    readonly netAssets: number
    readonly tranches: readonly { readonly weight: number; readonly target: number }[]
  }[]
}

const simulated = async (text: string): Promise<Report> =>
  (await told(parse(text, 'x.yaml', null), 'x.yaml', QUIET)).report as Report

/** A reserve of cash and a promise of a tenth, by terms of its own. */
const promising = (terms: string, rest: string): string => `start: 2024-01-01
tranches:
  CASH: { balance: 900_000, price: 1, weight: 90 %, stable: { floor: 0.97, ceiling: 1.03 } }
  WORK: { balance: 100_000, price: 1, weight: 10 %, commitment: { ${terms} } }
${rest}`

const config = (terms: string, market = 'market: { simulated: { seed: 1, rows: 3, every: 1 h } }') =>
  bookOf(`book: reserve\n${promising(terms, market)}\n`, 'x.yaml')

const VESTED = 'kind: labour, start: 2023-01-01, vesting: 365 days'

describe('a pledge', () => {
  it('vests from the day it is made, however long others have vested', async () => {
    const { events, frames } = await simulated(
      promising(
        VESTED,
        'events:\n  - mint: { WORK: 10_000 }\n  - pledge: { WORK: 10_000 }\n  - wait: 73 days\n  - wait: 365 days\n',
      ),
    )
    expect(events.map(({ code, warning }) => code ?? warning?.code ?? 'ok')).toEqual([
      'COINS_OF_NOTHING',
      'ok',
      'ok',
      'ok',
    ])
    expect(events[1]?.figures).toEqual({ WORK: '+10000' })
    expect(frames.map(({ netAssets }) => Math.round(netAssets))).toEqual([1e6, 1e6, 1e6, 1_004_000, 1_020_000])
  })

  it('counts at once where nothing vests, moves weights without coins, and stays within the band', async () => {
    const { events, frames } = await simulated(
      promising(
        'kind: staking',
        'events:\n  - pledge: { WORK: 10_000 }\n  - pledge: { WORK: 10_000 }\n  - pledge: { CASH: 1 }\n',
      ),
    )
    expect(events.map(({ code }) => code)).toEqual([null, 'PLEDGE_UNSAFE', 'PLEDGE_OF_ASSET'])
    expect(frames.at(-1)?.netAssets).toBe(1_010_000)
  })

  it('is written into a config and a state with a start of its own', () => {
    const pledges = '[{ amount: 50_000, start: 2023-12-31 }]'
    const { scene } = parseConfig(config(`${VESTED}, pledges: ${pledges}`))
    const held = (of: typeof scene) => of.state.reserve.tranches[1]
    expect(held(scene)?.commitment?.pledges).toEqual([{ amount: 50_000n * 10n ** 18n, start: 1_703_980_800n }])
    const stands = (text: string) => held(stood(scene, `tranches:\n  ${text}\n`, 's.yaml'))
    const own = '[{ amount: 60_000, start: 2023-12-30 }]'
    expect(stands(`WORK: { balance: 110_000, commitment: { pledges: ${own} } }`)).toMatchObject({
      balance: 110_000n * 10n ** 18n,
      commitment: { pledges: [{ amount: 60_000n * 10n ** 18n }] },
    })
    expect(stands('WORK: { balance: 60_000 }')?.commitment?.pledges).toHaveLength(1)
    expect(() => stands('WORK: { balance: 49_999 }')).toThrow(/COMMITMENT_INVALID/)
    expect(() => stands(`CASH: { commitment: { pledges: ${own} } }`)).toThrow(/PLEDGE_OF_ASSET/)
    for (const where of ['', ', beside: true'])
      expect(() => parseConfig(config(`${VESTED}, pledges: [{ amount: 100_001, start: 2023-12-31 }]${where}`))).toThrow(
        ConfigError,
      )
  })
})

it('a commitment that is added begins when it is added', async () => {
  const { frames } = await simulated(`start: 2024-01-01
tranches:
  CASH: { balance: 900_000, price: 1, weight: 100 %, stable: { floor: 0.97, ceiling: 1.03 } }
events:
  - wait: 400 days
  - calibrate: { weights: { CASH: 90 %, LAB: 10 % }, add: { LAB: { balance: 100_000, price: 1, commitment: { kind: labour, vesting: 100 days } } } }
  - wait: 50 days
`)
  expect(frames.map(({ netAssets }) => netAssets)).toEqual([900_000, 900_000, 900_000, 950_000])
})

describe('a target that follows', () => {
  const orders = 'events:\n  - wait: 40 days\n  - redeem: 1000\n    from: { CASH: 100 % }\n  - mint: { CASH: 1000 }\n'

  it.each([
    ['a revocation', 'kind: staking, start: 2023-01-01, revoked: 2024-01-05', ['REDEEM_UNSAFE', 'MINT_UNSAFE']],
    ['a cliff', 'kind: labour, cliff: 60 days, vesting: 365 days', ['REDEEM_UNSAFE', 'MINT_UNSAFE']],
    ['a decay', 'kind: subscription, decay: { left: 0.5, every: 30 days }', [null, 'MINT_UNSAFE']],
  ] as const)('lets orders through where %s would stop them', async (_, terms, stopped) => {
    const codes = async (target: string) =>
      (await simulated(promising(`${terms}${target}`, orders))).events.slice(1).map(({ code }) => code)
    expect(await codes('')).toEqual(stopped)
    expect(await codes(', target: follows')).toEqual([null, null])
  })
})

describe('check', () => {
  const warned = (terms: string) =>
    (
      RESERVE_DESK.check(config(terms)).report as {
        readonly warnings: readonly { readonly code: string; readonly facts: object; readonly lift: string }[]
      }
    ).warnings

  it.each([
    ['2024-01-05', 'kind: staking, start: 2023-01-01, revoked: 2024-01-05', 'mints, redemptions', '0'],
    ['2024-01-01', 'kind: labour, cliff: 60 days, vesting: 365 days', 'mints, redemptions', '0'],
    ['2024-01-31', 'kind: subscription, decay: { left: 0.5, every: 30 days }', 'mints', '52631578947368421'],
  ] as const)('says that from %s on a commitment stops orders, and what helps', (at, terms, ...[refused, weight]) => {
    const found = warned(terms)
    expect(found).toMatchObject([{ code: 'COMMITMENT_OUT_OF_BAND', facts: { tranche: 'WORK', at, refused, weight } }])
    expect(found[0]?.lift).toContain('commitment.target: follows')
    expect(warned(`${terms}, target: follows`)).toEqual([])
  })

  it('finds the very second at which a straight line leaves the band', () => {
    // Vesting ends at 10 %: inside from a share of 0.9 on and before that not, so it is outside now.
    const found = warned('kind: labour, start: 2023-06-01, vesting: 365 days')
    expect(found).toMatchObject([{ facts: { at: '2024-01-01' } }])
    // Pledges that vest later lead it out of the band above: 10 000 a day over its 100 000.
    const more = warned('kind: staking, pledges: [{ amount: 50_000, start: 2024-03-01 }]')
    expect(more).toMatchObject([{ facts: { at: '2024-01-01', refused: 'mints' } }])
  })

  it('advises another weight alone where a target that follows would not stand inside its band', () => {
    const found = warned('kind: staking, start: 2024-02-01, pledges: [{ amount: 50_000, start: 2023-03-01 }]')
    expect(found[0]?.lift).toMatch(/^Calibrate the reserve with another weight for WORK\.$/)
  })

  it('has nothing to say of a reserve without commitments', () => {
    const file = config('kind: staking')
    expect(RESERVE_DESK.check(file).report).toMatchObject({ warnings: [] })
  })
})
