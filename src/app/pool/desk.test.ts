import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { problems } from '../../../test/problems.ts'
import { replaying } from '../../backtest/pool/replay.ts'
import { ended } from '../../backtest/pool/simulate.ts'
import { type Document, render } from '../../backtest/report/document.ts'
import { POOL_ROOMS } from '../../execution/pool.ts'
import type { PoolFigures } from '../../portfolio/pool/risk.ts'
import { start } from '../../portfolio/pool/state.ts'
import { value } from '../../portfolio/pool/worth.ts'
import { HOUR_MS, type Instant, instant } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { bookOf, type Opened } from '../config/book.ts'
import type { Choice } from '../market.ts'
import { limiting } from './capacity.ts'
import { POOL_DESK } from './desk.ts'
import { opened, parseScenario } from './scenario.ts'
import { setupOf } from './setup.ts'
import { modelOf } from './simulate.ts'
import { pastOf, tradingOf, worldOf } from './world.ts'

const FILE = fileURLToPath(new URL('../../../examples/pool-book.yaml', import.meta.url))
const TEXT = readFileSync(FILE, 'utf8')

/** One chain has ether and no dollars, so that its Sync waits for a Transfer while the price of ether moves on. */
const LATE = `
book: pool
base: USDC
tokens: { USDC: { decimals: 6, price: 1 }, WETH: { decimals: 18, follows: ETH } }
chains:
  arbitrum: { balances: { WETH: 100 }, supply: 150000 }
  optimism: { balances: { USDC: 800000 }, supply: 800000 }
policy: { band: 0.4 %, warning: 0.5 %, critical: 50 % }
limits: { tokens: [USDC], transferMin: 1 USD, syncTolerance: 100 % }
data: { simulated: { seed: 3, hours: 480 } }
`

const CHOICE: Choice = { folder: null, from: null, to: null, seed: null }
const QUIET: Watch = { start: () => undefined, at: () => undefined, stop: () => undefined }

/** The rows of the first table of a section. */
const rowsOf = ({ sections }: Document, id: string) =>
  sections
    .find((section) => section.id === id)
    ?.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])) ?? []

const file = (text = TEXT): Opened => bookOf(text, 'pool.yaml')

async function replayed(text = TEXT) {
  const setup = setupOf(file(text))
  const past = await pastOf(setup, CHOICE)
  const market = worldOf(setup, past)
  const state = start(setup.base, opened(setup.chains, market(0)))
  const { policy, expired } = setup
  const gains = tradingOf(setup, past, 7)
  const rest = { policy, expired, gains, market, seed: 7, rooms: POOL_ROOMS }
  return {
    setup,
    state,
    market,
    result: ended(replaying({ start: state, hours: past.hours, ...rest }, { perWrite: 1, fixed: 0 })),
  }
}

describe('a backtest of the pool book', () => {
  it('keeps its accounts to the last unit, and what it earned is what the portfolio is worth more', async () => {
    const { state, market, result } = await replayed()
    const { attribution: parts, scene } = result.simulation
    const [before, after] = [value(state, market(0)), value(scene.state, scene.market)]
    expect([parts.residual, parts.unexplained, parts.lines.transfer, parts.lines.sync]).toEqual([0n, 0n, 0n, 0n])
    expect(before.ok && after.ok && after.total - before.total).toBe(parts.earned)
    expect(result.hours).toHaveLength(2160)
  })

  it('acts when a price leaves its band, sends what a chain lacks first, and brings expired deposits home', async () => {
    const { result, setup } = await replayed()
    const { plans, expired, hours, simulation } = result
    expect(plans[0]?.class).toBe('SAFETY')
    expect(plans[0]?.steps[0]).toMatch(/^Transfer .* to base/)
    expect(new Set(plans.map((plan) => plan.class))).toEqual(new Set(['SAFETY', 'TARGET']))
    expect(expired).toBeGreaterThan(0)
    expect(plans.some(({ outcome }) => outcome === 'expired')).toBe(true)
    expect(simulation.scene.state.flights.filter(({ at }) => at === 'escrow')).toEqual([])
    const beyond = hours.filter(({ drift }) => drift > setup.policy.bounds.sharePrice.high).length
    expect(beyond).toBeGreaterThan(0)
    expect(beyond).toBeLessThan(hours.length / 10)
  })

  it('checks a stage again when it is sent, with the prices of its hour', async () => {
    const setup = setupOf(file(LATE))
    const past = await pastOf(setup, CHOICE)
    const market = worldOf(setup, past)
    const lived = (rooms: typeof POOL_ROOMS) => {
      const life = { policy: setup.policy, expired: 0, gains: () => [], market, seed: 3, hours: past.hours, rooms }
      const begun = start(setup.base, opened(setup.chains, market(0)))
      return ended(replaying({ ...life, start: begun }, { perWrite: 1, fixed: 0 })).plans
    }
    const late = lived(POOL_ROOMS).filter(({ outcome }) => outcome === 'stopped')
    expect(late.length).toBeGreaterThan(2)
    expect(new Set(late.map(({ refusal }) => refusal?.code))).toEqual(new Set(['SYNC_OVERSHOOTS']))
    const unchecked = lived({ ...POOL_ROOMS, rules: [] })
    expect(unchecked.filter(({ outcome }) => outcome === 'stopped')).toEqual([])
  })

  it('sends no more within an hour and a day than its caps let go', async () => {
    const capped = TEXT.replace('limits:\n', 'limits:\n  perHour: 30000 USD\n  perDay: 32000 USD\n')
    const { result } = await replayed(capped)
    const sent = result.plans.flatMap(({ asOf, steps }) =>
      steps.flatMap((step) => {
        const [, amount, token] = /(?:Transfer|Sync) ([\d,.]+) (\w+)/.exec(step) ?? []
        return token === 'USDC' ? [{ asOf, usd: Number(amount?.replaceAll(',', '')) }] : []
      }),
    )
    const most = (hours: number): number =>
      Math.max(
        ...sent.map(({ asOf }) =>
          sent.reduce(
            (sum, one) => (asOf - one.asOf >= 0 && asOf - one.asOf < hours * HOUR_MS ? sum + one.usd : sum),
            0,
          ),
        ),
      )
    expect([most(1), most(24)].map(Math.floor)).toEqual([30_000, 32_000])
  })

  it('comes as tables for other programs', async () => {
    const { tables, report } = await POOL_DESK.backtest(file(), CHOICE, QUIET)
    const rows = (name: 'events.csv' | 'chains.csv' | 'accounts.csv'): readonly (readonly string[])[] =>
      (tables?.[name] ?? '')
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','))
    const { plans, hours } = report as { plans: readonly object[]; hours: readonly { sharePrices: string[] }[] }
    expect(rows('events.csv').length).toBeGreaterThan(plans.length)
    const chains = rows('chains.csv')
    expect(chains).toHaveLength(1 + 3 * hours.length)
    expect(chains[1]).toEqual(['2024-01-01T00:00:00Z', 'arbitrum', '1.05', 'WARNING', expect.any(String)])
    const accounts = rows('accounts.csv')
    expect(accounts.slice(0, 2)).toEqual([
      ['place', 'line', 'amount'],
      ['arbitrum', 'start', expect.stringMatching(/^\d+(\.\d+)?$/)],
    ])
    expect(accounts.some(([, line, amount]) => line === 'transfer' && /^-\d/.test(amount ?? ''))).toBe(true)
  })

  it('counts what applications hold and are owed, and what calls cost on each chain', async () => {
    const text = TEXT.replace(
      'USDC: 150000, WETH: 20 }',
      'USDC: 150000, WETH: 20 }, apps: { USDC: -50000, WETH: 5 }',
    ).replace('bridge:', 'gas: { deposit: 1 USD, chains: { optimism: { deposit: 9 USD } } }\n\nbridge:')
    const setup = setupOf(file(text))
    const past = await pastOf(setup, CHOICE)
    const market = worldOf(setup, past)(0)
    expect(market.sites['optimism']?.gas).toEqual({ deposit: 9, refund: 0.5, update: 0.2 })
    expect(market.sites['base']?.gas).toEqual({ deposit: 1, refund: 0.5, update: 0.2 })
    const worthOf = (of: typeof setup): bigint => {
      const worth = value(start(of.base, opened(of.chains, market)), market)
      return worth.ok ? worth.total : 0n
    }
    const ether = BigInt(Math.round((past.spot.ETH.open[0] ?? 0) * 1e6))
    expect(Number(worthOf(setup) - worthOf(setupOf(file()))) / 1e6).toBeCloseTo(Number(5n * ether) / 1e6 - 50_000, 1)
    expect(() => setupOf(file(text.replace('optimism: { deposit: 9', 'nowhere: { deposit: 9')))).toThrow()
  })

  it('is a page with its prices drawn by the hour', async () => {
    const page = render((await POOL_DESK.backtest(file(), CHOICE, QUIET)).document)
    expect(page).toContain('data-chart="chart-share-prices"')
    expect(page).toContain('data-chart="chart-drift"')
  })

  it('is the same for the same seed, and another for another', async () => {
    const told = async (seed: number | null) =>
      JSON.stringify((await POOL_DESK.backtest(file(), { ...CHOICE, seed }, QUIET)).report)
    expect(await told(null)).toBe(await told(7))
    expect(await told(8)).not.toBe(await told(7))
  })

  it('breathes on the way, and tells how far it is', async () => {
    const told: number[] = []
    let turns = 0
    const turn = (): void => {
      turns += 1
    }
    const timer = setInterval(turn, 0)
    const watch: Watch = { start: (rows) => told.push(rows), at: (row) => told.push(row), stop: () => told.push(-1) }
    await POOL_DESK.backtest(file(), CHOICE, watch)
    clearInterval(timer)
    expect(told.slice(0, 3)).toEqual([2160, 0, 100])
    expect(told.slice(-2)).toEqual([2100, -1])
    expect(turns).toBeGreaterThan(2)
  })

  it('pays for nothing where nothing may move', async () => {
    const still = TEXT.replace('transferMax: 250000 USD', 'transferMax: 250 USD\n  destinations: []')
    const { result } = await replayed(still)
    expect([result.plans.length, result.gasUsd, result.simulation.attribution.lines.fee]).toEqual([0, 0, 0n])
  })
})

describe('a plan of the pool book', () => {
  it('says how much may leave each chain and what keeps it from being more', async () => {
    const text = TEXT.replace('transferMax: 250000 USD', 'transferMax: 5000000 USD')
    const { report } = await POOL_DESK.plan(file(text), { choice: CHOICE, at: null, state: null })
    const { capacities } = report as { capacities: Record<'chain' | 'to' | 'token' | 'value' | 'limiter', string>[] }
    // 600,000 USDC are less than nine tenths of the chain, so all of it may go; burns are paid in USDC alone.
    expect(capacities).toContainEqual(
      expect.objectContaining({ chain: 'arbitrum', token: 'USDC', value: '600000000000', limiter: 'balance' }),
    )
    expect(capacities).toContainEqual(expect.objectContaining({ chain: 'base', to: null, limiter: 'balance' }))
    const floor = TEXT.replace('USDC: 150000, WETH: 20', 'USDC: 150000').replace(
      'transferMax: 250000',
      'transferMax: 5e6',
    )
    const bare = await POOL_DESK.plan(file(floor), { choice: CHOICE, at: null, state: null })
    expect((bare.report as typeof report & { capacities: object[] }).capacities).toContainEqual(
      expect.objectContaining({ chain: 'base', token: 'USDC', limiter: 'supplyFloor' }),
    )
  })

  it('shows what must lie ready with its level, what each step costs, and the share prices after it', async () => {
    const { document, report } = await POOL_DESK.plan(file(), { choice: CHOICE, at: null, state: null })
    expect(rowsOf(document, 'standing').slice(-1)).toEqual([
      ['base USDC', '150,000', '160,000', '220,000', '93.75\u00a0%', { value: 'WARNING', tone: 'warning' }],
    ])
    expect(rowsOf(document, 'plan').slice(0, 2)).toEqual([
      ['1', 'Transfer 70,035.01 USDC with its shares from arbitrum to base (70,000 USDC arrive)', '35.52'],
      ['2', 'Wait for the fill of deposit 0 on base', null],
    ])
    const prices = document.sections.find(({ id }) => id === 'plan')?.blocks.at(-1)
    const rows = prices?.kind === 'table' ? prices.rows : []
    expect(rows.map(([chain]) => chain)).toEqual(['arbitrum', 'optimism', 'base'])
    const { plan } = report as unknown as { plan: { fees: number[]; after: { chains: { sharePrice: string }[] } } }
    expect(plan.fees).toEqual([expect.closeTo(35.52, 2), 0])
    const [whole = '', part = ''] = `${rows[0]?.[2]}`.split('.')
    expect(plan.after.chains[0]?.sharePrice).toBe(String(BigInt(whole + part.padEnd(6, '0'))))
    const quiet = TEXT.replace('level: 160000', 'level: 100')
    const calm = await POOL_DESK.plan(file(quiet), { choice: CHOICE, at: null, state: null })
    expect(rowsOf(calm.document, 'standing').at(-1)?.at(-1)).toBe('NORMAL')
  })

  it('names what lifts an obstacle, each tried, and says where nothing does', async () => {
    const lifts = async (text: string): Promise<readonly (readonly string[])[]> => {
      const { report } = await POOL_DESK.plan(file(text), { choice: CHOICE, at: null, state: null })
      const { unavailable } = report as unknown as {
        unavailable: readonly { purpose: string; refusal: { code: string; lift: string } }[]
      }
      return unavailable.map(({ purpose, refusal: { code, lift } }) => [purpose, code, lift])
    }
    const closed = 'limits:\n  tokens: [WETH]\n  destinations: [arbitrum]'
    expect(await lifts(TEXT.replace('limits:', closed))).toContainEqual([
      'Liquidity of USDC on base',
      'LIQUIDITY_NOWHERE',
      'Mint 10,010.010011 USDC on base, or list more in limits.tokens and list more in limits.destinations. Each was tried.',
    ])
    expect(await lifts(TEXT.replace('limits:', 'limits:\n  tokens: [WETH]'))).toContainEqual([
      'Liquidity of USDC on base',
      'LIQUIDITY_NOWHERE',
      'Mint 10,010.010011 USDC on base, or list more in limits.tokens. Each was tried.',
    ])
    const low = TEXT.replace('supply: 200000', 'supply: 200000, virtualSupply: -190000')
    expect(await lifts(low)).toContainEqual([
      'Liquidity of USDC on base',
      'LIQUIDITY_NOWHERE',
      'No mint there and no limit of the policy lifts it.',
    ])
    expect(await lifts(low)).toContainEqual([
      'Supply of base',
      'SUPPLY_STUCK',
      'Only a contract with a floor of at most 5 % (rules.supplyFloor) takes them again.',
    ])
    const none = TEXT.replace('supply: 200000', 'supply: 200000, virtualSupply: -199999')
    expect(await lifts(none)).toContainEqual(['Supply of base', 'SUPPLY_STUCK', 'No floor above zero lifts it.'])
    const unissued = TEXT.replace('supply: 200000', 'supply: 0, virtualSupply: -5, sharePrice: 1')
    expect(await lifts(unissued)).toContainEqual(['Supply of base', 'SUPPLY_STUCK', 'No floor above zero lifts it.'])
    const apart = TEXT.replace('supply: 350000', 'supply: 250000').replace('level: 160000', 'level: 100')
    expect(await lifts(apart.replace('limits:', 'limits:\n  destinations: [optimism]'))).toEqual([
      ['Equalise share prices', 'SYNC_NOWHERE', 'List more in limits.destinations. Each was tried.'],
    ])
  })

  it('offers no move to a chain that takes nothing in', async () => {
    const low = TEXT.replace('supply: 200000', 'supply: 200000, virtualSupply: -190000')
    const { report } = await POOL_DESK.plan(file(low), { choice: CHOICE, at: null, state: null })
    const { capacities } = report as unknown as { capacities: readonly { to: string | null; value: string }[] }
    expect(capacities.filter(({ to }) => to === 'base')).toEqual([])
    expect(capacities.some(({ to, value: most }) => to === 'optimism' && BigInt(most) > 0n)).toBe(true)
  })

  it('has no drift of shares so many that the whole pool prices below one unit', async () => {
    const many = LATE.replace('supply: 800000 }', 'supply: 800000000000000 }')
    const { document } = await POOL_DESK.plan(file(many), { choice: CHOICE, at: null, state: null })
    expect(rowsOf(document, 'standing').map((row) => row[5])).toEqual([null, null])
    expect(document.sections.find(({ id }) => id === 'standing')?.lead).toContain('is below one unit')
    expect(render(document)).not.toContain('NaN')
  })

  it('never rounds up what may leave, and names the least size where that keeps all of it', async () => {
    const { document } = await POOL_DESK.plan(file(), { choice: CHOICE, at: null, state: null })
    const burn = rowsOf(document, 'capacity').find(([, move]) => `${move}`.startsWith('Burn'))
    expect(burn?.[2]).toMatch(/\.\d{6} shares$/)
    expect([limiting(0n, 'size'), limiting(1n, 'size')]).toEqual(['limits.transferMin', 'limits.transferMax'])
  })

  it('knows no share price of a chain below its floor, and lets it weigh on no other', async () => {
    const asked = { choice: CHOICE, at: null, state: null }
    const low = TEXT.replace('supply: 200000', 'supply: 200000, virtualSupply: -190000')
    const { document, report } = await POOL_DESK.plan(file(low), asked)
    const [, , below] = rowsOf(document, 'standing')
    expect(below).toMatchObject([
      'base',
      null,
      '10,000',
      '200,000',
      { value: 'not known' },
      null,
      { value: 'CRITICAL' },
    ])
    const { figures } = report as { figures: PoolFigures }
    const [assets, supply] = figures.chains
      .slice(0, 2)
      .reduce(([sum, all], each) => [sum + BigInt(each.netAssets), all + BigInt(each.effectiveSupply)], [0n, 0n])
    expect(figures.sharePrice).toBe(String((assets * 1_000_000n) / supply))
  })

  it('says what would be done at an hour, and why', async () => {
    const { data } = setupOf(file())
    const last = instant(data.from + (2160 - 1) * HOUR_MS)
    const { report, document, blocked } = await POOL_DESK.plan(file(), { choice: CHOICE, at: last, state: null })
    expect(report).toMatchObject({ schema: 1, kind: 'pool-plan', outcome: 'PARTIAL', plan: { class: 'SAFETY' } })
    expect(report).toMatchObject({
      levels: { before: 'WARNING', after: 'WARNING' },
      remaining: [{ name: 'sharePrice', place: 'optimism' }],
    })
    expect(document.sections.map(({ id }) => id)).toEqual(expect.arrayContaining(['standing', 'plan', 'considered']))
    expect(blocked).toBe(true)
  })

  it('counts the age of prices from the minute that is asked for', async () => {
    const at = (minutes: number) => ({ choice: CHOICE, at: instant(Date.UTC(2024, 0, 1, 0, minutes)), state: null })
    const hasty = LATE.replace('limits: {', 'limits: { ageMax: 10 min,')
    const found = async (minutes: number): Promise<string> => {
      const { report } = await POOL_DESK.plan(file(hasty), at(minutes))
      const { outcome, notTaken } = report as unknown as {
        outcome: string
        notTaken: readonly { findings: readonly { code: string }[] }[]
      }
      return `${outcome} ${notTaken.flatMap(({ findings }) => findings.map(({ code }) => code))[0] ?? ''}`
    }
    expect(await found(10)).toBe('EXECUTE ')
    expect(await found(11)).toBe('BLOCKED DATA_STALE')
  })

  it('is of any hour of its market, the first where none is named and the balances are those of the config', async () => {
    const { from } = setupOf(file()).data
    const asOf = async (at: Instant | null) =>
      (await POOL_DESK.plan(file(), { choice: CHOICE, at, state: null })).report
    expect(await asOf(instant(from + 30 * HOUR_MS))).toMatchObject({ asOf: '2024-01-02T06:00:00Z' })
    expect(await asOf(null)).toMatchObject({ asOf: '2024-01-01T00:00:00Z' })
  })
})

describe('a config of the pool book', () => {
  it('lists wishes that limit one another, and those that no plan can meet', () => {
    const wishes = (changed: string): readonly string[] => {
      const { document, report } = POOL_DESK.check(file(TEXT.replace('policy:\n', `policy:\n${changed}`)))
      const { conflicts } = report as { conflicts: readonly string[] }
      const section = document.sections.find(({ id }) => id === 'wishes')
      expect(section?.blocks).toEqual(conflicts.length === 0 ? undefined : [{ kind: 'text', paragraphs: conflicts }])
      return conflicts
    }
    expect(wishes('')).toEqual([])
    expect(wishes('  home: base\n')).toEqual([])
    expect(wishes('  home: arbitrum\n')).toEqual([
      '220,000 USDC stay on base for its liquidity and do not go to arbitrum.',
    ])
    const closed = TEXT.replace('limits:\n', 'limits:\n  destinations: [optimism]\n  tokens: [WETH]\n')
      .replace('policy:\n', 'policy:\n  home: arbitrum\n')
      .replace('level: 160000', 'level: 1100000')
      .replace('target: 220000', 'target: 1100000')
    const { conflicts } = POOL_DESK.check(file(closed)).report as unknown as { conflicts: readonly string[] }
    expect(conflicts).toEqual([
      'policy.home arbitrum: no plan can meet it, since limits.destinations leaves arbitrum out.',
      'policy.liquidity[0]: no plan can meet it, since limits.destinations leaves base out.',
      'policy.liquidity[0]: no plan can meet it, since limits.tokens leaves USDC out.',
      'policy.liquidity[0].level asks for 1,100,000 USDC on base and the whole pool has 1,050,000 USDC, so no plan can meet it: lower it to less than that, or bring at least 50,000 USDC into the pool.',
      '1,100,000 USDC stay on base for its liquidity and do not go to arbitrum.',
    ])
  })

  it('counts in no token that the contract would not', () => {
    const coarse = TEXT.replace('USDC: { decimals: 6', 'USDC: { decimals: 5')
    expect(() => setupOf(file(coarse))).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'POOL_DECIMALS', found: '5 decimals of the base token' })],
      }),
    )
  })

  it('takes one level for each chain and token', () => {
    const twice = TEXT.replace(
      'target: 220000 }',
      'target: 220000 }\n    - { chain: base, token: USDC, level: 1, target: 2 }',
    )
    expect(() => setupOf(file(twice))).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'POOL_LEVELS', found: 'a second level of USDC on base' })],
      }),
    )
  })

  it('is told in words and as JSON', () => {
    const { report, document } = POOL_DESK.check(file())
    expect(report).toMatchObject({ schema: 1, ok: true, base: 'USDC' })
    expect(JSON.stringify(document)).toContain('follows the price of ETH')
  })

  const WRONG = [
    ['a key that does not exist', 'bnad: 1 %', 'band: 1 %', 'KEY_UNKNOWN', 'policy.bnad'],
    ['half a basis point', 'fee: 5.5 bps', 'fee: 5 bps', 'POOL_BPS', 'bridge.fee'],
    ['more than all', 'fee: 150 %', 'fee: 5 bps', 'POOL_BPS', 'bridge.fee'],
    [
      'a destination that is not there',
      'destinations: [mars]\n  transferMin: 250 USD',
      'transferMin: 250 USD',
      'POOL_NAME_UNKNOWN',
      'limits.destinations.0',
    ],
    ['a target below its level', 'target: 100 }', 'target: 220000 }', 'POOL_LEVELS', 'policy.liquidity.0'],
    [
      'a base token with too few decimals on one chain',
      'optimism: { tokens: { USDC: 5 },',
      'optimism: {',
      'POOL_DECIMALS',
      'chains.optimism.tokens.USDC',
    ],
    ['a chain in other capitals', 'Arbitrum: {', 'optimism: {', 'POOL_CHAIN_ID', 'chains.Arbitrum'],
    ['a chain under its alias', 'arb: {', 'optimism: {', 'POOL_CHAIN_ID', 'chains.arb'],
    ['a chain under its number', '42161: {', 'optimism: {', 'POOL_CHAIN_ID', 'chains.arbitrum'],
    [
      'an alias that another chain has',
      'optimism: { aliases: [Arbitrum],',
      'optimism: {',
      'POOL_CHAIN_ID',
      'chains.optimism',
    ],
    [
      'decimals of a token that is not listed',
      'optimism: { tokens: { DAI: 18 },',
      'optimism: {',
      'POOL_NAME_UNKNOWN',
      'chains.optimism.tokens.DAI',
    ],
    ['the events of a scenario', 'events: []\ndata:', 'data:', 'FILE_KIND', 'events'],
    ['levels out of order', 'band: 9 %', 'band: 1 %', 'POOL_LEVELS', 'policy'],
    [
      'a token of no price',
      'WETH: { decimals: 18 }',
      'WETH: { decimals: 18, follows: ETH }',
      'POOL_QUOTE',
      'tokens.WETH',
    ],
    ['a token that is not listed', 'DAI: 20', 'WETH: 20', 'POOL_NAME_UNKNOWN', 'chains.optimism.balances.DAI'],
    ['a floor that is none', 'supplyFloor: 3/2', 'preset: documents', 'POOL_FLOOR', 'rules.supplyFloor'],
    ['a fraction of a basis point', 'spread: 0.123 %', 'preset: documents', 'POOL_BPS', 'rules.spread'],
    ['rules out of bounds', 'spread: 9 %', 'preset: documents', 'POOL_RULES_INVALID', 'rules'],
    ['two chains of one network', 'optimism: { id: 8453,', 'optimism: {', 'POOL_CHAIN_ID', 'chains.base'],
    ['digits beyond the token', 'level: 160000.0000001', 'level: 160000', 'POOL_DIGITS', 'policy.liquidity.0.level'],
    ['a gain of no kind', 'gains:\n  - { chain: base, token: USDC }', 'gains:', 'POOL_GAIN', 'gains.0'],
    ['a chain that is not there', 'home: mars\n  band: 1 %', 'band: 1 %', 'POOL_NAME_UNKNOWN', 'policy.home'],
    [
      'more shares held than issued',
      'supply: 200000, holders: { me: 200001 }',
      'supply: 200000',
      'POOL_HOLDERS',
      'chains.base.holders',
    ],
  ] as const

  it.each(WRONG.map(([what, ...rest]) => ({ what, rest })))('$what is refused at its line', ({
    rest: [now, before, code, path],
  }) => {
    const text = TEXT.replace(before, now)
    expect(text).not.toBe(TEXT)
    expect(problems(() => setupOf(file(text)))).toContainEqual(expect.objectContaining({ code, path }))
    expect(problems(() => setupOf(file(text))).every(({ line }) => line > 1)).toBe(true)
  })
})

it('refuses a pool on no chain', () => {
  const text = 'book: pool\nbase: USDC\ntokens: { USDC: { decimals: 6, price: 1 } }\nchains: {}\n'
  expect(problems(() => setupOf(file(text)))).toMatchObject([{ code: 'POOL_CHAIN_NONE', line: 4 }])
})

describe('a scenario', () => {
  const HEAD =
    'base: ETH\ntokens: { ETH: { decimals: 18, price: 2000 }, USDC: { decimals: 6, price: 1 } }\nchains: { A: { supply: 1, balances: { ETH: 1 } } }\nevents:\n'

  const WRONG = [
    ['an event of two kinds', '  - { update: { chain: A }, wait: 1 h }', 'POOL_EVENT', 'events.0'],
    ['an event of no kind', '  - {}', 'POOL_EVENT', 'events.0'],
    ['a place without a price', '  - { update: { chain: A }, on: A }', 'POOL_EVENT', 'events.0'],
    ['a price of nothing', '  - price: { USDC: 0 }', 'POOL_PRICE', 'events.0.price.USDC'],
    ['a price of what is not listed', '  - price: { DAI: 1 }', 'POOL_NAME_UNKNOWN', 'events.0.price.DAI'],
    ['a price on no chain', '  - { price: { USDC: 2 }, on: Z }', 'POOL_NAME_UNKNOWN', 'events.0.on'],
    ['an update of no chain', '  - update: { chain: Z }', 'POOL_NAME_UNKNOWN', 'events.0.update.chain'],
    [
      'a transfer of what is not listed',
      '  - transfer: { key: t, from: A, to: A, token: DAI, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.transfer.token',
    ],
    [
      'a transfer from no chain',
      '  - transfer: { key: t, from: Z, to: A, token: USDC, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.transfer.from',
    ],
    [
      'a sync to no chain',
      '  - sync: { key: t, from: A, to: Z, token: USDC, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.sync.to',
    ],
    ['a mint on no chain', '  - mint: { chain: Z, amount: 1 }', 'POOL_NAME_UNKNOWN', 'events.0.mint.chain'],
    [
      'a mint with what is not listed',
      '  - mint: { chain: A, token: DAI, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.mint.token',
    ],
    [
      'a burn for what is not listed',
      '  - burn: { chain: A, token: DAI, shares: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.burn.token',
    ],
    ['a burn on no chain', '  - burn: { chain: Z, shares: 1 }', 'POOL_NAME_UNKNOWN', 'events.0.burn.chain'],
    [
      'a gain in what is not listed',
      '  - gain: { chain: A, token: DAI, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.gain.token',
    ],
    [
      'a loss on no chain',
      '  - loss: { chain: Z, token: USDC, amount: 1 }',
      'POOL_NAME_UNKNOWN',
      'events.0.loss.chain',
    ],
    [
      'digits beyond the token',
      '  - gain: { chain: A, token: USDC, amount: "0.0000001" }',
      'POOL_DIGITS',
      'events.0.gain.amount',
    ],
    [
      'a word for a figure',
      '  - gain: { chain: A, token: USDC, amount: much }',
      'FIGURE_INVALID',
      'events.0.gain.amount',
    ],
    ['a word that does not exist', '  - transfr: { key: t }', 'KEY_UNKNOWN', 'events.0.transfr'],
  ] as const

  it.each(WRONG.map(([what, ...rest]) => ({ what, rest })))('with $what is refused at its line', ({
    rest: [event, code, path],
  }) => {
    const found = problems(() => parseScenario(`${HEAD}${event}\n`, 'scenario.yaml'))
    expect(found).toContainEqual(expect.objectContaining({ code, path, line: 5 }))
  })

  it('names each thing that is not listed, and what there is', () => {
    const event = '  - transfer: { key: t, from: Y, to: Z, token: DAI, amount: 1 }'
    const found = problems(() => parseScenario(`${HEAD}${event}\n`, 'scenario.yaml'))
    expect(found).toMatchObject([
      { path: 'events.0.transfer.from', line: 5, found: "'Y'", allowed: 'A' },
      { path: 'events.0.transfer.to', line: 5, found: "'Z'", allowed: 'A' },
      { path: 'events.0.transfer.token', line: 5, found: "'DAI'", allowed: 'ETH, USDC, WETH' },
    ])
  })

  it('is told from a config', () => {
    expect(problems(() => parseScenario(TEXT, 'x'))).toMatchObject([{ code: 'FILE_KIND', path: 'policy' }])
  })

  it('takes a model that its contract has, and no other', () => {
    const scenario = parseScenario(`${HEAD}  []\nrules: { preset: vs10 }\n`, 'x')
    expect(modelOf('vs-only', scenario)).toBe('vs-only')
    expect(() => modelOf('token-vb', scenario)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
    expect(() => modelOf('vs-olny', scenario)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })

  it('takes floors as ratios, shares and decimals, and rules over those of a preset', () => {
    const floor = (rules: string) => parseScenario(`${HEAD}  []\nrules: ${rules}\n`, 'x').rules
    expect(floor('{ supplyFloor: 1/8 }').supplyFloor).toEqual({ numerator: 1n, denominator: 8n })
    expect(floor('{ supplyFloor: 12.5 % }').supplyFloor).toEqual({ numerator: 125n, denominator: 1000n })
    expect(floor('{ supplyFloor: "0.1" }').supplyFloor).toEqual({ numerator: 1n, denominator: 10n })
    expect(floor('{ preset: rigoblock }').supplyFloor).toEqual({ numerator: 1n, denominator: 20n })
    expect(floor('{ preset: vs10 }').profile).toBe('vs10')
    expect(floor('{ maxBridgeFee: 1 %, spread: 20 bps }')).toMatchObject({ maxBridgeFeeBps: 100n, spreadBps: 20n })
  })
})
