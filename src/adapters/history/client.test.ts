import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Folder, read } from './client.ts'

/** Of pipes; named here, since it is no package's binary. */
const MAKER = 'mkfifo'

let path = ''
let folder: Folder = { path, fileMax: 0, key: '' }

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'client-'))
  folder = { path, fileMax: 1000, key: 'market.files.fileMax' }
})

afterEach(() => rmSync(path, { recursive: true, force: true }))

const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(path, name), bytes)

describe('the size of a market file', () => {
  it.each([
    ['plain', 'x.csv', (bytes: Buffer) => bytes],
    ['packed', 'x.csv.gz', (bytes: Buffer) => gzipSync(bytes)],
  ])('may be the limit of the config, not a byte more: %s', async (_, name, packed) => {
    put(name, packed(Buffer.alloc(1000, 'a')))
    expect((await read(folder, 'x.csv', '')).bytes).toHaveLength(1000)
    put(name, packed(Buffer.alloc(1001, 'a')))
    await expect(read(folder, 'x.csv', '')).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      facts: { file: name, limit: 1000, key: 'market.files.fileMax' },
      message: expect.stringContaining('market.files.fileMax'),
      remedy: expect.stringContaining('raise market.files.fileMax'),
    })
  })

  it('is looked at before the archive is read', async () => {
    put('x.csv.gz', Buffer.alloc(1001))
    await expect(read(folder, 'x.csv', '')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  })

  it('may be raised above the usual one', async () => {
    const size = 256 * 1024 * 1024 + 1
    put('x.csv', Buffer.alloc(size))
    await expect(read(path, 'x.csv', '')).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: 'x.csv holds more than 256 MiB (unpacked), the limit of data.fileMax.',
    })
    expect((await read({ ...folder, fileMax: size }, 'x.csv', '')).bytes).toHaveLength(size)
  }, 30_000)
})

describe('what is no regular file', () => {
  it.each([
    ['a pipe', (name: string) => execFileSync(MAKER, [name])],
    ['a device', (name: string) => symlinkSync('/dev/zero', name)],
    ['a folder', (name: string) => mkdirSync(name)],
  ])(
    '%s is refused at once, plain or as an archive',
    async (kind, make) => {
      for (const name of ['x.csv', 'y.csv.gz']) {
        make(join(path, name))
        await expect(read(folder, name.replace('.gz', ''), '')).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          message: `${name} cannot be read (it is ${kind}).`,
        })
      }
    },
    5000,
  )
})
