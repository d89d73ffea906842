import { number, percent, signed } from '../backtest/report/format.ts'
import { RIVALS, verdict } from '../stress/report/verdict.ts'
import { health, ratio } from '../stress/report/words.ts'
import type { Crash, Crashes, Cushion } from '../stress/result.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

/** Says what each crash did to the book under each policy, and what that cost. */
export function print(found: Crashes, { file, files }: { file: string; files: readonly string[] }): void {
  const { title, mode, policy, data, gaps, settings } = found
  fold(title, '', bold)
  fold(`${mode} · policy ${policy.slice(0, 12)} · ${file}`, '  ')
  fold(`${data}; gap policy: ${gaps}`)
  fold(`Normal: ${settings.normal}`, '  ')
  fold(`Thin: ${settings.thin}`, '  ')
  fold(`The literal rules: ${settings.literal}`, '  ')
  fold(STARTS)
  for (const crash of found.crashes) told(crash, found)
  line()
  if (files.length === 0) line(dim('--out DIR writes the page and crash.json.'))
  else fold(`Wrote ${files.join(', ')}.`, '  ')
}

const HEAD = ['liquid.', 'health', 'ratio', 'cost', 'income', 'net']

const STARTS =
  'Every run starts with the book that this policy deploys at the first hour on a market that stands still. Health is measured at full hours, margin and liquidations also at the worst mark within each hour. A book that is not rebalanced after a liquidation is unhedged, so its result then depends on the price.'

function told(crash: Crash, found: Crashes): void {
  const { date, from, to, ether, notes } = crash
  line()
  line(
    bold(
      `${date}: ETH ${percent(ether.low, 1)} to ${signed(percent(ether.high, 1))}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    ),
  )
  for (const cushion of ['normal', 'thin'] as const) {
    line(table([`${cushion} cushion`, ...HEAD], rows(crash, cushion)))
    const said = verdict(crash, cushion, found)
    fold(said, '', (text) => coloured(crash.dominates[cushion] ? 'NORMAL' : 'CRITICAL', text))
  }
  for (const { series, holes, rows: many, done } of notes)
    fold(`Holes: ${series}: ${number(holes)}, ${number(many)} rows: ${done}.`, '  ', dim)
}

function rows({ runs }: Crash, cushion: Cushion): readonly (readonly string[])[] {
  return runs
    .filter((run) => run.cushion === cushion)
    .map(({ rival, liquidations, worstHealth, worstEquityRatio, cost, income, kept }) => [
      RIVALS[rival],
      number(liquidations),
      health(worstHealth),
      ratio(worstEquityRatio),
      number(cost),
      number(income),
      percent(kept, 2),
    ])
}
