import type { PoolMarket } from '../../portfolio/pool/market.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import type { Price } from '../../units/price.ts'
import type { Duration } from '../../units/time.ts'

type Without<Step, Key extends PropertyKey> = Step extends unknown ? Omit<Step, Key> : never

/** A step that sends; the book gives it its key. */
export type Send = Without<Extract<PoolStep, { kind: 'pool.transfer' | 'pool.sync' }>, 'key'>

/** A step that ends a flight, by the name under which it was sent. */
export type Land = Without<Extract<PoolStep, { kind: 'pool.fill' | 'pool.expire' | 'pool.refund' }>, 'key'>

/** One thing that happens to a pool. Names stand for the keys that the book gives out when something is sent. */
export type PoolEvent =
  | {
      readonly kind: 'price'
      readonly on: string | null
      readonly prices: Readonly<Record<string, Price>>
      /** The prices of each chain, where the same prices in a currency are others in base tokens. */
      readonly by?: Readonly<Record<string, Readonly<Record<string, Price>>>>
    }
  | { readonly kind: 'market'; readonly market: PoolMarket }
  | { readonly kind: 'wait'; readonly duration: Duration }
  | {
      readonly kind: 'send'
      readonly name: string
      readonly step: Send
      /** What of the amount asked for stays at its source, because the destination's units are coarser. */
      readonly stays?: bigint
    }
  | { readonly kind: 'land'; readonly name: string; readonly step: Land }
  | { readonly kind: 'step'; readonly step: PoolStep }
