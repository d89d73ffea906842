import type { Book } from '../book.ts'
import { apply } from './apply.ts'
import type { VaultsMarket } from './market.ts'
import type { VaultsStep } from './step.ts'
import type { Underway } from './underway.ts'
import { netAssets } from './worth.ts'

export const VAULTS: Book<Underway, VaultsStep, VaultsMarket> = { netAssets, apply }
