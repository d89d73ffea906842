import type { Chain, Setting } from '../../models/pool/chain.ts'
import * as NetAssets from '../../models/pool/netAssets.ts'
import * as Amount from '../../units/amount.ts'
import { mulDiv } from '../../units/rounding.ts'

/** Where the worth of one chain stands at a moment, in base units of the base token: `assets` = `real` + `virtual` − `claims`, exactly. */
export interface Position {
  /** What lies there, claims not counted. */
  readonly assets: bigint
  /** What belongs to the shares that were issued here: ⌊(assets + claims) · totalSupply / effectiveSupply⌋. */
  readonly real: bigint
  /** What belongs to shares that came from other chains; negative where shares went there. All of it where no share is left. */
  readonly virtual: bigint
  /** What the books of this chain count beside what lies there: virtual balances at today's worth. */
  readonly claims: bigint
}

export const NOWHERE: Position = { assets: 0n, real: 0n, virtual: 0n, claims: 0n }

/** The position of a chain; `null` where the oracle does not answer. */
export function positionOf(chain: Chain, setting: Setting): Position | null {
  const net = NetAssets.of(chain, setting)
  if (typeof net !== 'bigint') return null
  const assets = isClaimed(chain) ? NetAssets.of(unclaimed(chain), setting) : net
  if (typeof assets !== 'bigint') return null
  const effective = chain.totalSupply + chain.virtualSupply
  const real = effective === 0n ? 0n : mulDiv(net, chain.totalSupply, effective, 'down')
  return { assets, real, virtual: net - real, claims: net - assets }
}

/** A position in finer units. */
export const scaled = (position: Position | null, scale: bigint): Position | null =>
  position === null || scale === 1n
    ? position
    : {
        assets: position.assets * scale,
        real: position.real * scale,
        virtual: position.virtual * scale,
        claims: position.claims * scale,
      }

function isClaimed({ holdings }: Chain): boolean {
  for (const { virtualBalance, booked } of holdings) if (virtualBalance !== 0n || booked !== 0n) return true
  return false
}

/** A chain as it is without what its books claim elsewhere. */
export function unclaimed(chain: Chain): Chain {
  if (!isClaimed(chain)) return chain
  const holdings = chain.holdings.map((each) => ({ ...each, virtualBalance: Amount.ZERO, booked: Amount.ZERO }))
  return { ...chain, holdings }
}
