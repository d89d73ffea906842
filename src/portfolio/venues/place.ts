/** An exchange with spot and perps. Ties between exchanges go to the earlier one in `EXCHANGES` (docs/rules/venues.md#D32). */
export type Exchange = 'BINANCE' | 'BYBIT' | 'OKX'

/** Where capital stands. ETHERFI is weETH that is free: staked, and not supplied to a lending market. */
export type Place = 'WALLET' | 'AAVE' | 'ETHERFI' | Exchange

/** A linear perp, margined and paid in USDT. */
export type Contract = 'ETHUSDT' | 'BTCUSDT'

/** Inside an exchange: where deposits land and withdrawals leave from, and where margin counts. */
export type Wing = 'funding' | 'trading'

export const EXCHANGES: readonly Exchange[] = ['BINANCE', 'BYBIT', 'OKX']
export const PLACES: readonly Place[] = ['WALLET', 'AAVE', 'ETHERFI', 'BINANCE', 'BYBIT', 'OKX']
export const CONTRACTS: readonly Contract[] = ['ETHUSDT', 'BTCUSDT']
