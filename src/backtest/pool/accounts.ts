import type { Cell, Table } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import { type Attribution, LINES, type Line, type Share } from './attribution.ts'
import { AIR } from './ledger.ts'
import type { Simulation, Writes } from './result.ts'
import { shown, signed } from './word.ts'

const NAMES: Readonly<Record<Line, string>> = {
  price: 'Prices of tokens',
  gain: 'Trading',
  transfer: 'Transfers',
  sync: 'Syncs',
  fee: 'Bridge fees',
  surplus: 'Surplus of fills',
  flow: 'Mints and burns',
  basis: 'Prices that differ by chain',
  rounding: 'Rounding',
}

/** Assets of every place from start to end, line by line. */
export function accounts({ attribution, decimals, base }: Simulation): Section {
  const { places, lines, start, end } = attribution
  const say = (n: bigint): string => small(n, decimals)
  const plain = (title: string, of: (place: Share) => bigint, total: bigint): readonly Cell[] => [
    title,
    ...places.map((place) => shown(of(place), decimals)),
    shown(total, decimals),
  ]
  const row = (title: string, of: (at: number) => bigint, total: bigint): readonly Cell[] => [
    title,
    ...places.map((_, at) => say(of(at))),
    say(total),
  ]
  const used = LINES.filter((line) => places.some((place) => place.lines[line] !== 0n))
  return {
    id: 'accounts',
    title: 'Where assets went',
    lead: `What lies on each chain, in ${base}. Transfers and Syncs sum to zero over all places; what is left is what the pool earned, lost, took in and paid out.`,
    blocks: [
      {
        kind: 'table',
        caption: `Change of assets in ${base}`,
        columns: ['', ...places.map(({ name }) => name), 'Sum'].map((title, at) => ({ title, figure: at > 0 })),
        rows: [
          plain('Start', ({ start: { assets } }) => assets, start),
          ...used.map((line) => row(NAMES[line], (at) => places[at]?.lines[line] ?? 0n, lines[line])),
          plain('End', ({ end: { assets } }) => assets, end),
        ],
      },
      { kind: 'text', paragraphs: [closing(attribution)] },
    ],
  }
}

/** Six places hide a unit of eighteen: what would be shown as nothing is said in base units. */
function small(n: bigint, decimals: number): string {
  if (n === 0n) return '0'
  const text = signed(n, decimals)
  return /[1-9]/.test(text) ? text : `${n > 0n ? '+' : '−'}${n > 0n ? n : -n} units`
}

function closing({ residual, unexplained, lines }: Attribution): string {
  const isClosed = residual === 0n && unexplained === 0n && lines.transfer === 0n && lines.sync === 0n
  return isClosed
    ? 'The lines sum to the change of assets, and so does what each group of holders gained: the residual is 0 base units.'
    : `The accounts MISS by ${residual} and ${unexplained} base units: report this.`
}

/** What one place gained, by whom. */
interface Part {
  readonly real: bigint
  readonly virtual: bigint
  readonly claims: bigint
}

/** Gains by prices and trading alone: what moved between chains, and what that cost, left aside. */
export const performed = ({ causes: { price, gain } }: Share): Part => ({
  real: price.real + gain.real,
  virtual: price.virtual + gain.virtual,
  claims: price.claims + gain.claims,
})

export const together = ({ real, virtual, claims }: Part): bigint => real + virtual - claims

/** Who gained what: by prices and trading, and by everything; one row a place and model. */
export function gains(results: readonly Simulation[]): readonly Section[] {
  const base = results[0]?.base ?? ''
  return [
    {
      id: 'performance',
      title: 'Who gained by prices and trading',
      lead: 'Own holders have the shares issued on a chain, shares from elsewhere are virtual. What the books of a chain claim elsewhere is taken off once, for the other chain has it. Every sum is what the pool as a whole earned, whatever the model.',
      blocks: [split(`Gains by prices and trading, in ${base}`, results, performed)],
    },
    {
      id: 'gains',
      title: 'Who gained by everything',
      lead: 'Moves and fees included; what holders paid in or took out is left aside.',
      blocks: [split(`Gains by everything, in ${base}`, results, ({ performance }) => performance)],
    },
  ]
}

function split(caption: string, results: readonly Simulation[], of: (place: Share) => Part): Table {
  const isOne = results.length === 1
  const names = results[0]?.attribution.places.map(({ name }) => name) ?? []
  const cells = (model: string, part: Part, say: (n: bigint) => string): readonly Cell[] => [
    ...(isOne ? [] : [model]),
    say(part.real),
    say(part.virtual),
    say(-part.claims),
    say(together(part)),
  ]
  const rows = names.flatMap((name, at) =>
    results.flatMap(({ model, attribution: { places }, decimals }): readonly (readonly Cell[])[] => {
      const place = places[at]
      const part = place === undefined ? NOTHING : of(place)
      if (place === undefined || (name === AIR && isNothing(part))) return []
      return [[name, ...cells(model, part, (n) => small(n, decimals))]]
    }),
  )
  const sums = results.map(({ model, attribution: { places }, decimals }): readonly Cell[] => [
    'Sum',
    ...cells(model, sum(places.map(of)), (n) => small(n, decimals)),
  ])
  const titles = [
    'Place',
    ...(isOne ? [] : ['Model']),
    'Own holders',
    'Shares from elsewhere',
    'Claims, less',
    'Together',
  ]
  return {
    kind: 'table',
    caption,
    columns: titles.map((title) => ({ title, figure: title !== 'Place' && title !== 'Model' })),
    rows: [...rows, ...sums],
  }
}

const NOTHING: Part = { real: 0n, virtual: 0n, claims: 0n }

const isNothing = ({ real, virtual, claims }: Part): boolean => real === 0n && virtual === 0n && claims === 0n

const sum = (parts: readonly Part[]): Part =>
  parts.reduce(
    (all, { real, virtual, claims }) => ({
      real: all.real + real,
      virtual: all.virtual + virtual,
      claims: all.claims + claims,
    }),
    NOTHING,
  )

/** Storage and gas, one row a model. */
export function writes(results: readonly Simulation[]): Section {
  const cells = ({ bookings, slots, gas }: Writes): readonly Cell[] => [
    String(bookings),
    String(slots),
    gas.toLocaleString('en-GB'),
  ]
  return {
    id: 'writes',
    title: 'Storage and gas',
    lead: 'Slots of supply and claims that bookings of Transfers changed, and what that costs by the figures of the scenario. Cost of the bridge and of the tokens themselves is the same for every model.',
    blocks: [
      {
        kind: 'table',
        caption: 'Bookings of Transfers',
        columns: ['Model', 'Sent', 'Slots', 'Gas', 'Arrived', 'Slots', 'Gas'].map((title, at) => ({
          title,
          figure: at > 0,
        })),
        rows: results.map(({ model, writes: { source, destination } }) => [
          model,
          ...cells(source),
          ...cells(destination),
        ]),
      },
    ],
  }
}
