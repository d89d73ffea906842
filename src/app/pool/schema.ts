import * as z from 'zod'
import { choice, count, exact, figure, section, text } from '../config/field.ts'

export const MODELS = ['vs-only', 'vb-vs', 'token-vb'] as const

/** The floors by name, and the older contracts, which are for comparison only. */
export const PRESETS = ['documents', 'rigoblock', 'head', 'vs10', 'vbvs'] as const

const amount = (about: string) => exact({ about })
const signed = (about: string) => exact({ about, sign: true })
const fee = (about: string, otherwise: string) => figure('fraction', { about, default: otherwise })

export const title = text({ about: 'What this is called on the page.' })

export const model = choice(MODELS, { about: 'How a Transfer is booked at both ends.', default: 'vs-only' })

export const base = text({ about: 'The token that the pool counts in, on every chain.' })

export const tokens = z
  .record(
    z.string(),
    z.strictObject({
      decimals: count({ min: 0, max: 36 }, { about: 'Base units of one token are 10 to this power.' }),
      price: amount('Worth of one token, in any currency that is the same for all of them.'),
    }),
  )
  .meta({ description: 'Every token there is, by name.' })

const holders = z.record(z.string(), amount('Shares of this holder.')).meta({ description: 'Who holds the shares.' })

const balances = z.record(z.string(), amount('Whole tokens.')).meta({ description: 'What lies in the pool, by token.' })

export const chain = z.strictObject({
  balances: balances.optional(),
  apps: z.record(z.string(), signed('Whole tokens; below zero for a debt.')).optional().meta({
    description: 'What applications outside hold for the pool, or it owes them: it counts and cannot be sent.',
  }),
  supply: amount('Shares issued here; one holder, `holders`, has them where nobody is named.').optional(),
  holders: holders.optional(),
  virtualSupply: signed('Shares owed to other chains, or gone to them when negative.').optional(),
  sharePrice: amount('As stored; left out, it is what assets and supply come to.').optional(),
  claims: z
    .record(z.string(), signed('Claim in this token: models with virtual balances only.'))
    .optional()
    .meta({ description: 'Virtual balances that stand already.' }),
  id: count(
    { min: 1, max: 2_147_483_647 },
    { about: 'Number of the network; left out, it follows from the name, or is the next that is free.' },
  ).optional(),
  title: text({ about: 'What `check` calls it beside its name; left out, the name of a known network.' }).optional(),
  aliases: z.array(z.string()).optional().meta({
    description:
      'What this file may call the chain too. Its number, and the usual names of a known network, hold without.',
  }),
  tokens: z
    .record(z.string(), count({ min: 0, max: 36 }, { about: 'Decimals of this token on this chain.' }))
    .optional()
    .meta({
      description:
        'Tokens that may cross to and from this chain, with their decimals here. A known network has its own; what stands here is added, or takes their place.',
    }),
  native: text({ about: "The chain's own coin.", default: 'ETH' }).optional(),
  wrapped: text({
    about: 'The same wrapped, as which it crosses; left out, another coin than ether does not cross.',
    default: 'WETH',
  }).optional(),
})

export const chains = z
  .record(z.string(), chain)
  .meta({ description: 'The pool on each chain, by a name of your own.' })

const duration = (about: string, otherwise?: string) =>
  figure('duration', { about, ...(otherwise === undefined ? {} : { default: otherwise }) })

const route = z.strictObject({
  from: text({ about: 'The chain that it leaves.' }),
  to: text({ about: 'The chain that it reaches.' }),
  token: text({ about: 'The token; left out, every one.' }).optional(),
  by: text({
    about: 'A bridge of `bridges`, whose terms and capacity hold on it; left out, those of `bridge`.',
  }).optional(),
  fee: figure('fraction', { about: 'Of what leaves.' }).optional(),
  fixed: amount('Whole tokens on top.').optional(),
  min: amount('Least that it takes, in whole tokens.').optional(),
  max: amount('Most that it takes at once, in whole tokens.').optional(),
  fillTime: duration('From a deposit to its fill, the middle case.').optional(),
  fillTimeP95: duration('Nineteen of twenty are filled by then.').optional(),
  window: duration('From a deposit to its expiry.').optional(),
})

/** Terms of the bridges between all chains, and of single ways that differ; `otherwise` is the fee where none is written. */
export function bridge(otherwise: string) {
  return z.strictObject({
    fee: fee('Of what leaves.', otherwise).optional(),
    fixed: amount('Whole tokens on top.').optional(),
    min: amount('Least that a bridge takes, in whole tokens.').optional(),
    max: amount('Most that a bridge takes at once, in whole tokens; left out, any amount.').optional(),
    fillTime: duration('From a deposit to its fill, the middle case.', '2 min').optional(),
    fillTimeP95: duration('Nineteen of twenty are filled by then.', '8 min').optional(),
    window: duration('From a deposit to its expiry.', '10 min').optional(),
    routes: z
      .array(route)
      .optional()
      .meta({ description: 'Ways with terms of their own; what one leaves out is as for all.' }),
  })
}

export const rules = section('What the contracts allow.', {
  preset: choice(PRESETS, {
    about: 'The rules to start from; keys beside it change single ones.',
    default: 'documents',
  }),
  supplyFloor: text({
    about: 'Least share of the issued supply that stays effective: `1/10` or `10 %`.',
    default: '1/10',
  }),
  maxBridgeFee: fee('Most that may be lost on the way, of what leaves.', '2 %'),
  spread: fee('Taken from every mint and burn.', '10 bps'),
  transactionFee: fee('Shares of every mint and burn that the collector keeps.', '0 %'),
  collector: text({ about: 'Who has the transaction fee.' }),
  minimumPeriod: figure('duration', { about: 'Between a mint and the first burn.', default: '30 days' }),
  minimumOrder: count(
    { min: 1, max: 1_000_000_000 },
    { about: 'The smallest mint is one whole base token divided by this.', default: 1000 },
  ),
  integrityTolerance: count(
    { min: 0, max: 1_000_000 },
    { about: 'Base units by which an arrival may miss the worth expected.', default: 1 },
  ),
})
