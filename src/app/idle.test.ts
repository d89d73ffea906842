// A run in which nothing happened says so before any figure, in every book; and `check` says it beforehand.
import { describe, expect, it } from 'vitest'
import { whenShared } from '../../test/shared.ts'
import { bookOf } from './config/book.ts'
import { parse } from './config/parse.ts'
import type { Told } from './desk.ts'
import { deskOf } from './desks.ts'
import { planOf } from './plan.ts'
import { prospect } from './prospect.ts'

const NO_CHOICE = { folder: null, from: null, to: null, seed: null }
const SILENT = { start: () => undefined, at: () => undefined, stop: () => undefined }

async function ran(text: string): Promise<Told> {
  const opened = bookOf(text, 'idle.yaml')
  if (opened.book === 'venues') throw new RangeError('a book with a desk is needed')
  return (await deskOf(opened.book)).backtest(opened, NO_CHOICE, SILENT)
}

const leadOf = ({ document }: Told): string => document.sections[0]?.lead ?? ''

describe('a backtest in which nothing happened', () => {
  it('of a pool says that no decision made a plan', async () => {
    const told = await ran(`book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { base: { balances: { USDC: 150000 }, supply: 150000 } }
data: { simulated: { seed: 7, hours: 48 } }
`)
    expect(leadOf(told)).toMatch(/^Nothing was done: none of 48 decisions made a plan \(48 neutral/)
    expect(leadOf(told)).toContain('Reason: every chain was within its band')
    expect(told.report).toMatchObject({ reasons: [] })
  })

  it('of a pool counts why decisions were held back', async () => {
    const told = await ran(`book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains:
  base: { balances: { USDC: 150000 }, supply: 150000 }
  arbitrum: { balances: { USDC: 150000 }, supply: 150000 }
policy: { liquidity: [{ chain: base, token: USDC, level: 200000, target: 9000000 }] }
limits: { transferMax: 1 USD, transferMin: 1 USD }
data: { simulated: { seed: 7, hours: 48 } }
`)
    expect(leadOf(told)).toMatch(/^Nothing was done/)
    expect(leadOf(told)).toMatch(/\d+ times .*: /)
  })

  it('of a reserve says that no order went through', async () => {
    const told = await ran(`book: reserve
tranches:
  USDX: { decimals: 6, balance: 1000, price: 1, weight: 100 %, stable: { floor: 0.97, ceiling: 1.03 } }
market:
  simulated: { seed: 7, rows: 24, every: 1 h, motion: { USDX: { noise: 2 bps } } }
`)
    expect(leadOf(told)).toMatch(/^Nothing happened: no order went through/)
  })

  it('of vaults names the code that refused every epoch, and shows no return', async () => {
    const told = await ran(`book: vaults
assets: { BTC: {} }
vaults: { USDC: { own: stable, start: 1000 }, BTC: { own: BTC, start: 20 } }
data:
  epochs:
    - { label: one, prices: { BTC: 0 }, pool: { price: 0.95, deltas: { BTC: 0.26 } } }
`)
    expect(leadOf(told)).toMatch(/^Nothing was deployed: no order was filled; refused were 1 of 1 epochs with PRICE_/)
    expect(told.document.sections[0]?.blocks[0]).toMatchObject({
      kind: 'figures',
      rows: [
        { name: 'USDC', value: '–' },
        { name: 'BTC', value: '–' },
      ],
    })
  })

  it('is no lead where vaults traded: each vault and its return come first', async () => {
    const told = await ran(`book: vaults
assets: { BTC: {} }
vaults: { USDC: { own: stable, start: 1000000 }, BTC: { own: BTC, start: 20 } }
data:
  epochs:
    - { label: one, prices: { BTC: 27500 }, pool: { price: 0.95, deltas: { BTC: 0.26 } } }
    - { label: two, after: 1 h }
`)
    expect(leadOf(told)).toBe('')
    const first = told.document.sections[0]?.blocks[0]
    expect(first).toMatchObject({ kind: 'figures', rows: [{ name: 'USDC' }, { name: 'BTC' }] })
    expect(JSON.stringify(first)).toMatch(/[+−]0\.\d\d %/)
  })
})

const config = (capital: string, more = 'data: { simulated: { seed: 7, hours: 100 } }'): string =>
  `mode: usdt_market_neutral
capital: { ${capital} }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
${more}
`

const seen = (text: string) => prospect(parse(text, 'config.yaml'), NO_CHOICE)

describe('the prospect of a config', () => {
  it('warns of gas money that keeps everything from being deployed', async () => {
    const found = await seen(config('USDT: 60000, ETH: 2'))
    expect(found.deployment.verdict).toBe('none')
    expect(found.obstacles[0]).toMatchObject({ code: 'GAS_SHARE_HIGH', isBlocking: true })
    expect(found.obstacles[0]?.detail).toContain('9.1\u00a0% of net assets')
  })

  it.each([
    ['5000000', '', 'perHour', '250,000 USD an hour'],
    ['1000000', 'limits: { transferMax: 50000 USD }\n', 'transferMax', '50,000 USD a transfer'],
    ['1000000', 'limits: { transferMax: 250000 USD }\n', 'perHour', '250,000 USD an hour'],
    ['1000000', 'limits: { perDay: 130000 USD, perHour: 130000 USD }\n', 'perDay', '130,000 USD a day'],
  ])('names the limit that the plan names, with its figures: %s, %s', async (...[capital, limits, name, said]) => {
    const text = config(`USDT: ${capital}, ETH: 2`, `${limits}data: { simulated: { seed: 7, hours: 100 } }`)
    const found = await seen(text)
    const { plan } = await planOf(parse(text, 'config.yaml'), { choice: NO_CHOICE, at: null, state: null })
    const [cut] = plan?.cuts ?? []
    expect(cut?.limiter).toBe(`limits.${name}`)
    expect(found.obstacles).toEqual([expect.objectContaining({ code: 'DEPLOYED_IN_CYCLES', isBlocking: false })])
    const detail = found.obstacles[0]?.detail.replaceAll('\u00a0', ' ') ?? ''
    const whole = (value = 0): string => Math.round(value).toLocaleString('en-GB')
    const rest = cut?.cycles === 2 ? '8 h later' : `in ${(cut?.cycles ?? 0) - 1} more cycles, at least 8 h apart`
    expect(detail).toMatch(
      new RegExp(
        `^limits\\.${name} \\(${said}\\) allows ${whole(cut?.allowed)} of the ${whole(cut?.wanted)} USD in the first cycle; the rest follows ${rest}$`,
      ),
    )
  })

  it('has no warning of a config that deploys, and no data of a simulated market', async () => {
    const caps = 'limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 2000000 USD }'
    const found = await seen(config('USDT: 1000000, ETH: 2', `${caps}\ndata: { simulated: { seed: 7, hours: 100 } }`))
    expect(found).toMatchObject({ obstacles: [], data: null, deployment: { verdict: 'full' } })
  })

  it('says that there is no data folder, and stands on simulated prices', async () => {
    const found = await seen(
      config('USDT: 1000000, ETH: 2', 'data: { from: 2024-06-01, to: 2024-07-01, folder: ./none }'),
    )
    expect(found.data?.fault).toMatch(/There is no folder of market data/)
    expect(found.prices).toMatch(/^simulated prices/)
  })
})

whenShared('data', 'the prospect on published files', (folder) => {
  it('lists the series that the config needs, and their first and last hours', async () => {
    const text = config('USDT: 1000000, ETH: 2', 'data: { from: 2024-06-01, to: 2024-07-01 }')
    const found = await prospect(parse(text, 'config.yaml'), { ...NO_CHOICE, folder })
    expect(found.prices).toBe("the market files' first hour")
    const perps = found.data?.series.filter(({ kind }) => kind === 'perp') ?? []
    expect(perps.map(({ exchange, name }) => `${exchange} ${name}`)).toEqual([
      'BINANCE ETHUSDT',
      'BYBIT ETHUSDT',
      'OKX ETHUSDT',
    ])
    expect(perps.every(({ reach }) => reach !== null)).toBe(true)
  })
})

describe('a plan in which nothing is deployed', () => {
  const planned = (text: string) => planOf(parse(text, 'config.yaml'), { choice: NO_CHOICE, at: null, state: null })
  const data = 'data: { simulated: { seed: 7, hours: 100 } }'

  it('names the limit that the capital is below', async () => {
    const report = await planned(`mode: pure_lending\nshareClass: USDT\ncapital: { USDT: 4000, ETH: 0.5 }\n${data}`)
    expect(report.plan).toBeNull()
    expect(report.obstacles).toMatchObject([{ code: 'CAPITAL_BELOW_TRANSFER_MIN', isBlocking: true }])
    const well = await planned(`mode: pure_lending\nshareClass: USDT\ncapital: { USDT: 40000, ETH: 0.5 }\n${data}`)
    expect([well.plan === null, well.obstacles]).toEqual([false, []])
  })

  it('does not advise a lower least transfer where all that is there pays for gas', async () => {
    const report = await planned(`mode: eth_leveraged\nshareClass: ETH\ncapital: { ETH: 2 }\n${data}`)
    const [obstacle] = report.obstacles
    expect(obstacle?.lift.replaceAll('\u00a0', ' ')).toBe(
      'Start with more ETH, or lower gasReserve.target: 2 ETH stay in the wallet for gas.',
    )
    // What it says works.
    const lifted = await planned(`mode: eth_leveraged\nshareClass: ETH\ncapital: { ETH: 20 }\n${data}`)
    expect(lifted.plan).not.toBeNull()
  })

  it('does not ask for capital where delta alone is off', async () => {
    const hedged = 'mode: eth_basis\nexchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }'
    const report = await planned(`${hedged}\ncapital: { USDT: 3000, ETH: 0.5 }\n${data}`)
    expect(report.notTaken[0]).toMatchObject({ refusal: { code: 'EMERGENCY_STRANDED' } })
    expect(report.notTaken[0]?.lift).toMatch(/^Capital alone does not mend it\. Hedge what is missing by hand/)
  })
})
