// Figure: the stress matrix of the simulated book, a hundred scenarios.
import { rows, scenarios } from '../src/stress/matrix.ts'
import { path } from '../src/stress/path.ts'
import { deployed, HELD } from '../src/stress/run.ts'
import { after } from '../src/stress/scenario.ts'
import { moment } from './book.ts'
import { type Figure, milliseconds, over, type Target } from './figure.ts'
import { columns, type Loaded } from './market.ts'
import { rounds, scale } from './measure.ts'

const MATRIX_MAX: Target = { bound: 'at most', value: 200 }
const ROUNDS = 31
const SCENARIOS = 100

export function stress(loaded: Loaded): Figure {
  const { setup } = loaded
  const { policy, flights, start } = setup
  const { market } = moment(loaded, start, { row: setup.history.hours - 1 })
  const trial = { policy, flights }
  const scene = { state: deployed(start, { market }, trial), market }
  const all = scenarios(policy)
  const measured = rounds(ROUNDS, () => {
    let lost = 0
    for (const row of rows(scene, trial)) lost += row.lost
    return lost
  })
  const numbers = all.flatMap((one) => {
    const { market: to } = after(one, scene)
    const way = { label: one.title, asOf: market.asOf, from: market, to, ramp: one.within, hold: HELD, accrues: true }
    return columns(path(way))
  })
  const floor = rounds(ROUNDS, () => {
    let sum = 0
    for (const column of numbers) for (let i = 0; i < column.length; i++) sum += column[i] ?? 0
    return sum
  })
  const perHundred = (ms: number): number => (ms * SCENARIOS) / all.length
  return {
    name: 'stress matrix',
    measured: scale(measured, perHundred),
    show: milliseconds,
    target: MATRIX_MAX,
    floor: over(measured, floor),
    note: `${all.length} scenarios from the book that the simulated config deploys in calm, ${HELD} hours after each shock: paths, walks and outcomes, warm, for ${SCENARIOS} of them. Floor: one pass that reads and sums every column of every path.`,
  }
}
