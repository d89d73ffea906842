/** What the long leg of a mode is: a deposit at the lending market, staked ETH, a leveraged loop of it, or coins on the exchanges. */
export type Long = 'supply' | 'stake' | 'loop' | 'spot'

export type ShareClass = 'USDT' | 'ETH'

export type ModeName =
  | 'pure_lending'
  | 'btc_basis'
  | 'eth_basis'
  | 'eth_staking_only'
  | 'eth_leveraged'
  | 'usdt_market_neutral'
  | 'usdt_market_neutral_no_leverage'

/** Which parts of the engine a mode starts with (docs/rules/venues.md#D29). A part that is off is not consulted. */
export interface Components {
  readonly transfers: boolean
  readonly emergency: 'full' | 'ltv' | 'simple'
  readonly complex: boolean
  readonly optimizer: boolean
}

/** A mode is data: what it holds, whether it hedges, and what runs it. */
export interface Mode {
  readonly name: ModeName
  readonly shareClass: ShareClass
  readonly long: Long
  readonly coin: 'USDT' | 'ETH' | 'BTC'
  readonly isHedged: boolean
  readonly components: Components
}

const SIMPLE: Components = { transfers: false, emergency: 'simple', complex: false, optimizer: false }
const FULL: Components = { transfers: true, emergency: 'full', complex: true, optimizer: true }
const TRANSFERS: Components = { transfers: true, emergency: 'full', complex: false, optimizer: false }
const LTV_ONLY: Components = { transfers: false, emergency: 'ltv', complex: false, optimizer: false }

/** Every mode by name and share class; `eth_leveraged` in the USDT class is also written eth_leveraged_hedged. */
export const MODES: readonly Mode[] = [
  { name: 'pure_lending', shareClass: 'USDT', long: 'supply', coin: 'USDT', isHedged: false, components: SIMPLE },
  { name: 'pure_lending', shareClass: 'ETH', long: 'supply', coin: 'ETH', isHedged: false, components: SIMPLE },
  { name: 'btc_basis', shareClass: 'USDT', long: 'spot', coin: 'BTC', isHedged: true, components: SIMPLE },
  { name: 'eth_basis', shareClass: 'USDT', long: 'spot', coin: 'ETH', isHedged: true, components: SIMPLE },
  { name: 'eth_staking_only', shareClass: 'ETH', long: 'stake', coin: 'ETH', isHedged: false, components: SIMPLE },
  { name: 'eth_leveraged', shareClass: 'ETH', long: 'loop', coin: 'ETH', isHedged: false, components: LTV_ONLY },
  { name: 'eth_leveraged', shareClass: 'USDT', long: 'loop', coin: 'ETH', isHedged: true, components: TRANSFERS },
  { name: 'usdt_market_neutral', shareClass: 'USDT', long: 'loop', coin: 'ETH', isHedged: true, components: FULL },
  {
    name: 'usdt_market_neutral_no_leverage',
    shareClass: 'USDT',
    long: 'stake',
    coin: 'ETH',
    isHedged: true,
    components: TRANSFERS,
  },
]

export function find(name: ModeName, shareClass: ShareClass): Mode | undefined {
  return MODES.find((mode) => mode.name === name && mode.shareClass === shareClass)
}
