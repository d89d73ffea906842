import * as Emode from '../../../models/lending/emode.ts'
import { quantity } from '../../../units/estimate.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { sized } from '../../../units/text.ts'
import { loanOf, plus, resolve, withLoan, withWallet } from '../balance.ts'
import * as Loan from '../loan.ts'
import type { VenuesMarket } from '../market.ts'
import type { LoanAccount, VenuesState } from '../state.ts'
import type { VenuesStepOf } from '../step.ts'
import type { LendingAsset } from '../terms.ts'
import { at, type Done, move, onChain, unknown } from './done.ts'

type LendingStep = VenuesStepOf<'venues.supply' | 'venues.withdraw' | 'venues.borrow' | 'venues.repay'>

/** Supply, withdraw, borrow and repay between the wallet and a lending account, by the market's own rules (docs/models/lending.md). */
export function lend(state: VenuesState, step: LendingStep, market: VenuesMarket): Done {
  const loan = loanOf(state, step.account)
  if (loan === undefined) return unknown('lending account', step.account)
  const reserve = market.terms.lending.reserves[step.asset]
  if (reserve.paused) return flag('RESERVE_PAUSED', step.asset)
  switch (step.kind) {
    case 'venues.supply':
      return reserve.frozen ? flag('RESERVE_FROZEN', step.asset) : supply(state, { step, loan, market })
    case 'venues.withdraw':
      return withdraw(state, { step, loan, market })
    case 'venues.borrow':
      return borrow(state, { step, loan, market })
    case 'venues.repay':
      return repay(state, { step, loan, market })
  }
}

export function setEMode(state: VenuesState, step: VenuesStepOf<'venues.setEMode'>, market: VenuesMarket): Done {
  const loan = loanOf(state, step.account)
  if (loan === undefined) return unknown('lending account', step.account)
  const category = market.terms.lending.categories.find(({ id }) => id === step.category)
  const debts = Loan.LENDING_ASSETS.filter((asset) => loan.borrowed[asset] > 0)
  if (step.category !== 0 && category === undefined) return unknown('eMode', String(step.category))
  const may = category === undefined ? ({ ok: true } as const) : Emode.mayEnter(category, debts)
  if (!may.ok) return flag(may.code, debts.join(', '))
  const changed = { ...loan, eMode: step.category }
  return (
    unsafe(changed, market, 'LTV') ??
    onChain(withLoan(state, changed), market, { actions: ['setEMode'], times: market.terms.times.chain, postings: [] })
  )
}

/** What float64 may add to a debt that uses its limit to the last unit, relative. */
const ROUNDING = 1e-12

/** The refusal when an account would stand below health 1, or for a borrow above its LTV limit; undefined when it may stand. */
export function unsafe(loan: LoanAccount, market: VenuesMarket, limit: 'HEALTH' | 'LTV'): Refused | undefined {
  const data = Loan.of(loan, market)
  if (!(data.health >= 1)) {
    return refuse('HEALTH_BELOW_ONE', `Lending account ${loan.id} would be open to liquidation`, {
      facts: { health: data.health, collateral: data.collateral, debt: data.debt },
      lift: 'Move less, repay debt or supply collateral first.',
    })
  }
  if (limit === 'LTV' && data.debt > data.borrowPower * (1 + ROUNDING)) {
    return refuse('LTV_EXCEEDED', `Lending account ${loan.id} would owe more than its collateral lets it borrow`, {
      facts: { debt: data.debt, borrowPower: data.borrowPower },
      lift: `Borrow ${sized(data.debt - data.borrowPower, 'up')} USD less, or supply more first.`,
    })
  }
  return undefined
}

function supply(state: VenuesState, { step, loan, market }: Act): Done {
  const size = resolve(step.size, state.wallet[step.asset], at('WALLET', step.asset, market))
  if (!size.ok) return size
  const full = overSupply(step.asset, size.quantity, market)
  if (full !== undefined) return full
  const reserve = market.reserves[step.asset]
  const supplied = plus(loan.supplied, step.asset, size.quantity / reserve.liquidityIndex)
  return onChain(withLoan(withWallet(state, step.asset, -size.quantity), { ...loan, supplied }), market, {
    actions: ['approve', 'supply'],
    times: market.terms.times.chain,
    postings: move(step.asset, size.quantity, { from: 'WALLET', to: account(loan) }),
  })
}

function withdraw(state: VenuesState, { step, loan, market }: Act): Done {
  const reserve = market.reserves[step.asset]
  const held = Loan.supplied(loan, step.asset, market)
  const size = resolve(step.size, quantity(held), at('AAVE', step.asset, market))
  if (!size.ok) return size
  if (size.quantity > reserve.available) return liquidity(step.asset, size.quantity, reserve.available)
  const scaled = size.quantity === held ? loan.supplied[step.asset] : size.quantity / reserve.liquidityIndex
  const changed = { ...loan, supplied: plus(loan.supplied, step.asset, -scaled) }
  return (
    (Loan.mayLeave(loan, step.asset, market) ? undefined : flag('LTV_ZERO_FIRST', step.asset)) ??
    unsafe(changed, market, 'HEALTH') ??
    onChain(withLoan(withWallet(state, step.asset, size.quantity), changed), market, {
      actions: ['withdraw'],
      times: market.terms.times.chain,
      postings: move(step.asset, size.quantity, { from: account(loan), to: 'WALLET' }),
    })
  )
}

function borrow(state: VenuesState, { step, loan, market }: Act): Done {
  const terms = market.terms.lending.reserves[step.asset]
  const reserve = market.reserves[step.asset]
  const may = Emode.mayBorrow(terms, Loan.categoryOf(loan, market))
  if (!may.ok) return flag(may.code, step.asset)
  const data = Loan.of(loan, market)
  const room = (data.borrowPower - data.debt) / market.price[step.asset]
  const size = resolve(step.size, quantity(Math.max(0, Math.min(room, reserve.available))), {
    where: `AAVE ${step.asset} borrow`,
    tick: market.terms.ticks[step.asset],
  })
  if (!size.ok) return size
  const full = overBorrow(step.asset, size.quantity, market)
  if (full !== undefined) return full
  const changed = { ...loan, borrowed: plus(loan.borrowed, step.asset, size.quantity / reserve.borrowIndex) }
  return (
    unsafe(changed, market, 'LTV') ??
    onChain(withLoan(withWallet(state, step.asset, size.quantity), changed), market, {
      actions: ['borrow'],
      times: market.terms.times.chain,
      postings: move(step.asset, size.quantity, { from: account(loan), to: 'WALLET' }),
    })
  )
}

function repay(state: VenuesState, { step, loan, market }: Act): Done {
  const owed = Loan.owed(loan, step.asset, market)
  const due = resolve('all', quantity(owed), at('AAVE debt in', step.asset, market))
  if (!due.ok) return due
  const most = quantity(Math.min(owed, state.wallet[step.asset]))
  const size =
    step.size === 'all' || step.size === most
      ? resolve('all', most, at('WALLET', step.asset, market))
      : resolve(step.size, state.wallet[step.asset], at('WALLET', step.asset, market))
  if (!size.ok) return size
  const paid = quantity(Math.min(size.quantity, owed))
  const borrowed = plus(
    loan.borrowed,
    step.asset,
    paid === owed ? -loan.borrowed[step.asset] : -paid / market.reserves[step.asset].borrowIndex,
  )
  return onChain(withLoan(withWallet(state, step.asset, -paid), { ...loan, borrowed }), market, {
    actions: ['approve', 'repay'],
    times: market.terms.times.chain,
    postings: move(step.asset, paid, { from: 'WALLET', to: account(loan) }),
  })
}

export function account(loan: LoanAccount): string {
  return `AAVE:${loan.id}`
}

export function liquidity(asset: string, wanted: number, available: number): Refused {
  return refuse('LIQUIDITY_SHORT', `The lending market has too little ${asset} left`, {
    facts: { wanted, available },
    lift: `Take at most ${sized(available, 'down')} now, or wait until borrowers repay.`,
  })
}

/** The refusal of a supply for which the cap leaves no room. */
export function overSupply(asset: LendingAsset, quantity: number, market: VenuesMarket): Refused | undefined {
  const { supplyCap } = market.terms.lending.reserves[asset]
  const { supplied } = market.reserves[asset]
  const isOver = supplyCap > 0 && supplied + quantity > supplyCap
  return isOver ? cap('SUPPLY_CAP', asset, supplyCap - supplied) : undefined
}

/** The refusal of a borrow for which the cap leaves no room. */
export function overBorrow(asset: LendingAsset, quantity: number, market: VenuesMarket): Refused | undefined {
  const { borrowCap } = market.terms.lending.reserves[asset]
  const { borrowed } = market.reserves[asset]
  const isOver = borrowCap > 0 && borrowed + quantity > borrowCap
  return isOver ? cap('BORROW_CAP', asset, borrowCap - borrowed) : undefined
}

function cap(code: 'SUPPLY_CAP' | 'BORROW_CAP', asset: string, room: number): Refused {
  return refuse(code, `The cap of ${asset} at the lending market leaves too little room`, {
    facts: { room },
    lift: `Take at most ${sized(Math.max(0, room), 'down')}.`,
  })
}

/** What stands in the way, and what to do. */
const FLAGS: Readonly<Record<Flag, readonly [string, string]>> = {
  RESERVE_PAUSED: ['is paused: nothing moves', 'Wait until the market unpauses it.'],
  RESERVE_FROZEN: [
    'is frozen: withdraw and repay work, supply and borrow do not',
    'Withdraw or repay, or wait until the market unfreezes it.',
  ],
  BORROWING_DISABLED: ['cannot be borrowed on this market', 'Borrow another asset.'],
  NOT_BORROWABLE_IN_EMODE: ['cannot be borrowed in the eMode of this account', 'Use an account without eMode.'],
  INVALID_DEBT_IN_EMODE: ['is owed, and the eMode does not admit it', 'Repay it first.'],
  LTV_ZERO_FIRST: ['may not leave while collateral with LTV 0 stays', 'Withdraw that first.'],
}

type Flag =
  | 'RESERVE_PAUSED'
  | 'RESERVE_FROZEN'
  | 'BORROWING_DISABLED'
  | 'NOT_BORROWABLE_IN_EMODE'
  | 'INVALID_DEBT_IN_EMODE'
  | 'LTV_ZERO_FIRST'

export function flag(code: Flag, asset: string): Refused {
  const [what, lift] = FLAGS[code]
  return refuse(code, `${asset} ${what}`, { facts: { asset }, lift })
}

interface Act {
  readonly step: LendingStep
  readonly loan: LoanAccount
  readonly market: VenuesMarket
}
