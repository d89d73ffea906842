import type { VenuesFlight } from './state.ts'
import type { Size, VenuesStep } from './step.ts'

/** A step as one line for a reader. `flights` are those in flight as the step is taken: with them a deposit says what lands where. */
export function phrase(step: VenuesStep, flights: readonly VenuesFlight[] = []): string {
  switch (step.kind) {
    case 'venues.supply':
      return `Supply ${amount(step.size)} ${step.asset} to AAVE (${step.account})`
    case 'venues.withdraw':
      return `Withdraw ${amount(step.size)} ${step.asset} from AAVE (${step.account})`
    case 'venues.borrow':
      return `Borrow ${amount(step.size)} ${step.asset} at AAVE (${step.account})`
    case 'venues.repay':
      return `Repay ${amount(step.size)} ${step.asset} at AAVE (${step.account})`
    case 'venues.setEMode':
      return `Set eMode ${step.category} on AAVE (${step.account})`
    case 'venues.transfer':
      return `Transfer ${amount(step.size)} ${step.asset} from ${step.from} to ${step.to} on ${step.network}`
    case 'venues.deposit':
      return landing(step.flight, flights)
    case 'venues.internalTransfer':
      return `Move ${amount(step.size)} ${step.asset} from ${step.from} to ${other(step.from)} at ${step.place}`
    case 'venues.stake':
      return `Stake ${amount(step.size)} ${step.asset} as weETH`
    case 'venues.unstake':
      return `Unstake ${amount(step.size)} weETH (${step.route})`
    case 'venues.wrap':
      return step.from === 'ETH' ? `Wrap ${amount(step.size)} ETH` : `Unwrap ${amount(step.size)} WETH`
    case 'venues.swap':
      return `Swap ${amount(step.size)} ${step.sell} for ${step.buy} at ${step.place}`
    case 'venues.openPerp':
      return `Open a ${step.side} of ${amount(step.quantity)} ${step.contract} at ${step.place}`
    case 'venues.closePerp':
      return `Close ${amount(step.quantity)} ${step.contract} at ${step.place}`
    case 'venues.leverage':
      return `Leverage at AAVE (${step.account}): stake ${amount(step.equity)} WETH and ${amount(step.borrow)} borrowed WETH in one transaction`
    case 'venues.deleverage':
      return `Deleverage at AAVE (${step.account}): sell ${amount(step.sell)} weETH, repay ${amount(step.repay)} WETH in one transaction`
  }
}

function landing(key: string, flights: readonly VenuesFlight[]): string {
  const flight = flights.find((one) => one.key === key)
  if (flight === undefined) return `Wait for the deposit of flight ${key.split('/').at(-1) ?? key}`
  const { quantity, asset, from, to } = flight
  return `Wait for ${amount(quantity)} ${asset} from ${from} to land at ${to}`
}

const other = (wing: 'funding' | 'trading'): string => (wing === 'funding' ? 'trading' : 'funding')

/** Cents from a thousand up, else four places; below one as many as show four digits, since no step moves 0.0000. */
function amount(size: Size): string {
  if (size === 'all') return 'all'
  if (size >= 1000) return size.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const magnitude = Number(size.toExponential(3).split('e')[1])
  return size.toFixed(Math.min(100, Math.max(4, 3 - magnitude)))
}
