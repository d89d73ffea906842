import { closing } from '../../backtest/vaults/chart.ts'
import { events } from '../../backtest/vaults/event.ts'
import { before } from '../../backtest/vaults/exposure.ts'
import { gmxOf } from '../../backtest/vaults/gmx.ts'
import { mixReport } from '../../backtest/vaults/mixSection.ts'
import { waits } from '../../backtest/vaults/request.ts'
import type { Results } from '../../backtest/vaults/results.ts'
import type { Run, Turn, Weighed } from '../../backtest/vaults/simulate.ts'
import { turnover } from '../../backtest/vaults/turnover.ts'
import { plain } from '../../units/json.ts'
import { hash } from '../config/hash.ts'
import type { Staged } from './scene.ts'

/** The content of `report.json` of a run: exact figures as strings of whole units, as docs/guide/json.md says. */
export function report({ run, netting, days }: Results, { market }: Staged): object {
  const { config, title, outside } = run.scene
  return plain({
    schema: 1,
    title,
    kind: 'vaults-backtest',
    configHash: hash(plain(config)),
    vaults: config.vaults,
    assets: config.assets,
    outside,
    market: { label: market.label, simulated: market.simulated, notes: market.notes },
    epochs: run.turns.map((turn) => epoch(turn, run)),
    days: days.map((each, v) => ({ vault: config.vaults[v], days: each })),
    netting,
    turnover: turnover(run),
    events: events(run),
    state: run.state,
  })
}

function epoch(turn: Turn, run: Run): object {
  const { label, at } = turn.epoch
  const { thin } = turn
  if (!turn.ok) return { label, at, ok: false, refusal: turn.refusal, thin }
  const { opened, closed, input } = turn.journal
  const { config } = run.scene
  return {
    label,
    at,
    ok: true,
    level: turn.level,
    class: turn.class,
    marks: opened.marks,
    sharePrice: config.vaults.map((_, v) => closing(turn, run, v)),
    netAssets: closed.netAssets,
    buffer: closed.buffer,
    action: opened.action,
    poolWorth: closed.poolWorth,
    external: closed.external,
    internal: opened.fit.internal,
    equity: closed.equity,
    transfers: closed.transfers,
    residual: { before: before(opened, config), after: closed.residual },
    orders: [
      { instrument: 'pool', ...opened.pool, ...closed.pool, fee: input.execution.pool.fee },
      ...opened.hedges.map((order, a) => ({
        instrument: config.assets[a],
        ...order,
        ...closed.hedges[a],
        fee: input.execution.hedges[a]?.fee ?? 0n,
      })),
    ],
    fees: opened.fees,
    tradeFees: closed.tradeFees,
    flows: opened.flows,
    refused: turn.refused,
    withdrawals: { asked: opened.live?.asked, paid: opened.live?.leaving },
    collected: opened.live?.collected,
    repaid: opened.live?.repaid,
    neutrality: opened.marking.neutrality,
    tiers: turn.weighed === null ? null : tierOf(turn.weighed),
    gmx: gmxOf(turn, run.scene),
    request: opened.live?.request?.booked,
    pending: waits(turn.after.pending, { marks: opened.marks, config }) ?? undefined,
    mix: mixReport(turn.mix),
    thin,
  }
}

/** What the linear program found, or why it found nothing. */
export function tierOf(weighed: Weighed): object {
  if (!weighed.ok) return weighed
  const { fit, earns, earnsAll, carryAll, limiters } = weighed
  return { ok: true, deployed: fit.deployed, earns, earnsAll, carryAll, limiters }
}
