import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import type { History } from '../../ports/history.ts'
import { format, HOUR_MS, instant } from '../../units/time.ts'
import * as Attribution from './attribution.ts'
import * as Deployment from './deployment.ts'
import type { Recorder, Totals } from './recorder.ts'
import type { Levels, Result, Summary } from './result.ts'

/** What a finished replay comes to. Nothing in it depends on the machine, the clock or the run. */
export function conclude(recorder: Recorder, { title, history, policy, policyHash, seed }: About): Result {
  const { totals } = recorder
  const { mode } = policy
  const { residual } = totals
  const { idlePrice, ...parts } = totals.parts
  const events = recorder.events()
  return {
    schema: 1,
    title,
    mode: mode.name,
    shareClass: mode.shareClass,
    currency: mode.shareClass === 'ETH' ? 'ETH' : 'USD',
    coin: mode.coin === 'BTC' ? 'BTC' : 'ETH',
    market: { label: history.label, simulated: history.simulated, seed },
    from: format(history.from),
    to: format(instant(history.from + history.hours * HOUR_MS)),
    hours: history.hours,
    policy: policyHash,
    deployment: Deployment.conclude(totals.deployment, {
      from: history.from,
      hours: history.hours,
      profit: totals.end - totals.start,
      idleProfit: idlePrice,
      events,
      causes: recorder.obstacles(),
    }),
    summary: summary(totals, history.hours),
    attribution: { ...parts, residual, total: Attribution.sum(totals.parts) + residual },
    costs: { gas: totals.gas, fee: totals.fee, slippage: totals.slippage },
    leftovers: recorder.leftovers(),
    levels: levels(policy),
    series: recorder.tape.series(),
    events,
    notes: history.notes.map(({ series, from, to, rows, done }) => ({
      series,
      from: format(from),
      to: format(to),
      rows,
      done,
    })),
  }
}

function summary(totals: Totals, hours: number): Summary {
  const profit = totals.end - totals.start
  const years = hours / HOURS_PER_YEAR
  return {
    startNetAssets: totals.start,
    endNetAssets: totals.end,
    profit,
    returnPerYear: profit / totals.start / years,
    maxDrawdown: totals.maxDrawdown,
    worstHealth: finite(totals.worstHealth),
    worstEquityRatio: finite(totals.worstEquityRatio),
    worstDelta: totals.worstDelta,
    liquidations: totals.liquidations,
    decisions: totals.decisions,
    plans: totals.plans,
    stopped: totals.stopped,
    hoursAtLevel: totals.hoursAtLevel,
    maxResidual: totals.maxResidual,
  }
}

function levels({ bounds, mode }: VenuesPolicy): Levels {
  const three = ({ target, warning, critical }: { target: number; warning: number; critical: number }) => ({
    target,
    warning,
    critical,
  })
  return {
    health: mode.long === 'loop' ? three(bounds.health) : null,
    equityRatio: mode.isHedged ? three(bounds.equityRatio) : null,
    delta: { warning: bounds.delta.warning, critical: bounds.delta.critical },
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

const HOURS_PER_YEAR = 8760

interface About {
  readonly title: string
  readonly history: History
  readonly policy: VenuesPolicy
  readonly policyHash: string
  readonly seed: number | null
}
