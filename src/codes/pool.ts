import type { Code } from './code.ts'

/** What the pool book refuses. Names in mixed case are those of the contracts. */
export const POOL: Readonly<Record<string, Code>> = {
  AddressListExceedsMaxLength: {
    kind: 'refusal',
    title: 'Too many tokens',
    meaning: 'A pool counts at most 127 tokens beside its base token.',
    lift: 'Sell or send one in full, and drop it from the list.',
  },
  BalanceUnderflow: {
    kind: 'refusal',
    title: 'The balance fell during an arrival',
    meaning: 'Tokens left the pool between the two phases of an arrival.',
    lift: 'Let nothing leave while tokens arrive.',
  },
  BaseTokenBalance: {
    kind: 'refusal',
    title: 'The base token is enough',
    meaning: 'Shares are paid in another token only where the base token does not suffice.',
    lift: 'Burn for the base token.',
  },
  BaseTokenPriceFeedError: {
    kind: 'refusal',
    title: 'The base token has no price',
    meaning: 'The pool counts in its base token, and does nothing without its price feed.',
    lift: 'Set up the price feed of the base token.',
  },
  CallerTransferAmount: {
    kind: 'refusal',
    title: 'Less arrived than was announced',
    meaning: "The pool's balance grew by less than the arrival says.",
    lift: 'Announce no more than arrives.',
  },
  DonationLock: {
    kind: 'refusal',
    title: 'The phases of an arrival are out of order',
    meaning:
      'An arrival begins once and finishes once. An amount of one unit is the mark of the first phase and cannot arrive.',
    lift: 'Finish what has begun, or begin first.',
  },
  EffectiveSupplyTooLow: {
    kind: 'refusal',
    title: 'Too few shares would stay effective',
    meaning:
      'On every chain a share of the issued supply must stay effective: a tenth unless `rules.supplyFloor` says otherwise, a twentieth in the contracts as they are deployed.',
    lift: 'Send or burn less, or bring shares back: mint here, or transfer to this chain.',
  },
  EffectiveSupplyTooLowAfterBurn: {
    kind: 'refusal',
    title: 'Too few shares would stay effective after the burn',
    meaning: "The older contract's name for the same rule, tested after a burn.",
    lift: 'Burn less, or bring shares back first.',
  },
  EffectiveSupplyZero: {
    kind: 'refusal',
    title: 'A surplus without shareholders',
    meaning:
      'The contract of the attribution document divides a surplus by the effective supply, and reverts where that is zero.',
    lift: 'Mint here first, or follow a newer version.',
  },
  InvalidAmount: {
    kind: 'refusal',
    title: 'The amount is zero',
    meaning: 'An empty escrow gives nothing back, and the older contracts send no output of zero.',
    lift: 'Name an amount above zero.',
  },
  InvalidInputToken: {
    kind: 'refusal',
    title: 'Native ether under another name',
    meaning: 'Native ether is sent as its wrapped token and as nothing else.',
    lift: 'Name the wrapped token, or do not pay in native ether.',
  },
  InvalidOpType: {
    kind: 'refusal',
    title: 'Neither a Transfer nor a Sync',
    meaning: 'A movement between chains goes with its shares or without them; there is no third kind.',
    lift: 'Name one of the two.',
  },
  NavDecreased: {
    kind: 'refusal',
    title: 'The arrival would lower the share price',
    meaning:
      'Holders on the receiving chain would pay for shares that arrive: the stored price is stale, or somebody minted between the phases.',
    lift: 'Renew the share price first, and mint in another transaction.',
  },
  NavImpactTooHigh: {
    kind: 'refusal',
    title: 'The Sync moves too much',
    meaning: 'Without its shares, what is sent is more of the pool than the tolerance allows.',
    lift: 'Send less, or allow a higher tolerance.',
  },
  NavManipulationDetected: {
    kind: 'refusal',
    title: "The pool's value changed during the arrival",
    meaning: 'After an arrival the pool must be worth what it was plus what arrived.',
    lift: 'Let prices and balances stand still between the phases.',
  },
  NavToleranceTooHigh: {
    kind: 'refusal',
    title: 'Tolerance above 100 %',
    meaning: 'Tolerances are in basis points, at most 10000.',
    lift: 'Give a tolerance of at most 10000.',
  },
  OutputAmountTooHigh: {
    kind: 'refusal',
    title: 'More would arrive than is sent',
    meaning: 'An output above the input would be credited with shares that nothing stands behind.',
    lift: 'Ask for no more than is sent.',
  },
  OutputAmountTooLow: {
    kind: 'refusal',
    title: 'The bridge keeps too much',
    meaning: 'The output falls short of the input by more than the greatest fee.',
    lift: 'Wait for a cheaper quote, or send more at once.',
  },
  Panic: {
    kind: 'refusal',
    title: 'A figure that the contract cannot hold',
    meaning:
      '0x11: a figure does not fit a word of 256 bits. 0x1: the older contracts would store a share price of zero.',
    lift: 'Ask for a smaller amount; for 0x1, add value to the pool first.',
  },
  POOL_RULES_INVALID: {
    kind: 'refusal',
    title: 'Rules out of bounds',
    meaning: 'A parameter of the pool is outside of what the contract can be set to.',
    lift: 'Keep to the bound that the refusal names.',
  },
  PoolAmountSmallerThanMinimum: {
    kind: 'refusal',
    title: 'The mint is too small',
    meaning: 'The smallest order is a thousandth of a whole base token.',
    lift: 'Pay more at once.',
  },
  PoolBurnNotEnough: {
    kind: 'refusal',
    title: 'The holder has fewer shares',
    meaning: 'More shares were to be burnt than the account has.',
    lift: 'Burn no more than the holder has.',
  },
  PoolBurnNullAmount: {
    kind: 'refusal',
    title: 'The burn is zero',
    meaning: 'Zero shares cannot be burnt.',
    lift: 'Burn at least one unit.',
  },
  PoolBurnOutputAmount: {
    kind: 'refusal',
    title: "The payout is below the holder's minimum",
    meaning: 'The payout is below the least that was asked for.',
    lift: 'Accept less, or burn more.',
  },
  PoolMinimumPeriodNotEnough: {
    kind: 'refusal',
    title: 'The shares are still locked',
    meaning: 'Shares may be burnt a set time after they were minted.',
    lift: 'Wait until the holding period is over.',
  },
  PoolMintOutputAmount: {
    kind: 'refusal',
    title: "Fewer shares than the recipient's minimum",
    meaning: 'The shares are fewer than the least that was asked for.',
    lift: 'Accept fewer, or pay more.',
  },
  PoolTokenNotActive: {
    kind: 'refusal',
    title: 'The token is not active',
    meaning: 'Shares are paid in tokens that the pool counts.',
    lift: 'Ask for a token that the pool has.',
  },
  SafeCastOverflowedIntToUint: {
    kind: 'refusal',
    title: 'A negative figure where the contract expects none',
    meaning: 'The contract of the attribution document reads the virtual supply without a sign.',
    lift: 'Bring shares back first, or follow a newer version.',
  },
  SafeCastOverflowedUintToInt: {
    kind: 'refusal',
    title: 'The amount is too large',
    meaning: 'Amounts that are converted must be below 2^255.',
    lift: 'Ask for a smaller amount.',
  },
  SameChainTransfer: {
    kind: 'refusal',
    title: 'Source and destination are one chain',
    meaning: 'A movement between chains needs two of them.',
    lift: 'Choose another chain.',
  },
  TokenNotAccepted: {
    kind: 'refusal',
    title: 'The token cannot be paid in',
    meaning: 'The owner of the pool names the tokens that may be paid beside the base token.',
    lift: 'Pay in the base token, or let the owner accept this one.',
  },
  TokenNotActive: {
    kind: 'refusal',
    title: 'The token is not active',
    meaning: 'Only the base token and tokens on the list of the chain are valued and sent.',
    lift: 'Add the token to the list first, or use one that is on it.',
  },
  TokenNotInitialized: {
    kind: 'refusal',
    title: 'The arrival began with another token',
    meaning: 'Both phases of an arrival are of one token.',
    lift: 'Finish with the token that it began with.',
  },
  TokenPriceFeedDoesNotExist: {
    kind: 'refusal',
    title: 'The token has no price',
    meaning: 'A token without a price feed cannot count.',
    lift: 'Set up a price feed, or use a token that has one.',
  },
  TokenStillHeld: {
    kind: 'refusal',
    title: 'The token still has a balance',
    meaning: 'A token is dropped from the list only when its balance is zero.',
    lift: 'Bring its balance to zero first.',
  },
  TokenTransferFailed: {
    kind: 'refusal',
    title: 'The wallet holds too little',
    meaning: 'What the pool has in applications and as claims cannot be paid out.',
    lift: 'Take less, or bring more of the token to the wallet.',
  },
  UnsupportedCrossChainToken: {
    kind: 'refusal',
    title: 'The token may not be bridged',
    meaning:
      'Each chain has a short list of tokens that may arrive or leave. Native ether is on none: it crosses wrapped.',
    lift: 'Use a token of the list.',
  },
  UnsupportedToken: {
    kind: 'refusal',
    title: 'An escrow holds no native ether',
    meaning: 'Refunds are of tokens.',
    lift: 'Claim the wrapped token.',
  },
  WrongDestinationToken: {
    kind: 'refusal',
    title: 'The token cannot arrive as another',
    meaning: 'A token arrives as the same token, on a chain that lists it.',
    lift: 'Choose the same token at both ends, and a chain that has it.',
  },
  ZeroConvertedValue: {
    kind: 'refusal',
    title: 'Value rounds to zero',
    meaning: 'The output is worth less than one unit of the base token and would move without shares.',
    lift: 'Send more.',
  },
}
