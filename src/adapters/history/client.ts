import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as Errors from './error.ts'

/** One file's bytes, unpacked; `file` is the name to blame in errors, relative to the data folder. */
export interface Source {
  readonly file: string
  readonly bytes: Uint8Array
}

/** Unpacked size beyond which a file is no hourly history, so that a crafted archive cannot take the memory. */
const BYTES_MAX = 256 * 1024 * 1024

/** Bytes unpacked at a time: large, so that a file is not held twice while its pieces are put together. */
const CHUNK = 4 * 1024 * 1024

const unpack = promisify(gunzip)

/** `name` without `.gz`; the plain file wins where both lie there. `instead` is the reader's way out when neither does. */
export async function read(dir: string, name: string, instead: string): Promise<Source> {
  const plain = await bytes(dir, name)
  if (plain !== undefined) return { file: name, bytes: filled(name, plain) }
  const file = `${name}.gz`
  const packed = await bytes(dir, file)
  if (packed !== undefined) return { file, bytes: filled(file, await unpacked(file, filled(file, packed))) }
  throw new Errors.FileError({
    code: 'FILE_MISSING',
    message: `Neither ${name} nor ${file} is in the data folder.`,
    facts: { file: name, dir },
    remedy: instead,
  })
}

async function bytes(dir: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(dir, name))
  } catch (cause) {
    const why = reason(cause)
    if (why === 'ENOENT' || why === 'ENOTDIR') return undefined
    throw new Errors.FileError({
      code: 'FILE_UNREADABLE',
      message: `${name} cannot be read (${why}).`,
      facts: { file: name, reason: why },
      remedy: 'Make it a regular file that this user may read.',
    })
  }
}

function filled(file: string, found: Uint8Array): Uint8Array {
  if (found.length > BYTES_MAX) throw tooLarge(file)
  if (found.length > 0) return found
  throw new Errors.FileError({
    code: 'FILE_EMPTY',
    message: `${file} is empty.`,
    facts: { file },
    remedy: 'Fetch it again: the download probably failed.',
  })
}

async function unpacked(file: string, packed: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(packed, { maxOutputLength: BYTES_MAX, chunkSize: CHUNK })
  } catch (cause) {
    const why = reason(cause)
    if (why === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file)
    const cut = why === 'Z_BUF_ERROR'
    throw new Errors.FileError({
      code: cut ? 'GZIP_TRUNCATED' : 'GZIP_CORRUPT',
      message: cut ? `${file} ends before its archive does.` : `${file} is no sound gzip archive (${why}).`,
      facts: { file, bytes: packed.length, reason: why },
      remedy: 'Fetch it again, or unpack it by hand to see how far it is whole.',
    })
  }
}

function tooLarge(file: string): Errors.FileError {
  return new Errors.FileError({
    code: 'FILE_TOO_LARGE',
    message: `${file} holds more than ${BYTES_MAX / 1024 / 1024} MiB (unpacked).`,
    facts: { file, limit: BYTES_MAX },
    remedy: 'Cut the file to the period you need: hourly history of many years is far smaller.',
  })
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
