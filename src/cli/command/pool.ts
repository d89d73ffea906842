import type { Command } from 'commander'
import type { Run } from './run.ts'

interface Options {
  readonly model?: string
  readonly out?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  const pool = program
    .command('pool')
    .description('Replay events of a cross-chain pool, or compare the accounting models on them')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  npx trimtab pool compare examples/pool-appreciation.yaml --out out\n')
  pool
    .command('simulate')
    .description('Replay prices, mints, burns, transfers, fills and expiries, and show every chain after each')
    .argument('<scenario>', 'the scenario file')
    .option('--model <name>', "vs-only, vb-vs or token-vb, instead of the scenario's")
    .option('--out <dir>', 'write index.html and report.json there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nA refused event changes nothing: it is shown with its code, and the run goes on.\n\nExit codes: 0 it ran, 1 a rule refuses the scenario, 2 it cannot be read,\n130 Ctrl-C.\n\nExample:\n  npx trimtab pool simulate examples/pool-liquidity.yaml\n',
    )
    .action((path: string, options: Options) => run(() => simulate(path, options)))
  pool
    .command('compare')
    .description('Run vs-only, vb-vs and token-vb side by side: prices, supplies, who gains, writes and gas')
    .argument('<scenario>', 'the scenario file')
    .option('--out <dir>', 'write index.html and report.json there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\nExit codes: 0 it ran, 1 a rule refuses the scenario, 2 it cannot be read,\n130 Ctrl-C.\n\nExample:\n  npx trimtab pool compare examples/pool-yield.yaml --out out\n',
    )
    .action((path: string, options: Options) => run(() => compare(path, options)))
}

async function simulate(path: string, { model, out, json = false }: Options): Promise<number> {
  const [{ openScenario }, { simulated, modelOf }, { prepare, tell }, { progress }] = await Promise.all([
    import('../../app/pool/scenario.ts'),
    import('../../app/pool/simulate.ts'),
    import('../document.ts'),
    import('../progress.ts'),
  ])
  const scenario = await openScenario(path)
  const chosen = model === undefined ? null : modelOf(model, scenario)
  prepare(out)
  return tell(await simulated(scenario, chosen, await progress('Simulation')), { json, out })
}

async function compare(path: string, { out, json = false }: Options): Promise<number> {
  const [{ openScenario }, { compared }, { prepare, tell }, { progress }] = await Promise.all([
    import('../../app/pool/scenario.ts'),
    import('../../app/pool/compare.ts'),
    import('../document.ts'),
    import('../progress.ts'),
  ])
  const scenario = await openScenario(path)
  prepare(out)
  return tell(await compared(scenario, await progress('Comparison')), { json, out })
}
