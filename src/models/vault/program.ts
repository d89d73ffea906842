import { lookup } from '../../units/lookup.ts'
/** What tier 2 weighs (docs/rules/vaults.md#fit), float64: it decides, and tier 1 settles. Worth in any one unit, best near 1; rates per horizon. */
export interface ProgramInput {
  /** D: the most that each vault deploys. */
  readonly deployed: readonly number[]
  readonly own: readonly (number | null)[]
  readonly pools: readonly PoolTerms[]
  readonly assets: readonly AssetTerms[]
  /** Most of all pools together. */
  readonly poolMax: number | null
}

export interface PoolTerms {
  /** Delta of each asset in one unit of the pool; may be negative, or more than 1. */
  readonly deltas: readonly number[]
  readonly income: number
  readonly max: number | null
  /** Cost of a unit that changes hands between a vault and the pool, and what each vault holds now. Null where turnover is free. */
  readonly turnover: { readonly cost: number; readonly held: readonly number[] } | null
}

export interface AssetTerms {
  /** mu: equity for a unit of hedge. */
  readonly ratio: number
  /** What a hedge costs over the horizon, long and short. */
  readonly long: number
  readonly short: number
  /** Most of |net hedge|; 0 where there is no venue. */
  readonly max: number | null
  /** Cost of a unit that the net hedge changes by, and what the net hedge is now. */
  readonly turnover: { readonly cost: number; readonly held: number } | null
}

/** Σ coefficient · variable, as it stands in a row. */
type Sum = readonly (readonly [number, string])[]

interface Row {
  readonly name: string
  readonly sum: Sum
  readonly relation: '=' | '<='
  readonly bound: number
}

export interface Program {
  readonly objective: Sum
  readonly rows: readonly Row[]
  /** Variables of either sign; all others are 0 or more. */
  readonly free: readonly string[]
}

const g = (v: number, k: number): string => `g_${v}_${k}`
const long = (v: number, a: number): string => `l_${v}_${a}`
const short = (v: number, a: number): string => `s_${v}_${a}`
const internal = (v: number, a: number): string => `i_${v}_${a}`
const poolTurn = (v: number, k: number): string => `t_${v}_${k}`
const hedgeTurn = (a: number): string => `u_${a}`

/**
 * max Σ y · g − Σ (phiL · X⁺ + phiS · X⁻) − Σ tauG · |g − g_now| − Σ tau_a · |ΣX − X_now| under the exposure rows, internal hedges that sum to
 * zero, budgets and caps (docs/rules/vaults.md#fit). g_v_k is pool k, l and s are long and short hedges, i internal ones, t and u
 * the absolute values. 5 vaults, 4 assets and one pool make 65 variables and 29 rows. A turnover cost is a no-trade band.
 */
export function of(input: ProgramInput): Program {
  const vaults = input.deployed.map((_, v) => v)
  return {
    objective: [...income(input, vaults), ...costs(input, vaults)],
    rows: [...exposures(input, vaults), ...balances(input, vaults), ...limits(input, vaults), ...turns(input, vaults)],
    free: vaults.flatMap((v) => input.assets.map((_, a) => internal(v, a))),
  }
}

type Vaults = readonly number[]

const income = ({ pools }: ProgramInput, vaults: Vaults): Sum =>
  vaults.flatMap((v) => pools.map((pool, k) => [pool.income, g(v, k)] as const))

const costs = ({ pools, assets }: ProgramInput, vaults: Vaults): Sum => [
  ...vaults.flatMap((v) =>
    assets.flatMap((asset, a) => [[-asset.long, long(v, a)] as const, [-asset.short, short(v, a)] as const]),
  ),
  ...pools.flatMap(({ turnover }, k) =>
    turnover === null ? [] : vaults.map((v) => [-turnover.cost, poolTurn(v, k)] as const),
  ),
  ...assets.flatMap(({ turnover }, a) => (turnover === null ? [] : [[-turnover.cost, hedgeTurn(a)] as const])),
]

/** d_v = Σ g + Σ mu · (X⁺ + X⁻). */
const deployed = ({ pools, assets }: ProgramInput, v: number): Sum => [
  ...pools.map((_, k) => [1, g(v, k)] as const),
  ...assets.flatMap(({ ratio }, a) => [[ratio, long(v, a)] as const, [ratio, short(v, a)] as const]),
]

/** w · g + I + X⁺ − X⁻ = d where the vault owns the asset, 0 elsewhere. */
const exposures = (input: ProgramInput, vaults: Vaults): Row[] =>
  vaults.flatMap((v) =>
    input.assets.map((_, a) => {
      const hedge: Sum = [
        ...input.pools.map((pool, k) => [number(pool.deltas, a), g(v, k)] as const),
        [1, internal(v, a)],
        [1, long(v, a)],
        [-1, short(v, a)],
      ]
      const own = input.own[v] === a ? deployed(input, v).map(([c, name]) => [-c, name] as const) : []
      return { name: `exposure_${v}_${a}`, sum: merge([...hedge, ...own]), relation: '=', bound: 0 }
    }),
  )

const balances = ({ assets }: ProgramInput, vaults: Vaults): Row[] =>
  assets.map((_, a) => {
    const sum: Sum = vaults.map((v) => [1, internal(v, a)])
    return { name: `internal_${a}`, sum, relation: '=', bound: 0 }
  })

function limits(input: ProgramInput, vaults: Vaults): Row[] {
  const rows: Row[] = vaults.map((v) => ({
    name: `budget_${v}`,
    sum: deployed(input, v),
    relation: '<=',
    bound: number(input.deployed, v),
  }))
  const cap = (name: string, sum: Sum, bound: number | null): void => {
    if (bound !== null) rows.push({ name, sum, relation: '<=', bound })
  }
  for (const [a, { max }] of input.assets.entries()) {
    cap(`long_${a}`, net(vaults, a), max)
    cap(`short_${a}`, negated(net(vaults, a)), max)
  }
  for (const [k, { max }] of input.pools.entries())
    cap(
      `pool_${k}`,
      vaults.map((v) => [1, g(v, k)]),
      max,
    )
  cap(
    'pools',
    vaults.flatMap((v) => input.pools.map((_, k) => [1, g(v, k)] as const)),
    input.poolMax,
  )
  return rows
}

/** t ≥ x − held and t ≥ held − x, for what turnover costs something. */
function turns({ pools, assets }: ProgramInput, vaults: Vaults): Row[] {
  const rows: Row[] = []
  const absolute = (name: string, sum: Sum, held: number): void => {
    const above: Sum = [...sum, [-1, name]]
    rows.push({ name: `${name}_up`, sum: above, relation: '<=', bound: held })
    rows.push({ name: `${name}_down`, sum: [...negated(sum), [-1, name]], relation: '<=', bound: -held })
  }
  for (const [k, { turnover }] of pools.entries())
    if (turnover !== null) for (const v of vaults) absolute(poolTurn(v, k), [[1, g(v, k)]], number(turnover.held, v))
  for (const [a, { turnover }] of assets.entries())
    if (turnover !== null) absolute(hedgeTurn(a), net(vaults, a), turnover.held)
  return rows
}

const net = (vaults: Vaults, a: number): Sum =>
  vaults.flatMap((v) => [[1, long(v, a)] as const, [-1, short(v, a)] as const])

const negated = (sum: Sum): Sum => sum.map(([c, name]) => [-c, name])

const number = (list: readonly number[], at: number): number => list[at] ?? 0

/** A variable once in a row: some readers add up what is written twice, others keep the last. */
function merge(sum: Sum): Sum {
  const byName = new Map<string, number>()
  for (const [c, name] of sum) byName.set(name, (byName.get(name) ?? 0) + c)
  return [...byName].map(([name, c]) => [c, name])
}

/** CPLEX LP text, a term a line, every figure with all its digits. */
export function text({ objective, rows, free }: Program): string {
  const constraints = rows.map(({ name, sum, relation, bound }) => `${name}:\n${written(sum)}\n ${relation} ${bound}`)
  return [
    'Maximize',
    `income:\n${written(objective)}`,
    'Subject To',
    ...constraints,
    'Bounds',
    ...free.map((name) => ` ${name} free`),
    'End',
    '',
  ].join('\n')
}

const written = (sum: Sum): string => sum.map(([c, name]) => ` ${c < 0 ? '-' : '+'} ${Math.abs(c)} ${name}`).join('\n')

export interface Plan {
  /** What each vault deploys, and its part of each pool. */
  readonly deployed: readonly number[]
  readonly pool: readonly (readonly number[])[]
  /** Of each pool, all vaults together. */
  readonly total: readonly number[]
  /** ΣX of each asset. */
  readonly net: readonly number[]
  /** Names of the limits that hold it back. */
  readonly limiters: readonly string[]
  /** Widest gap between the two sides of an equation, and widest overstepping of a limit. */
  readonly error: number
}

/** Reads a point of the program. Only its objective is unique; `canonical.ts` makes one answer of all that are equally good. */
export function read(input: ProgramInput, values: Readonly<Record<string, number>>): Plan {
  const vaults = input.deployed.map((_, v) => v)
  const value = (sum: Sum): number => sum.reduce((all, [c, name]) => all + c * (lookup(values, name) ?? 0), 0)
  const pool = vaults.map((v) => input.pools.map((_, k) => lookup(values, g(v, k)) ?? 0))
  let error = 0
  const limiters: string[] = []
  for (const { name, sum, relation, bound } of of(input).rows) {
    const over = value(sum) - bound
    error = Math.max(error, relation === '=' ? Math.abs(over) : over)
    if (relation === '<=' && over > -TIGHT && !/^[tu]_/.test(name)) limiters.push(name)
  }
  return {
    deployed: vaults.map((v) => value(deployed(input, v))),
    pool,
    total: input.pools.map((_, k) => pool.reduce((all, row) => all + number(row, k), 0)),
    net: input.assets.map((_, a) => value(net(vaults, a))),
    limiters,
    error,
  }
}

/** How near a limit binds: the solver's own tolerance. */
const TIGHT = 1e-7
