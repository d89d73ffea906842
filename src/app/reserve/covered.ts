import { load } from '../../adapters/history/stablesSource.ts'
import { instant } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import { covering, coverings } from '../covered.ts'
import type { Coverings } from '../desk.ts'
import type { Choice } from '../market.ts'
import { unused } from '../option.ts'
import { parse } from './config.ts'
import { assetsOf, folderIn } from './tape.ts'

const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** What the data folder has of each asset that a reserve prices from files; null on a simulated market. */
export async function covered(opened: Opened, choice: Choice): Promise<Coverings | null> {
  const { draft, scene } = parse(opened)
  const { files } = draft.market
  if (files === undefined) {
    unused({ key: '`market.simulated`', kind: 'simulated', other: '`market.files`' }, { '--data': choice.folder })
    return null
  }
  const pegs = new Map(assetsOf(scene.state.reserve.tranches).map(({ id, peg }) => [id, peg]))
  // A price holds for days, so the last row may be without one of its own.
  const held = (files.hold ?? 2 * 86_400) * 1000
  const end = files.to - files.every * 1000
  const period = { from: files.from, to: instant(Math.max(files.from, end - held)) }
  return coverings(
    period,
    () => folderIn(files, choice).path,
    () => {
      const folder = folderIn(files, choice)
      const of = Object.entries(files.sources).map(([asset, source]) =>
        covering(`${asset} by ${source}`, async () => {
          const { time } = await load(folder, { asset, source, peg: pegs.get(asset) ?? null }, ALWAYS)
          const [first, last] = [time[0], time.at(-1)]
          return first === undefined || last === undefined ? null : { first: instant(first), last: instant(last) }
        }),
      )
      return Promise.all(of)
    },
  )
}
