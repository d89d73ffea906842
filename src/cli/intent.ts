import { cutWords } from '../app/cuts.ts'
import type { Chosen, Report, StepReport } from '../app/plan.ts'
import type { NotTaken } from '../app/verdict.ts'
import { count, measured, money, number, percent, when } from '../backtest/report/format.ts'
import { leftoverLine, leftoverWords } from '../backtest/report/leftover.ts'
import type { Change } from '../execution/conclusion.ts'
import type { Level, MeasureReport } from '../portfolio/measure.ts'
import * as Detail from './detail.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

/** Prints a plan: the verdict, what stays at risk, the figures and the steps; with `verbose` all that it rests on. */
export function print(report: Report, verbose: boolean): void {
  verdict(report)
  untenable(report)
  head(report)
  remedies(report)
  measures(report, verbose)
  worth(report, verbose)
  if (report.plan === null) fold(`No plan: ${report.decision.rationale}`, '  ')
  else chosen(report.plan, verbose)
  for (const { detail, lift } of report.obstacles) fold(`Not deployed: ${detail}. ${lift}`, '  ')
  for (const text of leftoverOf(report, verbose)) fold(`Too small to sell: ${text}.`, '  ')
  line()
  for (const one of report.notTaken) if (!isRemedy(one)) notTaken(one, verbose)
  if (verbose) Detail.emergencies(report)
  for (const event of report.events) if (verbose || event.missing > 0) Detail.emergency(event, verbose)
  fold(`Nothing was sent or changed.${verbose ? '' : ' --verbose adds costs, ways and all measures.'}`, '', dim)
}

const TONE: Readonly<Record<Report['decision']['outcome'], Level>> = {
  EXECUTE: 'NORMAL',
  PARTIAL: 'WARNING',
  BLOCKED: 'CRITICAL',
  WAIT: 'DRIFT',
  NEUTRAL: 'NORMAL',
  DEFER: 'DRIFT',
  ERROR: 'CRITICAL',
}

function verdict({ decision: { outcome, verdict: text, stranded } }: Report): void {
  fold(text, '  ', (part) => bold(coloured(TONE[outcome], part)))
  if (outcome === 'BLOCKED' || stranded)
    fold('What stays at risk needs a person.', '  ', (part) => coloured('CRITICAL', part))
}

/** What the book cannot be, or not for long: nothing below holds before it is looked at. */
function untenable({ findings }: Report): void {
  for (const one of findings) if (one.severity === 'block') Detail.finding(one, 'Critical')
}

function head({ title, mode, shareClass, policy, file, market, asOf, book }: Report): void {
  fold(title)
  fold(`${mode}, ${shareClass} class · policy ${policy.slice(0, 12)} · ${file}`, '  ')
  const seed = market.seed === null ? '' : `, seed ${market.seed}`
  const source = market.simulated ? `simulated market${seed}` : market.label
  fold(`${when(asOf)} UTC on the ${source}`, '  ')
  fold(book === null ? "The book: the config's capital, all in the wallet" : `The book: ${book}`, '  ')
  line()
}

/** A remedy is a SAFETY plan; one that could not run comes before all else. */
const isRemedy = ({ class: kind, outcome }: NotTaken): boolean => kind === 'SAFETY' && outcome !== 'OUTRANKED'

function remedies({ notTaken: all }: Report): void {
  const blocked = all.filter(isRemedy)
  if (blocked.length === 0) return
  line(bold('Blocked remedies'))
  for (const { purpose, outcome, why, lift, refusal, findings } of blocked) {
    const code = refusal?.code ?? findings.find(({ severity }) => severity === 'block')?.code
    fold(`  ${purpose}: ${outcome}${code === undefined ? '' : ` by ${code}`}. ${why}`, '    ')
    if (lift !== null) fold(`    To lift: ${lift}`, '      ', dim)
  }
  line()
}

function measures({ decision, measures: all, changes, findings }: Report, verbose: boolean): void {
  const { before, after } = decision.levels
  line(`Level: ${bold(coloured(before))} now, ${bold(coloured(after))} after the plan`)
  const shown = changes.filter((one) => verbose || isOff(one))
  if (shown.length > 0)
    line(
      table(
        ['measure', 'place', 'now', 'after', 'warning', 'critical', 'level'],
        shown.map((one) => row(one, all)),
      ),
    )
  if (shown.length < changes.length)
    line(dim(`  ${count(changes.length - shown.length, 'more measure')} within bounds (--verbose)`))
  for (const { name, place, timeToCritical } of all)
    if (timeToCritical !== null && timeToCritical > 0)
      fold(`At today's rates ${name} at ${place} reaches critical in ${Detail.span(timeToCritical)}.`, '  ', dim)
  for (const { name, place, awaited } of changes)
    if (awaited) fold(`${name} at ${place} comes back within bounds when what is on its way arrives.`, '  ')
  for (const one of findings) if (one.severity === 'warn') Detail.finding(one)
  line()
}

const isOff = ({ before, after }: Change): boolean =>
  (before !== null && before.level !== 'NORMAL') || (after !== null && after.level !== 'NORMAL')

function row({ name, place, before, after }: Change, all: readonly MeasureReport[]): readonly string[] {
  const bounds = all.find((one) => one.name === name && one.place === place)?.bounds
  const show = (value: number | null | undefined): string => (value === undefined ? '–' : measured(name, value))
  const level = after?.level ?? before?.level ?? 'NORMAL'
  return [
    name,
    place,
    show(before?.value),
    show(after?.value),
    show(bounds?.warning),
    show(bounds?.critical),
    coloured(level),
  ]
}

/** What the grid leaves over: one line, or with `verbose` one for each remainder. */
function leftoverOf({ leftovers }: Report, verbose: boolean): readonly string[] {
  const all = leftoverLine(leftovers)
  if (verbose || all === null) return leftoverWords(leftovers)
  return [all]
}

function worth(report: Report, verbose: boolean): void {
  const { worth: of, delta, income } = report
  fold(`Net assets ${money(of.netAssets, 'USD')}, income a year ${money(income.total, 'USD')}`, '  ')
  fold(`Delta ${number(delta.ETH, 4)} ETH, ${number(delta.BTC, 4)} BTC; off target ${percent(delta.fraction)}`, '  ')
  if (verbose) Detail.worth(report)
  line()
}

function chosen(plan: Chosen, verbose: boolean): void {
  fold(`${plan.purpose}: ${plan.description}`, '  ', bold)
  fold(
    `Moves ${money(plan.moved, 'USD')} for ${money(plan.cost.total, 'USD')} (${number(plan.verdict.costBps, 1)} bps); takes ${Detail.times(plan.times)}`,
    '  ',
  )
  fold(`Why: ${plan.verdict.rationale}`, '  ')
  for (const cut of plan.cuts) fold(`Limited: ${cutWords(cut)}`, '  ', (text) => coloured('WARNING', text))
  if (verbose) {
    Detail.judged(plan.verdict)
    fold(`  ${Detail.costs(plan.cost)}, income lost in flight ${number(plan.cost.carry, 2)}`, '    ')
  }
  let stage = 0
  for (const [at, one] of plan.steps.entries()) {
    if (one.stage !== stage) line(`Stage ${one.stage}${one.stage > 1 ? ', after all transfers have arrived' : ''}`)
    stage = one.stage
    step(one, at + 1, verbose)
  }
  for (const one of plan.findings) Detail.finding(one)
  if (!verbose) return
  for (const transfer of plan.transfers) Detail.transfer(transfer)
  Detail.considered(plan.considered)
}

function step({ text, cost, times, after }: StepReport, at: number, verbose: boolean): void {
  fold(`${String(at).padStart(2)}  ${text}`, '    ')
  if (!verbose) return
  fold(`    cost ${Detail.costs(cost)}; ${Detail.times(times)}`, '    ', dim)
  const health = after.worstHealth === null ? '–' : number(after.worstHealth, 3)
  const ratio = after.worstEquityRatio === null ? '–' : percent(after.worstEquityRatio, 1)
  const delta = `${number(after.delta, 3)} (${percent(after.deltaFraction, 1)})`
  fold(
    `    after: ${money(after.netAssets, 'USD')}, delta ${delta}, health ${health}, equity ratio ${ratio}`,
    '    ',
    dim,
  )
}

function notTaken(
  { purpose, class: kind, outcome, why, lift, verdict: judged, considered }: NotTaken,
  verbose: boolean,
): void {
  fold(`Not taken: ${purpose} (${kind}). ${outcome}: ${why}`, '  ')
  if (lift !== null) fold(`  ${lift}`, '    ', dim)
  if (!verbose) return
  if (judged !== null) Detail.judged(judged)
  Detail.considered(considered)
}
