import { describe, expect, it } from 'vitest'
import type { Contract, Exchange } from '../portfolio/venues/place.ts'
import type { VenuesStep } from '../portfolio/venues/step.ts'
import * as Grid from '../units/grid.ts'
import { runBacktest } from './backtest.ts'
import { parse } from './config/parse.ts'
import { planOf } from './plan.ts'
import { load } from './terms/terms.ts'

const TERMS = load()
const CHOICE = { folder: null, from: null, to: null, seed: null }

const text = (mode: string, more = ''): string => `mode: ${mode}
capital: { USDT: 731234.567891234, ETH: 2.000000000123 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 5, hours: 2400 } }
limits: { transferMin: 500 USD }
${more}`

/** A plan's sizes by the lot that each must be a multiple of. */
function sizesOf(step: VenuesStep): readonly (readonly [number, number])[] {
  const lot = (place: Exchange, contract: Contract) => TERMS.exchanges[place].perps[contract].lot
  if ('quantity' in step) return [[step.quantity, lot(step.place, step.contract)]]
  if (step.kind === 'venues.leverage') return [[step.borrow, TERMS.ticks.WETH]]
  if (step.kind === 'venues.deleverage')
    return [
      [step.sell, TERMS.ticks.weETH],
      [step.repay, TERMS.ticks.WETH],
    ]
  return 'size' in step && step.size !== 'all' ? [[step.size, 1e-9]] : []
}

describe('every size that is sent', () => {
  it.each([
    'usdt_market_neutral',
    'usdt_market_neutral_no_leverage',
    'eth_leveraged\nshareClass: USDT',
    'eth_basis',
    'btc_basis',
  ])('is on its grid in the plan of %s, and printed so', async (mode) => {
    const { plan, leftovers } = await planOf(parse(text(mode), '(test)'), { choice: CHOICE, at: null, state: null })
    const steps = plan?.steps.map(({ step }) => step) ?? []
    expect(steps.length).toBeGreaterThan(2)
    for (const [size, lot] of steps.flatMap(sizesOf)) {
      expect([size, Grid.isOn(size, lot)]).toEqual([size, true])
      expect(String(size)).not.toMatch(/\.\d{10,}/)
    }
    for (const { value } of leftovers) expect(Math.abs(value)).toBeLessThan(25)
  })

  it('is on the grid of the config where that states one, and the other exchanges take what it leaves', async () => {
    const ordersOf = async (terms: string) => {
      const config = parse(text('usdt_market_neutral', terms), '(test)')
      const { plan } = await planOf(config, { choice: CHOICE, at: null, state: null })
      return plan?.steps.flatMap(({ step }) => (step.kind === 'venues.openPerp' ? [step] : [])) ?? []
    }
    const coarse = await ordersOf('terms: { exchanges: { BINANCE: { perps: { ETHUSDT: { lot: 2.5 ETH } } } } }')
    const sum = (orders: typeof coarse) => orders.reduce((total, { quantity }) => total + quantity, 0)
    const binance = coarse.filter(({ place }) => place === 'BINANCE').map(({ quantity }) => quantity)
    expect(binance.length).toBeGreaterThan(0)
    for (const size of binance) expect(size % 2.5).toBe(0)
    expect(sum(coarse)).toBeCloseTo(sum(await ordersOf('')), 2)
  })

  it('is an order in a book of a few dollars too, which does not order dust for ever', async () => {
    const small = `mode: eth_basis
capital: { USDT: 300, ETH: 0.005 }
exchanges: { BINANCE: 100 % }
data: { simulated: { seed: 5, hours: 2000 } }
limits: { transferMin: 20 USD, emergencyMin: 10 USD, exposureMax: 100 % }
gasReserve: { min: 0.0001 ETH, target: 0.005 ETH }
`
    const watch = { start: () => {}, at: () => {}, stop: () => {} }
    const { summary, events } = await runBacktest(parse(small, '(test)'), CHOICE, watch)
    // 5 of 315 USD are out of the band of delta and below the least order: no drift, and never an order for it.
    expect(summary.plans.TARGET).toBeGreaterThan(0)
    expect(summary.plans.TARGET + summary.plans.SAFETY).toBeLessThan(10)
    expect(summary.hoursAtLevel.CRITICAL + summary.hoursAtLevel.WARNING).toBe(0)
    const orders = events.flatMap(({ steps }) => steps).filter((step) => step.includes('ETHUSDT'))
    expect(orders.length).toBeGreaterThan(2)
    for (const order of orders) expect(order).toMatch(/ \d\.\d{3}0* ETHUSDT/)
  })
})
