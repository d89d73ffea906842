import { lookup } from '../../units/lookup.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { isOrder, seen } from './seen.ts'

/** Nothing is put into a tranche while one of its stable assets is below its floor: whoever mints with it pays with what is failing. */
export function peg(examined: ReserveExamined): readonly Finding[] {
  if (!isOrder(examined.step)) return []
  return seen(examined).flatMap(({ id, came, before }): readonly Finding[] => {
    const assets = lookup(examined.market.quotes, id)?.assets ?? before.assets
    const failing = assets.find((asset) => asset.peg !== null && asset.price < asset.peg.floor)
    if (came === 0n || failing === undefined) return []
    return [
      block('FILLS_OFF_PEG', `${id} would be filled up while ${failing.id} is below its floor`, {
        facts: { tranche: id, asset: failing.id, price: String(failing.price), amount: String(came) },
        lift: `Leave ${id} out, or wait until ${failing.id} is back on its peg.`,
      }),
    ]
  })
}
