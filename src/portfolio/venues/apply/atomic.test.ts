import { describe, expect, test } from 'vitest'
import { BOOK, MARKET, near, refused, TERMS, taken, withReserve } from '../../../../test/arbitraries/venues.ts'
import { fraction, quantity } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { holdings } from '../asset.ts'
import * as Loan from '../loan.ts'
import type { VenuesMarket } from '../market.ts'
import type { VenuesState } from '../state.ts'
import type { VenuesStep } from '../step.ts'

const leverage = (equity: number | 'all', borrow: number, account = 'main'): VenuesStep => ({
  kind: 'venues.leverage',
  account,
  equity: equity === 'all' ? 'all' : quantity(equity),
  borrow: quantity(borrow),
})

const deleverage = (sell: number, repay: number, account = 'main'): VenuesStep => ({
  kind: 'venues.deleverage',
  account,
  sell: quantity(sell),
  repay: quantity(repay),
})

const withAvailable = (asset: 'WETH' | 'weETH', available: number): VenuesMarket => ({
  ...MARKET,
  reserves: { ...MARKET.reserves, [asset]: { ...MARKET.reserves[asset], available } },
})

const withLoan = (change: Partial<VenuesState['loans'][number]>): VenuesState => ({
  ...BOOK,
  loans: BOOK.loans.map((loan) => (loan.id === 'main' ? { ...loan, ...change } : loan)),
})

describe('leverage', () => {
  test('what is put in and what is borrowed become weETH that is supplied', () => {
    // 52.5 WETH are 50 weETH; 42.5 of them are owed.
    const { changes, cost, times, postings } = taken(leverage(10, 42.5))
    expect(changes).toEqual(
      near({ 'wallet.WETH': -10, 'main.supplied.weETH': 50 / 1.0625, 'main.borrowed.WETH': 34, 'wallet.ETH': -0.0125 }),
    )
    expect(cost).toEqual({ gas: expect.closeTo(25, 9), fee: 0, slippage: 0, carry: 0 })
    expect(times).toEqual(TERMS.times.atomic)
    expect(postings).toContainEqual({ account: 'AAVE:main', asset: 'WETH', quantity: -42.5 })
    expect(postings).toContainEqual({ account: 'AAVE:main', asset: 'weETH', quantity: expect.closeTo(50, 9) })
  })

  test('with nothing put in it only borrows, and with nothing borrowed it only stakes', () => {
    expect(taken(leverage(0, 5)).changes['wallet.WETH']).toBeUndefined()
    expect(taken(leverage('all', 0)).changes['main.borrowed.WETH']).toBeUndefined()
  })

  test.each([
    [leverage(1, 1, 'none'), MARKET, 'ACCOUNT_UNKNOWN'],
    [leverage(51, 1), MARKET, 'BALANCE_SHORT'],
    [leverage(-1, 1), MARKET, 'SIZE_NOT_POSITIVE'],
    [leverage(1, -1), MARKET, 'SIZE_NOT_POSITIVE'],
    [leverage(1, Number.NaN), MARKET, 'SIZE_NOT_POSITIVE'],
    [leverage(1, 1), withReserve('weETH', { paused: true }), 'RESERVE_PAUSED'],
    [leverage(1, 1), withReserve('weETH', { frozen: true }), 'RESERVE_FROZEN'],
    [leverage(1, 1), withReserve('WETH', { paused: true }), 'RESERVE_PAUSED'],
    [leverage(1, 1), withReserve('WETH', { frozen: true }), 'RESERVE_FROZEN'],
    [leverage(1, 1, 'cash'), withReserve('WETH', { borrowingEnabled: false }), 'BORROWING_DISABLED'],
    [leverage(1, 1.1), withAvailable('WETH', 1), 'LIQUIDITY_SHORT'],
    [leverage(1, 1), withReserve('weETH', { supplyCap: 1_000_001 }), 'SUPPLY_CAP'],
    [leverage(1, 1), withReserve('WETH', { borrowCap: 900_000.5 }), 'BORROW_CAP'],
    [leverage(1, 250), MARKET, 'LTV_EXCEEDED'],
    [leverage(1, 4000), MARKET, 'HEALTH_BELOW_ONE'],
  ] as const)('%o in %o: %s', (step, market, code) => {
    // 1 + 250 and 90 owed make LTV 340 ÷ (111.5625 + 251); past 93 % it is refused, past 95 % it could be liquidated.
    expect(refused(step, { market }).code).toBe(code)
  })
})

describe('deleverage', () => {
  // 10.625 weETH are 22 312.5 at the rate: 0.5 % below it, and 20 bps + 4 bps · 12 312.5 ÷ 90 000 of execution.
  const kept = 0.995 * (1 - (0.002 + (0.0004 * 12_312.5) / 90_000))
  const bought = (22_312.5 * kept) / 2000

  test('sells, repays, and leaves what is over as WETH', () => {
    const { changes, cost, times } = taken(deleverage(10.625, 10))
    expect(changes).toEqual(
      near({
        'main.supplied.weETH': -10,
        'main.borrowed.WETH': -8,
        'wallet.WETH': bought - 10 - 0.005,
        'wallet.ETH': -0.0085,
      }),
    )
    expect(cost).toEqual({
      gas: expect.closeTo(17, 9),
      fee: expect.closeTo(10, 9),
      slippage: expect.closeTo(22_312.5 * (1 - kept), 7),
      carry: 0,
    })
    expect(times).toEqual(TERMS.times.atomic)
  })

  test('repays no more than is owed, and then to the last unit', () => {
    const state = withLoan({ borrowed: holdings({ WETH: 4 }) })
    const { changes, state: after } = taken(deleverage(10.625, 90), { state })
    expect(after.loans[0]?.borrowed.WETH).toBe(0)
    expect(changes['wallet.WETH']).toBeCloseTo(bought - 5 * 1.0005, 9)
  })

  test('unwinds a whole loop and leaves no dust of it', () => {
    const { state } = taken(deleverage(106.25, 90))
    const [main] = state.loans
    expect([main?.supplied.weETH, main?.borrowed.WETH]).toEqual([0, 0])
  })

  test('what the sale pays for to the tick is repaid, what is short by more is refused', () => {
    const exact = Grid.round(bought / 1.0005, 1e-8, 'down')
    expect(taken(deleverage(10.625, exact)).changes['wallet.WETH'] ?? 0).toBeCloseTo(0, 7)
    expect(refused(deleverage(10.625, Grid.round(exact + 1e-6, 1e-8, 'up')))).toMatchObject({
      code: 'FLASH_SHORT',
      facts: { proceeds: expect.closeTo(bought, 9), repay: expect.closeTo(exact, 5) },
    })
  })

  test('health rises', () => {
    const { state } = taken(deleverage(10.625, 10))
    const [before] = BOOK.loans
    const [after] = state.loans
    if (before !== undefined && after !== undefined)
      expect(Loan.of(after, MARKET).health).toBeGreaterThan(Loan.of(before, MARKET).health)
  })

  test.each([
    [deleverage(1, 1, 'none'), MARKET, 'ACCOUNT_UNKNOWN'],
    [deleverage(0, 0), MARKET, 'SIZE_NOT_POSITIVE'],
    [deleverage(10, -10), MARKET, 'SIZE_NOT_POSITIVE'],
    [deleverage(10, Number.NaN), MARKET, 'SIZE_NOT_POSITIVE'],
    [deleverage(107, 90), MARKET, 'BALANCE_SHORT'],
    [deleverage(1, 0.5), withReserve('weETH', { paused: true }), 'RESERVE_PAUSED'],
    [deleverage(1, 0.5), withReserve('WETH', { paused: true }), 'RESERVE_PAUSED'],
    [deleverage(2, 1), withAvailable('weETH', 1), 'LIQUIDITY_SHORT'],
    [deleverage(100, 0), MARKET, 'HEALTH_BELOW_ONE'],
  ] as const)('%o in %o: %s', (step, market, code) => {
    expect(refused(step, { market }).code).toBe(code)
  })

  test('collateral of LTV 0 leaves first, unless the whole debt is repaid before it', () => {
    const market = withReserve('USDT', { ltv: fraction(0) })
    const state = withLoan({ supplied: holdings({ weETH: 100, USDT: 1000 }) })
    expect(refused(deleverage(10, 5), { market, state }).code).toBe('LTV_ZERO_FIRST')
    expect(taken(deleverage(100, 90), { market, state }).state.loans[0]?.borrowed.WETH).toBe(0)
  })

  test('it runs while the reserves are frozen, which is when it is needed', () => {
    expect(
      taken(deleverage(10.625, 10), { market: withReserve('weETH', { frozen: true }) }).changes['main.borrowed.WETH'],
    ).toBe(-8)
  })
})
