import { CONTRACTS, type Contract, EXCHANGES, type Exchange } from '../../portfolio/venues/place.ts'
import { TrimtabError } from '../../units/error.ts'
import { format, type Instant, instant } from '../../units/time.ts'
import * as Client from './client.ts'
import { CoverageError } from './error.ts'
import * as Name from './name.ts'
import * as Slice from './slice.ts'
import * as Stamp from './stamp.ts'

/** What a data folder holds of one subject: a contract on an exchange, spot prices, a lending asset, staking or gas. */
export interface Covered {
  readonly kind: 'perp' | 'spot' | 'lending' | 'staking' | 'gas'
  /** Of a perp; null otherwise. */
  readonly exchange: Exchange | null
  /** The contract or the asset, or what the file is about. */
  readonly name: string
  /**
   * First and last instant at which every file of the subject has a row, or the rows of a perp's mark and funding: where its last
   * price has none, the gap policy may take the mark. Null where a file is missing or broken, or they share no instant.
   */
  readonly reach: { readonly first: Instant; readonly last: Instant } | null
  /** Files that are not in the folder, seen from it. */
  readonly missing: readonly string[]
  /** Why a file could not be read, one message each. */
  readonly faults: readonly string[]
}

type Subject = Pick<Covered, 'kind' | 'exchange' | 'name'> & {
  /** Files whose rows count, and one that must be there and may have fewer rows. */
  readonly files: readonly string[]
  readonly also: readonly string[]
  /** Whose rows count, where a file has rows of several assets. */
  readonly asset: string | null
}

interface Reach {
  readonly first: number
  readonly last: number
}

type Reaches = ReadonlyMap<string, Promise<ReadonlyMap<string, Reach> | TrimtabError>>

const TIME = 'ts_ms'
const ASSET = 'asset'
/** Key of the reach of all rows, whatever their asset. */
const ALL = ''

/**
 * What a folder's market files cover, perps by exchange first. Only the stamps are looked at: holes inside, and figures that
 * cannot be true, show when the files are loaded.
 */
export async function coverage(dir: Client.Place): Promise<readonly Covered[]> {
  const subjects = all()
  const names = new Set(subjects.flatMap(({ files, also }) => [...files, ...also]))
  const reaches: Reaches = new Map([...names].map((name) => [name, reachesOf(dir, name)]))
  return Promise.all(subjects.map((subject) => covered(subject, reaches)))
}

function all(): readonly Subject[] {
  const one = { exchange: null, asset: null, also: [] }
  return [
    ...EXCHANGES.flatMap((exchange) => CONTRACTS.map((contract) => perp(exchange, contract))),
    ...CONTRACTS.map((contract) => ({ ...one, kind: 'spot' as const, name: contract, files: [Name.spot(contract)] })),
    ...['USDT', 'WETH', 'weETH'].map((asset) => ({
      kind: 'lending' as const,
      ...one,
      name: asset,
      files: [Name.LENDING],
      asset,
    })),
    { ...one, kind: 'staking', name: 'weETH', files: [Name.STAKING] },
    { ...one, kind: 'gas', name: 'Ethereum', files: [Name.GAS] },
  ]
}

function perp(exchange: Exchange, contract: Contract): Subject {
  const files = [Name.price(exchange, 'mark', contract), Name.funding(exchange, contract)]
  return { kind: 'perp', exchange, name: contract, files, also: [Name.price(exchange, 'perp', contract)], asset: null }
}

async function covered({ files, also, asset, ...subject }: Subject, reaches: Reaches): Promise<Covered> {
  const missing: string[] = []
  const faults: string[] = []
  let reach: Reach | null = { first: Number.NEGATIVE_INFINITY, last: Number.POSITIVE_INFINITY }
  for (const name of [...files, ...also]) {
    const found = await reaches.get(name)
    const own = found instanceof TrimtabError ? undefined : found?.get(asset ?? ALL)
    if (found instanceof TrimtabError && found.code === 'FILE_MISSING') missing.push(name)
    else if (found instanceof TrimtabError) faults.push(`${found.message} ${found.remedy}`)
    if (reach === null || own === undefined) reach = null
    else if (files.includes(name))
      reach = { first: Math.max(reach.first, own.first), last: Math.min(reach.last, own.last) }
  }
  const overlaps = reach !== null && reach.first <= reach.last
  return {
    ...subject,
    reach: reach !== null && overlaps ? { first: instant(reach.first), last: instant(reach.last) } : null,
    missing,
    faults,
  }
}

/** First and last stamp of a file's rows. FileError, TableError. */
export async function reachOf(dir: Client.Place, name: string): Promise<Covered['reach']> {
  const reach = stamped(await Client.read(dir, name, 'Put the file there, or name another folder.')).get(ALL)
  return reach === undefined ? null : { first: instant(reach.first), last: instant(reach.last) }
}

/** An error of a load; one of a file that does not reach far enough also says what the file covers. */
export async function withReach(dir: Client.Place, error: unknown): Promise<unknown> {
  if (!(error instanceof CoverageError) || error.code !== 'RANGE_UNCOVERED') return error
  const { file, at } = error.facts
  if (typeof file !== 'string' || typeof at !== 'string') return error
  const reach = await reachesOf(dir, file.replace(/\.gz$/, ''))
  const rows = reach instanceof TrimtabError ? undefined : reach.get(ALL)
  // A file may have rows then, but not of that asset or column.
  if (rows === undefined || (rows.first <= Date.parse(at) && Date.parse(at) <= rows.last)) return error
  const [first, last] = [format(instant(rows.first)), format(instant(rows.last))]
  return new CoverageError({
    code: error.code,
    message: `${error.message.replace(/\.$/, '')}; it covers ${first} to ${last}.`,
    facts: { ...error.facts, first, last },
    remedy: 'Ask for a range inside the file, or leave out what needs it.',
  })
}

async function reachesOf(dir: Client.Place, name: string): Promise<ReadonlyMap<string, Reach> | TrimtabError> {
  try {
    return stamped(await Client.read(dir, name, ''))
  } catch (error) {
    if (error instanceof TrimtabError) return error
    throw error
  }
}

/** First and last stamp of a file's rows, of all and by asset where there is such a column. */
function stamped(source: Client.Source): ReadonlyMap<string, Reach> {
  const names = Slice.header(source.bytes).split(',')
  const found = new Map<string, Reach>()
  const [at, of] = [names.indexOf(TIME), names.indexOf(ASSET)]
  const cut = Slice.cut(source, undefined)
  for (const { row, line } of of === -1 ? ends(cut) : every(cut)) {
    const cells = row.replaceAll(/["\r]/g, '').split(',')
    const time = Stamp.parse(source.file, line, cells[at] ?? '')
    for (const key of of === -1 ? [ALL] : [ALL, cells[of] ?? ALL]) {
      const { first, last } = found.get(key) ?? { first: time, last: time }
      found.set(key, { first: Math.min(first, time), last: Math.max(last, time) })
    }
  }
  return found
}

interface Row {
  readonly row: string
  readonly line: number
}

function every({ text, line }: Slice.Cut): readonly Row[] {
  return text.split('\n').map((row, i) => ({ row, line: line + i }))
}

/** The first row and the last; the line of the latter is counted only to name it. */
function ends({ text, line }: Slice.Cut): readonly Row[] {
  const first = text.indexOf('\n')
  const last = text.lastIndexOf('\n') + 1
  return [
    { row: first === -1 ? text : text.slice(0, first), line },
    { row: text.slice(last), line: line + (text.match(/\n/g)?.length ?? 0) },
  ]
}
