import * as Amount from '../../../units/amount.ts'
import * as Shares from '../../../units/shares.ts'
import { sharesOf } from '../sharePrice.ts'
import * as Supply from '../supply.ts'
import * as Word from '../word.ts'
import type { Attribution } from './attribution.ts'

/**
 * Shares only (docs/models/pool.md): ⌊value · unit / sharePrice⌋ shares leave the virtual supply of the source, which must keep to the supply
 * rule afterwards, and as many as the value buys at the destination's price join there. From then on the tokens gain and lose for the
 * chain that holds them.
 */
export const VS_ONLY: Attribution = {
  leave(chain, { value, sharePrice }, { rules }) {
    const shares = sharesOf(value, sharePrice, chain.unit)
    if (typeof shares !== 'bigint') return shares
    const left = Word.sum(chain.virtualSupply, -shares)
    if (typeof left !== 'bigint') return left
    const virtualSupply = Shares.of(left)
    const broken = Supply.check({ totalSupply: chain.totalSupply, virtualSupply, floor: rules.supplyFloor })
    return broken ?? { ok: true, chain: { ...chain, virtualSupply } }
  },

  arrive(chain, { value, sharePrice }) {
    const shares = sharesOf(value, sharePrice, chain.unit)
    if (typeof shares !== 'bigint') return shares
    const virtualSupply = Word.sum(chain.virtualSupply, shares)
    if (typeof virtualSupply !== 'bigint') return virtualSupply
    return { ok: true, chain: { ...chain, virtualSupply: Shares.of(virtualSupply) }, effect: Amount.ZERO }
  },

  writes: { source: 1, destination: 1, destinationOfBase: 1, clearing: 1 },
}
