import type { Route } from '../../models/staking/exit.ts'
import type { Quantity } from '../../units/estimate.ts'
import type { Asset } from './asset.ts'
import type { Contract, Exchange, Place, Wing } from './place.ts'
import type { LendingAsset } from './terms.ts'

/** How much to move: so many tokens, or all that is free there when the step is taken. */
export type Size = Quantity | 'all'

/**
 * The moves of the venues book. Steps that put capital in flight name the flight they start; `venues.deposit` is the
 * credit of a flight that landed, whoever sent it.
 */
export type VenuesStep =
  | {
      readonly kind: 'venues.supply' | 'venues.withdraw' | 'venues.borrow' | 'venues.repay'
      readonly account: string
      readonly asset: LendingAsset
      readonly size: Size
    }
  | { readonly kind: 'venues.setEMode'; readonly account: string; readonly category: number }
  | {
      readonly kind: 'venues.transfer'
      readonly from: 'WALLET' | Exchange
      readonly to: 'WALLET' | Exchange
      readonly network: string
      readonly asset: Asset
      readonly size: Size
      readonly flight: string
    }
  | { readonly kind: 'venues.deposit'; readonly flight: string }
  | {
      readonly kind: 'venues.internalTransfer'
      readonly place: Exchange
      readonly asset: Asset
      readonly from: Wing
      readonly size: Size
    }
  | { readonly kind: 'venues.stake'; readonly asset: 'ETH' | 'WETH'; readonly size: Size }
  | {
      readonly kind: 'venues.unstake'
      readonly route: Exclude<Route, 'dex'>
      readonly size: Size
      readonly flight: string
    }
  | { readonly kind: 'venues.wrap'; readonly from: 'ETH' | 'WETH'; readonly size: Size }
  | {
      readonly kind: 'venues.swap'
      readonly place: 'WALLET' | Exchange
      readonly sell: Asset
      readonly buy: Asset
      readonly size: Size
    }
  | {
      readonly kind: 'venues.openPerp'
      readonly place: Exchange
      readonly contract: Contract
      readonly side: 'long' | 'short'
      readonly quantity: Quantity
    }
  | {
      readonly kind: 'venues.closePerp'
      readonly place: Exchange
      readonly contract: Contract
      readonly quantity: Quantity
    }
  | { readonly kind: 'venues.leverage'; readonly account: string; readonly equity: Size; readonly borrow: Quantity }
  | { readonly kind: 'venues.deleverage'; readonly account: string; readonly sell: Quantity; readonly repay: Quantity }

/** Whether a step puts something in flight, so that its order ends when that has landed. */
export function isSending(step: VenuesStep): step is Sending {
  return step.kind === 'venues.transfer' || (step.kind === 'venues.unstake' && isSlow(step.route))
}

type Sending = Extract<VenuesStep, { kind: 'venues.transfer' | 'venues.unstake' }>

/** Exits that take days; the others pay at once. */
export const isSlow = (route: Route): boolean => route === 'queue' || route === 'priority'

export type VenuesStepOf<K extends VenuesStep['kind']> = Extract<VenuesStep, { kind: K }>

/** Every place that must answer for a step to be taken; `lands` is where a deposit is credited. */
export function placesOf(step: VenuesStep, lands: Place): readonly Place[] {
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay':
    case 'venues.setEMode':
    case 'venues.deleverage':
      return ['WALLET', 'AAVE']
    case 'venues.leverage':
      return ['WALLET', 'AAVE', 'ETHERFI']
    case 'venues.transfer':
      return [step.from, step.to]
    case 'venues.deposit':
      return [lands]
    case 'venues.stake':
    case 'venues.unstake':
      return ['WALLET', 'ETHERFI']
    case 'venues.wrap':
      return ['WALLET']
    case 'venues.internalTransfer':
    case 'venues.swap':
    case 'venues.openPerp':
    case 'venues.closePerp':
      return [step.place]
  }
}

/** The place whose capital a step uses. */
export function placeOf(step: VenuesStep): Place {
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.repay':
    case 'venues.stake':
    case 'venues.wrap':
      return 'WALLET'
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.setEMode':
    case 'venues.leverage':
    case 'venues.deleverage':
      return 'AAVE'
    case 'venues.transfer':
      return step.from
    case 'venues.deposit':
      return 'WALLET'
    case 'venues.unstake':
      return 'ETHERFI'
    case 'venues.internalTransfer':
    case 'venues.swap':
    case 'venues.openPerp':
    case 'venues.closePerp':
      return step.place
  }
}
