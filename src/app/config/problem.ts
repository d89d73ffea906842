import { TrimtabError } from '../../units/error.ts'

/** One thing wrong with a config: where it stands, what was found and what may stand there. */
export interface Problem {
  readonly code: string
  /** `bad` cannot be read; `refused` can be read, and breaks a rule of the house. */
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
  const { line, column, path, found, allowed, meant, code } = problem
  const guess = meant === null ? '' : `; did you mean '${meant}'?`
  return `${file}:${line}:${column} ${path === '' ? '(top)' : path}: found ${found}; allowed: ${allowed}${guess} [${code}]`
}

/** A value as a reader would know it again. */
export function found(raw: unknown): string {
  if (raw === undefined || raw === null) return 'nothing'
  if (Array.isArray(raw)) return `a list of ${raw.length}`
  if (typeof raw === 'object') return 'a mapping'
  return typeof raw === 'string' ? `'${raw}'` : String(raw)
}

/** Everything wrong with one config at once; `problems` stand in the order of the file. */
export class ConfigError extends TrimtabError {
  readonly file: string
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
    const isRefused = sorted.every(({ kind }) => kind === 'refused')
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
    super({
      ...(isRefused ? { code: 'CONFIG_REFUSED' } : { code: 'CONFIG_INVALID' }),
      message: `${count} in ${file}\n${sorted.map((problem) => `  ${show(problem, file)}`).join('\n')}`,
      facts: { file, problems: sorted.length },
      remedy: 'Change the lines named above; `trimtab explain <code>` tells more about a code.',
    })
    this.file = file
    this.problems = sorted
  }
}
