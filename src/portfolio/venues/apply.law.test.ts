import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cook,
  freeFor,
  frozen,
  KINDS,
  leaves,
  type Recipe,
  recipes,
  standing,
} from '../../../test/arbitraries/venues.ts'
import { quantity } from '../../units/estimate.ts'
import { isEstimated } from '../applied.ts'
import { paid } from '../cost.ts'
import { apply } from './apply.ts'
import { ASSETS } from './asset.ts'
import { onGrid } from './grid.ts'
import * as Loan from './loan.ts'
import * as Margin from './margin.ts'
import { underlying, type VenuesMarket } from './market.ts'
import type { VenuesState } from './state.ts'
import type { VenuesStep } from './step.ts'
import * as Worth from './worth.ts'

type Taken = Extract<ReturnType<typeof apply>, { ok: true }>

interface Walked {
  readonly market: VenuesMarket
  readonly first: VenuesState
  readonly recipes: readonly Recipe[]
}

const walks: fc.Arbitrary<Walked> = fc
  .record({ world: standing, recipes: fc.array(recipes(), { minLength: 4, maxLength: 12 }) })
  .map(({ world, recipes: made }) => ({ market: world.market, first: world.state, recipes: made }))

/** Walks a book through steps, refused ones left out, and shows each that was taken. */
function walk(
  { market, first, recipes: made }: Walked,
  see: (step: VenuesStep, before: VenuesState, taken: Taken) => void,
) {
  let state = first
  for (const recipe of made) {
    const step = cook(recipe, state, market)
    const applied = apply(state, step, market)
    if (!applied.ok) continue
    see(step, state, applied)
    state = applied.state
  }
}

/** What all of a book comes to when nothing is set off against anything: the scale that float64 loses digits on. */
function gross(state: VenuesState, { price }: VenuesMarket): number {
  let sum = 1
  for (const [path, amount] of Object.entries(leaves(state))) {
    const asset = path.endsWith('USDT')
      ? path.includes('ETHUSDT')
        ? 'ETH'
        : path.includes('BTCUSDT')
          ? 'BTC'
          : 'USDT'
      : null
    const other = ASSETS.find((one) => path.endsWith(`.${one}`)) ?? asset
    if (other !== null && !path.endsWith('entry')) sum += Math.abs(amount) * price[other]
  }
  return sum
}

/** What every account of the book holds, as postings name them. */
function accounts(state: VenuesState, market: VenuesMarket): Map<string, number> {
  const all = new Map<string, number>()
  const add = (account: string, asset: string, amount: number) =>
    all.set(`${account} ${asset}`, (all.get(`${account} ${asset}`) ?? 0) + amount)
  for (const asset of ASSETS) add('WALLET', asset, state.wallet[asset])
  for (const loan of state.loans)
    for (const asset of Loan.LENDING_ASSETS)
      add(`AAVE:${loan.id}`, asset, Loan.supplied(loan, asset, market) - Loan.owed(loan, asset, market))
  for (const { place, funding, trading, perps } of state.exchanges) {
    for (const asset of ASSETS) add(`${place}:funding`, asset, funding[asset])
    for (const asset of ASSETS) add(`${place}:trading`, asset, trading[asset])
    for (const perp of perps) add(`${place}:perp`, underlying(perp.contract), perp.quantity)
  }
  for (const flight of state.flights) add('FLIGHT', flight.asset, flight.quantity)
  return all
}

test('net assets change by the stated cost and by nothing else', () => {
  fc.assert(
    fc.property(walks, (walked) => {
      walk(walked, (step, before, { state, cost }) => {
        const lost = Worth.netAssets(before, walked.market) - Worth.netAssets(state, walked.market)
        expect([step.kind, Math.abs(lost - paid(cost)) / gross(before, walked.market)]).toEqual([
          step.kind,
          expect.toSatisfy((off: number) => off <= 1e-9),
        ])
      })
    }),
  )
})

test('postings sum to zero in every asset and say what changed in every account', () => {
  fc.assert(
    fc.property(walks, (walked) => {
      walk(walked, (step, before, { state, postings }) => {
        const sums = new Map<string, number>()
        const posted = new Map<string, number>()
        let scale = 1
        for (const { account, asset, quantity: amount } of postings.filter(isEstimated)) {
          sums.set(asset, (sums.get(asset) ?? 0) + amount)
          posted.set(`${account} ${asset}`, (posted.get(`${account} ${asset}`) ?? 0) + amount)
          scale = Math.max(scale, Math.abs(amount))
        }
        for (const [asset, sum] of sums) expect([asset, Math.abs(sum) <= 1e-9 * scale]).toEqual([asset, true])
        const had = accounts(before, walked.market)
        const has = accounts(state, walked.market)
        const inBook = [...posted.keys()].filter((name) => !/^(MARKET|COST):/.test(name))
        for (const name of new Set([...had.keys(), ...has.keys(), ...inBook])) {
          const change = (has.get(name) ?? 0) - (had.get(name) ?? 0)
          const off = Math.abs(change - (posted.get(name) ?? 0))
          const most = 1e-9 * Math.max(scale, Math.abs(had.get(name) ?? 0))
          expect([step.kind, name, off <= most]).toEqual([step.kind, name, true])
        }
      })
    }),
  )
})

/** Coins of delta that a step may change beside its gas: what is traded, and what a fee in coins takes. */
function moved(step: VenuesStep, { cost, postings }: Taken, market: VenuesMarket): { ETH: number; BTC: number } {
  const eth = market.price.ETH
  const posted = (account: string, asset: string) =>
    postings
      .filter(isEstimated)
      .reduce((sum, line) => sum + (line.account === account && line.asset === asset ? line.quantity : 0), 0)
  switch (step.kind) {
    case 'venues.transfer':
      return {
        ETH: step.asset === 'ETH' ? -cost.fee / eth : 0,
        BTC: step.asset === 'BTC' ? -cost.fee / market.price.BTC : 0,
      }
    case 'venues.unstake':
      return { ETH: -cost.fee / eth, BTC: 0 }
    case 'venues.deleverage':
      return { ETH: -(cost.fee + cost.slippage) / eth, BTC: 0 }
    case 'venues.openPerp':
    case 'venues.closePerp': {
      const coin = underlying(step.contract)
      const size = posted(`${step.place}:perp`, coin)
      expect(Math.abs(Math.abs(size) - step.quantity)).toBeLessThanOrEqual(1e-9 * (1 + step.quantity))
      return coin === 'ETH' ? { ETH: size, BTC: 0 } : { ETH: 0, BTC: size }
    }
    case 'venues.swap': {
      const where = step.place === 'WALLET' ? 'MARKET:dex' : `MARKET:${step.place}`
      const rate = market.weeth.rate
      const ether =
        posted(where, 'ETH') + posted(where, 'WETH') + posted(where, 'stETH') + posted(where, 'weETH') * rate
      return { ETH: -ether, BTC: -posted(where, 'BTC') }
    }
    default:
      return { ETH: 0, BTC: 0 }
  }
}

test('delta changes by what is traded, by fees in coins, and by gas', () => {
  fc.assert(
    fc.property(walks, (walked) => {
      const { market } = walked
      walk(walked, (step, before, taken) => {
        const had = Worth.delta(before, market)
        const has = Worth.delta(taken.state, market)
        const change = moved(step, taken, market)
        const most = (1e-9 * gross(before, market)) / market.price.ETH
        const eth = has.ETH - had.ETH - (change.ETH - taken.cost.gas / market.price.ETH)
        expect([step.kind, Math.abs(eth) <= most]).toEqual([step.kind, true])
        expect([step.kind, Math.abs(has.BTC - had.BTC - change.BTC) <= 1e-9 * (1 + Math.abs(had.BTC))]).toEqual([
          step.kind,
          true,
        ])
      })
    }),
  )
})

test('a refused step says its code, its facts and what would lift it; the book is untouched and the answer repeatable', () => {
  fc.assert(
    fc.property(walks, ({ market, first, recipes: made }) => {
      frozen(market)
      let state = frozen(first)
      for (const recipe of made) {
        const step = frozen(cook(recipe, state, market))
        const was = JSON.stringify(state)
        const applied = apply(state, step, market)
        expect(apply(state, step, market)).toEqual(applied)
        expect(JSON.stringify(state)).toBe(was)
        if (applied.ok) {
          state = frozen(applied.state)
          continue
        }
        const { code, detail, facts, lift } = applied.refusal
        expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/)
        expect(Object.keys(facts).length).toBeGreaterThan(0)
        expect([detail.length > 10, lift]).toEqual([true, expect.stringMatching(/\.$/)])
      }
    }),
  )
})

test('nothing is ever below zero, and margin is negative only where gains cover it', () => {
  fc.assert(
    fc.property(walks, (walked) => {
      walk(walked, (step, _, { state }) => {
        for (const [path, amount] of Object.entries(leaves(state))) {
          if (/\.(ETH|BTC)USDT$/.test(path) || path.endsWith('.trading.USDT')) continue
          expect([step.kind, path, amount >= -1e-9]).toEqual([step.kind, path, true])
        }
        for (const account of state.exchanges) {
          const { equity } = Margin.of(account, walked.market)
          expect([step.kind, account.trading.USDT >= -1e-9 || equity > 0]).toEqual([step.kind, true])
        }
      })
    }),
  )
})

test('a flight counts once in worth and in delta, and in no margin and no health', () => {
  fc.assert(
    fc.property(walks, (walked) => {
      const { market } = walked
      walk(walked, (_, before, { state }) => {
        const grounded = { ...state, flights: [] }
        let value = 0
        let ether = 0
        for (const { asset, quantity: flying } of state.flights) {
          value += flying * market.price[asset]
          if (asset === 'ETH') ether += flying
        }
        const scale = gross(before, market)
        expect(Math.abs(Worth.netAssets(state, market) - Worth.netAssets(grounded, market) - value)).toBeLessThan(
          1e-9 * scale,
        )
        const coins = Worth.delta(state, market).ETH - Worth.delta(grounded, market).ETH
        expect(Math.abs(coins - ether) * market.price.ETH).toBeLessThan(1e-9 * scale)
        expect(Worth.value(state, market).flights).toBeCloseTo(value, 3)
        for (const [at, account] of state.exchanges.entries()) {
          expect(Margin.of(account, market)).toEqual(Margin.of(grounded.exchanges[at] ?? account, market))
        }
      })
    }),
  )
})

test('a transfer takes what it sends out of margin and health at once, and its deposit gives none before it is moved to trading', () => {
  fc.assert(
    fc.property(
      standing,
      fc.array(recipes(['venues.transfer', 'venues.deposit']), { minLength: 6, maxLength: 12 }),
      ({ state, market }, made) => {
        walk({ market, first: state, recipes: made }, (_, before, taken) => {
          for (const [at, account] of taken.state.exchanges.entries()) {
            expect(account.trading).toEqual(before.exchanges[at]?.trading)
            expect(account.perps).toEqual(before.exchanges[at]?.perps)
          }
          expect(taken.state.loans).toBe(before.loans)
        })
      },
    ),
  )
})

test('`all` is the number that is free', () => {
  let compared = 0
  fc.assert(
    fc.property(standing, recipes(), ({ state, market }, recipe) => {
      const all = cook({ ...recipe, size: 'all' }, state, market)
      const free = freeFor(all, state, market)
      if (free === null) return
      const isLots =
        (all.kind === 'venues.swap' && all.sell !== 'USDT' && all.place !== 'WALLET') ||
        (all.kind === 'venues.transfer' && all.from !== 'WALLET')
      const written = isLots ? onGrid({ ...all, size: quantity(free) }, state, market).size : quantity(free)
      const same = {
        ...all,
        ...('equity' in all ? { equity: quantity(free) } : { size: written }),
      } as VenuesStep
      const byAll = apply(state, all, market)
      const byNumber = apply(state, same, market)
      if (!(free > 0)) {
        expect([all.kind, byAll.ok]).toEqual([all.kind, false])
        return
      }
      if (!byAll.ok || !byNumber.ok) {
        expect([all.kind, byAll.ok || byAll.refusal.code]).toEqual([all.kind, byNumber.ok || byNumber.refusal.code])
        return
      }
      compared += 1
      const a = leaves(byAll.state)
      const b = leaves(byNumber.state)
      for (const path of Object.keys(a))
        expect([path, Math.abs((a[path] ?? 0) - (b[path] ?? 0)) <= 1e-9 * (1 + Math.abs(a[path] ?? 0))]).toEqual([
          path,
          true,
        ])
    }),
  )
  expect(compared).toBeGreaterThan(10)
})

test('the laws above see steps of every kind succeed, not only refusals', () => {
  const taken = new Map<string, number>()
  let made = 0
  for (const walked of fc.sample(walks, { numRuns: 400, seed: 7 })) {
    made += walked.recipes.length
    walk(walked, ({ kind }) => taken.set(kind, (taken.get(kind) ?? 0) + 1))
  }
  const total = [...taken.values()].reduce((sum, n) => sum + n, 0)
  expect(total / made).toBeGreaterThan(0.5)
  for (const kind of KINDS) expect([kind, (taken.get(kind) ?? 0) > 20]).toEqual([kind, true])
})
