import type { Command } from 'commander'
import type { Run } from './run.ts'

interface Options {
  readonly out?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('net')
    .description('Net the wishes of several strategies, and share out fills and fees')
    .argument('<wishes>', 'CSV or JSON: strategy, instrument, delta; price, fee_bps or fee, and fill if you like')
    .option('--out <dir>', 'write index.html and report.json there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is shared out, 1 a stated fill cannot be, 2 the file cannot be\nread.\n\nExample:\n  npx trimtab net examples/wishes.csv\n',
    )
    .action((path: string, options: Options) => run(() => net(path, options)))
}

async function net(path: string, { out, json = false }: Options): Promise<number> {
  const [{ netFile }, { prepare, tell }] = await Promise.all([import('../../app/net.ts'), import('../document.ts')])
  prepare(out)
  return tell(await netFile(path), { json, out })
}
