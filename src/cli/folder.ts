import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { TableName } from '../app/desk.ts'
import { reasonOf } from '../app/input.ts'
import { attempt, entryOf, FolderUnwritable, makeFolders } from '../app/output.ts'
import { TrimtabError } from '../units/error.ts'

/** A file of a report: its name, and how to tell that one of that name is of our making. */
interface Own {
  readonly name: Name
  readonly mark: string
}

type Name =
  | TableName
  | 'index.html'
  | 'report.json'
  | 'trades.csv'
  | 'stress.html'
  | 'stress.json'
  | 'crash.html'
  | 'crash.json'

const OWN: readonly Own[] = [
  { name: 'index.html', mark: '<meta name="generator" content="Trimtab' },
  { name: 'report.json', mark: '{"schema":1,"title":' },
  { name: 'trades.csv', mark: 'at,kind,class,purpose,level,moved,cost,steps,rationale' },
  { name: 'events.csv', mark: 'at,purpose,class,steps,cost_usd,outcome,code' },
  { name: 'chains.csv', mark: 'at,chain,share_price,level,drift' },
  { name: 'accounts.csv', mark: 'place,line,amount' },
  { name: 'stress.html', mark: '<meta name="generator" content="Trimtab' },
  { name: 'stress.json', mark: '{"schema":1,"title":' },
  { name: 'crash.html', mark: '<meta name="generator" content="Trimtab crash">' },
  { name: 'crash.json', mark: '{"schema":1,"title":' },
]

/** What this process has put into a folder and must take away again unless its report is written. */
interface Claim {
  readonly lock: string
  readonly made: readonly string[]
  unfinished: readonly string[]
}

let claim: Claim | null = null

/** Holds the number of the process that writes a report there. */
const LOCK = '.trimtab.lock'

/**
 * Makes the folder of a report ready, before the work. FileForeign where a file of ours would replace one that is not,
 * FolderBusy where another run writes there, FolderUnwritable. `release` gives the folder back.
 */
export function prepare(folder: string, names: readonly Name[]): void {
  const made = makeFolders(folder)
  claim = { lock: join(folder, LOCK), made, unfinished: [] }
  try {
    for (const { name, mark } of OWN.filter((own) => names.includes(own.name))) {
      const path = join(folder, name)
      if (isForeign(path, mark)) throw new FileForeign(path)
    }
    lock(folder, claim.lock)
  } catch (error) {
    // A lock of another run is not ours to remove.
    claim = { ...claim, lock: '' }
    release()
    throw error
  }
}

/**
 * Writes a report's files, all or none: each under another name first, then renamed together. A table of ours beside a report without it is
 * of an earlier report, and is removed; nothing else in the folder is touched. Returns the paths.
 */
export function write(folder: string, texts: Readonly<Partial<Record<Name, string>>>): readonly string[] {
  const files = OWN.flatMap(({ name }) => {
    const text = texts[name]
    const unfinished = unfinishedOf(folder, name, process.pid)
    return text === undefined ? [] : [{ path: join(folder, name), unfinished, text }]
  })
  if (claim !== null) claim.unfinished = files.map(({ unfinished }) => unfinished)
  try {
    attempt(folder, () => {
      for (const { unfinished, text } of files) {
        rmSync(unfinished, { force: true })
        writeFileSync(unfinished, text, { flag: 'wx' })
      }
      for (const { unfinished, path } of files) renameSync(unfinished, path)
      if (texts['report.json'] !== undefined) removeTables(folder, texts)
    })
  } finally {
    for (const { unfinished } of files) rmSync(unfinished, { force: true })
  }
  return files.map(({ path }) => path)
}

function removeTables(folder: string, texts: Readonly<Partial<Record<Name, string>>>): void {
  for (const { name, mark } of OWN) {
    const path = join(folder, name)
    if (name.endsWith('.csv') && texts[name] === undefined && !isForeign(path, mark)) rmSync(path, { force: true })
  }
}

/** Removes what this process left unfinished: its lock, half a report, and folders that it made and that are empty. */
export function release(): void {
  if (claim === null) return
  const { lock: own, made, unfinished } = claim
  claim = null
  for (const path of [own, ...unfinished]) quietly(() => path !== '' && rmSync(path, { force: true }))
  for (const folder of made.toReversed()) quietly(() => rmdirSync(folder))
}

/** A folder with a report in it is not empty, and one that cannot be removed does no harm. */
function quietly(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (reasonOf(error) === 'unknown') throw error
  }
}

function lock(folder: string, path: string): void {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (reasonOf(error) !== 'EEXIST') throw new FolderUnwritable(folder, reasonOf(error))
    }
    const owner = ownerOf(path)
    if (owner === null || (owner !== process.pid && isRunning(owner))) throw new FolderBusy(folder, path, owner)
    // That run was killed: what it left goes with its lock.
    const left = OWN.map(({ name }) => unfinishedOf(folder, name, owner))
    attempt(folder, () => {
      for (const each of [...left, path]) rmSync(each, { force: true })
    })
  }
}

const unfinishedOf = (folder: string, name: Name, pid: number): string => join(folder, `.${name}.${pid}`)

/** The process that a lock names; null where it has not been written yet. */
function ownerOf(path: string): number | null {
  const entry = entryOf(path)
  if (entry === undefined) return process.pid
  if (!entry.isFile()) throw new FileForeign(path)
  const text = attempt(path, () => readFileSync(path, 'utf8'))
  if (text === '') return null
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new FileForeign(path)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return reasonOf(error) === 'EPERM'
  }
}

/** More than stands before any mark. */
const HEAD_BYTES = 64 * 1024

/** Whether something stands at a path that is not a file of ours. A link to one of ours is replaced, its target is not. */
function isForeign(path: string, mark: string): boolean {
  if (entryOf(path) === undefined) return false
  try {
    // Anything but a file, a pipe above all, is not opened.
    if (!statSync(path).isFile()) return true
    const handle = openSync(path, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      return !head.subarray(0, readSync(handle, head)).toString('utf8').includes(mark)
    } finally {
      closeSync(handle)
    }
  } catch {
    return true
  }
}

export class FileForeign extends TrimtabError {
  constructor(path: string) {
    super({
      code: 'FILE_FOREIGN',
      message: `${path} already exists and is not part of a Trimtab report`,
      facts: { path },
      remedy: 'Choose another folder with --out, or move that file away.',
    })
  }
}

export class FolderBusy extends TrimtabError {
  constructor(folder: string, path: string, owner: number | null) {
    super({
      code: 'FOLDER_BUSY',
      message: `another run${owner === null ? '' : ` (process ${owner})`} is writing its report to ${folder}`,
      facts: { folder, ...(owner === null ? {} : { process: owner }) },
      remedy: `Choose another folder with --out, or wait until that run has ended; if there is none, remove ${path}.`,
    })
  }
}
