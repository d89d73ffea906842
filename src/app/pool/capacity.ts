import { digitsAt, shown } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import { roomFor } from '../../planner/pool/budget.ts'
import { burn, deposit, type Limiter, ofNothing } from '../../planner/pool/capacity.ts'
import { closedBy } from '../../planner/pool/route.ts'
import type { Context } from '../../planner/pool/trial.ts'
import { lookup } from '../../units/lookup.ts'
import type { PoolSetup } from './setup.ts'

/** The most that may leave a chain in one move, and what refuses one unit more. `to` is null for a burn. */
export interface Leaving {
  readonly chain: string
  readonly to: string | null
  readonly holder: string | null
  readonly token: string
  readonly value: bigint
  readonly limiter: Limiter
  /** The key of the config that sets it, where it is neither the least nor the most of one move; else null. */
  readonly key: string | null
}

/**
 * The largest Transfer of every token that lies on a chain, to wherever most of it may go, and the largest burn of every holder: what the
 * contracts, the bridges and the limits let go, whatever the policy wants to have ready there.
 */
export function capacities(given: Context): readonly Leaving[] {
  const context = { ...given, policy: { ...given.policy, liquidity: [] } }
  const { state, market } = context
  return Object.entries(state.chains).flatMap(([chain, { holdings, accounts, base }]): readonly Leaving[] => {
    const transfers = holdings
      .filter(
        ({ token, wallet }) =>
          wallet > 0n && (lookup(market.routes, chain) ?? []).some((route) => route.token === token),
      )
      .map(({ token }) => largest(chain, token, context))
    const burns = accounts
      .filter(({ shares }) => shares > 0n)
      .map(({ holder }): Leaving => {
        const { value, limiter } = burn({ chain, holder }, { state, market })
        return { chain, to: null, holder, token: base, value, limiter, key: null }
      })
    return [...transfers, ...burns]
  })
}

function largest(chain: string, token: string, context: Context): Leaving {
  const ways = (lookup(context.market.routes, chain) ?? []).filter((route) => route.token === token)
  const answers = ways.map((route): Leaving => {
    const { to } = route
    const { policy } = context
    const room = roomFor(route, context)
    const limits = { ...policy.limits, transferMax: room.value }
    const within = { ...context, policy: { ...policy, limits } }
    const { value, limiter } = deposit('pool.transfer', { from: chain, to, token }, within)
    const isCapped = limiter === 'size' && (value > 0n || room.value < limits.transferMin)
    const by = limiter === 'policy' ? closedBy(route, policy) : null
    return { chain, to, holder: null, token, value, limiter, key: isCapped ? room.limiter : by && `limits.${by}` }
  })
  return answers.reduce((best, each) => (each.value > best.value ? each : best))
}

const WORDS: Readonly<Record<Limiter, string>> = {
  balance: 'balance of the chain',
  holding: "the holder's shares",
  supplyFloor: 'the supply floor',
  period: 'the holding period',
  bridgeFee: "the bridge's fee",
  token: 'the token',
  price: 'the share price',
  figure: 'the size of figures',
  route: 'the bridge',
  size: 'limits.transferMax',
  least: 'limits.transferMin',
  tolerance: 'limits.syncTolerance',
  policy: 'the limits',
  liquidity: 'policy.liquidity',
  destination: 'the chain that it goes to',
  dust: 'the decimals of the chain that it goes to',
  refused: 'a refusal',
}

/** A limiter in words. What the policy's sizes let nothing of leave is too small for it. */
export const limiting = (value: bigint, limiter: Limiter): string => WORDS[value === 0n ? ofNothing(limiter) : limiter]

/** What may leave each chain now, as a table. Burns are in shares. Rounded down, so that what is shown may leave. */
export function leaving(all: readonly Leaving[], { decimals }: Pick<PoolSetup, 'decimals'>): Section {
  return {
    id: 'capacity',
    title: 'What may leave in one move',
    lead: 'The last column says what sets the limit: one unit more is refused.',
    blocks: [
      {
        kind: 'table',
        caption: 'Largest Transfers and burns',
        columns: [{ title: 'Chain' }, { title: 'Move' }, { title: 'At most', figure: true }, { title: 'Limited by' }],
        rows: all.map(({ chain, to, holder, token, value, limiter, key }) => [
          chain,
          to === null ? `Burn by ${holder ?? 'nobody'}` : `Transfer of ${token} to ${to}`,
          `${shown(value, digitsAt(decimals, chain, token), 'down')} ${to === null ? 'shares' : token}`,
          key ?? limiting(value, limiter),
        ]),
      },
    ],
  }
}
