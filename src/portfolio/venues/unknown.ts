import type { Asset } from './asset.ts'
import type { Exchange, Place } from './place.ts'
import type { LoanAccount } from './state.ts'
import { placesOf, type VenuesStep } from './step.ts'

/** A figure of the market that is not known, and that a stand-in was taken for. `value` is what was there. */
export interface Unknown {
  readonly figure: string
  readonly value: number
  /** The exchange that quotes it, or null. */
  readonly place: Exchange | null
  /** The asset whose worth follows from it, or null. */
  readonly asset: Asset | null
  readonly isGas: boolean
}

const NONE: readonly Unknown[] = []

/** What is not known of a market. */
export function unknownOf({ unknown }: { readonly unknown?: readonly Unknown[] }): readonly Unknown[] {
  return unknown ?? NONE
}

/** Whether the margin of an exchange rests on a stand-in. */
export function isMarginUnknown(place: Exchange, unknown: readonly Unknown[]): boolean {
  return unknown.some((one) => one.place === place)
}

/** Whether the health of a loan rests on a stand-in. */
export function isLoanUnknown({ supplied, borrowed }: LoanAccount, unknown: readonly Unknown[]): boolean {
  return unknown.some(({ asset }) => asset !== null && (supplied[asset] !== 0 || borrowed[asset] !== 0))
}

/** Whether shares of net assets rest on a price that is a stand-in; a mark of one exchange has the coin's own price beside it. */
export function isWorthUnknown(unknown: readonly Unknown[]): boolean {
  return unknown.some(({ asset }) => asset !== null)
}

/** What a step would touch and nobody knows. The credit of what landed changes nothing that has a price. */
export function touched(step: VenuesStep, unknown: readonly Unknown[]): Unknown | undefined {
  if (step.kind === 'venues.deposit') return undefined
  const places: readonly Place[] = placesOf(step, 'WALLET')
  const assets = assetsOf(step)
  return unknown.find(({ place, asset, isGas }) => {
    if (isGas) return isOnChain(step)
    return asset === null ? places.some((one) => one === place) : assets.includes(asset)
  })
}

function isOnChain(step: VenuesStep): boolean {
  if (step.kind === 'venues.transfer') return step.from === 'WALLET'
  return placesOf(step, 'WALLET').includes('WALLET')
}

function assetsOf(step: Exclude<VenuesStep, { kind: 'venues.deposit' }>): readonly Asset[] {
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay':
    case 'venues.transfer':
    case 'venues.internalTransfer':
      return [step.asset]
    case 'venues.setEMode':
      return ['USDT', 'WETH', 'weETH']
    case 'venues.stake':
      return [step.asset, 'weETH']
    case 'venues.unstake':
      return ['weETH', 'ETH', 'stETH']
    case 'venues.wrap':
      return ['ETH', 'WETH']
    case 'venues.swap':
      return [step.sell, step.buy]
    case 'venues.openPerp':
    case 'venues.closePerp':
      return ['USDT', step.contract === 'BTCUSDT' ? 'BTC' : 'ETH']
    case 'venues.leverage':
    case 'venues.deleverage':
      return ['WETH', 'weETH']
  }
}
