import type { Plan } from '../portfolio/plan.ts'
import type { Finding } from '../safety/finding.ts'
import { advance, type Command, type End, type Fact, type Running, type Scene } from './run.ts'

/** A world that answers at once: that of a replay or of a simulation. */
export interface World<State, Step, Market, Policy> {
  /** The book and the market as they are when it is asked. */
  readonly scene: () => Scene<State, Step, Market, Policy>
  /** Carries out an order and answers what came of it. */
  readonly submit: (command: Extract<Command<State, Step>, { kind: 'submit' }>) => Fact<State, Step>
  /** Is told of a plan that ended, and of what stopped it. */
  readonly ended: (plan: Plan<Step>, how: End, findings: readonly Finding[]) => void
}

/** Gives a fact to a run and carries out what it asks for, until it asks for nothing more. */
export function drive<State, Step, Market, Policy>(
  start: Running<State, Step>,
  fact: Fact<State, Step>,
  world: World<State, Step, Market, Policy>,
): Running<State, Step> {
  let running = start
  for (let next: Fact<State, Step> | null = fact; next !== null; ) {
    const plans = [running.carried?.plan, next.kind === 'decided' ? next.plan : undefined]
    const advanced = advance(running, next, world.scene())
    running = advanced.running
    for (const told of [next, ...advanced.facts]) {
      if (told.kind !== 'ended') continue
      const plan = plans.find((each) => each?.id === told.plan)
      if (plan !== undefined) world.ended(plan, told.how, told.findings)
    }
    next = null
    for (const command of advanced.commands) if (command.kind === 'submit') next = world.submit(command)
  }
  return running
}
