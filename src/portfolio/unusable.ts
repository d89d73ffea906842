/** A figure that a feed should have given and did not: its name, and what was there instead. */
export interface Unusable {
  readonly figure: string
  readonly found: string
}

const NONE: readonly never[] = []

/** What a market marks as unusable; nothing where it marks nothing. */
export function unusableOf<Of extends Unusable>({ unusable }: { readonly unusable?: readonly Of[] }): readonly Of[] {
  return unusable ?? NONE
}

/** Whether an amount of money is one: finite, and not below zero. */
export const isCost = (value: number): boolean => Number.isFinite(value) && value >= 0
