/**
 * What the market tends to. Levels are approached by `pace`, the share of the distance covered in an hour, and shaken on
 * the way. Levels are those seen in 2024 and 2025 (docs/rules/venues.md#D9); the crash and its squeeze are larger than any seen.
 */
export interface Regime {
  readonly name: 'calm' | 'trend' | 'crash' | 'squeeze' | 'aftermath' | 'dip' | 'sideways'
  /** Mean and spread of ETH's move in an hour, as fractions; `wick` is how far beyond its ends an hour reaches. */
  readonly drift: number
  readonly spread: number
  readonly wick: number
  /** Share of ETH's drift that BTC shares. */
  readonly follow: number
  /** Rate of one settlement (8 h) before the cap, and the mark's distance from spot. */
  readonly funding: number
  readonly basis: number
  /** Gwei. */
  readonly gas: number
  readonly utilisation: Readonly<Record<'USDT' | 'WETH' | 'weETH', number>>
  /** How far weETH's market lies below its rate. */
  readonly discount: number
  readonly pace: number
  /** Share of the weETH rate lost in the regime's first hour. */
  readonly slash: number
}

export interface Phase {
  readonly regime: Regime
  readonly hours: number
}

const CALM: Regime = {
  name: 'calm',
  drift: 0.00003,
  spread: 0.0045,
  wick: 0.003,
  follow: 0.8,
  funding: 0.0001,
  basis: 0.0001,
  gas: 6,
  utilisation: { USDT: 0.8, WETH: 0.84, weETH: 0.06 },
  discount: 0.0004,
  pace: 0.02,
  slash: 0,
}

const TREND: Regime = {
  ...CALM,
  name: 'trend',
  drift: 0.00018,
  spread: 0.0065,
  wick: 0.004,
  funding: 0.00035,
  basis: 0.0006,
  gas: 18,
  utilisation: { USDT: 0.925, WETH: 0.8, weETH: 0.08 },
}

/** Five hours at −4.8 % are −22 %. */
const CRASH: Regime = {
  ...CALM,
  name: 'crash',
  drift: -0.048,
  spread: 0.004,
  wick: 0.02,
  follow: 0.6,
  funding: -0.02,
  basis: -0.006,
  gas: 700,
  utilisation: { USDT: 0.7, WETH: 0.97, weETH: 0.12 },
  discount: 0.01,
  pace: 0.3,
}

/** Four hours at +3.6 % are +15 %. */
const SQUEEZE: Regime = {
  ...CRASH,
  name: 'squeeze',
  drift: 0.036,
  wick: 0.015,
  funding: -0.012,
  gas: 300,
  discount: 0.006,
}

const AFTERMATH: Regime = {
  ...CALM,
  name: 'aftermath',
  drift: 0,
  spread: 0.011,
  wick: 0.008,
  funding: -0.0003,
  basis: -0.0005,
  gas: 40,
  utilisation: { USDT: 0.75, WETH: 0.92, weETH: 0.08 },
  discount: 0.002,
  pace: 0.08,
}

const DIP: Regime = { ...CALM, name: 'dip', spread: 0.005, funding: 0.00003, discount: 0.003, slash: 0.015 }

const SIDEWAYS: Regime = {
  ...CALM,
  name: 'sideways',
  drift: -0.0001,
  spread: 0.005,
  funding: 0.00004,
  basis: 0,
  gas: 4,
  utilisation: { USDT: 0.76, WETH: 0.86, weETH: 0.05 },
}

const days = (regime: Regime, count: number): Phase => ({ regime, hours: count * 24 })

/** Three days. */
const FALL: readonly Phase[] = [
  { regime: CRASH, hours: 5 },
  { regime: SQUEEZE, hours: 4 },
  { regime: AFTERMATH, hours: 63 },
]

/** Two years with three crashes and one slashing; begun again where a run is longer. */
export const YEARS: readonly Phase[] = [
  days(CALM, 40),
  days(TREND, 60),
  ...FALL,
  days(SIDEWAYS, 60),
  days(DIP, 30),
  days(CALM, 60),
  days(TREND, 90),
  ...FALL,
  days(SIDEWAYS, 90),
  days(CALM, 130),
  days(TREND, 60),
  ...FALL,
  days(SIDEWAYS, 101),
]

/** The regime of each hour from 0 to `hours`, both included. */
export function timetable(phases: readonly Phase[], hours: number): readonly Regime[] {
  const rows: Regime[] = []
  while (rows.length <= hours) {
    for (const { regime, hours: length } of phases) {
      for (let i = 0; i < length && rows.length <= hours; i += 1) rows.push(regime)
    }
  }
  return rows
}
