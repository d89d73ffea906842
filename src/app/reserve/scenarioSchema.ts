import * as z from 'zod'
import { choice, count, exact, figure, instant, text } from '../config/field.ts'
import { operator } from './configSchema.ts'
import { share, span } from './field.ts'
import { BASE, oracle, tranche } from './schema.ts'

const amounts = (about: string) => z.record(z.string(), exact({ about })).meta({ description: about })
const shares = (about: string) => z.record(z.string(), share({ about })).meta({ description: about })

const swap = z
  .strictObject({
    from: text({ about: 'The tranche that is sold.' }),
    to: text({ about: 'The tranche that is bought.' }),
    amount: exact({ about: 'How much of it is sold, in whole units.' }),
    least: exact({ about: 'Least that must be bought, in whole units.' }).optional(),
  })
  .meta({ description: 'The reserve sells one tranche for another at the market.' })

const calibrate = z
  .strictObject({
    weights: shares(
      'The whole new list: weights by tranche, which sum to exactly one. What is missing leaves the list.',
    ),
    over: figure('duration', { about: 'How long the way to the new weights takes; at once when left out.' }).optional(),
    add: z.record(z.string(), tranche).optional().meta({ description: 'Tranches that are new, as under `tranches`.' }),
  })
  .meta({ description: 'Governance sets weights, and the prices of now as those of calibration.' })

const guardian = z
  .strictObject({
    tranche: text({ about: 'The tranche; all of them when left out.' }).optional(),
    close: choice(['in', 'out', 'both'], { about: 'What is closed: mints, redemptions or both.' }),
    blocks: count({ min: 0, max: 1_000_000_000 }, { about: 'For how many blocks from now.' }),
  })
  .meta({ description: 'A guardian closes a direction.' })

/** The words of which every event has exactly one, and `least`, `from` and `by` beside them. */
export const VERBS = [
  'mint',
  'pledge',
  'redeem',
  'swap',
  'swaps',
  'prices',
  'oracle',
  'wait',
  'until',
  'calibrate',
  'guardian',
] as const

const event = z
  .strictObject({
    note: text({ about: 'Why, in words of your own.' }).optional(),
    mint: amounts('Deposits by tranche, in whole units.').optional(),
    pledge: amounts('More promised to commitments by tranche, in whole units, without coins for it.').optional(),
    redeem: exact({ about: 'Coins to redeem.' }).optional(),
    from: shares('Of a redemption: what share of the value each tranche pays; they sum to one.').optional(),
    least: exact({ about: 'Of a mint: least coins for it.' }).optional(),
    swap: swap.optional(),
    swaps: z
      .array(swap)
      .min(1)
      .optional()
      .meta({ description: 'Several swaps as one order: the band is held by the weights after all.' }),
    by: choice(['user', 'operator'], {
      about: 'Whose order a mint or a redemption is; a user when left out.',
    }).optional(),
    prices: amounts(
      'New prices by asset, in US dollars for one whole unit. A tranche of a single asset has its name.',
    ).optional(),
    oracle: oracle.optional(),
    wait: span({ about: 'Time or blocks that pass.' }).optional(),
    until: instant({ about: 'Time passes until this instant.' }).optional(),
    calibrate: calibrate.optional(),
    guardian: guardian.optional(),
  })
  .check((context) => {
    const { redeem, from, mint, least, by } = context.value
    const said = VERBS.filter((verb) => context.value[verb] !== undefined)
    const stray = (key: 'from' | 'least' | 'by', found: string, allowed: string): void => {
      const params = { code: found, allowed }
      context.issues.push({ code: 'custom', params, message: allowed, input: context.value[key], path: [key] })
    }
    if (redeem !== undefined && from === undefined)
      stray(
        'from',
        'KEY_MISSING',
        'what share of the value each tranche pays, such as `from: { USDC: 60 %, DAI: 40 % }`',
      )
    if (redeem === undefined && from !== undefined) stray('from', 'EVENT_UNCLEAR', '`from` beside `redeem` alone')
    if (mint === undefined && least !== undefined) stray('least', 'EVENT_UNCLEAR', '`least` beside `mint` alone')
    if (by !== undefined && mint === undefined && redeem === undefined)
      stray('by', 'EVENT_UNCLEAR', '`by` beside `mint` or `redeem`')
    if (said.length === 1) return
    const params = { code: 'EVENT_UNCLEAR', allowed: `exactly one of ${VERBS.join(', ')}` }
    context.issues.push({ code: 'custom', params, message: params.allowed, input: context.value })
  })

export const scenario = z.strictObject({
  ...BASE,
  operator: operator
    .pick({ holdings: true, coins: true })
    .optional()
    .meta({ description: 'What the operator has: orders `by: operator` are paid from it and into it.' }),
  events: z
    .array(event)
    .meta({ description: 'What happens, in order. An order that is refused changes nothing, and the run goes on.' }),
})

export type ScenarioDraft = z.output<typeof scenario>
export type EventDraft = ScenarioDraft['events'][number]
