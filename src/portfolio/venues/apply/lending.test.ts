import { expect, test } from 'vitest'
import { BOOK, MARKET, near, refused, TERMS, taken, withReserve } from '../../../../test/arbitraries/venues.ts'
import { fraction, quantity, quote } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { holdings } from '../asset.ts'
import * as Loan from '../loan.ts'
import type { VenuesState } from '../state.ts'
import type { VenuesStep } from '../step.ts'
import type { LendingAsset } from '../terms.ts'

type Kind = 'venues.supply' | 'venues.withdraw' | 'venues.borrow' | 'venues.repay'

const lend = (kind: Kind, asset: LendingAsset, size: number | 'all'): VenuesStep => ({
  kind,
  account: 'main',
  asset,
  size: size === 'all' ? 'all' : quantity(size),
})

const at = (account: string, step: VenuesStep): VenuesStep => ({ ...step, account }) as VenuesStep

const mode = (category: number, account = 'main'): VenuesStep => ({ kind: 'venues.setEMode', account, category })

const withLoan = (change: Partial<VenuesState['loans'][number]>): VenuesState => ({
  ...BOOK,
  loans: BOOK.loans.map((loan) => (loan.id === 'main' ? { ...loan, ...change } : loan)),
})

// Gas: 10 gwei times the units of each action. Scaled tokens: supplied weETH ÷ 1.0625, owed WETH ÷ 1.25, supplied USDT ÷ 1.25.
test.each([
  [
    lend('venues.supply', 'weETH', 10.625),
    { 'wallet.weETH': -10.625, 'main.supplied.weETH': 10, 'wallet.ETH': -0.0026 },
    5.2,
  ],
  [
    lend('venues.withdraw', 'weETH', 1.0625),
    { 'wallet.weETH': 1.0625, 'main.supplied.weETH': -1, 'wallet.ETH': -0.0028 },
    5.6,
  ],
  [lend('venues.borrow', 'WETH', 5), { 'wallet.WETH': 5, 'main.borrowed.WETH': 4, 'wallet.ETH': -0.003 }, 6],
  [lend('venues.repay', 'WETH', 25), { 'wallet.WETH': -25, 'main.borrowed.WETH': -20, 'wallet.ETH': -0.0024 }, 4.8],
  [
    at('cash', lend('venues.withdraw', 'USDT', 'all')),
    { 'wallet.USDT': 50_000, 'cash.supplied.USDT': -40_000, 'wallet.ETH': -0.0028 },
    5.6,
  ],
  [
    at('cash', lend('venues.borrow', 'USDT', 3000)),
    { 'wallet.USDT': 3000, 'cash.borrowed.USDT': 2000, 'wallet.ETH': -0.003 },
    6,
  ],
  [mode(26), { 'main.eMode': 25, 'wallet.ETH': -0.0017 }, 3.4],
] as const)('%o', (step, expected, gas) => {
  const { changes, cost, times } = taken(step)
  expect(changes).toEqual(near(expected))
  expect(cost).toEqual({ gas: expect.closeTo(gas, 9), fee: 0, slippage: 0, carry: 0 })
  expect(times).toEqual(TERMS.times.chain)
})

test('postings name the account, and gas is a cost', () => {
  expect(taken(lend('venues.supply', 'weETH', 10)).postings).toEqual([
    { account: 'WALLET', asset: 'weETH', quantity: -10 },
    { account: 'AAVE:main', asset: 'weETH', quantity: 10 },
    { account: 'WALLET', asset: 'ETH', quantity: expect.closeTo(-0.0026, 12) },
    { account: 'COST:gas', asset: 'ETH', quantity: expect.closeTo(0.0026, 12) },
  ])
})

test('a repayment larger than the debt pays the debt to the last unit', () => {
  const rich = { ...BOOK, wallet: holdings({ ETH: 1, WETH: 200 }) }
  for (const size of [90, 150, 'all'] as const) {
    const { state, changes } = taken(lend('venues.repay', 'WETH', size), { state: rich })
    expect(state.loans[0]?.borrowed.WETH).toBe(0)
    expect(changes['wallet.WETH']).toBe(-90)
  }
})

test('all that can be repaid is what the wallet has', () => {
  const { changes } = taken(lend('venues.repay', 'WETH', 'all'))
  expect(changes).toEqual(near({ 'wallet.WETH': -50, 'main.borrowed.WETH': -40, 'wallet.ETH': -0.0024 }))
})

test('a borrow of all stands at its limit and not beyond', () => {
  // 93 % of 223 125 is 207 506.25; 180 000 are owed; at 2000 that leaves 13.753125 WETH.
  const { changes, state } = taken(lend('venues.borrow', 'WETH', 'all'))
  expect(changes['wallet.WETH']).toBeCloseTo(13.753125, 9)
  const [main] = state.loans
  if (main !== undefined) expect(Loan.of(main, MARKET).ltv).toBeCloseTo(0.93, 12)
})

test('a borrow of all is not refused for the last digit', () => {
  // A counterexample of the laws: 258 908.86448013977 owed against a limit of 258 908.86448013975.
  let borrowed = 0
  for (let k = 1; k <= 200; k++) {
    const state = withLoan({ supplied: holdings({ weETH: 10 + k * 0.37 }), borrowed: holdings({ WETH: k * 0.11 }) })
    borrowed += taken(lend('venues.borrow', 'WETH', 'all'), { state }).changes['wallet.WETH'] ?? 0
  }
  expect(borrowed).toBeGreaterThan(0)
})

test('withdrawing everything leaves nothing, not a dust that other collateral would wait for', () => {
  for (let k = 1; k <= 200; k++) {
    const state = withLoan({ supplied: holdings({ weETH: k * 0.37 }), borrowed: holdings({}) })
    const market = {
      ...MARKET,
      reserves: { ...MARKET.reserves, weETH: { ...MARKET.reserves.weETH, liquidityIndex: 1 + k / 997 } },
    }
    expect(taken(lend('venues.withdraw', 'weETH', 'all'), { state, market }).state.loans[0]?.supplied.weETH).toBe(0)
  }
})

test('health exactly 1 may stand after a withdrawal, a hair less may not', () => {
  // 90 WETH owed at 2000 need 180 000 ÷ 0.95 ÷ 2100 weETH; 106.25 are there.
  const most = 106.25 - 180_000 / 0.95 / 2100
  const below = Grid.round(most, 1e-8, 'down')
  expect(taken(lend('venues.withdraw', 'weETH', below)).changes['wallet.weETH']).toBeCloseTo(most, 7)
  const { code, facts } = refused(lend('venues.withdraw', 'weETH', Grid.round(most + 1e-6, 1e-8, 'up')))
  expect(code).toBe('HEALTH_BELOW_ONE')
  expect(facts['health']).toBeCloseTo(1, 6)
})

test('a frozen reserve lets out and takes back, and nothing else', () => {
  const market = withReserve('WETH', { frozen: true })
  expect(refused(lend('venues.supply', 'WETH', 1), { market }).code).toBe('RESERVE_FROZEN')
  expect(refused(lend('venues.borrow', 'WETH', 1), { market }).code).toBe('RESERVE_FROZEN')
  expect(taken(lend('venues.repay', 'WETH', 1), { market }).changes['wallet.WETH']).toBe(-1)
  const state = withLoan({ supplied: holdings({ weETH: 100, WETH: 10 }) })
  expect(taken(lend('venues.withdraw', 'WETH', 1), { market, state }).changes['wallet.WETH']).toBe(1)
})

test('a paused reserve moves nothing', () => {
  const market = withReserve('WETH', { paused: true })
  for (const kind of ['venues.supply', 'venues.withdraw', 'venues.borrow', 'venues.repay'] as const)
    expect(refused(lend(kind, 'WETH', 1), { market }).code).toBe('RESERVE_PAUSED')
})

test.each([
  [at('none', lend('venues.supply', 'USDT', 1)), 'ACCOUNT_UNKNOWN', { name: 'none' }],
  [mode(1, 'none'), 'ACCOUNT_UNKNOWN', { name: 'none' }],
  [mode(99), 'ACCOUNT_UNKNOWN', { name: '99' }],
  [lend('venues.supply', 'weETH', 21), 'BALANCE_SHORT', { wanted: 21, free: 20 }],
  [lend('venues.supply', 'weETH', 0), 'SIZE_NOT_POSITIVE', { size: 0 }],
  [lend('venues.supply', 'weETH', Number.NaN), 'SIZE_NOT_POSITIVE', { size: Number.NaN }],
  [lend('venues.withdraw', 'WETH', 'all'), 'SIZE_NOT_POSITIVE', { size: 0 }],
  [lend('venues.withdraw', 'weETH', 107), 'BALANCE_SHORT', { wanted: 107, free: 106.25 }],
  [lend('venues.borrow', 'USDT', 100), 'NOT_BORROWABLE_IN_EMODE', { asset: 'USDT' }],
  [at('cash', lend('venues.borrow', 'USDT', 40_000)), 'BALANCE_SHORT', { wanted: 40_000, free: 37_500 }],
  [lend('venues.repay', 'WETH', 51), 'BALANCE_SHORT', { wanted: 51, free: 50 }],
  [lend('venues.repay', 'USDT', 1), 'SIZE_NOT_POSITIVE', { size: 0 }],
  [lend('venues.repay', 'USDT', 'all'), 'SIZE_NOT_POSITIVE', { size: 0 }],
] as const)('%o: %s', (step, code, facts) => {
  expect(refused(step)).toMatchObject({ code, facts })
})

test('the caps are inclusive and count what others have', () => {
  const supplied = withReserve('weETH', { supplyCap: 1_000_005 })
  expect(taken(lend('venues.supply', 'weETH', 5), { market: supplied }).changes['wallet.weETH']).toBe(-5)
  expect(refused(lend('venues.supply', 'weETH', 6), { market: supplied })).toMatchObject({
    code: 'SUPPLY_CAP',
    facts: { room: 5 },
  })
  const borrowed = withReserve('WETH', { borrowCap: 900_005 })
  expect(taken(lend('venues.borrow', 'WETH', 5), { market: borrowed }).changes['wallet.WETH']).toBe(5)
  expect(refused(lend('venues.borrow', 'WETH', 6), { market: borrowed })).toMatchObject({
    code: 'BORROW_CAP',
    facts: { room: 5 },
  })
  expect(refused(lend('venues.borrow', 'WETH', 6), { market: withReserve('WETH', { borrowCap: 1 }) }).lift).toBe(
    'Take at most 0.',
  )
  const uncapped = withReserve('weETH', { supplyCap: 0 })
  expect(taken(lend('venues.supply', 'weETH', 20), { market: uncapped }).changes['wallet.weETH']).toBe(-20)
})

test('what borrowers have taken cannot be withdrawn', () => {
  const market = { ...MARKET, reserves: { ...MARKET.reserves, weETH: { ...MARKET.reserves.weETH, available: 3 } } }
  expect(taken(lend('venues.withdraw', 'weETH', 3), { market }).changes['wallet.weETH']).toBe(3)
  expect(refused(lend('venues.withdraw', 'weETH', 4), { market })).toMatchObject({
    code: 'LIQUIDITY_SHORT',
    facts: { wanted: 4, available: 3 },
  })
})

test('outside an eMode an asset must be borrowable as such', () => {
  const market = withReserve('USDT', { borrowingEnabled: false })
  expect(refused(at('cash', lend('venues.borrow', 'USDT', 1)), { market }).code).toBe('BORROWING_DISABLED')
})

test('collateral of LTV 0 leaves first while something is owed', () => {
  const market = withReserve('USDT', { ltv: fraction(0) })
  const supplied = holdings({ weETH: 100, USDT: 1000 })
  const state = withLoan({ supplied })
  expect(refused(lend('venues.withdraw', 'weETH', 1), { market, state }).code).toBe('LTV_ZERO_FIRST')
  expect(taken(lend('venues.withdraw', 'USDT', 1), { market, state }).changes['wallet.USDT']).toBe(1)
  const free = withLoan({ supplied, borrowed: holdings({}) })
  expect(taken(lend('venues.withdraw', 'weETH', 1), { market, state: free }).changes['wallet.weETH']).toBe(1)
})

test('an eMode is entered with debts that it admits, and left where the plain terms still carry them', () => {
  // Without eMode weETH lends 77.5 % and is liquidated at 80 %: 223 125 carries 172 921.875, or 178 500 of debt.
  expect(refused(mode(0)).code).toBe('HEALTH_BELOW_ONE')
  expect(refused(mode(0), { state: withLoan({ borrowed: holdings({ WETH: 70 }) }) })).toMatchObject({
    code: 'LTV_EXCEEDED',
    facts: { debt: 175_000, borrowPower: expect.closeTo(172_921.875, 6) },
  })
  const light = withLoan({ borrowed: holdings({ WETH: 60 }) })
  expect(taken(mode(0), { state: light }).changes['main.eMode']).toBe(-1)
  const mixed = withLoan({ borrowed: holdings({ WETH: 10, USDT: 10 }) })
  expect(refused(mode(26), { state: mixed })).toMatchObject({
    code: 'INVALID_DEBT_IN_EMODE',
    facts: { asset: 'USDT, WETH' },
  })
})

test('an account whose health is unknown is not touched by what could harm it', () => {
  const market = { ...MARKET, price: { ...MARKET.price, weETH: quote(Number.NaN) } }
  expect(refused(lend('venues.withdraw', 'weETH', 1), { market }).code).toBe('HEALTH_BELOW_ONE')
})

test('nothing goes on chain without its gas, and a gas price nobody knows is not paid', () => {
  const poor = { ...BOOK, wallet: holdings({ weETH: 20, ETH: 0.0025 }) }
  expect(refused(lend('venues.supply', 'weETH', 10), { state: poor })).toMatchObject({
    code: 'GAS_SHORT',
    facts: { needed: expect.closeTo(0.0026, 12), held: 0.0025, gasPriceGwei: 10 },
  })
  const exact = { ...BOOK, wallet: holdings({ weETH: 20, ETH: 260_000 * 10 * 1e-9 }) }
  expect(taken(lend('venues.supply', 'weETH', 10), { state: exact }).state.wallet.ETH).toBe(0)
  expect(refused(lend('venues.supply', 'weETH', 10), { market: { ...MARKET, gas: Number.NaN } }).code).toBe('GAS_SHORT')
})

test('dust above a balance is cut off, more is refused', () => {
  expect(taken(lend('venues.supply', 'weETH', 20 * (1 + 5e-10))).state.wallet.weETH).toBe(0)
  expect(refused(lend('venues.supply', 'weETH', 20 * (1 + 3e-9))).code).toBe('BALANCE_SHORT')
  expect(refused(lend('venues.withdraw', 'WETH', 1e-10)).code).toBe('BALANCE_SHORT')
})
