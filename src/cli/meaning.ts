import type { Row, Summary } from '../app/config/summary.ts'
import { covers, type Prospect } from '../app/prospect.ts'
import { count, hours, money, number, percent, when } from '../backtest/report/format.ts'
import { encode } from '../units/json.ts'
import { lookup } from '../units/lookup.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

type Covered = NonNullable<Prospect['data']>['series'][number]

/** A summary with what becomes of its capital: the content of `npx trimtab check --json`. */
type Checked = Summary & { readonly prospect: Prospect }

/** Prints what a config means: what stands in the way first, then what becomes of the capital; with `terms` every venue term. */
export function print(found: Checked, terms: boolean): void {
  const { components, terms: trust, prospect } = found
  fold(found.title, '', bold)
  fold(`${found.mode}, ${found.shareClass} class · policy ${found.policy.slice(0, 12)} · ${found.file}`, '  ')
  for (const note of found.notes) fold(`Note: ${note}.`, '  ', dim)
  line()
  warnings(found)
  const item = (name: string, text: string): void => fold(`${name.padEnd(HANG.length)}${text}`, HANG)
  item('Capital', capital(found))
  item('ETH', ether(found))
  item('Deployment', deployment(prospect))
  const parts = Object.entries(components).map(
    ([part, on]) => `${part} ${on === true ? 'on' : on === false ? 'off' : on}`,
  )
  const shares = Object.entries(found.exchanges).map(([place, share]) => `${place} ${figure('fraction', share)}`)
  const loans = found.loans.map(({ id, eMode }) => `${id} (${eMode === 0 ? 'no eMode' : `eMode ${eMode}`})`)
  item('Parts', parts.join(', '))
  if (shares.length > 0) item('Hedge', shares.join(', '))
  if (loans.length > 0) item('Lending', `Aave accounts ${loans.join(', ')}`)
  item('Market', found.data)
  item('Transfers', `take ${lookup(FLIGHTS, found.flights)}, by the terms of the venues (flights: ${found.flights})`)
  line()
  data(found)
  const levels = found.levels.map((row) => [row.measure, ...cells(row)])
  line(table(['measure', 'worse', 'target', 'band', 'warning', 'critical'], levels))
  line()
  const { primary, secondary, estimate, stated } = trust.count
  fold(
    `Venue terms: ${number(primary)} from primary sources, ${number(secondary)} secondary, ${count(estimate, 'estimate')}, ${number(stated)} overridden in this config.`,
    '  ',
  )
  fold(
    `  The oldest is from ${trust.oldest.asOf} (${trust.oldest.path}).${terms ? '' : ' --terms lists them all.'}`,
    '  ',
  )
  if (!terms) return
  line()
  for (const { path, value, unit, confidence, asOf, source, refresh } of trust.params) {
    const shown = typeof value === 'object' && value !== null ? encode(value).replaceAll(',', ', ') : String(value)
    fold(`${path} = ${shown}${WORDLESS.has(unit) ? '' : ` ${unit}`}`, '    ')
    fold(`  ${confidence}, ${asOf}: ${source}${refresh === null ? '' : `; refresh from ${refresh.from}`}`, '    ', dim)
  }
}

const HANG = ' '.repeat(12)

const FLIGHTS: Readonly<Record<string, string>> = {
  p50: 'their median time',
  p95: 'a time that 19 of 20 do not exceed',
  stress: 'their time on a bad day',
}

function capital({ start, prospect }: Checked): string {
  const held = Object.entries(start).map(([asset, quantity]) => `${plain(quantity)} ${asset}`)
  return `${held.join(', ')}: ${money(prospect.netAssets, 'USD')} at ${prospect.prices}`
}

/** Why the wallet needs ETH, and how much of the capital it is. */
function ether({ start, gasReserve, prospect, shareClass }: Checked): string {
  const { min, target } = gasReserve
  const needs = `pays for gas: at least ${plain(min)} ETH to start (gasReserve.min), refilled to ${plain(target)} ETH (gasReserve.target)`
  if (shareClass === 'ETH') return `${needs}; the rest is capital`
  return `${needs}. The ${plain(start['ETH'] ?? 0)} ETH are ${percent(prospect.gasShare, 1)} of net assets, with ETH at ${money(prospect.etherPrice, 'USD')}`
}

/** How the engine itself deploys the capital on a market that stands still. */
function deployment({ deployment: { verdict, highestShare, targetShare, hoursToTarget }, plans }: Prospect): string {
  const share = `${percent(highestShare, 1)} of net assets at work (target ${percent(targetShare, 1)})`
  if (verdict === 'none') return 'nothing would be deployed within 30 days of a calm market'
  if (hoursToTarget === null) return `${share} after 30 days of a calm market and ${count(plans, 'plan')}`
  const time = hoursToTarget === 0 ? 'at once' : `after ${hours(hoursToTarget)}`
  return `${share}, reached ${time} on a calm market, with ${count(plans, 'plan')} in 30 days`
}

function warnings({ prospect, period, shareClass: _ }: Checked): void {
  const { obstacles, deployment: way } = prospect
  const said = obstacles.map(({ isBlocking, detail, lift }) => ({ isBlocking, text: `${upper(detail)}. ${lift}` }))
  if (said.length === 0 && (way.verdict === 'none' || way.hoursToTarget === null))
    for (const { purpose, code, detail, lift } of way.reasons.slice(0, REASONS_MAX))
      said.push({
        isBlocking: way.verdict === 'none',
        text: `${purpose}: ${code === null ? '' : `${code}, `}${detail}.${lift === null ? '' : ` ${lift}`}`,
      })
  for (const text of gaps(prospect, period)) said.push({ isBlocking: true, text })
  for (const { isBlocking, text } of said)
    fold(`Warning: ${text}`, '  ', (part) => (isBlocking ? coloured('CRITICAL', part) : coloured('WARNING', part)))
  if (said.length > 0) line()
}

const REASONS_MAX = 2

/** Market files that do not cover the run. */
function gaps({ data: files }: Prospect, period: Checked['period']): readonly string[] {
  if (files === null || period === null) return []
  if (files.fault !== null) return [files.fault]
  return files.series
    .filter((series) => !covers(series, period))
    .map((series) => {
      const { reach, missing, faults } = series
      if (missing.length > 0)
        return `The data of ${nameOf(series)} lacks ${missing.join(', ')}. Put the files there, or name another folder.`
      if (faults[0] !== undefined) return `The data of ${nameOf(series)} cannot be used: ${faults[0]}`
      const why = reach === null ? 'has no rows that go together' : `covers ${span(reach.first, reach.last)}`
      return `The data of ${nameOf(series)} ${why}; the run is ${span(period.from, period.to)}. Choose a period inside it, or another folder.`
    })
}

function data({ prospect: { data: files } }: Checked): void {
  if (files === null || files.fault !== null) return
  fold(`Market files in ${files.folder}`, '  ')
  const rows = files.series.map((series) => {
    const { reach, missing } = series
    return [
      nameOf(series),
      reach === null ? (missing.length > 0 ? 'no data' : 'unreadable') : span(reach.first, reach.last),
    ]
  })
  line(table(['series', 'first and last hour, UTC'], rows))
  line()
}

function nameOf({ kind, exchange, name }: Covered): string {
  return exchange === null ? `${kind} ${name}` : `${exchange} ${name}`
}

function span(first: number, last: number): string {
  return `${when(first)} to ${when(last)}`
}

/** A quantity with the digits that were written. */
function plain(quantity: number): string {
  return quantity.toLocaleString('en-GB', { maximumFractionDigits: 8 })
}

/** The text as a sentence begins; a config key keeps its case. */
function upper(text: string): string {
  return /^\w+\.\w/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** Kinds of value whose unit says nothing to a reader. */
const WORDLESS = new Set(['flag', 'name', 'assets', 'ratio'])

function cells({ unit, worse, target, low, high, warning, critical }: Row): readonly string[] {
  const show = (level: number | null): string => (level === null ? '–' : figure(unit, level).replace('-', '−'))
  const band = low === null && high === null ? '–' : `${show(low)} … ${show(high)}`
  return [worse, show(target), band, show(warning), show(critical)]
}

function figure(unit: Row['unit'], level: number): string {
  return unit === 'ratio' ? String(Number(level.toFixed(4))) : `${Number((level * 100).toFixed(2))} %`
}
