import type { PoolState } from '../../portfolio/pool/state.ts'
import { together } from '../outcome.ts'
import type { PoolScenario } from './run.ts'

/** How large the shocks are. Fractions are plain. */
export interface PoolSizes {
  /** Hours that a scenario is watched for, and within which prices move. */
  readonly hours: number
  readonly within: number
  /** Moves of what follows a series of the market, up and down. */
  readonly prices: readonly number[]
  /** Falls of a token whose price stands still otherwise. */
  readonly pegs: readonly number[]
  /** Hours for which a bridge, or a chain, stands still. */
  readonly halt: number
  readonly burns: { readonly share: number; readonly within: number }
}

/** Tokens that move together, by what they follow; `isPegged` where that is a figure that stands still. */
export interface Group {
  readonly name: string
  readonly tokens: readonly string[]
  readonly isPegged: boolean
}

/** What a pool is tried by: nothing at all, every shock alone, then pairs of those that make one another worse. */
export function poolScenarios(
  groups: readonly Group[],
  { chains }: Pick<PoolState, 'chains'>,
  sizes: PoolSizes,
): readonly PoolScenario[] {
  const moves = groups.flatMap((group) => movesOf(group, sizes))
  const bridge: PoolScenario = {
    id: 'bridge',
    title: `Bridges halt ${hours(sizes.halt)}`,
    within: 1,
    shocks: [{ kind: 'bridge', hours: sizes.halt }],
  }
  const down = Object.keys(chains).map(
    (chain): PoolScenario => ({
      id: `chain-${chain}`,
      title: `${chain} halts ${hours(sizes.halt)}`,
      within: 1,
      shocks: [{ kind: 'chain', chain, hours: sizes.halt }],
    }),
  )
  const { share, within } = sizes.burns
  const burns: PoolScenario = {
    id: 'burns',
    title: `Burns ${percent(share)} in ${hours(within)}`,
    within: Math.max(1, within),
    shocks: [{ kind: 'burns', share, within }],
  }
  const ways = Object.keys(chains).length > 1 ? [bridge, ...down] : down
  const deepest = moves.filter(({ id }) => id === deepestOf(moves)?.id)
  const pairs = [
    ...[...deepest, ...ways].map((other) => together(burns, other)),
    ...deepest.flatMap((move) => ways.map((way) => together(move, way))),
  ]
  return [NOTHING, ...moves, ...ways, burns, ...pairs]
}

/** What every other scenario is compared with. */
const NOTHING: PoolScenario = { id: 'nothing', title: 'Nothing happens', within: 0, shocks: [] }

function movesOf({ name, tokens, isPegged }: Group, { prices, pegs, within }: PoolSizes): readonly PoolScenario[] {
  const moves = isPegged ? pegs.map((fall) => -fall) : prices.flatMap((size) => (size === 0 ? [0] : [-size, size]))
  return moves.map((move) => ({
    id: `price-${name}${move < 0 ? '-' : '+'}${percent(Math.abs(move)).replace(/\W/g, '')}`,
    title: `${name} ${move < 0 ? '−' : '+'}${percent(Math.abs(move))} in ${hours(within)}`,
    within,
    shocks: [{ kind: 'price', tokens, move }],
  }))
}

/** The largest fall, which pairs take. */
function deepestOf(moves: readonly PoolScenario[]): PoolScenario | null {
  let found: { readonly move: number; readonly scenario: PoolScenario } | null = null
  for (const scenario of moves)
    for (const shock of scenario.shocks)
      if (shock.kind === 'price' && shock.move < (found?.move ?? 0)) found = { move: shock.move, scenario }
  return found?.scenario ?? null
}

const hours = (count: number): string => `${count} h`
const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`
