/** `decimals`: base units of one whole token are 10^decimals. */
export interface Token {
  readonly symbol: string
  readonly decimals: number
}

/** The tokens of the venues book. BTC counts in satoshi: 8. */
export const TOKENS = {
  USDT: { symbol: 'USDT', decimals: 6 },
  ETH: { symbol: 'ETH', decimals: 18 },
  WETH: { symbol: 'WETH', decimals: 18 },
  weETH: { symbol: 'weETH', decimals: 18 },
  stETH: { symbol: 'stETH', decimals: 18 },
  BTC: { symbol: 'BTC', decimals: 8 },
} as const satisfies Readonly<Record<string, Token>>
