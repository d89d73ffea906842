import { divide } from '../../units/rounding.ts'
import { abs, max, min, WAD } from './table.ts'

/** Parts of net assets, 1e18: the target of the buffer, its band, and how far D may be from its target before the vault is refitted. */
export interface Policy {
  readonly target: bigint
  readonly min: bigint
  readonly max: bigint
  readonly hold: bigint
}

export interface Choice {
  /** What the fit is to deploy in US dollars; the rest of net assets is the buffer. */
  readonly deployed: bigint
  readonly action: 'zero' | 'hold' | 'clamp' | 'refit'
}

export interface Situation {
  readonly netAssets: bigint
  /** What the last fit was to deploy. */
  readonly before: bigint
  /** Refits whatever the band says: a residual delta or an equity ratio is out of bounds. */
  readonly urgent: boolean
}

/**
 * Hold, clamp or refit (docs/rules/vaults.md#buffer-policy). raw = ⌊T(1 − target)⌋. Within `hold` of the old D the position stays and the buffer pays, as
 * long as the buffer keeps to its band: D = clamp(D, ⌈T(1 − max)⌉, ⌊T(1 − min)⌋). Otherwise, and where nothing was
 * deployed yet, D = raw. Without net assets D = 0.
 */
export function choose({ netAssets, before, urgent }: Situation, policy: Policy): Choice {
  if (netAssets <= 0n) return { deployed: 0n, action: 'zero' }
  const raw = divide(netAssets * (WAD - policy.target), WAD, 'down')
  if (urgent || before <= 0n || abs(before - raw) * WAD > policy.hold * before)
    return { deployed: raw, action: 'refit' }
  const low = divide(netAssets * (WAD - policy.max), WAD, 'up')
  const high = divide(netAssets * (WAD - policy.min), WAD, 'down')
  const deployed = min(max(before, low), high)
  return { deployed, action: deployed === before ? 'hold' : 'clamp' }
}
