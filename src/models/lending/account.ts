import { type Fraction, fraction, type Usd, usd } from '../../units/estimate.ts'

/** One asset flagged as collateral, with the risk figures that hold for it after eMode. */
export interface CollateralLine {
  readonly value: Usd
  readonly ltv: Fraction
  readonly liquidationLtv: Fraction
}

export interface AccountData {
  readonly collateral: Usd
  readonly debt: Usd
  /** Σ value · liquidationLtv: the debt at which health is 1. */
  readonly weighted: Usd
  /** Σ value · ltv: the debt up to which the venue lends. */
  readonly borrowPower: Usd
  readonly ltv: Fraction
  readonly maxLtv: Fraction
  readonly liquidationLtv: Fraction
  readonly health: number
  readonly available: Usd
}

/**
 * What Aave's account data says (docs/models/lending.md#account), without its cuts to basis points. `ltv` is 0 without debt and Infinity for
 * debt without collateral; both averages are 0 without collateral. `available` = max(0, borrowPower − debt), before
 * liquidity and caps.
 */
export function of(lines: readonly CollateralLine[], debt: Usd): AccountData {
  let collateral = 0
  let weighted = 0
  let borrowPower = 0
  for (const line of lines) {
    collateral += line.value
    weighted += line.value * line.liquidationLtv
    borrowPower += line.value * line.ltv
  }
  return {
    collateral: usd(collateral),
    debt,
    weighted: usd(weighted),
    borrowPower: usd(borrowPower),
    ltv: fraction(debt > 0 ? debt / collateral : 0),
    maxLtv: fraction(collateral > 0 ? borrowPower / collateral : 0),
    liquidationLtv: fraction(collateral > 0 ? weighted / collateral : 0),
    health: health(usd(weighted), debt),
    available: usd(Math.max(0, borrowPower - debt)),
  }
}

/** Σ C·LT / D; 1 is liquidated; Infinity without debt (docs/models/lending.md#account). */
export const health = (weighted: Usd, debt: Usd): number => (debt > 0 ? weighted / debt : Infinity)

/** liquidationLtv / health: the debt per collateral at which the account stands so. */
export const ltvAtHealth = (at: number, liquidationLtv: Fraction): Fraction => fraction(liquidationLtv / at)

/** 1 / (1 − ltv): collateral per own capital of a loop. Infinity where the ltv reaches 1 and no own capital is left. */
export function leverageAtHealth(at: number, liquidationLtv: Fraction): number {
  const own = 1 - ltvAtHealth(at, liquidationLtv)
  return own > 0 ? 1 / own : Infinity
}
