import { usd } from '../../../units/estimate.ts'
import { type Refused, refuse } from '../../../units/refusal.ts'
import { sized } from '../../../units/text.ts'
import type { Applied, Cost, Posting, Times } from '../../applied.ts'
import { FREE } from '../../cost.ts'
import type { Asset } from '../asset.ts'
import { withWallet } from '../balance.ts'
import { gasCost, type VenuesMarket } from '../market.ts'
import type { VenuesState } from '../state.ts'
import type { GasAction } from '../terms.ts'

export type Done = Applied<VenuesState>

/** A step that took place off chain. */
export function done(
  state: VenuesState,
  times: Times,
  { postings, cost = FREE }: { postings: readonly Posting[]; cost?: Cost },
): Done {
  return { ok: true, state, cost, times, postings }
}

/** A step that took place on chain: the wallet pays the gas in ETH, or the step is refused. */
export function onChain(
  state: VenuesState,
  market: VenuesMarket,
  { actions, times, postings, cost = FREE }: OnChain,
): Done {
  const units = gasUnits(market, actions)
  const ether = units * market.gas * 1e-9
  if (!(ether <= state.wallet.ETH)) {
    return refuse('GAS_SHORT', 'The wallet has too little ETH for the gas of this step', {
      facts: { needed: ether, held: state.wallet.ETH, gasPriceGwei: market.gas },
      lift: `Keep at least ${sized(ether, 'up')} ETH in the wallet, or wait for cheaper gas.`,
    })
  }
  return {
    ok: true,
    state: withWallet(state, 'ETH', -ether),
    cost: { ...cost, gas: usd(cost.gas + gasCost(market, units)) },
    times,
    postings: [...postings, ...move('ETH', ether, { from: 'WALLET', to: 'COST:gas' })],
  }
}

export function gasUnits(market: VenuesMarket, actions: readonly GasAction[]): number {
  let units = 0
  for (const action of actions) units += market.terms.gas[action]
  return units
}

/** Where a size is taken from, and what it must be a multiple of there. */
export function at(place: string, asset: Asset, { terms }: VenuesMarket): { where: string; tick: number } {
  return { where: `${place} ${asset}`, tick: terms.ticks[asset] }
}

/** Two lines that take a quantity from one account and give it to another. */
export function move(asset: string, quantity: number, { from, to }: { from: string; to: string }): readonly Posting[] {
  return [
    { account: from, asset, quantity: -quantity },
    { account: to, asset, quantity },
  ]
}

export function unknown(what: string, name: string): Refused {
  return refuse('ACCOUNT_UNKNOWN', `There is no ${what} named ${name} in this book`, {
    facts: { name },
    lift: `Use a ${what} that the book has, or add it to the config.`,
  })
}

interface OnChain {
  readonly actions: readonly GasAction[]
  readonly times: Times
  readonly postings: readonly Posting[]
  readonly cost?: Cost
}
