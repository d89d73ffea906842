import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { instant } from '../../units/time.ts'
import { bookOf } from '../config/book.ts'
import type { Asked } from '../desk.ts'
import { VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'vaults-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEAD = `book: vaults
title: Plans
assets:
  BTC: {}
  ETH: {}
vaults:
  USDC: { own: stable, start: 1000000 }
  BTC: { own: BTC, start: 20 }
  ETH: { own: ETH, start: 300 }
`
const EPOCHS = `data:
  epochs:
    - prices: { BTC: 27500, ETH: 1850 }
      pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } }
    - after: 8 h
      label: later
      prices: { BTC: 28050, ETH: 1794.5 }
      deposits: { USDC: 50000 }
      withdrawals: { ETH: 30 }
`
const SIMULATED = 'data: { simulated: { days: 2, every: 8 h } }\n'

const ASKED: Asked = { choice: NO_CHOICE, at: null, state: null }
const QUIET = { start: () => {}, at: () => {}, stop: () => {} }
const opened = (text: string) => bookOf(text, 'x.yaml')
const plan = (text: string, asked: Partial<Asked> = {}) => VAULTS_DESK.plan(opened(text), { ...ASKED, ...asked })

const saved = (name: string, content: object): string => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

interface Report {
  readonly steps: readonly string[]
  readonly orders: readonly { readonly instrument: string; readonly filled: string; readonly fees: readonly string[] }[]
}

describe('hedges whose other side is the own pool', () => {
  it('are sent larger than they are worth, and pay for what is sent', async () => {
    const fee = ({ orders }: Report, name: string): number =>
      (orders.find(({ instrument }) => instrument === name)?.fees ?? []).reduce((all, each) => all + Number(each), 0)
    const worth = ({ orders }: Report, name: string): number =>
      Math.abs(Number(orders.find(({ instrument }) => instrument === name)?.filled))
    const elsewhere = (await plan(`${HEAD}pool: { total: 8000000 }\n${EPOCHS}`)).report as Report
    const inside = (await plan(`${HEAD}pool: { total: 8000000, counterparty: pool }\n${EPOCHS}`)).report as Report
    // The epoch before paid more fees as well, so there is a little less to hedge.
    expect(worth(inside, 'ETH') / worth(elsewhere, 'ETH')).toBeCloseTo(1, 3)
    // The vaults hold about a fifth of the pool after their mint: an order of 1.25 is worth 1.
    expect(fee(elsewhere, 'ETH') / worth(elsewhere, 'ETH')).toBeCloseTo(0.0006, 6)
    const larger = fee(inside, 'ETH') / fee(elsewhere, 'ETH')
    expect(larger).toBeGreaterThan(1.2)
    expect(larger).toBeLessThan(1.4)
    expect(inside.steps.join(' ')).not.toBe(elsewhere.steps.join(' '))
  })
})

describe('a plan of the vaults book', () => {
  it('says at the last epoch who buys, who sells, what crosses and who pays', async () => {
    const { report, document, blocked } = await plan(HEAD + EPOCHS)
    expect(blocked).toBe(false)
    expect(document.sections.map(({ id }) => id)).toEqual(['stance', 'steps', 'orders', 'exposure', 'equity'])
    const { orders, epoch } = report as {
      epoch: string
      orders: { wishes: string[]; crossed: string; net: string; fees: string[] }[]
    }
    const [pool] = orders
    expect(epoch).toBe('later')
    const wishes = (pool?.wishes ?? []).map(BigInt)
    // The dollar vault buys, the ether vault sells: what crosses pays nothing.
    expect([(wishes[0] ?? 0n) > 0n, (wishes[2] ?? 0n) < 0n]).toEqual([true, true])
    expect(BigInt(pool?.crossed ?? 0)).toBeGreaterThan(0n)
    const free = wishes.findIndex((wish) => wish !== 0n && wish > 0n !== BigInt(pool?.net ?? 0) > 0n)
    expect(pool?.fees[free]).toBe('0')
  })

  it('is what the backtest does at that epoch', async () => {
    const told = await plan(HEAD + EPOCHS)
    const run = await VAULTS_DESK.backtest(opened(HEAD + EPOCHS), NO_CHOICE, QUIET)
    const { epochs } = run.report as { epochs: { orders: { wishes: string[]; fees: string[] }[]; residual: object }[] }
    const { orders } = told.report as { orders: { wishes: string[]; fees: string[] }[] }
    expect(orders.map(({ wishes, fees }) => ({ wishes, fees }))).toEqual(
      epochs[1]?.orders.map(({ wishes, fees }) => ({ wishes, fees })),
    )
  })

  it('takes the state of a report, and refuses to close the same cycle twice', async () => {
    const { report } = await VAULTS_DESK.backtest(opened(HEAD + EPOCHS), NO_CHOICE, QUIET)
    const state = saved('report.json', report)
    const { blocked, report: said } = await plan(HEAD + EPOCHS, { state })
    expect(blocked).toBe(true)
    expect(said).toMatchObject({ schema: 1, blocked: true, refusal: { code: 'CYCLE_TWICE' } })
    const next = `${HEAD}${EPOCHS}    - { after: 8 h, label: new }\n`
    const quiet = await plan(next, { state })
    expect(quiet.blocked).toBe(false)
    // Same prices and no flows: what is left is under a ten thousandth of the pool, and fees that were paid.
    const { orders } = quiet.report as { orders: { net: string }[] }
    expect(Math.abs(Number(orders[0]?.net))).toBeLessThan(2e9)
  })

  it('goes on from a state without the start of the config, and takes new prices under an old label for new', async () => {
    const first = `data:
  epochs:
    - { label: T0, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } } }
`
    const { report } = await VAULTS_DESK.backtest(opened(HEAD + first), NO_CHOICE, QUIET)
    const state = saved('started.json', report)
    expect((await plan(HEAD + first, { state })).report).toMatchObject({ refusal: { code: 'CYCLE_TWICE' } })
    const later = first.replace('27500', '27600').replace('label: T0', 'label: T0, after: 8 h')
    for (const text of [later, later.replace('T0', 'now')]) {
      const { report: said } = await plan(HEAD + text, { state })
      const { netAssets } = said as { netAssets: string[] }
      expect(Number(netAssets[0]) / 1e6).toBeGreaterThan(996_000)
      expect(Number(netAssets[0]) / 1e6).toBeLessThan(998_000)
    }
    // A book in which nothing was closed has not started.
    const blank = saved('blank.json', { state: { ...(report as { state: object }).state, epoch: 0 } })
    const { report: twice } = await plan(HEAD + later, { state: blank })
    expect(Number((twice as { netAssets: string[] }).netAssets[0]) / 1e6).toBeGreaterThan(1_990_000)
  })

  it('chooses the epoch by its time, and has none where epochs are only counted', async () => {
    const at = instant(Date.UTC(2024, 0, 1, 9))
    expect((await plan(HEAD + SIMULATED, { at })).report).toMatchObject({ epoch: '2024-01-01 08:00' })
    expect((await plan(HEAD + SIMULATED)).document.simulated).toMatch(
      /^Simulated market, seed \d+: nothing here is history$/,
    )
    await expect(plan(HEAD + SIMULATED, { at: instant(0) })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(plan(HEAD + EPOCHS, { at })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })

  it('starts a timed market from a state, at the equity that the book has', async () => {
    const { report } = await VAULTS_DESK.backtest(opened(HEAD + SIMULATED), NO_CHOICE, QUIET)
    const state = saved('simulated.json', report)
    const more = HEAD + SIMULATED.replace('days: 2', 'days: 3')
    const told = await plan(more, { state })
    expect(told.blocked).toBe(false)
  })

  it('stops at a bad price with the code and what would lift it', async () => {
    const told = await plan(`${HEAD}${EPOCHS}`.replace('ETH: 1794.5', 'ETH: 0'))
    expect(told.blocked).toBe(true)
    expect(told.document.sections[0]).toMatchObject({ id: 'refused' })
    expect(told.report).toMatchObject({ refusal: { code: 'PRICE_NOT_POSITIVE' }, findings: [{ code: 'DATA_FAULT' }] })
  })
})

describe('a state that does not fit', () => {
  const blank = {
    epoch: 0,
    buffer: ['0'],
    units: ['0'],
    external: [['0']],
    equity: [['0']],
    internal: [['0']],
    shares: ['0'],
    highWater: ['1'],
    deployed: ['0'],
    shortfall: ['0'],
  }

  it('is refused with what is missing', async () => {
    await expect(plan(HEAD + EPOCHS, { state: saved('small.json', { state: blank }) })).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'VAULTS_STATE', path: 'state.buffer' })]),
    })
    const broken = { ...blank, buffer: ['0.5', '0', '0'] }
    await expect(plan(HEAD + EPOCHS, { state: saved('broken.json', { state: broken }) })).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'VAULTS_STATE', path: 'state.buffer.0' })]),
    })
    const owing = { ...blank, units: ['-1', '0', '0'], shares: ['0', '-2', '0'] }
    await expect(plan(HEAD + EPOCHS, { state: saved('owing.json', { state: owing }) })).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'VAULTS_STATE', path: 'state.units.0', found: '-1' }),
        expect.objectContaining({ code: 'VAULTS_STATE', path: 'state.shares.1', found: '-2' }),
      ]),
    })
    await expect(plan(HEAD + EPOCHS, { state: join(folder, 'none.json') })).rejects.toMatchObject({
      code: 'STATE_MISSING',
    })
  })
})

describe('tier 2', () => {
  const tier2 = (carry: string): string => HEAD.replace('title', `fit: tier2\ncarry: ${carry}\ntitle`) + EPOCHS

  it('deploys what tier 1 does where the pool earns more than its hedges cost', async () => {
    const { report, document } = await plan(tier2('{ income: 20 % }'))
    const { tiers, steps } = report as { tiers: { earns: string; earnsAll: string }; steps: string[] }
    expect(tiers).toMatchObject({ ok: true, earns: tiers.earnsAll })
    expect((await plan(HEAD + EPOCHS)).report).toMatchObject({ steps })
    expect(document.sections.at(-1)?.lead).toContain('Deploying everything is best')
  })

  it('says so where everything would lose money, and plans to deploy less', async () => {
    const dear = '{ income: 1 %, long: { BTC: 9, ETH: 9 }, short: { BTC: 9, ETH: 9 } }'
    const { report, document } = await plan(tier2(dear))
    const { tiers, fit } = report as {
      tiers: { carryAll: string; earns: string; earnsAll: string; deployed: string[] }
      fit: { deployed: string[] }
    }
    expect(BigInt(tiers.carryAll)).toBeLessThan(0n)
    expect(BigInt(tiers.earns)).toBeGreaterThan(BigInt(tiers.earnsAll))
    expect(fit.deployed).toEqual(tiers.deployed)
    expect(document.sections.at(-1)?.lead).toContain('All of it would lose money')
  })

  it('names the cap that holds it back', async () => {
    const capped = tier2('{ income: 20 % }')
      .replace('BTC: {}', 'BTC: { hedgeMax: 100 }')
      .replace('title', 'pool: { max: 500000 }\ntitle')
    const lead = (await plan(capped)).document.sections.at(-1)?.lead ?? ''
    expect(lead).toMatch(/held back by .*the cap of the pool/)
  })
})
