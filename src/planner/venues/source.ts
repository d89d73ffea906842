import * as Capacity from '../../models/lending/capacity.ts'
import * as Emode from '../../models/lending/emode.ts'
import * as Loan from '../../portfolio/venues/loan.ts'
import { LENDING_ASSETS } from '../../portfolio/venues/loan.ts'
import * as Margin from '../../portfolio/venues/margin.ts'
import type { Exchange, Place } from '../../portfolio/venues/place.ts'
import type { ExchangeAccount, LoanAccount } from '../../portfolio/venues/state.ts'
import type { LendingAsset } from '../../portfolio/venues/terms.ts'
import { quantity, usd } from '../../units/estimate.ts'
import type { Context } from './context.ts'
import { type Node, node } from './leg.ts'
import * as Loop from './loop.ts'

/** USD that a node can give without the book leaving its targets, and what stops it from giving more. */
export interface Offer {
  readonly node: Node
  readonly value: number
  readonly limiter: string
}

/** What a place can give (docs/rules/venues.md#D15, #D23): post-states stay at the policy's targets, promised and locked capital stays. */
export function offers(place: Place, context: Context): readonly Offer[] {
  if (context.market.down.includes(place)) return []
  switch (place) {
    case 'WALLET':
      return wallet(context)
    case 'AAVE':
      return context.state.loans.flatMap((loan) => lending(loan, context))
    case 'ETHERFI':
      return [
        {
          node: node('ETHERFI', 'free', 'weETH'),
          value: context.state.wallet.weETH * context.market.price.weETH,
          limiter: 'balance',
        },
      ]
    case 'BINANCE':
    case 'BYBIT':
    case 'OKX':
      return exchange(place, context)
  }
}

/** Where value can be put at a place: the node that its mode wants, or any collateral. */
export function targets(place: Place, { policy }: Pick<Context, 'policy'>): readonly Node[] {
  switch (place) {
    case 'WALLET':
      return [node('WALLET', 'free', 'USDT'), node('WALLET', 'free', 'WETH'), node('WALLET', 'free', 'ETH')]
    case 'AAVE':
      return LENDING_ASSETS.map((asset) => node('AAVE', 'supply', asset))
    case 'ETHERFI':
      return [node('ETHERFI', 'free', 'weETH')]
    case 'BINANCE':
    case 'BYBIT':
    case 'OKX':
      return policy.mode.isHedged || policy.mode.shareClass === 'USDT'
        ? [node(place, 'trading', 'USDT')]
        : [node(place, 'trading', 'ETH')]
  }
}

/** USDT free in the wallet beyond the buffer; ETH beyond the gas reserve; all of the WETH. */
function wallet({ state, market, policy, assessment }: Context): readonly Offer[] {
  const buffer = policy.buffer * assessment.figures.netAssets
  const keepUsdt = policy.mode.shareClass === 'USDT' ? buffer : 0
  const keepWeth = policy.mode.shareClass === 'ETH' ? buffer : 0
  const { price } = market
  return [
    {
      node: node('WALLET', 'free', 'USDT'),
      value: Math.max(0, state.wallet.USDT * price.USDT - keepUsdt),
      limiter: 'buffer',
    },
    {
      node: node('WALLET', 'free', 'WETH'),
      value: Math.max(0, state.wallet.WETH * price.WETH - keepWeth),
      limiter: 'buffer',
    },
    {
      node: node('WALLET', 'free', 'ETH'),
      value: Math.max(0, (state.wallet.ETH - policy.gasReserve.target) * price.ETH),
      limiter: 'gasReserve',
    },
    { node: node('WALLET', 'free', 'stETH'), value: state.wallet.stETH * price.stETH, limiter: 'balance' },
  ]
}

function lending(loan: LoanAccount, context: Context): readonly Offer[] {
  const { market, policy, state } = context
  const found: Offer[] = []
  for (const asset of LENDING_ASSETS) {
    const supplied = Loan.supplied(loan, asset, market)
    if (supplied > 0) found.push({ node: node('AAVE', 'supply', asset), ...withdrawable(loan, asset, context) })
  }
  found.push({ node: node('AAVE', 'credit', 'USDT'), ...borrowable(loan, context) })
  if (loan.borrowed.WETH > 0)
    found.push({
      node: node('AAVE', 'loop', 'weETH'),
      value: Loop.equityOf(state, { account: loan.id, market, policy }),
      limiter: 'equity',
    })
  return found
}

function withdrawable(loan: LoanAccount, asset: LendingAsset, { market, policy }: Context) {
  const data = Loan.of(loan, market)
  const category = Loan.categoryOf(loan, market)
  const reserve = market.terms.lending.reserves[asset]
  const risk = Emode.riskOf(reserve, category)
  const balance = usd(Loan.supplied(loan, asset, market) * market.price[asset])
  const liquidity = usd(market.reserves[asset].available * market.price[asset])
  return Capacity.withdraw({
    weighted: data.weighted,
    debt: data.debt,
    health: policy.bounds.health.target,
    liquidationLtv: risk.liquidationLtv,
    balance,
    liquidity,
    paused: reserve.paused,
    ltvZero: !Loan.mayLeave(loan, asset, market),
  })
}

function borrowable(loan: LoanAccount, { market, policy }: Context) {
  const data = Loan.of(loan, market)
  const reserve = market.terms.lending.reserves.USDT
  const { borrowed, available } = market.reserves.USDT
  return Capacity.borrow({
    weighted: data.weighted,
    debt: data.debt,
    health: policy.bounds.health.target,
    borrowPower: data.borrowPower,
    liquidity: usd(available * market.price.USDT),
    room: Capacity.room(reserve.borrowCap, quantity(borrowed), market.price.USDT),
    allowed: Emode.mayBorrow(reserve, Loan.categoryOf(loan, market)).ok,
  })
}

/** Margin above the target ratio, as far as initial margin lets it go; coins and idle USDT in full. */
function exchange(place: Exchange, { state, market, policy }: Context): readonly Offer[] {
  const account = state.exchanges.find((one) => one.place === place)
  if (account === undefined) return []
  const found: Offer[] = []
  const held = (bucket: 'funding' | 'trading', asset: 'USDT' | 'ETH' | 'BTC', value: number) =>
    value > 0 && found.push({ node: node(place, bucket, asset), value, limiter: 'balance' })
  const margin = surplus(account, { market, policy })
  if (margin > 0) found.push({ node: node(place, 'trading', 'USDT'), value: margin, limiter: 'targetRatio' })
  held('funding', 'USDT', account.funding.USDT * market.price.USDT)
  for (const asset of ['ETH', 'BTC'] as const) {
    if (account.trading[asset] > 0) held('trading', asset, account.trading[asset] * market.price[asset])
    if (account.funding[asset] > 0) held('funding', asset, account.funding[asset] * market.price[asset])
  }
  return found
}

/** USD of margin that an exchange holds above its target ratio and may let go. */
export function surplus(account: ExchangeAccount, { market, policy }: Pick<Context, 'market' | 'policy'>): number {
  const data = Margin.of(account, market)
  const above = data.equity - policy.bounds.equityRatio.target * data.notional
  return Math.max(0, Math.min(above, Margin.withdrawable(account, market))) * market.price.USDT
}
