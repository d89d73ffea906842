import { type PerYear, type Usd, usd } from '../../units/estimate.ts'

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

const NOTHING: Sources = { supply: usd(0), staking: usd(0), borrow: usd(0), funding: usd(0) }

export const ZERO: Carry = of(NOTHING)

/** value · rate. */
export const fromSupply = (value: Usd, rate: PerYear): Carry => of({ ...NOTHING, supply: usd(value * rate) })

/** value · growth of the staking rate, not of the token's price. */
export const fromStaking = (value: Usd, rate: PerYear): Carry => of({ ...NOTHING, staking: usd(value * rate) })

/** −debt · rate; `debt` is positive. */
export const fromBorrow = (debt: Usd, rate: PerYear): Carry => of({ ...NOTHING, borrow: usd(0 - debt * rate) })

/** −notional · rate; `notional` is signed, negative for a short, which earns while the rate is positive. */
export const fromFunding = (notional: Usd, rate: PerYear): Carry =>
  of({ ...NOTHING, funding: usd(0 - notional * rate) })

export function sum(carries: readonly Carry[]): Carry {
  let supply = 0
  let staking = 0
  let borrow = 0
  let funding = 0
  for (const carry of carries) {
    supply += carry.supply
    staking += carry.staking
    borrow += carry.borrow
    funding += carry.funding
  }
  return of({ supply: usd(supply), staking: usd(staking), borrow: usd(borrow), funding: usd(funding) })
}

/** after − before, source by source. */
export const difference = (after: Carry, before: Carry): Carry =>
  of({
    supply: usd(after.supply - before.supply),
    staking: usd(after.staking - before.staking),
    borrow: usd(after.borrow - before.borrow),
    funding: usd(after.funding - before.funding),
  })
