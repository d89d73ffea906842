import { describe, expect, it } from 'vitest'
import { problems } from '../../../test/problems.ts'
import { bookOf } from '../config/book.ts'
import { POOL_DESK } from './desk.ts'
import { setupOf } from './setup.ts'

const QUIET = { start: () => undefined, at: () => undefined, stop: () => undefined }
const ASKED = { choice: { folder: null, from: null, to: null, seed: null }, at: null, state: null }
const file = (text: string) => bookOf(text, 'pool.yaml')

/** Two chains need 80,000 USDC each, and one has it; what carries them is added. */
const text = (bridge: string): string => `book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains:
  arbitrum: { balances: { USDC: 1000000 }, supply: 1000000 }
  optimism: { balances: { USDC: 20000 }, supply: 20000 }
  bnb: { balances: { USDC: 20000 }, supply: 20000 }
${bridge}
policy:
  liquidity:
    - { chain: optimism, token: USDC, level: 100000, target: 100000 }
    - { chain: bnb, token: USDC, level: 100000, target: 100000 }
data: { simulated: { seed: 1, hours: 120 } }
`

interface Planned {
  readonly plan: { readonly cuts: readonly { limiter: string; wanted: number; allowed: number }[] } | null
  readonly unavailable: readonly { refusal: { code: string; lift: string } }[]
}

const planned = async (bridge: string, flights = ''): Promise<Planned> =>
  (await POOL_DESK.plan(file(text(bridge) + flights), ASKED)).report as unknown as Planned

describe('the capacity of a bridge', () => {
  it('is shared by all routes that it serves, hour by hour and day by day', async () => {
    const [hour] = (await planned('bridge: { fee: 0 %, perHour: 100000 USD, perDay: 500000 USD }')).plan?.cuts ?? []
    expect(hour).toMatchObject({ limiter: 'bridge.perHour', wanted: 160_000, allowed: 100_000 })
    const [day] = (await planned('bridge: { fee: 0 %, perHour: 100000 USD, perDay: 90000 USD }')).plan?.cuts ?? []
    expect(day).toMatchObject({ limiter: 'bridge.perDay', allowed: 90_000 })
  })

  it('leaves what another bridge carries alone', async () => {
    const both = `bridge: { fee: 0 %, perHour: 100000 USD, routes: [{ from: arbitrum, to: BSC, by: second }] }
bridges: { second: { fee: 2 bps, perDay: 90000 USD } }`
    expect((await planned(both)).plan?.cuts).toEqual([])
    const { routes } = setupOf(file(text(both)))
    expect(routes['arbitrum']?.map(({ to, feeBps, bridge }) => [to, feeBps, bridge?.name])).toEqual([
      ['optimism', 0n, 'bridge'],
      ['bnb', 2n, 'bridges.second'],
    ])
    expect(JSON.stringify(POOL_DESK.check(file(text(both))).document)).toMatch(
      /bridges\.second carries at most 90,000\sUSD within a day, all these routes together/,
    )
  })

  it('counts what is in flight, and says what to do where nothing is left', async () => {
    const flights = 'flights: [{ kind: transfer, from: arbitrum, to: optimism, token: USDC, amount: 100000 }]\n'
    const { plan, unavailable } = await planned('bridge: { fee: 0 %, perHour: 100000 USD }', flights)
    expect([plan, unavailable.map(({ refusal }) => refusal)]).toEqual([
      null,
      [
        expect.objectContaining({
          code: 'LIMIT_REACHED',
          lift: 'Wait until what was sent leaves the window of the cap, or send by another bridge.',
        }),
      ],
    ])
  })

  it('is kept in every hour and day of a backtest', async () => {
    const capped = text('bridge: { fee: 0 %, perHour: 50000 USD, perDay: 60000 USD }')
    const { report } = await POOL_DESK.backtest(file(capped), ASKED.choice, QUIET)
    const { plans } = report as unknown as { plans: readonly { at?: string; asOf: string; steps: readonly string[] }[] }
    const sent = plans.flatMap(({ asOf, steps }) =>
      steps.map((step) => ({ at: Date.parse(asOf), usd: Number(/[\d,.]+/.exec(step)?.[0].replaceAll(',', '')) })),
    )
    expect(sent.length).toBeGreaterThan(2)
    for (const { at } of sent) {
      const within = (hours: number): number =>
        sent.reduce((sum, one) => (at - one.at >= 0 && at - one.at < hours * 3_600_000 ? sum + one.usd : sum), 0)
      expect(within(1)).toBeLessThanOrEqual(50_000.01)
      expect(within(24)).toBeLessThanOrEqual(60_000.01)
    }
  })

  it('is used by what was on its way when a backtest begins', async () => {
    const flights = 'flights: [{ from: arbitrum, to: optimism, token: USDC, amount: 100000 }]\n'
    const capped = text('bridge: { fee: 0 %, perHour: 100000 USD }') + flights
    const { report } = await POOL_DESK.backtest(file(capped), ASKED.choice, QUIET)
    const { plans } = report as unknown as { plans: readonly { asOf: string }[] }
    expect(plans[0]?.asOf).toBe('2024-01-01T01:00:00Z')
    const free = await POOL_DESK.backtest(file(capped.replace('100000 USD', '180000 USD')), ASKED.choice, QUIET)
    expect((free.report as unknown as { plans: typeof plans }).plans[0]?.asOf).toBe('2024-01-01T00:00:00Z')
  })

  it('and the caps of the operator are the most that may leave in one move, by the key that binds', async () => {
    const leaving = async (bridge: string, from = 'arbitrum') => {
      const { report } = await POOL_DESK.plan(file(text(bridge)), ASKED)
      const { capacities } = report as unknown as {
        capacities: readonly { chain: string; value: string; key: string | null }[]
      }
      const { value, key } = capacities.find(({ chain }) => chain === from) ?? {}
      return [Number(value) / 1e6, key]
    }
    expect(await leaving('bridge: { fee: 0 %, perHour: 50000 USD }')).toEqual([50_000, 'bridge.perHour'])
    expect(await leaving('limits: { perDay: 40000 USD, transferMax: 50000 USD }')).toEqual([40_000, 'limits.perDay'])
    expect(await leaving('limits: { perDay: 60000 USD, transferMax: 50000 USD }')).toEqual([
      50_000,
      'limits.transferMax',
    ])
    expect(await leaving('limits: { perHour: 50 USD }')).toEqual([0, 'limits.perHour'])
    expect(await leaving('limits: { destinations: [bnb] }', 'bnb')).toEqual([0, 'limits.destinations'])
    expect(await leaving('limits: { perDay: 5000000 USD }')).toEqual([expect.closeTo(900_450, 0), null])
  })

  it('is that of a bridge which the config lists', () => {
    const unknown = text('bridge: { routes: [{ from: arbitrum, to: bnb, by: second }] }')
    expect(problems(() => setupOf(file(unknown)))).toMatchObject([
      { code: 'POOL_NAME_UNKNOWN', path: 'bridge.routes.0.by', line: 8 },
    ])
  })
})
