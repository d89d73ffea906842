import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import type { Examined, Rule } from '../check.ts'

export type VenuesExamined = Examined<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>
export type VenuesRule = Rule<VenuesState, VenuesStep, VenuesMarket, VenuesPolicy>
