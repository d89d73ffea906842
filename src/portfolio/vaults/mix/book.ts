import { unitsFor } from '../../../models/vault/settle.ts'
import { abs, at, sum } from '../../../models/vault/table.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import type { MixHolding, MixPool } from './pool.ts'
import { fillOf } from './split.ts'

export interface Fills {
  /** What the vaults ordered of the mix, and the orders of its pools as they were sent. */
  readonly order: bigint
  readonly orders: readonly bigint[]
  readonly filled: readonly bigint[]
  readonly pools: readonly MixPool[]
}

export interface Booked {
  readonly ok: true
  readonly mix: MixHolding
  /** Of the order of the mix. */
  readonly filled: bigint
}

/** What the mix holds once its pools are filled. Cash changes by what the vaults paid less what the pools took. Refuses a fill that cannot be. */
export function booked(mix: MixHolding, { order, orders, filled, pools }: Fills): Booked | Refused {
  const wrong = filled.findIndex((each, k) => {
    const sent = at(orders, k)
    return each !== 0n && (abs(each) > abs(sent) || each > 0n !== sent > 0n)
  })
  if (wrong !== -1) return bad(pools[wrong]?.name ?? '', at(orders, wrong), at(filled, wrong))
  const net = sum(filled)
  const paid = fillOf(net, { order, cash: mix.cash })
  return {
    ok: true,
    filled: paid,
    mix: {
      cash: mix.cash + paid - net,
      units: mix.units.map((held, k) => held + sum(unitsFor([at(filled, k)], pools[k]?.price ?? 1n))),
      locked: mix.locked.map((left, k) => (at(filled, k) > 0n ? (pools[k]?.lock ?? 0n) : left)),
    },
  }
}

const bad = (pool: string, order: bigint, filled: bigint): Refused =>
  refuse('BAD_FILL', `The fill of ${pool} is larger than its order, or has the other sign.`, {
    facts: { pool, net: String(order), filled: String(filled) },
    lift: 'Stop, compare with the pool, and find where the fill comes from. Mints are sized by what burns filled.',
  })
