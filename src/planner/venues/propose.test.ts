import { describe, expect, it } from 'vitest'
import { carriedOut, type Desk, decided, desk, later, settle, shifted } from '../../../test/arbitraries/desk.ts'
import { mode } from '../../../test/arbitraries/venues.ts'
import { rationale } from '../../execution/cycle.ts'
import { total } from '../../portfolio/cost.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import { MODES } from '../../portfolio/venues/mode.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { netAssets } from '../../portfolio/venues/worth.ts'
import { fraction, perYear, quantity, quote, usd } from '../../units/estimate.ts'
import { hours } from '../../units/time.ts'
import { propose } from './propose.ts'
import type { VenuesProposal } from './write.ts'

const NEUTRAL = mode('usdt_market_neutral', 'USDT')
const UNLEVERED = mode('usdt_market_neutral_no_leverage', 'USDT')
const LOOPED = mode('eth_leveraged', 'ETH')
const BASIS = mode('btc_basis', 'USDT')

const settled = new Map(MODES.map((one) => [one, settle(desk(one))]))
function deployed(one: (typeof MODES)[number]): Desk {
  const found = settled.get(one)
  if (found === undefined) throw new RangeError(`no ${one.name}`)
  return found.at
}

function assessed({ state, market, policy }: Desk) {
  return assess({ asOf: market.asOf, state, market }, policy)
}

function proposed(at: Desk): readonly VenuesProposal[] {
  return propose({ asOf: at.market.asOf, state: at.state, market: at.market }, assessed(at), at.policy)
}

const purposes = (all: readonly VenuesProposal[]) => all.map((one) => (one.ok ? one.plan.purpose : one.purpose))
const codes = (all: readonly VenuesProposal[]) => all.map((one) => (one.ok ? 'ok' : one.refusal.code))
const having = (at: Desk, change: Partial<VenuesState>): Desk => ({ ...at, state: { ...at.state, ...change } })
const wanting = (at: Desk, change: Partial<VenuesPolicy>): Desk => ({ ...at, policy: { ...at.policy, ...change } })
const ratios = (at: Desk) => assessed(at).figures.exchanges.map(({ equityRatio }) => equityRatio)
const offered = (all: readonly VenuesProposal[]) => all.flatMap((one) => (one.ok ? [one] : []))

/** Exchange accounts each with another margin: the trading USDT times a factor by place. */
function margins(at: Desk, factor: (place: string) => number): Desk {
  return having(at, {
    exchanges: at.state.exchanges.map((account) => ({
      ...account,
      trading: holdings({ ...account.trading, USDT: account.trading.USDT * factor(account.place) }),
    })),
  })
}

/** The market with other rates; a loop earns growth and supply and pays borrow. */
function rates(at: Desk, { growth = 0.03, borrow = 0.025, funding = 0.1, gas = 2 }): Desk {
  const { market } = at
  const contracts = (place: 'BINANCE' | 'BYBIT' | 'OKX') => ({
    ETHUSDT: { ...market.perps[place].ETHUSDT, funding: perYear(funding) },
    BTCUSDT: { ...market.perps[place].BTCUSDT, funding: perYear(funding) },
  })
  return {
    ...at,
    market: {
      ...market,
      gas,
      weeth: { ...market.weeth, growth: perYear(growth) },
      reserves: { ...market.reserves, WETH: { ...market.reserves.WETH, borrowRate: perYear(borrow) } },
      perps: { BINANCE: contracts('BINANCE'), BYBIT: contracts('BYBIT'), OKX: contracts('OKX') },
    },
  }
}

describe.each(MODES.map((one) => [`${one.name} ${one.shareClass}`, one] as const))('from cash, %s', (_, one) => {
  it('is deployed in a few cycles and then left alone', () => {
    const { at, cycles } = settle(desk(one))
    expect(cycles.length).toBeGreaterThan(0)
    expect(cycles.length).toBeLessThan(6)
    expect(cycles.every(({ decision }) => decision.chosen?.proposal.plan.class === 'TARGET')).toBe(true)
    const decision = decided(at)
    expect(decision.outcome).toBe('NEUTRAL')
    expect(decision.weighed).toEqual([])
  })

  it('loses nothing on the way but the cost of its plans', () => {
    const { at, cycles } = settle(desk(one))
    const cost = cycles.reduce((sum, { decision }) => sum + total(decision.chosen?.proposal.forecast.cost ?? NONE), 0)
    const start = desk(one)
    expect(netAssets(at.state, at.market)).toBeCloseTo(netAssets(start.state, start.market) - cost, 2)
    expect(cost / netAssets(start.state, start.market)).toBeLessThan(0.003)
  })

  it('stands at its targets', () => {
    const at = deployed(one)
    const { figures } = assessed(at)
    for (const { equityRatio } of figures.exchanges) expect(equityRatio).toBeCloseTo(0.5, 2)
    for (const { health, debt } of figures.loans) if (debt > 0) expect(health).toBeCloseTo(1.2, 4)
    if (one.isHedged || one.shareClass === 'ETH') expect(Math.abs(figures.driftFraction)).toBeLessThan(0.005)
    const idle = at.state.wallet.USDT + (at.state.wallet.WETH + Math.max(0, at.state.wallet.ETH - 2)) * 2000
    expect(idle / figures.netAssets).toBeLessThan(one.components.transfers ? 0.06 : 0.01)
  })
})

const NONE = { gas: usd(0), fee: usd(0), slippage: usd(0), carry: usd(0) }
const HEDGED = MODES.filter(({ isHedged }) => isHedged).map((one) => [`${one.name} ${one.shareClass}`, one] as const)

describe.each(HEDGED)('when ether and bitcoin move, %s', (_, one) => {
  it('has nothing to do after 5 %', () => {
    const { cycles, at } = settle({ ...deployed(one), market: shifted(deployed(one).market, 0.05) })
    expect(cycles).toEqual([])
    for (const ratio of ratios(at)) expect(ratio).toBeCloseTo((0.5 - 0.05) / 1.05, 2)
  })

  it('is out of its band after 15 %: without an optimizer it is brought back if that is cheap, with one only if it pays', () => {
    const at = { ...deployed(one), market: shifted(deployed(one).market, 0.15) }
    expect(assessed(at).level).toBe('DRIFT')
    const support = proposed(at).find((proposal) => purposes([proposal])[0] === 'Margin support')
    expect(support?.ok === true ? support.plan.class : support?.class).toBe('TARGET')
    const { at: end, cycles } = settle(at)
    if (one.long === 'loop') {
      expect(cycles).toEqual([])
      expect(rationale(decided(at))).toContain('NOT_WORTH_IT')
    } else for (const ratio of ratios(end)) expect(ratio).toBeGreaterThan(0.4)
  })

  it.each([0.25, 0.4])('is brought back to its margin by SAFETY after a rise of %d', (move) => {
    const at = { ...deployed(one), market: shifted(deployed(one).market, move) }
    expect(assessed(at).level).toBe(move > 0.3 ? 'CRITICAL' : 'WARNING')
    const { at: end, cycles } = settle(at)
    expect(cycles[0]?.decision.chosen?.proposal.plan).toMatchObject({
      class: 'SAFETY',
      purpose: move > 0.3 ? 'EMERGENCY: Margin support' : 'Margin support',
    })
    for (const ratio of ratios(end)) expect(ratio).toBeGreaterThan(0.4)
    expect(['NORMAL', 'DRIFT']).toContain(assessed(end).level)
    expect(Math.abs(assessed(end).figures.driftFraction)).toBeLessThan(0.01)
  })

  it.each([-0.05, -0.15, -0.25, -0.4])('is never in danger after a fall of %d', (move) => {
    const at = { ...deployed(one), market: shifted(deployed(one).market, move) }
    const { at: end, cycles } = settle(at)
    expect(cycles.every(({ decision }) => decision.chosen?.proposal.plan.class === 'TARGET')).toBe(true)
    if (one.components.optimizer || move > -0.1) return
    expect(cycles.map(({ decision }) => decision.chosen?.proposal.plan.purpose)).toContain('Redeploy margin')
    for (const ratio of ratios(end)) expect(ratio).toBeLessThan(0.65)
  })
})

describe('upkeep', () => {
  const at = deployed(NEUTRAL)

  it('refills the gas from WETH where there is enough, else from USDT, before anything else', () => {
    const dry = having(at, { wallet: holdings({ ...at.state.wallet, ETH: 0.5 }) })
    const swap = decided(dry)
    expect(swap.chosen?.proposal.plan).toMatchObject({ purpose: 'Gas reserve', class: 'SAFETY' })
    expect(swap.chosen?.proposal.plan.stages[0]?.[0]).toMatchObject({ kind: 'venues.swap', sell: 'USDT', buy: 'ETH' })
    expect(carriedOut(dry, swap).state.wallet.ETH).toBeCloseTo(2, 1)
    const wet = having(dry, { wallet: holdings({ ...dry.state.wallet, WETH: 3 }) })
    expect(decided(wet).chosen?.proposal.plan.stages[0]?.[0]).toMatchObject({ kind: 'venues.wrap', from: 'WETH' })
    expect(carriedOut(wet, decided(wet)).state.wallet.ETH).toBeCloseTo(2, 2)
  })

  it('judges a refill by what it moves, and names the balance that cuts it', () => {
    const poor = having(at, { wallet: holdings({ ETH: 0.1, USDT: 200 }) })
    const [refill] = offered(proposed(poor)).filter(({ plan }) => plan.purpose === 'Gas reserve')
    expect(refill?.moved).toBeCloseTo(200 * at.market.price.USDT, 6)
    expect(refill?.cuts).toMatchObject([{ limiter: 'balance', place: 'WALLET', allowed: refill?.moved, cycles: null }])
    // A swap whose gas is a fifth of what it brings is no refill.
    const poorer = having(at, { wallet: holdings({ ETH: 0.1, USDT: 3 }) })
    expect(decided(poorer).chosen).toBeNull()
    const rich = having(at, { wallet: holdings({ ETH: 0.5, USDT: 50_000 }) })
    expect(offered(proposed(rich)).find(({ plan }) => plan.purpose === 'Gas reserve')?.cuts).toEqual([])
  })

  it('says so when there is nothing to buy gas with', () => {
    const broke = having(at, { wallet: holdings({ ETH: 0.5 }) })
    expect(codes(proposed(broke))).toContain('NO_SOURCE')
    expect(decided(broke).outcome).toBe('DEFER')
  })

  it('leaves the gas alone at its minimum', () => {
    const edge = having(at, { wallet: holdings({ ...at.state.wallet, ETH: 1 }) })
    expect(purposes(proposed(edge))).not.toContain('Gas reserve')
  })

  it('sweeps what an abandoned plan left in a funding wing, at any hour, for nothing', () => {
    const exchanges = at.state.exchanges.map((account) =>
      account.place === 'OKX' ? { ...account, funding: holdings({ USDT: 500 }) } : account,
    )
    const idle = { ...having(at, { exchanges }), market: later(at.market, 1) }
    const decision = decided(idle)
    expect(decision.chosen?.proposal.plan).toMatchObject({ purpose: 'Sweep funding wings', class: 'TARGET' })
    expect(decision.chosen?.verdict.cost).toBe(0)
    expect(carriedOut(idle, decision).state.exchanges.every(({ funding }) => funding.USDT === 0)).toBe(true)
  })

  it('sweeps as SAFETY only where the account is past its warning, and never before what helps more', () => {
    const market = { ...later(at.market, 1) }
    const thin = (funding: number, trading: number) =>
      having(
        { ...at, market },
        {
          exchanges: at.state.exchanges.map((account) =>
            account.place === 'OKX'
              ? { ...account, trading: holdings({ USDT: trading }), funding: holdings({ USDT: funding }) }
              : account,
          ),
        },
      )
    const short = at.state.exchanges.find(({ place }) => place === 'OKX')
    const notional = (short?.perps ?? []).reduce((all, { quantity: size, entry }) => all + Math.abs(size) * entry, 0)
    const pressed = thin(500, notional * 0.18)
    const sweep = offered(proposed(pressed)).find(({ plan }) => plan.purpose === 'Sweep funding wings')
    expect(sweep?.plan.class).toBe('SAFETY')
    expect(decided(pressed).chosen?.proposal.plan.purpose).toBe('Margin support')
  })

  it('refills the buffer from the exchange with the largest surplus, else from the long leg with its hedge', () => {
    const empty = having(deployed(UNLEVERED), { wallet: holdings({ ...deployed(UNLEVERED).state.wallet, USDT: 0 }) })
    const long = offered(proposed(empty)).find(({ plan }) => plan.purpose === 'Refill buffer')
    expect(long?.plan.stages.flat().some(({ kind }) => kind === 'venues.closePerp')).toBe(true)
    expect(long?.forecast.final.wallet.USDT).toBeCloseTo(0.05 * netAssets(empty.state, empty.market), -3)
    const rich = margins(empty, (place) => (place === 'BYBIT' ? 1.6 : 1))
    const fromExchange = offered(proposed(rich)).find(({ plan }) => plan.purpose === 'Refill buffer')
    expect(fromExchange?.plan.stages[0]?.[0]).toMatchObject({ kind: 'venues.internalTransfer', place: 'BYBIT' })
    expect(fromExchange?.plan.stages.flat().some(({ kind }) => kind === 'venues.closePerp')).toBe(false)
  })

  it('says what keeps the buffer empty', () => {
    const empty = having(deployed(UNLEVERED), { wallet: holdings({ ...deployed(UNLEVERED).state.wallet, USDT: 0 }) })
    const slow = wanting(empty, { limits: { ...empty.policy.limits, deadline: hours(0) } })
    expect(codes(proposed(slow))).toContain('TOO_SLOW')
    const small = wanting(empty, { limits: { ...empty.policy.limits, transferMin: usd(1e9) } })
    expect(purposes(proposed(small))).not.toContain('Refill buffer')
    const spot = deployed(BASIS)
    const wants = { ...wanting(spot, { buffer: spot.policy.decision.costMax.safety }), market: later(spot.market, 8) }
    const bound = { ...wants.policy.bounds, buffer: { ...wants.policy.bounds.buffer, low: 0.01 } }
    expect(purposes(proposed(wanting(wants, { bounds: bound })))).not.toContain('Refill buffer')
  })
})

describe('margin', () => {
  it('comes from the wallet first, then from another exchange, then from the long leg', () => {
    const at = deployed(UNLEVERED)
    const weak = margins(at, (place) => (place === 'BINANCE' ? 0.5 : place === 'OKX' ? 1.3 : 1))
    const rich = having(weak, { wallet: holdings({ ...weak.state.wallet, USDT: 60_000 }) })
    const plan = offered(proposed(rich)).find(({ plan: { purpose } }) => purpose === 'Margin support')
    const sent = plan?.plan.stages
      .flat()
      .flatMap((step) => (step.kind === 'venues.transfer' ? [[step.from, step.flight.replace(/.*\//, '')]] : []))
    expect(sent).toEqual([
      ['WALLET', 'margin-support:0.0'],
      ['OKX', 'margin-support:0.2'],
      ['WALLET', 'margin-support:0.5'],
    ])
    expect(ratios({ ...rich, state: plan?.forecast.final ?? rich.state })[0]).toBeCloseTo(0.5, 2)
  })

  it('counts what is on its way', () => {
    const at = deployed(UNLEVERED)
    const weak = margins(at, (place) => (place === 'BINANCE' ? 0.7 : 1))
    const missing = 0.3 * (weak.state.exchanges[0]?.trading.USDT ?? 0)
    const flight = {
      key: 'other#0',
      asset: 'USDT',
      quantity: quantity(missing / 0.7),
      from: 'WALLET',
      to: 'BINANCE',
      departed: at.market.asOf,
      eta: { p50: at.market.asOf, p95: at.market.asOf, stress: at.market.asOf },
    } as const
    expect(codes(proposed(having(weak, { flights: [flight] })))).toContain('NO_SOURCE')
    expect(codes(proposed(weak))).not.toContain('NO_SOURCE')
  })

  it('is never sent beyond what the caps leave', () => {
    const at = { ...deployed(UNLEVERED), market: shifted(deployed(UNLEVERED).market, 0.4) }
    const sent = [{ at: at.market.asOf, to: 'WALLET' as const, value: usd(200_000) }]
    const plan = offered(proposed(having(at, { sent })))[0]
    const flown = plan?.plan.stages.flat().filter(({ kind }) => kind === 'venues.transfer').length ?? 0
    expect(flown).toBeGreaterThan(0)
    expect(plan?.forecast.final.sent.reduce((sum, { value }) => sum + value, 0)).toBeLessThanOrEqual(250_000)
    expect(
      codes(proposed(having(at, { sent: [{ ...sent[0], at: at.market.asOf, to: 'WALLET', value: usd(250_000) }] }))),
    ).toEqual(['LIMIT_REACHED'])
  })

  it('says so when the surplus cannot be put to work', () => {
    const at = margins(deployed(UNLEVERED), () => 2)
    const slow = wanting(at, { limits: { ...at.policy.limits, deadline: hours(0) } })
    expect(codes(proposed(slow))).toContain('TOO_SLOW')
    const small = wanting(at, { limits: { ...at.policy.limits, transferMin: usd(1e9) } })
    expect(codes(proposed(small))).toContain('NO_SOURCE')
  })

  it('of a basis book comes from the coins beside it, and goes back into them', () => {
    const up = { ...deployed(BASIS), market: shifted(deployed(BASIS).market, 0.25) }
    const plan = decided(up).chosen?.proposal.plan
    expect(plan?.stages.flat().every(({ kind }) => kind === 'venues.swap' || kind === 'venues.closePerp')).toBe(true)
    const down = { ...deployed(BASIS), market: shifted(deployed(BASIS).market, -0.4) }
    const back = offered(proposed(down)).find(({ plan: { purpose } }) => purpose === 'Redeploy margin')
    expect(back?.plan.stages.flat().every(({ kind }) => kind === 'venues.swap' || kind === 'venues.openPerp')).toBe(
      true,
    )
  })
})

describe('health', () => {
  /** The loop with more debt: supplied weETH is unchanged. */
  const owing = (at: Desk, factor: number) =>
    having(at, {
      loans: at.state.loans.map((loan) => ({ ...loan, borrowed: holdings({ WETH: loan.borrowed.WETH * factor }) })),
    })

  it.each([
    [1.035, 'TARGET', 'DRIFT'],
    [1.07, 'SAFETY', 'WARNING'],
    [1.12, 'SAFETY', 'CRITICAL'],
  ] as const)('below its band by a debt of %d it sells down to its target as %s', (factor, planClass, level) => {
    const at = owing(deployed(LOOPED), factor)
    expect(assessed(at).level).toBe(level)
    const decision = decided(at)
    expect(decision.chosen?.proposal.plan).toMatchObject({
      purpose: level === 'CRITICAL' ? 'EMERGENCY: LTV reduction' : 'LTV reduction',
      class: planClass,
    })
    const after = assessed(carriedOut(at, decision)).figures
    expect(after.loans[0]?.health).toBeCloseTo(1.2, 4)
    expect(Math.abs(after.driftFraction)).toBeLessThan(0.005)
  })

  it('costs what is sold and not what is owed, so that a warning is not too dear to be heeded', () => {
    const at = owing(deployed(LOOPED), 1.07)
    const { verdict, proposal } = decided(at).chosen ?? {}
    const step = proposal?.plan.stages[0]?.[0]
    const sold = step?.kind === 'venues.deleverage' ? step.sell * at.market.price.weETH : 0
    expect(proposal?.moved).toBeCloseTo(sold, 6)
    expect(verdict?.costBps).toBeGreaterThan(20)
    expect(verdict?.costBps).toBeLessThan(60)
  })

  it('above its band it borrows more, and nothing without a loop', () => {
    const at = owing(deployed(LOOPED), 0.94)
    const decision = decided(at)
    expect(decision.chosen?.proposal.plan).toMatchObject({ purpose: 'Raise leverage', class: 'TARGET' })
    expect(assessed(carriedOut(at, decision)).figures.loans[0]?.health).toBeCloseTo(1.2, 4)
    const supply = { ...LOOPED, long: 'supply' as const }
    expect(purposes(proposed(wanting(at, { mode: supply })))).not.toContain('Raise leverage')
  })

  it('says why it cannot', () => {
    const at = deployed(LOOPED)
    const loan = at.state.loans[0]
    if (loan === undefined) throw new RangeError('no loan')
    const nothing = having(at, {
      loans: [{ ...loan, supplied: holdings({ WETH: 100 }), borrowed: holdings({ WETH: 80 }) }],
    })
    expect(codes(proposed(nothing))).toContain('NOTHING_TO_SELL')
    const drowned = owing(at, 1.4)
    expect(codes(proposed(drowned))).toContain('UNREACHABLE_HEALTH')
    expect(decided(drowned).outcome).toBe('DEFER')
    const { reserves } = at.market
    const dry = owing(
      { ...at, market: { ...at.market, reserves: { ...reserves, WETH: { ...reserves.WETH, available: 0 } } } },
      0.9,
    )
    expect(offered(proposed(dry)).find(({ plan }) => plan.purpose === 'Raise leverage')?.moved).toBe(0)
  })
})

describe('delta', () => {
  const short = (at: Desk, factor: number) =>
    having(at, {
      exchanges: at.state.exchanges.map((account) => ({
        ...account,
        perps: account.perps.map((perp) => ({ ...perp, quantity: quantity(perp.quantity * factor) })),
      })),
    })

  it.each([
    [0.96, 'TARGET', 'openPerp'],
    [0.9, 'SAFETY', 'openPerp'],
    [1.04, 'TARGET', 'closePerp'],
    [1.1, 'SAFETY', 'closePerp'],
  ] as const)('with %d of its hedge is brought back as %s by %s', (factor, planClass, kind) => {
    const at = short(deployed(UNLEVERED), factor)
    const decision = decided(at)
    expect(decision.chosen?.proposal.plan).toMatchObject({
      purpose: planClass === 'SAFETY' ? 'EMERGENCY: Delta hedge' : 'Delta hedge',
      class: planClass,
    })
    expect(decision.chosen?.proposal.plan.stages.flat().every((step) => step.kind === `venues.${kind}`)).toBe(true)
    expect(Math.abs(assessed(carriedOut(at, decision)).figures.driftFraction)).toBeLessThan(1e-3)
  })

  it('sells where the margin is, and not where there is neither position nor margin', () => {
    const at = short(deployed(UNLEVERED), 0.9)
    const bare = having(at, {
      exchanges: at.state.exchanges.map((account) =>
        account.place === 'OKX' ? { ...account, trading: holdings({}), perps: [] } : account,
      ),
    })
    const step = offered(proposed(bare)).find(({ plan }) => plan.purpose === 'Delta hedge')?.plan.stages[0]?.[0]
    expect(step).toMatchObject({ kind: 'venues.openPerp', place: 'BINANCE' })
  })

  it('buys a future where the book is short without a perp to buy back', () => {
    const at = deployed(UNLEVERED)
    const shorted = having(at, {
      wallet: holdings({ ...at.state.wallet, weETH: 0, ETH: -20 }),
      exchanges: at.state.exchanges.map((account) => ({ ...account, perps: [] })),
    })
    const step = offered(proposed(shorted)).find(({ plan }) => plan.purpose === 'Delta hedge')?.plan.stages[0]?.[0]
    expect(step).toMatchObject({ kind: 'venues.openPerp', side: 'long', quantity: 20 })
  })

  it('is not asked of a book that hedges nothing, and has no answer without an exchange', () => {
    expect(purposes(proposed(deployed(mode('pure_lending', 'USDT'))))).not.toContain('Delta hedge')
    const at = deployed(UNLEVERED)
    expect(purposes(proposed(having(at, { exchanges: [] })))).not.toContain('Delta hedge')
  })

  it('says which exchange refuses', () => {
    const at = short(deployed(UNLEVERED), 0.9)
    const bare = having(at, {
      exchanges: at.state.exchanges.map((one) => ({ ...one, trading: holdings({}), perps: [] })),
    })
    expect(codes(proposed(bare))).toContain('INITIAL_MARGIN')
  })
})

describe('idle capital', () => {
  it('that is weETH becomes collateral of a loop; that is ether is staked', () => {
    const loop = deployed(mode('eth_leveraged', 'USDT'))
    const free = having(loop, { wallet: holdings({ ...loop.state.wallet, weETH: 5 }) })
    expect(purposes(proposed(free))).toContain('Supply free weETH')
    const ether = having(loop, { wallet: holdings({ ...loop.state.wallet, WETH: 4, ETH: 8 }) })
    expect(purposes(offered(proposed(ether)))).toEqual(
      expect.arrayContaining(['Deploy capital WETH', 'Deploy capital ETH']),
    )
  })

  it('waits when there is too little of it', () => {
    for (const one of [UNLEVERED, BASIS]) {
      const at = deployed(one)
      expect(purposes(proposed({ ...at, market: later(at.market, 8) }))).not.toContain('Deploy capital')
    }
  })

  it('says what stops it', () => {
    for (const one of [UNLEVERED, BASIS]) {
      const cash = desk(one)
      const slow = wanting(cash, { limits: { ...cash.policy.limits, deadline: hours(0) } })
      expect(codes(proposed(slow))).toEqual(['TOO_SLOW'])
      const dry = having(cash, { wallet: holdings({ USDT: 1_000_000 }) })
      expect(codes(proposed(wanting(dry, { gasReserve: { min: 0, target: 0 } })))).toEqual(['GAS_SHORT'])
    }
  })

  it('of a book without any exchange account stays where it is', () => {
    expect(purposes(proposed(having(desk(BASIS), { exchanges: [] })))).toEqual([])
  })
})

describe('allocation', () => {
  const uneven = (one: (typeof MODES)[number]) =>
    margins(deployed(one), (place) => (place === 'BINANCE' ? 1.9 : place === 'OKX' ? 0.85 : 1))

  it('moves the surplus of one exchange to the one furthest under, where nothing weighs the gain', () => {
    const at = uneven(UNLEVERED)
    const plan = offered(proposed(at)).find(({ plan: { purpose } }) => purpose === 'Venue allocation')
    expect(plan?.plan.stages[0]?.[1]).toMatchObject({ kind: 'venues.transfer', from: 'BINANCE', to: 'OKX' })
    expect(plan?.plan.class).toBe('TARGET')
    const before = assessed(at).figures.exchanges.map(({ worth }) => worth)
    const after = assessed({ ...at, state: plan?.forecast.final ?? at.state }).figures.exchanges.map(
      ({ worth }) => worth,
    )
    const off = (worths: readonly number[]) =>
      Math.max(...worths.map((w, i) => Math.abs(w / sum(worths) - ([0.4, 0.3, 0.3][i] ?? 0))))
    expect(off(after)).toBeLessThan(off(before))
  })

  it('is not worth it where the gain is weighed, since equity earns the same everywhere', () => {
    expect(codes(proposed(uneven(NEUTRAL)))).toContain('NOT_WORTH_IT')
  })

  it('is left to modes with the transfer manager or with spot', () => {
    const at = uneven(UNLEVERED)
    const without = { ...UNLEVERED, components: { ...UNLEVERED.components, transfers: false } }
    expect(purposes(proposed(wanting(at, { mode: without })))).not.toContain('Venue allocation')
  })

  it('stops at what the giver may give and at the least transfer', () => {
    const at = uneven(UNLEVERED)
    const small = wanting(at, { limits: { ...at.policy.limits, transferMin: usd(1e9) } })
    expect(purposes(proposed(small))).not.toContain('Venue allocation')
    const slow = wanting(at, { limits: { ...at.policy.limits, deadline: hours(0) } })
    expect(codes(proposed(slow))).toContain('TOO_SLOW')
  })
})

const sum = (all: readonly number[]) => all.reduce((total_, one) => total_ + one, 0)

describe('carry', () => {
  const paying = (at: Desk, place: 'BINANCE' | 'OKX', funding: number): Desk => ({
    ...at,
    market: {
      ...at.market,
      perps: {
        ...at.market.perps,
        [place]: {
          ...at.market.perps[place],
          ETHUSDT: { ...at.market.perps[place].ETHUSDT, funding: perYear(funding) },
        },
      },
    },
  })

  it('moves the hedge to where it is paid best, at delta 0, only with an optimizer', () => {
    const at = paying(deployed(NEUTRAL), 'OKX', 0.9)
    const decision = decided(at)
    expect(decision.chosen?.proposal.plan).toMatchObject({ purpose: 'Migrate hedge', class: 'OPPORTUNISTIC' })
    const [first, second] = decision.chosen?.proposal.plan.stages[0] ?? []
    expect(first).toMatchObject({ kind: 'venues.closePerp', place: 'BINANCE' })
    expect(second).toMatchObject({ kind: 'venues.openPerp', place: 'OKX', side: 'short' })
    const { figures } = assessed(carriedOut(at, decision))
    expect(figures.driftFraction).toBeCloseTo(assessed(at).figures.driftFraction, 4)
    expect(figures.exchanges[2]?.equityRatio).toBeGreaterThan(0.39)
    expect(purposes(proposed(paying(deployed(mode('eth_leveraged', 'USDT')), 'OKX', 0.9)))).not.toContain(
      'Migrate hedge',
    )
  })

  it('leaves the hedge where the difference is small, where it stands alone, and where nobody quotes', () => {
    expect(purposes(proposed(paying(deployed(NEUTRAL), 'OKX', 0.12)))).not.toContain('Migrate hedge')
    const at = paying(deployed(NEUTRAL), 'OKX', 0.9)
    const alone = having(at, { exchanges: at.state.exchanges.slice(0, 1) })
    expect(purposes(proposed(alone))).not.toContain('Migrate hedge')
    const bare = having(at, { exchanges: at.state.exchanges.map((one) => ({ ...one, perps: [] })) })
    expect(purposes(proposed(bare))).not.toContain('Migrate hedge')
  })

  it('halves the debt while it costs more than it earns, and only then', () => {
    const at = rates(deployed(NEUTRAL), { borrow: 0.2 })
    const lower = offered(proposed(at)).find(({ plan }) => plan.purpose === 'Lower leverage')
    const debt = (state: VenuesState) => assessed({ ...at, state }).figures.loans[0]?.debt ?? 0
    expect(lower?.plan.class).toBe('OPPORTUNISTIC')
    expect(debt(lower?.forecast.final ?? at.state) / debt(at.state)).toBeCloseTo(0.5, 2)
    expect(purposes(proposed(rates(deployed(NEUTRAL), { borrow: 0.02 })))).not.toContain('Lower leverage')
    expect(purposes(proposed(rates(deployed(LOOPED), { borrow: 0.2 })))).not.toContain('Lower leverage')
  })

  it('does not speak of carry where the account is open to liquidation', () => {
    const at = rates(deployed(NEUTRAL), { borrow: 0.2 })
    const loans = at.state.loans.map((loan) => ({ ...loan, borrowed: holdings({ WETH: loan.borrowed.WETH * 1.255 }) }))
    expect(assessed(having(at, { loans })).figures.loans[0]?.health).toBeCloseTo(0.956, 2)
    expect(() => proposed(having(at, { loans }))).not.toThrow()
    expect(
      purposes(
        proposed(
          having(at, {
            loans: at.state.loans.map((loan) => ({ ...loan, supplied: holdings({}), borrowed: holdings({}) })),
          }),
        ),
      ),
    ).not.toContain('Lower leverage')
  })
})

describe('the routine clock', () => {
  it('keeps what nothing presses for to its hours, and safety to none', () => {
    const cash = desk(UNLEVERED)
    expect(decided({ ...cash, market: later(cash.market, 1) }).chosen).toBeNull()
    expect(decided({ ...cash, market: later(cash.market, 8) }).chosen).not.toBeNull()
    const always = wanting(
      { ...cash, market: later(cash.market, 1) },
      { decision: { ...cash.policy.decision, routineEvery: hours(0) } },
    )
    expect(decided(always).chosen?.proposal.plan.purpose).toBe('Deploy capital')
    const urgent = { ...deployed(UNLEVERED), market: later(shifted(deployed(UNLEVERED).market, 0.25), 3) }
    expect(decided(urgent).chosen?.proposal.plan.class).toBe('SAFETY')
    const drifting = { ...deployed(UNLEVERED), market: later(shifted(deployed(UNLEVERED).market, 0.15), 3) }
    expect(decided(drifting).weighed).toEqual([])
  })

  it('lets nothing else be proposed where safety is', () => {
    const at = { ...deployed(NEUTRAL), market: shifted(deployed(NEUTRAL).market, 0.25) }
    const rich = having(at, { wallet: holdings({ ...at.state.wallet, USDT: 500_000 }) })
    expect(new Set(proposed(rich).map((one) => (one.ok ? one.plan.class : one.class)))).toEqual(new Set(['SAFETY']))
  })
})

describe('a depeg and dear gas', () => {
  it('hold back what is routine and say why', () => {
    const cash = desk(UNLEVERED)
    const off = { ...cash, market: { ...cash.market, price: { ...cash.market.price, USDT: quote(0.99) } } }
    expect(decided(off).chosen).toBeNull()
    const dear = { ...cash, market: { ...cash.market, gas: 150 } }
    expect(rationale(decided(dear))).toContain('GAS_TOO_DEAR')
  })
})

describe('what cannot be done', () => {
  const slow = (at: Desk) => wanting(at, { limits: { ...at.policy.limits, deadline: hours(0) } })
  const rich = (at: Desk, USDT: number, perps = at.state.exchanges[0]?.perps ?? []) =>
    having(at, { exchanges: at.state.exchanges.map((one) => ({ ...one, trading: holdings({ USDT }), perps })) })

  it('is told of the long leg where margin waits for nothing', () => {
    expect(codes(proposed(slow(rich(desk(UNLEVERED), 1_000_000))))).toContain('UNSUPPORTED_ROUTE')
    const ready = offered(proposed(rich(desk(UNLEVERED), 1_000_000)))[0]
    expect(ready?.plan.stages.length).toBe(1)
    expect(proposed(slow(desk(LOOPED)))).toEqual([])
  })

  it('is told of an account that is not there, or that takes no more', () => {
    expect(codes(proposed(having(desk(LOOPED), { loans: [] })))).toEqual(['ACCOUNT_UNKNOWN'])
    const at = deployed(NEUTRAL)
    const { terms } = at.market
    const reserves = { ...terms.lending.reserves, weETH: { ...terms.lending.reserves.weETH, frozen: true } }
    const frozen = { ...at, market: { ...at.market, terms: { ...terms, lending: { ...terms.lending, reserves } } } }
    const free = having(frozen, { wallet: holdings({ ...at.state.wallet, weETH: 5 }) })
    expect(codes(proposed(free))).toContain('RESERVE_FROZEN')
  })

  it('of a basis book is told of the exchange that refuses, and margin that is there already is used at once', () => {
    const long = [{ contract: 'BTCUSDT' as const, quantity: quantity(0.1), entry: 40_000 }]
    expect(codes(proposed(rich(desk(BASIS), 200_000, long)))).toContain('PERP_OPPOSITE')
    const ready = offered(proposed(having(rich(desk(BASIS), 200_000), { wallet: holdings({ USDT: 6000, ETH: 2 }) })))[0]
    expect(ready?.plan.stages.length).toBe(1)
    const little = having(deployed(BASIS), { wallet: holdings({ USDT: 6000, ETH: 2 }) })
    expect(purposes(proposed({ ...little, market: later(little.market, 8) }))).not.toContain('Deploy capital')
  })
})

describe('an exchange without a share', () => {
  it('is given nothing and gives what it has', () => {
    const at = margins(deployed(UNLEVERED), (place) => (place === 'BINANCE' ? 1.6 : 1))
    const alone = wanting(at, { allocation: { BYBIT: fraction(1) } })
    const plan = offered(proposed(alone)).find(({ plan: { purpose } }) => purpose === 'Venue allocation')?.plan
    expect(plan?.stages[0]?.[1]).toMatchObject({ kind: 'venues.transfer', from: 'BINANCE', to: 'BYBIT' })
    const drained = having(alone, { wallet: holdings({ ...at.state.wallet, USDT: 0 }) })
    expect(purposes(proposed(drained))).toContain('Refill buffer')
  })
})

describe('the buffer of every class', () => {
  it('comes out of where its long leg stands, in its own asset', () => {
    for (const [one, asset] of [
      [mode('pure_lending', 'USDT'), 'USDT'],
      [mode('pure_lending', 'ETH'), 'WETH'],
      [LOOPED, 'WETH'],
    ] as const) {
      const at = deployed(one)
      const bounds = { ...at.policy.bounds, buffer: { ...at.policy.bounds.buffer, low: 0.02 } }
      const wants = wanting(at, { buffer: at.policy.decision.costMax.safety, bounds })
      const plan = offered(proposed(wants)).find(({ plan: { purpose } }) => purpose === 'Refill buffer')
      const worth = netAssets(at.state, at.market)
      expect((plan?.forecast.final.wallet[asset] ?? 0) * at.market.price[asset]).toBeGreaterThan(0.02 * worth)
    }
  })
})

it('expects no opposite move of prices that do not move', () => {
  const at = { ...deployed(NEUTRAL), market: shifted(deployed(NEUTRAL).market, -0.4) }
  const calm = wanting(at, { decision: { ...at.policy.decision, dailyVolatility: fraction(0) } })
  const plan = offered(proposed(rates(calm, { funding: 0.6 }))).find(
    ({ plan: { purpose } }) => purpose === 'Redeploy margin',
  )
  expect(plan?.lifetime).toBe(Number.POSITIVE_INFINITY)
})

describe('what would pay and cannot be had', () => {
  it('is told with the reason', () => {
    const at = deployed(NEUTRAL)
    const { market } = at
    const paying = {
      ...market.perps,
      OKX: { ...market.perps.OKX, ETHUSDT: { ...market.perps.OKX.ETHUSDT, funding: perYear(0.9) } },
    }
    const long = having(
      { ...at, market: { ...market, perps: paying } },
      {
        exchanges: at.state.exchanges.map((one) =>
          one.place === 'OKX' ? { ...one, perps: [{ contract: 'ETHUSDT', quantity: quantity(1), entry: 2000 }] } : one,
        ),
      },
    )
    const always = wanting(long, {
      bounds: { ...at.policy.bounds, delta: { ...at.policy.bounds.delta, high: 1, warning: 1, critical: 2 } },
    })
    const migrate = proposed(always).find((one) => purposes([one])[0] === 'Migrate hedge')
    expect(migrate?.ok === false ? migrate.refusal.code : null).toBe('PERP_OPPOSITE')

    const dear = rates(at, { borrow: 0.2 })
    const { lending } = market.terms
    const reserves = { ...lending.reserves, weETH: { ...lending.reserves.weETH, paused: true } }
    const paused = {
      ...dear,
      market: { ...dear.market, terms: { ...market.terms, lending: { ...lending, reserves } } },
    }
    const lower = proposed(paused).find((one) => purposes([one])[0] === 'Lower leverage')
    expect(lower?.ok === false ? lower.refusal.code : null).toBe('RESERVE_PAUSED')
  })

  it('is not spoken of where there is nothing to sell', () => {
    const at = rates(deployed(NEUTRAL), { borrow: 0.2 })
    const plain = { id: 'main', eMode: 1, supplied: holdings({ WETH: 300 }), borrowed: holdings({ WETH: 180 }) }
    expect(purposes(proposed(having(at, { loans: [plain] })))).not.toContain('Lower leverage')
  })

  it('takes the buffer out of the long leg even where an exchange has no share of the hedge', () => {
    const at = deployed(UNLEVERED)
    const alone = wanting(at, { allocation: { BYBIT: fraction(1) } })
    const drained = having(alone, { wallet: holdings({ ...at.state.wallet, USDT: 0 }) })
    const plan = offered(proposed(drained)).find(({ plan: { purpose } }) => purpose === 'Refill buffer')
    expect(plan?.plan.stages.flat().find(({ kind }) => kind === 'venues.closePerp')).toMatchObject({ place: 'BYBIT' })
  })
})
