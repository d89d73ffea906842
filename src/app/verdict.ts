import type { Cell } from '../backtest/report/blocks.ts'
import type { Section } from '../backtest/report/document.ts'
import { count, measured } from '../backtest/report/format.ts'
import { type Change, type Conclusion, isRemedy, type Rejected } from '../execution/conclusion.ts'
import type { Plan } from '../portfolio/plan.ts'
import type { Finding } from '../safety/finding.ts'

type Named = Pick<Plan<unknown>, 'purpose' | 'class'>

/** The verdict of a plan in one line: the result first, then what runs, then what is left. */
export function verdictOf(conclusion: Conclusion, plan: Named | null): string {
  const what = plan === null ? '' : `${plan.class}, ${plan.purpose}`
  switch (conclusion.result) {
    case 'EXECUTE':
      return `EXECUTE: ${what}`
    case 'PARTIAL':
      return `PARTIAL: ${what}; ${left(conclusion, 'the emergency is not fully answered')}`
    case 'BLOCKED':
      return `BLOCKED: no plan may run; ${left(conclusion, 'an emergency stands')}`
    case 'WAIT':
      return `WAIT: ${left(conclusion, 'something is on its way')}`
    case 'NEUTRAL':
      return 'NEUTRAL: nothing needs to move'
    case 'DEFER':
      return 'DEFER: nothing moves now'
    case 'ERROR':
      return 'ERROR: the gain of a plan could not be computed'
  }
}

/** What a plan does not mend: the book's own findings by their codes, then measures. */
function left({ remaining, untenable }: Conclusion, otherwise: string): string {
  const said = [...new Set(untenable.map(({ code }) => code))]
  if (remaining.length > 0) said.push(standing(remaining))
  return said.length === 0 ? otherwise : said.join(', ')
}

function standing(remaining: readonly Change[]): string {
  const cause = remaining.every(({ name }) => name === 'flow') ? 'flow limits free up' : 'what is on its way arrives'
  const until = remaining.every(({ awaited }) => awaited) ? ` until ${cause}` : ''
  const verb = `${remaining.length === 1 ? 'remains' : 'remain'}${until}`
  const critical = remaining.filter(({ after }) => after?.level === 'CRITICAL').length
  if (critical === 0) return `${count(remaining.length, 'warning')} ${verb}`
  return `${count(remaining.length, 'alarm')} ${verb}, ${critical} CRITICAL`
}

/** SAFETY plans that cannot run, with what stops each and what would lift it. */
export const remedies = ({ rejected }: Conclusion): readonly Rejected[] => rejected.filter(isRemedy)

/** What the market does not know, as a section of its own; none where it knows all. */
export function faultSection(findings: readonly Finding[]): readonly Section[] {
  if (findings.length === 0) return []
  const paragraphs = findings.flatMap(({ code, detail, lift }) => [`${code}: ${detail}.`, `  ${lift}`])
  return [{ id: 'faults', title: 'Faults of data', lead: null, blocks: [{ kind: 'text', paragraphs }] }]
}

/** What is printed before anything else of the plan of a document's book: blocked remedies, then what stays at risk. */
export function riskSections(conclusion: Conclusion): readonly Section[] {
  const blocked = remedies(conclusion)
  const sections: Section[] = []
  if (blocked.length > 0)
    sections.push({
      id: 'blocked',
      title: 'Blocked remedies',
      lead: null,
      blocks: [
        {
          kind: 'text',
          paragraphs: blocked.flatMap(({ purpose, fate, why, lift }) => [
            `${purpose}: ${fate}. ${sentence(why)}`,
            ...(lift === null ? [] : [`  To lift: ${lift}`]),
          ]),
        },
      ],
    })
  if (conclusion.remaining.length > 0)
    sections.push({
      id: 'remaining',
      title: 'At risk after the plan',
      lead: null,
      blocks: [
        {
          kind: 'table',
          caption: 'Measures at WARNING or worse',
          columns: [{ title: 'Measure' }, { title: 'Place' }, { title: 'Now' }, { title: 'After' }, { title: 'Level' }],
          rows: conclusion.remaining.map(row),
        },
      ],
    })
  return sections
}

function row({ name, place, before, after }: Change): readonly Cell[] {
  return [
    name,
    place,
    before === null ? null : measured(name, before.value),
    after === null ? null : measured(name, after.value),
    { value: after?.level ?? null, tone: after?.level === 'CRITICAL' ? 'critical' : 'warning' },
  ]
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** The part of `--json` that every book's plan has: the result, levels before and after, what is left, and what was not taken. */
export function concluded({ result, levels, measures, remaining, rejected, blocked }: Conclusion) {
  return {
    outcome: result,
    levels,
    changes: measures,
    remaining,
    notTaken: rejected.map(toJson),
    blocked,
  }
}

export interface NotTaken extends Omit<Rejected, 'fate' | 'verdict'> {
  readonly outcome: Rejected['fate']
  readonly verdict: Omit<NonNullable<Rejected['verdict']>, 'outcome'> | null
}

/** The judged outcome is left out: a plan that is not taken never says EXECUTE. */
export function toJson({ fate, verdict, ...rest }: Rejected): NotTaken {
  if (verdict === null) return { ...rest, outcome: fate, verdict: null }
  const { outcome: _, ...judged } = verdict
  return { ...rest, outcome: fate, verdict: judged }
}
