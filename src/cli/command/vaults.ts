import type { Command } from 'commander'
import type { Run } from './run.ts'

interface Options {
  readonly out?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  const vaults = program
    .command('vaults')
    .description('Replay epochs of vaults that share a position and hedge each other first')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  npx trimtab vaults simulate examples/vaults-epochs.yaml --out out\n')
  vaults
    .command('simulate')
    .description('Replay epochs with stated prices, flows, funding and fills, and show every vault after each')
    .argument('<scenario>', 'a config of the vaults book with data.epochs')
    .option('--out <dir>', 'write index.html and report.json there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nA refused epoch changes nothing: it is shown with its code, and the run goes on.\n\nExit codes: 0 it ran, 1 a rule refuses the scenario, 2 it cannot be read,\n130 Ctrl-C.\n\nExample:\n  npx trimtab vaults simulate examples/vaults-epochs.yaml\n',
    )
    .action((path: string, options: Options) => run(() => simulate(path, options)))
}

async function simulate(path: string, { out, json = false }: Options): Promise<number> {
  const [{ openBook }, { ofBook }, { simulated }, { prepare, tell }, { progress }] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../../app/vaults/book.ts'),
    import('../../app/vaults/desk.ts'),
    import('../document.ts'),
    import('../progress.ts'),
  ])
  const opened = ofBook(await openBook(path))
  prepare(out)
  return tell(await simulated(opened, await progress('Simulation')), { json, out })
}
