import { type Usd, usd } from '../../units/estimate.ts'

/** Income of a position per year by source, paid income negative; `total` is their sum. */
export interface Carry {
  readonly supply: Usd
  readonly staking: Usd
  readonly borrow: Usd
  readonly funding: Usd
  readonly total: Usd
}

export type Sources = Omit<Carry, 'total'>

/** Adds the sources in a fixed order, so that the total is the same in every replay. */
export const of = ({ supply, staking, borrow, funding }: Sources): Carry => ({
  supply,
  staking,
  borrow,
  funding,
  total: usd(supply + staking + borrow + funding),
})
