import { apply } from '../../portfolio/pool/apply.ts'
import type { PoolPolicy, Ready } from '../../portfolio/pool/policy.ts'
import { readyOf } from '../../portfolio/pool/risk.ts'
import * as Amount from '../../units/amount.ts'
import { usd } from '../../units/estimate.ts'
import { mulDiv } from '../../units/rounding.ts'
import { days } from '../../units/time.ts'
import { equalise } from './equalise.ts'
import { search } from './search.ts'
import { shortOf, supplyAll } from './supplies.ts'
import type { Context } from './trial.ts'

/** What lifts an obstacle, each tried: keys of the policy, of which any one does or, where `isTogether`, all do; and a mint in base units of the token. */
export interface Advice {
  readonly keys: readonly Key[]
  readonly isTogether: boolean
  readonly mint: Amount.Amount | null
}

/** Limits of the policy that may keep a plan from being. */
export const KEYS = [
  'limits.transferMin',
  'limits.transferMax',
  'limits.syncTolerance',
  'limits.bridgeFee',
  'limits.deadline',
  'limits.tokens',
  'limits.destinations',
  'policy.liquidity',
] as const

export type Key = (typeof KEYS)[number]

/** The same without one limit; of the levels of liquidity only one is kept. */
export function without(key: Key, context: Context, kept: Pick<Ready, 'chain' | 'token'> | null = null): Context {
  const { policy } = context
  const limits = (changed: Partial<PoolPolicy['limits']>): Context => ({
    ...context,
    policy: { ...policy, limits: { ...policy.limits, ...changed } },
  })
  switch (key) {
    case 'limits.transferMin':
      return limits({ transferMin: usd(0) })
    case 'limits.transferMax':
      return limits({ transferMax: usd(Number.POSITIVE_INFINITY) })
    case 'limits.syncTolerance':
      return limits({ syncToleranceBps: 10_000n })
    case 'limits.bridgeFee':
      return limits({ bridgeFeeBps: 10_000n })
    case 'limits.deadline':
      return limits({ deadline: days(365) })
    case 'limits.tokens':
      return limits({
        tokens: [...new Set(Object.values(context.market.sites).flatMap(({ feeds }) => Object.keys(feeds)))],
      })
    case 'limits.destinations':
      return limits({ destinations: Object.keys(context.state.chains) })
    case 'policy.liquidity':
      return { ...context, policy: { ...policy, liquidity: policy.liquidity.filter((one) => isSame(one, kept)) } }
  }
}

const isSame = ({ chain, token }: Ready, kept: Pick<Ready, 'chain' | 'token'> | null): boolean =>
  kept?.chain === chain && kept.token === token

/** What would let a chain get some of a token that it lacks. */
export function forLiquidity(wanted: Pick<Ready, 'chain' | 'token' | 'level'>, context: Context): Advice {
  const { chain, token, level } = wanted
  const amount = Amount.sub(level, readyOf(context.state, wanted))
  const helps = (other: Context): boolean =>
    supplyAll(shortOf(other), other).some((met) => isSame(met.wanted, wanted) && met.supplied.moves.length > 0)
  return { ...lifting({ context, kept: wanted }, helps), mint: mintOf({ chain, token, amount }, context) }
}

/** What would let share prices come nearer to one another. */
export function forPrices(context: Context): Advice {
  const tolerance = context.policy.bounds.sharePrice.high / 2
  const helps = (other: Context): boolean =>
    equalise(other, tolerance).moves.length > 0 || search(other, { tolerance, stepsMax: 2 }) !== null
  return { ...lifting({ context, kept: null }, helps), mint: null }
}

/** Every key that helps alone; where none does and all do, those of which none can be left out. */
function lifting({ context, kept }: From, helps: (context: Context) => boolean): Pick<Advice, 'keys' | 'isTogether'> {
  const lifted = (keys: readonly Key[]): boolean =>
    helps(keys.reduce((reached, key) => without(key, reached, kept), context))
  const alone = KEYS.filter((key) => lifted([key]))
  if (alone.length > 0 || !lifted(KEYS)) return { keys: alone, isTogether: false }
  let keys: readonly Key[] = KEYS
  for (const key of KEYS) {
    const fewer = keys.filter((each) => each !== key)
    if (lifted(fewer)) keys = fewer
  }
  return { keys, isTogether: true }
}

interface From {
  readonly context: Context
  readonly kept: Pick<Ready, 'chain' | 'token'> | null
}

interface Lack {
  readonly chain: string
  readonly token: string
  readonly amount: Amount.Amount
}

/** The payment for new shares that brings a chain to its level, its spread included; null where the contract takes none. */
function mintOf({ chain, token, amount: lacking }: Lack, { state, market }: Context): Amount.Amount | null {
  const amount = Amount.of(mulDiv(lacking, 10_000n, 10_000n - market.rules.spreadBps, 'up'))
  const minted = apply(state, { kind: 'pool.mint', chain, holder: 'depositor', token, amount }, market)
  if (!minted.ok) return null
  return readyOf(minted.state, { chain, token }) - readyOf(state, { chain, token }) >= lacking ? amount : null
}
