// Replay of tier 2. Many points may be equally good, so the recorded one is not compared with ours: its objective is, and it must
// itself be a point of the program that reaches it.
import { load } from '../../../src/adapters/solver/highs.ts'
import * as Program from '../../../src/models/vault/program.ts'
import { type Pair, type Replay, tally } from '../tally.ts'
import { own } from './read.ts'

interface Case {
  readonly D: readonly number[]
  readonly own: readonly (number | null)[]
  readonly w: readonly number[]
  readonly mu: readonly number[]
  readonly y: number
  readonly phiShort: readonly number[]
  readonly phiLong: readonly number[]
  readonly cap: readonly (number | null)[] | null
  readonly gcap: number | null
  readonly objective: number
  readonly G: number
  readonly Xnet: readonly number[]
  readonly deployed: readonly number[]
}

const TOLERANCE = 1e-7

const solver = await load()

const input = (c: Case): Program.ProgramInput => ({
  deployed: c.D,
  own: own(c.own),
  pools: [{ deltas: c.w, income: c.y, max: null, turnover: null }],
  assets: c.w.map((_, a) => ({
    ratio: c.mu[a] ?? 0,
    long: c.phiLong[a] ?? 0,
    short: c.phiShort[a] ?? 0,
    max: c.cap?.[a] ?? null,
    turnover: null,
  })),
  poolMax: c.gcap,
})

/** The recorded figure where ours is as near as the file asks for, else ours. */
const near = (recorded: number, ours: number): number => (Math.abs(recorded - ours) <= TOLERANCE ? recorded : ours)

const within = (recorded: number, most: number | null): number =>
  near(recorded, Math.min(recorded, most ?? Number.POSITIVE_INFINITY))

function run(c: Case): Pair {
  const program = input(c)
  const solved = solver.solve(Program.text(Program.of(program)))
  const expected = {
    objective: c.objective,
    reached: c.objective,
    G: c.G,
    Xnet: c.Xnet,
    deployed: c.deployed,
    error: 0,
    limits: { G: c.G, Xnet: c.Xnet },
  }
  if (!solved.ok) return { expected, found: solved.refusal }
  const plan = Program.read(program, solved.values)
  const { long, short } = { long: c.phiLong, short: c.phiShort }
  const cost = c.Xnet.map((x, a) => Math.abs(x) * ((x > 0 ? long : short)[a] ?? 0))
  const equity = c.Xnet.map((x, a) => Math.abs(x) * (c.mu[a] ?? 0))
  const owned = c.w.map((_, a) => total(c.deployed.filter((_each, v) => program.own[v] === a)))
  const found = {
    objective: near(c.objective, solved.objective),
    reached: near(c.objective, c.y * c.G - total(cost)),
    G: near(c.G, total(c.deployed) - total(equity)),
    Xnet: c.Xnet.map((x, a) => near(x, (owned[a] ?? 0) - (c.w[a] ?? 0) * c.G)),
    deployed: c.deployed.map((d, v) => near(d, Math.max(0, Math.min(d, c.D[v] ?? 0)))),
    error: near(0, plan.error),
    limits: {
      G: within(c.G, c.gcap),
      Xnet: c.Xnet.map((x, a) => Math.sign(x) * within(Math.abs(x), c.cap?.[a] ?? null)),
    },
  }
  return { expected, found }
}

const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)

const replay: Replay = (file) =>
  tally((file as { readonly cases: readonly Case[] }).cases, (_, at) => `case ${at}`, run)

export const PROGRAM: Readonly<Record<string, Replay>> = { 'vaults-fit-lp': replay }
