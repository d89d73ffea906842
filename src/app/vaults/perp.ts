import type { GmxMarket, Paid } from '../../backtest/vaults/epoch.ts'
import type { BorrowTerms, FundingTerms } from '../../models/vault/gmx2.ts'
import { type Carried, carrying, type Perp, type Toll } from '../../models/vault/gmx2Position.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'
import type { DraftPerp } from './gmxSchema.ts'
import type { DraftEpoch } from './schema.ts'

/** A market of GMX v2 as far as it was stated, with the rate of funding that it saved last. */
export interface PerpHeld {
  readonly draft: DraftPerp
  readonly saved: number
}

/** A market one epoch on: what it states, and what positions paid since the epoch before at the figures of that one. */
export function perpAt(
  before: PerpHeld | null,
  written: DraftPerp | undefined,
  elapsed: number,
): [PerpHeld, GmxMarket] {
  const draft = { ...before?.draft, ...written }
  const saved = before?.saved ?? draft.adaptiveFunding?.saved ?? 0
  const since = before === null ? null : carrying(perpOf(before.draft), saved, elapsed)
  const rate = since?.rate ?? saved
  const { long, short } = carrying(perpOf(draft), rate, 0)
  return [
    { draft, saved: rate },
    {
      paid: { long: over(since?.long, elapsed), short: over(since?.short, elapsed) },
      ahead: { long, short },
      toll: tollOf(draft, { a: draft.longInterest ?? 0, b: draft.shortInterest ?? 0 }),
    },
  ]
}

/** Rates a second over so many of them, 1e18. */
const over = ({ funding, borrowing }: Carried = { funding: 0, borrowing: 0 }, elapsed: number): Paid => ({
  funding: BigInt(Math.round(funding * elapsed * 1e18)),
  borrowing: BigInt(Math.round(borrowing * elapsed * 1e18)),
})

function perpOf(draft: DraftPerp): Perp {
  const { longInterest = 0, shortInterest = 0, longPool = 0, shortPool = 0, reserve = 1, borrowing } = draft
  return {
    interest: { a: longInterest, b: shortInterest },
    pool: { a: longPool, b: shortPool },
    fundingTerms: fundingOf(draft),
    borrowTerms: borrowOf(borrowing),
    reserveFactor: reserve,
    smallerIsFree: borrowing?.smallerIsFree ?? false,
  }
}

function fundingOf({ funding, adaptiveFunding }: DraftPerp): FundingTerms | null {
  if (adaptiveFunding !== undefined) {
    const { exponent = 1, saved: _, ...terms } = adaptiveFunding
    return { kind: 'adaptive', exponent, ...terms }
  }
  if (funding === undefined) return null
  const { factor, exponent = 1, max = factor } = funding
  return { kind: 'fixed', factor, exponent, max }
}

function borrowOf(draft: DraftPerp['borrowing']): BorrowTerms | null {
  if (draft === undefined) return null
  const { base = 0, above = base, optimal = 0.75, factor, exponent = 1 } = draft
  return factor === undefined ? { kind: 'kink', base, above, optimal } : { kind: 'power', factor, exponent }
}

/** Null where neither fee nor impact is stated: the rates of the config then count. */
export function tollOf({ fee, impact }: Pick<DraftPerp, 'fee' | 'impact'>, balance: Toll['balance']): Toll | null {
  if (fee === undefined && impact === undefined) return null
  return {
    balance,
    fee: { positive: fee?.improving ?? 0, negative: fee?.worsening ?? 0 },
    impact: {
      positive: impact?.improving ?? 0,
      negative: impact?.worsening ?? 0,
      exponent: impact?.exponent ?? EXPONENT,
    },
  }
}

const EXPONENT = 2

/** What of a market cannot be: powers beyond what a market has, two kinds of funding, and a kink at full use. */
export function perpBreaches(draft: DraftPerp, path: Path): readonly Breach[] {
  const { funding, adaptiveFunding, borrowing, impact } = draft
  const found: Breach[] = []
  const say = (key: string, what: string, allowed: string): void => {
    found.push({ code: 'VAULTS_PERP', path: [...path, key], found: what, allowed })
  }
  const exponents = { funding, adaptiveFunding, borrowing, impact }
  for (const [key, terms] of Object.entries(exponents)) {
    const exponent = terms?.exponent ?? 1
    if (exponent < 1 || exponent > 4) say(key, `an exponent of ${exponent}`, 'an exponent from 1 to 4')
  }
  if (funding !== undefined && adaptiveFunding !== undefined) say('funding', 'both kinds of funding', 'one of them')
  if ((borrowing?.optimal ?? 0) >= 1) say('borrowing', 'an optimal use of all', 'an `optimal` below 100 %')
  const { min = 0, max = min } = adaptiveFunding ?? {}
  if (min > max) say('adaptiveFunding', `a min of ${min} above the max of ${max}`, '`min` no larger than `max`')
  return found
}

export interface Deposits {
  readonly gm: NonNullable<DraftEpoch['pool']>['gm']
  readonly deposits: Pick<DraftPerp, 'fee' | 'impact'>
}

/** What deposits into a pool of GMX v2 cost; null where the config's rate counts. */
export function depositOf({ gm, deposits }: Deposits, price: bigint): Toll | null {
  return gm === undefined ? null : tollOf(deposits, { a: ((gm.long ?? 0) * Number(price)) / 1e8, b: gm.short ?? 0 })
}
