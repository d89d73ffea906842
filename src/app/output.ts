import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { TrimtabError } from '../units/error.ts'
import { inWords, reasonOf } from './input.ts'

/**
 * Makes a folder and those above it that are missing; answers the ones it made, from the outermost in. One by one, because
 * a recursive mkdir of Node never ends where a file system such as /proc refuses. FolderUnwritable.
 */
export function makeFolders(folder: string): readonly string[] {
  if (folder === '') throw new FolderUnwritable(folder, 'ENOENT')
  const missing: string[] = []
  let at = resolve(folder)
  while (stat(at, folder) === undefined) {
    missing.unshift(at)
    const above = dirname(at)
    if (above === at) break
    at = above
  }
  if (stat(at, folder)?.isDirectory() !== true) throw new FolderUnwritable(folder, 'ENOTDIR')
  for (const each of missing) attempt(folder, () => makeOne(each))
  return missing
}

/** What stands at a path, without following a link; undefined for nothing. FolderUnwritable where that cannot be told. */
export function entryOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined
    throw new FolderUnwritable(path, reasonOf(error))
  }
}

/** Does some writing. FolderUnwritable for what the system refuses. */
export function attempt<Value>(folder: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    throw new FolderUnwritable(folder, reasonOf(error))
  }
}

/** Another run may have made it in the meantime. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw error
  }
}

function stat(path: string, folder: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === 'ENOENT' && entryOf(path) === undefined) return undefined
    throw new FolderUnwritable(folder, reason)
  }
}

export class FolderUnwritable extends TrimtabError {
  constructor(folder: string, why: string) {
    super({
      code: 'FOLDER_UNWRITABLE',
      message: `${folder === '' ? "''" : folder} cannot be written to: ${why === 'ENOENT' ? 'it cannot be made there' : inWords(why)}`,
      facts: { folder, reason: why },
      remedy: 'Choose another place with --out: a folder that this user may write to, on a disk with room.',
    })
  }
}
