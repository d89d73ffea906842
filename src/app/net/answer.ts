import { type Assigned, assign, net, outside } from '../../models/vault/netting.ts'
import { abs, at, WAD } from '../../models/vault/table.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import type { Instrument } from './wishes.ts'

/** What becomes of the wishes for one instrument. Quantities are 1e18, fees US dollars of 1e6. */
export interface Answer {
  readonly instrument: Instrument
  readonly net: bigint
  readonly buys: bigint
  readonly sells: bigint
  readonly crossed: bigint
  /** Why a stated fill cannot be; then nothing is shared out. */
  readonly refusal: Refusal | null
  readonly filled: bigint
  readonly fee: bigint
  readonly unassigned: bigint
  readonly basis: Assigned['basis']
  readonly shares: readonly Share[]
}

export interface Share {
  readonly strategy: string
  readonly delta: bigint
  /** What it traded with other strategies, at the market, and what is left of its wish. */
  readonly inside: bigint
  readonly market: bigint
  readonly unfilled: bigint
  readonly fee: bigint
}

/** Orders and fills of a cycle of vaults on their own (docs/rules/vaults.md#orders, #fills): what crosses inside, what is to be sent, and who pays for it. */
export function answer(instrument: Instrument): Answer {
  const wishes = instrument.wishes.map(({ delta }) => delta)
  const netted = net(wishes)
  const filled = instrument.fill ?? netted.net
  const fee = feeOf(instrument, filled)
  const done = assign(wishes, { filled, fee }, [])
  if (!done.ok) {
    const shares = instrument.wishes.map((wish) => ({ ...wish, inside: 0n, market: 0n, unfilled: wish.delta, fee: 0n }))
    return { instrument, ...netted, refusal: done.refusal, filled, fee, unassigned: fee, basis: 'none', shares }
  }
  const market = outside(wishes, filled)
  return {
    instrument,
    ...netted,
    refusal: null,
    filled,
    fee,
    unassigned: done.unassigned,
    basis: done.basis,
    shares: instrument.wishes.map((wish, v) => ({
      ...wish,
      inside: at(done.fills, v) - at(market, v),
      market: at(market, v),
      unfilled: at(done.unfilled, v),
      fee: at(done.fees, v),
    })),
  }
}

/** Basis points and their own six places: 1e4 · 1e6. */
const BPS = 10_000_000_000n
/** From worth of 1e36 to US dollars of 1e6. */
const USD = 10n ** 30n

/** As stated, or |filled| · price · rate, rounded up. */
function feeOf({ fee, feeBps, price }: Instrument, filled: bigint): bigint {
  if (fee !== null) return fee
  return divide(abs(filled) * (price ?? WAD) * (feeBps ?? 0n), BPS * USD, 'up')
}
