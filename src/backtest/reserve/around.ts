import { toUsd } from '../../portfolio/reserve/worth.ts'
import type { Figures } from '../report/blocks.ts'
import { number, percent } from '../report/format.ts'
import type { Frame } from './frame.ts'
import { burntBy } from './gain.ts'
import type { Course } from './run.ts'
import type { Stats } from './stats.ts'

/** Coins of stakers that recoveries burnt; no row where nobody stakes. */
export function burntRows({ start, end }: Pick<Course, 'start' | 'end'>): Figures['rows'] {
  if (start.state.reserve.staked === undefined) return []
  const burnt = toUsd(burntBy(start.state.reserve, end.state.reserve))
  return [
    {
      name: 'Burnt from stakers',
      value: `${number(burnt)} coins`,
      note: 'where the reserve was below the trigger of `rules.recovery`',
      tone: burnt === 0 ? 'good' : 'warning',
    },
  ]
}

/** What came of the options around the tranches, one row for each that is set. */
export function aroundRows(stats: Stats, last: Frame | undefined, per: string): Figures['rows'] {
  const { guard, moments } = stats
  const violations = last?.violations ?? null
  return [
    ...(guard === null
      ? []
      : [
          {
            name: 'Price guard',
            value: guard.off === 0 ? 'never tripped' : `tripped ${percent(guard.off / moments, 1)} ${per}`,
            note: `at most ${percent(guard.worst.off, 2)} apart, ${guard.worst.place}, of ${percent(guard.worst.most, 2)}`,
            tone: guard.off === 0 ? ('good' as const) : ('warning' as const),
          },
        ]),
    ...(violations === null
      ? []
      : [
          {
            name: 'Days below the floor',
            value: number(violations),
            note: 'value for each coin below that of `rules.stewardship`',
            tone: violations === 0 ? ('good' as const) : ('warning' as const),
          },
        ]),
  ]
}
