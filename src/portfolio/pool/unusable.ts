import { type Unusable, unusableOf } from '../unusable.ts'
import type { PoolState } from './state.ts'
import type { PoolStep } from './step.ts'

/** A figure of a pool's market that is missing or no number, and what rests on it. */
export type PoolUnusable = Unusable &
  (
    | { readonly kind: 'usd' }
    /** `isCounted`: the chain holds it, so that its share price rests on it. */
    | { readonly kind: 'price'; readonly chain: string; readonly token: string; readonly isCounted: boolean }
    | { readonly kind: 'gas'; readonly chain: string; readonly call: string }
    | { readonly kind: 'route'; readonly from: string; readonly to: string; readonly token: string }
  )

interface Marked {
  readonly unusable?: readonly PoolUnusable[]
}

interface Way {
  readonly from: string
  readonly to: string
  readonly token: string
}

/** Whether a deposit rests on it: prices at both ends, its worth in USD, the call at its source, and the terms of its bridge. */
export function touches(of: PoolUnusable, { from, to, token }: Way): boolean {
  switch (of.kind) {
    case 'usd':
      return true
    case 'price':
      return (of.chain === from || of.chain === to) && (of.isCounted || of.token === token)
    case 'gas':
      return of.chain === from && of.call === 'deposit'
    case 'route':
      return of.from === from && of.to === to && of.token === token
  }
}

/** Whether the share price of a chain rests on a price that nobody has. */
export function isPriceUnknown({ unusable }: Marked, name: string): boolean {
  return unusable?.some((one) => one.kind === 'price' && one.isCounted && one.chain === name) === true
}

/** What a step would touch and nobody knows. What lands or expires is the bridge's doing, and waits for no price. */
export function touched(step: PoolStep, { flights }: PoolState, market: Marked): PoolUnusable | undefined {
  const unusable = unusableOf(market)
  switch (step.kind) {
    case 'pool.fill':
    case 'pool.expire':
    case 'pool.gain':
      return undefined
    case 'pool.transfer':
    case 'pool.sync':
      return unusable.find((one) => touches(one, step))
    case 'pool.refund': {
      const flight = flights.find(({ key }) => key === step.key)
      return unusable.find((one) => isAt(one, { chain: flight?.from, call: 'refund', token: flight?.token }))
    }
    case 'pool.mint':
    case 'pool.burn':
      return unusable.find((one) => isAt(one, { chain: step.chain, call: 'update', token: step.token }))
    case 'pool.update':
      return unusable.find((one) => isAt(one, { chain: step.chain, call: 'update', token: undefined }))
  }
}

interface Call {
  readonly chain: string | undefined
  readonly call: string
  readonly token: string | undefined
}

function isAt(of: PoolUnusable, { chain, call, token }: Call): boolean {
  if (of.kind === 'gas') return of.chain === chain && of.call === call
  return of.kind === 'price' && of.chain === chain && (of.isCounted || of.token === token)
}
