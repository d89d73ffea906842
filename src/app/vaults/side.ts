import { OPEN_POOL, type PoolSide } from '../../portfolio/vaults/market.ts'
import type { Reader } from './reader.ts'
import type { Draft } from './schema.ts'

/** The pool around the vaults. Hedges against the pool itself need its worth: without it nobody knows the own part. */
export function sideOf(pool: NonNullable<Draft['pool']>, read: Reader): PoolSide {
  const usd = (key: 'total' | 'mintMax' | 'burnMax'): bigint | null => {
    const written = pool[key]
    return written === undefined ? null : read.units(written, 'usd', ['pool', key])
  }
  const total = usd('total')
  const isCounterparty = pool.counterparty === 'pool'
  if (isCounterparty && total === null)
    read.breaches.push({
      code: 'VAULTS_TOTAL',
      path: ['pool', 'counterparty'],
      found: 'pool without `pool.total`',
      allowed: 'pool with `pool.total`, or other',
    })
  if (pool.timeout !== undefined && pool.settle !== 'request')
    read.breaches.push({
      code: 'VAULTS_REQUEST',
      path: ['pool', 'timeout'],
      found: 'a timeout of a pool that settles at once',
      allowed: 'a timeout with `pool.settle: request`',
    })
  const settles = pool.settle === 'request' ? { byRequest: true } : {}
  const timeout = pool.timeout === undefined ? {} : { timeout: BigInt(Math.round(pool.timeout)) }
  return {
    ...OPEN_POOL,
    total,
    mintMax: usd('mintMax'),
    burnMax: usd('burnMax'),
    isCounterparty,
    ...settles,
    ...timeout,
  }
}
