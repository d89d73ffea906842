import { gzipSync } from 'node:zlib'
import type { Random } from './random.ts'

/** Changes bytes, whatever they say, and says what it did. */
type Op = (bytes: Buffer, random: Random) => readonly [Buffer, string]

const INSERTS: readonly (readonly [string, Buffer])[] = [
  ['a NUL', Buffer.from([0])],
  ['invalid UTF-8', Buffer.from([0xff, 0xfe])],
  ['half a character', Buffer.from([0xe2, 0x82])],
  ['a tab', Buffer.from('\t')],
  ['a byte order mark', Buffer.from('\uFEFF')],
  ['a carriage return', Buffer.from('\r')],
  ['a line break', Buffer.from('\n')],
  ['an escape', Buffer.from('\u001b[31m')],
  ['a right-to-left override', Buffer.from('\u202e')],
  ['a colon', Buffer.from(': ')],
  ['a bracket', Buffer.from('{')],
  ['a quote', Buffer.from('"')],
  ['a comma', Buffer.from(',')],
  ['a hash', Buffer.from(' #')],
  ['a minus', Buffer.from('-')],
  ['a document end', Buffer.from('\n---\n')],
  ['a directive', Buffer.from('\n%YAML 9.9\n---\n')],
]

const insert: Op = (bytes, random) => {
  const [what, inserted] = random.pick(INSERTS)
  const at = random.int(0, bytes.length)
  return [Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]), `${what} at byte ${at}`]
}

const truncate: Op = (bytes, random) => {
  const at = random.int(0, bytes.length)
  return [bytes.subarray(0, at), `cut at byte ${at}`]
}

const flip: Op = (bytes, random) => {
  if (bytes.length === 0) return [bytes, 'nothing']
  const at = random.int(0, bytes.length - 1)
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ (1 << random.int(0, 7))
  return [changed, `a bit of byte ${at} flipped`]
}

const lines: Op = (bytes, random) => {
  const rows = bytes.toString('latin1').split('\n')
  const [at, to] = [random.int(0, rows.length - 1), random.int(0, rows.length - 1)]
  const what = random.pick(['gone', 'twice', 'moved', 'indented'])
  const row = rows[at] ?? ''
  if (what === 'gone') rows.splice(at, 1)
  if (what === 'twice') rows.splice(at, 0, row)
  if (what === 'moved') rows.splice(to, 0, ...rows.splice(at, 1))
  if (what === 'indented') rows[at] = `  ${row}`
  return [Buffer.from(rows.join('\n'), 'latin1'), `line ${at + 1} ${what}`]
}

const windows: Op = (bytes) => [
  Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  'Windows line ends',
]
const mark: Op = (bytes) => [Buffer.concat([Buffer.from('\uFEFF'), bytes]), 'a byte order mark at the start']
const empty: Op = () => [Buffer.alloc(0), 'emptied']
const wide: Op = (bytes) => [Buffer.from(bytes.toString('utf8'), 'utf16le'), 'as UTF-16']
const packed: Op = (bytes) => [gzipSync(bytes), 'packed under its plain name']
const deep: Op = (bytes) => [Buffer.concat([bytes, Buffer.from(`\nx: ${'['.repeat(2_000)}`)]), 'two thousand brackets']
const bomb: Op = (bytes) => [
  Buffer.concat([
    bytes,
    Buffer.from(
      `\na: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}\n`,
    ),
  ]),
  'a billion aliases',
]

const OPS: readonly (readonly [number, Op])[] = [
  [6, insert],
  [2, truncate],
  [2, flip],
  [5, lines],
  [0.5, windows],
  [0.5, mark],
  [0.3, empty],
  [0.3, wide],
  [0.3, packed],
  [0.2, deep],
  [0.2, bomb],
]

export function mutate(bytes: Buffer, random: Random): readonly [Buffer, string] {
  return random.weighted(OPS)(bytes, random)
}
