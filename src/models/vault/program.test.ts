import { expect, test } from 'vitest'
import * as Solver from '../../adapters/solver/highs.ts'
import type { Solved } from '../../ports/solver.ts'
import { canonical } from './canonical.ts'
import * as Program from './program.ts'
import { at, sum, WAD } from './table.ts'

const solver = await Solver.load()

const asset = (each: Partial<Program.AssetTerms> = {}): Program.AssetTerms => ({
  ratio: 0.1,
  long: 0.02,
  short: 0.02,
  max: null,
  turnover: null,
  ...each,
})

const input: Program.ProgramInput = {
  deployed: [1, 0.5],
  own: [null, 0],
  pools: [{ deltas: [0.25, 0.25], income: 0.1, max: null, turnover: null }],
  assets: [asset(), asset()],
  poolMax: null,
}

function best(program: Program.ProgramInput): Solved {
  const solved = solver.solve(Program.text(Program.of(program)))
  if (!solved.ok) throw new Error(solved.refusal.code)
  return solved
}

const planned = (program: Program.ProgramInput): Program.Plan => Program.read(program, best(program).values)

test('the text names every term on a line of its own', () => {
  const small = { ...input, deployed: [1], own: [0], assets: [asset({ max: 0.5 })], poolMax: 2 }
  expect(Program.text(Program.of(small))).toBe(
    [
      'Maximize',
      'income:\n + 0.1 g_0_0\n - 0.02 l_0_0\n - 0.02 s_0_0',
      'Subject To',
      'exposure_0_0:\n - 0.75 g_0_0\n + 1 i_0_0\n + 0.9 l_0_0\n - 1.1 s_0_0\n = 0',
      'internal_0:\n + 1 i_0_0\n = 0',
      'budget_0:\n + 1 g_0_0\n + 0.1 l_0_0\n + 0.1 s_0_0\n <= 1',
      'long_0:\n + 1 l_0_0\n - 1 s_0_0\n <= 0.5',
      'short_0:\n - 1 l_0_0\n + 1 s_0_0\n <= 0.5',
      'pools:\n + 1 g_0_0\n <= 2',
      'Bounds',
      ' i_0_0 free',
      'End',
      '',
    ].join('\n'),
  )
})

test('5 vaults and 4 assets are 65 variables and 29 rows', () => {
  const own = [null, 0, 1, 2, 3]
  const four = [0, 1, 2, 3].map(() => asset())
  const pools = input.pools.map((pool) => ({ ...pool, deltas: four.map(() => 0.2) }))
  const program = Program.of({ ...input, deployed: own.map(() => 1), own, assets: four, pools })
  const names = new Set(
    [...program.objective, ...program.rows.flatMap(({ sum: terms }) => terms)].map(([, name]) => name),
  )
  expect([names.size, program.rows.length]).toEqual([65, 29])
})

test('cheap hedges: all is deployed, as tier 1 would, and the budgets are what binds', () => {
  const plan = planned(input)
  const [total = 0] = plan.total
  expect(plan.deployed[0]).toBeCloseTo(1, 9)
  expect(plan.deployed[1]).toBeCloseTo(0.5, 9)
  expect(plan.net[0]).toBeCloseTo(0.5 - 0.25 * total, 9)
  expect(plan.net[1]).toBeCloseTo(-0.25 * total, 9)
  expect(plan.limiters).toEqual(['budget_0', 'budget_1'])
  expect(plan.error).toBeLessThan(1e-9)
})

test('dear hedges: only what the vaults hedge among themselves', () => {
  const dear = { ...input, assets: [asset(), asset({ short: 1 })] }
  expect(best(dear).objective).toBeCloseTo(0, 9)
  const owned = { ...dear, own: [1, 0] }
  expect(best(owned).objective).toBeGreaterThan(0)
})

test('the better of two pools up to its own cap, then the other', () => {
  const [pool] = input.pools
  if (pool === undefined) throw new Error('no pool')
  const two = {
    ...input,
    pools: [
      { ...pool, max: 0.25 },
      { ...pool, income: 0.05 },
    ],
    poolMax: 0.75,
  }
  const plan = planned(two)
  expect(plan.total[0]).toBeCloseTo(0.25, 9)
  expect(plan.total[1]).toBeCloseTo(0.5, 9)
  expect(plan.limiters).toContain('pool_0')
  expect(plan.limiters).toContain('pools')
})

test('turnover is a band without trades: small gains do not move what is held', () => {
  const held = planned(input)
  const now = held.pool.map(([part = 0]) => part)
  const stay = (cost: number, short: number): number => {
    const pools = input.pools.map((pool) => ({ ...pool, turnover: { cost, held: now } }))
    const turned = held.net.map((net) => asset({ short, turnover: { cost, held: net } }))
    return planned({ ...input, pools, assets: turned }).total[0] ?? 0
  }
  expect(stay(1, 0.5)).toBeCloseTo(held.total[0] ?? 0, 9)
  expect(stay(0, 0.5)).toBeLessThan(0.9 * (held.total[0] ?? 0))
})

const percent = (n: bigint): bigint => (n * WAD) / 100n
const canon = {
  terms: {
    deployed: [1_000_000_000n, 500_000_000n],
    own: [null, 0],
    ratios: [percent(10n), percent(10n)],
    caps: { pool: null, hedge: [] },
  },
  unit: 1_000_000_000n,
  deltas: [[percent(25n), percent(25n)]],
  incomes: [percent(10n)],
  costs: { long: [percent(2n), percent(2n)], short: [percent(2n), percent(2n)] },
}

test('what the plan deploys is settled by the closed form, to the unit and with the same income', () => {
  const plan = planned(input)
  const found = canonical(plan, canon)
  if (!found.ok) throw new Error(found.refusal.code)
  expect(found.fit.deployed).toEqual([1_000_000_000n, 500_000_000n])
  expect(Number(found.fit.poolTotal) / 1e9).toBeCloseTo(plan.total[0] ?? 0, 8)
  expect(Number(found.carry) / 1e9).toBeCloseTo(best(input).objective, 7)
  expect(found.thetas).toEqual([WAD])
})

test('a plan of nothing deploys nothing, and what cannot be settled is refused', () => {
  const nothing = { ...planned(input), deployed: [0], total: [0, 0] }
  const two = { ...canon, deltas: [...canon.deltas, ...canon.deltas] }
  const found = canonical(nothing, two)
  if (!found.ok) throw new Error(found.refusal.code)
  expect([sum(found.fit.deployed), found.carry, at(found.thetas, 0)]).toEqual([0n, 0n, WAD])
  const levered = { ...canon, deltas: [[20n * WAD, 0n]] }
  expect(canonical(planned(input), levered)).toMatchObject({ refusal: { code: 'FIT_NOT_MONOTONE' } })
})

test('an infeasible program is refused in the words of the solver', () => {
  const impossible = { ...input, poolMax: -1 }
  expect(solver.solve(Program.text(Program.of(impossible)))).toMatchObject({
    refusal: { code: 'PROGRAM_NOT_SOLVED', facts: { status: 'Infeasible' } },
  })
})

test('what is missing reads as nothing', () => {
  const bare = { ...input, deployed: [1, 1], own: [null], pools: [{ ...(input.pools[0] ?? never()), deltas: [] }] }
  expect(Program.read(bare, {})).toMatchObject({ deployed: [0, 0], total: [0], net: [0, 0], error: 0 })
})

const never = (): never => {
  throw new Error('no pool')
}
