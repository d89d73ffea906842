import { abs, add, at, cell, column, sum } from '../../models/vault/table.ts'
import { of as amountOf } from '../../units/amount.ts'
import { dollars } from '../../units/dollars.ts'
import { usd } from '../../units/estimate.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { Applied, ExactPosting } from '../applied.ts'
import { AT_ONCE, FREE } from '../cost.ts'
import { close } from './close.ts'
import { hedgeFee, poolFee } from './cost.ts'
import { worths } from './cycle/holding.ts'
import type { VaultsMarket } from './market.ts'
import type {
  BookStep,
  BurnStep,
  CloseStep,
  CrossStep,
  HedgeStep,
  MarginStep,
  MintStep,
  RequestStep,
  RotateStep,
  VaultsStep,
} from './step.ts'
import { assetOf, plus, type Underway, units } from './underway.ts'

export type VaultsApplied = Applied<Underway>

/**
 * What one step does, filled in full at the marks of the cycle. Exact: the steps of a plan lead to the close that `cycle` reaches with the
 * same fills and fees, bit by bit. Buffers may be below zero on the way, since equity is moved last; not at the close.
 */
export function apply(state: Underway, step: VaultsStep, market: VaultsMarket): VaultsApplied {
  if (state.next !== null)
    return refuse('CYCLE_CLOSED', 'The cycle is closed: its steps have been taken.', {
      facts: { epoch: state.next.epoch },
      lift: 'Open the next cycle with prices of its own.',
    })
  const uneven = unevenness(state, step, market)
  if (uneven !== null) return uneven
  switch (step.kind) {
    case 'vaults.mint':
      return minted(state, step, market)
    case 'vaults.burn':
      return burnt(state, step, market)
    case 'vaults.rotate':
      return rotated(state, step, market)
    case 'vaults.request':
      return requested(state, step, market)
    case 'vaults.cross':
      return crossed(state, step, market)
    case 'vaults.hedge':
      return hedged(state, step, market)
    case 'vaults.book':
      return booked(state, step, market)
    case 'vaults.margin':
      return margined(state, step, market)
    case 'vaults.close':
      return close(state, step, market)
  }
}

/** A split with a part for each vault that comes to the whole, and fees that come to what the order costs. */
function unevenness(state: Underway, step: VaultsStep, { config, costs }: VaultsMarket): Refused | null {
  if (step.kind === 'vaults.close') return null
  const { parts } = step
  const total = step.kind === 'vaults.cross' || step.kind === 'vaults.book' ? 0n : step.amount
  const fees = 'fees' in step ? step.fees : null
  const cost = costOf(state, step, { config, costs })
  const isPositive = step.kind !== 'vaults.mint' && step.kind !== 'vaults.burn'
  const isSplit = parts.length === config.vaults.length && sum(parts) === total
  const isPaid = fees === null || (fees.length === config.vaults.length && sum(fees) === cost)
  if (isSplit && isPaid && (isPositive || parts.every((part) => part >= 0n))) return null
  return refuse(
    'SPLIT_UNEVEN',
    'The parts of the vaults do not come to the whole, or the fees not to what the order costs.',
    {
      facts: {
        step: step.kind,
        parts: String(sum(parts)),
        total: String(total),
        fees: String(sum(fees ?? [])),
        cost: String(cost),
      },
      lift: 'Split by largest remainder, one part for each vault.',
    },
  )
}

/** What the order of a step costs; 0 for entries in the book. */
function costOf(
  { external }: Underway,
  step: Exclude<VaultsStep, CloseStep>,
  { config, costs }: Pick<VaultsMarket, 'config' | 'costs'>,
): bigint {
  switch (step.kind) {
    case 'vaults.mint':
      return poolFee(costs, step.amount)
    case 'vaults.burn':
      return poolFee(costs, -step.amount)
    case 'vaults.rotate':
      return poolFee(costs, 0n)
    case 'vaults.hedge': {
      const asset = assetOf(config, step.asset)
      return hedgeFee(costs, { asset, held: sum(column(external, asset)), order: step.order })
    }
    default:
      return 0n
  }
}

function minted(state: Underway, step: MintStep, { config, pool }: VaultsMarket): VaultsApplied {
  if (pool.mintMax !== null && step.amount > pool.mintMax) return full(step.amount, pool.mintMax)
  const pooled = grown(state.pooled, step.parts)
  return traded({ ...state, ...mixTraded(state), pooled }, step, {
    before: state,
    names: config.vaults,
    into: 'pool',
    sign: 1n,
  })
}

function burnt(state: Underway, step: BurnStep, { config, pool }: VaultsMarket): VaultsApplied {
  if (pool.locked > 0n)
    return refuse('POOL_LOCKED', 'Units of the pool may not be burnt so soon after a mint.', {
      facts: { seconds: String(pool.locked) },
      lift: 'Cross among the vaults, burn before minting, or wait.',
    })
  if (pool.burnMax !== null && step.amount > pool.burnMax) return full(step.amount, pool.burnMax)
  const parts = step.parts.map((part) => -part)
  const short = lacking(state, parts, config.vaults)
  if (short !== null) return short
  const pooled = grown(state.pooled, parts)
  return traded({ ...state, ...mixTraded(state), pooled }, step, {
    before: state,
    names: config.vaults,
    into: 'pool',
    sign: -1n,
  })
}

/** Orders of a mix change its deltas. */
const mixTraded = ({ mix }: Underway): Pick<Underway, 'mix'> =>
  mix === undefined ? {} : { mix: { ...mix, isTraded: true } }

/** The mix trades its pools for each other: vaults pay the fees, and their units stay. */
function rotated(state: Underway, { fees }: RotateStep, { config }: VaultsMarket): VaultsApplied {
  const after = {
    ...state,
    ...mixTraded(state),
    buffer: grown(state.buffer, negated(fees)),
    fees: grown(state.fees, fees),
  }
  return costing(after, sum(fees), [...lines(config.vaults, 'USD', negated(fees)), line('fees', 'USD', sum(fees))])
}

/** Nothing changes hands before the keeper fills it; the close keeps what is asked for. */
function requested(state: Underway, { amount, parts }: RequestStep, { pool }: VaultsMarket): VaultsApplied {
  const most = amount > 0n ? pool.mintMax : pool.burnMax
  if (most !== null && abs(amount) > most) return full(abs(amount), most)
  return free({ ...state, asked: parts }, [])
}

function crossed(state: Underway, { instrument, parts }: CrossStep, { config }: VaultsMarket): VaultsApplied {
  if (instrument !== 'pool') {
    const asset = assetOf(config, instrument)
    if (asset === -1) return unknown(instrument)
    return free(
      { ...state, external: plus(state.external, asset, parts) },
      lines(config.vaults, `${instrument} hedge`, parts),
    )
  }
  const short = lacking(state, parts, config.vaults)
  if (short !== null) return short
  const after = { ...state, pooled: grown(state.pooled, parts), buffer: grown(state.buffer, negated(parts)) }
  return free(after, [...lines(config.vaults, 'USD', negated(parts)), ...inUnits(state, after, config.vaults)])
}

/** An order moves no money but its fee: equity follows in a step of its own. */
function hedged(state: Underway, step: HedgeStep, { config }: VaultsMarket): VaultsApplied {
  const asset = assetOf(config, step.asset)
  if (asset === -1) return unknown(step.asset)
  const after = {
    ...state,
    external: plus(state.external, asset, step.parts),
    buffer: grown(state.buffer, negated(step.fees)),
    fees: grown(state.fees, step.fees),
  }
  return costing(after, sum(step.fees), [
    ...lines(config.vaults, `${step.asset} hedge`, step.parts),
    line('venue', `${step.asset} hedge`, -step.amount),
    ...lines(config.vaults, 'USD', negated(step.fees)),
    line('fees', 'USD', sum(step.fees)),
  ])
}

function booked(state: Underway, { asset: name, parts }: BookStep, { config }: VaultsMarket): VaultsApplied {
  const asset = assetOf(config, name)
  if (asset === -1) return unknown(name)
  return free(
    { ...state, internal: plus(state.internal, asset, parts) },
    lines(config.vaults, `${name} internal`, parts),
  )
}

function margined(
  state: Underway,
  { asset: name, amount, parts }: MarginStep,
  { config }: VaultsMarket,
): VaultsApplied {
  const asset = assetOf(config, name)
  if (asset === -1) return unknown(name)
  const short = parts.findIndex((part, v) => cell(state.equity, v, asset) + part < 0n && part < 0n)
  if (short !== -1)
    return refuse('EQUITY_SHORT', 'More equity would leave the venue than a vault has there.', {
      facts: { vault: config.vaults[short] ?? '', asset: name, equity: String(cell(state.equity, short, asset)) },
      lift: 'Take out no more than there is.',
    })
  const after = { ...state, equity: plus(state.equity, asset, parts), buffer: grown(state.buffer, negated(parts)) }
  return free(after, [...lines(config.vaults, 'USD', negated(parts)), line('venue', 'USD', amount)])
}

interface Side {
  readonly before: Underway
  readonly names: readonly string[]
  readonly into: string
  /** 1 where US dollars go into the pool, −1 where they come out. */
  readonly sign: 1n | -1n
}

function traded(pooled: Underway, { amount, parts, fees }: MintStep | BurnStep, side: Side): VaultsApplied {
  const { before, names, into, sign } = side
  const paid = parts.map((part, v) => -sign * part - at(fees, v))
  const after = { ...pooled, buffer: grown(before.buffer, paid), fees: grown(before.fees, fees) }
  const moved = inUnits(before, after, names)
  const issued = moved.reduce((all, each) => all + each.amount, 0n)
  return costing(after, sum(fees), [
    ...lines(names, 'USD', paid),
    line(into, 'USD', sign * amount),
    line('fees', 'USD', sum(fees)),
    ...moved,
    line(into, 'pool units', -issued),
  ])
}

const grown = (list: readonly bigint[], by: readonly bigint[]): bigint[] => add([list], [by])[0] ?? []
const negated = (parts: readonly bigint[]): bigint[] => parts.map((part) => -part)

/** Who would give more of the pool than it has. */
function lacking(state: Underway, parts: readonly bigint[], names: readonly string[]): Refused | null {
  const after = { ...state, pooled: grown(state.pooled, parts) }
  const left = units(after)
  const v = left.findIndex((each, at_) => each < 0n && at(parts, at_) < 0n)
  if (v === -1) return null
  const [has] = worths([at(units(state), v)], state.opened.marks.poolPrice)
  const detail = `${names[v] ?? ''} would give ${dollars(-at(parts, v))} of the pool, and has ${dollars(has ?? 0n)}.`
  return refuse('UNITS_SHORT', detail, {
    facts: { vault: names[v] ?? '', has: String(has), asked: String(-at(parts, v)) },
    lift: 'Burn or cross no more than its part of the pool.',
  })
}

const full = (amount: bigint, most: bigint): Refused =>
  refuse('POOL_CAPACITY', `The order is ${dollars(amount)}, and the pool has room for ${dollars(most)} now.`, {
    facts: { asked: String(amount), capacity: String(most) },
    lift: 'Do it in parts, or wait for capacity.',
  })

const unknown = (name: string): Refused =>
  refuse('VAULTS_NAME_UNKNOWN', 'The config has no asset of this name.', {
    facts: { name },
    lift: 'List it, or correct the name.',
  })

const line = (account: string, asset: string, amount: bigint): ExactPosting => ({
  account,
  asset,
  amount: amountOf(amount),
})

/** A line for each vault that the step moves. */
const lines = (names: readonly string[], asset: string, parts: readonly bigint[]): readonly ExactPosting[] =>
  parts.flatMap((part, v) => (part === 0n ? [] : [line(names[v] ?? '', asset, part)]))

const inUnits = (before: Underway, after: Underway, names: readonly string[]): readonly ExactPosting[] => {
  const had = units(before)
  return lines(
    names,
    'pool units',
    units(after).map((each, v) => each - at(had, v)),
  )
}

const free = (state: Underway, postings: readonly ExactPosting[]): VaultsApplied => costing(state, 0n, postings)

const costing = (state: Underway, fee: bigint, postings: readonly ExactPosting[]): VaultsApplied => ({
  ok: true,
  state,
  cost: { ...FREE, fee: usd(Number(fee) / 1e6) },
  times: AT_ONCE,
  postings,
})
