import { cut } from '../../adapters/market/cut.ts'
import { simulate } from '../../adapters/market/simulate.ts'
import { type Epoch, type Settlement, WHOLE } from '../../backtest/vaults/epoch.ts'
import { at } from '../../models/vault/table.ts'
import { exactly } from '../../portfolio/vaults/input.ts'
import type { Bars, History } from '../../ports/history.ts'
import { lookup } from '../../units/lookup.ts'
import { format, HOUR_MS, instant, YEAR } from '../../units/time.ts'
import { type Choice, forward, short, within } from '../market.ts'
import { hoursOf, type Market } from './glp.ts'
import { ratio } from './reader.ts'
import { DAYS_MAX } from './schema.ts'
import type { Setup } from './setup.ts'

const DELTAS: Readonly<Record<string, bigint>> = { BTC: ratio(0.26), ETH: ratio(0.33) }
const INCOME = 0.15
const DAYS = 30
const DAY_HOURS = 24
/** A hundredth of the pool's price, in the units of prices: where every pool begins. */
const ONE = 100_000_000

/**
 * A made-up market: bitcoin and ether as the venues book has them, and a pool that follows its deltas and earns a steady income in price. Hedges are
 * marked and funded as the simulated Binance does.
 */
export function made(setup: Setup, choice: Choice): Market {
  const draft = setup.data.simulated ?? {}
  const { assets, vaults } = setup.config
  for (const name of [...assets, ...setup.outside])
    if (!Object.hasOwn(DELTAS, name))
      setup.read.breaches.push({
        code: 'VAULTS_NAME_UNKNOWN',
        path: ['assets', name],
        found: name,
        allowed: 'BTC, ETH',
      })
  const weights = setup.read.list(draft.deltas, {
    names: assets,
    unit: 'ratio',
    path: ['data', 'simulated', 'deltas'],
    otherwise: (a) => lookup(DELTAS, assets[a] ?? '') ?? 0n,
  })
  setup.refuse()
  const seed = choice.seed ?? draft.seed ?? 1
  const first = draft.from ?? instant(Date.UTC(2024, 0, 1))
  const from = choice.from ?? first
  const days = draft.days ?? DAYS
  const to = choice.to ?? instant(first + (days * DAY_HOURS + 1) * HOUR_MS)
  forward(choice, { from, to })
  within(choice, first)
  short(choice, { from: first, to }, DAYS_MAX * DAY_HOURS + 1)
  const length = (to - first) / HOUR_MS
  const whole = simulate({
    seed,
    from: first,
    hours: length,
    exchanges: ['BINANCE'],
    contracts: ['BTCUSDT', 'ETHUSDT'],
  })
  const past = cut(whole, from)
  const { hours } = past
  const every = hoursOf(draft.every)
  const rate = draft.income ?? INCOME
  const epochs: Epoch[] = []
  let pool = ONE
  for (let row = 0; row < hours; row += every) {
    const before = row - every
    if (before >= 0) pool *= 1 + moved(past, { assets, weights }, { before, row }) + (rate * every * 3600) / YEAR
    epochs.push({
      label: format(instant(from + row * HOUR_MS))
        .slice(0, 16)
        .replace('T', ' '),
      at: instant(from + row * HOUR_MS),
      elapsed: row === 0 ? 0n : BigInt(every * 3600),
      prices: assets.map((name) => exactly(price(spot(past, name).open[row]))),
      poolPrice: exactly(BigInt(Math.round(pool))),
      weights,
      outside: [],
      income: 0n,
      funding: assets.map(() => ({ cost: 0n, per: null })),
      settlements: settlements(past, assets, { before, row }),
      venue: assets.map((name) => price(perp(past, name)?.mark.open[row] ?? spot(past, name).open[row])),
      between: between(past, assets, { before, row }),
      stated: assets.map(() => null),
      start: vaults.map((_, v) => (row === 0 ? at(setup.start, v) : 0n)),
      deposits: vaults.map(() => 0n),
      withdrawals: vaults.map(() => 0n),
      fills: { pool: WHOLE, hedges: assets.map(() => WHOLE) },
    })
  }
  return { epochs, label: past.label, notes: [], simulated: true, seed }
}

const price = (figure: number | undefined): bigint => BigInt(Math.round((figure ?? 0) * ONE))

const spot = ({ spot: all }: History, name: string): Bars => (name === 'BTC' ? all.BTC : all.ETH)

const perp = ({ perps }: History, name: string) => perps.BINANCE?.[name === 'BTC' ? 'BTCUSDT' : 'ETHUSDT']

interface Held {
  readonly assets: readonly string[]
  readonly weights: readonly bigint[]
}

interface Rows {
  readonly before: number
  readonly row: number
}

/** Σ w · r: what the pool's deltas make of it. */
const moved = (past: History, { assets, weights }: Held, { before, row }: Rows): number =>
  assets.reduce((sum, name, a) => {
    const { open } = spot(past, name)
    return sum + (Number(at(weights, a)) / 1e18) * ((open[row] ?? 1) / (open[before] ?? 1) - 1)
  }, 0)

/** Marks of the hours between two epochs. */
const between = (past: History, assets: readonly string[], { before, row }: Rows): readonly (readonly bigint[])[] =>
  Array.from({ length: before < 0 ? 0 : row - before - 1 }, (_, i) =>
    assets.map((name) => price(perp(past, name)?.mark.open[before + 1 + i])),
  )

function settlements(past: History, assets: readonly string[], { before, row }: Rows): readonly Settlement[] {
  const found: Settlement[] = []
  for (let hour = Math.max(0, before) + 1; before >= 0 && hour <= row; hour += 1)
    for (const [asset, name] of assets.entries()) {
      const listing = perp(past, name)
      const rate = listing?.settled[hour] ?? Number.NaN
      if (!Number.isNaN(rate)) found.push({ asset, rate: ratio(rate), mark: price(listing?.mark.open[hour]) })
    }
  return found
}
