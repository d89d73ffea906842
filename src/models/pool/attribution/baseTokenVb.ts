import * as Amount from '../../../units/amount.ts'
import type { Refused } from '../../../units/refusal.ts'
import { mulDiv } from '../../../units/rounding.ts'
import type { SharePrice } from '../../../units/sharePrice.ts'
import * as Shares from '../../../units/shares.ts'
import { type Chain, type Changed, holding, withHolding } from '../chain.ts'
import { sharesOf, worthOf } from '../sharePrice.ts'
import type { Attribution } from './attribution.ts'

/**
 * A fixed claim in the base token (docs/rules/pool.md#claim-in-the-base-token). The source keeps its shares and books the value
 * sent as a claim that no price moves; shares that had arrived here before are given back first, at today's price. The destination
 * uses the value up against claims of its own first, and issues virtual shares for the rest. From then on the tokens gain and lose
 * for the chain that holds them, and the whole supply of the source shares what is left there.
 */
export const BASE_TOKEN_VB: Attribution = {
  leave: (chain, { value, sharePrice }) => giveUp(chain, value, sharePrice),

  arrive(chain, { value, sharePrice }) {
    const claim = holding(chain, chain.base)
    const cleared = claim.virtualBalance > 0n ? Amount.min(value, claim.virtualBalance) : Amount.ZERO
    const shares = sharesOf(Amount.sub(value, cleared), sharePrice, chain.unit)
    if (typeof shares !== 'bigint') return shares
    const virtualSupply = Shares.add(chain.virtualSupply, shares)
    const after = { ...claimed(chain, Amount.sub(Amount.ZERO, cleared)), virtualSupply }
    return { ok: true, chain: after, effect: Amount.sub(Amount.ZERO, cleared) }
  },

  writes: { source: 1, destination: 1, destinationOfBase: 1, clearing: 2 },
}

/** Takes a value out of this chain's supply: virtual shares first, as far as they are worth it, and a claim for the rest. */
export function giveUp(chain: Chain, value: Amount.Amount, sharePrice: SharePrice): Changed | Refused {
  const { virtualSupply, unit } = chain
  if (virtualSupply <= 0n) return { ok: true, chain: claimed(chain, value) }
  const worth = worthOf(virtualSupply, sharePrice, unit)
  if (typeof worth !== 'bigint') return worth
  if (value >= worth)
    return { ok: true, chain: { ...claimed(chain, Amount.sub(value, worth)), virtualSupply: Shares.ZERO } }
  // Less than what all of them are worth, so that the product fits where theirs did.
  const shares = Shares.of(mulDiv(value, unit, sharePrice, 'down'))
  return { ok: true, chain: { ...chain, virtualSupply: Shares.sub(virtualSupply, shares) } }
}

/** Adds to the claim in the base token. */
function claimed(chain: Chain, value: Amount.Amount): Chain {
  const before = holding(chain, chain.base)
  return withHolding(chain, { ...before, virtualBalance: Amount.add(before.virtualBalance, value) })
}
