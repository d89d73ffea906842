import { value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { zip } from '../../models/reserve/zip.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { least } from './least.ts'
import { mixes } from './phase.ts'
import { type Limit, roomOf, type Setting, sketch, unitOf } from './scene.ts'
import { isMoving } from './search.ts'

/** Whether no order ever leads there: flows that do not fade, all of them let through once, are not enough. */
export function isNever(setting: Setting): boolean {
  const { reserve } = setting.state
  if (isMoving(setting)) return false
  const tranches = reserve.tranches.map((tranche): Tranche => {
    const { flowRule } = tranche
    const isFading = flowRule.memory < WHOLE || flowRule.limit.kind === 'fraction'
    return isFading ? { ...tranche, flowRule: { ...flowRule, limit: { kind: 'amount', amount: BOUNDLESS } } } : tranche
  })
  const open = tranches.map((tranche) => ({
    ...tranche,
    inflow: opened(tranche.inflow),
    outflow: opened(tranche.outflow),
  }))
  const once = { ...setting, state: { ...setting.state, reserve: { ...reserve, tranches: open } } }
  const ways = mixes(setting).at(-1) ?? []
  const limits = new Set<Limit>(['flows', 'pegs'])
  const { scene, total } = sketch(once, { ways, blocks: 0n, limits, isSeparate: false, slack: 0 })
  // What comes in may leave again, and without a fee that stays in the reserve less has to flow.
  const lines = zip(scene.lines, value(once.state.reserve).tranches).map(([line, valued]) => ({
    ...line,
    outMax: (Number(roomOf(valued, 'out', { block: reserve.block, total: amountOf(0n) })) * unitOf(valued)) / total,
    lanes: line.lanes.map((lane) => (lane.act === 'redeem' ? { ...lane, net: 1 } : lane)),
  }))
  return !least({ ...scene, lines }).ok
}

const opened = (flow: Tranche['inflow']): Tranche['inflow'] => ({ ...flow, blockedUntil: block(0n) })

const WHOLE = 10n ** 18n
const BOUNDLESS = amountOf(10n ** 48n)
