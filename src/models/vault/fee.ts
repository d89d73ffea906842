import { divide } from '../../units/rounding.ts'
import { native } from './sharePrice.ts'
import { max, WAD, worth } from './table.ts'

/** Seconds in the year that yearly fees count in. */
const YEAR = 31_536_000n

export interface Rates {
  readonly management: bigint
  readonly performance: bigint
}

export interface Standing {
  /** US dollars, before fees. */
  readonly netAssets: bigint
  readonly shares: bigint
  readonly highWater: bigint
  /** Of the own asset, 1e8. */
  readonly price: bigint
  readonly elapsed: bigint
}

export interface Charged {
  readonly management: bigint
  readonly performance: bigint
}

/**
 * Fees in US dollars, paid from the buffer (docs/rules/vaults.md#fees). management = ⌊T · rate · dt / year⌋. Performance is on the gain above the
 * high-water mark in the vault's own asset, after management: max(0, T_native − ⌊HWM · shares⌋) · rate. All rounded down, in favour of
 * shareholders; nothing is charged on what is not there, nor while there are no shares.
 */
export function charge(standing: Standing, rates: Rates): Charged {
  const { netAssets, shares, highWater, price, elapsed } = standing
  if (netAssets <= 0n || shares === 0n) return { management: 0n, performance: 0n }
  const management = divide(netAssets * rates.management * elapsed, WAD * YEAR, 'down')
  const held = native(netAssets - management, price, 'down')
  const gain = max(0n, held - divide(highWater * shares, WAD, 'down'))
  return { management, performance: worth(divide(gain * rates.performance, WAD, 'down'), price) }
}
