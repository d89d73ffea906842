import { touched } from '../../portfolio/reserve/unusable.ts'
import { unknown } from '../fault.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, seen } from './seen.ts'

/** No step goes by a figure that is missing or no number. What moves has a price, and at least the least that the rules take for one. */
export function price(examined: ReserveExamined): readonly Finding[] {
  const missing = unknown(touched(examined.step, examined.market))
  if (missing.length > 0) return missing
  if (!isOrder(examined.step)) return []
  const { priceMin } = examined.market.rules
  return seen(examined).flatMap(({ id, came, went, price: raw }): readonly Finding[] => {
    if ((came === 0n && went === 0n) || (raw > 0n && raw >= priceMin)) return []
    return [
      block('PRICE_NOT_USABLE', `${id} would move at an invalid price`, {
        facts: { tranche: id, price: String(raw), priceMin: String(priceMin) },
        lift: `Wait for a price of ${id}.`,
      }),
    ]
  })
}
