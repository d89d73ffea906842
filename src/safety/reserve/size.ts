import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, seen } from './seen.ts'

/** No single order moves more than one mistake may be. */
export function size(examined: ReserveExamined): readonly Finding[] {
  const { step, policy } = examined
  if (!isOrder(step)) return []
  const worth = ({ amount, price, decimals }: { amount: bigint; price: bigint; decimals: number }): number =>
    (Number(amount) / Number(10n ** BigInt(decimals))) * (Number(price) / 1e18)
  let value = 0
  for (const { came, went, price, before } of seen(examined))
    value += worth({ amount: came > went ? came : went, price, decimals: before.decimals })
  if (value <= policy.orderMax) return []
  return [
    block('ORDER_TOO_LARGE', 'A single order would move more than the policy allows', {
      facts: { value, most: policy.orderMax },
      lift: 'Split it into several orders, or raise the limit knowingly.',
    }),
  ]
}
