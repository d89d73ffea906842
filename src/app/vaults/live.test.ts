// What happens to vaults in use: orders filled in part, vaults that are left or owe, pools without room, drift.
import { describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

const BOOK = `book: vaults
assets: { BTC: {}, ETH: {} }
vaults:
  USDC: { own: stable, start: 1000000 }
  BTC: { own: BTC, start: 20 }
  ETH: { own: ETH, start: 300 }
`
const T0 = 'prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } }'

interface Epoch {
  readonly ok: boolean
  readonly netAssets: readonly string[]
  readonly buffer: readonly string[]
  readonly poolWorth: readonly string[]
  readonly external: readonly (readonly string[])[]
  readonly internal: readonly (readonly string[])[]
  readonly equity: readonly (readonly string[])[]
  readonly residual: { readonly after: readonly (readonly string[])[] }
  readonly orders: readonly { readonly order: string; readonly filled: string; readonly fee: string }[]
  readonly withdrawals: { readonly asked: readonly string[]; readonly paid: readonly string[] }
  readonly collected: readonly string[]
  readonly repaid: readonly string[]
}

interface Report {
  readonly epochs: readonly Epoch[]
  readonly events: readonly { readonly epoch: string; readonly code: string | null; readonly said: string }[]
  readonly turnover: readonly object[]
  readonly state: {
    readonly shares: readonly string[]
    readonly claims?: object
    readonly shortfall: readonly string[]
  }
}

async function ran(head: string, ...epochs: readonly string[]): Promise<Report> {
  const text = `${head}data:\n  epochs:\n${epochs.map((each) => `    - { ${each} }\n`).join('')}`
  return (await VAULTS_DESK.backtest(bookOf(text, 'x.yaml'), NO_CHOICE, QUIET)).report as Report
}

const usd = (units: string | undefined): number => Number(units) / 1e6
const flat = (rows: readonly (readonly string[])[] | undefined): readonly number[] => (rows ?? []).flat().map(usd)

describe('a mint', () => {
  it('that fills nothing hedges nothing: a rise does not touch the dollar vault', async () => {
    const { epochs } = await ran(
      BOOK,
      `${T0}, fills: { pool: { part: 0 % } }`,
      'after: 8 h, prices: { BTC: 30250, ETH: 2035 }, pool: { price: 1.006 }, fills: { pool: { part: 0 % } }',
    )
    for (const { external, internal, residual } of epochs)
      expect([...flat(external), ...flat(internal), ...flat(residual.after)].every((open) => open === 0)).toBe(true)
    expect(usd(epochs[1]?.netAssets[0])).toBe(1_000_000)
  })

  it('that fills a third is hedged for a third', async () => {
    const { epochs } = await ran(BOOK, `${T0}, fills: { pool: { part: 30 % } }`)
    const [first] = epochs
    expect(usd(first?.orders[0]?.filled) / usd(first?.orders[0]?.order)).toBeCloseTo(0.3, 6)
    expect(Math.max(...flat(first?.residual.after).map(Math.abs))).toBeLessThan(0.001)
    expect(first?.poolWorth.every((g) => usd(g) > 0)).toBe(true)
  })
})

describe('a burn that fills in part', () => {
  it('is booked with its hedges and fees, pays a part of what leaves, and the rest in the next epoch', async () => {
    const { epochs, events } = await ran(
      BOOK,
      T0,
      `after: 8 h, ${T0}, withdrawals: { USDC: 200000 }, fills: { pool: { part: 60 % } }`,
      `after: 8 h, ${T0}`,
    )
    const [, second, third] = epochs
    expect(second?.orders.every(({ filled }) => filled !== '0')).toBe(true)
    const { asked, paid } = second?.withdrawals ?? { asked: [], paid: [] }
    expect([asked[0], Number(paid[0]) < Number(asked[0]), Number(paid[0]) > 0]).toEqual([
      `2${'0'.repeat(23)}`,
      true,
      true,
    ])
    const waits = BigInt(asked[0] ?? 0) - BigInt(paid[0] ?? 0)
    expect(third?.withdrawals).toEqual({ asked: [String(waits), '0', '0'], paid: [String(waits), '0', '0'] })
    expect(events.filter(({ code }) => code === 'WITHDRAWAL_WAITS').map(({ epoch }) => epoch)).toEqual(['T1'])
    for (const { buffer } of epochs) expect(buffer.every((float) => Number(float) >= 0)).toBe(true)
  })
})

describe('a vault that is left', () => {
  const TWO = (fee: string): string => `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 1000000 }, ETH: { own: ETH, start: 500 } }
fees: { withdrawal: ${fee} }
`
  const ONE = (fee: string): string => TWO(fee).replace(', ETH: { own: ETH, start: 500 }', '')

  it.each([
    ['alone', ONE('50 bps')],
    ['alone, without a fee', ONE('0 %')],
    ['beside another', TWO('50 bps')],
    ['beside another, without a fee', TWO('0 %')],
  ])('is wound down to nothing: %s', async (_, head) => {
    const leave = `after: 8 h, ${T0}, withdrawals: { USDC: 1000000 }`
    const { epochs, state } = await ran(head, T0, leave, `after: 8 h, ${T0}`)
    expect(epochs.map(({ ok }) => ok)).toEqual([true, true, true])
    const [, gone, quiet] = epochs
    const open = [gone?.poolWorth[0], ...(gone?.external[0] ?? []), ...(gone?.equity[0] ?? [])].map(usd)
    expect(open).toEqual([0, 0, 0, 0, 0])
    expect(state.shares[0]).toBe('0')
    // A fee pays for the last trades and stays; without one, who leaves last has paid for them.
    expect(usd(gone?.netAssets[0])).toBeGreaterThanOrEqual(0)
    if (head.includes('0 %')) expect(usd(gone?.netAssets[0])).toBeLessThan(0.01)
    expect(usd(quiet?.orders[1]?.fee)).toBeLessThan(30)
  })

  it.each([70, 75, 90, 95, 99.9])('by %s % of its owners goes on with the rest', async (part) => {
    const leave = `after: 8 h, ${T0}, withdrawals: { USDC: ${part * 10_000} }`
    const { epochs } = await ran(ONE('0 %'), T0, leave, `after: 8 h, ${T0}`)
    expect(epochs.map(({ ok }) => ok)).toEqual([true, true, true])
    const [first, second] = epochs
    const rest = usd(first?.netAssets[0]) * (1 - part / 100)
    const paid = Number(second?.withdrawals.paid[0]) / 1e18
    // Those who stay keep what is theirs, less trades: at most what trading everything costs.
    expect(usd(second?.netAssets[0])).toBeGreaterThan(rest - 2700)
    expect(paid).toBeGreaterThan(part * 9_900)
  })
})

describe('a vault that owes', () => {
  const PAIR = `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 100000 }, BTC: { own: BTC, start: 10 } }
`
  const START = 'prices: { BTC: 10000, ETH: 1000 }, pool: { price: 1, deltas: { BTC: 0.5, ETH: 0.4 } }'
  const CRASH = 'after: 8 h, prices: { BTC: 60000, ETH: 400 }, pool: { price: 0.3 }'
  const AFTER = 'after: 8 h, prices: { BTC: 60000, ETH: 400 }, pool: { price: 0.3 }'

  it('pays its equity at once, deploys nothing, and lets its own leavers wait while the others go on', async () => {
    const { epochs, state, events } = await ran(PAIR, START, CRASH, `${AFTER}, withdrawals: { USDC: 50000, BTC: 1 }`)
    const [, crash, exit] = epochs
    expect(usd(crash?.collected[0])).toBeGreaterThan(25_000)
    expect([usd(crash?.poolWorth[0]), ...flat([crash?.equity[0] ?? []])]).toEqual([0, 0, 0])
    expect(usd(crash?.netAssets[0])).toBeLessThan(20)
    expect(exit?.withdrawals.paid).toEqual(['0', `1${'0'.repeat(18)}`])
    expect(Number(state.shares[0])).toBe(1e23)
    expect(state.claims).toEqual([
      ['0', state.shortfall[0]],
      ['0', '0'],
    ])
    const told = events.filter(({ epoch }) => epoch === 'T2').map(({ code }) => code)
    expect(told).toContain('WITHDRAWAL_WAITS')
  })

  it('is settled by what is paid in and waived, and then pays its own', async () => {
    const before = await ran(PAIR, START, CRASH, AFTER)
    const owed = usd(before.state.shortfall[0])
    const most = Math.floor(owed) - 1000
    const part = await ran(PAIR, START, CRASH, `${AFTER}, repaid: { USDC: ${most} }`)
    expect(usd(part.epochs[2]?.repaid[0])).toBe(most)
    expect(usd(part.state.shortfall[0])).toBeCloseTo(owed - most, 6)
    expect(usd(part.epochs[2]?.netAssets[1]) - usd(before.epochs[2]?.netAssets[1])).toBeGreaterThan(most - 2000)
    // More than is owed stays with who pays it.
    const whole = await ran(PAIR, START, CRASH, `${AFTER}, waived: { USDC: 1000 }, repaid: { USDC: 900000 }`, AFTER)
    expect([whole.state.shortfall[0], whole.state.claims]).toEqual(['0', undefined])
    const due = owed + usd(before.epochs[2]?.collected[0])
    expect(usd(whole.epochs[2]?.repaid[0])).toBeCloseTo(due - 1000, 6)
    const again = await ran(
      PAIR,
      START,
      CRASH,
      `${AFTER}, waived: { USDC: 900000 }`,
      `${AFTER}, deposits: { USDC: 5000 }, withdrawals: { USDC: 1000 }`,
    )
    expect(again.epochs[3]?.withdrawals.paid[0]).toBe(`1${'0'.repeat(21)}`)
    expect(again.events.some(({ epoch, code }) => epoch === 'T3' && code === 'VAULT_INSOLVENT')).toBe(false)
  })

  it('refuses a payment below zero where it is written', async () => {
    await expect(ran(PAIR, `${START}, repaid: { USDC: -1 }`)).rejects.toThrow(ConfigError)
  })
})

describe('a pool without room', () => {
  it.each(['mintMax: 2000000', 'burnMax: 100000'])('stops nobody: %s', async (room) => {
    const { epochs } = await ran(
      `${BOOK}pool: { ${room} }\n`,
      T0,
      `after: 8 h, ${T0}, deposits: { USDC: 3000000 }`,
      `after: 8 h, ${T0}, withdrawals: { USDC: 3000000, BTC: 1 }`,
      `after: 8 h, ${T0}, withdrawals: { ETH: 10 }`,
    )
    expect(epochs.map(({ ok }) => ok)).toEqual([true, true, true, true])
    const most = Number(/\d+/.exec(room)?.[0])
    const sign = room.startsWith('mint') ? 1 : -1
    for (const { orders } of epochs) expect(sign * usd(orders[0]?.order)).toBeLessThanOrEqual(most)
    expect(Number(epochs[3]?.withdrawals.paid[2])).toBe(1e19)
    for (const { residual } of epochs) expect(Math.max(...flat(residual.after).map(Math.abs))).toBeLessThan(400)
  })
})

describe('a vault that holds', () => {
  const LONE = `book: vaults
assets: { ETH: {} }
vaults: { USDC: { own: stable, start: 1000000 } }
`
  const FLAT = 'prices: { ETH: 2000 }, pool: { price: 1, deltas: { ETH: 0.4 } }'
  const STORY = [
    FLAT,
    ...['1.01', '1', '1.01', '1'].map((price) => `after: 8 h, ${FLAT.replace('price: 1,', `price: ${price},`)}`),
  ]

  it('trades no pool while prices go up and down, and hedges the drift for a fortieth of the cost', async () => {
    const { epochs, turnover } = await ran(LONE, ...STORY)
    const later = epochs.slice(1)
    expect(later.map(({ orders }) => orders[0]?.filled)).toEqual(['0', '0', '0', '0'])
    const fees = later.flatMap(({ orders }) => orders.map(({ fee }) => usd(fee))).reduce((a, b) => a + b, 0)
    expect(fees).toBeLessThan(10)
    expect(turnover).toMatchObject([
      { instrument: 'pool', orders: 0, traded: '0', flips: 0, fees: '0', left: null },
      { instrument: 'ETH', orders: 4, flips: 3 },
    ])
  })

  it('leaves drift open that costs more to trade than it risks, and trades the rest to the edge of the band', async () => {
    const calm = ['1.001', '1.0005', '1.0015'].map(
      (price) => `after: 8 h, ${FLAT.replace('price: 1,', `price: ${price},`)}`,
    )
    const still = await ran(LONE, FLAT, ...calm)
    expect(still.turnover).toMatchObject([{ orders: 0 }, { orders: 0, traded: '0', flips: 0 }])
    const cheap = await ran(`${LONE}costs: { order: 0 }\n`, FLAT, ...calm)
    expect(cheap.turnover[1]).toMatchObject({ orders: 3 })
    const { epochs } = await ran(LONE, ...STORY)
    const edge = (0.4 * usd(epochs[1]?.poolWorth[0]) * 0.0006) / (3 * Math.SQRT2)
    expect(Math.abs(flat(epochs[1]?.residual.after ?? [])[0] ?? 0)).toBeCloseTo(edge, 0)
  })

  it('trades whole lots, rounded towards less trade, and is held back where a fault sends any other', async () => {
    const { epochs } = await ran(`${LONE.replace('ETH: {}', 'ETH: { lot: 0.5 }')}hedgeBand: 0 %\n`, ...STORY)
    for (const { orders, residual, ok } of epochs) {
      expect(ok).toBe(true)
      // Half an ether is 1,000 US dollars.
      expect((Math.abs(usd(orders[1]?.filled)) / 1000) % 1).toBeCloseTo(0, 6)
      expect(Math.max(...flat(residual.after).map(Math.abs))).toBeLessThan(1101)
    }
    expect(epochs.some(({ orders }) => usd(orders[1]?.filled) !== 0)).toBe(true)
    const both = 'pool: { counterparty: pool, total: 9000000 }\n'
    await expect(ran(`${LONE.replace('ETH: {}', 'ETH: { lot: 0.5 }')}${both}`, FLAT)).rejects.toThrow(ConfigError)
  })

  it('trades nothing at all within its band', async () => {
    const { epochs } = await ran(`${LONE}hedgeBand: 50 bps\n`, ...STORY)
    for (const { orders } of epochs.slice(1)) expect(orders.map(({ filled }) => filled)).toEqual(['0', '0'])
  })

  it('trades the pool for its drift where that is cheaper than hedges', async () => {
    const { epochs } = await ran(`${LONE}costs: { pool: 1 bps, hedge: 40 bps }\n`, ...STORY)
    for (const { orders } of epochs.slice(1)) {
      expect(Math.abs(usd(orders[0]?.filled))).toBeGreaterThan(8000)
      expect(orders[1]?.filled).toBe('0')
    }
  })

  it('sizes hedges for the equity that will stand behind them', async () => {
    const { epochs } = await ran(
      `book: vaults\nassets: { ETH: {} }\nvaults: { ETH: { own: ETH, start: 100 } }\nhedgeBand: 0 %\n`,
      'prices: { ETH: 1850 }, pool: { price: 0.95, deltas: { ETH: 0.5 } }',
      'after: 8 h, prices: { ETH: 1900 }, pool: { price: 0.96 }',
      'after: 8 h, prices: { ETH: 1900 }, pool: { price: 0.96 }, deposits: { ETH: 5 }',
    )
    for (const { residual } of epochs) expect(Math.max(...flat(residual.after).map(Math.abs))).toBeLessThan(1)
  })
})
