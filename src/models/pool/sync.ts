import type { Amount } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import { BPS } from './bridge.ts'
import type { Chain, Setting } from './chain.ts'
import { shown, worthOf } from './sharePrice.ts'
import { valued } from './transfer.ts'
import * as Versions from './versions.ts'
import * as Word from './word.ts'

export interface Impact {
  readonly token: string
  /** All that leaves, before the bridge's fee. */
  readonly input: Amount
  readonly toleranceBps: bigint
}

/**
 * All that limits a Sync (docs/models/pool.md): ⌊worth sent · 10000 / A⌋ ≤ tolerance, where A = ⌊stored price · effectiveSupply / unit⌋ is what
 * the pool was worth when its price was last renewed. No supply and nothing behind it pass without a look; the floor lets up to
 * (tolerance + 1) / 10000 · A − 1 through. `NavImpactTooHigh`, `SafeCastOverflowedUintToInt`, `Panic`,
 * and what the version's effective supply refuses.
 */
export function check(chain: Chain, { token, input, toleranceBps }: Impact, setting: Setting): Refused | undefined {
  const effective = Versions.of(setting.rules).effectiveSupply(chain)
  if (typeof effective !== 'bigint') return effective
  if (effective <= 0n) return undefined
  const assets = worthOf(Shares.of(effective), shown(chain), chain.unit)
  if (typeof assets !== 'bigint') return assets
  if (assets === 0n) return undefined
  const value = valued(chain, { token, output: input }, setting)
  if (typeof value !== 'bigint') return value
  const scaled = value * BPS
  if (scaled > Word.UINT_MAX) return Word.panic('0x11')
  const impactBps = divide(scaled, assets, 'down')
  if (impactBps <= toleranceBps) return undefined
  return refuse('NavImpactTooHigh', 'The Sync would move the share price by more than its tolerance', {
    facts: {
      impactBps: String(impactBps),
      toleranceBps: String(toleranceBps),
      value: String(value),
      assets: String(assets),
    },
    lift: 'Send less, or allow a higher tolerance.',
  })
}
