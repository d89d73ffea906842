import { existsSync } from 'node:fs'
import { load } from '../adapters/history/load.ts'
import { simulate } from '../adapters/market/simulate.ts'
import type { Mode } from '../portfolio/venues/mode.ts'
import { type Contract, EXCHANGES, type Exchange } from '../portfolio/venues/place.ts'
import type { History } from '../ports/history.ts'
import { TrimtabError } from '../units/error.ts'
import { format, HOUR_MS, type Instant } from '../units/time.ts'
import type { Data } from './config/config.ts'

/** What overrides a config's own choice of market: a folder of files, a stretch of time. */
export interface Choice {
  readonly folder: string | null
  readonly from: Instant | null
  readonly to: Instant | null
}

/** The history that a backtest runs on: real files where a folder is given, else what the config says. */
export async function history(
  data: Data,
  { mode, exchanges }: { mode: Mode; exchanges: readonly Exchange[] },
  choice: Choice,
): Promise<History> {
  const contracts: readonly Contract[] = mode.coin === 'BTC' ? ['BTCUSDT'] : ['ETHUSDT']
  const places = mode.isHedged ? exchanges : []
  if (data.kind === 'simulated' && choice.folder === null) {
    const from = choice.from ?? data.from
    const hours = choice.to === null ? data.hours : (choice.to - from) / HOUR_MS
    return simulate({ seed: data.seed, from, hours, exchanges: places.length > 0 ? places : EXCHANGES, contracts })
  }
  const folder = choice.folder ?? (data.kind === 'files' ? data.folder : null)
  const span = data.kind === 'files' ? data : { from: null, to: null, gaps: null }
  const from = choice.from ?? span.from
  const to = choice.to ?? span.to
  if (folder === null || !existsSync(folder))
    throw new MarketUnknown({
      code: 'NO_DATA_FOLDER',
      message: 'There is no folder of market data to run on.',
      facts: { folder: folder ?? 'none given' },
      remedy: 'Give one with --data DIR or data.folder, or use data.simulated.',
    })
  if (from === null || to === null)
    throw new MarketUnknown({
      code: 'NO_PERIOD',
      message: 'A run on market files needs its period.',
      facts: { from: from === null ? 'missing' : format(from), to: to === null ? 'missing' : format(to) },
      remedy: 'Give --from and --to, or data.from and data.to.',
    })
  const { NOTED } = await import('../adapters/history/policy.ts')
  return load(folder, {
    from,
    to,
    exchanges: places,
    contracts,
    lending: mode.long !== 'spot',
    staking: mode.long === 'loop' || mode.long === 'stake',
    gaps: span.gaps ?? NOTED,
  })
}

export class MarketUnknown extends TrimtabError {}
