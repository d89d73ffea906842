/** BNB Smart Chain, whose USDC and USDT have 18 decimals and not 6 (docs/models/pool.md). */
export const BSC = 56

const ALL = ['USDC', 'USDT', 'WETH', 'WBTC'] as const
const WITHOUT_BITCOIN = ['USDC', 'USDT', 'WETH'] as const

/** Tokens that may cross, by chain (docs/models/pool.md). Native ether is on no list: it crosses as WETH. */
const LISTED: ReadonlyMap<number, readonly string[]> = new Map<number, readonly string[]>([
  [1, ALL],
  [42_161, ALL],
  [10, ALL],
  [137, ALL],
  [8453, WITHOUT_BITCOIN],
  [BSC, WITHOUT_BITCOIN],
  [130, ['USDC', 'WETH']],
])

/** Whether a token may arrive at a chain or leave it. */
export const isListed = (chain: number, token: string): boolean => LISTED.get(chain)?.includes(token) ?? false
