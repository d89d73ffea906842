// Hedges and deposits at GMX v2: what a position earns and pays, and what an order costs, from the figures of a market.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const NO_ASKED = { choice: NO_CHOICE, at: null, state: null }
const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

/** One dollar vault on a pool that is half ether, unhedged inside: 500,000 of pool want a short of 250,000. */
const HEAD = `book: vaults
assets: { ETH: { equity: 10 % } }
vaults: { USDC: { own: stable, start: 1000000 } }
buffer: { target: 0 %, min: 0 %, max: 5 % }
costs: { pool: 0 bps, hedge: 0 bps, slippage: 0 bps }
data:
  epochs:
`
const T0 = 'prices: { ETH: 2500 }, pool: { price: 1, deltas: { ETH: 0.5 } }'
const MARKET = 'longInterest: 8000000, shortInterest: 2000000, longPool: 20000000, shortPool: 10000000'

interface Flow {
  readonly instrument: string
  readonly funding: string
  readonly borrowing: string
  readonly fee: number
  readonly impact: number
}

interface Report {
  readonly epochs: readonly {
    readonly netAssets: readonly string[]
    readonly external: readonly (readonly string[])[]
    readonly orders: readonly { readonly order: string; readonly fee: string }[]
    readonly gmx: readonly Flow[]
  }[]
  readonly netting: { readonly together: { readonly funding: string }; readonly alone: { readonly funding: string } }
}

const textOf = (...epochs: readonly string[]): string =>
  `${HEAD}${epochs.map((each) => `    - { ${each} }\n`).join('')}`
const ran = async (...epochs: readonly string[]): Promise<Report> =>
  (await VAULTS_DESK.backtest(bookOf(textOf(...epochs), 'x.yaml'), NO_CHOICE, QUIET)).report as Report

const usd = (units: string | undefined): number => Number(units) / 1e6
const market = (terms: string): string => `gmx: { ETH: { ${MARKET}, ${terms} } }`
const DAY = 'after: 24 h'

describe('funding at GMX v2', () => {
  const fixed = market('funding: { factor: 0.00000001 }')

  it('pays a short what the longs pay, for the time that it was held', async () => {
    const { epochs } = await ran(`${T0}, ${fixed}`, DAY)
    const short = -usd(epochs[0]?.external[0]?.[0])
    expect(short).toBeGreaterThan(400_000)
    // A skew of 60 %: longs pay 6e-9 a second, shorts get four times as much for each dollar.
    const earned = short * 4 * 6e-9 * 86_400
    expect(usd(epochs[1]?.gmx[0]?.funding)).toBeCloseTo(-earned, 4)
    expect(usd(epochs[1]?.netAssets[0]) - usd(epochs[0]?.netAssets[0])).toBeCloseTo(earned, 4)
    expect(usd(epochs[0]?.gmx[0]?.funding)).toBe(0)
  })

  it('goes by what the market was until an epoch, and turns with it after', async () => {
    const turned = 'gmx: { ETH: { longInterest: 2000000, shortInterest: 8000000 } }'
    const { epochs } = await ran(`${T0}, ${fixed}`, `${DAY}, ${turned}`, DAY)
    const short = -usd(epochs[0]?.external[0]?.[0])
    expect(usd(epochs[1]?.gmx[0]?.funding)).toBeLessThan(0)
    expect(usd(epochs[2]?.gmx[0]?.funding)).toBeCloseTo(short * 6e-9 * 86_400, 0)
  })

  it('keeps its rate from epoch to epoch where it adapts', async () => {
    const terms =
      'adaptiveFunding: { increase: 0.0000000000001, decrease: 0, growAbove: 0.1, fallBelow: 0.05, min: 0, max: 1, saved: 0 }'
    const { epochs } = await ran(`${T0}, ${market(terms)}`, DAY, DAY)
    const [first = 0, second = 0] = epochs.slice(1).map(({ gmx }) => -usd(gmx[0]?.funding))
    const rate = 1e-13 * 0.6 * 86_400
    expect(first).toBeCloseTo(-usd(epochs[0]?.external[0]?.[0]) * 4 * rate * 86_400, 3)
    expect(second / first).toBeGreaterThan(1.98)
    expect(second / first).toBeLessThan(2.02)
  })

  it('is the same in the account of a vault alone', async () => {
    const { netting } = await ran(`${T0}, ${fixed}`, DAY)
    expect(netting.alone.funding).toBe(netting.together.funding)
    expect(usd(netting.together.funding)).toBeLessThan(-800)
  })
})

describe('borrowing at GMX v2', () => {
  it('costs by the use of what may be reserved, and nothing on the smaller side where that is free', async () => {
    const paid = async (free: string): Promise<number> => {
      const terms = `reserve: 50 %, borrowing: { base: 0.00000001, above: 0.00000003, optimal: 20 %${free} }`
      const { epochs } = await ran(`${T0}, ${market(terms)}`, DAY)
      return usd(epochs[1]?.gmx[0]?.borrowing) / -usd(epochs[0]?.external[0]?.[0])
    }
    // 2 of 5 million that shorts may use: 40 %, of which 20 points are above the optimum.
    expect(await paid('')).toBeCloseTo((1e-8 * 0.4 + (2e-8 * 0.2) / 0.8) * 86_400, 9)
    expect(await paid(', smallerIsFree: true')).toBe(0)
  })

  it('or goes by a power of the open interest', async () => {
    const { epochs } = await ran(`${T0}, ${market('borrowing: { factor: 0.0000001 }')}`, DAY)
    const short = -usd(epochs[0]?.external[0]?.[0])
    expect(usd(epochs[1]?.gmx[0]?.borrowing) / short).toBeCloseTo(((1e-7 * 2e6) / 1e7) * 86_400, 9)
  })
})

describe('what an order costs at GMX v2', () => {
  const terms =
    'fee: { improving: 4 bps, worsening: 6 bps }, impact: { improving: 0.00000000001, worsening: 0.00000000002, exponent: 2 }'

  it('is the fee of its kind less what balance earns', async () => {
    const { epochs } = await ran(`${T0}, ${market(terms)}`)
    const size = -usd(epochs[0]?.orders[1]?.order)
    const impact = 1e-11 * (6e6 ** 2 - (6e6 - size) ** 2)
    expect(epochs[0]?.gmx[0]?.impact).toBeCloseTo(impact, 6)
    expect(usd(epochs[0]?.orders[1]?.fee)).toBeCloseTo(size * 4e-4 - impact, 5)
  })

  it('is dearer where it makes the market less equal, and when the hedge is closed again', async () => {
    const shorts = `gmx: { ETH: { longInterest: 2000000, shortInterest: 8000000, ${terms} } }`
    const { epochs } = await ran(`${T0}, ${shorts}`)
    const size = -usd(epochs[0]?.orders[1]?.order)
    expect(usd(epochs[0]?.orders[1]?.fee)).toBeCloseTo(size * 6e-4 + 2e-11 * ((6e6 + size) ** 2 - 6e6 ** 2), 5)
  })

  it('counts for what is filled', async () => {
    const { epochs } = await ran(`${T0}, ${market(terms)}, fills: { ETH: { part: 50 % } }`)
    const half = -usd(epochs[0]?.orders[1]?.order) / 2
    expect(usd(epochs[0]?.orders[1]?.fee)).toBeCloseTo(half * 4e-4 - 1e-11 * (6e6 ** 2 - (6e6 - half) ** 2), 5)
  })

  it('is what the plan says that it will be, with rates and impact', async () => {
    const text = textOf(`${T0}, ${market(`${terms}, funding: { factor: 0.00000001 }`)}`)
    const { report } = await VAULTS_DESK.plan(bookOf(text, 'x.yaml'), NO_ASKED)
    const { epochs } = await ran(`${T0}, ${market(`${terms}, funding: { factor: 0.00000001 }`)}`)
    const [ahead] = (
      report as { readonly gmx: readonly { readonly cost: { readonly total: number }; readonly daily: number }[] }
    ).gmx
    expect(ahead?.cost.total).toBeCloseTo(usd(epochs[0]?.orders[1]?.fee), 5)
    expect(ahead?.daily).toBeCloseTo(-usd(epochs[0]?.external[0]?.[0]) * 4 * 6e-9 * 86_400, 2)
  })
})

describe('a deposit into a market of GMX v2', () => {
  const gm = (terms: string): string =>
    `prices: { ETH: 2500 }, pool: { gm: { asset: ETH, supply: 40000000, long: 8400, short: 20000000, ${terms} } }`

  it('costs by the balance of its tokens, and a burn has no impact', async () => {
    const terms =
      'fee: { improving: 5 bps, worsening: 7 bps }, impact: { improving: 0.00000000001, worsening: 0.00000000002 }'
    const { epochs } = await ran(gm(terms), `${DAY}, ${gm('profitMax: 100 %')}, withdrawals: { USDC: 500000 }`)
    const minted = usd(epochs[0]?.orders[0]?.order)
    expect(usd(epochs[0]?.orders[0]?.fee)).toBeCloseTo(minted * 5e-4 - 1e-11 * (1e6 ** 2 - (1e6 - minted) ** 2), 5)
    const burnt = -usd(epochs[1]?.orders[0]?.order)
    expect(burnt).toBeGreaterThan(100_000)
    expect(usd(epochs[1]?.orders[0]?.fee)).toBeCloseTo(burnt * 7e-4, 5)
  })
})

describe('terms that cannot be', () => {
  it.each([
    ['impact: { exponent: 5 }', 'gmx.ETH.impact'],
    ['funding: { factor: 0.1, exponent: 0.5 }', 'gmx.ETH.funding'],
    ['borrowing: { base: 0.1, optimal: 100 % }', 'gmx.ETH.borrowing'],
    [
      'funding: { factor: 0.1 }, adaptiveFunding: { increase: 1, decrease: 1, growAbove: 1, fallBelow: 1, min: 0, max: 1 }',
      'gmx.ETH.funding',
    ],
    [
      'adaptiveFunding: { increase: 1, decrease: 1, growAbove: 1, fallBelow: 1, min: 2, max: 1 }',
      'gmx.ETH.adaptiveFunding',
    ],
  ])('%s is refused where it is written', async (terms, path) => {
    await expect(ran(`${T0}, ${market(terms)}`)).rejects.toMatchObject({
      problems: [{ code: 'VAULTS_PERP', path: `data.epochs.0.${path}`, line: 8 }],
    })
  })

  it('a market of an asset that is not hedged is refused', async () => {
    await expect(ran(`${T0}, gmx: { BTC: { longInterest: 1 } }`)).rejects.toMatchObject({
      problems: [{ code: 'VAULTS_NAME_UNKNOWN', path: 'data.epochs.0.gmx.BTC' }],
    })
  })
})

describe('examples/vaults-gmx.yaml', () => {
  it('earns funding while longs outnumber shorts, and pays both after', async () => {
    const text = readFileSync('examples/vaults-gmx.yaml', 'utf8')
    const { report, document } = await VAULTS_DESK.backtest(bookOf(text, 'vaults-gmx.yaml'), NO_CHOICE, QUIET)
    const paid = (report as Report).epochs.map(({ gmx }) => gmx.find(({ instrument }) => instrument === 'ETH'))
    expect(paid.map((each) => Math.sign(usd(each?.funding)))).toEqual([0, -1, -1, 1])
    expect(paid.map((each) => Math.sign(usd(each?.borrowing)))).toEqual([0, 0, 0, 1])
    expect(document.sections.map(({ id }) => id)).toContain('gmx')
    const plan = await VAULTS_DESK.plan(bookOf(text, 'vaults-gmx.yaml'), NO_ASKED)
    expect(plan.document.sections.find(({ id }) => id === 'gmx')?.blocks).toHaveLength(2)
  })
})
