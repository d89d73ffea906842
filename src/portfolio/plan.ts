/** SAFETY takes a measure out of its warning, TARGET restores what the policy wants, OPPORTUNISTIC earns more. */
export type PlanClass = 'SAFETY' | 'TARGET' | 'OPPORTUNISTIC'

/**
 * Moves in order. A stage starts when everything the stages before it put in flight has landed; within a stage, steps
 * follow one another at once.
 */
export interface Plan<Step> {
  readonly id: string
  readonly purpose: string
  readonly description: string
  readonly class: PlanClass
  /** An emergency is carried out to its end: only another emergency takes its place. */
  readonly urgency: 'routine' | 'emergency'
  readonly stages: readonly (readonly Step[])[]
}
