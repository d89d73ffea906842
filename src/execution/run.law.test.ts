import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AT_ONCE, FREE } from '../portfolio/cost.ts'
import { foresee } from '../portfolio/foresee.ts'
import type { Order } from '../portfolio/order.ts'
import type { Plan } from '../portfolio/plan.ts'
import { instant } from '../units/time.ts'
import { advance, type Command, type Fact, IDLE, type Running, recover, type Scene } from './run.ts'

const RUNS = { numRuns: 2000, seed: 11 }

/** Adds to a number at once, or puts something in flight that adds to it when it lands. */
interface Step {
  readonly by: number
  readonly isSent: boolean
}

const book = {
  netAssets: (state: number) => state,
  apply: (state: number, { by }: Step) =>
    ({ ok: true, state: state + by, cost: FREE, times: AT_ONCE, postings: [] }) as const,
}

const step = fc.record({ by: fc.integer({ min: 1, max: 9 }), isSent: fc.boolean() })
const stages = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })

const planOf = (made: readonly (readonly Step[])[]): Plan<Step> => ({
  id: 'p',
  purpose: 'Test',
  description: 'A test',
  class: 'TARGET',
  urgency: 'routine',
  stages: made,
})

/** A world that answers late, twice and out of order: what it has been told to do, and the answers that are on their way. */
interface World {
  running: Running<number, Step>
  state: number
  readonly given: Order<Step>[]
  readonly kept: Fact<number, Step>[]
  readonly mail: Fact<number, Step>[]
  /** The run after so many facts. */
  readonly passed: { readonly facts: number; readonly running: Running<number, Step> }[]
  /** Everything in flight when an order was given out, by the order's stage. */
  readonly aloft: { readonly stage: number; readonly sent: readonly number[] }[]
}

function hear(world: World, fact: Fact<number, Step>): void {
  const scene: Scene<number, Step, null, null> = {
    asOf: instant(0),
    state: world.state,
    market: null,
    policy: null,
    rooms: { book, rules: [] },
  }
  const { running, facts, commands } = advance(world.running, fact, scene)
  world.running = running
  world.kept.push(fact, ...facts)
  world.passed.push({ facts: world.kept.length, running })
  for (const command of commands) obey(world, command)
}

function obey(world: World, command: Command<number, Step>): void {
  if (command.kind !== 'submit') return
  const { order } = command
  const { key } = order
  world.aloft.push({
    stage: order.stage,
    sent: world.running.open.filter(({ life }) => life === 'flying').map((each) => each.order.stage),
  })
  world.given.push(order)
  world.state += order.step.by
  world.mail.push({ kind: 'acknowledged', key }, { kind: 'filled', key, isFlying: order.step.isSent })
  if (order.step.isSent) world.mail.push({ kind: 'landed', key })
}

/** Delivers answers in an order that chance picks, some of them twice, until there is nothing left to say. */
function live(made: readonly (readonly Step[])[], chances: readonly number[]): World {
  const world: World = { running: IDLE, state: 0, given: [], kept: [], mail: [], passed: [], aloft: [] }
  hear(world, { kind: 'decided', plan: planOf(made), start: 0 })
  for (let turn = 0; world.mail.length > 0 && turn < 1000; turn++) {
    const chance = chances[turn % chances.length] ?? 0
    const at = Math.floor(chance * world.mail.length)
    const [fact] = world.mail.splice(at, 1)
    if (fact === undefined) break
    hear(world, fact)
    if (chance > 0.8) hear(world, fact)
    if (chance < 0.1) hear(world, { kind: 'ticked' })
  }
  return world
}

const chances = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('a run in a world that answers late, twice and out of order', () => {
  it('gives out every step once, in the order of its plan, and ends as was foreseen', () => {
    fc.assert(
      fc.property(stages, chances, (made, drawn) => {
        const { given, state, running } = live(made, drawn)
        expect(given.map((order) => order.step)).toEqual(made.flat())
        expect(new Set(given.map((order) => order.key)).size).toBe(given.length)
        expect(state).toBe(foresee(book, made, { state: 0, market: null }).final)
        expect(running).toEqual(IDLE)
      }),
      RUNS,
    )
  })

  it('begins no stage while anything of an earlier one is in flight', () => {
    fc.assert(
      fc.property(stages, chances, (made, drawn) => {
        for (const { stage, sent } of live(made, drawn).aloft) expect(sent.filter((of) => of < stage)).toEqual([])
      }),
      RUNS,
    )
  })

  it('is told again by its facts, wherever it is cut off', () => {
    fc.assert(
      fc.property(stages, chances, (made, drawn) => {
        const { kept, passed } = live(made, drawn)
        for (const { facts, running } of passed) expect(recover(kept.slice(0, facts))).toEqual(running)
      }),
      RUNS,
    )
  })

  it('sends nothing after its end, whatever is heard later', () => {
    fc.assert(
      fc.property(stages, chances, fc.nat({ max: 3 }), (made, drawn, after) => {
        const world: World = { running: IDLE, state: 0, given: [], kept: [], mail: [], passed: [], aloft: [] }
        hear(world, { kind: 'decided', plan: planOf(made), start: 0 })
        for (let turn = 0; turn < after; turn++) {
          const [fact] = world.mail.splice(0, 1)
          if (fact !== undefined) hear(world, fact)
        }
        hear(world, { kind: 'commanded', command: 'abandon' })
        const before = world.given.length
        for (const chance of drawn) {
          const [fact] = world.mail.splice(Math.floor(chance * world.mail.length), 1)
          if (fact !== undefined) hear(world, fact)
        }
        expect(world.given.length).toBe(before)
      }),
      RUNS,
    )
  })
})
