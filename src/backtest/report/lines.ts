import { encode } from '../../units/json.ts'
import { blank, frame } from './frame.ts'

export type Tone = 'good' | 'warning' | 'critical'
export type Values = readonly (number | null)[]

/** Along which values lie: epoch seconds in ascending order, or events that are counted and named. */
export type Axis =
  | { readonly kind: 'time'; readonly values: readonly number[] }
  | { readonly kind: 'step'; readonly labels: readonly string[] }

export interface Line {
  readonly label: string
  /** One for each place of the axis; `null` is a gap. */
  readonly values: Values
  /** Places after the point when a value is read. */
  readonly digits: number
  /** A value holds until the next instead of moving there. */
  readonly stepped: boolean
  /** Without it, lines share a few colours and then take dashes in turn. */
  readonly dash?: 'solid' | 'dashed' | 'dotted' | 'dashdot'
}

/** What lies between two edges, in the colour of the line it belongs to, and hidden with it. */
export interface Band {
  readonly label: string
  readonly low: Values
  readonly high: Values
  readonly of: string | null
}

/** A level across the whole chart; the y axis always shows it. */
export interface Limit {
  readonly label: string
  readonly value: number
  readonly tone: Tone | null
}

/** Something that happened at the place `at` of the axis, counted from zero. */
export interface Mark {
  readonly at: number
  readonly label: string
  readonly tone: Tone | null
}

/**
 * Lines over an axis. Charts of a document with equal axes zoom and point together. A stacked chart piles its lines up from
 * zero, without bands; a logarithmic one leaves out what is not above zero. `unit` follows every value that is read when it is
 * one short word.
 */
export interface Chart {
  readonly kind: 'chart'
  readonly id: string
  readonly title: string
  readonly unit: string
  /** In words what the picture shows: all there is for who cannot see it. */
  readonly summary: string
  readonly x: Axis
  readonly lines: readonly Line[]
  readonly bands: readonly Band[]
  readonly limits: readonly Limit[]
  readonly marks: readonly Mark[]
  readonly stacked: boolean
  readonly log: boolean
}

/** A chart as the client draws it. Its axis is one of a list, for many charts have the same. */
export interface Drawn extends Omit<Chart, 'kind' | 'x' | 'summary' | 'bands' | 'log'> {
  readonly axis: number
  readonly log: boolean
  readonly bands: readonly (Omit<Band, 'of'> & { readonly of: number | null })[]
  /** What the y axis must show for the sake of the charts beside it. */
  readonly within: readonly [number, number] | null
}

/** What the client is given. */
export interface Payload {
  readonly axes: readonly Axis[]
  readonly charts: readonly Drawn[]
}

export interface Canvas {
  /** Writes the frame of a chart. */
  readonly place: (chart: Chart, at: Place) => string
  readonly count: () => number
  readonly payload: () => Payload
}

/** Collects the charts of a page while their frames are written. */
export function canvas(): Canvas {
  const axes: Axis[] = []
  const known = new Map<string, number>()
  const charts: (Drawn & { readonly peers: string | null })[] = []
  const axisOf = (x: Axis): number => {
    const text = encode(x)
    const found = known.get(text) ?? axes.push(x) - 1
    known.set(text, found)
    return found
  }
  const place = (chart: Chart, { id, level, peers }: Place): string => {
    check(chart)
    const caption = { id, level, title: chart.title, unit: chart.unit, summary: chart.summary }
    const drawn = draw(chart)
    if (drawn === null) return blank(caption)
    charts.push({ ...drawn, id, peers, within: null, axis: axisOf(chart.x) })
    return frame(caption)
  }
  const payload = (): Payload => ({
    axes,
    charts: charts.map(({ peers, ...chart }) => {
      const all = charts.filter((other) => peers !== null && other.peers === peers)
      return { ...chart, within: all.length < 2 ? null : extent(all) }
    }),
  })
  return { place, count: () => charts.length, payload }
}

/** From the lowest to the highest of all charts; what is stacked ends elsewhere. */
function extent(charts: readonly Drawn[]): readonly [number, number] | null {
  if (charts.some(({ stacked }) => stacked)) return null
  const series = charts.flatMap(({ lines, bands }) => [
    ...lines.map(({ values }) => values),
    ...bands.flatMap(({ low, high }) => [low, high]),
  ])
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of series.flat()) {
    low = Math.min(low, value ?? low)
    high = Math.max(high, value ?? high)
  }
  return [low, high]
}

export interface Place {
  readonly id: string
  readonly level: number
  /** The same for charts that are compared side by side, which get one y axis. */
  readonly peers: string | null
}

/** `RangeError` when a series and its axis do not fit together, for then the picture would lie. */
function check({ title, x, lines, bands, marks }: Chart): void {
  const length = x.kind === 'time' ? x.values.length : x.labels.length
  const series = [...lines.map(({ values }) => values), ...bands.flatMap(({ low, high }) => [low, high])]
  if (series.some((values) => values.length !== length))
    throw new RangeError(`The chart "${title}" has a series that is not as long as its axis of ${length}`)
  if (x.kind === 'time' && x.values.some((value, at) => !(value >= (x.values[at - 1] ?? value))))
    throw new RangeError(`The times of the chart "${title}" do not ascend`)
  if (marks.some(({ at }) => !Number.isInteger(at) || at < 0 || at >= length))
    throw new RangeError(`The chart "${title}" has a mark beside its axis of ${length}`)
}

/** Nothing when there is nothing to see. */
function draw({
  title,
  unit,
  lines,
  bands,
  limits,
  marks,
  stacked,
  log: wanted,
}: Chart): Omit<Drawn, 'id' | 'axis' | 'within'> | null {
  const log = wanted && !stacked
  const cut = (values: Values, digits: number): Values => values.map((value) => short({ value, digits, log }))
  const digits = lines.reduce((most, line) => Math.max(most, line.digits), 0)
  const kept = lines.map((line) => ({ ...line, values: cut(line.values, line.digits) }))
  const held = stacked
    ? []
    : bands.map(({ label, low, high, of }) => {
        const at = lines.findIndex((line) => line.label === of)
        return { label, low: cut(low, digits), high: cut(high, digits), of: at < 0 ? null : at }
      })
  const all = [...kept.map(({ values }) => values), ...held.map(({ low }) => low)]
  if (!all.some((values) => values.some((value) => value !== null))) return null
  const bounds = limits.filter(({ value }) => Number.isFinite(value) && (!log || value > 0))
  return { title, unit, lines: kept, bands: held, limits: bounds, marks, stacked, log }
}

/** Nine digits, or as many as are read, are more than a screen can show, and half the size of seventeen. */
function short({ value, digits, log }: { value: number | null; digits: number; log: boolean }): number | null {
  if (value === null || !Number.isFinite(value) || (log && value <= 0)) return null
  if (Number.isInteger(value)) return value
  const before = Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1)
  return Number(value.toPrecision(Math.min(17, Math.max(9, before + digits))))
}
