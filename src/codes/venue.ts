import type { Code } from './code.ts'

/** Refusals of steps of the venues book. */
export const VENUE: Readonly<Record<string, Code>> = {
  ACCOUNT_UNKNOWN: {
    kind: 'refusal',
    title: 'No such account',
    meaning: 'A step names an account, a position or an eMode that the book does not have.',
    lift: 'Add it to the config, or correct the step.',
  },
  BALANCE_SHORT: {
    kind: 'refusal',
    title: 'Balance too low',
    meaning: 'The venue holds less than the step would take. Capital in flight does not count until it arrives.',
    lift: 'Take less, or bring the rest first.',
  },
  ORDER_OFF_GRID: {
    kind: 'refusal',
    title: 'Size off the grid',
    meaning:
      'Orders are multiples of a lot, withdrawals of an exchange’s tick, and what goes on chain of a token’s tick. The size lies between two of them.',
    lift: 'Send one of the two sizes that the message names. `npx trimtab check --terms` lists lots and ticks; `terms` in the config replaces them.',
  },
  ORDER_TOO_SMALL: {
    kind: 'refusal',
    title: 'An order below the least notional',
    meaning:
      'The exchange refuses orders that are worth less than its least notional, except those that only reduce a position.',
    lift: 'Wait until there is more to trade, or correct `leastNotional` under `terms`.',
  },
  SIZE_NOT_POSITIVE: {
    kind: 'refusal',
    title: 'Size not above zero',
    meaning: 'Zero, negative and unknown sizes are refused before they reach a venue.',
    lift: 'Use a size above zero.',
  },
  GAS_SHORT: {
    kind: 'refusal',
    title: 'Too little ETH for gas',
    meaning: 'Every step on chain is paid in ETH from the wallet.',
    lift: 'Keep more ETH in the wallet, or wait for cheaper gas.',
  },
  UNSUPPORTED_ROUTE: {
    kind: 'refusal',
    title: 'Unsupported route',
    meaning: 'Not every place sends every asset to every other; an unknown pair is refused.',
    lift: 'Choose an asset and a network that both ends have open, or go through the wallet.',
  },
  FLIGHT_TWICE: {
    kind: 'refusal',
    title: 'Repeated transfer',
    meaning: 'A flight with this key is in flight already: a repeated call must not send again.',
    lift: 'Wait for its deposit, or give a new movement a key of its own.',
  },
  WITHDRAWAL_TOO_SMALL: {
    kind: 'refusal',
    title: 'Too little for the exchange to send',
    meaning: 'The amount is below the least withdrawal, or would be eaten by its fee.',
    lift: 'Send more, or choose a cheaper network.',
  },
  FLIGHT_UNKNOWN: {
    kind: 'refusal',
    title: 'No such flight',
    meaning:
      'A credit names a flight that is not in flight: it never left, or was credited before. Crediting twice would invent money.',
    lift: 'Reconcile the flights with the venues before going on.',
  },
  EXIT_FULL: {
    kind: 'refusal',
    title: 'Above the capacity of the exit',
    meaning:
      'Instant redemption has a bucket shared by all users, requests have a least and a largest size, the pool keeps a watermark.',
    lift: 'Use what fits, wait for the bucket to refill, or use another route.',
  },
  INITIAL_MARGIN: {
    kind: 'refusal',
    title: 'Margin is in use',
    meaning: 'Open positions hold margin that cannot leave, and a new position needs margin that is there.',
    lift: 'Bring more margin, close part of the position, or move less.',
  },
  NO_MARKET: {
    kind: 'refusal',
    title: 'Not traded there',
    meaning: 'The place has no market for this pair.',
    lift: 'Trade through USDT, or at another place.',
  },
  PERP_NOT_TRADED: {
    kind: 'refusal',
    title: 'The perp cannot be traded',
    meaning: 'The size is not positive, or the exchange quotes no price.',
    lift: 'Check the size, and that the exchange lists the contract.',
  },
  PERP_OPPOSITE: {
    kind: 'refusal',
    title: 'The opposite position is open',
    meaning: 'The exchange holds the opposite position; opening would silently close it.',
    lift: 'Close the other side first.',
  },
  RESERVE_PAUSED: {
    kind: 'refusal',
    title: 'The reserve is paused',
    meaning: 'A paused reserve lets nothing in or out, liquidations included.',
    lift: 'Wait until the market unpauses it.',
  },
  RESERVE_FROZEN: {
    kind: 'refusal',
    title: 'The reserve is frozen',
    meaning: 'A frozen reserve takes no supply and lends nothing; withdraw and repay still work.',
    lift: 'Withdraw or repay, or wait until the market unfreezes it.',
  },
  BORROWING_DISABLED: {
    kind: 'refusal',
    title: 'The asset is not lent',
    meaning: 'The market does not lend this asset to an account without eMode.',
    lift: 'Borrow another asset.',
  },
  NOT_BORROWABLE_IN_EMODE: {
    kind: 'refusal',
    title: 'The eMode does not allow this debt',
    meaning:
      'An efficiency mode lists what may be owed. In eMode 1 that is WETH alone, so one account cannot owe USDT and have its terms.',
    lift: 'Owe USDT from a second account with eMode 0.',
  },
  INVALID_DEBT_IN_EMODE: {
    kind: 'refusal',
    title: 'The debt does not fit the eMode',
    meaning: 'An account that owes an asset outside the list of an eMode cannot enter it.',
    lift: 'Repay that debt first, or use a second account.',
  },
  LTV_ZERO_FIRST: {
    kind: 'refusal',
    title: 'Collateral of LTV 0 must leave first',
    meaning:
      'While an account that owes holds collateral of LTV 0, only such collateral may leave. Governance can set LTV 0 overnight.',
    lift: 'Withdraw the collateral of LTV 0 first, or repay.',
  },
  HEALTH_BELOW_ONE: {
    kind: 'refusal',
    title: 'The loan would be open to liquidation',
    meaning: 'After the step health would be below 1.',
    lift: 'Move less, repay debt, or supply collateral first.',
  },
  LTV_EXCEEDED: {
    kind: 'refusal',
    title: 'More than the collateral lets borrow',
    meaning: 'After the step debt would exceed collateral times its LTV.',
    lift: 'Borrow less, or supply more first.',
  },
  LIQUIDITY_SHORT: {
    kind: 'refusal',
    title: 'The lending market has too little left',
    meaning: 'At high utilisation there is little to withdraw or borrow, whatever an account holds.',
    lift: 'Take what is left, or wait until borrowers repay.',
  },
  SUPPLY_CAP: {
    kind: 'refusal',
    title: 'The supply cap is reached',
    meaning: 'The market takes no more of this asset.',
    lift: 'Supply less, or another asset.',
  },
  BORROW_CAP: {
    kind: 'refusal',
    title: 'The borrow cap is reached',
    meaning: 'The market lends no more of this asset.',
    lift: 'Borrow less.',
  },
  FLASH_SHORT: {
    kind: 'refusal',
    title: 'The flash loan would not be repaid',
    meaning:
      'In one transaction, what the sale of collateral brings must repay the flash loan and its fee, or all of it reverts.',
    lift: 'Sell more collateral, or repay less debt.',
  },
  HEALTHY: {
    kind: 'refusal',
    title: 'Nothing to liquidate',
    meaning: 'A loan of health 1 or more is not liquidated.',
    lift: 'Nothing has to be done.',
  },
  UNREACHABLE_HEALTH: {
    kind: 'error',
    title: 'The remedy cannot reach this health',
    meaning: 'Selling or supplying as asked never restores the health that was asked for, whatever the size.',
    lift: 'Use another remedy: repay from outside, or supply what counts as collateral.',
  },
  TERM_IMPOSSIBLE: {
    kind: 'error',
    title: 'A term that no venue can have',
    meaning:
      'A grid of zero, leverage below 1, a fee of the whole amount, an LTV above the liquidation LTV, a table or durations out of order. Plans made with it would be wrong, or could not be sized.',
    lift: 'Read the figure from the venue again, and its unit; `npx trimtab check FILE --terms` lists the defaults.',
  },
  LEVEL_PAST_LIQUIDATION: {
    kind: 'error',
    title: 'A level past liquidation',
    meaning:
      'Health and margin health are 1 where the account is liquidated. A critical level of 1 or less would fire too late.',
    lift: 'Raise the level above 1, with room to act.',
  },
  INVALID_TIERS: {
    kind: 'error',
    title: 'Margin tiers do not fit together',
    meaning:
      'Sizes and rates must rise and deductions make the requirement continuous; a table with holes gives a wrong liquidation price.',
    lift: 'Read the tiers from the exchange again.',
  },
  NO_ELAPSED_TIME: {
    kind: 'error',
    title: 'Growth over no time',
    meaning: 'A rate needs two observations at different instants.',
    lift: 'Take two observations, the earlier first.',
  },
  VENUE_DOWN: {
    kind: 'refusal',
    title: 'The venue is down',
    meaning: 'The step needs a venue that is down. Nothing is sent to it or taken from it meanwhile.',
    lift: 'Wait until it is back, or plan without it.',
  },
}
