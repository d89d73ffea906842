import type { Plan } from '../portfolio/plan.ts'
import type { Finding } from '../safety/finding.ts'
import { type Advanced, advance, type Command, type End, type Fact, type Running, type Scene } from './run.ts'

export type Submit<State, Step> = Extract<Command<State, Step>, { kind: 'submit' }>

/** Where a run takes place. */
export interface Stage<State, Step, Market, Policy> {
  /** The book and the market as they are when it is asked. */
  readonly scene: () => Scene<State, Step, Market, Policy>
  /** Is told of a plan that ended, and of what stopped it. */
  readonly ended: (plan: Plan<Step>, how: End, findings: readonly Finding[]) => void
}

/** A world that answers at once: that of a replay or of a simulation. */
export interface World<State, Step, Market, Policy> extends Stage<State, Step, Market, Policy> {
  /** Carries out an order and answers what came of it. */
  readonly submit: (command: Submit<State, Step>) => Fact<State, Step>
}

/** Gives a fact to a run and has carried out what it asks for, until it asks for nothing more: yields each order and is given what came of it. */
export function* driving<State, Step, Market, Policy>(
  start: Running<State, Step>,
  fact: Fact<State, Step>,
  { scene, ended }: Stage<State, Step, Market, Policy>,
): Generator<Submit<State, Step>, Running<State, Step>, Fact<State, Step>> {
  let running = start
  for (let next: Fact<State, Step> | null = fact; next !== null; ) {
    const plans = [running.carried?.plan, next.kind === 'decided' ? next.plan : undefined]
    const advanced: Advanced<State, Step> = advance(running, next, scene())
    running = advanced.running
    for (const told of [next, ...advanced.facts]) {
      if (told.kind !== 'ended') continue
      const plan = plans.find((each) => each?.id === told.plan)
      if (plan !== undefined) ended(plan, told.how, told.findings)
    }
    const order: Submit<State, Step> | undefined = advanced.commands.find((command) => command.kind === 'submit')
    next = order === undefined ? null : yield order
  }
  return running
}

/** The same where the world answers at once. */
export function drive<State, Step, Market, Policy>(
  start: Running<State, Step>,
  fact: Fact<State, Step>,
  world: World<State, Step, Market, Policy>,
): Running<State, Step> {
  const run = driving(start, fact, world)
  let next = run.next()
  while (next.done !== true) next = run.next(world.submit(next.value))
  return next.value
}
