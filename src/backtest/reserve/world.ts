import type { Reserve } from '../../models/reserve/reserve.ts'
import { value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { toUsd, worth } from '../../portfolio/reserve/worth.ts'
import type { Price } from '../../units/price.ts'
import type { Refusal } from '../../units/refusal.ts'
import { added, type Gains, NOTHING } from './gain.ts'
import { type Happening, happen, type Scene } from './replay.ts'
import { type Act, type Actor, type Tallies, tallies } from './tally.ts'

/** A reserve under way, and the books kept of it. */
export interface World {
  readonly scene: () => Scene
  readonly reserve: () => Reserve
  readonly gains: () => Gains
  readonly tallies: Tallies
  /** USD deposited into each tranche while it was below its peg, at the prices of then. */
  readonly filled: ReadonlyMap<string, number>
  readonly failing: (tranche: Tranche) => boolean
  /** Prices move, or time passes. */
  readonly let: (happening: Happening) => void
  /** Places an order; why it was refused, null where it went through. */
  readonly order: (
    step: ReserveStep,
    by: { readonly actor: Actor; readonly act: Act; readonly moved: number },
  ) => Refusal | null
}

/** Below which price each stable asset has failed. It is known apart from the rules, which may not care. */
export type Floors = ReadonlyMap<string, Price>

export const isFailing = ({ assets }: Tranche, floors: Floors): boolean =>
  assets.some(({ id, price }) => price < (floors.get(id) ?? 0n))

export function world(start: Scene, floors: Floors): World {
  let scene = start
  let gains = NOTHING
  const books = tallies()
  const filled = new Map<string, number>()
  const go = (happening: Happening): Refusal | null => {
    const outcome = happen(scene, happening)
    scene = outcome.scene
    gains = added(gains, outcome.gains)
    return outcome.refusal
  }
  const reserve = (): Reserve => quoted(scene.state.reserve, scene.market)
  return {
    scene: () => scene,
    reserve,
    gains: () => gains,
    tallies: books,
    filled,
    failing: (tranche) => isFailing(tranche, floors),
    let: go,
    order: (step, { actor, act, moved }) => {
      const before = reserve()
      const refusal = go({ kind: 'step', step })
      if (refusal !== null) books.refuse(actor, act, refusal.code)
      else {
        books.pass(actor, act, moved)
        fill(filled, { before, step, floors })
      }
      return refusal
    },
  }
}

/** Adds what came into tranches that are below their peg. */
function fill(
  filled: Map<string, number>,
  { before: { tranches }, step, floors }: { before: Reserve; step: ReserveStep; floors: Floors },
): void {
  if (step.kind !== 'reserve.mint') return
  for (const { tranche: id, amount } of step.deposits) {
    const tranche = tranches.find((each) => each.id === id)
    if (tranche === undefined || !isFailing(tranche, floors)) continue
    const usd = (Number(amount) / 10 ** tranche.decimals) * toUsd(tranche.prices?.raw ?? 0n)
    filled.set(id, (filled.get(id) ?? 0) + usd)
  }
}

/** Net assets less coins, in 18 places: what of the reserve belongs to nobody, or what coins are short of. */
export function surplusOf({ state, market }: Scene): bigint {
  const reserve = quoted(state.reserve, market)
  return value(reserve).total - worth(reserve, market.rules).committed - reserve.supply
}
