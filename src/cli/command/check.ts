import type { Command } from 'commander'
import type { Run } from './run.ts'

export function register(program: Command, run: Run): void {
  program
    .command('check')
    .description(
      'Explain a config: what stands in its way, what becomes of the capital, levels, and sources of the venue terms',
    )
    .argument('<config>', 'the config file')
    .option('--terms', 'list every venue term with its source and date')
    .option('--data <dir>', 'folder of market files to look into; without it data.folder, then TRIMTAB_DATA')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 it may run, 1 a rule refuses it or a market file is missing,\n2 it cannot be read.\n\nExample:\n  npx trimtab check trimtab.yaml --terms\n',
    )
    .action((path: string, options: Options) => run(() => check(path, options)))
}

interface Options {
  readonly json?: boolean
  readonly terms?: boolean
  readonly data?: string
}

async function check(path: string, { json = false, terms = false, data }: Options): Promise<number> {
  const { openBook } = await import('../../app/config/file.ts')
  const opened = await openBook(path)
  if (opened.book !== 'venues') {
    const [{ deskOf }, { withFiles }, { tell }, { choiceOf: choose }] = await Promise.all([
      import('../../app/desks.ts'),
      import('../../app/covered.ts'),
      import('../document.ts'),
      import('../read.ts'),
    ])
    const desk = await deskOf(opened.book)
    const told = desk.check(opened)
    const files = await desk.covered(opened, choose(data === undefined ? {} : { data }))
    return tell(withFiles(told, files), { json, out: undefined })
  }
  const [{ parse }, { summary }, { prospect }, { choiceOf }] = await Promise.all([
    import('../../app/config/parse.ts'),
    import('../../app/config/summary.ts'),
    import('../../app/prospect.ts'),
    import('../read.ts'),
  ])
  const config = parse(opened.text, opened.file)
  const found = { ...summary(config), prospect: await prospect(config, choiceOf(data === undefined ? {} : { data })) }
  if (json) (await import('../print.ts')).json(found)
  else (await import('../meaning.ts')).print(found, terms)
  const files = found.prospect.data
  return files !== null && (files.fault !== null || files.series.some(({ reach }) => reach === null)) ? 1 : 0
}
