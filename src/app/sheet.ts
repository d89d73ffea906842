import * as z from 'zod'
import { choice, count, figure, instant, section, text } from './config/field.ts'
import { jsonOf } from './config/json.ts'
import type { Path } from './config/source.ts'
import * as Unit from './config/unit.ts'

const tokens = (about: string) => figure('tokens', { about })

const ASSETS = ['USDT', 'ETH', 'WETH', 'weETH', 'stETH', 'BTC'] as const
const PLACES = ['WALLET', 'AAVE', 'ETHERFI', 'BINANCE', 'BYBIT', 'OKX'] as const

export type Draft = z.output<ReturnType<typeof build>>

let cache: ReturnType<typeof build> | undefined

/** The shape of the file of a book: whole tokens as they stand today, nothing required. */
export function draft(): ReturnType<typeof build> {
  cache ??= build()
  return cache
}

/** The keys that a section may have. */
export function keysAt(path: Path): readonly string[] {
  let node: unknown = jsonOf(draft())
  for (const key of path) node = typeof key === 'number' ? at(node, 'items') : at(at(node, 'properties'), key)
  return Object.keys(at(node, 'properties') ?? {})
}

function at(node: unknown, key: string): object | undefined {
  const below: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined
  return typeof below === 'object' && below !== null ? below : undefined
}

function build() {
  const wing = (about: string) =>
    section(about, { USDT: tokens('Tether.'), ETH: tokens('Ether.'), BTC: tokens('Bitcoin.') })
  const lent = (about: string) =>
    section(about, { USDT: tokens('Tether.'), WETH: tokens('Wrapped ether.'), weETH: tokens('Staked ether.') })
  const exchange = section('An account at an exchange.', {
    funding: wing('Where deposits land and withdrawals leave from.'),
    trading: wing('Where USDT is margin.'),
    ratio: sized('The margin ratio as the exchange itself shows it, as a share: 0.05 for 5 %.', {
      code: 'FIGURE_INVALID',
      isSound: () => true,
      max: Unit.MOST.ratio,
      allowed: 'a number, 0.05 for 5 %',
    }),
    perps: z.array(
      z.strictObject({
        contract: choice(['ETHUSDT', 'BTCUSDT'], { about: 'The contract.' }),
        quantity: sized('Whole coins, negative when short.', {
          code: 'POSITION_ZERO',
          isSound: (size) => size !== 0,
          max: Unit.MOST.tokens,
          allowed: 'a number of coins other than 0, negative when short',
        }),
        entry: above('Average price in USDT at which it was opened.'),
      }),
    ),
  })
  return section('A book: what stands where, in whole tokens as they stand today.', {
    wallet: section('On the wallet; weETH here is the place ETHERFI.', {
      USDT: tokens('Tether.'),
      ETH: tokens('Ether; it pays the gas.'),
      WETH: tokens('Wrapped ether.'),
      weETH: tokens('Staked ether that is not lent.'),
      stETH: tokens('Staked ether of Lido.'),
      BTC: tokens('Bitcoin.'),
    }),
    loans: z.array(
      z.strictObject({
        id: text({ about: 'The name of the account in the config.' }),
        eMode: count({ min: 0, max: 255 }, { about: "As in the config; left out, the config's." }).optional(),
        supplied: lent('Tokens supplied now, interest included.').optional(),
        borrowed: lent('Tokens owed now, interest included.').optional(),
      }),
    ),
    exchanges: section('Accounts at exchanges.', { BINANCE: exchange, BYBIT: exchange, OKX: exchange }),
    flights: z.array(
      z.strictObject({
        asset: choice(ASSETS, { about: 'What is in flight.' }),
        quantity: above('Whole tokens that will arrive.'),
        from: choice(PLACES, { about: 'Where it left.' }),
        to: choice(PLACES, { about: 'Where it lands.' }),
        departed: instant({ about: 'When it left.' }),
        arrives: instant({ about: 'When it should land.' }),
      }),
    ),
  })
}

function above(about: string) {
  const allowed = 'a number above zero'
  return sized(about, { code: 'FIGURE_NOT_POSITIVE', isSound: (size) => size > 0, max: Unit.MOST.tokens, allowed })
}

interface Sound {
  readonly code: string
  readonly isSound: (size: number) => boolean
  /** The largest size, of either sign. */
  readonly max: number
  readonly allowed: string
}

/** A finite number that passes a test of its own. */
function sized(about: string, { code, isSound, max, allowed }: Sound) {
  return z
    .unknown()
    .meta({ type: 'number', description: about })
    .transform((raw, context): number => {
      const refuse = (wrong: string, said = allowed): never => {
        context.addIssue({ code: 'custom', params: { code: wrong, allowed: said }, message: said })
        return z.NEVER
      }
      if (typeof raw === 'string') return refuse('FIGURE_INVALID', Unit.ungrouped(raw) ?? allowed)
      if (typeof raw !== 'number' || Number.isNaN(raw)) return refuse('FIGURE_INVALID')
      const size = Math.abs(raw)
      if (size > max)
        return refuse('FIGURE_TOO_LARGE', raw < 0 ? `no less than -${Unit.brief(max)}` : `at most ${Unit.brief(max)}`)
      if (size > 0 && size < Unit.LEAST) return refuse('FIGURE_TOO_SMALL', `at least ${Unit.LEAST}`)
      return isSound(raw) ? raw : refuse(code)
    })
}
