// Replay of whole cycles: state and input in, the whole journal and the next state out.
import type { VaultsConfig } from '../../../src/portfolio/vaults/config.ts'
import { close } from '../../../src/portfolio/vaults/cycle/close.ts'
import { open } from '../../../src/portfolio/vaults/cycle/open.ts'
import { type Execution, exactly, type Fill, type OpenInput } from '../../../src/portfolio/vaults/input.ts'
import type { Closed, Opened, Order } from '../../../src/portfolio/vaults/journal.ts'
import { empty, type Marks, type VaultsState } from '../../../src/portfolio/vaults/state.ts'
import { divide } from '../../../src/units/rounding.ts'
import { type Pair, type Replay, tally } from '../tally.ts'
import { assigned } from './models.ts'
import { big, bigs, limits, own, type Texts, type Texts2, table, text } from './read.ts'

interface RecordedState {
  readonly epoch: string
  readonly prices: Texts | null
  readonly buffer: Texts
  readonly glp: Texts
  readonly X: Texts2
  readonly m: Texts2
  readonly I: Texts2
  readonly shares: Texts
  readonly hwm: Texts
  readonly dPrev: Texts
}

interface RecordedInput {
  readonly label: string
  readonly dt: string
  readonly prices: Texts
  readonly vaultPrices: Texts
  readonly glpPrice: string
  readonly weights: Texts
  readonly yieldUsd: string
  readonly funding: Texts
  readonly deposits: Texts
  readonly withdrawShares: Texts
  readonly fillRatio: Readonly<Record<string, string>>
  readonly tradeFee: Readonly<Record<string, string>>
}

interface RecordedConfig {
  readonly assets: Texts
  readonly vaults: Texts
  readonly own: readonly (string | null)[]
  readonly mu: Texts
  readonly muLo: Texts
  readonly muHi: Texts
  readonly beta: string
  readonly betaLo: string
  readonly betaHi: string
  readonly hold: string
  readonly mgmt: string
  readonly perf: string
  readonly depositFeeBps: string
  readonly withdrawFeeBps: string
  readonly cap: readonly (string | null)[] | null
  readonly gcap: string | null
}

interface Step {
  readonly label: string
  readonly stateBefore: RecordedState
  readonly input: RecordedInput
  readonly journal: object
  readonly stateAfter: object
}

interface CycleFile {
  readonly config: RecordedConfig
  readonly steps: readonly Step[]
}

const BPS = 100_000_000_000_000n
const ONE = 1_000_000_000_000_000_000n
const POOL = 'GLP'

function config(c: RecordedConfig): VaultsConfig {
  return {
    assets: c.assets,
    vaults: c.vaults,
    own: own(c.own),
    equityRatio: c.mu.map((mu, a) => ({ target: big(mu), min: big(c.muLo[a] ?? ''), max: big(c.muHi[a] ?? '') })),
    buffer: { target: big(c.beta), min: big(c.betaLo), max: big(c.betaHi), hold: big(c.hold) },
    fees: {
      management: big(c.mgmt),
      performance: big(c.perf),
      deposit: big(c.depositFeeBps) * BPS,
      withdrawal: big(c.withdrawFeeBps) * BPS,
    },
    hedgeMax: limits(c.cap, c.assets.length),
    poolMax: c.gcap === null ? null : big(c.gcap),
    vaultMax: c.vaults.map(() => null),
    orderMin: 0n,
    intervalMin: 0n,
    guard: { ageMax: null, jumpMax: null, differenceMax: null, residualMax: null, equityRatioMin: null },
  }
}

/** The recording keeps prices alone; pool price and weights of the last checkpoint explain the profit and change no figure here. */
function state(s: RecordedState, input: RecordedInput): VaultsState {
  const marks: Marks | null =
    s.prices === null ? null : { prices: bigs(s.prices), poolPrice: big(input.glpPrice), weights: bigs(input.weights) }
  return {
    ...empty(s.shares.length, input.prices.length),
    epoch: Number(s.epoch),
    marks,
    buffer: bigs(s.buffer),
    units: bigs(s.glp),
    external: table(s.X),
    equity: table(s.m),
    internal: table(s.I),
    shares: bigs(s.shares),
    highWater: bigs(s.hwm),
    deployed: bigs(s.dPrev),
  }
}

const opening = (i: RecordedInput): OpenInput => ({
  key: i.label,
  elapsed: big(i.dt),
  prices: bigs(i.prices).map(exactly),
  poolPrice: exactly(big(i.glpPrice)),
  weights: bigs(i.weights),
  income: big(i.yieldUsd),
  funding: bigs(i.funding),
  venueEquity: i.prices.map(() => null),
  deposits: bigs(i.deposits),
  withdrawals: bigs(i.withdrawShares),
})

function execution(opened: Opened, i: RecordedInput, assets: Texts): Execution {
  const fill = ({ net }: Order, name: string): Fill => ({
    filled: divide(net * big(i.fillRatio[name] ?? ''), ONE, 'zero'),
    fee: big(i.tradeFee[name] ?? ''),
  })
  return { pool: fill(opened.pool, POOL), hedges: opened.hedges.map((order, a) => fill(order, assets[a] ?? '')) }
}

/** Recorded once there was a checkpoint to mark against. */
const sinceCheckpoint = ({ marking }: Opened): object => ({
  internalLegs: marking.legs,
  internalPnl: marking.internalPnl,
  settle: {
    paidGlp: marking.settled.paidPool,
    paidBuffer: marking.settled.paidBuffer,
    shortfall: marking.settled.shortfall,
    received: marking.settled.received,
  },
  glpUnitsMoved: marking.unitsMoved,
  fundingCost: marking.cost,
})

function journal(opened: Opened, closed: Closed, assets: Texts): object {
  const { marking, fit, flows, fees } = opened
  const orders = [closed.pool, ...closed.hedges].map((each, at) => [
    at === 0 ? POOL : assets[at - 1],
    { ...assigned(each), filledNet: each.filled },
  ])
  return {
    yield: marking.income,
    rolledExternal: marking.external,
    rolledInternal: marking.internal,
    externalPnl: marking.externalPnl,
    marginMarked: marking.equity,
    glpMarked: marking.pool,
    bufferMarked: marking.buffer,
    tvlMarked: marking.netAssets,
    mgmtFee: fees.map(({ management }) => management),
    perfFee: fees.map(({ performance }) => performance),
    pps: opened.sharePrice,
    tvlAfterFees: opened.charged,
    depositUsd: flows.map(({ depositWorth }) => depositWorth),
    withdrawUsd: flows.map(({ withdrawalWorth }) => withdrawalWorth),
    sharesMinted: flows.map(({ minted }) => minted),
    tvlAfterFlows: opened.netAssets,
    modelTvl: opened.wanted,
    bufferAction: opened.action,
    fit: {
      G: fit.poolTotal,
      g: fit.pool,
      Xnet: fit.net,
      X: fit.external,
      m: fit.equity,
      I: fit.internal,
      dust: fit.dust,
      d: fit.deployed,
      lambda: [fit.scale.num, fit.scale.den],
    },
    diff: {
      glp: opened.pool.wishes,
      external: fit.external.map((row, v) => row.map((_, a) => opened.hedges[a]?.wishes[v])),
      internal: opened.internalDiff,
    },
    orders: Object.fromEntries(orders),
    tradeFees: closed.tradeFees,
    marginTransfers: closed.transfers,
    marginAfter: closed.equity,
    externalAfter: closed.external,
    residualDelta: closed.residual,
    bufferAfter: closed.buffer,
    tvlClose: closed.netAssets,
    glpAfter: closed.poolWorth,
  }
}

const after = (s: VaultsState): object => ({
  epoch: BigInt(s.epoch),
  prices: s.marks?.prices,
  buffer: s.buffer,
  glp: s.units,
  X: s.external,
  m: s.equity,
  I: s.internal,
  shares: s.shares,
  hwm: s.highWater,
  dPrev: s.deployed,
})

function run(step: Step, recorded: RecordedConfig): Pair {
  const expected = { journal: step.journal, stateAfter: step.stateAfter }
  const [before, rules] = [state(step.stateBefore, step.input), config(recorded)]
  const opened = open(before, opening(step.input), rules)
  if (!opened.ok) return { expected, found: opened.refusal }
  const fills = execution(opened, step.input, recorded.assets)
  const done = close({ state: before, opened, execution: fills, key: step.input.label }, rules)
  if (!done.ok) return { expected, found: done.refusal }
  const first = step.stateBefore.prices === null ? {} : sinceCheckpoint(opened)
  const found = { ...first, ...journal(opened, done.closed, recorded.assets) }
  return { expected, found: text({ journal: found, stateAfter: after(done.state) }) }
}

const replay: Replay = (file) => {
  const { config: recorded, steps } = file as CycleFile
  return tally(
    steps,
    ({ label }) => label,
    (step) => run(step, recorded),
  )
}

export const CYCLE: Readonly<Record<string, Replay>> = { 'vaults-cycle-3vault': replay }
