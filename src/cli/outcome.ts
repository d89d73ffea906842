import type { Gaps } from '../app/market.ts'
import { atWork, lead, strategy } from '../backtest/report/deployment.ts'
import { count, day, figure, hours, money, number, percent, signed, when } from '../backtest/report/format.ts'
import { leftoverLine } from '../backtest/report/leftover.ts'
import { simulatedNote } from '../backtest/report/simulated.ts'
import type { Result } from '../backtest/venues/result.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

interface About {
  readonly file: string
  readonly files: readonly string[]
  readonly gaps: Gaps
}

/** Prints what a backtest came to: first whether capital was at work, then the figures. */
export function print(result: Result, { file, files, gaps }: About): void {
  const { market } = result
  fold(result.title, '', bold)
  const mode = `${result.mode}, ${result.shareClass} class`
  fold(`${result.title === mode ? '' : `${mode} · `}policy ${result.policy.slice(0, 12)} · ${file}`, '  ')
  if (market.simulated) fold(simulatedNote(market.seed), '', (text) => bold(coloured('DRIFT', text)))
  else fold(market.label)
  line(`${day(result.from)} to ${day(result.to)} (${hours(result.hours)}), times in UTC`)
  line()
  first(result)
  line(table(['result', '', ''], figures(result)))
  line()
  line(table(['profit by source', result.currency, 'a year'], attribution(result)))
  for (const text of balance(result)) line(dim(text))
  line()
  fold(`Costs      ${costs(result)}`, HANG)
  fold(`Decisions  ${decisions(result)}`, HANG)
  fold(`Plans      ${plans(result)}`, HANG)
  fold(`Levels     ${levels(result)}`, HANG)
  const rest = leftoverLine(result.leftovers)
  if (rest !== null) fold(`Too small to sell: ${rest}; report.json lists them`, HANG)
  line()
  holes(result, gaps)
  if (files.length === 0) line(dim('--out DIR writes the page, report.json and trades.csv.'))
  else fold(`Wrote ${files.join(', ')}.`, '  ')
}

/** That the capital was not at work, why, and what would change that: before any figure that could be taken for a return. */
function first(result: Result): void {
  const said = lead(result)
  if (said === null) return
  const level = said.tone === 'critical' ? 'CRITICAL' : 'WARNING'
  fold(said.headline, '', (text) => bold(coloured(level, text)))
  for (const text of said.paragraphs) fold(`- ${text}`, '  ')
  line()
}

function figures(result: Result): readonly (readonly string[])[] {
  const { summary, currency, levels: limits, hours: length, deployment } = result
  const share = summary.startNetAssets === 0 ? 0 : summary.profit / summary.startNetAssets
  const target = (level: { target: number; critical: number } | null, show: (value: number) => string): string =>
    level === null ? '' : `target ${show(level.target)}, critical ${show(level.critical)}`
  const { worstHealth: health, worstEquityRatio: ratio } = summary
  const plain = (value: number): string => number(value, 3)
  const short = (value: number): string => percent(value, 1)
  const [alone, working] = [strategy(result), atWork(deployment)]
  return [
    deployment.verdict === 'none'
      ? ['Return per year', '–', 'nothing was deployed']
      : ['Return per year', signed(percent(summary.returnPerYear)), 'simple, 365 days'],
    ['Strategy alone', alone.value, alone.note],
    ['Capital at work', working.value, working.note],
    [
      'Profit',
      signed(money(summary.profit, currency)),
      `${signed(percent(share))} of the start, over ${hours(length)}`,
    ],
    ['Net assets', money(summary.endNetAssets, currency), `${money(summary.startNetAssets, currency)} at the start`],
    ['Max drawdown', percent(summary.maxDrawdown), 'from the highest net assets before'],
    ['Worst health', health === null ? '–' : plain(health), target(limits.health, plain)],
    ['Worst equity ratio', ratio === null ? '–' : short(ratio), target(limits.equityRatio, short)],
    [
      'Largest delta',
      signed(percent(summary.worstDelta)),
      `critical beyond ${short(limits.delta.critical)} either way`,
    ],
    [
      'Liquidations',
      number(summary.liquidations),
      summary.liquidations === 0 ? 'none' : 'see the events of the report',
    ],
  ]
}

const SOURCES = ['supply', 'staking', 'borrow', 'funding', 'price', 'transaction', 'liquidation', 'residual'] as const

const MEANS: Readonly<Record<(typeof SOURCES)[number], string>> = {
  supply: 'Supply: interest on loans made',
  staking: 'Staking: growth of staked ether',
  borrow: 'Borrow: interest on debt',
  funding: 'Funding: paid or received on perps',
  price: 'Price: unhedged coins, and basis',
  transaction: 'Transaction: gas, fees, slippage',
  liquidation: 'Liquidation: penalties',
  residual: 'Residual: not explained by the rest',
}

function attribution(result: Result): readonly (readonly string[])[] {
  const { attribution: parts, summary, currency, hours: length, deployment } = result
  const years = length / HOURS_PER_YEAR
  const yearly = (value: number): string =>
    summary.startNetAssets === 0 ? '–' : percent(value / summary.startNetAssets / years)
  const row = (name: string, value: number) => [name, figure(value, currency), yearly(value)]
  return [
    ...SOURCES.flatMap((name) => [
      row(MEANS[name], parts[name]),
      ...(name === 'price' ? [row('  of which idle coins', deployment.idleProfit)] : []),
    ]),
    row('Sum', parts.total),
  ]
}

function balance({ attribution: parts, summary }: Result): readonly string[] {
  const gap = Math.abs(parts.total - summary.profit)
  const most = summary.maxResidual < TINY ? 'below 0.000001 %' : percent(summary.maxResidual, 6)
  const sum =
    gap <= Math.abs(summary.startNetAssets) * TINY
      ? 'The sum equals the profit'
      : 'The sum DOES NOT EQUAL the profit: please report this'
  return [`${sum}.`, `The largest residual of any hour is ${most} of net assets.`]
}

function costs({ costs: { gas, fee, slippage }, currency }: Result): string {
  const show = (value: number): string => figure(value, currency)
  return `${money(gas + fee + slippage, currency)}: gas ${show(gas)}, fees ${show(fee)}, slippage ${show(slippage)}`
}

function decisions({ summary: { decisions: many } }: Result): string {
  return `${number(many.EXECUTE)} executed, ${number(many.NEUTRAL)} neutral, ${number(many.DEFER)} deferred, ${count(many.ERROR, 'error')}`
}

function plans({ summary: { plans: many, stopped } }: Result): string {
  const kinds = `${number(many.SAFETY)} safety, ${number(many.TARGET)} target, ${number(many.OPPORTUNISTIC)} opportunistic`
  return stopped === 0 ? kinds : `${kinds}; ${number(stopped)} stopped before the end`
}

function levels({ summary: { hoursAtLevel: at } }: Result): string {
  return (['NORMAL', 'DRIFT', 'WARNING', 'CRITICAL'] as const)
    .map((level) => `${hours(at[level])} ${level.toLowerCase()}`)
    .join(', ')
    .concat(at.DRIFT > 0 ? ' (drift: out of band, not worth a move yet)' : '')
}

/** Holes of one series with one remedy are one row: months of missing funding would fill the screen otherwise. */
function holes({ notes, market }: Result, gaps: Gaps): void {
  if (market.simulated) return
  const { hold } = gaps
  const policy = `funding ${gaps.funding}, last ${gaps.last}, hold gas ${hold.gasHours} h, daily ${hold.dailyDays} d, prices ${hold.pricesHours} h`
  if (notes.length === 0) {
    fold(`The data had no holes (gap policy: ${policy}).`)
    line()
    return
  }
  const merged = new Map<
    string,
    { series: string; done: string; holes: number; rows: number; from: string; to: string }
  >()
  for (const { series, done, rows, from, to } of notes) {
    const key = `${series}\n${done}`
    const one = merged.get(key) ?? { series, done, holes: 0, rows: 0, from, to }
    merged.set(key, {
      ...one,
      holes: one.holes + 1,
      rows: one.rows + rows,
      from: from < one.from ? from : one.from,
      to: to > one.to ? to : one.to,
    })
  }
  line(bold('Holes in the data'))
  for (const { series, holes: many, rows, from, to, done } of merged.values())
    fold(`  ${series}: ${count(many, 'hole')}, ${count(rows, 'row')}, ${when(from)} to ${when(to)}: ${done}.`, '    ')
  fold(`Gap policy: ${policy}.`, '  ', dim)
  line()
}

/** Under the text of the rows above, not under their names. */
const HANG = ' '.repeat(11)
const HOURS_PER_YEAR = 8760
const TINY = 1e-8
