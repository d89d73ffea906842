import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { close, VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'vaults-close-'))
afterAll(() => rmSync(folder, { recursive: true }))

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }
const HEAD = `book: vaults
assets: { BTC: {}, ETH: {} }
vaults:
  USDC: { own: stable, start: 1000000 }
  BTC: { own: BTC, start: 20 }
  ETH: { own: ETH, start: 300 }
data:
  epochs:
    - { label: T0, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } } }
`
const NEXT = `${HEAD}    - { label: T1, after: 8 h, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95 }, withdrawals: { USDC: 200000 } }
`

const saved = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Report {
  readonly closed: boolean
  readonly missing?: readonly { readonly instrument: string; readonly order: string }[]
  readonly orders?: readonly { readonly instrument: string; readonly order: string; readonly filled: string }[]
  readonly differences?: readonly { readonly instrument: string; readonly worth: string; readonly book: string }[]
  readonly withdrawals?: { readonly asked: readonly string[]; readonly paid: readonly string[] }
  readonly refusal?: { readonly code: string }
  readonly state?: object
}

const started = await VAULTS_DESK.backtest(bookOf(HEAD, 'x.yaml'), NO_CHOICE, QUIET)
const state = saved('report.json', JSON.stringify(started.report))

async function closed(fills: string, text = NEXT) {
  const asked = { at: null, state, fills: saved('fills.yaml', fills) }
  const told = await close(bookOf(text, 'x.yaml'), NO_CHOICE, asked)
  return { ...told, report: told.report as Report }
}

const dollars = (units: string | undefined): string => (Number(units) / 1e6).toFixed(6)

describe('closing a cycle with real fills', () => {
  it('asks for the pool first, then for hedges as large as the pool filled, and closes with all of them', async () => {
    const first = await closed('{}')
    expect([first.blocked, first.report.closed]).toEqual([true, false])
    expect(first.report.missing?.map(({ instrument }) => instrument)).toEqual(['pool'])
    const asked = Number(first.report.missing?.[0]?.order) / 1e6
    const burnt = (asked * 0.6).toFixed(6)
    const pool = `fills:\n  pool: { filled: ${burnt}, fee: 281.14 }\n`
    const second = await closed(pool)
    expect(second.report.missing?.map(({ instrument }) => instrument)).toEqual(['BTC', 'ETH'])
    const sizes = second.report.missing?.map(({ order }) => dollars(order)) ?? []
    const hedges = sizes.map((size, a) => `  ${['BTC', 'ETH'][a]}: { filled: ${size}, fee: 20 }\n`).join('')
    const third = await closed(pool + hedges)
    expect([third.blocked, third.report.closed]).toEqual([false, true])
    expect(third.report.orders?.map(({ filled }) => dollars(filled))).toEqual([burnt, ...sizes])
    // 60 % of the burn pays a part of the withdrawal; the rest waits in the state that the next plan reads.
    const { asked: wanted = [], paid = [] } = third.report.withdrawals ?? {}
    expect(BigInt(paid[0] ?? 0)).toBeLessThan(BigInt(wanted[0] ?? 0))
    expect(third.report.state).toMatchObject({ epoch: 2, queue: [{ vault: 0, since: 1 }] })
    const next = `${NEXT}    - { label: T2, after: 8 h, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95 } }\n`
    const after = saved('next.json', JSON.stringify(third.report))
    const planned = await VAULTS_DESK.plan(bookOf(next, 'x.yaml'), { choice: NO_CHOICE, at: null, state: after })
    expect((planned.report as { orders: { net: string }[] }).orders[0]?.net).toMatch(/^-/)
  })

  it('books nothing of a fill that cannot be', async () => {
    const { blocked, report } = await closed('fills: { pool: { filled: 5, fee: 0 } }\n')
    expect([blocked, report.closed, report.refusal?.code]).toEqual([true, false, 'BAD_FILL'])
    expect(report.state).toBeUndefined()
  })

  it('compares what is held with the book, and tells of more than the guard allows', async () => {
    const still = `${HEAD}    - { label: T1, after: 8 h, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95 } }\n`
    const quiet = await closed('held: { pool: 0, BTC: 0 }\n', still)
    expect([quiet.blocked, quiet.report.closed]).toEqual([true, true])
    const [pool, bitcoin] = quiet.report.differences ?? []
    expect([pool?.instrument, bitcoin?.instrument]).toEqual(['pool', 'BTC'])
    const exact = (book: string | undefined): string => `${Number(book) / 1e18}`
    const right = `held: { pool: ${exact(pool?.book)}, BTC: ${exact(bitcoin?.book)} }\n`
    expect(await closed(right, still)).toMatchObject({ blocked: false, report: { closed: true } })
    const off = `held: { pool: ${Number(exact(pool?.book)) + 100} }\n`
    expect(await closed(off, still)).toMatchObject({ blocked: true, verdict: expect.stringContaining('BOOK_DIFFERS') })
    expect(await closed(off, still.replace('data:', 'guard: { difference: 96 }\ndata:'))).toMatchObject({
      blocked: false,
    })
    expect((await closed('{}', still)).document.sections.at(-1)?.lead).toContain('was not compared')
  })

  it('refuses names and figures that are none, with their line', async () => {
    const wrong = 'fills:\n  pool: { filled: 1.23456789, fee: 0 }\nheld:\n  DOGE: 1\n'
    await expect(closed(wrong)).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'VAULTS_DIGITS', line: 2 }),
        expect.objectContaining({ code: 'VAULTS_NAME_UNKNOWN', line: 4 }),
      ]),
    })
    const asked = { at: null, state, fills: join(folder, 'none.yaml') }
    await expect(close(bookOf(NEXT, 'x.yaml'), NO_CHOICE, asked)).rejects.toMatchObject({ code: 'CONFIG_MISSING' })
  })

  it('closes the last epoch of the example with the fills of the example', async () => {
    const example = (name: string): string => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))
    const text = readFileSync(example('vaults-epochs.yaml'), 'utf8')
    const asked = { at: null, state: null, fills: example('vaults-fills.yaml') }
    const told = await close(bookOf(text, 'vaults-epochs.yaml'), NO_CHOICE, asked)
    expect(told).toMatchObject({ blocked: false, report: { closed: true, epoch: 'T3' } })
  })
})
