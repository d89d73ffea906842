// A pool that settles by request (GM, GLV): what a cycle asks for, a keeper fills later, in part or not at all.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { close, VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'vaults-request-'))
afterAll(() => rmSync(folder, { recursive: true }))

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }
const head = (pool = ''): string => `book: vaults
assets: { BTC: {}, ETH: {} }
vaults:
  USDC: { own: stable, start: 1000000 }
  BTC: { own: BTC, start: 20 }
  ETH: { own: ETH, start: 300 }
pool: { settle: request${pool} }
data:
  epochs:
`
const T0 = 'label: T0, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } }'
const SAME = 'after: 8 h, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95 }'
const NONE = 'fills: { pool: { part: 0 % } }'

interface Epoch {
  readonly ok: boolean
  readonly refusal?: { readonly code: string }
  readonly netAssets: readonly string[]
  readonly buffer: readonly string[]
  readonly poolWorth: readonly string[]
  readonly external: readonly (readonly string[])[]
  readonly residual: { readonly after: readonly (readonly string[])[] }
  readonly orders: readonly { readonly order: string; readonly filled: string }[]
  readonly withdrawals: { readonly asked: readonly string[]; readonly paid: readonly string[] }
  readonly pending?: {
    readonly kind: string
    readonly since: number
    readonly age: string
    readonly worth: string
    readonly parts: readonly string[]
  }
  readonly request?: readonly { readonly filled: string; readonly fee: string; readonly isCancelled: boolean }[]
}

interface Report {
  readonly epochs: readonly Epoch[]
  readonly events: readonly { readonly epoch: string; readonly code: string | null; readonly said: string }[]
  readonly turnover: readonly { readonly instrument: string; readonly traded: string }[]
  readonly days: readonly { readonly days: readonly { readonly unexplained: string; readonly bound: string }[] }[]
  readonly state: { readonly pending?: object }
}

const textOf = (pool: string, epochs: readonly string[]): string =>
  `${head(pool)}${epochs.map((each) => `    - { ${each} }\n`).join('')}`
const run = async (pool: string, ...epochs: readonly string[]): Promise<Report> =>
  (await VAULTS_DESK.backtest(bookOf(textOf(pool, epochs), 'x.yaml'), NO_CHOICE, QUIET)).report as Report

const usd = (units: string | undefined): number => Number(units) / 1e6
const total = (list: readonly string[] | undefined): number => (list ?? []).reduce((all, each) => all + usd(each), 0)
const open = (epoch: Epoch | undefined): number =>
  Math.max(...(epoch?.residual.after ?? []).flat().map((each) => Math.abs(usd(each))))
const hedged = (epoch: Epoch | undefined): number =>
  (epoch?.external ?? []).flat().reduce((all, each) => all + Math.abs(usd(each)), 0)

describe('a request', () => {
  it('moves nothing, hedges nothing and costs nothing before it is filled', async () => {
    const { epochs, state } = await run('', T0)
    const [first] = epochs
    expect(first?.pending).toMatchObject({ kind: 'mint', since: 0, age: '0' })
    expect(usd(first?.pending?.worth)).toBeCloseTo(usd(first?.orders[0]?.order), 5)
    expect([total(first?.netAssets), total(first?.poolWorth), hedged(first), open(first)]).toEqual([2_105_000, 0, 0, 0])
    expect(state.pending).toMatchObject({ kind: 'mint', since: 0, age: '0' })
  })

  it('is not sent again, is worth what its tokens are, and is not touched by a rise of others', async () => {
    const { epochs } = await run(
      '',
      T0,
      `after: 8 h, prices: { BTC: 30250, ETH: 1850 }, pool: { price: 0.95 }, ${NONE}`,
    )
    const [first, second] = epochs
    expect([second?.orders[0]?.order, hedged(second)]).toEqual(['0', 0])
    expect(second?.pending?.age).toBe('28800')
    // The bitcoin that is promised is 10 % dearer; dollars and ether are not.
    const [dollars, bitcoin, ether] = (second?.pending?.parts ?? []).map(
      (part, v) => usd(part) / usd(first?.pending?.parts[v]),
    )
    expect([dollars, bitcoin, ether]).toEqual([expect.closeTo(1, 9), expect.closeTo(1.1, 9), expect.closeTo(1, 9)])
    expect(total(second?.netAssets)).toBeCloseTo(1_000_000 + 605_000 + 555_000, 4)
  })

  it('that is filled in part is hedged in part, and the rest waits', async () => {
    const { epochs } = await run('', T0, `${SAME}, fills: { pool: { part: 60 %, fee: 1000 } }`)
    const [first, second] = epochs
    const asked = usd(first?.pending?.worth)
    expect(usd(second?.request?.[0]?.filled)).toBeCloseTo(0.6 * asked, 4)
    expect(total(second?.poolWorth)).toBeCloseTo(0.6 * asked, 4)
    expect(usd(second?.pending?.worth)).toBeCloseTo(0.4 * asked, 4)
    expect(open(second)).toBeLessThan(220)
    expect(total(second?.netAssets)).toBeLessThan(2_105_000 - 1000)
    expect(total(second?.netAssets)).toBeGreaterThan(2_105_000 - 1000 - 100)
  })

  it('that is cancelled is free again, and is asked for again', async () => {
    const { epochs, events } = await run('', T0, `${SAME}, fills: { pool: { part: 0 %, cancelled: true } }`, SAME)
    const [first, second, third] = epochs
    expect(second?.request).toMatchObject([{ filled: '0', isCancelled: true }])
    expect([second?.pending?.worth, second?.pending?.since]).toEqual([first?.pending?.worth, 1])
    expect(events.map(({ code }) => code)).toContain('REQUEST_CANCELLED')
    expect(total(third?.poolWorth)).toBeCloseTo(usd(first?.pending?.worth), 4)
  })

  it('is cancelled by its timeout, once what was filled by then is booked', async () => {
    const late = await run(', timeout: 12 h', T0, `${SAME}, ${NONE}`, `${SAME}, fills: { pool: { part: 10 % } }`)
    expect(late.epochs[1]?.request).toMatchObject([{ isCancelled: false }])
    const [done] = late.epochs[2]?.request ?? []
    expect([Number(done?.filled) > 0, done?.isCancelled, late.epochs[2]?.pending?.since]).toEqual([true, true, 2])
    const patient = await run('', T0, `${SAME}, ${NONE}`, `${SAME}, fills: { pool: { part: 10 % } }`)
    expect(patient.epochs[2]?.pending?.since).toBe(0)
  })

  it('to burn keeps its units, hedges and income until it is filled, and then pays who left', async () => {
    const leaves = `${SAME}, withdrawals: { USDC: 200000 }`
    const { epochs } = await run('', T0, SAME, leaves, `${SAME}, ${NONE}`, SAME)
    const [, minted, asked, late, paid] = epochs
    expect([asked?.pending?.kind, asked?.poolWorth]).toEqual(['burn', minted?.poolWorth])
    expect(BigInt(asked?.withdrawals.paid[0] ?? 0)).toBeLessThan(BigInt(asked?.withdrawals.asked[0] ?? 0))
    expect([late?.orders[0]?.order, late?.pending?.worth]).toEqual(['0', asked?.pending?.worth])
    expect(hedged(late)).toBeCloseTo(hedged(asked), 0)
    expect(paid?.withdrawals.paid[0]).toBe(paid?.withdrawals.asked[0])
    expect(paid?.pending).toBeUndefined()
  })

  it('keeps the money that it promises from those who leave', async () => {
    const { epochs } = await run('', T0, `${SAME}, ${NONE}, withdrawals: { USDC: 900000 }`, SAME)
    const [first, second, third] = epochs
    expect(second?.pending?.worth).toBe(first?.pending?.worth)
    // 50,000 of float less the equity that hedges of the mint will need are free, of a million.
    expect(Number(second?.withdrawals.paid[0]) / 1e18).toBeLessThan(50_000)
    expect(usd(second?.buffer[0])).toBeGreaterThan(usd(first?.pending?.parts[0]))
    expect(third?.pending?.kind).toBe('burn')
    expect(Math.min(...(third?.buffer ?? []).map(usd))).toBeGreaterThan(-1)
  })

  it('waits for its news where an epoch is refused', async () => {
    const bad = 'label: bad, after: 8 h, prices: { BTC: 0 }, fills: { pool: { part: 50 % } }'
    const { epochs } = await run('', T0, bad, `${SAME}, ${NONE}`)
    expect([epochs[1]?.ok, epochs[1]?.refusal?.code]).toEqual([false, 'PRICE_NOT_POSITIVE'])
    expect(usd(epochs[2]?.request?.[0]?.filled)).toBeCloseTo(usd(epochs[0]?.pending?.worth) / 2, 4)
    expect(epochs[2]?.request).toHaveLength(2)
  })

  it('that is reported as filled beyond its size, or where none waits, stops the epoch', async () => {
    const many = await run('', T0, `${SAME}, fills: { pool: { filled: 3000000 } }`)
    expect(many.epochs[1]?.refusal?.code).toBe('BAD_FILL')
    const none = await run('', `${T0}, fills: { pool: { filled: 1 } }`)
    expect(none.epochs[0]?.refusal?.code).toBe('BAD_FILL')
  })

  it('is explained to the last unit, and counts in the turnover', async () => {
    const rises = 'after: 8 h, prices: { BTC: 28000, ETH: 1800 }, pool: { price: 0.96 }'
    const { days, turnover } = await run('', T0, `${rises}, fills: { pool: { part: 33 % } }`, rises, rises)
    for (const each of days.flatMap((vault) => vault.days))
      expect(Math.abs(Number(each.unexplained))).toBeLessThanOrEqual(Number(each.bound))
    expect(usd(turnover.find(({ instrument }) => instrument === 'pool')?.traded)).toBeGreaterThan(1_900_000)
  })
})

describe('what belongs to requests', () => {
  const atomic = (pool: string, epoch: string): string =>
    textOf('', [epoch]).replace('settle: request', `name: GM${pool}`)

  it.each([
    ['a timeout', atomic(', timeout: 1 h', T0), 'pool.timeout'],
    [
      'a cancelled fill',
      atomic('', `${T0}, fills: { pool: { cancelled: true } }`),
      'data.epochs.0.fills.pool.cancelled',
    ],
    [
      'a cancelled hedge',
      textOf('', [`${T0}, fills: { ETH: { cancelled: true } }`]),
      'data.epochs.0.fills.ETH.cancelled',
    ],
  ])('%s is refused elsewhere', async (_, text, path) => {
    await expect(VAULTS_DESK.backtest(bookOf(text, 'x.yaml'), NO_CHOICE, QUIET)).rejects.toMatchObject({
      problems: [{ code: 'VAULTS_REQUEST', path }],
    })
  })

  it('a cancelled hedge is refused in the fills of a cycle', async () => {
    const fills = saved('hedge.yaml', 'fills: { ETH: { filled: 0, fee: 0, cancelled: true } }\n')
    const asked = { at: null, state: null, fills }
    await expect(close(bookOf(textOf('', [T0]), 'x.yaml'), NO_CHOICE, asked)).rejects.toMatchObject({
      problems: [{ code: 'VAULTS_REQUEST', path: 'fills.ETH.cancelled' }],
    })
  })
})

describe('a plan', () => {
  it('asks the pool, and says what waits and whose it is', async () => {
    const told = await VAULTS_DESK.plan(bookOf(textOf('', [T0]), 'x.yaml'), {
      choice: NO_CHOICE,
      at: null,
      state: null,
    })
    expect(told.report).toMatchObject({ pending: { kind: 'mint', since: 0 } })
    expect((told.report as { readonly steps: readonly string[] }).steps[0]).toMatch(
      /^Ask the pool to mint 1,986,320\.75 for /,
    )
    expect(told.document.sections.find(({ id }) => id === 'request')?.lead).toContain(
      'neither ordered again nor hedged',
    )
  })
})

const saved = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('closing cycles of requests', () => {
  const next = textOf('', [T0, `label: T1, ${SAME}`])

  it('asks what became of the request before anything else, then for the hedges of what it filled', async () => {
    const first = await run('', T0)
    const state = saved('state.json', JSON.stringify(first))
    const closed = async (fills: string) => {
      const told = await close(bookOf(next, 'x.yaml'), NO_CHOICE, {
        at: null,
        state,
        fills: saved('fills.yaml', fills),
      })
      return told.report as {
        readonly closed: boolean
        readonly missing?: readonly { readonly instrument: string; readonly order: string }[]
        readonly state?: { readonly pending?: { readonly kind: string; readonly since: number } }
      }
    }
    const asked = { at: null, state, fills: saved('none.yaml', '{}') }
    const silent = await close(bookOf(next, 'x.yaml'), NO_CHOICE, asked)
    expect(silent.document.sections[0]?.lead).toContain('Report what its keeper filled')
    const unknown = await closed('{}')
    expect(unknown.missing?.map(({ instrument }) => instrument)).toEqual(['pool'])
    expect(usd(unknown.missing?.[0]?.order)).toBeCloseTo(usd(first.epochs[0]?.pending?.worth), 5)
    const pool = 'fills:\n  pool: { filled: 1000000, fee: 500, cancelled: true }\n'
    const sized = await closed(pool)
    expect(sized.missing?.map(({ instrument }) => instrument)).toEqual(['BTC', 'ETH'])
    const hedges = (sized.missing ?? []).map(
      ({ instrument, order }) => `  ${instrument}: { filled: ${usd(order)}, fee: 20 }\n`,
    )
    const done = await closed(`${pool}${hedges.join('')}`)
    expect([done.closed, done.state?.pending?.kind, done.state?.pending?.since]).toEqual([true, 'mint', 1])
  })

  it('is the same cycle, whatever is reported of its request', async () => {
    const state = saved('same.json', JSON.stringify(await run('', T0)))
    const again = textOf('', [`${T0}, fills: { pool: { part: 50 % } }`])
    const told = await VAULTS_DESK.plan(bookOf(again, 'x.yaml'), { choice: NO_CHOICE, at: null, state })
    expect(told.report).toMatchObject({ refusal: { code: 'CYCLE_TWICE' } })
  })

  it('plans on without news: what a state has pending counts as pending', async () => {
    const state = saved('pending.json', JSON.stringify(await run('', T0)))
    const told = await VAULTS_DESK.plan(bookOf(next, 'x.yaml'), { choice: NO_CHOICE, at: null, state })
    expect(told.report).toMatchObject({
      pending: { since: 0 },
      orders: [{ order: '0' }, { order: '0' }, { order: '0' }],
    })
  })

  it.each([
    ['a part below zero', { kind: 'mint', since: 0, age: '0', parts: ['-1', '2', '0'] }],
    ['nothing', { kind: 'mint', since: 0, age: '0', parts: ['0', '0', '0'] }],
    ['units that nobody has', { kind: 'burn', since: 0, age: '0', parts: ['1', '0', '0'] }],
    ['an age below zero', { kind: 'mint', since: 0, age: '-1', parts: ['1', '0', '0'] }],
  ])('refuses a state with a request of %s', async (_, pending) => {
    const report = await run('', T0)
    const state = saved('wrong.json', JSON.stringify({ ...report, state: { ...report.state, pending } }))
    await expect(
      VAULTS_DESK.plan(bookOf(next, 'x.yaml'), { choice: NO_CHOICE, at: null, state }),
    ).rejects.toMatchObject({ problems: [{ code: 'VAULTS_STATE_IMPOSSIBLE', path: 'state.pending.parts' }] })
  })

  it('goes on from a state that a report has: the keeper fills what it has pending', async () => {
    const report = await run('', T0)
    const state = saved('go.json', JSON.stringify(report))
    const filled = textOf('', [T0, `label: T1, ${SAME}, fills: { pool: { part: 100 % } }`])
    const told = await VAULTS_DESK.plan(bookOf(filled, 'x.yaml'), { choice: NO_CHOICE, at: null, state })
    expect(told.report).not.toMatchObject({ pending: { since: 0 } })
  })
})

describe('examples/vaults-request.yaml', () => {
  it('asks, fills in part, cancels, asks again, and pays who left once the burn is filled', async () => {
    const text = readFileSync('examples/vaults-request.yaml', 'utf8')
    const told = await VAULTS_DESK.backtest(bookOf(text, 'vaults-request.yaml'), NO_CHOICE, QUIET)
    const { epochs } = told.report as Report
    expect(epochs.map(({ pending }) => pending?.kind ?? null)).toEqual([
      'mint',
      'mint',
      'mint',
      null,
      'burn',
      'burn',
      null,
    ])
    expect(Math.max(...epochs.map(open))).toBeLessThan(300)
  })
})
