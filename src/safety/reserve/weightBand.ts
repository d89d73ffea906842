import { zip } from '../../models/reserve/zip.ts'
import { mulDiv } from '../../units/rounding.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, seen } from './seen.ts'
import { weigh } from './weights.ts'

/** After an order every tranche stands inside its band, or no farther from its target than before (docs/models/reserve.md). */
export function weightBand(examined: ReserveExamined): readonly Finding[] {
  const { before, after, step, market } = examined
  if (!isOrder(step)) return []
  const all = seen(examined)
  const was = weigh(
    all.map((each) => ({ tranche: each.before, price: each.price })),
    before.reserve.time,
  )
  const is = weigh(
    all.map((each) => ({ tranche: each.after, price: each.price })),
    after.reserve.time,
  )
  return zip(zip(all, was), is).flatMap(([[{ id }, then], { weight, target }]): readonly Finding[] => {
    const far = distance(weight, target)
    const wasFar = distance(then.weight, then.target)
    const edge = mulDiv(target, market.rules.band, 10n ** 18n, 'up')
    if (far <= edge + ROUNDING || far <= wasFar + ROUNDING) return []
    return [
      block('WEIGHT_OUT_OF_BAND', `${id} would stand outside its band, and farther from its target than before`, {
        facts: { tranche: id, weight: String(weight), targetWeight: String(target), edge: String(edge) },
        lift: `Move less of ${id}, or the other way.`,
      }),
    ]
  })
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)

/** Units of 1e−18 that the reserve's own roundings may differ by from those made here. */
const ROUNDING = 64n
