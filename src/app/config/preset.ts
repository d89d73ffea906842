import type { Mode } from '../../portfolio/venues/mode.ts'
import type { Draft } from './schema.ts'
import { draft } from './schema.ts'

/** What a config says when it says nothing: in the words of the file, so that the template and the defaults are one. */
export type Raw = { readonly [key: string]: Raw | string | number | readonly unknown[] }

/** Defaults of a mode as a file would write them (docs/rules/venues.md#defaults). */
export function raw(mode: Mode): Raw {
  return {
    ...(mode.long === 'loop' || mode.long === 'supply' ? { lending: [lending(mode)] } : {}),
    ...(mode.isHedged ? { exchanges: { BINANCE: '40 %', BYBIT: '30 %', OKX: '30 %' } } : {}),
    levels: levels(mode),
    gasReserve: mode.long === 'loop' ? { min: '1 ETH', target: '2 ETH' } : { min: '0.1 ETH', target: '0.5 ETH' },
    decision: {
      rule: 'horizon',
      horizon: '30 days',
      routineEvery: '8 h',
      hedgeLean: '10 %',
      hurdle: { target: 0.5, opportunistic: 1 },
      costMax: { safety: '3 %', target: '50 bps' },
      dailyVolatility: mode.coin === 'USDT' ? '0 %' : mode.coin === 'BTC' ? '2.5 %' : '3.7 %',
    },
    limits: {
      transferMin: '5000 USD',
      transferMax: '100000 USD',
      emergencyMin: '1000 USD',
      dust: '10 USD',
      perHour: '250000 USD',
      perDay: '1000000 USD',
      exposureMax: mode.long === 'spot' ? '60 %' : '40 %',
      slippageMax: '50 bps',
      gasMax: '100 gwei',
      ageMax: '60 s',
      deadline: '4 h',
    },
    emergency: {
      recoverRatio: '30 %',
      sourceOrder: {
        margin: ['WALLET', 'EXCHANGE', 'AAVE', 'DELEVERAGE', 'ETHERFI', 'REDUCE'],
        ltv: ['WALLET_WETH', 'FREE_WEETH', 'WALLET_USDT', 'DELEVERAGE', 'EXCHANGE'],
      },
      deltaBudget: '2.5 %',
      debtRound: { share: '30 %', min: '1000 USD' },
    },
    flights: 'p95',
  }
}

/** The gap policy that lets the holes of the published files pass, each noted. */
export const GAPS: Raw = { funding: 'none', last: 'mark', hold: { gas: '24 h', daily: '3 days', prices: '8 h' } }

/** The same in the engine's units, but for the exchanges: where capital goes is for the operator to say. */
export function parsed(mode: Mode): Draft {
  const { exchanges: _, ...rest } = raw(mode)
  return draft().parse({ ...rest, data: { gaps: GAPS } })
}

/** Which measures a mode has; levels of others would never be looked at. */
export function measures(mode: Mode): ReadonlySet<string> {
  const names = ['buffer', 'peg']
  if (mode.long === 'loop') names.push('health', 'ltv')
  if (mode.isHedged) names.push('equityRatio', 'marginHealth', 'distance', 'allocation')
  if (mode.coin !== 'USDT') names.push('delta')
  return new Set(names)
}

function lending(mode: Mode): Raw {
  return mode.long === 'loop' ? { account: 'main', eMode: 1, debt: ['WETH'] } : { account: 'main', eMode: 0 }
}

function levels(mode: Mode): Raw {
  const isBuffered = mode.components.transfers
  return {
    health: {
      target: 1.2,
      low: 1.17,
      high: 1.25,
      warning: 1.15,
      critical: 1.1,
      // The highest WETH rate on record, for as long as the slowest way out has taken.
      floor: { borrowRate: '22.6 %', reaction: '17 days' },
    },
    ltv: { warning: '85 %', critical: '90 %' },
    equityRatio: { target: '50 %', low: '40 %', high: '65 %', warning: '20 %', critical: '12 %' },
    marginHealth: { critical: 2 },
    distance: { warning: '17.3 %' },
    delta: { over: 'netAssets', band: '1 %', warning: '3 %', critical: '5 %' },
    allocation: { band: '2.5 %' },
    buffer: isBuffered ? { target: '5 %', low: '2.5 %', high: '10 %' } : { target: '0 %', low: '0 %', high: '100 %' },
    peg: { warning: '50 bps' },
  }
}
