import { type Fraction, fraction, type Usd, usd } from '../../units/estimate.ts'

/** The legs are the debt and the collateral of the two reserves a liquidator picks; `totalDebt` is the whole account's. */
export interface Input {
  readonly health: number
  readonly totalDebt: Usd
  readonly debt: Usd
  readonly collateral: Usd
  /** Share of the TOTAL debt that may be repaid while neither exception below holds: 0.5. */
  readonly closeFactor: Fraction
  /** At or below this health all of the leg may be repaid: 0.95. */
  readonly fullCloseHealth: number
  /** If either leg is below this, all of it may be repaid: $2,000. */
  readonly fullCloseBelow: Usd
  /** What must stay of both legs unless one is cleared: $1,000. */
  readonly minLeftover: Usd
  /** On top of the debt repaid: 0.01 is 1 %. */
  readonly bonus: Fraction
  /** The protocol's share of the bonus. */
  readonly protocolFee: Fraction
}

/** `seized` includes `protocolFee`; `penalty` = seized − repaid is the borrower's loss. */
export type Outcome =
  | {
      readonly ok: true
      readonly repaid: Usd
      readonly seized: Usd
      readonly protocolFee: Usd
      readonly penalty: Usd
      readonly closeFactor: Fraction
    }
  | { readonly ok: false; readonly code: 'HEALTHY' }

/**
 * The largest liquidation the venue allows at these prices (docs/models/lending.md#liquidation): repaid is the least
 * of the leg, the close factor's part of the total, what the collateral pays for with its bonus, and, unless a leg is
 * cleared, what leaves `minLeftover` on both sides.
 */
export function liquidate(input: Input): Outcome {
  if (input.health >= 1) return { ok: false, code: 'HEALTHY' }
  const { debt, collateral, bonus } = input
  const closeFactor = factor(input)
  const affordable = collateral / (1 + bonus)
  const allowed = closeFactor < 1 ? Math.min(debt, closeFactor * input.totalDebt) : debt
  const isCleared = allowed >= debt || allowed >= affordable
  const repaid = isCleared ? Math.min(debt, affordable) : Math.min(allowed, withoutDust(input))
  // A cleared collateral is seized whole: the product would lose its last bit.
  const seized = repaid === affordable ? collateral : repaid * (1 + bonus)
  const penalty = seized - repaid
  return {
    ok: true,
    repaid: usd(repaid),
    seized: usd(seized),
    protocolFee: usd(penalty * input.protocolFee),
    penalty: usd(penalty),
    closeFactor,
  }
}

function factor({ health, debt, collateral, closeFactor, fullCloseHealth, fullCloseBelow }: Input): Fraction {
  const isFull = health <= fullCloseHealth || debt < fullCloseBelow || collateral < fullCloseBelow
  return isFull ? fraction(1) : closeFactor
}

function withoutDust({ debt, collateral, bonus, minLeftover }: Input): number {
  return Math.max(0, Math.min(debt - minLeftover, (collateral - minLeftover) / (1 + bonus)))
}
