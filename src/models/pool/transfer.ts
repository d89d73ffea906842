import type { Amount } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { SharePrice as Price } from '../../units/sharePrice.ts'
import { MODELS } from './attribution/models.ts'
import { type Chain, type Changed, type Setting, worth } from './chain.ts'
import * as SharePrice from './sharePrice.ts'
import * as Word from './word.ts'

/** What is sent with its shares: the output after the bridge's fee, in the source's units. */
export interface Sent {
  readonly token: string
  readonly output: Amount
}

export interface Effect extends Changed {
  /** Of the output, in the base token. */
  readonly value: Amount
  /** As renewed with the tokens still here. */
  readonly sharePrice: Price
}

/**
 * A Transfer at its source, before the tokens leave (docs/models/pool.md): the output is valued, the share price renewed, and the model books shares
 * or a claim for it. What the bridge keeps is a loss of this chain's remaining holders.
 * `ZeroConvertedValue`, `EffectiveSupplyTooLow`, `Panic`, and what the share price or the oracle refuses.
 */
export function leave(chain: Chain, { token, output }: Sent, setting: Setting): Effect | Refused {
  const value = valued(chain, { token, output }, setting)
  if (typeof value !== 'bigint') return value
  if (value <= 0n)
    return refuse('ZeroConvertedValue', `${output} units of ${token} are worth nothing in ${chain.base}`, {
      facts: { token, output: String(output) },
      lift: 'Send an amount that is worth at least one unit of the base token.',
    })
  const priced = SharePrice.update(chain, setting)
  if (!priced.ok) return priced
  const { sharePrice } = priced
  const left = MODELS[setting.rules.model].leave(priced.chain, { token, amount: output, value, sharePrice }, setting)
  return left.ok ? { ok: true, chain: left.chain, value, sharePrice } : left
}

/** Worth of an amount that came from outside, and may not fit a signed word. */
export function valued(chain: Chain, { token, output }: Sent, { convert }: Setting): Amount | Refused {
  return Word.overInt(output) ?? worth(output, token, { chain, convert })
}
