import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Mode } from '../../portfolio/venues/mode.ts'
import { TrimtabError } from '../../units/error.ts'
import { encode } from '../../units/json.ts'
import { inWords, reasonOf } from '../input.ts'
import { InvalidOption } from '../option.ts'
import { makeFolders } from '../output.ts'
import { ALIAS_NAMES, BOOKS, choose, isName, NAMES } from './name.ts'
import { nearest } from './near.ts'
import { schema } from './schema.ts'
import { isStarted, type Starter, starterOf } from './starter.ts'
import { template } from './template.ts'

export interface Wanted {
  readonly name: string
  readonly shareClass: string | undefined
  readonly out: string
  readonly force: boolean
}

export interface Written {
  readonly config: string
  readonly schema: string
  readonly mode: string
}

/** Writes the template of a mode or the starting config of a book, and the schema beside it. InvalidOption for what cannot be chosen, FileExists rather than overwrite. */
export async function write({ name, shareClass, out, force }: Wanted): Promise<Written> {
  const { text, schema: shape, beside: file, mode } = await chosen(name, shareClass)
  const beside = join(dirname(out), file)
  const files = [
    [out, text],
    [beside, `${encode(shape, 2)}\n`],
  ] as const
  for (const [path, wanted] of files) {
    const there = content(path)
    // The schema of a book is always the same: a second config beside the first needs no new one.
    const isHarmless = there === undefined || (path === beside && there === wanted)
    if (!force && !isHarmless) throw new FileExists(path)
  }
  makeFolders(dirname(out))
  for (const [path, wanted] of files) replace(path, wanted)
  return { config: out, schema: beside, mode }
}

async function chosen(name: string, shareClass: string | undefined): Promise<Starter & { readonly mode: string }> {
  if (isStarted(name)) {
    if (shareClass !== undefined)
      throw new InvalidOption({
        option: '--share-class',
        found: shareClass,
        allowed: `nothing with ${name}`,
        meant: null,
      })
    return { ...(await starterOf(name)), mode: `${name} book` }
  }
  const mode = modeOf(name, shareClass)
  return {
    text: template(mode),
    schema: schema(),
    beside: 'trimtab.schema.json',
    mode: `${mode.name}, ${mode.shareClass} class`,
  }
}

function modeOf(name: string, shareClass: string | undefined): Mode {
  if (!isName(name)) {
    const names = [...NAMES, ...BOOKS.filter(isStarted)]
    throw new InvalidOption({
      option: '<mode>',
      found: name,
      allowed: names.join(', '),
      meant: nearest(name, [...names, ...ALIAS_NAMES]),
    })
  }
  if (shareClass !== undefined && shareClass !== 'USDT' && shareClass !== 'ETH') {
    throw new InvalidOption({
      option: '--share-class',
      found: shareClass,
      allowed: 'USDT, ETH',
      meant: nearest(shareClass, ['USDT', 'ETH']),
    })
  }
  const choice = choose(name, shareClass)
  if (choice.ok) return choice.mode
  if (choice.code === 'SHARE_CLASS_OPEN') throw new ShareClassOpen(name)
  throw new InvalidOption({
    option: '--share-class',
    found: shareClass ?? 'nothing',
    allowed: choice.allowed,
    meant: null,
  })
}

/** A mode of two share classes without one. */
export class ShareClassOpen extends TrimtabError {
  constructor(mode: string) {
    super({
      code: 'SHARE_CLASS_OPEN',
      message: `${mode} exists in two share classes.`,
      facts: { option: '--share-class' },
      remedy: 'Add `--share-class ETH` or `--share-class USDT`.',
    })
  }
}

/** What a regular file holds; undefined where nothing is there. FileUnwritable for all else, which is never overwritten. */
function content(path: string): string | undefined {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) throw new FileUnwritable(path, 'EISDIR')
    if (!stats.isFile()) throw new FileUnwritable(path, 'NOT_REGULAR')
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof FileUnwritable) throw error
    if (reasonOf(error) === 'ENOENT') return undefined
    throw new FileUnwritable(path, reasonOf(error))
  }
}

/** Writes a file whole or not at all. FileUnwritable. */
function replace(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`
  try {
    writeFileSync(unfinished, text, { flag: 'wx' })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw new FileUnwritable(path, reasonOf(error))
  }
}

export class FileUnwritable extends TrimtabError {
  constructor(path: string, reason: string) {
    super({
      code: 'FILE_UNWRITABLE',
      message: `${path === '' ? "''" : path} cannot be written: ${inWords(reason)}`,
      facts: { path, reason },
      remedy: 'Name a file with --out that this user may write, such as `--out trimtab.yaml`.',
    })
  }
}

export class FileExists extends TrimtabError {
  constructor(path: string) {
    super({
      code: 'FILE_EXISTS',
      message: `${path} is there already`,
      facts: { path },
      remedy: 'Choose another place with --out, or overwrite it with --force.',
    })
  }
}
