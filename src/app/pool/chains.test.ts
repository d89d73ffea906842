import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { problems } from '../../../test/problems.ts'
import { render } from '../../backtest/report/document.ts'
import { bookOf } from '../config/book.ts'
import { read } from '../config/source.ts'
import { compared } from './compare.ts'
import { POOL_DESK } from './desk.ts'
import { parseScenario } from './scenario.ts'
import { setupOf } from './setup.ts'
import { simulated } from './simulate.ts'

const TEXT = readFileSync(fileURLToPath(new URL('../../../examples/pool-book-chains.yaml', import.meta.url)), 'utf8')
const QUIET = { start: () => undefined, at: () => undefined, stop: () => undefined }
const ASKED = { choice: { folder: null, from: null, to: null, seed: null }, at: null, state: null }
const file = (text = TEXT) => bookOf(text, 'pool-book-chains.yaml')

const SCENARIO = `base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains:
  arbitrum: { balances: { USDC: 1000 }, supply: 1000 }
  BSC: { balances: { USDC: 1000 }, supply: 1000 }
  gnosis: { id: 100, aliases: [xDai], tokens: { USDC: 6 }, balances: { USDC: 10 }, supply: 10 }
home: Arbitrum
bridge: { fee: 10 bps }
events:
  - transfer: { key: fine, from: "56", to: xdai, token: USDC, amount: 100.0000005 }
  - fill: { key: fine, amount: 33.3 }
  - fill: { key: fine }
  - transfer: { key: back, from: gnosis, to: bnb, token: USDC, amount: 50, arrives: 49.950000000000000001 }
  - fill: { key: back, amount: 0.000000000000000003 }
  - fill: { key: back }
  - transfer: { key: dust, from: bsc, to: gnosis, token: USDC, amount: 0.0000000005 }
`

describe('chains that a config describes', () => {
  it('stand in check by every name, with their decimals', () => {
    const { document } = POOL_DESK.check(file())
    const text = JSON.stringify(document)
    expect(text).toContain('"gnosis","Gnosis 100"')
    expect(text).toContain('"bnb","BNB Smart Chain 56"')
    expect(text).toContain('6 (arbitrum), 18 (bnb), 6 (base), 6 (gnosis)')
    const { policy, routes, gas } = setupOf(file())
    expect(policy.liquidity.map(({ chain, level }) => [chain, level])).toEqual([
      ['bnb', 160_000n * 10n ** 18n],
      ['gnosis', 60_000n * 10n ** 6n],
    ])
    expect(routes['bnb']?.find(({ to, token }) => to === 'gnosis' && token === 'USDC')?.feeBps).toBe(8n)
    expect([gas['gnosis']?.deposit, gas['base']?.deposit]).toEqual([0.01, 0.4])
  })

  it('get what they need by a plan, and a backtest of them closes to zero', async () => {
    const { report } = await POOL_DESK.plan(file(), ASKED)
    const { plan } = report as unknown as { plan: { steps: readonly string[] } }
    expect(JSON.stringify(plan)).toMatch(/gnosis \(40,000 USDC arrive\)/)
    const short = file(TEXT.replace('hours: 1440', 'hours: 240'))
    const told = await POOL_DESK.backtest(short, ASKED.choice, QUIET)
    const { simulation } = told.report as unknown as {
      simulation: { decimals: number; attribution: { residual: string; unexplained: string; lines: { sync: string } } }
    }
    expect(simulation.decimals).toBe(18)
    expect(simulation.attribution).toMatchObject({ residual: '0', unexplained: '0' })
    expect(told.tables?.['accounts.csv']).toMatch(/gnosis,end,\d+\.\d+/)
    expect(told.tables?.['chains.csv']).toMatch(/,bnb,1\.0\d+/)
    expect(render(told.document)).toContain('gnosis')
  })

  it('keep their description where a file of the book names them by another call', async () => {
    const state = {
      file: 'book.yaml',
      source: read(
        'chains: { Arbitrum: { balances: { USDC: 900 }, supply: 900 }, BSC: { balances: { USDC: 900.000000000000000001 }, supply: 900 }, XDAI: { balances: { USDC: 10 }, supply: 10 }, base: {} }\nflights: [{ from: "56", to: gnosis, token: USDC, amount: 5.0000001, arrives: 4.99 }]',
      ),
    }
    const { chains, flights } = setupOf(file(), state)
    expect(Object.entries(chains).map(([name, { id, decimals }]) => [name, id, decimals])).toEqual([
      ['Arbitrum', 42_161, 6],
      ['BSC', 56, 18],
      ['XDAI', 100, 6],
      ['base', 8453, 6],
    ])
    expect(flights).toMatchObject([
      {
        from: 'BSC',
        to: 'XDAI',
        input: 5_000_000_100_000_000_000n,
        output: 4_990_000n,
        atSource: 4_990_000n * 10n ** 12n,
      },
    ])
  })
})

describe("a chain's own coin", () => {
  const coin = (bnb: string, opbnb = bnb): string => `book: pool
base: USDC
tokens: { USDC: { decimals: 18, price: 1 }, BNB: { decimals: 18, price: 600 }, WBNB: { decimals: 18, price: 600 }, WETH: { decimals: 18, price: 2000 } }
chains:
  opbnb: { id: 204, ${opbnb}, balances: { USDC: 100000, BNB: 200 }, supply: 220000 }
  bnb: { ${bnb}, balances: { USDC: 1000, BNB: 100 }, supply: 61000 }
policy: { liquidity: [{ chain: bnb, token: BNB, level: 150, target: 170 }] }
data: { simulated: { seed: 7, hours: 24 } }
`
  const planOf = async (text: string) => {
    const { report } = await POOL_DESK.plan(bookOf(text, 'a.yaml'), ASKED)
    return report as unknown as {
      plan: { steps: readonly string[]; after: { chains: readonly { name: string; sharePrice: string }[] } } | null
    }
  }

  it('other than ether stays where nothing says what wraps it, and never crosses at the price of ether', async () => {
    const { plan } = await planOf(coin('native: BNB', 'native: BNB, tokens: { USDC: 18, WETH: 18 }'))
    expect(plan).toBeNull()
  })

  it('crosses as its wrapped token, and share prices stand still but for the fee', async () => {
    const wrapped = 'native: BNB, wrapped: WBNB, tokens: { USDC: 18, WBNB: 18 }'
    const { plan } = await planOf(coin(wrapped))
    expect(plan?.steps[0]).toBe('Transfer 70.035 BNB with its shares from opbnb to bnb (70 BNB arrive)')
    expect(Number(plan?.after.chains.find(({ name }) => name === 'opbnb')?.sharePrice) / 1e18).toBeCloseTo(0.99988, 4)
  })

  it.each([
    { as: 'a token of another price', bnb: 'native: BNB, wrapped: WETH', code: 'POOL_NATIVE', path: 'wrapped' },
    { as: 'no token', bnb: 'native: BNB, wrapped: XBNB', code: 'POOL_NAME_UNKNOWN', path: 'wrapped' },
    { as: 'itself', bnb: 'native: BNB, tokens: { BNB: 18 }', code: 'POOL_NATIVE', path: 'tokens.BNB' },
  ])('is refused as $as', ({ bnb, code, path }) => {
    const text = coin(bnb, 'tokens: { USDC: 18 }')
    const told = [{ code, path: `chains.bnb.${path}` }]
    expect(problems(() => setupOf(bookOf(text, 'a.yaml')))).toMatchObject(told)
    const scenario = `${text.replace(/policy[\s\S]*/, '')}events: [{ wait: 1 h }]\n`
    expect(problems(() => parseScenario(scenario, 'a'))).toMatchObject(told)
  })
})

describe('a scenario over chains of different decimals', () => {
  it('converts down, tells the dust that stays, and closes to zero under every model', async () => {
    const { report } = await simulated(parseScenario(SCENARIO, 'a'), null, QUIET)
    const { outcomes, attribution, final } = report as unknown as {
      outcomes: readonly { event: string; refusal: { code: string } | null }[]
      attribution: { residual: string; unexplained: string }
      final: { chains: readonly { name: string; sharePrice: string }[] }
    }
    expect(outcomes.map(({ event, refusal }) => refusal?.code ?? event)).toEqual([
      'Transfer fine: 100 USDC BSC → gnosis, 99.9 USDC to arrive; 500000000001 base units, too little for a unit of gnosis, stay on BSC',
      'Fill of a part of fine',
      'Fill of fine',
      'Transfer back: 50 USDC gnosis → BSC, 49.95 USDC to arrive',
      'Fill of a part of back',
      'Fill of back',
      'AMOUNT_NOT_POSITIVE',
    ])
    expect(attribution).toMatchObject({ residual: '0', unexplained: '0' })
    // Fees are the loss of those who stay: all prices are 1e18 for 1, whatever the decimals of the chain.
    expect(final.chains.map(({ name, sharePrice }) => [name, Number(sharePrice) / 1e18])).toEqual([
      ['arbitrum', 1],
      ['BSC', expect.closeTo(0.9998889, 6)],
      ['gnosis', expect.closeTo(0.999166, 5)],
    ])
    const all = await compared(parseScenario(SCENARIO, 'a'), QUIET)
    const { models } = all.report as unknown as {
      models: readonly { attribution: { residual: string; unexplained: string } }[]
    }
    for (const model of models) expect(model.attribution).toMatchObject({ residual: '0', unexplained: '0' })
  })

  it('refuses more places than a token has on its chain, at the line', () => {
    const fine = SCENARIO.replace('amount: 50, arrives', 'amount: 50.0000001, arrives')
    expect(problems(() => parseScenario(fine, 'a'))).toMatchObject([
      { code: 'POOL_DIGITS', line: 13, path: 'events.3.transfer.amount' },
    ])
    const coarse = SCENARIO.replace('amount: 33.3', 'amount: 33.3000001')
    expect(problems(() => parseScenario(coarse, 'a'))).toMatchObject([{ code: 'POOL_DIGITS', line: 11 }])
  })
})
