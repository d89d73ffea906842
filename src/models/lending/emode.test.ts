import { expect, test } from 'vitest'
import { fraction } from '../../units/estimate.ts'
import * as Emode from './emode.ts'

// venue-parameters.json, aave.emodes.1 and aave.reserves.
const eth: Emode.Category = {
  id: 1,
  label: 'ETH-correlated',
  ltv: fraction(0.93),
  liquidationLtv: fraction(0.95),
  bonus: fraction(0.01),
  collateral: ['WETH', 'wstETH', 'weETH'],
  borrowable: ['WETH'],
  ltvZero: ['wstETH'],
  isolated: false,
}
const weeth: Emode.Reserve = {
  asset: 'weETH',
  ltv: fraction(0.775),
  liquidationLtv: fraction(0.8),
  bonus: fraction(0.07),
  borrowingEnabled: false,
  frozen: false,
  paused: false,
  supplyCap: 0,
  borrowCap: 0,
}
const usdt: Emode.Reserve = {
  ...weeth,
  asset: 'USDT',
  ltv: fraction(0.75),
  liquidationLtv: fraction(0.78),
  bonus: fraction(0.045),
  borrowingEnabled: true,
}

test('a member has the terms of the mode, everyone else his own', () => {
  expect(Emode.riskOf(weeth, eth)).toMatchObject({ ltv: 0.93, liquidationLtv: 0.95, bonus: 0.01 })
  expect(Emode.riskOf(weeth, undefined)).toMatchObject({ ltv: 0.775, liquidationLtv: 0.8, bonus: 0.07 })
  expect(Emode.riskOf(usdt, eth)).toMatchObject({ ltv: 0.75, liquidationLtv: 0.78, bonus: 0.045 })
})

test('ltv 0 lends nothing and liquidates no sooner', () => {
  expect(Emode.riskOf({ ...weeth, asset: 'wstETH' }, eth)).toEqual({ ltv: 0, liquidationLtv: 0.95, bonus: 0.01 })
})

test('an isolated mode takes the ltv of all that is not its own', () => {
  const isolated = { ...eth, isolated: true }
  expect(Emode.riskOf(usdt, isolated)).toEqual({ ltv: 0, liquidationLtv: 0.78, bonus: 0.045 })
  expect(Emode.riskOf(weeth, isolated)).toMatchObject({ ltv: 0.93 })
})

test('weETH in its mode cannot owe USDT, neither by borrowing nor by entering with it', () => {
  expect(Emode.mayBorrow(usdt, eth)).toEqual({ ok: false, code: 'NOT_BORROWABLE_IN_EMODE' })
  expect(Emode.mayBorrow(usdt, undefined)).toEqual({ ok: true })
  expect(Emode.mayEnter(eth, ['WETH', 'USDT'])).toEqual({ ok: false, code: 'INVALID_DEBT_IN_EMODE' })
  expect(Emode.mayEnter(eth, ['WETH'])).toEqual({ ok: true })
  expect(Emode.mayEnter(eth, [])).toEqual({ ok: true })
})

test('what a mode admits does not depend on the flags of the day', () => {
  expect(Emode.admits('USDT', eth)).toBe(false)
  expect(Emode.admits('WETH', eth)).toBe(true)
  expect(Emode.admits('USDT', undefined)).toBe(true)
})

test('the flags of the reserve come before the mode, and the mode before the switch', () => {
  const weth = { ...weeth, asset: 'WETH' }
  expect(Emode.mayBorrow(weth, eth)).toEqual({ ok: true })
  expect(Emode.mayBorrow(weth, undefined)).toEqual({ ok: false, code: 'BORROWING_DISABLED' })
  expect(Emode.mayBorrow({ ...weth, frozen: true }, eth)).toEqual({ ok: false, code: 'RESERVE_FROZEN' })
  expect(Emode.mayBorrow({ ...weth, frozen: true, paused: true }, eth)).toEqual({ ok: false, code: 'RESERVE_PAUSED' })
})

test('collateral of ltv 0 leaves first', () => {
  const lines = [
    { asset: 'weETH', ltv: fraction(0.93) },
    { asset: 'WETH', ltv: fraction(0) },
  ]
  expect(Emode.mayLeave(lines, 'weETH')).toEqual({ ok: false, code: 'LTV_ZERO_FIRST' })
  expect(Emode.mayLeave(lines, 'WETH')).toEqual({ ok: true })
  expect(Emode.mayLeave(lines, 'USDT')).toEqual({ ok: true })
  expect(Emode.mayLeave(lines.slice(0, 1), 'weETH')).toEqual({ ok: true })
})
