import { wallet } from '../../models/pool/chain.ts'
import { lookup } from '../../units/lookup.ts'
import { block } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/** Nothing is sent away that a chain must have ready itself: after a deposit its level of liquidity still lies there. */
export const liquidity: PoolRule = ({ step, after, policy }) => {
  if (!isSend(step)) return []
  const chain = lookup(after.chains, step.from)
  const left = chain === undefined ? 0n : wallet(chain, step.token)
  const level = policy.liquidity.reduce(
    (most: bigint, ready) =>
      ready.chain === step.from && ready.token === step.token && ready.level > most ? ready.level : most,
    0n,
  )
  if (left >= level) return []
  return [
    block('LIQUIDITY_TAKEN', `After this deposit ${step.from} would have less ${step.token} ready than its level`, {
      facts: { chain: step.from, token: step.token, left: String(left), level: String(level) },
      lift: 'Send less, or lower the level in policy.liquidity.',
    }),
  ]
}
