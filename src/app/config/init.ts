import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Mode } from '../../portfolio/venues/mode.ts'
import { TrimtabError } from '../../units/error.ts'
import { InvalidOption } from '../option.ts'
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
    [beside, `${JSON.stringify(shape, null, 2)}\n`],
  ] as const
  for (const [path, wanted] of files) {
    const there = await content(path)
    // The schema of a book is always the same: a second config beside the first needs no new one.
    const isHarmless = there === undefined || (path === beside && there === wanted)
    if (!force && !isHarmless) throw new FileExists(path)
  }
  await mkdir(dirname(out), { recursive: true })
  for (const [path, wanted] of files) await writeFile(path, wanted)
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
  throw new InvalidOption({
    option: '--share-class',
    found: shareClass ?? 'nothing',
    allowed: choice.allowed,
    meant: null,
  })
}

async function content(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
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
