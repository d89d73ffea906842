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
    title: 'Invalid supply floor',
    meaning: 'The floor is an exact share of the issued supply, from 0 to below 1.',
    lift: 'Write `1/10`, `10 %` or `0.1`.',
  },
  POOL_CHAIN_ID: {
    kind: 'refusal',
    title: 'A chain that stands twice, or that no network is left for',
    meaning:
      'Each chain stands once in a file, whatever it is called: `bnb`, `BNB`, `bsc` and 56 are one chain. A chain that is none of the seven known ones needs its `id` and the `tokens` that cross there.',
    lift: 'Leave one of the two out, or give the chain an `id` and `tokens` of its own.',
  },
  POOL_CHAIN_NONE: {
    kind: 'refusal',
    title: 'A pool without a chain',
    meaning: 'A pool needs at least one chain.',
    lift: 'List at least one chain under `chains`.',
  },
  POOL_DECIMALS: {
    kind: 'refusal',
    title: 'A base token with too few decimals',
    meaning:
      'Shares have the decimals of the base token, and the contract opens no pool in a token that has fewer than 6.',
    lift: 'Give the decimals that the token really has, or take another base token.',
  },
  POOL_FLIGHT: {
    kind: 'refusal',
    title: 'Impossible deposit',
    meaning:
      'Each deposit in flight has a number of its own; no more arrives than left, and no less than the bridge may keep; and it goes to the escrow after its deadline.',
    lift: 'Correct the number, the amounts or where it is.',
  },
  POOL_SUPPLY_IMPOSSIBLE: {
    kind: 'refusal',
    title: 'More shares have left a chain than it issued',
    meaning:
      'The effective supply, `supply` and `virtualSupply` together, would be below zero. No contract allows that.',
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
    meaning: 'Every price must be above zero.',
    lift: 'Write a price above zero; write a worthless token as a loss of its whole balance.',
  },
  POOL_NATIVE: {
    kind: 'refusal',
    title: 'A coin that would cross as something else',
    meaning:
      "A chain's own coin crosses as the token that wraps it, one for one. Ether does as WETH; another coin crosses only where the file names its wrapped token.",
    lift: 'Write the wrapped token in `wrapped`, list it in `tokens` at the price of the coin, and in `tokens` of each chain where it may cross.',
  },
  POOL_DIGITS: {
    kind: 'refusal',
    title: 'More digits than the token has',
    meaning: 'Amounts are exact to the base unit and are never rounded.',
    lift: 'Round the amount to the decimals of the token, or correct those.',
  },
  POOL_NAME_UNKNOWN: {
    kind: 'refusal',
    title: 'Unknown chain or token',
    meaning: 'Chains and tokens are those that the file lists under `chains` and `tokens`.',
    lift: 'Correct the name, or list it.',
  },
  POOL_EVENT: {
    kind: 'refusal',
    title: 'Not exactly one event',
    meaning: 'Each item of `events` is one event; `on` goes with `price` alone.',
    lift: 'Write one key to an item, and the next event as an item of its own.',
  },
  POOL_QUOTE: {
    kind: 'refusal',
    title: 'A token without a price, or with two',
    meaning: 'A token either has a fixed price in USD or follows a series of the market.',
    lift: 'Write `price` or `follows`.',
  },
  POOL_GAIN: {
    kind: 'refusal',
    title: 'An incomplete gain',
    meaning: 'A trading gain is either one `amount` `at` an instant, or an average `perDay`.',
    lift: 'Write `at` with `amount`, or `perDay` and `spread`.',
  },
  POOL_LEVELS: {
    kind: 'refusal',
    title: 'Levels out of order',
    meaning: 'Drift is first out of its band, then a warning, then an emergency.',
    lift: 'Write band, warning and critical in ascending order.',
  },
}
