import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { inWords, reasonOf } from '../app/input.ts'
import { TrimtabError } from '../units/error.ts'
import { clipped, visibleLines } from '../units/text.ts'
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
import { fail, tell } from './fail.ts'
import { release } from './folder.ts'
import { broken, width } from './wrap.ts'

/** The order of the help. Each file is light: what a command works with is imported when it runs. */
const COMMANDS = [Init, Check, Backtest, Stress, Plan, Route, Pool, Reserve, Vaults, Net, Explain]

const BAD_INPUT = 2

/** Signals that end a run in order, and its exit code as a shell counts it: 128 and the number of the signal. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs the command line and answers the exit code: 0 done, 1 refused, 2 bad input or broken. Throws nothing; a signal ends
 * the process with 128 and its number.
 */
export async function main(argv: readonly string[]): Promise<number> {
  asJson = asksForJson(argv)
  survive()
  let code = 0
  const run: Run = async (work) => {
    try {
      code = await work()
    } catch (error) {
      code = fail(error, asJson)
    } finally {
      release()
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
    if (!(error instanceof CommanderError)) return fail(error, asJson)
    if (error.exitCode === 0) return 0
    if (asJson) misused(error.message)
    return BAD_INPUT
  }
  return code
}

/** Options that follow `--` are arguments. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json')
}

function misused(message: string): void {
  tell({
    code: 'USAGE_INVALID',
    message: clipped(message.replace(/^error: /, '').replace(/\n/g, ' '), MESSAGE_MAX),
    remedy: '`npx trimtab --help` lists the commands, `npx trimtab COMMAND --help` their options.',
    facts: {},
  })
}

const MESSAGE_MAX = 400

/** The command line as a parser, whose commands do their work through `run`. */
export function build(run: Run): Command {
  const program = new Command('trimtab')
    .description('Keeps capital in trim when it stands in several places at once.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${folded(clipped(visibleLines(text.trimEnd()), MESSAGE_MAX))}\n`),
    })
    .showHelpAfterError('(`npx trimtab --help` lists the commands)')
    .addHelpText('after', '\nExample:\n  npx trimtab init usdt_market_neutral && npx trimtab check trimtab.yaml\n')
  for (const { register } of COMMANDS) register(program, run)
  for (const command of program.commands) hint(command, 'npx trimtab')
  return program
}

/** Every line within the width of the output. */
function folded(text: string): string {
  const lines = text.split('\n').flatMap((each) => broken(each, width(process.stderr), '    '))
  return lines.join('\n')
}

/** After a wrong call, where its help is, and the example in it. */
function hint(command: Command, above: string): void {
  const path = `${above} ${command.name()}`
  command.showHelpAfterError(`\`${path} --help\` shows all options.${exampleOf(command)}`)
  for (const below of command.commands) hint(below, path)
}

/** The example that a command's help ends with. */
function exampleOf(command: Command): string {
  let text = ''
  const { writeOut } = command.configureOutput()
  command.configureOutput({ writeOut: (more) => (text += more) })
  command.outputHelp()
  command.configureOutput({ writeOut: writeOut ?? ((more) => process.stdout.write(more)) })
  return /\n((?:Modes:[\s\S]*)?Examples?:\n[\s\S]*)/.exec(text)?.[1]?.trimEnd().replace(/^/, '\n') ?? ''
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

let isGuarded = false

/** Whether errors of the command line that runs are printed as JSON. */
let asJson = false

/**
 * Ends in order whatever ends the process. A reader such as `head` may close the pipe early: that is no failure of ours. An
 * output that takes nothing more is one, and an error stream that takes nothing more changes no exit code. A signal gives
 * the terminal its cursor back and leaves no half-written report.
 */
function survive(): void {
  if (isGuarded) return
  isGuarded = true
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', (error) => {
    const reason = reasonOf(error)
    if (reason === 'EPIPE') return
    fail(new OutputFailed(reason), false)
    release()
    process.exit(BAD_INPUT)
  })
  for (const [signal, code] of Object.entries(SIGNALS))
    process.on(signal, () => {
      release()
      if (process.stderr.isTTY) process.stderr.write('\u001b[?25h\n')
      if (asJson) interrupted(signal)
      else process.stderr.write('Interrupted; nothing was written.\n')
      process.exit(code)
    })
}

function interrupted(signal: string): void {
  tell({
    code: 'INTERRUPTED',
    message: `the run was ended by ${signal} before it was done`,
    remedy: 'Run it again. No report was written.',
    facts: { signal },
  })
}

class OutputFailed extends TrimtabError {
  constructor(reason: string) {
    super({
      code: 'OUTPUT_FAILED',
      message: `the output cannot be written: ${inWords(reason)}`,
      facts: { reason },
      remedy: 'Make room on the disk, or send the output elsewhere. Files named as written are complete.',
    })
  }
}
