import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import type { Examined, Rule } from '../check.ts'
import { cap } from './cap.ts'
import { conservation } from './conservation.ts'
import { delta } from './delta.ts'
import { exposure } from './exposure.ts'
import { freshness } from './freshness.ts'
import { health } from './health.ts'
import { margin } from './margin.ts'
import { size } from './size.ts'
import { slippage } from './slippage.ts'
import { whitelist } from './whitelist.ts'

export type VenuesExamined = Examined<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>
export type VenuesRule = Rule<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>

/** All rules of the venues book, in the order in which their findings are read. */
export const RULES: readonly VenuesRule[] = [
  freshness,
  whitelist,
  size,
  cap,
  exposure,
  health,
  margin,
  delta,
  slippage,
  conservation,
]
