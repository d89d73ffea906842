import * as Amount from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { SharePrice as Price } from '../../units/sharePrice.ts'
import type { Arrived } from './attribution/attribution.ts'
import { MODELS } from './attribution/models.ts'
import { type Chain, type Setting, worth } from './chain.ts'
import { count, type Delivery, type Donate, type Finished } from './delivery.ts'
import { unknownOpType } from './operation.ts'
import * as SharePrice from './sharePrice.ts'

/**
 * The second phase of an arrival (docs/models/pool.md): what came is counted, a Transfer is booked by the model at the share price of the first phase,
 * the price renewed, and the worth found compared with the worth expected: that of the first phase, what came, and what the model wrote.
 * What `count` refuses, `InvalidOpType`, `NavManipulationDetected` beyond the tolerance, `NavDecreased` where that is refused.
 */
export function finish(chain: Chain, order: Donate, setting: Setting): Finished | Refused {
  const delivery = count(chain, order, setting)
  if (!delivery.ok) return delivery
  const value = worth(order.amount, delivery.token, { chain, convert: setting.convert })
  if (typeof value !== 'bigint') return value
  const booked = book({ delivery, order, value }, setting)
  if (!booked.ok) return booked
  const priced = SharePrice.update(booked.chain, setting)
  if (!priced.ok) return priced
  const credited = worth(delivery.credited, delivery.token, { chain, convert: setting.convert })
  if (typeof credited !== 'bigint') return credited
  const expected = Amount.of(delivery.donation.netAssets + credited + booked.effect)
  const broken =
    unlike(expected, priced.netAssets, setting) ?? lowered(delivery.donation.sharePrice, priced.sharePrice, setting)
  if (broken !== undefined) return broken
  return {
    ok: true,
    chain: { ...priced.chain, donation: null },
    value: order.opType === 'transfer' ? value : Amount.ZERO,
    surplus: Amount.sub(delivery.delta, order.amount),
    sharePrice: priced.sharePrice,
  }
}

interface Booking {
  readonly delivery: Delivery
  readonly order: Donate
  readonly value: Amount.Amount
}

function book({ delivery, order, value }: Booking, setting: Setting): Arrived | Refused {
  switch (order.opType) {
    case 'transfer': {
      const { sharePrice } = delivery.donation
      const move = { token: delivery.token, amount: order.amount, value, sharePrice }
      return MODELS[setting.rules.model].arrive(delivery.chain, move, setting)
    }
    case 'sync':
      return { ok: true, chain: delivery.chain, effect: Amount.ZERO }
    case 'unknown':
      return unknownOpType()
  }
}

/** Something but the arrival has changed what the pool is worth. */
export function unlike(expected: Amount.Amount, actual: Amount.Amount, { rules }: Setting): Refused | undefined {
  const off = actual > expected ? actual - expected : expected - actual
  if (off <= rules.integrityTolerance) return undefined
  return refuse('NavManipulationDetected', 'The pool is not worth what it was and what came', {
    facts: { expected: String(expected), actual: String(actual) },
    lift: 'Let prices and balances stand still between the phases of an arrival.',
  })
}

function lowered(before: Price, after: Price, { rules }: Setting): Refused | undefined {
  if (!rules.rejectDecrease || after >= before) return undefined
  return refuse('NavDecreased', 'The arrival would lower the share price', {
    facts: { before: String(before), after: String(after) },
    lift: 'Renew the share price first, and let nothing mint between the phases of an arrival.',
  })
}
