import type { Reason } from '../reason.ts'
import type { Deployment, Result } from '../venues/result.ts'
import { count, hours, money, number, percent, signed } from './format.ts'

/** What a report says first of how much of the capital was at work. */
export interface Lead {
  readonly tone: 'good' | 'warning' | 'critical'
  readonly headline: string
  readonly paragraphs: readonly string[]
}

/** Reasons listed; the rest are in the table of deferred decisions. */
const REASONS_MAX = 3

/** Null where the capital was at work as the policy wants it: then a row of figures says so. */
export function lead(result: Result): Lead | null {
  const { deployment } = result
  if (deployment.verdict === 'full') return null
  return {
    tone: deployment.verdict === 'none' ? 'critical' : 'warning',
    headline: headline(result),
    paragraphs: [
      ...deployment.causes.map(({ detail, lift }) => `Cause: ${detail}. ${lift}`),
      ...reasonsOf(deployment.reasons, result),
      earned(result),
    ],
  }
}

function headline({ deployment, hours: length, summary }: Result): string {
  const { verdict, averageShare, highestShare, targetShare, hoursToTarget, hoursAtWork } = deployment
  const target = `target ${percent(targetShare, 0)}`
  const plans = summary.plans.SAFETY + summary.plans.TARGET + summary.plans.OPPORTUNISTIC
  switch (verdict) {
    case 'none':
      return `Nothing was deployed: ${plans === 0 ? 'no plan was carried out' : `${count(plans, 'plan')} left nothing at work`} in ${hours(length)}.`
    case 'partial':
      return `Only part of the capital was deployed: at most ${percent(highestShare, 1)} of net assets (${target}), ${percent(averageShare, 1)} on average.`
    case 'late':
      return `Deployed late: the target was reached after ${hours(hoursToTarget ?? 0)} of ${hours(length)}; on average ${percent(averageShare, 1)} of net assets was at work (${target}).`
    case 'interrupted':
      return `At work only part of the time: ${percent(averageShare, 1)} of net assets on average (${target}), something for ${hours(hoursAtWork)} of ${hours(length)}.`
    case 'full':
      return ''
  }
}

function reasonsOf(reasons: readonly Reason[], { summary }: Result): readonly string[] {
  const { EXECUTE, NEUTRAL, DEFER, ERROR } = summary.decisions
  const all = EXECUTE + NEUTRAL + DEFER + ERROR
  const lines = reasons
    .slice(0, REASONS_MAX)
    .map(({ times, ...reason }) => `${number(times)} of ${count(all, 'decision')} made no plan. ${said(reason)}`)
  const rest = reasons.length - REASONS_MAX
  return rest > 0 ? [...lines, `And ${count(rest, 'rarer reason')}.`] : lines
}

function said({ purpose, code, detail, lift }: Omit<Reason, 'times'>): string {
  const what = `${purpose}: ${code === null ? '' : `${code}, `}${detail.replace(/\.$/, '')}.`
  return lift === null ? what : `${what} Remedy: ${lift}`
}

/** What idle coins gained by their price, and what the strategy earned: apart, so that neither passes for the other. */
function earned({ deployment, currency, summary }: Result): string {
  const { idleProfit, strategyProfit, strategyReturnPerYear: rate } = deployment
  const idle = `${signed(money(idleProfit, currency))} came from the price of idle coins`
  if (rate === null)
    return `The change of net assets (${signed(money(summary.profit, currency))}) is not a return of the strategy: ${idle}.`
  return `Of the profit, ${idle} and ${signed(money(strategyProfit, currency))} from the strategy: ${signed(percent(rate))} a year on the capital at work.`
}

/** The figure of capital at work: a share, and the words beside it. */
export function atWork({ averageShare, targetShare, hoursToTarget }: Deployment): { value: string; note: string } {
  const reached =
    hoursToTarget === null
      ? 'never reached'
      : hoursToTarget === 0
        ? 'from the start'
        : `reached after ${hours(hoursToTarget)}`
  return {
    value: percent(averageShare, 1),
    note: `of net assets on average; target ${percent(targetShare, 1)}, ${reached}`,
  }
}

/** The figure of the strategy alone, without the price of idle coins. */
export function strategy({ deployment, currency }: Result): { value: string; note: string } {
  const { strategyReturnPerYear: rate, idleProfit } = deployment
  const idle = `excluding ${signed(money(idleProfit, currency))} of price gains on idle coins`
  return rate === null
    ? { value: '–', note: 'no capital was at work' }
    : { value: signed(percent(rate)), note: `a year on average capital at work, ${idle}` }
}

/** The most frequent reasons in one sentence each; `otherwise` where nothing was ever proposed. */
export function because(reasons: readonly Reason[], otherwise: string): string {
  if (reasons.length === 0) return `Reason: ${otherwise}.`
  return reasons
    .slice(0, REASONS_MAX)
    .map(({ times, ...reason }) => `${number(times)} times ${said(reason)}`)
    .join(' ')
}
