import type { Scene } from '../../backtest/pool/result.ts'
import { wallet } from '../../models/pool/chain.ts'
import { burn, deposit } from '../../planner/pool/capacity.ts'
import type { PoolPolicy } from '../../portfolio/pool/policy.ts'
import { figuresOf } from '../../portfolio/pool/risk.ts'
import { scaleOf } from '../../portfolio/pool/scale.ts'
import { worthAt } from '../../safety/pool/examined.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import type { Capacity } from './result.ts'

/** What may leave each chain in one move, whatever the policy wants to have ready there, over all chains, in the whole pool's units. */
export function capacity({ state, market }: Scene, given: PoolPolicy, isOpen: (chain: string) => boolean): Capacity {
  const context = { asOf: market.asOf, state, market, policy: { ...given, liquidity: [] } }
  const figures = figuresOf(state, market)
  let [leaving, burnable] = [0n, 0n]
  for (const { name, sharePrice } of figures.chains) {
    const chain = lookup(state.chains, name)
    const site = lookup(market.sites, name)
    if (chain === undefined || site === undefined || !isOpen(name)) continue
    const scale = scaleOf(state, chain)
    const worth = most(
      (lookup(market.routes, name) ?? [])
        .filter(({ token }) => wallet(chain, token) > 0n)
        .map(({ to, token }) =>
          worthAt(deposit('pool.transfer', { from: name, to, token }, context).value, token, { chain, site }),
        ),
    )
    const shares = most(chain.accounts.map(({ holder }) => burn({ chain: name, holder }, { state, market }).value))
    leaving += worth * scale
    burnable += divide(shares * sharePrice, chain.unit, 'down')
  }
  return { leaving, burnable }
}

const most = (values: readonly bigint[]): bigint => values.reduce((best, value) => (value > best ? value : best), 0n)
