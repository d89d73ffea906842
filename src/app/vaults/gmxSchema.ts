import * as z from 'zod'
import { figure, section } from '../config/field.ts'

const fraction = (about: string, otherwise?: string) =>
  figure('fraction', { about, ...(otherwise === undefined ? {} : { default: otherwise }) })
const number = (about: string, otherwise?: number) =>
  figure('tokens', { about, ...(otherwise === undefined ? {} : { default: otherwise }) })

/** Fee of an order by whether it makes both sides of a market more equal. */
export const dynamicFee = section('Fee of an order, of what is traded.', {
  improving: fraction('Where it makes both sides more equal.', '0 %'),
  worsening: fraction('Where it makes them less equal.', '0 %'),
})

export const impact = section(
  'Price impact: factor · d^exponent of the imbalance before the order, less that after it.',
  {
    improving: number('Factor of orders that make both sides more equal.', 0),
    worsening: number('Factor of orders that make them less equal.', 0),
    exponent: number('From 1 to 4.', 2),
  },
)

const fixed = z.strictObject({
  factor: number('A second, at full skew.'),
  exponent: number('Of the skew.', 1).optional(),
  max: number('Largest rate a second.').optional(),
})

const adaptive = z.strictObject({
  exponent: number('Of the skew.', 1).optional(),
  increase: number('What the rate grows by a second, at full skew.'),
  decrease: number('What it falls by a second.'),
  growAbove: number('Skew above which it grows.'),
  fallBelow: number('Skew below which it falls.'),
  min: number('Least rate a second.'),
  max: number('Largest rate a second.'),
  saved: number('Rate a second before the first epoch, paid by longs.').optional(),
})

/** One perp market of GMX v2 in which the hedge of an asset is held. */
export const perpMarket = section(
  'A perp market of GMX v2 in which the hedge of an asset is held. What an epoch leaves out stays as it was.',
  {
    longInterest: number('Open interest of longs in US dollars.'),
    shortInterest: number('Open interest of shorts in US dollars.'),
    longPool: number('Worth of the tokens behind longs in US dollars.'),
    shortPool: number('Worth of the tokens behind shorts in US dollars.'),
    reserve: fraction("Part of a side's tokens that may be reserved.", '100 %'),
    funding: fixed.meta({ description: 'Funding that follows from skew alone: the larger side pays.' }),
    adaptiveFunding: adaptive.meta({
      description: 'Funding whose rate grows and falls from what it was; instead of `funding`.',
    }),
    borrowing: z
      .strictObject({
        base: number('A second, at full use.').optional(),
        above: number('A second, at full use above the optimal use.').optional(),
        optimal: fraction('Use above which it is dearer.').optional(),
        factor: number('Instead of these: factor · reserved^exponent / pool, a second.').optional(),
        exponent: number('Of the reserved open interest.', 1).optional(),
        smallerIsFree: z
          .boolean()
          .optional()
          .meta({ description: 'The side with the smaller open interest pays none.' }),
      })
      .meta({ description: 'Borrowing by the use of what may be reserved, or by a power.' }),
    fee: dynamicFee,
    impact,
  },
)

export type DraftPerp = z.output<typeof perpMarket>
