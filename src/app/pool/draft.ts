import * as z from 'zod'
import { GAS } from '../../models/pool/cost.ts'
import { choice, count, exact, figure, section, text } from '../config/field.ts'
import { base, bridge, chains, model, rules, title, tokens } from './schema.ts'

const chain = text({ about: 'A chain of this file.' })
const token = text({ about: 'A token of this file.' })
const key = text({ about: 'A name of your own by which a fill, an expiry or a refund finds what was sent.' })
const holder = text({ about: 'Whose shares; `holders` where left out.' }).optional()
const amount = (about: string) => exact({ about, sign: true })

const sent = {
  key,
  from: chain,
  to: chain,
  token,
  amount: amount('Whole tokens that leave.'),
  arrives: amount('Whole tokens that are to arrive; left out, what `bridge` leaves of them.').optional(),
}

/** One thing that happens. Exactly one key of these stands in each event, and `on` beside `price`. */
const event = z
  .strictObject({
    price: z.record(z.string(), amount('New price of this token.')).meta({ description: 'New prices, by token.' }),
    on: chain,
    transfer: z.strictObject(sent).meta({ description: 'Tokens leave a chain with their shares.' }),
    sync: z
      .strictObject({
        ...sent,
        tolerance: figure('fraction', { about: 'Largest effect on the source that the sender accepts.' }).optional(),
      })
      .meta({ description: 'Tokens leave a chain without shares: performance moves.' }),
    fill: z
      .strictObject({
        key,
        amount: amount(
          'Whole tokens of what is announced that arrive; left out, all. The rest stays with the bridge.',
        ).optional(),
        surplus: amount('What the solver adds on top.').optional(),
      })
      .meta({ description: 'What was sent arrives.' }),
    expire: z.strictObject({ key }).meta({ description: 'What was sent was not filled in time.' }),
    refund: z.strictObject({ key }).meta({ description: 'What expired comes back to where it left.' }),
    mint: z

      .strictObject({
        chain,
        holder,
        token: token.optional(),
        amount: amount('Whole tokens paid in.'),
        least: exact({ about: 'Fewest shares that the holder takes; the contract refuses to give fewer.' }).optional(),
      })
      .meta({ description: 'A holder pays in and gets shares.' }),
    burn: z

      .strictObject({
        chain,
        holder,
        token: token.optional(),
        shares: amount('Shares given back.'),
        least: exact({
          about: 'Least that the holder takes, in whole tokens; the contract refuses to pay less.',
        }).optional(),
      })
      .meta({ description: 'A holder gives shares back and is paid out.' }),
    gain: z
      .strictObject({ chain, token, amount: amount('Whole tokens gained.') })
      .meta({ description: 'A profit of trading.' }),
    loss: z
      .strictObject({ chain, token, amount: amount('Whole tokens lost.') })
      .meta({ description: 'A loss of trading.' }),
    update: z.strictObject({ chain }).meta({ description: 'Somebody renews the stored share price.' }),
    wait: figure('duration', { about: 'Time passes.' }),
  })
  .partial()

const gas = section('What storage costs, for the comparison of the models.', {
  perWrite: count({ min: 0, max: 1_000_000 }, { about: 'Gas of one slot that is written.', default: GAS.perWrite }),
  fixed: count({ min: 0, max: 1_000_000 }, { about: 'Gas of a booking beside its writes.', default: GAS.fixed }),
})

/** A scenario file as it may be written. */
export const scenario = z.strictObject({
  book: choice(['pool'], { about: 'The book this file is of.' }).optional(),
  title: title.optional(),
  about: text({ about: 'What the scenario shows, in a sentence or two.' }).optional(),
  base,
  model: model.optional(),
  rules: rules.optional(),
  bridge: bridge('0 %').optional().meta({ description: 'What bridges take where an event does not say what arrives.' }),
  tokens,
  chains,
  home: text({
    about: 'A chain: what could not be brought there at the end is shown, and what would free it.',
  }).optional(),
  events: z.array(event).meta({ description: 'What happens, in order.' }),
  gas: gas.optional(),
})

export type Draft = z.output<typeof scenario>
export type DraftEvent = Draft['events'][number]
