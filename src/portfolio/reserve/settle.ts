import { divide } from '../../units/rounding.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ReserveMarket } from './market.ts'
import type { ReserveState } from './state.ts'
import { later } from './wait.ts'

/** The reserve a day later with no order in between: flows decay, closed directions open again. */
export function settle({ state, market }: Snapshot<ReserveState, ReserveMarket>): ReserveState {
  const blocks = market.blockSeconds > 0n ? divide(DAY, market.blockSeconds, 'down') : 0n
  return { ...state, reserve: later(state.reserve, blocks, DAY) }
}

/** Seconds. */
const DAY = 86_400n
