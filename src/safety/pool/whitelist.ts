import { block, type Finding } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/** Capital only goes to chains, and as tokens, that the operator has named. */
export const whitelist: PoolRule = ({ step, policy: { limits } }) => {
  if (!isSend(step)) return []
  const findings: Finding[] = []
  if (!limits.destinations.includes(step.to))
    findings.push(
      block('DESTINATION_NOT_LISTED', `${step.to} is not among the destinations that capital may go to`, {
        facts: { destination: step.to, listed: limits.destinations.join(' ') },
        lift: `Add ${step.to} to limits.destinations after checking the pool's address there.`,
      }),
    )
  if (!limits.tokens.includes(step.token))
    findings.push(
      block('TOKEN_NOT_LISTED', `${step.token} is not among the tokens that may be sent`, {
        facts: { token: step.token, listed: limits.tokens.join(' ') },
        lift: `Add ${step.token} to limits.tokens.`,
      }),
    )
  return findings
}
