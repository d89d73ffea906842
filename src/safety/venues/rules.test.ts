import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, mode, NOON, policy, TERMS, taken, type World } from '../../../test/arbitraries/venues.ts'
import type { PlanClass } from '../../portfolio/plan.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { PerpPosition, VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import * as Worth from '../../portfolio/venues/worth.ts'
import { fraction, perYear, quantity, quote, usd } from '../../units/estimate.ts'
import { hours, plus, seconds } from '../../units/time.ts'
import { cap } from './cap.ts'
import { conservation } from './conservation.ts'
import { delta } from './delta.ts'
import type { VenuesExamined } from './examined.ts'
import { exposure } from './exposure.ts'
import { freshness } from './freshness.ts'
import { grid } from './grid.ts'
import { health } from './health.ts'
import { margin } from './margin.ts'
import { faults, price } from './price.ts'
import { RULES } from './rules.ts'
import { size } from './size.ts'
import { slippage } from './slippage.ts'
import { whitelist } from './whitelist.ts'

/** A step as safety sees it: what it does to a book, at the end of its stage, in a plan that nothing presses for. */
function examined(
  step: VenuesStep,
  { state = BOOK, market = MARKET, ...change }: World & Partial<VenuesExamined> = {},
): VenuesExamined {
  const { state: after, cost } = taken(step, { state, market })
  return {
    before: state,
    after,
    start: state,
    step,
    cost,
    endsStage: true,
    now: market.asOf,
    market,
    policy: policy(),
    class: 'TARGET',
    ...change,
  }
}

const codes = (findings: readonly { readonly code: string; readonly severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`)

const limits = (change: Partial<VenuesPolicy['limits']>): VenuesPolicy => ({
  ...policy(),
  limits: { ...policy().limits, ...change },
})

const send = (usdt: number, to: 'BINANCE' | 'BYBIT' = 'BYBIT'): VenuesStep => ({
  kind: 'venues.transfer',
  from: 'WALLET',
  to,
  network: 'ethereum',
  asset: 'USDT',
  size: quantity(usdt),
  flight: 'plan#0',
})

const withdrawal: VenuesStep = { kind: 'venues.withdraw', account: 'main', asset: 'weETH', size: quantity(2) }
const repayment: VenuesStep = { kind: 'venues.repay', account: 'main', asset: 'WETH', size: quantity(10) }
const wrap: VenuesStep = { kind: 'venues.wrap', from: 'ETH', size: quantity(1) }

test('every rule is asked, and of a plain move none has anything to say', () => {
  const rules = [freshness, price, whitelist, size, grid, cap, exposure, health, margin, delta, slippage, conservation]
  expect(new Set(RULES)).toEqual(new Set(rules))
  expect(RULES).toHaveLength(rules.length)
  const hedged: VenuesState = {
    ...BOOK,
    exchanges: BOOK.exchanges.map((account) => ({ ...account, perps: [], trading: holdings({ USDT: 100_000 }) })),
    wallet: holdings({ USDT: 100_000, ETH: 1 }),
    loans: BOOK.loans.map((loan) => ({ ...loan, supplied: holdings({ USDT: 1000 }), borrowed: holdings({}) })),
  }
  for (const rule of RULES) expect(rule(examined(send(10_000), { state: hedged }))).toEqual([])
})

describe('whitelist', () => {
  test('only listed places are sent to', () => {
    expect(whitelist(examined(send(10_000)))).toEqual([])
    const strict = limits({ destinations: ['WALLET', 'BINANCE'] })
    const [finding] = whitelist(examined(send(10_000), { policy: strict }))
    expect(finding).toMatchObject({
      code: 'DESTINATION_NOT_LISTED',
      severity: 'block',
      facts: { destination: 'BYBIT', listed: 'WALLET BINANCE' },
    })
    expect(whitelist(examined(wrap, { policy: strict }))).toEqual([])
  })
})

describe('size', () => {
  const at = (value: number, planClass: PlanClass = 'TARGET') =>
    codes(size(examined(send(value), { class: planClass })))

  test('the bounds are inclusive', () => {
    expect(at(5000)).toEqual([])
    expect(at(100_000)).toEqual([])
    expect(at(4990)).toEqual(['block TRANSFER_TOO_SMALL'])
    const rich = { ...BOOK, wallet: holdings({ USDT: 1e6, ETH: 1 }) }
    expect(size(examined(send(100_200), { state: rich }))).toEqual([
      expect.objectContaining({ code: 'TRANSFER_TOO_LARGE', facts: { value: 100_200, least: 5000, most: 100_000 } }),
    ])
  })

  test('a transfer may fall short of its limit by a tick or a fee', () => {
    expect(at(4996)).toEqual([])
    expect(at(4994)).toEqual(['block TRANSFER_TOO_SMALL'])
  })

  test('what is needed for safety may be smaller, and no larger', () => {
    expect(at(1000, 'SAFETY')).toEqual([])
    expect(at(990, 'SAFETY')).toEqual(['block TRANSFER_TOO_SMALL'])
    expect(at(1000, 'OPPORTUNISTIC')).toEqual(['block TRANSFER_TOO_SMALL'])
    const lax = limits({ emergencyMin: usd(20_000) })
    expect(size(examined(send(5000), { class: 'SAFETY', policy: lax }))).toEqual([])
    const rich = { ...BOOK, wallet: holdings({ USDT: 1e6, ETH: 1 }) }
    expect(codes(size(examined(send(150_000), { state: rich, class: 'SAFETY' })))).toEqual(['block TRANSFER_TOO_LARGE'])
  })

  test('in an emergency even less, since a small sum may be all that mends it', () => {
    const loans = [{ id: 'main', eMode: 1, supplied: holdings({}), borrowed: holdings({ WETH: 1 }) }]
    const owing = (planClass: PlanClass, value = 200) =>
      codes(size(examined(send(value), { state: { ...BOOK, loans }, class: planClass })))
    expect(owing('SAFETY')).toEqual([])
    expect(owing('TARGET')).toEqual(['block TRANSFER_TOO_SMALL'])
    expect(at(200, 'SAFETY')).toEqual(['block TRANSFER_TOO_SMALL'])
  })

  test('a value that cannot be known is too large', () => {
    const it = examined(send(10_000))
    const after = { ...it.after, sent: it.after.sent.map((sent) => ({ ...sent, value: usd(Number.NaN) })) }
    expect(codes(size({ ...it, after }))).toEqual(['block TRANSFER_TOO_LARGE'])
  })

  test('says nothing of other steps, nor of a transfer that sent nothing', () => {
    expect(size(examined(wrap))).toEqual([])
    const it = examined(send(10_000))
    expect(size({ ...it, after: it.before })).toEqual([])
    const before = { ...BOOK, sent: it.after.sent }
    expect(size({ ...it, before, after: before })).toEqual([])
  })
})

describe('caps', () => {
  const sent = (...ago: readonly (readonly [number, number])[]): VenuesState => ({
    ...BOOK,
    sent: ago.map(([back, value]) => ({ at: plus(NOON, seconds(-back)), to: 'OKX', value: usd(value) })),
  })

  test('an hour counts what was sent within it, this transfer included', () => {
    expect(cap(examined(send(10_000), { state: sent([3599, 240_000]) }))).toEqual([])
    expect(cap(examined(send(10_001), { state: sent([3599, 240_000]) }))).toEqual([
      expect.objectContaining({ code: 'CAP_PER_HOUR', severity: 'block', facts: { sent: 250_001, most: 250_000 } }),
    ])
    expect(cap(examined(send(10_001), { state: sent([3600, 240_000]) }))).toEqual([])
  })

  test('a day counts what was sent within it', () => {
    const busy = (back: number) => sent([back, 790_000], [hours(2), 200_000])
    expect(cap(examined(send(10_000), { state: busy(hours(24) - 1) }))).toEqual([])
    expect(codes(cap(examined(send(10_001), { state: busy(hours(24) - 1) })))).toEqual(['block CAP_PER_DAY'])
    expect(cap(examined(send(10_001), { state: busy(hours(24)) }))).toEqual([])
  })

  test('a record older than a day is not counted, should it still be there', () => {
    const it = examined(send(10_000))
    const old = { at: plus(NOON, seconds(-hours(24))), to: 'OKX' as const, value: usd(1e9) }
    expect(cap({ ...it, after: { ...it.after, sent: [old, ...it.after.sent] } })).toEqual([])
  })

  test('both can be over at once, also for safety', () => {
    const state = sent([hours(2), 800_000], [60, 249_000])
    const findings = cap(examined(send(5000), { state, class: 'SAFETY' }))
    expect(codes(findings)).toEqual(['block CAP_PER_HOUR', 'block CAP_PER_DAY'])
    expect(findings[0]?.lift).toContain('250,000 USD')
  })

  test('what sends nothing is never over', () => {
    const state = sent([60, 2e6])
    expect(cap(examined(wrap, { state }))).toEqual([])
    const it = examined(send(10_000), { state })
    expect(cap({ ...it, after: it.before })).toEqual([])
  })
})

describe('exposure', () => {
  // Worth of BYBIT is 10 000 and 3000 are on their way there; the whole book is worth about 293 000.
  const total = Worth.netAssets(BOOK, MARKET)
  const most = (part: number) => limits({ exposureMax: fraction(part) })

  test('counts what stands there, what is on its way and what is sent now', () => {
    expect(exposure(examined(send(10_000), { policy: most(23_001 / total) }))).toEqual([])
    expect(exposure(examined(send(10_000), { policy: most(22_999 / total) }))).toEqual([
      expect.objectContaining({ code: 'EXPOSURE_TOO_HIGH', severity: 'block' }),
    ])
  })

  test('counts unrealised gains', () => {
    // BINANCE: 5000 + 4000 in ETH, 20 000 + 2000 in ETH, and 2000 gained.
    expect(exposure(examined(send(10_000, 'BINANCE'), { policy: most(43_001 / total) }))).toEqual([])
    expect(codes(exposure(examined(send(10_000, 'BINANCE'), { policy: most(42_990 / total) })))).toEqual([
      'block EXPOSURE_TOO_HIGH',
    ])
  })

  test('lets a share through that does not grow, and does not ask of the wallet', () => {
    const it = examined(send(10_000), { policy: most(0) })
    expect(exposure({ ...it, after: it.before })).toEqual([])
    const home: VenuesStep = { ...send(1000), from: 'BINANCE', to: 'WALLET' } as VenuesStep
    expect(exposure(examined(home, { policy: most(0) }))).toEqual([])
    expect(exposure(examined(wrap, { policy: most(0) }))).toEqual([])
  })

  test('an exchange that is not in the book holds nothing but what flies there', () => {
    const it = examined(send(10_000))
    const step: VenuesStep = { ...send(10_000), to: 'OKX' } as VenuesStep
    expect(exposure({ ...it, step, policy: most(0.001) })).toEqual([])
  })

  test('a worth that cannot be known blocks', () => {
    const market = { ...MARKET, price: { ...MARKET.price, stETH: quote(Number.NaN) } }
    expect(codes(exposure(examined(send(10_000), { market })))).toEqual(['block EXPOSURE_TOO_HIGH'])
  })
})

describe('health', () => {
  test('no step below the warning level', () => {
    // Health 1.1776 now; 223 125 − 2 · 2100 carries 1.1554, − 3 · 2100 carries 1.1443.
    expect(health(examined(withdrawal))).toEqual([])
    const [finding] = health(examined({ ...withdrawal, size: quantity(3) }))
    expect(finding).toMatchObject({
      code: 'HEALTH_TOO_LOW',
      severity: 'block',
      facts: {
        health: expect.closeTo((216_825 * 0.95) / 180_000, 9),
        before: expect.closeTo((223_125 * 0.95) / 180_000, 9),
        warning: 1.15,
      },
    })
  })

  test('exactly at the warning is not below it', () => {
    const level = (warning: number) => ({
      ...policy(),
      bounds: { ...policy().bounds, health: { ...policy().bounds.health, warning } },
    })
    const after = (216_825 * 0.95) / 180_000
    expect(health(examined({ ...withdrawal, size: quantity(3) }, { policy: level(after - 1e-12) }))).toEqual([])
    expect(health(examined({ ...withdrawal, size: quantity(3) }, { policy: level(after + 1e-9) }))).toHaveLength(1)
  })

  test('an account that is low may be mended in part, and not worsened at all', () => {
    const low = {
      ...BOOK,
      loans: BOOK.loans.map((loan) => ({ ...loan, borrowed: holdings({ WETH: loan.id === 'main' ? 79 : 0 }) })),
    }
    expect(health(examined({ ...repayment, size: quantity(0.1) }, { state: low }))).toEqual([])
    expect(codes(health(examined({ ...withdrawal, size: quantity(0.001) }, { state: low })))).toEqual([
      'block HEALTH_TOO_LOW',
    ])
  })

  test('looks at accounts that changed, and at new ones as if they had owed nothing', () => {
    expect(health(examined(wrap))).toEqual([])
    const it = examined(withdrawal)
    const [main] = BOOK.loans
    const deep = main === undefined ? [] : [{ ...main, borrowed: holdings({ WETH: 80 }) }]
    const [fresh] = health({ ...it, before: { ...it.before, loans: [] }, after: { ...it.after, loans: deep } })
    expect(fresh).toMatchObject({ code: 'HEALTH_TOO_LOW', facts: { warning: 1.15 } })
    expect(fresh?.facts).not.toHaveProperty('before')
    expect(health({ ...it, after: { ...it.after, loans: [] } })).toEqual([])
  })

  test('a health that cannot be known blocks', () => {
    const it = examined(repayment)
    const market = { ...MARKET, price: { ...MARKET.price, weETH: quote(Number.NaN) } }
    expect(codes(health({ ...it, market }))).toEqual(['block HEALTH_TOO_LOW'])
  })
})

describe('margin', () => {
  const short = (usdt: number, ...perps: readonly PerpPosition[]): VenuesState => ({
    ...BOOK,
    exchanges: BOOK.exchanges.map((account) =>
      account.place === 'BINANCE' ? { ...account, trading: holdings({ USDT: usdt }), perps } : account,
    ),
  })
  const perp = (size: number): PerpPosition => ({ contract: 'ETHUSDT', quantity: quantity(size), entry: 2000 })
  const take = (usdt: number): VenuesStep => ({
    kind: 'venues.internalTransfer',
    place: 'BINANCE',
    asset: 'USDT',
    from: 'trading',
    size: quantity(usdt),
  })
  const loose = { ...policy(), bounds: { ...policy().bounds, distance: { ...policy().bounds.distance, warning: 0 } } }

  test('a position below the least notional measures no margin', () => {
    const state = short(10, perp(-0.009))
    expect(margin(examined(take(8), { state, policy: loose }))).toEqual([])
    expect(margin(examined(take(8), { state: short(10, perp(-0.01)), policy: loose }))).toHaveLength(1)
  })

  test('no step below the warning ratio; exactly at it is not below', () => {
    // 40 000 of notional: 0.2 of it is 8000.
    const state = short(20_000, perp(-20))
    expect(margin(examined(take(12_000), { state, policy: loose }))).toEqual([])
    const [finding] = margin(examined(take(12_001), { state, policy: loose }))
    expect(finding).toMatchObject({
      code: 'MARGIN_TOO_LOW',
      severity: 'block',
      facts: { equityRatio: 7999 / 40_000, before: 0.5, warning: 0.2 },
    })
  })

  test('nor nearer to liquidation than the worst hours on record, even at a good ratio', () => {
    // Ratio 0.2, maintenance 0.4 % and 1.25 % of clearance: (0.2 − 0.0165) ÷ 1.0165 = 18.05 %.
    const state = short(20_000, perp(-20))
    expect(margin(examined(take(12_000), { state }))).toEqual([])
    const strict = {
      ...policy(),
      bounds: { ...policy().bounds, distance: { ...policy().bounds.distance, warning: 0.19 } },
    }
    expect(margin(examined(take(12_000), { state, policy: strict }))[0]?.facts['distance']).toBeCloseTo(
      0.1835 / 1.0165,
      4,
    )
  })

  test('an account that is low may be mended in part, and not worsened', () => {
    const state = short(5000, perp(-20))
    const close: VenuesStep = { kind: 'venues.closePerp', place: 'BINANCE', contract: 'ETHUSDT', quantity: quantity(1) }
    const put: VenuesStep = { ...take(1), from: 'funding' } as VenuesStep
    expect(margin(examined(close, { state }))).toEqual([])
    expect(margin(examined(put, { state }))).toEqual([])
    expect(codes(margin(examined(take(1), { state })))).toEqual(['block MARGIN_TOO_LOW'])
  })

  test('a first position is measured against none', () => {
    const open: VenuesStep = {
      kind: 'venues.openPerp',
      place: 'BYBIT',
      contract: 'ETHUSDT',
      side: 'short',
      quantity: quantity(30),
    }
    const isFirst = expect.objectContaining({
      code: 'MARGIN_TOO_LOW',
      facts: expect.not.objectContaining({ before: expect.anything() }),
    })
    expect(margin(examined(open))[0]).toEqual(isFirst)
    expect(margin(examined({ ...open, quantity: quantity(10) }))).toEqual([])
    const it = examined(open)
    expect(margin({ ...it, before: { ...it.before, exchanges: [] } })[0]).toEqual(isFirst)
    expect(margin({ ...it, after: { ...it.after, exchanges: [] } })).toEqual([])
  })

  test('an account without a position, or untouched, is not looked at', () => {
    expect(margin(examined(wrap, { state: short(1, perp(-20)) }))).toEqual([])
    const sweep: VenuesStep = { ...take(10_000), place: 'BYBIT' } as VenuesStep
    expect(margin(examined(sweep))).toEqual([])
  })

  test('margin that cannot be known blocks', () => {
    const it = examined(take(1), { state: short(20_000, perp(-20)) })
    const { BINANCE } = MARKET.perps
    const perps = {
      ...MARKET.perps,
      BINANCE: { ...BINANCE, ETHUSDT: { mark: Number.NaN, last: 1, funding: perYear(0) } },
    }
    expect(codes(margin({ ...it, market: { ...MARKET, perps } }))).toEqual(['block MARGIN_TOO_LOW'])
  })
})

describe('delta', () => {
  // The book is long far more than it is short, so every step of it starts out of tolerance.
  const even: VenuesState = {
    ...BOOK,
    wallet: holdings({ USDT: 200_000, ETH: 10 }),
    loans: [],
    exchanges: BOOK.exchanges.map((account) => ({
      ...account,
      funding: holdings({}),
      trading: holdings({ USDT: 50_000 }),
      perps:
        account.place === 'BINANCE' ? [{ contract: 'ETHUSDT' as const, quantity: quantity(-10), entry: 2000 }] : [],
    })),
    flights: [],
  }
  const buy = (usdt: number): VenuesStep => ({
    kind: 'venues.swap',
    place: 'WALLET',
    sell: 'USDT',
    buy: 'ETH',
    size: quantity(usdt),
  })

  test('no stage ends beyond the tolerance', () => {
    // 300 000 of net assets and the 20 000 in ETH: 3 % are 9600.
    expect(delta(examined(buy(9000), { state: even }))).toEqual([])
    expect(delta(examined(buy(10_000), { state: even }))).toEqual([
      expect.objectContaining({
        code: 'DELTA_OUT_OF_TOLERANCE',
        severity: 'block',
        facts: { delta: expect.closeTo(9990.4 / 319_990, 4), before: 0, tolerance: 0.03 },
      }),
    ])
  })

  test('within a stage it may: the hedge follows', () => {
    expect(delta(examined(buy(100_000), { state: even, endsStage: false }))).toEqual([])
  })

  test('a book that is off may come nearer, and not go further', () => {
    const off = taken(buy(100_000), { state: even }).state
    const sell: VenuesStep = { kind: 'venues.swap', place: 'WALLET', sell: 'ETH', buy: 'USDT', size: quantity(1) }
    expect(delta(examined(sell, { state: off }))).toEqual([])
    expect(codes(delta(examined(buy(100), { state: off })))).toEqual(['block DELTA_OUT_OF_TOLERANCE'])
    expect(codes(delta(examined(sell, { state: off, start: even })))).toEqual(['block DELTA_OUT_OF_TOLERANCE'])
  })

  test('a mode without a coin has no delta', () => {
    const lending = { ...policy(), mode: mode('pure_lending', 'USDT') }
    expect(delta(examined(buy(100_000), { state: even, policy: lending }))).toEqual([])
  })

  test('a delta that cannot be known blocks', () => {
    const it = examined(buy(100), { state: even })
    const market = { ...MARKET, price: { ...MARKET.price, ETH: quote(Number.NaN) } }
    expect(codes(delta({ ...it, market }))).toEqual(['block DELTA_OUT_OF_TOLERANCE'])
  })
})

describe('slippage', () => {
  const most = (part: number) => limits({ slippageMax: fraction(part) })
  const swap = (change: object): VenuesStep =>
    ({
      kind: 'venues.swap',
      place: 'WALLET',
      sell: 'USDT',
      buy: 'ETH',
      size: quantity(10_000),
      ...change,
    }) as VenuesStep

  test('a swap: 5 bps of 10 000', () => {
    expect(slippage(examined(swap({}), { policy: most(0.00051) }))).toEqual([])
    expect(slippage(examined(swap({}), { policy: most(0.00049) }))).toEqual([
      expect.objectContaining({
        code: 'SLIPPAGE_TOO_HIGH',
        severity: 'block',
        facts: { loss: expect.closeTo(0.0005, 9), most: 0.00049, traded: 10_000 },
      }),
    ])
  })

  test('all of it is what was sold, not what is held', () => {
    const [finding] = slippage(examined(swap({ place: 'BINANCE', size: 'all' }), { policy: most(0) }))
    expect(finding?.facts['traded']).toBeCloseTo(18_000, 9)
    const [other] = slippage(examined(swap({ sell: 'weETH', buy: 'USDT', size: 'all' }), { policy: most(0) }))
    expect(other?.facts['traded']).toBeCloseTo(42_000, 8)
  })

  test('perps and the sale within a deleverage count', () => {
    const open: VenuesStep = {
      kind: 'venues.openPerp',
      place: 'BINANCE',
      contract: 'ETHUSDT',
      side: 'short',
      quantity: quantity(5),
    }
    const close: VenuesStep = { kind: 'venues.closePerp', place: 'BINANCE', contract: 'ETHUSDT', quantity: quantity(5) }
    for (const step of [open, close])
      expect(slippage(examined(step, { policy: most(0) }))[0]?.facts).toMatchObject({
        loss: expect.closeTo(0.0003, 9),
        traded: 10_000,
      })
    const unwind: VenuesStep = { kind: 'venues.deleverage', account: 'main', sell: quantity(10), repay: quantity(9) }
    expect(slippage(examined(unwind))[0]?.facts['traded']).toBe(21_000)
  })

  test('what trades nothing loses nothing, and a gain is no loss', () => {
    expect(slippage(examined(wrap, { policy: most(0) }))).toEqual([])
    const cheap = { ...MARKET, weeth: { ...MARKET.weeth, market: 0.9 } }
    expect(slippage(examined(swap({ buy: 'weETH' }), { market: cheap, policy: most(0) }))).toEqual([])
  })

  test('a loss that cannot be known blocks', () => {
    const it = examined(swap({}))
    expect(codes(slippage({ ...it, cost: { ...it.cost, slippage: usd(Number.NaN) } }))).toEqual([
      'block SLIPPAGE_TOO_HIGH',
    ])
  })
})

describe('freshness', () => {
  const off = { ...MARKET, price: { ...MARKET.price, USDT: quote(0.994) } }
  const dear = { ...MARKET, gas: 101 }

  test('routine waits, safety is told', () => {
    for (const [planClass, severity] of [
      ['TARGET', 'block'],
      ['OPPORTUNISTIC', 'block'],
      ['SAFETY', 'warn'],
    ] as const) {
      expect(codes(freshness(examined(wrap, { market: off, class: planClass })))).toEqual([`${severity} USDT_OFF_PEG`])
      expect(codes(freshness(examined(wrap, { market: dear, class: planClass })))).toEqual([`${severity} GAS_TOO_DEAR`])
      const late = examined(wrap, { now: plus(NOON, seconds(61)), class: planClass })
      expect(codes(freshness(late))).toEqual([`${severity} DATA_STALE`])
    }
  })

  test('what owes less or backs more goes on without fresh data', () => {
    const late = { now: plus(NOON, seconds(61)), class: 'TARGET' } as const
    const size = quantity(1)
    const all: readonly VenuesStep[] = [
      { kind: 'venues.supply', account: 'main', asset: 'WETH', size },
      { kind: 'venues.repay', account: 'main', asset: 'WETH', size },
      { kind: 'venues.deleverage', account: 'main', sell: quantity(1.01), repay: size },
      { kind: 'venues.closePerp', place: 'BINANCE', contract: 'ETHUSDT', quantity: size },
      { kind: 'venues.internalTransfer', place: 'BINANCE', asset: 'USDT', from: 'funding', size },
    ]
    for (const step of all) expect(codes(freshness(examined(step, late)))).toEqual(['warn DATA_STALE'])
  })

  test('every level is inclusive', () => {
    // 1.005 − 1 is 0.00499…: a level that no price can meet exactly is met from within.
    const pegged = { ...MARKET, price: { ...MARKET.price, USDT: quote(1.005) } }
    expect(freshness(examined(wrap, { market: pegged }))).toEqual([])
    expect(freshness(examined(wrap, { market: { ...MARKET, gas: 100 } }))).toEqual([])
    expect(freshness(examined(wrap, { now: plus(NOON, seconds(60)) }))).toEqual([])
  })

  test('above its peg is off it too', () => {
    const high = { ...MARKET, price: { ...MARKET.price, USDT: quote(1.006) } }
    expect(freshness(examined(wrap, { market: high }))[0]?.facts).toEqual({ usdtUsd: 1.006, tolerance: 0.005 })
  })

  test('gas matters to what is on chain, and age to all but the credit of what landed', () => {
    const trade: VenuesStep = { kind: 'venues.closePerp', place: 'BINANCE', contract: 'ETHUSDT', quantity: quantity(1) }
    expect(freshness(examined(trade, { market: dear }))).toEqual([])
    const credit: VenuesStep = { kind: 'venues.deposit', flight: 'old#0' }
    expect(freshness(examined(credit, { now: plus(NOON, hours(5)) }))).toEqual([])
  })

  test('everything that is wrong is said at once', () => {
    const worst = { ...off, gas: 101 }
    expect(freshness(examined(wrap, { market: worst, now: plus(NOON, hours(1)) }))).toHaveLength(3)
  })
})

describe('conservation', () => {
  test('passes what costs what it says, and blocks a cent that went elsewhere', () => {
    const it = examined(send(10_000))
    expect(conservation(it)).toEqual([])
    const wallet = holdings({ ...it.after.wallet, USDT: it.after.wallet.USDT - 0.01 })
    expect(conservation({ ...it, after: { ...it.after, wallet } })).toEqual([
      expect.objectContaining({
        code: 'NOT_CONSERVED',
        severity: 'block',
        facts: { lost: expect.closeTo(1.31, 6), stated: expect.closeTo(1.3, 9) },
      }),
    ])
    const more = holdings({ ...it.after.wallet, USDT: it.after.wallet.USDT + 0.01 })
    expect(conservation({ ...it, after: { ...it.after, wallet: more } })).toHaveLength(1)
  })

  test('income foregone is not paid, and what cannot be known is not conserved', () => {
    const it = examined(send(10_000))
    expect(conservation({ ...it, cost: { ...it.cost, carry: usd(500) } })).toEqual([])
    expect(conservation({ ...it, cost: { ...it.cost, fee: usd(Number.NaN) } })).toHaveLength(1)
  })

  test('a book of nothing is measured in dollars', () => {
    const none = { ...BOOK, wallet: holdings({}), loans: [], exchanges: [], flights: [] }
    const it = examined(wrap)
    const free = { ...it.cost, gas: usd(0) }
    expect(conservation({ ...it, before: none, after: none, cost: free })).toEqual([])
    expect(conservation({ ...it, before: none, after: none, cost: { ...free, gas: usd(1e-8) } })).toHaveLength(1)
  })
})

describe('grid', () => {
  const order = (coins: number, kind: 'venues.openPerp' | 'venues.closePerp' = 'venues.openPerp'): VenuesStep =>
    kind === 'venues.openPerp'
      ? { kind, place: 'BINANCE', contract: 'ETHUSDT', side: 'short', quantity: quantity(coins) }
      : { kind, place: 'BINANCE', contract: 'ETHUSDT', quantity: quantity(coins) }
  /** A step as if the venue had taken it, so that the rule alone answers for its size. */
  const asIf = (step: VenuesStep, terms: Partial<typeof TERMS.exchanges.BINANCE> = {}) => {
    const exchanges = { ...TERMS.exchanges, BINANCE: { ...TERMS.exchanges.BINANCE, ...terms } }
    return { ...examined(wrap), step, market: { ...MARKET, terms: { ...TERMS, exchanges } } }
  }
  const odd = quantity(7.5070683084)

  test.each([
    order(7.5070683084),
    order(7.5070683084, 'venues.closePerp'),
    { kind: 'venues.swap', place: 'BINANCE', sell: 'ETH', buy: 'USDT', size: odd },
    { kind: 'venues.swap', place: 'WALLET', sell: 'ETH', buy: 'USDT', size: odd },
    { kind: 'venues.swap', place: 'BINANCE', sell: 'USDT', buy: 'BTC', size: odd },
    {
      kind: 'venues.transfer',
      from: 'BINANCE',
      to: 'WALLET',
      network: 'ethereum',
      asset: 'USDT',
      size: odd,
      flight: '',
    },
    { kind: 'venues.transfer', from: 'BINANCE', to: 'WALLET', network: 'none', asset: 'USDT', size: odd, flight: '' },
    {
      kind: 'venues.transfer',
      from: 'WALLET',
      to: 'BINANCE',
      network: 'ethereum',
      asset: 'ETH',
      size: odd,
      flight: '',
    },
    { kind: 'venues.supply', account: 'main', asset: 'weETH', size: odd },
    { kind: 'venues.internalTransfer', place: 'BINANCE', asset: 'USDT', from: 'funding', size: odd },
    { kind: 'venues.unstake', route: 'instant', size: odd, flight: '' },
    { kind: 'venues.wrap', from: 'ETH', size: odd },
    { kind: 'venues.leverage', account: 'main', equity: quantity(1), borrow: odd },
    { kind: 'venues.leverage', account: 'main', equity: odd, borrow: quantity(1) },
    { kind: 'venues.deleverage', account: 'main', sell: odd, repay: quantity(1) },
    { kind: 'venues.deleverage', account: 'main', sell: quantity(1), repay: odd },
  ] as readonly VenuesStep[])('blocks a size that is no multiple: %j', (step) => {
    const found = grid(asIf(step)).map(({ code, severity }) => [code, severity])
    expect(found).toContainEqual(['SIZE_OFF_GRID', 'block'])
  })

  test('names the neighbours', () => {
    expect(grid(asIf(order(7.5070683084)))[0]?.facts).toEqual({
      size: 7.5070683084,
      lot: 0.001,
      below: 7.507,
      above: 7.508,
    })
  })

  test('has nothing to say of sizes on the grid, of all, and of steps without a size', () => {
    for (const step of [
      order(7.507),
      { kind: 'venues.wrap', from: 'ETH', size: 'all' },
      { kind: 'venues.leverage', account: 'main', equity: quantity(0), borrow: quantity(1) },
      { kind: 'venues.setEMode', account: 'main', category: 0 },
      { kind: 'venues.deposit', flight: '' },
      { kind: 'venues.swap', place: 'WALLET', sell: 'ETH', buy: 'USDT', size: quantity(1e-9) },
    ] as readonly VenuesStep[])
      expect([step.kind, grid(asIf(step))]).toEqual([step.kind, []])
  })

  test('blocks an order below the least notional, unless it only reduces and the exchange takes that', () => {
    const codes = (step: VenuesStep, terms = {}) => grid(asIf(step, terms)).map(({ code }) => code)
    expect(codes(order(0.009))).toEqual(['SIZE_BELOW_LEAST'])
    expect(codes(order(0.01))).toEqual([])
    expect(codes(order(0.009, 'venues.closePerp'))).toEqual([])
    expect(codes(order(0.009, 'venues.closePerp'), { closesBelowLeast: false })).toEqual(['SIZE_BELOW_LEAST'])
    const sell = (size: number): VenuesStep => ({
      kind: 'venues.swap',
      place: 'BINANCE',
      sell: 'ETH',
      buy: 'USDT',
      size: quantity(size),
    })
    expect(codes(sell(0.002))).toEqual(['SIZE_BELOW_LEAST'])
    expect(codes(sell(0.003))).toEqual([])
  })
})

describe('price', () => {
  const unknown = [
    { figure: 'mark of ETHUSDT at BYBIT', value: Number.NaN, place: 'BYBIT' as const, asset: null, isGas: false },
  ]
  const market = { ...MARKET, unknown }

  test('blocks a step that goes by a figure that nobody knows, and no other', () => {
    // Planted: the step was taken on a market that knew the figure, and is examined on one that does not.
    expect(price({ ...examined(send(10_000)), market })).toMatchObject([
      { code: 'PRICE_UNKNOWN', severity: 'block', facts: { figure: 'mark of ETHUSDT at BYBIT', found: 'NaN' } },
    ])
    expect(price({ ...examined(send(10_000, 'BINANCE')), market })).toEqual([])
    expect(price(examined(send(10_000)))).toEqual([])
  })

  test('each figure that nobody knows is a fault of data', () => {
    expect(faults(market)).toMatchObject([{ code: 'DATA_FAULT', severity: 'warn', facts: { found: 'NaN' } }])
    expect(faults(MARKET)).toEqual([])
  })
})
