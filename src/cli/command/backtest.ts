import { basename } from 'node:path'
import type { Command } from 'commander'
import type { MarketOptions } from '../read.ts'
import type { Run } from './run.ts'

interface Options extends MarketOptions {
  readonly out?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('backtest')
    .description('Replay a config over history or a simulated market, and report what it earned and why')
    .argument('<config>', 'the config file')
    .option('--data <dir>', 'folder of market files; without it data.folder, then TRIMTAB_DATA')
    .option('--from <date>', "first hour, instead of the config's")
    .option('--to <date>', "the hour after the last, instead of the config's")
    .option('--seed <n>', "seed of the simulated market, instead of the config's")
    .option('--out <dir>', 'write index.html, report.json and trades.csv there')
    .option('--json', 'print report.json and nothing else')
    .addHelpText(
      'after',
      '\n--out makes the folder and replaces the three files of an earlier report; it\ntouches nothing else there.\n\nExit codes: 0 it ran, 1 a rule refuses the config, 2 something cannot be read,\n130 Ctrl-C.\n\nExample:\n  npx trimtab backtest examples/simulated.yaml --out out\n',
    )
    .action((path: string, options: Options) => run(() => backtest(path, options)))
}

async function backtest(path: string, { out, json = false, ...market }: Options): Promise<number> {
  const [{ openBook }, { choiceOf }, { progress }] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../read.ts'),
    import('../progress.ts'),
  ])
  const choice = choiceOf(market)
  const opened = await openBook(path)
  if (opened.book !== 'venues') {
    const [{ deskOf }, { prepare, tell }] = await Promise.all([import('../../app/desks.ts'), import('../document.ts')])
    const desk = await deskOf(opened.book)
    prepare(out, desk.tables)
    return tell(await desk.backtest(opened, choice, await progress('Backtest')), { json, out })
  }
  const [{ parse }, { runBacktest, reportJson }, Folder] = await Promise.all([
    import('../../app/config/parse.ts'),
    import('../../app/backtest.ts'),
    import('../folder.ts'),
  ])
  const config = parse(opened.text, opened.file)
  if (out !== undefined) Folder.prepare(out, ['index.html', 'report.json', 'trades.csv'])
  const result = await runBacktest(config, choice, await progress('Backtest'))
  const report = reportJson(result)
  let files: readonly string[] = []
  if (out !== undefined) {
    const [{ render }, { trades }] = await Promise.all([
      import('../../backtest/report/page.ts'),
      import('../../backtest/report/trades.ts'),
    ])
    files = Folder.write(out, { 'index.html': render(result), 'report.json': report, 'trades.csv': trades(result) })
  }
  if (json) process.stdout.write(report)
  else {
    const [{ print }, { gapsOf }] = await Promise.all([import('../outcome.ts'), import('../../app/market.ts')])
    print(result, { file: basename(config.file), files, gaps: gapsOf(config.data) })
  }
  return 0
}
