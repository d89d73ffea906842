import { type Chain, credit, type Setting } from '../../models/pool/chain.ts'
import * as NetAssets from '../../models/pool/netAssets.ts'
import * as Amount from '../../units/amount.ts'
import type { Known } from './attribution.ts'
import { unclaimed } from './position.ts'

/** One token of a chain that a step changed by an amount, and the lines that this is booked on. */
export interface Changed {
  readonly token: string
  readonly amount: Amount.Amount
  readonly lines: Known
  /** Units of the lines for one of the chain. */
  readonly scale: bigint
  /** The chain afterwards: an arrival lets its token count. */
  readonly after: Chain
}

/**
 * The entry of a change, from the chain before it and what is stated of it, and not from what the chain holds afterwards: what the lines and
 * the balance are rounded by, a unit for each of them at the most, and what a token is worth that does not count yet. What goes beyond is
 * booked nowhere, so that the accounts miss by it. Null where the oracle does not answer.
 */
export function entryOf(
  before: Chain,
  { token, amount, lines, after, scale }: Changed,
  setting: Setting,
): Known | null {
  const [had, has] = [
    worthWith(before, { token, amount: Amount.ZERO }, setting),
    worthWith(before, { token, amount }, setting),
  ]
  if (had === null || has === null) return null
  const [was, is] = [had * scale, has * scale]
  const stated = Object.values(lines).reduce((sum: bigint, part) => sum + part, 0n)
  const hidden = isCounted(token, before) ? 0n : was
  if (!isCounted(token, after)) return { ...lines, inactive: hidden - was - stated }
  const rounding = is - was - stated
  const most = BigInt(Object.keys(lines).length + 1) * scale
  return { ...lines, inactive: hidden, ...(rounding <= most && rounding >= -most ? { rounding } : {}) }
}

/** What other prices make of a chain, token by token; null where an oracle does not answer. */
export function repriced(chain: Chain, was: Setting, is: Setting): bigint | null {
  let sum = 0n
  for (const { token } of chain.holdings) {
    if (!isCounted(token, chain)) continue
    const none = { token, amount: Amount.ZERO }
    const [before, after] = [worthWith(chain, none, was), worthWith(chain, none, is)]
    if (before === null || after === null) return null
    sum += after - before
  }
  return sum
}

const isCounted = (token: string, { base, active }: Chain): boolean => token === base || active.includes(token)

interface Sum {
  readonly token: string
  readonly amount: Amount.Amount
}

/** What a chain has of a token, and an amount beside it, in the base token. */
function worthWith(chain: Chain, { token, amount }: Sum, setting: Setting): bigint | null {
  const found = NetAssets.ofToken(unclaimed(credit(chain, token, amount)), token, setting)
  return typeof found === 'bigint' ? found : null
}
