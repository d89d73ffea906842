import { plus, seconds } from '../../units/time.ts'
import type { Book } from '../book.ts'
import { apply } from './apply.ts'
import type { ReserveMarket } from './market.ts'
import type { ReserveState } from './state.ts'
import type { ReserveStep } from './step.ts'
import { netAssets } from './worth.ts'

export const RESERVE: Book<ReserveState, ReserveStep, ReserveMarket> = {
  netAssets,
  apply,
  until: (step, asOf) => (step.kind === 'reserve.wait' ? plus(asOf, seconds(Number(step.seconds))) : null),
}
