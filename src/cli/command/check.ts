import type { Command } from 'commander'
import type { Row, Summary } from '../../app/config/summary.ts'
import type { Run } from './run.ts'

export function register(program: Command, run: Run): void {
  program
    .command('check')
    .description('say what a config means: mode, parts, levels, and how far the facts of the venues can be trusted')
    .argument('<config>', 'the config file')
    .option('--terms', 'list every fact of the venues with its source and date')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExits with 0 when it may run, 1 when a rule refuses it, 2 when it cannot be read.\n\nExample:\n  trimtab check trimtab.yaml --terms\n',
    )
    .action((path: string, options: Options) => run(() => check(path, options)))
}

interface Options {
  readonly json?: boolean
  readonly terms?: boolean
}

async function check(path: string, { json = false, terms = false }: Options): Promise<number> {
  const [{ open }, { summary }, { ConfigError }, Print] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../../app/config/summary.ts'),
    import('../../app/config/problem.ts'),
    import('../print.ts'),
  ])
  try {
    const found = summary(await open(path))
    if (json) Print.json(found)
    else print(found, terms, Print)
    return 0
  } catch (error) {
    if (!json || !(error instanceof ConfigError)) throw error
    Print.json({ ok: false, code: error.code, file: error.file, problems: error.problems })
    return error.code === 'CONFIG_REFUSED' ? 1 : 2
  }
}

type Print = typeof import('../print.ts')

function print(found: Summary, terms: boolean, { line, table, bold, dim }: Print): void {
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
