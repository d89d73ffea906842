import { money, number, percent, signed } from '../../backtest/report/format.ts'
import type { Crash, Crashes, Cushion } from '../result.ts'

export const RIVALS = { policy: 'this policy', literal: 'the literal rules', none: 'no rebalancing' } as const

/** The policy against the literal rules in one crash at one cushion, in a sentence that says what it is worth and what it cost. */
export function verdict({ runs, dominates }: Crash, cushion: Cushion, { currency }: Crashes): string {
  const of = (rival: keyof typeof RIVALS) => runs.find((run) => run.cushion === cushion && run.rival === rival)
  const [own, theirs, none] = [of('policy'), of('literal'), of('none')]
  if (own === undefined || theirs === undefined || none === undefined) return ''
  const fewer = theirs.liquidations - own.liquidations
  const health = compared(own.worstHealth, theirs.worstHealth, (gap) => number(gap, 3))
  const ratio = compared(own.worstEquityRatio, theirs.worstEquityRatio, (gap) => `${percent(gap, 1)} points`)
  const liquidations =
    fewer === 0 ? 'as many liquidations' : `${number(Math.abs(fewer))} liquidations ${fewer > 0 ? 'fewer' : 'more'}`
  const cost = own.cost - theirs.cost
  const said = dominates[cushion] ? 'No worse than the literal rules' : 'WORSE than the literal rules'
  return `${said}: ${liquidations}, worst health ${health}, worst equity ratio ${ratio}; it cost ${money(Math.abs(cost), currency)} ${cost > 0 ? 'more' : 'less'} than they did, and ended with ${signed(percent(own.kept))}, they with ${signed(percent(theirs.kept))}, doing nothing with ${signed(percent(none.kept))}.`
}

/** How one figure stands to another, the higher being the better. */
function compared(own: number | null, theirs: number | null, show: (gap: number) => string): string {
  if (own === null || theirs === null) return 'not measured'
  const gap = own - theirs
  if (Math.abs(gap) < 1e-6) return 'the same'
  return `${show(Math.abs(gap)).replace('\u00a0%', '')} ${gap > 0 ? 'higher' : 'lower'}`
}
