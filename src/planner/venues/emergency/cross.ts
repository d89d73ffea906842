import { assess } from '../../../portfolio/venues/risk.ts'
import { imbalance } from '../allocation.ts'
import { node } from '../leg.ts'
import { bring } from './bring.ts'
import { type Desk, here, reject } from './desk.ts'

/** Equity from the exchange furthest over its share to the one furthest under, both safe afterwards (docs/rules/venues.md#D13). */
export function level(desk: Desk): void {
  const { components, name, long } = desk.context.policy.mode
  if (components.emergency !== 'full' && long !== 'spot')
    return void reject(desk, 'EXCHANGE', `${name} has no emergency transfers between venues`)
  const move = wanted(desk)
  if (move === null) return
  bring(
    {
      name: 'EXCHANGE',
      source: move.source,
      isFrom: ({ asset }) => asset === 'USDT',
      target: move.target,
      to: node(move.target, 'trading', 'USDT'),
      hedge: [],
      need: () => {
        const left = wanted(desk)
        return left !== null && left.source === move.source && left.target === move.target ? left.wanted : 0
      },
    },
    desk,
  )
}

/** USD that should still go from one exchange to another. */
export function missing(desk: Desk): number {
  return wanted(desk)?.wanted ?? 0
}

/** The imbalance of the draft's state. */
function wanted(desk: Desk) {
  const context = here(desk)
  return imbalance({ ...context, assessment: assess(context, context.policy) })
}
