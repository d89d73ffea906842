import * as Emode from '../../../models/lending/emode.ts'
import * as Weeth from '../../../models/staking/rate.ts'
import { quantity, usd } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { refuse } from '../../../units/refusal.ts'
import { sized } from '../../../units/text.ts'
import { FREE } from '../../cost.ts'
import { loanOf, offGrid, plus, resolve, withLoan, withWallet } from '../balance.ts'
import * as Loan from '../loan.ts'
import type { VenuesMarket } from '../market.ts'
import type { VenuesState } from '../state.ts'
import type { VenuesStepOf } from '../step.ts'
import { quoteSwap } from '../trade.ts'
import { at, type Done, move, onChain, unknown } from './done.ts'
import { account, flag, liquidity, overBorrow, overSupply, unsafe } from './lending.ts'

/**
 * One transaction: flash-borrow WETH, stake it with the wallet's WETH as weETH, supply all of it, borrow WETH and repay the
 * flash loan. Repaying by opening debt costs no flash fee. ETH delta 0. Source: docs/rules/venues.md#D16.
 */
export function leverage(state: VenuesState, step: VenuesStepOf<'venues.leverage'>, market: VenuesMarket): Done {
  const loan = loanOf(state, step.account)
  if (loan === undefined) return unknown('lending account', step.account)
  const equity =
    step.equity === 0
      ? ({ ok: true, quantity: quantity(0) } as const)
      : resolve(step.equity, state.wallet.WETH, at('WALLET', 'WETH', market))
  if (!equity.ok) return equity
  if (!(step.borrow >= 0)) return negative(step.borrow, 'borrow')
  if (!Grid.isOn(step.borrow, market.terms.ticks.WETH))
    return offGrid(step.borrow, 'AAVE WETH', market.terms.ticks.WETH)
  const reserve = market.terms.lending.reserves.weETH
  if (reserve.paused || reserve.frozen) return flag(reserve.paused ? 'RESERVE_PAUSED' : 'RESERVE_FROZEN', 'weETH')
  const may = Emode.mayBorrow(market.terms.lending.reserves.WETH, Loan.categoryOf(loan, market))
  if (!may.ok) return flag(may.code, 'WETH')
  if (step.borrow > market.reserves.WETH.available)
    return liquidity('WETH', step.borrow, market.reserves.WETH.available)
  const weeth = Weeth.fromEth(quantity(equity.quantity + step.borrow), market.weeth.rate)
  const full = overSupply('weETH', weeth, market) ?? overBorrow('WETH', step.borrow, market)
  if (full !== undefined) return full
  const changed = {
    ...loan,
    supplied: plus(loan.supplied, 'weETH', weeth / market.reserves.weETH.liquidityIndex),
    borrowed: plus(loan.borrowed, 'WETH', step.borrow / market.reserves.WETH.borrowIndex),
  }
  return (
    unsafe(changed, market, 'LTV') ??
    onChain(withLoan(withWallet(state, 'WETH', -equity.quantity), changed), market, {
      actions: ['leverage'],
      times: market.terms.times.atomic,
      postings: [
        ...move('WETH', equity.quantity, { from: 'WALLET', to: 'MARKET:etherfi' }),
        ...move('WETH', step.borrow, { from: account(loan), to: 'MARKET:etherfi' }),
        ...move('weETH', weeth, { from: 'MARKET:etherfi', to: account(loan) }),
      ],
    })
  )
}

/**
 * One transaction: flash-borrow WETH, repay debt, withdraw weETH, sell it for WETH, repay the flash loan with its fee; what
 * is over stays in the wallet as WETH. ETH delta falls by the slippage and the fee only. Source: docs/rules/venues.md#D16.
 */
export function deleverage(state: VenuesState, step: VenuesStepOf<'venues.deleverage'>, market: VenuesMarket): Done {
  const loan = loanOf(state, step.account)
  if (loan === undefined) return unknown('lending account', step.account)
  if (!(step.repay >= 0)) return negative(step.repay, 'repay')
  const supplied = Loan.supplied(loan, 'weETH', market)
  const held = resolve(step.sell, quantity(supplied), at('AAVE', 'weETH', market))
  if (!held.ok) return held
  for (const asset of ['weETH', 'WETH'] as const)
    if (market.terms.lending.reserves[asset].paused) return flag('RESERVE_PAUSED', asset)
  const { available } = market.reserves.weETH
  if (held.quantity > available) return liquidity('weETH', held.quantity, available)
  const owed = Loan.owed(loan, 'WETH', market)
  const repaid = Math.min(step.repay, owed)
  if (repaid !== owed && !Grid.isOn(repaid, market.terms.ticks.WETH))
    return offGrid(repaid, 'AAVE WETH', market.terms.ticks.WETH)
  const flashFee = repaid * market.terms.lending.flashFee
  const sale = quoteSwap(market, 'WALLET', { sell: 'weETH', buy: 'WETH', quantity: held.quantity })
  const over = sale.bought - repaid - flashFee
  if (over < -1e-9 * (1 + repaid)) {
    return refuse('FLASH_SHORT', 'Selling so little collateral does not repay the flash loan', {
      facts: { proceeds: sale.bought, repay: repaid, flashFee },
      lift: `Sell at least ${sized((held.quantity * (repaid + flashFee)) / sale.bought, 'up')} weETH, or repay less.`,
    })
  }
  const gone = repaid === owed ? loan.borrowed.WETH : repaid / market.reserves.WETH.borrowIndex
  const sold = held.quantity === supplied ? loan.supplied.weETH : held.quantity / market.reserves.weETH.liquidityIndex
  const eased = { ...loan, borrowed: plus(loan.borrowed, 'WETH', -gone) }
  if (!Loan.mayLeave(eased, 'weETH', market)) return flag('LTV_ZERO_FIRST', 'weETH')
  const changed = { ...eased, supplied: plus(loan.supplied, 'weETH', -sold) }
  const surplus = Math.max(0, over)
  return (
    unsafe(changed, market, 'HEALTH') ??
    onChain(withLoan(withWallet(state, 'WETH', surplus), changed), market, {
      actions: ['deleverage'],
      times: market.terms.times.atomic,
      cost: { ...FREE, fee: usd(flashFee * market.price.WETH), slippage: sale.slippage },
      postings: [
        ...move('weETH', held.quantity, { from: account(loan), to: 'MARKET:dex' }),
        ...move('WETH', repaid, { from: 'MARKET:dex', to: account(loan) }),
        ...move('WETH', surplus, { from: 'MARKET:dex', to: 'WALLET' }),
        ...move('WETH', flashFee, { from: 'MARKET:dex', to: 'COST:fee' }),
      ],
    })
  )
}

function negative(size: number, what: 'borrow' | 'repay'): Done {
  return refuse('SIZE_NOT_POSITIVE', `What is to ${what} in one transaction is not a number of at least 0`, {
    facts: { size },
    lift: 'Ask for nothing, or for more.',
  })
}
