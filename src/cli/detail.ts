import type { Chosen, Report } from '../app/plan.ts'
import { money, number, percent } from '../backtest/report/format.ts'
import type { EmergencyEvent } from '../planner/emergency.ts'
import type { Verdict } from '../planner/judge.ts'
import type { Instruction } from '../planner/venues/instruction.ts'
import type { Cost, Times } from '../portfolio/applied.ts'
import { bold, coloured, dim, fold, line } from './print.ts'

/** What a plan is judged by, figure by figure. */
export function judged(of: Omit<Verdict, 'outcome'>): void {
  const days = of.breakEvenDays === null ? 'never' : `after ${number(of.breakEvenDays, 1)} days`
  fold(
    `  Yield ${money(of.yieldPerYear, 'USD')} a year, over ${number(of.horizonDays, 1)} days ${money(of.benefit, 'USD')}`,
    '    ',
  )
  fold(`  Cost ${money(of.cost, 'USD')} (${number(of.costBps, 1)} bps of what moves); pays back ${days}`, '    ')
  fold(`  Net ${money(of.netBenefit, 'USD')}, hurdle ${money(of.hurdle, 'USD')} (rule: ${of.rule})`, '    ')
}

/** `at` is the index of a step in its plan; `gravest` names the severity of what blocks. */
export function finding({ code, severity, detail, lift, at }: Said, gravest = 'Blocked'): void {
  const where = at === undefined ? '' : ` at step ${at + 1}`
  line(`${severity === 'block' ? critical(gravest) : coloured('WARNING', 'Warning')} ${code}${where}`)
  fold(`  ${detail}`, '  ')
  fold(`  ${lift}`, '  ', dim)
}

export function considered(ways: Chosen['considered']): void {
  if (ways.length === 0) return
  line('Also considered:')
  for (const { way, cost, seconds, why } of ways.slice(0, WAYS_MAX))
    fold(`  - ${way}: ${money(cost, 'USD')}, ${span(seconds)} at p95; ${why}`, '    ')
  if (ways.length > WAYS_MAX) line(dim(`  and ${ways.length - WAYS_MAX} more (--json has them all)`))
}

/** A transfer with its steps: the only place where a way is written out. */
export function instruction({ transfer_plan: plan, ...rest }: Instruction): void {
  transfer({ transfer_plan: plan, ...rest })
  for (const step of plan.steps)
    fold(`  ${step.step}. ${step.description} (${step.amount_units} base units)`, '     ', dim)
  line()
}

/** A transfer in one line and its way, without the steps that a plan lists already. */
export function transfer({ source_venue, target_venue, amount_usd, transfer_plan: plan }: Instruction): void {
  line(bold(`${source_venue} → ${target_venue}: ${money(amount_usd, 'USD')} as ${plan.asset}`))
  line(`  cost ${money(plan.total_cost, 'USD')}, ${number(plan.cost_bps, 1)} bps`)
  fold(`  ${plan.route_description}`, '  ')
}

/** What an emergency came to: the sources that gave, what did not and why, and what is still missing. */
export function emergency(
  { kind, place, cause, needed, missing, chosen, rejected, approvals, post }: EmergencyEvent,
  verbose: boolean,
): void {
  if (kind === 'RISK_ALERT') {
    fold(`  ${kind} ${cause}: ${place}`, '    ')
    return
  }
  const end =
    post === null
      ? ''
      : `; ${post.metric} ${endOf(post.metric, post.foreseen)} of ${shown(post.metric, post.wanted)} wanted`
  fold(
    `  ${kind} at ${place} (${cause}): needs ${money(needed, 'USD')}, missing ${money(missing, 'USD')}${end}`,
    '    ',
    missing > 0 && post?.isReached !== true ? critical : undefined,
  )
  if (verbose) for (const { source, detail } of chosen) fold(`    + ${source}: ${detail}`, '      ')
  for (const { code, detail } of approvals) fold(`    ? ${code}: ${detail}`, '      ')
  if (!verbose) return
  for (const { source, why } of rejected.slice(0, WAYS_MAX)) fold(`    - ${source}: ${why}`, '      ', dim)
}

/** The parts of the mode, and which emergencies it answers. */
export function emergencies({ level, emergencies: all, components, plan }: Report): void {
  fold(
    `Parts: ${Object.entries(components)
      .map(([name, on]) => `${name} ${on === true ? 'on' : on === false ? 'off' : on}`)
      .join(', ')}`,
    '  ',
  )
  if (level !== 'CRITICAL') {
    const ready = all.filter(({ runs }) => runs).map(({ type }) => type)
    fold(`Emergencies that would run: ${ready.length === 0 ? 'none in this mode' : ready.join(', ')}`, '  ')
    return
  }
  line(bold(coloured('CRITICAL', 'The state is CRITICAL.')))
  for (const { type, now, runs, how } of all)
    if (now)
      fold(
        `  ${type}: ${!runs ? 'NO emergency runs' : plan === null ? 'its emergency MAY NOT run' : 'its emergency runs'}, ${how}`,
        '    ',
      )
  if (!all.some(({ now }) => now)) fold('  No emergency of this mode answers to what is critical: this needs a person.')
}

export function worth({ worth: { netAssets, places }, income }: Report): void {
  for (const [place, value] of Object.entries(places))
    if (value !== 0)
      line(`  ${place.padEnd(8)} ${money(value, 'USD')}${netAssets === 0 ? '' : ` (${percent(value / netAssets, 1)})`}`)
  const { supply, staking, borrow, funding } = income
  fold(
    `  Income a year: supply ${number(supply)}, staking ${number(staking)}, borrow ${number(borrow)}, funding ${number(funding)} USD`,
    '    ',
  )
}

export function costs({ gas, fee, slippage }: Cost): string {
  return `${money(gas + fee + slippage, 'USD')} (gas ${number(gas, 2)}, fees ${number(fee, 2)}, slippage ${number(slippage, 2)})`
}

export function times({ p50, p95 }: Times): string {
  return p95 === 0 ? 'at once' : `${span(p50)}, at p95 ${span(p95)}`
}

export function span(seconds: number): string {
  if (seconds < 120) return `${number(seconds, seconds < 10 && seconds % 1 !== 0 ? 1 : 0)} s`
  if (seconds < 7200) return `${number(seconds / 60)} min`
  return seconds < 172_800 ? `${number(seconds / 3600, 1)} h` : `${number(seconds / 86_400, 1)} days`
}

const critical = (text: string): string => coloured('CRITICAL', text)

interface Said {
  readonly code: string
  readonly severity: 'warn' | 'block'
  readonly detail: string
  readonly lift: string
  readonly at?: number
}

const WAYS_MAX = 8

const endOf = (metric: string, foreseen: number | null): string =>
  foreseen === null ? 'ends with nothing left to measure, instead' : `ends at ${shown(metric, foreseen)}`

/** A figure as the table of measures has it. */
const shown = (metric: string, value: number): string =>
  metric === 'health' || metric === 'marginHealth' ? number(value, 3) : percent(value, 2)
