import type { Fit } from '../../../models/vault/fit.ts'
import { top } from '../../../models/vault/margin.ts'
import { at, column, fromColumns, max, min, row, sum } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import { hedgeFee, poolFee } from '../cost.ts'
import type { OpenInput } from '../input.ts'
import type { Marking, Opened, Order } from '../journal.ts'
import type { TradeCosts } from '../market.ts'
import { type About, assign } from './close.ts'
import type { Flowed } from './flow.ts'
import { order } from './order.ts'

export interface Planned {
  readonly marking: Marking
  readonly flowed: Flowed
  readonly fit: Pick<Fit, 'pool' | 'external'>
  readonly hedges: readonly Order[]
}

export type Raised = Pick<Opened, 'equityBands' | 'raised' | 'pool'>

/**
 * What a buffer that would end below zero is filled from even if every order is filled (docs/rules/vaults.md#orders). First equity beyond its target: venues
 * are brought to it, within the band or not, which costs nothing and leaves no delta open. Then the vault's own pool position: it burns more.
 */
export function raise(planned: Planned, { costs }: Pick<OpenInput, 'costs'>, config: VaultsConfig): Raised {
  const bands = config.equityRatio
  const kept = burn(planned, { bands, costs, config })
  if (kept.raised.every((more) => more === 0n)) return kept
  const drawn = bands.map((band) => ({ ...band, max: band.target }))
  return burn(planned, { bands: drawn, costs, config })
}

interface Terms {
  readonly bands: VaultsConfig['equityRatio']
  readonly costs: TradeCosts | undefined
  readonly config: VaultsConfig
}

/**
 * The fees that the input expects count, each vault's part as `close` will share it out. To burn costs as well and moves the parts of others, so
 * this is done again as long as somebody is short. What is burnt only ever grows, up to what the vault has in the pool; a vault
 * without enough of it is refused at the close. What a smaller mint then saves stays in the buffer.
 */
function burn({ marking, flowed, fit, hedges }: Planned, { bands, costs, config }: Terms): Raised {
  const equity = fromColumns(
    bands.map((band, a) => top(column(marking.equity, a), column(fit.external, a), band).equity),
    fit.pool.length,
  )
  const left = fit.pool.map((g, v) => {
    const into = g - at(marking.pool, v) + sum(row(equity, v)) - sum(row(marking.equity, v))
    return at(flowed.buffer, v) - into
  })
  const poolOf = (raised: readonly bigint[]): Order =>
    order(
      fit.pool.map((g, v) => g - at(marking.pool, v) - at(raised, v)),
      config,
    )
  let raised = left.map((float, v) => min(at(fit.pool, v), max(0n, -float)))
  let pool = poolOf(raised)
  if (costs === undefined) return { equityBands: bands, raised, pool }
  const about = { netAssets: flowed.netAssets, config }
  const hedging = hedges.map((each, asset) => {
    const held = sum(column(marking.external, asset))
    return expected(each, hedgeFee(costs, { asset, held, order: each.order }), about)
  })
  for (let round = 0; round < ROUNDS; round += 1) {
    const fees = [expected(pool, poolFee(costs, pool.order), about), ...hedging]
    const missing = left.map((float, v) => sum(fees.map((each) => at(each, v))) - at(raised, v) - float)
    const next = raised.map((more, v) => min(at(fit.pool, v), more + max(0n, at(missing, v))))
    if (next.every((more, v) => more === at(raised, v))) break
    raised = next
    pool = poolOf(raised)
  }
  return { equityBands: bands, raised, pool }
}

/** What is missing after a round is the fee on what the round before raised: a hundredth of it or less. */
const ROUNDS = 20

/**
 * Each vault's part of the fee of an order that is filled, and two units more: an order that is sent larger is rounded once more, and the last
 * units of another total go to others.
 */
function expected(orders: Order, fee: bigint, about: About): readonly bigint[] {
  const assigned = assign(orders, { filled: orders.order, fee }, about)
  return assigned.ok ? assigned.fees.map((each) => (each > 0n ? each + 2n : each)) : []
}
