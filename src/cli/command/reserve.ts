import type { Command } from 'commander'
import type { Run } from './run.ts'

interface Options {
  readonly profile?: string
  readonly out?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  const reserve = program
    .command('reserve')
    .description('Replay orders, prices, time and guardian acts on a reserve of tranches')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  npx trimtab reserve simulate examples/reserve-orders.yaml --out out\n')
  reserve
    .command('simulate')
    .description('Replay a scenario and show the verdict on each event, and weights, flows, pegs and redemption price')
    .argument('<scenario>', 'the scenario file')
    .option('--profile <name>', "default or gyroscope, instead of the scenario's")
    .option('--out <dir>', 'write index.html and report.json there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nA refused event changes nothing: it is shown with its code and what to do,\nand the run goes on.\n\nExit codes: 0 it ran, 1 a rule refuses the scenario, 2 it cannot be read,\n130 Ctrl-C.\n\nExample:\n  npx trimtab reserve simulate examples/reserve-orders.yaml --profile gyroscope\n',
    )
    .action((path: string, options: Options) => run(() => simulate(path, options)))
}

async function simulate(path: string, { profile, out, json = false }: Options): Promise<number> {
  const [{ profileOf, simulateFile }, { prepare, tell }, { progress }] = await Promise.all([
    import('../../app/reserve/simulate.ts'),
    import('../document.ts'),
    import('../progress.ts'),
  ])
  const chosen = profile === undefined ? null : profileOf(profile)
  prepare(out)
  return tell(await simulateFile(path, chosen, await progress('Simulation')), { json, out })
}
