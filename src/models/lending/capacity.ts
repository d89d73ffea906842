import { TrimtabError } from '../../units/error.ts'
import { type Fraction, type Quantity, type Quote, type Usd, usd } from '../../units/estimate.ts'

/** How much, and what stops it from being more. */
export interface Capacity<L extends string = string> {
  readonly value: Usd
  readonly limiter: L
}

/** Where an account stands and the health it shall have afterwards. */
export interface Target {
  readonly weighted: Usd
  readonly debt: Usd
  readonly health: number
}

export interface Withdrawal extends Target {
  /** Of the asset that leaves. */
  readonly liquidationLtv: Fraction
  readonly balance: Usd
  /** What the venue holds of the asset and can pay out. */
  readonly liquidity: Usd
  readonly paused: boolean
  /** `Emode.mayLeave` refused. */
  readonly ltvZero: boolean
}

export interface Loan extends Target {
  readonly borrowPower: Usd
  readonly liquidity: Usd
  /** Up to the borrow cap, by `room`. */
  readonly room: Usd
  /** What `Emode.mayBorrow` answered. */
  readonly allowed: boolean
}

export interface Deposit {
  readonly balance: Usd
  /** Up to the supply cap, by `room`. */
  readonly room: Usd
  readonly frozen: boolean
  readonly paused: boolean
}

/** min((A − H·D)/LT, balance, liquidity); a frozen reserve still pays out, a paused one does nothing (docs/models/lending.md#capacity). */
export function withdraw(input: Withdrawal): Capacity<'health' | 'balance' | 'liquidity' | 'paused' | 'ltvZero'> {
  if (input.paused) return { value: usd(0), limiter: 'paused' }
  if (input.ltvZero) return { value: usd(0), limiter: 'ltvZero' }
  const byHealth = withdrawable(input)
  if (byHealth <= input.balance && byHealth <= input.liquidity) return { value: usd(byHealth), limiter: 'health' }
  if (input.balance <= input.liquidity) return { value: input.balance, limiter: 'balance' }
  return { value: input.liquidity, limiter: 'liquidity' }
}

/** min(A/H, borrowPower) − D, liquidity, room below the cap; 0 `refused` where the venue does not lend the asset. */
export function borrow(input: Loan): Capacity<'health' | 'ltv' | 'liquidity' | 'cap' | 'refused'> {
  if (!input.allowed) return { value: usd(0), limiter: 'refused' }
  const byHealth = input.weighted / input.health - input.debt
  const byLtv = input.borrowPower - input.debt
  const bySafety = Math.max(0, Math.min(byHealth, byLtv))
  if (bySafety <= input.liquidity && bySafety <= input.room) {
    return { value: usd(bySafety), limiter: byHealth <= byLtv ? 'health' : 'ltv' }
  }
  return input.liquidity <= input.room
    ? { value: input.liquidity, limiter: 'liquidity' }
    : { value: input.room, limiter: 'cap' }
}

/** min(balance, room below the cap); frozen and paused both stop supply. */
export function supply(input: Deposit): Capacity<'balance' | 'cap' | 'frozen' | 'paused'> {
  if (input.paused) return { value: usd(0), limiter: 'paused' }
  if (input.frozen) return { value: usd(0), limiter: 'frozen' }
  return input.balance <= input.room
    ? { value: input.balance, limiter: 'balance' }
    : { value: input.room, limiter: 'cap' }
}

/** max(0, cap − used)·quote, Infinity for cap 0, which means none. For supply, `used` includes what is accrued to the treasury. */
export const room = (cap: number, used: Quantity, quote: Quote): Usd =>
  usd(cap === 0 ? Infinity : Math.max(0, cap - used) * quote)

/** D − A/H of outside money, 0 where the target is met already. */
export function repayToHealth(target: Target): Usd {
  const missing = shortfall(target)
  if (missing <= 0) return usd(0)
  return usd(missing / target.health)
}

/** (H·D − A)/LT of outside collateral, LT that of the asset supplied. UnreachableHealth where it is 0. */
export function supplyToHealth(target: Target & { readonly liquidationLtv: Fraction }): Usd {
  const missing = shortfall(target)
  if (missing <= 0) return usd(0)
  if (!(target.liquidationLtv > 0)) throw new UnreachableHealth('supply', target)
  return usd(missing / target.liquidationLtv)
}

/**
 * X = (H·D − A)/(H·(1−s) − LT) of collateral sold, X·(1−s) of debt repaid, in one transaction (docs/models/lending.md#capacity).
 * UnreachableHealth where selling lowers health (denominator ≤ 0) or all debt would have to go before the target is met.
 */
export function deleverageToHealth(
  target: Target & { readonly liquidationLtv: Fraction; readonly slippage: Fraction },
): Usd {
  const missing = shortfall(target)
  if (missing <= 0) return usd(0)
  const gain = target.health * (1 - target.slippage) - target.liquidationLtv
  const sold = missing / gain
  if (!(gain > 0) || sold * (1 - target.slippage) > target.debt) throw new UnreachableHealth('deleverage', target)
  return usd(sold)
}

/** H·D − A: what is missing, in weighted collateral. */
const shortfall = ({ weighted, debt, health }: Target): number => health * debt - weighted

function withdrawable(input: Withdrawal): number {
  if (input.debt <= 0) return Infinity
  const spare = -shortfall(input)
  if (spare <= 0) return 0
  return input.liquidationLtv > 0 ? spare / input.liquidationLtv : Infinity
}

export class UnreachableHealth extends TrimtabError {
  constructor(remedy: 'supply' | 'deleverage', { weighted, debt, health }: Target) {
    super({
      code: 'UNREACHABLE_HEALTH',
      message: `Health ${health} cannot be reached by ${remedy}`,
      facts: { remedy, weighted, debt, health },
      remedy:
        'Take another remedy: repay from outside, supply an asset that counts as collateral, or sell with less slippage.',
    })
  }
}
