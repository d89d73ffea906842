import { describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

const BOOK = `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 1000000 }, BTC: { own: BTC, start: 20 } }
`
/** Both assets fall by a fifth, and nobody says what the pool is worth then. */
const FALL = `data:
  epochs:
    - { label: T0, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } } }
    - { label: T1, after: 8 h, prices: { BTC: 22000, ETH: 1480 }, withdrawals: { USDC: 400000 } }
`

interface Report {
  readonly epochs: readonly {
    readonly ok: boolean
    readonly refusal?: { readonly code: string; readonly facts: object }
  }[]
  readonly events: readonly { readonly epoch: string; readonly code: string | null; readonly said: string }[]
}

const ran = async (text: string): Promise<Report> =>
  (await VAULTS_DESK.backtest(bookOf(text, 'x.yaml'), NO_CHOICE, QUIET)).report as Report

const codes = ({ events }: Report): readonly string[] =>
  events.flatMap(({ epoch, code, said }) =>
    code === null ? [] : [`${epoch} ${code} ${/[\d.]+ (h|%)/.exec(said)?.[0]}`],
  )

describe('a price that an epoch leaves out', () => {
  it('is as old as it is: refused beyond the guard on ages', async () => {
    const { epochs } = await ran(`${BOOK}guard: { age: 5 min }\n${FALL}`)
    expect(epochs[1]).toMatchObject({
      ok: false,
      refusal: { code: 'PRICE_STALE', facts: { what: 'pool', age: '28800' } },
    })
  })

  it('is told of without that guard, and so is a pool that did not move with its deltas', async () => {
    const report = await ran(
      `${BOOK}${FALL}    - { label: T2, after: 4 h, prices: { BTC: 22000 }, age: { ETH: 30 min } }\n`,
    )
    expect(report.epochs.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(codes(report)).toEqual(['T1 PRICE_STALE 8 h', 'T1 POOL_PRICE_OFF 11.80 %', 'T2 PRICE_STALE 0.5 h'])
    expect(report.events.find(({ epoch, code }) => epoch === 'T2' && code === 'PRICE_STALE')?.said).toContain(
      'the pool 12 h',
    )
  })

  it('stops the epoch where a pool has left its parts further than the guard allows', async () => {
    const guarded = await ran(`${BOOK}guard: { parts: 10 % }\n${FALL}`)
    expect(guarded.epochs[1]).toMatchObject({ ok: false, refusal: { code: 'POOL_PRICE_OFF' } })
    const wide = await ran(`${BOOK}guard: { parts: 12 % }\n${FALL}`)
    expect(wide.epochs[1]).toMatchObject({ ok: true })
    const moved = FALL.replace('ETH: 1480 }', 'ETH: 1480 }, pool: { price: 0.83885 }')
    expect((await ran(`${BOOK}guard: { parts: 1 % }\n${moved}`)).epochs[1]).toMatchObject({ ok: true })
  })

  it('may leave its parts by what nobody hedges', async () => {
    const book = BOOK.replace('ETH: {}', 'ETH: { hedge: none }')
    expect((await ran(`${book}guard: { parts: 1 % }\n${FALL}`)).epochs[1]).toMatchObject({ ok: true })
  })
})
