import type { Command } from 'commander'
import type { Run } from './run.ts'

interface Options {
  readonly state?: string
  readonly at?: string
  readonly data?: string
  readonly seed?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('plan')
    .description('Show the health of a book and the plan Trimtab would execute now; changes nothing')
    .argument('<config>', 'the config file')
    .option(
      '--state <file>',
      "the book, in YAML or JSON; without it the config's: the capital in the wallet, or a pool's chains",
    )
    .option(
      '--at <time>',
      'the hour whose market counts; without it the first of a simulated market, and the last of files or with --state',
    )
    .option('--data <dir>', 'folder of market files; without it data.folder, then TRIMTAB_DATA')
    .option('--seed <n>', "seed of the simulated market, instead of the config's")
    .option('--json', 'as JSON')
    .option('--verbose', 'every measure, cost and way, and what else was considered')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well after the plan, 1 something stays at WARNING or worse,\nor a rule refuses the config, 2 something cannot be read.\n\nExample:\n  npx trimtab plan examples/simulated.yaml --at 2024-06-01\n',
    )
    .action((path: string, options: Options) => run(() => plan(path, options)))
}

async function plan(path: string, { state, at, json = false, verbose = false, ...market }: Options): Promise<number> {
  const [{ openBook }, { choiceOf, instantOf }] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../read.ts'),
  ])
  const asked = { choice: choiceOf(market), at: instantOf('--at', at), state: state ?? null }
  const opened = await openBook(path)
  if (opened.book !== 'venues') {
    const [{ deskOf }, { tell }] = await Promise.all([import('../../app/desks.ts'), import('../document.ts')])
    return tell(await (await deskOf(opened.book)).plan(opened, asked), { json, out: undefined, verbose })
  }
  const [{ parse }, { planOf }] = await Promise.all([import('../../app/config/parse.ts'), import('../../app/plan.ts')])
  const report = await planOf(parse(opened.text, opened.file), asked)
  if (json) (await import('../print.ts')).json(report)
  else (await import('../intent.ts')).print(report, verbose)
  return report.decision.blocked ? 1 : 0
}
