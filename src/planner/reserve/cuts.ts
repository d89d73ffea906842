import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { Usd } from '../../units/estimate.ts'
import { type Cut, cutOf } from '../cut.ts'

/** What flow limits keep out of the first round of a plan in rounds, in USD: the plan itself brings the rest, a round a cycle. */
export function cutsOf(stages: readonly (readonly ReserveStep[])[], moved: Usd): readonly Cut[] {
  const sizes = (kind: ReserveStep['kind']): readonly number[] =>
    stages.flat().flatMap((step) => (step.kind === kind ? [sizeOf(step)] : []))
  const rounds = (['reserve.mint', 'reserve.redeem', 'reserve.swap'] as const).map(sizes)
  const longest = rounds.reduce((a, b) => (b.length > a.length ? b : a))
  const all = longest.reduce((sum, size) => sum + size, 0)
  if (longest.length < 2 || all === 0) return []
  const allowed = (moved * (longest[0] ?? 0)) / all
  return cutOf({
    limiter: 'the flow limits',
    place: 'first round',
    unit: 'USD',
    wanted: moved,
    allowed,
    cycles: longest.length,
  })
}

/** What an order moves, in units of its own: rounds of one plan are alike, so that shares of them are comparable. */
function sizeOf(step: ReserveStep): number {
  switch (step.kind) {
    case 'reserve.mint':
      return Number(step.deposits[0]?.amount ?? 0n)
    case 'reserve.redeem':
      return Number(step.coins)
    case 'reserve.swap':
      return Number(step.legs[0]?.amount ?? 0n)
    case 'reserve.wait':
    case 'reserve.pledge':
    case 'reserve.pause':
    case 'reserve.calibrate':
      return 0
  }
}
