// Figures 1 and 2: one assessment, and one decision.
import { decide } from '../src/execution/cycle.ts'
import { VENUES_ROOMS } from '../src/execution/venues.ts'
import { assess } from '../src/portfolio/venues/risk.ts'
import type { VenuesState } from '../src/portfolio/venues/state.ts'
import { accountsOf, deployed, figuresOf, type Moment, moment, risen, rowOn, split } from './book.ts'
import { type Figure, microseconds, over, type Target } from './figure.ts'
import type { Loaded } from './market.ts'
import { perCall, type Spread } from './measure.ts'

/** Hours after which the simulated book stands, well inside its bands. */
const DEPLOYED = 500
/** Different hours that are asked about in turn, so that no answer is known beforehand. */
const HOURS = 16
const RISE = 1.25

const ASSESS_MAX: Target = { bound: 'at most', value: 5 }
const DECIDE_MAX: Target = { bound: 'at most', value: 1000 }

export function assessment(loaded: Loaded): Figure {
  const { policy } = loaded.setup
  const state = split(deployed(loaded, DEPLOYED), 2)
  const moments = Array.from({ length: HOURS }, (_, at) => moment(loaded, state, { row: DEPLOYED + at }))
  const measured = perCall(5000, (call) => {
    const { figures, measures } = assess(at(moments, call), policy)
    return figures.netAssets + (measures().at(-1)?.value ?? 0)
  })
  const rows = assess(at(moments, 0), policy).measures().length
  const { floor, count } = reading(moments)
  return {
    name: `assess, ${accountsOf(state)} accounts`,
    measured,
    show: microseconds,
    target: ASSESS_MAX,
    floor: over(measured, floor),
    note: `\`assess\` of a deployed market-neutral book of ${accountsOf(state)} accounts (${accounts(state)}), its table of ${rows} measures drawn up each time. Floor: ${counted(count)}.`,
  }
}

export function decisions(loaded: Loaded): readonly Figure[] {
  const state = split(deployed(loaded, DEPLOYED), 6)
  const past = risen(loaded.setup.history, RISE)
  const figure = (name: string, note: string, { moments, calls }: Asked): Figure => {
    const { measured, floor, count } = deciding(loaded, { moments, calls })
    return {
      name: `decide, ${name}`,
      measured,
      show: microseconds,
      target: DECIDE_MAX,
      floor: over(measured, floor),
      note: `\`decide\` from snapshot to checked plan on a book of ${accountsOf(state)} accounts (${accounts(state)}). ${note} Floor: ${counted(count)}.`,
    }
  }
  const quiet = rowsOf(loaded, false).map((row) => moment(loaded, state, { row }))
  const routine = rowsOf(loaded, true).map((row) => moment(loaded, state, { row }))
  const raised = rowsOf(loaded, true).map((row) => moment(loaded, state, { row, past }))
  return [
    figure('quiet hour', 'Between the routine hours, nothing proposed.', { moments: quiet, calls: 5000 }),
    figure('routine hour', 'Every planner asked.', { moments: routine, calls: 5000 }),
    figure(
      'margin support',
      `At a routine hour after ether rose by 25 %: one SAFETY plan of ${supported(loaded, raised)} steps, each applied and put to all safety rules, and chosen.`,
      { moments: raised, calls: 100 },
    ),
  ]
}

function deciding({ setup }: Loaded, { moments, calls }: Asked): { measured: Spread; floor: Spread; count: number } {
  const measured = perCall(calls, (call) => {
    const { assessment: found, weighed, chosen } = decide(at(moments, call), setup.policy, VENUES_ROOMS)
    return found.figures.netAssets + weighed.length + (chosen?.verdict.cost ?? 0)
  })
  return { measured, ...reading(moments) }
}

/** Steps of the plan that every one of these hours must choose: what is measured here is planning and checking. */
function supported({ setup }: Loaded, moments: readonly Moment[]): number {
  const plans = moments.map((one) => decide(one, setup.policy, VENUES_ROOMS).chosen?.proposal.plan)
  for (const plan of plans)
    if (plan?.class !== 'SAFETY' || plan.purpose !== 'Margin support')
      throw new Error(`The bench's book chose ${plan?.purpose ?? 'nothing'} instead of margin support: mend DEPLOYED.`)
  return plans[0]?.stages.flat().length ?? 0
}

/** The floor: as many numbers as the snapshot holds, read and summed. */
function reading(moments: readonly Moment[]): { floor: Spread; count: number } {
  const figures = moments.map(figuresOf)
  const floor = perCall(20_000, (call) => {
    const numbers = at(figures, call)
    let sum = 0
    for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? 0
    return sum
  })
  return { floor, count: figures[0]?.length ?? 0 }
}

function rowsOf(loaded: Loaded, isRoutine: boolean): readonly number[] {
  const rows: number[] = []
  for (let row = DEPLOYED; rows.length < HOURS / 2; row++) {
    row = rowOn(loaded, row, isRoutine)
    rows.push(row)
  }
  return rows
}

function counted(count: number): string {
  return `one pass that sums ${count} numbers, as many as the snapshot holds of the book and of its market without the venues' terms`
}

function accounts({ loans, exchanges }: VenuesState): string {
  return `wallet, ${loans.length} lending accounts and ${exchanges.length} exchanges`
}

function at<T>(all: readonly T[], call: number): T {
  const one = all[call % all.length]
  if (one === undefined) throw new Error('There is nothing to measure.')
  return one
}

interface Asked {
  readonly moments: readonly Moment[]
  readonly calls: number
}
