import type { Code } from './code.ts'

/** What the files of the pool book, configs and scenarios, are refused for. */
export const POOL_FILE: Readonly<Record<string, Code>> = {
  POOL_BPS: {
    kind: 'refusal',
    title: 'Not whole basis points',
    meaning: 'Fees and spreads are kept in basis points, as the contracts do.',
    lift: 'Write whole basis points, such as `0.1 %` or `10 bps`.',
  },
  POOL_FLOOR: {
    kind: 'refusal',
    title: 'A supply floor that is none',
    meaning: 'The floor is an exact share of the issued supply, from 0 to below 1.',
    lift: 'Write `1/10`, `10 %` or `0.1`.',
  },
  POOL_CHAIN_ID: {
    kind: 'refusal',
    title: 'Which network a chain is',
    meaning: 'Each chain of a pool is another network, and only on the seven known ones may tokens cross.',
    lift: 'Name chains after their networks, or give each an `id` of its own.',
  },
  POOL_CHAIN_NONE: {
    kind: 'refusal',
    title: 'A pool on no chain',
    meaning: 'Shares and assets stand on chains, so that without one there is nothing to look at.',
    lift: 'List at least one chain under `chains`.',
  },
  POOL_DECIMALS: {
    kind: 'refusal',
    title: 'A token with other decimals on one chain',
    meaning:
      'Amounts and shares of all chains are summed as they stand. USDC and USDT have 18 decimals on BNB Smart Chain and 6 elsewhere.',
    lift: 'Leave that chain or that token out, or run the chain as a pool of its own.',
  },
  POOL_FILE_KIND: {
    kind: 'error',
    title: 'A scenario for a config, or the other way',
    meaning: 'A scenario lists `events` and is replayed; a config has a policy and is planned, checked and backtested.',
    lift: 'Give the file to the command that is named.',
  },
  POOL_FLIGHT: {
    kind: 'refusal',
    title: 'A deposit that cannot have been sent',
    meaning:
      'Each deposit in the air has a number of its own; of what left no more arrives, and no less than the contract lets a bridge keep; and it goes to the escrow after its deadline.',
    lift: 'Correct the number, the amounts or where it is.',
  },
  POOL_SUPPLY_IMPOSSIBLE: {
    kind: 'refusal',
    title: 'More shares have left a chain than it issued',
    meaning:
      'The effective supply, `supply` and `virtualSupply` together, would be below zero. No contract gets there.',
    lift: 'Correct `supply` or `virtualSupply`: it is negative where shares have left.',
  },
  POOL_CLAIM: {
    kind: 'refusal',
    title: 'A claim that the model does not book',
    meaning:
      'Virtual balances exist in the base token with `vb-vs`, in every token with `token-vb`, and not with `vs-only`.',
    lift: 'Take the claim out, or name the `model` that booked it.',
  },
  POOL_HOLDERS: {
    kind: 'refusal',
    title: 'More shares held than issued',
    meaning: 'The holders that are named may have the whole supply, and no more.',
    lift: 'Raise `supply`, leave it out, or correct the holders.',
  },
  POOL_PRICE: {
    kind: 'refusal',
    title: 'A price that is not above zero',
    meaning: 'Worth is found by dividing by prices, so that each must be above zero.',
    lift: 'Write a price above zero; a token that is worth nothing is written as a loss of all of it.',
  },
  POOL_DIGITS: {
    kind: 'refusal',
    title: 'More digits than the token has',
    meaning: 'Amounts are exact to the base unit, and are not rounded in silence.',
    lift: 'Round the amount to the decimals of the token, or correct those.',
  },
  POOL_NAME_UNKNOWN: {
    kind: 'refusal',
    title: 'A name that the file does not explain',
    meaning: 'Chains and tokens are those that the file lists under `chains` and `tokens`.',
    lift: 'Correct the name, or list it.',
  },
  POOL_EVENT: {
    kind: 'refusal',
    title: 'Not one event',
    meaning: 'Each item of `events` says one thing that happens; `on` goes with `price` alone.',
    lift: 'Write one key to an item, and the next event as an item of its own.',
  },
  POOL_QUOTE: {
    kind: 'refusal',
    title: 'A token without a price, or with two',
    meaning: 'A token either stands at a price in USD or follows a series of the market.',
    lift: 'Write `price` or `follows`.',
  },
  POOL_GAIN: {
    kind: 'refusal',
    title: 'A gain that is not said in full',
    meaning: 'Trading gains once, `at` an instant with an `amount`, or about so much a day.',
    lift: 'Write `at` with `amount`, or `perDay` and `spread`.',
  },
  POOL_LEVELS: {
    kind: 'refusal',
    title: 'Levels out of order',
    meaning: 'Drift is first out of its band, then a warning, then an emergency.',
    lift: 'Let band, warning and critical ascend.',
  },
}
