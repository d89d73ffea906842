import * as Capacity from '../../../models/lending/capacity.ts'
import * as Emode from '../../../models/lending/emode.ts'
import { isLoanWell } from '../../../portfolio/venues/alarm.ts'
import * as Loan from '../../../portfolio/venues/loan.ts'
import type { LtvSource } from '../../../portfolio/venues/policy.ts'
import type { LoanAccount } from '../../../portfolio/venues/state.ts'
import type { VenuesStep } from '../../../portfolio/venues/step.ts'
import type { LendingAsset } from '../../../portfolio/venues/terms.ts'
import { quantity } from '../../../units/estimate.ts'
import * as Grid from '../../../units/grid.ts'
import { whole } from '../../../units/text.ts'
import { node } from '../leg.ts'
import * as Loop from '../loop.ts'
import { bring } from './bring.ts'
import { act, type Desk, hedged, reject } from './desk.ts'
import { known } from './known.ts'

/**
 * A lending account back to its target health (docs/rules/venues.md#D11, #D16, #D17): what repays or is supplied at once first, the atomic
 * sale of collateral, which leaves delta alone, then margin from an exchange. The exit queue never: it takes days.
 */
export function relieve(account: string, desk: Desk): void {
  for (const source of desk.context.policy.emergency.sourceOrder.ltv) {
    const target = targetOf(account, desk)
    if (isDone(target.health, desk)) return
    const why = closedTo(source, desk)
    if (why === null) WAYS[source](account, desk)
    else reject(desk, source, why)
  }
}

/** USD of debt to repay that would restore the target health. */
export function shortOf(account: string, desk: Desk): number {
  return Capacity.repayToHealth(targetOf(account, desk).target)
}

/** Health, and what it takes to bring it to its target. */
export function targetOf(account: string, { context, draft }: Pick<Desk, 'context' | 'draft'>) {
  const loan = known(draft.state.loans, ({ id }) => id === account, account)
  const { weighted, debt, health } = Loan.of(loan, context.market)
  return { loan, health, target: { weighted, debt, health: context.policy.bounds.health.target } }
}

/** Near enough to its target that another remedy would be dust. */
function isDone(health: number, { context }: Desk): boolean {
  return health - 1 >= FULL * (context.policy.bounds.health.target - 1) && isLoanWell(health, context.policy)
}

const FULL = 0.995

const WAYS: Readonly<Record<LtvSource, (account: string, desk: Desk) => void>> = {
  WALLET_WETH: (account, desk) => repay(account, 'WETH', { desk, name: 'WALLET_WETH' }),
  FREE_WEETH: (account, desk) => supply(account, 'weETH', { desk, name: 'FREE_WEETH' }),
  WALLET_USDT: (account, desk) => {
    repay(account, 'USDT', { desk, name: 'WALLET_USDT' })
    supply(account, 'USDT', { desk, name: 'WALLET_USDT' })
  },
  DELEVERAGE: deleverage,
  EXCHANGE: fromExchanges,
  // Not unstaked first: weETH is the best collateral there is, so it is supplied as it stands (docs/rules/venues.md#D16).
  ETHERFI: (account, desk) => supply(account, 'weETH', { desk, name: 'ETHERFI' }),
}

/** D − A ÷ H* of the wallet's own asset, where it is owed; ether beyond the gas reserve's target is wrapped for it. */
function repay(account: string, asset: 'WETH' | 'USDT', { desk, name }: Named): void {
  const found = targetOf(account, desk)
  if (found.loan.borrowed[asset] === 0) return
  const { market, policy } = desk.context
  const { wallet } = desk.draft.state
  const ether = asset === 'WETH' ? Math.max(0, wallet.ETH - policy.gasReserve.target) : 0
  const owed = Loan.owed(found.loan, asset, market)
  const need = Math.min(owed, Capacity.repayToHealth(found.target) / market.price[asset])
  const size = Math.min(wallet[asset] + ether, need)
  take({ account, asset, size, need, kind: 'venues.repay' }, { desk, name })
}

/** (H*·D − A) ÷ LT of the asset supplied. */
function supply(account: string, asset: 'weETH' | 'USDT', { desk, name }: Named): void {
  const found = targetOf(account, desk)
  if (isDone(found.health, desk)) return
  const { market } = desk.context
  const counts = thresholdOf(found.loan, asset, desk)
  if (!(counts > 0)) return void reject(desk, name, `${asset} counts for nothing as collateral`)
  const missing = found.target.health * found.target.debt - found.target.weighted
  const need = (missing / counts / market.price[asset]) * (1 + 1e-9)
  take(
    { account, asset, size: Math.min(desk.draft.state.wallet[asset], need), need, kind: 'venues.supply' },
    { desk, name },
  )
}

/** What the wallet gives to a loan. Part of what is needed must be worth moving; all of it is given however little it is. */
function take({ account, asset, size, need, kind }: Taking, { desk, name }: Named): void {
  const { market, policy } = desk.context
  const value = size * market.price[asset]
  if (size < need && value < Math.min(policy.limits.emergencyMin, policy.limits.transferMin))
    return void reject(desk, name, `the wallet holds ${whole(value, 'down')} USD of ${asset} for it`)
  const verb = kind === 'venues.repay' ? 'repaid' : 'supplied'
  const step: VenuesStep = { kind, account, asset, size: quantity(size) }
  const short = kind === 'venues.repay' && asset === 'WETH' ? size - desk.draft.state.wallet.WETH : 0
  const wrap: VenuesStep = {
    kind: 'venues.wrap',
    from: 'ETH',
    size: quantity(Grid.round(Math.max(0, short), market.terms.ticks.ETH, 'up')),
  }
  act(
    desk,
    { source: name, value, detail: `${size.toFixed(4)} ${asset} ${verb} at ${account}` },
    short > 0 ? [wrap, step] : [step],
  )
}

/** X = (H*·D − A) ÷ (H*·(1 − s) − LT) of collateral sold in one transaction: no bridge, no exchange, delta as it was (docs/rules/venues.md#D16). */
function deleverage(account: string, desk: Desk): void {
  const { market, policy } = desk.context
  try {
    const step = Loop.deleverageTo(desk.draft.state, policy.bounds.health.target, { account, market, policy })
    if (step === null || step.kind !== 'venues.deleverage' || step.repay === 0)
      return void reject(desk, 'DELEVERAGE', 'there is no staked ETH against a WETH debt')
    const value = step.repay * market.price.WETH
    const note = {
      source: 'DELEVERAGE',
      value,
      detail: `${step.sell.toFixed(4)} weETH sold, ${step.repay.toFixed(4)} WETH repaid`,
    }
    act(desk, note, hedged(desk, [step]))
  } catch (error) {
    if (!(error instanceof Capacity.UnreachableHealth)) throw error
    reject(desk, 'DELEVERAGE', `${error.code}: ${error.message}`)
  }
}

/** Surplus margin as collateral: USDT from the fullest exchange to the lending account. */
function fromExchanges(account: string, desk: Desk): void {
  for (const { place } of desk.draft.state.exchanges) {
    bring(
      {
        name: 'EXCHANGE',
        source: place,
        isFrom: ({ asset }) => asset === 'USDT',
        target: 'AAVE',
        to: node('AAVE', 'supply', 'USDT'),
        account,
        hedge: [],
        need: () => {
          const found = targetOf(account, desk)
          if (isDone(found.health, desk)) return 0
          const counts = thresholdOf(found.loan, 'USDT', desk)
          return counts > 0 ? (found.target.health * found.target.debt - found.target.weighted) / counts : 0
        },
      },
      desk,
    )
  }
}

function thresholdOf(loan: LoanAccount, asset: LendingAsset, { context }: Desk): number {
  const { market } = context
  return Emode.riskOf(market.terms.lending.reserves[asset], Loan.categoryOf(loan, market)).liquidationLtv
}

/** Simple modes have their own wallet and their own loop; only a mode with transfers asks its exchanges. */
function closedTo(source: LtvSource, { context }: Desk): string | null {
  const { components, name } = context.policy.mode
  if (source !== 'EXCHANGE' || components.emergency === 'full') return null
  return `${name} has no emergency transfers between venues`
}

interface Named {
  readonly desk: Desk
  readonly name: string
}

interface Taking {
  readonly account: string
  readonly asset: 'WETH' | 'weETH' | 'USDT'
  readonly size: number
  readonly need: number
  readonly kind: 'venues.repay' | 'venues.supply'
}
