import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { instant } from '../units/time.ts'
import { open } from './config/file.ts'
import { parse } from './config/parse.ts'
import { planOf } from './plan.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
const choice = { folder: null, from: null, to: null, seed: null }

it.each([0, 5])('routine moves are looked at when somebody asks, at %d o’clock too', async (hour) => {
  const config = await open(example('simulated.yaml'))
  const at = instant(Date.UTC(2024, 0, 1, hour))
  const { decision, plan, findings } = await planOf(config, { choice, at, state: null })
  expect([decision.outcome, plan?.purpose, findings]).toEqual(['EXECUTE', 'Deploy capital', []])
})

it('what an exchange shows of itself and the book does not is told beside the measures', async () => {
  const config = await open(example('simulated.yaml'))
  const at = instant(Date.UTC(2024, 8, 1))
  const { findings } = await planOf(config, { choice, at, state: example('state.yaml') })
  expect(findings.map(({ code }) => code)).toContain('RATIO_DISAGREES')
})

const folder = mkdtempSync(join(tmpdir(), 'trimtab-plan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A loan at 1.14 of 1.15, Bybit at 14.7 % of 20 %, no cash, and 50 USDT idle at Binance. */
const PRESSED = `wallet: { ETH: 2 }
loans: [{ id: main, supplied: { weETH: 900 }, borrowed: { WETH: 787.5 } }]
exchanges:
  BINANCE: { trading: { USDT: 47250 }, funding: { USDT: 50 }, perps: [{ contract: ETHUSDT, quantity: -63, entry: 3000 }] }
  BYBIT: { trading: { USDT: 20727 }, perps: [{ contract: ETHUSDT, quantity: -47, entry: 3000 }] }
  OKX: { trading: { USDT: 36750 }, perps: [{ contract: ETHUSDT, quantity: -49, entry: 3000 }] }
`
const NEUTRAL = `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
data: { simulated: { seed: 7, hours: 600 } }
`
const LARGE = 'limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 2000000 USD }\n'
const at = instant(Date.UTC(2024, 0, 1))

function pressed(config: string, book = PRESSED) {
  const state = join(folder, 'book.yaml')
  writeFileSync(state, book)
  return planOf(parse(config, 'a.yaml'), { choice, at, state })
}

describe('a book with an account that its venue would have taken over', () => {
  const OTHERS = `  BINANCE: { trading: { USDT: 40000 }, perps: [{ contract: ETHUSDT, quantity: -20, entry: 3000 }] }
  OKX: { trading: { USDT: 40000 }, perps: [{ contract: ETHUSDT, quantity: -10, entry: 3000 }] }
`
  const book = (loan: string, bybit: string): string =>
    `wallet: { USDT: 300000, ETH: 2 }\nloans: [{ id: main, ${loan} }]\nexchanges:\n${OTHERS}  BYBIT: ${bybit}\n`
  const LOAN = 'supplied: { weETH: 100 }, borrowed: { WETH: 50 }'
  const WELL = '{ trading: { USDT: 30000 }, perps: [{ contract: ETHUSDT, quantity: -15, entry: 3000 }] }'
  const LOST = '{ trading: { USDT: 60 }, perps: [{ contract: ETHUSDT, quantity: -15, entry: 1000 }] }'

  it('is PARTIAL at most where an exchange liquidated it, and says so first', async () => {
    const { decision, plan, findings } = await pressed(`${NEUTRAL}${LARGE}`, book(LOAN, LOST))
    expect(plan?.class).toBe('SAFETY')
    expect(decision).toMatchObject({ outcome: 'PARTIAL', blocked: true })
    expect(decision.verdict).toContain('EXCHANGE_LIQUIDATED')
    expect(findings[0]).toMatchObject({ code: 'EXCHANGE_LIQUIDATED', severity: 'block', facts: { exchange: 'BYBIT' } })
  })

  it('is PARTIAL at most where anybody may liquidate a loan', async () => {
    const owing = 'supplied: { weETH: 100 }, borrowed: { WETH: 101 }'
    const { decision, findings } = await pressed(`${NEUTRAL}${LARGE}`, book(owing, WELL))
    expect(decision.blocked).toBe(true)
    expect(decision.verdict).toContain('LOAN_LIQUIDATABLE')
    expect(findings[0]).toMatchObject({ code: 'LOAN_LIQUIDATABLE', severity: 'block' })
  })
})

describe('a book with two warnings', () => {
  it('never answers EXECUTE while both remedies are blocked, whatever idle cash is swept', async () => {
    const { decision, plan, notTaken } = await pressed(
      `${NEUTRAL}${LARGE}decision: { costMax: { safety: 0.01 bps } }\n`,
    )
    expect(decision).toMatchObject({
      outcome: 'BLOCKED',
      blocked: true,
      levels: { before: 'WARNING', after: 'WARNING', settled: 'WARNING' },
    })
    expect(decision.verdict).toBe('BLOCKED: no plan may run; 3 warnings remain')
    expect(plan).toBeNull()
    expect(decision.remaining.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'health AAVE:main',
      'equityRatio BYBIT',
      'distance BYBIT',
    ])
    expect(notTaken.slice(0, 2).map(({ purpose, outcome, lift }) => [purpose, outcome, lift])).toEqual([
      ['Margin support', 'DEFER', 'Wait until it costs less, or raise decision.costMax.safety.'],
      ['LTV reduction', 'DEFER', 'Wait until it costs less, or raise decision.costMax.safety.'],
    ])
    expect(JSON.stringify(notTaken)).not.toContain('EXECUTE')
  })

  it('takes the remedy that ends more alarms, and says which remains', async () => {
    const { decision, plan, changes } = await pressed(`${NEUTRAL}${LARGE}`)
    expect([decision.outcome, plan?.purpose]).toEqual(['PARTIAL', 'Margin support'])
    expect(decision.remaining.map(({ name }) => name)).toEqual(['health'])
    const ratio = changes.find(({ name, place }) => name === 'equityRatio' && place === 'BYBIT')
    expect(ratio).toMatchObject({ before: { level: 'WARNING' }, after: { level: 'NORMAL' } })
  })

  it('is BLOCKED with no plan at all', async () => {
    const { decision, plan } = await pressed(
      `${NEUTRAL}${LARGE}decision: { costMax: { safety: 0.01 bps } }\n`,
      PRESSED.replace('funding: { USDT: 50 }, ', ''),
    )
    expect([decision.outcome, decision.blocked, plan]).toEqual(['BLOCKED', true, null])
    expect(decision.verdict).toBe('BLOCKED: no plan may run; 3 warnings remain')
  })

  it('waits for what is on its way only while it is on time', async () => {
    const healthy = PRESSED.replace('787.5', '745').replace('funding: { USDT: 50 }, ', '').replace('-49', '-90')
    const flight = (arrives: string) =>
      `${healthy.replace('USDT: 36750', 'USDT: 90000')}flights:
  - { asset: USDT, quantity: 60000, from: WALLET, to: BYBIT, departed: 2023-12-31T23:50:00Z, arrives: ${arrives} }
`
    const soon = await pressed(`${NEUTRAL}${LARGE}`, flight('2024-01-01T00:05:00Z'))
    expect(soon.decision).toMatchObject({ blocked: true, levels: { before: 'WARNING', after: 'WARNING' } })
    expect(soon.decision.verdict).toContain('2 warnings remain until what is on its way arrives')
    expect(soon.changes.filter(({ awaited }) => awaited).map(({ place }) => place)).toEqual(['BYBIT', 'BYBIT'])
    const far = await pressed(`${NEUTRAL}${LARGE}`, flight('2024-01-03T00:05:00Z'))
    expect(far.decision.blocked).toBe(true)
  })
})

describe('a limit that cuts a plan', () => {
  const big = NEUTRAL.replace('1000000', '5000000')

  it.each([
    ['limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 100000000 USD }', 'limits.transferMax', 3],
    ['limits: { transferMax: 250000 USD, perHour: 300000 USD, perDay: 100000000 USD }', 'limits.perHour', 6],
    ['limits: { transferMax: 250000 USD, perHour: 300000 USD, perDay: 300000 USD }', 'limits.perDay', 6],
  ])('is named with what remains: %s', async (limits, limiter, cycles) => {
    const { plan } = await planOf(parse(`${big}${limits}\n`, 'a.yaml'), { choice, at, state: null })
    const [cut] = plan?.cuts ?? []
    expect(cut).toMatchObject({ limiter, place: 'WALLET', unit: 'USD', cycles })
    expect(cut?.allowed).toBeCloseTo(plan?.moved ?? 0, 6)
    expect((cut?.allowed ?? 0) + (cut?.remaining ?? 0)).toBeCloseTo(cut?.wanted ?? 0, 6)
  })

  it('is named in a mode that holds its coins on the exchanges', async () => {
    const basis = `mode: eth_basis\nshareClass: USDT\ncapital: { USDT: 5000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 100000000 USD }
data: { simulated: { seed: 7, hours: 600 } }
`
    const { plan } = await planOf(parse(basis, 'a.yaml'), { choice, at, state: null })
    expect(plan?.cuts).toMatchObject([{ limiter: 'limits.transferMax', cycles: 7 }])
    expect(plan?.cuts[0]?.allowed).toBeCloseTo(749_250, 0)
  })

  it('says nothing where nothing is cut', async () => {
    const { plan } = await planOf(parse(`${NEUTRAL}${LARGE}`, 'a.yaml'), { choice, at, state: null })
    expect([plan?.purpose, plan?.cuts]).toEqual(['Deploy capital', []])
  })

  it('answers LIMIT_REACHED where it leaves nothing, and not that nothing needs to move', async () => {
    const small = `${big}limits: { transferMin: 5000 USD, transferMax: 5000 USD, perHour: 5000 USD, perDay: 5000 USD }\n`
    const { decision, plan, notTaken } = await planOf(parse(small, 'a.yaml'), { choice, at, state: null })
    expect([decision.outcome, plan, notTaken[0]?.refusal?.code]).toEqual(['DEFER', null, 'LIMIT_REACHED'])
    expect(notTaken[0]?.why).toContain('limits.')
  })
})
