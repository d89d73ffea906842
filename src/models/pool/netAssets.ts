import * as Amount from '../../units/amount.ts'
import type { Refused } from '../../units/refusal.ts'
import { type Chain, type Holding, holding, type Setting, worth } from './chain.ts'
import * as Word from './word.ts'

/**
 * Worth of the pool on this chain in the base token, signed: the base token, and every active token converted once on its aggregated
 * balance, toward zero (docs/models/pool.md). Claims of the models with virtual balances count with the token they are in, and what
 * `token-vb` booked beside them counts in full. A refusal of the oracle is handed on; `Panic` where a sum does not fit.
 */
export function of(chain: Chain, { convert }: Setting): Amount.Amount | Refused {
  let net: bigint = 0n
  for (const each of chain.holdings) {
    const isBase = each.token === chain.base
    if (!isBase && !chain.active.includes(each.token)) continue
    const balance = counted(each)
    if (typeof balance !== 'bigint') return balance
    const value = isBase ? balance : worth(balance, each.token, { chain, convert })
    if (typeof value !== 'bigint') return value
    const total = Word.sum(net, value + each.booked)
    if (typeof total !== 'bigint') return total
    net = total
  }
  return Amount.of(net)
}

/** What counts of one token, in its own units: wallet, applications and claim. */
function counted(each: Holding): Amount.Amount | Refused {
  if (!each.isReadable) return each.virtualBalance
  const balance = Word.sum(Word.signed(each.wallet), reported(each.apps))
  if (typeof balance !== 'bigint') return balance
  const total = Word.sum(balance, each.virtualBalance)
  return typeof total === 'bigint' ? Amount.of(total) : total
}

/** Balances of applications that cancel out leave a mark of one unit, which then counts (docs/models/pool.md). */
function reported(apps: readonly Amount.Amount[]): Amount.Amount {
  if (apps.length === 0) return Amount.ZERO
  const total = apps.reduce(Amount.add, Amount.ZERO)
  return total === 0n ? Amount.of(1n) : total
}

/** What counts of one token in the base token, by itself. */
export function ofToken(chain: Chain, token: string, { convert }: Setting): Amount.Amount | Refused {
  const balance = counted(holding(chain, token))
  return typeof balance === 'bigint' ? worth(balance, token, { chain, convert }) : balance
}
