import type { Code } from './code.ts'

/** What the models of the reserve refuse. */
export const RESERVE_MODEL: Readonly<Record<string, Code>> = {
  OUT_OF_WORD: {
    kind: 'refusal',
    title: 'A figure exceeds 256 bits',
    meaning:
      'The arithmetic of the contracts is unsigned and of 256 bits; a figure fell below zero or grew beyond it. The whole order is refused.',
    lift: 'Check for a figure that is far too large, or a withdrawal above the balance.',
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
    lift: 'Check where so large a figure came from.',
  },
  PAYOUT_BELOW_ZERO: {
    kind: 'refusal',
    title: 'A redemption beyond the reserve',
    meaning: 'The redemption curve would leave the reserve a negative value, by more than rounding explains.',
    lift: 'Redeem less at once.',
  },
  CLOCK_BACKWARDS: {
    kind: 'refusal',
    title: 'Order before the last flow',
    meaning: "A flow was recorded at a later block than the order's.",
    lift: 'Use the reserve as of a later block.',
  },
  PRICE_MISSING: {
    kind: 'refusal',
    title: 'A tranche without a price',
    meaning: 'This tranche has no price. It is not counted as zero, which would move every target.',
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
    title: 'Flow limit exceeded',
    meaning: 'The recent flow, decayed by block, plus this amount exceeds the limit of the tranche in this direction.',
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
    title: 'Wrong direction',
    meaning: 'A mint has amounts that go out, or a redemption amounts that come in.',
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
    title: 'Fees are not set',
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
    title: 'Negative amount',
    meaning: 'An amount, a ratio or a number of coins is negative.',
    lift: 'Write amounts of zero or more; use the opposite order to reverse a flow.',
  },
  OUTPUT_TOO_SMALL: {
    kind: 'refusal',
    title: 'Output below the minimum',
    meaning: 'The order would yield less than the minimum it asks for.',
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
    title: 'Redemption price above 1',
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
    title: 'A commitment cannot be redeemed',
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
    title: 'Calibration price of 0',
    meaning: 'Performance is measured against this price; a price of zero would make every later valuation fail.',
    lift: 'Calibrate at the price of the day.',
  },
  MEMORY_ABOVE_ONE: {
    kind: 'refusal',
    title: 'Memory above 1',
    meaning: 'A memory above one makes a past flow larger with every block.',
    lift: 'Set a memory of at most one.',
  },
  PEG_RANGE_INVALID: {
    kind: 'refusal',
    title: 'The peg range excludes 1',
    meaning: 'The floor of a stable asset must lie below one, and its ceiling at one or above.',
    lift: 'Set a floor below one and a ceiling of at least one.',
  },
  COMMITMENT_INVALID: {
    kind: 'refusal',
    title: 'Invalid schedule',
    meaning:
      'A cliff, a vesting time or a period is negative, a commitment would grow as it decays, or its pledges are more than its balance.',
    lift: 'Give periods that are not negative, a decay of at most one, and pledges within the balance.',
  },
  PLEDGE_OF_ASSET: {
    kind: 'refusal',
    title: 'A pledge to what holds assets',
    meaning: 'Only a commitment takes promises; any other tranche takes the assets themselves.',
    lift: 'Mint with the tranche, or pledge to a commitment.',
  },
  PLEDGE_UNSAFE: {
    kind: 'refusal',
    title: 'A pledge that leads away from a target',
    meaning: 'What counts of the pledge at once would take a tranche outside its band, farther from its target.',
    lift: 'Pledge less, or first bring the tranche nearer its target.',
  },
  WEIGHTS_NOT_ONE: {
    kind: 'refusal',
    title: 'Weights that do not sum to one',
    meaning: 'The goals of all tranches must sum to exactly one.',
    lift: 'Let one of them take the last unit.',
  },
  TRANCHE_NOT_EMPTY: {
    kind: 'refusal',
    title: 'The tranche is not empty',
    meaning: 'A tranche may leave the list only when less than dust is left in it.',
    lift: 'Keep it with a weight of zero until it is empty.',
  },
  NO_SHARES: {
    kind: 'refusal',
    title: 'A deposit too small for a share',
    meaning: 'The deposit into a wrapped token would receive no share, and would go to the other holders.',
    lift: 'Deposit more at once.',
  },
}
