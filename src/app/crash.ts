import { setImmediate } from 'node:timers/promises'
import { FILE_MAX } from '../adapters/history/client.ts'
import { empty } from '../portfolio/venues/state.ts'
import { crash, DAYS, settings } from '../stress/crash.ts'
import type { Crash, Crashes } from '../stress/result.ts'
import { HOUR_MS, type Instant, instant, parse } from '../units/time.ts'
import type { Watch } from './backtest.ts'
import { compile } from './config/compile.ts'
import type { Config, Data } from './config/config.ts'
import { hash } from './config/hash.ts'
import { type Choice, folderOf, gapsOf, history } from './market.ts'

/** The crashes on record that a hedged loop is asked about first. */
const DATES: readonly Instant[] = ['2024-08-05', '2025-02-03', '2025-04-07'].map((date) => parse(date))

/** The dates that were asked for, or the three on record; each at its day. */
export function datesOf(given: readonly (Instant | null)[]): readonly Instant[] {
  const asked = given.filter((date) => date !== null)
  return asked.length === 0 ? DATES : asked.map((date) => instant(Math.floor(date / DAY_MS) * DAY_MS))
}

const DAY_MS = 24 * HOUR_MS

/** The days around each date, hour by hour, under three policies. Errors are the market's: no folder, a period not covered. */
export async function runCrash(
  config: Config,
  { folder, dates }: { folder: Choice['folder']; dates: readonly Instant[] },
  watch: Watch,
): Promise<Crashes> {
  const { policy, start, exchanges, loans, terms, data, flightTimes } = compile(config)
  const trial = { policy, flights: flightTimes }
  folderOf({ folder }, data.kind === 'files' ? data.folder : null, { folder: 'data.folder', simulated: null })
  const found: Crash[] = []
  let label = ''
  watch.start(dates.length)
  try {
    for (const date of dates) {
      const from = instant(date - DAYS * DAY_MS)
      const to = instant(date + DAYS * DAY_MS)
      const past = await history(
        recorded(data, { from, to }),
        { mode: policy.mode, exchanges },
        { folder, from, to, seed: null },
      )
      label = past.label
      found.push(crash(date, { history: past, terms, start: empty(start, exchanges, loans), trial }))
      watch.at(found.length)
      await setImmediate()
    }
  } finally {
    watch.stop()
  }
  const { funding, last, hold } = gapsOf(data)
  return {
    schema: 1,
    title: config.title,
    mode: policy.mode.name,
    currency: policy.mode.shareClass === 'ETH' ? 'ETH' : 'USD',
    policy: hash(policy),
    data: label,
    gaps: `funding ${funding}, last ${last}, hold gas ${hold.gasHours} h, daily ${hold.dailyDays} d, prices ${hold.pricesHours} h`,
    settings: settings(policy),
    crashes: found,
  }
}

/** A crash is recorded in files, whatever market the config draws. */
function recorded(data: Data, span: { readonly from: Instant; readonly to: Instant }): Data {
  return data.kind === 'files' ? data : { kind: 'files', folder: null, ...span, gaps: gapsOf(data), fileMax: FILE_MAX }
}
