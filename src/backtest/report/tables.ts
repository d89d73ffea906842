import type { Level } from '../../portfolio/measure.ts'
import { encode } from '../../units/json.ts'
import type { Attribution, Event, Result } from '../venues/result.ts'
import { figure, hours, money, number, percent, when } from './format.ts'
import { quoted, table } from './html.ts'

const LEVELS: readonly Level[] = ['NORMAL', 'DRIFT', 'WARNING', 'CRITICAL']
const HOURS_PER_YEAR = 8_760

/** More groups than this say nothing to a reader; the table of events has them all. */
const GROUPS_MAX = 40

const SOURCES: readonly (readonly [Exclude<keyof Attribution, 'total' | 'residual'>, string, string])[] = [
  ['supply', 'Supply', 'interest and rewards on what is lent'],
  ['staking', 'Staking', 'growth of staked ether'],
  ['borrow', 'Borrow', 'interest on debt'],
  ['funding', 'Funding', 'paid or received on perps'],
  ['price', 'Price', 'revaluation of what is not hedged'],
  ['transaction', 'Transaction', 'gas, fees and slippage'],
  ['liquidation', 'Liquidation', 'penalties'],
]

export function attribution({ attribution: parts, summary, currency, hours: length }: Result): string {
  const perYear = (value: number): string =>
    summary.startNetAssets === 0 || length === 0
      ? '–'
      : percent(value / summary.startNetAssets / (length / HOURS_PER_YEAR))
  const widest = Math.max(...SOURCES.map(([key]) => Math.abs(parts[key])), Math.abs(parts.residual)) || 1
  const row = (name: string, what: string, value: number): readonly string[] => [
    `${name} <small>${what}</small>`,
    figure(value, currency),
    perYear(value),
    bar(value / widest),
  ]
  const rows = [
    ...SOURCES.map(([key, name, what]) => row(name, what, parts[key])),
    row('Residual', 'what the parts leave unexplained', parts.residual),
    ['<b>Sum</b>', `<b>${figure(sum(parts), currency)}</b>`, `<b>${perYear(sum(parts))}</b>`, ''],
  ]
  const columns = [
    { title: 'Source' },
    { title: `Amount, ${currency}`, figure: true },
    { title: 'Per year, of start net assets', figure: true },
    { title: 'Share' },
  ]
  return table('Profit by source', columns, rows) + check(parts, summary, currency)
}

/** Says whether the parts make the profit, instead of leaving the reader to add up. */
function check(parts: Attribution, summary: Result['summary'], currency: Result['currency']): string {
  const gap = sum(parts) - summary.profit
  const scale = Math.max(Math.abs(summary.startNetAssets), Math.abs(summary.profit))
  const tiny = Math.abs(summary.maxResidual) < 1e-8
  const most = tiny ? 'below 0.000001 %' : percent(summary.maxResidual, 6)
  const largest = `The largest residual of any step was ${most} of net assets.`
  return Math.abs(gap) <= scale * 1e-9
    ? `<p class="check good">The parts and the residual add up to the profit, ${money(summary.profit, currency)}. ${largest}</p>`
    : `<p class="check critical">The parts and the residual miss the profit of ${money(summary.profit, currency)} by ${money(gap, currency)}. ${largest}</p>`
}

function sum(parts: Attribution): number {
  return SOURCES.reduce((total, [key]) => total + parts[key], 0) + parts.residual
}

function bar(share: number): string {
  const width = (Math.abs(share) * 50).toFixed(2)
  return `<i class="bar ${share < 0 ? 'minus' : 'plus'}" style="--width:${width}%" aria-hidden="true"></i>`
}

export function costs({ costs: parts, summary, currency }: Result): string {
  const total = parts.gas + parts.fee + parts.slippage
  const plans = summary.plans.SAFETY + summary.plans.TARGET + summary.plans.OPPORTUNISTIC
  const row = (name: string, value: number): readonly string[] => [
    name,
    figure(value, currency),
    total === 0 ? '–' : percent(value / total, 1),
    plans === 0 ? '–' : figure(value / plans, currency),
  ]
  return table(
    'Costs',
    [
      { title: 'Cost' },
      { title: `Amount, ${currency}`, figure: true },
      { title: 'Of all costs', figure: true },
      { title: `A plan, ${currency}`, figure: true },
    ],
    [row('Gas', parts.gas), row('Fees', parts.fee), row('Slippage', parts.slippage), row('<b>Sum</b>', total)],
  )
}

export function levels({ summary }: Result): string {
  const { hoursAtLevel: at } = summary
  const all = LEVELS.reduce((total, level) => total + at[level], 0)
  const share = (level: Level): number => (all === 0 ? 0 : at[level] / all)
  const parts = LEVELS.map(
    (level) => `<i class="${level.toLowerCase()}" style="--width:${(share(level) * 100).toFixed(3)}%"></i>`,
  )
  const rows = LEVELS.map((level) => [badge(level), number(at[level]), hours(at[level]), percent(share(level), 2)])
  const columns = [
    { title: 'Level' },
    { title: 'Hours', figure: true },
    { title: 'Time', figure: true },
    { title: 'Share', figure: true },
  ]
  return `<div class="split" aria-hidden="true">${parts.join('')}</div>${table('Time at each level', columns, rows)}`
}

function badge(level: Level): string {
  return `<span class="level ${level.toLowerCase()}">${level.charAt(0)}${level.slice(1).toLowerCase()}</span>`
}

interface Group {
  readonly purpose: string
  readonly reason: string
  readonly first: Event
  last: Event
  times: number
}

/** Decisions not to act, put together where purpose and reason are the same. */
export function deferred({ events }: Result): string {
  const groups = new Map<string, Group>()
  for (const event of events.filter(({ kind }) => kind === 'defer')) {
    const reason = [...new Set(event.findings.map(({ code }) => code))].sort().join(', ')
    const key = encode([event.purpose, reason])
    const group = groups.get(key) ?? { purpose: event.purpose, reason, first: event, last: event, times: 0 }
    group.times += 1 + event.repeats
    group.last = event
    groups.set(key, group)
  }
  if (groups.size === 0) return '<p class="empty">No decision was deferred.</p>'
  const sorted = [...groups.values()].sort((a, b) => b.times - a.times)
  const rows = sorted
    .slice(0, GROUPS_MAX)
    .map(({ purpose, reason, first, last, times }) => [
      `${quoted(purpose)} <small>${quoted(last.rationale)}</small>`,
      reason === '' ? '–' : `<code>${quoted(reason)}</code>`,
      number(times),
      when(first.at),
      when(last.at),
    ])
  const more =
    sorted.length > GROUPS_MAX ? `<p class="note">And ${number(sorted.length - GROUPS_MAX)} rarer ones.</p>` : ''
  const columns = [
    { title: 'Purpose, and the latest reason' },
    { title: 'Findings' },
    { title: 'Times', figure: true },
    { title: 'First, UTC', figure: true },
    { title: 'Last began, UTC', figure: true },
  ]
  return table('Deferred decisions', columns, rows) + more
}

export function notes({ notes: holes }: Result): string {
  if (holes.length === 0) return '<p class="empty">The data had no holes.</p>'
  const rows = holes.map(({ series, from, to, rows: count, done }) => [
    `<code>${quoted(series)}</code>`,
    quoted(when(from)),
    quoted(when(to)),
    number(count),
    quoted(done),
  ])
  const columns = [
    { title: 'Series' },
    { title: 'From, UTC', figure: true },
    { title: 'To, UTC', figure: true },
    { title: 'Rows', figure: true },
    { title: 'What was done' },
  ]
  return table('Holes in the data', columns, rows)
}
