import type { Command } from 'commander'
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
  const { openBook } = await import('../../app/config/file.ts')
  const opened = await openBook(path)
  if (opened.book !== 'venues') {
    const [{ deskOf }, { tell }] = await Promise.all([import('../../app/desks.ts'), import('../document.ts')])
    return tell((await deskOf(opened.book)).check(opened), { json, out: undefined })
  }
  const [{ parse }, { summary }] = await Promise.all([
    import('../../app/config/parse.ts'),
    import('../../app/config/summary.ts'),
  ])
  const found = summary(parse(opened.text, opened.file))
  if (json) (await import('../print.ts')).json(found)
  else (await import('../meaning.ts')).print(found, terms)
  return 0
}
