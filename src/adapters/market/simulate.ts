import type { Contract, Exchange } from '../../portfolio/venues/place.ts'
import { CONTRACTS, EXCHANGES } from '../../portfolio/venues/place.ts'
import type { Bars, History, PerpHistory } from '../../ports/history.ts'
import { HOUR_MS, type Instant } from '../../units/time.ts'
import * as Draw from './draw.ts'
import { MarketError } from './error.ts'
import * as Path from './path.ts'
import { perp } from './perp.ts'
import { type Phase, timetable, YEARS } from './regime.ts'
import { reserve } from './reserve.ts'
import { staking } from './staking.ts'

export interface Setup {
  /** A 32-bit integer; every figure follows from it. */
  readonly seed: number
  readonly from: Instant
  readonly hours: number
  readonly exchanges: readonly Exchange[]
  readonly contracts: readonly Contract[]
  /** Without it `YEARS`: two years with three crashes. */
  readonly regimes?: readonly Phase[]
}

const START: Readonly<Record<'ETH' | 'BTC', number>> = { ETH: 3000, BTC: 60_000 }
/** Share of an hour's variance that ETH and BTC have in common. */
const COMMON = 0.8

/** Streams of chance by series: a number never changes its meaning, or old seeds would tell other stories. */
const STREAM = {
  common: 0,
  ETH: 1,
  BTC: 2,
  ethBars: 3,
  btcBars: 4,
  premium: 5,
  gas: 6,
  usdt: 7,
  staking: 8,
  USDT: 9,
  WETH: 10,
  weETH: 11,
}
const FIRST_PERP = 16

/** The same setup gives the same bytes on every engine: `+ − × ÷ √`, comparisons and integers only. */
export function simulate({ seed, from, hours, exchanges, contracts, regimes = YEARS }: Setup): History {
  check({ seed, from, hours, exchanges, contracts, regimes })
  const rows = timetable(regimes, hours)
  const drawn = (index: number): Draw.Draw => Draw.stream(seed, index)
  const opens = {
    ETH: Path.price(rows, {
      start: START.ETH,
      own: drawn(STREAM.ETH),
      common: drawn(STREAM.common),
      share: COMMON,
      follow: () => 1,
    }),
    BTC: Path.price(rows, {
      start: START.BTC,
      own: drawn(STREAM.BTC),
      common: drawn(STREAM.common),
      share: COMMON,
      follow: (regime) => regime.follow,
    }),
  }
  const spot: Record<'ETH' | 'BTC', Bars> = {
    ETH: Path.bars(rows, opens.ETH, drawn(STREAM.ethBars)),
    BTC: Path.bars(rows, opens.BTC, drawn(STREAM.btcBars)),
  }
  const premium = Path.level(rows, {
    draw: drawn(STREAM.premium),
    to: (regime) => regime.funding,
    shake: 0.00001,
    min: -0.02,
    max: 0.02,
  })
  const gas = Path.level(rows, { draw: drawn(STREAM.gas), to: (regime) => regime.gas, shake: 0.3, min: 0.5, max: 2000 })
  const usdtUsd = Path.level(rows, { draw: drawn(STREAM.usdt), to: () => 1, shake: 0.00005, min: 0.99, max: 1.01 })
  const perps: Partial<Record<Exchange, Partial<Record<Contract, PerpHistory>>>> = {}
  for (const exchange of exchanges) {
    for (const contract of contracts) {
      const index = FIRST_PERP + EXCHANGES.indexOf(exchange) * CONTRACTS.length + CONTRACTS.indexOf(contract)
      const base = contract === 'ETHUSDT' ? opens.ETH : opens.BTC
      const one = perp({ from, rows, spot: base, premium, draw: drawn(index) })
      perps[exchange] = { ...perps[exchange], [contract]: one }
    }
  }
  return {
    label: 'simulated',
    simulated: true,
    from,
    hours,
    spot,
    usdtUsd: usdtUsd.slice(0, hours),
    weeth: staking(rows, drawn(STREAM.staking)),
    gas: gas.slice(0, hours),
    reserves: {
      USDT: reserve(rows, 'USDT', drawn(STREAM.USDT)),
      WETH: reserve(rows, 'WETH', drawn(STREAM.WETH)),
      weETH: reserve(rows, 'weETH', drawn(STREAM.weETH)),
    },
    perps,
    notes: [],
  }
}

function check({ seed, from, hours, regimes = [] }: Setup): void {
  const wrong = Object.entries({
    seed: seed === (seed | 0),
    from: Number.isInteger(from / HOUR_MS),
    hours: Number.isInteger(hours) && hours > 0,
    regimes: regimes.some((phase) => phase.hours >= 1),
  }).flatMap(([name, sound]) => (sound ? [] : [name]))
  if (wrong.length === 0) return
  throw new MarketError({
    code: 'SETUP_INVALID',
    message: `A market cannot be simulated from this ${wrong.join(', ')}.`,
    facts: { seed, from, hours, phases: regimes.length },
    remedy:
      'Give a 32-bit integer as seed, a full hour as from, whole hours above zero, and a phase of an hour or more.',
  })
}
