import { lookup } from '../../units/lookup.ts'
import type { Section } from '../report/document.ts'
import { percent } from '../report/format.ts'
import type { Axis, Chart, Line, Mark } from '../report/lines.ts'
import type { Frame, TrancheFrame } from './frame.ts'
import type { Peg, Stats } from './stats.ts'

/** A reserve along a run, as charts show it. */
export interface Track {
  readonly axis: Axis
  /** One for each place of the axis. */
  readonly frames: readonly Frame[]
  /** Every tranche that there ever was, in order. */
  readonly names: readonly string[]
  readonly pegs: readonly Peg[]
  /** Over every moment, also those that are not drawn. */
  readonly stats: Stats
  readonly marks: readonly Mark[]
  /** What a place of the axis is a share of. */
  readonly per: 'of the time' | 'of the events'
}

type Values = Line['values']

const SHARE = { digits: 2, stepped: false } as const
const HELD = { digits: 4, stepped: false } as const

/** Weights against their targets and bands, flows against their limits, pegs, and what a coin is worth. */
export function sectionsOf(track: Track): readonly Section[] {
  return [weights(track), flows(track), pegs(track), coins(track)].filter((section) => section !== null)
}

function weights(track: Track): Section {
  const parts = track.names.map((id): Section => {
    const lines: Line[] = [
      { label: 'weight', values: of(track, id, ({ weight }) => weight * 100), ...SHARE },
      { label: 'target', values: of(track, id, ({ target }) => target * 100), dash: 'dashed', ...SHARE },
    ]
    const low = of(track, id, (each) => each.low * 100)
    const high = of(track, id, (each) => each.high * 100)
    const chart: Chart = {
      ...blank(track, `weight-${id}`),
      title: `Weight of ${id}`,
      unit: '%',
      summary: weightSummary(track, id),
      lines,
      bands: [{ label: 'band', low, high, of: 'target' }],
    }
    return { id: `weight-${id}`, title: id, lead: null, blocks: [chart] }
  })
  return {
    id: 'weights',
    title: 'Weights against targets and bands',
    lead: 'The band is where a weight may drift without a move; outside of it every order must lead nearer the target.',
    blocks: [{ kind: 'columns', sections: parts }],
  }
}

function weightSummary({ frames, stats, per }: Track, id: string): string {
  const of = frames.flatMap(({ tranches }) => tranches.filter((each) => each.id === id))
  const [first, last, all] = [of[0], of.at(-1), stats.tranches.get(id)]
  if (first === undefined || last === undefined || all === undefined) return 'It was never in the reserve.'
  const share = percent(all.outside / all.moments, 1)
  return `From ${percent(first.weight, 2)} to ${percent(last.weight, 2)}, target ${percent(last.target, 2)}; outside its band ${share} ${per}.`
}

function flows(track: Track): Section {
  const chart = (direction: 'inflow' | 'outflow', what: string): Chart => ({
    ...blank(track, direction),
    title: what,
    unit: '% of the limit',
    summary: flowSummary(track, direction),
    lines: track.names.map((id) => ({
      label: id,
      values: of(track, id, (each) => hundredths(each[direction].used)),
      ...SHARE,
    })),
    limits: [
      { label: 'closes the direction', value: 80, tone: 'warning' },
      { label: 'limit', value: 100, tone: 'critical' },
    ],
    marks: closings(track, direction),
  })
  return {
    id: 'flows',
    title: 'Flows against their limits',
    lead: 'Recent flow decays with every block. Past four fifths of its limit a direction closes for its cooldown; beyond the limit an order is refused.',
    blocks: [chart('inflow', 'In-flow (mints)'), chart('outflow', 'Out-flow (redemptions)')],
  }
}

/** Where a direction closes that was open before. */
function closings({ frames }: Track, direction: 'inflow' | 'outflow'): readonly Mark[] {
  const marks: Mark[] = []
  const closed = new Set<string>()
  for (const [at, { tranches }] of frames.entries())
    for (const { id, [direction]: flow } of tranches) {
      if (flow.isClosed && !closed.has(id)) marks.push({ at, label: `${id} closes`, tone: 'warning' })
      if (flow.isClosed) closed.add(id)
      else closed.delete(id)
    }
  return marks
}

function flowSummary({ stats, per }: Track, direction: 'inflow' | 'outflow'): string {
  const said = [...stats.tranches].map(([id, { most, closed, moments }]) => {
    const cooled = closed[direction] === 0 ? '' : `, closed ${percent(closed[direction] / moments, 1)} ${per}`
    return `${id} ${used(most[direction])}${cooled}`
  })
  return `${said.join('; ')}.`
}

const used = (most: number | null): string => (most === null ? 'above a limit of 0' : `at most ${percent(most, 1)}`)

function pegs(track: Track): Section | null {
  if (track.pegs.length === 0) return null
  const floors = [...new Set(track.pegs.map(({ floor }) => floor))]
  const ceilings = [...new Set(track.pegs.map(({ ceiling }) => ceiling))]
  const off = track.pegs.map(({ id }) => {
    const { lowest = 1, off: moved = 0, moments = 1 } = track.stats.pegs.get(id) ?? {}
    return `${id} lowest ${lowest.toFixed(4)}, off its peg ${percent(moved / moments, 1)} ${track.per}`
  })
  const chart: Chart = {
    ...blank(track, 'pegs'),
    title: 'Prices of stable assets',
    unit: 'USD',
    summary: `${off.join('; ')}.`,
    lines: track.pegs.map(({ id }) => ({
      label: id,
      values: track.frames.map(({ stable }) => lookup(stable, id) ?? null),
      ...HELD,
    })),
    limits: [
      ...floors.map((value) => ({ label: 'floor', value, tone: 'critical' as const })),
      ...ceilings.map((value) => ({ label: 'ceiling', value, tone: 'warning' as const })),
    ],
  }
  return {
    id: 'pegs',
    title: 'Pegs',
    lead: 'While a stable asset is below its floor, no mint may raise the weight of a tranche that is off its peg.',
    blocks: [chart],
  }
}

function coins(track: Track): Section {
  const { frames } = track
  const price: Chart = {
    ...blank(track, 'redemption'),
    title: 'What a coin is worth',
    unit: 'USD',
    summary: coinSummary(track),
    lines: [
      { label: 'paid for the next coin', values: frames.map(({ redemption }) => redemption), ...HELD },
      { label: 'reserve for each coin', values: frames.map(({ collateral }) => collateral), dash: 'dashed', ...HELD },
    ],
    limits: [{ label: 'par', value: 1, tone: null }],
  }
  const size: Chart = {
    ...blank(track, 'size'),
    title: 'Net assets and coins',
    unit: 'USD',
    summary: `Net assets from ${money(frames[0]?.netAssets)} to ${money(frames.at(-1)?.netAssets)}; coins from ${money(frames[0]?.supply)} to ${money(frames.at(-1)?.supply)}.`,
    lines: [
      { label: 'net assets', values: frames.map(({ netAssets }) => netAssets), digits: 0, stepped: false },
      { label: 'coins', values: frames.map(({ supply }) => supply), digits: 0, stepped: false, dash: 'dashed' },
    ],
  }
  return { id: 'coin', title: 'The coin', lead: null, blocks: [price, size] }
}

function coinSummary({ frames, stats }: Track): string {
  const last = frames.at(-1)?.redemption ?? null
  if (stats.redemption === null) return 'There was never a coin to redeem.'
  const end =
    last === null ? 'There is no coin to redeem at the end' : `The next coin is paid ${last.toFixed(4)} USD at the end`
  return `${end}; the least that was paid is ${stats.redemption.toFixed(4)} USD.`
}

const money = (value: number | undefined): string => (value ?? 0).toLocaleString('en-US', { maximumFractionDigits: 0 })

/** A series of one tranche, with gaps where it is not in the reserve. */
function of({ frames }: Track, id: string, pick: (tranche: TrancheFrame) => number | null): Values {
  return frames.map(({ tranches }) => {
    const tranche = tranches.find((each) => each.id === id)
    return tranche === undefined ? null : pick(tranche)
  })
}

const hundredths = (share: number | null): number | null => (share === null ? null : share * 100)

function blank({ axis, marks }: Track, id: string): Omit<Chart, 'title' | 'unit' | 'summary' | 'lines'> {
  return { kind: 'chart', id, x: axis, bands: [], limits: [], marks, stacked: false, log: false }
}
