import type { Code } from './code.ts'

/** Findings of `check` and a backtest on capital that cannot be deployed, or only slowly. */
export const DEPLOY: Readonly<Record<string, Code>> = {
  GAS_SHARE_HIGH: {
    kind: 'finding',
    title: 'The ETH for gas is a large part of the capital',
    meaning:
      'ETH in the wallet pays for gas, earns nothing and is not hedged. Its price moves the result, and above `levels.delta.critical` the book starts in an emergency, in which nothing is deployed.',
    lift: 'Start with more capital beside the same ETH, or with less ETH; `gasReserve.min` is the least.',
  },
  CAPITAL_BELOW_TRANSFER_MIN: {
    kind: 'finding',
    title: 'The capital, or the share of an exchange, is below the least transfer',
    meaning:
      'A routine transfer below `limits.transferMin` is not made. Where the free capital, or the margin that goes to one exchange, is smaller, it stays in the wallet.',
    lift: 'Start with more capital, lower `limits.transferMin`, or use fewer exchanges.',
  },
  DEPLOYED_IN_CYCLES: {
    kind: 'finding',
    title: 'The caps spread the first deployment over several cycles',
    meaning:
      'No transfer exceeds `limits.transferMax`, and no more leaves than `limits.perHour` and `limits.perDay` allow. Routine moves are considered every `decision.routineEvery`, so capital above what one cycle may send waits for the next.',
    lift: 'Raise the cap that is named, or accept the wait.',
  },
}
