import { describe, expect, it } from 'vitest'
import { desk } from '../../../test/arbitraries/desk.ts'
import { setupOf } from '../../../test/arbitraries/past.ts'
import { mode } from '../../../test/arbitraries/venues.ts'
import { simulate } from '../../adapters/market/simulate.ts'
import type { LimitPolicy } from '../../portfolio/policy.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import { EXCHANGES } from '../../portfolio/venues/place.ts'
import { usd } from '../../units/estimate.ts'
import { parse } from '../../units/time.ts'
import { lead } from '../report/deployment.ts'
import { render } from '../report/page.ts'
import { backtest } from './backtest.ts'
import { add, blank, conclude } from './deployment.ts'
import type { Result } from './result.ts'

const ABOUT = { title: 'a test', policyHash: 'none', seed: 7 }

/** A run of a mode that starts with this wallet. */
function run(
  [name, shareClass]: Parameters<typeof mode>,
  wallet: Parameters<typeof holdings>[0],
  { hours = 200, limits = {} }: { hours?: number; limits?: Partial<LimitPolicy> } = {},
): Result {
  const at = desk(mode(name, shareClass))
  const policy = { ...at.policy, limits: { ...at.policy.limits, ...limits } }
  const history = simulate({
    seed: 7,
    from: parse('2024-01-01'),
    hours,
    exchanges: EXCHANGES,
    contracts: ['ETHUSDT'],
  })
  return backtest(setupOf({ ...at, policy, state: { ...at.state, wallet: holdings(wallet) } }, history), ABOUT)
}

const closeTo = (value: number, other: number, within = 1e-6) =>
  expect(Math.abs(value - other)).toBeLessThanOrEqual(within)

describe('a run in which nothing was deployed', () => {
  // 2 ETH at 3,000 USD beside 60,000 are 9.1 %, above the critical delta of 5 %.
  const result = run(['usdt_market_neutral', 'USDT'], { USDT: 60_000, ETH: 2 })
  const { deployment, summary, series } = result

  it('is told as such, with the reason that held every decision back and what would lift it', () => {
    expect(deployment).toMatchObject({ verdict: 'none', hoursAtWork: 0, firstAt: null, strategyReturnPerYear: null })
    expect(deployment.reasons[0]).toMatchObject({ code: 'EMERGENCY_STRANDED', times: 200 })
    expect(deployment.reasons[0]?.lift).toMatch(/\.$/)
    expect(deployment.causes[0]).toMatchObject({ code: 'GAS_SHARE_HIGH' })
  })

  it('earned nothing: all of the profit is the price of the coins in the wallet', () => {
    // 2 ETH by their price; USDT moved by less than 20 bps.
    closeTo(summary.profit, 2 * ((series.price.at(-1) ?? 0) - (series.price[0] ?? 0)), 60_000 * 0.002)
    expect(deployment.strategyProfit).toBe(0)
    closeTo(deployment.idleProfit, summary.profit)
  })

  it('opens its page with that, and shows no return', () => {
    const page = render(result)
    const [before = '', after = ''] = page.split('<section class="figures"')
    expect(before).toContain('Nothing was deployed: no plan was carried out')
    expect(before).toContain('EMERGENCY_STRANDED')
    expect(after).toMatch(/Return per year<\/dt><dd><b>–<\/b> <span>nothing was deployed/)
  })
})

describe('what kept capital idle', () => {
  it('is named where it is too little to be sent', () => {
    const { deployment } = run(['pure_lending', 'USDT'], { USDT: 4000, ETH: 0.1 })
    expect(deployment.verdict).toBe('none')
    expect(deployment.causes.map(({ code }) => code)).toEqual(['CAPITAL_BELOW_TRANSFER_MIN', 'GAS_SHARE_HIGH'])
    expect(deployment.reasons).toEqual([
      expect.objectContaining({ purpose: 'No move proposed', code: null, times: 200 }),
    ])
  })

  it('is named where the caps deploy a part in each cycle', () => {
    const result = run(['usdt_market_neutral', 'USDT'], { USDT: 20_000_000, ETH: 2 }, { hours: 100 })
    expect(result.deployment).toMatchObject({ verdict: 'partial', targetAt: null })
    expect(result.deployment.highestShare).toBeLessThan(0.6)
    expect(result.deployment.causes).toEqual([expect.objectContaining({ code: 'DEPLOYED_IN_CYCLES' })])
    // 250,000 USD of margin an hour, a quarter of what they hedge at a target ratio of a third or so.
    expect(result.deployment.causes[0]?.detail).toMatch(
      /^limits\.perHour \(250,000\u00a0USD an hour\) allows [\d,]+ of the 18,99\d,\d{3}\u00a0USD in the first cycle; the rest follows in \d+ more cycles, at least 8\u00a0h apart$/,
    )
    expect(lead(result)?.headline).toMatch(/^Only part of the capital was deployed: at most 4\d\.\d/)
  })

  it('is the share of an exchange below the least transfer', () => {
    const limits = { transferMin: usd(30_000) }
    const { deployment } = run(['usdt_market_neutral', 'USDT'], { USDT: 200_000, ETH: 1 }, { limits })
    expect(deployment.verdict).not.toBe('full')
    expect(deployment.causes.map(({ code }) => code)).toContain('CAPITAL_BELOW_TRANSFER_MIN')
  })
})

describe('a run at work', () => {
  it('divides its profit into the price of idle coins and the strategy, and gives no reasons', () => {
    const result = run(['usdt_market_neutral', 'USDT'], { USDT: 1_000_000, ETH: 2 }, { hours: 2000 })
    const { deployment, summary } = result
    expect(deployment).toMatchObject({ verdict: 'full', reasons: [], causes: [] })
    closeTo(deployment.idleProfit + deployment.strategyProfit, summary.profit)
    expect(deployment.idleProfit).not.toBe(0)
    expect(lead(result)).toBeNull()
  })

  it('holds for the ETH share class, whose own coin has no price', () => {
    const { deployment } = run(['eth_staking_only', 'ETH'], { ETH: 300 })
    expect(deployment.verdict).toBe('full')
    closeTo(deployment.idleProfit, 0)
  })
})

describe('conclude', () => {
  const from = parse('2024-01-01')
  const about = { from, hours: 100, profit: 50, idleProfit: 20, events: [], causes: [] }
  const tallied = (share: (row: number) => number) => {
    const tally = { ...blank(), target: 0.9 }
    for (let row = 0; row < 100; row++) add(tally, row, { atWork: share(row) * 1000, worth: 1000 })
    return tally
  }

  it('calls a target reached after most of the run late', () => {
    const found = conclude(
      tallied((row) => (row < 60 ? 0 : 0.9)),
      about,
    )
    expect(found).toMatchObject({ verdict: 'late', hoursToTarget: 60, hoursAtWork: 40 })
    expect(found.targetAt).toBe('2024-01-03T12:00:00Z')
    closeTo(found.averageShare, 0.36)
    // 30 earned on 360 at work on average, for 100 hours.
    closeTo(found.strategyReturnPerYear ?? 0, 30 / 360 / (100 / 8760))
  })

  it('calls a target reached at once and lost again interrupted', () => {
    expect(
      conclude(
        tallied((row) => (row < 20 ? 0.9 : 0)),
        about,
      ).verdict,
    ).toBe('interrupted')
  })

  it('calls three hundredths of the capital partial, and dust none', () => {
    expect(
      conclude(
        tallied(() => 0.03),
        about,
      ).verdict,
    ).toBe('partial')
    expect(
      conclude(
        tallied(() => 0.001),
        about,
      ).verdict,
    ).toBe('none')
  })
})

describe('the price of a run', () => {
  it('is that of the coin that the mode holds', () => {
    const result = run(['btc_basis', 'USDT'], { USDT: 200_000, ETH: 0.1 }, { hours: 24 })
    expect(result.coin).toBe('BTC')
    expect(Math.min(...result.series.price)).toBeGreaterThan(20_000)
    expect(render(result)).toContain('BTC price')
    expect(run(['pure_lending', 'USDT'], { USDT: 200_000, ETH: 0.1 }, { hours: 24 }).coin).toBe('ETH')
  })
})
