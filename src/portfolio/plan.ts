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
  readonly stages: readonly (readonly Step[])[]
}
