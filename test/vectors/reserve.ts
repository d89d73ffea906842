import { clamp, fees, fixedpoint, flow, reserveState, schedule } from './reserve/figures.ts'
import { flowSequences } from './reserve/flows.ts'
import { motherboard } from './reserve/motherboard.ts'
import { pamm } from './reserve/pamm.ts'
import { registry } from './reserve/registry.ts'
import { safety } from './reserve/safety.ts'
import type { Replay } from './tally.ts'

/** The files of the reserve book by name, without `.json`. */
export const RESERVE: Readonly<Record<string, Replay>> = {
  'reserve-fixedpoint': fixedpoint,
  'reserve-flow': flow,
  'reserve-schedule-weight': schedule,
  'reserve-clamp': clamp,
  'reserve-fees': fees,
  'reserve-reserve-state': reserveState,
  'reserve-safety': safety,
  'reserve-flow-sequences': flowSequences,
  'reserve-registry': registry,
  'reserve-pamm': pamm,
  'reserve-motherboard': motherboard,
}
