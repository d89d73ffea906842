import type { Reserve } from '../../models/reserve/reserve.ts'
import { type Amount, of as amountOf, ZERO } from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import type { Shares } from '../../units/shares.ts'

/** The reserve itself, commitments among its tranches or beside them, and what the operator can move it with. */
export interface ReserveState {
  readonly reserve: Reserve
  readonly operator: Wallet
}

/** What the operator holds outside of the reserve: inputs for mints by tranche, in its native units, and coins to redeem. */
export interface Wallet {
  readonly coins: Shares
  readonly holdings: Readonly<Record<string, Amount>>
}

export const held = ({ holdings }: Wallet, tranche: string): Amount => lookup(holdings, tranche) ?? ZERO

/** The wallet after so much of a tranche came in, or went out where it is negative. */
export const changed = ({ coins, holdings }: Wallet, tranche: string, by: bigint): Wallet => ({
  coins,
  holdings: { ...holdings, [tranche]: amountOf(held({ coins, holdings }, tranche) + by) },
})
