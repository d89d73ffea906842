import type { Command } from 'commander'
import type { Place } from '../../portfolio/venues/place.ts'
import type { Run } from './run.ts'

interface Options {
  readonly amount: string
  readonly config?: string
  readonly at?: string
  readonly data?: string
  readonly json?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('route')
    .description('Show the cheapest route for capital between two places, its cost and the alternatives')
    .argument('<source>', 'WALLET, AAVE, ETHERFI, BINANCE, BYBIT or OKX')
    .argument('<target>', 'likewise')
    .option('--amount <usd>', 'USD that leave the source', '10000')
    .option('--config <file>', 'limits and terms of this config, on its market; without it the defaults')
    .option('--at <time>', "with --config: the hour whose market counts; without it the config's last")
    .option('--data <dir>', 'with --config: folder of market files; without it data.folder, then TRIMTAB_DATA')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nEvery place is taken to hold enough, so that only the route counts.\n\nExit codes: 0 there is a route, 1 there is none, 2 something cannot be read.\n\nExample:\n  npx trimtab route AAVE BYBIT --amount 10000\n',
    )
    .action((source: string, target: string, options: Options) => run(() => route([source, target], options)))
}

async function route([from, to]: readonly [string, string], options: Options): Promise<number> {
  const { amount, config: path, at, data, json = false } = options
  const [{ open }, { routeOf }, Read] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../../app/route.ts'),
    import('../read.ts'),
  ])
  const [source, target]: readonly [Place, Place] = [Read.placeOf('<source>', from), Read.placeOf('<target>', to)]
  const usd = Read.amountOf('--amount', amount)
  const when = Read.instantOf('--at', at)
  if (path === undefined) Read.needs('--config', { '--at': at, '--data': data })
  const config = path === undefined ? null : await open(path)
  const choice = Read.choiceOf(data === undefined ? {} : { data })
  const found = await routeOf({ source, target, amount: usd, config, choice, at: when })
  if (json) (await import('../print.ts')).json(found)
  else (await import('../way.ts')).print(found)
  return found.refusal === null ? 0 : 1
}
