import type { Model } from '../rules.ts'
import type { Attribution } from './attribution.ts'
import { BASE_TOKEN_VB } from './baseTokenVb.ts'
import { TOKEN_UNIT_VB } from './tokenUnitVb.ts'
import { VS_ONLY } from './vsOnly.ts'

export const MODELS: Readonly<Record<Model, Attribution>> = {
  'vs-only': VS_ONLY,
  'vb-vs': BASE_TOKEN_VB,
  'token-vb': TOKEN_UNIT_VB,
}
