import { sum, WAD } from '../../models/vault/table.ts'
import type { MixTerms, PoolTerms } from '../../portfolio/vaults/mix/pool.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import type { Path } from '../config/source.ts'
import { type Reader, ratio } from './reader.ts'
import type { Draft } from './schema.ts'

interface Of {
  readonly assets: readonly string[]
  readonly read: Reader
  /** Of a pool that states no fee of its own, 1e18. */
  readonly cost: bigint
}

/** Several pools in one position, with every default; undefined where there is one pool. */
export function mixOf(
  { pool = {}, data }: Pick<Draft, 'pool' | 'data'>,
  { assets, read, cost }: Of,
): MixTerms | undefined {
  const { mix } = pool
  if (mix === undefined) {
    if (pool.drift !== undefined) refuse(['pool', 'drift'], 'a drift of one pool', 'a drift with `pool.mix`')
    return undefined
  }
  const names = Object.keys(mix)
  if (data.epochs === undefined)
    refuse(['pool', 'mix'], 'a mix without `data.epochs`', 'a mix with `data.epochs`, which states its pools')
  for (const key of ['total', 'mintMax', 'burnMax', 'timeout'] as const)
    if (pool[key] !== undefined)
      refuse(['pool', key], `\`pool.${key}\` beside a mix`, 'none: pools of a mix have their own')
  if (pool.settle === 'request') refuse(['pool', 'settle'], 'request', 'atomic: every pool of a mix fills at once')
  if (pool.counterparty === 'pool') refuse(['pool', 'counterparty'], 'pool', 'other, with a mix')
  for (const name of names)
    if (name === 'pool' || assets.includes(name))
      refuse(['pool', 'mix', name], `'${name}'`, 'a name that is neither `pool` nor that of an asset')
  const pools = names.map((name): PoolTerms => {
    const { share = 0, mint, burn, mintMax, burnMax, lock = 0 } = lookup(mix, name) ?? {}
    const most = (text: string | undefined, key: string): bigint | null =>
      text === undefined ? null : read.units(text, 'usd', ['pool', 'mix', name, key])
    return {
      name,
      share: ratio(share),
      fee: { mint: mint === undefined ? cost : ratio(mint), burn: burn === undefined ? cost : ratio(burn) },
      mintMax: most(mintMax, 'mintMax'),
      burnMax: most(burnMax, 'burnMax'),
      lock: BigInt(Math.round(lock)),
    }
  })
  const total = sum(pools.map(({ share }) => share))
  if (total !== WAD) refuse(['pool', 'mix'], `shares of ${Number(total) / 1e16} % in all`, 'shares that sum to 100 %')
  return { drift: ratio(pool.drift ?? DRIFT), pools }

  function refuse(path: Path, found: string, allowed: string): void {
    read.breaches.push({ code: 'VAULTS_MIX', path, found, allowed })
  }
}

/** Of the mix. */
const DRIFT = 0.05

/** What an order of the mix costs as a part of it before its pools are known: the dearer way of each by its share, rounded up. */
export const costOf = ({ pools }: MixTerms): bigint =>
  divide(sum(pools.map(({ share, fee: { mint, burn } }) => share * (mint > burn ? mint : burn))), WAD, 'up')
