import * as Flows from '../../../models/vault/flow.ts'
import { native } from '../../../models/vault/sharePrice.ts'
import { at, max, min, row, sum } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import { divide } from '../../../units/rounding.ts'
import type { VaultsConfig } from '../config.ts'
import { askedOf, trade } from '../cycle/close.ts'
import { ownPrice } from '../cycle/holding.ts'
import type { Execution } from '../input.ts'
import type { Closed, Flow, Opened } from '../journal.ts'
import { lockedBy } from '../request.ts'

export interface Paid {
  readonly ok: true
  readonly opened: Opened
  readonly closed: Closed
}

/**
 * The last phase: fills are booked whatever they are, and withdrawals are paid from what buffers then have (docs/models/vault.md#who-leaves).
 * Where a vault has nothing but its buffer left, those who leave bear their part of the trades that their leaving took; where pool or hedges
 * are left, the rest of the withdrawal waits. If a buffer is still short, equity beyond its target comes back from the venues. One below zero
 * after that is booked as it is: it is what the vault owes the others' float. Refuses fills that cannot be.
 */
export function paid(opened: Opened, execution: Execution, config: VaultsConfig): Paid | Refused {
  const booked = (each: Opened): Paid | Refused => {
    const traded = trade({ opened: each, execution }, config)
    return traded.ok ? { ...traded, opened: each } : traded
  }
  const first = booked(opened)
  if (!first.ok || !isShort(first, config)) return first
  const cut = booked(cutting(first, config))
  if (!cut.ok || !isShort(cut, config)) return cut
  return booked(drawn(cut.opened))
}

/** Whether some buffer has less than lies with the pool for a mint that is asked for: money that is promised pays nobody. */
export const isShort = (ended: Ended, config: VaultsConfig): boolean =>
  freeOf(ended, config).some((float) => float < 0n)

type Ended = Pick<Paid, 'opened' | 'closed'>

/** Buffers after the trades, less what is promised to the pool and what its hedges will need. */
function freeOf({ opened, closed }: Ended, config: VaultsConfig): readonly bigint[] {
  const backing = opened.live?.request?.backing ?? []
  return unpromised({ opened, closed }, config).map(
    (float, v) => float - max(0n, at(backing, v) - sum(row(closed.equity, v))),
  )
}

/** Buffers after the trades, less what is promised to the pool. */
export function unpromised({ opened, closed }: Ended, config: VaultsConfig): readonly bigint[] {
  const locked = lockedBy(opened.live?.request?.left ?? null, { marks: opened.marks, config })
  const asked = askedOf(opened, closed)
  return closed.buffer.map((float, v) => float - at(locked, v) - max(0n, at(asked, v)))
}

/** With equity beyond its target on its way back from the venues, within the band or not. */
export const drawn = (opened: Opened): Opened => ({
  ...opened,
  equityBands: opened.equityBands.map((band) => ({ ...band, max: band.target })),
})

/** What became of the withdrawals of the vaults whose buffers are short. */
function cutting({ opened, closed }: Ended, config: VaultsConfig): Opened {
  const { live } = opened
  if (live === undefined) return opened
  const free = freeOf({ opened, closed }, config)
  const each = opened.flows.map((flow, v) => {
    const short = -at(free, v)
    const leaving = at(live.leaving, v)
    if (short <= 0n || leaving === 0n) return { flow, leaving }
    const has = flow.withdrawalWorth - short
    const isBare =
      at(closed.poolWorth, v) === 0n &&
      at(free, v) >= at(closed.buffer, v) &&
      row(closed.external, v).every((x) => x === 0n)
    const about = { flow, v, opened, has, leaving, config }
    return isBare ? borne(about, at(closed.netAssets, v)) : waits(about)
  })
  const freed = opened.flows.map((flow, v) => flow.withdrawalWorth - (each[v]?.flow ?? flow).withdrawalWorth)
  const stay = each.map(({ leaving }, v) => at(live.leaving, v) - leaving)
  return {
    ...opened,
    flows: each.map(({ flow }) => flow),
    shares: opened.shares.map((shares, v) => shares + at(stay, v)),
    netAssets: opened.netAssets.map((worth, v) => worth + at(freed, v)),
    buffer: opened.buffer.map((float, v) => float + at(freed, v)),
    live: { ...live, leaving: each.map(({ leaving }) => leaving) },
  }
}

interface Cut {
  readonly flow: Flow
  readonly v: number
  readonly opened: Opened
  /** What the buffer has for those who leave, US dollars. */
  readonly has: bigint
  readonly leaving: bigint
  readonly config: VaultsConfig
}

interface Left {
  readonly flow: Flow
  readonly leaving: bigint
}

/** Nothing but a buffer is left: those who leave get their part of it, and so bear their part of the trades. */
function borne({ flow, v, opened, has, leaving, config }: Cut, after: bigint): Left {
  const supply = at(opened.shares, v) + leaving
  const part = divide(max(0n, after + flow.withdrawalWorth) * leaving, supply, 'down')
  const worth = max(0n, min(min(part, has), flow.withdrawalWorth))
  const tokens = native(worth, ownPrice(config, opened.marks.prices, v), 'down')
  return { flow: { ...flow, paid: tokens, withdrawalWorth: worth, ...split(flow, worth) }, leaving }
}

/** What the buffer has is paid at the share price of the cycle; the other shares stay, and wait. */
function waits({ flow, v, opened, has, leaving, config }: Cut): Left {
  const shares = has <= 0n ? 0n : divide(leaving * has, flow.withdrawalWorth, 'down')
  const account = {
    netAssets: at(opened.charged, v),
    shares: at(opened.shares, v) + leaving - flow.minted,
    price: ownPrice(config, opened.marks.prices, v),
    insolvent: false,
    cap: null,
  }
  const { paid: tokens, worth, fee } = Flows.withdraw(shares, account, config.fees)
  return {
    flow: { ...flow, paid: tokens, withdrawalWorth: worth, withdrawalFee: fee, ...split(flow, worth) },
    leaving: shares,
  }
}

const split = (flow: Flow, worth: bigint): Pick<Flow, 'now' | 'queued'> => {
  const now = min(flow.now, worth)
  return { now, queued: worth - now }
}
