import { format as formatTime, instant } from '../../units/time.ts'
import type { Cell, Figures, Table } from '../report/blocks.ts'
import type { Document, Section } from '../report/document.ts'
import { number, percent } from '../report/format.ts'
import { simulatedNote } from '../report/simulated.ts'
import { aroundRows, burntRows } from './around.ts'
import { attribution } from './attribution.ts'
import { comparison } from './comparison.ts'
import type { Course } from './run.ts'
import { pegsOf } from './simulation.ts'
import { totalOf } from './simulationPage.ts'
import type { Tally } from './tally.ts'
import type { Tape } from './tape.ts'
import { sectionsOf, type Track } from './track.ts'

export interface Subject {
  readonly title: string
  readonly file: string
  readonly profile: string
  readonly tape: Tape
  readonly checked: Course
  readonly unchecked: Course | null
}

/** The page of a backtest; where there is a run without checks, what they were worth comes first. */
export function backtestPage(subject: Subject): Document {
  const { title, file, profile, tape, checked, unchecked } = subject
  const [from, to] = [tape.time[0] ?? 0n, tape.time.at(-1) ?? 0n]
  const change = totalOf(checked.end) - totalOf(checked.start)
  return {
    kind: 'reserve backtest',
    title,
    simulated: tape.simulated ? simulatedNote(tape.seed) : null,
    facts: [
      ['Config', file],
      ['Profile', profile],
      ['Period', `${at(from)} to ${at(to)}`],
      ['Rows', number(tape.time.length)],
      ['Tranches', checked.start.state.reserve.tranches.map(({ id }) => id).join(', ')],
    ],
    sections: [
      outcome(checked),
      ...(unchecked === null ? [] : [comparison(checked, unchecked)]),
      ...sectionsOf(trackOf(checked)),
      orders(checked.tallies),
      attribution(checked.gains, change),
      sources(tape),
    ],
    footer: [
      'Every figure is exact; charts and rounded figures are estimates of them. An order that is refused changes nothing.',
    ],
  }
}

const at = (seconds: bigint): string => formatTime(instant(Number(seconds) * 1000))

function trackOf({ frames, start, stats }: Course): Track {
  return {
    axis: { kind: 'time', values: frames.map(({ time }) => time) },
    frames,
    names: [...new Set(frames.flatMap(({ tranches }) => tranches.map(({ id }) => id)))],
    pegs: pegsOf(start.state.reserve),
    stats,
    marks: [],
    per: 'of the time',
  }
}

function outcome({ frames, stats, surplus, tallies, start, end }: Course): Section {
  const [first, last] = [frames[0], frames.at(-1)]
  const done = tallies.filter(({ act }) => act !== 'plan').reduce((sum, tally) => sum + tally.done, 0)
  const refused = tallies.reduce((sum, tally) => sum + refusedOf(tally), 0)
  const lowest = stats.redemption
  const figures: Figures = {
    kind: 'figures',
    rows: [
      { name: 'Net assets', value: usd(last?.netAssets), note: `${usd(first?.netAssets)} at the start`, tone: null },
      { name: 'Coins', value: whole(last?.supply), note: `${whole(first?.supply)} at the start`, tone: null },
      {
        name: surplus.end < 0n ? 'Shortfall' : 'Surplus',
        value: usd(Math.abs(Number(surplus.end) / 1e18)),
        note: 'redeemable assets less coins issued, at the end',
        tone: surplus.end < 0n ? 'warning' : 'good',
      },
      {
        name: 'Orders',
        value: number(done),
        note: `${number(refused)} refused`,
        tone: null,
      },
      {
        name: 'Redemption price',
        value:
          last?.redemption === undefined || last.redemption === null ? 'no coins' : `${number(last.redemption, 4)} USD`,
        note: lowest === null ? '' : `of the next coin, ${number(lowest, 4)} USD at the lowest`,
        tone: lowest !== null && lowest < 0.99 ? 'warning' : null,
      },
      {
        name: 'Inside the band',
        value: percent(stats.inside / Math.max(1, stats.moments), 1),
        note: 'of the time, with every tranche',
        tone: null,
      },
      ...aroundRows(stats, last, 'of the time'),
      ...burntRows({ start, end }),
    ],
  }
  return { id: 'outcome', title: 'Result', lead: idle(done, tallies), blocks: [figures] }
}

/** That no order went through, and what refused them: before any figure. Null where something was done. */
function idle(done: number, tallies: readonly Tally[]): string | null {
  if (done > 0) return null
  const codes = new Map<string, number>()
  for (const { refused } of tallies)
    for (const [code, times] of refused) codes.set(code, (codes.get(code) ?? 0) + times)
  const most = [...codes].sort(([, a], [, b]) => b - a).slice(0, 3)
  const why =
    most.length === 0
      ? 'nobody ordered anything, and the operator found nothing to do'
      : `refused were ${most.map(([code, times]) => `${number(times)} with ${code}`).join(', ')}`
  return `Nothing happened: no order went through; ${why}. What the net assets gained or lost came from prices alone.`
}

const usd = (value = 0): string => `${whole(value)} USD`

const whole = (value = 0): string => number(value)

const refusedOf = ({ refused }: Tally): number => [...refused.values()].reduce((sum, each) => sum + each, 0)

function orders(tallies: readonly Tally[]): Section {
  const table: Table = {
    kind: 'table',
    caption: 'Orders by who placed them',
    columns: [
      { title: 'Who' },
      { title: 'What' },
      { title: 'Done', figure: true },
      { title: 'USD or coins', figure: true },
      { title: 'Refused', figure: true },
      { title: 'For what' },
    ],
    rows: tallies.map((tally): Cell[] => [
      tally.actor,
      tally.act,
      tally.done.toLocaleString('en-US'),
      tally.moved === 0 ? null : whole(tally.moved),
      refusedOf(tally).toLocaleString('en-US'),
      [...tally.refused].map(([code, count]) => `${code} ${count.toLocaleString('en-US')}`).join(', '),
    ]),
  }
  return {
    id: 'orders',
    title: 'Orders',
    lead: tallies.length === 0 ? 'Nobody ordered anything.' : null,
    blocks: tallies.length === 0 ? [] : [table],
  }
}

const HOLES_SHOWN = 3

function sources({ sources: all }: Tape): Section {
  const hole = ({ from, to }: { from: number; to: number }): string =>
    `${formatTime(instant(from * 1000))} to ${formatTime(instant(to * 1000))}`
  const table: Table = {
    kind: 'table',
    caption: 'Where the prices are from',
    columns: [{ title: 'Asset' }, { title: 'Source' }, { title: 'Prices', figure: true }, { title: 'Held over' }],
    rows: all.map(({ asset, label, file, points, holes }): Cell[] => [
      asset,
      file === null ? label : `${label} (${file})`,
      points.toLocaleString('en-US'),
      holes.length === 0
        ? 'no holes'
        : `${holes.slice(0, HOLES_SHOWN).map(hole).join('; ')}${holes.length > HOLES_SHOWN ? `; ${holes.length - HOLES_SHOWN} more` : ''}`,
    ]),
  }
  return {
    id: 'sources',
    title: 'Prices',
    lead: 'Each row takes the last price that was known by then: the close of a bar counts from the end of the bar.',
    blocks: [table],
  }
}
