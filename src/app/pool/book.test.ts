import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problems } from '../../../test/problems.ts'
import { routeOf } from '../../portfolio/pool/market.ts'
import { parse as parseTime } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { bookOf, type Opened } from '../config/book.ts'
import type { Asked, Told } from '../desk.ts'
import { begun } from './book.ts'
import { POOL_DESK } from './desk.ts'
import { parseScenario } from './scenario.ts'
import { setupOf } from './setup.ts'
import { simulated } from './simulate.ts'
import { pastOf, worldOf } from './world.ts'

/** The market ends at 2024-01-03 23:00. */
const HEAD = `book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 }, WETH: { decimals: 18, price: 2000 } }
data: { simulated: { seed: 1, hours: 72 } }
`
const THREE = `chains:
  arbitrum: { supply: 1000, balances: { USDC: 1000 } }
  optimism: { supply: 1000, balances: { USDC: 1000 } }
  base: { supply: 1000, balances: { USDC: 1000 } }
`
const CHOICE = { folder: null, from: null, to: null, seed: null }
/** At the last hour, when the flights below have departed. */
const ASKED: Asked = { choice: CHOICE, at: parseTime('2024-01-03T23:00:00Z'), state: null }

const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

const file = (text: string): Opened => bookOf(text, 'pool.yaml')
const planOf = (text: string): Promise<Told> => POOL_DESK.plan(file(text), ASKED)

describe('the routes of a config', () => {
  const BRIDGE = `bridge:
  fee: 10 bps
  min: 1
  routes:
    - { from: optimism, to: base, fee: 5 bps, fillTime: 60 s }
    - { from: optimism, to: base, token: WETH, fixed: 0.001, max: 2 }
    - { from: base, to: optimism, fillTime: 20 min }
`

  it('have terms of their own, the nearest first, and else those of all', () => {
    const routes = setupOf(file(HEAD + THREE + BRIDGE)).routes
    const found = (from: string, to: string, token: string) => routeOf({ routes }, { from, to, token })
    expect(found('arbitrum', 'base', 'USDC')).toMatchObject({ feeBps: 10n, min: 1_000_000n, max: null })
    expect(found('optimism', 'base', 'USDC')).toMatchObject({ feeBps: 5n, min: 1_000_000n, times: { p50: 60 } })
    expect(found('optimism', 'base', 'WETH')).toMatchObject({ feeBps: 10n, feeFixed: 10n ** 15n, max: 2n * 10n ** 18n })
    expect(found('base', 'optimism', 'USDC')).toMatchObject({ feeBps: 10n, times: { p50: 1200, p95: 1200 } })
  })

  it.each([
    { route: '{ from: mars, to: base }', path: 'bridge.routes.0.from' },
    { route: '{ from: base, to: base }', path: 'bridge.routes.0.to' },
    { route: '{ from: base, to: optimism, token: DAI }', path: 'bridge.routes.0.token' },
  ])('lead from one chain to another in a token there is: $route', ({ route, path }) => {
    const text = `${HEAD}${THREE}bridge: { routes: [${route}] }\n`
    expect(problems(() => setupOf(file(text)))).toMatchObject([{ code: 'POOL_NAME_UNKNOWN', path, line: 9 }])
  })

  it('decide from where a chain is supplied: from the one whose bridge keeps less', async () => {
    const need = 'policy: { liquidity: [{ chain: base, token: USDC, level: 1100, target: 1200 }] }\n'
    const cheap = (from: string): string =>
      `${HEAD}${THREE}${need}bridge: { fee: 10 bps, routes: [{ from: ${from}, to: base, fee: 2 bps }] }\n`
    for (const from of ['optimism', 'arbitrum'])
      expect((await planOf(cheap(from))).report).toMatchObject({
        plan: { class: 'SAFETY', steps: [expect.stringContaining(`from ${from} to base`), expect.anything()] },
      })
  })

  it('say what arrives in a scenario where the event does not', () => {
    const text = `base: USDC
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { A: { supply: 1000, balances: { USDC: 1000 } }, B: { supply: 1000, balances: { USDC: 1000 } } }
bridge: { fee: 10 bps, routes: [{ from: B, to: A, fee: 20 bps, fixed: 1 }] }
events:
  - transfer: { key: a, from: A, to: B, token: USDC, amount: 100 }
  - transfer: { key: b, from: B, to: A, token: USDC, amount: 100 }
  - transfer: { key: c, from: B, to: A, token: USDC, amount: 100, arrives: 99 }
`
    const { events } = parseScenario(text, 'x')
    expect(events.map((event) => (event.kind === 'send' ? event.step.output : null))).toEqual([
      99_900_000n,
      98_800_000n,
      99_000_000n,
    ])
  })
})

describe('deposits in the air', () => {
  const NEED = 'policy: { liquidity: [{ chain: base, token: USDC, level: 1100, target: 1200 }] }\n'
  const flights = (...lines: readonly string[]): string =>
    lines.length === 0 ? '' : `flights:\n${lines.map((line) => `  - ${line}\n`).join('')}`
  const SENT = '{ from: optimism, to: base, token: USDC, amount: 200, arrives: 199, sent: 2024-01-03T22:59:00Z }'

  it('count in net assets, and a chain that waits for one needs no other', async () => {
    const without = await planOf(HEAD + THREE + NEED)
    expect(without.report).toMatchObject({ netAssets: 3000, flights: [], plan: { class: 'SAFETY' } })
    const waiting = await planOf(HEAD + THREE + NEED + flights(SENT))
    expect(waiting.report).toMatchObject({
      netAssets: 3199,
      plan: null,
      outcome: 'NEUTRAL',
      flights: [{ key: 0, at: 'bridge', input: '200000000', output: '199000000', deadline: '2024-01-03T23:09:00Z' }],
    })
    expect(waiting.document.sections.map(({ id }) => id)).toContain('flights')
  })

  it('that nobody filled in time wait in the escrow, count as what left, and come back first', async () => {
    const late = SENT.replace('22:59', '22:30')
    const { report } = await planOf(HEAD + THREE + NEED + flights(late))
    expect(report).toMatchObject({
      netAssets: 3200,
      flights: [{ at: 'escrow' }],
      plan: { class: 'SAFETY', purpose: 'Refund expired deposits', stages: [[{ kind: 'pool.refund', key: 0 }]] },
    })
  })

  it('are past their deadline by the minute that is asked for', async () => {
    const flight = 'flights: [{ from: A, to: B, token: USDC, amount: 100, sent: 2024-01-01T00:20:00Z }]\n'
    const text = `book: pool\nbase: USDC\ntokens: { USDC: { decimals: 6, price: 1 } }\nchains:\n  A: { supply: 1000, balances: { USDC: 1000 } }\n  B: { supply: 1000, balances: { USDC: 1000 } }\n${flight}data: { simulated: { seed: 1, hours: 24 } }\n`
    const atOf = async (at: string) => {
      const { report } = await POOL_DESK.plan(bookOf(text, 'a.yaml'), { ...ASKED, at: parseTime(at) })
      const { flights, plan } = report as unknown as { flights: { at: string }[]; plan: { purpose: string } | null }
      return [flights[0]?.at, plan?.purpose]
    }
    expect(await atOf('2024-01-01T00:29:00Z')).toEqual(['bridge', undefined])
    expect(await atOf('2024-01-01T00:45:00Z')).toEqual(['escrow', 'Refund expired deposits'])
  })

  it('have numbers of their own, and the next plan goes on from the last', async () => {
    const setup = setupOf(file(HEAD + THREE + flights(SENT.replace('{', '{ key: 4,'), SENT, SENT)))
    const past = await pastOf(setup, ASKED.choice)
    const state = begun(setup, worldOf(setup, past)(71))
    expect([state.flights.map(({ key }) => key), state.next]).toEqual([[4, 0, 1], 5])
  })

  it.each([
    { line: '{ from: base, to: base, token: USDC, amount: 1 }', code: 'POOL_NAME_UNKNOWN', path: 'flights.0.to' },
    { line: '{ from: base, to: optimism, token: DAI, amount: 1 }', code: 'POOL_NAME_UNKNOWN', path: 'flights.0.token' },
    { line: '{ from: base, to: optimism, token: USDC, amount: 0 }', code: 'POOL_FLIGHT', path: 'flights.0' },
    {
      line: '{ from: base, to: optimism, token: USDC, amount: 1, arrives: 2 }',
      code: 'POOL_FLIGHT',
      path: 'flights.0',
    },
  ])('are refused where they cannot have been sent: $line', ({ line, code, path }) => {
    expect(problems(() => setupOf(file(HEAD + THREE + flights(line))))).toMatchObject([{ code, path, line: 10 }])
  })

  it('are refused under the same number', () => {
    const one = SENT.replace('{', '{ key: 1,')
    const found = problems(() => setupOf(file(HEAD + THREE + flights(one, one))))
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['POOL_FLIGHT', 'flights.0'],
      ['POOL_FLIGHT', 'flights.1'],
    ])
  })
})

describe('a book of its own file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'))
  const at = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const stated = (text: string, config = HEAD + THREE): Promise<Told> =>
    POOL_DESK.plan(file(config), { ...ASKED, state: at('state.yaml', text) })

  it("takes the place of the config's chains and flights", async () => {
    const two =
      'chains: { base: { supply: 500, balances: { USDC: 600 } }, optimism: { supply: 500, balances: { USDC: 500 } } }\n'
    const own = `${HEAD}${THREE}flights: [{ from: base, to: arbitrum, token: USDC, amount: 5 }]\n`
    expect((await stated(two, own)).report).toMatchObject({
      netAssets: 1100,
      flights: [],
      figures: { chains: [{ name: 'base' }, { name: 'optimism' }] },
    })
    const flying = `${two}flights: [{ from: base, to: optimism, token: USDC, amount: 100 }]\n`
    expect((await stated(flying, own)).report).toMatchObject({ netAssets: 1199.95, flights: [{ to: 'optimism' }] })
  })

  it('is refused at its own line, and the config at its', async () => {
    const wrong = 'chains:\n  base: { supply: 1, balances: { DAI: 1 } }\n'
    await expect(stated(wrong)).rejects.toMatchObject({
      file: join(folder, 'state.yaml'),
      problems: [{ code: 'POOL_NAME_UNKNOWN', line: 2 }],
    })
    const home = `${HEAD}${THREE}policy: { home: arbitrum }\n`
    await expect(stated('chains: { base: { supply: 1, balances: { USDC: 1 } } }\n', home)).rejects.toMatchObject({
      file: 'pool.yaml',
      problems: [{ code: 'POOL_NAME_UNKNOWN', path: 'policy.home' }],
    })
    await expect(POOL_DESK.plan(file(HEAD + THREE), { ...ASKED, state: 'nowhere.yaml' })).rejects.toMatchObject({
      code: 'STATE_MISSING',
    })
  })
})

describe('a home', () => {
  it('comes with what stays elsewhere and what would free it, also when nothing may go', async () => {
    const chains = THREE.replace(
      'base: { supply: 1000, balances: { USDC: 1000 } }',
      'base: { supply: 1000, virtualSupply: -900, balances: { USDC: 100 } }',
    )
    const { report } = await planOf(`${HEAD}${chains}bridge: { fee: 0 % }\npolicy: { home: optimism }\n`)
    // 1000 shares issued and 900 gone: a mint of m frees 0.9 m less its spread of 10 bps.
    expect(report).toMatchObject({
      home: {
        chain: 'optimism',
        remaining: [
          { chain: 'arbitrum', amount: '100000000', limiter: 'supplyFloor', mint: '111222334', inbound: '100000000' },
          { chain: 'base', amount: '100000000', limiter: 'supplyFloor', mint: '111222334', inbound: '100000000' },
        ],
      },
    })
    const there = await planOf(
      `${HEAD}chains: { base: { supply: 1, balances: { USDC: 1 } } }\npolicy: { home: base }\n`,
    )
    expect(there.document.sections.find(({ id }) => id === 'home')).toMatchObject({ blocks: [] })
  })

  it('does so at the end of a scenario', async () => {
    const text = `base: USDC
home: B
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { A: { supply: 1000, balances: { USDC: 1000 } }, B: { supply: 1000, balances: { USDC: 1000 } } }
events: []
`
    const { report, document } = await simulated(parseScenario(text, 'x'), null, QUIET)
    expect(report).toMatchObject({ home: { chain: 'B', remaining: [{ chain: 'A', mint: '111222334' }] } })
    expect(document.sections.at(-1)).toMatchObject({ id: 'home' })
    expect(problems(() => parseScenario(text.replace('home: B', 'home: C'), 'x'))).toMatchObject([
      { code: 'POOL_NAME_UNKNOWN', path: 'home', line: 2 },
    ])
  })
})
