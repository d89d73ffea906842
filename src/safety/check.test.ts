import { describe, expect, test } from 'vitest'
import { AT_ONCE, FREE } from '../portfolio/cost.ts'
import { foresee } from '../portfolio/foresee.ts'
import type { Plan } from '../portfolio/plan.ts'
import { usd } from '../units/estimate.ts'
import { refuse } from '../units/refusal.ts'
import { instant } from '../units/time.ts'
import { check, examine, isBlocked, type Rule } from './check.ts'
import { block, warn } from './finding.ts'

// A book of one number: a step adds to it, and below zero it cannot go.
const book = {
  netAssets: (state: number) => state,
  apply: (state: number, step: number) =>
    state + step < 0
      ? refuse('BELOW_ZERO', 'There is not so much', { facts: { state, step }, lift: 'Take less.' })
      : ({ ok: true, state: state + step, cost: { ...FREE, fee: usd(1) }, times: AT_ONCE, postings: [] } as const),
}

const plan = (...stages: readonly (readonly number[])[]): Plan<number> => ({
  id: 'id',
  purpose: 'Test',
  description: 'A test',
  class: 'SAFETY',
  urgency: 'routine',
  stages,
})

type Say = Rule<number, number, null, number>
const high: Say = ({ after, policy }) =>
  after > policy ? [block('HIGH', 'Too high', { facts: { after }, lift: 'Add less.' })] : []
const falling: Say = ({ after, start, endsStage }) =>
  endsStage && after < start
    ? [warn('FALLING', 'Lower than it began', { facts: { after, start }, lift: 'Add more.' })]
    : []

function run(stages: readonly (readonly number[])[], rules: readonly Say[] = [high, falling]) {
  const made = plan(...stages)
  const forecast = foresee(book, made.stages, { state: 10, market: null })
  return check(forecast, made, { rules, now: instant(0), market: null, policy: 100 })
}

describe('check', () => {
  test('of a plan that nobody minds there is nothing to say', () => {
    expect(run([[1, 2], [3]])).toEqual([])
    expect(run([])).toEqual([])
    expect(run([[95]], [])).toEqual([])
  })

  test('every intermediate state is looked at, also one that the plan leaves again', () => {
    expect(run([[95, -50], [60]])).toEqual([
      expect.objectContaining({ code: 'HIGH', severity: 'block', stage: 0, at: 0, facts: { after: 105 } }),
      expect.objectContaining({ code: 'HIGH', severity: 'block', stage: 1, at: 2, facts: { after: 115 } }),
    ])
  })

  test('rules know the end of a stage and where the plan began', () => {
    expect(
      run([
        [-5, 5],
        [5, -9],
      ]),
    ).toEqual([expect.objectContaining({ code: 'FALLING', stage: 1, at: 3, facts: { after: 6, start: 10 } })])
  })

  test('the rules speak in their order, each of all it finds', () => {
    const twice: Say = (it) => [...high(it), ...high(it)]
    expect(run([[95]], [falling, twice, high]).map(({ code }) => code)).toEqual(['HIGH', 'HIGH', 'HIGH'])
  })

  test.each([
    [[[5], [-50, 1], [2]], 1, 1],
    [[[5, -50]], 0, 1],
    [[[-50]], 0, 0],
    [[[], [5], [], [-50]], 3, 1],
  ] as const)('a refusal in %o is a block in stage %d at step %d', (stages, stage, at) => {
    const findings = run(stages)
    expect(findings).toEqual([
      {
        code: 'BELOW_ZERO',
        severity: 'block',
        detail: 'There is not so much',
        facts: { state: at === 0 ? 10 : 15, step: -50 },
        lift: 'Take less.',
        stage,
        at,
      },
    ])
    expect(isBlocked(findings)).toBe(true)
  })

  test('a refusal that belongs to no step of the plan stands at its end', () => {
    const made = plan([1], [2])
    const { refusal } = refuse('ODD', 'Odd', { facts: {}, lift: 'Nothing.' })
    const forecast = { ...foresee(book, made.stages, { state: 10, market: null }), refusal }
    const said = check(forecast, made, { rules: [], now: instant(0), market: null, policy: 0 })
    expect(said).toEqual([expect.objectContaining({ code: 'ODD', stage: 1, at: 2 })])
    const none = { ...foresee(book, [], { state: 10, market: null }), refusal }
    expect(check(none, plan(), { rules: [], now: instant(0), market: null, policy: 0 })[0]).toMatchObject({
      stage: 0,
      at: 0,
    })
  })

  test('a hole among the steps is passed over', () => {
    const forecast = foresee(book, [[95]], { state: 10, market: null })
    const holed = {
      ...forecast,
      steps: new Array(2).fill(undefined).map((_, at) => (at === 1 ? forecast.steps[0] : _)),
    }
    const said = check(holed as typeof forecast, plan([1, 95]), {
      rules: [high],
      now: instant(0),
      market: null,
      policy: 100,
    })
    expect(said.map(({ at }) => at)).toEqual([1])
  })
})

test('examine asks the rules of one step, with the class of its plan', () => {
  const heard: string[] = []
  const rule: Say = ({ class: planClass, now, cost }) => {
    heard.push(`${planClass} ${now} ${cost.fee}`)
    return []
  }
  const step = { before: 1, after: 2, step: 1, cost: { ...FREE, fee: usd(3) }, endsStage: true }
  expect(examine(step, 0, { rules: [rule, rule], now: instant(7), market: null, policy: 0, class: 'TARGET' })).toEqual(
    [],
  )
  expect(heard).toEqual(['TARGET 7 3', 'TARGET 7 3'])
})

test('only a block blocks', () => {
  const facts = { facts: {}, lift: 'Wait.' }
  expect(isBlocked([])).toBe(false)
  expect(isBlocked([warn('A', 'a', facts)])).toBe(false)
  expect(isBlocked([warn('A', 'a', facts), block('B', 'b', facts)])).toBe(true)
})
