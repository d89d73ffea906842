import * as z from 'zod'
import { choice, count, exact, figure, instant, section, text } from '../config/field.ts'
import { share } from './field.ts'

export const DECIMALS_MAX = 77

const blocks = (about: string) => count({ min: 0, max: 1_000_000_000 }, { about })
const duration = (about: string) => figure('duration', { about })

const stable = z
  .strictObject({
    floor: exact({ about: 'Below this price the asset is off its peg.' }),
    ceiling: exact({ about: 'Above this price the asset is off its peg.' }),
  })
  .meta({
    description: 'The asset is meant to be worth 1; between floor and ceiling, both inclusive, it is on its peg.',
  })

const asset = z.strictObject({
  asset: text({ about: 'Its name, by which prices are given.' }),
  price: exact({ about: 'Price of one whole unit of it in US dollars at the start.' }),
  per: exact({ about: 'How much of it is in one whole unit of the tranche; 1 when left out.' }).optional(),
  reserve: exact({ about: 'Beside `pool`: how much of it the pool holds, in whole units.' }).optional(),
  weight: share({ about: 'Beside a weighted `pool`: its weight there; they sum to one.', whole: true }).optional(),
  stable: stable.optional(),
})

const pool = z
  .strictObject({
    kind: choice(['basket', 'product', 'weighted', 'stable'], {
      about: 'A basket of fixed amounts, or a pool with the invariant of products, weighted products or a stable swap.',
    }),
    supply: exact({ about: 'Shares of it that exist, in whole units.' }),
    amplification: count(
      { min: 1, max: 1_000_000 },
      { about: "A of a stable pool, as Curve's `A()` says." },
    ).optional(),
  })
  .meta({
    description: 'A unit of the tranche is a share of a pool of its `assets`, priced so that a swap cannot move it.',
  })

const flow = z
  .strictObject({
    amount: exact({ about: 'Most that may flow one way, in whole units of the tranche.' }).optional(),
    share: share({
      about: 'Most that may flow one way, as a share of what the tranche holds when an order comes.',
    }).optional(),
    memory: share({ about: 'What is left of a flow after one block.', default: '0.999561094198769664' }).optional(),
  })
  .meta({ description: 'The flow limit, in each direction: `amount` or `share`. Without it 20 % of the tranche.' })

export const commitment = z
  .strictObject({
    kind: choice(['labour', 'subscription', 'staking'], { about: 'What was promised.' }),
    start: instant({ about: 'From when the promise counts; without it from the start.' }).optional(),
    cliff: duration('Time from the start before which nothing counts.').optional(),
    vesting: duration('Time from the start over which it comes to count in full, in a straight line.').optional(),
    decay: z
      .strictObject({
        left: share({ about: 'What is left after each whole period.', whole: true }),
        every: duration('Length of a period.'),
      })
      .optional()
      .meta({ description: 'How the promise fades.' }),
    revoked: instant({ about: 'From when nothing counts any more.' }).optional(),
    pledges: z
      .array(
        z.strictObject({
          amount: exact({ about: 'How much of the balance it is, in whole units.' }),
          start: instant({ about: 'From when this pledge counts, by the same terms.' }),
        }),
      )
      .optional()
      .meta({ description: 'What of the balance was pledged later, each with a start of its own.' }),
    target: choice(['fixed', 'follows'], {
      about: 'Whether the target is that of the whole promise, or falls and rises with the share of it that counts.',
    }).optional(),
    beside: z.boolean().optional().meta({ description: 'Shown beside the weights instead of counted in them.' }),
  })
  .meta({ description: 'A promise instead of an asset: it counts by its schedule and is never paid out.' })

const flowed = z
  .strictObject({
    in: exact({ about: 'In by mints, in whole units.' }).optional(),
    out: exact({ about: 'Out by redemptions, in whole units.' }).optional(),
  })
  .meta({ description: 'What flowed of late and has not decayed; nothing when left out.' })

const closed = z
  .strictObject({
    in: blocks('Blocks for which nothing comes in.').optional(),
    out: blocks('Blocks for which nothing goes out.').optional(),
  })
  .meta({ description: 'Directions that are closed, and for how many blocks from then.' })

const trade = z
  .strictObject({
    fee: share({
      about: 'Share of the value that the outside market takes on each side of a swap.',
      whole: true,
    }).optional(),
    slippage: share({
      about: 'Share of the value that the price moves on each side of a swap.',
      whole: true,
    }).optional(),
  })
  .meta({ description: 'What swaps cost at the outside market; nothing when left out.' })

/** One tranche as it is written. */
export const tranche = z.strictObject({
  decimals: count({ min: 0, max: DECIMALS_MAX }, { about: 'Decimal places of its unit.', default: 18 }).optional(),
  balance: exact({ about: 'What the reserve holds, in whole units; of a commitment, what was promised.' }),
  price: exact({ about: 'Price of one whole unit in US dollars at the start.' }).optional(),
  weight: share({ about: 'Weight by the calendar; those of all tranches sum to exactly one.' }).optional(),
  from: share({
    about: 'Weight from which the schedule leads to `weight`; without it the schedule has ended.',
  }).optional(),
  over: duration('How long the schedule takes from the start.').optional(),
  calibrated: exact({ about: 'Price at calibration; without it the price at the start.' }).optional(),
  stable: stable.optional(),
  assets: z.array(asset).min(1).optional().meta({
    description: 'What the tranche is made of, instead of `price` and `stable`: pegs are those of each asset.',
  }),
  pool: pool.optional(),
  fees: z
    .strictObject({
      mint: share({ about: 'Share of a deposit that stays in the reserve without coins for it.' }).optional(),
      redeem: share({ about: 'Share of a withdrawal that stays in the reserve.' }).optional(),
    })
    .optional()
    .meta({ description: 'Fees; none when left out.' }),
  trade: trade.optional().meta({ description: 'What swaps of this tranche cost, instead of the `trade` of the file.' }),
  flow: flow.optional(),
  flowed: flowed.optional(),
  closed: closed.optional(),
  commitment: commitment.optional(),
})

const redemption = section('The shape of the price of redemption (docs/models/reserve.md).', {
  slopeMin: share({ about: 'Least slope at which the price falls.' }),
  parMax: share({ about: 'Most that is redeemed at par, as a share of the supply before it.' }),
  priceFloor: share({ about: 'Price below which redemption is pro rata.' }),
  memory: share({ about: 'What is left of the redemption level after one block.' }),
  discount: share({ about: 'Share of the supply that the reserve must hold beyond it for the full reserve to count.' }),
})

const rules = section('What holds for every order; what is left out is the profile.', {
  band: share({ about: 'Widest drift that needs no move, relative to the target weight.' }),
  closer: choice(['strict', 'document'], {
    about: 'Outside the band an order must lead nearer the target (`strict`), or not farther (`document`).',
  }),
  priceMin: exact({ about: 'Least price of a tranche.' }),
  cooldown: blocks('Blocks for which a direction closes once its flow passed four fifths of its limit.'),
  guardianMax: blocks('Most blocks for which a guardian may close a direction.'),
  supplyMax: exact({ about: 'Coins that may exist.' }),
  bootstrapped: exact({ about: 'Coins issued without a deposit, which can never be redeemed.' }),
  dust: exact({ about: 'Value in US dollars below which a tranche may be taken off the list.' }),
  redemption,
  recovery: z
    .strictObject({
      trigger: share({ about: 'Value of the reserve for each coin below which stakers stand in.' }),
      triggerMax: share({ about: 'Most that the trigger counts for; no bound when left out.' }).optional(),
      target: share({ about: 'Value for each coin that burning leads to.' }),
    })
    .meta({ description: 'When coins of stakers are burnt; never when left out.' }),
  guard: section('How far prices may be from what others say before orders stop; `guard: {}` is 2 % either way.', {
    pairs: share({ about: 'Of the price of one asset in another, below 10 %.', default: '2 %' }),
    level: share({ about: 'Of a price from the median of its sources.', default: '2 %', whole: true }),
  }),
  stewardship: z
    .strictObject({ floor: share({ about: 'Value of the reserve for each coin below which a day is counted.' }) })
    .meta({ description: 'Counts days on which the reserve falls short; none when left out.' }),
})

const prices = (about: string) => z.record(z.string(), exact({ about })).meta({ description: about })

export const oracle = z
  .strictObject({
    pairs: z
      .array(
        z.strictObject({
          of: text({ about: 'The asset that is priced.' }),
          in: text({ about: 'The asset that it is priced in.' }),
          price: exact({ about: 'What one whole unit of the first is worth, in the second.' }),
        }),
      )
      .optional()
      .meta({ description: 'What markets of pairs say.' }),
    sources: z
      .record(z.string(), prices('Prices in US dollars by the name of the source.'))
      .optional()
      .meta({ description: 'What others say of the price of an asset; the guard takes the median.' }),
  })
  .meta({ description: 'What others say of prices, for `rules.guard`.' })

const violations = z
  .strictObject({
    days: blocks('Days that were counted so far.'),
    last: instant({ about: 'The last of them.' }).optional(),
  })
  .meta({ description: 'Days below the floor of `rules.stewardship` that were counted before; none when left out.' })

/** What configs and scenarios of a reserve have in common. */
export const BASE = {
  $schema: text({ about: 'For editors.' }).optional(),
  book: choice(['reserve'], { about: 'The book this file is of.' }).optional(),
  title: text({ about: 'A title of your own.' }).optional(),
  profile: choice(['default', 'gyroscope'], {
    about: 'Rules with the known faults mended, or exactly those of the contracts.',
  }).optional(),
  rules: rules.optional(),
  start: instant({ about: 'The instant at which the run begins.' }).optional(),
  blockTime: duration('Time from one block to the next.').optional(),
  supply: exact({ about: 'Coins issued; without it as many as can be paid out at one each.' }).optional(),
  staked: exact({
    about: 'Coins of stakers, of those issued: burnt where the reserve falls short, by `rules.recovery`.',
  }).optional(),
  redeemed: exact({ about: 'Coins redeemed of late, not decayed; the price of redemption counts them.' }).optional(),
  oracle: oracle.optional(),
  violations: violations.optional(),
  trade: trade.optional(),
  tranches: z.record(z.string(), tranche).meta({ description: 'The tranches by name, in their order.' }),
}

export const base = z.strictObject(BASE)

export type Base = z.output<typeof base>
export type TrancheDraft = z.output<typeof tranche>
