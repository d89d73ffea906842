import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** Capital only goes to destinations that the operator has named. */
export function whitelist({ step, policy }: VenuesExamined): readonly Finding[] {
  if (step.kind !== 'venues.transfer' || policy.limits.destinations.includes(step.to)) return []
  return [
    block('DESTINATION_NOT_LISTED', `${step.to} is not among the destinations that capital may go to`, {
      facts: { destination: step.to, listed: policy.limits.destinations.join(' ') },
      lift: `Add ${step.to} to limits.destinations after checking its address.`,
    }),
  ]
}
