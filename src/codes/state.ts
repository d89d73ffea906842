import type { Code } from './code.ts'

/** Refusals of book files that no venue would have allowed, and findings about them. */
export const STATE: Readonly<Record<string, Code>> = {
  FLIGHT_BACKWARDS: {
    kind: 'error',
    title: 'A flight arrives before it departed',
    meaning: 'The two times were swapped, or one of them has the wrong day or time zone.',
    lift: 'Write `arrives` no earlier than `departed`, both in UTC.',
  },
  FLIGHT_NOT_DEPARTED: {
    kind: 'error',
    title: 'A flight departs in the future',
    meaning: 'A book states what is. Capital that has not been sent is still at its source.',
    lift: 'Leave the flight out, or plan at a later time with `--at`.',
  },
  FLIGHT_NO_ROUTE: {
    kind: 'error',
    title: 'No such route for a flight',
    meaning:
      'Capital is in flight between the wallet and exchanges, from one exchange to another, and out of the exit queue of ether.fi. Moves at Aave are one transaction. Exchanges take USDT, ETH and BTC; the exit queue pays ETH.',
    lift: 'Correct the places or the asset, or list the capital where it is.',
  },
  SHORT_POSITIVE: {
    kind: 'error',
    title: 'A short without its minus sign',
    meaning:
      'A perp has a positive quantity in a mode that hedges with shorts, and as a short it would bring the book nearer to its delta target.',
    lift: 'Write the quantity as a negative number. A real long that lowers the delta is taken as it is, with a finding.',
  },
  CONTRACT_NOT_TRADED: {
    kind: 'error',
    title: 'The mode does not trade this contract',
    meaning:
      'A mode hedges its own coin. The market that it reads has no mark for another contract, so the position would have no value.',
    lift: 'Leave the position out, or plan it with the mode of its coin.',
  },
  ABOVE_MARKET: {
    kind: 'error',
    title: 'More than the whole market',
    meaning: 'One account cannot have supplied or owe more than all accounts together.',
    lift: 'Correct the figure: whole tokens, not base units.',
  },
  ASSET_NOT_PRICED: {
    kind: 'error',
    title: 'No price for this asset',
    meaning: 'The market of the mode has no price of the asset, so it would count as nothing in net assets.',
    lift: 'Leave it out, or plan it with a mode that reads its price.',
  },
  EXCHANGE_LIQUIDATED: {
    kind: 'finding',
    title: 'An exchange account is past liquidation',
    meaning:
      'Its margin is not above what the exchange requires to be maintained: the exchange has liquidated it, or is about to. The level is CRITICAL whatever the policy says, and a plan is PARTIAL at most: its positions may be gone.',
    lift: 'Check at the exchange what is left of the account before sending anything there.',
  },
  RATIO_LIQUIDATED: {
    kind: 'finding',
    title: 'An exchange shows the account as liquidated',
    meaning:
      "The exchange's own margin ratio is past the point of liquidation: 1 or more where it shows maintenance ÷ equity, 1 or less where it shows equity ÷ maintenance, or negative. The stated book comes to a sound account, so one of the two is wrong, and a plan is PARTIAL at most.",
    lift: 'Look at the exchange what is left of the account and state the book as it is now. If the account is sound, correct `ratio`: it is a share, 0.05 for 5 %.',
  },
  PERP_LONG: {
    kind: 'finding',
    title: 'A long position in a book that holds shorts',
    meaning: 'No plan of this mode opens or closes a long. It counts in delta, margin and net assets.',
    lift: 'Correct its sign, or close it by hand.',
  },
  POSITION_ABOVE_TIERS: {
    kind: 'finding',
    title: 'A position above the largest tier',
    meaning: 'The exchange lets nobody open a position of this size, so its maintenance margin here is a guess.',
    lift: 'Correct the quantity, or state the tiers of the account in `terms.exchanges`.',
  },
  DEBT_DUST: {
    kind: 'finding',
    title: 'A debt that is dust',
    meaning:
      'It is worth less than `limits.dust`. No liquidator earns its gas with it, so it has no health and raises no alarm. The next plan that goes on chain repays it, unless that plan borrows from the account.',
    lift: 'Nothing to do. Lower `limits.dust` to have smaller debts watched.',
  },
  LOAN_LIQUIDATABLE: {
    kind: 'finding',
    title: 'A loan is past liquidation',
    meaning:
      'Its health is below 1, so anybody may repay part of it for part of the collateral. The level is CRITICAL whatever the policy says, and a plan is PARTIAL at most.',
    lift: 'Check at the market what is left of the account, then repay or supply.',
  },
  DEBT_OUTSIDE_EMODE: {
    kind: 'finding',
    title: 'A debt that the eMode does not allow',
    meaning:
      'Aave lets no account with such a debt into the eMode, and lends it nothing else while it is in it. Either the book is wrong, or the mode was changed after the debt was taken up.',
    lift: 'Correct the eMode or the debts in the book, or repay the debt.',
  },
  DEBT_NOT_LENT: {
    kind: 'finding',
    title: 'A debt that the market does not lend',
    meaning:
      'Borrowing of the asset is switched off. Either the book is wrong, or it was switched off after the debt was taken up.',
    lift: 'Correct the book, or repay the debt.',
  },
  SUPPLY_NO_COLLATERAL: {
    kind: 'finding',
    title: 'A supply that backs nothing',
    meaning: 'The asset has a liquidation LTV of 0 in this account, so it does not raise its health.',
    lift: 'Withdraw it, or supply what counts as collateral.',
  },
  FLIGHT_OVERDUE: {
    kind: 'finding',
    title: 'A flight should have arrived',
    meaning:
      'Its arrival lies in the past. It still counts as in flight: toward net assets, but not toward margin or health.',
    lift: 'Check its destination. Add what was credited there and remove the flight, or ask the sender.',
  },
  FLIGHT_REPEATED: {
    kind: 'finding',
    title: 'The same flight twice',
    meaning:
      'Two flights agree in asset, quantity, places and times. A large transfer is split into equal parts, so this may be right.',
    lift: 'Remove one if it is one movement.',
  },
  DATA_FAULT: {
    kind: 'finding',
    title: 'A market figure is missing or not a number',
    meaning:
      'A price, mark, rate, index, bridge term or gas price is not usable. Where a stand-in allows net assets to be computed, it is used; measures that depend on it are skipped, raise no alarm and are touched by no step. Everything else goes on, in every book.',
    lift: 'Fix the feed, and check by hand what is not measured until then.',
  },
  PRICE_UNKNOWN: {
    kind: 'refusal',
    title: 'The step depends on an unknown figure',
    meaning:
      'Its size or its cost would follow from a stand-in for a price, mark, rate or index that is missing or no number.',
    lift: 'Wait for the figure, or leave out the place or asset.',
  },
  COINS_ABOVE_SUPPLY: {
    kind: 'error',
    title: 'More coins than there are',
    meaning: 'The operator of a reserve cannot hold more coins than its supply.',
    lift: 'Correct `supply` or `operator.coins` in the file of the book.',
  },
}
