import type { Book } from '../book.ts'
import { apply } from './apply.ts'
import type { PoolMarket } from './market.ts'
import type { PoolState } from './state.ts'
import type { PoolStep } from './step.ts'
import { netAssets } from './worth.ts'

export const POOL: Book<PoolState, PoolStep, PoolMarket> = {
  netAssets,
  apply,
  isAwaited: ({ kind }) => kind === 'pool.fill',
}
