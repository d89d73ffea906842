import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookOf } from '../../app/config/book.ts'
import { parse as configOf } from '../../app/reserve/config.ts'
import { parse } from '../../app/reserve/scenario.ts'
import { sceneOf } from '../../app/reserve/simulate.ts'
import type { Scene } from '../../backtest/reserve/replay.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import * as Price from '../../units/price.ts'
import { ONE, of as ratioOf } from '../../units/ratio.ts'
import { together } from '../outcome.ts'
import { type ReserveBook, row, run } from './run.ts'
import { type ReserveScenario, type ReserveSizes, reserveScenarios } from './scenario.ts'
import { oracleUnder, pricesUnder, type ReserveShock } from './shock.ts'

const TEXT = `book: reserve
start: 2024-01-01
rules: { band: 100 % }
tranches:
  X: { decimals: 6, balance: 5000, price: 1, weight: 50 %, stable: { floor: 0.9, ceiling: 1.1 }, flow: { share: 100 % } }
  Y: { balance: 3000, price: 1, weight: 30 %, stable: { floor: 0.9, ceiling: 1.1 }, flow: { share: 100 % } }
  Z: { balance: 1, price: 2000, weight: 20 %, flow: { share: 100 % } }
`
const PLAIN = sceneOf(parse(`${TEXT}events: []\n`, 'x.yaml', null))

/** Without a curve: below par every coin is paid its share of the reserve. */
const pro = (scene: Scene): Scene => {
  const { rules } = scene.market
  return {
    ...scene,
    market: { ...scene.market, rules: { ...rules, redemption: { ...rules.redemption, priceFloor: ratioOf(ONE) } } },
  }
}

const CONFIG = configOf(bookOf(`${TEXT}market: { simulated: { seed: 1, rows: 2, every: 1 h } }\n`, 'x.yaml'))

function bookWith(changed: Partial<ReserveBook> = {}): ReserveBook {
  const start = changed.start ?? PLAIN
  const assets = quoted(start.state.reserve, start.market).tranches.flatMap((tranche) => tranche.assets)
  const prices = new Map(assets.map(({ id, price }) => [id, price]))
  return { start, prices, policy: CONFIG.policy, every: null, hours: 12, band: 0.01, order: 0, ...changed }
}

const scenario = (...shocks: readonly ReserveShock[]): ReserveScenario => ({
  id: 'test',
  title: 'A test',
  within: 1,
  shocks,
})

const CENT = 10n ** 16n
const dies: ReserveShock = { kind: 'peg', asset: 'X', fall: 0.6, within: 6, back: null }

describe('a peg that dies', () => {
  const found = row(bookWith({ start: pro(PLAIN) }), scenario(dies))

  // 10,000 coins, and 5,000 dollars that lose a tenth of a dollar each in every one of six hours: 5 cents a coin.
  it('takes the same from every coin, hour by hour', () => {
    const path = [100n, 95n, 90n, 85n, 80n, 75n, 70n, 70n, 70n, 70n, 70n, 70n, 70n].map((cents) => cents * CENT)
    expect(found.redemption.path).toEqual(path)
    expect([found.redemption.lowest, found.redemption.hour, found.redemption.end]).toEqual([70n * CENT, 6, 70n * CENT])
    expect([found.hoursUnder, found.lost, found.timeToSafety]).toEqual([12, 3000, null])
    expect(found.worst).toMatchObject({ measure: 'collateral', value: 0.7, level: 'CRITICAL', hour: 6 })
  })

  it('is over with the way back where it heals', () => {
    const back = run(bookWith({ start: pro(PLAIN) }), scenario({ ...dies, back: 4 }))
    const path = [100n, 95n, 90n, 85n, 80n, 75n, 70n, 775n, 85n, 925n, 100n, 100n, 100n]
    expect(back.redemption.path).toEqual(path.map((cents) => (cents > 100n ? (cents * CENT) / 10n : cents * CENT)))
    expect([back.hoursUnder, back.lost, back.inDanger, back.safe]).toEqual([9, 0, 1, 10])
  })
})

describe('a run on redemptions', () => {
  const half: ReserveShock = { kind: 'run', share: 0.5, within: 2 }

  it('is paid coin by coin while the reserve is whole', () => {
    const found = run(bookWith({ start: pro(PLAIN) }), scenario(half))
    expect(found.run).toEqual({ wanted: 5000n * ONE, waiting: 0n, paidBy: 2 })
    expect(found.accounts).toMatchObject({ start: 10_000n * ONE, end: 5_000n * ONE, residual: 0n, coins: 0n })
  })

  it('waits where the flows of the reserve are full, with the reason', () => {
    const narrow = TEXT.replaceAll('share: 100 %', 'share: 1 %')
    const start = sceneOf(parse(`${narrow}events: []\n`, 'x.yaml', null))
    const found = run(bookWith({ start, hours: 3 }), scenario(half))
    expect(found.run?.paidBy).toBeNull()
    expect(found.run?.waiting).toBeGreaterThan(4000n * ONE)
    expect(found.blocked.map(({ code }) => code).sort()).toEqual(['FLOW_TOO_HIGH', 'SAFETY_MODE'])
  })

  it('leaves those who stay what a dying peg has left', () => {
    const found = run(bookWith({ start: pro(PLAIN) }), scenario(half, { ...dies, within: 1 }))
    // 2,500 coins at 70 cents, paid by worth, X at a dollar although it costs 40 cents: 500 X, 750 Y and 500 dollars of Z leave
    // 1,800 + 2,250 + 1,500 dollars for 7,500 coins. The next 2,500 at 74 cents leave 1,560 + 1,500 + 1,000 for 5,000.
    const [, first, second] = found.redemption.path.map((price) => Number(price) / 1e18)
    expect([first, second]).toEqual([expect.closeTo(0.74, 9), expect.closeTo(0.812, 9)])
  })
})

describe('an oracle that is off', () => {
  const wrong: ReserveShock = { kind: 'wrong', asset: 'Z', by: 0.03 }

  it('is traded against in round trips, and the reserve pays for them', () => {
    // 100 dollars of Z count for 103, which are taken in X: 3 dollars an hour, from the hour that is wrong on.
    const found = run(bookWith({ hours: 2, order: 100 }), scenario(wrong))
    expect(found.taken).toBeCloseTo(6, 9)
    expect(found.lost).toBeCloseTo(6, 9)
    expect(run(bookWith({ hours: 2, order: 100 }), scenario()).taken).toBe(0)
  })

  it('shows the reserve prices of before, and the market those of now', () => {
    const prices = new Map([['Z', CONFIG.scene.state.reserve.tranches[2]?.calibration.price ?? (0n as never)]])
    const fall: ReserveShock = { kind: 'price', asset: 'Z', move: -0.5, within: 2 }
    const { market, seen } = pricesUnder([fall, { kind: 'late', hours: 1 }], prices, 4)
    expect(market.get('Z')).toEqual([2000n, 1500n, 1000n, 1000n].map((usd) => usd * ONE))
    expect(seen.get('Z')).toEqual([2000n, 2000n, 1500n, 1000n].map((usd) => usd * ONE))
  })
})

describe('the guard on prices', () => {
  const guarded = sceneOf(
    parse(
      `${TEXT.replace('rules: {', 'rules: { guard: { level: 2 %, pairs: 2 % },')}oracle: { pairs: [{ of: Z, in: X, price: 2000 }], sources: { X: { a: 1 }, Z: { a: 2010 } } }\nevents: []\n`,
      'x.yaml',
      null,
    ),
  )
  const leave: ReserveShock = { kind: 'run', share: 0.1, within: 2 }
  const under = (...shocks: readonly ReserveShock[]) => {
    const { run: leavers, blocked } = run(bookWith({ start: guarded }), scenario(leave, ...shocks))
    return [leavers?.waiting, blocked.filter(({ code }) => code.startsWith('PRICE_')).map(({ code }) => code)]
  }

  it('stops nobody where what others say moves with the market', () => {
    expect(under({ kind: 'price', asset: 'Z', move: -0.3, within: 1 })).toEqual([0n, []])
    expect(under({ ...dies, fall: 0.2 })).toEqual([0n, []])
  })

  it('stops everybody where the oracle of the reserve alone is wrong', () => {
    const all = 1000n * ONE
    expect(under({ kind: 'wrong', asset: 'X', by: 0.03 })).toEqual([all, ['PRICE_PAIR_OFF']])
    expect(under({ kind: 'price', asset: 'Z', move: -0.3, within: 0 }, { kind: 'late', hours: 24 })).toEqual([
      all,
      ['PRICE_PAIR_OFF'],
    ])
  })

  it('keeps a price of which what others say began at nothing', () => {
    const { oracle } = guarded.market
    const gone = new Map([['Z', [Price.of(0n), Price.of(5n)]]])
    expect(oracle === undefined ? null : oracleUnder(oracle, gone, 1).sources['Z']).toEqual({ a: 2010n * ONE })
  })
})

describe('the operator', () => {
  it('swaps what stands outside its band, and is compared with none', () => {
    const text = TEXT.replace('band: 100 %', 'band: 5 %')
      .replace('weight: 50 %', 'weight: 45 %')
      .replace('weight: 30 %', 'weight: 35 %')
    const start = sceneOf(parse(`${text}events: []\n`, 'x.yaml', null))
    const { policy } = CONFIG
    const book = bookWith({ start, policy: { ...policy, ways: { mint: false, redeem: false, swap: true } }, every: 1 })
    const found = row({ ...book, hours: 4 }, scenario())
    expect(found.plans.map(({ hour }) => hour)).toEqual([0])
    expect([found.hoursOutside, found.idle.hoursOutside]).toEqual([0, 5])
    expect([found.accounts.residual, found.idle.cost]).toEqual([0n, 0])
  })
})

const SIZES: ReserveSizes = {
  hours: 24,
  within: 1,
  prices: [0.3],
  breaks: { fall: 0.1, within: 4, back: 8 },
  dies: { fall: 0.6, within: 24 },
  run: { share: 0.5, within: 24 },
  oracle: { late: 1, wrong: 0.03, order: 0.01 },
  band: 0.01,
}

describe('the catalogue', () => {
  it('has nothing at all first, every shock alone, and each fall with a run and with a late oracle', () => {
    const assets = [
      { id: 'X', isPegged: true },
      { id: 'Z', isPegged: false },
    ]
    const all = reserveScenarios(assets, SIZES).map(({ id }) => id)
    expect(all).toEqual([
      'nothing',
      'breaks-X',
      'dies-X',
      'price-Z-30',
      'price-Z+30',
      'run',
      'late',
      'wrong-X+',
      'wrong-X-',
      'wrong-Z+',
      'wrong-Z-',
      'run+dies-X',
      'late+dies-X',
      'run+price-Z-30',
      'late+price-Z-30',
    ])
  })
})

const RUNS = { numRuns: 2000, seed: 12 }
const hundredth = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 100)
const hour = fc.integer({ min: 0, max: 3 })
const shocks: fc.Arbitrary<ReserveShock> = fc.oneof(
  fc.record({
    kind: fc.constant('price' as const),
    asset: fc.constant('Z'),
    move: hundredth(-99, 300),
    within: hour,
  }),
  fc.record({
    kind: fc.constant('peg' as const),
    asset: fc.constantFrom('X', 'Y'),
    fall: hundredth(0, 99),
    within: hour,
    back: fc.option(hour),
  }),
  fc.record({ kind: fc.constant('run' as const), share: hundredth(0, 100), within: hour }),
  fc.record({ kind: fc.constant('late' as const), hours: hour }),
  fc.record({
    kind: fc.constant('wrong' as const),
    asset: fc.constantFrom('X', 'Y', 'Z'),
    by: hundredth(-50, 50),
  }),
)

describe('the laws of a stress', () => {
  it('explains every dollar and every coin, to the last unit', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(shocks, shocks, fc.constantFrom(0, 100, 5000), (one, other, order) => {
        const tried = together(scenario(one), scenario(other))
        const { accounts, run: leaving, taken } = run(bookWith({ hours: 3, order }), tried)
        expect([accounts.residual, accounts.coins, accounts.end - accounts.start - accounts.gains]).toEqual([
          0n,
          0n,
          0n,
        ])
        expect(taken).toBeGreaterThanOrEqual(0)
        if (leaving !== null) expect(leaving.waiting >= 0n && leaving.waiting <= leaving.wanted).toBe(true)
      }),
      RUNS,
    )
  })

  it('of size zero is the run without it', { timeout: 60_000 }, () => {
    const none = fc.constantFrom<ReserveShock>(
      { kind: 'price', asset: 'Z', move: 0, within: 1 },
      { kind: 'peg', asset: 'X', fall: 0, within: 1, back: 2 },
      { kind: 'run', share: 0, within: 2 },
      { kind: 'late', hours: 0 },
      { kind: 'wrong', asset: 'Y', by: 0 },
    )
    fc.assert(
      fc.property(none, shocks, (zero, shock) => {
        const book = bookWith({ hours: 3, order: 100 })
        const { run: _, ...tried } = run(book, scenario(zero, ...(shock.kind === 'run' ? [] : [shock])))
        const { run: __, ...bare } = run(book, scenario(...(shock.kind === 'run' ? [] : [shock])))
        expect(tried).toEqual(bare)
      }),
      RUNS,
    )
  })
})
