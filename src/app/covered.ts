import type { Section } from '../backtest/report/document.ts'
import { TrimtabError } from '../units/error.ts'
import { format, type Instant } from '../units/time.ts'
import type { Covering, Coverings, Told } from './desk.ts'

/** What `read` finds in a folder; a folder or a file that is not there is a fault of the answer, not an error. */
export async function coverings(
  period: Coverings['period'],
  folder: () => string,
  read: (folder: string) => Promise<readonly Covering[]>,
): Promise<Coverings> {
  try {
    const path = folder()
    return { folder: path, fault: null, period, series: await read(path) }
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error
    return { folder: null, fault: `${error.message} ${error.remedy}`, period, series: [] }
  }
}

/** The reach that `find` gives, or why there is none. */
export async function covering(name: string, find: () => Promise<Covering['reach']>): Promise<Covering> {
  try {
    const reach = await find()
    return { name, reach, fault: reach === null ? 'the file has no row of it' : null }
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error
    const isMissing = error.code === 'FILE_MISSING'
    return { name, reach: null, fault: isMissing ? error.message : `${error.message} ${error.remedy}` }
  }
}

/** A check with what the data folder covers: a warning before it where that is not all, blocked where the folder or a file is missing. */
export function withFiles(told: Told, files: Coverings | null): Told {
  if (files === null) return told
  const short = files.series.filter(({ reach }) => reach === null || !isWithin(files.period, reach))
  const first = short[0]
  const verdict =
    files.fault ??
    (first === undefined
      ? null
      : `${first.name}${first.fault === null ? ' does not cover the run' : `: ${first.fault}`}`)
  const rest = short.length > 1 ? ` (and ${short.length - 1} more, listed below)` : ''
  return {
    ...told,
    blocked: told.blocked || files.fault !== null || files.series.some(({ reach }) => reach === null),
    ...(verdict === null
      ? {}
      : { verdict: `Warning: market files are missing or too short for a run. ${verdict}${rest}` }),
    document: { ...told.document, sections: [...told.document.sections, section(files)] },
    report: { ...told.report, files },
  }
}

function section({ folder, fault, period: { from, to }, series }: Coverings): Section {
  const rows = series.map(({ name, reach, fault: why }) => [
    name,
    reach === null ? null : when(reach.first),
    reach === null ? null : when(reach.last),
    reach === null ? why : isWithin({ from, to }, reach) ? 'yes' : 'no',
  ])
  const columns = ['Series', 'First', 'Last', 'Covers a run'].map((title) => ({ title }))
  return {
    id: 'files',
    title: 'Market files',
    lead: fault ?? `In ${folder ?? ''}. A run needs ${when(from)} to ${when(to)}, UTC.`,
    blocks: rows.length === 0 ? [] : [{ kind: 'table', caption: 'Market files', columns, rows }],
  }
}

const when = (at: Instant): string => format(at).slice(0, 16).replace('T', ' ')

const isWithin = ({ from, to }: Coverings['period'], { first, last }: NonNullable<Covering['reach']>): boolean =>
  first <= from && last >= to
