import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TrimtabError } from '../units/error.ts'

/** A file of a report: its name, and how to tell that one of that name is of our making. */
interface Own {
  readonly name: Name
  readonly mark: string
}

type Name = 'index.html' | 'report.json' | 'trades.csv' | 'stress.html' | 'stress.json' | 'crash.html' | 'crash.json'

const OWN: readonly Own[] = [
  { name: 'index.html', mark: '<meta name="generator" content="Trimtab' },
  { name: 'report.json', mark: '{"schema":1,"title":' },
  { name: 'trades.csv', mark: 'at,kind,class,purpose,level,moved,cost,steps,rationale' },
  { name: 'stress.html', mark: '<meta name="generator" content="Trimtab stress">' },
  { name: 'stress.json', mark: '{"schema":1,"title":' },
  { name: 'crash.html', mark: '<meta name="generator" content="Trimtab crash">' },
  { name: 'crash.json', mark: '{"schema":1,"title":' },
]

/** Makes the folder of a report ready. FileForeign where a file of ours would replace one that is not, FolderUnwritable. */
export function prepare(folder: string, names: readonly Name[]): void {
  attempt(folder, () => mkdirSync(folder, { recursive: true }))
  for (const { name, mark } of OWN.filter((own) => names.includes(own.name))) {
    const text = content(join(folder, name))
    if (text !== undefined && !text.includes(mark)) throw new FileForeign(join(folder, name))
  }
}

/**
 * Writes a report's files, each whole or not at all: under another name first, then renamed. Nothing else in the folder is
 * touched. Answers the paths.
 */
export function write(folder: string, texts: Readonly<Partial<Record<Name, string>>>): readonly string[] {
  return OWN.flatMap(({ name }) => {
    const text = texts[name]
    if (text === undefined) return []
    const path = join(folder, name)
    const unfinished = join(folder, `.${name}.${process.pid}`)
    try {
      attempt(folder, () => {
        writeFileSync(unfinished, text)
        renameSync(unfinished, path)
      })
    } finally {
      rmSync(unfinished, { force: true })
    }
    return [path]
  })
}

function content(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (reason(error) === 'ENOENT') return undefined
    throw new FileForeign(path)
  }
}

function attempt(folder: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new FolderUnwritable(folder, reason(error))
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

export class FileForeign extends TrimtabError {
  constructor(path: string) {
    super({
      code: 'FILE_FOREIGN',
      message: `${path} is there already and is not part of a Trimtab report`,
      facts: { path },
      remedy: 'Choose another folder with --out, or move that file away.',
    })
  }
}

export class FolderUnwritable extends TrimtabError {
  constructor(folder: string, why: string) {
    super({
      code: 'FOLDER_UNWRITABLE',
      message: `${folder} cannot be written to (${why})`,
      facts: { folder, reason: why },
      remedy: 'Choose a folder with --out that this user may write to, on a disk with room.',
    })
  }
}
