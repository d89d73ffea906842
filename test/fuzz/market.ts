import { simulate } from '../../src/adapters/market/simulate.ts'
import { CONTRACTS, EXCHANGES } from '../../src/portfolio/venues/place.ts'
import type { Bars, History, ReserveHistory } from '../../src/ports/history.ts'
import { HOUR_MS, instant, parse } from '../../src/units/time.ts'

/** Market files of a made-up market, by their path in the data folder. */
export type Files = Readonly<Record<string, string>>

const DAY_HOURS = 24
/** Daily files reach back far enough for the trailing growth of the staking rate. */
const DAYS = 80
const FIRST_DAY = parse('2024-06-01')
/** Hourly files are kept short: a week before the period, and three weeks from its start for the replay of a crash. */
const HOURLY_FROM = 44 * DAY_HOURS
const HOURLY_TO = 72 * DAY_HOURS

/** Periods that the files cover. */
export const SPAN = { from: '2024-07-20', to: '2024-07-22', at: '2024-07-21T08:00:00Z', crash: '2024-07-27' }

/** Everything that any book reads, small enough to write within milliseconds. */
export function files(): Files {
  const past = simulate({
    seed: 11,
    from: FIRST_DAY,
    hours: DAYS * DAY_HOURS,
    exchanges: EXCHANGES,
    contracts: CONTRACTS,
  })
  return { ...prices(past), ...funding(past), ...daily(past), ...stables(past), ...pool(past) }
}

const stamp = (hour: number): number => instant(FIRST_DAY + hour * HOUR_MS)
const figure = (value: number | undefined, digits = 6): string => (value ?? 0).toFixed(digits)

function table(header: string, hours: readonly number[], row: (hour: number) => readonly string[]): string {
  return `${header}\n${hours.map((hour) => [stamp(hour), ...row(hour)].join(',')).join('\n')}\n`
}

const every = (step: number, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step)

const HOURLY = every(1, HOURLY_FROM, HOURLY_TO)
const DAILY = every(DAY_HOURS, 0, DAYS * DAY_HOURS)

function prices({ spot, perps, gas }: History): Files {
  const found: Record<string, string> = {
    'prices/binance_spot_ETHUSDT_1h.csv': bars(spot.ETH, 'volume_eth'),
    'prices/binance_spot_BTCUSDT_1h.csv': bars(spot.BTC, 'volume_btc'),
    'gas/ethereum_gas_price_hourly.csv': table(
      'ts_ms,block,gas_price_avg_gwei,gas_price_median_gwei,base_fee_gwei,priority_fee_p25_gwei,priority_fee_p50_gwei,priority_fee_p75_gwei',
      HOURLY,
      (hour) => [String(20_000_000 + hour * 300), figure(gas[hour], 3), '1', '1', '0.1', '0.1', '0.1'],
    ),
  }
  for (const exchange of EXCHANGES) {
    for (const contract of CONTRACTS) {
      const perp = perps[exchange]?.[contract]
      if (perp === undefined) continue
      const name = (kind: string): string => `prices/${exchange.toLowerCase()}_${kind}_${contract}_1h.csv`
      found[name('mark')] = bars(perp.mark, null)
      found[name('perp')] = bars(
        { ...perp.mark, open: perp.last },
        contract === 'ETHUSDT' ? 'volume_eth' : 'volume_btc',
      )
    }
  }
  return found
}

function bars({ open, high, low }: Bars, volume: string | null): string {
  const header = `ts_ms,open_usdt,high_usdt,low_usdt,close_usdt${volume === null ? '' : `,${volume}`}`
  return table(header, HOURLY, (hour) => {
    const [first, last] = [open[hour] ?? 1, open[hour + 1] ?? 1]
    const [top, bottom] = [Math.max(high[hour] ?? 1, first, last), Math.min(low[hour] ?? 1, first, last)]
    return [first, top, bottom, last].map((each) => figure(each, 2)).concat(volume === null ? [] : ['1.5'])
  })
}

function funding({ perps }: History): Files {
  const found: Record<string, string> = {}
  for (const exchange of EXCHANGES) {
    for (const contract of CONTRACTS) {
      const settled = perps[exchange]?.[contract]?.settled ?? new Float64Array()
      const isBinance = exchange === 'BINANCE'
      found[`funding/${exchange.toLowerCase()}_${contract}_funding_8h.csv`] = table(
        `ts_ms,funding_rate${isBinance ? ',mark_price_usdt' : ''}`,
        every(1, 24 * DAY_HOURS, HOURLY_TO).filter((hour) => !Number.isNaN(settled[hour] ?? Number.NaN)),
        (hour) => [figure(settled[hour], 8), ...(isBinance ? [''] : [])],
      )
    }
  }
  return found
}

function daily({ weeth, usdtUsd, reserves, spot }: History): Files {
  const lines = (['USDT', 'WETH', 'weETH'] as const).map((asset) =>
    table('', DAILY, (hour) => [
      'x',
      asset,
      '1',
      ...reserve(reserves[asset], hour),
      asset === 'USDT' ? figure(usdtUsd[hour], 6) : figure(spot.ETH.open[hour], 2),
    ]).slice(1),
  )
  return {
    'aave/aave_v3_ethereum_daily_2024-2025.csv': `ts_ms,date,asset,block,liquidity_index,variable_borrow_index,supply_apr,variable_borrow_apr,total_supplied,total_variable_debt,oracle_price_usd\n${lines.join('')}`,
    'lst/weeth_wsteth_rate_daily.csv': table(
      'ts_ms,date,eth_per_weeth,eth_per_wsteth,eth_usd,usdt_usd,eth_per_weeth_market_24h_median,eth_per_wsteth_market_24h_median',
      DAILY,
      (hour) => [
        'x',
        figure(weeth.rate[hour], 10),
        '1.16',
        figure(spot.ETH.open[hour], 2),
        figure(usdtUsd[hour], 6),
        figure(weeth.market[hour], 10),
        '',
      ],
    ),
  }
}

function reserve(of: ReserveHistory, hour: number): readonly string[] {
  return [
    figure(of.liquidityIndex[hour], 12),
    figure(of.borrowIndex[hour], 12),
    figure(of.supplyRate[hour], 10),
    figure(of.borrowRate[hour], 10),
    figure(of.supplied[hour], 2),
    figure(of.borrowed[hour], 2),
  ]
}

const STABLE = ['USDC', 'USDT', 'DAI', 'USTC'] as const

/** A dollar, give or take, and one coin that falls. */
function dollar(asset: string, hour: number): string {
  const wobble = ((hour * 7 + asset.length * 3) % 11) * 0.0003 - 0.0015
  return figure(asset === 'USTC' && hour > HOURLY_FROM + 5 * DAY_HOURS ? 0.3 : 1 + wobble, 6)
}

function stables({ spot }: History): Files {
  const byAsset = (hours: readonly number[], row: (asset: string, hour: number) => readonly string[]): string =>
    STABLE.map((asset) => table('', hours, (hour) => row(asset, hour)).slice(1)).join('')
  const minutes = Array.from({ length: 24 * 60 }, (_, at) => HOURLY_FROM + 5 * DAY_HOURS + at / 60)
  return {
    'stables/binanceus_usdc_depeg_1m_2023-03.csv': table(
      'ts_ms,btcusd_close,btcusd_volume_btc,btcusdt_close,btcusdt_volume_btc,btcusdc_close,btcusdc_volume_btc,usdc_usd_implied,usdt_usd_implied',
      minutes,
      (hour) => {
        const bitcoin = figure(spot.BTC.open[Math.floor(hour)], 2)
        return [
          bitcoin,
          '1',
          bitcoin,
          '1',
          bitcoin,
          '1',
          dollar('USDC', Math.floor(hour * 60)),
          dollar('USDT', Math.floor(hour)),
        ]
      },
    ),
    'stables/chainlink_arbitrum_stablecoin_feeds_events.csv': `ts_ms,feed,price\n${byAsset(HOURLY, (asset, hour) => [`${asset}_USD`, dollar(asset, hour)])}`,
    'stables/coingecko_stablecoins_hourly_2021-2023.csv': table(
      'ts_ms,usdc_usd,usdt_usd,dai_usd,frax_usd,lusd_usd,busd_usd,tusd_usd,usdp_usd,gusd_usd,susd_usd,fei_usd,ust_usd',
      HOURLY,
      (hour) => [
        dollar('USDC', hour),
        dollar('USDT', hour),
        dollar('DAI', hour),
        '',
        '',
        dollar('BUSD', hour),
        '',
        '',
        '',
        '',
        '',
        '',
      ],
    ),
    'stables/coinmarketcap_stablecoins_daily_2018-2025.csv': `ts_ms,asset,open_usd,high_usd,low_usd,close_usd,volume_usd,market_cap_usd\n${byAsset(DAILY, (asset, hour) => ['1', '1', '1', dollar(asset, hour), '1', '1'])}`,
  }
}

const TRADED = ['btcb', 'weth', 'wbtc', 'wavax'] as const
const IDLE = ['usdc', 'usdce', 'mim'] as const

function pool({ spot }: History): Files {
  const header = [
    'ts_ms,glp_supply,aum_usd,glp_price_usd',
    ...TRADED.flatMap((token) =>
      ['price_usd', 'pool', 'reserved', 'guaranteed_usd', 'usdg', 'short_size_usd', 'short_avg_price_usd'].map(
        (part) => `${token}_${part}`,
      ),
    ),
    ...IDLE.flatMap((token) => ['price_usd', 'pool', 'usdg'].map((part) => `${token}_${part}`)),
  ].join(',')
  const text = table(header, every(1, HOURLY_FROM, HOURLY_FROM + 10 * DAY_HOURS), (hour) => {
    const worth = {
      btcb: spot.BTC.open[hour] ?? 1,
      wbtc: spot.BTC.open[hour] ?? 1,
      weth: spot.ETH.open[hour] ?? 1,
      wavax: 26,
    }
    const traded = TRADED.flatMap((token) => {
      const price = worth[token]
      const size = 1_000_000 / price
      return [
        figure(price, 4),
        figure(size, 6),
        figure(size / 10, 6),
        figure(60_000, 2),
        '1',
        figure(30_000, 2),
        figure(price * 1.01, 4),
      ]
    })
    return [
      '24000000',
      '23000000',
      figure(0.94 + (hour % 9) * 0.0004, 7),
      ...traded,
      ...IDLE.flatMap(() => ['1', '5000000.5', '1']),
    ]
  })
  return { 'glp/glp_avalanche_composition_5m_2024-10.csv': text }
}
