import { lookup } from '../../units/lookup.ts'

/** What a chain lets across: tokens by name, each with its decimals there. A token of one name is one token wherever it lies. */
export type Crossing = Readonly<Record<string, number>>

/** A chain as a bridge sees it. */
export interface Network {
  /** Number of the chain, as in EIP-155. */
  readonly id: number
  readonly crossing: Crossing
}

/** A chain that needs no description in a config. */
export interface Known {
  readonly id: number
  /** The name that texts use for it. */
  readonly name: string
  readonly title: string
  /** What a config may call it beside its name and its number; capitals make no difference. */
  readonly aliases: readonly string[]
  /** Tokens that the contracts let across. Native ether is on no list: it crosses as WETH. */
  readonly tokens: readonly string[]
  /** Decimals of tokens that have others here than in `DECIMALS`. */
  readonly decimals: Crossing
}

/** Decimals of the tokens that cross, wherever a chain has no others. */
const DECIMALS: Crossing = { USDC: 6, USDT: 6, WETH: 18, WBTC: 8 }

/**
 * The chains that the contracts list, with the tokens that may cross there. A chain given by no more than a name of its reader's takes the
 * first of them that is free and has no decimals of its own.
 */
export const NETWORKS: readonly Known[] = [
  {
    id: 42_161,
    name: 'arbitrum',
    title: 'Arbitrum One',
    aliases: ['arb', 'arbitrum-one'],
    tokens: ['USDC', 'USDT', 'WETH', 'WBTC'],
    decimals: {},
  },
  {
    id: 10,
    name: 'optimism',
    title: 'OP Mainnet',
    aliases: ['op', 'op-mainnet'],
    tokens: ['USDC', 'USDT', 'WETH', 'WBTC'],
    decimals: {},
  },
  {
    id: 1,
    name: 'ethereum',
    title: 'Ethereum',
    aliases: ['eth', 'mainnet'],
    tokens: ['USDC', 'USDT', 'WETH', 'WBTC'],
    decimals: {},
  },
  {
    id: 137,
    name: 'polygon',
    title: 'Polygon PoS',
    aliases: ['pol', 'matic'],
    tokens: ['USDC', 'USDT', 'WETH', 'WBTC'],
    decimals: {},
  },
  { id: 8453, name: 'base', title: 'Base', aliases: [], tokens: ['USDC', 'USDT', 'WETH'], decimals: {} },
  { id: 130, name: 'unichain', title: 'Unichain', aliases: ['uni'], tokens: ['USDC', 'WETH'], decimals: {} },
  {
    id: 56,
    name: 'bnb',
    title: 'BNB Smart Chain',
    aliases: ['bsc', 'bnb-chain', 'binance-smart-chain'],
    tokens: ['USDC', 'USDT', 'WETH'],
    decimals: { USDC: 18, USDT: 18 },
  },
]

/** What a known chain lets across, and nothing of one that is not. */
export const crossingOf = (id: number): Crossing => CROSSINGS.get(id) ?? {}

/** A known chain by its number; one that lets nothing across where it is not known. */
export const networkOf = (id: number): Network => ({ id, crossing: crossingOf(id) })

/** Whether a token may arrive at a chain or leave it. */
export const isListed = ({ crossing }: Pick<Network, 'crossing'>, token: string): boolean =>
  lookup(crossing, token) !== undefined

const CROSSINGS: ReadonlyMap<number, Crossing> = new Map(
  NETWORKS.map(({ id, tokens, decimals }) => {
    const all = Object.entries({ ...DECIMALS, ...decimals })
    return [id, Object.fromEntries(all.filter(([token]) => tokens.includes(token)))]
  }),
)
