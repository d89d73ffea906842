import type { Chosen, NotTaken, Report, StepReport } from '../app/plan.ts'
import { money, number, percent, when } from '../backtest/report/format.ts'
import type { EmergencyEvent } from '../planner/emergency.ts'
import type { Verdict } from '../planner/judge.ts'
import type { Instruction } from '../planner/venues/instruction.ts'
import type { Cost, Times } from '../portfolio/applied.ts'
import type { Measure } from '../portfolio/measure.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

/** Says in words and tables how a book stands and what would be done about it. */
export function print(report: Report): void {
  head(report)
  line()
  measures(report)
  worth(report)
  decision(report)
  if (report.plan !== null) chosen(report.plan)
  for (const one of report.notTaken) notTaken(one)
  emergencies(report)
  line(dim('Nothing was sent or changed.'))
}

function head({ title, mode, shareClass, policy, file, market, asOf, book }: Report): void {
  line(bold(title))
  line(`${mode}, ${shareClass} class · policy ${policy.slice(0, 12)} · ${file}`)
  const seed = market.seed === null ? '' : `, seed ${market.seed}`
  const source = market.simulated ? bold(coloured('DRIFT', `simulated market${seed}`)) : market.label
  line(`${when(asOf)} UTC on the ${source}`)
  line(book === null ? "The book: the config's capital, all in the wallet" : `The book: ${book}`)
}

function measures({ level, measures: all, findings }: Report): void {
  line(`Level: ${bold(coloured(level))}`)
  const rows = all.map((one) => {
    const show = (value: number): string => (Number.isFinite(value) ? shown(one, value) : '–')
    const { value, bounds } = one
    return [
      one.name,
      one.place,
      show(value),
      show(bounds.target),
      show(bounds.warning),
      show(bounds.critical),
      coloured(one.level),
    ]
  })
  line(table(['measure', 'place', 'value', 'target', 'warning', 'critical', 'level'], rows))
  const falling = all.filter(({ timeToCritical }) => timeToCritical !== null)
  for (const { name, place, timeToCritical } of falling)
    fold(`At today's rates ${name} at ${place} reaches critical in ${span(timeToCritical ?? 0)}.`, '  ', dim)
  for (const one of findings) finding(one)
  line()
}

function shown({ name }: Measure, value: number): string {
  return name === 'health' || name === 'marginHealth' ? number(value, 3) : percent(value, 2)
}

function worth({ worth: { netAssets, places }, delta, income }: Report): void {
  const held = Object.entries(places).filter(([, value]) => value !== 0)
  const rows = held.map(([place, value]) => [
    place,
    money(value, 'USD'),
    netAssets === 0 ? '–' : percent(value / netAssets, 1),
  ])
  line(table(['worth', 'USD', 'share'], [...rows, ['Net assets', money(netAssets, 'USD'), '']]))
  line(`Delta ${number(delta.ETH, 4)} ETH, ${number(delta.BTC, 4)} BTC; off target ${percent(delta.fraction)}`)
  const { supply, staking, borrow, funding, total } = income
  fold(
    `Income a year ${money(total, 'USD')}: supply ${number(supply)}, staking ${number(staking)}, borrow ${number(borrow)}, funding ${number(funding)}`,
    '  ',
  )
  line()
}

function decision({ decision: { outcome, rationale, blocked }, plan }: Report): void {
  const kind = plan === null ? '' : ` · ${plan.class}`
  line(bold(`Decision: ${outcome}${kind}`))
  for (const text of rationale.split(' · ')) fold(text)
  const why = plan === null ? 'no plan may run' : 'the plan does not mend all of it'
  if (blocked) fold(`Something is at risk and ${why}: this needs a person.`, '', critical)
  line()
}

function chosen(plan: Chosen): void {
  line(bold(plan.purpose))
  fold(`${plan.description}. Moves ${money(plan.moved, 'USD')}.`)
  verdict(plan.verdict)
  fold(`Cost ${costs(plan.cost)}, income lost in the air ${number(plan.cost.carry, 2)}`, '  ')
  line(`Takes ${times(plan.times)}`)
  line()
  let stage = 0
  for (const [at, step] of plan.steps.entries()) {
    if (step.stage !== stage)
      line(bold(`Stage ${step.stage}${step.stage > 1 ? ', when what is in the air has landed' : ''}`))
    stage = step.stage
    printStep(step, at + 1)
  }
  for (const one of plan.findings) finding(one)
  considered(plan.considered)
  line()
  for (const transfer of plan.transfers) instruction(transfer)
}

function verdict(of: Verdict): void {
  const days = of.breakEvenDays === null ? 'never' : `after ${number(of.breakEvenDays, 1)} days`
  fold(
    `Yield ${money(of.yieldPerYear, 'USD')} a year, over ${number(of.horizonDays, 1)} days ${money(of.benefit, 'USD')}`,
    '  ',
  )
  fold(`Cost ${money(of.cost, 'USD')} (${number(of.costBps, 1)} bps paid of what moves); pays back ${days}`, '  ')
  line(`Net ${money(of.netBenefit, 'USD')}, hurdle ${money(of.hurdle, 'USD')} (rule: ${of.rule})`)
}

function printStep({ text, cost, times: takes, after }: StepReport, at: number): void {
  fold(`${String(at).padStart(2)}  ${text}`, '    ')
  fold(`    cost ${costs(cost)}; ${times(takes)}`, '    ', dim)
  const health = after.worstHealth === null ? '–' : number(after.worstHealth, 3)
  const ratio = after.worstEquityRatio === null ? '–' : percent(after.worstEquityRatio, 1)
  const delta = `${number(after.delta, 3)} (${percent(after.deltaFraction, 1)})`
  fold(
    `    after: ${money(after.netAssets, 'USD')}, delta ${delta}, health ${health}, equity ratio ${ratio}`,
    '    ',
    dim,
  )
}

/** `at` is the index of a step in its plan. */
export function finding({ code, severity, detail, lift, at }: Said): void {
  const where = at === undefined ? '' : ` at step ${at + 1}`
  line(`${severity === 'block' ? critical('Blocked') : coloured('WARNING', 'Warning')} ${code}${where}`)
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

/** A transfer as document 3 writes it. */
export function instruction({ source_venue, target_venue, amount_usd, transfer_plan: plan }: Instruction): void {
  line(bold(`Transfer ${source_venue} → ${target_venue}: ${money(amount_usd, 'USD')} as ${plan.asset}`))
  line(`  cost ${money(plan.total_cost, 'USD')}, ${number(plan.cost_bps, 1)} bps`)
  fold(`  ${plan.route_description}`, '  ')
  for (const step of plan.steps)
    fold(`  ${step.step}. ${step.description} (${step.amount_units} base units)`, '     ', dim)
  line()
}

function notTaken({ purpose, class: kind, verdict: judged, refusal, findings, considered: ways }: NotTaken): void {
  line(bold(`Not taken: ${purpose} (${kind})`))
  if (judged !== null) {
    fold(`${judged.outcome}: ${judged.rationale}`)
    verdict(judged)
  }
  if (refusal !== null) finding({ ...refusal, severity: 'block' })
  for (const one of findings) finding(one)
  considered(ways)
  line()
}

/** What an emergency came to: the sources that gave, what did not and why, and what is still missing. */
function told({ kind, place, cause, needed, missing, chosen: taken, rejected, approvals, post }: EmergencyEvent): void {
  if (kind === 'RISK_ALERT') {
    fold(`  ${kind} ${cause}: ${place}`, '    ')
    return
  }
  const end =
    post === null ? '' : `; ${post.metric} ends at ${number(post.foreseen, 3)} of ${number(post.wanted, 3)} wanted`
  fold(
    `  ${kind} at ${place} (${cause}): needs ${money(needed, 'USD')}, missing ${money(missing, 'USD')}${end}`,
    '    ',
    missing > 0 && post?.isReached !== true ? critical : undefined,
  )
  for (const { source, detail } of taken) fold(`    + ${source}: ${detail}`, '      ')
  for (const { code, detail } of approvals) fold(`    ? ${code}: ${detail}`, '      ')
  for (const { source, why } of rejected.slice(0, WAYS_MAX)) fold(`    - ${source}: ${why}`, '      ', dim)
}

function emergencies({ level, emergencies: all, components, plan, events }: Report): void {
  line(
    `Parts: ${Object.entries(components)
      .map(([name, on]) => `${name} ${on === true ? 'on' : on === false ? 'off' : on}`)
      .join(', ')}`,
  )
  if (level === 'CRITICAL') {
    line(bold(coloured('CRITICAL', 'The state is CRITICAL.')))
    for (const { type, now, runs, how } of all)
      if (now)
        fold(
          `  ${type}: ${!runs ? 'NO emergency runs' : plan === null ? 'its emergency MAY NOT run' : 'its emergency runs'}, ${how}`,
          '    ',
        )
    if (!all.some(({ now }) => now))
      fold('  No emergency of this mode answers to what is critical: this needs a person.')
  } else {
    const ready = all.filter(({ runs }) => runs).map(({ type }) => type)
    fold(`Emergencies that would run: ${ready.length === 0 ? 'none in this mode' : ready.join(', ')}`, '  ')
  }
  for (const event of events) told(event)
  line()
}

export function costs({ gas, fee, slippage }: Cost): string {
  return `${money(gas + fee + slippage, 'USD')} (gas ${number(gas, 2)}, fees ${number(fee, 2)}, slippage ${number(slippage, 2)})`
}

export function times({ p50, p95 }: Times): string {
  return p95 === 0 ? 'at once' : `${span(p50)}, at p95 ${span(p95)}`
}

function span(seconds: number): string {
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
