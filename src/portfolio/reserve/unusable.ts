import { type Unusable, unusableOf } from '../unusable.ts'
import type { ReservePolicy } from './policy.ts'
import type { ReserveStep } from './step.ts'

/** A call that the operator pays gas for. */
export type Call = 'mint' | 'redeem' | 'swap' | 'pause'

/** A figure of a reserve's market that is missing or no number, and what rests on it. */
export type ReserveUnusable = Unusable &
  (
    | { readonly kind: 'price'; readonly tranche: string }
    | { readonly kind: 'trade'; readonly tranche: string }
    | { readonly kind: 'gas'; readonly call: Call }
  )

interface Marked {
  readonly unusable?: readonly ReserveUnusable[]
}

/** Whether worth, weights and what redemption pays rest on a price that nobody has: each of them is of the whole reserve. */
export const isWorthUnknown = (market: Marked): boolean => unusableOf(market).some(({ kind }) => kind === 'price')

/** What a step would touch and nobody knows. An order is priced by the whole reserve, so one missing price stops every order. */
export function touched(step: ReserveStep, market: Marked): ReserveUnusable | undefined {
  const unusable = unusableOf(market)
  switch (step.kind) {
    case 'reserve.wait':
    case 'reserve.calibrate':
      return undefined
    case 'reserve.pause':
      return unusable.find((one) => one.kind === 'gas' && one.call === 'pause')
    case 'reserve.pledge':
      return unusable.find(({ kind }) => kind === 'price')
    case 'reserve.mint':
      return unusable.find((one) => stops(one, { call: 'mint', traded: [] }))
    case 'reserve.redeem':
      return unusable.find((one) => stops(one, { call: 'redeem', traded: [] }))
    case 'reserve.swap': {
      const traded = step.legs.flatMap(({ from, to }) => [from, to])
      return unusable.find((one) => stops(one, { call: 'swap', traded }))
    }
  }
}

function stops(
  of: ReserveUnusable,
  { call, traded }: { readonly call: Call; readonly traded: readonly string[] },
): boolean {
  switch (of.kind) {
    case 'price':
      return true
    case 'gas':
      return of.call === call
    case 'trade':
      return traded.includes(of.tranche)
  }
}

/** The policy without the calls whose gas nobody knows; the very same one where all is known. */
export function permitted(policy: ReservePolicy, market: Marked): ReservePolicy {
  const calls = unusableOf(market).flatMap((one) => (one.kind === 'gas' ? [one.call] : []))
  if (calls.length === 0) return policy
  const { mint, redeem, swap } = policy.ways
  return {
    ...policy,
    mayPause: policy.mayPause && !calls.includes('pause'),
    ways: {
      mint: mint && !calls.includes('mint'),
      redeem: redeem && !calls.includes('redeem'),
      swap: swap && !calls.includes('swap'),
    },
  }
}
