import { type Block, block as blockOf } from '../../units/chain.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { unknown } from './named.ts'
import type { Direction } from './order.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import type { Flow, Tranche } from './tranche.ts'

/** What a guardian closes: which tranches, which way, and for how many blocks from now. */
export interface Closure {
  readonly tranches: readonly string[]
  readonly direction: Direction | 'both'
  readonly blocks: bigint
}

export type Powers = Pick<Rules, 'guardianMax' | 'quirks'>

export interface Closed {
  readonly ok: true
  readonly reserve: Reserve
}

/** Closes directions up to and including block now + blocks. A later end stands, unless the rules assign (docs/models/reserve.md). */
export function close(reserve: Reserve, closure: Closure, powers: Powers): Closed | Refused {
  const { blocks, direction } = closure
  if (blocks > powers.guardianMax) return tooLong(blocks, powers)
  for (const id of closure.tranches) if (!reserve.tranches.some((tranche) => tranche.id === id)) return unknown(id)
  const until = blockOf(reserve.block + blocks)
  const shut = (flow: Flow): Flow => ({ ...flow, blockedUntil: laterOf(flow.blockedUntil, until, powers) })
  const tranches = reserve.tranches.map((tranche): Tranche => {
    if (!closure.tranches.includes(tranche.id)) return tranche
    return {
      ...tranche,
      inflow: direction === 'out' ? tranche.inflow : shut(tranche.inflow),
      outflow: direction === 'in' ? tranche.outflow : shut(tranche.outflow),
    }
  })
  return { ok: true, reserve: { ...reserve, tranches } }
}

/** Everything, or everything that comes in, for as long as a guardian may. */
export const pause = (reserve: Reserve, direction: 'in' | 'both', powers: Powers): Closed | Refused =>
  close(reserve, { tranches: reserve.tranches.map(({ id }) => id), direction, blocks: powers.guardianMax }, powers)

const laterOf = (standing: Block, until: Block, { quirks }: Powers): Block =>
  quirks.guardian === 'extend' && standing > until ? standing : until

const tooLong = (blocks: bigint, { guardianMax }: Powers): Refused =>
  refuse('GUARDIAN_TOO_LONG', `${blocks} blocks are more than the ${guardianMax} a guardian may close for`, {
    facts: { blocks: String(blocks), guardianMax: String(guardianMax), gyroscope: '62' },
    lift: `Close for at most ${guardianMax} blocks, and again when they are over.`,
  })
