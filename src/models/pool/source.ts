import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { SharePrice } from '../../units/sharePrice.ts'
import * as Bridge from './bridge.ts'
import { type Chain, type Changed, credit, isActive, type Setting, wallet } from './chain.ts'
import { isListed, type Network } from './networks.ts'
import { type OpType, short, unknownOpType, unsupported } from './operation.ts'
import * as Sync from './sync.ts'
import * as Tokens from './tokens.ts'
import * as Versions from './versions.ts'

export interface Deposit {
  readonly opType: OpType
  readonly token: string
  readonly outputToken: string
  readonly destination: Network
  readonly inputAmount: Amount.Amount
  /** In units of the token at the destination. */
  readonly outputAmount: Amount.Amount
  /** Of a Sync; must be in bounds for a Transfer too. */
  readonly toleranceBps: bigint
  /** Pays in native ether where the token is its wrapped form. */
  readonly isNative: boolean
}

export interface Sent extends Changed {
  /** The output in the units of the source. */
  readonly output: Amount.Amount
  /** Of the output, and the share price it was sent at: what a Transfer is booked by; `null` for a Sync, which is not. */
  readonly booked: { readonly value: Amount.Amount; readonly sharePrice: SharePrice } | null
}

/**
 * Sends tokens to the pool on another chain (docs/models/pool.md). Checks in the contract's order: `UnsupportedCrossChainToken`,
 * `WrongDestinationToken`, `SameChainTransfer`, bounds of the output, `NavToleranceTooHigh`, `InvalidInputToken`, `TokenNotActive`,
 * `InvalidOpType`, then those of a Transfer or a Sync, and `TokenTransferFailed` where less is there than leaves. A Sync
 * changes neither supply nor stored price.
 */
export function deposit(chain: Chain, order: Deposit, setting: Setting): Sent | Refused {
  const output = checked(chain, order, setting)
  if (typeof output !== 'bigint') return output
  switch (order.opType) {
    case 'transfer': {
      const { token } = order
      const effect = Versions.of(setting.rules).transfer(chain, { token, output }, setting)
      if (!effect.ok) return effect
      const { value, sharePrice } = effect
      return sent(effect.chain, order, { output, booked: { value, sharePrice } })
    }
    case 'sync': {
      const { token, inputAmount: input, toleranceBps } = order
      const broken = Sync.check(chain, { token, input, toleranceBps }, setting)
      return broken ?? sent(chain, order, { output, booked: null })
    }
    case 'unknown':
      return unknownOpType()
  }
}

/** The output in the source's units, of an order that any operation may make. */
function checked(chain: Chain, order: Deposit, { rules }: Setting): Amount.Amount | Refused {
  const { outputToken, destination, inputAmount: input, outputAmount: quoted } = order
  const route = unroutable(chain, order)
  if (route !== undefined) return route
  const output = Bridge.toSource(quoted, { token: outputToken, source: chain, destination })
  if (typeof output !== 'bigint') return output
  const bounds = Versions.of(rules).bounds({ quoted, output, input }, rules)
  if (bounds !== undefined) return bounds
  if (order.toleranceBps > Bridge.BPS)
    return refuse('NavToleranceTooHigh', 'A tolerance is at most the whole', {
      facts: { toleranceBps: String(order.toleranceBps) },
      lift: 'Give a tolerance of at most 10000 bps.',
    })
  return unusable(chain, order) ?? output
}

function unroutable(chain: Chain, { token, outputToken, destination }: Deposit): Refused | undefined {
  if (!isListed(chain, token)) return unsupported(token, chain.id)
  if (outputToken !== token || (destination.id !== chain.id && !isListed(destination, outputToken)))
    return refuse('WrongDestinationToken', `${token} cannot arrive as ${outputToken} on chain ${destination.id}`, {
      facts: { token, outputToken, destination: destination.id },
      lift: 'Choose the same token at both ends, and a chain that has it.',
    })
  if (destination.id !== chain.id) return undefined
  return refuse('SameChainTransfer', 'Source and destination are the same chain', {
    facts: { destination: destination.id },
    lift: 'Choose another chain.',
  })
}

function unusable(chain: Chain, { token, isNative }: Deposit): Refused | undefined {
  if (isNative && token !== chain.wrapped)
    return refuse('InvalidInputToken', `Native ether is sent as ${chain.wrapped}, not as ${token}`, {
      facts: { token, wrapped: chain.wrapped },
      lift: `Name ${chain.wrapped} as the token, or do not pay in native ether.`,
    })
  const paid = isNative ? chain.native : token
  return isActive(chain, paid) ? undefined : Tokens.notActive(paid)
}

type Told = Omit<Sent, keyof Changed>

function sent(chain: Chain, { token, inputAmount, isNative }: Deposit, told: Told): Sent | Refused {
  const paid = isNative ? chain.native : token
  const there = wallet(chain, paid)
  if (there < inputAmount) return short({ token: paid, there, needed: inputAmount })
  return { ok: true, chain: credit(chain, paid, Amount.sub(Amount.ZERO, inputAmount)), ...told }
}
