import type { Contract, Exchange } from '../../portfolio/venues/place.ts'

/** Files of a data folder, seen from it; each may carry `.gz` behind its name. */
export const GAS = 'gas/ethereum_gas_price_hourly.csv'
export const STAKING = 'lst/weeth_wsteth_rate_daily.csv'
export const LENDING = 'aave/aave_v3_ethereum_daily_2024-2025.csv'

export function spot(contract: Contract): string {
  return `prices/binance_spot_${contract}_1h.csv`
}

/** Bars of a contract on one exchange: `perp` is its last price. */
export function price(exchange: Exchange, kind: 'mark' | 'perp', contract: Contract): string {
  return `prices/${exchange.toLowerCase()}_${kind}_${contract}_1h.csv`
}

export function funding(exchange: Exchange, contract: Contract): string {
  return `funding/${exchange.toLowerCase()}_${contract}_funding_8h.csv`
}
