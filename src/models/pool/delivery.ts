import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { SharePrice } from '../../units/sharePrice.ts'
import { type Chain, type Changed, credit, type Donation, isActive, type Setting, wallet } from './chain.ts'
import { isListed } from './networks.ts'
import { type OpType, unsupported } from './operation.ts'
import type { Rules } from './rules.ts'
import * as Tokens from './tokens.ts'

/** The second phase of an arrival: how much of what came was announced, and as what. */
export interface Donate {
  readonly token: string
  /** As announced; what came beyond it raises the share price of this chain. */
  readonly amount: Amount.Amount
  readonly opType: OpType
  /** Whether wrapped native ether is unwrapped on the way in. */
  readonly unwrap: boolean
}

export interface Finished extends Changed {
  /** Of the announced amount, in the base token; 0 for a Sync. */
  readonly value: Amount.Amount
  /** What came beyond it, in units of the token. */
  readonly surplus: Amount.Amount
  readonly sharePrice: SharePrice
}

/** What the second phase counted before anything is booked. */
export interface Delivery {
  readonly ok: true
  readonly chain: Chain
  readonly donation: Donation
  /** The token that arrived, unwrapped where that was asked. */
  readonly token: string
  readonly delta: Amount.Amount
  /** What counts from now on and did not before: the delta, and what lay there where the token did not count. */
  readonly credited: Amount.Amount
}

/**
 * Counts what came between the phases, unwraps it where asked, and lets its token count (docs/models/pool.md). In this order: `DonationLock`,
 * `TokenNotInitialized`, `BalanceUnderflow`, `CallerTransferAmount`, `UnsupportedCrossChainToken`, and what activation refuses.
 */
export function count(chain: Chain, order: Donate, setting: Setting): Delivery | Refused {
  const { donation } = chain
  if (donation === null) return lock(false)
  const { token } = order
  if (donation.token !== token)
    return refuse('TokenNotInitialized', `The arrival that has begun is of ${donation.token}, not of ${token}`, {
      facts: { token, begun: donation.token },
      lift: 'Finish with the token that the arrival began with.',
    })
  const delta = Amount.sub(wallet(chain, token), donation.wallet)
  const missing = tooLittle(delta, order)
  if (missing !== undefined) return missing
  if (!isListed(chain, token)) return unsupported(token, chain.id)
  return counted({ chain, donation, delta, order }, setting)
}

function tooLittle(delta: Amount.Amount, { token, amount }: Donate): Refused | undefined {
  if (delta >= amount && delta >= 0n) return undefined
  const facts = { token, delta: String(delta), amount: String(amount) }
  if (delta < 0n)
    return refuse('BalanceUnderflow', `The pool has less ${token} than when the arrival began`, {
      facts,
      lift: 'Let nothing leave the pool while tokens arrive.',
    })
  return refuse('CallerTransferAmount', `Less ${token} came than was announced`, {
    facts,
    lift: 'Announce no more than arrives.',
  })
}

interface Came {
  readonly chain: Chain
  readonly donation: Donation
  readonly delta: Amount.Amount
  readonly order: Donate
}

function counted({ chain, donation, delta, order }: Came, setting: Setting): Delivery | Refused {
  const isUnwrapped = order.unwrap && order.token === chain.wrapped
  const token = isUnwrapped ? chain.native : order.token
  const before = lying({ chain, donation, isUnwrapped }, setting.rules)
  const credited = isActive(chain, token) ? delta : Amount.add(delta, before)
  const unwrapped = isUnwrapped
    ? credit(credit(chain, order.token, Amount.sub(Amount.ZERO, delta)), token, delta)
    : chain
  const activated = Tokens.activate(unwrapped, token, setting)
  return activated.ok ? { ok: true, chain: activated.chain, donation, token, delta, credited } : activated
}

interface Lying {
  readonly chain: Chain
  readonly donation: Donation
  readonly isUnwrapped: boolean
}

/** What lay there of the token before. Versions before the newest looked at the wrapped token for the native one, and so refused both. */
function lying({ chain, donation, isUnwrapped }: Lying, { profile }: Rules): Amount.Amount {
  return isUnwrapped && profile === 'new' ? wallet(chain, chain.native) : donation.wallet
}

export const lock = (isLocked: boolean): Refused =>
  refuse('DonationLock', isLocked ? 'An arrival has begun and not finished' : 'No arrival has begun', {
    facts: { isLocked: String(isLocked) },
    lift: isLocked ? 'Finish the arrival first; a single unit cannot arrive.' : 'Begin the arrival first.',
  })
