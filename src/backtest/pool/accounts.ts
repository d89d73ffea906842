import type { Cell, Table } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import { type Attribution, LINES, type Line, type Share } from './attribution.ts'
import { AIR } from './ledger.ts'
import type { Simulation, Writes } from './result.ts'
import { brief, signed } from './word.ts'

const NAMES: Readonly<Record<Line, string>> = {
  price: 'Prices of tokens',
  gain: 'Trading',
  transfer: 'Transfers',
  sync: 'Syncs',
  fee: 'Bridge fees',
  surplus: 'Surplus of fills',
  flow: 'Mints and burns',
  basis: 'Prices or units that differ by chain',
  inactive: 'Tokens that do not count yet',
  rounding: 'Rounding',
}

/** Assets of every place from start to end, line by line. */
export function accounts(result: Simulation): Section {
  const { attribution, base } = result
  const { places } = attribution
  const parts = Array.from({ length: Math.ceil(places.length / ABREAST) }, (_, at) => at * ABREAST)
  return {
    id: 'accounts',
    title: 'Where assets went',
    lead: `What lies on each chain, in ${base}. Transfers and Syncs sum to zero over all places; what is left is what the pool earned, lost, took in and paid out.`,
    blocks: [
      ...parts.map((from) => changes(result, places.slice(from, from + ABREAST), from + ABREAST >= places.length)),
      { kind: 'text', paragraphs: [closing(attribution)] },
    ],
  }
}

/** So many places stand beside one another at 80 columns; more go on in a table below. */
const ABREAST = 4

/** The lines of some of the places, with the sums over all of them where these are the last. */
function changes({ attribution, decimals, base }: Simulation, some: readonly Share[], isLast: boolean): Table {
  const { places, lines, start, end } = attribution
  const row = (title: string, of: (place: Share) => string, total: string): readonly Cell[] => [
    title,
    ...some.map(of),
    ...(isLast ? [total] : []),
  ]
  const used = LINES.filter((line) => places.some((place) => place.lines[line] !== 0n))
  const titles = ['', ...some.map(({ name }) => name), ...(isLast ? ['Sum'] : [])]
  return {
    kind: 'table',
    caption: `Change of assets in ${base}`,
    columns: titles.map((title, at) => ({ title, figure: at > 0 })),
    rows: [
      row('Start', (place) => brief(place.start.assets, decimals), brief(start, decimals)),
      ...used.map((line) =>
        row(NAMES[line], (place) => small(place.lines[line], decimals), small(lines[line], decimals)),
      ),
      row('End', (place) => brief(place.end.assets, decimals), brief(end, decimals)),
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
      lead: 'Own holders have the shares issued on a chain, shares from elsewhere are virtual. Claims on other chains are deducted, so that nothing counts twice. Every sum is what the pool as a whole earned, whatever the model.',
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
    'Less claims',
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
