import { describe, expect, test } from 'vitest'
import {
  bookOf,
  decideOn,
  type Moment,
  marketAt,
  NEUTRAL,
  policyOf,
  shortAt,
  TERMS,
} from '../../../../test/arbitraries/emergency.ts'
import { apply } from '../../../portfolio/venues/apply.ts'
import { holdings } from '../../../portfolio/venues/asset.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import * as Margin from '../../../portfolio/venues/margin.ts'
import type { EmergencyPolicy, LtvSource, MarginSource, VenuesPolicy } from '../../../portfolio/venues/policy.ts'
import { assess } from '../../../portfolio/venues/risk.ts'
import type { LoanAccount } from '../../../portfolio/venues/state.ts'
import type { Terms } from '../../../portfolio/venues/terms.ts'
import { fraction, perYear, quantity, quote, usd } from '../../../units/estimate.ts'
import { hours, instant, plus } from '../../../units/time.ts'
import type { EmergencyEvent } from '../../emergency.ts'
import { type Desk, open } from './desk.ts'
import { AccountGone, known } from './known.ts'
import { coinsToCut } from './reduce.ts'
import { timeToMove, triggers } from './trigger.ts'

/** Trades cost nothing but fees, so that the closed forms show. */
const FLAT: Terms = {
  ...TERMS,
  depth: {
    ...TERMS.depth,
    perp: [{ size: usd(0), cost: fraction(0) }],
    'weETH/ETH': [{ size: usd(0), cost: fraction(0) }],
  },
}

const STEADY = { move: fraction(0.01), within: hours(1) }
/** Terms under which no liquidation is near, so that the local actions stay out of the way. */
const CALM: Terms = { ...FLAT, stressMove: [STEADY] }

function orders(over: { margin?: readonly MarginSource[]; ltv?: readonly LtvSource[] }): VenuesPolicy {
  return emergency({ sourceOrder: { ...NEUTRAL.emergency.sourceOrder, ...over } })
}

function emergency(over: Partial<EmergencyPolicy>): VenuesPolicy {
  return { ...NEUTRAL, emergency: { ...NEUTRAL.emergency, ...over } }
}

/** A loan of weETH against WETH, in ETH of collateral and of debt. */
function loanOf(collateral: number, debt: number): readonly LoanAccount[] {
  return [
    { id: 'main', eMode: 1, supplied: holdings({ weETH: collateral / 1.05 }), borrowed: holdings({ WETH: debt }) },
  ]
}

/** The short: 10 ETH at 3,000 with 3,300 of equity, against 10 ETH of the long leg. */
function thin(over: Partial<Parameters<typeof bookOf>[0]> = {}): Moment {
  return {
    market: marketAt(3000, { terms: CALM }),
    policy: NEUTRAL,
    state: bookOf({
      wallet: holdings({ ETH: 2, USDT: 50_000 }),
      loans: loanOf(40, 32),
      exchanges: [shortAt('BYBIT', 10, { equity: 3300 })],
      ...over,
    }),
  }
}

function eventOf(moment: Moment, kind: EmergencyEvent['kind']): EmergencyEvent {
  const found = decideOn(moment).events.find((event) => event.kind === kind)
  if (found === undefined) throw new RangeError(`no ${kind}`)
  return found
}

const steps = (moment: Moment) => decideOn(moment).chosen?.proposal.plan.stages ?? []
const sources = (moment: Moment, kind: EmergencyEvent['kind'] = 'EMERGENCY_MARGIN_SUPPORT') =>
  eventOf(moment, kind).chosen.map(({ source }) => source)

describe('margin support', () => {
  test('sends the shortfall: 5,700 for a short of 10 ETH at 3,000 with 3,300 of equity', () => {
    const { chosen } = decideOn(thin())
    expect(chosen?.proposal.plan).toMatchObject({ purpose: 'EMERGENCY: Margin support', class: 'SAFETY' })
    expect(chosen?.proposal.plan.stages[0]).toEqual([
      expect.objectContaining({ kind: 'venues.transfer', from: 'WALLET', to: 'BYBIT', asset: 'USDT', size: 5700 }),
    ])
    const event = eventOf(thin(), 'EMERGENCY_MARGIN_SUPPORT')
    expect(event).toMatchObject({ cause: 'CRITICAL', needed: 5700, raised: 5700, missing: 0, isImminent: false })
    expect(event.before).toMatchObject({ equityRatio: 0.11, equity: 3300, notional: 30_000 })
    expect(event.post).toMatchObject({ metric: 'equityRatio', wanted: 0.3, isReached: true })
    expect(event.post?.foreseen).toBeCloseTo(0.3, 9)
  })

  test('closes f·q where it must: 6.344966 ETH at 5.5 bps, rounded up to the lot, and the ratio is .30 or more after the fee', () => {
    const { state, policy } = thin()
    const exchanges = { ...FLAT.exchanges, BYBIT: { ...FLAT.exchanges.BYBIT, perpFee: fraction(0.00055) } }
    const market = marketAt(3000, { terms: { ...FLAT, exchanges } })
    const asOf = market.asOf
    const desk: Desk = open({
      asOf,
      state,
      market,
      policy,
      assessment: assess({ asOf, state, market }, policy),
      alarms: [],
    })
    const coins = coinsToCut('BYBIT', 0.3, desk)
    // BYBIT trades in hundredths of an ETH.
    expect(coins).toBe(6.35)
    const step = { kind: 'venues.closePerp', place: 'BYBIT', contract: 'ETHUSDT', quantity: quantity(coins) } as const
    const closed = apply(state, step, market)
    const account = closed.ok ? closed.state.exchanges[0] : undefined
    const ratio = account === undefined ? 0 : Margin.equityRatio(Margin.of(account, market))
    expect(ratio).toBeGreaterThanOrEqual(0.3)
    expect(ratio).toBeLessThan(0.3 * (1 + 0.01 / 3.65))
  })

  test('asks each source in the order of the policy', () => {
    const rich = (margin: readonly MarginSource[]): Moment => ({
      ...thin({
        wallet: holdings({ ETH: 12, USDT: 50_000, weETH: 10 }),
        loans: [{ id: 'main', eMode: 0, supplied: holdings({ USDT: 60_000 }), borrowed: holdings({}) }],
        exchanges: [shortAt('BINANCE', 10, { equity: 29_000 }), shortAt('BYBIT', 10, { equity: 3300 })],
      }),
      policy: orders({ margin }),
    })
    expect(sources(rich(['WALLET', 'EXCHANGE', 'AAVE']))).toEqual(['WALLET'])
    expect(sources(rich(['EXCHANGE', 'WALLET']))).toEqual(['EXCHANGE'])
    expect(sources(rich(['AAVE', 'ETHERFI', 'REDUCE']))).toEqual(['AAVE'])
    expect(sources(rich(['ETHERFI', 'AAVE']))).toEqual(['ETHERFI'])
    expect(sources(rich(['REDUCE', 'WALLET']))).toEqual(['MIGRATE'])
  })

  test('takes margin out of the loop in one transaction, and less short with it', () => {
    const moment = { ...thin({ wallet: holdings({ ETH: 2 }) }), policy: orders({ margin: ['DELEVERAGE'] }) }
    const kinds = steps(moment).flatMap((stage) => stage.map(({ kind }) => kind))
    expect(kinds[0]).toBe('venues.deleverage')
    expect(kinds.at(-1)).toBe('venues.closePerp')
    expect(eventOf(moment, 'EMERGENCY_MARGIN_SUPPORT').post?.isReached).toBe(true)
  })

  test('fills greedily in parts: what one source has, then the next', () => {
    const moment = {
      ...thin({
        wallet: holdings({ ETH: 12, USDT: 2000 }),
        loans: [],
        exchanges: [shortAt('BINANCE', 0, { equity: 40_000 }), shortAt('BYBIT', 10, { equity: 3300 })],
      }),
      policy: orders({ margin: ['WALLET', 'EXCHANGE'] }),
    }
    const event = eventOf(
      { ...moment, policy: { ...moment.policy, gasReserve: { min: 1, target: 12 } } },
      'EMERGENCY_MARGIN_SUPPORT',
    )
    expect(event.chosen.map(({ source, value }) => [source, Math.round(value)])).toEqual([
      ['WALLET', 2000],
      ['EXCHANGE', 3700],
    ])
  })

  test('splits what is over the cap of one transfer', () => {
    const limits = { ...NEUTRAL.limits, transferMax: usd(2500) }
    const sends = steps({ ...thin(), policy: { ...NEUTRAL, limits } })[0]?.map((step) =>
      'size' in step ? step.size : 0,
    )
    expect(sends?.[0]).toBeCloseTo(2500, 6)
    expect(sends?.[1]).toBeCloseTo(2500, 6)
    expect(sends).toHaveLength(3)
  })

  test('sends what the caps let go, asks approval for the rest, and goes round nothing', () => {
    const limits = { ...NEUTRAL.limits, perHour: usd(3000), perDay: usd(3000) }
    const moment = { ...thin(), policy: { ...orders({ margin: ['WALLET'] }), limits } }
    const event = eventOf(moment, 'EMERGENCY_MARGIN_SUPPORT')
    expect(event.chosen[0]?.value).toBeCloseTo(2997, 6)
    expect(event.approvals[0]).toMatchObject({ code: 'APPROVAL_NEEDED', facts: { limiter: 'limits.perDay' } })
    expect(event.approvals[0]?.facts['amount']).toBeCloseTo(2703, 6)
    expect(event.missing).toBeCloseTo(2703, 6)
  })

  test('sends nothing to a place that is not listed, or down', () => {
    const limits = { ...NEUTRAL.limits, destinations: ['WALLET'] }
    const closed = { ...thin(), policy: { ...orders({ margin: ['WALLET'] }), limits } }
    expect(eventOf(closed, 'EMERGENCY_MARGIN_SUPPORT').rejected[0]?.why).toBe('DESTINATION_NOT_LISTED: BYBIT')
    const down = { ...thin(), market: marketAt(3000, { terms: CALM, down: ['BYBIT'] }) }
    const { outcome, unavailable, events } = decideOn(down)
    expect(outcome).toBe('DEFER')
    expect(unavailable[0]?.refusal.code).toBe('EMERGENCY_STRANDED')
    expect(unavailable[0]?.refusal.facts['missing']).toBeCloseTo(5700, 6)
    expect(events.map(({ cause }) => cause)).toEqual(['CRITICAL', 'VENUE_DOWN'])
  })

  test('counts what is on its way, and waits where that is enough', () => {
    const asOf = marketAt().asOf
    const later = plus(asOf, hours(1))
    const flight = {
      key: 'x#0',
      asset: 'USDT' as const,
      quantity: quantity(5700),
      from: 'WALLET' as const,
      to: 'BYBIT' as const,
      departed: asOf,
      eta: { p50: later, p95: later, stress: later },
    }
    const { chosen, unavailable, events, outcome } = decideOn(thin({ flights: [flight] }))
    expect([chosen, unavailable.length, outcome]).toEqual([null, 0, 'DEFER'])
    expect(events[0]).toMatchObject({ kind: 'EMERGENCY_MARGIN_SUPPORT', needed: 0, missing: 0 })
  })

  test('finds margin in the funding wing first', () => {
    const account = { ...shortAt('BYBIT', 10, { equity: 3300 }), funding: holdings({ USDT: 5800 }) }
    const moment = thin({ exchanges: [account] })
    expect(sources(moment)).toEqual(['FUNDING'])
    expect(steps(moment)[0]?.[0]).toMatchObject({ kind: 'venues.internalTransfer', from: 'funding' })
  })
})

describe('what acts at once, when liquidation is near', () => {
  const near = marketAt(3000)

  test('the hedge moves to the strongest venue while the transfer travels', () => {
    const moment = {
      ...thin({ exchanges: [shortAt('BINANCE', 0, { equity: 40_000 }), shortAt('BYBIT', 10, { equity: 3300 })] }),
      market: near,
    }
    const [first] = steps(moment)
    expect(first?.map(({ kind }) => kind)).toEqual(['venues.closePerp', 'venues.openPerp', 'venues.transfer'])
    expect(eventOf(moment, 'EMERGENCY_MARGIN_SUPPORT').isImminent).toBe(true)
  })

  test('else short and long are cut by the same coins', () => {
    const event = eventOf({ ...thin(), market: near }, 'EMERGENCY_MARGIN_SUPPORT')
    expect(event.chosen.map(({ source }) => source)).toEqual(['PAIRED', 'WALLET'])
    expect(event.rejected[0]).toEqual({ source: 'MIGRATE', why: 'there is no other exchange' })
    expect(event.post?.isReached).toBe(true)
  })

  test('else the short alone, within the delta budget', () => {
    const market = { ...near, down: ['AAVE'] as const }
    const moment = { ...thin(), market, policy: emergency({ deltaBudget: fraction(0.02) }) }
    const { chosen } = decideOn(moment)
    expect(sources(moment)).toEqual(['SHORT_ALONE', 'WALLET'])
    const last = chosen?.proposal.forecast.final
    expect(last && assess({ asOf: near.asOf, state: last, market }, NEUTRAL).figures.driftFraction).toBeLessThanOrEqual(
      0.0201,
    )
  })

  test('is left alone where help arrives before price can', () => {
    expect(eventOf(thin(), 'EMERGENCY_MARGIN_SUPPORT').isImminent).toBe(false)
  })
})

describe('LTV reduction', () => {
  /** The account: 107.44 ETH of collateral, 95.796 of debt, health 1.0655, to be brought to 1.10. */
  const tight = (wallet: Parameters<typeof holdings>[0], ltv: readonly LtvSource[]): Moment => {
    const { bounds } = NEUTRAL
    const health = { ...bounds.health, target: 1.1, low: 1.095, warning: 1.09, critical: 1.08 }
    const base = marketAt(3000, { terms: { ...CALM, lending: { ...CALM.lending, flashFee: fraction(0.0005) } } })
    const market = { ...base, weeth: { ...base.weeth, market: 1.05 } }
    const state = bookOf({
      wallet: holdings({ ETH: 2, ...wallet }),
      loans: loanOf(107.44, 95.796),
      exchanges: [shortAt('BYBIT', 107.44 - 95.796 + 2, { equity: 30_000 })],
    })
    const policy = orders({ ltv })
    return { market, state, policy: { ...policy, deltaOver: 'netAssets', bounds: { ...bounds, health } } }
  }
  const size = (moment: Moment) => {
    const step = steps(moment)[0]?.[0]
    return step !== undefined && 'size' in step && step.size !== 'all' ? step.size : Number.NaN
  }

  test('repays 3.01 ETH, supplies 3.48 of weETH or 4.24 of USDT, or sells 22.13 of collateral', () => {
    expect(size(tight({ WETH: 5 }, ['WALLET_WETH']))).toBeCloseTo(3.01, 2)
    expect(size(tight({ weETH: 5 }, ['FREE_WEETH'])) * 1.05).toBeCloseTo(3.48, 2)
    expect(size(tight({ USDT: 20_000 }, ['WALLET_USDT'])) / 3000).toBeCloseTo(4.24, 2)
    const [stage] = steps(tight({}, ['DELEVERAGE']))
    expect(stage?.[0]).toMatchObject({ kind: 'venues.deleverage' })
    expect(stage?.[0]?.kind === 'venues.deleverage' && stage[0].sell * 1.05).toBeCloseTo(22.13, 1)
  })

  test('has a purpose of its own, and ends at its target', () => {
    const moment = tight({ WETH: 5 }, ['WALLET_WETH'])
    expect(decideOn(moment).chosen?.proposal.plan.purpose).toBe('EMERGENCY: LTV reduction')
    expect(eventOf(moment, 'EMERGENCY_LTV_REDUCTION').post).toMatchObject({
      metric: 'health',
      wanted: 1.1,
      isReached: true,
    })
  })

  test('goes through the sources in order, and never through the queue', () => {
    const all: readonly LtvSource[] = ['WALLET_WETH', 'FREE_WEETH', 'WALLET_USDT', 'DELEVERAGE', 'EXCHANGE']
    const moment = tight({ WETH: 1, weETH: 0.8, USDT: 2500 }, all)
    expect(sources(moment, 'EMERGENCY_LTV_REDUCTION')).toEqual([
      'WALLET_WETH',
      'FREE_WEETH',
      'WALLET_USDT',
      'DELEVERAGE',
    ])
    expect(
      steps(moment)
        .flat()
        .some((step) => step.kind === 'venues.unstake'),
    ).toBe(false)
  })

  test('in order: wallet USDT, then an exchange, then weETH as it stands', () => {
    const document: readonly LtvSource[] = ['WALLET_USDT', 'EXCHANGE', 'ETHERFI']
    const moment = tight({ weETH: 3, USDT: 2500 }, document)
    expect(sources(moment, 'EMERGENCY_LTV_REDUCTION')).toEqual(['WALLET_USDT', 'EXCHANGE'])
    const poor = tight({ weETH: 3, USDT: 2500 }, ['WALLET_USDT', 'ETHERFI'])
    expect(sources(poor, 'EMERGENCY_LTV_REDUCTION')).toEqual(['WALLET_USDT', 'ETHERFI'])
  })

  test('says what is missing where nothing is to be had', () => {
    const { unavailable } = decideOn(tight({}, ['WALLET_WETH']))
    expect(unavailable[0]).toMatchObject({
      purpose: 'EMERGENCY: LTV reduction',
      refusal: { code: 'EMERGENCY_STRANDED' },
    })
    expect(Number(unavailable[0]?.refusal.facts['missing']) / 3000).toBeCloseTo(3.01, 2)
    expect(unavailable[0]?.refusal.detail).toMatch(/^No source has what is missing: AAVE:main 9,0\d\d USD$/)
    expect(unavailable[0]?.refusal.lift).toContain('Bring capital from outside')
  })
})

describe('delta, allocation and several at once', () => {
  test('a hedge that vanished is sold again where margin is strongest', () => {
    const alarm = { kind: 'DELTA', place: 'BOOK', since: instant(0), cause: 'ADL' } as const
    const exchanges = [shortAt('BINANCE', 2, { equity: 3000 }), shortAt('BYBIT', 2, { equity: 40_000 })]
    const moment = thin({ wallet: holdings({ ETH: 2 }), exchanges, alarms: [alarm] })
    expect(steps(moment)).toEqual([
      [expect.objectContaining({ kind: 'venues.openPerp', place: 'BYBIT', side: 'short' })],
    ])
    const { events } = decideOn(moment)
    expect(events.map(({ kind, cause }) => [kind, cause])).toEqual([
      ['EMERGENCY_DELTA_HEDGE', 'ADL'],
      ['RISK_ALERT', 'ADL'],
    ])
  })

  test('too much hedge is bought back where margin is weakest; without a short it is bought', () => {
    const over = thin({
      exchanges: [shortAt('BINANCE', 6, { equity: 4500 }), shortAt('BYBIT', 6, { equity: 20_000 })],
    })
    expect(steps(over)[0]?.[0]).toMatchObject({ kind: 'venues.closePerp', place: 'BINANCE' })
    const owing = { id: 'main', eMode: 0, supplied: holdings({ USDT: 90_000 }), borrowed: holdings({ WETH: 10 }) }
    const bare = thin({ loans: [owing], exchanges: [shortAt('BYBIT', 0, { equity: 20_000 })] })
    expect(steps(bare)[0]?.[0]).toMatchObject({ kind: 'venues.openPerp', side: 'long' })
  })

  test('coins that no venue can carry are sold', () => {
    const moment = thin({
      wallet: holdings({ ETH: 12 }),
      loans: [],
      exchanges: [shortAt('BYBIT', 5, { equity: 4000 })],
    })
    const event = eventOf(moment, 'EMERGENCY_DELTA_HEDGE')
    expect(event.chosen.map(({ source }) => source)).toContain('SELL ETH of the wallet')
    expect(event.post?.isReached).toBe(true)
  })

  test('scenario 3: what an exchange has over its share goes to the one that is under, both safe', () => {
    const bounds = { ...NEUTRAL.bounds, allocation: { ...NEUTRAL.bounds.allocation, critical: 0.2 } }
    const exchanges = [
      shortAt('BINANCE', 4, { equity: 60_000 }),
      shortAt('BYBIT', 3, { equity: 9000 }),
      shortAt('OKX', 3, { equity: 9000 }),
    ]
    const moment = { ...thin({ exchanges, wallet: holdings({ ETH: 2, USDT: 2000 }) }), policy: { ...NEUTRAL, bounds } }
    const { chosen } = decideOn(moment)
    expect(chosen?.proposal.plan.purpose).toBe('EMERGENCY: Venue allocation')
    const event = eventOf(moment, 'EMERGENCY_VENUE_ALLOCATION')
    expect(event.chosen[0]?.detail).toMatch(/from BINANCE to (BYBIT|OKX)/)
  })

  test('goes by time to liquidation, margin first where it is the same, on one ledger', () => {
    const moment = thin({
      wallet: holdings({ ETH: 2, USDT: 6500 }),
      loans: loanOf(40, 36),
      exchanges: [shortAt('BINANCE', 0, { equity: 1000 }), shortAt('BYBIT', 6, { equity: 700 })],
    })
    const { events, chosen } = decideOn({ ...moment, market: marketAt(3000) })
    expect(events.map(({ kind }) => kind)).toEqual(['EMERGENCY_MARGIN_SUPPORT', 'EMERGENCY_LTV_REDUCTION'])
    expect(chosen?.proposal.forecast.final.wallet.USDT).toBeGreaterThanOrEqual(0)
    expect(chosen?.proposal.plan.purpose).toBe('EMERGENCY: Margin support')
  })
})

describe('a complex book', () => {
  /** Owes WETH and USDT on two accounts against weETH, hedged. */
  const many = (over: Partial<EmergencyPolicy> = {}): Moment => ({
    market: marketAt(3000, { terms: CALM }),
    policy: emergency({ purposes: { 'main/WETH': 'LEVERAGED_STAKING', 'main/USDT': 'BASIS_TRADE_LEVERAGE' }, ...over }),
    state: bookOf({
      wallet: holdings({ ETH: 2, USDT: 30_000, WETH: 4 }),
      loans: [
        { id: 'main', eMode: 0, supplied: holdings({ weETH: 100 }), borrowed: holdings({ WETH: 40, USDT: 112_000 }) },
      ],
      exchanges: [shortAt('BYBIT', 71, { equity: 110_000 })],
    }),
  })

  test('repays the debt that loses the least carry per unit of health, 30 % of it at most', () => {
    const event = eventOf(many(), 'EMERGENCY_LTV_REDUCTION')
    expect(event.chosen[0]?.source).toBe('WALLET USDT')
    expect(event.chosen[0]?.value).toBeLessThanOrEqual(0.3 * 112_000)
    const byAsset = new Map<string, number>()
    for (const { source, value } of event.chosen) {
      const asset = source.split(' ')[1] ?? ''
      byAsset.set(asset, (byAsset.get(asset) ?? 0) + value)
    }
    expect(byAsset.get('WETH') ?? 0).toBeLessThanOrEqual(0.3 * 40 * 3000 * (1 + 1e-9))
  })

  test('leaves a debt of unknown purpose to a person', () => {
    const event = eventOf(many({ purposes: { 'main/WETH': 'LEVERAGED_STAKING' } }), 'EMERGENCY_LTV_REDUCTION')
    expect(event.approvals[0]).toMatchObject({ code: 'APPROVAL_NEEDED', facts: { account: 'main', asset: 'USDT' } })
    expect(event.chosen.every(({ source }) => source.endsWith('WETH'))).toBe(true)
  })

  test('repays nothing below the floor', () => {
    const event = eventOf(many({ debtRound: { share: fraction(0.3), min: usd(1e6) } }), 'EMERGENCY_LTV_REDUCTION')
    expect(event.chosen).toEqual([])
    expect(event.missing).toBeGreaterThan(0)
  })

  test('is handled as a plain loan where the mode has no part for it', () => {
    const mode = policyOf('eth_leveraged', 'USDT').mode
    const moment = many()
    const event = eventOf({ ...moment, policy: { ...moment.policy, mode } }, 'EMERGENCY_LTV_REDUCTION')
    expect(event.chosen[0]?.source).toBe('WALLET_WETH')
  })
})

describe('the parts of a mode', () => {
  test('for loans alone: LTV is answered, from its own wallet and loop', () => {
    const policy = policyOf('eth_leveraged', 'ETH')
    const moment: Moment = {
      market: marketAt(3000, { terms: CALM }),
      policy,
      state: bookOf({ wallet: holdings({ ETH: 2, WETH: 1 }), loans: loanOf(107.44, 95.796), exchanges: [] }),
    }
    expect(sources(moment, 'EMERGENCY_LTV_REDUCTION')).toEqual(['WALLET_WETH', 'DELEVERAGE'])
    expect(eventOf(moment, 'EMERGENCY_LTV_REDUCTION').post?.isReached).toBe(true)
  })

  test.each([
    'eth_basis',
    'btc_basis',
  ] as const)('simple (%s): its own wallet and its own exchange, and it says what it cannot do', (name) => {
    const policy = policyOf(name)
    const coin = name === 'btc_basis' ? 'BTC' : 'ETH'
    const contract = name === 'btc_basis' ? 'BTCUSDT' : 'ETHUSDT'
    const price = coin === 'BTC' ? 60_000 : 3000
    const size = 60_000 / price
    const place = {
      place: 'BYBIT',
      funding: holdings({}),
      trading: holdings({ USDT: 6000, [coin]: size }),
      perps: [{ contract, quantity: quantity(-size), entry: price }],
    } as const
    const rich = shortAt('OKX', 0, { equity: 50_000 })
    const market = marketAt(3000, { terms: { ...CALM, stressMove: [{ within: hours(1), move: fraction(0.2) }] } })
    const moment: Moment = {
      market,
      policy,
      state: bookOf({ wallet: holdings({ ETH: 0.5 }), loans: [], exchanges: [place, rich] }),
    }
    const event = eventOf(moment, 'EMERGENCY_MARGIN_SUPPORT')
    expect(event.rejected).toContainEqual({
      source: 'EXCHANGE',
      why: `${name} has no emergency transfers between venues`,
    })
    expect(event.chosen.map(({ source }) => source)).toContain('MIGRATE')
    const alone: Moment = { ...moment, state: { ...moment.state, exchanges: [place] } }
    expect(eventOf(alone, 'EMERGENCY_MARGIN_SUPPORT').chosen[0]?.source).toBe('PAIRED')
    expect(eventOf(alone, 'EMERGENCY_MARGIN_SUPPORT').post?.isReached).toBe(true)
  })

  test('modes that neither owe nor hedge have no emergency', () => {
    for (const policy of [policyOf('pure_lending'), policyOf('eth_staking_only', 'ETH')]) {
      const state = bookOf({ wallet: holdings({ ETH: 30, USDT: 1000 }), loans: [], exchanges: [] })
      expect(decideOn({ market: marketAt(), policy, state }).events).toEqual([])
    }
  })
})

describe('states without a plan of their own', () => {
  const calm = bookOf({
    wallet: holdings({ USDT: 100_000, ETH: 2 }),
    loans: loanOf(40, 32),
    exchanges: [shortAt('BYBIT', 10, { equity: 15_000 })],
  })

  test('USDT off its peg, data too old, a venue down: told, and routine goes its way', () => {
    const base = marketAt()
    const market = {
      ...base,
      price: { ...base.price, USDT: quote(0.97) },
      down: ['OKX'] as const,
      asOf: instant(base.asOf - 3_600_000),
    }
    const { events } = decideOn({ market: { ...market, asOf: base.asOf }, policy: NEUTRAL, state: calm })
    expect(events.map(({ kind, cause, place }) => [kind, cause, place])).toEqual([
      ['RISK_ALERT', 'DEPEG', 'USDT'],
      ['RISK_ALERT', 'VENUE_DOWN', 'OKX'],
    ])
  })

  test('nothing is told of a book that is well', () => {
    expect(decideOn({ market: marketAt(), policy: NEUTRAL, state: calm }).events).toEqual([])
  })

  test('gas is bought first where there is too little', () => {
    const moment = thin({
      wallet: holdings({ ETH: 0.03, USDT: 50_000 }),
      exchanges: [shortAt('BYBIT', 8.03, { equity: 2600 })],
    })
    expect(steps(moment)[0]?.[0]).toMatchObject({ kind: 'venues.swap', sell: 'USDT', buy: 'ETH' })
  })
})

test('Loan health is what the market says', () => {
  const [loan] = loanOf(107.44, 95.796)
  expect(loan && Loan.of(loan, marketAt()).health).toBeCloseTo(1.0655, 4)
})

describe('the order of triggers', () => {
  const at = (stressed: Terms): Terms => ({ ...stressed, stressMove: TERMS.stressMove })
  const alarm = (kind: 'MARGIN' | 'LTV' | 'DELTA', place: string) =>
    ({ kind, place, since: instant(0), cause: 'LEVEL' }) as const
  const standing = [alarm('DELTA', 'BOOK'), alarm('LTV', 'AAVE:main'), alarm('MARGIN', 'BYBIT')]
  const timesOf = (moment: Moment) => {
    const { state, market, policy } = moment
    const snapshot = { asOf: market.asOf, state, market }
    return triggers(standing, { ...snapshot, policy, assessment: assess(snapshot, policy) }).map(
      ({ alarm: one, timeToLiquidation }) => [one.kind, timeToLiquidation],
    )
  }
  const calm = { market: marketAt(3000, { terms: at(CALM) }) }

  test('margin by the moves on record, a correlated loan by its rates, and delta last', () => {
    const dear = { ...calm.market.reserves, WETH: { ...calm.market.reserves.WETH, borrowRate: perYear(0.2) } }
    const moment = { ...thin(), market: { ...calm.market, reserves: dear } }
    const [[first, hour], [second, time], [third, never]] = timesOf(moment) as [
      [string, number],
      [string, number],
      [string, number],
    ]
    expect([first, hour, second, third, never]).toEqual(['MARGIN', 3600, 'LTV', 'DELTA', Infinity])
    expect(time).toBeGreaterThan(86_400)
    expect(timesOf({ ...thin(), ...calm })[1]).toEqual(['LTV', Infinity])
  })

  test('a loan of two coins by price, and one that is past 1 before all else', () => {
    const mixed = { id: 'main', eMode: 0, supplied: holdings({ weETH: 40 }), borrowed: holdings({ USDT: 95_000 }) }
    expect(timesOf({ ...thin({ loans: [mixed] }), ...calm })).toContainEqual(['LTV', 3600])
    expect(timesOf({ ...thin({ loans: loanOf(40, 39) }), ...calm })[0]).toEqual(['LTV', 0])
    expect(timeToMove(0, TERMS)).toBe(0)
  })

  test('an alarm of an account that is not there is a broken promise', () => {
    expect(() => known([1], (one) => one === 2, 'BYBIT')).toThrow(AccountGone)
  })
})

describe('what stands in the way', () => {
  test('stale data is told of, and a plan of safety goes on', () => {
    const { events, chosen } = decideOn(thin(), plus(marketAt().asOf, hours(1)))
    expect(events.map(({ cause }) => cause)).toEqual(['CRITICAL', 'DATA_STALE'])
    expect(chosen?.findings.every(({ severity }) => severity === 'warn')).toBe(true)
  })

  test('an exchange gets no more than its share of the book without a person', () => {
    const limits = { ...NEUTRAL.limits, exposureMax: fraction(0.08) }
    const event = eventOf(
      { ...thin(), policy: { ...orders({ margin: ['WALLET'] }), limits } },
      'EMERGENCY_MARGIN_SUPPORT',
    )
    expect(event.approvals[0]?.facts['limiter']).toBe('limits.exposureMax')
  })

  test('a trade that loses too much is no remedy', () => {
    const base = marketAt(3000, { terms: CALM })
    const depeg = { ...base, weeth: { ...base.weeth, market: 1.05 * 0.97 } }
    const moment = {
      ...thin({ loans: loanOf(107.44, 100), exchanges: [shortAt('BYBIT', 9.44, { equity: 30_000 })] }),
      market: depeg,
    }
    const event = eventOf({ ...moment, policy: orders({ ltv: ['DELEVERAGE'] }) }, 'EMERGENCY_LTV_REDUCTION')
    expect(event.rejected[0]?.why).toMatch(/SLIPPAGE_TOO_HIGH|UNREACHABLE_HEALTH/)
    expect(event.missing).toBeGreaterThan(0)
  })

  test('a loan without staked ETH has nothing to sell', () => {
    const owing = { id: 'main', eMode: 0, supplied: holdings({ USDT: 40_000 }), borrowed: holdings({ WETH: 9.6 }) }
    const moment = thin({
      wallet: holdings({ ETH: 11.6 }),
      loans: [owing],
      exchanges: [shortAt('BYBIT', 2, { equity: 3000 })],
    })
    const event = eventOf(
      { ...moment, policy: orders({ ltv: ['DELEVERAGE', 'FREE_WEETH'] }) },
      'EMERGENCY_LTV_REDUCTION',
    )
    expect(event.rejected[0]).toEqual({ source: 'DELEVERAGE', why: 'there is no staked ETH against a WETH debt' })
  })

  test('modes for loans alone leave margin and allocation to others', () => {
    const mode = {
      ...policyOf('eth_leveraged', 'USDT').mode,
      components: policyOf('eth_leveraged', 'ETH').mode.components,
    }
    const bounds = { ...NEUTRAL.bounds, allocation: { ...NEUTRAL.bounds.allocation, critical: 0.1 } }
    const exchanges = [shortAt('BINANCE', 0, { equity: 60_000 }), shortAt('BYBIT', 10, { equity: 3300 })]
    const { events } = decideOn({ ...thin({ exchanges }), policy: { ...NEUTRAL, mode, bounds } })
    const why = events.flatMap(({ rejected }) => rejected.map(({ source }) => source))
    expect(events.map(({ kind }) => kind)).toEqual([
      'EMERGENCY_MARGIN_SUPPORT',
      'EMERGENCY_VENUE_ALLOCATION',
      'EMERGENCY_VENUE_ALLOCATION',
    ])
    expect(why).toEqual(['MARGIN', 'EXCHANGE', 'EXCHANGE'])
  })
})
