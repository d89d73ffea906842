import * as z from 'zod'
import { choice, count, figure, instant, section, text } from './field.ts'
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

const capital = section('Whole tokens in the wallet at the start. ETH pays the gas.', {
  USDT: tokens('Tether, the money of the USDT share class.'),
  ETH: tokens('Ether; some of it stays for gas.'),
  WETH: tokens('Wrapped ether.'),
  weETH: tokens('Staked ether of ether.fi.'),
  stETH: tokens('Staked ether of Lido.'),
  BTC: tokens('Bitcoin.'),
})

const account = z.strictObject({
  account: text({ about: 'A name of your own for the account.' }),
  eMode: count(
    { min: 0, max: 255 },
    { about: 'Efficiency mode of the account; 0 is none, 1 lets weETH owe WETH at high leverage.' },
  ),
  debt: z
    .array(choice(['WETH', 'USDT'], { about: 'An asset this account may owe.' }))
    .optional()
    .meta({ description: 'What the account owes or will owe.' }),
  purposes: section('What each debt is for; a debt of several that is not named here waits for approval.', {
    WETH: choice(PURPOSES, { about: 'What owing WETH is for; for a loop it is known.' }),
    USDT: choice(PURPOSES, { about: 'What owing USDT is for.' }),
  }).optional(),
})

const exchanges = section('Share of the hedge at each exchange; the shares sum to 100 %.', {
  BINANCE: fraction('Share of the hedge at Binance.'),
  BYBIT: fraction('Share of the hedge at Bybit.'),
  OKX: fraction('Share of the hedge at OKX.'),
})

const levels = section(
  'Targets, bands and levels of every measure. Comparisons are strict: a value on a level has not passed it.',
  {
    health: section('Distance of a loan to liquidation; 1 is liquidated, lower is worse.', {
      target: ratio('Health that a plan restores.'),
      low: ratio('Below this the loan has drifted.'),
      high: ratio('Above this too little is borrowed.'),
      warning: ratio('Below this a safety plan is made.'),
      critical: ratio('Below this it is an emergency.'),
      floor: section('What critical must survive: debt growing at this rate for as long as it takes to act.', {
        borrowRate: fraction('Yearly borrow rate on a bad day.'),
        reaction: duration('Longest time until the debt can be reduced.'),
      }),
    }),
    ltv: section('Debt over collateral, higher is worse; health is what decides.', {
      warning: fraction('Above this it is a warning.'),
      critical: fraction('Above this it is an emergency.'),
    }),
    equityRatio: section('Margin over the size of the position at an exchange, lower is worse.', {
      target: fraction('Ratio that a plan restores.'),
      low: fraction('Below this margin is topped up when it pays.'),
      high: fraction('Above this margin is brought home when it pays.'),
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
    delta: section('How much worth follows the price of the coin, in either direction, off its target.', {
      over: choice(['netAssets', 'gross'], {
        about: 'What delta is a fraction of: net assets, or the gross of both legs.',
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
      low: fraction('Below this the buffer is refilled when it pays.'),
      high: fraction('Above this the rest is put to work.'),
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
  routineEvery: duration('How often moves that nothing presses for are considered, by the clock; 0 s is every cycle.'),
  hurdle: section('Net benefit must exceed this multiple of the cost.', {
    target: ratio('For moves that restore a target.'),
    opportunistic: ratio('For moves that only earn more.'),
  }),
  costMax: section('Most that a move may cost, as a share of what it moves.', {
    safety: fraction('For moves out of a warning.'),
    target: fraction('For all other moves.'),
  }),
  hedgeLean: fraction('How far the hedge may lean to the exchange that funds best, in points over its share.'),
  dailyVolatility: fraction("Standard deviation of a day's price move: shortens the horizon; 0 % leaves it alone."),
})

const limits = section('What may be sent, where, and how much of it. Bounds are inclusive.', {
  transferMin: money('A routine transfer below this is not made.'),
  transferMax: money('No single transfer is larger; an emergency is split.'),
  emergencyMin: money('Least that an emergency transfer moves.'),
  dust: money('A debt below this is no emergency and is repaid with the next plan that goes on chain; 0 USD is none.'),
  perHour: money('Most that leaves within an hour without approval.'),
  perDay: money('Most that leaves within a day without approval.'),
  destinations: z
    .array(choice(PLACES, { about: 'A place that capital may be sent to.' }))
    .meta({ description: 'Where capital may be sent; left out, every place that the mode uses.' }),
  exposureMax: fraction('Largest share of net assets at one exchange.'),
  slippageMax: fraction('A trade that loses more than this against the price is refused.'),
  gasMax: figure('gasPrice', { about: 'Above this gas price only safety plans go on chain.' }),
  ageMax: duration('Market data older than this blocks what adds risk.'),
  deadline: duration('How long a routine move may take on a bad day (19 of 20 are faster).'),
})

const emergency = section('How emergencies are answered: what is critical, and goes on until it is well again.', {
  recoverRatio: fraction('Equity ratio that margin support restores.'),
  sourceOrder: section('Where help is looked for, in this order; each gives what it can before the next is asked.', {
    margin: z
      .array(choice(MARGIN_SOURCES, { about: 'Where margin may come from; REDUCE cuts the position.' }))
      .meta({ description: 'For margin. The order of document 3 is AAVE, ETHERFI, REDUCE.' }),
    ltv: z
      .array(choice(LTV_SOURCES, { about: 'What may relieve a loan.' }))
      .meta({ description: 'For loans. The order of document 3 is WALLET_USDT, EXCHANGE, ETHERFI.' }),
  }),
  deltaBudget: fraction('Drift that closing a short alone may leave, when nothing else is fast enough.'),
  debtRound: section('Of several debts, what one round may repay.', {
    share: fraction('Largest share of one debt.'),
    min: money('Less than this is not worth a repayment.'),
  }),
})

const data = section('Where the market of a backtest comes from: published files, or the simulated market.', {
  from: instant({ about: 'First hour.' }),
  to: instant({ about: 'The hour after the last; for files only.' }),
  folder: text({ about: 'Folder of the published files, seen from this file; left out, TRIMTAB_DATA names it.' }),
  gaps: section('What to do where the files have holes; every use is noted in the report.', {
    funding: choice(['none', 'peers', 'refuse'], {
      about: 'A missing funding payment: book none, the mean of the other exchanges, or refuse.',
    }),
    last: choice(['mark', 'refuse'], { about: 'A missing last price: take the mark price, or refuse.' }),
    hold: section('How long an old value may stand in for missing ones.', {
      gas: duration('Gas prices, in full hours.'),
      daily: duration('Daily rates, in full days.'),
      prices: duration('Hourly prices, in full hours.'),
    }),
  }),
  simulated: section('A market made from a seed: no file is needed, and nothing of it is history.', {
    seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Same seed, same market.' }),
    hours: count({ min: 1, max: 1_000_000 }, { about: 'Length in hours; 17520 is two years.' }),
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
    ...z.toJSONSchema(draft(), { io: 'input', unrepresentable: 'any' }),
    required: ['mode', 'capital', 'data'],
  }
}

function build() {
  return section('A Trimtab config: what an operator wants of a book.', {
    title: text({ about: 'A name for reports.' }),
    book: choice(['venues'], { about: 'Which book the config is of; left out, this one.' }),
    mode: choice([...NAMES, ...ALIAS_NAMES], { about: 'What the book holds.' }),
    shareClass: choice(['USDT', 'ETH'], { about: 'The currency that worth is kept in.' }),
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
      about: 'How long transfers take in a simulation: the middle case, a slow one (19 of 20 are faster), a bad day.',
    }),
    terms: Override.terms(),
  })
}
