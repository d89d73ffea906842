import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TrimtabError } from '../../units/error.ts'
import { InvalidOption } from '../option.ts'
import { ALIAS_NAMES, choose, isName, NAMES } from './name.ts'
import { nearest } from './near.ts'
import { schema } from './schema.ts'
import { template } from './template.ts'

export interface Wanted {
  readonly name: string
  readonly shareClass: string | undefined
  readonly out: string
  readonly force: boolean
}

/** Writes a mode's template, and the schema beside it. InvalidOption for what cannot be chosen, FileExists rather than overwrite. */
export async function write({
  name,
  shareClass,
  out,
  force,
}: Wanted): Promise<{ config: string; schema: string; mode: string }> {
  if (!isName(name)) {
    throw new InvalidOption({
      option: '<mode>',
      found: name,
      allowed: NAMES.join(', '),
      meant: nearest(name, [...NAMES, ...ALIAS_NAMES]),
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
  if (!choice.ok) {
    throw new InvalidOption({
      option: '--share-class',
      found: shareClass ?? 'nothing',
      allowed: choice.allowed,
      meant: null,
    })
  }
  const beside = join(dirname(out), 'trimtab.schema.json')
  const files = [
    [out, template(choice.mode)],
    [beside, `${JSON.stringify(schema(), null, 2)}\n`],
  ] as const
  for (const [path, text] of files) {
    const there = await content(path)
    // The schema is the same for every mode: a second config beside the first needs no new one.
    const isHarmless = there === undefined || (path === beside && there === text)
    if (!force && !isHarmless) throw new FileExists(path)
  }
  await mkdir(dirname(out), { recursive: true })
  for (const [path, text] of files) await writeFile(path, text)
  return { config: out, schema: beside, mode: `${choice.mode.name}, ${choice.mode.shareClass} class` }
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
