import * as z from 'zod'
import { choice, count, exact, figure, fileMax, instant, section, text } from '../config/field.ts'
import { dynamicFee, impact, perpMarket } from './gmxSchema.ts'

const fraction = (about: string, otherwise?: string) =>
  figure('fraction', { about, ...(otherwise === undefined ? {} : { default: otherwise }) })
const amount = (about: string) => exact({ about })
const signed = (about: string) => exact({ about, sign: true })
const span = (about: string) => figure('duration', { about })
const byName = <T extends z.ZodType>(value: T, about: string) =>
  z.record(z.string(), value).meta({ description: about })

const asset = section('One volatile asset of the pool.', {
  lot: amount('Tokens that its hedges are traded in whole multiples of; left out, any size may be.'),
  hedge: choice(['perp', 'none'], {
    about: 'Whether it can be hedged outside. What cannot stays a risk of the vaults.',
    default: 'perp',
  }),
  equity: fraction('Equity behind one US dollar of hedge.', '10 %'),
  equityMin: fraction('Below it the venue is brought to `equity`.', '8 %'),
  equityMax: fraction('Above it the venue is brought to `equity`.', '14 %'),
  maintenance: fraction(
    'Equity of a hedge below which its venue may close it: less than that between two cycles is told.',
    '1 %',
  ),
  hedgeMax: amount('Largest net hedge in US dollars.'),
})

const vault = z.strictObject({
  own: text({ about: 'What shares of the vault count in: an asset that is hedged, or `stable`.' }),
  start: amount('Whole tokens of the own asset that come in at the first epoch.').optional(),
  cap: amount('Largest net assets in US dollars.').optional(),
})

const fill = section('What became of an order.', {
  part: fraction('So much of it was filled.', '100 %'),
  filled: signed('What the venue reports as filled, in US dollars, whatever was ordered.'),
  fee: amount('What it cost, in US dollars; left out, it follows from `costs`.'),
  cancelled: z.boolean().meta({ description: 'Of a pool that settles by request: the rest of the request came back.' }),
})

const deltas = byName(signed('US dollars of this asset in one US dollar of the pool.'), 'Deltas of the pool, by asset.')

const tokens = (about: string) => figure('tokens', { about })

const gm = section('A market of GMX v2 whose index is its long token: price and delta follow from it.', {
  asset: text({ about: 'The asset that is index and long token.' }),
  supply: tokens('GM there is.'),
  long: tokens('Long tokens in the pool.'),
  short: tokens('Dollars in the pool.'),
  longInterest: tokens('Open interest of longs in US dollars, at what they paid.'),
  longTokens: tokens('The same in tokens.'),
  shortInterest: tokens('Open interest of shorts in US dollars, at what they got.'),
  shortTokens: tokens('The same in tokens.'),
  pendingBorrow: tokens('Borrow fees not yet paid, in US dollars.'),
  borrowReceiver: fraction("Share of borrow fees that is not the pool's.", '0 %'),
  impactPool: tokens('Tokens set aside for price impact.'),
  profitMax: fraction("Largest profit of traders, of their side's tokens.", '100 %'),
  fee: dynamicFee,
  impact,
})

const basket = section('GLV, or several pools held in one basket.', {
  supply: tokens('Units there are of the basket.'),
  parts: z
    .array(
      section('One pool of the basket: a market of GMX v2, or its price and deltas.', {
        held: tokens('Units of it in the basket.'),
        gm,
        price: tokens('US dollars of one unit.'),
        deltas,
      }),
    )
    .min(1)
    .meta({ description: 'The pools in it.' }),
})

const jlp = section('JLP: its tokens as the program counts them.', {
  supply: tokens('JLP there is.'),
  tokens: byName(
    section('One token; one that is no asset of the config is a dollar.', {
      owned: tokens('Tokens of the pool.'),
      locked: tokens('Of them, lent to traders who are long.'),
      guaranteed: tokens('US dollars that these traders guarantee.'),
      shorts: tokens('Size of shorts in US dollars.'),
      shortPrice: tokens('Their average price.'),
    }),
    'Tokens of the pool, by name.',
  ),
})

const hlp = section('HLP: the public positions of its vaults over their equity.', {
  supply: tokens('Units there are.'),
  equity: tokens('Equity in US dollars.'),
  positions: byName(signed('Tokens, long when positive.'), 'Net positions, by asset.'),
  keep: fraction('Part of the deltas before that is kept: they change in seconds.', '0 %'),
})

const pool = section('A pool: price and deltas, or a market that they follow from.', {
  price: signed('US dollars of one unit.'),
  deltas,
  gm,
  basket,
  jlp,
  hlp,
})

const epoch = section('One epoch. What prices, bounds and deltas it leaves out stay as they were.', {
  label: text({ about: 'What the epoch is called.' }),
  after: span('Time since the epoch before.'),
  prices: byName(signed('US dollars of one token.'), 'Prices, by asset.'),
  low: byName(signed('Lower bound that the source gives.'), 'Lower bounds, by asset or `pool`.'),
  high: byName(signed('Upper bound that the source gives.'), 'Upper bounds, by asset or `pool`.'),
  age: byName(span('Age of the price.'), 'Ages, by asset or pool.'),
  pool,
  pools: byName(pool, 'Of a mix instead of `pool`: its pools, by name.'),
  income: amount('Income of the whole pool position in US dollars.'),
  funding: byName(signed('US dollars paid on the hedge.'), 'Funding since the epoch before, by asset.'),
  gmx: byName(perpMarket, 'Markets of GMX v2 in which hedges are held, by asset.'),
  equity: byName(signed('US dollars.'), 'Equity that the venue states, by asset.'),
  deposits: byName(signed('Whole tokens of the own asset.'), 'What comes in, by vault.'),
  withdrawals: byName(signed('Whole shares.'), 'What leaves, by vault.'),
  repaid: byName(signed('Whole tokens of the own asset.'), 'What somebody pays in for what a vault owes, by vault.'),
  waived: byName(signed('US dollars.'), 'What creditors of a vault give up, by vault.'),
  fills: byName(fill, 'What became of orders, by asset or pool. Left out, all of an order is filled.'),
})

/** As long as a simulated market may be. */
export const DAYS_MAX = 700

const every = span('Time between two cycles, in whole hours.')

const data = z
  .strictObject({
    epochs: z.array(epoch).min(1).meta({ description: 'Epochs with stated inputs.' }),
    glp: section('GLP on Avalanche in October 2024, with Binance marks and funding.', {
      folder: text({ about: 'Folder of market files; without it TRIMTAB_DATA or `--data`.' }),
      fileMax: fileMax(),
      from: instant({ about: 'First hour.', hourly: true }),
      to: instant({ about: 'The hour after the last.', hourly: true }),
      every,
    }),
    simulated: section('A made-up market of bitcoin and ether.', {
      seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Every figure follows from it.', default: 1 }),
      from: instant({ about: 'First hour.', hourly: true }),
      days: count({ min: 1, max: DAYS_MAX }, { about: 'How long.', default: 30 }),
      every,
      income: fraction('What the pool earns a year beyond its deltas.', '15 %'),
      deltas,
    }),
  })
  .partial()
  .meta({ description: 'What happens: exactly one of the three.' })

const partOfMix = section('One pool of a mix.', {
  share: fraction('Its part of the mix; shares sum to 100 %.'),
  mint: fraction('Fee of a mint, of what is minted; left out, `costs.pool`.'),
  burn: fraction('Fee of a burn, of what is burnt; left out, `costs.pool`.'),
  mintMax: amount('Most that can go in in one cycle, in US dollars.'),
  burnMax: amount('Most that can come out in one cycle, in US dollars.'),
  lock: span('Time after a mint in which no units can be burnt.'),
})

/** A config of the vaults book as it may be written. */
export const schema = z.strictObject({
  book: choice(['vaults'], { about: 'The book that the config is of.' }),
  title: text({ about: 'What this is called on the page.' }).optional(),
  about: text({ about: 'What it shows, in a sentence or two.' }).optional(),
  assets: byName(asset, 'Volatile assets of the pool, by name.'),
  vaults: byName(vault, 'Vaults that share the pool, by name.'),
  pool: section('The position that the vaults share.', {
    name: text({ about: 'What it is called.', default: 'pool' }),
    mix: byName(partOfMix, 'Several pools held side by side, by name; left out, there is one pool.'),
    drift: fraction('How far a pool of a mix may be from its share, of the mix, before pools are traded back.', '5 %'),
    max: amount('Largest position of all vaults together, in US dollars.'),
    total: amount('Worth of the whole pool in US dollars: weights are then those after the own mint.'),
    mintMax: amount('Most that can go in at once, in US dollars.'),
    burnMax: amount('Most that can come out at once, in US dollars.'),
    settle: choice(['atomic', 'request'], {
      about: 'Whether orders are filled at once, or asked for and filled by a keeper after the cycle.',
      default: 'atomic',
    }),
    timeout: span('Time after which what is left of a request is cancelled, with `settle: request`.'),
    counterparty: choice(['other', 'pool'], {
      about: 'Who takes the other side of hedges. Where it is the pool, orders are larger by the own part of it.',
      default: 'other',
    }),
  }).optional(),
  buffer: section('Float that is not invested, as a part of net assets.', {
    target: fraction('Where a refit puts it.', '5 %'),
    min: fraction('Below it the position shrinks.', '2 %'),
    max: fraction('Above it the position grows.', '10 %'),
    hold: fraction('Within this part of what is deployed, nothing is changed.', '3 %'),
  }).optional(),
  fees: section('What the vaults charge.', {
    management: fraction('A year, of net assets.', '0 %'),
    performance: fraction('Of gains above the highest share price, in the own asset.', '0 %'),
    deposit: fraction('Of what comes in; it stays in the vault.', '0 %'),
    withdrawal: fraction('Of what leaves; it stays in the vault.', '0 %'),
  }).optional(),
  costs: section('What trades cost, of what is traded.', {
    pool: fraction('Minting and burning.', '25 bps'),
    hedge: fraction('Taker fee of a hedge.', '5 bps'),
    slippage: fraction('Of a hedge, on top of the fee.', '1 bps'),
    order: exact({
      about: 'What a hedge order takes beyond its fee, US dollars; weighed where `hedgeBand` is left out.',
      default: '2',
    }),
    crossing: fraction('Part of the fee of an order that vaults bear whose wishes were crossed.', '0 %'),
  }).optional(),
  hedgeBand: fraction(
    'How far net hedges may be off, of net assets, before they are traded to the edge of the band. Left out, cost is weighed against risk.',
  ).optional(),
  orderMin: amount('Orders below so many US dollars are not sent.').optional(),
  intervalMin: span('Shortest time between two cycles.').optional(),
  guard: section('When a cycle stops, and when a held position is refitted.', {
    age: span('Oldest price.'),
    jump: fraction('Largest move of a price between two cycles.'),
    parts: fraction('Largest gap between the return of the pool and that of its deltas.'),
    difference: amount('Widest gap between venue and book in US dollars that is no alarm.'),
    residual: fraction('Residual delta of a vault, of its net assets, that is still normal.', '2 %'),
    equity: fraction('Smallest equity behind a hedge before every vault is refitted.'),
  }).optional(),
  fit: choice(['tier1', 'tier2'], {
    about: 'tier1 deploys everything in closed form; tier2 asks a linear program what is worth deploying.',
    default: 'tier1',
  }).optional(),
  carry: section('What a year earns and costs, for `fit: tier2`.', {
    income: fraction('The pool, of its worth.'),
    horizon: figure('duration', { about: 'How long trades are to pay back.', default: '30 days' }),
    long: byName(signed('US dollars a year for one US dollar.'), 'A long hedge, by asset; negative where it earns.'),
    short: byName(signed('US dollars a year for one US dollar.'), 'A short hedge, by asset; negative where it earns.'),
  }).optional(),
  data,
})

export type Draft = z.output<typeof schema>
export type DraftEpoch = NonNullable<Draft['data']['epochs']>[number]
