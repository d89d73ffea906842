import { block } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/** A deposit is sent under a number that no deposit had, and ends under one that is open; both exactly once. */
export const key: PoolRule = ({ before, after, step }) => {
  if (!('key' in step)) return []
  const isOpen = before.flights.some((flight) => flight.key === step.key)
  const isStillOpen = after.flights.some((flight) => flight.key === step.key)
  const isFresh = !isOpen && step.key >= before.next && after.next > step.key && isStillOpen
  const isPart = step.kind === 'pool.fill' && step.part !== undefined && isStillOpen
  const isDue = isOpen && isStillOpen === (step.kind === 'pool.expire' || isPart)
  if (isSend(step) ? isFresh : isDue) return []
  return [
    block('KEY_MISUSED', `Deposit ${step.key} would be sent or ended twice, or not at all`, {
      facts: { key: step.key, next: before.next },
      lift: 'Plan again from the book as it stands.',
    }),
  ]
}
