import type { Code } from './code.ts'

const refusal = (title: string, meaning: string, lift: string): Code => ({ kind: 'refusal', title, meaning, lift })

/** What the vaults book refuses. */
export const VAULTS: Readonly<Record<string, Code>> = {
  WORTHLESS_SHARES: refusal(
    'Shares with nothing behind them',
    'A vault has shares and no net assets: whoever deposits would give the deposit away.',
    'Wait until the vault is worth something again, or close it.',
  ),
  VAULT_INSOLVENT: refusal(
    'The vault owes more than it could pay',
    'An internal hedge lost more than the pool units and the buffer of the vault: the rest is a claim of the other vaults, and deposits are off.',
    'Pay it in under `repaid` of an epoch, or let its creditors give it up under `waived`.',
  ),
  VAULT_FULL: refusal(
    'The vault is full',
    'The deposit, counted with all that came in before it, would take net assets above the cap.',
    'Deposit less, wait for withdrawals, or raise the cap.',
  ),
  BAD_FILL: refusal(
    'Impossible fill',
    'What is reported as filled has the wrong sign or is more than was ordered. Nothing is booked.',
    'Stop, compare with the venue, and report what was filled of this order alone.',
  ),
  MARGIN_EXCEEDS_CAPITAL: refusal(
    'Hedges need more than the capital',
    'The equity behind the hedges of a vault would be more than the vault deploys, and its part of the pool negative.',
    'Lower the target equity ratios.',
  ),
  FIT_NOT_MONOTONE: refusal(
    'The closed form does not hold',
    'Deltas times equity ratios come to one or nearly so: the capital needed hardly grows with the pool position, or falls, and the fit has no single answer.',
    'Lower the equity ratios until the sum of deltas times ratios is below 99.9 %.',
  ),
  NEGATIVE_BUFFER: refusal(
    'Negative buffer',
    'After the trades a vault would owe its own buffer: more was withdrawn, or less of the pool burnt, than was planned.',
    'Burn more pool units of the vault, top up its buffer, or let a withdrawal wait for the next cycle.',
  ),
  BUFFER_OVERDRAWN: {
    kind: 'finding',
    title: 'A buffer below zero',
    meaning:
      'After the trades a vault has less than nothing in its buffer: fees, funding or equity took more than it had, and no withdrawal could be cut. It is booked as it is, and the vault borrows from the float of the others. The next cycle burns more of its pool first.',
    lift: 'Look at what took it there; a vault with nothing left is to be closed or paid in for.',
  },
  WITHDRAWAL_WAITS: {
    kind: 'finding',
    title: 'A withdrawal waits',
    meaning:
      'Shares want to leave, but after the trades the buffer of the vault has no money for them: the pool filled less than was burnt, takes or gives no more now, or the vault owes others and pays them first. The shares stay, with their profit and loss, and are paid in later cycles, oldest first.',
    lift: 'Wait, raise what the pool gives at once, or settle what the vault owes.',
  },
  POOL_PRICE_OFF: refusal(
    'A pool price that left its parts',
    'Since the last cycle the price of the pool moved otherwise than its deltas and the prices of its assets say. It is old or wrong, or the deltas are. Beyond `guard.parts` the cycle stops before anything is marked; without that guard a gap above 5 % is told of.',
    'Read price and deltas of the pool again; raise the guard if the move is true.',
  ),
  BOOK_DIFFERS: {
    kind: 'finding',
    title: 'Positions other than booked',
    meaning:
      'After the close the pool units or a position at the venue are not those of the book, by more than `guard.difference` (a dollar where there is none) at the marks.',
    lift: 'Compare the fills of the cycle with the venue, and state what is right before the next cycle.',
  },
  PROGRAM_NOT_SOLVED: refusal(
    'The linear program has no solution',
    'The solver found the linear program infeasible or unbounded, or gave up on it.',
    'Look at the caps and rates that went in: an infeasible program contradicts itself, an unbounded one earns without limit.',
  ),
  OWN_COUNTERPARTY: refusal(
    'No other counterparty',
    'The pool that would take the other side of a hedge belongs to these vaults alone: the hedge would be worth nothing.',
    'Hedge on another venue.',
  ),
  WEIGHTS_UNSETTLED: refusal(
    'Weights do not converge',
    'The own mint moves the weights of the pool, which moves the fit, which moves the mint, without converging.',
    'Hold a smaller part of the pool, or mint in smaller steps.',
  ),
  POOL_LOCKED: refusal(
    'The pool is locked',
    'Units of a pool may not be burnt until some time after the last mint.',
    'Cross among the vaults, burn before minting, or wait.',
  ),
  POOL_CAPACITY: refusal(
    'Above the capacity of the pool',
    'A mint is above what the pool still takes, or a burn above what is unlocked.',
    'Split it, or wait for capacity.',
  ),
  INPUT_INCOMPLETE: refusal(
    'A figure is missing',
    'A list of prices, weights, funding or flows has not one entry for each asset or vault, and a missing figure is not zero.',
    'Report a figure for each, in the order of the config.',
  ),
  CYCLE_TWICE: refusal(
    'The same cycle twice',
    'A cycle with this key has been closed: its trades, fees and shares are in the state.',
    'Go on from the state as it is; a new cycle needs a key of its own.',
  ),
  CYCLE_TOO_SOON: refusal(
    'Too soon for a cycle',
    'Less time has passed since the last cycle than the config asks for.',
    'Wait for the interval, or shorten it in the config.',
  ),
  PRICE_NOT_POSITIVE: refusal(
    'Invalid price',
    'A price is zero or negative. The cycle stops before anything is marked; the last price is not taken instead.',
    'Read the price again, from another source if need be.',
  ),
  PRICE_CROSSED: refusal(
    'Price and bounds contradict each other',
    'The lowest price is above the highest, or the price lies outside of both. The cycle stops before anything is marked.',
    'Read price and bounds again at one instant.',
  ),
  PRICE_STALE: refusal(
    'An old price',
    'A price is older than the config allows, and the cycle stops before anything is marked; or the config has no `guard.age`, and the cycle is run at old prices. A price that an epoch leaves out grows older with the time since.',
    'Wait for a fresh price.',
  ),
  PRICE_JUMPED: refusal(
    'A price that jumped',
    'A price moved more since the last cycle than the config allows. The cycle stops before anything is marked.',
    'Confirm the price elsewhere, and widen the bound for this cycle if it is true.',
  ),
  FLOW_NEGATIVE: refusal(
    'Negative flow',
    'Deposits and withdrawals are both reported as zero or more.',
    'Report what comes in as a deposit and what leaves as a withdrawal.',
  ),
  SHARES_SHORT: refusal(
    'More shares than there are',
    'Withdrawals of a vault add up to more than its supply.',
    'Withdraw no more than the supply.',
  ),
  VAULTS_DIGITS: refusal(
    'More digits than the unit has',
    'US dollars have 6 places after the point, prices 8, tokens, shares and deltas 18. Nothing is rounded on the way in.',
    'Write fewer places.',
  ),
  VAULTS_NAME_UNKNOWN: refusal(
    'Unknown asset or vault',
    'An asset or a vault is named that is not listed under `assets` or `vaults`, or that this market does not know.',
    'List it, or correct the name.',
  ),
  VAULTS_NONE: refusal('No vault', 'A pool position needs at least one vault.', 'Name one vault at least.'),
  VAULTS_DATA: refusal(
    'Not exactly one market',
    'A config has exactly one source of market data: stated epochs, GLP from files, or a simulated market.',
    'Keep one of `data.epochs`, `data.glp` and `data.simulated`.',
  ),
  VAULTS_BAND: refusal(
    'Invalid band',
    'The target is outside its bounds, or a bound is above 100 %.',
    'Order them: min, target, max.',
  ),
  VAULTS_CARRY: refusal(
    'A program without rates',
    'The linear program weighs what the pool earns against what hedges cost, so it needs both.',
    'Add `carry.income`, and the rates of hedges where they are not zero; or take `fit: tier1`.',
  ),
  VAULTS_STATE: refusal(
    'A state of another book',
    'The state has not as many vaults or assets as the config, or a figure that is no whole number.',
    'Take the state of a report of this config.',
  ),
  VAULTS_STATE_IMPOSSIBLE: refusal(
    'Impossible state',
    'Internal deltas of an asset sum to zero over the vaults; nothing deployed and no shortfall is below zero; high-water marks begin at one share price of 1; and what is held was marked at prices above zero.',
    'Take the state of a report of this config as it is.',
  ),
  PLAN_DEFERRED: refusal(
    'Deferred plan',
    'The plan of this cycle was judged to cost too much for what it moves. The cycle is not closed: what happened waits for the next.',
    'Wait for the next cycle, or look at what trades cost.',
  ),
  VAULTS_MARKET: refusal(
    'A GM market without a price',
    'Price and delta of a GM market follow from its tokens, open interest and supply. These give no price.',
    'Give a supply above zero, and figures that leave the pool some worth.',
  ),
  VAULTS_REQUEST: refusal(
    'A request of a pool that fills at once',
    'Only a pool with `settle: request` is asked for what it fills later: timeouts, and `cancelled` of its fills, are of such requests.',
    'Set `pool.settle: request`, or leave `timeout` and `cancelled` out.',
  ),
  VAULTS_MIX: refusal(
    'A mix of pools that cannot be',
    'Pools of a mix stand under `pool.mix` by name, with shares that sum to 100 %, fees and capacity of their own; epochs state them under `pools`. They fill at once: requests, and hedges against the own pool, are of a single pool.',
    'Correct the shares or the name, or leave out what is of a single pool.',
  ),
  REQUEST_CANCELLED: {
    kind: 'finding',
    title: 'A request to the pool that was cancelled',
    meaning:
      'What a keeper had not filled came back, by a cancellation or after `pool.timeout`. Its money is free again; what was filled before is booked and hedged.',
    lift: 'The next cycles ask again for what is still wanted. Look at why the keeper did not fill it: price impact, limits, or too low an execution fee.',
  },
  VAULTS_PERP: refusal(
    'Terms of a GMX v2 market that cannot be',
    'Funding, borrowing and price impact of a perp market follow from its terms. Exponents lie between 1 and 4, funding is of one kind, the optimal use is below 100 %, and the least rate is no larger than the largest.',
    'Read the factors of the market again; exponents and factors are stated as plain figures, not in 1e30.',
  ),
  DEPOSIT_OF_NOTHING: {
    kind: 'finding',
    title: 'A deposit that issued no share',
    meaning:
      'Shares are rounded down. Where one unit of a share costs more than the deposit, the deposit belongs to those who hold shares.',
    lift: 'Deposit more at once.',
  },
  WITHDRAWAL_OF_NOTHING: {
    kind: 'finding',
    title: 'Shares that were paid nothing',
    meaning:
      'Payments are rounded down. The shares were worth less than one unit of the own asset, or nothing stood behind them.',
    lift: 'Withdraw more at once, or wait until the vault is worth something.',
  },
  EQUITY_THIN: {
    kind: 'finding',
    title: 'Too little equity between two cycles',
    meaning:
      'At the marks of the venue between two cycles the equity behind a hedge was below `assets.NAME.maintenance` of its worth: the venue may have closed it. Backtests keep the hedge and report it.',
    lift: 'Hold more equity behind hedges, or let cycles follow each other sooner.',
  },
  VENUE_DIFFERS: {
    kind: 'finding',
    title: 'Venue and book disagree',
    meaning:
      "The venue states another equity than fills, marks and funding of the book come to. The book takes the venue's figure and reports the difference.",
    lift: 'Compare fills, fees and funding of the interval with the venue.',
  },
  VAULTS_INCOMPLETE: refusal(
    'An epoch without its prices',
    'Prices and deltas hold until they are written again, so the first epoch must state all of them.',
    'Add what is missing to the first epoch.',
  ),
  CYCLE_CLOSED: refusal(
    'The cycle is closed',
    'A step was to be taken in a cycle whose buffers, shares and marks are settled.',
    'Open the next cycle with prices of its own.',
  ),
  SPLIT_UNEVEN: refusal(
    'Parts do not sum to the whole',
    'What the vaults were to have of an order, or to pay for it, does not sum to the order or to its cost.',
    'Split by largest remainder, one part for each vault.',
  ),
  UNITS_SHORT: refusal(
    'Not enough pool units',
    'A vault would burn or cross more pool units than are its own.',
    'Burn or cross no more than its part of the pool.',
  ),
  EQUITY_SHORT: refusal(
    'Not enough equity',
    'More equity would leave a venue than a vault has behind its hedge there.',
    'Take out at most the equity there.',
  ),
  EQUITY_BELOW_FLOOR: {
    kind: 'finding',
    title: 'Too little equity behind a hedge',
    meaning:
      'After the step less would stand behind a hedge than the least of its band, or an order would open more than equity and buffers together can stand behind.',
    lift: 'Move equity to the venue first, or hedge less.',
  },
  INTERNAL_UNBALANCED: {
    kind: 'finding',
    title: 'Internal hedges do not cancel',
    meaning: 'What one vault is long of an asset inside, others have to be short: the entries do not sum to zero.',
    lift: 'This is a fault of the engine. Do not act on the plan, and report it.',
  },
  RESIDUAL_WORSE: {
    kind: 'finding',
    title: 'More risk left than before',
    meaning: 'A vault would close with more price risk of an asset than it opened with, beyond its band.',
    lift: 'Hedge what is left, or deploy less.',
  },
  ABOVE_CAP: {
    kind: 'finding',
    title: 'A position above its cap',
    meaning: 'The pool position or a net hedge would grow beyond what the config allows.',
    lift: 'Deploy less, or raise the cap knowingly.',
  },
  NET_EMPTY: refusal('No wishes', 'There is nothing to net in the file.', 'Write one row for each wish.'),
  NET_TWICE: refusal(
    'Two wishes of one strategy',
    'A strategy names the same instrument twice, and which of the two holds is ambiguous.',
    'Write their sum.',
  ),
  NET_TERMS: refusal(
    'Contradictory terms',
    'Price, fee and fill belong to an instrument, not to a strategy: any of its rows may state them, but all must agree. A fee is stated as an amount or as a rate.',
    'Keep one of them.',
  ),
  VAULTS_TOTAL: refusal(
    'A pool of unknown size on the other side',
    'Where the pool takes the other side of hedges, a part of each hedge is taken by the vaults themselves, and how large it is follows from the worth of the whole pool.',
    'Add `pool.total`, or hedge elsewhere.',
  ),
}
