import { WAD } from '../../src/models/vault/table.ts'
import type { VaultsConfig } from '../../src/portfolio/vaults/config.ts'
import { exactly, type OpenInput } from '../../src/portfolio/vaults/input.ts'
import { OPEN_POOL, type PoolSide, type VaultsMarket } from '../../src/portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../../src/portfolio/vaults/policy.ts'
import { empty, type VaultsState } from '../../src/portfolio/vaults/state.ts'
import { begin, type Underway } from '../../src/portfolio/vaults/underway.ts'
import { fraction } from '../../src/units/estimate.ts'
import { instant, seconds } from '../../src/units/time.ts'

export const percent = (n: bigint): bigint => (n * WAD) / 100n
export const NOW = instant(0)

const band = { target: percent(10n), min: percent(8n), max: percent(14n) }

/** Vaults of these own assets among BTC, ETH and LINK, without fees and limits. */
export const rules = (own: readonly (number | null)[]): VaultsConfig => ({
  assets: ['BTC', 'ETH', 'LINK'],
  vaults: own.map((_, v) => `vault ${v}`),
  own,
  equityRatio: [band, band, band],
  buffer: { target: percent(5n), min: percent(2n), max: percent(10n), hold: percent(3n) },
  fees: { management: 0n, performance: 0n, deposit: 0n, withdrawal: 0n },
  hedgeMax: [null, null, null],
  poolMax: null,
  vaultMax: own.map(() => null),
  orderMin: 0n,
  intervalMin: 0n,
  guard: { ageMax: null, jumpMax: null, differenceMax: null, residualMax: null, equityRatioMin: null },
})

/** A stable vault, one of bitcoin and one of ether. */
export const THREE = rules([null, 0, 1])

export const POLICY: VaultsPolicy = {
  decision: {
    rule: 'horizon',
    horizonDays: 30,
    routineEvery: seconds(0),
    hurdle: { target: 1, opportunistic: 1 },
    costMax: { safety: fraction(1), target: fraction(1) },
    dailyVolatility: fraction(0),
  },
  program: null,
  isCompared: true,
  orderMax: null,
  ageMax: seconds(60),
  levels: {
    delta: { band: 0.01, warning: 0.05, critical: 0.2 },
    equity: { warning: 0.06, critical: 0.03 },
    buffer: { warning: 0, critical: -Infinity },
    shortfall: { warning: 0, critical: 0.1 },
  },
}

/** A quarter of a percent for the pool, 6 basis points for hedges. */
export const marketOf = (config: VaultsConfig, pool: Partial<PoolSide> = {}): VaultsMarket => ({
  asOf: NOW,
  config,
  costs: { pool: percent(1n) / 4n, hedge: percent(6n) / 100n },
  pool: { ...OPEN_POOL, ...pool },
})

/** A million US dollars, 20 bitcoin and 300 ether come in. */
export const FIRST: OpenInput = {
  key: 'first',
  elapsed: 28_800n,
  prices: [2_750_000_000_000n, 185_000_000_000n, 600_000_000n].map(exactly),
  poolPrice: exactly(95_000_000n),
  weights: [percent(26n), percent(33n), percent(1n)],
  income: 0n,
  funding: [0n, 0n, 0n],
  venueEquity: [null, null, null],
  deposits: [1_000_000n * WAD, 20n * WAD, 300n * WAD],
  withdrawals: [0n, 0n, 0n],
}

export const SECOND: OpenInput = { ...FIRST, key: 'second', deposits: [0n, 0n, 0n] }

/** A cycle under way; throws where the open half refuses. */
export function begun(input: OpenInput = FIRST, market = marketOf(THREE), state: VaultsState = NOTHING): Underway {
  const found = begin(state, input, market)
  if (!found.ok) throw new RangeError(found.refusal.code)
  return found
}

const NOTHING = empty(3, 3)
