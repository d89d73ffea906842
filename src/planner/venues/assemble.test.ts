import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Desk, desk, settle } from '../../../test/arbitraries/desk.ts'
import { BOOK, MARKET, mode, policy, standing, TERMS } from '../../../test/arbitraries/venues.ts'
import { paid } from '../../portfolio/cost.ts'
import { foresee } from '../../portfolio/foresee.ts'
import { apply } from '../../portfolio/venues/apply.ts'
import { holdings } from '../../portfolio/venues/asset.ts'
import { exchangeOf, loanOf } from '../../portfolio/venues/balance.ts'
import { VENUES } from '../../portfolio/venues/book.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { EXCHANGES, PLACES, type Place } from '../../portfolio/venues/place.ts'
import { assess } from '../../portfolio/venues/risk.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { delta, netAssets } from '../../portfolio/venues/worth.ts'
import { fraction, quantity, quote } from '../../units/estimate.ts'
import * as Grid from '../../units/grid.ts'
import { hours } from '../../units/time.ts'
import { along, append, merge } from './assemble.ts'
import type { Context } from './context.ts'
import { offset } from './hedge.ts'
import { instructions } from './instruction.ts'
import { node } from './leg.ts'
import * as Loop from './loop.ts'
import { routes } from './route.ts'
import { offers } from './source.ts'
import { accountOf, transfer } from './transfer.ts'

const POLICY = policy()

function contextOf({ state, market, policy: wanted }: Desk): Context {
  const { asOf } = market
  return { asOf, state, market, policy: wanted, assessment: assess({ asOf, state, market }, wanted) }
}

function taken(state: VenuesState, step: VenuesStep, market: VenuesMarket): VenuesState {
  const applied = apply(state, step, market)
  if (!applied.ok) throw new RangeError(`${applied.refusal.code}: ${applied.refusal.detail}`)
  return applied.state
}

const healthOf = (state: VenuesState, id: string, market: VenuesMarket) => {
  const loan = loanOf(state, id)
  return loan === undefined ? Number.NaN : Loan.of(loan, market).health
}

describe('the remedies by hand (C 107.44, D 95.796, 1.0655 to 1.10)', () => {
  // Prices, rate and indices of one and a market without slippage: what is lost is the flash loan's fee of 5 bps.
  const flat = { ...TERMS.depth, 'weETH/ETH': [{ size: 1, cost: fraction(0) }] }
  const one = { ...MARKET.reserves.WETH, liquidityIndex: 1, borrowIndex: 1 }
  const market: VenuesMarket = {
    ...MARKET,
    terms: { ...TERMS, depth: flat },
    price: { ...MARKET.price, weETH: quote(2000) },
    weeth: { ...MARKET.weeth, rate: 1, market: 1 },
    reserves: { ...MARKET.reserves, WETH: one, weETH: one },
  }
  const loan = { id: 'main', eMode: 1, supplied: holdings({ weETH: 107.44 }), borrowed: holdings({ WETH: 95.796 }) }
  const state = { ...BOOK, loans: [loan] }
  const context = { account: 'main', market, policy: POLICY }

  it('starts from there', () => {
    expect(Loan.of(loan, market).health).toBeCloseTo(1.0655, 4)
    expect(Loop.grossAtTarget({ ...context, policy: healthy(1.1) }, state)).toBeCloseTo(7.33, 2)
  })

  it('sells 22.13 in one transaction and stands at 1.10', () => {
    const step = Loop.deleverageTo(state, 1.1, context)
    expect(step?.sell).toBeCloseTo(22.13, 2)
    expect(healthOf(taken(state, step ?? NOTHING, market), 'main', market)).toBeCloseTo(1.1, 9)
    expect(netAssets(state, market) - netAssets(taken(state, step ?? NOTHING, market), market)).toBeCloseTo(
      22.13 * 2000 * 0.0005 + 850_000 * 10e-9 * 2000,
      1,
    )
  })

  it('leaves 3.01 to repay or 3.48 to supply from outside', () => {
    const repaid = taken(state, { kind: 'venues.repay', account: 'main', asset: 'WETH', size: quantity(3.007) }, market)
    expect(healthOf(repaid, 'main', market)).toBeCloseTo(1.1, 4)
    const supplied = taken(
      state,
      { kind: 'venues.supply', account: 'main', asset: 'weETH', size: quantity(3.482) },
      market,
    )
    expect(healthOf(supplied, 'main', market)).toBeCloseTo(1.1, 4)
  })

  it('has nothing to sell where nothing stands or nothing is missing', () => {
    expect(Loop.deleverageTo(state, 1.06, context)).toBeNull()
    expect(Loop.deleverageTo(state, 1.1, { ...context, account: 'other' })).toBeNull()
    expect(Loop.borrowFor(state, 10, { ...context, account: 'other' })).toBe(0)
    expect(Loop.equityOf(state, { ...context, account: 'other' })).toBe(0)
    expect(Loop.unwind(state, 1000, { ...context, account: 'other' })).toMatchObject({ sell: 0, repay: 0 })
    expect(Loop.grossAtTarget({ ...context, account: 'other', policy: healthy(1.2) }, state)).toBeCloseTo(3, 9)
  })
})

const NOTHING: VenuesStep = { kind: 'venues.setEMode', account: 'none', category: 0 }
const healthy = (target: number) =>
  policy({ bounds: { ...POLICY.bounds, health: { ...POLICY.bounds.health, target } } })

describe('laws of the loop', () => {
  const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const loops = fc.record({
    market: standing.map(({ market }) => ({
      ...market,
      gas: 1,
      reserves: { ...market.reserves, weETH: { ...market.reserves.weETH, available: 1e5 } },
    })),
    weETH: real(1, 500),
    part: real(0.1, 0.7),
    target: real(1.1, 2),
    value: real(0.01, 0.9),
  })
  const bookOf = ({ market, weETH, part }: { market: VenuesMarket; weETH: number; part: number }): VenuesState => ({
    ...BOOK,
    wallet: holdings({ ETH: 10, WETH: 500 }),
    loans: [
      {
        id: 'main',
        eMode: 1,
        supplied: holdings({ weETH }),
        borrowed: holdings({
          WETH:
            (weETH * part * market.reserves.weETH.liquidityIndex * market.weeth.rate) /
            market.reserves.WETH.borrowIndex,
        }),
      },
    ],
  })

  it('borrows exactly up to the target health, or what the market has left', () => {
    fc.assert(
      fc.property(loops, real(0.1, 400), (given, wanted) => {
        const { market } = given
        const equity = Grid.round(wanted, market.terms.ticks.WETH, 'down')
        const state = bookOf(given)
        const borrow = Loop.borrowFor(state, equity, { account: 'main', market, policy: healthy(given.target) })
        expect(borrow).toBeLessThanOrEqual(market.reserves.WETH.available)
        expect(borrow).toBeGreaterThanOrEqual(0)
        const step = { kind: 'venues.leverage', account: 'main', equity: quantity(equity), borrow } as const
        const health = healthOf(taken(state, step, market), 'main', market)
        if (borrow > 0 && borrow < market.reserves.WETH.available) expect(health).toBeCloseTo(given.target, 6)
        else if (borrow > 0) expect(health).toBeGreaterThan(given.target * (1 - 1e-9))
      }),
    )
  })

  it('takes equity out and leaves health as it is; what was asked for arrives', () => {
    fc.assert(
      fc.property(loops, (given) => {
        const { market } = given
        const state = bookOf(given)
        const context = { account: 'main', market, policy: POLICY }
        const value = Loop.equityOf(state, context) * given.value
        fc.pre(value > 1)
        const after = taken(state, Loop.unwind(state, value, context), market)
        expect(healthOf(after, 'main', market)).toBeGreaterThanOrEqual(healthOf(state, 'main', market) * (1 - 1e-12))
        // A tick of 1e-8 is a millionth of the smallest debts here.
        expect(healthOf(after, 'main', market)).toBeCloseTo(healthOf(state, 'main', market), 4)
        const freed = (after.wallet.WETH - state.wallet.WETH) * market.price.WETH
        expect(Math.abs(freed / value - 1)).toBeLessThan(0.01)
      }),
    )
  })

  it('deleverages to the health asked for, at a loss that is its stated cost', () => {
    fc.assert(
      fc.property(loops, real(1.01, 1.5), (given, factor) => {
        const { market } = given
        const state = bookOf(given)
        const target = healthOf(state, 'main', market) * factor
        const step = Loop.deleverageTo(state, target, { account: 'main', market, policy: POLICY })
        const after = taken(state, step ?? NOTHING, market)
        expect(healthOf(after, 'main', market)).toBeCloseTo(target, 2)
      }),
    )
  })
})

describe('the hedge', () => {
  const at = [
    { place: 'BINANCE', share: 0.4 },
    { place: 'BYBIT', share: 0.6 },
  ] as const
  const short = (size: number) => [{ contract: 'ETHUSDT' as const, quantity: quantity(-size), entry: 2000 }]
  const state = {
    ...BOOK,
    exchanges: BOOK.exchanges.map((one, i) => ({ ...one, perps: short(i === 0 ? 2 : 10) })),
  }

  it('is opened by the shares given', () => {
    expect(offset(10, state, { policy: POLICY, market: MARKET, at })).toMatchObject([
      { kind: 'venues.openPerp', place: 'BINANCE', side: 'short', quantity: 4 },
      { kind: 'venues.openPerp', place: 'BYBIT', side: 'short', quantity: 6 },
    ])
  })

  it('is bought back by the shares given, and beyond what stands there wherever else it stands', () => {
    expect(offset(-10, state, { policy: POLICY, market: MARKET, at })).toMatchObject([
      { kind: 'venues.closePerp', place: 'BINANCE', quantity: 2 },
      { kind: 'venues.closePerp', place: 'BYBIT', quantity: 6 },
      { kind: 'venues.closePerp', place: 'BYBIT', quantity: 2 },
    ])
    const all = offset(-100, state, { policy: POLICY, market: MARKET, at })
    expect(all.reduce((sum, step) => sum + ('quantity' in step ? step.quantity : 0), 0)).toBeCloseTo(12, 12)
  })

  it('does not bother with dust, and trades the contract of its coin', () => {
    expect(offset(0.0009, state, { policy: POLICY, market: MARKET, at })).toEqual([])
    expect(offset(-0.0009, state, { policy: POLICY, market: MARKET, at })).toEqual([])
    const basis = policy({ mode: mode('btc_basis', 'USDT') })
    expect(offset(1, state, { policy: basis, market: MARKET, at })).toMatchObject([
      { contract: 'BTCUSDT' },
      { contract: 'BTCUSDT' },
    ])
    expect(offset(-1, state, { policy: basis, market: MARKET, at })).toEqual([])
  })
})

/** USD that amounts rounded down leave on the way: a withdrawal in ten-thousandths of a USDT, ether in 1e-8. */
const LEFT_BY_TICKS = 3e-4

describe('transfers between all places', () => {
  const { at } = settle(desk(mode('usdt_market_neutral', 'USDT')))
  // A little of everything everywhere, so that every place has something to give.
  const rich: Desk = {
    ...at,
    state: {
      ...at.state,
      wallet: holdings({ USDT: 150_000, ETH: 30, WETH: 20, weETH: 40 }),
      exchanges: at.state.exchanges.map((one) => ({
        ...one,
        trading: holdings({ ...one.trading, USDT: one.trading.USDT * 1.6, ETH: 20 }),
      })),
    },
  }
  const pairs = PLACES.flatMap((from) => PLACES.filter((to) => to !== from).map((to) => [from, to] as const))
  const hedge = EXCHANGES.map((place) => ({ place, share: place === 'BINANCE' ? 0.4 : 0.3 }))
  const request = (source: Place, target: Place, value: number) =>
    ({ source, target, value, key: 'k', deadline: hours(4), hedge }) as const

  it('keep delta where it was, cost what they say and bring what they say', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.double({ min: 2000, max: 50_000, noNaN: true }),
        ([from, to], value) => {
          const sent = transfer(request(from, to, value), { state: rich.state, stages: [] }, contextOf(rich))
          if (!sent.ok) throw new RangeError(`${from} to ${to}: ${sent.refusal.code} ${sent.refusal.detail}`)
          const forecast = foresee(VENUES, sent.draft.stages, rich)
          expect(forecast.refusal).toBeNull()
          const cost = paid(forecast.cost)
          const { price } = rich.market
          expect(netAssets(rich.state, rich.market) - netAssets(forecast.final, rich.market)).toBeCloseTo(cost, 3)
          const moved = delta(forecast.final, rich.market).ETH - delta(rich.state, rich.market).ETH
          // Half of BYBIT's lot of a hundredth, the coarsest there is.
          expect(Math.abs(moved) * price.ETH).toBeLessThan(cost + 5e-3 * price.ETH)
          const arrived = sent.arrived * price[sent.chosen.route.to.asset]
          if (sent.chosen.route.to.bucket !== 'loop')
            expect(Math.abs(value - arrived)).toBeLessThanOrEqual(cost * 1.0001 + LEFT_BY_TICKS)
          expect(cost / value).toBeLessThan(0.05)
        },
      ),
    )
  })

  it('read as instructions from one place to the other, at what they cost', () => {
    for (const [from, to] of pairs) {
      const sent = transfer(request(from, to, 20_000), { state: rich.state, stages: [] }, contextOf(rich))
      if (!sent.ok) throw new RangeError(`${from} to ${to}`)
      const forecast = foresee(VENUES, sent.draft.stages, rich)
      const [first, ...more] = instructions({ purpose: 'a test' }, forecast, rich.market)
      expect(more).toEqual([])
      expect(first).toMatchObject({ source_venue: from, target_venue: to, purpose: 'a test' })
      expect(first?.amount_usd).toBeGreaterThan(19_000)
      expect(first?.transfer_plan.route_description.split(' → ').length).toBe(first?.transfer_plan.steps.length)
      expect(first?.transfer_plan.total_cost).toBeLessThan(1000)
    }
  })

  it('name each flight and await it in the stage after', () => {
    const sent = transfer(request('AAVE', 'BYBIT', 20_000), { state: rich.state, stages: [] }, contextOf(rich))
    const [first = [], second = []] = sent.ok ? sent.draft.stages : []
    expect(first.at(-1)).toMatchObject({ kind: 'venues.transfer', flight: 'k#0' })
    expect(second[0]).toEqual({ kind: 'venues.deposit', flight: 'k#0' })
    expect(second.at(-1)).toMatchObject({ kind: 'venues.closePerp' })
  })

  it('take all of what a trade of a later stage brings, since that is known when it is done', () => {
    const way = routes(node('BINANCE', 'trading', 'USDT'), node('AAVE', 'supply', 'WETH'), rich.market.terms).find(
      ({ legs }) => legs.some(({ move }) => move.kind === 'swap' && move.place === 'WALLET'),
    )
    if (way === undefined) throw new RangeError('no such way')
    const order = { key: 'k', account: 'main', hedge, isLater: false, policy: rich.policy, market: rich.market }
    const empty: Desk = { ...rich, state: { ...rich.state, wallet: holdings({ ETH: 5 }) } }
    const written = along(way, { state: empty.state, stages: [] }, { ...order, value: 10_000 })
    const supply = written.ok ? written.draft.stages.flat().find(({ kind }) => kind === 'venues.supply') : undefined
    expect(supply).toMatchObject({ size: 'all' })
  })

  it('buy back as many coins as staked ether stands for', () => {
    const [way] = routes(node('ETHERFI', 'free', 'weETH'), node('WALLET', 'free', 'USDT'), rich.market.terms)
    if (way === undefined) throw new RangeError('no such way')
    expect(way.legs.map(({ move }) => move.kind)).toContain('swap')
    const straight = routes(way.from, way.to, rich.market.terms).find(({ legs }) => legs.length === 1)
    if (straight === undefined) throw new RangeError('weETH is not sold for USDT')
    const order = { key: 'k', account: 'main', hedge, isLater: false, policy: rich.policy, market: rich.market }
    const written = along(straight, { state: rich.state, stages: [] }, { ...order, value: 21_000 })
    const closed = (written.ok ? written.draft.stages.flat() : []).map((step) =>
      step.kind === 'venues.closePerp' ? step.quantity : 0,
    )
    expect(closed.reduce<number>((sum, size) => sum + size, 0)).toBeCloseTo(10.5, 9)
  })

  it('do not hedge a coin that is not the book’s', () => {
    const [way] = routes(node('BINANCE', 'trading', 'BTC'), node('BINANCE', 'trading', 'USDT'), rich.market.terms)
    if (way === undefined) throw new RangeError('no such way')
    const exchanges = rich.state.exchanges.map((one) => ({ ...one, trading: holdings({ ...one.trading, BTC: 1 }) }))
    const order = { key: 'k', account: 'main', hedge, isLater: false, policy: rich.policy, market: rich.market }
    const written = along(way, { state: { ...rich.state, exchanges }, stages: [] }, { ...order, value: 10_000 })
    expect(written.ok ? written.draft.stages.flat().map(({ kind }) => kind) : []).toEqual(['venues.swap'])
  })

  it('stop at the first thing that the book refuses, the hedge included', () => {
    const [way] = routes(node('BINANCE', 'trading', 'USDT'), node('BINANCE', 'trading', 'ETH'), rich.market.terms)
    if (way === undefined) throw new RangeError('no such way')
    const exchanges = rich.state.exchanges.map((one) => ({
      ...one,
      perps: one.perps.map((perp) => ({ ...perp, quantity: quantity(1) })),
    }))
    const order = { key: 'k', account: 'main', hedge, isLater: false, policy: rich.policy, market: rich.market }
    const written = along(way, { state: { ...rich.state, exchanges }, stages: [] }, { ...order, value: 10_000 })
    expect(written.ok ? null : written.refusal.code).toBe('PERP_OPPOSITE')
    expect(append({ state: rich.state, stages: [] }, [NOTHING], rich.market)).toMatchObject({ ok: false })
  })

  it('stand side by side, stage by stage', () => {
    const steps = ['a', 'b', 'c'].map((flight): VenuesStep => ({ kind: 'venues.deposit', flight }))
    const [a, b, c] = steps as [VenuesStep, VenuesStep, VenuesStep]
    expect(merge([[a], [b]], [[c]])).toEqual([[a, c], [b]])
    expect(merge([], [[], [c]])).toEqual([[c]])
  })

  it('use the first lending account, where there is one', () => {
    expect(accountOf(rich)).toBe('main')
    expect(accountOf({ state: { ...rich.state, loans: [] } })).toBe('')
  })
})

describe('what a place offers', () => {
  it('leaves it at its targets', () => {
    fc.assert(
      fc.property(standing, ({ state, market }) => {
        const context = contextOf({ state, market, policy: POLICY })
        for (const place of EXCHANGES) {
          const account = exchangeOf(state, place)
          for (const { node: from, value } of offers(place, context)) {
            if (from.bucket !== 'trading' || from.asset !== 'USDT' || account === undefined) continue
            const left = {
              ...account,
              trading: { ...account.trading, USDT: quantity(account.trading.USDT - value / market.price.USDT) },
            }
            const { equity, notional } = Margin.of(left, market)
            expect(equity - 0.5 * notional).toBeGreaterThanOrEqual(-1e-9 * (1 + account.trading.USDT + notional))
          }
        }
        const wallet = offers('WALLET', context)
        expect(wallet[0]?.value).toBeLessThanOrEqual(Math.max(0, state.wallet.USDT * market.price.USDT))
        expect(wallet[2]?.value).toBeCloseTo(Math.max(0, (state.wallet.ETH - 2) * market.price.ETH), 6)
        for (const loan of state.loans) {
          const one = { ...context, state: { ...state, loans: [loan] } }
          for (const { node: from, value } of offers('AAVE', one)) {
            if (from.bucket !== 'supply' && from.bucket !== 'credit') continue
            const asset = from.asset as 'USDT' | 'WETH' | 'weETH'
            const index =
              from.bucket === 'supply' ? market.reserves[asset].liquidityIndex : market.reserves[asset].borrowIndex
            const tokens = (value / market.price[asset] / index) * (1 - 1e-9)
            const left =
              from.bucket === 'supply'
                ? { ...loan, supplied: { ...loan.supplied, [asset]: quantity(loan.supplied[asset] - tokens) } }
                : { ...loan, borrowed: { ...loan.borrowed, [asset]: quantity(loan.borrowed[asset] + tokens) } }
            if (value > 1e-6) expect(Loan.of(left, market).health).toBeGreaterThanOrEqual(1.2 * (1 - 1e-9))
          }
        }
      }),
    )
  })

  it('is nothing of an exchange that the book is not at, and keeps the buffer of its class', () => {
    const context = contextOf({ state: BOOK, market: MARKET, policy: POLICY })
    expect(offers('OKX', context)).toEqual([])
    const ether = contextOf({ state: BOOK, market: MARKET, policy: policy({ mode: mode('eth_leveraged', 'ETH') }) })
    const worth = netAssets(BOOK, MARKET)
    expect(offers('WALLET', context).map(({ value }) => value)).toEqual([100_000 - 0.05 * worth, 100_000, 16_000, 8000])
    expect(offers('WALLET', ether)[1]?.value).toBeCloseTo(Math.max(0, 100_000 - 0.05 * worth), 9)
    expect(offers('ETHERFI', context)).toEqual([
      { node: node('ETHERFI', 'free', 'weETH'), value: 42_000, limiter: 'balance' },
    ])
  })
})
