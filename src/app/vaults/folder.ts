import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { MarketUnknown } from '../market.ts'

/** A folder of the command line or the config, else of TRIMTAB_DATA. MarketUnknown where there is none. */
export function folderOf(given: string | null): string {
  const environment = process.env['TRIMTAB_DATA']
  const folder = given ?? (environment === undefined || environment === '' ? null : environment)
  if (folder !== null && existsSync(folder)) return resolve(folder)
  throw new MarketUnknown({
    code: 'NO_DATA_FOLDER',
    message:
      folder === null ? 'There is no folder of market data to run on.' : `There is no folder of market data: ${folder}`,
    facts: { folder: folder ?? 'none given' },
    remedy: 'Name one with --data DIR, data.glp.folder or TRIMTAB_DATA, or use data.simulated.',
  })
}
