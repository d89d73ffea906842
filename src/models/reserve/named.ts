import { type Refused, refuse } from '../../units/refusal.ts'
import type { Tranche } from './tranche.ts'

// What an order may get wrong in naming tranches and amounts.

/** Where the tranche stands; −1 where it is not registered. */
export const indexOf = (tranches: readonly Tranche[], id: string): number => {
  for (const [at, tranche] of tranches.entries()) if (tranche.id === id) return at
  return -1
}

/** The first that is named a second time. */
export function repeated(entries: readonly { readonly tranche: string }[]): string | undefined {
  const seen = new Set<string>()
  for (const { tranche } of entries) {
    if (seen.has(tranche)) return tranche
    seen.add(tranche)
  }
  return undefined
}

export const unknown = (tranche: string): Refused =>
  refuse('TRANCHE_UNKNOWN', `${tranche} is not a tranche of the reserve`, {
    facts: { tranche, gyroscope: '7' },
    lift: 'Name a registered tranche, or register this one.',
  })

export const twice = (tranche: string): Refused =>
  refuse('TRANCHE_TWICE', `${tranche} is named twice`, {
    facts: { tranche, gyroscope: '31' },
    lift: `Name ${tranche} once, with the whole amount.`,
  })

export const negative = (what: string, amount: bigint): Refused =>
  refuse('AMOUNT_NEGATIVE', `${amount} of ${what} is less than nothing`, {
    facts: { what, amount: String(amount) },
    lift: 'Turn the order around: what leaves is redeemed, what comes is deposited.',
  })
