import type { Category, Reserve } from '../../models/lending/emode.ts'
import * as Tiers from '../../models/perp/tiers.ts'
import type * as Exit from '../../models/staking/exit.ts'
import type { Asset } from '../../portfolio/venues/asset.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import type * as Venues from '../../portfolio/venues/terms.ts'
import { type Fraction, fraction, perYear, quantity, usd } from '../../units/estimate.ts'
import { seconds } from '../../units/time.ts'
import { type Figure, figureOf, type Param, params, type Spans } from './param.ts'

/** Figures in the engine's units that replace the file's, by path. */
export type Overrides = ReadonlyMap<string, Figure>

/** The venues' terms as the file has them, with what the operator states otherwise. InvalidTiers for a table with holes. */
export function load(overrides: Overrides = new Map()): Venues.Terms {
  const read = reader(overrides)
  return {
    lending: lending(read),
    exchanges: {
      BINANCE: exchange(read, 'BINANCE'),
      BYBIT: exchange(read, 'BYBIT'),
      OKX: exchange(read, 'OKX'),
    },
    exit: exit(read),
    gas: gas(read),
    times: {
      chain: read.times('times.chain'),
      internal: read.times('times.internal'),
      perp: read.times('times.perp'),
      spot: read.times('times.spot'),
      atomic: read.times('times.atomic'),
      instantExit: read.times('times.instantExit'),
      queueExit: read.times('times.queueExit'),
    },
    depth: {
      'ETH/USDT': depth(read, 'ETH/USDT'),
      'BTC/USDT': depth(read, 'BTC/USDT'),
      'weETH/ETH': depth(read, 'weETH/ETH'),
      'stETH/ETH': depth(read, 'stETH/ETH'),
      perp: depth(read, 'perp'),
    },
    ticks: {
      USDT: read.number('ticks.USDT'),
      ETH: read.number('ticks.ETH'),
      WETH: read.number('ticks.WETH'),
      weETH: read.number('ticks.weETH'),
      stETH: read.number('ticks.stETH'),
      BTC: read.number('ticks.BTC'),
    },
    stakingRate: perYear(read.number('stakingRate')),
    stressMove: read
      .table('stressMove')
      .map(([within, move]) => ({ within: seconds(within ?? 0), move: fraction(move ?? 0) })),
  }
}

/** Every parameter with where it comes from; what the operator states stands as `stated`. */
export function provenance(overrides: Overrides = new Map()): readonly Param[] {
  return [...params().values()].map((param) => {
    const stated = overrides.get(param.path)
    if (stated === undefined) return param
    return { ...param, value: stated, source: 'the config', confidence: 'stated', refresh: null }
  })
}

type Times = Venues.ExchangeTerms['credit']

interface Reader {
  readonly number: (path: string) => number
  readonly fraction: (path: string) => Fraction
  readonly flag: (path: string) => boolean
  readonly name: (path: string) => string
  readonly assets: (path: string) => readonly string[]
  readonly times: (path: string) => Times
  readonly table: (path: string) => readonly (readonly number[])[]
}

// Both the file and the overrides were checked against the same kinds, so a figure has the shape its reader asks for.
function reader(overrides: Overrides): Reader {
  const at = (path: string): unknown => {
    const param = params().get(path)
    return overrides.get(path) ?? (param === undefined ? undefined : figureOf(param))
  }
  return {
    number: (path) => Number(at(path)),
    fraction: (path) => fraction(Number(at(path))),
    flag: (path) => at(path) === true,
    name: (path) => String(at(path)),
    assets: (path) => at(path) as readonly string[],
    times: (path) => {
      const spans = at(path) as Spans
      return { p50: seconds(spans.p50), p95: seconds(spans.p95), stress: seconds(spans.stress) }
    },
    table: (path) => at(path) as readonly (readonly number[])[],
  }
}

function lending(read: Reader): Venues.LendingTerms {
  return {
    reserves: { USDT: reserve(read, 'USDT'), WETH: reserve(read, 'WETH'), weETH: reserve(read, 'weETH') },
    categories: keysUnder('lending.categories').map((id) => category(read, id)),
    flashFee: read.fraction('lending.flashFee'),
    closeFactor: read.fraction('lending.closeFactor'),
    fullCloseHealth: read.number('lending.fullCloseHealth'),
    fullCloseBelow: read.number('lending.fullCloseBelow'),
    minLeftover: read.number('lending.minLeftover'),
    protocolFee: read.fraction('lending.protocolFee'),
  }
}

function reserve(read: Reader, asset: Venues.LendingAsset): Reserve {
  const under = `lending.reserves.${asset}`
  return {
    asset,
    ltv: read.fraction(`${under}.ltv`),
    liquidationLtv: read.fraction(`${under}.liquidationLtv`),
    bonus: read.fraction(`${under}.bonus`),
    borrowingEnabled: read.flag(`${under}.borrowingEnabled`),
    frozen: read.flag(`${under}.frozen`),
    paused: read.flag(`${under}.paused`),
    supplyCap: read.number(`${under}.supplyCap`),
    borrowCap: read.number(`${under}.borrowCap`),
  }
}

function category(read: Reader, id: string): Category {
  const under = `lending.categories.${id}`
  return {
    id: Number(id),
    label: read.name(`${under}.label`),
    ltv: read.fraction(`${under}.ltv`),
    liquidationLtv: read.fraction(`${under}.liquidationLtv`),
    bonus: read.fraction(`${under}.bonus`),
    collateral: read.assets(`${under}.collateral`),
    borrowable: read.assets(`${under}.borrowable`),
    ltvZero: read.assets(`${under}.ltvZero`),
    isolated: read.flag(`${under}.isolated`),
  }
}

function exchange(read: Reader, place: Exchange): Venues.ExchangeTerms {
  const under = `exchanges.${place}`
  return {
    tiers: { ETHUSDT: tiers(read, `${under}.tiers.ETHUSDT`), BTCUSDT: tiers(read, `${under}.tiers.BTCUSDT`) },
    perps: { ETHUSDT: grid(read, `${under}.perps.ETHUSDT`), BTCUSDT: grid(read, `${under}.perps.BTCUSDT`) },
    spot: { ETHUSDT: grid(read, `${under}.spot.ETHUSDT`), BTCUSDT: grid(read, `${under}.spot.BTCUSDT`) },
    closesBelowLeast: read.flag(`${under}.closesBelowLeast`),
    perpFee: read.fraction(`${under}.perpFee`),
    spotFee: read.fraction(`${under}.spotFee`),
    leverage: read.number(`${under}.leverage`),
    clearanceFee: read.fraction(`${under}.clearanceFee`),
    liquidation: read.name(`${under}.liquidation`) === 'tiers' ? 'tiers' : 'full',
    tiersPerStep: read.number(`${under}.tiersPerStep`),
    ratio: read.name(`${under}.ratio`) === 'E/MM' ? 'E/MM' : 'MM/E',
    networks: keysUnder(`${under}.networks`).flatMap((name) =>
      keysUnder(`${under}.networks.${name}`).map((asset) => network(read, { place, name, asset })),
    ),
    credit: read.times(`${under}.credit`),
    withdrawal: read.times(`${under}.withdrawal`),
  }
}

function network(
  read: Reader,
  { place, name, asset }: { place: Exchange; name: string; asset: string },
): Venues.Network {
  const under = `exchanges.${place}.networks.${name}.${asset}`
  return {
    name,
    asset: asset as Asset,
    withdrawFee: read.number(`${under}.withdrawFee`),
    withdrawMin: read.number(`${under}.withdrawMin`),
    withdrawTick: read.number(`${under}.withdrawTick`),
    deposit: read.flag(`${under}.deposit`),
    withdraw: read.flag(`${under}.withdraw`),
  }
}

function grid(read: Reader, under: string): Venues.Grid {
  return {
    lot: read.number(`${under}.lot`),
    tick: read.number(`${under}.tick`),
    leastNotional: read.number(`${under}.leastNotional`),
  }
}

function tiers(read: Reader, path: string): Tiers.Tiers {
  return Tiers.check(
    read.table(path).map(([upTo, mmr, deduction, maxLeverage]) => ({
      upTo: usd(upTo ?? Number.NaN),
      mmr: fraction(mmr ?? Number.NaN),
      deduction: usd(deduction ?? Number.NaN),
      maxLeverage: maxLeverage ?? Number.NaN,
    })),
  )
}

function exit(read: Reader): Exit.Terms {
  const instant = (under: string): Exit.InstantTerms => ({
    fee: read.fraction(`${under}.fee`),
    bucket: {
      capacity: quantity(read.number(`${under}.capacity`)),
      refillPerDay: quantity(read.number(`${under}.refillPerDay`)),
    },
    watermark: read.fraction(`${under}.watermark`),
    times: read.times(`${under}.times`),
  })
  const request = (under: string): Exit.PriorityTerms => ({
    fee: read.fraction(`${under}.fee`),
    min: quantity(read.number(`${under}.min`)),
    max: quantity(read.number(`${under}.max`)),
    times: read.times(`${under}.times`),
  })
  return {
    instant: instant('exit.instant'),
    instantStEth: instant('exit.instantStEth'),
    queue: { ...request('exit.queue'), finalisedPerDay: quantity(read.number('exit.queue.finalisedPerDay')) },
    priority: request('exit.priority'),
    dex: {
      discount: read.fraction('exit.dex.discount'),
      cost: read.fraction('exit.dex.cost'),
      times: read.times('exit.dex.times'),
    },
  }
}

function gas(read: Reader): Venues.Terms['gas'] {
  const units = (action: Venues.GasAction): number => read.number(`gas.${action}`)
  return {
    approve: units('approve'),
    erc20Transfer: units('erc20Transfer'),
    ethTransfer: units('ethTransfer'),
    wethWrap: units('wethWrap'),
    supply: units('supply'),
    withdraw: units('withdraw'),
    borrow: units('borrow'),
    repay: units('repay'),
    setEMode: units('setEMode'),
    stake: units('stake'),
    unstakeInstant: units('unstakeInstant'),
    queueRequest: units('queueRequest'),
    queueClaim: units('queueClaim'),
    swap: units('swap'),
    leverage: units('leverage'),
    deleverage: units('deleverage'),
  }
}

function depth(read: Reader, pair: Venues.Pair): Venues.Depth {
  return read.table(`depth.${pair}`).map(([size, cost]) => ({ size: size ?? 0, cost: fraction(cost ?? 0) }))
}

/** The names one step below a path, in the order of the file. */
function keysUnder(path: string): readonly string[] {
  const names = new Set<string>()
  for (const key of params().keys()) {
    if (key.startsWith(`${path}.`)) names.add(key.slice(path.length + 1).split('.')[0] ?? '')
  }
  return [...names]
}
