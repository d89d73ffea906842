import { type Refused, refuse } from '../../units/refusal.ts'
import { type Chain, type Changed, holding, isActive, type Setting } from './chain.ts'

/** The most that a pool counts beside its base token (docs/models/pool.md: 255 / 2, though the contract's comment says 128). */
export const ACTIVE_MAX = 127

/**
 * Lets a token count from now on, at the end of the list; the base token and one that counts already stay as they are.
 * `TokenPriceFeedDoesNotExist`, `AddressListExceedsMaxLength`.
 */
export function activate(chain: Chain, token: string, { unpriced }: Setting): Changed | Refused {
  if (isActive(chain, token)) return { ok: true, chain }
  if (unpriced.includes(token))
    return refuse('TokenPriceFeedDoesNotExist', `There is no price feed for ${token}`, {
      facts: { token },
      lift: `Set up a price feed for ${token}, or use a token that has one.`,
    })
  if (chain.active.length >= ACTIVE_MAX)
    return refuse('AddressListExceedsMaxLength', `The pool counts ${chain.active.length} tokens already`, {
      facts: { active: chain.active.length, most: ACTIVE_MAX },
      lift: 'Sell or send a token in full and drop it from the list.',
    })
  return { ok: true, chain: { ...chain, active: [...chain.active, token] } }
}

/**
 * Drops a token that the pool no longer has: the last of the list takes its place (docs/models/pool.md). Dust of one unit may stay behind
 * uncounted. `TokenNotActive`; `TokenStillHeld` where there is more, where an application reports it, or where a claim in it stands.
 */
export function purge(chain: Chain, token: string): Changed | Refused {
  const at = chain.active.indexOf(token)
  if (at < 0) return notActive(token)
  const { wallet, apps, virtualBalance } = holding(chain, token)
  if (wallet > 1n || apps.length > 0 || virtualBalance !== 0n)
    return refuse('TokenStillHeld', `The pool still has ${token}`, {
      facts: { token, wallet: String(wallet), applications: apps.length, claim: String(virtualBalance) },
      lift: `Bring the balance of ${token} to nothing first.`,
    })
  const active = chain.active.toSpliced(at, 1, ...chain.active.slice(-1)).slice(0, -1)
  return { ok: true, chain: { ...chain, active } }
}

export const notActive = (token: string): Refused =>
  refuse('TokenNotActive', `${token} does not count on this chain`, {
    facts: { token },
    lift: `Let ${token} count first, or use a token that does.`,
  })
