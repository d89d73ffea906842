import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as Errors from './error.ts'

/** One file's bytes, unpacked; `file` is the name to blame in errors, relative to the data folder. */
export interface Source {
  readonly file: string
  readonly bytes: Uint8Array
}

/** A folder of market files, and the most bytes that one of them may hold; `key` is where a config sets that. */
export interface Folder {
  readonly path: string
  readonly fileMax: number
  readonly key: string
}

/** A folder, or its path alone where the usual limit holds. */
export type Place = string | Folder

/** Size beyond which a file is no hourly history unless a config says so: a crafted archive cannot take the memory. */
export const FILE_MAX = 256 * 1024 * 1024

const MIB = 1024 * 1024

/** Bytes unpacked at a time: large, so that a file is not held twice while its pieces are put together. */
const CHUNK = 4 * 1024 * 1024

const unpack = promisify(gunzip)

/**
 * `name` without `.gz`; the plain file wins where both lie there. `instead` is the reader's way out when neither does. The limit holds
 * for a plain file and for an archive, packed and unpacked; a pipe or a device is refused before it is opened, since it may never end.
 */
export async function read(place: Place, name: string, instead: string): Promise<Source> {
  const folder = typeof place === 'string' ? { path: place, fileMax: FILE_MAX, key: 'data.fileMax' } : place
  const plain = await bytes(folder, name)
  if (plain !== undefined) return { file: name, bytes: filled(name, plain) }
  const file = `${name}.gz`
  const packed = await bytes(folder, file)
  if (packed !== undefined) return { file, bytes: filled(file, await unpacked(folder, file, filled(file, packed))) }
  throw new Errors.FileError({
    code: 'FILE_MISSING',
    message: `Neither ${name} nor ${file} is in the data folder.`,
    facts: { file: name, dir: folder.path },
    remedy: instead,
  })
}

async function bytes(folder: Folder, name: string): Promise<Uint8Array | undefined> {
  const path = join(folder.path, name)
  try {
    const about = await stat(path)
    if (!about.isFile()) throw unreadable(name, `it is ${kindOf(about)}`)
    if (about.size > folder.fileMax) throw tooLarge(folder, name)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof Errors.FileError) throw cause
    const why = reason(cause)
    if (why === 'ENOENT' || why === 'ENOTDIR') return undefined
    throw unreadable(name, why)
  }
}

function kindOf(about: Stats): string {
  if (about.isDirectory()) return 'a folder'
  if (about.isFIFO()) return 'a pipe'
  return about.isSocket() ? 'a socket' : 'a device'
}

function unreadable(file: string, why: string): Errors.FileError {
  return new Errors.FileError({
    code: 'FILE_UNREADABLE',
    message: `${file} cannot be read (${why}).`,
    facts: { file, reason: why },
    remedy: 'Make it a regular file that this user may read.',
  })
}

function filled(file: string, found: Uint8Array): Uint8Array {
  if (found.length > 0) return found
  throw new Errors.FileError({
    code: 'FILE_EMPTY',
    message: `${file} is empty.`,
    facts: { file },
    remedy: 'Fetch it again: the download probably failed.',
  })
}

async function unpacked(folder: Folder, file: string, packed: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(packed, { maxOutputLength: Math.floor(folder.fileMax), chunkSize: CHUNK })
  } catch (cause) {
    const why = reason(cause)
    if (why === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(folder, file)
    const cut = why === 'Z_BUF_ERROR'
    throw new Errors.FileError({
      code: cut ? 'GZIP_TRUNCATED' : 'GZIP_CORRUPT',
      message: cut ? `${file} ends before its archive does.` : `${file} is no sound gzip archive (${why}).`,
      facts: { file, bytes: packed.length, reason: why },
      remedy: 'Fetch it again, or unpack it by hand to see how far it is whole.',
    })
  }
}

function tooLarge({ fileMax, key }: Folder, file: string): Errors.FileError {
  return new Errors.FileError({
    code: 'FILE_TOO_LARGE',
    message: `${file} holds more than ${shown(fileMax)} (unpacked), the limit of ${key}.`,
    facts: { file, limit: fileMax, key },
    remedy: `Cut the file to the period you need, or raise ${key}: hourly history of many years is far smaller.`,
  })
}

function shown(bytes: number): string {
  const [size, unit] = bytes < MIB ? [bytes / 1024, 'KiB'] : [bytes / MIB, 'MiB']
  return `${Number(size.toPrecision(6))} ${unit}`
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
