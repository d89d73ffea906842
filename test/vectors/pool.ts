import { donate } from './pool/donate.ts'
import { edge } from './pool/edge.ts'
import { burn, mintBurn } from './pool/orders.ts'
import { seed } from './pool/seed.ts'
import { sequences } from './pool/sequences.ts'
import { convert, impact, nav, supply } from './pool/sharePrice.ts'
import { source } from './pool/source.ts'
import type { Replay } from './tally.ts'

/** The files of the pool book by name, without `.json`. */
export const POOL: Readonly<Record<string, Replay>> = {
  'pool-nav': nav('new'),
  'pool-nav-vs10': nav('vs10'),
  'pool-nav-vbvs': nav('vbvs'),
  'pool-supply': supply,
  'pool-nav-impact': impact,
  'pool-convert': convert,
  'pool-source': source('new'),
  'pool-source-vs10': source('vs10'),
  'pool-source-vbvs': source('vbvs'),
  'pool-donate': donate('new'),
  'pool-donate-vs10': donate('vs10'),
  'pool-donate-vbvs': donate('vbvs'),
  'pool-donate-edge': edge,
  'pool-mint-burn': mintBurn,
  'pool-burn-vs10': burn('vs10'),
  'pool-burn-vbvs': burn('vbvs'),
  'pool-sequences': sequences('new'),
  'pool-sequences-vs10': sequences('vs10'),
  'pool-sequences-vbvs': sequences('vbvs'),
  'pool-seed-scenarios': seed,
}
