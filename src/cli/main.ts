import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import * as Backtest from './command/backtest.ts'
import * as Check from './command/check.ts'
import * as Explain from './command/explain.ts'
import * as Init from './command/init.ts'
import * as Net from './command/net.ts'
import * as Plan from './command/plan.ts'
import * as Pool from './command/pool.ts'
import * as Reserve from './command/reserve.ts'
import * as Route from './command/route.ts'
import type { Run } from './command/run.ts'
import * as Stress from './command/stress.ts'
import * as Vaults from './command/vaults.ts'
import { fail } from './fail.ts'

/** The order of the help. Each file is light: what a command works with is imported when it runs. */
const COMMANDS = [Init, Check, Backtest, Stress, Plan, Route, Pool, Reserve, Vaults, Net, Explain]

const BAD_INPUT = 2

/** As a shell counts an end by Ctrl-C: 128 and the number of the signal. */
const INTERRUPTED = 130

/** Runs the command line and answers the exit code: 0 done, 1 refused, 2 bad input or broken, 130 on Ctrl-C. Throws nothing. */
export async function main(argv: readonly string[]): Promise<number> {
  survive()
  let code = 0
  const run: Run = async (work) => {
    try {
      code = await work()
    } catch (error) {
      code = fail(error)
    }
  }
  const program = build(run)
  if (argv.length === 0) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error)
    return error.exitCode === 0 ? 0 : BAD_INPUT
  }
  return code
}

function build(run: Run): Command {
  const program = new Command('trimtab')
    .description('Keeps capital in trim when it stands in several places at once.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('(`trimtab --help` lists the commands)')
    .addHelpText('after', '\nExample:\n  trimtab init usdt_market_neutral && trimtab check trimtab.yaml\n')
  for (const { register } of COMMANDS) register(program, run)
  return program
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

let isGuarded = false

/** A reader such as `head` may close the pipe early: that is no failure of ours. Ctrl-C gives the terminal its cursor back. */
function survive(): void {
  if (isGuarded) return
  isGuarded = true
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
      throw error
    })
  }
  process.on('SIGINT', () => {
    if (process.stderr.isTTY) process.stderr.write('\u001b[?25h\n')
    process.exit(INTERRUPTED)
  })
}
