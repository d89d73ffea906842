import { format as formatTime, instant } from '../../units/time.ts'
import type { Cell, Figures, Table, Text } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import { percent } from '../report/format.ts'
import type { Chart } from '../report/lines.ts'
import type { Course } from './run.ts'

/** What the checks were worth: USD of 18 places, and shares of the reserve as it was at the start. */
export interface Avoided {
  /** Surplus with the checks less without them, when a stable asset was at its lowest, and at the end. */
  readonly trough: bigint
  readonly end: bigint
  readonly troughShare: number
  readonly endShare: number
}

export function avoided(checked: Course, open: Course): Avoided {
  const trough = checked.surplus.trough - open.surplus.trough
  const end = checked.surplus.end - open.surplus.end
  const base = checked.frames[0]?.netAssets ?? 0
  const share = (value: bigint): number => (base === 0 ? 0 : Number(value) / 1e18 / base)
  return { trough, end, troughShare: share(trough), endShare: share(end) }
}

/** The same run with the checks and without: what filled the reserve, and what that cost. */
export function comparison(checked: Course, open: Course): Section {
  const { trough, end, troughShare, endShare } = avoided(checked, open)
  const when = checked.trough === null ? '' : ` on ${formatTime(instant(checked.trough.time * 1000))}`
  const figures: Figures = {
    kind: 'figures',
    rows: [
      {
        name: 'Loss avoided at the lowest price',
        value: usd(trough),
        note: `${percent(troughShare, 2)} of the reserve at the start`,
        tone: trough > 0n ? 'good' : null,
      },
      {
        name: end < 0n ? 'Gain forgone at the end' : 'Loss avoided at the end',
        value: usd(end < 0n ? -end : end),
        note: `${percent(Math.abs(endShare), 2)} of the reserve at the start`,
        tone: end > 0n ? 'good' : null,
      },
    ],
  }
  const how: Text = {
    kind: 'text',
    paragraphs: [
      `How it is computed: the surplus of a reserve is what it holds at market prices less its coins at one each. A mint adds as much to both, so the surplus falls only by what the reserve itself loses. The loss avoided is the surplus with the checks less the surplus without them, at the same instant: when the reserve's price of a stable asset was at its lowest${when}, and at the end of the run. Both runs start from the same reserve and meet the same prices and the same people; without checks every band, flow limit and peg is open, and all else is the same.`,
      'The first figure is what would have been lost for good had all stayed where it was at that moment. The second counts what came after: where the asset comes back, a reserve that was filled up with it gains what its last holders lost, which nobody could know while it fell; where it does not, more of it comes in.',
    ],
  }
  return {
    id: 'comparison',
    title: 'With the checks and without',
    lead: null,
    blocks: [figures, how, filling(checked, open), drawn(checked, open)],
  }
}

function filling(checked: Course, open: Course): Table {
  const ids = [...new Set([...open.filled.keys(), ...checked.filled.keys(), ...open.peaks.keys()])]
  const money = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 })
  const row = (id: string): Cell[] => [
    id,
    money(checked.filled.get(id) ?? 0),
    money(open.filled.get(id) ?? 0),
    percent(checked.peaks.get(id)?.weight ?? 0, 1),
    percent(open.peaks.get(id)?.weight ?? 0, 1),
  ]
  const short = ({ surplus }: Course): string => money(Number(surplus.trough) / 1e18).replace('-', '−')
  return {
    kind: 'table',
    caption: 'Tranches below their peg: USD minted into them meanwhile, and their highest weight meanwhile',
    columns: [
      { title: 'Tranche' },
      { title: 'Minted, checked', figure: true },
      { title: 'Minted, unchecked', figure: true },
      { title: 'Highest weight, checked', figure: true },
      { title: 'Highest weight, unchecked', figure: true },
    ],
    rows: [...ids.map(row), ['surplus at the lowest price, USD', short(checked), short(open), null, null]],
  }
}

function drawn(checked: Course, open: Course): Chart {
  const surplus = ({ frames }: Course) =>
    frames.map(({ netAssets, supply, committed }) => netAssets - committed - supply)
  const last = (course: Course): string => usd(course.surplus.end)
  return {
    kind: 'chart',
    id: 'surplus',
    title: 'Surplus over coins',
    unit: 'USD',
    summary: `At the end ${last(checked)} with the checks, ${last(open)} without them.`,
    x: { kind: 'time', values: checked.frames.map(({ time }) => time) },
    lines: [
      { label: 'checked', values: surplus(checked), digits: 0, stepped: false },
      { label: 'unchecked', values: surplus(open), digits: 0, stepped: false },
    ],
    bands: [],
    limits: [{ label: 'coins are covered', value: 0, tone: null }],
    marks: [],
    stacked: false,
    log: false,
  }
}

const usd = (value: bigint): string =>
  `${(Number(value) / 1e18).toLocaleString('en-US', { maximumFractionDigits: 0 }).replace('-', '−')} USD`
