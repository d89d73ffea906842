import { abs, column, max, min, sum, WAD } from '../../../models/vault/table.ts'
import type { Refused } from '../../../units/refusal.ts'
import { divide } from '../../../units/rounding.ts'
import type { VaultsConfig } from '../config.ts'
import { hedgeFee, poolFee } from '../cost.ts'
import { after, trade } from '../cycle/close.ts'
import type { Cycled } from '../cycle.ts'
import type { CycleInput, Execution } from '../input.ts'
import type { Opened } from '../journal.ts'
import type { VaultsState } from '../state.ts'
import { drawn, isShort, type Paid, paid, unpromised } from './pay.ts'
import { hedged, type Prepared, prepare } from './prepare.ts'

/**
 * One cycle in use, around the steps of the recorded one (docs/rules/vaults.md#in-use): the pool first, hedges by what it filled, withdrawals by
 * what buffers then have. Pure: the journal's input leads to the same state again.
 */
export function live(state: VaultsState, input: CycleInput, config: VaultsConfig): Cycled | Refused {
  const prepared = prepare(state, input, config)
  return prepared.ok ? finish(state, { prepared, input }, config) : prepared
}

export interface Halfway {
  readonly prepared: Prepared
  readonly input: CycleInput
}

/** The same where the first phase is known. */
export function finish(state: VaultsState, { prepared, input }: Halfway, config: VaultsConfig): Cycled | Refused {
  const sized = planned(prepared, input.execution, config)
  return sized.ok ? settle(state, { sized, input }, config) : sized
}

export interface Sized {
  /** What `planned` answers to the pool's fill of the input. */
  readonly sized: Opened
  readonly input: CycleInput
}

/** The close of a cycle whose hedges are sized. */
export function settle(state: VaultsState, { sized, input }: Sized, config: VaultsConfig): Cycled | Refused {
  const done = paid(sized, input.execution, config)
  if (!done.ok) return done
  const { opened, closed } = done
  return {
    ok: true,
    state: after({ from: state, opened, key: input.key }, closed, config),
    journal: { epoch: state.epoch, input, opened, closed },
  }
}

/**
 * Hedges for what the pool filled, and withdrawals as far as buffers are expected to pay them once all is filled at its expected cost. Where
 * that takes a buffer below zero, equity beyond its target comes back first, and hedges are sized for it.
 */
export function planned(prepared: Prepared, { pool }: Pick<Execution, 'pool'>, config: VaultsConfig): Opened | Refused {
  const { costs } = prepared.input
  const executed = ({ hedges, marking }: Opened): Execution => ({
    pool,
    hedges: hedges.map(({ order }, asset) => {
      const held = sum(column(marking.external, asset))
      return { filled: order, fee: costs === undefined ? 0n : hedgeFee(costs, { asset, held, order }) }
    }),
  })
  const kept = hedged(prepared, pool, config)
  if (!kept.ok) return kept
  const traded = trade({ opened: kept, execution: executed(kept) }, config)
  if (!traded.ok) return traded
  if (!isShort({ opened: kept, closed: traded.closed }, config)) return kept
  const sized = hedged({ ...prepared, opened: drawn(prepared.opened) }, pool, config)
  if (!sized.ok) return sized
  const done = paid(sized, executed(sized), config)
  if (!done.ok) return done
  const caps = affordable(done, config)
  if (caps === null) return done.opened
  const capped = hedged({ ...prepared, opened: drawn(prepared.opened) }, pool, { ...config, hedgeMax: caps })
  if (!capped.ok) return capped
  const last = paid(capped, executed(capped), config)
  return last.ok ? last.opened : last
}

/**
 * Largest hedges that all buffers together can put equity behind, one an asset; null where they can pay for all. A keeper may fill a mint when its
 * money is there and that for its hedges is gone: what is not hedged is residual delta until pool is burnt.
 */
function affordable({ opened, closed }: Paid, config: VaultsConfig): readonly (bigint | null)[] | null {
  const short = -sum(unpromised({ opened, closed }, config))
  if (opened.live?.request === undefined || short <= 0n) return null
  const sizes = config.equityRatio.map(({ target }, a) => {
    const was = abs(sum(column(opened.marking.external, a)))
    const is = abs(sum(column(closed.external, a)))
    return { was, is, needs: divide(max(0n, is - was) * target, WAD, 'up') }
  })
  const all = sum(sizes.map(({ needs }) => needs))
  if (all === 0n) return null
  const left = max(0n, all - short)
  return config.hedgeMax.map((cap, a) => {
    const { was, is } = sizes[a] ?? { was: 0n, is: 0n }
    const most = is <= was ? is : was + divide((is - was) * left, all, 'down')
    return cap === null ? most : min(cap, most)
  })
}

/** The pool's order filled in full, at its expected cost; where the pool settles by request, nothing of it yet. */
export const whole = ({ opened: { pool }, input: { costs, byRequest } }: Prepared): Pick<Execution, 'pool'> =>
  byRequest === true
    ? { pool: { filled: 0n, fee: 0n } }
    : { pool: { filled: pool.order, fee: costs === undefined ? 0n : poolFee(costs, pool.order) } }
