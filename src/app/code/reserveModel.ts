import type { Code } from './code.ts'

/** What the models of the reserve refuse. */
export const RESERVE_MODEL: Readonly<Record<string, Code>> = {
  OUT_OF_WORD: {
    kind: 'refusal',
    title: 'A figure does not fit',
    meaning:
      'The arithmetic of the contracts is unsigned and of 256 bits; a figure fell below zero or grew beyond it. The whole order is refused.',
    lift: 'Look at the figure that is far too large, or at more leaving than there is.',
  },
  ZERO_DIVISOR: {
    kind: 'refusal',
    title: 'A division by zero in the reserve',
    meaning: 'A price, a price at calibration, a supply or a slope is zero where something is divided by it.',
    lift: 'Give every tranche a price above zero, now and at calibration.',
  },
  ROOT_OUT_OF_RANGE: {
    kind: 'refusal',
    title: 'A root of too large a figure',
    meaning: 'The contracts take roots by logarithm, of figures below 2^255.',
    lift: 'Look at where so large a figure came from.',
  },
  PAYOUT_BELOW_ZERO: {
    kind: 'refusal',
    title: 'A redemption beyond the reserve',
    meaning:
      'Along the curve of redemption the reserve would be worth less than nothing, by more than rounding explains.',
    lift: 'Redeem less at once.',
  },
  CLOCK_BACKWARDS: {
    kind: 'refusal',
    title: 'An order from the past',
    meaning: 'A flow was seen at a later block than the one that the order stands at.',
    lift: 'Look at the reserve of a later block.',
  },
  PRICE_MISSING: {
    kind: 'refusal',
    title: 'A tranche without a price',
    meaning: 'Nobody has priced this tranche. It is not counted as zero: that would move every target.',
    lift: 'Set a price for it, or show it beside the weights.',
  },
  MISALIGNED: {
    kind: 'error',
    title: 'Not one entry for each tranche',
    meaning: 'Amounts are given by place, so there must be as many as there are tranches.',
    lift: 'Give one entry for each tranche, zero where it is not touched.',
  },
  SAFETY_MODE: {
    kind: 'refusal',
    title: 'The direction is closed',
    meaning:
      'A large flow or a guardian closed this direction of the tranche for some blocks; the last of them still counts as closed.',
    lift: 'Wait for the block that the refusal names, or leave the tranche out of the order.',
  },
  FLOW_TOO_HIGH: {
    kind: 'refusal',
    title: 'Too much in too short a time',
    meaning:
      'The flow of late, decayed by block, and this amount together exceed what may flow through the tranche in this direction.',
    lift: 'Move at most what the refusal calls room, or wait until the flow has decayed.',
  },
  TRANCHE_SHORT: {
    kind: 'refusal',
    title: 'The tranche holds less',
    meaning: 'More would leave the tranche than is in it.',
    lift: 'Take less from it.',
  },
  PRICE_TOO_SMALL: {
    kind: 'refusal',
    title: 'Prices too small to count with',
    meaning: 'No asset of a tranche has the least price; below it rounding would decide.',
    lift: 'Wait for a larger price, or take the tranche off the list.',
  },
  MINT_UNSAFE: {
    kind: 'refusal',
    title: 'The mint would unbalance the reserve',
    meaning:
      'A tranche would end outside its band and no nearer its target, or a stable asset is below its floor and a tranche off its peg would not shrink.',
    lift: 'Choose amounts that bring the named tranche nearer its target, or deposit elsewhere until the peg returns.',
  },
  REDEEM_UNSAFE: {
    kind: 'refusal',
    title: 'The redemption would unbalance the reserve',
    meaning:
      'A tranche would end outside its band and no nearer its target. The whole reserve can never be drained at once.',
    lift: 'Choose ratios that bring the named tranche nearer its target.',
  },
  WRONG_DIRECTION: {
    kind: 'refusal',
    title: 'A mint that leaves, or a redemption that comes',
    meaning: 'An order was checked as the other kind.',
    lift: 'Give a mint amounts that go in, and a redemption amounts that go out.',
  },
  FEE_TOO_HIGH: {
    kind: 'refusal',
    title: 'A fee above a fifth',
    meaning: 'No fee of a tranche may exceed 20 %.',
    lift: 'Set a lower fee.',
  },
  FEES_UNSET: {
    kind: 'refusal',
    title: 'Nobody has set the fees',
    meaning: 'A tranche without fees stops every mint and redemption, so it is refused at calibration already.',
    lift: 'Set the fees of the tranche, zero included.',
  },
  TRANCHE_UNKNOWN: {
    kind: 'refusal',
    title: 'No such tranche',
    meaning: 'The order names a tranche that is not registered. The contracts would keep the deposit and mint nothing.',
    lift: 'Name a registered tranche, or register this one.',
  },
  TRANCHE_TWICE: {
    kind: 'refusal',
    title: 'The same tranche twice',
    meaning: 'A list or an order names a tranche a second time.',
    lift: 'Name it once, with the whole amount.',
  },
  AMOUNT_NEGATIVE: {
    kind: 'refusal',
    title: 'Less than nothing',
    meaning: 'An amount, a ratio or a number of coins is negative.',
    lift: 'Turn the order around.',
  },
  OUTPUT_TOO_SMALL: {
    kind: 'refusal',
    title: 'Less than was asked for',
    meaning: 'The order would yield less than its own least.',
    lift: 'Ask for less, or bring more.',
  },
  COIN_CAP: {
    kind: 'refusal',
    title: 'The cap on coins is reached',
    meaning: 'More coins would exist than the cap allows.',
    lift: 'Deposit less, or have governance raise the cap.',
  },
  REDEEM_ABOVE_SUPPLY: {
    kind: 'refusal',
    title: 'More coins than can be redeemed',
    meaning: 'Coins that were issued without a deposit are never redeemed, so fewer can be than exist.',
    lift: 'Redeem fewer coins.',
  },
  REDEEM_ABOVE_PAR: {
    kind: 'refusal',
    title: 'A coin above one',
    meaning: 'The price of redemption came out above one by more than rounding explains.',
    lift: 'Look at the parameters of redemption.',
  },
  RATIOS_NOT_ONE: {
    kind: 'refusal',
    title: 'Ratios that do not sum to one',
    meaning: 'The value of a redemption is taken from registered tranches by ratios that must sum to exactly one.',
    lift: 'Let one of the ratios take the last unit.',
  },
  COMMITMENT_NOT_REDEEMABLE: {
    kind: 'refusal',
    title: 'A promise is not paid out',
    meaning: 'Commitments count in the reserve by their schedule, and nobody can be paid with them.',
    lift: 'Take the value from tranches that hold assets.',
  },
  GUARDIAN_TOO_LONG: {
    kind: 'refusal',
    title: 'Closed for too long at once',
    meaning: 'A guardian may close a direction for a limited number of blocks.',
    lift: 'Close for fewer blocks, and again when they are over.',
  },
  ASSETS_UNSORTED: {
    kind: 'refusal',
    title: 'Assets out of order',
    meaning:
      'The assets of a tranche must stand in strictly ascending order of their ids, so that none can be there twice.',
    lift: 'Sort them, and name each once.',
  },
  CALIBRATION_PRICE_ZERO: {
    kind: 'refusal',
    title: 'Calibrated at a price of nothing',
    meaning: 'Performance is measured against this price; at zero every later look at the reserve would fail.',
    lift: 'Calibrate at the price of the day.',
  },
  MEMORY_ABOVE_ONE: {
    kind: 'refusal',
    title: 'A flow that grows by itself',
    meaning: 'A memory above one makes a past flow larger with every block.',
    lift: 'Set a memory of at most one.',
  },
  PEG_RANGE_INVALID: {
    kind: 'refusal',
    title: 'A peg that one is not within',
    meaning: 'The floor of a stable asset must lie below one, and its ceiling at one or above.',
    lift: 'Set a floor below one and a ceiling of at least one.',
  },
  COMMITMENT_INVALID: {
    kind: 'refusal',
    title: 'A schedule that cannot be',
    meaning: 'A cliff, a vesting time or a period is negative, or a commitment would grow as it decays.',
    lift: 'Give periods that are not negative and a decay of at most one.',
  },
  WEIGHTS_NOT_ONE: {
    kind: 'refusal',
    title: 'Weights that do not sum to one',
    meaning: 'The goals of all tranches must sum to exactly one.',
    lift: 'Let one of them take the last unit.',
  },
  TRANCHE_NOT_EMPTY: {
    kind: 'refusal',
    title: 'A tranche that is still worth something',
    meaning: 'A tranche may leave the list only when less than dust is left in it.',
    lift: 'Keep it with a weight of zero until it is empty.',
  },
  NO_SHARES: {
    kind: 'refusal',
    title: 'A deposit too small for a share',
    meaning: 'The deposit into a wrapped token would receive no share, and would be a present to its other holders.',
    lift: 'Deposit more at once.',
  },
}
