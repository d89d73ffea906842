import stringWidth from 'string-width'
import { CODES } from '../../src/codes/codes.ts'
import type { Case } from './case.ts'

/** What a run of the command line left: its exit code, what it wrote, and the files that are there now. */
export interface Outcome {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  /** Paths that were not there before. */
  readonly left: readonly string[]
  /** Texts of reports that were written. */
  readonly reports: Readonly<Record<string, string>>
  /** Where numbers that are none became null on the way into JSON. */
  readonly notFinite: readonly string[]
}

/** A rule that a run broke. Failures of one signature have one cause, most likely. */
export interface Failure {
  readonly rule: Rule
  readonly detail: string
}

export const RULES = [
  'exit',
  'crash',
  'hang',
  'died',
  'not-finite',
  'control',
  'json',
  'place',
  'code',
  'long',
  'wide',
  'left',
  'differs',
  'polluted',
  'process',
] as const

export type Rule = (typeof RULES)[number]

export function judge(of: Case, outcome: Outcome): readonly Failure[] {
  const { code, stdout, stderr, left, reports, notFinite } = outcome
  const isJson = asksJson(of)
  const found: Failure[] = []
  const fail = (rule: Rule, detail: string): void => {
    found.push({ rule, detail })
  }
  if (code !== 0 && code !== 1 && code !== 2) fail('exit', `exit code ${code}`)
  if (
    /^Unexpected|\bfault of Trimtab|"UNEXPECTED"|^\s+at .*(?:\.ts|\.js|node:)|(?:Type|Range|Syntax|Reference)Error\b/m.test(
      of.command === 'explain' ? stderr : `${stderr}\n${stdout}`,
    )
  )
    fail('crash', firstLine(stderr || stdout))
  for (const [name, text] of [['stdout', stdout], ['stderr', stderr], ...Object.entries(reports)] as const) {
    const control = CONTROL.exec(name.endsWith('.csv') ? text.replaceAll('\r\n', '\n') : text)
    if (control !== null)
      fail(
        'control',
        `${name}: U+${control[0].charCodeAt(0).toString(16).padStart(4, '0')} in ${excerpt(text, control.index)}`,
      )
  }
  if (notFinite.length > 0) fail('not-finite', `${notFinite[0]} is null in JSON`)
  // The serialiser of reports met one: the door that let it in is at fault.
  if (code === 2 && /^NOT_FINITE:/.test(stderr)) {
    fail('not-finite', firstLine(stderr))
    return found
  }
  if (code !== 2)
    for (const [name, text] of [['stdout', stdout], ...Object.entries(reports)] as const) sound(of, [name, text], fail)
  if (isJson) jsonRules(of, outcome, fail)
  else {
    const line = of.isTyped ? undefined : `${stdout}\n${stderr}`.split('\n').find(isWide)
    if (line !== undefined) fail('wide', `${line.length}: ${line.slice(0, 100)}`)
  }
  if (code === 2 || (code === 1 && stdout === '')) refusal(of, outcome, fail)
  const extra = left.filter((path) => !(code !== 2 && isReport(of, path)))
  if (extra.length > 0) fail('left', extra.slice(0, 3).join(', '))
  return found
}

type Fail = (rule: Rule, detail: string) => void

/** Control characters but the line break, and marks that turn the direction of text. */
const CONTROL = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u

const WIDTH = 80

/** A word that is longer than a line by itself cannot be broken. */
function isWide(line: string): boolean {
  if (stringWidth(line) <= WIDTH) return false
  const words = line.trim().split(/\s+/)
  return words.length > 1 && words.every((word) => word.length < WIDTH - 10)
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** The first line as it was before it was folded: what is indented goes on with it. */
const unwrapped = (text: string): string => firstLine(text.replace(/\n {4}/g, ' '))
const excerpt = (text: string, at: number): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 30))

function asksJson({ argv, isTyped }: Case): boolean {
  return !isTyped && argv.includes('--json')
}

/** Words that stand where a figure should, unless the input itself has them as a name. */
function sound(of: Case, [name, text]: readonly [string, string], fail: Fail): void {
  const plain = name.endsWith('.html')
    ? text.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '')
    : text
  // The catalogue of codes speaks of such numbers.
  if (of.command === 'explain') return
  for (const found of plain.matchAll(/\b(?:NaN|Infinity|undefined)\b|∞|\[object \w+\]|Invalid Date/g)) {
    if (isGiven(of, found[0])) continue
    fail('not-finite', `${name}: ${excerpt(plain, found.index)}`)
    break
  }
  if (!name.endsWith('.json')) return
  try {
    JSON.parse(text)
  } catch {
    fail('json', `${name} is no JSON`)
  }
}

const isGiven = ({ argv, files }: Case, word: string): boolean =>
  argv.some((each) => each.includes(word)) || files.some(({ bytes }) => bytes.includes(word))

function jsonRules({ argv }: Case, { code, stdout }: Outcome, fail: Fail): void {
  let parsed: unknown
  try {
    parsed = JSON.parse(stdout)
  } catch {
    fail('json', `${argv[0]} answers no JSON with exit code ${code}: ${JSON.stringify(stdout.slice(0, 60))}`)
    return
  }
  for (const each of codesIn(parsed)) if (!isKnown(each)) fail('code', `${each} is not known to explain`)
  const { error } = parsed as { readonly error?: Told }
  if (error === undefined) {
    if (code === 2) fail('json', `no error object with exit code 2: ${JSON.stringify(stdout.slice(0, 60))}`)
    return
  }
  if (code === 0) fail('json', 'an error object with exit code 0')
  for (const key of ['code', 'message', 'remedy'] as const)
    if (typeof error[key] !== 'string' || error[key] === '')
      fail('json', `error.${key} is ${JSON.stringify(error[key])}`)
  if ((error.problems ?? []).length === 0 && String(error.message).length > MESSAGE_MAX)
    fail('long', `${error.code}: a message of ${String(error.message).length} characters`)
  for (const each of error.problems ?? [])
    if (JSON.stringify(each).length > 2 * MESSAGE_MAX)
      fail('long', `${each.code}: a problem of ${JSON.stringify(each).length} characters`)
}

interface Told {
  readonly code?: unknown
  readonly message?: unknown
  readonly remedy?: unknown
  readonly facts?: Readonly<Record<string, unknown>>
  readonly problems?: readonly { readonly code?: unknown; readonly line?: unknown; readonly path?: unknown }[]
}

const MESSAGE_MAX = 400

const isKnown = (code: string): boolean => Object.hasOwn(CODES, code)

function* codesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    if (key === 'code' && typeof child === 'string') yield child
    else yield* codesIn(child)
  }
}

/** A refusal names what it is about: a file with a line, a row or a field, or an argument. */
function refusal(of: Case, { stdout, stderr }: Outcome, fail: Fail): void {
  const head = firstLine(stderr)
  const code = /^([A-Z][A-Z0-9_]+):/.exec(head)?.[1]
  if (code === undefined) {
    if (!/^error: .*(?:'.*|argument)|^Usage: /.test(unwrapped(stderr)) && !(asksJson(of) && stdout !== ''))
      fail('code', `no code: ${head.slice(0, 80)}`)
    return
  }
  for (const each of [code, ...[...stderr.matchAll(/\[([A-Z][A-Z0-9]*_[A-Z0-9_]+)\]/g)].map((found) => found[1] ?? '')])
    if (!isKnown(each)) fail('code', `${each} is not known to explain`)
  if (!isPlaced(code, stderr)) fail('place', `${code} names no place: ${head.slice(0, 120)}`)
  const problems = Math.max(1, [...stderr.matchAll(/\[[A-Z][A-Z0-9]*_[A-Z0-9_]+\]/g)].length)
  if (stderr.length > (problems + 1) * (MESSAGE_MAX + 80))
    fail('long', `${code}: ${stderr.length} characters for ${problems} problems`)
}

/** Where the whole file is at fault, its name is the place. */
const WHOLE = /^(?:CONFIG_MISSING|STATE_MISSING|FILE_\w+|GZIP_\w+|FOLDER_\w+|NO_ROWS)$/

function isPlaced(code: string, stderr: string): boolean {
  if (WHOLE.test(code)) return true
  if (/[\w)]:\d+/.test(stderr)) return true
  if (/^ {2}(?:row|line|field|path|option|key|column|at): /m.test(stderr)) return true
  return /--[a-z]|<[a-z]+>|\[code\]/.test(stderr)
}

const REPORTS =
  /^out\/(?:index\.html|report\.json|(?:trades|events|chains|accounts)\.csv|stress\.html|stress\.json|crash\.html|crash\.json)$|^out$/

/** `init` writes where it is told to, and so does `--out` that was changed. */
function isReport({ command, argv, isTyped }: Case, path: string): boolean {
  return command === 'init' || (isTyped ? argv.includes('--out') : REPORTS.test(path) && argv.includes('--out'))
}
