import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** The text of a file, or why there is none: a code for programs and the same in words. */
export type Input = { readonly ok: true; readonly text: string } | Unread

export interface Unread {
  readonly ok: false
  readonly reason: string
  readonly said: string
}

/** No config, book or scenario comes near it; without a limit a device or a mistaken path would fill the memory. */
const BYTES_MAX = 16 * 1024 * 1024

/**
 * Reads a text file from outside: a regular file of at most 16 MiB in UTF-8. Opens without waiting, so that a pipe that
 * nobody writes to is refused and does not hang.
 */
export async function textOf(path: string, max: number = BYTES_MAX): Promise<Input> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await handle.stat()
    if (!stats.isFile()) return unread(kindOf(stats))
    const bytes = await atMost(handle, max)
    if (bytes === undefined) return { ...unread('TOO_LARGE'), said: `it is larger than ${max / 1024 / 1024} MiB` }
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    return unread(reasonOf(error))
  } finally {
    await handle?.close()
  }
}

/** The reason that the system gave, as `ENOENT`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

/** A reason in words, for a message. */
export function inWords(reason: string): string {
  return WORDS.get(reason) ?? reason
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['ELOOP', 'its symbolic links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ENOSPC', 'there is no space left'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the file system is read-only'],
  ['ENXIO', 'it is a socket, not a regular file'],
  ['NOT_REGULAR', 'it is a pipe or a device, not a regular file'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'it is not UTF-8 text'],
])

const unread = (reason: string): Unread => ({ ok: false, reason, said: inWords(reason) })

const kindOf = (stats: Stats): string => (stats.isDirectory() ? 'EISDIR' : 'NOT_REGULAR')

const CHUNK = 1024 * 1024

/** All bytes of a file, whatever size it claims to have; undefined where there are more than `max`. */
async function atMost(handle: FileHandle, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let total = 0
  for (;;) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK), 0, CHUNK)
    if (bytesRead === 0) return Buffer.concat(chunks)
    total += bytesRead
    if (total > max) return undefined
    chunks.push(buffer.subarray(0, bytesRead))
  }
}
