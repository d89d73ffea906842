import type { Scene } from '../../backtest/pool/result.ts'
import { priceOf } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import { duration, number, percent } from '../../backtest/report/format.ts'
import { rationale } from '../../execution/cycle.ts'
import type { PoolDecision } from '../../execution/pool.ts'
import { paid } from '../../portfolio/cost.ts'
import { phrase } from '../../portfolio/pool/phrase.ts'
import { driftOf, figuresOf } from '../../portfolio/pool/risk.ts'
import { decimalsOf } from '../../portfolio/pool/scale.ts'

type Chosen = NonNullable<PoolDecision['chosen']>

/** Steps in words, each from the state before it. */
export const stepsOf = ({ proposal: { forecast } }: Chosen, { market }: Scene): readonly string[] =>
  forecast.steps.map(({ step, before }) => phrase(step, before, market))

/** USD that each step pays to bridges and for gas, in the order of the steps. */
export const feesOf = ({ proposal: { forecast } }: Chosen): readonly number[] =>
  forecast.steps.map(({ cost }) => paid(cost))

/** The plan that would run: its steps and what each costs, and the share prices that it is expected to leave. */
export function chosen(decision: PoolDecision, scene: Scene): Section {
  const { chosen: plan } = decision
  const section = { id: 'plan', title: 'What would be done' }
  if (plan === null) return { ...section, lead: `Nothing. ${rationale(decision)}.`, blocks: [] }
  const { cost, times } = plan.proposal.forecast
  const fees = feesOf(plan)
  return {
    ...section,
    lead: `${plan.proposal.plan.purpose} (${plan.proposal.plan.class}): ${plan.proposal.plan.description}.`,
    blocks: [
      {
        kind: 'table',
        caption: 'Steps in order',
        columns: [{ title: '#', figure: true }, { title: 'Step' }, { title: 'Cost, USD', figure: true }],
        rows: stepsOf(plan, scene).map((step, at) => [
          String(at + 1),
          step,
          (fees[at] ?? 0) > 0 ? number(fees[at] ?? 0, 2) : null,
        ]),
      },
      {
        kind: 'text',
        paragraphs: [
          `It costs ${number(paid(cost), 2)} USD and takes ${duration(times.p50)}, at most ${duration(times.p95)} in 19 of 20 cases.`,
          `Why: ${plan.verdict.rationale}.`,
          ...plan.findings.map(({ severity, code, detail }) => `${severity}: ${code}, ${detail}`),
        ],
      },
      pricesAfter(decision, plan, scene),
    ],
  }
}

function pricesAfter({ assessment }: PoolDecision, plan: Chosen, { state, market }: Scene): Section['blocks'][number] {
  const places = decimalsOf(state)
  const after = figuresOf(plan.proposal.forecast.final, market)
  return {
    kind: 'table',
    caption: 'Share prices, expected once all has arrived',
    columns: ['Chain', 'Share price', 'After', 'Drift after'].map((title, at) => ({ title, figure: at > 0 })),
    rows: assessment.figures.chains.map(({ name, isPriced, sharePrice }, at) => {
      const then = after.chains[at]
      const drift = then?.hasShares === true ? driftOf(then, after.sharePrice) : null
      return [
        name,
        isPriced ? priceOf(sharePrice, places) : null,
        then?.isPriced === true ? priceOf(then.sharePrice, places) : null,
        drift === null ? null : percent(drift, 3),
      ]
    }),
  }
}
