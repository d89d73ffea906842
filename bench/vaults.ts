// Figures: a cycle of the vaults book, its linear program, many vaults, and netting on its own.
import { load } from '../src/adapters/solver/highs.ts'
import { assign, net } from '../src/models/vault/netting.ts'
import { at, WAD } from '../src/models/vault/table.ts'
import { solved } from '../src/planner/vaults/program.ts'
import type { VaultsConfig } from '../src/portfolio/vaults/config.ts'
import { open } from '../src/portfolio/vaults/cycle/open.ts'
import { cycle, filled } from '../src/portfolio/vaults/cycle.ts'
import { type CycleInput, exactly, type OpenInput } from '../src/portfolio/vaults/input.ts'
import { OPEN_POOL } from '../src/portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../src/portfolio/vaults/policy.ts'
import { empty, type VaultsState } from '../src/portfolio/vaults/state.ts'
import { fraction } from '../src/units/estimate.ts'
import { instant, seconds } from '../src/units/time.ts'
import { type Figure, milliseconds, over, type Target } from './figure.ts'
import { rounds, type Spread, scale } from './measure.ts'

const ASSETS = ['BTC', 'ETH', 'LINK', 'UNI']
const PRICES = [2_750_000_000_000n, 185_000_000_000n, 600_000_000n, 500_000_000n]
const percent = (n: bigint): bigint => (n * WAD) / 100n
const ROUNDS = 31
const CALLS = 100
const atMost = (value: number): Target => ({ bound: 'at most', value })

/** 1e6 US dollars of deposits for each vault; every fifth is stable, the others own one asset each, in turn. */
const ownOf = (count: number): (number | null)[] =>
  Array.from({ length: count }, (_, v) => (v % 5 === 0 ? null : (v % 5) - 1))

const configOf = (count: number): VaultsConfig => ({
  assets: ASSETS,
  vaults: Array.from({ length: count }, (_, v) => `vault ${v}`),
  own: ownOf(count),
  equityRatio: ASSETS.map(() => ({ target: percent(10n), min: percent(8n), max: percent(14n) })),
  buffer: { target: percent(5n), min: percent(2n), max: percent(10n), hold: percent(3n) },
  fees: { management: percent(2n), performance: percent(20n), deposit: 0n, withdrawal: 0n },
  hedgeMax: ASSETS.map(() => null),
  poolMax: null,
  vaultMax: ownOf(count).map(() => null),
  orderMin: 0n,
  intervalMin: 0n,
  guard: { ageMax: null, jumpMax: null, differenceMax: null, residualMax: percent(5n), equityRatioMin: percent(5n) },
})

const first = (count: number): OpenInput => ({
  key: 'first',
  elapsed: 28_800n,
  prices: PRICES.map(exactly),
  poolPrice: exactly(95_000_000n),
  weights: [percent(26n), percent(33n), percent(1n), percent(1n) / 2n],
  income: 0n,
  funding: ASSETS.map(() => 0n),
  venueEquity: ASSETS.map(() => null),
  deposits: ownOf(count).map((own) => (own === null ? 10n ** 24n : 10n ** 32n / at(PRICES, own))),
  withdrawals: ownOf(count).map(() => 0n),
})

interface Case {
  readonly config: VaultsConfig
  readonly state: VaultsState
  readonly input: CycleInput
}

/** A second cycle with moves, funding, income, flows both ways, and every order filled. */
function second(count: number): Case {
  const config = configOf(count)
  const start = executed(empty(count, ASSETS.length), first(count), config)
  const done = cycle(empty(count, ASSETS.length), start, config)
  if (!done.ok) throw new RangeError(`The measured cycle is refused: ${done.refusal.code}`)
  const input: OpenInput = {
    ...first(count),
    key: 'second',
    prices: PRICES.map((price, a) => exactly((price * BigInt(1020 - 15 * a)) / 1000n)),
    poolPrice: exactly(95_700_000n),
    income: 400_000_000n,
    funding: [12_000_000n, -7_000_000n, 900_000n, 0n],
    deposits: first(count).deposits.map((tokens, v) => (v % 2 === 0 ? tokens / 20n : 0n)),
    withdrawals: done.state.shares.map((shares, v) => (v % 2 === 1 ? shares / 30n : 0n)),
  }
  return { config, state: done.state, input: executed(done.state, input, config) }
}

function executed(state: VaultsState, input: OpenInput, config: VaultsConfig): CycleInput {
  const opened = open(state, input, config)
  if (!opened.ok) throw new RangeError(`The measured cycle is refused: ${opened.refusal.code}`)
  return { ...input, execution: filled(opened) }
}

const POLICY: Omit<VaultsPolicy, 'program'> = {
  decision: {
    rule: 'horizon',
    horizonDays: 30,
    routineEvery: seconds(0),
    hurdle: { target: 0, opportunistic: 1 },
    costMax: { safety: fraction(1), target: fraction(1) },
    dailyVolatility: fraction(0),
  },
  isCompared: false,
  orderMax: null,
  ageMax: seconds(60),
  levels: {
    delta: { band: 0.01, warning: 0.05, critical: 0.2 },
    equity: { warning: 0.06, critical: 0.03 },
    buffer: { warning: 0, critical: -0.1 },
    shortfall: { warning: 0, critical: 0.1 },
  },
}

export async function vaults(): Promise<readonly Figure[]> {
  return [turn(5, 0.3), turn(100, 50), await program(), wishes()]
}

/** One full cycle; the floor is as many exact multiply-divides as it has figures to share out: seven tables and four lists. */
function turn(count: number, most: number): Figure {
  const { config, state, input } = second(count)
  const calls = count === 5 ? CALLS : 5
  const measured = perRound(calls, () => {
    const done = cycle(state, input, config)
    return done.ok ? done.state.epoch : 0
  })
  const sums = count * (7 * ASSETS.length + 4)
  return {
    name: `vaults: a cycle of ${count} vaults and ${ASSETS.length} assets`,
    measured,
    show: milliseconds,
    target: atMost(most),
    floor: over(measured, bare(sums, calls)),
    note: `All twelve points on a second epoch: prices and the pool moved, funding, income, deposits and withdrawals, every order filled, and the journal kept. Floor: ${sums} multiply-divides of such figures in bare bigint, one for each figure that is shared out.`,
  }
}

async function program(): Promise<Figure> {
  const { config, state, input } = second(5)
  const opened = open(state, input, config)
  if (!opened.ok) throw new RangeError('The measured program has no cycle')
  const solver = await load()
  const none = ASSETS.map(() => 0n)
  const rates = { income: percent(12n), long: ASSETS.map(() => percent(9n)), short: none }
  const costs = { pool: percent(1n) / 4n, hedge: percent(6n) / 100n }
  const market = { asOf: instant(0), config, costs, pool: OPEN_POOL }
  let text = ''
  const policy: VaultsPolicy = {
    ...POLICY,
    program: {
      rates,
      solve: (written) => {
        text = written
        return solver.solve(written)
      },
    },
  }
  const work = (): number => {
    const found = solved(opened, market, policy)
    return found?.ok === true ? Number(found.earns) : 0
  }
  if (work() === 0) throw new RangeError('The measured program is not solved')
  const measured = rounds(ROUNDS, work)
  const floor = rounds(ROUNDS, () => (solver.solve(text).ok ? 1 : 0))
  return {
    name: 'vaults: tier 2 of 5 vaults and 4 assets',
    measured,
    show: milliseconds,
    target: atMost(20),
    floor: over(measured, floor),
    note: 'The linear program with carry, costs and turnover written, solved by HiGHS, read and made exact by tier 1. Floor: HiGHS alone on the same text.',
  }
}

const WISHES = 10_000

function wishes(): Figure {
  let seed = 1
  const drawn = (): bigint => {
    seed = (seed * 48_271) % 2_147_483_647
    return BigInt(Math.floor((seed / 2_147_483_647 - 0.5) * 1e12)) * 1_000_003n
  }
  const wanted = Array.from({ length: WISHES }, drawn)
  const { net: whole } = net(wanted)
  const measured = rounds(ROUNDS, () => {
    const done = assign(wanted, { filled: whole, fee: 123_456_789n }, [])
    return done.ok ? Number(at(done.fees, 0)) : 0
  })
  return {
    name: `vaults: netting ${WISHES.toLocaleString('en-US')} wishes`,
    measured,
    show: milliseconds,
    target: atMost(10),
    floor: over(measured, bare(WISHES / 2, 1)),
    note: `One instrument: the net, what crosses, everyone's fill, and the fee by largest remainder among the net side. Floor: a multiply-divide in bare bigint for each of the ${(WISHES / 2).toLocaleString('en-US')} that pay.`,
  }
}

function perRound(calls: number, work: () => number): Spread {
  const round = (): number => {
    let sum = 0
    for (let call = 0; call < calls; call++) sum += work()
    return sum
  }
  return scale(rounds(ROUNDS, round), (ms) => ms / calls)
}

function bare(sums: number, calls: number): Spread {
  return perRound(calls, () => {
    let amount = 1_234_567_890_123_456_789n
    let total = 0n
    for (let each = 0; each < sums; each++) {
      total += (amount * 1_020_000_000_000n) / 1_012_345_678_901n
      amount += 1_000_000_007n
    }
    return Number(total % 1_000n)
  })
}
