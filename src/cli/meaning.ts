import type { Row, Summary } from '../app/config/summary.ts'
import { bold, dim, line, table } from './print.ts'

/** Says in words and tables what a config means; with `terms` every fact of the venues too. */
export function print(found: Summary, terms: boolean): void {
  const { components, terms: trust } = found
  line(bold(found.title))
  line(`${found.mode}, ${found.shareClass} class · policy ${found.policy.slice(0, 12)} · ${found.file}`)
  for (const note of found.notes) line(dim(`Note: ${note}.`))
  line()
  const parts = Object.entries(components).map(
    ([part, on]) => `${part} ${on === true ? 'on' : on === false ? 'off' : on}`,
  )
  const shares = Object.entries(found.exchanges).map(([place, share]) => `${place} ${figure('fraction', share)}`)
  const loans = found.loans.map(({ id, eMode }) => `${id} (${eMode === 0 ? 'no eMode' : `eMode ${eMode}`})`)
  line(`Parts       ${parts.join(', ')}`)
  line(
    `Starts with ${Object.entries(found.start)
      .map(([asset, held]) => `${held} ${asset}`)
      .join(', ')}`,
  )
  if (shares.length > 0) line(`Hedges at   ${shares.join(', ')}`)
  if (loans.length > 0) line(`Lends at    AAVE: ${loans.join(', ')}`)
  line(`Market      ${found.data}; transfers take the ${found.flights}`)
  line()
  const levels = found.levels.map((row) => [row.measure, ...cells(row)])
  line(table(['measure', 'worse', 'target', 'band', 'warning', 'critical'], levels))
  line()
  const { primary, secondary, estimate, stated } = trust.count
  line(
    `Facts of the venues: ${primary} read at their source, ${secondary} told by others, ${estimate} estimates, ${stated} stated here.`,
  )
  line(`The oldest is of ${trust.oldest.asOf} (${trust.oldest.path}). ${terms ? '' : dim('--terms lists them all.')}`)
  if (!terms) return
  line()
  for (const { path, value, unit, confidence, asOf, source, refresh } of trust.params) {
    const figure = typeof value === 'object' ? JSON.stringify(value) : String(value)
    line(`${path} = ${figure}${WORDLESS.has(unit) ? '' : ` ${unit}`}`)
    line(dim(`  ${confidence}, ${asOf}: ${source}${refresh === null ? '' : `; read again from ${refresh.from}`}`))
  }
}

/** Kinds of value whose unit says nothing to a reader. */
const WORDLESS = new Set(['flag', 'name', 'assets', 'ratio'])

function cells({ unit, worse, target, low, high, warning, critical }: Row): readonly string[] {
  const show = (level: number | null): string => (level === null ? '-' : figure(unit, level))
  const band = low === null && high === null ? '-' : `${show(low)} … ${show(high)}`
  return [worse, show(target), band, show(warning), show(critical)]
}

function figure(unit: Row['unit'], level: number): string {
  return unit === 'ratio' ? String(Number(level.toFixed(4))) : `${Number((level * 100).toFixed(2))} %`
}
