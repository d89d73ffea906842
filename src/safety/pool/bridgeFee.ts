import { lookup } from '../../units/lookup.ts'
import { block } from '../finding.ts'
import { isSend, type PoolRule, scaleOf } from './examined.ts'

/** What the bridge keeps, of what is sent, in bps: (input − output) · 10000 ≤ input · cap. More than is sent may not arrive either. */
export const bridgeFee: PoolRule = ({ step, market, policy }) => {
  if (!isSend(step)) return []
  const sent = step.input * scaleOf(step.token, lookup(market.sites, step.from))
  const received = step.output * scaleOf(step.token, lookup(market.sites, step.to))
  const kept = sent - received
  if (kept >= 0n && kept * 10_000n <= sent * policy.limits.bridgeFeeBps) return []
  return [
    block(
      'BRIDGE_FEE_TOO_HIGH',
      `The bridge would keep more of a deposit to ${step.to} than it may, or less than nothing`,
      {
        facts: { input: String(step.input), output: String(step.output), mostBps: String(policy.limits.bridgeFeeBps) },
        lift: 'Wait for a better quote, use another route, or raise limits.bridgeFee.',
      },
    ),
  ]
}
