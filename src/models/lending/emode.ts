import { type Fraction, fraction } from '../../units/estimate.ts'

/** An efficiency mode: better terms for assets that move together, bought with a short list of what may be owed. */
export interface Category {
  readonly id: number
  readonly label: string
  readonly ltv: Fraction
  readonly liquidationLtv: Fraction
  readonly bonus: Fraction
  readonly collateral: readonly string[]
  readonly borrowable: readonly string[]
  /** Collateral that keeps its liquidation ltv but lends nothing. */
  readonly ltvZero: readonly string[]
  /** Since v3.7: assets outside `collateral` lend nothing either. */
  readonly isolated: boolean
}

/** `bonus` 0.07 is 7 %; caps in whole tokens, 0 = none. */
export interface Reserve {
  readonly asset: string
  readonly ltv: Fraction
  readonly liquidationLtv: Fraction
  readonly bonus: Fraction
  readonly borrowingEnabled: boolean
  readonly frozen: boolean
  readonly paused: boolean
  readonly supplyCap: number
  readonly borrowCap: number
}

export interface Risk {
  readonly ltv: Fraction
  readonly liquidationLtv: Fraction
  readonly bonus: Fraction
}

export type Code =
  | 'NOT_BORROWABLE_IN_EMODE'
  | 'BORROWING_DISABLED'
  | 'INVALID_DEBT_IN_EMODE'
  | 'RESERVE_FROZEN'
  | 'RESERVE_PAUSED'
  | 'LTV_ZERO_FIRST'

export type Verdict<C extends Code = Code> = { readonly ok: true } | { readonly ok: false; readonly code: C }

const ZERO = fraction(0)
const ALLOWED: { readonly ok: true } = { ok: true }

/** The figures that hold for a collateral of an account in `category`; `undefined` is no eMode (docs/models/lending.md#emode). */
export function riskOf(reserve: Reserve, category: Category | undefined): Risk {
  if (category === undefined) return reserve
  if (category.collateral.includes(reserve.asset)) {
    return category.ltvZero.includes(reserve.asset) ? { ...terms(category), ltv: ZERO } : category
  }
  return category.isolated ? { ...terms(reserve), ltv: ZERO } : reserve
}

/** Whether the venue lends the asset at all to an account in `category`; size is for `Capacity.borrow` (docs/models/lending.md#emode). */
export function mayBorrow(
  reserve: Reserve,
  category: Category | undefined,
): Verdict<'NOT_BORROWABLE_IN_EMODE' | 'BORROWING_DISABLED' | 'RESERVE_FROZEN' | 'RESERVE_PAUSED'> {
  if (reserve.paused) return { ok: false, code: 'RESERVE_PAUSED' }
  if (reserve.frozen) return { ok: false, code: 'RESERVE_FROZEN' }
  if (category === undefined) return reserve.borrowingEnabled ? ALLOWED : { ok: false, code: 'BORROWING_DISABLED' }
  return admits(reserve.asset, category) ? ALLOWED : { ok: false, code: 'NOT_BORROWABLE_IN_EMODE' }
}

/**
 * Whether an account in `category` may owe the asset at all. It holds whatever the market's flags are today: a frozen or paused reserve
 * stops a step, and a debt from before it was frozen still stands.
 */
export function admits(asset: string, category: Category | undefined): boolean {
  return category === undefined || category.borrowable.includes(asset)
}

/** Every asset owed must be borrowable in the mode; health after the change is asked separately. */
export function mayEnter(category: Category, debts: readonly string[]): Verdict<'INVALID_DEBT_IN_EMODE'> {
  const fits = debts.every((asset) => admits(asset, category))
  return fits ? ALLOWED : { ok: false, code: 'INVALID_DEBT_IN_EMODE' }
}

/**
 * While the account holds collateral of ltv 0, only such collateral may leave. `lines` are the assets flagged as
 * collateral, with their ltv after eMode; what is not among them may always leave. Ask only for accounts that owe: the venue
 * checks no others.
 */
export function mayLeave(
  lines: readonly { readonly asset: string; readonly ltv: Fraction }[],
  asset: string,
): Verdict<'LTV_ZERO_FIRST'> {
  const leaving = lines.find((line) => line.asset === asset)
  if (leaving === undefined || leaving.ltv === 0) return ALLOWED
  return lines.some((line) => line.ltv === 0) ? { ok: false, code: 'LTV_ZERO_FIRST' } : ALLOWED
}

const terms = ({ ltv, liquidationLtv, bonus }: Risk): Risk => ({ ltv, liquidationLtv, bonus })
