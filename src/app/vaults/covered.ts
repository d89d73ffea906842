import { FILE_MAX } from '../../adapters/history/client.ts'
import { reachOf } from '../../adapters/history/coverage.ts'
import { FILES } from '../../adapters/history/glpSource.ts'
import { HOUR_MS, instant } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import { covering, coverings } from '../covered.ts'
import type { Coverings } from '../desk.ts'
import { type Choice, folderOf } from '../market.ts'
import { unused } from '../option.ts'
import { FOLDER, periodOf } from './glp.ts'
import { setup } from './setup.ts'

/** What the data folder has of the files behind `data.glp`; null for any other market. */
export async function covered(opened: Opened, choice: Choice): Promise<Coverings | null> {
  const { glp, epochs } = setup(opened).data
  if (glp === undefined) {
    const market =
      epochs === undefined
        ? { key: '`data.simulated`', kind: 'simulated', other: '`data.glp`' }
        : { key: '`data.epochs`', kind: 'stated in its epochs', other: '`data.glp` or `data.simulated`' }
    unused(market, { '--data': choice.folder })
    return null
  }
  const { from, to } = periodOf(glp, choice)
  // Funding settles every 8 h at most: its last row may be as much before the end.
  const period = { from, to: instant(Math.max(from, to - 8 * HOUR_MS)) }
  const limit = { fileMax: glp.fileMax ?? FILE_MAX, key: 'data.glp.fileMax' }
  return coverings(
    period,
    () => folderOf(choice, glp.folder ?? null, FOLDER),
    (path) => Promise.all(FILES.map((name) => covering(name, () => reachOf({ path, ...limit }, name)))),
  )
}
