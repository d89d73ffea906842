import { type Draw, stream } from '../../adapters/market/draw.ts'
import { digitsAt } from '../../backtest/pool/word.ts'
import type { PoolMarket, Site } from '../../portfolio/pool/market.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { find } from '../../portfolio/venues/mode.ts'
import type { History } from '../../ports/history.ts'
import * as Amount from '../../units/amount.ts'
import { quantity, quote } from '../../units/estimate.ts'
import { lookup } from '../../units/lookup.ts'
import * as Price from '../../units/price.ts'
import { divide } from '../../units/rounding.ts'
import { HOUR_MS, instant } from '../../units/time.ts'
import { type Choice, history, MarketUnknown } from '../market.ts'
import { inBase } from './market.ts'
import type { PoolSetup, Quoted } from './setup.ts'

/** The prices that tokens follow, hour by hour: history, or the simulated market. */
export async function pastOf({ data, quotes }: PoolSetup, choice: Choice): Promise<History> {
  const name = Object.values(quotes).some(({ kind }) => kind === 'BTC') ? 'btc_basis' : 'eth_basis'
  const mode = find(name, 'USDT')
  if (mode === undefined)
    throw new MarketUnknown({
      code: 'NO_PERIOD',
      message: `There is no market for ${name}.`,
      facts: { mode: name },
      remedy: 'Let tokens follow ETH or BTC.',
    })
  // Spot prices alone: no exchange, no lending market, no staking.
  const past = await history(data, { mode: { ...mode, isHedged: false }, exchanges: [] }, choice)
  return past.simulated ? past : { ...past, label: 'recorded spot prices of Binance' }
}

/** The world of the pool at an hour of the market. */
export function worldOf(setup: PoolSetup, past: History): (row: number) => PoolMarket {
  const { base, decimals, quotes, rules, routes, gas, chains } = setup
  const names = Object.keys(chains)
  const isMetered = Object.values(routes).some((each) => each.some(({ bridge }) => bridge !== undefined))
  return (row) => {
    const unit = quoted(lookup(quotes, base) ?? { kind: 'fixed', usd: Price.ONE }, past, row)
    const prices = Object.entries(quotes).map(([token, of]): readonly [string, Price.Price] => [
      token,
      inBase(quoted(of, past, row), unit),
    ])
    const feedsOf = (name: string): Site['feeds'] =>
      Object.fromEntries(prices.map(([token, price]) => [token, { decimals: digitsAt(decimals, name, token), price }]))
    return {
      asOf: instant(past.from + row * HOUR_MS),
      rules,
      ...(isMetered ? { isMetered } : {}),
      baseUsd: quote(Number(unit) / 1e18),
      sites: Object.fromEntries(
        names.flatMap((name): readonly (readonly [string, Site])[] => {
          const calls = lookup(gas, name)
          return calls === undefined ? [] : [[name, { feeds: feedsOf(name), gas: calls }]]
        }),
      ),
      routes,
    }
  }
}

const USD = { symbol: 'USD', decimals: Price.DECIMALS }

/** USD at 1e18, digit by digit as the float prints; 0 where the market has none, which is a fault of data and no price. */
function quoted(of: Quoted, past: History, row: number): bigint {
  if (of.kind === 'fixed') return of.usd
  const open = past.spot[of.kind].open[row] ?? 0
  if (!(Number.isFinite(open) && open > 0)) return 0n
  return Amount.fromQuantity(quantity(open), USD, {
    tick: Amount.of(1n),
    rounding: 'half',
  })
}

const HOURS_A_DAY = 24
/** √24: what the spread of a day is to that of an hour. */
const SPREAD_OF_HOUR = 4.898_979_485_566_356

/** What trading makes by each hour, drawn from the seed where it is not listed. */
export function tradingOf(
  { gains }: PoolSetup,
  past: Pick<History, 'from'>,
  seed: number,
): (row: number) => readonly PoolStep[] {
  const draws: readonly Draw[] = gains.map((_, at) => stream(seed, 200 + at))
  return (row) => {
    const [after, until] = [past.from + (row - 1) * HOUR_MS, past.from + row * HOUR_MS]
    return gains.flatMap((gain, at): readonly PoolStep[] => {
      const { chain, token } = gain
      const amount =
        gain.kind === 'once'
          ? gain.at > after && gain.at <= until
            ? gain.amount
            : 0n
          : hourly(gain.perDay, gain.spread, draws[at]?.normal() ?? 0)
      return amount === 0n ? [] : [{ kind: 'pool.gain', chain, token, amount: Amount.of(amount) }]
    })
  }
}

const PPM = 1_000_000

function hourly(perDay: bigint, spread: bigint, normal: number): bigint {
  const share = BigInt(Math.round((normal / SPREAD_OF_HOUR) * PPM))
  return divide(perDay, BigInt(HOURS_A_DAY), 'zero') + divide(spread * share, BigInt(PPM), 'zero')
}
