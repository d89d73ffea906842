// What the files of the reserve book have in common: decimal strings, recorded errors, tranches made of little.
import { Fault } from '../../../src/models/reserve/fault.ts'
import type { Reserve } from '../../../src/models/reserve/reserve.ts'
import type { Asset, Calibration, Flow, Tranche } from '../../../src/models/reserve/tranche.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { block, timestamp } from '../../../src/units/chain.ts'
import { of as priceOf } from '../../../src/units/price.ts'
import { ONE, of as ratioOf } from '../../../src/units/ratio.ts'
import type { Refusal } from '../../../src/units/refusal.ts'
import { of as sharesOf } from '../../../src/units/shares.ts'

export interface RecordedError {
  readonly kind: string
  readonly code: string
}

/** What a revert of the contracts says: a panic is hexadecimal. */
export function errorOf({ facts }: Pick<Refusal, 'facts'>): RecordedError {
  const code = String(facts['gyroscope'])
  return { kind: code.startsWith('0x') ? 'Panic' : 'Error', code }
}

/** The figure, or the error that the contracts would have said. */
export function outcome<Out>(run: () => Out): { readonly out: Out } | { readonly err: RecordedError } {
  try {
    return { out: run() }
  } catch (error) {
    if (error instanceof Fault) return { err: errorOf(error) }
    throw error
  }
}

/** The recorded case without what went in: what is left was recorded as an answer, and all of it is compared. */
export const answers = (recorded: object, inputs: readonly string[]): object =>
  Object.fromEntries(Object.entries(recorded).filter(([key]) => !inputs.includes(key)))

/** Under which name a file records an error that its heading does not tell of: what is neither input nor another answer. */
export const unnamed = (expected: object, named: readonly string[]): string =>
  Object.keys(expected).find((key) => !named.includes(key)) ?? 'an error'

/** The cases of a file, which may come without some list. */
export function casesOf<Case>(file: unknown, list: string): readonly Case[] {
  return (file as Readonly<Record<string, readonly Case[] | undefined>>)[list] ?? []
}

export interface RecordedToken {
  readonly isStable: boolean
  readonly price: string
  readonly floor?: string
  readonly ceiling?: string
}

export const assetOf = ({ isStable, price, floor = '0', ceiling = '0' }: RecordedToken, at: number): Asset => ({
  id: String(at).padStart(4, '0'),
  price: priceOf(BigInt(price)),
  per: ONE,
  peg: isStable ? { floor: priceOf(BigInt(floor)), ceiling: priceOf(BigInt(ceiling)) } : null,
})

export interface RecordedMetadata {
  readonly priceAtCalibration: string
  readonly weightAtCalibration: string
  readonly weightAtPreviousCalibration: string
  readonly weightTransitionDuration: string
  readonly timeOfCalibration: string
}

export const calibrationOf = (metadata: RecordedMetadata): Calibration => ({
  price: priceOf(BigInt(metadata.priceAtCalibration)),
  weight: ratioOf(BigInt(metadata.weightAtCalibration)),
  previousWeight: ratioOf(BigInt(metadata.weightAtPreviousCalibration)),
  time: timestamp(BigInt(metadata.timeOfCalibration)),
  duration: BigInt(metadata.weightTransitionDuration),
})

export const STILL: Flow = { amount: amountOf(0n), blockedUntil: block(0n), seen: block(0n) }

const par = priceOf(10n ** 18n)

/** A tranche of which only the id matters. */
export const bare = (id: string): Tranche => ({
  id,
  decimals: 18,
  balance: amountOf(0n),
  prices: { raw: par, lower: par, upper: par },
  assets: [],
  calibration: { price: par, weight: ratioOf(0n), previousWeight: ratioOf(0n), time: timestamp(0n), duration: 0n },
  flowRule: { memory: ratioOf(0n), limit: { kind: 'amount', amount: amountOf(0n) } },
  inflow: STILL,
  outflow: STILL,
  fees: { mint: ratioOf(0n), redeem: ratioOf(0n) },
  commitment: null,
})

export const reserveOf = (
  tranches: readonly Tranche[],
  at: { readonly block?: bigint; readonly time?: bigint },
): Reserve => ({
  tranches,
  beside: [],
  supply: sharesOf(0n),
  redemption: { level: sharesOf(0n), lastBlock: block(0n) },
  block: block(at.block ?? 0n),
  time: timestamp(at.time ?? 0n),
})

/** A price without a spread between its bounds. */
export function flat(price: string): Tranche['prices'] {
  const raw = priceOf(BigInt(price))
  return { raw, lower: raw, upper: raw }
}

export const recordedFlow = ({ amount, blockedUntil, seen }: Flow): readonly string[] => [
  String(amount),
  String(blockedUntil),
  String(seen),
]
