import * as z from 'zod'
import { choice, count, figure, fileMax, instant, section, text } from './field.ts'
import { jsonOf } from './json.ts'
import { ALIAS_NAMES, NAMES } from './name.ts'
import * as Override from './override.ts'

const PLACES = ['WALLET', 'AAVE', 'ETHERFI', 'BINANCE', 'BYBIT', 'OKX'] as const

const PURPOSES = ['LEVERAGED_STAKING', 'BASIS_TRADE_LEVERAGE'] as const
const MARGIN_SOURCES = ['WALLET', 'EXCHANGE', 'AAVE', 'DELEVERAGE', 'ETHERFI', 'REDUCE'] as const
const LTV_SOURCES = ['WALLET_WETH', 'FREE_WEETH', 'WALLET_USDT', 'DELEVERAGE', 'EXCHANGE', 'ETHERFI'] as const

const fraction = (about: string) => figure('fraction', { about })
const ratio = (about: string) => figure('ratio', { about })
const money = (about: string) => figure('money', { about })
const duration = (about: string) => figure('duration', { about })
const tokens = (about: string) => figure('tokens', { about })

const capital = section('Whole tokens in the wallet at the start. ETH pays for gas.', {
  USDT: tokens('Tether, the currency of the USDT share class.'),
  ETH: tokens('Ether; `gasReserve` of it stays in the wallet for gas.'),
  WETH: tokens('Wrapped ether.'),
  weETH: tokens('Staked ether of ether.fi.'),
  stETH: tokens('Staked ether of Lido.'),
  BTC: tokens('Bitcoin.'),
})

const account = z.strictObject({
  account: text({ about: 'Your name for the account.' }),
  eMode: count(
    { min: 0, max: 255 },
    { about: 'Efficiency mode of the account: 0 is none, 1 allows high leverage of weETH against WETH.' },
  ),
  debt: z
    .array(choice(['WETH', 'USDT'], { about: 'An asset that the account may borrow.' }))
    .optional()
    .meta({ description: 'Assets that the account may borrow.' }),
  purposes: section('Purpose of each debt. Where there are several, a debt without a purpose waits for approval.', {
    WETH: choice(PURPOSES, { about: 'Purpose of the WETH debt; known for a loop.' }),
    USDT: choice(PURPOSES, { about: 'Purpose of the USDT debt.' }),
  }).optional(),
})

const exchanges = section('Share of the hedge at each exchange; the shares sum to 100 %.', {
  BINANCE: fraction('Share of the hedge at Binance.'),
  BYBIT: fraction('Share of the hedge at Bybit.'),
  OKX: fraction('Share of the hedge at OKX.'),
})

const levels = section(
  'Targets, bands and levels of every measure. Comparisons are strict: a value equal to a level has not passed it.',
  {
    health: section('Distance of a loan to liquidation; 1 is liquidated, lower is worse.', {
      target: ratio('Health that a plan restores.'),
      low: ratio('Below this the loan has drifted.'),
      high: ratio('Above this the loan is underused.'),
      warning: ratio('Below this a safety plan is made.'),
      critical: ratio('Below this it is an emergency.'),
      floor: section('Stress that `critical` must survive: debt that grows at this rate until it can be reduced.', {
        borrowRate: fraction('Yearly borrow rate on a bad day.'),
        reaction: duration('Longest time until the debt can be reduced.'),
      }),
    }),
    ltv: section('Debt over collateral, higher is worse. Decisions use health.', {
      warning: fraction('Above this it is a warning.'),
      critical: fraction('Above this it is an emergency.'),
    }),
    equityRatio: section('Margin equity over gross notional at an exchange, lower is worse.', {
      target: fraction('Ratio that a plan restores.'),
      low: fraction('Below this margin is topped up if that pays.'),
      high: fraction('Above this margin is withdrawn if that pays.'),
      warning: fraction('Below this a safety plan is made.'),
      critical: fraction('Below this it is an emergency.'),
    }),
    marginHealth: section('Margin equity ÷ maintenance margin at an exchange; 1 is liquidated, lower is worse.', {
      warning: ratio('Below this a safety plan is made; left out, there is no such level.'),
      critical: ratio('Below this it is an emergency; 2 is half of the margin used up.'),
    }),
    distance: section('Price move that would liquidate an exchange account, lower is worse.', {
      warning: fraction('Below this a safety plan is made; the default is the worst rise within 4 hours on record.'),
      critical: fraction('Below this it is an emergency; left out, there is no such level.'),
    }),
    delta: section('Exposure to the price of the coin, off its target in either direction.', {
      over: choice(['netAssets', 'gross'], {
        about: 'What delta is a fraction of: net assets, or gross notional of both legs.',
      }),
      band: fraction('Drift in either direction that needs no move.'),
      warning: fraction('Beyond this in either direction a safety plan is made.'),
      critical: fraction('Beyond this in either direction it is an emergency.'),
    }),
    allocation: section('Share of an exchange off its target, in net assets, in either direction.', {
      band: fraction('Imbalance in either direction that needs no move.'),
      warning: fraction('Beyond this it is a warning; left out, there is no such level.'),
      critical: fraction('Beyond this it is an emergency; left out, there is no such level.'),
    }),
    buffer: section('Share of net assets kept idle in the wallet; 0 % keeps none.', {
      target: fraction('Share that a plan restores.'),
      low: fraction('Below this the buffer is refilled if that pays.'),
      high: fraction('Above this the excess is deployed.'),
      warning: fraction('Below this a safety plan is made; left out, there is no such level.'),
    }),
    peg: section('Distance of USDT from one dollar, in either direction.', {
      warning: fraction('Beyond this routine moves stop.'),
      critical: fraction('Beyond this it is an emergency; left out, there is no such level.'),
    }),
  },
)

const decision = section('How a proposal is judged.', {
  rule: choice(['horizon', 'literal'], {
    about: '`horizon` weighs a holding period against the cost, `literal` a whole year.',
  }),
  horizon: duration('Holding period over which a gain counts.'),
  routineEvery: duration('How often routine moves are considered, by the clock; 0 s is every cycle.'),
  hurdle: section('Net benefit must exceed this multiple of the cost.', {
    target: ratio('For moves that restore a target.'),
    opportunistic: ratio('For moves that only earn more.'),
  }),
  costMax: section('Largest cost of a move, as a share of the amount moved.', {
    safety: fraction('For safety plans.'),
    target: fraction('For all other moves.'),
  }),
  hedgeLean: fraction(
    'How far the hedge may exceed the share of the exchange with the best funding, in percentage points.',
  ),
  dailyVolatility: fraction("Standard deviation of a day's price move. It shortens the horizon; 0 % does not."),
})

const limits = section('What may be sent, where to, and how much. Bounds are inclusive.', {
  transferMin: money('A routine transfer below this is not made.'),
  transferMax: money('No single transfer is larger, in an emergency neither. It caps what one cycle deploys.'),
  emergencyMin: money('An emergency transfer below this is not made, unless it ends the need.'),
  dust: money(
    'A smaller debt is no emergency; the next plan on chain repays it, unless it borrows there. 0 USD is none.',
  ),
  perHour: money('Largest total sent within an hour without approval.'),
  perDay: money('Largest total sent within a day without approval.'),
  destinations: z
    .array(choice(PLACES, { about: 'A place that capital may be sent to.' }))
    .meta({ description: 'Where capital may be sent; left out, every place that the mode uses.' }),
  exposureMax: fraction('Largest share of net assets at one exchange.'),
  slippageMax: fraction('A trade that loses more than this against the price is refused.'),
  gasMax: figure('gasPrice', { about: 'Above this gas price only safety plans go on chain.' }),
  ageMax: duration('Market data older than this blocks what adds risk.'),
  deadline: duration('A routine move must be done within this time in 19 of 20 cases.'),
})

const emergency = section(
  'How emergencies are answered. An emergency starts at critical and lasts until its measure has recovered.',
  {
    recoverRatio: fraction('Equity ratio that margin support restores.'),
    sourceOrder: section('Sources of help, in order; each gives what it can before the next is used.', {
      margin: z
        .array(choice(MARGIN_SOURCES, { about: 'Where margin may come from; REDUCE cuts the position.' }))
        .meta({ description: 'For margin.' }),
      ltv: z.array(choice(LTV_SOURCES, { about: 'What may relieve a loan.' })).meta({ description: 'For loans.' }),
    }),
    deltaBudget: fraction('Largest drift that closing a short alone may leave, if nothing else is fast enough.'),
    debtRound: section('What one round of repayments may repay of several debts.', {
      share: fraction('Largest share of one debt.'),
      min: money('A smaller repayment is not made.'),
    }),
  },
)

const data = section('Where the market of a backtest comes from: published files, or the simulated market.', {
  from: instant({ about: 'First hour.' }),
  to: instant({ about: 'The hour after the last; for files only.' }),
  folder: text({ about: 'Folder of the published files, seen from this file; left out, TRIMTAB_DATA names it.' }),
  fileMax: fileMax(),
  gaps: section('What to do about gaps in the files; every use is noted in the report.', {
    funding: choice(['none', 'peers', 'refuse'], {
      about: 'A missing funding payment: book none, the mean of the other exchanges, or refuse.',
    }),
    last: choice(['mark', 'refuse'], { about: 'A missing last price: take the mark price, or refuse.' }),
    hold: section('How long an old value may replace missing ones.', {
      gas: duration('Gas prices, in full hours.'),
      daily: duration('Daily rates, in full days.'),
      prices: duration('Hourly prices, in full hours.'),
    }),
  }),
  simulated: section('A market generated from a seed. It needs no file and is not history.', {
    seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Same seed, same market.' }),
    hours: count({ min: 1, max: 200_000 }, { about: 'Length in hours; 17520 is two years.' }),
  }),
})

export type Draft = z.output<ReturnType<typeof build>>

let cache: ReturnType<typeof build> | undefined

/** The shape of a config file, with nothing required: what must be there depends on the mode, and is asked afterwards. */
export function draft(): ReturnType<typeof build> {
  cache ??= build()
  return cache
}

/** JSON Schema of a config file, for editors. */
export function schema(): object {
  return {
    title: 'Trimtab config',
    ...jsonOf(draft()),
    required: ['mode', 'capital', 'data'],
  }
}

function build() {
  return section('A Trimtab config.', {
    title: text({ about: 'A name for reports.' }),
    book: choice(['venues'], { about: 'The book of the config; venues by default.' }),
    mode: choice([...NAMES, ...ALIAS_NAMES], { about: 'What the book holds.' }),
    shareClass: choice(['USDT', 'ETH'], { about: 'The currency in which net assets are measured.' }),
    capital,
    lending: z.array(account).meta({ description: 'Accounts at the lending market.' }),
    exchanges,
    levels,
    gasReserve: section('ETH kept in the wallet for gas.', {
      min: figure('ETH', { about: 'Below this it is refilled.' }),
      target: figure('ETH', { about: 'Refilled to this.' }),
    }),
    decision,
    limits,
    emergency,
    data,
    flights: choice(['p50', 'p95', 'stress'], {
      about: 'How long transfers take in a simulation: median, slow (19 of 20 are faster), or the stress case.',
    }),
    terms: Override.terms(),
  })
}
