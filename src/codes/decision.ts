import type { Code } from './code.ts'

/** What a check saw in a plan, and why the planner has none. */
export const DECISION: Readonly<Record<string, Code>> = {
  HEALTH_TOO_LOW: {
    kind: 'finding',
    title: 'A loan would fall below its warning',
    meaning:
      'No step may take a loan below the warning level of its health, nor make a loan worse that stands below it already.',
    lift: 'Move less, or repay debt in the same plan first.',
  },
  MARGIN_TOO_LOW: {
    kind: 'finding',
    title: 'An exchange account would fall below its warning',
    meaning: 'No step may take margin below its warning level. Capital in flight does not count toward margin.',
    lift: 'Move less margin, open less, or bring margin first.',
  },
  DELTA_OUT_OF_TOLERANCE: {
    kind: 'finding',
    title: 'A stage would leave the book exposed to the price',
    meaning: 'After every stage of a plan, capital in flight included, delta must stand within its warning level.',
    lift: 'Hedge in the same stage, or move less.',
  },
  SLIPPAGE_TOO_HIGH: {
    kind: 'finding',
    title: 'A trade would lose too much',
    meaning: 'The trade would lose more against the price than `limits.slippageMax` allows.',
    lift: 'Trade less at once, wait for a deeper market, or raise the limit.',
  },
  SIZE_OFF_GRID: {
    kind: 'finding',
    title: 'A size off the grid',
    meaning:
      'A step of the plan has a size that is no multiple of the lot or the tick of its venue, which would refuse it.',
    lift: 'This is a fault of the planner: do not act on the plan, and report it.',
  },
  SIZE_BELOW_LEAST: {
    kind: 'finding',
    title: 'An order that is too small',
    meaning: 'A step of the plan would order less than the least notional of its exchange, which would refuse it.',
    lift: 'This is a fault of the planner: do not act on the plan, and report it.',
  },
  TRANSFER_TOO_SMALL: {
    kind: 'finding',
    title: 'A transfer below the least size',
    meaning: 'Routine transfers below `limits.transferMin` cost more attention than they are worth.',
    lift: 'Move more at once, or lower the limit.',
  },
  TRANSFER_TOO_LARGE: {
    kind: 'finding',
    title: 'A transfer above the largest size',
    meaning:
      'No single transfer exceeds `limits.transferMax`, in an emergency neither: the cap contains a bug or a stolen key.',
    lift: 'Split it, or raise the limit knowingly.',
  },
  CAP_PER_HOUR: {
    kind: 'finding',
    title: 'Too much within an hour',
    meaning: 'More would leave within an hour than `limits.perHour` lets go without a person.',
    lift: 'Wait, or have a person raise the cap.',
  },
  CAP_PER_DAY: {
    kind: 'finding',
    title: 'Too much within a day',
    meaning: 'More would leave within a day than `limits.perDay` lets go without a person.',
    lift: 'Wait, or have a person raise the cap.',
  },
  DESTINATION_NOT_LISTED: {
    kind: 'finding',
    title: 'A destination that is not whitelisted',
    meaning: 'Capital goes only to the places in `limits.destinations`.',
    lift: 'Add the place after checking its address.',
  },
  EXPOSURE_TOO_HIGH: {
    kind: 'finding',
    title: 'Too much at one exchange',
    meaning:
      'An exchange would hold more of net assets than `limits.exposureMax`, unrealised gains and capital on its way included.',
    lift: 'Send to another exchange, or take out what is over target there first.',
  },
  RATIO_DISAGREES: {
    kind: 'finding',
    title: "An exchange's own margin ratio differs from the book's",
    meaning:
      'The ratio that an exchange shows, turned into maintenance over equity, is off what the stated book comes to by more than 20 % of it and half a point. Balances, quantities or entries may be stale or mistyped, the prices those of another hour, the ratio in percent instead of a share, or the tiers not those of the account. The plan goes by the book as stated.',
    lift: 'Copy the account anew, write the ratio as a share (0.05 for 5 %), or state the tiers in `terms`.',
  },
  USDT_OFF_PEG: {
    kind: 'finding',
    title: 'USDT is away from one dollar',
    meaning:
      'USDT is farther from one dollar than `levels.peg.warning`. Routine moves wait; what safety needs goes on.',
    lift: 'Wait until it is back, or widen `levels.peg`.',
  },
  GAS_TOO_DEAR: {
    kind: 'finding',
    title: 'Gas costs more than a routine move may pay',
    meaning: 'Gas is above `limits.gasMax`. Routine moves on a chain wait; what safety needs goes on.',
    lift: 'Wait for cheaper gas, or raise `limits.gasMax`.',
  },
  DEPEG: {
    kind: 'finding',
    title: 'Alert: USDT has left its peg',
    meaning: 'An alert of the venues book: USDT is farther from one dollar than `levels.peg.warning`.',
    lift: 'Decide whether to hold USDT. Routine moves wait until it is back.',
  },
  ADL: {
    kind: 'finding',
    title: 'Alert: an exchange closed a position by itself (auto-deleveraging)',
    meaning:
      'An exchange deleveraged a winning perp, so that the hedge is smaller than planned. The next plans restore it.',
    lift: 'Nothing has to be done; the alert ends with the alarm.',
  },
  EXECUTE: {
    kind: 'finding',
    title: 'A plan that runs, and mends what there is to mend',
    meaning: 'A plan may run, and after it nothing is at WARNING or worse. `plan` exits with 0. Nothing is sent.',
    lift: 'Nothing has to be done.',
  },
  PARTIAL: {
    kind: 'finding',
    title: 'A plan that runs and leaves something at risk',
    meaning:
      'A plan may run, and after it a measure is still at WARNING or worse, or the stated book cannot be as it is. `plan` exits with 1.',
    lift: 'Read what is listed as at risk after the plan, and what would lift the remedies that are blocked.',
  },
  BLOCKED: {
    kind: 'finding',
    title: 'Something is at risk and no plan may run',
    meaning:
      'A measure is at WARNING or worse, and every remedy is refused by a rule or costs more than its cap. `plan` exits with 1.',
    lift: 'Each blocked remedy says which rule stops it and what would lift it.',
  },
  WAIT: {
    kind: 'finding',
    title: 'What is on its way mends it',
    meaning:
      'A measure is at WARNING, no plan may run, and what is in flight brings it back. `plan` exits with 1 until then.',
    lift: 'Wait for what is on its way; the risk stands until it arrives.',
  },
  ERROR: {
    kind: 'finding',
    title: 'A plan that could not be judged',
    meaning: 'A plan exists, and its gain could not be computed from the figures that are known.',
    lift: 'Look at the faults of data beside it, and state what is missing.',
  },
  DEFER: {
    kind: 'finding',
    title: 'A deferred plan',
    meaning: 'A plan exists and is not executed now, because its cost or its timing rules it out.',
    lift: 'Read the reason beside it: most often a cap on cost: `decision.costMax` of a venues config, `policy.costMax` of a pool, `operator.costMax` of a reserve.',
  },
  NEUTRAL: {
    kind: 'finding',
    title: 'A plan that does not pay for itself',
    meaning: 'A plan exists and would not earn its cost within the horizon.',
    lift: 'Nothing has to be done. A longer `decision.horizon` of a venues config, or `carry.horizon` of vaults, weighs the gain for longer.',
  },
  DATA_STALE: {
    kind: 'finding',
    title: 'Old market data',
    meaning:
      'Prices are older than the policy allows, or dated in the future. What adds risk is blocked until fresh ones are read; what reduces risk is reported.',
    lift: 'Wait for fresh data, or widen the age that the policy allows.',
  },
  NOT_CONSERVED: {
    kind: 'finding',
    title: 'Value would appear or vanish',
    meaning: 'Net assets would change by something other than the stated cost. This is a fault of Trimtab.',
    lift: 'Do not act on the plan, and report it.',
  },
  NOTHING_TO_SELL: {
    kind: 'refusal',
    title: 'Nothing to deleverage with',
    meaning: 'The loan holds no staked ether that could be sold to repay it.',
    lift: 'Repay from elsewhere, or supply collateral.',
  },
  NOT_WORTH_IT: {
    kind: 'refusal',
    title: 'Moving it back would not pay',
    meaning: 'Something is out of its band, and the least that the move costs exceeds the most that it could bring.',
    lift: 'Wait until it is urgent, pays, or gets cheaper; or lower `decision.hurdle`, or raise `decision.costMax`.',
  },
  LIMIT_REACHED: {
    kind: 'refusal',
    title: 'A limit leaves nothing to move now',
    meaning:
      'What was sent within the hour or the day has used up a cap, or one transfer may carry less than the least size.',
    lift: 'Raise the limit that the finding names, or lower `limits.transferMin`. Where something was sent within the hour or the day, waiting helps too.',
  },
  NO_SOURCE: {
    kind: 'refusal',
    title: 'No source can give enough',
    meaning: 'Every source that could help would fall below its own target, or can give less than the least transfer.',
    lift: 'Bring capital, lower `limits.transferMin`, or reduce the position.',
  },
  SOURCE_SHORT: {
    kind: 'refusal',
    title: 'The source cannot give this much',
    meaning: 'It would fall below its own targets.',
    lift: 'Move less, or use another source too.',
  },
  TOO_SLOW: {
    kind: 'refusal',
    title: 'No route arrives in time',
    meaning: 'Every route takes longer than the deadline on a slow day.',
    lift: 'Allow a later deadline, or act where the trouble is.',
  },
  SETUP_INVALID: {
    kind: 'error',
    title: 'A market cannot be simulated from this',
    meaning: 'The seed, start, length or phases of the simulated market are invalid.',
    lift: 'Give a 32-bit integer as seed, a full hour as start, and whole hours.',
  },
  NO_DATA_FOLDER: {
    kind: 'error',
    title: 'No folder of market files',
    meaning: 'The config runs on published files, and no folder is named.',
    lift: 'Name the folder in the config, on the command line or in TRIMTAB_DATA, or use the simulated market.',
  },
  NO_PERIOD: {
    kind: 'error',
    title: 'No period to run on',
    meaning: 'A run on market files needs its first and its last hour.',
    lift: 'State `data.from` and `data.to`.',
  },
  APPROVAL_NEEDED: {
    kind: 'finding',
    title: 'Approval needed',
    meaning:
      'An emergency needs more than a cap lets go, or the repayment of a debt whose purpose nobody stated. Only what the caps allow is sent.',
    lift: 'Have a person approve it, raise the limit knowingly, or state the purpose of the debt.',
  },
  EMERGENCY_STRANDED: {
    kind: 'refusal',
    title: 'No source can resolve the emergency',
    meaning: 'Every source was tried in order, and none has anything to give. The finding states the missing amount.',
    lift: 'Bring capital from outside, approve what waits for approval, or close part of the position by hand. Where delta alone is off, hedge it by hand.',
  },
  OFF_LOT: {
    kind: 'finding',
    title: 'A hedge that is no whole number of lots',
    meaning:
      'The venue takes orders of the asset in whole lots only (`assets.NAME.lot`), and the order that would be sent is none.',
    lift: 'Order whole lots, or correct the lot in the config.',
  },
}
