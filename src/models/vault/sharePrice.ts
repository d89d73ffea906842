import { divide } from '../../units/rounding.ts'
import { SCALE, WAD } from './table.ts'

/** US dollars of 1e6 in tokens of 1e18 at a price of 1e8, rounded as the reader of the figure needs. */
export const native = (usd: bigint, price: bigint, rounding: 'down' | 'up'): bigint =>
  divide(usd * SCALE, price, rounding)

/** Own asset for one share, ⌊T_native / shares⌋ at 1e18; 1 without shares (docs/rules/vaults.md#fees). */
export const of = (netAssets: bigint, shares: bigint): bigint =>
  shares === 0n ? WAD : divide(netAssets * WAD, shares, 'down')
