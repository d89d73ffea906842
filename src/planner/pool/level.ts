import { divide, mulDiv } from '../../units/rounding.ts'
import { type Node, type Option, syncMax } from './option.ts'
import { largest } from './root.ts'
import { delivered, inputUpTo } from './route.ts'
import type { Context } from './trial.ts'

/** Chains that are brought to one price among themselves, in the order in which givers serve receivers. */
export interface Group {
  readonly givers: readonly Node[]
  readonly receivers: readonly Node[]
  readonly options: Options
}

/** Ways from a chain to a chain, the one to use first in front. */
export type Options = (from: Node, to: Node) => readonly Option[]

export interface Flow {
  readonly from: Node
  readonly to: Node
  readonly option: Option
  readonly input: bigint
}

interface Filled {
  readonly flows: readonly Flow[]
  /** Worth that receivers with a way to them still miss for the level, and that givers could still give above it. */
  readonly short: bigint
  readonly left: bigint
}

/**
 * Water-filling: the highest price that every receiver of a group can be filled up to while no giver falls below it, fees included, and what flows
 * then. Newton's steps on what is missing lead to it, a search over whole prices ends on it.
 */
export function fill(group: Group): readonly Flow[] {
  let [assets, supply, unit] = [0n, 0n, 1n]
  for (const node of [...group.givers, ...group.receivers]) {
    assets += node.netAssets
    supply += node.supply
    unit = node.unit
  }
  const pooled = mulDiv(assets, unit, supply, 'down')
  let level = pooled
  for (let round = 0; round < NEWTON; round++) {
    const { short, left } = fillTo(level, group)
    if (short === 0n && left === 0n) break
    level -= divide((short - left) * unit, supply, 'up')
  }
  const best = largest((price) => fillTo(price, group).short === 0n, { estimate: level, max: pooled + 1n })
  return fillTo(best, group).flows
}

const NEWTON = 3

/** What flows so that receivers come as close to a price as they can without passing it, and givers neither. */
function fillTo(price: bigint, { givers, receivers, options }: Group): Filled {
  const flows: Flow[] = []
  const needy = receivers.map((to) => ({ to, room: mulDiv(price, to.supply, to.unit, 'down') - to.netAssets }))
  let left = 0n
  for (const from of givers) {
    const excess = from.netAssets - mulDiv(price, from.supply, from.unit, 'up')
    const giver = { excess, taken: new Map<string, bigint>() }
    for (const needing of needy)
      for (const option of options(from, needing.to)) {
        const flow = serve({ room: needing.room, giver, option })
        if (flow === null) continue
        needing.room = flow.room
        flows.push({ from, to: needing.to, option, input: flow.input })
      }
    if (giver.excess > 0n && hasMore(giver.taken, from, { receivers, options })) left += giver.excess
  }
  let short = 0n
  const isReached = (to: Node): boolean => givers.some((from) => options(from, to).length > 0)
  for (const { to, room } of needy) if (room > 0n && isReached(to)) short += room
  return { flows, short, left }
}

interface Giver {
  excess: bigint
  readonly taken: Map<string, bigint>
}

interface Serving {
  readonly room: bigint
  readonly giver: Giver
  readonly option: Option
}

/** Gives as much of one token as the giver may lose, has, and the receiver needs; a room that is full to the last token unit counts as none. */
function serve({ room, giver, option }: Serving): { readonly room: bigint; readonly input: bigint } | null {
  if (room <= 0n || giver.excess <= 0n) return null
  const { route, loss, gain, balance } = option
  const taken = giver.taken.get(route.token) ?? 0n
  const mayLose = mulDiv(giver.excess, loss.denominator, loss.numerator, 'down')
  const needed = inputUpTo(mulDiv(room, gain.denominator, gain.numerator, 'down'), route)
  let input = needed
  if (mayLose < input) input = mayLose
  if (balance - taken < input) input = balance - taken
  const output = delivered(input, route)
  if (input <= 0n || output === 0n) return null
  giver.taken.set(route.token, taken + input)
  giver.excess -= mulDiv(input, loss.numerator, loss.denominator, 'up')
  const rest = input === needed ? 0n : room - mulDiv(output, gain.numerator, gain.denominator, 'up')
  return { room: rest, input }
}

/** Whether a giver has any token left that a receiver could get. */
function hasMore(
  taken: ReadonlyMap<string, bigint>,
  from: Node,
  { receivers, options }: Omit<Group, 'givers'>,
): boolean {
  return receivers.some((to) =>
    options(from, to).some(({ route, balance }) => balance > (taken.get(route.token) ?? 0n)),
  )
}

/** A flow in deposits that are each within their bounds; what is left below the least is dropped. */
export function pieces({ option, input }: Flow, context: Context): readonly bigint[] {
  const most = syncMax(option, context)
  const inputs: bigint[] = []
  let rest = input
  while (rest > 0n && inputs.length < PIECES_MAX) {
    const piece = most === null || rest < most ? rest : most
    if (piece < option.size.min || piece <= 0n) break
    inputs.push(piece)
    rest -= piece
  }
  return inputs
}

/** No plan sends more often than this between two chains; the rest waits for the next cycle. */
const PIECES_MAX = 16
