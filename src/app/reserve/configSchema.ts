import * as z from 'zod'
import { STABLE_SOURCES } from '../../adapters/history/stablesSource.ts'
import { choice, count, exact, figure, fileMax, instant, section, text } from '../config/field.ts'
import { BASE } from './schema.ts'
import { stress } from './stressSchema.ts'

const money = (about: string) => figure('money', { about })
const duration = (about: string) => figure('duration', { about })
const amounts = (about: string) => z.record(z.string(), exact({ about })).meta({ description: about })

const files = z
  .strictObject({
    folder: text({ about: 'Folder of market files; `--data` comes before it.' }).optional(),
    fileMax: fileMax().optional(),
    from: instant({ about: 'First instant.' }),
    to: instant({ about: 'The instant after the last.' }),
    every: duration('Time from one row to the next.'),
    sources: z.record(z.string(), choice(STABLE_SOURCES, { about: 'Who published the prices.' })).meta({
      description: 'Where the prices of each tranche are from; the name of the tranche is that of the asset.',
    }),
    hold: duration('A price older than this is held and listed as a hole.').optional(),
    guard: z
      .record(z.string(), z.array(choice(STABLE_SOURCES, { about: 'Who published the prices.' })).min(1))
      .optional()
      .meta({ description: 'Sources by asset that the guard takes the median of, beside `sources`.' }),
  })
  .meta({ description: 'Prices from market files.' })

const motion = z
  .strictObject({
    daily: figure('fraction', { about: 'Standard deviation of a day, of what has no peg.' }).optional(),
    noise: figure('fraction', { about: 'Standard deviation of a row, of a stable asset.' }).optional(),
    depeg: z
      .strictObject({
        after: duration('When the fall begins, from the start.'),
        low: figure('ratio', { about: 'The lowest price.' }),
        fall: duration('How long the fall takes.'),
        rise: duration('How long the way back takes; 0 for never.').optional(),
      })
      .optional()
      .meta({ description: 'A fall from the peg.' }),
  })
  .meta({ description: 'How the price of one tranche moves; what is not named stands still, or keeps its peg.' })

const simulated = z
  .strictObject({
    seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Another seed is another market.' }),
    rows: count({ min: 2, max: 1_000_000 }, { about: 'How many rows there are.' }),
    every: duration('Time from one row to the next.'),
    guard: z
      .array(text({ about: 'An asset.' }))
      .optional()
      .meta({ description: 'Assets whose price the guard compares with the market, which `delay` does not hold up.' }),
    motion: z.record(z.string(), motion).optional().meta({ description: 'How prices move, by tranche.' }),
  })
  .meta({ description: 'Prices by seed: needs no files.' })

const users = z
  .strictObject({
    seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Another seed is another crowd.' }),
    mints: figure('ratio', { about: 'Mints a day, on average.' }),
    redemptions: figure('ratio', { about: 'Redemptions a day, on average.' }),
    size: money('USD of an order: from a quarter to seven quarters of it, evenly.'),
  })
  .meta({ description: 'Users who mint with, or redeem from, one tranche each, as likely as its target is large.' })

const arbitrage = z
  .strictObject({
    below: figure('ratio', { about: 'They come when the market price of a stable asset is below this.' }),
    size: money('USD of a single order.'),
    capital: money('USD that they have in all; what they are paid they use again.'),
  })
  .meta({ description: 'Who mints with a failing coin, and redeems at once for what keeps its peg.' })

export const operator = section('The operator, who brings weights back into their bands.', {
  ways: z
    .array(choice(['mint', 'redeem', 'swap'], { about: 'A kind of order.' }))
    .meta({ description: 'What it may place.' }),
  holdings: amounts('What the operator holds of each tranche, in whole units.'),
  coins: exact({ about: 'Coins that the operator holds.' }),
  every: duration('Time from one decision to the next.'),
  waitPrice: money('What a block outside the band is worth.'),
  outsidePrice: figure('fraction', {
    about: 'What a day outside the bands is worth, as a share of the value that stands outside.',
  }),
  horizon: count({ min: 1, max: 10_000_000 }, { about: 'Blocks within which a plan must have ended.' }),
  orders: count({ min: 1, max: 64 }, { about: 'Orders that one plan may have.' }),
  orderMax: money('Largest value of a single order.'),
  costMax: figure('fraction', { about: 'Most that a plan may cost, of what it moves.' }),
  mayPause: z.boolean().meta({ description: 'Whether the operator may close a direction as a guardian.' }),
})

const gas = section('What an order costs in gas.', {
  mint: money('A mint.'),
  redeem: money('A redemption.'),
  swap: money('Each leg of a swap.'),
  pause: money('Closing a direction.'),
})

export const config = z.strictObject({
  ...BASE,
  market: z
    .strictObject({
      files: files.optional(),
      simulated: simulated.optional(),
      delay: duration('How far the prices of the reserve are behind the market.').optional(),
    })
    .meta({ description: 'The prices of a backtest: `files` or `simulated`.' }),
  users: users.optional(),
  arbitrage: arbitrage.optional(),
  operator: operator.optional(),
  gas: gas.optional(),
  stress: stress.optional(),
  compare: choice(['unchecked'], {
    about: 'Runs the same again without bands, flow limits and pegs, and compares.',
  }).optional(),
})

export type ConfigDraft = z.output<typeof config>
