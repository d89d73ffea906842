import type { Code } from './code.ts'
import { RESERVE_MODEL } from './reserveModel.ts'

/** What the reserve book refuses. */
export const RESERVE: Readonly<Record<string, Code>> = {
  ...RESERVE_MODEL,
  PLACES_TOO_MANY: {
    kind: 'refusal',
    title: 'More places than the unit has',
    meaning: "Amounts are exact, so digits beyond the token's decimals are refused, not rounded.",
    lift: 'Write at most as many places after the point as the tranche has decimals.',
  },
  AMOUNT_TOO_LARGE: {
    kind: 'refusal',
    title: 'An amount beyond 256 bits',
    meaning: 'In base units the amount would not fit where a chain keeps it.',
    lift: 'Look at the decimals of the tranche, or write a smaller amount.',
  },
  PRICE_ABSURD: {
    kind: 'refusal',
    title: 'Implausible price',
    meaning: 'A price of zero or of more than 10^12 USD is a typing error or another unit.',
    lift: 'Write the price of one whole unit in US dollars.',
  },
  PEG_EMPTY: {
    kind: 'refusal',
    title: 'An empty peg range',
    meaning: 'The floor is not below the ceiling, so no price is within the peg.',
    lift: 'Write a floor below the ceiling, such as 0.95 and 1.05.',
  },
  FLOW_TWICE: {
    kind: 'refusal',
    title: 'Two limits for one flow',
    meaning: 'A flow is limited by an amount or by a share of the tranche, not to both.',
    lift: 'Leave out `amount` or `share`.',
  },
  ASSETS_UNCLEAR: {
    kind: 'refusal',
    title: 'Ambiguous assets of a tranche',
    meaning:
      'A tranche is one asset with its own `price`, or a list of `assets` in which each stands once, and not both.',
    lift: 'Leave out `price` and `stable`, or the list; name every asset once.',
  },
  POOL_UNCLEAR: {
    kind: 'refusal',
    title: 'A pool that cannot be priced from its parts',
    meaning:
      'A share of a pool or a basket is priced from a `supply` and a `reserve` of each of its `assets`; a weighted pool has a `weight` for each, a stable one an `amplification`.',
    lift: 'State what the message names, or give `per` for each asset where amounts for one unit are fixed.',
  },
  EVENT_UNCLEAR: {
    kind: 'error',
    title: 'Not exactly one event',
    meaning:
      'Each event of a scenario is exactly one act: an order, prices, time, a calibration or what a guardian does.',
    lift: 'Write two events where two things happen, and name the act where none is named.',
  },
  NO_WAY_TO_BANDS: {
    kind: 'refusal',
    title: 'No plan reaches the bands',
    meaning:
      'No sequence of mints, redemptions, swaps and waits brings every weight inside its band within the limits. The limit that binds is named.',
    lift: 'Lift the limit that is named: bring assets or coins, wait longer, raise a flow limit, allow another kind of order, or widen the band.',
  },
  PLAN_TOO_SMALL: {
    kind: 'refusal',
    title: 'The plan is too small for an order',
    meaning: 'What would have to move is less than one unit, or needs coins that are not at hand.',
    lift: 'Wait until the weights have drifted further, or bring coins.',
  },
  PLAN_FALLS_SHORT: {
    kind: 'refusal',
    title: 'The plan would end outside a band',
    meaning: 'Written out in exact amounts, the plan would leave a tranche outside its band.',
    lift: 'Wait until the schedule or prices have come to rest, or widen the band.',
  },
  WEIGHT_OUT_OF_BAND: {
    kind: 'finding',
    title: 'A tranche would drift away',
    meaning: 'After the order a tranche would stand outside its band and farther from its target than before.',
    lift: 'Move less of it, or the other way.',
  },
  FLOW_ABOVE_LIMIT: {
    kind: 'finding',
    title: 'More would flow than the limit lets through',
    meaning:
      'The flow after the order is above its limit, does not count the order, or went through a closed direction.',
    lift: 'Move less, or wait until the flow has faded and the direction is open.',
  },
  FILLS_OFF_PEG: {
    kind: 'finding',
    title: 'A failing tranche would grow',
    meaning: 'Assets would come into a tranche while one of them is below the floor of its peg.',
    lift: 'Leave the tranche out, or wait until the peg is back.',
  },
  FLOW_IMPOSSIBLE: {
    kind: 'error',
    title: 'Recorded inflow exceeds the balance',
    meaning: 'Recorded inflow cannot exceed the balance plus what has flowed out since.',
    lift: 'Correct `flowed` or `balance`: both are in whole units.',
  },
  CLOSED_TOO_LONG: {
    kind: 'error',
    title: 'Closed for too long',
    meaning: 'A direction closes for `rules.cooldown` blocks, or by a guardian for at most `rules.guardianMax`.',
    lift: 'Count `closed` in blocks from now, or state the rules that closed it.',
  },
  PRICE_NOT_USABLE: {
    kind: 'finding',
    title: 'Invalid price',
    meaning: 'An order would move a tranche whose price is zero, missing or below the least price.',
    lift: 'Wait for a price.',
  },
  ORDER_TOO_LARGE: {
    kind: 'finding',
    title: 'Order exceeds `orderMax`',
    meaning: 'A single order would move more value than `orderMax`.',
    lift: 'Split it, or raise the limit knowingly.',
  },
  MARKET_UNCLEAR: {
    kind: 'refusal',
    title: 'No market, or two',
    meaning: 'A backtest of a reserve runs on market files or on simulated prices.',
    lift: 'Keep one of `market.files` and `market.simulated`.',
  },
  BLOCK_TIME_UNEVEN: {
    kind: 'refusal',
    title: 'Block time must be a whole number of seconds',
    meaning: 'Blocks are stamped by whole seconds, so the time between them is a whole number of seconds above zero.',
    lift: 'Write a block time of whole seconds; for faster chains, count several blocks as one.',
  },
  REDEMPTION_SHAPELESS: {
    kind: 'refusal',
    title: 'Invalid redemption price curve',
    meaning: 'The least slope is zero, or the zone at par, the floor or the memory is above one.',
    lift: 'Give a slope above zero, and shares of at most one.',
  },
  STEP_TOO_SHORT: {
    kind: 'refusal',
    title: 'Rows too close together',
    meaning: 'Rows are at least a second apart, as blocks are stamped, and a run has at most a million of them.',
    lift: 'Let more time pass from one row to the next, or choose a shorter period.',
  },
  COINS_OF_NOTHING: {
    kind: 'finding',
    title: 'A mint that issued no coins',
    meaning:
      'Coins are rounded down. The deposit was worth less than one unit of a coin, or fees took all of it, and it stays in the reserve.',
    lift: 'Deposit more at once, or give `least` with the mint.',
  },
  COMMITMENT_OUT_OF_BAND: {
    kind: 'finding',
    title: 'A commitment that will stop orders',
    meaning:
      'By its cliff, vesting, decay or revocation a commitment will stand outside its band, and every order must then bring it nearer. Where nothing of it counts, none can.',
    lift: 'Set `commitment.target: follows`, so that the target moves with what counts, or calibrate other weights in time.',
  },
  TRANCHE_EMPTY: {
    kind: 'finding',
    title: 'An empty tranche with a target',
    meaning:
      'A tranche that holds nothing is outside its band, so every order must bring it nearer: only mints with it and swaps into it pass until it is filled.',
    lift: 'Fill it step by step within its flow limit, state a larger `flow.amount`, or let its weight grow from 0 with `from` and `over`.',
  },
  DECIMALS_CHANGED: {
    kind: 'refusal',
    title: 'Another number of decimals for a known name',
    meaning:
      'Amounts of a scenario are read by the decimals of their tranche, so a name keeps its decimals throughout.',
    lift: 'State the same decimals, or add the tranche under another name.',
  },
  ADDED_WITHOUT_WEIGHT: {
    kind: 'refusal',
    title: 'An added tranche without a weight',
    meaning:
      'The weights of a calibration are its whole new list, and a tranche under `add` that is not in it would be dropped.',
    lift: 'Give it a weight, 0 % if need be, or leave it out of `add`.',
  },
  ADDED_KEY_UNUSED: {
    kind: 'refusal',
    title: 'A key that says nothing under `add`',
    meaning:
      'A calibration decides by itself where a new weight begins (at 0), how long its way takes, and at which price. All that is on its list counts in the weights.',
    lift: 'Leave the key out; `over` belongs to the calibration.',
  },
  ASSET_UNLIKE: {
    kind: 'refusal',
    title: 'One asset at two prices',
    meaning:
      'Two tranches hold the same asset and state different prices or pegs of it. An order that the peg refuses in one of them would pass by the other.',
    lift: 'State one price and one `stable` range of the asset in every tranche that holds it.',
  },
  GUARD_TOO_WIDE: {
    kind: 'refusal',
    title: 'A guard that lets everything pass',
    meaning: 'Prices of pairs that are ten percent apart are no agreement, so the guard on them must be narrower.',
    lift: 'Write `rules.guard.pairs` below 10 %; 2 % when left out.',
  },
  GUARD_BLIND: {
    kind: 'finding',
    title: 'The guard has nothing to compare a price with',
    meaning: 'A guard on prices is set, and of some asset of the reserve no pair and no source is stated.',
    lift: 'State pairs or sources of it under `oracle`, or name it under `guard` of the market.',
  },
  PRICE_PAIR_OFF: {
    kind: 'refusal',
    title: 'The price of a pair contradicts its market',
    meaning:
      'By the prices of the reserve one asset is worth more or less in another than their market says, by more than `rules.guard.pairs`. One of them is late or wrong, and whoever knows which would be paid the difference.',
    lift: 'Wait until the prices agree, or correct the one that is wrong.',
  },
  PRICE_LEVEL_OFF: {
    kind: 'refusal',
    title: 'A price contradicts its sources',
    meaning:
      'The price of an asset is farther from the median of its sources than `rules.guard.level` allows: it is late or wrong.',
    lift: 'Wait until the price agrees with its sources, or correct it.',
  },
  RECOVERY_INVALID: {
    kind: 'refusal',
    title: 'A recovery that leads nowhere',
    meaning: 'Burning coins of stakers leads to the target, which must not lie below the trigger.',
    lift: 'Write a target of at least the trigger, such as 1 for a trigger of 0.95.',
  },
  TRANCHE_EXISTS: {
    kind: 'refusal',
    title: 'A tranche that exists was added',
    meaning: 'Adding describes what is new. A tranche that is on the list keeps its balance, its price and its flows.',
    lift: 'Give it a weight without adding it, take it off the list first, or use another name.',
  },
  REDEMPTION_OF_NOTHING: {
    kind: 'finding',
    title: 'A redemption that paid nothing',
    meaning: 'Payments are rounded down to a unit of each tranche. The coins are gone and nothing left the reserve.',
    lift: 'Redeem more at once.',
  },
  FIRST_PRICE_MISSING: {
    kind: 'error',
    title: 'No price at the start',
    meaning: 'The file has no price of the asset up to the first instant of the run.',
    lift: 'Choose a period that the file covers, as the message says, or name another source for the asset.',
  },
  NOT_TRADED: {
    kind: 'refusal',
    title: 'A tranche without an outside market',
    meaning: 'A swap names a tranche that is not registered, is a commitment, or has no trading terms.',
    lift: 'Mint or redeem that tranche instead, or state what a trade of it costs.',
  },
  SWAP_UNPRICED: {
    kind: 'refusal',
    title: 'A swap while prices are too small',
    meaning: 'No asset of one tranche is worth the least price, so nothing may move.',
    lift: 'Wait for a price, or calibrate the reserve without that tranche.',
  },
  SWAP_DRIFTS: {
    kind: 'refusal',
    title: 'A swap away from the targets',
    meaning: 'After all legs some tranche would stand outside its band and no nearer to its target.',
    lift: 'Sell what is above its band and buy what is below it, all of them in one order.',
  },
  SWAP_OFF_PEG: {
    kind: 'refusal',
    title: 'A swap into a failing tranche',
    meaning: 'A stable asset is below its floor, and the swap would buy a tranche that is off its peg.',
    lift: 'Buy another tranche, or wait until the peg is back.',
  },
  SWAP_TOO_MUCH: {
    kind: 'refusal',
    title: 'A swap of more than the balance',
    meaning: 'The legs sell more of a tranche than the reserve holds.',
    lift: 'Sell at most the balance.',
  },
  SWAP_SHORT: {
    kind: 'refusal',
    title: 'A swap that brings too little',
    meaning: 'The outside market gives less than the least that a leg asked for.',
    lift: 'Ask for less, or wait for a better price.',
  },
  SWAP_POINTLESS: {
    kind: 'refusal',
    title: 'An empty swap',
    meaning: 'A leg sells nothing, or trades a tranche for itself, or there is no leg.',
    lift: 'Sell an amount above zero of one tranche for another.',
  },
  TIME_BACKWARDS: {
    kind: 'refusal',
    title: 'Event before the current time',
    meaning: "The event is dated before the reserve's current block or time.",
    lift: 'Sort the events by block and time.',
  },
  WALLET_SHORT: {
    kind: 'refusal',
    title: 'The operator does not have that much',
    meaning: 'The operator was to mint with assets, or to redeem coins, that are not in the wallet.',
    lift: 'Bring what is missing, or move less.',
  },
}
