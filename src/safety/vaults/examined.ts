import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import type { VaultsStep } from '../../portfolio/vaults/step.ts'
import type { Underway } from '../../portfolio/vaults/underway.ts'
import type { Examined, Rule } from '../check.ts'

export type VaultsExamined = Examined<Underway, VaultsStep, VaultsMarket, VaultsPolicy>
export type VaultsRule = Rule<Underway, VaultsStep, VaultsMarket, VaultsPolicy>
