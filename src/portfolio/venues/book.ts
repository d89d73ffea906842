import type { Book } from '../book.ts'
import { apply } from './apply.ts'
import type { VenuesMarket } from './market.ts'
import type { VenuesState } from './state.ts'
import type { VenuesStep } from './step.ts'
import { netAssets } from './worth.ts'

export const VENUES: Book<VenuesState, VenuesStep, VenuesMarket> = { netAssets, apply }
