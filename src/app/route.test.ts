import { describe, expect, it } from 'vitest'
import { PLACES, type Place } from '../portfolio/venues/place.ts'
import { type Route, routeOf } from './route.ts'

const choice = { folder: null, from: null, to: null, seed: null }

function route(source: Place, target: Place, amount = 10_000): Promise<Route> {
  return routeOf({ source, target, amount, config: null, at: null, choice })
}

describe('the way between two places', () => {
  it.each([
    ['ETHERFI', 'BYBIT', 'ETH'],
    ['ETHERFI', 'AAVE', 'weETH'],
    ['AAVE', 'BYBIT', 'USDT'],
    ['BYBIT', 'AAVE', 'USDT'],
    ['BYBIT', 'ETHERFI', 'ETH'],
  ] as const)('%s to %s sends %s', async (source, target, asset) => {
    const { asset: best, instruction } = await route(source, target)
    expect([best, instruction?.transfer_plan.asset]).toEqual([asset, asset])
  })

  const pairs = PLACES.flatMap((source) =>
    PLACES.filter((to) => to !== source).map((target) => [source, target] as const),
  )

  it.each(pairs)('%s to %s has its legs or is unsupported', async (source, target) => {
    const { instruction, refusal } = await route(source, target)
    if (instruction === null) {
      expect(refusal?.code).toBe('UNSUPPORTED_ROUTE')
      return
    }
    const { amount_usd, transfer_plan: plan } = instruction
    expect([instruction.source_venue, instruction.target_venue]).toEqual([source, target])
    expect(plan.steps.length).toBeGreaterThan(0)
    // Ether goes in gwei, so that less than a hundred-thousandth of a dollar stays.
    expect(amount_usd).toBeLessThanOrEqual(10_000 * (1 + 1e-12))
    expect(amount_usd).toBeGreaterThan(10_000 - 1e-5)
    expect(plan.cost_bps).toBeCloseTo((plan.total_cost / amount_usd) * 1e4, 9)
  })

  it('refuses to go nowhere', async () => {
    expect(await route('AAVE', 'AAVE')).toMatchObject({ instruction: null, refusal: { code: 'UNSUPPORTED_ROUTE' } })
  })

  it('costs in the instruction what the plan costs', async () => {
    const { cost, instruction } = await route('ETHERFI', 'BYBIT')
    const { gas = 0, fee = 0, slippage = 0, carry = 0 } = cost ?? {}
    expect(instruction?.transfer_plan.total_cost).toBeCloseTo(gas + fee + slippage + carry, 9)
  })
})
