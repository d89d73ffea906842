import { because } from '../report/deployment.ts'
import type { Block, Document, Section } from '../report/document.ts'
import { count, money, number, percent, when } from '../report/format.ts'
import type { Chart } from '../report/lines.ts'
import { accounts, gains, writes } from './accounts.ts'
import type { Done, Hour, Replayed } from './life.ts'
import { BARE, chainsTable, toNumber } from './page.ts'
import { brief, shown } from './word.ts'

/** What a page says of itself beside the figures. */
export interface About {
  readonly title: string
  readonly file: string
  readonly rules: string
  /** Where prices come from. */
  readonly market: string
  /** What the strip says; `null` for recorded prices. */
  readonly simulated: string | null
  readonly levels: { readonly band: number; readonly warning: number; readonly critical: number }
}

/** A backtest of the pool book as a page. */
export function backtestPage(result: Replayed, about: About): Document {
  const { simulation, hours, plans } = result
  return {
    kind: 'pool backtest',
    title: about.title,
    simulated: about.simulated,
    facts: [
      ['Model', simulation.model],
      ['Rules', about.rules],
      ['Prices', about.market],
      [
        'Period',
        `${when(hours[0]?.asOf ?? 0)} to ${when(hours.at(-1)?.asOf ?? 0)} UTC, ${count(hours.length, 'hour')}`,
      ],
      ['Config', about.file],
    ],
    sections: [
      { id: 'outcome', title: 'Result', lead: idle(result), blocks: [outcome(result)] },
      {
        id: 'prices',
        title: 'Share prices',
        lead: null,
        blocks: [prices(result), drift(hours, about.levels), chainsTable(simulation.final, simulation)],
      },
      plansOf(plans),
      accounts(simulation),
      ...gains([simulation]),
      writes([simulation]),
    ],
    footer: [
      'Exact figures to the last base unit are in report.json; this page shows six places at the most. Times are UTC.',
    ],
  }
}

/** That no plan was carried out, and why: before any figure. Null where something was done. */
function idle({ plans, decisions, reasons }: Replayed): string | null {
  if (plans.some(({ outcome: how }) => how === 'done' || how === 'under way')) return null
  const all = decisions.EXECUTE + decisions.NEUTRAL + decisions.DEFER + decisions.ERROR
  const head =
    plans.length > 0
      ? `Nothing was completed: each of ${count(plans.length, 'plan')} was stopped or expired.`
      : `Nothing was done: none of ${count(all, 'decision')} made a plan (${number(decisions.NEUTRAL)} neutral, ${number(decisions.DEFER)} deferred, ${count(decisions.ERROR, 'error')}).`
  return `${head} ${because(reasons, 'every chain was within its band, and none was short of liquidity')} What the assets gained or lost came from prices and trading, not from moves.`
}

function outcome({ simulation, hours, plans, decisions, gasUsd, expired }: Replayed): Block {
  const { attribution, decimals, base } = simulation
  const { earned, end, lines, residual } = attribution
  const worst = hours.reduce((most, hour) => Math.max(most, hour.drift), 0)
  const stopped = plans.filter((plan) => plan.outcome === 'stopped' || plan.outcome === 'expired').length
  return {
    kind: 'figures',
    rows: [
      {
        name: 'Assets at the end',
        value: `${brief(end, decimals)} ${base}`,
        note: 'capital in flight included',
        tone: null,
      },
      {
        name: 'Earned',
        value: `${earned > 0n ? '+' : ''}${brief(earned, decimals)} ${base}`,
        note: 'by prices, trading and fees',
        tone: null,
      },
      {
        name: 'Bridge fees',
        value: `${brief(lines.fee, decimals)} ${base}`,
        note: `gas ${money(gasUsd, 'USD')}`,
        tone: null,
      },
      {
        name: 'Plans',
        value: number(plans.length),
        note: stopped === 0 ? 'all carried out' : `${stopped} stopped before the end`,
        tone: stopped === 0 ? null : 'warning',
      },
      { name: 'Expired', value: number(expired), note: 'deposits that nobody filled', tone: null },
      { name: 'Widest drift', value: percent(worst), note: 'of a share price from the whole pool', tone: null },
      {
        name: 'Decisions',
        value: number(decisions.EXECUTE),
        note: `to act, ${number(decisions.NEUTRAL)} neutral, ${number(decisions.DEFER)} deferred, ${count(decisions.ERROR, 'error')}`,
        tone: null,
      },
      {
        name: 'Residual',
        value: String(residual),
        note: residual === 0n ? 'base units: the accounts close' : 'the accounts do not close: please report this',
        tone: residual === 0n ? 'good' : 'critical',
      },
    ],
  }
}

function prices({ simulation: { decimals, base, final }, hours, plans }: Replayed): Chart {
  const names = final.chains.map(({ name }) => name)
  const rows = new Map(hours.map(({ asOf }, at) => [asOf, at]))
  return {
    kind: 'chart',
    id: 'share-prices',
    title: 'Share price of each chain',
    unit: base,
    summary: `Share prices by the hour: ${names
      .map((name, at) => {
        const [first, last] = [hours[0]?.sharePrices[at] ?? 0n, hours.at(-1)?.sharePrices[at] ?? 0n]
        return `${name} from ${shown(first, decimals)} to ${shown(last, decimals)}`
      })
      .join(', ')}.`,
    x: axis(hours),
    lines: names.map((label, at) => ({
      label,
      values: hours.map(({ sharePrices }) => {
        const price = sharePrices[at] ?? 0n
        return price === 0n ? null : toNumber(price, decimals)
      }),
      digits: 6,
      stepped: false,
    })),
    ...BARE,
    marks: plans.slice(0, MARKS_MAX).flatMap(({ asOf, description, class: planClass }) => {
      const at = rows.get(asOf)
      return at === undefined ? [] : [{ at, label: description, tone: planClass === 'SAFETY' ? 'warning' : null }]
    }),
  }
}

/** More marks than this hide the lines. */
const MARKS_MAX = 120

const axis = (hours: readonly Hour[]): Chart['x'] => ({ kind: 'time', values: hours.map(({ asOf }) => asOf / 1000) })

function drift(hours: readonly Hour[], { band, warning, critical }: About['levels']): Chart {
  const most = hours.reduce((widest, hour) => Math.max(widest, hour.drift), 0)
  const limits = [
    { label: 'band', value: band * 100, tone: null },
    { label: 'warning', value: warning * 100, tone: 'warning' },
    { label: 'critical', value: critical * 100, tone: 'critical' },
  ] as const
  return {
    kind: 'chart',
    id: 'drift',
    title: 'Widest drift of a share price',
    unit: '%',
    summary: `Distance of the share price that is farthest from the whole pool's; at most ${percent(most)}.`,
    x: axis(hours),
    lines: [{ label: 'drift', values: hours.map((hour) => hour.drift * 100), digits: 3, stepped: false }],
    ...BARE,
    limits: limits.filter(({ value }) => value <= Math.max(most * 100, band * 100) * 2),
  }
}

function plansOf(plans: readonly Done[]): Section {
  return {
    id: 'plans',
    title: 'Plans',
    lead: plans.length === 0 ? 'Nothing had to move.' : null,
    blocks:
      plans.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'What was done',
              columns: [
                { title: 'When' },
                { title: 'Plan' },
                { title: 'Steps' },
                { title: 'Cost, USD', figure: true, digits: 2 },
                { title: 'Outcome' },
              ],
              rows: plans.map((plan) => [
                when(plan.asOf),
                plan.purpose,
                plan.steps.join(' · '),
                plan.costUsd,
                plan.refusal === null
                  ? { value: plan.outcome, tone: plan.outcome === 'expired' ? 'warning' : null }
                  : { value: plan.refusal.code, tone: 'warning' },
              ]),
            },
          ],
  }
}
