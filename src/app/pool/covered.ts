import { type Covered, coverage } from '../../adapters/history/coverage.ts'
import { HOUR_MS, instant } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import { coverings } from '../covered.ts'
import type { Covering, Coverings } from '../desk.ts'
import { type Choice, folderOf, sizedBy } from '../market.ts'
import { unused } from '../option.ts'
import { setupOf } from './setup.ts'

/** What the data folder covers of the prices that a pool's tokens follow; null where its market is simulated. */
export async function covered(file: Opened, choice: Choice): Promise<Coverings | null> {
  const { data, quotes } = setupOf(file)
  if (data.kind === 'simulated') {
    unused(
      { key: '`data.simulated`', kind: 'simulated', other: '`data.from` and `data.to`' },
      { '--data': choice.folder },
    )
    return null
  }
  const followed = Object.values(quotes).some(({ kind }) => kind === 'BTC') ? 'BTCUSDT' : 'ETHUSDT'
  const folder = () => folderOf(choice, data.folder, { folder: 'data.folder', simulated: 'data.simulated' })
  return coverings({ from: data.from, to: instant(data.to - HOUR_MS) }, folder, async (path) =>
    (await coverage({ path, ...sizedBy(data) }))
      .filter(({ kind, name }) => kind === 'spot' && name === followed)
      .map(row),
  )
}

function row({ name, reach, missing, faults }: Covered): Covering {
  const why = [...missing.map((each) => `lacks ${each}`), ...faults].join('; ')
  return { name: `${name} spot`, reach, fault: reach === null ? why : null }
}
