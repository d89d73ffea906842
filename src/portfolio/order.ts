/** Names one order for good: made before it is sent, and carried by its flight, by the ledger and to its venue. */
export type Key = `${string}:${number}.${number}`

/** One step on its way, in every book. */
export interface Order<Step> {
  readonly key: Key
  /** The id of its plan. */
  readonly plan: string
  readonly stage: number
  /** Its place within the stage. */
  readonly index: number
  readonly step: Step
}

/**
 * The key of a step by its place in a plan. Two places never share a key, and no key is found by the beginning of another:
 * what belongs to a plan says so in `Order.plan`.
 *
 * @example
 * keyOf('2024-05-12T00:00:00Z/margin-support', { stage: 0, index: 1 }) // '2024-05-12T00:00:00Z/margin-support:0.1'
 */
export function keyOf(plan: string, { stage, index }: { readonly stage: number; readonly index: number }): Key {
  return `${plan}:${stage}.${index}`
}
