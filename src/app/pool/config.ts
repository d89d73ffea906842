import * as z from 'zod'
import { choice, count, exact, figure, fileMax, instant, section, text } from '../config/field.ts'
import { base, chains, model, rules, bridge as terms, title } from './schema.ts'
import { stress } from './stressSchema.ts'

const amount = (about: string) => exact({ about })
const fraction = (about: string, otherwise: string) => figure('fraction', { about, default: otherwise })
const money = (about: string, otherwise?: string) =>
  figure('money', { about, ...(otherwise === undefined ? {} : { default: otherwise }) })
const duration = (about: string, otherwise: string) => figure('duration', { about, default: otherwise })

const tokens = z
  .record(
    z.string(),
    z.strictObject({
      decimals: count({ min: 0, max: 36 }, { about: 'Base units of one token are 10 to this power.' }),
      price: amount('USD of one token, for one whose price stands still.').optional(),
      follows: choice(['ETH', 'BTC'], { about: 'The series of the market that its price follows.' }).optional(),
    }),
  )
  .meta({ description: 'Every token there is: either `price` or `follows`.' })

const capacity = {
  perHour: money('Most worth that it carries within an hour, on all its routes together; left out, no cap.').optional(),
  perDay: money('Most worth that it carries within a day, on all its routes together; left out, no cap.').optional(),
}

const bridge = terms('0.05 %')
  .extend({
    ...capacity,
    expired: fraction(
      'Share of the deposits of a backtest that nobody fills; which, the seed decides.',
      '0 %',
    ).optional(),
  })
  .meta({ description: 'What the bridges between all chains take, and how long they need.' })

const bridges = z
  .record(z.string(), terms('0.05 %').omit({ routes: true }).extend(capacity))
  .meta({ description: 'Other bridges by name, for routes that say `by`; what one leaves out is as in `bridge`.' })

const flights = z
  .array(
    z.strictObject({
      key: count(
        { min: 0, max: 1_000_000_000 },
        { about: 'Number of the deposit; left out, the next that is free.' },
      ).optional(),
      kind: choice(['transfer', 'sync'], { about: 'With its shares, or without.', default: 'transfer' }).optional(),
      from: text({ about: 'The chain that it left.' }),
      to: text({ about: 'The chain that it is for.' }),
      token: text({ about: 'The token that it is in.' }),
      amount: amount('Whole tokens that left.'),
      arrives: amount('Whole tokens that are to arrive; left out, what `bridge` leaves of them.').optional(),
      sent: instant({ about: 'When it left; left out, just now.' }).optional(),
      deadline: instant({ about: 'Last instant of its fill; left out, `window` after it left.' }).optional(),
      at: choice(['bridge', 'escrow'], {
        about:
          'Where it is; left out, with the bridge until its deadline and then in the escrow, waiting for its refund.',
      }).optional(),
    }),
  )
  .meta({ description: 'Deposits in flight: sent, and neither filled nor refunded.' })

const calls = {
  deposit: money('A deposit at its source.', '0.5 USD'),
  refund: money('A refund from the escrow.', '0.5 USD'),
  update: money('A renewal of the share price.', '0.2 USD'),
}

const callsHere = z
  .strictObject({
    deposit: money('A deposit that leaves this chain.'),
    refund: money('A refund on this chain.'),
    update: money('A renewal on this chain.'),
  })
  .partial()

const gas = section('USD that a call costs the operator; the pool does not pay it.', {
  ...calls,
  chains: z
    .record(z.string(), callsHere)
    .meta({ description: 'What calls cost on single chains; what one leaves out is as for all.' }),
})

const ready = z.strictObject({
  chain: text({ about: 'The chain.' }),
  token: text({ about: 'The token.' }),
  level: amount('Below this it is brought up.'),
  target: amount('Up to this.'),
})

const policy = section('What the pool wants to look like.', {
  band: fraction('Distance of a share price from that of the whole pool which needs no move.', '0.5 %'),
  warning: fraction('Beyond this it is a warning.', '2 %'),
  critical: fraction('Beyond this it is an emergency.', '10 %'),
  home: text({ about: 'The chain that everything is brought to; left out, chains stay as they are.' }),
  liquidity: z.array(ready).meta({ description: 'What must lie ready on a chain.' }),
  routineEvery: duration('How often moves are considered that nothing presses for.', '8 h'),
  costMax: fraction('Most that a move may cost, of what it moves.', '1 %'),
})

const limits = section('What may be sent.', {
  transferMin: money('Least worth of a routine move.', '100 USD'),
  transferMax: money('Most worth of one plan, all its deposits together.', '10000000 USD'),
  perHour: money('Most worth that is sent within an hour; left out, no cap.'),
  perDay: money('Most worth that is sent within a day; left out, no cap.'),
  destinations: z.array(z.string()).meta({ description: 'Chains that may receive; left out, all of them.' }),
  tokens: z.array(z.string()).meta({ description: 'Tokens that may cross; left out, all of them.' }),
  syncTolerance: fraction('Most that the Syncs of one plan may take of a chain.', '10 %'),
  bridgeFee: fraction('Most that a bridge may keep.', '1 %'),
  ageMax: duration('Prices older than this block what sends.', '2 h'),
  deadline: duration('Longest that a deposit may take, at p95.', '1 h'),
})

const gains = z
  .array(
    z.strictObject({
      chain: text({ about: 'The chain that trades.' }),
      token: text({ about: 'The token it gains and loses.' }),
      perDay: exact({ about: 'Whole tokens gained in a day, in the middle.', sign: true }).optional(),
      spread: amount('Standard deviation of that, in whole tokens; the seed draws it.').optional(),
      at: instant({ about: 'When, for a gain that happens once.' }).optional(),
      amount: exact({ about: 'How much, for a gain that happens once.', sign: true }).optional(),
    }),
  )
  .meta({ description: 'What trading makes on a chain: `perDay` with `spread`, or `at` with `amount`.' })

const data = section('Where prices come from.', {
  simulated: section('The simulated market.', {
    seed: count({ min: 0, max: 2_147_483_647 }, { about: 'Another seed is another market.' }),
    hours: count({ min: 1, max: 200_000 }, { about: 'How long it runs.' }),
  }),
  folder: text({ about: 'Folder of market files, seen from this file.' }),
  fileMax: fileMax(),
  from: instant({ about: 'First hour.', hourly: true }),
  to: instant({ about: 'The hour after the last.', hourly: true }),
})

/** A config of the pool book as it may be written. */
export const config = z.strictObject({
  book: choice(['pool'], { about: 'The book this file is of.' }),
  title: title.optional(),
  base,
  model: model.optional(),
  rules: rules.optional(),
  tokens,
  chains,
  flights: flights.optional(),
  bridge: bridge.optional(),
  bridges: bridges.optional(),
  gas: gas.optional(),
  policy: policy.optional(),
  limits: limits.optional(),
  gains: gains.optional(),
  stress: stress.optional(),
  data: data.optional(),
})

/** A book as `--state` names it: it takes the place of the config's chains and flights. */
export const book = z.strictObject({
  book: choice(['pool'], { about: 'The book this file is of.' }).optional(),
  chains,
  flights: flights.optional(),
})

export type Written = z.output<typeof config>
