import { describe, expect, it } from 'vitest'
import { AT_ONCE, FREE } from '../portfolio/cost.ts'
import { keyOf } from '../portfolio/order.ts'
import type { Plan } from '../portfolio/plan.ts'
import type { Rule } from '../safety/check.ts'
import { block } from '../safety/finding.ts'
import { refuse } from '../units/refusal.ts'
import { type Instant, instant } from '../units/time.ts'
import { advance, type Fact, IDLE, isWaiting, type Running, recover, type Scene } from './run.ts'

/** A book of one number. `add` changes it, `send` puts a part in flight, `arrive` is what the world does, `rest` waits. */
type Step =
  | { readonly kind: 'add'; readonly by: number }
  | { readonly kind: 'send' | 'arrive' }
  | { readonly kind: 'rest'; readonly ms: number }

const add = (by: number): Step => ({ kind: 'add', by })
const send: Step = { kind: 'send' }
const arrive: Step = { kind: 'arrive' }

const book = {
  apply: (state: number, step: Step) => {
    const after = state + (step.kind === 'add' ? step.by : 0)
    if (after < 0) return refuse('BELOW_ZERO', 'There is not so much', { facts: { state }, lift: 'Take less.' })
    return { ok: true, state: after, cost: FREE, times: AT_ONCE, postings: [] } as const
  },
  isAwaited: ({ kind }: Step) => kind === 'arrive',
  until: (step: Step, asOf: Instant) => (step.kind === 'rest' ? instant(asOf + step.ms) : null),
}

const high: Rule<number, Step, null, number> = ({ after, policy }) =>
  after > policy ? [block('HIGH', 'Too high', { facts: { after }, lift: 'Add less.' })] : []

const scene = (state = 10, at = 0): Scene<number, Step, null, number> => ({
  asOf: instant(at),
  state,
  market: null,
  policy: 100,
  rooms: { book, rules: [high] },
})

const plan = (...stages: readonly (readonly Step[])[]): Plan<Step> => ({
  id: 'p',
  purpose: 'Test',
  description: 'A test',
  class: 'TARGET',
  urgency: 'routine',
  stages,
})
const decided = (...stages: readonly (readonly Step[])[]): Fact<number, Step> => ({
  kind: 'decided',
  plan: plan(...stages),
  start: 10,
})
const key = (stage: number, index: number) => keyOf('p', { stage, index })

/** Facts one after another, each met by the same scene: the run, and what was asked of the world. */
function run(facts: readonly Fact<number, Step>[], at: readonly Scene<number, Step, null, number>[] = []) {
  let running: Running<number, Step> = IDLE
  const kept: Fact<number, Step>[] = []
  const asked: string[] = []
  for (const [i, fact] of facts.entries()) {
    const advanced = advance(running, fact, at[i] ?? scene())
    running = advanced.running
    kept.push(fact, ...advanced.facts)
    for (const command of advanced.commands)
      asked.push(
        command.kind === 'submit'
          ? `submit ${command.order.key}`
          : command.kind === 'ask' || command.kind === 'cancel'
            ? `${command.kind} ${command.key}`
            : command.kind,
      )
  }
  return { running, asked, kept, ended: kept.filter((fact) => fact.kind === 'ended') }
}

const filled = (stage: number, index: number, isFlying = false): Fact<number, Step> => ({
  kind: 'filled',
  key: key(stage, index),
  isFlying,
})
const landed = (stage: number, index: number): Fact<number, Step> => ({ kind: 'landed', key: key(stage, index) })
const refusal = { code: 'NO', detail: 'No', facts: {}, lift: 'Wait.' }

describe('a run', () => {
  it('gives out one order at a time, each under the key of its place', () => {
    const { asked, ended, running } = run([
      decided([add(1), add(2)], [add(3)]),
      filled(0, 0),
      filled(0, 1),
      filled(1, 0),
    ])
    expect(asked).toEqual(['submit p:0.0', 'submit p:0.1', 'submit p:1.0'])
    expect(ended).toEqual([{ kind: 'ended', plan: 'p', how: 'done', findings: [] }])
    expect(running).toEqual(IDLE)
  })

  it('sends nothing more until it hears of the order before', () => {
    const { asked, running } = run([
      decided([add(1), add(2)]),
      { kind: 'ticked' },
      { kind: 'acknowledged', key: key(0, 0) },
      { kind: 'ticked' },
    ])
    expect(asked).toEqual(['submit p:0.0'])
    expect(running.open).toMatchObject([{ life: 'pending' }])
    expect(isWaiting(running)).toBe(true)
  })

  it('begins a stage when all that was sent has landed, and never orders what the world does', () => {
    const facts = [decided([send, add(1)], [arrive, add(2)]), filled(0, 0, true), filled(0, 1)]
    expect(run(facts).asked).toEqual(['submit p:0.0', 'submit p:0.1'])
    expect(run([...facts, landed(0, 0)]).asked).toEqual(['submit p:0.0', 'submit p:0.1', 'submit p:1.1'])
    const { ended } = run([decided([send], [arrive]), filled(0, 0, true)])
    expect(ended).toEqual([])
    expect(run([decided([send], [arrive]), filled(0, 0, true), landed(0, 0)]).ended).toMatchObject([{ how: 'done' }])
  })

  it('examines each step with the facts of now, and stops where a rule or the book refuses', () => {
    const facts = [decided([add(1), add(2)]), filled(0, 0)]
    expect(run(facts, [scene(10), scene(99)]).ended).toMatchObject([{ how: 'stopped', findings: [{ code: 'HIGH' }] }])
    expect(run([decided([add(-20)])]).ended).toMatchObject([{ how: 'stopped', findings: [{ code: 'BELOW_ZERO' }] }])
    expect(run([decided([add(-20)])]).asked).toEqual(['alert'])
  })

  it('waits where the plan waits, and goes on after that', () => {
    const facts: Fact<number, Step>[] = [
      decided([{ kind: 'rest', ms: 500 }, add(1)]),
      { kind: 'ticked' },
      { kind: 'ticked' },
    ]
    expect(run(facts, [scene(), scene(10, 499)]).asked).toEqual(['wait'])
    expect(run(facts, [scene(), scene(10, 499), scene(10, 500)]).asked).toEqual(['wait', 'submit p:0.1'])
  })

  it('ends a plan whose order was refused or will never arrive, and keeps watching what else it sent', () => {
    const sent = [decided([send, send], [arrive]), filled(0, 0, true), filled(0, 1, true)]
    const { running, ended } = run([...sent, { kind: 'voided', key: key(0, 1), refusal }])
    expect(ended).toMatchObject([{ how: 'voided', findings: [{ code: 'NO', severity: 'block' }] }])
    expect(running.carried).toBe(null)
    expect(running.open.map(({ order }) => order.key)).toEqual(['p:0.0'])
    expect(run([decided([add(1)]), { kind: 'refused', key: key(0, 0), refusal }]).ended).toMatchObject([
      { how: 'stopped' },
    ])
    expect(run([...sent, { kind: 'refused', key: keyOf('other', { stage: 0, index: 0 }), refusal }]).ended).toEqual([])
  })

  it('asks for an order that nobody answers for, and never sends it again', () => {
    const { asked } = run([decided([add(1)]), { kind: 'timedOut', key: key(0, 0) }, { kind: 'ticked' }])
    expect(asked).toEqual(['submit p:0.0', 'ask p:0.0'])
  })

  it('is held, resumed and given up by an operator', () => {
    const held = [decided([add(1), add(2)]), { kind: 'commanded', command: 'hold' } as const, filled(0, 0)]
    expect(run(held).asked).toEqual(['submit p:0.0'])
    expect(isWaiting(run(held).running)).toBe(true)
    expect(run([...held, { kind: 'commanded', command: 'resume' }]).asked).toEqual(['submit p:0.0', 'submit p:0.1'])
    const given = run([decided([add(1)]), { kind: 'commanded', command: 'abandon' }])
    expect(given.asked).toEqual(['submit p:0.0', 'cancel p:0.0'])
    expect(given.ended).toMatchObject([{ how: 'abandoned' }])
    expect(run([{ kind: 'commanded', command: 'abandon' }]).kept).toHaveLength(1)
  })

  it('lets another plan take its place, and the same one not twice', () => {
    const other: Fact<number, Step> = { kind: 'decided', plan: { ...plan([add(5)]), id: 'q' }, start: 10 }
    const { asked, ended, running } = run([decided([send], [arrive, add(1)]), filled(0, 0, true), other])
    expect(asked).toEqual(['submit p:0.0', 'submit q:0.0'])
    expect(ended).toMatchObject([{ plan: 'p', how: 'superseded' }])
    expect(running.carried?.plan.id).toBe('q')
    expect(run([decided([add(1), add(2)]), filled(0, 0), decided([add(1), add(2)])]).asked).toEqual([
      'submit p:0.0',
      'submit p:0.1',
    ])
  })

  it('takes answers that come twice or out of order', () => {
    const twice = [decided([send, add(1)], [arrive, add(2)]), filled(0, 0, true), filled(0, 1), filled(0, 0, true)]
    expect(run([...twice, filled(0, 1)]).asked).toEqual(['submit p:0.0', 'submit p:0.1'])
    expect(run([decided([send], [arrive, add(2)]), landed(0, 0), filled(0, 0, true)]).asked).toEqual([
      'submit p:0.0',
      'submit p:1.1',
    ])
    expect(
      run([decided([send], [arrive]), filled(0, 0, true), { kind: 'acknowledged', key: key(0, 0) }]).running.open,
    ).toMatchObject([{ life: 'flying' }])
  })

  it('is what its facts lead to', () => {
    const { kept, running } = run([
      decided([send, add(1)], [arrive, { kind: 'rest', ms: 9 }, add(2)]),
      filled(0, 0, true),
      filled(0, 1),
      landed(0, 0),
    ])
    expect(recover(kept)).toEqual(running)
    expect(running.carried?.until).toBe(9)
  })
})
