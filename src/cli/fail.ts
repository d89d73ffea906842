import { styleText } from 'node:util'
import stringWidth from 'string-width'
import { bounded, FileProblems } from '../app/config/problem.ts'
import { type Facts, TrimtabError } from '../units/error.ts'
import { encode } from '../units/json.ts'
import { clipped, visible } from '../units/text.ts'
import { width } from './wrap.ts'

const REFUSED = 1
const BROKEN = 2

/** Characters of one line of a message. */
const LINE_MAX = 400

/** Problems of a file that are listed as JSON; `facts.problems` counts all. */
const LISTED_MAX = 100

/** What a failed command prints on its output with `--json`, under `error`. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly facts: Facts
  readonly problems?: readonly {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly path: string
    readonly found: string
    readonly expected: string
    readonly meant: string | null
    readonly code: string
  }[]
}

/**
 * Says on the error stream what went wrong, with `asJson` also as an object on the output, and answers the exit code: 1 for
 * a config that a rule refuses, 2 for all else.
 */
export function fail(error: unknown, asJson: boolean): number {
  if (asJson) tell(failureOf(error))
  if (!(error instanceof TrimtabError)) {
    const { message, remedy } = failureOf(error)
    say('Unexpected: ', message)
    if (!trace(error)) say('', remedy)
    return BROKEN
  }
  const { code, message, facts, remedy } = error
  say(`${styleText('red', code, { stream: process.stderr })}: `, message)
  for (const [name, value] of Object.entries(facts)) {
    // The reason stands in the message in words.
    if (name !== 'reason' && !isSaid(String(value), `${message} ${remedy}`)) say('  ', `${name}: ${value}`)
  }
  say('', remedy)
  trace(error)
  return code === 'CONFIG_REFUSED' ? REFUSED : BROKEN
}

/** Whether a value stands in a text as a word of its own: `1` does not stand in `1h`. */
function isSaid(value: string, text: string): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + value.length] ?? ' '}`
    if (value === '' || !/\w/.test(around)) return true
  }
  return false
}

/** Prints a failure on the output, as every command does with `--json`. */
export function tell(error: Failure): void {
  process.stdout.write(`${encode({ schema: 1, error }, 2)}\n`)
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof TrimtabError)) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      code: 'UNEXPECTED',
      message: short(message.split('\n')[0] ?? ''),
      remedy: 'This is a fault of Trimtab, not of your input. TRIMTAB_DEBUG=1 shows where it happened.',
      facts: {},
    }
  }
  const { code, message, remedy, facts } = error
  // The facts of an error may be what is wrong: a figure that is not finite is text here.
  const cut = Object.entries(facts).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : short(String(value)),
  ])
  const common = { code, message: short(message), remedy: short(remedy), facts: Object.fromEntries(cut) }
  if (!(error instanceof FileProblems)) return common
  const { file, problems } = error
  return {
    ...common,
    message: short(message.split('\n')[0] ?? ''),
    problems: problems.slice(0, LISTED_MAX).map((problem) => {
      const { line, column, path, found, allowed, meant, code: what } = bounded(problem)
      return { file, line, column, path, found, expected: allowed, meant, code: what }
    }),
  }
}

const short = (text: string): string => clipped(text, LINE_MAX)

function trace(error: unknown): boolean {
  if (process.env['TRIMTAB_DEBUG'] !== '1' || !(error instanceof Error)) return false
  process.stderr.write(`${error.stack ?? ''}\n`)
  return true
}

/** Writes `text` after a head of ours, line by line, with nothing in it that could steer the terminal. */
function say(head: string, text = ''): void {
  const hang = head === '' ? '' : '    '
  const lines = `${head}${clippedLines(text)}`.split('\n').flatMap((line) => folded(line, hang))
  process.stderr.write(`${lines.join('\n')}\n`)
}

const clippedLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => clipped(visible(line), LINE_MAX))
    .join('\n')

/** Broken at blanks only: no path or command is cut in two. The lines after the first begin with `hang`. */
function folded(line: string, hang: string): readonly string[] {
  const room = width(process.stderr)
  const [first = '', ...words] = line.trimEnd().split(/(?<=\S) +/)
  const lines = [first]
  for (const word of words) {
    const grown = `${lines.at(-1)} ${word}`
    if (stringWidth(grown) <= room) lines[lines.length - 1] = grown
    else lines.push(`${hang}${word}`)
  }
  return lines
}
