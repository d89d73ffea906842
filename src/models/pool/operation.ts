import type { Amount } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'

/** Move with the shares, or move of performance. `unknown` is what a caller may say and no contract knows. */
export type OpType = 'transfer' | 'sync' | 'unknown'

export const unknownOpType = (): Refused =>
  refuse('InvalidOpType', 'What moves between chains is a Transfer or a Sync', {
    facts: {},
    lift: 'Name one of the two.',
  })

export const unsupported = (token: string, chain: number): Refused =>
  refuse('UnsupportedCrossChainToken', `${token} may not cross to or from chain ${chain}`, {
    facts: { token, chain },
    lift: 'Use a token of the list of that chain.',
  })

interface Short {
  readonly token: string
  readonly there: Amount
  readonly needed: Amount
}

export const short = ({ token, there, needed }: Short): Refused =>
  refuse('TokenTransferFailed', `Less ${token} lies in the pool's wallet than would leave`, {
    facts: { token, there: String(there), needed: String(needed) },
    lift: 'Take less, or bring more of the token first.',
  })

export const invalidAmount = (what: string): Refused =>
  refuse('InvalidAmount', `${what} is nothing`, { facts: { what }, lift: 'Name an amount above zero.' })
