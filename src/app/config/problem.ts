import { TrimtabError } from '../../units/error.ts'
import { lookup } from '../../units/lookup.ts'
import { clipped, visible } from '../../units/text.ts'

/** One thing wrong with a config: where it stands, what was found and what may stand there. */
export interface Problem {
  readonly code: string
  /** `bad` cannot be read; `refused` can be read, and breaks a rule of Trimtab. */
  readonly kind: 'bad' | 'refused'
  readonly line: number
  readonly column: number
  readonly path: string
  readonly found: string
  readonly allowed: string
  /** The name that was probably meant. */
  readonly meant: string | null
}

export function show(problem: Problem, file: string): string {
  const { line, column, path, found, allowed, meant, code } = bounded(problem)
  const guess = meant === null ? '' : `; did you mean '${meant}'?`
  const what = lookup(NOT_OF, code) ?? (found === NOTHING ? 'missing' : 'found')
  const said = found === NOTHING ? what : `${what} ${found}`
  return `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${said}; expected ${allowed}${guess} [${code}]`
}

/** Where a parser stumbled, what was found is its message. */
const NOT_OF = { YAML_SYNTAX: 'not YAML:', JSON_SYNTAX: 'not JSON:' }

/** With every text made visible, and cut so that a message stays near 400 characters whatever a file holds. */
export function bounded(problem: Problem): Problem {
  const { path, found, allowed, meant } = problem
  return {
    ...problem,
    path: short(path, 80),
    found: short(found, 160),
    allowed: short(allowed, 160),
    meant: meant === null ? null : short(meant, 40),
  }
}

const short = (text: string, max: number): string => clipped(visible(text), max)

/** Problems that a message lists; the rest is counted. */
const LISTED_MAX = 10

/** Stands for a value that is not there. */
const NOTHING = 'nothing'

/** Returns a value as a reader would recognise it. */
export function found(raw: unknown): string {
  if (raw === undefined || raw === null) return NOTHING
  if (Array.isArray(raw)) return `a list of ${raw.length}`
  if (typeof raw === 'object') return 'a mapping'
  return typeof raw === 'string' ? `'${clipped(visible(raw), 80)}'` : String(raw)
}

/** Without keys that are missing only because they are misspelt: the unknown key beside them names them. */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const meant = new Set(
    problems.flatMap(({ code, path, meant: name }) =>
      code === 'KEY_UNKNOWN' && name !== null ? [path.replace(/[^.]*$/, name)] : [],
    ),
  )
  return problems.filter(({ code, path }) => code !== 'KEY_MISSING' || !meant.has(path))
}

/** Everything wrong with one file at once; `problems` are in the order of the file. */
export class FileProblems extends TrimtabError {
  readonly file: string
  readonly problems: readonly Problem[]

  constructor(code: string, file: string, problems: readonly Problem[]) {
    const sorted = withoutEchoes(problems).toSorted((a, b) => a.line - b.line || a.column - b.column)
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
    const rest = sorted.length - LISTED_MAX
    const lines = sorted.slice(0, LISTED_MAX).map((problem) => `  ${show(problem, file)}`)
    super({
      code,
      message: [`${count} in ${file}`, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n'),
      facts: { file, problems: sorted.length },
      remedy:
        sorted[0]?.code === 'FILE_KIND'
          ? 'Pass the file to the command that reads it; `npx trimtab COMMAND --help` names an example.'
          : `Fix ${sorted.length === 1 ? 'that line' : 'these lines'}; \`npx trimtab explain ${sorted[0]?.code}\` says more about the ${sorted.length === 1 ? 'code' : 'first code'}.`,
    })
    this.file = file
    this.problems = sorted
  }
}

/** Everything wrong with one config at once: refused where it can be read and only breaks rules. */
export class ConfigError extends FileProblems {
  constructor(file: string, problems: readonly Problem[]) {
    super(problems.every(({ kind }) => kind === 'refused') ? 'CONFIG_REFUSED' : 'CONFIG_INVALID', file, problems)
  }
}

/** Everything wrong with the file of a book at once, in the order of the file: bad input, whatever is wrong with it. */
export class StateError extends FileProblems {
  constructor(file: string, problems: readonly Problem[]) {
    super('STATE_INVALID', file, problems)
  }
}
