import { describe, expect, it } from 'vitest'
import { foresee } from '../../portfolio/foresee.ts'
import { RESERVE } from '../../portfolio/reserve/book.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { check } from '../../safety/check.ts'
import { RULES } from '../../safety/reserve/rules.ts'
import { of as amountOf } from '../../units/amount.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Watch } from '../backtest.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError } from '../config/problem.ts'
import { parse as parseConfig } from './config.ts'
import { RESERVE_DESK } from './desk.ts'
import { parse } from './scenario.ts'
import { told } from './simulate.ts'

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
const NONE = { folder: null, from: null, to: null, seed: null }

const book = (rules: string, rest: string): string => `book: reserve
rules: { band: 30 %, ${rules} }
tranches:
  USDC: { balance: 50_000, price: 1, weight: 50 %, stable: { floor: 0.97, ceiling: 1.03 } }
  ETH: { balance: 20, price: 2500, weight: 50 % }
oracle:
  pairs: [{ of: ETH, in: USDC, price: 2500 }]
  sources: { ETH: { a: 2400, b: 2500, c: 2510, d: 2520 } }
${rest}`
const GUARD = 'guard: {}'
const SIMULATED = 'market: { simulated: { seed: 1, rows: 3, every: 1 h, motion: { USDC: { noise: 0 bps } } } }'

interface Run {
  readonly events: readonly {
    ok: boolean
    code: string | null
    detail: string | null
    figures: Record<string, string>
  }[]
  readonly frames: readonly { guard: { place: string; isOff: boolean } | null; violations: number | null }[]
  readonly end: { readonly violations: { readonly days: string; readonly last: string } }
}
const simulated = async (rules: string, events: string) => {
  const { report, document } = await told(parse(book(rules, `events: ${events}`), 'x.yaml', null), 'x.yaml', QUIET)
  return { ...(report as Run), page: JSON.stringify(document) }
}
const problems = (text: string): readonly string[] => {
  try {
    parseConfig(bookOf(text, 'x.yaml'))
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ code, path }) => `${code} ${path}`)
    throw error
  }
  return []
}

describe('the guard on prices', () => {
  it('stops every order while a price is farther than 2 % from the median of its sources, and says both', async () => {
    const { events, frames, page } = await simulated(
      GUARD,
      `[
        { mint: { USDC: 10 } },
        { prices: { ETH: 2555.1 } },
        { mint: { USDC: 10 } },
        { redeem: 10, from: { ETH: 100 % } },
        { swap: { from: USDC, to: ETH, amount: 10 } },
        { wait: 10 blocks },
        { oracle: { pairs: [{ of: ETH, in: USDC, price: 2555 }], sources: { ETH: { a: 2555 } } } },
        { mint: { USDC: 10 } },
      ]`,
    )
    expect(events.map(({ code }) => code)).toEqual([
      null,
      null,
      'PRICE_PAIR_OFF',
      'PRICE_PAIR_OFF',
      'PRICE_PAIR_OFF',
      null,
      null,
      null,
    ])
    expect(events[2]?.detail).toBe(
      "ETH/USDC is 2,555.10 by the reserve's prices and 2,500 by the market of the pair, more than 2 % apart",
    )
    expect(frames.map(({ guard }) => guard?.isOff)).toEqual([false, false, true, true, true, true, true, false, false])
    expect(page).toContain('Price guard')
    expect(page).toContain('tripped')
  })

  it('is exact at its edge: 2 % of what the others say is inside, and the median of four is the mean of the middle', async () => {
    const only = (price: string) =>
      simulated(
        GUARD,
        `[{ oracle: { pairs: [{ of: ETH, in: USDC, price: 2555.1 }] } }, { prices: { ETH: ${price} } }, { mint: { USDC: 1 } }]`,
      )
    expect((await only('2555.1')).events[2]).toMatchObject({ ok: true })
    expect((await only('2555.100000000000000001')).events[2]).toMatchObject({
      code: 'PRICE_LEVEL_OFF',
      detail: expect.stringContaining('where the median of its 4 sources is'),
    })
    expect((await only('2454.899999999999999999')).events[2]).toMatchObject({ ok: false })
  })

  it('lets everything pass where it is not set, or set wider', async () => {
    const off = '[{ prices: { ETH: 2700 } }, { mint: { USDC: 10 } }]'
    expect((await simulated('closer: strict', off)).events[1]?.ok).toBe(true)
    expect((await simulated('guard: { pairs: 9 %, level: 9 % }', off)).events[1]?.ok).toBe(true)
    const without = await simulated('closer: strict', off)
    expect(without.frames.every(({ guard }) => guard === null)).toBe(true)
    expect(without.page).not.toContain('Price guard')
  })

  it('is refused at 10 % and more, and for an asset that the reserve does not hold', () => {
    expect(problems(book('guard: { pairs: 10 % }', SIMULATED))).toEqual(['GUARD_TOO_WIDE rules.guard.pairs'])
    expect(problems(book('guard: { pairs: 9.99 %, level: 10 % }', SIMULATED))).toEqual([])
    const stray = book(GUARD, SIMULATED).replace('sources: { ETH', 'sources: { WBTC').replace('in: USDC', 'in: DAI')
    expect(problems(stray)).toEqual(['TRANCHE_UNKNOWN oracle.pairs.0.in', 'TRANCHE_UNKNOWN oracle.sources.WBTC'])
    const drawn = SIMULATED.replace('rows: 3', 'rows: 3, guard: [WBTC]')
    expect(problems(book(GUARD, drawn))).toEqual(['TRANCHE_UNKNOWN market.simulated.guard.0'])
  })

  it('stands in check with its bounds, and with a warning for an asset that it cannot see', () => {
    const { report, document } = RESERVE_DESK.check(bookOf(book(GUARD, SIMULATED), 'x.yaml'))
    expect(report).toMatchObject({ warnings: [], rules: { guard: { pairs: '20000000000000000' } } })
    expect(JSON.stringify(document)).toContain('guard, level')
    const blind = book(GUARD, SIMULATED).replace(/oracle:[\s\S]*?\nmarket/, 'market')
    expect(RESERVE_DESK.check(bookOf(blind, 'x.yaml')).report).toMatchObject({
      warnings: [{ code: 'GUARD_BLIND', facts: { assets: 'USDC, ETH' } }],
    })
  })

  it('stops a plan, with the measure and what else would be needed', async () => {
    const text = book('guard: {}, band: 1 %', `${SIMULATED}\noperator: { ways: [swap] }\n`)
      .replace('band: 30 %, ', '')
      .replace('price: 2500, weight', 'price: 2600, weight')
    const { report } = await RESERVE_DESK.plan(bookOf(text, 'x.yaml'), { choice: NONE, at: null, state: null })
    expect(report).toMatchObject({
      plan: null,
      unavailable: [{ code: 'NO_WAY_TO_BANDS', facts: { limiter: 'guard', code: 'PRICE_PAIR_OFF' } }],
    })
    const { measures } = report as { measures: readonly { name: string; place: string; level: string }[] }
    expect(measures.filter(({ name }) => name === 'guard').map(({ place, level }) => [place, level])).toEqual([
      ['ETH/USDC', 'WARNING'],
      ['ETH', 'WARNING'],
    ])
    const agreed = text.replace('guard: {}, ', '')
    const { report: free } = await RESERVE_DESK.plan(bookOf(agreed, 'x.yaml'), { choice: NONE, at: null, state: null })
    expect(free).toMatchObject({ unavailable: [] })
  })

  it('meets a price that is late in a backtest: the market moved and the reserve has not heard of it', async () => {
    const text = book(
      GUARD,
      'users: { seed: 1, mints: 40, redemptions: 40, size: 100 USD }\nmarket: { delay: 6 h, simulated: { seed: 3, rows: 200, every: 1 h, guard: [ETH], motion: { ETH: { daily: 8 % } } } }\n',
    ).replace(/oracle:[\s\S]*?\nusers/, 'users')
    const { report, document } = await RESERVE_DESK.backtest(bookOf(text, 'x.yaml'), NONE, QUIET)
    const { checked } = report as {
      checked: {
        guard: { momentsOff: number; worst: { place: string } }
        orders: readonly { refused: Record<string, number> }[]
      }
    }
    expect(checked.guard.momentsOff).toBeGreaterThan(20)
    expect(checked.guard.worst.place).toBe('ETH')
    expect(checked.orders.some(({ refused }) => (refused['PRICE_LEVEL_OFF'] ?? 0) > 0)).toBe(true)
    expect(JSON.stringify(document)).toContain('Price guard')
    const prompt = text.replace('delay: 6 h', 'delay: 0 h')
    const { report: agreed } = await RESERVE_DESK.backtest(bookOf(prompt, 'x.yaml'), NONE, QUIET)
    expect(agreed).toMatchObject({ checked: { guard: { momentsOff: 0 } } })
  })

  it('is looked at again by the safety rule: an order that was foreseen without it is blocked', () => {
    const { scene, policy } = parseConfig(bookOf(book(GUARD, SIMULATED), 'x.yaml'))
    const planted = {
      ...scene.market,
      oracle: { pairs: [], sources: { ETH: { a: amountOf(2400n * 10n ** 18n) as never } } },
    }
    const deposits = [{ tranche: 'USDC', amount: amountOf(10n ** 18n) }]
    const step: ReserveStep = { kind: 'reserve.mint', by: 'user', deposits, least: sharesOf(0n) }
    const forecast = foresee(RESERVE, [[step]], scene)
    const plan = {
      id: 'p',
      purpose: 'p',
      description: '',
      class: 'TARGET' as const,
      urgency: 'routine' as const,
      stages: [[step]],
    }
    const found = (market: typeof scene.market) =>
      check(forecast, plan, { rules: RULES, now: market.asOf, market, policy }).map(({ code }) => code)
    expect(found(scene.market)).toEqual([])
    expect(found(planted)).toEqual(['PRICE_LEVEL_OFF'])
  })
})

describe('stewardship', () => {
  const floor = 'stewardship: { floor: 95 % }'

  it('counts a day on which the reserve is below the floor, once, and each day of a wait below it', async () => {
    const { events, end, frames, page } = await simulated(
      floor,
      `[
        { prices: { ETH: 2200 } },
        { redeem: 1, from: { USDC: 100 % } },
        { wait: 1 hours },
        { wait: 3 days },
        { prices: { ETH: 2500 } },
        { wait: 5 days },
        { prices: { ETH: 2200 } },
      ]`,
    )
    const days = (at: number) => events[at]?.figures['days below the floor']
    expect([0, 1, 2, 3, 4, 5, 6].map(days)).toEqual(['+1', undefined, undefined, '+3', undefined, undefined, '+1'])
    expect(end.violations).toEqual({ days: '5', last: '19731' })
    expect(frames.at(-1)?.violations).toBe(5)
    expect(page).toContain('Days below the floor')
  })

  it('counts nothing at the floor, without a floor, and without coins', async () => {
    const days = async (rules: string, events: string) => (await simulated(rules, events)).end.violations.days
    expect(await days(floor, '[{ prices: { ETH: 2250 } }, { wait: 2 days }]')).toBe('0')
    expect(await days(floor, '[{ prices: { ETH: 2249.99 } }, { wait: 2 days }]')).toBe('3')
    expect(await days('closer: strict', '[{ prices: { ETH: 100 } }]')).toBe('0')
  })

  it('goes on from the days that were counted before, in check, plan and backtest', async () => {
    const text = book(
      floor,
      `supply: 110_000\nviolations: { days: 7, last: 2023-12-31 }\n${SIMULATED}\noperator: { ways: [swap] }\n`,
    )
    const opened = bookOf(text, 'x.yaml')
    expect(RESERVE_DESK.check(opened).report).toMatchObject({ rules: { stewardship: { floor: '950000000000000000' } } })
    const { document } = await RESERVE_DESK.plan(opened, { choice: NONE, at: null, state: null })
    expect(document.facts).toContainEqual(['Days below the floor', '8'])
    const { report } = await RESERVE_DESK.backtest(opened, NONE, QUIET)
    expect(report).toMatchObject({ checked: { daysBelowFloor: 8 } })
  })
})
