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
  vaults
    .command('close')
    .description('Close a cycle from a state with what was really filled, and compare what is held with the book')
    .argument('<config>', 'a config of the vaults book')
    .option('--state <file>', 'the book before the cycle: a report.json; without it the epochs before are replayed')
    .requiredOption('--fills <file>', 'what was filled of each order, and what is held, in YAML or JSON')
    .option('--at <time>', 'the hour whose epoch is closed; without it the last')
    .option('--data <dir>', 'folder of market files; without it data.glp.folder, then TRIMTAB_DATA')
    .option('--out <dir>', 'write index.html and report.json there; its state is that of the next cycle')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nAn order that is not reported is listed with its size, and nothing is closed:\nhedges are sized by what the pool filled.\n\nExit codes: 0 closed, 1 not closed, or what is held differs from the book,\n2 something cannot be read.\n\nExample:\n  npx trimtab vaults close vaults.yaml --fills fills.yaml --out next\n',
    )
    .action((path: string, options: CloseOptions) => run(() => close(path, options)))
}

interface CloseOptions extends Options {
  readonly state?: string
  readonly fills: string
  readonly at?: string
  readonly data?: string
}

async function close(path: string, { state, fills, at, out, json = false, ...market }: CloseOptions): Promise<number> {
  const [{ openBook }, { ofBook }, desk, { prepare, tell }, { choiceOf, instantOf }] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../../app/vaults/book.ts'),
    import('../../app/vaults/desk.ts'),
    import('../document.ts'),
    import('../read.ts'),
  ])
  const opened = ofBook(await openBook(path))
  prepare(out)
  const asked = { state: state ?? null, fills, at: instantOf('--at', at) }
  return tell(await desk.close(opened, choiceOf(market), asked), { json, out })
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
